"""What the alignment learns from: captioned pictures, labelled pictures and class names, as frozen features."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from models.data import EVALUATION_ONLY, SETS, PictureSet
from models.features import chosen_rows, picture_features, sentence_features
from models.towers import SENTENCE
from models.words import TEMPLATES, imagenet_names, topic_of

SYNONYMS = 3
CAPTIONS = 5


@dataclass
class Captioned:
    """Flickr8k pictures of one split, in one or more views, with their captions."""

    pooled: Tensor  # [views, N, 1280]
    levels: Tensor  # [views, N, 736]
    captions: Tensor  # [N, 5, 384]


@dataclass
class Pool:
    """Training pictures of all sets side by side. label -1: nothing said about the picture."""

    pooled: Tensor  # [N, 1280]
    levels: Tensor  # [N, 736]
    label: Tensor  # [N] phrase number
    group: Tensor  # [N] set number
    phrases: Tensor  # [P, V, 384]
    phrase_group: Tensor  # [P]


def captioned(data: Path, cache: Path, split: str, views: tuple[str, ...] = ("none",)) -> Captioned:
    rows = PictureSet(data, "flickr8k").rows()
    keep = [i for i, row in enumerate(rows) if row.split == split]
    sides = [picture_features(data, cache, "flickr8k", view) for view in views]
    said = sentence_features(cache, "flickr8k", [c for row in rows for c in row.captions])
    return Captioned(
        torch.tensor(np.stack([s.pooled[keep] for s in sides])),
        torch.tensor(np.stack([s.levels[keep] for s in sides])),
        torch.tensor(said).view(len(rows), CAPTIONS, SENTENCE)[keep],
    )


def training_pool(data: Path, cache: Path) -> Pool:
    pooled, levels, label, group = [], [], [], []
    known: dict[tuple[int, str], int] = {}
    for number, name in enumerate(s for s in SETS if s not in EVALUATION_ONLY):
        rows = chosen_rows(PictureSet(data, name))
        found = picture_features(data, cache, name)
        for i in (i for i, row in enumerate(rows) if row.split == "train"):
            phrase = topic_of(name, rows[i])
            label.append(known.setdefault((number, phrase), len(known)) if phrase else -1)
            group.append(number)
            pooled.append(found.pooled[i])
            levels.append(found.levels[i])
    texts = [template.format(phrase) for _, phrase in known for template in TEMPLATES]
    return Pool(
        torch.tensor(np.stack(pooled)), torch.tensor(np.stack(levels)), torch.tensor(label), torch.tensor(group),
        torch.tensor(sentence_features(cache, "phrases", texts)).view(len(known), len(TEMPLATES), SENTENCE),
        torch.tensor([g for g, _ in known]),
    )  # fmt: skip


def name_table(cache: Path) -> Tensor:
    """[1000, V, 384]: sentences for each ImageNet class, every template with up to three synonyms, the first one first."""
    texts = [
        template.format(names[s % len(names)])
        for names in imagenet_names() for s in range(SYNONYMS) for template in TEMPLATES
    ]  # fmt: skip
    return torch.tensor(sentence_features(cache, "names", texts)).view(1000, SYNONYMS * len(TEMPLATES), SENTENCE)


def draw(table: Tensor) -> Tensor:
    """One random sentence a row: [C, V, 384] -> [C, 384]"""
    return table[torch.arange(len(table)), torch.randint(table.shape[1], (len(table),))]
