"""Writes the three files of the face detector and their manifest.

    python -m models.faces.export

The weights come from the installed `facenet-pytorch` (see weights.txt). They are stored as float16 and computed in float32.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import torch
from torch import Tensor, nn

import onnx
from models.compact import save, store_small
from models.faces.cut import CUT_DOWN, CUT_RIGHT, CUT_SIDE
from models.faces.detect import MOST, SIDE, STEP, STRIDE, Settings
from models.faces.networks import PROPOSE, WINDOWS, pretrained
from models.inner import SHAPES
from models.manifest import MODEL, file_entry

HERE = Path(__file__).parents[1]
ID = "podium-faces-1"
AGES_ID, AGES_FILE = "podium-ages-3", "onnx/faces-age.onnx"
# Of a face's longer side in pixels of the picture looked at: below it the guesses order faces little better than chance.
LEAST_FACE = 24
# Chance below which what was found is no face of a person: see `models/ages/persons.py`.
LEAST_PERSON = 0.3
# Of a crowd, the largest: each takes as long as a picture.
MOST_FACES = 6
# Constants of at least this many numbers become float16: the small ones, biases and slopes, are not worth a node.
LEAST = 500


def write(network: nn.Module, example: Tensor, path: Path, *, whole: bool = False) -> None:
    """@param whole keeps float32, for comparison."""
    sizes = {0: "batch", 2: "height", 3: "width"} if path.stem.endswith(PROPOSE) else {0: "batch"}
    rows = {0: "batch"}
    torch.onnx.export(
        network.eval(), (example,), str(path), dynamo=False, opset_version=17, input_names=["pixels"],
        output_names=["shifts", "chances"], dynamic_axes={"pixels": sizes, "shifts": rows, "chances": rows},
    )  # fmt: skip
    graph = onnx.load(path)
    if not whole:
        store_small(graph, eight_bits=10**9, least=LEAST)
    save(graph, path)


def write_files(folder: Path, *, whole: bool = False) -> None:
    """`faces-propose.onnx`, `faces-refine.onnx` and `faces-decide.onnx`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, network in pretrained().items():
        side = 40 if name == PROPOSE else WINDOWS[name]
        write(network, torch.zeros(2, 3, side, side), folder / f"faces-{name}.onnx", whole=whole)


def ages() -> dict | None:
    """What `models.ages` adds, once its file is there."""
    if not (HERE / AGES_FILE).exists():
        return None
    return {
        **file_entry(AGES_FILE),
        "id": AGES_ID,
        "model": MODEL,
        "inputs": [
            {"name": name, "from": name, "shape": shape[1:]} for name, shape in {**SHAPES, "vector": ["batch", 512]}.items()
        ],
        "outputs": {"years": "years", "person": "person"},
        "leastPerson": LEAST_PERSON,
        "cut": {"side": CUT_SIDE, "right": CUT_RIGHT, "down": CUT_DOWN},
        "least": LEAST_FACE,
        "most": MOST_FACES,
        "goldens": {"file": "goldens/ages.json"},
    }


def manifest(settings: Settings) -> dict:
    least = {"propose": settings.propose, "refine": settings.refine, "decide": settings.decide}
    return {
        "manifestVersion": 1,
        "id": ID,
        "description": "Finds faces, so that they can be counted and the largest be measured. Knows nobody.",
        "licence": "MIT (facenet-pytorch); see models/README.md",
        "networks": {
            name: {
                **file_entry(f"onnx/faces-{name}.onnx"),
                "input": "pixels",
                "outputs": {"shifts": "shifts", "chances": "chances"},
                "side": side,
                "least": least[name],
            }
            for name, side in WINDOWS.items()
        },
        "pyramid": {"step": STEP, "stride": STRIDE},
        "look": {"side": SIDE, "smallest": settings.smallest, "most": MOST},
        "ages": ages(),
        "goldens": {"file": "goldens/faces.json"},
    }


def write_manifest() -> dict:
    written = manifest(Settings())
    (HERE / "manifests" / "podium-faces.json").write_text(json.dumps(written, indent=2) + "\n")
    return written


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    with torch.no_grad():
        write_files(HERE / "onnx")
    print(json.dumps(write_manifest(), indent=2))


if __name__ == "__main__":
    main()
