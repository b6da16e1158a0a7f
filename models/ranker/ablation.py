"""Trains the compact adapter without its linear path in three ways, three seeds each: what the rank losses add.

python -m models.ranker.ablation --data DIR --cache DIR [--steps 500]
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import torch

from models.ranker.train import Options, train


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=500)
    options = parser.parse_args()
    base = Options(options.data, options.cache, only="age,people,quality", steps=options.steps, probes=0, project=0, bound=0.0)
    for seed in (1, 2, 3):
        for rank in ("none", "difference", "attention"):
            out = options.cache / f"ranker-ablation-{rank}-{seed}.pt"
            if not out.exists():
                print(out.stem, flush=True)
                model, kept = train(replace(base, rank=rank, seed=seed))
                torch.save({"weights": model.state_dict(), "options": kept}, out)


if __name__ == "__main__":
    main()
