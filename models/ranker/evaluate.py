"""Measures a trained adapter on validation pictures with sentences no training saw, and writes `metrics.json`.

    python -m models.ranker.evaluate --data DIR --cache DIR

Baselines use the same stored numbers of the same pictures. Figures are means over the kept-back sentences of an attribute.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from models.features import session, text_vectors, tokenizer
from models.ranker.export import load, load_both
from models.ranker.figures import agreement, monotone, plcc, srcc, standard_error
from models.ranker.photos import Photos
from models.ranker.reading import FRESH, NEGATED, NEW_ORDERS, evidence, new_orders
from models.ranker.renderings import AGED, COMPOSITION, KINDS
from models.ranker.sets import Album, attributes
from models.ranker.sets import load as load_album
from models.ranker.text import TEXT, Words, sentence_table, trunk_vectors
from models.ranker.train import Scorer, score, scored

HERE = Path(__file__).parent
FAULTS = ("faults-clean", "faults-hires")
# Zero-shot prompt and its opposite, as a person would write them for a similarity model.
PROMPTS = {
    "age": ("a photo of an old person", "a photo of a young person"),
    "people": ("a photo of a crowd of people", "a photo without any people"),
    "quality": ("a good photo", "a bad photo"),
    "aesthetics": ("a beautiful photo", "an ugly photo"),
    AGED: ("an old faded photograph", "a new modern photograph"),
    "count:dogs": ("a photo of many dogs", "a photo without a dog"),
    "blur": ("a blurry photo", "a sharp photo"), "noise": ("a noisy photo", "a clean photo"),
    "jpeg": ("a pixelated photo", "an intact photo"), "dark": ("an underexposed photo", "a well exposed photo"),
    "bright": ("an overexposed photo", "a well exposed photo"), "flat": ("a photo with low contrast", "a photo with high contrast"),
    "cast": ("a photo with a colour cast", "a photo with neutral colours"),
}  # fmt: skip


@dataclass(frozen=True)
class Judged:
    """Pictures on which one attribute is judged: rows of the album, and the same of training for the baselines."""

    name: str
    attribute: str
    rows: np.ndarray
    learn: np.ndarray


def judged(album: Album) -> list[Judged]:
    names, out = attributes(), []

    def add(name: str, attribute: str, sets: tuple[str, ...], keep: np.ndarray | None = None) -> None:
        here = np.isin(album.group, [album.sets.index(s) for s in sets]) & np.isfinite(album.labels[:, names.index(attribute)])
        here = here if keep is None else here & keep
        out.append(Judged(name, attribute, np.flatnonzero(here & ~album.train), np.flatnonzero(here & album.train)))

    column = {a: album.labels[:, i] for i, a in enumerate(names)}
    single = np.array([row.labels.get("people") == "1" for row in album.rows])
    counted = np.array([row.labels.get("source") in ("coco", "voc100") for row in album.rows])
    strengths = [json.loads(row.labels["strengths"]) if "strengths" in row.labels else None for row in album.rows]
    add("age, face crops", "age", ("faces_age",))
    add("age, one face in a scene", "age", ("groups",), single)
    add("age, words of captions", "age", ("flickr8k",))
    add("people, captions", "people", ("flickr8k",))
    add("people, counted photos", "people", ("counts",), counted)
    add("people, faces laid on scenes", "people", ("groups",))
    add("dogs, captions", "count:dogs", ("flickr8k",))
    for kind in (*KINDS, AGED):
        # The fault alone, at any strength above 0: pictures without it would be one large tie.
        alone = np.array([s is not None and list(s) == [kind] for s in strengths])
        add(f"{kind}, 320 px", kind, FAULTS[:1], alone)
        add(f"{kind}, 800 to 1600 px", kind, FAULTS[1:], alone)
    mixed = np.array([s is not None and AGED not in s for s in strengths])
    add("quality, 320 px", "quality", FAULTS[:1], mixed)
    add("quality, 800 to 1600 px", "quality", FAULTS[1:], mixed)
    frames = np.array([s is not None and set(s) <= set(COMPOSITION) for s in strengths])
    add("aesthetics, frame", "aesthetics", ("composed-clean",), frames)
    for kind in COMPOSITION:
        # With the picture as it was taken.
        add(
            f"aesthetics, {kind} alone",
            "aesthetics",
            ("composed-clean",),
            frames & np.array([s is not None and set(s) <= {kind} for s in strengths]),
        )
    add("aesthetics, mixed faults", "aesthetics", FAULTS, mixed)
    for attribute in names:
        if (
            attribute.startswith("topic:")
            and np.nansum(column[attribute][(album.group == album.sets.index("flickr8k")) & ~album.train]) > 8
        ):
            add(f"{attribute.split(':')[1]}, captions", attribute, ("flickr8k",))
    for attribute in ("brightness", "contrast", "colourfulness", "warmth"):
        add(f"{attribute}, captioned photos", attribute, ("flickr8k",))
    return out


def baselines(album: Album, photos: Photos, one: Judged, prompts: dict[str, np.ndarray]) -> dict[str, float]:
    """Zero-shot cosine, prompt pair, ridge probe and axes through extremes, on the photo's vector and mean tokens."""
    y = album.labels[:, attributes().index(one.attribute)]
    out: dict[str, float] = {}
    vector = album.vector[one.rows].astype(np.float32)
    if one.attribute in prompts:
        high, low = prompts[one.attribute]
        out["cosine"] = srcc(vector @ high, y[one.rows])
        out["prompt pair"] = srcc(vector @ (high - low), y[one.rows])
    if len(one.learn) < 20:
        return out

    def features(rows: np.ndarray) -> np.ndarray:
        tokens, v, m = (t.numpy() for t in photos.take(torch.tensor(rows)))
        return np.concatenate([v * 22, tokens.mean(1), tokens.std(1), np.nan_to_num(m), np.log1p(m[:, 1:2])], 1)

    a, b = features(one.learn), features(one.rows)
    mean, std = a.mean(0), a.std(0) + 1e-6
    a, b = (a - mean) / std, (b - mean) / std
    target = y[one.learn]
    weight = np.linalg.solve(a.T @ a + 300 * np.eye(a.shape[1]), a.T @ (target - target.mean()))
    out["ridge"] = srcc(b @ weight, y[one.rows])
    order, rng = np.argsort(target + np.random.default_rng(0).normal(0, 1e-6, len(target))), np.random.default_rng(0)
    edge = max(8, len(order) // 20)
    for number in (1, 8):
        tries = []
        for _ in range(5):
            high, low = rng.choice(order[-edge:], number), rng.choice(order[:edge], number)
            axis = vector_of(album, one.learn[high]).mean(0) - vector_of(album, one.learn[low]).mean(0)
            tries.append(srcc(vector @ axis, y[one.rows]))
        out[f"extremes, {number} a side"] = float(np.mean(tries))
    return out


def vector_of(album: Album, rows: np.ndarray) -> np.ndarray:
    return album.vector[rows].astype(np.float32)


def its_own(model: Scorer, photos: Photos, rows: np.ndarray, attribute: str) -> np.ndarray:
    """Scores [N] of the order as it is, whatever a sentence is taken for."""
    names = attributes()
    return scored(model, photos, rows, torch.eye(len(names))[names.index(attribute)][None])[0]


def figures(model: Scorer, album: Album, photos: Photos, words: Words, one: Judged) -> dict[str, float]:
    """The kept-back sentences of one attribute on its own pictures; errors after a monotone fit on training pictures."""
    y = album.labels[one.rows, attributes().index(one.attribute)]
    high, low = (words.vectors[words.pick(one.attribute, d, False)] for d in (1, -1))
    up, down = score(model, photos, one.rows, high), score(model, photos, one.rows, low)
    own = its_own(model, photos, one.rows, one.attribute)
    out = {
        "pictures": len(y), "srcc": float(np.mean([srcc(s, y) for s in up])), "plcc": float(np.mean([plcc(s, y) for s in up])),
        "srcc, opposite": float(np.mean([srcc(s, y) for s in down])),
        "opposite against twin": float(np.mean([srcc(a, b) for a in up for b in down])),
        "paraphrases": agreement(np.concatenate([up, -down])), "spread": float(np.std(up, axis=1).mean()),
        "error of srcc by chance": float((1 - srcc(own, y) ** 2) / max(1, len(y) - 1) ** 0.5),
        "srcc, order itself": srcc(own, y),
    }  # fmt: skip
    if one.attribute in (*KINDS, AGED, "aesthetics"):
        # The same picture at several strengths: nothing but the fault tells them apart.
        files = np.array([album.rows[i].file for i in one.rows])
        series = [np.flatnonzero(files == file) for file in np.unique(files)]
        within = [srcc(own[rows], y[rows]) for rows in series if len(rows) >= 4]
        if len(within) == len(series):
            out["srcc within a picture"] = float(np.mean(within))
            out["worst picture"] = float(np.min(within))
    if len(one.learn) >= 40:
        learn = one.learn[np.linspace(0, len(one.learn) - 1, min(1500, len(one.learn))).astype(int)]
        known, labels = (
            its_own(model, photos, learn, one.attribute),
            album.labels[learn, attributes().index(one.attribute)],
        )
        fitted = np.interp(own, np.sort(known), np.sort(monotone(known, labels)))
        out["mean error"] = float(np.abs(fitted - y).mean())
        if one.attribute == "people" or one.attribute.startswith("count:"):
            # Below this score less than half of one is to be expected: more and fewer mean nothing any more.
            order = np.argsort(known, kind="stable")
            enough = np.flatnonzero(monotone(known, labels)[order] >= 0.5)
            out["half of one"] = float(known[order][enough[0]]) if len(enough) else float(known.max())
        right = (own[:, None] - own[None]) * np.sign(y[:, None] - y[None]) > 0
        differ = y[:, None] != y[None]
        # The smallest distance of scores at which three of four pairs are in the right order.
        distance = np.abs(own[:, None] - own[None])
        steps = np.quantile(distance, np.linspace(0.02, 0.9, 45))
        sure = [s for s in steps if right[differ & (np.abs(distance - s) < 0.08 + 0.1 * s)].mean() >= 0.75]
        out["tie width"] = float(min(sure, default=steps[-1]))
    return {k: round(v, 4) for k, v in out.items()}


TABLE = (("age", "age, face crops"), ("people", "people, captions"), ("people", "people, faces laid on scenes"),
         ("age", "age, one face in a scene"), ("dogs", "dogs, captions"), ("quality", "quality, 320 px"), ("blur", "blur, 320 px"),
         ("noise", "noise, 320 px"), ("aged", "aged, 320 px"), ("warmth", "warmth, captioned photos"))  # fmt: skip


def conditioning(model: Scorer, album: Album, photos: Photos, words: Words, every: list[Judged]) -> dict:
    """Sentence x attribute: mean correlation, spread of the scores (root mean square over sentences) and evidence."""
    asked = {f"{a} {'+' if d > 0 else '-'}": words.pick(a, d, False)
             for a in ("age", "people", "count:dogs", "quality", "blur", AGED, "warmth", "topic:snow") for d in (1, -1)}  # fmt: skip
    asked["no order"] = [i for i, s in enumerate(words.sentences) if not s.attribute and not s.known]
    out: dict[str, dict] = {}
    for name, which in asked.items():
        vectors = words.vectors[which[:12]]
        row: dict[str, float] = {}
        for _, place in TABLE:
            one = next(j for j in every if j.name == place)
            y = album.labels[one.rows, attributes().index(one.attribute)]
            found = score(model, photos, one.rows, vectors)
            row[place] = round(float(np.mean([srcc(s, y) for s in found])), 3)
            row[f"{place}: spread"] = round(float(np.std(found, axis=1).mean()), 3)
        out[name] = row
    return out


def prompt_vectors() -> dict[str, np.ndarray]:
    run, made = session(TEXT), tokenizer()
    return {a: text_vectors(run, list(p), made) for a, p in PROMPTS.items()}


def summary(paths: list[Path], album: Album, photos: Photos, every: list[Judged]) -> dict:
    """Mean and standard error over seeds of the correlation on some pictures, each order by itself."""
    found: dict[str, list[float]] = {p: [] for p in ABLATED}
    for path in paths:
        model = load(path)
        for one in every:
            if one.name in ABLATED:
                y = album.labels[one.rows, attributes().index(one.attribute)]
                found[one.name].append(srcc(its_own(model, photos, one.rows, one.attribute), y))
    return {
        p: {"srcc": round(float(np.mean(v)), 4), "standard error": standard_error(v), "seeds": len(v)} for p, v in found.items()
    }


ABLATED = ("age, face crops", "people, captions", "people, counted photos", "quality, 320 px", "quality, 800 to 1600 px")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=HERE / "metrics.json")
    options = parser.parse_args()
    album, words = load_album(options.cache), sentence_table(options.data, options.cache)
    model, prompts = load_both(options.cache), prompt_vectors()
    photos = Photos(album, model.components.detach())
    every = judged(album)
    metrics: dict = {"attributes": {}, "baselines": {}}
    for one in every:
        metrics["attributes"][one.name] = figures(model, album, photos, words, one)
        metrics["baselines"][one.name] = {k: round(v, 4) for k, v in baselines(album, photos, one, prompts).items()}
        print(one.name, metrics["attributes"][one.name], metrics["baselines"][one.name], flush=True)
    metrics["conditioning"] = conditioning(model, album, photos, words, every)
    fresh = trunk_vectors(list(FRESH))
    metrics["evidence"] = {k: round(v, 4) for k, v in evidence(model, words, fresh).items()}
    metrics["new sentences"] = {k: round(v, 4) for k, v in new_orders(model, NEW_ORDERS).items()}
    metrics["negated sentences"] = {k: round(v, 4) for k, v in new_orders(model, NEGATED).items()}
    metrics["ties"] = {}
    for one in every:
        found = metrics["attributes"][one.name]
        if "tie width" in found:
            metrics["ties"].setdefault(
                one.attribute,
                {"tieWidth": found["tie width"], "meanError": found["mean error"], "on": one.name}
                | ({"fade": found["half of one"]} if "half of one" in found else {}),
            )
    metrics["compact and full"] = {}
    alone = {name: load(options.cache / f"{file}.pt") for name, file in (("compact", "ranker"), ("full", "ranker-full"))}
    for one in every:
        k = attributes().index(one.attribute)
        if k in alone["full"].full.orders:
            metrics["compact and full"][one.name] = {
                name: round(srcc(its_own(scorer, photos, one.rows, one.attribute), album.labels[one.rows, k]), 4)
                for name, scorer in alone.items()
            } | {"both": metrics["attributes"][one.name]["srcc, order itself"]}
    metrics["ablation"] = {}
    for rank in ("none", "difference", "attention"):
        paths = sorted(options.cache.glob(f"ranker-ablation-{rank}-*.pt"))
        if paths:
            metrics["ablation"][rank] = summary(paths, album, photos, every)
    options.out.write_text(json.dumps(metrics, indent=1) + "\n")
    printed = ("evidence", "new sentences", "negated sentences", "compact and full", "ablation")
    print(json.dumps({k: metrics[k] for k in printed}, indent=1))


if __name__ == "__main__":
    main()
