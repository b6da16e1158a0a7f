"""The age head: what the picture model holds of one face inside -> chances of each year of age; their mean is the guess."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

YEARS = 101
# Of the picture model: the last map of stride 16, and its 25 cells of several levels.
MAP = (120, 14, 14)
CELLS, CELL = 25, 736
VECTOR = 512
# The rule that tells persons apart, in the cache.
PERSONS = "persons.pt"
# Spread of the target around the labelled year: labels are guesses of people themselves.
SPREAD = 3.0


class Bottleneck(nn.Module):
    """An inverted bottleneck of EfficientNet-Lite with its normalisation folded in: expand, 5 x 5 each channel by itself, project."""

    def __init__(self, inputs: int, outputs: int, stride: int, ratio: int = 6) -> None:
        super().__init__()
        wide = inputs * ratio
        self.stride = stride
        self.expand = nn.Conv2d(inputs, wide, 1)
        self.depth = nn.Conv2d(wide, wide, 5, stride, groups=wide)
        self.project = nn.Conv2d(wide, outputs, 1)
        self.residual = stride == 1 and inputs == outputs

    def forward(self, x: Tensor) -> Tensor:
        # A halving of 14 cells pads one before and two after, as the network was trained.
        pad = (1, 2, 1, 2) if self.stride == 2 else (2, 2, 2, 2)
        y = self.depth(F.pad(F.relu6(self.expand(x)), pad))
        y = self.project(F.relu6(y))
        return x + y if self.residual else y


def pretrained() -> nn.Sequential:
    """The two blocks that follow the stride 16 map in EfficientNet-Lite2, [B, 120, 14, 14] -> [B, 208, 7, 7]."""
    from models.towers import ImageTrunk

    blocks = ImageTrunk().net._blocks
    made = blank()
    for block, source in zip(made, (blocks[15], blocks[16]), strict=True):
        parts = (
            (block.expand, source._expand_conv, source._bn0),
            (block.depth, source._depthwise_conv, source._bn1),
            (block.project, source._project_conv, source._bn2),
        )
        for mine, convolution, norm in parts:
            gain = norm.weight / torch.sqrt(norm.running_var + norm.eps)
            mine.weight.data = convolution.weight.data * gain[:, None, None, None]
            mine.bias.data = norm.bias - norm.running_mean * gain
    return made


def blank() -> nn.Sequential:
    return nn.Sequential(Bottleneck(120, 208, 2), Bottleneck(208, 208, 1))


class Reader(nn.Module):
    """tokens [B, n, width] -> logits of 0 to 100 years [B, 101]: one layer of attention, then `queries` weighted means."""

    def __init__(self, width: int, queries: int, drop: float) -> None:
        super().__init__()
        self.drop = nn.Dropout(drop)
        self.norm, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.keys = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.wide = nn.Sequential(nn.Linear(width, 2 * width), nn.ReLU(), nn.Dropout(drop), nn.Linear(2 * width, width))
        self.queries = nn.Linear(width, queries)
        self.head = nn.Sequential(
            nn.LayerNorm(queries * width), nn.Dropout(drop), nn.Linear(queries * width, 96), nn.GELU(), nn.Dropout(drop),
            nn.Linear(96, YEARS),
        )  # fmt: skip
        self.heads = 4

    def forward(self, x: Tensor) -> Tensor:
        b, n, d = x.shape
        q, k, v = self.keys(self.norm(x)).reshape(b, n, 3, self.heads, d // self.heads).permute(2, 0, 3, 1, 4)
        weights = self.drop(torch.softmax(q @ k.transpose(-1, -2) / (d // self.heads) ** 0.5, -1))
        x = x + self.drop(self.out((weights @ v).transpose(1, 2).reshape(b, n, d)))
        x = x + self.drop(self.wide(self.norm2(x)))
        share = torch.softmax(self.queries(x), 1)  # [B, n, Q]
        return self.head((share.transpose(1, 2) @ x).flatten(1))


class AgeHead(nn.Module):
    """map [B, 120, 14, 14] and cells [B, 25, 736] of the picture model -> logits of 0 to 100 years [B, 101].

    The map goes through two further blocks of the network, trained on from their weights: what a classifier of things has given
    up by its end is where a face shows its age. The cells still hold the fine texture of the early levels.
    """

    def __init__(self, width: int = 128, queries: int = 6, drop: float = 0.2) -> None:
        super().__init__()
        self.blocks = blank()
        self.top = nn.Linear(208, width)
        self.register_buffer("mean", torch.zeros(CELL))
        self.register_buffer("scale", torch.ones(CELL))
        self.inward = nn.Linear(CELL, width)
        self.places = nn.Parameter(torch.zeros(CELLS + 49, width))
        self.drop = nn.Dropout(drop)
        self.reader = Reader(width, queries, drop)

    def forward(self, maps: Tensor, cells: Tensor) -> Tensor:
        top = self.blocks(maps).flatten(2).transpose(1, 2)  # [B, 49, 208]
        both = torch.cat([self.inward((cells - self.mean) / self.scale), self.top(top)], 1)
        return self.reader(self.drop(both) + self.places)


def years(logits: Tensor) -> Tensor:
    """[B, 101] -> the mean year [B]"""
    return torch.softmax(logits, -1) @ torch.arange(YEARS, dtype=logits.dtype, device=logits.device)


def loss(logits: Tensor, age: Tensor, pair: float, spread: float = SPREAD) -> Tensor:
    """Cross-entropy with a bell of that spread around the year, smooth-L1 of the mean, and cross-entropy on pairs of means (`pair`)."""
    guess = years(logits)
    grid = torch.arange(YEARS, dtype=logits.dtype)
    target = torch.softmax(-((grid - age[:, None]) ** 2) / (2 * spread**2), -1)
    value = -(target * torch.log_softmax(logits, -1)).sum(-1).mean() + 0.1 * F.smooth_l1_loss(guess, age)
    half = len(age) // 2
    left, right = age[:half], age[half : 2 * half]
    older = F.binary_cross_entropy_with_logits(
        (guess[:half] - guess[half : 2 * half]) / 5, (left > right).float(), reduction="none"
    )
    return value + pair * (older * (left != right)).mean()


class Persons(nn.Module):
    """vector [B, 512] of the picture model -> chance [B] that it is the face of a person."""

    def __init__(self) -> None:
        super().__init__()
        self.rule = nn.Linear(VECTOR, 1)

    def forward(self, vector: Tensor) -> Tensor:
        return torch.sigmoid(self.rule(vector).squeeze(1))


class Export(nn.Module):
    """map [N, 120, 14, 14], cells [N, 25, 736] and vector [N, 512] of faces -> years [N], and chances [N] that they are people's."""

    def __init__(self, head: AgeHead, persons: Persons) -> None:
        super().__init__()
        self.head, self.persons = head, persons

    def forward(self, maps: Tensor, cells: Tensor, vector: Tensor) -> tuple[Tensor, Tensor]:
        return years(self.head(maps, cells)), self.persons(vector)
