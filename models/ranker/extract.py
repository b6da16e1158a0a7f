"""Runs the shipped picture model and the app's measurement once over every picture used here, and keeps the result.

    python -m models.ranker.extract --data DIR --cache DIR [--part plain|made]

What is kept is what the app stores of a photo, its vector and measures, and in place of its 25 tokens the cells they are
projected from, because the projection is learnt too.
"""

from __future__ import annotations

import argparse
import itertools
import json
import struct
import subprocess
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from models.data import PictureSet, Row, ahead, groups_of, pixels_of
from models.features import session
from models.ranker.renderings import Recipe, composed_recipes, group_picture, light_recipes, moved, recipes, render

HERE = Path(__file__).parent
IMAGE = HERE.parent / "onnx" / "podium-image.onnx"
AXES = ("sharpness", "noise", "brightness", "contrast", "clipping", "colourfulness", "warmth")
# Bytes that faults of light, colour and compression leave (traces.ts): no axes for people, but what faults are told by.
TRACES = tuple(f"trace:{i}" for i in range(71))
MEASURES = (*AXES, *TRACES)
# Pictures a set gives at most; the others only say what a sentence is not about.
LIMITS = {"scenes": 1500, "objects": 1500, "styles": 2000, "groceries": 300}
PLAIN = (
    "faces_age",
    "flickr8k",
    "counts",
    "clean",
    "hires",
    "weather",
    "styles",
    "scenes",
    "objects",
    "documents",
    "groceries",
)
SMALL = 512
BATCH = 16


@dataclass(frozen=True)
class Photos:
    """What is stored of N pictures, and what is known of them.

    cells float16 [N, 25, 736], vector float16 [N, 512], measures float32 [N, 78] (units: measure.ts, traces.ts);
    rows: file, split and labels of each.
    """

    cells: np.ndarray
    vector: np.ndarray
    measures: np.ndarray
    rows: list[Row]


class Measure:
    """The app's measurement in a process beside this one."""

    def __init__(self) -> None:
        self.run = subprocess.Popen(["node", str(HERE / "measures.mjs")], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def __call__(self, picture: Image.Image) -> list[float]:
        scale = min(1.0, SMALL / max(picture.size))
        small = picture.resize(
            (max(1, round(picture.width * scale)), max(1, round(picture.height * scale))), Image.Resampling.BICUBIC
        )
        assert self.run.stdin is not None
        assert self.run.stdout is not None
        head = struct.pack("<4I", *picture.size, *small.size)
        self.run.stdin.write(head + picture.getchannel("G").tobytes() + small.tobytes())
        self.run.stdin.flush()
        answer = json.loads(self.run.stdout.readline())
        return [*(answer[name] for name in AXES), *answer["traces"]]

    def close(self) -> None:
        assert self.run.stdin is not None
        self.run.stdin.close()
        self.run.wait(10)


def extract(name: str, cache: Path, rows: list[Row], pictures: Iterable[Image.Image], threads: int) -> Photos:
    """Computed on first use; afterwards read from the cache folder."""
    path = cache / f"ranker-{name}.npz"
    if not path.exists():
        run, measure, start = session(IMAGE, threads), Measure(), time.time()
        vectors, cells, measures = [], [], []
        parts = ((pixels_of(part), [measure(picture) for picture in part]) for part in groups_of(BATCH, pictures))
        # Decoding and measuring run beside the tower.
        for pixels, measured in ahead(parts):
            v, c = run.run(["vector", "cells"], {"pixels": pixels})
            vectors.append(v.astype(np.float16))
            cells.append(c.astype(np.float16))
            measures += measured
        measure.close()
        assert len(measures) == len(rows), name
        print(f"{name}: {len(rows)} pictures in {time.time() - start:.0f} s", flush=True)
        part = path.with_suffix(".part.npz")
        np.savez(
            part, cells=np.concatenate(cells), vector=np.concatenate(vectors), measures=np.array(measures, np.float32),
            rows=json.dumps([asdict(row) for row in rows]),
        )  # fmt: skip
        part.rename(path)
    return read(name, cache)


def read(name: str, cache: Path) -> Photos:
    with np.load(cache / f"ranker-{name}.npz") as saved:
        rows = [Row(**row) for row in json.loads(str(saved["rows"]))]
        return Photos(saved["cells"], saved["vector"], saved["measures"], rows)


def plain_rows(data: Path, name: str) -> list[Row]:
    rows = PictureSet(data, name).rows()
    limit = min(LIMITS.get(name, len(rows)), len(rows))
    return [rows[i] for i in np.unique(np.linspace(0, len(rows) - 1, limit).astype(int))]


def made_pictures(data: Path, name: str, most: int | None = None) -> tuple[list[Row], Iterator[Image.Image]]:
    """Renderings of one set of clean pictures; each row's labels hold source file and strengths."""
    source = PictureSet(data, name)
    rows = [r for r in source.rows() if r.labels["source"] != "lowlight"]  # their darkness is no fault we know the size of
    val = [r for r in rows if r.split == "val"]
    val = [r for i, r in enumerate(val) if r.labels["source"] != "bsds" or i % 2 == 0]
    rows = [r for r in rows if r.split == "train"] + val
    return rendered(source, recipes(name, [(r.file, r.split) for r in rows], seed=7)[:most])


def lit_pictures(data: Path, number: int = 3600) -> tuple[list[Row], Iterator[Image.Image]]:
    """Captioned training photos with four renderings each: faults of light and ageing on many subjects."""
    source = PictureSet(data, "flickr8k")
    rows = source.rows("train")[:number]
    return rendered(source, light_recipes("flickr8k", [(r.file, r.split) for r in rows for _ in range(4)], seed=17))


# Long side of a picture in another frame: the narrowest frame of these sources has about as many pixels.
FRAMED = {"flickr8k": 136, "clean": 288}


def composed_pictures(data: Path, name: str) -> tuple[list[Row], Iterator[Image.Image]]:
    """Photos in other frames than their photographers gave them: training photos with captions, of which none is among those
    with faults of light, and three times each of the clean ones.
    """
    source = PictureSet(data, name)
    if name == "flickr8k":
        files = [(r.file, r.split) for r in source.rows("train")[-2390:]]
    else:
        rows = [r for r in source.rows() if r.labels["source"] != "lowlight"]
        files = [(r.file, r.split) for r in rows if r.split == "train" for _ in range(3)]
        files += [(r.file, r.split) for r in rows if r.split == "val"]
    return rendered(source, composed_recipes(name, files, FRAMED[name], seed=29))


def rendered(source: PictureSet, plans: list[Recipe]) -> tuple[list[Row], Iterator[Image.Image]]:
    def pictures() -> Iterator[Image.Image]:
        series = [list(group) for _, group in itertools.groupby(plans, key=lambda plan: plan.file)]
        opened = source.pictures([Row(same[0].file, same[0].split, {}) for same in series])
        for picture, same in zip(opened, series, strict=True):
            for plan in same:
                yield render(picture, plan)

    return [Row(p.file, p.split, {"strengths": json.dumps(p.strengths), "side": str(p.side)}) for p in plans], pictures()


def moved_faces(data: Path) -> tuple[list[Row], Iterator[Image.Image]]:
    """The training faces cropped, turned and placed a little differently: a detector never cuts as these were cut."""
    source = PictureSet(data, "faces_age")
    rows = source.rows("train")

    def pictures() -> Iterator[Image.Image]:
        rng = np.random.default_rng(23)
        for picture in source.pictures(rows):
            yield moved(picture, rng)

    return rows, pictures()


def groups(data: Path, train: int = 1100, val: int = 260) -> tuple[list[Row], Iterator[Image.Image]]:
    """Faces laid on scenes; labels: people (their number) and age (of the largest, drawn first)."""
    rng = np.random.default_rng(11)
    faces, scenes = PictureSet(data, "faces_age"), PictureSet(data, "scenes")
    rows: list[Row] = []
    plans: list[tuple[Row, list[Row], int]] = []
    for split, number in (("train", train), ("val", val)):
        people, places = faces.rows(split), scenes.rows(split)
        for i in range(number):
            count = int(rng.choice(6, p=[0.3, 0.15, 0.15, 0.14, 0.13, 0.13])) + 1
            drawn = [people[j] for j in rng.integers(len(people), size=count)]
            labels = {"people": str(count), "age": drawn[0].labels["age"]}
            rows.append(Row(f"{split}-{i}", split, labels))
            plans.append((places[int(rng.integers(len(places)))], drawn, int(rng.integers(2**31))))

    def pictures() -> Iterator[Image.Image]:
        for place, drawn, seed in plans:
            (background,) = scenes.pictures([place])
            yield group_picture(background, list(faces.pictures(drawn)), np.random.default_rng(seed))

    return rows, pictures()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--part", choices=("all", "plain", "made"), default="all")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    if options.part != "plain":
        extract("faces_moved", options.cache, *moved_faces(options.data), options.threads)
        extract("groups", options.cache, *groups(options.data), options.threads)
        for name in ("clean", "hires"):
            extract(f"faults-{name}", options.cache, *made_pictures(options.data, name), options.threads)
        extract("light", options.cache, *lit_pictures(options.data), options.threads)
        for name in FRAMED:
            extract(f"composed-{name}", options.cache, *composed_pictures(options.data, name), options.threads)
    if options.part != "made":
        for name in PLAIN:
            rows = plain_rows(options.data, name)
            extract(name, options.cache, rows, PictureSet(options.data, name).pictures(rows), options.threads)


if __name__ == "__main__":
    main()
