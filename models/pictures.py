"""The reference preprocessing: what a picture file becomes before the image tower sees it.

The app repeats these steps with another library; `goldens/parity.json` holds what they must agree on.
"""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageOps

SIDE = 224
# (value - 127) / 128 on 0..255, as the EfficientNet-Lite weights were trained. The ImageNet mean and deviation that the
# port's page shows cost the classifier 6 points of 81 (vocabulary pictures).
MEAN = (127 / 255,) * 3
STD = (128 / 255,) * 3
BACKGROUND = (255, 255, 255)


def upright_rgb(picture: Image.Image) -> Image.Image:
    """First frame, EXIF orientation applied, transparency laid on white, three 8-bit channels."""
    picture.seek(0)
    picture = ImageOps.exif_transpose(picture)
    if picture.mode in ("LA", "La", "PA", "RGBA", "RGBa") or "transparency" in picture.info:
        front = picture.convert("RGBA")
        back = Image.new("RGBA", front.size, (*BACKGROUND, 255))
        return Image.alpha_composite(back, front).convert("RGB")
    # CMYK without a profile: Pillow computes R = 255 (1 - C)(1 - K), which is the reference here.
    return picture.convert("RGB")


def squash(picture: Image.Image, side: int = SIDE) -> np.ndarray:
    """Whole picture into a square, aspect not kept: nothing at the edges is lost. -> uint8 [side, side, 3]"""
    return np.asarray(picture.resize((side, side), Image.Resampling.BICUBIC))


def normalise(square: np.ndarray) -> np.ndarray:
    """uint8 [H, W, 3] -> float32 [3, H, W]"""
    scaled = square.astype(np.float32) / 255.0
    return ((scaled - np.float32(MEAN)) / np.float32(STD)).transpose(2, 0, 1)


def to_pixels(picture: Image.Image) -> np.ndarray:
    """Opened picture -> float32 [3, 224, 224]"""
    return normalise(squash(upright_rgb(picture)))
