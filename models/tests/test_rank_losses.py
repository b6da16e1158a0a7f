"""List-wise rank consistency against plain float64 formulas."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from models.align.check import agreement, mean_row_correlation
from models.align.losses import PlackettLuce, cross_modal, growing, in_modal, kept_order, list_mle, without_diagonal


def tail_sums(ordered: np.ndarray) -> np.ndarray:
    """c_k = log(sum over j >= k of exp(s_j)), one position at a time."""
    return np.array([ordered[k:].max() + np.log(np.exp(ordered[k:] - ordered[k:].max()).sum()) for k in range(len(ordered))])


def naive(scores: np.ndarray, reference: np.ndarray) -> float:
    total = 0.0
    for row, order in zip(scores, np.argsort(-reference, 1), strict=True):
        total += (tail_sums(row[order]) - row[order]).mean()
    return total / len(scores)


def naive_gradient(scores: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """dPL/ds_j = sum over k <= j of exp(s_j - c_k) - 1, over rows and positions."""
    out = np.zeros_like(scores)
    for i, order in enumerate(np.argsort(-reference, 1)):
        row = scores[i, order]
        c = tail_sums(row)
        out[i, order] = [np.exp(row[j] - c[: j + 1]).sum() - 1 for j in range(len(row))]
    return out / scores.size


def cosines(seed: int, size: int = 24) -> np.ndarray:
    a, b = np.random.default_rng(seed).normal(size=(2, size, 32))
    return (a / np.linalg.norm(a, axis=1, keepdims=True)) @ (b / np.linalg.norm(b, axis=1, keepdims=True)).T


@pytest.mark.parametrize("tau", [1.0, 14.3, 100.0])
@pytest.mark.parametrize("kind", [torch.float64, torch.float32])
def test_value_and_gradient_match_the_formulas(tau: float, kind: torch.dtype) -> None:
    scores, reference = tau * cosines(1), cosines(2)
    x = torch.tensor(scores, dtype=kind, requires_grad=True)
    loss = list_mle(x, torch.tensor(reference))
    loss.backward()
    exact = kind == torch.float64
    assert loss.item() == pytest.approx(naive(scores, reference), rel=1e-12 if exact else 1e-5)
    assert x.grad is not None
    np.testing.assert_allclose(x.grad.numpy(), naive_gradient(scores, reference), rtol=1e-9 if exact else 1e-3, atol=1e-7)


def test_the_written_gradient_is_the_numerical_one() -> None:
    rows = torch.tensor(5 * cosines(3, 6), requires_grad=True)
    assert torch.autograd.gradcheck(PlackettLuce.apply, (rows,))


def test_a_hot_row_neither_overflows_nor_vanishes() -> None:
    # Best first from +100 to -100: a tail far under the head. exp(-200) is 0 in float32, and log(0 + a little) would be wrong.
    row = torch.linspace(100, -100, 128)[None]
    falling = row.clone().requires_grad_()
    loss = list_mle(falling, row)
    loss.backward()
    exact = naive(row.double().numpy(), row.double().numpy())
    assert loss.item() == pytest.approx(exact, rel=1e-4)
    assert torch.isfinite(falling.grad).all()
    turned = list_mle(row, -row)
    assert turned.item() == pytest.approx(naive(row.double().numpy(), -row.double().numpy()), rel=1e-5)


def test_ties_are_broken_at_random() -> None:
    torch.manual_seed(0)
    scores = torch.tensor([[0.0, 1.0, 2.0]])
    seen = {round(list_mle(scores, torch.zeros(1, 3)).item(), 4) for _ in range(200)}
    assert len(seen) == 6  # all orders of three


def test_the_reference_gets_no_gradient() -> None:
    scores, reference = torch.randn(4, 4, requires_grad=True), torch.randn(4, 4, requires_grad=True)
    list_mle(scores, reference).backward()
    assert scores.grad is not None
    assert reference.grad is None


def test_losses_are_the_means_of_both_directions() -> None:
    c, i, x = (10 * cosines(s, 12) for s in (4, 5, 6))
    t = torch.tensor
    assert cross_modal(t(c)).item() == pytest.approx((naive(c, c.T) + naive(c.T, c)) / 2)
    assert in_modal(t(i), t(x)).item() == pytest.approx((naive(i, x) + naive(x, i)) / 2)
    assert kept_order((t(i), t(x)), (t(c), t(c.T))).item() == pytest.approx((naive(i, c) + naive(x, c.T)) / 2)


def test_masking_leaves_out_the_own_place() -> None:
    square = torch.arange(9.0).view(3, 3)
    assert without_diagonal(square).tolist() == [[1, 2], [3, 5], [6, 7]]
    i, x = cosines(7, 8), cosines(8, 8)
    own = ~np.eye(8, dtype=bool)
    wanted = [m[own].reshape(8, 7) for m in (i, x)]
    assert in_modal(torch.tensor(i), torch.tensor(x), True).item() == pytest.approx((naive(*wanted) + naive(*wanted[::-1])) / 2)
    big = torch.tensor(i) + 1e6 * torch.eye(8)
    masked = kept_order((big, big), (torch.tensor(x), torch.tensor(x)), True)
    assert masked.item() == pytest.approx(naive(wanted[0], wanted[1]))


def test_agreeing_orders_cost_least() -> None:
    square = torch.tensor(20 * cosines(9))
    agreeing = square + square.T
    assert cross_modal(agreeing) < cross_modal(square)
    assert in_modal(agreeing, agreeing) < in_modal(agreeing, square)


def test_the_weight_grows_from_nothing_to_two() -> None:
    assert [growing(d) for d in (0.0, 1 / 3, 0.5, 2 / 3, 1.0)] == pytest.approx([0, 1, 1.5, 2, 2])


def test_rank_agreement_by_hand() -> None:
    a = np.array([[1.0, 2, 3], [1, 2, 3]])
    assert mean_row_correlation(a, a) == pytest.approx(1)
    assert mean_row_correlation(a, np.array([[3.0, 2, 1], [10, 20, 30]])) == pytest.approx(0)
    v = np.random.default_rng(0).normal(size=(6, 4))
    assert agreement(v, v) == {"cross_modal_srcc": 1.0, "in_modal_srcc": 1.0}
