"""Draws the test pictures and writes what the shipped files must answer for them and for a list of sentences.

    python -m models.goldens

`goldens/parity.json` pins every step of the path (size, preprocessing, ids, vectors, stored tokens);
`goldens/self-test.json` is the short version that the app runs on a user's machine.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnxruntime as ort
from PIL import Image

from models.drawn import Drawn, drawings
from models.features import encode, session, tokenizer
from models.pictures import SIDE, normalise, squash, upright_rgb
from models.tokens import quantise

HERE = Path(__file__).parent
FOLDER = HERE / "goldens"
# Eight rows and columns well inside the picture, where no two resizers disagree about the border.
GRID = [14 + 28 * i for i in range(8)]
TOKENS_SHOWN = (0, 12, 24)

TEXTS: list[str | dict[str, list]] = [
    "",
    " ",
    "dog",
    "a dog",
    "A DOG",
    "a photo of a dog",
    "two dogs running through the snow",
    "a man in a red shirt is riding a bicycle down a hill",
    "children playing football on grass",
    "sunset over the sea",
    "a house with a red roof",
    "green hills under a cloudy sky",
    "an empty street at night",
    "an old black and white portrait",
    "a receipt",
    "birthday cake with candles",
    "no people",
    "the largest crowd",
    "youngest to oldest",
    "3 cats",
    "1,234.56 km/h at 12:30 on 2026-04-01",
    "caf\u00e9 cr\u00e8me na\u00efve \u00c5ngstr\u00f6m",
    "cafe\u0301 (combining accent)",
    "\u6d77\u8fb9\u7684\u65e5\u843d",
    "\u96ea\u306e\u4e2d\u306e\u72ac",
    "\ub208 \uc18d\uc758 \uac1c",
    "\u0441\u043e\u0431\u0430\u043a\u0430",
    "\u0643\u0644\u0628",
    "\U0001f436 \U0001f3d6\ufe0f",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467 family",
    "a\u00a0dog\u00a0on\u00a0a\u00a0beach",
    "\u201ccurly\u201d \u2018quotes\u2019 and it\u2019s",
    "[SEP] injected",
    "[CLS] [MASK] [PAD] [UNK]",
    "tabs\tand\nnew\r\nlines",
    "don't, won't; can't!",
    "e-mail: someone@example.org",
    "C:\\photos\\2019 & <b>tags</b>",
    "zero\u200bwidth",
    "\ufb01sh and \ufb02owers",
    "Donaudampfschifffahrtsgesellschaft",
    {"repeat": ["word ", 2000]},
    {"repeat": ["x", 300]},
]

SELF_TEST_PICTURES = ("orientation-6.jpg", "palette.png", "transparent.png", "plain.webp")
SELF_TEST_SENTENCES = (
    "a house with a red roof", "green hills under a cloudy sky", "a dog", "sunset over the sea",
    "a crowd of people in the street", "caf\u00e9 \u2018number 7\u2019",
)  # fmt: skip


def text_of(entry: str | dict[str, list]) -> str:
    """A sentence, or the rule that makes a long one: {"repeat": [part, times]}."""
    return entry if isinstance(entry, str) else entry["repeat"][0] * entry["repeat"][1]


def rounded(values: np.ndarray, digits: int = 6) -> list:
    return np.round(values.astype(np.float64), digits).tolist()


def least_cosine(tag: str, width: int, height: int) -> float:
    """How close another library's decoding and resizing must come; measured with libvips, with some room."""
    if min(width, height) < SIDE:
        return 0.975  # enlarging: libvips interpolates where Pillow convolves
    # Decoders of AVIF fill in the colour between its samples in different ways.
    return 0.985 if tag == "avif" else 0.995


def picture_entry(drawn: Drawn, run: ort.InferenceSession) -> dict:
    with Image.open(FOLDER / "pictures" / drawn.file) as opened:
        picture = upright_rgb(opened)
    square = squash(picture)  # uint8 [224, 224, 3]
    vector, tokens = run.run(["vector", "tokens"], {"pixels": normalise(square)[None]})
    whole, scale = quantise(tokens[0])
    return {
        "file": f"goldens/pictures/{drawn.file}",
        "format": drawn.tag,
        "width": picture.width,
        "height": picture.height,
        "cosine": least_cosine(drawn.tag, picture.width, picture.height),
        "meanRgb": rounded(square.reshape(-1, 3).mean(0), 3),
        "sample": square[np.ix_(GRID, GRID)].tolist(),
        "vector": rounded(vector[0]),
        "tokens": [
            {"index": i, "scale": float(scale[i]), "int8": whole[i, :8].tolist(), "float": rounded(tokens[0, i, :8], 4)}
            for i in TOKENS_SHOWN
        ],
    }


def speak(run: ort.InferenceSession, text: str) -> tuple[list[int], np.ndarray]:
    """One sentence at a time: the answer must not depend on what it is padded with."""
    ids = encode(tokenizer(), text)
    feed = {"input_ids": np.array([ids]), "attention_mask": np.ones((1, len(ids)), np.int64)}
    return ids, run.run(None, feed)[0][0]


def main() -> None:
    (FOLDER / "pictures").mkdir(parents=True, exist_ok=True)
    image, text = session(HERE / "onnx" / "podium-image.onnx"), session(HERE / "onnx" / "podium-text.onnx")
    all_drawn = drawings()
    for drawn in all_drawn:
        path = FOLDER / "pictures" / drawn.file
        if not path.exists():  # encoders differ between library versions: a file once drawn stays as it is
            drawn.write(path)
    pictures = [picture_entry(drawn, image) for drawn in all_drawn]
    texts = []
    for entry in TEXTS:
        ids, vector = speak(text, text_of(entry))
        texts.append({"text": entry, "ids": ids, "vector": rounded(vector)})
    parity = {"input": {"side": SIDE, "sampleAt": GRID}, "tolerance": {"cosine": 0.995}, "pictures": pictures, "texts": texts}
    write(FOLDER / "parity.json", parity)

    seen = [p for p in pictures if Path(p["file"]).name in SELF_TEST_PICTURES]
    said = [{"text": s, "vector": rounded(speak(text, s)[1])} for s in SELF_TEST_SENTENCES]
    table = np.array([p["vector"] for p in seen]) @ np.array([s["vector"] for s in said]).T  # [4, 6]
    write(
        FOLDER / "self-test.json",
        {
            "tolerance": {"cosine": 0.995},
            "pictures": [{"file": p["file"], "vector": p["vector"]} for p in seen],
            "sentences": said,
            "similarity": rounded(table),
        },
    )
    total = sum(p.stat().st_size for p in (FOLDER / "pictures").iterdir())
    print(f"{len(pictures)} pictures, {total:,} bytes; {len(texts)} sentences")


def write(path: Path, content: dict) -> None:
    """One line an entry: readable differences without a line for every number."""
    lines = []
    for key, value in content.items():
        if isinstance(value, list):
            body = ",\n".join(json.dumps(v, separators=(",", ":")) for v in value)
            lines.append(f'"{key}":[\n{body}\n]')
        else:
            lines.append(f'"{key}":{json.dumps(value)}')
    path.write_text("{" + ",\n".join(lines) + "}\n", "utf-8")


if __name__ == "__main__":
    main()
