"""What the list-wise rank losses add: six sets of losses, three seeds each; writes `align/ablation.json`.

    python -m models.align.ablation --data DIR --cache DIR

Two recipes: `captions` learns from captioned pictures alone, `shipped` has the vocabulary and topic losses beside them, as the
model in `onnx` has. One projection a side in both, so that the figures are of the losses alone. Single runs are kept in the
cache folder and used again, so runs with other `--recipes` or `--seeds` may go side by side; the last to end writes them all.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import torch

from models.align.check import check
from models.align.train import Material, Options, train

HERE = Path(__file__).parent
WEIGHT = 1 / 16
VARIANTS: dict[str, dict[str, float]] = {
    "contrastive only": {},
    "+ cross-modal": {"cross": WEIGHT},
    "+ in-modal": {"inner": WEIGHT},
    "+ both": {"cross": WEIGHT, "inner": WEIGHT},
    "+ both at scale 5": {"cross": WEIGHT, "inner": WEIGHT, "rank_scale": 5.0},
    "+ frozen reference": {"frozen": WEIGHT},
}
RECIPES: dict[str, dict[str, int]] = {"captions": {"others": 0, "invented": 0, "steps": 400}, "shipped": {}}
SEEDS = (1, 2, 3)
FIGURES = (
    "text_to_image_r1", "text_to_image_r5", "text_to_image_r10", "image_to_text_r1", "image_to_text_r5", "image_to_text_r10",
    "cross_modal_srcc", "in_modal_srcc", "top1", "name_to_photo_r1",
)  # fmt: skip


def spread(values: list[float]) -> dict[str, float]:
    """Mean and standard error of the mean."""
    digits = 4 if max(values) <= 1 else 2
    error = np.std(values, ddof=1) / len(values) ** 0.5
    return {"mean": round(float(np.mean(values)), digits), "standard_error": round(float(error), digits)}


def summary(runs: list[dict[str, float]], base: list[dict[str, float]]) -> dict[str, dict[str, float]]:
    """Per figure; `gain` is over the same seeds without rank losses: what a seed does to both falls out."""
    return {
        key: spread([r[key] for r in runs]) | {"gain": spread([r[key] - b[key] for r, b in zip(runs, base, strict=True)])}
        for key in FIGURES
    }


def place(cache: Path, recipe: str, variant: str, seed: int) -> Path:
    return cache / f"ablation-{recipe}-{variant.replace(' ', '')}-{seed}.json"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--recipes", nargs="+", choices=list(RECIPES), default=list(RECIPES))
    parser.add_argument("--seeds", nargs="+", type=int, default=list(SEEDS))
    parser.add_argument("--threads", type=int, default=0, help="0: as many as there are cores")
    given = parser.parse_args()
    if given.threads:
        torch.set_num_threads(given.threads)
    options = replace(Options(given.data, given.cache), heads=1, cross=0.0, inner=0.0, frozen=0.0)
    material = Material.read(given.data, given.cache)
    for recipe in given.recipes:
        for seed in given.seeds:
            for variant, weights in VARIANTS.items():
                kept = place(given.cache, recipe, variant, seed)
                chosen = replace(options, seed=seed, **RECIPES[recipe], **weights)
                key = {k: v for k, v in asdict(chosen).items() if k not in ("data", "cache")}
                if kept.exists() and json.loads(kept.read_text())["options"] == key:
                    continue
                figures = check(train(chosen, material), given.data, given.cache)
                kept.write_text(json.dumps({"options": key, "figures": figures}))
                print(recipe, variant, seed, figures["text_to_image_r10"], flush=True)
    found = {
        (r, v, s): json.loads(p.read_text())
        for r in RECIPES for v in VARIANTS for s in SEEDS if (p := place(given.cache, r, v, s)).exists()
    }  # fmt: skip
    out: dict[str, object] = {"seeds": list(SEEDS)}
    for recipe in RECIPES:
        whole = [v for v in VARIANTS if all((recipe, v, s) in found for s in SEEDS)]
        if "contrastive only" not in whole:
            continue
        runs = {v: [found[recipe, v, s]["figures"] for s in SEEDS] for v in whole}
        out[recipe] = {
            "options": found[recipe, "contrastive only", SEEDS[0]]["options"],
            "figures": {v: summary(runs[v], runs["contrastive only"]) for v in whole},
        }
    (HERE / "ablation.json").write_text(json.dumps(out, indent=1) + "\n")


if __name__ == "__main__":
    main()
