"""Compact visual tokens: 25 cells of a picture with 128 numbers each, for orders that look at parts of a picture."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from models.data import EVALUATION_ONLY, SETS, PictureSet
from models.features import GRID_EVERY, chosen_rows, picture_features, regroup
from models.towers import GRID

COUNT, WIDTH = 25, 128
# Whitened numbers lie mostly within 3; one stray number must not take the int8 steps away from the other 127.
LIMIT = 5.0


class TokenHead(nn.Module):
    """Grid [B, 49, 736] -> tokens [B, 25, 128]: 5 x 5 averages, centred, principal components of unit variance."""

    def __init__(self, mean: Tensor, components: Tensor) -> None:
        super().__init__()
        self.register_buffer("average", regroup())  # [25, 49]
        self.register_buffer("mean", mean)  # [736]
        self.register_buffer("components", components)  # [736, 128]

    def forward(self, grid: Tensor) -> Tensor:
        return ((self.average @ (grid - self.mean)) @ self.components).clamp(-LIMIT, LIMIT)


def principal(cells: np.ndarray, width: int = WIDTH) -> tuple[np.ndarray, np.ndarray, float]:
    """cells [N, D] -> mean [D], whitening map [D, width], share of the standardised variance it keeps.

    Columns are standardised first: the last stage has far larger numbers than the early deviations and would take
    every component otherwise.
    """
    mean, std = cells.mean(0), cells.std(0) + 1e-6
    scaled = (cells - mean) / std
    values, vectors = np.linalg.eigh(scaled.T @ scaled / len(scaled))  # ascending
    order = np.argsort(values)[::-1][:width]
    # eigh leaves the sign open; the largest entry positive makes a rebuild comparable.
    signs = np.sign(vectors[np.abs(vectors[:, order]).argmax(0), order])
    whitening = vectors[:, order] * signs / np.sqrt(values[order] + 1e-6)
    return mean, whitening / std[:, None], float(values[order].sum() / values.sum())


def fit(data: Path, cache: Path) -> tuple[TokenHead, float]:
    """Components of the training pictures of all sets."""
    parts = []
    for name in (s for s in SETS if s not in EVALUATION_ONLY):
        rows = chosen_rows(PictureSet(data, name))[::GRID_EVERY]
        cells = picture_features(data, cache, name).cells
        parts.append(cells[[i for i, row in enumerate(rows) if row.split == "train"]].reshape(-1, GRID))
    mean, components, kept = principal(np.concatenate(parts).astype(np.float64))
    return TokenHead(torch.tensor(mean).float(), torch.tensor(components).float()), kept


def quantise(tokens: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """tokens [..., 25, 128] -> int8 of the same shape and one float16 scale a token: 25 x (128 + 2) = 3,250 bytes."""
    # The scale is rounded to float16 first, so that the stored pair is the best one for the stored scale.
    scale = np.maximum(np.abs(tokens).max(-1, keepdims=True) / 127, 1e-6).astype(np.float16)
    whole = np.clip(np.rint(tokens / scale.astype(np.float32)), -127, 127)
    return whole.astype(np.int8), scale[..., 0]
