"""Writes `onnx/podium-words.txt`: the words of all training sentences, by which the app mends slips of the finger.

    python -m models.spelling --data DIR

One word and its count a line, the most frequent first. Words of captions that occur once or twice are often slips themselves.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from pathlib import Path

from models.data import EVALUATION_ONLY, SETS, PictureSet
from models.words import TEMPLATES, imagenet_names, topic_of

TARGET = Path(__file__).parent / "onnx" / "podium-words.txt"
LEAST = 3


def words_of(text: str) -> list[str]:
    return re.findall(r"[a-z]+", text.lower())


def table(data: Path) -> list[tuple[str, int]]:
    said = Counter(
        w for r in PictureSet(data, "flickr8k").rows() if r.split == "train" for c in r.captions for w in words_of(c)
    )
    counts = Counter({w: n for w, n in said.items() if n >= LEAST})
    named = [name for names in imagenet_names() for name in names]
    for name in (s for s in SETS if s not in EVALUATION_ONLY):
        named += sorted({topic_of(name, row) for row in PictureSet(data, name).rows() if row.split == "train"})
    for text in (*named, *TEMPLATES):
        counts.update({w: LEAST for w in set(words_of(text))})
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    lines = [f"{word} {count}\n" for word, count in table(parser.parse_args().data) if len(word) > 1]
    TARGET.write_text("".join(lines))
    print(f"{len(lines):,} words, {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
