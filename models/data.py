"""Readers of the picture sets: a folder of zips, each with `NNNNN.webp` files and a `labels.csv`.

The photographs stay where they are; nothing here writes them anywhere.
"""

from __future__ import annotations

import csv
import io
import itertools
import json
import zipfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
from PIL import Image, ImageOps

from models.pictures import SIDE, normalise, squash, upright_rgb

# `vocabulary` is for measuring only: no picture of it is ever trained on.
EVALUATION_ONLY = ("vocabulary",)
SETS = (
    "flickr8k", "vocabulary", "objects", "scenes", "styles", "weather",
    "groceries", "counts", "clean", "documents", "hires", "faces_age",
)  # fmt: skip

T = TypeVar("T")


@dataclass(frozen=True)
class Row:
    """One picture and what its set says about it."""

    file: str
    split: str
    labels: dict[str, str]

    @property
    def captions(self) -> list[str]:
        return [text.strip() for key, text in self.labels.items() if key.startswith("caption") and text.strip()]

    @property
    def counts(self) -> dict[str, int]:
        return json.loads(self.labels["counts"])


@dataclass
class PictureSet:
    """A zip of pictures."""

    folder: Path
    name: str

    @property
    def path(self) -> Path:
        return self.folder / f"{self.name}.zip"

    def rows(self, split: str | None = None) -> list[Row]:
        with zipfile.ZipFile(self.path) as archive, archive.open("labels.csv") as raw:
            table = list(csv.DictReader(io.TextIOWrapper(raw, encoding="utf-8")))
        rows = [Row(r.pop("file"), r.pop("split"), r) for r in table]
        return [r for r in rows if split is None or r.split == split]

    def pictures(self, rows: list[Row]) -> Iterator[Image.Image]:
        with zipfile.ZipFile(self.path) as archive:
            for row in rows:
                yield upright_rgb(Image.open(io.BytesIO(archive.read(row.file))))


def change(picture: Image.Image, how: str) -> Image.Image:
    """Changes that leave the content as it is; used to widen training and to measure how steady scores are."""
    if how == "none":
        return picture
    if how == "flip":
        return ImageOps.mirror(picture)
    if how == "crop":
        dx, dy = round(picture.width * 0.025), round(picture.height * 0.025)
        return picture.crop((dx, dy, picture.width - dx, picture.height - dy))
    if how == "jpeg":
        buffer = io.BytesIO()
        picture.save(buffer, "JPEG", quality=70)
        return Image.open(buffer).convert("RGB")
    raise ValueError(how)


def ahead(parts: Iterator[T]) -> Iterator[T]:
    """The same; each is made in a thread while the one before it is in use."""
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(next, parts, None)
        while (part := waiting.result()) is not None:
            waiting = pool.submit(next, parts, None)
            yield part


def groups_of(size: int, pictures: Iterable[T]) -> Iterator[list[T]]:
    """Lists of `size`, the last one shorter."""
    source = iter(pictures)
    while part := list(itertools.islice(source, size)):
        yield part


def pixels_of(pictures: list[Image.Image], side: int = SIDE) -> np.ndarray:
    """float32 [N, 3, side, side], as the picture model takes them."""
    return np.stack([normalise(squash(picture, side)) for picture in pictures])


def batches(pictures: PictureSet, rows: list[Row], size: int = 32, how: str = "none", side: int = SIDE) -> Iterator[np.ndarray]:
    """float32 [size, 3, side, side] in the order of `rows`; decoding runs beside the tower."""
    changed = (change(picture, how) for picture in pictures.pictures(rows))
    return ahead(pixels_of(part, side) for part in groups_of(size, changed))
