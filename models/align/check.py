"""Float32 figures on val from the cache, to choose by; `evaluate.py` repeats them with the shipped files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from scipy.stats import rankdata
from torch import Tensor
from torch.nn import functional as F

from models.align.figures import macro_accuracy, naming, retrieval
from models.align.model import Aligned
from models.align.pool import Captioned, captioned, name_table
from models.data import PictureSet
from models.features import chosen_rows, picture_features, sentence_features
from models.words import HELD_OUT_TEMPLATE, TEMPLATES, imagenet_synsets, name_of

BY_NAME = {"scenes": "topic", "weather": "topic", "styles": "style"}


def mean_row_correlation(a: np.ndarray, b: np.ndarray) -> float:
    """Spearman's correlation of each row of a with the same row of b, mean over rows."""
    ranks = [rankdata(m, axis=1) for m in (a, b)]
    ranks = [r - r.mean(1, keepdims=True) for r in ranks]
    products = (ranks[0] * ranks[1]).sum(1) / np.sqrt((ranks[0] ** 2).sum(1) * (ranks[1] ** 2).sum(1))
    return float(products.mean())


def agreement(pictures: np.ndarray, sentences: np.ndarray) -> dict[str, float]:
    """How alike the two sides rank; row i of both [N, D] belong together."""
    cross, own = pictures @ sentences.T, ~np.eye(len(pictures), dtype=bool)
    sides = [(m @ m.T)[own].reshape(len(m), -1) for m in (pictures, sentences)]  # each is its own nearest: left out
    return {
        "cross_modal_srcc": round(mean_row_correlation(cross, cross.T), 4),
        "in_modal_srcc": round(mean_row_correlation(*sides), 4),
    }


@torch.no_grad()
def found(model: Aligned, flickr: Captioned) -> dict[str, float]:
    """How well pictures and their captions find each other."""
    pictures = model.image(flickr.pooled[0], flickr.levels[0]).numpy()
    captions = model.text(flickr.captions.flatten(0, 1))
    first = captions.view(len(pictures), -1, captions.shape[-1])[:, 0]
    return retrieval(pictures, captions.numpy()) | agreement(pictures, first.numpy())


@torch.no_grad()
def check(model: Aligned, data: Path, cache: Path) -> dict[str, float]:
    out = found(model, captioned(data, cache, "val"))

    def unit(table: Tensor) -> np.ndarray:
        """Sentences [C, V, 384] -> one unit vector a name, the mean over its sentences."""
        return F.normalize(model.text(table.flatten(0, 1)).view(*table.shape[:2], -1).mean(1), dim=-1).numpy()

    words = picture_features(data, cache, "vocabulary")
    synsets = imagenet_synsets()
    right = np.array([synsets.index(r.labels["synset"]) for r in PictureSet(data, "vocabulary").rows()])
    seen = model.image(torch.tensor(words.pooled), torch.tensor(words.levels)).numpy()
    out |= naming(seen, unit(name_table(cache)[:, : len(TEMPLATES)]), right)
    for name, key in BY_NAME.items():
        rows = chosen_rows(PictureSet(data, name))
        kinds = sorted({row.labels[key] for row in rows if name_of(row.labels[key])})
        features = picture_features(data, cache, name)
        keep = [i for i, row in enumerate(rows) if row.split == "val" and row.labels[key] in kinds]
        seen = model.image(torch.tensor(features.pooled[keep]), torch.tensor(features.levels[keep])).numpy()
        new = sentence_features(cache, f"check-{name}", [HELD_OUT_TEMPLATE.format(name_of(k)) for k in kinds])
        labels = np.array([kinds.index(rows[i].labels[key]) for i in keep])
        out[name] = macro_accuracy(seen, unit(torch.tensor(new)[:, None]), labels)
    return out
