"""Losses, projections and figures, checked on made-up numbers; no picture set is needed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from models.align.ablation import spread
from models.align.figures import f1, macro_accuracy, naming, null_scores, retrieval
from models.align.losses import contrastive, distillation, labelled
from models.align.model import Aligned, Dropout, Shape, blank, joined, shared_map
from models.align.train import follow, towards_classes
from models.export import load
from models.features import session
from models.towers import GRID, POOLED, SENTENCE


def small_model(seed: int = 0) -> Aligned:
    torch.manual_seed(seed)
    model = blank(Shape(hidden=32)).eval()
    conse = model.image.inputs.conse
    for random in (conse.classifier.weight, conse.classifier.bias, conse.names):
        torch.nn.init.normal_(random)
    return model


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


def test_dropout_keeps_the_mean_and_is_off_after_training() -> None:
    torch.manual_seed(0)
    drop, x = Dropout(0.4), torch.ones(301, 501)
    dropped = drop(x)
    assert (dropped == 0).float().mean().item() == pytest.approx(0.4, abs=0.01)
    assert dropped.mean().item() == pytest.approx(1, abs=0.02)
    assert torch.equal(drop.eval()(x), x)


def test_one_projection_gets_no_map() -> None:
    assert small_model().image.mix is None
    assert not any("mix" in name for name in small_model().state_dict())


def test_joined_projections_score_the_mean_of_their_similarities() -> None:
    models = [small_model(seed) for seed in (1, 2)]
    for m in models:  # the same inputs, as after one training
        m.image.inputs, m.text.inputs = models[0].image.inputs, models[0].text.inputs
    both = joined(models)
    pooled, levels, sentence = torch.rand(3, POOLED), torch.rand(3, GRID), torch.randn(2, SENTENCE)
    wanted = sum(m.image(pooled, levels) @ m.text(sentence).T for m in models) / 2
    seen, said = both.image.beside(both.image.inputs(pooled, levels)), both.text.beside(both.text.inputs(sentence))
    torch.testing.assert_close(seen @ said.T, wanted)
    # With a map that keeps all they span, the 512 numbers say the same.
    mix = shared_map(seen, said)
    both.image.mix.copy_(mix)
    both.text.mix.copy_(mix)
    assert both.image(pooled, levels).shape == (3, 512)
    torch.testing.assert_close(both.image(pooled, levels) @ both.text(sentence).T, wanted)
    torch.testing.assert_close(mix.T @ mix, torch.eye(512), atol=1e-5, rtol=0)


def test_two_projections_survive_checkpoint_and_graph(tmp_path: Path) -> None:
    torch.manual_seed(5)
    model = blank(Shape(hidden=16), 2).eval()
    for head in (model.image, model.text):
        torch.nn.init.orthogonal_(head.mix)
    torch.save({"weights": model.state_dict(), "options": {"hidden": 16, "parts": 2, "heads": 2}}, tmp_path / "align.pt")
    back, sentence = load(tmp_path / "align.pt"), torch.randn(3, SENTENCE)
    torch.testing.assert_close(back.text(sentence), model.text(sentence))
    torch.onnx.export(
        back.text, (sentence[:2],), str(tmp_path / "text.onnx"), dynamo=False, opset_version=17,
        input_names=["sentence"], output_names=["vector"], dynamic_axes={"sentence": {0: "batch"}, "vector": {0: "batch"}},
    )  # fmt: skip
    graph = session(tmp_path / "text.onnx", 1).run(None, {"sentence": sentence.numpy()})[0]
    np.testing.assert_allclose(graph, model.text(sentence).detach().numpy(), atol=1e-5)


def test_spread_is_mean_and_standard_error() -> None:
    assert spread([60.0, 62.0, 64.0]) == {"mean": 62.0, "standard_error": 1.15}
    assert spread([0.4, 0.5])["standard_error"] == 0.05


def test_the_shared_map_keeps_the_strongest_directions_of_both_sides() -> None:
    torch.manual_seed(0)
    pictures, sentences = torch.randn(500, 6) * torch.tensor([5.0, 0, 0, 1e-3, 0, 0]), torch.zeros(500, 6)
    sentences[:, 2] = torch.randn(500) * 3
    kept = shared_map(pictures, sentences, 2)
    torch.testing.assert_close(kept.abs(), torch.eye(6)[:, [0, 2]], atol=1e-4, rtol=0)


def test_invented_pictures_show_their_class_and_stay_possible() -> None:
    torch.manual_seed(3)
    conse = small_model().image.inputs.conse
    made = towards_classes(torch.rand(64, POOLED), conse)
    assert made.min() >= 0
    assert len(conse.posterior(made).argmax(-1).unique()) > 32


def test_the_moving_average_follows_by_its_share() -> None:
    model = small_model()
    name = "text.projections.0.layers.1.bias"
    average = {name: torch.zeros(32)}
    follow(average, model, 0.75)
    torch.testing.assert_close(average[name], dict(model.named_parameters())[name].detach() / 4)


def test_the_classifier_is_never_trained() -> None:
    trained = {name for name, p in small_model().named_parameters() if p.requires_grad}
    assert not any("conse" in name for name in trained)
    assert any("projections" in name for name in trained)


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
