"""Linear probes in closed form: the start of the compact adapter's linear path, and a baseline of their own."""

from __future__ import annotations

import numpy as np
import torch

from models.ranker.model import CompactAdapter
from models.ranker.photos import Photos
from models.ranker.renderings import AGED, LIGHT
from models.ranker.sets import TOPICS, Album, attributes

# Strong: the network learns what the probe leaves over, so the probe must not have learnt the training pictures by heart.
PENALTY = 3000.0


def ridge(x: np.ndarray, y: np.ndarray, penalty: float) -> tuple[np.ndarray, np.ndarray]:
    """x [N, D], y [N, K] -> weights [D, K] and offsets [K], for columns of x standardised inside."""
    mean, std = x.mean(0), x.std(0) + 1e-4
    scaled = (x - mean) / std
    gram = scaled.T @ scaled
    gram[np.diag_indices_from(gram)] += penalty
    weight = np.linalg.solve(gram, scaled.T @ (y - y.mean(0))) / std[:, None]
    return weight, y.mean(0) - mean @ weight


def inputs(model: CompactAdapter, photos: Photos, rows: np.ndarray) -> np.ndarray:
    """[N, 3200 + 512 + 80]: tokens cell by cell, the vector times 16, and the measured facts."""
    tokens, vector, measures = photos.take(torch.tensor(rows))
    with torch.no_grad():
        facts = model.score.facts(measures).numpy()
    return np.concatenate([tokens.flatten(1).numpy(), vector.numpy() * 16, facts], 1)


def start(model: CompactAdapter, album: Album, photos: Photos, z: np.ndarray) -> None:
    """Writes the probes into the linear path of the orders. z [N, K] standardised labels, NaN unknown."""
    names = attributes()
    # The frame of a picture is where things lie in it: that no fact tells.
    seen = [["age"], ["people"], ["aesthetics"], ["count:dogs", *(f"topic:{t}" for t in TOPICS)]]
    # Faults and how strong they are: by the facts alone. A probe of all 3,700 numbers learns the few thousand pictures by heart, and
    # leaves nothing for the network to learn from them.
    measured = [["blur", "noise", "jpeg"], [*LIGHT, AGED], ["quality"]]
    places, at = {}, 0
    for name, size in model.state.linear.items():
        places[name] = slice(at, at + size)
        at += size
    for group in (*seen, *measured):
        columns = [names.index(name) for name in group]
        if len(group) > 10:  # captions say most about topics, and the pictures they know are the same for all
            rows = np.flatnonzero(album.train & (album.group == album.sets.index("flickr8k")))
        else:
            rows = np.flatnonzero(album.train & np.isfinite(z[:, columns]).all(1))
        x, y = inputs(model, photos, rows), z[rows][:, columns]
        if group in measured:
            plain, offset = ridge(x[:, 3712:], y, 10.0)
            cells, vector = np.zeros((3200, len(group))), np.zeros((512, len(group)))
        else:
            weight, offset = ridge(x, y, PENALTY)
            cells, vector, plain = np.split(weight, [3200, 3712])
        grid = cells.reshape(5, 5, 128, -1)
        cells = ((grid + grid[:, ::-1]) / 2).reshape(3200, -1)  # a mirrored picture keeps its place
        with torch.no_grad():
            for name, value in (("cells", cells), ("direct", vector), ("plain", plain), ("offset", offset[None])):
                model.state.probes[columns, places[name]] = torch.tensor(value.T, dtype=torch.float32)
