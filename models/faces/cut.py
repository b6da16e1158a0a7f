"""Where a face is cut out of a picture."""

from __future__ import annotations

import numpy as np
from PIL import Image

# Of the detector's box: how much of its longer side the square is wide, and how far its middle is moved, in parts of the
# square. Median over training faces laid on photographs, so that a cut looks like a picture of the age set.
CUT_SIDE, CUT_RIGHT, CUT_DOWN = 0.96, 0.014, 0.05


def longer_side(box: np.ndarray) -> float:
    """@param box left, top, right, bottom in pixels"""
    return float(max(box[2] - box[0], box[3] - box[1]))


def cut(picture: Image.Image, box: np.ndarray) -> Image.Image:
    """The square around a face, moved into the picture where it would leave it. @param box left, top, right, bottom in pixels"""
    left, top, right, bottom = (float(value) for value in box)
    side = min(CUT_SIDE * max(right - left, bottom - top), *picture.size)
    x = (left + right) / 2 + CUT_RIGHT * side - side / 2
    y = (top + bottom) / 2 + CUT_DOWN * side - side / 2
    whole = max(1, int(side + 0.5))
    x, y = (int(min(max(at, 0), limit - whole) + 0.5) for at, limit in ((x, picture.width), (y, picture.height)))
    return picture.crop((x, y, x + whole, y + whole))
