"""Faces cut out as the app cuts them, and the picture model's tokens of each: what the age head is trained and judged on.

Every training face is looked at four times: as it is, mirrored, and twice moved, turned and made small, because a detector never
cuts as the set was cut and faces in photos are mostly smaller than in the set.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime as ort
import torch
from PIL import Image
from torch import Tensor

from models.data import PictureSet, Row
from models.pictures import normalise, squash
from models.ranker.extract import IMAGE
from models.ranker.renderings import moved
from models.tokens import quantise

# Pixels of the smallest side a training face is shrunk to.
SMALLEST = 30
BATCH = 16

Look = Callable[[Image.Image, np.random.Generator], Image.Image]


@dataclass(frozen=True)
class Faces:
    """tokens int8 [N, 25, 128], scales float16 [N, 25], age float32 [N] in years."""

    tokens: np.ndarray
    scales: np.ndarray
    age: np.ndarray

    def take(self, rows: Tensor) -> Tensor:
        """float32 [B, 25, 128]"""
        i = rows.numpy()
        return torch.tensor(self.tokens[i].astype(np.float32) * self.scales[i].astype(np.float32)[..., None])


def mirrored(picture: Image.Image) -> Image.Image:
    return picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)


def varied(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Moved and turned; half of them mirrored, most of them made smaller by one of three filters."""
    picture = moved(picture, rng)
    if rng.random() < 0.5:
        picture = mirrored(picture)
    if rng.random() >= 0.6:
        return picture
    side = int(np.exp(rng.uniform(np.log(SMALLEST), np.log(220))))
    if side >= picture.width:
        return picture
    filters = (Image.Resampling.BILINEAR, Image.Resampling.BICUBIC, Image.Resampling.BOX)
    return picture.resize((side, side), filters[int(rng.integers(3))])


def tower(threads: int = 2) -> ort.InferenceSession:
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    return ort.InferenceSession(str(IMAGE), options, providers=["CPUExecutionProvider"])


def tokens_of(pictures: Iterator[Image.Image], run: ort.InferenceSession) -> tuple[np.ndarray, np.ndarray]:
    """int8 [N, 25, 128] and float16 [N, 25]"""
    whole, scales = [], []
    while part := [normalise(squash(picture)) for _, picture in zip(range(BATCH), pictures, strict=False)]:
        (tokens,) = run.run(["tokens"], {"pixels": np.stack(part)})
        w, s = quantise(tokens)
        whole.append(w)
        scales.append(s)
    return np.concatenate(whole), np.concatenate(scales)


def faces(data: Path, cache: Path, split: str, looks: tuple[Look, ...]) -> Faces:
    """Each face as often as there are looks; computed on first use."""
    path = cache / f"ages-{split}.npz"
    pictures = PictureSet(data, "faces_age")
    rows: list[Row] = pictures.rows(split)
    if not path.exists():
        rng = np.random.default_rng(3)
        shown = (look(picture, rng) for picture in pictures.pictures(rows) for look in looks)
        tokens, scales = tokens_of(shown, tower())
        np.savez(path, tokens=tokens, scales=scales)
    with np.load(path) as saved:
        age = np.repeat([float(row.labels["age"]) for row in rows], len(looks)).astype(np.float32)
        return Faces(saved["tokens"], saved["scales"], age)


def training(data: Path, cache: Path) -> Faces:
    return faces(data, cache, "train", (lambda p, _: p, lambda p, _: mirrored(p), varied, varied))


def validation(data: Path, cache: Path) -> Faces:
    return faces(data, cache, "val", (lambda p, _: p,))
