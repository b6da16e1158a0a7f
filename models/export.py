"""Writes the two ONNX files, the tokenizer and the background vectors that the app ships.

    python -m models.export --data DIR --cache DIR

Needs `align.pt` from `models.align.train` in the cache folder; also leaves float32 graphs there for comparison.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

import onnx
from models.align.model import Aligned, Head, Shape, blank
from models.compact import quantise_sentences, quantise_trunk, save, store_small
from models.data import EVALUATION_ONLY, SETS, PictureSet, batches
from models.features import MAX_TOKENS, chosen_rows, encode, session, text_vectors, tokenizer
from models.inner import expose
from models.tokens import COUNT, WIDTH, TokenHead, fit
from models.towers import ImageTrunk, SentenceTrunk, sentence_folder

HERE = Path(__file__).parent
BACKGROUND = 512
LEAST_MEDIAN, LEAST_WORST = 0.995, 0.98


@dataclass(frozen=True)
class Options:
    """Where things are."""

    data: Path
    cache: Path
    target: Path = HERE / "onnx"


class ImageModel(nn.Module):
    """pixels [B, 3, 224, 224] -> vector [B, 512], tokens [B, 25, 128]"""

    def __init__(self, trunk: nn.Module, head: Head, tokens: TokenHead) -> None:
        super().__init__()
        self.trunk, self.head, self.tokens = trunk, head, tokens

    def forward(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        pooled, grid = self.trunk(pixels)
        return self.head(pooled, grid.mean(1)), self.tokens(grid)


class RowEmbedding(nn.Module):
    """Word table in int8 with one scale a word: a quarter of the bytes, the rounding a hundredth of a word's length."""

    def __init__(self, weight: Tensor) -> None:
        super().__init__()
        scale = weight.abs().amax(1, keepdim=True) / 127
        self.register_buffer("whole", torch.round(weight / scale.clamp(min=1e-12)).to(torch.int8))  # [V, 384]
        self.register_buffer("scale", scale)  # [V, 1]

    def forward(self, ids: Tensor) -> Tensor:
        return self.whole[ids].float() * self.scale[ids]


class TextModel(nn.Module):
    """input_ids, attention_mask int64 [B, L] -> vector [B, 512]"""

    def __init__(self, trunk: SentenceTrunk, head: Head) -> None:
        super().__init__()
        self.trunk, self.head = trunk, head

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        return self.head(self.trunk(ids, mask))


def load(path: Path) -> Aligned:
    """The heads from a checkpoint of `models.align.train`."""
    saved = torch.load(path, weights_only=True)
    sizes = saved["options"]
    model = blank(Shape(sizes["hidden"], sizes["parts"]), sizes["heads"])
    model.load_state_dict(saved["weights"])
    return model.eval()


def write_image(model: nn.Module, path: Path) -> None:
    names = ["pixels", "vector", "tokens"]
    torch.onnx.export(
        model.eval(), (torch.zeros(2, 3, 224, 224),), str(path), dynamo=False, opset_version=17,
        input_names=names[:1], output_names=names[1:], dynamic_axes={name: {0: "batch"} for name in names},
    )  # fmt: skip
    graph = onnx.load(path)
    expose(graph)
    save(graph, path)


def write_text(model: nn.Module, path: Path) -> None:
    ids = torch.ones(2, 5, dtype=torch.long)
    both = {0: "batch", 1: "length"}
    torch.onnx.export(
        model.eval(), (ids, ids), str(path), dynamo=False, opset_version=17, output_names=["vector"],
        input_names=["input_ids", "attention_mask"],
        dynamic_axes={"input_ids": both, "attention_mask": both, "vector": {0: "batch"}},
    )  # fmt: skip


def calibration(data: Path, each: int = 24) -> list[np.ndarray]:
    """Training pictures of every set: the ranges must hold for drawings and receipts too."""
    out = []
    for name in (s for s in SETS if s not in EVALUATION_ONLY):
        pictures = PictureSet(data, name)
        rows = [row for row in pictures.rows() if row.split == "train"]
        part = [rows[i] for i in np.linspace(0, len(rows) - 1, each * (3 if name == "flickr8k" else 1)).astype(int)]
        out += list(batches(pictures, part, 24))
    return out


def agreement(a: np.ndarray, b: np.ndarray) -> tuple[float, float]:
    """Median and worst cosine of unit vectors, row by row."""
    cosines = (a * b).sum(-1)
    return float(np.median(cosines)), float(cosines.min())


def best_image(options: Options, full: Path, target: Path) -> dict[str, float | str]:
    """Tries int8 arithmetic in the trunk; stores int8 weights for float32 arithmetic where that is not close enough."""
    sample = PictureSet(options.data, "flickr8k")
    pixels = list(batches(sample, sample.rows("val")[::5], 25))  # 200 pictures
    reference = np.concatenate([session(full).run(["vector"], {"pixels": p})[0] for p in pixels])
    report: dict[str, float | str] = {}
    for name in ("int8 arithmetic", "int8 weights"):
        if name == "int8 arithmetic":
            quantise_trunk(full, target, calibration(options.data))
            graph, eight_bits = onnx.load(target), 200_000
        else:
            # Depthwise and early convolutions are few bytes and sensitive: float16. The 1 x 1 ones hold the weight.
            graph, eight_bits = onnx.load(full), 20_000
        store_small(graph, eight_bits, 1000)
        save(graph, target)
        run = session(target)
        vectors = np.concatenate([run.run(["vector"], {"pixels": p})[0] for p in pixels])
        median, worst = agreement(reference, vectors)
        print(f"image {name}: cosine median {median:.4f} worst {worst:.4f}, {target.stat().st_size:,} bytes")
        report |= {f"{name}, median": round(median, 4), f"{name}, worst": round(worst, 4), "stored": name}
        if median >= LEAST_MEDIAN and worst >= LEAST_WORST:
            break
    return report


def write_small_text(options: Options, head: Head, target: Path) -> dict[str, float | str]:
    """Int8 weights, float32 arithmetic.

    Dynamic int8 arithmetic is measured beside it: it takes one scale for a whole batch, so a sentence's vector would
    depend on the sentences it is run with, and it costs caption retrieval more than the milliseconds are worth.
    """
    full, plain, dynamic = (options.cache / f"text-{name}.onnx" for name in ("full", "plain", "dynamic"))
    trunk = SentenceTrunk.pretrained()
    write_text(TextModel(trunk, head), full)
    trunk.words = RowEmbedding(trunk.words.weight.detach())
    trunk.positions.weight.data = trunk.positions.weight.data[:MAX_TOKENS]  # longer texts are cut before they get here
    write_text(TextModel(trunk, head), plain)
    quantise_sentences(plain, dynamic)
    graph = onnx.load(plain)
    store_small(graph, 100_000)
    save(graph, target)
    texts = [row.captions[0] for row in PictureSet(options.data, "flickr8k").rows("val")[:200]]
    reference = text_vectors(session(full), texts, tokenizer())
    report: dict[str, float | str] = {}
    for name, path in (("int8 arithmetic", dynamic), ("int8 weights", target)):
        median, worst = agreement(reference, text_vectors(session(path), texts, tokenizer()))
        print(f"text {name}: cosine median {median:.4f} worst {worst:.4f}, {path.stat().st_size:,} bytes")
        report |= {f"{name}, median": round(median, 4), f"{name}, worst": round(worst, 4), "stored": name}
    return report


def background(options: Options, image: Path) -> np.ndarray:
    """Vectors [512, 512] of training pictures spread over all sets: what a sentence scores by accident."""
    run, out = session(image), []
    names = [s for s in SETS if s not in EVALUATION_ONLY]
    for i, name in enumerate(names):
        pictures = PictureSet(options.data, name)
        rows = [row for row in chosen_rows(pictures) if row.split == "train"]
        # Photo libraries look more like the caption set than like single objects: it gets half.
        count = BACKGROUND // 2 if name == "flickr8k" else BACKGROUND // 2 // (len(names) - 1)
        if i == len(names) - 1:
            count = BACKGROUND - sum(len(v) for v in out)
        part = [rows[j] for j in np.linspace(0, len(rows) - 1, count).astype(int)]
        out.append(np.concatenate([run.run(["vector"], {"pixels": p})[0] for p in batches(pictures, part)]))
    return np.concatenate(out).astype("<f2")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--target", type=Path, default=Options.target)
    options = Options(**vars(parser.parse_args()))
    options.target.mkdir(parents=True, exist_ok=True)
    torch.backends.mha.set_fastpath_enabled(False)
    model = load(options.cache / "align.pt")
    tokens, kept = fit(options.data, options.cache)
    full_image = options.cache / "image-full.onnx"
    write_image(ImageModel(ImageTrunk(), model.image, tokens), full_image)
    image = options.target / "podium-image.onnx"
    report: dict[str, object] = {"image": best_image(options, full_image, image)}

    report["text"] = write_small_text(options, model.text, options.target / "podium-text.onnx")

    words = json.loads((sentence_folder() / "tokenizer.json").read_text("utf-8"))
    words["padding"] = words["truncation"] = None  # the stored file pads every text to 128 tokens
    (options.target / "podium-tokenizer.json").write_text(
        json.dumps(words, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8"
    )
    assert encode(tokenizer(), "a dog") == [101, 1037, 3899, 102]
    (options.target / "podium-background.f16").write_bytes(background(options, image).tobytes())
    report["tokens"] = {"count": COUNT, "dimension": WIDTH, "variance_kept": round(kept, 4)}
    (options.cache / "export.json").write_text(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
