"""Trains the age head: on faces of known age, then on these and on faces of snapshots together.

python -m models.ages.train --data DIR --cache DIR [--epochs 5] [--first FILE]
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from models.ages.evaluate import guesses
from models.ages.model import SPREAD, AgeHead, loss, pretrained
from models.ages.pictures import Faces, Snapshots, snapshots, training, validation
from models.ranker.figures import srcc

BATCH, RATE, DECAY, AVERAGE = 96, 1.2e-3, 0.05, 0.004
# The two blocks start from what they were: they move slowly.
SLOW = 0.35
# Of a batch in the second part: faces of snapshots, whose captions tell an age only roughly.
SNAPSHOTS, ROUGH = 40, 9.0
SECOND_STEPS, SECOND_RATE, SECOND_AVERAGE = 250, 4e-4, 0.015


def started(faces: Faces, seed: int, drop: float) -> AgeHead:
    torch.manual_seed(seed)
    model = AgeHead(drop=drop)
    model.blocks.load_state_dict(pretrained().state_dict())
    some = faces.take(np.arange(0, len(faces.age), 19))[1].reshape(-1, faces.cells.shape[-1])
    model.mean.copy_(some.mean(0))
    model.scale.copy_(some.std(0) + 1e-3)
    return model


def train(
    model: AgeHead, faces: Faces, others: Snapshots | None, judged: tuple[Faces, Snapshots],
    steps: int, rate: float, average: float, pair: float,
) -> AgeHead:  # fmt: skip
    """@param others stand beside the faces in every batch, where given"""
    model = model.to(memory_format=torch.channels_last)  # a fifth of the time less
    blocks = list(model.blocks.parameters())
    rest = [w for name, w in model.named_parameters() if not name.startswith("blocks.")]
    optimiser = torch.optim.AdamW([{"params": rest}, {"params": blocks}], rate, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, [rate, rate * SLOW], steps, pct_start=0.15)
    mean = {key: value.clone() for key, value in model.state_dict().items()}
    start = time.time()
    model.train()

    def error(of: Faces, number: int, spread: float = SPREAD) -> Tensor:
        rows = torch.randint(len(of.age), (number,))
        maps, cells = of.take(rows)
        logits = model(maps.contiguous(memory_format=torch.channels_last), cells)
        return loss(logits, torch.tensor(of.age[rows.numpy()]), pair, spread)

    for step in range(steps):
        optimiser.zero_grad()
        if others is None:
            error(faces, BATCH).backward()
        else:
            (error(faces, BATCH - SNAPSHOTS) + error(others, SNAPSHOTS, ROUGH)).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 2.0)
        optimiser.step()
        schedule.step()
        for key, value in model.state_dict().items():
            mean[key].lerp_(value, average)
        if (step + 1) % 250 == 0 or step + 1 == steps:
            shown = AgeHead()
            shown.load_state_dict(mean)
            said = "; ".join(told(shown.eval(), one) for one in judged)
            print(f"step {step + 1} of {steps}, {time.time() - start:.0f} s: {said}", flush=True)
    model = model.to(memory_format=torch.contiguous_format)
    model.load_state_dict(mean)
    return model.eval()


def told(model: AgeHead, judged: Faces) -> str:
    """Correlation and mean error on validation faces."""
    guess = guesses(model, judged.maps, judged.cells)
    return f"{srcc(guess, judged.age):.4f}, {np.abs(guess - judged.age).mean():.2f} years"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--epochs", type=float, default=5)
    parser.add_argument("--drop", type=float, default=0.3)
    parser.add_argument("--pair", type=float, default=0.5, help="weight of the loss on pairs")
    parser.add_argument("--first", help="a file of the first part in the cache: only the second is trained")
    parser.add_argument("--out", default="ages.pt")
    options = parser.parse_args()
    data, cache = options.data, options.cache
    faces, others = training(data, cache), snapshots(data, cache, "train")
    judged = (validation(data, cache), snapshots(data, cache, "val"))
    model = started(faces, options.seed, options.drop)
    if options.first:
        model.load_state_dict(torch.load(cache / options.first, weights_only=True))
    else:
        steps = int(options.epochs * len(faces.age) / BATCH)
        model = train(model, faces, None, judged, steps, RATE, AVERAGE, options.pair)
        torch.save(model.state_dict(), cache / "ages-first.pt")
    torch.manual_seed(options.seed + 1)
    model = train(model, faces, others, judged, SECOND_STEPS, SECOND_RATE, SECOND_AVERAGE, options.pair)
    torch.save(model.state_dict(), cache / options.out)


if __name__ == "__main__":
    main()
