"""Measures the shipped ONNX files and writes `align/metrics.json`.

    python -m models.align.evaluate --data DIR --cache DIR

Nothing here touches a checkpoint: every figure comes from the files the app loads.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime as ort

from models.align.figures import f1, macro_accuracy, naming, null_scores, percent, retrieval
from models.data import PictureSet, Row, batches
from models.features import chosen_rows, session, text_vectors, tokenizer
from models.tokens import quantise
from models.words import HELD_OUT_TEMPLATE, TEMPLATES, imagenet_names, imagenet_synsets, name_of, topic_of

HERE = Path(__file__).parent
SHIPPED = HERE.parent / "onnx"
Embed = Callable[[list[str]], np.ndarray]


@dataclass(frozen=True)
class Options:
    """Where things are."""

    data: Path
    cache: Path
    onnx: Path = SHIPPED
    out: Path = HERE / "metrics.json"


@dataclass
class Pictures:
    """Vectors and labels of one set's validation pictures."""

    rows: list[Row]
    vectors: np.ndarray  # [N, 512]
    tokens: np.ndarray  # [N, 25, 128]


def see(run: ort.InferenceSession, options: Options, name: str, how: str = "none") -> Pictures:
    pictures = PictureSet(options.data, name)
    rows = [row for row in chosen_rows(pictures) if row.split == "val"]
    found = [run.run(["vector", "tokens"], {"pixels": p}) for p in batches(pictures, rows, how=how)]
    return Pictures(rows, np.concatenate([f[0] for f in found]), np.concatenate([f[1] for f in found]))


def named(embed: Embed, names: list[str]) -> np.ndarray:
    """One unit vector a name: the mean over the trained templates."""
    vectors = embed([t.format(n) for n in names for t in TEMPLATES]).reshape(len(names), len(TEMPLATES), -1).mean(1)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def by_name(seen: Pictures, embed: Embed, key: str) -> dict[str, float]:
    """Accuracy by class name, once with the trained templates and once with one never trained with."""
    topics = [row.labels[key] for row in seen.rows]
    kinds = sorted({t for t in topics if name_of(t)})
    keep = [i for i, t in enumerate(topics) if t in kinds]
    right = np.array([kinds.index(topics[i]) for i in keep])
    return {
        "accuracy": macro_accuracy(seen.vectors[keep], named(embed, [name_of(k) for k in kinds]), right),
        "accuracy_new_template": macro_accuracy(
            seen.vectors[keep], embed([HELD_OUT_TEMPLATE.format(name_of(k)) for k in kinds]), right
        ),
        "pictures": len(keep),
        "classes": len(kinds),
    }


def steadiness(run: ort.InferenceSession, options: Options, base: Pictures, captions: np.ndarray) -> dict[str, float]:
    """How far scores move when a picture is changed without changing what it shows.

    Two photos closer than the median move cannot be told apart reliably: re-saving one of them could swap them.
    """
    sentences = captions[::25]  # [200, 512]
    out, moves = {}, []
    for how in ("crop", "jpeg", "flip"):
        changed = see(run, options, "flickr8k", how)
        move = np.abs(sentences @ (changed.vectors - base.vectors).T).ravel()
        out[how] = round(float(np.median(move)), 5)
        moves.append(move)
    out["median"] = round(float(np.median(np.concatenate(moves))), 5)
    return out


def labels(base: dict[str, Pictures], embed: Embed) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Every label asked of the labelled sets together: sentences [S, 512], scores and right [S, N].

    A photo counts as right if the sentence is its own label, so a dog in a cartoon is wrong for "dog": precision is a
    lower bound.
    """
    names = ["scenes", "weather", "objects", "groceries", "documents", "styles"]
    own = np.array([topic_of(name, row) for name in names for row in base[name].rows])
    phrases = sorted({p for p in own if p})
    text = embed([f"a photo of a {p}" for p in phrases])
    return text, text @ np.concatenate([base[n].vectors for n in names]).T, np.array([own == p for p in phrases])


@dataclass
class Asked:
    """Sentences asked of pictures: scores and right [S, N]; median and sigma [S] of what they score on the background."""

    scores: np.ndarray
    right: np.ndarray
    middle: np.ndarray
    sigma: np.ndarray

    def lines(self, rule: str, value: float, floor: float = 0.0) -> np.ndarray:
        """The score at which each list ends, [S, 1]."""
        if rule == "fixed":
            return np.full((len(self.scores), 1), value)
        if rule == "z":
            return (self.middle + value * self.sigma)[:, None]
        best = self.scores.max(1)
        return np.maximum(self.middle + value * (best - self.middle), self.middle + floor * self.sigma)[:, None]


FOLDER, DRAWS = 12, 5
# A right photo alone in a small folder may be lost to the floor this often.
LOST = 0.03


def floor_of(asked: Asked) -> dict[str, float]:
    """The floor in sigmas, for small folders, whose best photo may be no answer: `emptied` says how often the list of a folder
    of 12 photos without the thing is empty, `lost` how often a right photo would be. Chosen and judged as the other numbers.
    """
    rng = np.random.default_rng(5)
    z = (asked.scores - asked.middle[:, None]) / asked.sigma[:, None]
    best, single = (np.empty((len(z), DRAWS)) for _ in range(2))
    for i, right in enumerate(asked.right):
        for j in range(DRAWS):
            best[i, j] = z[i, rng.choice(np.flatnonzero(~right), FOLDER, replace=False)].max()
            single[i, j] = z[i, rng.choice(np.flatnonzero(right))]
    floor = round(float(np.quantile(single[::2], LOST)), 2)
    return {"z": floor, "emptied": percent(best[1::2] < floor), "lost": percent(single[1::2] < floor)}


def fade(base: dict[str, Pictures], embed: Embed, captions: np.ndarray, background: np.ndarray) -> dict[str, object]:
    """Where a result list should end, by three rules of one number each.

    `fixed`: one score for all sentences. `z`: median + z * sigma of the sentence's scores on unrelated pictures. `share`: so
    far from that median towards the best photo of the library. The number: the lowest whose mean F1 over labels and captions,
    both counting half, is within a standard error of the highest; chosen on every second sentence and reported on the others.
    """
    said = captions[::5][::4]  # 250 captions of as many pictures
    pictures = base["flickr8k"].vectors
    own = np.arange(len(pictures))[None] == np.arange(0, len(pictures), 4)[:, None]
    table = background.astype(np.float32)
    phrases, scores, right = labels(base, embed)
    groups = {
        "labels": Asked(scores, right, *null_scores(table, phrases)),
        "captions": Asked(said @ pictures.T, own, *null_scores(table, said)),
    }
    floor = floor_of(groups["labels"])
    out: dict[str, object] = {"floor": floor}
    for rule, grid in (
        ("z", np.arange(0.0, 12.01, 0.1)),
        ("fixed", np.arange(-0.2, 0.95, 0.01)),
        ("share", np.arange(0.3, 1.0, 0.01)),
    ):
        kept = [{n: g.scores >= g.lines(rule, value, floor["z"]) for n, g in groups.items()} for value in grid]
        found = [[f1(k[n][::2], g.right[::2])[2] for n, g in groups.items()] for k in kept]
        means = np.array([np.mean([f.mean() for f in both]) for both in found])
        error = np.sqrt(sum(f.var() / len(f) for f in found[int(means.argmax())])) / len(groups)
        # Of numbers that cannot be told apart the lowest: a line too low shows a few photos more, one too high hides right ones.
        best = int(np.argmax(means >= means.max() - error))
        judged: dict[str, object] = {"cut": round(float(grid[best]), 2)}
        for name, g in groups.items():
            precision, recall, both = f1(kept[best][name][1::2], g.right[1::2])
            judged[name] = {"precision": percent(precision), "recall": percent(recall), "f1": percent(both)}
        out[rule] = judged
    return out | {"sentences": {name: len(g.scores) for name, g in groups.items()}}


def token_figures(tokens: np.ndarray) -> dict[str, float]:
    whole, scale = quantise(tokens)
    back = whole.astype(np.float32) * scale[..., None].astype(np.float32)
    cosine = (back * tokens).sum(-1) / np.linalg.norm(back, axis=-1) / np.linalg.norm(tokens, axis=-1)
    return {"stored_median": round(float(np.median(cosine)), 5), "stored_worst": round(float(cosine.min()), 5)}


def against_full(options: Options, shipped: dict[str, float], seen: Pictures, captions: list[str]) -> dict[str, float]:
    """The same retrieval with the float32 graphs, and with int8 arithmetic for sentences, left in the cache by the export."""
    words = tokenizer()
    pictures = see(session(options.cache / "image-full.onnx"), options, "flickr8k").vectors
    full = retrieval(pictures, text_vectors(session(options.cache / "text-full.onnx"), captions, words))
    dynamic = retrieval(seen.vectors, text_vectors(session(options.cache / "text-dynamic.onnx"), captions, words))
    return {
        "text_to_image_r10": full["text_to_image_r10"],
        "loss_r10": round(full["text_to_image_r10"] - shipped["text_to_image_r10"], 2),
        "loss_r1": round(full["text_to_image_r1"] - shipped["text_to_image_r1"], 2),
        "loss_r10_int8_sentences": round(full["text_to_image_r10"] - dynamic["text_to_image_r10"], 2),
    }


def evaluate(options: Options) -> dict[str, object]:
    run = session(options.onnx / "podium-image.onnx")
    speak, words = session(options.onnx / "podium-text.onnx"), tokenizer()

    def embed(texts: list[str]) -> np.ndarray:
        return text_vectors(speak, texts, words)

    sets = ["flickr8k", "vocabulary", "scenes", "weather", "styles", "objects", "groceries", "documents"]
    base = {name: see(run, options, name) for name in sets}
    texts = [c for row in base["flickr8k"].rows for c in row.captions]
    captions = embed(texts)
    background = np.fromfile(options.onnx / "podium-background.f16", "<f2").reshape(-1, 512)
    shipped = retrieval(base["flickr8k"].vectors, captions)
    synsets, first = imagenet_synsets(), [names[0] for names in imagenet_names()]
    right = np.array([synsets.index(row.labels["synset"]) for row in base["vocabulary"].rows])
    return {
        "flickr8k_val": shipped,
        "vocabulary": naming(base["vocabulary"].vectors, named(embed, first), right),
        "vocabulary_one_sentence": naming(base["vocabulary"].vectors, embed([f"a photo of a {name}" for name in first]), right),
        "by_class_name": {
            **{name: by_name(base[name], embed, "topic") for name in ("scenes", "weather", "objects", "groceries")},
            "styles": by_name(base["styles"], embed, "style"),
            "styles_subject": by_name(base["styles"], embed, "topic"),
        },
        "steadiness": steadiness(run, options, base["flickr8k"], captions),
        "fade": fade(base, embed, captions, background),
        "tokens": token_figures(base["flickr8k"].tokens[:200]),
        "float32": against_full(options, shipped, base["flickr8k"], texts),
        "export": json.loads((options.cache / "export.json").read_text()),
        "bytes": {p.name: p.stat().st_size for p in sorted(options.onnx.iterdir())},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--onnx", type=Path, default=Options.onnx, help="folder of the files to measure")
    parser.add_argument("--out", type=Path, default=Options.out)
    options = Options(**vars(parser.parse_args()))
    text = json.dumps(evaluate(options), indent=2) + "\n"
    options.out.write_text(text)
    print(text)


if __name__ == "__main__":
    main()
