"""Precision and recall of the face detector on every set that says something about faces; writes `metrics.json`.

    python -m models.faces.evaluate --data DIR

Pictures are looked at as the app does: at their own size, or 512 px where they are larger. Nothing was trained here, so all
pictures may judge; only the last threshold was chosen (`THRESHOLDS`), on the training split, and figures are of the other.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from models.data import PictureSet, Row
from models.faces.detect import Detector, Settings, small_picture
from models.faces.figures import Seen, by_count, by_place, counts, without_faces
from models.ranker.figures import srcc
from models.ranker.sets import people_in

HERE = Path(__file__).parent
THRESHOLDS = (0.7, 0.8, 0.9, 0.95, 0.97, 0.99)
# Found at this chance and above; the thresholds are applied afterwards.
LOW = 0.6
# Things with a face of their own, or drawn ones.
FACE_LIKE = {"Faces", "Faces_easy", "BACKGROUND_Google", "buddha", "cougar_face", "dollar_bill", "garfield", "panda", "snoopy"}
NATURE = ("forest", "glacier", "mountain", "sea")
SIZES = (12, 20, 26, 36, 51, 102, 205)
NO_BOXES = np.zeros((0, 4))

Labelled = Iterable[tuple[Image.Image, float, np.ndarray]]


def spread(rows: list[Row], most: int) -> list[Row]:
    """At most `most` of them, evenly: the files are sorted by label."""
    return [rows[i] for i in np.unique(np.linspace(0, len(rows) - 1, min(most, len(rows))).astype(int))]


def plain(pictures: PictureSet, rows: list[Row], known: list[float]) -> Labelled:
    for picture, number in zip(pictures.pictures(rows), known, strict=True):
        yield picture, number, NO_BOXES


def laid(data: Path, split: str, number: int) -> Labelled:
    """Faces of the age set on photographs without people, 1 to 8 of them, 3 to 40 % of 512 px wide: places are known."""
    rng = np.random.default_rng(5 if split == "train" else 6)
    faces, scenes = PictureSet(data, "faces_age"), PictureSet(data, "hires")
    people = faces.rows(split)
    places = [row for row in scenes.rows() if row.labels["source"] == "dreambooth"]
    for _ in range(number):
        (out,) = scenes.pictures([places[int(rng.integers(len(places)))]])
        out = Image.fromarray(small_picture(out))
        boxes: list[tuple[float, ...]] = []
        for i in rng.integers(len(people), size=int(rng.integers(1, 9))):
            size = round(512 * float(np.exp(rng.uniform(np.log(0.03), np.log(0.4)))))
            place = [int(rng.integers(0, max(1, side - size + 1))) for side in out.size]
            box = (*place, place[0] + size, place[1] + size)
            if size > min(out.size) or any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in boxes):
                continue
            (face,) = faces.pictures([people[i]])
            mask = Image.new("L", (size, size), 0)
            ImageDraw.Draw(mask).ellipse([size * 0.06, 0, size * 0.94, size], fill=255)
            mask = mask.filter(ImageFilter.GaussianBlur(size / 40))
            out.paste(face.resize((size, size), Image.Resampling.LANCZOS), box[:2], mask)
            boxes.append(box)
        yield out, float(len(boxes)), np.array(boxes, float).reshape(-1, 4)


def seen(detector: Detector, pictures: Labelled) -> list[Seen]:
    out = []
    for picture, known, boxes in pictures:
        small = small_picture(picture)
        scale = small.shape[1] / picture.width
        out.append(Seen(detector.detect(small), known, boxes * scale))
    return out


def labelled(data: Path, split: str, most: int) -> Iterator[tuple[str, Labelled]]:
    """Every set with what is known; `laid` first, whose places are known too."""
    yield "laid", laid(data, split, most // 2)

    def rows_of(name: str, keep: object = None, limit: int = most) -> tuple[PictureSet, list[Row]]:
        pictures = PictureSet(data, name)
        rows = [row for row in pictures.rows(split) if keep is None or row.labels.get("topic") in keep]  # type: ignore[operator]
        return pictures, spread(rows, limit)

    for name, keep in (("faces_age", None), ("objects", ("Faces",)), ("objects", ("Faces_easy",))):
        pictures, rows = rows_of(name, keep)
        yield f"one: {name if keep is None else keep[0]}", plain(pictures, rows, [1.0] * len(rows))
    topics = {row.labels["topic"] for row in PictureSet(data, "objects").rows()} - FACE_LIKE
    for name, keep in (("groceries", None), ("documents", ("receipt",)), ("scenes", NATURE), ("objects", topics)):
        pictures, rows = rows_of(name, keep)
        yield f"none: {name}", plain(pictures, rows, [0.0] * len(rows))
    styles = PictureSet(data, "styles")
    for style in ("photo", "art_painting", "cartoon", "sketch"):
        mine = [row for row in styles.rows(split) if row.labels["style"] == style]
        persons, others = ([r for r in mine if (r.labels["topic"] == "person") == wanted] for wanted in (True, False))
        yield f"some: {style}", plain(styles, spread(persons, most), [1.0] * len(spread(persons, most)))
        yield f"none: {style}", plain(styles, spread(others, most), [0.0] * len(spread(others, most)))
    counted = PictureSet(data, "counts")
    rows = [row for row in counted.rows(split) if row.labels["source"] in ("coco", "voc100")]
    yield "people: counts", plain(counted, rows, [float(row.counts.get("person", 0)) for row in rows])
    captioned = PictureSet(data, "flickr8k")
    rows = spread(captioned.rows(split), most * 2)
    said = [float(np.mean(sorted(people_in(c) for c in row.captions)[1:-1])) for row in rows]
    yield "people: flickr8k", plain(captioned, rows, said)


def people(shown: list[Seen], least: float) -> dict[str, float]:
    """Only people are counted, not faces: those who turn away have none to find."""
    found, known = counts(shown, least), np.array([one.known for one in shown])
    some, none = known >= 1, known < 0.5
    return {
        "pictures": len(shown),
        "with people": int(some.sum()),
        "with people, a face found": float((found[some] > 0).mean()),
        "with people, more faces than people": float((found[some] > np.ceil(known[some])).mean()),
        "without people": int(none.sum()),
        "without people, a face found": float((found[none] > 0).mean()),
        "order, srcc": srcc(found.astype(float), known),
    }


def judged(name: str, shown: list[Seen], least: float) -> dict[str, object]:
    kind = name.split(":")[0]
    if kind == "one":
        return dict(by_count(shown, least))
    if kind == "none":
        return dict(without_faces(shown, least))
    if kind == "some":
        return {"pictures": len(shown), "a face found": float((counts(shown, least) > 0).mean())}
    if kind == "people":
        return dict(people(shown, least))
    false, sizes, hits = by_place(shown, least)
    kept = sizes >= SIZES[1]
    by_size = {
        f"{low} to {high} px": {"faces": int(inside.sum()), "recall": float(hits[inside].mean())}
        for low, high in pairwise(SIZES)
        if (inside := (sizes >= low) & (sizes < high)).any()
    }
    return {
        **by_count(shown, least),
        "false faces": false,
        "precision by place": float(hits.sum() / max(1, hits.sum() + false)),
        "recall by place": float(hits.mean()),
        f"recall by place, {SIZES[1]} px and more": float(hits[kept].mean()),
        "by size": by_size,
    }


def rounded(value: object) -> object:
    if isinstance(value, dict):
        return {key: rounded(inner) for key, inner in value.items()}
    return round(value, 3) if isinstance(value, float) else value


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--most", type=int, default=400, help="pictures of a set, at most")
    options = parser.parse_args()
    chosen = Settings()
    detector = Detector(settings=replace(chosen, decide=LOW), threads=1)
    report: dict[str, object] = {"settings": vars(chosen)}
    for split, thresholds in (("train", THRESHOLDS), ("val", (chosen.decide,))):
        part: dict[str, object] = {}
        for name, pictures in labelled(options.data, split, options.most):
            shown = seen(detector, pictures)
            figures = {str(least): judged(name, shown, least) for least in thresholds}
            part[name] = figures if split == "train" else figures[str(chosen.decide)]
            print(split, name, json.dumps(rounded(part[name])), flush=True)
        report["thresholds, training split" if split == "train" else "figures, validation split"] = part
    (HERE / "metrics.json").write_text(json.dumps(rounded(report), indent=1) + "\n")


if __name__ == "__main__":
    main()
