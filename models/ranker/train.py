"""Trains the compact adapter (or the full one) on what is stored of each picture.

    python -m models.ranker.train --data DIR --cache DIR [--seed 1] [--rank attention|difference|none] [--project STEPS]
    python -m models.ranker.train --data DIR --cache DIR --full      # the full adapter, on the tokens of the compact one

First the projection of the picture model's cells to tokens is learnt with an adapter of its own, then the adapter that is
kept is trained from the start on tokens as the app would store them.

Each step draws one attribute, pictures that have it spread over its values, and sentences: the attribute in both
directions, other attributes of the same pictures, and sentences that order nothing.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from models.ranker import meaning, probe
from models.ranker.figures import srcc
from models.ranker.losses import differences, leakage, pairwise, regression
from models.ranker.model import CompactAdapter, DifferenceHead, Facts, FullAdapter, RefinedAdapter, RelationalAttention, Sizes
from models.ranker.photos import Cells, Photos, rounded, shipped_components, stored_components
from models.ranker.renderings import AGED, KINDS
from models.ranker.sampler import Sampler, standard
from models.ranker.sets import MEASURED, Album, attributes, load
from models.ranker.text import Words, sentence_table
from models.tokens import LIMIT

LOOK = ("quality", "aesthetics", AGED, *KINDS, *MEASURED)
# Pictures of a batch that the pair head compares each with each.
PAIRED = 40
# Weights of a sentence below this change no place in its order: the app passes over them too.
LEAST_WEIGHT = 1e-4
# Deviations from the mean beyond which few labels lie.
UNUSUAL = 2.5
# How often each attribute is drawn, topics together as often as one of the big ones.
SHARES = {
    "age": 8.0,
    "people": 5.0,
    "quality": 10.0,
    "aesthetics": 5.0,
    AGED: 3.0,
    "count:dogs": 1.5,
    **dict.fromkeys(KINDS, 3.0),
}


@dataclass(frozen=True)
class Options:
    """Everything a run depends on beside the data."""

    data: Path
    cache: Path
    out: str = "ranker.pt"
    kind: str = "compact"
    rank: str = "attention"
    only: str = ""  # train these attributes alone, comma separated
    seed: int = 1
    steps: int = 13000
    batch: int = 96
    rate: float = 1.5e-3
    decay: float = 0.1
    leak: float = 1.0
    bound: float = 0.3
    probes: int = 1  # 0: without the linear path
    project: int = 8000  # steps in which the projection is learnt; 0: that of the picture model as it is
    # Seed of the reader of sentences: of eight, one that names most of the kept-back sentences right.
    reader: int = 7
    threads: int = 2
    rich: int = 3  # other attributes of the same pictures in a step


# The full adapter learns slower and costs ten times as much a step: its orders are those that are asked for most.
FULL = {
    "kind": "full", "out": "ranker-full.pt", "only": ",".join(("age", "people", "quality", "aesthetics", AGED, "count:dogs", *KINDS)),
    "steps": 4000, "batch": 72, "rate": 7e-4, "rich": 2, "probes": 0, "project": 0,
}  # fmt: skip


MIRROR = torch.arange(25).view(5, 5).flip(1).flatten()


def changed(batch: tuple[Tensor, Tensor, Tensor]) -> tuple[Tensor, Tensor, Tensor]:
    """Mirrored half of the time; some photos without measures or with a blank vector."""
    tokens, vector, measures = batch
    if torch.rand(()) < 0.5:
        tokens = tokens[:, MIRROR]
    measures = measures.masked_fill(torch.rand(len(measures), 1) < 0.1, float("nan"))
    return tokens, vector * (torch.rand(len(vector), 1) > 0.1), measures


def other_attributes(attribute: str) -> list[int]:
    """Columns an order must not follow where its own labels are unknown: attributes of another nature."""
    names = attributes()
    apart = {"age": ("people", "count:dogs", *LOOK), "people": ("age", *LOOK), "": tuple(names)}
    mine = apart.get(
        attribute, ("age", "people", "count:dogs") if attribute in LOOK else ("age", "quality", "aesthetics", *KINDS, AGED)
    )
    return [names.index(name) for name in mine]


class Scorer(nn.Module):
    """Either adapter behind one call: photos and orders [S, K] -> scores [S, N] and tokens for the pair head [S, N, T, d]."""

    def __init__(self, kind: str, classes: int) -> None:
        super().__init__()
        self.learns_components = False
        self.components = nn.Parameter(torch.zeros(736, 128), requires_grad=False)
        sizes = Sizes(classes=classes)
        if kind == "full":
            self.full = FullAdapter(sizes, [attributes().index(name) for name in FULL["only"].split(",")])
        else:
            self.compact = CompactAdapter(sizes)
        self.width = self.full.width if kind == "full" else sizes.value
        # What is shipped, made of two trained ones; no part of a checkpoint.
        self.both: list[RefinedAdapter] = []

    @property
    def adapter(self) -> FullAdapter | CompactAdapter | RefinedAdapter:
        return self.both[0] if self.both else self.full if hasattr(self, "full") else self.compact

    @property
    def facts(self) -> Facts:
        return self.full.facts if hasattr(self, "full") else self.compact.score.facts

    def forward(self, batch: tuple[Tensor, Tensor, Tensor], chosen: Tensor) -> tuple[Tensor, Tensor | None]:
        tokens, vector, measures = batch
        if self.learns_components:
            tokens = rounded((tokens @ self.components).clamp(-LIMIT, LIMIT))
        return self.adapter(tokens, vector, measures, chosen)


def train(options: Options) -> tuple[Scorer, dict]:
    album, words = load(options.cache), sentence_table(options.data, options.cache)
    components = torch.tensor(shipped_components())
    if options.kind == "full":
        components = torch.load(options.cache / "ranker.pt", weights_only=True)["weights"]["components"]
    if options.project:
        only = replace(options, kind="compact", probes=0, steps=options.project, rank="difference")
        components = whitened(fit(only, album, words, Cells(album), components).components, album)
    model = fit(options, album, words, Photos(album, components), components)
    if options.kind == "compact":
        meaning.learn(model.compact.state, words, options.reader)
    return model, {k: v for k, v in asdict(options).items() if k not in ("data", "cache")}


def whitened(components: Tensor, album: Album) -> Tensor:
    """As the picture model will hold them, each token number with unit variance over the training pictures: what int8 with one
    scale a token keeps best.
    """
    rows = np.flatnonzero(album.train)[::8]
    tokens = torch.tensor(album.cells[rows]).float().flatten(0, 1) @ components
    whole, scale = stored_components((components / tokens.std(0).clamp(min=1e-3)).detach().numpy())
    return torch.tensor(whole * scale)


def fit(options: Options, album: Album, words: Words, photos: Photos | Cells, components: Tensor) -> Scorer:
    """One training. Given cells, the projection is learnt with the rest; given tokens, it is kept."""
    torch.manual_seed(options.seed)
    rng = np.random.default_rng(options.seed)
    torch.set_num_threads(options.threads)
    names, labels = attributes(), standard(album)
    sampler = Sampler(album, labels, rng)
    model = Scorer(options.kind, 1 + 2 * len(names))
    fit_inputs(model, album, words)
    with torch.no_grad():
        model.components.copy_(components)
    if isinstance(photos, Cells):
        model.learns_components = True
        model.components.requires_grad_(True)
    elif options.kind == "compact" and options.probes:
        probe.start(model.compact, album, photos, labels.z.numpy())
    pair: nn.Module | None = {"attention": RelationalAttention, "difference": DifferenceHead}.get(options.rank, lambda _: None)(
        model.width
    )
    weights = [w for name, w in model.named_parameters() if name != "components"] + [*(pair.parameters() if pair else [])]
    # The projection moves slowly and is not drawn to nothing: it starts from what pictures vary in most.
    parts = [{"params": weights}, {"params": [model.components], "weight_decay": 0.0}]
    optimiser = torch.optim.AdamW(parts, options.rate, weight_decay=options.decay, betas=(0.9, 0.98))
    rates = [options.rate, options.rate * 0.2]
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rates, options.steps, pct_start=0.1)
    allowed = options.only.split(",") if options.only else names
    drawn = [k for k in sampler.weights if names[k] in allowed]
    topics = sum(names[k].startswith("topic:") for k in drawn) or 1
    chance = np.array([SHARES.get(names[k], 5 / topics if names[k].startswith("topic:") else 1.0) for k in drawn])
    chance /= chance.sum()
    every_order = torch.eye(len(names))
    z, start, average = labels.z, time.time(), None
    print(f"start {quick(model, album, photos)}", flush=True)
    model.train()
    for step in range(options.steps):
        k = int(rng.choice(drawn, p=chance))
        rows = torch.tensor(sampler.rows(k, options.batch * 3 // 4, options.batch // 4))
        batch, known = changed(photos.take(rows)), z[rows].isfinite()
        rich = [j for j in drawn if j != k and known[:, j].sum() >= 16 and z[rows, j][known[:, j]].std() > 0.2]
        plan = [k, *(rng.choice(rich, options.rich) if rich else []), *rng.choice(drawn, options.rich - 1, p=chance)]
        every, values = model(batch, every_order[plan])
        loss = torch.zeros(())
        for number, j in enumerate(plan):
            scores, seen, has, target = every[number], values[number], known[:, j], z[rows, j]
            if has.sum() >= 4:
                loss = loss + regression(scores[has], target[has])
                if options.rank != "none":
                    loss = loss + 0.5 * pairwise(2 * differences(scores[has]), target[has], 0.05)
                if pair is not None and number < 2:
                    loss = loss + 0.5 * pairwise(pair(seen[has][:PAIRED]), target[has][:PAIRED], 0.05)
            if options.bound and (~has).any():
                # Pictures unlike those with labels: nothing is known of them, and they must not stand at either end for it.
                loss = loss + options.bound * (scores[~has].abs() - UNUSUAL).relu().square().mean()
            if options.leak and (~has).sum() >= 12:
                columns = other_attributes(names[j])
                loss = loss + options.leak * leakage(scores[~has], z[rows][~has][:, columns].T, known[~has][:, columns].T)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(weights, 2.0)
        optimiser.step()
        schedule.step()
        if step >= options.steps * 0.7:  # mean of the weights over the last part of the way
            average = average or torch.optim.swa_utils.AveragedModel(
                model, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.995)
            )
            average.update_parameters(model)
        if (step + 1) % 1000 == 0:
            shown = average.module if average else model
            print(
                f"step {step + 1} loss {loss.item():.3f} {time.time() - start:.0f}s {quick(shown, album, photos)}",
                flush=True,
            )
            model.train()
    assert average is not None
    average.module.learns_components = False
    return average.module.eval()


def fit_inputs(model: Scorer, album: Album, words: Words) -> None:
    measures = torch.tensor(album.measures[album.train])
    model.facts.mean.copy_(measures.mean(0))
    model.facts.std.copy_(measures.std(0))
    if hasattr(model, "compact"):
        spread = torch.cat([words.vectors, words.captions])
        model.compact.state.mean.copy_(spread.mean(0))
        model.compact.state.std.copy_(spread.std(0) + 1e-3)


@torch.no_grad()
def score(model: Scorer, photos: Photos | Cells, rows: np.ndarray, vectors: Tensor) -> np.ndarray:
    """Scores [S, N] of the pictures in `rows` for sentence vectors [S, 384]: those of the orders by the sentence's weights."""
    weights = model.eval().compact.state(vectors)[0]
    meant = (weights.abs() >= LEAST_WEIGHT).any(0).nonzero()[:, 0]
    return weights[:, meant].numpy() @ scored(model, photos, rows, torch.eye(weights.shape[1])[meant])


@torch.no_grad()
def scored(model: Scorer, photos: Photos | Cells, rows: np.ndarray, chosen: Tensor, size: int = 512) -> np.ndarray:
    """Scores [S, N] of the pictures in `rows` for orders [S, K]."""
    model.eval()
    return torch.cat([model(photos.take(part), chosen)[0] for part in torch.tensor(rows).split(size)], 1).numpy()


def quick(model: Scorer, album: Album, photos: Photos | Cells) -> str:
    """Validation figures while training, by order and not by sentence."""
    names, out = attributes(), []
    for attribute, sets in (("age", ("faces_age",)), ("people", ("flickr8k",)), ("people", ("counts",)), ("people", ("groups",)),
                            ("quality", ("faults-clean", "faults-hires")), ("blur", ("faults-clean", "faults-hires")),
                            ("aged", ("faults-clean", "faults-hires")), ("aesthetics", ("composed-clean",))):  # fmt: skip
        rows = np.flatnonzero(~album.train & np.isin(album.group, [album.sets.index(s) for s in sets]))
        k = names.index(attribute)
        found = scored(model, photos, rows, torch.eye(len(names))[k : k + 1])[0]
        out.append(f"{attribute}/{sets[0]} {srcc(found, album.labels[rows, k]):.3f}")
    return " ".join(out)


def options_of(description: str | None) -> Options:
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--full", action="store_true")
    for name, field in Options.__dataclass_fields__.items():
        needed = name in ("data", "cache")
        parser.add_argument(f"--{name}", type=Path if needed else type(field.default), required=needed,
                            default=argparse.SUPPRESS)  # fmt: skip
    given = vars(parser.parse_args())
    return Options(**(FULL if given.pop("full") else {}) | given)


def main() -> None:
    options = options_of(__doc__)
    if options.steps == 0:  # only the reading of sentences anew, for a checkpoint that is there
        saved = torch.load(options.cache / options.out, weights_only=True)
        model, kept = Scorer(saved["options"]["kind"], 1 + 2 * len(attributes())), saved["options"]
        model.load_state_dict(saved["weights"])
        meaning.learn(model.compact.state, sentence_table(options.data, options.cache), options.reader)
    else:
        model, kept = train(options)
    torch.save({"weights": model.state_dict(), "options": kept}, options.cache / options.out)
    print(json.dumps(kept))


if __name__ == "__main__":
    main()
