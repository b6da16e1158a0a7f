"""What the picture model holds inside, given out as further outputs: its last map of stride 16, and the cells of its tokens.

`map` [B, 120, 14, 14]: what the age head goes on from. `cells` [B, 25, 736]: averaged to 5 x 5 and centred, before they are
projected to tokens.
"""

from __future__ import annotations

import onnx

# Names that the exporter gives.
MADE = {"map": "/trunk/_blocks.14/Add_output_0", "cells": "/tokens/MatMul_output_0"}
SHAPES: dict[str, list[str | int]] = {"map": ["batch", 120, 14, 14], "cells": ["batch", 25, 736]}


def expose(model: onnx.ModelProto) -> None:
    """Renames both tensors and makes them outputs. Each run that does not ask for them is as quick as before."""
    names = {made: name for name, made in MADE.items()}
    found = set()
    for node in model.graph.node:
        for part in (node.input, node.output):
            for i, tensor in enumerate(part):
                if tensor in names:
                    part[i] = names[tensor]
                    found.add(tensor)
    if found != set(names):
        raise ValueError(f"not in the graph: {set(names) - found}")
    for name, shape in SHAPES.items():
        model.graph.output.append(onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, shape))
