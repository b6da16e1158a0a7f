"""Trains the age head, one member a seed.

python -m models.ages.train --data DIR --cache DIR [--members 2] [--epochs 6]
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import torch

from models.ages.model import AgeHead, loss
from models.ages.pictures import Faces, training

BATCH, RATE, DECAY, AVERAGE = 128, 1.5e-3, 0.05, 0.003


def train(faces: Faces, seed: int, epochs: float, drop: float, pair: float) -> AgeHead:
    torch.manual_seed(seed)
    model = AgeHead(drop=drop)
    some = faces.take(torch.arange(0, len(faces.age), 9)).reshape(-1, 128)
    model.mean.copy_(some.mean(0))
    model.scale.copy_(some.std(0) + 1e-3)
    age = torch.tensor(faces.age)
    steps = int(epochs * len(age) / BATCH)
    optimiser = torch.optim.AdamW(model.parameters(), RATE, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, steps)
    average = {key: value.clone() for key, value in model.state_dict().items()}
    model.train()
    for _ in range(steps):
        rows = torch.randint(len(age), (BATCH,))
        optimiser.zero_grad()
        loss(model(faces.take(rows)), age[rows], pair).backward()
        optimiser.step()
        schedule.step()
        for key, value in model.state_dict().items():
            average[key].lerp_(value, AVERAGE)
    model.load_state_dict(average)
    return model.eval()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--members", type=int, default=2)
    parser.add_argument("--epochs", type=float, default=6)
    parser.add_argument("--drop", type=float, default=0.3)
    parser.add_argument("--pair", type=float, default=0.5, help="weight of the loss on pairs")
    parser.add_argument("--out", default="ages.pt")
    options = parser.parse_args()
    faces = training(options.data, options.cache)
    start = time.time()
    members = [train(faces, seed, options.epochs, options.drop, options.pair).state_dict() for seed in range(options.members)]
    torch.save(members, options.cache / options.out)
    print(f"{options.members} members, {len(np.unique(faces.age))} ages, {time.time() - start:.0f} s")


if __name__ == "__main__":
    main()
