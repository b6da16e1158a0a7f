"""Faces drawn by code: soft ovals with what a detector looks for, so that tests need no photograph of anybody."""

from __future__ import annotations

import numpy as np
from PIL import Image

from models.drawn import scene


def bump(x: np.ndarray, y: np.ndarray, at: tuple[float, float], size: tuple[float, float], sharp: float = 1.0) -> np.ndarray:
    """1 at the middle of an oval, 0 far from it; the larger `sharp`, the harder its edge."""
    distance = ((x - at[0]) / size[0]) ** 2 + ((y - at[1]) / size[1]) ** 2
    return 1 / (1 + distance ** (2 * sharp))


def face(side: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """float32 [side, side, 3] in 0..255 and how far it covers what is behind it [side, side, 1]."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[-1 : 1 : side * 1j, -1 : 1 : side * 1j]
    skin = np.array([(228, 178, 148), (196, 142, 108), (122, 82, 60)][seed % 3], float) * rng.uniform(0.95, 1.05)
    hair = np.array([(52, 36, 26), (30, 26, 26), (140, 100, 50)][(seed // 3) % 3], float)
    head = bump(x, y, (0, 0.08), (0.62, 0.82), 8)
    top = bump(x, y, (0, -0.12), (0.72, 0.82), 8)
    brow = bump(x, y, (0, 0.22), (0.56, 0.72), 6)
    out = hair * np.ones((side, side, 1))
    light = 1.06 - 0.22 * (x / 0.62) ** 2 - 0.06 * y
    out = out * (1 - brow[..., None]) + (skin * light[..., None]) * brow[..., None]

    def lay(colour: tuple[float, float, float], where: np.ndarray, strength: float) -> None:
        nonlocal out
        part = (where * strength)[..., None]
        out = out * (1 - part) + np.array(colour, float) * part

    for eye in (-0.26, 0.26):
        lay((70, 42, 34), bump(x, y, (eye, 0.0), (0.2, 0.13), 1.5), 0.35)
        lay((235, 232, 228), bump(x, y, (eye, 0.02), (0.125, 0.055), 4), 0.9)
        lay((38, 26, 22), bump(x, y, (eye, 0.015), (0.06, 0.06), 4), 1.0)
        lay((48, 30, 24), bump(x, y, (eye, -0.05), (0.14, 0.022), 2), 0.7)
        lay((60, 40, 30), bump(x, y, (eye, -0.17), (0.17, 0.035), 3), 0.8)
    lay((255, 225, 205), bump(x, y, (0, 0.18), (0.05, 0.2), 1.5), 0.35)
    lay((110, 66, 52), bump(x, y, (0, 0.33), (0.13, 0.04), 2), 0.55)
    for nostril in (-0.06, 0.06):
        lay((60, 32, 26), bump(x, y, (nostril, 0.33), (0.028, 0.02), 3), 0.8)
    lay((168, 78, 74), bump(x, y, (0, 0.55), (0.22, 0.065), 3), 0.8)
    lay((96, 36, 36), bump(x, y, (0, 0.545), (0.2, 0.014), 3), 0.8)
    lay((120, 74, 58), bump(x, y, (0, 0.68), (0.14, 0.03), 1.5), 0.35)
    return out, np.maximum(head, top)[..., None]


def group(width: int, height: int, places: tuple[tuple[float, float, int], ...], seed: int) -> Image.Image:
    """Faces on drawn hills. places: the middle as shares of width and height, and the side in pixels."""
    out = np.asarray(scene(width, height, seed), np.float32).copy()
    for i, (across, down, side) in enumerate(places):
        left, top = round(across * width - side / 2), round(down * height - side / 2)
        pixels, cover = face(side, seed + i)
        first, last = max(0, top), min(height, top + side)
        start, end = max(0, left), min(width, left + side)
        part = (slice(first - top, last - top), slice(start - left, end - left))
        behind = out[first:last, start:end]
        out[first:last, start:end] = behind * (1 - cover[part]) + pixels[part] * cover[part]
    return Image.fromarray(np.clip(np.rint(out), 0, 255).astype(np.uint8))
