"""Trains the compact adapter without its linear path in three ways, three seeds each: what the rank losses add.

python -m models.ranker.ablation --data DIR --cache DIR [--steps 500] [--full]

With --full, the compact and the full adapter instead, one seed: what the compact one gives up. The full one takes seconds a step.
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
    parser.add_argument("--full", action="store_true", help="the compact and the full adapter instead, one seed")
    options = parser.parse_args()
    base = Options(options.data, options.cache, only="age,people,quality", steps=options.steps, probes=0, project=0, bound=0.0)
    runs = (
        {f"ranker-{kind}-1.pt": replace(base, kind=kind) for kind in ("compact", "full")}
        if options.full
        else {
            f"ranker-ablation-{rank}-{seed}.pt": replace(base, rank=rank, seed=seed)
            for seed in (1, 2, 3)
            for rank in ("none", "difference", "attention")
        }
    )
    for name, run in runs.items():
        out = options.cache / name
        if not out.exists():
            print(name, flush=True)
            model, kept = train(run)
            torch.save({"weights": model.state_dict(), "options": kept}, out)


if __name__ == "__main__":
    main()
