"""Losses, both adapters, sentences and labels of the ranking, on made-up numbers; no picture set is needed."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from PIL import Image

from models.data import Row
from models.ranker.figures import agreement, monotone, srcc, standard_error
from models.ranker.losses import differences, hinge, leakage, pairwise, regression, released_pairs
from models.ranker.model import CompactAdapter, FullAdapter, RefinedAdapter, RelationalAttention, Sizes
from models.ranker.renderings import AGED, KINDS, LEVELS, LIGHT, degrade, group_picture, light_recipes, recipes, render
from models.ranker.sentences import WORDS, of, unrelated
from models.ranker.sets import age_in, attributes, dogs_in, label, people_in


def sigmoid64(x: float) -> float:
    return 1 / (1 + np.exp(-x))


def made(seed: int, n: int = 7) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, n)) * 2, rng.integers(0, 4, n).astype(float)


@pytest.mark.parametrize("logarithmic", [False, True])
def test_regression_is_smooth_l1(logarithmic: bool) -> None:
    rng = np.random.default_rng(0)
    s, y = rng.normal(size=9) * 3, rng.normal(size=9)
    r = np.abs(s - y)
    naive = np.where(r < 1, r * r / 2, r - 0.5).mean()
    naive = np.log(1 + naive) if logarithmic else naive
    assert regression(torch.tensor(s), torch.tensor(y), logarithmic).item() == pytest.approx(naive, rel=1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_pair_losses_match_plain_loops(seed: int) -> None:
    o, y = made(seed)
    n = len(y)
    ours = [np.log1p(np.exp(-o[i, j])) if y[i] > y[j] else np.log1p(np.exp(o[i, j]))
            for i in range(n) for j in range(n) if y[i] != y[j]]  # fmt: skip
    paper = [max(0.0, 1 - o[i, j]) for i in range(n) for j in range(n) if y[i] > y[j]]
    code = [-np.log(sigmoid64(o[i, j])) if y[i] > y[j] else -np.log(1 - sigmoid64(o[i, j])) for i in range(n) for j in range(n)]
    logits, labels = torch.tensor(o), torch.tensor(y)
    assert pairwise(logits, labels).item() == pytest.approx(np.mean(ours), rel=1e-9)
    assert hinge(logits, labels).item() == pytest.approx(np.mean(paper), rel=1e-9)
    assert released_pairs(logits, labels).item() == pytest.approx(np.mean(code), rel=1e-9)


def test_pairs_that_tie_have_no_loss() -> None:
    flat = torch.ones(4)
    assert pairwise(torch.randn(4, 4), flat).item() == 0
    assert hinge(torch.randn(4, 4), flat).item() == 0
    assert released_pairs(torch.zeros(4, 4), flat).item() > 0


def test_differences_are_antisymmetric() -> None:
    d = differences(torch.randn(5))
    torch.testing.assert_close(d, -d.T)


def test_leakage_is_the_squared_correlation_and_nothing_for_a_flat_order() -> None:
    scores, other = torch.randn(400) * 5, torch.randn(1, 400)
    known = torch.ones(1, 400, dtype=torch.bool)
    assert leakage(torch.full((400,), 3.0), other, known).item() == pytest.approx(0, abs=1e-6)
    assert leakage(scores, scores[None] * 2 + 1, known).item() == pytest.approx(1, abs=0.01)
    assert leakage(scores, other, known).item() < 0.05
    assert leakage(scores, other * float("nan"), ~known).item() == 0


@pytest.mark.parametrize("seed", range(2))
def test_the_gate_form_equals_one_softmax_over_both_pictures(seed: int) -> None:
    torch.manual_seed(seed)
    head = RelationalAttention(32, tokens=5, heads=4).double()
    x = torch.randn(6, 9, 32, dtype=torch.float64) * 3
    torch.testing.assert_close(head(x), head.joint(x), atol=1e-12, rtol=1e-12)


def compact() -> CompactAdapter:
    torch.manual_seed(0)
    return CompactAdapter(Sizes(classes=5)).eval()


def photos(n: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    torch.manual_seed(1)
    return torch.randn(n, 25, 128), torch.nn.functional.normalize(torch.randn(n, 512), dim=-1), torch.rand(n, 78) * 50


def test_a_photo_scores_the_same_alone_and_among_others() -> None:
    model, (tokens, vector, measures) = compact(), photos(6)
    chosen = torch.eye(2)
    together, values = model(tokens, vector, measures, chosen)
    alone = torch.cat([model(tokens[i : i + 1], vector[i : i + 1], measures[i : i + 1], chosen[:1])[0][0] for i in range(6)])
    torch.testing.assert_close(together[0], alone, atol=1e-5, rtol=1e-5)
    assert values.shape == (2, 6, 16, 32)


def test_a_sentence_weighs_the_orders_and_its_opposite_turns_them() -> None:
    model = compact().state
    last = model.meaning[-1]
    with torch.no_grad():
        last.weight.zero_()
        for logits, wanted in (((0, 9, 0, 0, 0), (1, 0)), ((0, 0, 9, 0, 0), (-1, 0)), ((0, 0, 0, 0, 9), (0, -1))):
            last.bias.copy_(torch.tensor(logits))
            weights, classes = model(torch.randn(3, 384))
            assert classes.shape == (3, 5)
            torch.testing.assert_close(weights, torch.tensor([wanted] * 3).float(), atol=2e-3, rtol=0)
        last.bias.copy_(torch.tensor([0.0, 2, 2, 0, 0]))  # neither direction
        assert model(torch.randn(1, 384))[0].abs().max() < 1e-5


def test_measures_that_are_missing_or_absurd_still_give_a_number() -> None:
    model, (tokens, vector, measures) = compact(), photos(4)
    measures[0], measures[1, 1], measures[2, 3] = float("nan"), float("inf"), -1e30
    scores, _ = model(tokens, vector, measures, torch.eye(2))
    assert torch.isfinite(scores).all()


def test_the_full_adapter_scores_each_picture_on_its_own() -> None:
    torch.manual_seed(0)
    model = FullAdapter(Sizes(classes=7), [0, 2], width=32, heads=2).eval()
    tokens, vector, measures = photos(4)
    chosen = torch.eye(3)[[0, 2]]
    scores, inside = model(tokens, vector, measures, chosen)
    assert scores.shape == (2, 4)
    assert inside.shape == (2, 4, 30, 32)
    alone, _ = model(tokens[2:3], vector[2:3], measures[2:3], chosen[1:])
    torch.testing.assert_close(scores[1:, 2:3], alone, atol=1e-5, rtol=1e-5)
    assert not torch.allclose(scores[0], scores[1])


def test_what_the_full_adapter_learned_is_refined_and_nothing_else() -> None:
    sizes = Sizes(classes=7)
    torch.manual_seed(0)
    one, other = CompactAdapter(sizes).eval(), FullAdapter(sizes, [0, 2], width=32, heads=2).eval()
    both, stored = RefinedAdapter(one, other).eval(), photos(4)
    with torch.no_grad():
        alone, full = one(*stored, torch.eye(3))[0], other(*stored, torch.eye(3)[[0, 2]])[0]
        refined, _ = both(*stored, torch.eye(3))
    torch.testing.assert_close(refined[[0, 2]], (alone[[0, 2]] + full) / 2, atol=1e-5, rtol=1e-5)
    torch.testing.assert_close(refined[1], alone[1])
    torch.testing.assert_close(both(*stored, torch.eye(3)[1:2])[0][0], alone[1])


def test_no_sentence_says_two_things_and_both_directions_are_kept_back() -> None:
    everything = [s for a in attributes() for s in of(a)] + unrelated()
    texts = [s.text.lower() for s in everything]
    assert len(set(texts)) == len(texts)
    for name in WORDS:
        for direction in (1, -1):
            assert any(s.known for s in of(name) if s.direction == direction)
            assert any(not s.known for s in of(name) if s.direction == direction)
    assert sum(not s.known for s in unrelated()) > 20


@pytest.mark.parametrize(
    ("caption", "number"),
    [("A man and a woman walk", 2), ("Two boys play soccer", 2), ("A dog runs", 0), ("Three men and two women pose", 5),
     ("A crowd of people in the street", 12), ("Several children run", 4), ("A group of three girls", 6), ("A girl", 1)],
)  # fmt: skip
def test_people_are_counted_in_captions(caption: str, number: int) -> None:
    assert people_in(caption) == number


def test_dogs_and_ages_are_read_from_captions() -> None:
    assert [dogs_in(c) for c in ("two dogs", "a dog and a puppy", "dogs", "a cat")] == [2, 2, 2, 0]
    assert age_in(["A baby sleeps", "an infant", "a baby"]) == 1
    assert np.isnan(age_in(["a dog", "a dog", "a man"]))


def test_labels_follow_across_sets() -> None:
    face = label("faces_age", Row("x", "train", {"age": "40"}))
    assert face["age"] == 40
    assert face["people"] == 1
    assert face["count:dogs"] == 0
    fault = label("faults-clean", Row("x", "train", {"strengths": '{"blur": 0.6, "noise": 0.8}'}))
    assert fault["quality"] == pytest.approx(-1.0)
    assert fault["jpeg"] == 0
    assert set(face) | set(fault) <= set(attributes())


@pytest.mark.parametrize("kind", [*KINDS, AGED])
def test_a_stronger_fault_is_further_from_the_picture(kind: str) -> None:
    rng = np.random.default_rng(0)
    base = Image.fromarray(rng.integers(40, 200, (96, 96, 3), np.uint8)).resize((384, 384), Image.Resampling.BICUBIC)
    far = [np.abs(np.asarray(degrade(base, kind, s, np.random.default_rng(1)).resize(base.size), float) - np.asarray(base, float)).mean()
           for s in (0.0, 0.1, 0.5, 1.0)]  # fmt: skip
    assert far[0] == 0
    assert far[0] < far[1] < far[2] < far[3]


def test_renderings_are_the_same_every_time() -> None:
    plan = recipes("clean", [("a", "train"), ("b", "val")], 3)
    assert plan == recipes("clean", [("a", "train"), ("b", "val")], 3)
    judged = [r.strengths for r in plan if r.split == "val"]
    assert len(judged) == LEVELS * (len(KINDS) + 1) + 4
    for kind in (*KINDS, AGED):  # one in each part, in order: a series
        alone = [s[kind] for s in judged if list(s) == [kind]]
        assert [int(strength * LEVELS) for strength in alone] == list(range(LEVELS))
    lit = light_recipes("flickr8k", [(str(i), "train") for i in range(300)], 3)
    assert {kind for r in lit for kind in r.strengths} == {*LIGHT, AGED}
    assert not any({"dark", "bright"} <= r.strengths.keys() for r in lit)
    base = Image.new("RGB", (64, 48), (90, 120, 30))
    np.testing.assert_array_equal(np.asarray(render(base, plan[0])), np.asarray(render(base, plan[0])))
    group = group_picture(base, [Image.new("RGB", (32, 32), (255, 0, 0))] * 3, np.random.default_rng(0))
    assert group.size == (448, 448)


def test_figures_by_hand() -> None:
    assert srcc(np.array([1.0, 2, 3, 9]), np.array([10.0, 20, 30, np.nan])) == pytest.approx(1)
    assert srcc(np.ones(4), np.arange(4.0)) == 0
    np.testing.assert_allclose(monotone(np.array([1.0, 2, 3, 4]), np.array([1.0, 3, 2, 5])), [1, 2.5, 2.5, 5])
    assert agreement(np.array([[1.0, 2, 3], [2.0, 4, 9]])) == pytest.approx(1)


def test_the_error_of_a_mean_wants_more_than_one_value() -> None:
    assert standard_error([0.5]) is None
    assert standard_error([0.6, 0.62, 0.64]) == 0.0115
