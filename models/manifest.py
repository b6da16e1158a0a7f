"""Writes `manifests/podium-small.json`: all the app needs to know about the model files.

python -m models.manifest
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from models.features import MAX_TOKENS
from models.pictures import BACKGROUND, MEAN, SIDE, STD
from models.tokens import COUNT, WIDTH

HERE = Path(__file__).parent
# Another one whenever what is stored of a photo would be another: libraries are read anew by it.
MODEL = "podium-small-5"

LICENCE = (
    "Apache-2.0 for the weights of both towers; trained on picture sets of which most allow research use only: "
    "see models/README.md before any other use"
)
DESCRIPTION = (
    "Finds photos by an English sentence. EfficientNet-Lite2 and MiniLM with a small shared space, trained on 6,000 "
    "captioned snapshots and the names of 1,000 things. Knows no other language, no people and no places by name."
)


def file_entry(path: str) -> dict[str, str | int]:
    content = (HERE / path).read_bytes()
    return {"file": path, "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}


def manifest(metrics: dict) -> dict:
    return {
        "manifestVersion": 1,
        "id": MODEL,
        "name": "Podium small",
        "languages": ["en"],
        "licence": LICENCE,
        "description": DESCRIPTION,
        "image": {
            **file_entry("onnx/podium-image.onnx"),
            "input": "pixels",
            "width": SIDE,
            "height": SIDE,
            "fit": "squash",
            "kernel": "cubic",
            "background": list(BACKGROUND),
            "mean": list(MEAN),
            "std": list(STD),
            "outputs": {"vector": "vector", "tokens": "tokens"},
        },
        "text": {
            **file_entry("onnx/podium-text.onnx"),
            "tokenizer": file_entry("onnx/podium-tokenizer.json"),
            "words": file_entry("onnx/podium-words.txt"),
            "maxTokens": MAX_TOKENS,
            "inputs": {"ids": "input_ids", "mask": "attention_mask"},
            "output": "vector",
        },
        "vector": {"dimension": 512},
        "tokens": {
            "count": COUNT,
            "dimension": WIDTH,
            "storage": "int8-f16-scale",
            "bytes": COUNT * (WIDTH + 2),
        },
        "similarity": {
            # Median change of one picture's score when it is re-saved, cropped by 5 % or mirrored, over all sentences:
            # a smaller difference between two photos says nothing about their order.
            "tieWidth": metrics["steadiness"]["median"],
            "background": {**file_entry("onnx/podium-background.f16"), "count": 512},
            "fade": {"share": metrics["fade"]["share"]["cut"], "floor": metrics["fade"]["floor"]["z"]},
        },
        "selfTest": {"file": "goldens/self-test.json"},
    }


def main() -> None:
    metrics = json.loads((HERE / "align" / "metrics.json").read_text())
    target = HERE / "manifests" / "podium-small.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(manifest(metrics), indent=2) + "\n")
    print(target.read_text())


if __name__ == "__main__":
    main()
