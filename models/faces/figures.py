"""Precision and recall of found faces against what is known of a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.faces.detect import Faces


@dataclass(frozen=True)
class Seen:
    """One picture: what was found at a low threshold, and what its label says."""

    faces: Faces
    # Faces, or people where only those are counted; NaN unknown.
    known: float
    # Left, top, right, bottom of the faces laid on it; empty where nobody knows.
    boxes: np.ndarray


def counts(seen: Sequence[Seen], least: float) -> np.ndarray:
    return np.array([(one.faces.scores > least).sum() for one in seen])


def by_count(seen: Sequence[Seen], least: float) -> dict[str, float]:
    """Exact counts known: as many found faces are right as there are faces, the others are false; places are not looked at."""
    found, known = counts(seen, least), np.array([one.known for one in seen])
    right = np.minimum(found, known).sum()
    return {
        "pictures": len(seen),
        "faces": int(known.sum()),
        "found": int(found.sum()),
        "precision": ratio(right, found.sum()),
        "recall": ratio(right, known.sum()),
        "exact count": float((found == known).mean()),
    }


def by_place(seen: Sequence[Seen], least: float, overlap: float = 0.3) -> tuple[int, np.ndarray, np.ndarray]:
    """Number of false faces; and of each laid face its size in pixels and whether it was found."""
    false, sizes, hits = 0, [], []
    for one in seen:
        boxes = one.faces.boxes[one.faces.scores > least]
        free = list(range(len(boxes)))
        for known in one.boxes:
            shared = [union(known, boxes[i]) for i in free]
            best = int(np.argmax(shared)) if free else -1
            hit = best >= 0 and shared[best] >= overlap
            if hit:
                free.pop(best)
            sizes.append(known[2] - known[0])
            hits.append(hit)
        false += len(free)
    return false, np.array(sizes), np.array(hits, bool)


def without_faces(seen: Sequence[Seen], least: float) -> dict[str, float]:
    found = counts(seen, least)
    return {"pictures": len(seen), "false faces": int(found.sum()), "pictures with one": float((found > 0).mean())}


def ratio(part: float, whole: float) -> float:
    return float(part / whole) if whole else float("nan")


def union(a: np.ndarray, b: np.ndarray) -> float:
    """Shared area of two boxes as a part of the area they cover together."""
    sides = np.maximum(0, np.minimum(a[2:], b[2:]) - np.maximum(a[:2], b[:2]))
    shared = sides.prod()
    return float(shared / ((a[2:] - a[:2]).prod() + (b[2:] - b[:2]).prod() - shared))
