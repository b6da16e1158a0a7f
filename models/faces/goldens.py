"""Draws pictures with faces and writes what the reference finds in them: `goldens/faces.json`.

    python -m models.faces.goldens

The app must find the same with another library's arithmetic.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from models.drawn import scene
from models.faces.detect import Detector, averaged, least_pixels, scales, small_picture
from models.faces.drawn import group
from models.goldens import write

HERE = Path(__file__).parents[1]
FOLDER = HERE / "goldens" / "faces"
PLACES = {
    "five": (512, 384, ((0.2, 0.4, 120), (0.5, 0.5, 60), (0.75, 0.45, 200), (0.9, 0.85, 40), (0.35, 0.8, 30)), 3),
    "portrait": (300, 360, ((0.5, 0.45, 280),), 4),
    "at-the-edge": (320, 240, ((0.02, 0.5, 150), (0.6, 0.5, 90), (0.85, 0.5, 90)), 9),
    "panorama": (720, 160, ((0.1, 0.5, 90), (0.55, 0.5, 60), (0.9, 0.5, 110)), 12),
}


def pictures() -> dict[str, Image.Image]:
    """By name, with 128 colours: small files that every library reads to the same pixels."""
    drawn = {name: group(width, height, places, seed) for name, (width, height, places, seed) in PLACES.items()}
    drawn["nobody"] = scene(400, 300, 71)
    drawn["six-pixels"] = scene(320, 224, 21).resize((3, 2))
    return {name: picture.quantize(128, dither=Image.Dither.NONE) for name, picture in drawn.items()}


def entry(name: str, detector: Detector) -> dict:
    """What is found in a stored picture, and some of what is computed on the way."""
    small = small_picture(Image.open(FOLDER / f"{name}.png").convert("RGB"))
    height, width, _ = small.shape
    levels = [(int(height * s + 1), int(width * s + 1)) for s in scales(width, height, least_pixels(width, height, 0.04))]
    proposed, _ = detector.proposals(small)
    found = detector.detect(small)
    cells = []
    if levels:
        level = averaged(small, *levels[0])
        rows, columns = (np.linspace(0, size - 1, 4).astype(int) for size in levels[0])
        cells = [[int(y), int(x), *np.round(level[y, x].astype(float), 3).tolist()] for y, x in zip(rows, columns, strict=True)]
    return {
        "file": f"faces/{name}.png",
        "size": [width, height],
        "levels": [list(level) for level in levels],
        "cells": cells,
        "proposals": len(proposed),
        "boxes": np.round(found.boxes.astype(float), 2).tolist(),
        "scores": np.round(found.scores.astype(float), 5).tolist(),
    }


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, picture in pictures().items():
        picture.save(FOLDER / f"{name}.png", optimize=True)
    detector = Detector(threads=1)
    entries = [entry(name, detector) for name in pictures()]
    write(HERE / "goldens" / "faces.json", {"tolerance": {"pixels": 0.5, "score": 0.01}, "pictures": entries})
    for one in entries:
        print(one["file"], one["proposals"], len(one["scores"]))


if __name__ == "__main__":
    main()
