"""Labels in standard units, and the drawing of pictures to train with."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from models.ranker.sets import Album, attributes


@dataclass
class Labels:
    """Labels in standard units: z = (transform(label) - mean) / std over the training pictures."""

    z: Tensor  # [N, K], NaN unknown
    mean: Tensor
    std: Tensor


def standard(album: Album) -> Labels:
    values = torch.tensor(album.labels)
    for i, attribute in enumerate(attributes()):
        if attribute == "people" or attribute.startswith("count:"):
            values[:, i] = torch.log1p(values[:, i])  # one more person matters less in a crowd
    learn = torch.tensor(album.train)
    mean = torch.stack([c[learn & c.isfinite()].mean() for c in values.T])
    std = torch.stack([c[learn & c.isfinite()].std() for c in values.T])
    # Rare topics: a few pictures of many must not stand at twenty deviations.
    z = ((values - mean) / std).clamp(-3, 4)
    return Labels(z, mean, std)


class Sampler:
    """Draws training pictures spread over the values of an attribute and over the sets that know it."""

    def __init__(self, album: Album, labels: Labels, generator: np.random.Generator) -> None:
        self.rng, self.train = generator, np.flatnonzero(album.train)
        self.weights: dict[int, tuple[np.ndarray, np.ndarray]] = {}
        z = labels.z.numpy()
        for k in range(z.shape[1]):
            rows = self.train[np.isfinite(z[self.train, k])]
            if len(rows) < 8 or np.ptp(z[rows, k]) == 0:
                continue
            bins = np.round(np.clip(z[rows, k], -2.5, 2.5) * 3).astype(int)
            key = bins * 100 + album.group[rows]
            _, inverse, count = np.unique(key, return_inverse=True, return_counts=True)
            weight = count[inverse] ** -0.6
            self.weights[k] = (rows, weight / weight.sum())

    def rows(self, k: int, number: int, others: int) -> np.ndarray:
        rows, weight = self.weights[k]
        return np.concatenate([self.rng.choice(rows, number, p=weight), self.rng.choice(self.train, others)])
