"""Faces cut out as the app cuts them, and what the picture model holds of each: what the age head is trained and judged on.

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

from models.ages.model import CELL, CELLS, MAP
from models.data import PictureSet, Row, ahead, groups_of, pixels_of
from models.faces.cut import cut, longer_side
from models.faces.detect import Detector, small_picture
from models.features import session
from models.ranker.extract import IMAGE
from models.ranker.renderings import moved
from models.ranker.sets import label

# Pixels of the smallest side a training face is shrunk to.
SMALLEST = 30
# Of the smallest face of a photo that is trained on.
LEAST_SNAPSHOT = 18
BATCH = 16

Look = Callable[[Image.Image, np.random.Generator], Image.Image]


@dataclass(frozen=True)
class Faces:
    """map float16 [N, 120, 14, 14] and cells float16 [N, 25, 736] of each look, age float32 [N] in years."""

    maps: np.ndarray
    cells: np.ndarray
    age: np.ndarray

    def take(self, rows: Tensor | np.ndarray) -> tuple[Tensor, Tensor]:
        i = np.asarray(rows)
        return torch.tensor(self.maps[i].astype(np.float32)), torch.tensor(self.cells[i].astype(np.float32))


@dataclass(frozen=True)
class Snapshots(Faces):
    """Faces found in photos; age: as captions tell it. side float32 [N]: of the find, in pixels."""

    side: np.ndarray


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


# A training face is looked at as it is, mirrored, and twice moved; a face that is judged, as it is.
LOOKS: tuple[Look, ...] = (lambda p, _: p, lambda p, _: mirrored(p), varied, varied)


def inner_of(pictures: Iterator[Image.Image], run: ort.InferenceSession, number: int) -> tuple[np.ndarray, np.ndarray]:
    """float16 [N, 120, 14, 14] and [N, 25, 736]"""
    maps, cells, at = np.empty((number, *MAP), np.float16), np.empty((number, CELLS, CELL), np.float16), 0
    for pixels in ahead(map(pixels_of, groups_of(BATCH, pictures))):
        m, c = run.run(["map", "cells"], {"pixels": pixels})
        maps[at : at + len(m)], cells[at : at + len(m)] = m, c
        at += len(m)
    assert at == number
    return maps, cells


def faces(data: Path, cache: Path, split: str, looks: tuple[Look, ...]) -> Faces:
    """Each face as often as there are looks; computed on first use. The tower is frozen: training the adapter changes nothing here."""
    pictures = PictureSet(data, "faces_age")
    rows: list[Row] = pictures.rows(split)
    kept = [cache / f"ages-{split}-{name}.npy" for name in ("map", "cells")]
    if not kept[1].exists():
        rng = np.random.default_rng(3)
        shown = (look(picture, rng) for picture in pictures.pictures(rows) for look in looks)
        for path, values in zip(kept, inner_of(shown, session(IMAGE, 2), len(rows) * len(looks)), strict=True):
            np.save(path, values)
    age = np.repeat([float(row.labels["age"]) for row in rows], len(looks)).astype(np.float32)
    return Faces(*(np.load(path, mmap_mode="r" if split == "train" else None) for path in kept), age)


def snapshots(data: Path, cache: Path, split: str) -> Snapshots:
    """The surest face of each photo whose captions tell of one person and a rough age ("boy", "old man"): as it is and, for
    training, mirrored and twice moved. What captions say is no year, but faces of photos are small, blurred and turned away.
    """
    pictures = PictureSet(data, "flickr8k")
    looks = LOOKS if split == "train" else LOOKS[:1]
    kept = [cache / f"ages-snapshots-{split}-{name}.npy" for name in ("map", "cells", "told")]
    if not kept[2].exists():
        told, cuts = [], []
        rows = [(row, label("flickr8k", row).get("age", np.nan)) for row in pictures.rows(split)]
        rows = [(row, age) for row, age in rows if np.isfinite(age)]
        detector, rng = Detector(threads=2), np.random.default_rng(5)
        for (_, age), picture in zip(rows, pictures.pictures([row for row, _ in rows]), strict=True):
            small = small_picture(picture)
            for box in detector.detect(small).boxes[:1]:
                side = longer_side(box)
                if side >= LEAST_SNAPSHOT:
                    face = cut(Image.fromarray(small), box)
                    cuts += [look(face, rng) for look in looks]
                    told += [(age, side)] * len(looks)
        maps, cells = inner_of(iter(cuts), session(IMAGE, 2), len(cuts))
        for path, values in zip(kept, (maps, cells, np.array(told, np.float32)), strict=True):
            np.save(path, values)
    maps, cells, told = (np.load(path) for path in kept)
    return Snapshots(maps, cells, told[:, 0], told[:, 1])


def training(data: Path, cache: Path) -> Faces:
    return faces(data, cache, "train", LOOKS)


def validation(data: Path, cache: Path) -> Faces:
    return faces(data, cache, "val", LOOKS[:1])
