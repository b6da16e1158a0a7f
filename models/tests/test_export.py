"""Shipped files, tokens, preprocessing and manifest; runs without the picture sets and without the training weights."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from tokenizers import Tokenizer

import onnx
from models.compact import save, store_small
from models.drawn import scene, stored_for
from models.export import RowEmbedding
from models.features import MAX_TOKENS, regroup, session
from models.goldens import text_of
from models.manifest import manifest
from models.pictures import normalise, squash, to_pixels, upright_rgb
from models.tokens import COUNT, WIDTH, principal, quantise
from models.towers import SentenceTrunk

HERE = Path(__file__).parents[1]
PARITY = json.loads((HERE / "goldens" / "parity.json").read_text("utf-8"))


def cosine(a: np.ndarray, b: np.ndarray) -> float:
    return float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))


@pytest.fixture(scope="module")
def image():
    return session(HERE / "onnx" / "podium-image.onnx")


@pytest.fixture(scope="module")
def text():
    return session(HERE / "onnx" / "podium-text.onnx")


@pytest.mark.parametrize("golden", PARITY["pictures"], ids=lambda g: g["format"])
def test_pictures_give_their_golden_vectors(golden: dict, image) -> None:
    pixels = to_pixels(Image.open(HERE / golden["file"]))
    vector, tokens = image.run(["vector", "tokens"], {"pixels": pixels[None]})
    assert vector.shape == (1, 512)
    assert tokens.shape == (1, COUNT, WIDTH)
    assert cosine(vector[0], np.array(golden["vector"])) > 0.999


def test_the_vector_does_not_depend_on_the_batch(image) -> None:
    pixels = np.stack([to_pixels(Image.open(HERE / g["file"])) for g in PARITY["pictures"][8:12]])
    together = image.run(["vector"], {"pixels": pixels})[0]
    alone = np.concatenate([image.run(["vector"], {"pixels": p[None]})[0] for p in pixels])
    np.testing.assert_allclose(together, alone, atol=1e-4)


def test_all_eight_orientations_are_the_same_scene(image) -> None:
    turned = [np.array(g["vector"]) for g in PARITY["pictures"] if g["format"].startswith("jpeg-exif")]
    assert len(turned) == 8
    assert min(cosine(turned[0], v) for v in turned) > 0.97


def test_sentences_give_their_golden_ids_and_vectors(text) -> None:
    words = Tokenizer.from_file(str(HERE / "onnx" / "podium-tokenizer.json"))
    for golden in PARITY["texts"]:
        ids = words.encode(text_of(golden["text"])).ids
        ids = ids if len(ids) <= MAX_TOKENS else [*ids[: MAX_TOKENS - 1], ids[-1]]
        assert ids == golden["ids"]
        vector = text.run(None, {"input_ids": np.array([ids]), "attention_mask": np.ones((1, len(ids)), np.int64)})[0]
        assert cosine(vector[0], np.array(golden["vector"])) > 0.999


def test_the_self_test_matrix_is_the_product_of_its_vectors() -> None:
    check = json.loads((HERE / "goldens" / "self-test.json").read_text("utf-8"))
    pictures = np.array([p["vector"] for p in check["pictures"]])
    sentences = np.array([s["vector"] for s in check["sentences"]])
    np.testing.assert_allclose(pictures @ sentences.T, check["similarity"], atol=1e-5)
    assert np.shape(check["similarity"]) == (4, 6)


def test_the_manifest_describes_the_files_beside_it() -> None:
    written = json.loads((HERE / "manifests" / "podium-small.json").read_text("utf-8"))
    assert written == manifest(json.loads((HERE / "align" / "metrics.json").read_text("utf-8")))
    for entry in (written["image"], written["text"], written["text"]["tokenizer"], written["similarity"]["background"]):
        content = (HERE / entry["file"]).read_bytes()
        assert entry["sha256"] == hashlib.sha256(content).hexdigest()
        assert entry["bytes"] == len(content)
    background = np.fromfile(HERE / "onnx" / "podium-background.f16", "<f2").reshape(512, 512).astype(np.float32)
    np.testing.assert_allclose(np.linalg.norm(background, axis=1), 1, atol=2e-3)


@pytest.mark.parametrize("name", ["podium-image", "podium-text"])
def test_shipped_files_compute_in_float(name: str) -> None:
    # Integer arithmetic would give other vectors on CPUs without VNNI, and vectors that depend on the batch.
    kinds = {node.op_type for node in onnx.load(HERE / "onnx" / f"{name}.onnx").graph.node}
    assert not kinds & {"MatMulInteger", "ConvInteger", "QuantizeLinear", "DynamicQuantizeLinear"}


def test_whitened_components_are_uncorrelated_and_of_unit_variance() -> None:
    rng = np.random.default_rng(0)
    cells = rng.normal(size=(4000, 6)) @ rng.normal(size=(6, 12)) + 0.01 * rng.normal(size=(4000, 12)) + 5
    mean, components, kept = principal(cells, 6)
    covariance = np.cov((cells - mean) @ components, rowvar=False)
    np.testing.assert_allclose(covariance, np.eye(6), atol=0.02)
    assert kept > 0.99


def test_regrouping_keeps_the_mean_of_a_flat_grid() -> None:
    average = regroup()
    assert average.shape == (25, 49)
    torch.testing.assert_close(average.sum(1), torch.ones(25))


def test_stored_tokens_take_3250_bytes_and_come_back_close() -> None:
    tokens = np.random.default_rng(0).normal(size=(25, 128)).clip(-5, 5).astype(np.float32)
    whole, scale = quantise(tokens)
    assert whole.nbytes + scale.nbytes == 3250
    assert np.abs(whole * scale[:, None].astype(np.float32) - tokens).max() < 0.6 * scale.max()
    flat, tiny = quantise(np.zeros((25, 128), np.float32))
    assert not flat.any()
    assert np.isfinite(tiny).all()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_orientation_is_undone(orientation: int, tmp_path: Path) -> None:
    upright = scene(60, 40, 3)
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = tmp_path / "turned.png"
    stored_for(upright, orientation).save(path, exif=exif.tobytes())
    np.testing.assert_array_equal(np.asarray(upright_rgb(Image.open(path))), np.asarray(upright))


def test_hidden_colours_never_show() -> None:
    clear = Image.new("RGBA", (8, 8), (255, 0, 255, 0))
    assert (np.asarray(upright_rgb(clear)) == 255).all()
    assert normalise(squash(upright_rgb(clear))).shape == (3, 224, 224)


def test_padding_does_not_change_a_sentence() -> None:
    torch.manual_seed(0)
    trunk = SentenceTrunk(layers=2, vocabulary=50, positions=16).eval()
    ids = torch.tensor([[1, 5, 9, 2]])
    padded, mask = torch.tensor([[1, 5, 9, 2, 0, 0]]), torch.tensor([[1, 1, 1, 1, 0, 0]])
    torch.testing.assert_close(trunk(ids, torch.ones_like(ids)), trunk(padded, mask), atol=1e-5, rtol=1e-5)


def test_rows_in_int8_are_close_to_the_table() -> None:
    table = torch.randn(20, 384)
    back = RowEmbedding(table)(torch.arange(20))
    assert torch.nn.functional.cosine_similarity(back, table).min() > 0.9995


def test_small_storage_keeps_the_answer(tmp_path: Path) -> None:
    torch.manual_seed(0)
    net = torch.nn.Sequential(
        torch.nn.ZeroPad2d((0, 1, 0, 1)), torch.nn.Conv2d(3, 8, 3, stride=2), torch.nn.Flatten(), torch.nn.Linear(128, 2000)
    ).eval()
    path, x = tmp_path / "net.onnx", torch.randn(2, 3, 8, 8)
    torch.onnx.export(net, (x,), str(path), dynamo=False, opset_version=17, input_names=["x"], output_names=["y"])
    graph = onnx.load(path)
    store_small(graph)
    save(graph, path)
    wanted = net(x).detach().numpy()
    got = session(path).run(None, {"x": x.numpy()})[0]
    assert min(cosine(a, b) for a, b in zip(got, wanted, strict=True)) > 0.9995
