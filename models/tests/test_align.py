"""Losses, projections and figures, checked on made-up numbers; no picture set is needed."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from models.align.figures import f1, macro_accuracy, naming, null_scores, retrieval
from models.align.losses import contrastive, distillation, labelled
from models.align.model import Aligned, Conse, ImageHead, Shape, TextHead
from models.towers import CLASSES, GRID, POOLED, SENTENCE


def small_model() -> Aligned:
    torch.manual_seed(0)
    conse = Conse(torch.randn(CLASSES, POOLED), torch.randn(CLASSES), torch.randn(CLASSES, SENTENCE))
    image = ImageHead(Shape(hidden=32), conse, torch.zeros(POOLED + GRID), torch.ones(POOLED + GRID))
    return Aligned(image, TextHead(Shape(hidden=32), torch.zeros(SENTENCE), torch.ones(SENTENCE))).eval()


def softmax64(x: np.ndarray) -> np.ndarray:
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def test_both_heads_give_unit_vectors_of_512() -> None:
    model = small_model()
    picture = model.image(torch.rand(3, POOLED), torch.rand(3, GRID))
    sentence = model.text(torch.randn(4, SENTENCE))
    assert picture.shape == (3, 512)
    assert sentence.shape == (4, 512)
    torch.testing.assert_close(picture.norm(dim=1), torch.ones(3))
    torch.testing.assert_close(sentence.norm(dim=1), torch.ones(4))


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_joined_similarity_is_the_weighted_sum_of_the_branches(share: float) -> None:
    model = small_model()
    model.set_share(share)
    pooled, levels, sentence = torch.rand(3, POOLED), torch.rand(3, GRID), torch.randn(2, SENTENCE)
    a, b = model.image.branches(pooled, levels), model.text.branches(sentence)
    wanted = share * a[0] @ b[0].T + (1 - share) * a[1] @ b[1].T
    torch.testing.assert_close(model.image(pooled, levels) @ model.text(sentence).T, wanted)


def test_the_classifier_is_never_trained() -> None:
    trained = {name for name, p in small_model().named_parameters() if p.requires_grad}
    assert not any("conse" in name for name in trained)
    assert any("project" in name for name in trained)


def test_contrastive_matches_a_plain_float64_computation() -> None:
    rng = np.random.default_rng(1)
    for scale in (1.0, 100.0):
        logits = rng.normal(size=(6, 6)) * scale
        rows, columns = softmax64(logits), softmax64(logits.T)
        naive = -(np.log(np.diag(rows)).mean() + np.log(np.diag(columns)).mean()) / 2
        assert contrastive(torch.tensor(logits)).item() == pytest.approx(naive, rel=1e-9)


def test_contrastive_prefers_the_right_pairs() -> None:
    right = torch.eye(5) * 10
    assert contrastive(right) < contrastive(torch.zeros(5, 5)) < contrastive(right.roll(1, 0))


def test_distillation_is_the_divergence_and_zero_at_the_teacher() -> None:
    rng = np.random.default_rng(2)
    logits, teacher = rng.normal(size=(4, 9)), softmax64(rng.normal(size=(4, 9)))
    naive = (teacher * (np.log(teacher) - np.log(softmax64(logits)))).sum(1).mean()
    assert distillation(torch.tensor(logits), torch.tensor(teacher)).item() == pytest.approx(naive, rel=1e-9)
    same = torch.tensor(np.log(teacher) + 3.0)
    assert distillation(same, torch.tensor(teacher)).item() == pytest.approx(0, abs=1e-12)


def test_labels_do_not_touch_phrases_of_other_sets() -> None:
    logits = torch.zeros(2, 4, requires_grad=True)
    allowed = torch.tensor([[True, True, False, False], [False, False, True, True]])
    labelled(logits, torch.tensor([0, 3]), allowed).backward()
    assert logits.grad is not None
    assert torch.all(logits.grad[~allowed] == 0)
    assert logits.grad[0, 0] < 0 < logits.grad[0, 1]


def test_a_step_against_the_gradient_lowers_the_losses() -> None:
    model = small_model()
    pooled, levels, sentence = torch.rand(8, POOLED), torch.rand(8, GRID), torch.randn(8, SENTENCE)
    optimiser = torch.optim.SGD([p for p in model.parameters() if p.requires_grad], 0.05)
    seen = []
    for _ in range(5):
        loss = contrastive(model.scale(0) * model.image(pooled, levels) @ model.text(sentence).T)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        seen.append(loss.item())
    assert seen[-1] < seen[0]


def test_retrieval_counts_by_hand() -> None:
    pictures = np.eye(4)
    captions = np.repeat(pictures, 5, 0)
    perfect = retrieval(pictures, captions)
    assert perfect["text_to_image_r1"] == perfect["image_to_text_r1"] == 100
    # Every caption of picture 0 now points at picture 1: 5 of 20 captions miss, and pictures 0 and 1 share a place.
    captions[:5] = pictures[1]
    missed = retrieval(pictures, captions)
    assert missed["text_to_image_r1"] == 75
    assert missed["text_to_image_r5"] == 100


def test_naming_and_macro_accuracy_by_hand() -> None:
    names, right = np.eye(3), np.array([0, 1, 1, 1])
    pictures = np.eye(3)[[0, 1, 1, 2]]
    assert naming(pictures[:2], names, right[:2])["top1"] == 100
    assert macro_accuracy(pictures, names, right) == pytest.approx((1 + 2 / 3) / 2 * 100, abs=0.01)


def test_null_scores_ignore_a_few_strays() -> None:
    rng = np.random.default_rng(3)
    background = rng.normal(0.1, 0.02, (512, 1))
    background[:5] = 5.0
    middle, sigma = null_scores(background, np.ones((1, 1)))
    assert middle[0] == pytest.approx(0.1, abs=0.01)
    assert sigma[0] == pytest.approx(0.02, abs=0.005)


def test_precision_recall_and_f1_by_hand() -> None:
    kept, right = np.array([[1, 1, 0, 0]], bool), np.array([[1, 0, 1, 0]], bool)
    assert [float(v[0]) for v in f1(kept, right)] == [0.5, 0.5, 0.5]
    assert f1(np.zeros((1, 4), bool), right)[2][0] == 0
