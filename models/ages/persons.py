"""Tells faces of people from what the detector takes for faces: dogs, statues of lions, clouds.

python -m models.ages.persons --data DIR --cache DIR

The detector is run on pictures that hold nobody, so that all it finds there is wrong, and on pictures of people. What the picture
model makes of each find anyway, its vector, is what a linear rule tells them apart by.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import nn

from models.ages.model import PERSONS, Persons
from models.data import PictureSet, Row, ahead, groups_of, pixels_of
from models.faces.cut import cut, longer_side
from models.faces.detect import Detector, Settings, small_picture
from models.faces.export import LEAST_FACE, LEAST_PERSON
from models.features import session
from models.ranker.extract import IMAGE, read
from models.ranker.sets import label

# Sets of which the labels say whether there are people in a picture, and how many pictures of each are looked at: one of.
SOURCES = {"flickr8k": 1, "hires": 1, "groceries": 2, "scenes": 2, "objects": 1, "styles": 1, "clean": 1, "counts": 1}
# Where nobody is, finds that the app would not be sure of are mistakes to learn from too.
SURE, UNSURE = 0.7, 0.1
STEPS, RATE, PENALTY = 1500, 3e-3, 0.01


@dataclass(frozen=True)
class Find:
    """What the detector found: where, how sure it was, its longer side in pixels, and whether people are there."""

    source: str
    file: str
    split: str
    score: float
    side: float
    person: bool


def people(name: str, row: Row) -> bool | None:
    """None where the labels do not say: one of several writers of captions names somebody, or they may be far away."""
    if name == "hires":
        return False if row.labels["source"] == "dreambooth" else None
    if name == "clean":
        return False if row.labels["source"] == "subjects" else None
    # Nobody counted those who feed the kangaroos, and banknotes bear faces.
    if (name == "counts" and row.labels["source"] not in ("coco", "voc100")) or row.labels.get("topic") == "dollar_bill":
        return None
    number = label(name, row).get("people")
    if number is None or 0 < number < 0.9:
        return None
    return number > 0


def finds(data: Path) -> Iterator[tuple[Image.Image, Find]]:
    detector = Detector(threads=1, settings=Settings(decide=UNSURE))
    for name, step in SOURCES.items():
        source = PictureSet(data, name)
        told = [(row, people(name, row)) for row in source.rows()]
        # Pictures of people are many, and each gives a face or more.
        empty = [row for row, known in told if known is False][::step]
        full = [row for row, known in told if known][:: 1 if name == "styles" else 4]
        for rows, person in ((empty, False), (full, True)):
            for row, picture in zip(rows, source.pictures(rows), strict=True):
                small = small_picture(picture)
                found = detector.detect(small)
                for box, score in zip(found.boxes, found.scores, strict=True):
                    side = longer_side(box)
                    if side >= LEAST_FACE and score >= (SURE if person else UNSURE):
                        yield cut(Image.fromarray(small), box), Find(name, row.file, row.split, float(score), side, person)


def gathered(data: Path, cache: Path) -> tuple[np.ndarray, list[Find]]:
    """Vectors float32 [N, 512] of all finds; computed on first use."""
    path = cache / "persons.npz"
    if not path.exists():
        run, known, vectors = session(IMAGE, 2), [], []

        def cuts() -> Iterator[Image.Image]:
            for picture, find in finds(data):
                known.append(find)
                yield picture

        for pixels in ahead(map(pixels_of, groups_of(16, cuts()))):
            vectors.append(run.run(["vector"], {"pixels": pixels})[0])
        np.savez(path, vectors=np.concatenate(vectors), finds=json.dumps([asdict(find) for find in known]))
    with np.load(path) as saved:
        return saved["vectors"], [Find(**find) for find in json.loads(str(saved["finds"]))]


def of_faces(cache: Path) -> tuple[np.ndarray, np.ndarray]:
    """Vectors of the age set's faces, as they are and moved: for training, and for judging."""
    faces, moved = read("faces_age", cache), read("faces_moved", cache)
    train = np.array([row.split == "train" for row in faces.rows])
    both = np.concatenate([faces.vector[train], moved.vector])
    return both.astype(np.float32), faces.vector[~train].astype(np.float32)


def learnt(vectors: np.ndarray, known: list[Find], faces: np.ndarray) -> Persons:
    """A logistic rule on standardised vectors. Finds of both kinds weigh the same; faces of the age set half as much as them."""
    torch.manual_seed(1)
    mine = np.array([find.split == "train" for find in known])
    person = torch.tensor([float(find.person) for find, m in zip(known, mine, strict=True) if m] + [1.0] * len(faces))
    x = torch.tensor(np.concatenate([vectors[mine], faces]))
    found = person[: len(person) - len(faces)]
    even = torch.where(found > 0, 1 / found.sum(), 1 / (1 - found).sum())
    weight = torch.cat([even, torch.full((len(faces),), 0.5 / len(faces))])
    mean, scale = x.mean(0), x.std(0) + 1e-3
    model = Persons()
    nn.init.zeros_(model.rule.weight)
    optimiser = torch.optim.AdamW(model.parameters(), RATE)
    for _ in range(STEPS):
        optimiser.zero_grad()
        logit = model.rule((x - mean) / scale).squeeze(1)
        error = nn.functional.binary_cross_entropy_with_logits(logit, person, reduction="none")
        ((weight * error).sum() + PENALTY * (model.rule.weight**2).sum()).backward()
        optimiser.step()
    with torch.no_grad():
        model.rule.weight /= scale
        model.rule.bias -= (model.rule.weight * mean).sum()
    return model.eval()


def figures(model: Persons, vectors: np.ndarray, known: list[Find], faces: np.ndarray) -> dict[str, object]:
    """Shares kept of what was found in validation pictures: where nobody is, none should be; of people, all."""
    with torch.no_grad():
        told = model(torch.tensor(vectors)).numpy()
        crops = model(torch.tensor(faces)).numpy()

    def kept(rows: list[int]) -> dict[str, float]:
        return {"finds": len(rows), "kept": round(float((told[rows] >= LEAST_PERSON).mean()), 3) if rows else 0.0}

    def of(person: bool, least: float, sources: tuple[str, ...]) -> list[int]:
        return [
            i for i, f in enumerate(known)
            if f.split == "val" and f.person == person and f.score >= least and f.source in sources
        ]  # fmt: skip

    sure = Settings().decide
    return {
        "nobody there, as sure as the app asks": kept(of(False, sure, (*SOURCES,))),
        "nobody there, less sure": kept(of(False, UNSURE, (*SOURCES,))),
        "by set, less sure": {name: kept(of(False, UNSURE, (name,))) for name in SOURCES},
        "captions name people": kept(of(True, sure, ("flickr8k",))),
        "photographed, painted and drawn persons": kept(of(True, sure, ("styles",))),
        "faces of the age set": {"finds": len(crops), "kept": round(float((crops >= LEAST_PERSON).mean()), 3)},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    options = parser.parse_args()
    vectors, known = gathered(options.data, options.cache)
    faces, judged = of_faces(options.cache)
    model = learnt(vectors, known, faces)
    torch.save(model.state_dict(), options.cache / PERSONS)
    report = figures(model, vectors, known, judged)
    (Path(__file__).parent / "persons.json").write_text(json.dumps(report, indent=1) + "\n")
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
