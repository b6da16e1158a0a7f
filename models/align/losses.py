"""Losses of the alignment. Each takes similarities already multiplied by the scale."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F


def contrastive(logits: Tensor) -> Tensor:
    """Symmetric contrastive loss; row i and column i of [B, B] belong together."""
    right = torch.arange(len(logits), device=logits.device)
    return (F.cross_entropy(logits, right) + F.cross_entropy(logits.T, right)) / 2


def distillation(logits: Tensor, teacher: Tensor) -> Tensor:
    """KL(teacher || softmax(logits)), mean over pictures. Both [B, names]; the teacher's rows sum to 1."""
    return F.kl_div(torch.log_softmax(logits, -1), teacher, reduction="batchmean")


def labelled(logits: Tensor, right: Tensor, allowed: Tensor) -> Tensor:
    """Cross-entropy over the phrases of a picture's own set.

    logits [B, P], right [B] phrase numbers, allowed [B, P]: a label says nothing about phrases of other sets, so they
    are left out instead of being called wrong.
    """
    return F.cross_entropy(logits.masked_fill(~allowed, float("-inf")), right)
