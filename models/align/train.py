"""Trains the two projections on cached features of the frozen towers.

    python -m models.align.train --data DIR --cache DIR

Prints the figures on the validation pictures and writes `align.pt` into the cache folder.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from models.align.figures import naming, retrieval
from models.align.losses import contrastive, distillation, labelled
from models.align.model import Aligned, Conse, ImageHead, Shape, TextHead
from models.data import EVALUATION_ONLY, SETS, PictureSet
from models.features import chosen_rows, picture_features, sentence_features
from models.towers import ImageTrunk
from models.words import TEMPLATES, imagenet_names, imagenet_synsets, topic_of

SYNONYMS = 3


@dataclass(frozen=True)
class Options:
    """Everything a run depends on beside the data."""

    data: Path
    cache: Path
    out: str = "align.pt"
    seed: int = 1
    steps: int = 700
    batch: int = 512  # captioned pictures a step
    others: int = 256  # pictures a step for names and labels
    rate: float = 1e-3
    decay: float = 0.1
    hidden: int = 768  # keeps the committed files under 36 MB
    dropout: float = 0.4
    distil: float = 4.0  # weight of the vocabulary distillation
    label: float = 0.3  # weight of the topic labels
    branch: float = 0.0  # weight of losses on each half of the vector alone; the rest goes to the whole vector
    share: float = 0.5  # share of the captions branch in the joined vector


@dataclass
class Pool:
    """Training pictures of all sets side by side. label -1: nothing said about the picture."""

    pooled: Tensor  # [N, 1280]
    levels: Tensor  # [N, 736]
    label: Tensor  # [N] phrase number
    group: Tensor  # [N] set number
    phrases: list[str]
    phrase_group: Tensor  # [P]


def training_pool(options: Options) -> Pool:
    pooled, levels, label, group = [], [], [], []
    known: dict[tuple[int, str], int] = {}
    for number, name in enumerate(s for s in SETS if s not in EVALUATION_ONLY):
        rows = chosen_rows(PictureSet(options.data, name))
        found = picture_features(options.data, options.cache, name)
        for i in (i for i, row in enumerate(rows) if row.split == "train"):
            phrase = topic_of(name, rows[i])
            label.append(known.setdefault((number, phrase), len(known)) if phrase else -1)
            group.append(number)
            pooled.append(found.pooled[i])
            levels.append(found.levels[i])
    return Pool(
        torch.tensor(np.stack(pooled)), torch.tensor(np.stack(levels)), torch.tensor(label), torch.tensor(group),
        [phrase for _, phrase in known], torch.tensor([g for g, _ in known]),
    )  # fmt: skip


def name_table(cache: Path) -> Tensor:
    """[1000, V, 384]: sentences for each ImageNet class, every template with up to three synonyms."""
    texts = [
        template.format(names[s % len(names)])
        for names in imagenet_names() for s in range(SYNONYMS) for template in TEMPLATES
    ]  # fmt: skip
    return torch.tensor(sentence_features(cache, "names", texts)).view(1000, SYNONYMS * len(TEMPLATES), -1)


def draw(table: Tensor) -> Tensor:
    """One random sentence a row: [C, V, 384] -> [C, 384]"""
    return table[torch.arange(len(table)), torch.randint(table.shape[1], (len(table),))]


def build(options: Options, pool: Pool, names: Tensor, captions: Tensor) -> Aligned:
    seen = torch.cat([pool.pooled, pool.levels], -1)
    weight, bias = ImageTrunk().classifier()
    shape = Shape(hidden=options.hidden, dropout=options.dropout)
    # The bare first name in every template, averaged, is the class's place among the sentences.
    conse = Conse(weight, bias, names[:, : len(TEMPLATES)].mean(1))
    model = Aligned(
        ImageHead(shape, conse, seen.mean(0), seen.std(0) + 1e-3),
        TextHead(shape, captions.mean((0, 1)), captions.std((0, 1)) + 1e-3),
    )
    model.set_share(options.share)
    return model


def train(options: Options) -> Aligned:
    torch.manual_seed(options.seed)
    flickr = PictureSet(options.data, "flickr8k").rows()
    learn = [i for i, row in enumerate(flickr) if row.split == "train"]
    captions = torch.tensor(sentence_features(options.cache, "flickr8k", [c for row in flickr for c in row.captions])).view(
        len(flickr), 5, -1
    )[learn]  # [N, 5, 384]
    sides = [picture_features(options.data, options.cache, "flickr8k", how) for how in ("none", "flip")]
    pooled = torch.tensor(np.stack([s.pooled[learn] for s in sides]))  # [2, N, 1280]
    levels = torch.tensor(np.stack([s.levels[learn] for s in sides]))
    pool, names = training_pool(options), name_table(options.cache)
    phrase_texts = [t.format(p) for p in pool.phrases for t in TEMPLATES]
    phrases = torch.tensor(sentence_features(options.cache, "phrases", phrase_texts)).view(len(pool.phrases), -1, 384)
    model = build(options, pool, names, captions)
    with torch.no_grad():
        teacher = model.image.conse.posterior(pool.pooled)  # [N, 1000]

    weights = [p for p in model.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(weights, lr=options.rate, weight_decay=options.decay, betas=(0.9, 0.98))
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, options.rate, options.steps, pct_start=0.1)
    model.train()
    start = time.time()
    for step in range(options.steps):
        one = torch.randint(len(learn), (options.batch,)).unique()  # a picture twice in a batch would be its own negative
        side, which = torch.randint(2, one.shape), torch.randint(5, one.shape)
        two = torch.randint(len(pool.label), (options.others,))
        picture = model.image.branches(
            torch.cat([pooled[side, one], pool.pooled[two]]), torch.cat([levels[side, one], pool.levels[two]])
        )
        b = len(one)
        text = model.text.branches(torch.cat([captions[one, which], draw(names), draw(phrases)]))
        joined = [options.share * (picture[0] @ text[0].T) + (1 - options.share) * (picture[1] @ text[1].T)]
        # The branch losses let each half learn its own matter; the joined ones make the halves fit together.
        views = [(1 - options.branch, joined[0], joined[0])]
        if options.branch:
            views.append((options.branch, picture[0] @ text[0].T, picture[1] @ text[1].T))
        said = pool.label[two] >= 0
        allowed = pool.phrase_group[None] == pool.group[two][said][:, None]
        loss = torch.zeros(())
        for part, for_captions, for_names in views:
            loss = loss + part * (
                contrastive(model.scale(0) * for_captions[:b, :b])
                + options.distil * distillation(model.scale(1) * for_names[b:, b : b + 1000], teacher[two])
                + options.label * labelled(model.scale(2) * for_names[b:, b + 1000 :][said], pool.label[two][said], allowed)
            )
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        if (step + 1) % 150 == 0:
            print(f"step {step + 1} loss {loss.item():.3f} {time.time() - start:.0f}s", flush=True)
    return model.eval()


@torch.no_grad()
def check(model: Aligned, options: Options) -> dict[str, float]:
    """Float32 figures on val from the cache; `evaluate.py` repeats them with the shipped files."""
    flickr = PictureSet(options.data, "flickr8k").rows()
    keep = [i for i, row in enumerate(flickr) if row.split == "val"]
    found = picture_features(options.data, options.cache, "flickr8k")
    said = sentence_features(options.cache, "flickr8k", [c for row in flickr for c in row.captions])
    captions = torch.tensor(said).view(len(flickr), 5, -1)[keep].flatten(0, 1)
    pictures = model.image(torch.tensor(found.pooled[keep]), torch.tensor(found.levels[keep]))
    out = retrieval(pictures.numpy(), model.text(captions).numpy())
    words = picture_features(options.data, options.cache, "vocabulary")
    synsets = imagenet_synsets()
    right = np.array([synsets.index(r.labels["synset"]) for r in PictureSet(options.data, "vocabulary").rows()])
    table = name_table(options.cache)[:, : len(TEMPLATES)]  # first synonym, every template
    named = F.normalize(model.text(table.flatten(0, 1)).view(1000, -1, 512).mean(1), dim=-1)
    seen = model.image(torch.tensor(words.pooled), torch.tensor(words.levels))
    out |= naming(seen.numpy(), named.numpy(), right)
    posterior = model.image.conse.posterior(torch.tensor(words.pooled)).numpy()
    out["classifier_top1"] = round(float((posterior.argmax(1) == right).mean()) * 100, 2)
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, field in Options.__dataclass_fields__.items():
        kind = Path if name in ("data", "cache") else type(field.default)
        needed = name in ("data", "cache")
        parser.add_argument(f"--{name}", type=kind, required=needed, default=None if needed else field.default)
    options = Options(**vars(parser.parse_args()))
    model = train(options)
    figures = check(model, options)
    print(json.dumps(figures))
    kept = {k: str(v) if isinstance(v, Path) else v for k, v in asdict(options).items() if k not in ("data", "cache")}
    torch.save({"weights": model.state_dict(), "options": kept, "figures": figures}, options.cache / options.out)


if __name__ == "__main__":
    main()
