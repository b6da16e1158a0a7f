"""Trains the projections on cached features of the frozen towers.

    python -m models.align.train --data DIR --cache DIR

Prints the figures on the validation pictures and writes `align.pt` into the cache folder.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Protocol

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from models.align.check import check
from models.align.losses import contrastive, cross_modal, distillation, growing, in_modal, kept_order, labelled
from models.align.model import (
    FEATURES,
    Aligned,
    Conse,
    Head,
    PictureInputs,
    Projection,
    SentenceInputs,
    Shape,
    joined,
    shared_map,
)
from models.align.pool import Pool, captioned, draw, name_table, training_pool
from models.towers import SENTENCE, ImageTrunk
from models.words import TEMPLATES


@dataclass(frozen=True)
class Options:
    """Everything a run depends on beside the data."""

    data: Path
    cache: Path
    out: str = "align.pt"
    seed: int = 1
    heads: int = 3  # projections a side, trained apart with seeds one after the other
    steps: int = 700
    batch: int = 512  # captioned pictures a step
    others: int = 256  # pictures a step for names and labels
    invented: int = 128  # made-up pooled features a step, each pushed towards a random class
    rate: float = 1e-3
    decay: float = 0.1
    hidden: int = 768
    parts: int = 2
    dropout: float = 0.4
    text_dropout: float = 0.2
    distil: float = 1.0  # weight of the vocabulary distillation
    label: float = 0.3  # weight of the topic labels
    cross: float = 0.0  # weights of the list-wise rank losses; the paper's is 1/16
    inner: float = 0.0
    frozen: float = 0.0
    masked: bool = False  # leave the diagonal out of the rank losses within a side
    rank_scale: float = 0.0  # their own 1 / temperature; 0: that of the contrastive loss
    average: float = 0.0  # decay of the moving average of the weights; 0: the last weights
    fast: bool = True  # bfloat16 in the matrix products
    blend: float = 0.5  # share of captioned pictures that get a mixture of two views and of two captions


@dataclass
class Material:
    """All that is learnt from, as the projections read it; computed once and used by every run."""

    inputs: tuple[PictureInputs, SentenceInputs]
    pool: Pool
    teacher: Tensor  # [N, 1000] the classifier's posterior for the pool
    others: Tensor  # [N, 2400] the pool
    pictures: Tensor  # [views, M, 2400] captioned pictures
    captions: Tensor  # [M, 5, 384]
    names: Tensor  # [1000, V, 384]
    phrases: Tensor  # [P, V, 384]

    @classmethod
    @torch.no_grad()
    def read(cls, data: Path, cache: Path) -> Material:
        names, pool = name_table(cache), training_pool(data, cache)
        flickr = captioned(data, cache, "train", ("none", "flip"))
        weight, bias = ImageTrunk().classifier()
        # The bare first name in every template, averaged, is the class's place among the sentences.
        conse = Conse(weight, bias, names[:, : len(TEMPLATES)].mean(1))
        seen, said = torch.cat([pool.pooled, pool.levels], -1), flickr.captions
        see = PictureInputs(conse, seen.mean(0), seen.std(0) + 1e-3)
        say = SentenceInputs(said.mean((0, 1)), said.std((0, 1)) + 1e-3)
        return cls(
            (see, say), pool, conse.posterior(pool.pooled), see(pool.pooled, pool.levels),
            torch.stack([see(*view) for view in zip(flickr.pooled, flickr.levels, strict=True)]),
            say(flickr.captions), say(names), say(pool.phrases),
        )  # fmt: skip


def towards_classes(pooled: Tensor, conse: Conse) -> Tensor:
    """Pooled features [B, 1280] changed until the classifier sees a random class in each.

    The sets show few of the thousand classes; these cover the others. The old content fades by a random share, then the
    class's weights are added until it leads by a random margin. Features are means of rectified maps: never negative.
    """
    weight = conse.classifier.weight[torch.randint(len(conse.classifier.weight), (len(pooled),))]  # [B, 1280]
    pooled = pooled * torch.rand(len(pooled), 1)
    logits = conse.classifier(pooled)
    own = (pooled * weight).sum(-1)
    lead = logits.max(-1).values - own + torch.rand(len(pooled)) * 8
    return torch.relu(pooled + weight * (lead / weight.square().sum(-1))[:, None])


def rank_losses(options: Options, scale: Tensor, seen: Tensor, said: Tensor, frozen: tuple[Tensor, Tensor]) -> Tensor:
    """seen, said [B, 512] belong together row by row; frozen: what the towers gave for them, before any projection."""
    loss = torch.zeros(())
    if options.rank_scale:
        scale = torch.tensor(options.rank_scale)
    if options.cross:
        loss = loss + options.cross * cross_modal(scale * seen @ said.T)
    if options.inner or options.frozen:
        own = scale * seen @ seen.T, scale * said @ said.T
        if options.inner:
            loss = loss + options.inner * in_modal(*own, options.masked)
        if options.frozen:
            pictures, sentences = (F.normalize(f, dim=-1) for f in frozen)
            loss = loss + options.frozen * kept_order(own, (pictures @ pictures.T, sentences @ sentences.T), options.masked)
    return loss


def blended(table: Tensor | LateCaptions, first: Tensor, second: Tensor, much: Tensor) -> Tensor:
    return table[first] * (1 - much) + table[second] * much


@torch.no_grad()
def follow(average: dict[str, Tensor], model: Aligned, decay: float) -> None:
    for name, value in model.named_parameters():
        if name in average:
            average[name].lerp_(value, 1 - decay)


class LateCaptions(Protocol):
    """Captions by number, [n] -> [n, 384], read through layers of the tower that are trained along at a rate of their own."""

    rate: float
    trained: list[nn.Parameter]

    def __getitem__(self, rows: Tensor, /) -> Tensor: ...


def train(options: Options, material: Material, late: LateCaptions | None = None) -> Aligned:
    """One projection a side; with `late`, instead of the captions of `material`, layers of the tower along."""
    torch.manual_seed(options.seed)
    shape = Shape(options.hidden, options.parts, options.dropout, options.text_dropout)
    picture_inputs, sentence_inputs = material.inputs
    model = Aligned(
        Head(picture_inputs, [Projection(FEATURES, shape, shape.dropout)]),
        Head(sentence_inputs, [Projection(SENTENCE, shape, shape.text_dropout)]),
    )
    conse, pool = picture_inputs.conse, material.pool
    views, count = material.pictures.shape[:2]
    each = material.captions.shape[1]
    pictures = material.pictures.flatten(0, 1)
    captions = material.captions.flatten(0, 1) if late is None else late
    see, say = model.image.projections[0], model.text.projections[0]
    weights = {name: p for name, p in model.named_parameters() if p.requires_grad}
    average = {name: p.detach().clone() for name, p in weights.items()} if options.average else {}
    groups: list[dict[str, Any]] = [{"params": list(weights.values()), "lr": options.rate}]
    if late is not None and late.trained:
        groups.append({"params": late.trained, "lr": late.rate})
    optimiser = torch.optim.AdamW(groups, weight_decay=options.decay, betas=(0.9, 0.98), fused=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, [g["lr"] for g in groups], options.steps, pct_start=0.1)
    model.train()
    start = time.time()
    for step in range(options.steps):
        one = torch.randperm(count)[: options.batch]  # a picture twice in a batch would be its own negative
        two = torch.randint(len(pool.label), (options.others,))
        b, o = len(one), options.others
        much = torch.rand(b, 1) * (torch.rand(b, 1) < options.blend)
        x = blended(pictures, torch.randint(views, (b,)) * count + one, torch.randint(views, (b,)) * count + one, much)
        y = blended(captions, one * each + torch.randint(each, (b,)), one * each + torch.randint(each, (b,)), much)
        parts, wanted = [x, material.others[two]], material.teacher[two]
        if options.invented:
            base = torch.randint(len(pool.label), (options.invented,))
            with torch.no_grad():
                made = towards_classes(pool.pooled[base], conse)
                parts.append(picture_inputs(made, pool.levels[base]))
                wanted = torch.cat([wanted, conse.posterior(made)])
        with torch.autocast("cpu", torch.bfloat16, options.fast):
            seen = see(torch.cat(parts))
            said = say(torch.cat([y, draw(material.names), draw(material.phrases)] if o else [y]))
        loss = contrastive(model.scale(0) * seen[:b] @ said[:b].T)
        if o:
            to_names = seen[b:] @ said[b:].T
            known = pool.label[two] >= 0
            allowed = pool.phrase_group[None] == pool.group[two][known][:, None]
            loss = (
                loss
                + options.distil * distillation(model.scale(1) * to_names[:, :1000], wanted)
                + options.label * labelled(model.scale(2) * to_names[:o, 1000:][known], pool.label[two][known], allowed)
            )
        if grown := growing(step / max(options.steps - 1, 1)):
            loss = loss + grown * rank_losses(options, model.scale(0), seen[:b], said[:b], (x, y))
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        if average:
            # A young average would still hold the random start.
            follow(average, model, min(options.average, (1 + step) / (10 + step)))
        if (step + 1) % 100 == 0:
            print(f"step {step + 1} loss {loss.item():.3f} {time.time() - start:.0f}s", flush=True)
    model.load_state_dict(average, strict=False)
    return model.eval()


@torch.no_grad()
def together(models: list[Aligned], material: Material) -> Aligned:
    """All projections in one model, brought to 512 numbers by a map fitted on the captioned training pictures."""
    if len(models) == 1:
        return models[0]
    model = joined(models)
    pictures = torch.cat([material.pictures.flatten(0, 1), material.others])
    sentences = torch.cat([part.flatten(0, 1) for part in (material.captions, material.names)])
    mix = shared_map(model.image.beside(pictures), model.text.beside(sentences))
    model.image.mix.copy_(mix)
    model.text.mix.copy_(mix)
    return model


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, field in Options.__dataclass_fields__.items():
        flag = f"--{name.replace('_', '-')}"
        if name in ("data", "cache"):
            parser.add_argument(flag, type=Path, required=True)
        elif isinstance(field.default, bool):
            parser.add_argument(flag, action=argparse.BooleanOptionalAction, default=field.default)
        else:
            parser.add_argument(flag, type=type(field.default), default=field.default)
    options = Options(**vars(parser.parse_args()))
    material = Material.read(options.data, options.cache)
    models = [train(replace(options, seed=options.seed + i), material) for i in range(options.heads)]
    model = together(models, material)
    figures = check(model, options.data, options.cache)
    print(json.dumps(figures))
    kept = {k: v for k, v in asdict(options).items() if k not in ("data", "cache")}
    torch.save({"weights": model.state_dict(), "options": kept, "figures": figures}, options.cache / options.out)


if __name__ == "__main__":
    main()
