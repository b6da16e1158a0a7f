"""Every sentence the training and the measuring make from class names, topics and ages."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from models.data import Row

TEMPLATES = (
    "{}",
    "a photo of a {}",
    "a {}",
    "a picture of {}",
    "photos with a {} in it",
    "a close-up of a {}",
)
# Never trained with: what measuring by class name uses beside the bare name.
HELD_OUT_TEMPLATE = "an image showing a {}"

NAMES = {
    "buildings": "buildings", "forest": "forest", "glacier": "glacier", "mountain": "mountains", "sea": "sea",
    "street": "street", "art_painting": "art painting", "Faces": "face of a person", "Faces_easy": "face of a person",
    "BACKGROUND_Google": "", "cougar_body": "cougar", "cougar_face": "face of a cougar", "car_side": "car from the side",
    "water_lilly": "water lily", "hawksbill": "hawksbill turtle", "bass": "bass fish", "yin_yang": "yin yang symbol",
    "Cloudy": "cloudy sky", "Rain": "rain", "Shine": "sunshine", "Sunrise": "sunrise", "receipt": "receipt",
    "screenshot": "screenshot of a screen", "Anjou": "Anjou pear", "Conference": "Conference pear",
    "Kaiser": "Kaiser pear", "Golden-Delicious": "Golden Delicious apple", "Granny-Smith": "Granny Smith apple",
    "Pink-Lady": "Pink Lady apple", "Red-Delicious": "Red Delicious apple", "Royal-Gala": "Royal Gala apple",
}  # fmt: skip

AGES = (
    (2, "baby"), (5, "toddler"), (12, "child"), (19, "teenager"), (35, "young adult"), (55, "middle-aged person"),
    (70, "older person"), (200, "very old person"),
)  # fmt: skip


def name_of(topic: str) -> str:
    """What a person would type for a label; empty where the label names nothing."""
    return NAMES.get(topic, topic.replace("_", " ").replace("-", " "))


def topic_of(set_name: str, row: Row) -> str:
    """The one phrase a labelled picture answers to; empty if there is none."""
    if set_name == "faces_age":
        age = float(row.labels["age"])
        return "face of a " + next(name for limit, name in AGES if age <= limit)
    if set_name == "styles":
        style = name_of(row.labels["style"])
        return f"{style} of a {name_of(row.labels['topic'])}"
    if set_name == "counts":
        counts = row.counts
        if row.labels["source"] == "cards":
            return f"{next(iter(counts))} playing card"
        name = max(counts, key=lambda key: counts[key]) if counts else ""
        return name
    return name_of(row.labels["topic"]) if "topic" in row.labels else ""


def class_folder() -> Path:
    """The class lists inside timm; located without importing it, which would need torchvision."""
    spec = find_spec("timm")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("pip install --no-deps -r models/weights.txt")
    return Path(spec.origin).parent / "data" / "_info"


def imagenet_synsets() -> list[str]:
    """1,000 WordNet ids in the classifier's order."""
    return (class_folder() / "imagenet_synsets.txt").read_text("utf-8").split()


def imagenet_names() -> list[list[str]]:
    """1,000 lists of synonyms, in the classifier's order."""
    lines = (class_folder() / "imagenet_synset_to_lemma.txt").read_text("utf-8").splitlines()
    lemmas = dict(line.split("\t", 1) for line in lines)
    return [[name.strip() for name in lemmas[synset].split(",")] for synset in imagenet_synsets()]
