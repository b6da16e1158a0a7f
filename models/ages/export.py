"""Writes `onnx/faces-age.onnx`, its part of the face detector's manifest, and its goldens.

python -m models.ages.export --cache DIR [--checkpoint ages.pt]
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from PIL import Image

import onnx
from models.ages.evaluate import load
from models.ages.model import CELL, CELLS, MAP, PERSONS, VECTOR, Export, Persons
from models.compact import save, store_small
from models.data import pixels_of
from models.faces.cut import cut
from models.faces.detect import Detector, small_picture
from models.faces.export import write_manifest
from models.features import session
from models.goldens import write
from models.ranker.extract import IMAGE

HERE = Path(__file__).parents[1]
FILE = "onnx/faces-age.onnx"
# Outputs of the picture model that it goes on from.
INPUTS = ("map", "cells", "vector")
# Matrices of at least this many numbers become int8 by row, constants of at least this many float16.
EIGHT_BITS, LEAST = 5_000, 500
PICTURES = ("five", "portrait", "at-the-edge", "panorama")


def write_file(model: Export, path: Path, *, whole: bool = False) -> None:
    """@param whole keeps float32, for comparison."""
    example = (torch.zeros(2, *MAP), torch.zeros(2, CELLS, CELL), torch.zeros(2, VECTOR))
    rows = {0: "faces"}
    torch.onnx.export(
        model, example, str(path), dynamo=False, opset_version=17, input_names=[*INPUTS], output_names=["years", "person"],
        dynamic_axes={name: rows for name in (*INPUTS, "years", "person")},
    )  # fmt: skip
    graph = onnx.load(path)
    if not whole:
        store_small(graph, eight_bits=EIGHT_BITS, least=LEAST, depthwise=True)
    save(graph, path)


def golden(name: str, model: Export, detector: Detector) -> list[dict]:
    """Faces of a stored picture, the surest first: where each is cut out, and the years it looks. Drawn faces look of no age."""
    small = small_picture(Image.open(HERE / "goldens" / "faces" / f"{name}.png").convert("RGB"))
    picture = Image.fromarray(small)
    boxes = detector.detect(small).boxes
    cuts = [cut(picture, box) for box in boxes]
    inside = session(IMAGE, 2).run([*INPUTS], {"pixels": pixels_of(cuts)})
    with torch.no_grad():
        years, persons = model(*(torch.tensor(part) for part in inside))
    height, width, _ = small.shape
    return [
        {
            "file": f"faces/{name}.png",
            "box": [round(float(v), 5) for v in np.array(box, float) / (width, height, width, height)],
            "side": one.width,
            "corner": list(one.getpixel((0, 0))),
            "years": round(float(year), 2),
            "person": round(float(person), 3),
        }
        for box, one, year, person in zip(boxes, cuts, years, persons, strict=True)
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--checkpoint", default="ages.pt")
    options = parser.parse_args()
    persons = Persons()
    persons.load_state_dict(torch.load(options.cache / PERSONS, weights_only=True))
    model = Export(load(options.cache / options.checkpoint), persons).eval()
    with torch.no_grad():
        write_file(model, HERE / FILE)
    print(f"{FILE}: {(HERE / FILE).stat().st_size:,} bytes")
    print(json.dumps(write_manifest()["ages"], indent=2))
    detector = Detector(threads=1)
    write(HERE / "goldens" / "ages.json", {"faces": [face for name in PICTURES for face in golden(name, model, detector)]})


if __name__ == "__main__":
    main()
