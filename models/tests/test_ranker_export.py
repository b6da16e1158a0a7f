"""The shipped files of the ranking adapter: same answers as the trained model, as the goldens and in any batch."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
import torch

import onnx
from models.features import encode, session, tokenizer
from models.ranker.export import FILES, HERE, goldens, made_photos, manifest, write_files
from models.ranker.model import CompactAdapter, FullAdapter, RefinedAdapter, Sizes
from models.ranker.sentences import plain
from models.ranker.sets import attributes
from models.ranker.text import SentenceRun

MANIFEST = json.loads((HERE / "manifests" / "podium-ranker.json").read_text("utf-8"))
GOLDENS = json.loads((HERE / "goldens" / "ranker.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def score():
    return session(HERE / FILES["score"])


@pytest.fixture(scope="module")
def sentence():
    return session(HERE / FILES["sentence"])


def test_exported_files_answer_as_the_trained_model(tmp_path: Path) -> None:
    torch.manual_seed(0)
    sizes = Sizes(classes=7)
    model = RefinedAdapter(CompactAdapter(sizes), FullAdapter(sizes, [0, 2])).eval()
    with torch.no_grad():
        write_files(model, tmp_path)
        said = torch.randn(1, 384) * 0.3
        photos = {name: torch.tensor(value) for name, value in made_photos(5, 9).items()}
        wanted_weights, classes = model.compact.state(said)
        tokens = photos["tokens"].float() * photos["scales"][..., None]
        wanted, _ = model(tokens, photos["vector"], photos["measures"], torch.eye(3))
    weights, evidence, order = session(tmp_path / "ranker-sentence.onnx").run(None, {"sentence": said.numpy()})
    (got,) = session(tmp_path / "ranker-score.onnx").run(None, {name: value.numpy() for name, value in photos.items()})
    np.testing.assert_allclose(got, wanted.T.numpy(), atol=5e-3)
    np.testing.assert_allclose(weights, wanted_weights.numpy(), atol=2e-3)
    np.testing.assert_allclose(order, classes.softmax(-1).numpy(), atol=2e-3)
    assert evidence[0] == pytest.approx(1 - order[0, 0], abs=1e-6)


def test_shipped_files_give_the_goldens() -> None:
    again = goldens()
    assert again["photos"] == GOLDENS["photos"]
    for new, old in zip(again["sentences"], GOLDENS["sentences"], strict=True):
        assert new["text"] == old["text"]
        assert new["order"] == old["order"]
        np.testing.assert_allclose(new["scores"], old["scores"], atol=GOLDENS["tolerance"]["score"])


def test_a_photo_scores_the_same_in_any_batch(score) -> None:
    photos = made_photos(3, 50)
    (together,) = score.run(None, photos)
    assert together.shape == (50, len(attributes()))
    alone = [score.run(None, {k: v[i : i + 1] for k, v in photos.items()})[0][0] for i in range(50)]
    np.testing.assert_allclose(together, alone, atol=1e-4)


def test_scores_are_numbers_whatever_the_photo(score) -> None:
    photos = made_photos(3, 4)
    photos["tokens"][0] = 0
    photos["vector"][1] = 0
    photos["measures"][2], photos["measures"][3] = np.nan, np.inf
    (scores,) = score.run(None, photos)
    assert np.isfinite(scores).all()


def said(text: str) -> np.ndarray:
    ids = encode(tokenizer(), plain(text))
    return SentenceRun().run(None, {"input_ids": np.array([ids]), "attention_mask": np.ones((1, len(ids)), np.int64)})[0]


@pytest.mark.parametrize(
    ("text", "attribute", "direction"),
    [("oldest people first", "age", 1), ("youngest person", "age", -1), ("most people", "people", 1), ("fewest people", "people", -1),
     ("best quality", "quality", 1), ("most faded", "aged", 1), ("most dogs", "count:dogs", 1), ("most snow", "topic:snow", 1),
     ("from young to old", "age", -1), ("old people before young people", "age", 1)],
)  # fmt: skip
def test_plain_sentences_are_recognised(sentence, text: str, attribute: str, direction: int) -> None:
    _, evidence, order = sentence.run(None, {"sentence": said(text)})
    assert order[0].argmax() == 1 + 2 * attributes().index(attribute) + (direction < 0)
    assert evidence[0] > MANIFEST["evidence"]["least"]


@pytest.mark.parametrize("text", ["", "by file size", "a dog runs through the grass", "\U0001f600" * 30, "x" * 10_000])
def test_what_is_no_order_is_told(sentence, text: str) -> None:
    _, evidence, _ = sentence.run(None, {"sentence": said(text)})
    assert evidence[0] < MANIFEST["evidence"]["least"]


def test_the_manifest_describes_the_files_beside_it() -> None:
    assert manifest(json.loads((HERE / "ranker" / "metrics.json").read_text("utf-8"))) == MANIFEST
    total = 0
    for entry in (MANIFEST["sentence"], MANIFEST["score"]):
        content = (HERE / entry["file"]).read_bytes()
        assert entry["sha256"] == hashlib.sha256(content).hexdigest()
        total += len(content)
    assert total <= 3_000_000
    assert len(MANIFEST["orders"]) == len(attributes())


@pytest.mark.parametrize("name", list(FILES))
def test_files_compute_in_float(name: str) -> None:
    kinds = {node.op_type for node in onnx.load(HERE / FILES[name]).graph.node}
    assert not kinds & {"MatMulInteger", "QuantizeLinear", "DynamicQuantizeLinear"}
