"""Runs the frozen towers once over every picture and sentence and keeps the result in a cache folder.

    python -m models.features --data DIR --cache DIR [--side PIXELS]

The towers do not change during training, so the cache turns hours of training into minutes.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime as ort
import torch
from tokenizers import Tokenizer
from torch import nn

from models.data import SETS, PictureSet, Row, batches
from models.pictures import SIDE
from models.towers import ImageTrunk, SentenceTrunk, sentence_folder

MAX_TOKENS = 64
# Enough faces for their topic; the set is larger than all the others of its kind together.
LIMIT = {"faces_age": 1500}
# One training picture in this many keeps its 25 cells, for the principal components of the compact tokens.
GRID_EVERY = 8


@dataclass(frozen=True)
class Features:
    """Frozen picture features of one set. pooled [N, 1280], levels [N, 736], cells [M, 25, 736] of every 8th."""

    pooled: np.ndarray
    levels: np.ndarray
    cells: np.ndarray


def session(path: Path, threads: int = 0) -> ort.InferenceSession:
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    return ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def regroup(side: int = SIDE) -> torch.Tensor:
    """[25, 49] at 224 px: averages the 7 x 7 grid into 5 x 5, each new cell over the window adaptive pooling would take."""
    k = side // 32
    eye = torch.eye(k * k).view(k * k, 1, k, k)
    return nn.functional.adaptive_avg_pool2d(eye, 5).view(k * k, 25).T.contiguous()


def export_trunks(cache: Path, side: int = SIDE) -> tuple[Path, Path]:
    """Float32 graphs of both frozen towers, used for extraction and as the reference of the quantised ones."""
    torch.backends.mha.set_fastpath_enabled(False)
    cache.mkdir(parents=True, exist_ok=True)
    image, text = cache / "image-trunk.onnx", cache / "text-trunk.onnx"
    if not image.exists():
        torch.onnx.export(
            ImageTrunk(side), (torch.zeros(2, 3, side, side),), str(image), dynamo=False, opset_version=17,
            input_names=["pixels"], output_names=["pooled", "grid"],
            dynamic_axes={name: {0: "batch"} for name in ("pixels", "pooled", "grid")},
        )  # fmt: skip
    if not text.exists():
        ids = torch.ones(2, 5, dtype=torch.long)
        torch.onnx.export(
            SentenceTrunk.pretrained(), (ids, ids), str(text), dynamo=False, opset_version=17,
            input_names=["input_ids", "attention_mask"], output_names=["sentence"],
            dynamic_axes={"input_ids": {0: "batch", 1: "length"}, "attention_mask": {0: "batch", 1: "length"},
                          "sentence": {0: "batch"}},
        )  # fmt: skip
    return image, text


def tokenizer() -> Tokenizer:
    """MiniLM's tokenizer without the padding and the truncation stored in its file."""
    made = Tokenizer.from_file(str(sentence_folder() / "tokenizer.json"))
    made.no_padding()
    made.no_truncation()
    return made


def encode(made: Tokenizer, text: str) -> list[int]:
    """Ids with [CLS] and [SEP], at most 64, the closing [SEP] kept."""
    ids = made.encode(text).ids
    return ids if len(ids) <= MAX_TOKENS else [*ids[: MAX_TOKENS - 1], ids[-1]]


def text_vectors(run: ort.InferenceSession, texts: list[str], made: Tokenizer, size: int = 64) -> np.ndarray:
    """Any graph with `input_ids` and `attention_mask` -> its first output, in the order of `texts`."""
    ids = [encode(made, text) for text in texts]
    order = sorted(range(len(ids)), key=lambda i: len(ids[i]))  # like lengths together: little padding
    out: list[np.ndarray | None] = [None] * len(ids)
    for start in range(0, len(order), size):
        part = order[start : start + size]
        length = max(len(ids[i]) for i in part)
        padded = np.zeros((len(part), length), np.int64)
        mask = np.zeros_like(padded)
        for row, i in enumerate(part):
            padded[row, : len(ids[i])] = ids[i]
            mask[row, : len(ids[i])] = 1
        for i, vector in zip(part, run.run(None, {"input_ids": padded, "attention_mask": mask})[0], strict=True):
            out[i] = vector
    return np.stack([v for v in out if v is not None])


def chosen_rows(pictures: PictureSet) -> list[Row]:
    rows = pictures.rows()
    limit = LIMIT.get(pictures.name, len(rows))
    # Evenly spaced rather than the first ones: the files are sorted by label.
    return [rows[i] for i in np.unique(np.linspace(0, len(rows) - 1, limit).astype(int))]


def picture_features(folder: Path, cache: Path, name: str, how: str = "none", side: int = SIDE) -> Features:
    """Cached frozen features of one set; computed on first use, when alone `side` matters."""
    path = cache / f"{name}-{how}.npz"
    if not path.exists():
        image, _ = export_trunks(cache, side)
        run, average = session(image), regroup(side).numpy()
        pictures = PictureSet(folder, name)
        rows = chosen_rows(pictures)
        pooled, levels, cells, seen = [], [], [], 0
        for batch in batches(pictures, rows, how=how, side=side):
            p, g = run.run(None, {"pixels": batch})  # [B, 1280], [B, 49, 736]
            pooled.append(p)
            levels.append(g.mean(1))
            keep = [i for i in range(len(p)) if (seen + i) % GRID_EVERY == 0]
            cells.append((average @ g[keep]).astype(np.float16))  # [., 25, 736]
            seen += len(p)
        part = path.with_suffix(".part.npz")
        np.savez(part, pooled=np.concatenate(pooled), levels=np.concatenate(levels), cells=np.concatenate(cells))
        part.rename(path)
    with np.load(path) as saved:
        return Features(saved["pooled"], saved["levels"], saved["cells"])


def sentence_features(cache: Path, name: str, texts: list[str]) -> np.ndarray:
    """Cached MiniLM vectors [N, 384]; `name` must change with the texts."""
    path = cache / f"text-{name}.npy"
    if path.exists() and len(saved := np.load(path)) == len(texts):
        return saved
    _, text = export_trunks(cache)
    vectors = text_vectors(session(text), texts, tokenizer())
    np.save(path, vectors)
    return vectors


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--side", type=int, default=SIDE, help="another input size, a multiple of 32: needs a cache of its own")
    options = parser.parse_args()
    for name in SETS:
        print(name, picture_features(options.data, options.cache, name, side=options.side).pooled.shape, flush=True)
        if name == "groceries":
            picture_features(options.data, options.cache, "flickr8k", "flip", options.side)


if __name__ == "__main__":
    main()
