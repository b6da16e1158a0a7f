"""The age head: tokens of one face -> chances of each year of age; their mean is the guess."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

YEARS = 101
CELLS, WIDTH = 25, 128
# Spread of the target around the labelled year: labels are guesses of people themselves.
SPREAD = 3.0


class AgeHead(nn.Module):
    """tokens [B, 25, 128] -> logits of 0 to 100 years [B, 101].

    One layer of attention among the cells, then `queries` weighted means of them.
    """

    def __init__(self, width: int = 128, queries: int = 8, drop: float = 0.2) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(WIDTH))
        self.register_buffer("scale", torch.ones(WIDTH))
        self.inward = nn.Linear(WIDTH, width)
        self.places = nn.Parameter(torch.zeros(CELLS, width))
        self.drop = nn.Dropout(drop)
        self.norm, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.keys = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.wide = nn.Sequential(nn.Linear(width, 2 * width), nn.ReLU(), nn.Dropout(drop), nn.Linear(2 * width, width))
        self.queries = nn.Linear(width, queries)
        self.head = nn.Sequential(
            nn.LayerNorm(queries * width), nn.Dropout(drop), nn.Linear(queries * width, 128), nn.GELU(), nn.Dropout(drop),
            nn.Linear(128, YEARS),
        )  # fmt: skip
        self.heads = 4

    def forward(self, tokens: Tensor) -> Tensor:
        x = self.drop(self.inward((tokens - self.mean) / self.scale)) + self.places
        b, n, d = x.shape
        q, k, v = self.keys(self.norm(x)).reshape(b, n, 3, self.heads, d // self.heads).permute(2, 0, 3, 1, 4)
        weights = self.drop(torch.softmax(q @ k.transpose(-1, -2) / (d // self.heads) ** 0.5, -1))
        x = x + self.drop(self.out((weights @ v).transpose(1, 2).reshape(b, n, d)))
        x = x + self.drop(self.wide(self.norm2(x)))
        share = torch.softmax(self.queries(x), 1)  # [B, 25, Q]
        return self.head((share.transpose(1, 2) @ x).flatten(1))


def years(logits: Tensor) -> Tensor:
    """[B, 101] -> the mean year [B]"""
    return torch.softmax(logits, -1) @ torch.arange(YEARS, dtype=logits.dtype, device=logits.device)


def loss(logits: Tensor, age: Tensor, pair: float) -> Tensor:
    """Cross-entropy with a bell around the year, smooth-L1 of the mean, and cross-entropy on pairs of means (`pair`)."""
    guess = years(logits)
    grid = torch.arange(YEARS, dtype=logits.dtype)
    target = torch.softmax(-((grid - age[:, None]) ** 2) / (2 * SPREAD**2), -1)
    value = -(target * torch.log_softmax(logits, -1)).sum(-1).mean() + 0.1 * F.smooth_l1_loss(guess, age)
    half = len(age) // 2
    left, right = age[:half], age[half : 2 * half]
    older = F.binary_cross_entropy_with_logits((guess[:half] - guess[half : 2 * half]) / 5, (left > right).float(), reduction="none")
    return value + pair * (older * (left != right)).mean()


class Export(nn.Module):
    """tokens int8 [N, 25, 128] and scales f32 [N, 25] as the app packs them -> years [N]."""

    def __init__(self, members: list[AgeHead]) -> None:
        super().__init__()
        self.members = nn.ModuleList(members)

    def forward(self, tokens: Tensor, scales: Tensor) -> Tensor:
        x = tokens.float() * scales[..., None]
        return torch.stack([years(member(x)) for member in self.members]).mean(0)
