"""Writes the two files of the adapters, their manifest and their goldens.

    python -m models.ranker.export --cache DIR

`ranker-sentence.onnx`: sentence [1, 384], see text.py -> weights [1, K] of the orders, evidence [1], order [1, C].
`ranker-score.onnx`: what is stored of N photos -> scores [N, K], one for each order.
"""

from __future__ import annotations

import argparse
import base64
import json
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

import onnx
from models.compact import save, store_small
from models.features import encode, session, tokenizer
from models.manifest import MODEL, file_entry
from models.ranker.extract import AXES, IMAGE, MEASURES, TRACES
from models.ranker.model import CompactAdapter, RefinedAdapter, Sizes
from models.ranker.photos import stored_components
from models.ranker.sentences import plain
from models.ranker.sets import attributes
from models.ranker.text import SentenceRun, appended, tensor_name
from models.ranker.train import Scorer
from onnx import numpy_helper

HERE = Path(__file__).parents[1]
FILES = {"sentence": "onnx/ranker-sentence.onnx", "score": "onnx/ranker-score.onnx"}
GOLDEN_SENTENCES = (
    "oldest person first", "rank by the number of people", "best quality", "most aged print", "most dogs", "fewest people",
    "the price of everything",
)  # fmt: skip
# A sentence below this evidence is not one of the trained orders.
EVIDENCE = 0.5
# Read in one frame by the app as by `plain`.
FRAMED = (
    "oldest person first", "rank by the number of people", "sort from crowded to empty", "from the oldest person to the youngest",
    "children before adults", "group photos before the rest", "give me the whole folder by sharpness", "show me the blurriest first please",
    "could you show the darkest photos at the top", "please sort my pictures by quality.", "i want the sharpest first", "the album by age",
    "order pictures so that the best comes first", "all my photos, the oldest leading", "arrange everything by head count", "photos",
    "photos without snow first", "the photos with the most snow", "start with the youngest", "put the crowds to the front!", "sort",
    "sunset at the beach", "a letter from home", "order by head count, largest first", "sort by group size, small to big", "show",
    "the", "first", "please", "",
)  # fmt: skip


class SentenceFile(nn.Module):
    """sentence [1, 384] -> weights [1, K] of the orders, evidence [1] in 0..1 that it is a trained order, order [1, C] chances.

    order: 0 none; 1 + 2 k attribute k, much of it first; 2 + 2 k the opposite.
    """

    def __init__(self, model: CompactAdapter) -> None:
        super().__init__()
        self.model = model.state

    def forward(self, sentence: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        weights, classes = self.model(sentence)
        order = classes.softmax(-1)
        return weights, 1 - order[:, 0], order


class ScoreFile(nn.Module):
    """tokens int8 [N, 25, 128], scales [N, 25], vector [N, 512], measures [N, 78] -> scores [N, K], higher first.

    Tokens come as they are stored: turning them to floats is work for all threads.
    """

    def __init__(self, model: RefinedAdapter) -> None:
        super().__init__()
        self.score, self.full, orders = model.compact.score, model.full, model.compact.state
        # Rows of the orders as they are: the graph holds them as constants.
        for name, part in orders.rows_of(torch.eye(orders.count)).items():
            self.register_buffer(f"row_{name}", part)
        self.parts = [*orders.parts, *orders.linear]
        self.register_buffer("refined", torch.eye(orders.count)[model.full.orders])  # [R, K]

    def forward(self, tokens: Tensor, scales: Tensor, vector: Tensor, measures: Tensor) -> Tensor:
        rows = {name: getattr(self, f"row_{name}") for name in self.parts}
        tokens = tokens.float() * scales[..., None]
        scores, _ = self.score.gather(tokens, vector, measures, rows)  # [K, N]
        full, _ = self.full(tokens, vector, measures, self.refined)  # [R, N]
        return (scores + 0.5 * self.refined.T @ (full - self.refined @ scores)).T


def load(path: Path) -> Scorer:
    """A checkpoint of `models.ranker.train`."""
    saved = torch.load(path, weights_only=True)
    model = Scorer(saved["options"]["kind"], 1 + 2 * len(attributes()))
    model.load_state_dict(saved["weights"])
    return model.eval()


def load_both(cache: Path) -> Scorer:
    """What is shipped: the mean of two checkpoints that read the same tokens."""
    compact, full = load(cache / "ranker.pt"), load(cache / "ranker-full.pt")
    if not torch.equal(compact.components, full.components):
        raise SystemExit("The full adapter was trained on other tokens than the compact one. Train it again.")
    compact.both = [RefinedAdapter(compact.compact, full.full).eval()]
    return compact


def write(module: nn.Module, example: dict[str, Tensor], outputs: list[str], rows: tuple[str, ...], path: Path) -> None:
    torch.onnx.export(
        module.eval(), tuple(example.values()), str(path), dynamo=False, opset_version=17, input_names=list(example),
        output_names=outputs, dynamic_axes={name: {0: "photos"} for name in rows},
    )  # fmt: skip
    graph = onnx.load(path)
    store_small(graph, eight_bits=5000, least=2000)
    shorten(graph)
    save(graph, path)


def shorten(model: onnx.ModelProto) -> None:
    """Names that only the graph itself uses become numbers: those of the exporter are longer than what they name."""
    graph = model.graph
    kept = {value.name for value in (*graph.input, *graph.output)}
    known = [*(t.name for t in graph.initializer), *(name for node in graph.node for name in node.output)]
    short = {name: f"{i:x}" for i, name in enumerate(dict.fromkeys(known)) if name not in kept}
    for tensor in graph.initializer:
        tensor.name = short.get(tensor.name, tensor.name)
    for node in graph.node:
        node.input[:] = [short.get(name, name) for name in node.input]
        node.output[:] = [short.get(name, name) for name in node.output]


def write_files(model: RefinedAdapter, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    said = {"sentence": torch.zeros(1, Sizes().sentence)}
    write(SentenceFile(model.compact), said, ["weights", "evidence", "order"], (), folder / "ranker-sentence.onnx")
    photos = {"tokens": torch.ones(3, 25, 128, dtype=torch.int8), "scales": torch.ones(3, 25), "vector": torch.ones(3, 512),
              "measures": torch.ones(3, len(MEASURES))}  # fmt: skip
    write(ScoreFile(model), photos, ["scores"], (*photos, "scores"), folder / "ranker-score.onnx")


def made_photos(seed: int, photos: int = 4) -> dict[str, np.ndarray]:
    """Photos that any language can make again: a linear congruential generator, x = (1103515245 x + 12345) mod 2^31.

    Numbers u = x / 2^31 in the order tokens, scales, vector, measures. tokens = floor(255 u) - 127; scales = 0.01 + 0.02 u;
    vector = (2 u - 1) / 13; measures = 100 u.
    """
    x, u = seed, np.empty(photos * (25 * 128 + 25 + 512 + len(MEASURES)))
    for i in range(len(u)):
        x = (1103515245 * x + 12345) % 2**31
        u[i] = x / 2**31
    tokens, scales, vector, measures = np.split(u, np.cumsum([photos * 3200, photos * 25, photos * 512]))
    return {"tokens": (np.floor(255 * tokens) - 127).reshape(photos, 25, 128).astype(np.int8),
            "scales": (0.01 + 0.02 * scales).reshape(photos, 25).astype(np.float32),
            "vector": ((2 * vector - 1) / 13).reshape(photos, 512).astype(np.float32),
            "measures": (100 * measures).reshape(photos, len(MEASURES)).astype(np.float32)}  # fmt: skip


def goldens() -> dict:
    """Sentences through all three files, on made-up photos."""
    text, sentence, score = SentenceRun(), session(HERE / FILES["sentence"]), session(HERE / FILES["score"])
    (whole,), out = score.run(["scores"], made_photos(1)), []
    for said in GOLDEN_SENTENCES:
        ids = encode(tokenizer(), plain(said))
        (vector,) = text.run(None, {"input_ids": np.array([ids]), "attention_mask": np.ones((1, len(ids)), np.int64)})
        weights, evidence, order = sentence.run(["weights", "evidence", "order"], {"sentence": vector})
        scores = whole @ weights[0]
        out.append({"text": said, "evidence": round(float(evidence[0]), 5), "order": int(order[0].argmax()),
                    "scores": np.round(scores.astype(float), 4).tolist()})  # fmt: skip
    return {
        "tolerance": {"score": 0.01, "evidence": 0.01},
        "photos": {"seed": 1, "count": 4, "rule": made_photos.__doc__},
        "sentences": out,
        "frames": [{"text": said, "plain": plain(said)} for said in FRAMED],
    }


def manifest(metrics: dict) -> dict:
    return {
        "manifestVersion": 2,
        "id": "podium-ranker-8",
        "model": MODEL,
        "description": "Orders photos by an English rank sentence: age of the person, number of people, dogs and some animals, "
        "technical quality and its faults, the look of an old print, light and colour, and thirty topics.",
        "licence": "Trained on picture sets of which most allow research use only: see models/ranker/README.md",
        "text": {"append": base64.b64encode(appended()).decode(), "output": tensor_name(), "dimension": 384, "plain": True},
        "sentence": {
            **file_entry(FILES["sentence"]),
            "input": "sentence",
            "outputs": {"weights": "weights", "evidence": "evidence"},
        },
        "score": {
            **file_entry(FILES["score"]),
            "inputs": {name: name for name in ("tokens", "scales", "vector", "measures")},
            "output": "scores",
            "tokens": {"count": 25, "dimension": 128},
            "measures": list(AXES),
            "traces": len(TRACES),
        },
        "evidence": {"least": EVIDENCE},
        "orders": [{"attribute": a, **metrics.get("ties", {}).get(a, {})} for a in attributes()],
        "goldens": {"file": "goldens/ranker.json"},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, required=True)
    options = parser.parse_args()
    with torch.no_grad():
        model = load_both(options.cache)
        write_files(model.both[0], HERE / "onnx")
        write_components(model.components.numpy())
    (HERE / "goldens" / "ranker.json").write_text(json.dumps(goldens(), indent=1) + "\n")
    write_manifest()


def write_components(components: np.ndarray) -> None:
    """Puts the learnt projection [736, 128] into the picture model; everything else of it stays as it is."""
    model = onnx.load(IMAGE)
    for name, value in zip(("int8", "scale"), stored_components(components), strict=True):
        (place,) = [t for t in model.graph.initializer if t.name == f"tokens.components.{name}"]
        place.CopyFrom(numpy_helper.from_array(value, place.name))
    save(model, IMAGE)


def write_manifest() -> None:
    path = HERE / "ranker" / "metrics.json"
    metrics = json.loads(path.read_text()) if path.exists() else {}
    (HERE / "manifests" / "podium-ranker.json").write_text(json.dumps(manifest(metrics), indent=2) + "\n")


if __name__ == "__main__":
    main()
