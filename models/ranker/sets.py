"""What is known of each picture: one number per attribute, NaN where nothing is said.

A picture of one set gets labels of other attributes wherever they follow (a face crop shows one person, a receipt no dog):
a label that lives in one set only would teach the model to tell the sets apart instead of reading the sentence.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from models.data import Row
from models.ranker.extract import MEASURES, PLAIN, Photos, read
from models.ranker.renderings import AGED, COMPOSITION, KINDS, LIGHT

MADE = ("faces_moved", "groups", "faults-clean", "faults-hires", "light", "composed-flickr8k", "composed-clean")
MEASURED = ("brightness", "contrast", "colourfulness", "warmth")
NUMBERS = {"one": 1, "a": 1, "an": 1, "the": 1, "another": 1, "two": 2, "both": 2, "couple": 2, "pair": 2, "three": 3, "four": 4,
           "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "several": 4, "many": 7, "some": 3, "few": 3}  # fmt: skip
PERSON = set(
    (
        "man woman boy girl person child kid guy lady player rider baby toddler skateboarder biker climber surfer skier "
        "snowboarder cyclist bicyclist runner swimmer dancer hiker male female teenager adult gentleman infant skater "
        "girls' worker performer motorcyclist someone he she wakeboarder gymnast wrestler athlete"
    ).split()
)
PERSONS = set(
    (
        "men women boys girls people children kids guys ladies players riders babies toddlers skateboarders bikers "
        "climbers surfers skiers snowboarders cyclists bicyclists runners swimmers dancers hikers males females teenagers "
        "adults persons workers performers motorcyclists friends wrestlers athletes"
    ).split()
)
GROUPS = {"group": 6, "crowd": 12, "team": 7, "audience": 12, "crowds": 14, "crowded": 10, "family": 4, "band": 5, "couple": 2}
AGES = (("baby", 1), ("infant", 1), ("toddler", 2), ("elderly", 72), ("old man", 68), ("old woman", 68), ("older", 62),
        ("teenage", 16), ("teen", 16), ("young man", 22), ("young woman", 22), ("young lady", 22), ("little", 5), ("small child", 4),
        ("young boy", 8), ("young girl", 8), ("young child", 5), ("child", 7), ("kid", 8), ("boy", 10), ("girl", 11),
        ("lady", 40), ("man", 36), ("woman", 36), ("guy", 30), ("person", 33))  # fmt: skip
# Topic -> words in captions that speak of it.
TOPICS: dict[str, str] = {
    "snow": "snow snowy ski skiing skier skiers snowboard snowboarder sled sledding",
    "water": "water ocean sea lake river pool pond wave waves surf surfing swimming splashing swims stream fountain",
    "beach": "beach shore sand sandy", "grass": "grass grassy lawn meadow", "trees": "trees tree woods forest wooded",
    "mountains": "mountain mountains hill cliff peak", "rocks": "rock rocks rocky boulder cliff", "street": "street road sidewalk city",
    "buildings": "building buildings city house houses store", "bicycles": "bike bicycle biker cyclist bicyclist bmx bikes",
    "sport": "soccer football tennis baseball basketball hockey rugby team player players game volleyball",
    "skateboards": "skateboard skateboarder skateboarding skate", "boats": "boat boats kayak canoe raft sailboat",
    "horses": "horse horses", "cars": "car cars truck vehicle", "children": "child children kid kids boy boys girl girls toddler baby",
    "women": "woman women lady ladies", "hats": "hat hats cap helmet", "balls": "ball balls", "food": "food eating eat meal cake drink",
    "night": "night dark lights", "flowers": "flower flowers", "birds": "bird birds", "motorcycles": "motorcycle motorbike motorcyclist",
    "jumping": "jump jumping jumps leaping leaps midair air", "music": "guitar music band singing microphone instrument",
}  # fmt: skip
# Topic <- labels of other sets (topic names there).
LABELS: dict[str, tuple[str, ...]] = {
    "buildings": ("buildings", "house"), "trees": ("forest",), "mountains": ("mountain", "glacier"), "water": ("sea",),
    "street": ("street",), "snow": ("glacier",), "sunrise": ("Sunrise",), "rain": ("Rain",), "clouds": ("Cloudy",),
    "text": ("receipt", "screenshot"), "groceries": (), "elephants": ("elephant",), "giraffes": ("giraffe",), "guitars": ("guitar",),
    "horses": ("horse",), "motorcycles": ("Motorbikes",), "airplanes": ("airplanes",), "faces": ("Faces", "Faces_easy", "person"),
    "flowers": ("sunflower", "lotus", "water_lilly"), "chairs": ("chair", "windsor_chair"), "clocks": ("watch",),
    "cats": ("wild_cat", "Leopards"), "drawings": ("sketch", "cartoon"), "paintings": ("art_painting",), "cars": ("car_side",),
    "bicycles": (), "birds": ("flamingo", "ibis", "rooster", "pigeon", "emu"), "butterflies": ("butterfly",),
    "boats": ("ketch", "schooner", "ferry"), "lamps": ("lamp",), "sunsets": (), "dinosaurs": ("stegosaurus", "brontosaurus"),
}  # fmt: skip
COUNTED = ("dogs", "kangaroos", "raccoons", "playing cards")
CORE = ("age", "people", "quality", AGED, *KINDS, *MEASURED, "aesthetics")


def attributes() -> tuple[str, ...]:
    """Every trained attribute, in the order of the label columns."""
    topics = [f"topic:{t}" for t in dict.fromkeys([*TOPICS, *(t for t, s in LABELS.items() if s)])]
    return (*CORE, *(f"count:{c}" for c in COUNTED), *topics)


def words(text: str) -> list[str]:
    return re.findall(r"[a-z]+", text.lower())


def people_in(caption: str) -> float:
    """Number of people a caption speaks of: numerals before plural nouns, groups by a usual size, single nouns one each."""
    said, total, previous = words(caption), 0.0, 0
    for i, word in enumerate(said):
        before = said[max(previous, i - 4) : i]
        if word in GROUPS:
            total, previous = max(total, GROUPS[word]), i + 1
        elif word in PERSONS:
            number = next((NUMBERS[w] for w in reversed(before) if w in NUMBERS and w not in ("a", "an", "the", "another")), 3)
            if total < 4 or number > 3:
                total = max(total, number) if any(w in ("of", "in") for w in before) else total + number
            previous = i + 1
        elif word in PERSON and word not in ("he", "she"):
            total, previous = total + 1 if total < 6 else total, i + 1
    return min(total, 15.0)


def dogs_in(caption: str) -> float:
    said = words(caption)
    total = 0.0
    for i, word in enumerate(said):
        if word == "dogs":
            found = [NUMBERS[w] for w in said[max(0, i - 4) : i] if w in NUMBERS and w not in ("a", "an", "the", "another")]
            total = max(total, found[-1] if found else 2)
        elif word in ("dog", "puppy"):
            total += 1
    return min(total, 6.0)


def age_in(captions: list[str]) -> float:
    """Rough age by the words for one clear person; NaN without any."""
    found = [next((age for phrase, age in AGES if phrase in caption.lower()), np.nan) for caption in captions]
    return float(np.nanmean(found)) if np.isfinite(found).sum() >= 3 else np.nan


@dataclass(frozen=True)
class Album:
    """All pictures side by side. labels float32 [N, K] in the order of `attributes()`, NaN unknown; group: set number [N]."""

    cells: np.ndarray
    vector: np.ndarray
    measures: np.ndarray
    labels: np.ndarray
    group: np.ndarray
    train: np.ndarray
    sets: tuple[str, ...]
    rows: list[Row]


def away(strengths: dict[str, float]) -> float:
    """How far a picture is from one without these faults, negative."""
    return -float(np.sqrt(sum(s * s for s in strengths.values())))


def label(name: str, row: Row) -> dict[str, float]:
    """What the set says about one picture, by attribute."""
    known: dict[str, float] = {}
    topics = [a for a in attributes() if a.startswith("topic:")]
    if name == "flickr8k":
        counts = [people_in(c) for c in row.captions]
        known["people"] = float(np.mean(sorted(counts)[1:-1]))
        known["count:dogs"] = float(np.median([dogs_in(c) for c in row.captions]))
        said = [set(words(c)) for c in row.captions]
        for topic, spoken in TOPICS.items():
            known[f"topic:{topic}"] = float(np.mean([bool(s & set(spoken.split())) for s in said]))
        if 0.8 <= known["people"] <= 1.3:
            known["age"] = age_in(row.captions)
        known |= dict.fromkeys(("count:kangaroos", "count:raccoons", "count:playing cards"), 0.0)
    elif name in ("faces_age", "faces_moved"):
        known = {"age": float(row.labels["age"]), "people": 1.0} | {f"count:{c}": 0.0 for c in COUNTED}
        known |= {
            t: 0.0 for t in topics if t not in ("topic:faces", "topic:children", "topic:women", "topic:hats", "topic:drawings")
        }
        known["topic:faces"] = 1.0
    elif name == "groups":
        known = {"people": float(row.labels["people"]), "age": float(row.labels["age"])} | {f"count:{c}": 0.0 for c in COUNTED}
    elif name == "counts":
        counts, source = row.counts, row.labels["source"]
        known["people"] = float(counts.get("person", 0)) if source in ("coco", "voc100") else 0.0
        known["count:dogs"] = float(counts.get("dog", 0))
        known |= {"count:kangaroos": float(counts.get("kangaroo", 0)), "count:raccoons": float(counts.get("raccoon", 0))}
        known["count:playing cards"] = float(sum(counts.values())) if source == "cards" else 0.0
    elif name.startswith(("faults", "composed")) or name == "light":
        strengths = json.loads(row.labels["strengths"])
        # How sharp or grainy a small picture was when it was large, nobody knows.
        known = {kind: strengths.get(kind, 0.0) for kind in (KINDS if name.startswith("faults") else LIGHT)} | {
            AGED: strengths.get(AGED, 0.0)
        }
        if strengths.get(AGED, 0.0) == 0:
            known["quality"] = away({kind: s for kind, s in strengths.items() if kind not in COMPOSITION})
            known["aesthetics"] = away(strengths)
    else:
        topic, style = row.labels.get("topic", ""), row.labels.get("style", "")
        if name in ("clean", "hires"):
            if row.labels["source"] != "lowlight":
                known = dict.fromkeys((*KINDS, AGED, "quality", "aesthetics"), 0.0)
            return known
        for target, sources in LABELS.items():
            if sources and (topic in sources or style in sources):
                known[f"topic:{target}"] = 1.0
        if name in ("scenes", "objects", "documents", "groceries", "weather"):
            # Everything a label set does not name is absent, except what its kind of picture may hold unnamed.
            unsaid = {"scenes": {"water", "snow", "mountains", "trees", "rocks", "grass", "beach", "street", "buildings", "cars", "boats",
                                 "clouds", "night"},
                      "weather": set(TOPICS) | {"clouds", "sunsets", "rain", "sunrise"},
                      "objects": set(TOPICS) | {"faces", "drawings", "paintings", "cats", "birds"}}.get(name, {"food", "text"})  # fmt: skip
            for t in topics:
                if t not in known and t.split(":")[1] not in unsaid:
                    known[t] = 0.0
        if name in ("documents", "groceries") or (name == "scenes" and topic in ("forest", "glacier", "mountain", "sea")):
            known["people"] = 0.0
        if name == "objects" and topic not in ("BACKGROUND_Google",):
            known["people"] = 1.0 if topic in ("Faces", "Faces_easy") else 0.0
        if name == "styles":
            known["people"] = 1.0 if topic == "person" else 0.0
            known["count:dogs"] = 1.0 if topic == "dog" else 0.0
            known |= {t: known.get(t, 0.0) for t in ("topic:elephants", "topic:giraffes", "topic:guitars", "topic:horses",
                                                     "topic:drawings", "topic:paintings", "topic:airplanes", "topic:snow")}  # fmt: skip
        elif name != "weather":
            known |= {f"count:{c}": 0.0 for c in COUNTED if not (name == "objects" and c == "dogs")}
    return known


def load(cache: Path, names: tuple[str, ...] = (*PLAIN, *MADE)) -> Album:
    photos: list[Photos] = [read(name, cache) for name in names]
    columns = {a: i for i, a in enumerate(attributes())}
    labels = np.full((sum(len(p.rows) for p in photos), len(columns)), np.nan, np.float32)
    at = 0
    for name, part in zip(names, photos, strict=True):
        for i, row in enumerate(part.rows):
            for attribute, value in label(name, row).items():
                labels[at + i, columns[attribute]] = value
            for attribute in MEASURED:
                labels[at + i, columns[attribute]] = part.measures[i, MEASURES.index(attribute)]
        at += len(part.rows)
    join = lambda get: np.concatenate([get(p) for p in photos])  # noqa: E731
    rows = [row for p in photos for row in p.rows]
    return Album(
        join(lambda p: p.cells), join(lambda p: p.vector), join(lambda p: p.measures), labels,
        np.repeat(np.arange(len(names)), [len(p.rows) for p in photos]),
        np.array([row.split == "train" for row in rows]), names, rows,
    )  # fmt: skip
