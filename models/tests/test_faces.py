"""The face detector: shipped files, arithmetic of boxes, goldens and manifest; runs without the picture sets."""

from __future__ import annotations

import hashlib
import json
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from models.faces.detect import Detector, Faces, Settings, averaged, moved, overlap, scales, small_picture, squared, suppressed
from models.faces.drawn import group
from models.faces.export import manifest, write_files
from models.faces.figures import Seen, by_count, by_place, union
from models.faces.goldens import FOLDER, entry, pictures
from models.faces.networks import DECIDE, PROPOSE, REFINE, Propose, Slope, pretrained
from models.features import session

HERE = Path(__file__).parents[1]
MANIFEST = json.loads((HERE / "manifests" / "podium-faces.json").read_text("utf-8"))
GOLDENS = json.loads((HERE / "goldens" / "faces.json").read_text("utf-8"))
NEEDS_WEIGHTS = pytest.mark.skipif(find_spec("facenet_pytorch") is None, reason="facenet-pytorch is not installed")


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector(threads=1)


def test_manifest_names_the_files_as_they_are() -> None:
    assert manifest(Settings()) == MANIFEST
    total = 0
    for network in MANIFEST["networks"].values():
        content = (HERE / network["file"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == network["sha256"]
        total += len(content)
    assert total < 1_200_000


@NEEDS_WEIGHTS
def test_shipped_files_answer_as_the_networks(tmp_path: Path) -> None:
    write_files(tmp_path, whole=True)
    rng = np.random.default_rng(0)
    for name, network in pretrained().items():
        side = {PROPOSE: 60, REFINE: 24, DECIDE: 48}[name]
        pixels = rng.uniform(0, 255, (3, 3, side, side)).astype(np.float32)
        with torch.no_grad():
            wanted = [part.numpy() for part in network(torch.tensor(pixels))]
        for folder, tolerance in ((tmp_path, 1e-4), (HERE / "onnx", 6e-3)):
            got = session(folder / f"faces-{name}.onnx").run(None, {"pixels": pixels})
            for a, b in zip(got, wanted, strict=True):
                np.testing.assert_allclose(a, b, atol=tolerance)


def test_slope_is_prelu_to_the_bit() -> None:
    torch.manual_seed(0)
    ours, theirs = Slope(6), torch.nn.PReLU(6)
    theirs.weight.data = ours.weight.data = torch.randn(6)
    for shape in ((2, 6), (2, 6, 5, 4)):
        x = torch.randn(shape)
        assert torch.equal(ours(x), theirs(x))


def test_the_sliding_network_gives_one_window_at_every_second_pixel() -> None:
    for height, width in ((12, 12), (13, 30), (41, 24)):
        shifts, chances = Propose()(torch.zeros(1, 3, height, width))
        assert chances.shape == (1, -(-(height - 12) // 2) + 1, -(-(width - 12) // 2) + 1)
        assert shifts.shape == (1, 4, *chances.shape[1:])


@pytest.mark.parametrize("size", [(7, 5), (24, 24), (31, 9), (60, 50)])
def test_averaging_is_that_of_torch(size: tuple[int, int]) -> None:
    picture = np.random.default_rng(1).integers(0, 256, (37, 29, 3), np.uint8)
    planes = torch.tensor(picture.transpose(2, 0, 1)[None], dtype=torch.float64)
    wanted = torch.nn.functional.interpolate(planes, size=size, mode="area")
    np.testing.assert_allclose(averaged(picture, *size), wanted[0].numpy().transpose(1, 2, 0), atol=1e-4)


def test_only_the_surest_of_boxes_that_overlap_stays() -> None:
    boxes = np.array([[0, 0, 10, 10], [1, 0, 11, 10], [30, 0, 40, 10], [2, 2, 8, 8]], float)
    scores = np.array([0.8, 0.9, 0.7, 0.6])
    assert suppressed(boxes, scores, 0.7).tolist() == [1, 2, 3]
    assert suppressed(boxes, scores, 0.7, smaller=True).tolist() == [1, 2]
    assert suppressed(boxes[:0], scores[:0], 0.7).tolist() == []
    assert overlap(boxes[0], boxes[1:2], smaller=False)[0] == pytest.approx(90 / 110)


def test_boxes_are_moved_by_parts_of_their_sides_and_squared_about_their_middle() -> None:
    box = np.array([[10.0, 20.0, 30.0, 60.0]])
    assert moved(box, np.array([[0.1, -0.1, 0.5, 0.25]]), 0).tolist() == [[12, 16, 40, 70]]
    assert squared(box).tolist() == [[0, 20, 40, 60]]


def test_the_pyramid_starts_with_the_smallest_face_and_ends_with_the_picture() -> None:
    found = scales(512, 384, 24)
    assert found[0] == 0.5
    assert 384 * found[-1] >= 12 > 384 * found[-1] * 0.709
    assert scales(5, 4, 12) == []


def test_drawn_faces_are_found_where_they_are(detector: Detector) -> None:
    places = ((0.25, 0.5, 160), (0.75, 0.5, 110))
    picture = np.asarray(group(480, 320, places, 3))
    found = detector.detect(picture)
    assert len(found.scores) == 2
    for across, down, side in places:
        middles = (found.boxes[:, :2] + found.boxes[:, 2:]) / 2
        assert np.abs(middles - (across * 480, down * 320)).max(1).min() < side / 5


def test_stored_pictures_and_their_answers_come_from_the_code(detector: Detector) -> None:
    for golden, (name, drawn) in zip(GOLDENS["pictures"], pictures().items(), strict=True):
        assert np.array_equal(np.asarray(drawn.convert("RGB")), np.asarray(Image.open(FOLDER / f"{name}.png").convert("RGB")))
        again = entry(name, detector)
        assert again["levels"] == golden["levels"]
        np.testing.assert_allclose(again["boxes"], golden["boxes"], atol=GOLDENS["tolerance"]["pixels"])
        np.testing.assert_allclose(again["scores"], golden["scores"], atol=GOLDENS["tolerance"]["score"])


def test_pictures_are_looked_at_in_the_size_of_thumbnails() -> None:
    assert small_picture(Image.new("RGB", (4000, 3000))).shape == (384, 512, 3)
    assert small_picture(Image.new("RGB", (40, 30))).shape == (30, 40, 3)
    assert small_picture(Image.new("RGB", (6000, 1000))).shape == (224, 1344, 3)


def test_figures_count_right_false_and_missed_faces() -> None:
    boxes = np.array([[0, 0, 10, 10], [50, 50, 60, 60]], np.float32)
    one = Seen(Faces(boxes, np.array([0.95, 0.8])), 1.0, np.array([[1, 1, 11, 11], [20, 20, 30, 30]], float))
    assert by_count([one], 0.5) == {
        "pictures": 1, "faces": 1, "found": 2, "precision": 0.5, "recall": 1.0, "exact count": 0.0,
    }  # fmt: skip
    false, sizes, hits = by_place([one], 0.5)
    assert (false, sizes.tolist(), hits.tolist()) == (1, [10, 10], [True, False])
    assert by_place([one], 0.9)[0] == 0
    assert union(boxes[0], boxes[1]) == 0
