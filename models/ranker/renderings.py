"""Pictures made for training and judging: graded faults at known strength, aged prints, and faces laid on scenes.

Faults are applied at the size of the picture, before the resize to the tower's input, because a blur of two pixels or fine
grain in a large photo is gone afterwards. A strength is a number in 0..1; 0 leaves the picture as it is.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageOps

KINDS = ("blur", "noise", "jpeg", "dark", "bright", "flat", "cast")
# Those that every resolution keeps: they can be laid on small pictures too.
LIGHT = ("dark", "bright", "flat", "cast")
AGED = "aged"
# A horizon that is not level, and a frame that cuts off what the picture is about: faults of whoever held the camera.
COMPOSITION = ("tilt", "crop")
# Strengths at which a picture is judged with one fault alone, one in each part of 0..1: is each series in order?
LEVELS = 5
# Long side a large photo is reduced to before a fault is applied: photos come at several resolutions.
SIDES = (800, 1200, 1600)


@dataclass(frozen=True)
class Recipe:
    """One rendering of picture `file` of set `source`. strengths: kind -> 0..1; a kind not named is at 0."""

    source: str
    file: str
    split: str
    side: int
    strengths: dict[str, float]
    seed: int


def between(low: float, high: float, strength: float) -> float:
    """Geometric steps: each tenth of strength changes the fault by the same factor."""
    return low * (high / low) ** strength


def noisy(values: np.ndarray, sigma: float, rng: np.random.Generator) -> np.ndarray:
    """values [H, W, C] in 0..255 plus Gaussian noise; single channel noise for C = 1."""
    return values + rng.normal(0, sigma, values.shape).astype(np.float32)


def to_picture(values: np.ndarray) -> Image.Image:
    return Image.fromarray(np.clip(np.rint(values), 0, 255).astype(np.uint8))


def exposed(picture: Image.Image, stops: float) -> Image.Image:
    """Light times 2^stops, in linear light, clipped as a sensor clips."""
    value = np.arange(256) / 255
    linear = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4) * 2.0**stops
    linear = np.minimum(linear, 1)
    coded = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    return picture.point(np.rint(coded * 255).astype(int).tolist() * 3)


def degrade(picture: Image.Image, kind: str, strength: float, rng: np.random.Generator) -> Image.Image:
    """One fault. Sizes are shares of the long side, so that a strength looks alike at every resolution."""
    if strength <= 0:
        return picture
    if kind == "blur":
        return picture.filter(ImageFilter.GaussianBlur(between(0.0012, 0.014, strength) * max(picture.size)))
    if kind == "noise":
        values = np.asarray(picture, np.float32)
        grey = rng.normal(0, 1, (*values.shape[:2], 1)).astype(np.float32)
        colour = rng.normal(0, 1, values.shape).astype(np.float32)
        return to_picture(values + between(3, 45, strength) * (0.7 * grey + 0.7 * colour))
    if kind == "jpeg":
        buffer = io.BytesIO()
        picture.save(buffer, "JPEG", quality=round(between(55, 3, strength)), subsampling=2)
        return Image.open(buffer).convert("RGB")
    if kind == "dark":
        return exposed(picture, -between(0.5, 4.5, strength))
    if kind == "bright":
        return exposed(picture, between(0.4, 3.2, strength))
    if kind == "flat":
        values = np.asarray(picture, np.float32)
        keep = 1 - between(0.15, 0.85, strength)
        return to_picture(values * keep + (values.mean() * 0.5 + 64) * (1 - keep))
    if kind == "cast":
        turn = rng.uniform(0, 2 * np.pi)
        gains = np.cos(turn + np.array([0, 2, 4]) * np.pi / 3) * between(0.06, 0.55, strength)
        return to_picture(np.asarray(picture, np.float32) * (1 + gains).astype(np.float32))
    if kind == "tilt":
        return tilted(picture, float(rng.choice((-1, 1))) * between(1.5, 18, strength))
    if kind == "crop":
        return cut_off(picture, between(0.95, 0.6, strength), rng)
    if kind == AGED:
        return aged(picture, strength, rng)
    raise ValueError(kind)


def aged(picture: Image.Image, strength: float, rng: np.random.Generator) -> Image.Image:
    """An old print: colours fade to brown or grey, blacks rise, grain, dark corners, spots and a pale border appear."""
    s = strength
    values = np.asarray(picture, np.float32)
    grey = values @ np.array([0.299, 0.587, 0.114], np.float32)
    tone = np.array([1.06, 0.97, 0.78]) if rng.random() < 0.65 else np.ones(3)
    loss = min(1.0, s * rng.uniform(1.0, 1.7))
    values = values * (1 - loss) + loss * grey[..., None] * tone.astype(np.float32)
    fade = s * rng.uniform(0.25, 0.55)
    values = values * (1 - fade) + fade * np.array([178, 165, 138], np.float32)
    height, width = grey.shape
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j].astype(np.float32)
    values *= (1 - s * rng.uniform(0.1, 0.4) * np.clip((x * x + y * y) / 2, 0, 1))[..., None]
    values = noisy(values, 14 * s, rng) if rng.random() < 0.8 else values
    out = to_picture(values)
    draw, long = ImageDraw.Draw(out), max(out.size)
    for _ in range(rng.integers(0, round(24 * s) + 1)):
        a = rng.uniform(0, 1, 2) * out.size
        b = a + rng.normal(0, 0.04 * s * long, 2)
        draw.line([*a, *b], fill=(225, 215, 195), width=max(1, long // 400))
    if rng.random() < 0.25 + 0.5 * s:
        edge = round(long * rng.uniform(0.015, 0.05))
        out = ImageOps.expand(out.resize((width - 2 * edge, height - 2 * edge)), edge, (238, 230, 210))
    return out


def tilted(picture: Image.Image, degrees: float) -> Image.Image:
    """Turned, and cut to the largest frame of the same shape in its middle that shows no corner."""
    width, height = picture.size
    turn = np.radians(abs(degrees))
    keep = min(width / (width * np.cos(turn) + height * np.sin(turn)), height / (width * np.sin(turn) + height * np.cos(turn)))
    w, h = int(width * keep) - 2, int(height * keep) - 2
    left, top = (width - w) // 2, (height - h) // 2
    return picture.rotate(degrees, Image.Resampling.BICUBIC).crop((left, top, left + w, top + h))


def cut_off(picture: Image.Image, share: float, rng: np.random.Generator) -> Image.Image:
    """A frame of that share of each side, pushed into a corner or to an edge: photographers put their subject near the middle."""
    width, height = picture.size
    w, h = round(width * share), round(height * share)
    x, y = ((0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0), (0.5, 0.0), (0.5, 1.0), (0.0, 0.5), (1.0, 0.5))[
        int(rng.integers(8))
    ]
    left, top = round((width - w) * x), round((height - h) * y)
    return picture.crop((left, top, left + w, top + h))


def render(picture: Image.Image, recipe: Recipe) -> Image.Image:
    """The picture with all faults of a recipe; the frame and light first, then optics, sensor and file, as in a camera."""
    rng = np.random.default_rng(recipe.seed)
    for kind in COMPOSITION:
        picture = degrade(picture, kind, recipe.strengths.get(kind, 0.0), rng)
    scale = recipe.side / max(picture.size)
    if scale < 1:
        picture = picture.resize((round(picture.width * scale), round(picture.height * scale)), Image.Resampling.LANCZOS)
    for kind in ("dark", "bright", "flat", "cast", "blur", "noise", AGED, "jpeg"):
        picture = degrade(picture, kind, recipe.strengths.get(kind, 0.0), rng)
    return picture


def strengths_of(kinds: Iterable[str], rng: np.random.Generator) -> dict[str, float]:
    """Any strength for each; no picture is too dark and too bright at once."""
    strengths = {str(kind): float(rng.uniform(0.02, 1)) for kind in kinds}
    if "dark" in strengths:
        strengths.pop("bright", None)
    return strengths


def recipes(source: str, files: list[tuple[str, str]], seed: int, train: int = 8) -> list[Recipe]:
    """files: (file, split). Train: random mixtures; val: every kind alone at `LEVELS` strengths, and four mixtures."""
    rng = np.random.default_rng(seed)
    out: list[Recipe] = []
    every = (*KINDS, AGED)

    def mixture() -> dict[str, float]:
        draw = rng.random()
        if draw < 0.08:
            return {}
        if draw < 0.2:
            return {AGED: float(rng.uniform(0.03, 1))}
        number = 1 if draw < 0.62 else 2 if draw < 0.88 else 3
        return strengths_of(rng.choice(KINDS, number, replace=False), rng)

    for file, split in files:
        if split == "train":
            plans = [mixture() for _ in range(train)]
        else:
            plans = [{kind: max(0.02, float(level + rng.random()) / LEVELS)} for kind in every for level in range(LEVELS)]
            plans += [strengths_of(rng.choice(KINDS, 2, replace=False), rng) for _ in range(4)]
        for strengths in plans:
            out.append(Recipe(source, file, split, int(rng.choice(SIDES)), strengths, int(rng.integers(2**31))))
    return out


def light_recipes(source: str, files: list[tuple[str, str]], seed: int) -> list[Recipe]:
    """A rendering of each picture by faults of light, by ageing, or none: small pictures of many subjects, which differ in light
    by themselves more than a few hundred clean ones do.
    """
    rng = np.random.default_rng(seed)
    out: list[Recipe] = []
    for file, split in files:
        draw = rng.random()
        if draw < 0.1:
            kinds: list[str] = []
        elif draw < 0.22:
            kinds = [AGED]
        else:
            kinds = list(rng.choice(LIGHT, 1 if draw < 0.75 else 2, replace=False))
        out.append(Recipe(source, file, split, SIDES[0], strengths_of(kinds, rng), int(rng.integers(2**31))))
    return out


def composed_recipes(source: str, files: list[tuple[str, str]], side: int, seed: int) -> list[Recipe]:
    """Train: the frame alone or with light, sharpness and file; val: each fault of the frame at `LEVELS` strengths, and the
    picture as it is. All are made so small that no part of a picture is any softer than the whole.
    """
    rng = np.random.default_rng(seed)
    out: list[Recipe] = []
    for file, split in files:
        if split == "train":
            draw = rng.random()
            frame = [] if draw < 0.2 else [str(rng.choice(COMPOSITION))] if draw < 0.85 else list(COMPOSITION)
            others = rng.choice((*LIGHT, "blur", "jpeg"), 1) if rng.random() < 0.3 else ()
            plans = [strengths_of((*frame, *others), rng)]
        else:
            plans = [{}, *({kind: (level + 0.5) / LEVELS} for kind in COMPOSITION for level in range(LEVELS))]
        out += [Recipe(source, file, split, side, strengths, int(rng.integers(2**31))) for strengths in plans]
    return out


def moved(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    """A square cut of 0.82 to 1.12 of the width, off the middle by up to 6 % and turned by up to 8 degrees."""
    width, height = picture.size
    side = width * rng.uniform(0.82, 1.12)
    left = (width - side) / 2 + rng.uniform(-0.06, 0.06) * width
    top = (height - side) / 2 + rng.uniform(-0.06, 0.06) * height
    angle = rng.uniform(-8, 8)
    ground = picture.resize((16, 16)).resize((2 * width, 2 * height))  # beyond the edge lies its blurred self
    ground.paste(picture, (width // 2, height // 2))
    at = (int(width / 2 + left), int(height / 2 + top))
    return ground.rotate(angle, Image.Resampling.BILINEAR).crop((*at, int(at[0] + side), int(at[1] + side)))


def group_picture(background: Image.Image, faces: list[Image.Image], rng: np.random.Generator) -> Image.Image:
    """Faces side by side on a scene, 448 px, the first one largest: pictures in which number and age both vary."""
    side = 448
    out = background.resize((side, side), Image.Resampling.BICUBIC)
    rows = 1 if len(faces) <= 3 else 2
    columns = -(-len(faces) // rows)
    for i, face in enumerate(faces):
        cell = side // max(columns, 2 if len(faces) > 1 else 1)
        size = round(cell * (rng.uniform(0.85, 1.0) if i == 0 else rng.uniform(0.5, 0.72)))
        size = round(size * rng.uniform(0.45, 1)) if len(faces) == 1 else size
        face = face.resize((size, size), Image.Resampling.BICUBIC)
        mask = Image.new("L", (size, size), 0)
        ImageDraw.Draw(mask).ellipse([size * 0.06, 0, size * 0.94, size], fill=255)
        left = (i % columns) * side // columns + rng.integers(0, max(1, side // columns - size + 1))
        top = (i // columns) * side // rows + rng.integers(0, max(1, side // rows - size + 1))
        out.paste(face, (int(left), int(top)), mask.filter(ImageFilter.GaussianBlur(size / 40)))
    return out
