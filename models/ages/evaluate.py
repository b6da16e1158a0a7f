"""How well the guessed ages order faces and whole photos; writes `metrics.json`.

    python -m models.ages.evaluate --data DIR --cache DIR [--checkpoint ages.pt]

Whole photos are validation faces laid on photographs without people, found by the detector and cut out as the app does, and
snapshots whose captions tell a rough age: nobody has labelled the ages of people in whole photos.
"""

from __future__ import annotations

import argparse
import itertools
import json
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageDraw, ImageFilter

from models.ages.model import AgeHead, years
from models.ages.pictures import LEAST_SNAPSHOT, Faces, Snapshots, inner_of, snapshots, validation
from models.data import PictureSet
from models.faces.cut import cut
from models.faces.detect import Detector, small_picture
from models.faces.export import LEAST_FACE
from models.features import session
from models.ranker.extract import IMAGE
from models.ranker.figures import srcc

HERE = Path(__file__).parent
# Widths of laid faces in pixels, of a picture of 512 px on the long side: the least are those the app still guesses.
WIDTHS = (16, 24, 36, 54, 80, 120, 180, 270)
DECADES = (0, 3, 10, 20, 30, 40, 50, 60, 70, 101)
PHOTOS = 500


def load(path: Path) -> AgeHead:
    head = AgeHead()
    head.load_state_dict(torch.load(path, weights_only=True))
    return head.eval()


@torch.no_grad()
def guesses(model: AgeHead, maps: np.ndarray, cells: np.ndarray) -> np.ndarray:
    """Years [N] of faces: maps [N, 120, 14, 14] and cells [N, 25, 736] of the picture model."""
    parts = zip(np.array_split(maps, len(maps) // 64 + 1), np.array_split(cells, len(cells) // 64 + 1), strict=True)
    return np.concatenate([years(model(*(torch.tensor(x.astype(np.float32)) for x in part))).numpy() for part in parts])


def figures(guess: np.ndarray, age: np.ndarray) -> dict[str, float]:
    """Spearman's rank correlation with its standard error by 200 draws, and the mean error in years."""
    rng = np.random.default_rng(0)
    drawn = [rng.integers(len(age), size=len(age)) for _ in range(200)]
    error = float(np.std([srcc(guess[i], age[i]) for i in drawn]))
    return {
        "faces": len(age),
        "srcc": srcc(guess, age),
        "error of srcc": error,
        "mean error": float(np.abs(guess - age).mean()),
    }


def tie_width(guess: np.ndarray, age: np.ndarray) -> float:
    """Years two guesses must lie apart for three of four pairs of different age to stand in the right order."""
    rng = np.random.default_rng(1)
    i, j = rng.integers(len(age), size=(2, 40_000))
    other = age[i] != age[j]
    apart = np.abs(guess[i] - guess[j])[other]
    right = ((guess[i] > guess[j]) == (age[i] > age[j]))[other]
    for width in np.arange(0, 30, 0.5):
        near = (apart >= width) & (apart < width + 1)
        if right[near].mean() >= 0.75:
            return float(width)
    return 30.0


def laid(data: Path) -> list[tuple[Image.Image, float, int, tuple[int, int]]]:
    """Pictures of 512 px with one face, its age, width and middle."""
    rng = np.random.default_rng(8)
    faces, scenes = PictureSet(data, "faces_age"), PictureSet(data, "hires")
    people = faces.rows("val")
    places = [row for row in scenes.rows() if row.labels["source"] == "dreambooth"]
    made = []
    for i in rng.permutation(len(people))[:PHOTOS]:
        (place,) = scenes.pictures([places[int(rng.integers(len(places)))]])
        out = Image.fromarray(small_picture(place))
        size = round(float(np.exp(rng.uniform(np.log(WIDTHS[0]), np.log(min(WIDTHS[-1], *out.size))))))
        x, y = (int(rng.integers(0, limit - size + 1)) for limit in out.size)
        mask = Image.new("L", (size, size), 0)
        ImageDraw.Draw(mask).ellipse([size * 0.06, 0, size * 0.94, size], fill=255)
        (face,) = faces.pictures([people[i]])
        out.paste(face.resize((size, size), Image.Resampling.LANCZOS), (x, y), mask.filter(ImageFilter.GaussianBlur(size / 40)))
        made.append((out, float(people[i].labels["age"]), size, (x + size // 2, y + size // 2)))
    return made


def whole_photos(data: Path, model: AgeHead) -> dict[str, object]:
    detector, run = Detector(threads=1), session(IMAGE, 2)
    cuts, ages, sizes, missed, doubles = [], [], [], 0, 0
    photos = laid(data)
    for picture, age, size, (x, y) in photos:
        boxes = detector.detect(np.asarray(picture)).boxes
        on = [box for box in boxes if box[0] < x < box[2] and box[1] < y < box[3]]
        doubles += len(boxes) > len(on) > 0
        if not on:
            missed += 1
            continue
        cuts.append(cut(picture, on[0]))
        ages.append(age)
        sizes.append(size)
    guess, age, size_of = guesses(model, *inner_of(iter(cuts), run, len(cuts))), np.array(ages), np.array(sizes)
    by_size = {}
    for low, high in itertools.pairwise(WIDTHS):
        inside = (size_of >= low) & (size_of < high)
        if inside.sum() > 10:
            by_size[f"{low} to {high} px"] = figures(guess[inside], age[inside])
    kept = size_of >= WIDTHS[1]
    return {
        "photos": len(photos), "face not found": missed, "another face found": doubles,
        f"{WIDTHS[1]} px and more": figures(guess[kept], age[kept]), "by size": by_size,
    }  # fmt: skip


def of_snapshots(model: AgeHead, shown: Snapshots) -> dict[str, object]:
    """The surest face of photos whose captions tell a rough age, by the side of the find."""
    guess, sides = guesses(model, shown.maps, shown.cells), (LEAST_SNAPSHOT, LEAST_FACE, 40, 1000)
    parts = {f"{low} to {high} px": (shown.side >= low) & (shown.side < high) for low, high in itertools.pairwise(sides)}
    child = shown.age < 15
    return {
        "all": figures(guess, shown.age),
        **{name: figures(guess[part], shown.age[part]) for name, part in parts.items()},
        "children taken for more than 30": float((guess[child] > 30).mean()), "children": int(child.sum()),
    }  # fmt: skip


def rounded(value: object) -> object:
    if isinstance(value, dict):
        return {key: rounded(inner) for key, inner in value.items()}
    return round(value, 3) if isinstance(value, float) else value


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--checkpoint", default="ages.pt")
    options = parser.parse_args()
    model = load(options.cache / options.checkpoint)
    faces: Faces = validation(options.data, options.cache)
    guess, age = guesses(model, faces.maps, faces.cells), faces.age
    decades = {}
    for low, high in itertools.pairwise(DECADES):
        inside = (age >= low) & (age < high)
        decades[f"{low} to {high - 1} years"] = {
            "faces": int(inside.sum()),
            "mean error": float(np.abs(guess - age)[inside].mean()),
            "mean of guess less age": float((guess - age)[inside].mean()),
        }
    report = {
        "face pictures": figures(guess, age),
        "tie width": tie_width(guess, age),
        "by age": decades,
        "one face laid on a photo": whole_photos(options.data, model),
        "snapshots, ages as captions tell them": of_snapshots(model, snapshots(options.data, options.cache, "val")),
    }
    (HERE / "metrics.json").write_text(json.dumps(rounded(report), indent=1) + "\n")
    print(json.dumps(rounded(report), indent=1))


if __name__ == "__main__":
    main()
