"""Test pictures drawn by code: soft 1/f textures, hills, a sun and shapes. No photograph is used anywhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, features

ORIENTATION_TAG = 0x0112


def texture(width: int, height: int, seed: int, power: float = 1.6) -> np.ndarray:
    """Noise whose strength falls with frequency as in photographs. -> float [height, width] in 0..1"""
    rng = np.random.default_rng(seed)
    fy, fx = np.fft.fftfreq(height)[:, None], np.fft.rfftfreq(width)[None]
    strength = 1.0 / np.maximum(np.hypot(fy, fx), 1.0 / max(width, height)) ** power
    phase = np.exp(2j * np.pi * rng.random(strength.shape))
    noise = np.fft.irfft2(strength * phase, s=(height, width))
    low, high = np.percentile(noise, (1, 99))
    return np.clip((noise - low) / (high - low + 1e-9), 0, 1)


def scene(width: int, height: int, seed: int) -> Image.Image:
    """Sky, sun, two ranges of hills, a house and a few trees, none of it symmetric."""
    rng = np.random.default_rng(seed)
    rows = np.linspace(0, 1, height)[:, None, None]
    top, bottom = rng.uniform(60, 150, 3), rng.uniform(170, 250, 3)
    clouds = texture(width, height, seed)[..., None]
    sky = top * (1 - rows) + bottom * rows + 40 * (clouds - 0.5)
    ground = texture(width, height, seed + 1, 1.2)[..., None]
    out = sky
    for i, (level, colour) in enumerate(((0.55, rng.uniform(40, 160, 3)), (0.72, rng.uniform(30, 140, 3)))):
        ridge = level + 0.1 * (texture(width, 1, seed + 2 + i, 1.8)[0] - 0.5)
        below = (np.arange(height)[:, None] / height > ridge[None])[..., None]
        out = np.where(below, colour * (0.6 + 0.8 * ground), out)
    picture = Image.fromarray(np.clip(out, 0, 255).astype(np.uint8))
    draw, s = ImageDraw.Draw(picture), min(width, height)
    x, y, r = width * rng.uniform(0.6, 0.85), height * 0.2, s * 0.08
    draw.ellipse((x - r, y - r, x + r, y + r), fill=(255, 240, 190))
    hx, hy, hs = width * 0.2, height * 0.62, s * 0.22
    draw.rectangle((hx, hy, hx + hs, hy + hs * 0.8), fill=tuple(int(v) for v in rng.uniform(120, 230, 3)))
    draw.polygon([(hx - hs * 0.1, hy), (hx + hs / 2, hy - hs * 0.5), (hx + hs * 1.1, hy)], fill=(130, 50, 40))
    draw.rectangle((hx + hs * 0.4, hy + hs * 0.4, hx + hs * 0.6, hy + hs * 0.8), fill=(70, 45, 35))
    for tx in rng.uniform(0.5, 0.95, 3) * width:
        draw.rectangle((tx - s * 0.01, height * 0.7, tx + s * 0.01, height * 0.82), fill=(80, 55, 40))
        draw.ellipse((tx - s * 0.06, height * 0.56, tx + s * 0.06, height * 0.74), fill=(40, 100, 50))
    return picture.filter(ImageFilter.GaussianBlur(max(0.6, s / 500)))


def exif_of(orientation: int) -> bytes:
    exif = Image.Exif()
    exif[ORIENTATION_TAG] = orientation
    return exif.tobytes()


def stored_for(upright: Image.Image, orientation: int) -> Image.Image:
    """The pixels a camera would store, so that showing them with this orientation gives `upright`."""
    undo = {2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
            5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
            8: Image.Transpose.ROTATE_270}  # fmt: skip
    return upright.transpose(undo[orientation]) if orientation in undo else upright


def see_through(picture: Image.Image) -> Image.Image:
    """RGBA with a soft disc, a half-transparent band and loud colours where nothing may be seen."""
    width, height = picture.size
    y, x = np.mgrid[:height, :width]
    distance = np.hypot((x - width / 2) / width, (y - height / 2) / height)
    alpha = np.clip((0.45 - distance) * 12, 0, 1) * 255
    alpha[int(height * 0.6) : int(height * 0.75)] = 128
    pixels = np.array(picture)
    pixels[alpha == 0] = (255, 0, 255)
    return Image.fromarray(np.dstack([pixels, alpha.astype(np.uint8)]))


@dataclass(frozen=True)
class Drawn:
    """One file of the test set."""

    file: str
    tag: str
    write: Callable[[Path], None]


def drawings() -> list[Drawn]:
    """All test pictures in a fixed order."""
    base, small, other = scene(360, 240, 7), scene(320, 224, 21), scene(224, 300, 33)
    rgba = see_through(small)
    grey = small.convert("L")
    la = Image.merge("LA", (grey, rgba.getchannel("A")))
    ink = np.dstack([255 - np.asarray(small), np.full((224, 320), 40, np.uint8)])
    cmyk = Image.fromarray(ink, "CMYK")
    frames = [scene(160, 120, s).quantize(64) for s in (41, 42, 43)]
    moving = [scene(160, 120, s) for s in (51, 52, 53)]
    huge = scene(1000, 750, 61).filter(ImageFilter.GaussianBlur(4)).resize((4000, 3000), Image.Resampling.BICUBIC)
    out = [
        Drawn(f"orientation-{o}.jpg", f"jpeg-exif-{o}",
              lambda p, o=o: stored_for(base, o).save(p, quality=88, exif=exif_of(o)))
        for o in range(1, 9)
    ]  # fmt: skip
    out += [
        Drawn("plain.jpg", "jpeg", lambda p: other.save(p, quality=90)),
        Drawn("plain.png", "png", lambda p: scene(200, 150, 71).save(p, optimize=True)),
        Drawn("transparent.png", "png-rgba", lambda p: rgba.save(p, optimize=True)),
        Drawn("transparent-grey.png", "png-la", lambda p: la.save(p, optimize=True)),
        Drawn("grey.jpg", "jpeg-grey", lambda p: grey.save(p, quality=88)),
        Drawn("grey.png", "png-grey", lambda p: grey.save(p, optimize=True)),
        Drawn("cmyk.jpg", "jpeg-cmyk", lambda p: cmyk.save(p, quality=88)),
        Drawn("palette.png", "png-palette", lambda p: small.quantize(64).save(p, optimize=True)),
        Drawn("one-pixel.png", "png-1x1", lambda p: Image.new("RGB", (1, 1), (200, 120, 40)).save(p)),
        Drawn("six-pixels.png", "png-3x2", lambda p: small.resize((3, 2)).save(p)),
        Drawn("panorama.jpg", "jpeg-panorama", lambda p: scene(1200, 150, 81).save(p, quality=85)),
        Drawn("huge.jpg", "jpeg-huge", lambda p: huge.save(p, quality=55)),
        Drawn("moving.gif", "gif-animated",
              lambda p: frames[0].save(p, save_all=True, append_images=frames[1:], duration=200, loop=0)),
        Drawn("moving.webp", "webp-animated",
              lambda p: moving[0].save(p, save_all=True, append_images=moving[1:], duration=200, quality=80)),
        Drawn("plain.webp", "webp", lambda p: other.save(p, quality=85)),
        Drawn("plain.tiff", "tiff", lambda p: scene(200, 150, 91).save(p, compression="tiff_lzw")),
    ]  # fmt: skip
    if features.check("avif"):
        out.append(Drawn("plain.avif", "avif", lambda p: small.save(p, quality=75)))
    return out
