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


class PlackettLuce(torch.autograd.Function):
    """Negative log-likelihood of rows already sorted best first, mean over positions: [B, N] -> [B].

    With c_k = logsumexp(s_k, ..., s_N) it is the mean of c - s, and its gradient is the mean of
    sum over k <= j of exp(s_j - c_k) - 1. Both sums stay in logarithms: no exponent is ever positive, so nothing overflows
    or vanishes at a scale of 100. Written out because the general gradient of logcumsumexp takes four times as long.
    """

    @staticmethod
    def forward(ctx: torch.autograd.function.FunctionCtx, ordered: Tensor) -> Tensor:
        tails = ordered.flip(-1).logcumsumexp(-1).flip(-1)  # [B, N]
        ctx.save_for_backward(ordered, tails)
        return (tails - ordered).mean(-1)

    @staticmethod
    def backward(ctx: torch.autograd.function.FunctionCtx, outer: Tensor) -> Tensor:
        ordered, tails = ctx.saved_tensors
        slope = (ordered + (-tails).logcumsumexp(-1)).exp() - 1
        return slope * (outer / ordered.shape[-1])[:, None]


def list_mle(scores: Tensor, reference: Tensor) -> Tensor:
    """How unlikely the order of `reference` is under `scores`, both [B, N]; mean over rows and positions.

    The reference enters through a sort alone, so no gradient reaches it. Sorting shuffled columns puts equal references in
    random order: the order of the batch must not become something to learn.
    """
    shuffled = torch.randperm(scores.shape[-1], device=scores.device)
    order = shuffled[reference.detach()[:, shuffled].argsort(-1, descending=True)]
    return PlackettLuce.apply(scores.gather(-1, order)).mean()


def without_diagonal(square: Tensor) -> Tensor:
    """[B, B] -> [B, B - 1]: everything but each row's own place."""
    size = len(square)
    return square.flatten()[1:].view(size - 1, size + 1)[:, :-1].reshape(size, size - 1)


def cross_modal(logits: Tensor) -> Tensor:
    """Sentences seen from picture i should come in the order of the pictures seen from sentence i, and back."""
    return (list_mle(logits, logits.T) + list_mle(logits.T, logits)) / 2


def in_modal(pictures: Tensor, sentences: Tensor, masked: bool = False) -> Tensor:
    """Neighbours of picture i should come in the order of the neighbours of its sentence, and back.

    Both [B, B], similarities within one side. `masked` leaves out the diagonal: each is its own nearest, which says nothing.
    """
    if masked:
        pictures, sentences = without_diagonal(pictures), without_diagonal(sentences)
    return (list_mle(pictures, sentences) + list_mle(sentences, pictures)) / 2


def kept_order(trained: tuple[Tensor, Tensor], frozen: tuple[Tensor, Tensor], masked: bool = False) -> Tensor:
    """Neighbours should come in the order the frozen towers give them: (pictures, sentences), each [B, B].

    A reference that does not move, in place of two that follow each other.
    """
    if masked:
        trained = (without_diagonal(trained[0]), without_diagonal(trained[1]))
        frozen = (without_diagonal(frozen[0]), without_diagonal(frozen[1]))
    return (list_mle(trained[0], frozen[0]) + list_mle(trained[1], frozen[1])) / 2


def growing(done: float) -> float:
    """Weight of the rank losses after a share `done` (0 to 1) of the training: from 0 to 2, reached after two thirds."""
    return min(max(3 * done, 0.0), 2.0)
