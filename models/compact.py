"""Makes exported graphs small: big constants in few bytes, and int8 arithmetic to compare with.

For int8 arithmetic, weights get 7 bits (`reduce_range`). On x86 without VNNI the u8 x s8 product of two neighbours is
summed in 16 bits and saturates with full 8-bit weights, so the same file would give other vectors on an older CPU.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from onnxruntime.quantization import (
    CalibrationDataReader,
    CalibrationMethod,
    QuantFormat,
    QuantType,
    quantize_dynamic,
    quantize_static,
)

import onnx
from onnx import TensorProto, helper, numpy_helper


class Calibration(CalibrationDataReader):
    """Feeds batches of `pixels` to the calibration."""

    def __init__(self, pixels: Iterable[np.ndarray]) -> None:
        self.left = iter(pixels)

    def get_next(self) -> dict[str, np.ndarray] | None:
        batch = next(self.left, None)
        return None if batch is None else {"pixels": batch}


def quantise_trunk(source: Path, target: Path, pixels: Iterable[np.ndarray]) -> None:
    """Static QDQ int8 for the convolutions; everything after them stays float."""
    quantize_static(
        str(source), str(target), Calibration(pixels), quant_format=QuantFormat.QDQ, per_channel=True,
        reduce_range=True, activation_type=QuantType.QUInt8, weight_type=QuantType.QInt8,
        calibrate_method=CalibrationMethod.MinMax, op_types_to_quantize=["Conv"],
        # A moving average forgives the single extreme activation that would widen every step of the scale.
        extra_options={"CalibMovingAverage": True},
    )  # fmt: skip


def quantise_sentences(source: Path, target: Path) -> None:
    """Dynamic int8 for the weight matrices of the sentence tower; the projection (Gemm) stays float."""
    quantize_dynamic(
        str(source), str(target), per_channel=True, reduce_range=True, weight_type=QuantType.QInt8,
        op_types_to_quantize=["MatMul"],
    )  # fmt: skip


def row_scale(value: np.ndarray) -> np.ndarray:
    """One scale an output of a matrix or a 1 x 1 convolution (its longer side where the layout does not tell), or a matrix of several."""
    if value.ndim == 3:
        return np.abs(value).max((1, 2), keepdims=True) / 127
    if value.ndim == 4:
        return np.abs(value).max((1, 2, 3), keepdims=True) / 127
    return np.abs(value).max(0 if value.shape[0] > value.shape[1] else 1, keepdims=True) / 127


def store_small(model: onnx.ModelProto, eight_bits: int = 200_000, least: int = 20_000, *, depthwise: bool = False) -> None:
    """Keeps big float constants in fewer bytes; they are float32 again before they are used.

    Matrices, several in one, and 1 x 1 convolutions (and those of each channel by itself, with `depthwise`) of at least
    `eight_bits` numbers become int8 with one scale a row, others over `least` become float16. Written as Cast and Mul on
    constants, which every runtime folds once at load: no speed is lost, and all arithmetic stays float32, so the result is the
    same on every CPU.
    """
    graph = model.graph
    readers: dict[str, onnx.NodeProto] = {name: node for node in graph.node for name in node.input}
    made: list[onnx.NodeProto] = []
    for constant in list(graph.initializer):
        if constant.data_type != TensorProto.FLOAT:
            continue
        value, name = numpy_helper.to_array(constant), constant.name
        if value.size < least or name not in readers:
            continue
        graph.initializer.remove(constant)
        rows = value.ndim in (2, 3) or (value.ndim == 4 and (value.shape[2:] == (1, 1) or (depthwise and value.shape[1] == 1)))
        if rows and value.size >= eight_bits:
            scale = row_scale(value).astype(np.float32)
            whole = np.round(value / np.maximum(scale, 1e-12)).astype(np.int8)
            graph.initializer.extend(
                [numpy_helper.from_array(whole, f"{name}.int8"), numpy_helper.from_array(scale, f"{name}.scale")]
            )
            made += [
                helper.make_node("Cast", [f"{name}.int8"], [f"{name}.whole"], to=TensorProto.FLOAT),
                helper.make_node("Mul", [f"{name}.whole", f"{name}.scale"], [name]),
            ]
        else:
            graph.initializer.append(numpy_helper.from_array(value.astype(np.float16), f"{name}.f16"))
            made.append(helper.make_node("Cast", [f"{name}.f16"], [name], to=TensorProto.FLOAT))
    rest = list(graph.node)
    del graph.node[:]
    graph.node.extend([*made, *rest])


def save(model: onnx.ModelProto, path: Path) -> None:
    """Checks the graph and writes it without what only the exporter wanted to know."""
    model.producer_name, model.producer_version, model.doc_string = "podium", "", ""
    for node in model.graph.node:
        node.doc_string = node.name = ""
    del model.graph.value_info[:]
    onnx.checker.check_model(model)
    path.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(model, str(path))
