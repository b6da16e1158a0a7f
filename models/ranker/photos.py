"""What the app stores of each picture, as float batches: the cells projected to tokens, as a given projection makes them."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

import onnx
from models.ranker.extract import IMAGE
from models.ranker.sets import Album
from models.tokens import LIMIT, quantise
from onnx import numpy_helper


def shipped_components() -> np.ndarray:
    """[736, 128]: the projection of cells to tokens inside the picture model that is in this folder."""
    found = {
        t.name: numpy_helper.to_array(t) for t in onnx.load(IMAGE).graph.initializer if t.name.startswith("tokens.components")
    }
    return found["tokens.components.int8"].astype(np.float32) * found["tokens.components.scale"]


def stored_components(components: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """As the picture model holds them: int8 [736, 128] and a float32 scale a column [1, 128]."""
    scale = (np.abs(components).max(0, keepdims=True) / 127).astype(np.float32)
    return np.round(components / scale).astype(np.int8), scale


def rounded(tokens: Tensor) -> Tensor:
    """As the app stores them, int8 with one scale a token; the gradient passes as if they were not rounded."""
    scale = tokens.detach().abs().amax(-1, keepdim=True).clamp(min=1e-4) / 127
    return tokens + (torch.round(tokens.detach() / scale) * scale - tokens.detach())


class Photos:
    """tokens [N, 25, 128], vector [N, 512], measures [N, 78] of rows of an album."""

    def __init__(self, album: Album, components: np.ndarray | Tensor) -> None:
        p = np.asarray(components, np.float32)
        whole, scale = [], []
        for first in range(0, len(album.cells), 2048):
            tokens = (album.cells[first : first + 2048].astype(np.float32) @ p).clip(-LIMIT, LIMIT)
            w, s = quantise(tokens)
            whole.append(w)
            scale.append(s)
        self.tokens, self.scale = torch.tensor(np.concatenate(whole)), torch.tensor(np.concatenate(scale))
        self.vector, self.measures = torch.tensor(album.vector), torch.tensor(album.measures)

    def take(self, rows: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        tokens = self.tokens[rows].float() * self.scale[rows].float()[..., None]
        return tokens, self.vector[rows].float(), self.measures[rows]


class Cells:
    """The same with the cells [N, 25, 736] in place of the tokens: for learning the projection."""

    def __init__(self, album: Album) -> None:
        self.cells = torch.tensor(album.cells)
        self.vector, self.measures = torch.tensor(album.vector), torch.tensor(album.measures)

    def take(self, rows: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        return self.cells[rows].float(), self.vector[rows].float(), self.measures[rows]
