"""The trained part: two small projections that bring a picture and a sentence into one space of 512 numbers."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from models.towers import CLASSES, GRID, POOLED, SENTENCE


@dataclass(frozen=True)
class Shape:
    """Sizes of the projections.

    The 512 numbers are two halves of equal length. `branch` in train.py decides whether each half also learns its own
    matter (captions, names of things); at 0, the shipped setting, both learn everything together.
    """

    captions: int = 256
    names: int = 256
    hidden: int = 1024
    dropout: float = 0.4
    text_dropout: float = 0.2

    @property
    def total(self) -> int:
        return self.captions + self.names


class Projection(nn.Module):
    """[B, inputs] -> two unit vectors [B, captions], [B, names] from one hidden layer."""

    def __init__(self, inputs: int, shape: Shape, dropout: float) -> None:
        super().__init__()
        self.sizes = (shape.captions, shape.names)
        self.layers = nn.Sequential(
            nn.Dropout(dropout), nn.Linear(inputs, shape.hidden), nn.GELU(), nn.Dropout(dropout),
            nn.Linear(shape.hidden, shape.total),
        )  # fmt: skip

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        captions, names = self.layers(x).split(self.sizes, -1)
        return F.normalize(captions, dim=-1), F.normalize(names, dim=-1)


class Conse(nn.Module):
    """Where the ImageNet classifier would place a picture among sentences.

    Mean of the class-name sentence vectors, weighted by the classifier's probabilities: what makes a thousand nouns work
    without a single caption that holds them.
    """

    def __init__(self, weight: Tensor, bias: Tensor, names: Tensor) -> None:
        super().__init__()
        self.classifier = nn.Linear(POOLED, CLASSES)
        self.classifier.weight.data.copy_(weight)
        self.classifier.bias.data.copy_(bias)
        self.register_buffer("names", F.normalize(names, dim=-1))  # [1000, 384]
        self.requires_grad_(False)

    def posterior(self, pooled: Tensor) -> Tensor:
        return torch.softmax(self.classifier(pooled), -1)  # [B, 1000]

    def forward(self, pooled: Tensor) -> Tensor:
        return F.normalize(self.posterior(pooled) @ self.names, dim=-1)  # [B, 384]


class ImageHead(nn.Module):
    """pooled [B, 1280] and levels [B, 736] -> unit vector [B, 512]."""

    def __init__(self, shape: Shape, conse: Conse, mean: Tensor, std: Tensor) -> None:
        super().__init__()
        inputs = POOLED + GRID + SENTENCE
        self.conse = conse
        self.register_buffer("mean", mean)  # [2016]
        self.register_buffer("std", std)
        self.project = Projection(inputs, shape, shape.dropout)
        # Share of the similarity that the captions branch decides; set after training, on val.
        self.register_buffer("share", torch.tensor(0.5))

    def inputs(self, pooled: Tensor, levels: Tensor) -> Tensor:
        seen = (torch.cat([pooled, levels], -1) - self.mean) / self.std
        return torch.cat([seen, self.conse(pooled) * SENTENCE**0.5], -1)  # [B, 2400]

    def branches(self, pooled: Tensor, levels: Tensor) -> tuple[Tensor, Tensor]:
        return self.project(self.inputs(pooled, levels))

    def forward(self, pooled: Tensor, levels: Tensor) -> Tensor:
        return join(*self.branches(pooled, levels), self.share)


class TextHead(nn.Module):
    """MiniLM vector [B, 384] -> unit vector [B, 512]."""

    def __init__(self, shape: Shape, mean: Tensor, std: Tensor) -> None:
        super().__init__()
        self.register_buffer("mean", mean)
        self.register_buffer("std", std)
        self.project = Projection(SENTENCE, shape, shape.text_dropout)
        self.register_buffer("share", torch.tensor(0.5))

    def branches(self, sentence: Tensor) -> tuple[Tensor, Tensor]:
        return self.project((sentence - self.mean) / self.std)

    def forward(self, sentence: Tensor) -> Tensor:
        return join(*self.branches(sentence), self.share)


def join(captions: Tensor, names: Tensor, share: Tensor) -> Tensor:
    """Two unit vectors -> one of unit length, whose product is share * captions' + (1 - share) * names' similarity."""
    return torch.cat([captions * share.sqrt(), names * (1 - share).sqrt()], -1)


class Aligned(nn.Module):
    """Both heads and the scales of their losses."""

    def __init__(self, image: ImageHead, text: TextHead) -> None:
        super().__init__()
        self.image, self.text = image, text
        # Logarithms of 1 / temperature: captions, names, labels.
        self.scales = nn.Parameter(torch.tensor([3.0, 3.4, 3.0]))

    def scale(self, which: int) -> Tensor:
        return self.scales[which].clamp(max=4.6052).exp()  # at most 100

    def set_share(self, share: float) -> None:
        self.image.share.fill_(share)
        self.text.share.fill_(share)
