"""Faces of one picture: the reference of `main/inference/faces.ts`, step by step as in `facenet-pytorch`.

Three networks look at ever fewer windows: one slides over a pyramid of sizes, two decide about what it proposes.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime as ort
from PIL import Image

from models.faces.networks import DECIDE, PROPOSE, REFINE, WINDOWS
from models.features import session

HERE = Path(__file__).parents[1]
# Long side of the picture in which faces are looked for: the one that thumbnails are made of anyway.
SIDE = 512
# Each size of the pyramid is the one before times this.
STEP = 0.709
STRIDE = 2
# Windows that the second and third network look at, at most: crowds and foliage would propose thousands.
MOST = 400


@dataclass(frozen=True)
class Settings:
    """Least chances of the three networks, and the smallest face as a share of the long side."""

    propose: float = 0.7
    refine: float = 0.7
    decide: float = 0.9
    smallest: float = 0.04


@dataclass(frozen=True)
class Faces:
    """boxes float32 [N, 4] (left, top, right, bottom in pixels of the picture looked at), scores [N]; the surest first."""

    boxes: np.ndarray
    scores: np.ndarray


def look_size(size: tuple[int, int]) -> tuple[int, int]:
    """Width and height in which the app looks at a picture: never enlarged, panoramas keep some of their short side."""
    short, long = min(size), max(size)
    scale = min(1, max(SIDE / long, min(224 / short, 2048 / long)))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def small_picture(picture: Image.Image) -> np.ndarray:
    """uint8 [H, W, 3]"""
    return np.asarray(picture.resize(look_size(picture.size), Image.Resampling.BICUBIC))


def least_pixels(width: int, height: int, smallest: float) -> float:
    """The smallest face in pixels. Of a panorama, the share is of the side a photo would have."""
    return max(WINDOWS[PROPOSE], smallest * min(SIDE, max(width, height)))


def scales(width: int, height: int, least: float) -> list[float]:
    """Sizes of the pyramid as factors, the largest first."""
    out, scale = [], WINDOWS[PROPOSE] / least
    while min(width, height) * scale >= WINDOWS[PROPOSE]:
        out.append(scale)
        scale *= STEP
    return out


def averaged(picture: np.ndarray, height: int, width: int) -> np.ndarray:
    """Means of equal cells, as torch's adaptive average pooling: uint8 [H, W, 3] -> float32 [height, width, 3]."""

    def edges(cells: int, size: int) -> tuple[np.ndarray, np.ndarray]:
        cell = np.arange(cells)
        return cell * size // cells, -(-(cell + 1) * size // cells)

    top, bottom = edges(height, picture.shape[0])
    left, right = edges(width, picture.shape[1])
    sums = np.zeros((picture.shape[0] + 1, picture.shape[1] + 1, 3), np.int64)
    sums[1:, 1:] = picture.astype(np.int64).cumsum(0).cumsum(1)
    whole = sums[bottom][:, right] - sums[top][:, right] - sums[bottom][:, left] + sums[top][:, left]
    return (whole / ((bottom - top)[:, None] * (right - left)[None])[..., None]).astype(np.float32)


def overlap(box: np.ndarray, others: np.ndarray, *, smaller: bool) -> np.ndarray:
    """Shared area as a part of the union, or of the smaller box, which counts pixels instead of lengths (one more a side)."""
    one = 1.0 if smaller else 0.0
    sides = np.maximum(0, np.minimum(box[2:], others[:, 2:]) - np.maximum(box[:2], others[:, :2]) + one)
    shared = sides[:, 0] * sides[:, 1]
    mine = np.prod(box[2:] - box[:2] + one)
    theirs = np.prod(others[:, 2:] - others[:, :2] + one, axis=1)
    return shared / np.maximum(np.minimum(mine, theirs) if smaller else mine + theirs - shared, 1e-9)


def suppressed(boxes: np.ndarray, scores: np.ndarray, limit: float, *, smaller: bool = False) -> np.ndarray:
    """Places of the boxes that stay, the surest first: of those that overlap more than `limit`, only the surest."""
    left = np.argsort(-scores, kind="stable")
    kept = []
    while len(left):
        kept.append(left[0])
        left = left[1:][overlap(boxes[left[0]], boxes[left[1:]], smaller=smaller) <= limit]
    return np.array(kept, int)


def squared(boxes: np.ndarray) -> np.ndarray:
    """Squares of the longer side about the same middle."""
    sides = boxes[:, 2:] - boxes[:, :2]
    corner = boxes[:, :2] + (sides - sides.max(1, keepdims=True)) / 2
    return np.concatenate([corner, corner + sides.max(1, keepdims=True)], 1)


def moved(boxes: np.ndarray, shifts: np.ndarray, one: float) -> np.ndarray:
    """Each edge moved by a part of the box's side; `one` is added to the sides where pixels are counted."""
    sides = boxes[:, 2:] - boxes[:, :2] + one
    return boxes + shifts * np.concatenate([sides, sides], 1)


class Detector:
    """The three files in a folder, with the settings of one search."""

    def __init__(self, folder: Path = HERE / "onnx", settings: Settings | None = None, threads: int = 0) -> None:
        self.settings = settings or Settings()
        self.runs: dict[str, ort.InferenceSession] = {name: session(folder / f"faces-{name}.onnx", threads) for name in WINDOWS}

    def proposals(self, picture: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Squares float [N, 4] and chances [N] by the network that slides."""
        height, width, _ = picture.shape
        found: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
        for scale in scales(width, height, least_pixels(width, height, self.settings.smallest)):
            level = averaged(picture, int(height * scale + 1), int(width * scale + 1))
            shifts, chances = self.runs[PROPOSE].run(None, {"pixels": level.transpose(2, 0, 1)[None]})
            rows, columns = np.nonzero(chances[0] >= self.settings.propose)
            corner = np.stack([columns, rows], 1) * STRIDE + 1
            boxes = np.floor(np.concatenate([corner, corner + WINDOWS[PROPOSE] - 1], 1) / scale)
            scores = chances[0][rows, columns]
            keep = suppressed(boxes, scores, 0.5)
            found.append((boxes[keep], scores[keep], shifts[0][:, rows, columns].T[keep]))
        if not found:
            return np.zeros((0, 4)), np.zeros(0)
        boxes, scores, shifts = (np.concatenate(part) for part in zip(*found, strict=True))
        keep = suppressed(boxes, scores, 0.7)[:MOST]
        return squared(moved(boxes[keep], shifts[keep], 0)), scores[keep]

    def judged(self, name: str, picture: np.ndarray, boxes: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Boxes that lie in the picture, their chances and their shifts by the second or third network."""
        height, width, _ = picture.shape
        whole = np.trunc(boxes).astype(int)
        first, last = np.maximum(whole[:, :2], 1) - 1, np.minimum(whole[:, 2:], (width, height))
        inside = (last > first).all(1)
        boxes, first, last = boxes[inside], first[inside], last[inside]
        if len(boxes) == 0:
            return boxes, np.zeros(0), np.zeros((0, 4))
        side = WINDOWS[name]
        crops = [averaged(picture[y:b, x:r], side, side) for (x, y), (r, b) in zip(first, last, strict=True)]
        shifts, chances = self.runs[name].run(None, {"pixels": np.stack(crops).transpose(0, 3, 1, 2)})
        return boxes, chances, shifts

    def detect(self, picture: np.ndarray) -> Faces:
        """picture uint8 [H, W, 3] as `small_picture` makes it."""
        boxes, _ = self.proposals(picture)
        boxes, chances, shifts = self.judged(REFINE, picture, boxes)
        keep = np.flatnonzero(chances > self.settings.refine)
        keep = keep[suppressed(boxes[keep], chances[keep], 0.7)]
        boxes, chances, shifts = self.judged(DECIDE, picture, squared(moved(boxes[keep], shifts[keep], 1)))
        keep = np.flatnonzero(chances > self.settings.decide)
        boxes, chances = moved(boxes[keep], shifts[keep], 1), chances[keep]
        keep = suppressed(boxes, chances, 0.7, smaller=True)
        height, width, _ = picture.shape
        boxes = np.clip(boxes[keep], 0, (width, height, width, height))
        return Faces(boxes.astype(np.float32), chances[keep].astype(np.float32))
