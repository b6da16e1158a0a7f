"""The losses of the ranking-aware adapter (Yu, Lin, Yang, Tsai; ICLR 2025), as in the paper and as in its released code.

Scores and labels are in the same unit: labels standardised over the training pictures. Pairs are ordered (i, j).
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F


def regression(scores: Tensor, labels: Tensor, logarithmic: bool = False) -> Tensor:
    """Mean smooth-L1 with threshold 1. scores, labels [N]. logarithmic: log(1 + .), the released code's form."""
    loss = F.smooth_l1_loss(scores, labels)
    return torch.log1p(loss) if logarithmic else loss


def pair_targets(labels: Tensor, least: float = 0.0) -> tuple[Tensor, Tensor]:
    """labels [N] -> (target [N, N] of 0 and 1, counted [N, N] bool). Differences up to `least` are ties and not counted."""
    gap = labels[:, None] - labels[None, :]
    return (gap > 0).to(labels.dtype), gap.abs() > least


def pairwise(logits: Tensor, labels: Tensor, least: float = 0.0) -> Tensor:
    """Mean binary cross-entropy over the ordered pairs that differ. logits [N, N]: entry (i, j) says i is above j.

    Both directions are counted (target 1 and its mirror 0); ties and the diagonal, which the released code trains
    towards 0, are left out.
    """
    target, counted = pair_targets(labels, least)
    loss = F.binary_cross_entropy_with_logits(logits, target, reduction="none")
    return (loss * counted).sum() / counted.sum().clamp(min=1)


def hinge(logits: Tensor, labels: Tensor, least: float = 0.0) -> Tensor:
    """The paper's form: mean of max(0, 1 - o_ij) over the pairs with y_i above y_j."""
    gap = labels[:, None] - labels[None, :]
    counted = gap > least
    return (F.relu(1 - logits) * counted).sum() / counted.sum().clamp(min=1)


def released_pairs(logits: Tensor, labels: Tensor) -> Tensor:
    """The released code's form: cross-entropy over all N x N entries, ties and diagonal with target 0."""
    target = (labels[:, None] > labels[None, :]).to(logits.dtype)
    return F.binary_cross_entropy_with_logits(logits, target)


def differences(scores: Tensor) -> Tensor:
    """scores [N] -> [N, N] pair logits s_i - s_j."""
    return scores[:, None] - scores[None, :]


def leakage(scores: Tensor, other: Tensor, known: Tensor) -> Tensor:
    """Squared correlation of scores [N] with what they must not follow: other [K, N], known [K, N] bool -> mean.

    For a sentence without labels on these pictures: whatever labels the pictures do have, it must not order by them.
    """
    weight = known.to(scores.dtype)
    count = weight.sum(1).clamp(min=2)  # [K]
    centred = (scores[None] - ((scores[None] * weight).sum(1) / count)[:, None]) * weight
    against = (other.nan_to_num() - ((other.nan_to_num() * weight).sum(1) / count)[:, None]) * weight
    covariance = (centred * against).sum(1) / count
    # The floor keeps a flat order, which is a right answer, from being blown up into a correlated one.
    spread = (centred.square().sum(1) / count + 0.02) * (against.square().sum(1) / count + 1e-4)
    usable = (known.sum(1) >= 8).to(scores.dtype)
    return (covariance.square() / spread * usable).sum() / usable.sum().clamp(min=1)
