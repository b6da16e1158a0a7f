"""The sentence as the ranking reads it: the mean-pooled vector inside the shipped sentence model."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime as ort

import onnx

TEXT = Path(__file__).parents[1] / "onnx" / "podium-text.onnx"


def tensor_name() -> str:
    """Of the vector [B, 384] that the projection of `podium-text.onnx` reads."""
    (name,) = [node.input[0] for node in onnx.load(TEXT).graph.node if node.op_type == "Sub" and "head.mean" in node.input]
    return name


def appended() -> bytes:
    """Bytes that, put behind those of `podium-text.onnx`, make it give the vector as a second output.

    The parts of a protobuf message may be written one after another: a second `graph` with one output is merged into the
    first. The shipped file stays as it is, and one session answers both questions.
    """
    output = onnx.helper.make_tensor_value_info(tensor_name(), onnx.TensorProto.FLOAT, ["batch", 384])
    return onnx.ModelProto(graph=onnx.GraphProto(output=[output])).SerializeToString()


class SentenceRun:
    """A session whose only answer is the sentence vector [B, 384]."""

    def __init__(self) -> None:
        self.name = tensor_name()
        self.session = ort.InferenceSession(TEXT.read_bytes() + appended(), providers=["CPUExecutionProvider"])

    def run(self, _: None, feed: dict[str, np.ndarray]) -> list[np.ndarray]:
        return self.session.run([self.name], feed)
