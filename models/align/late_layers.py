"""What training the last layers of the sentence tower along would add; writes `align/late_layers.json`.

    python -m models.align.late_layers --data DIR --cache DIR

The recipe `captions` of the ablation (captioned pictures alone, one projection a side, 400 steps), in which the layers below
stay as they are: what they make of a caption is computed once. Rate 0 is the frozen tower in the same code.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor, nn

from models.align.ablation import RECIPES, spread
from models.align.check import found
from models.align.model import Aligned, SentenceInputs
from models.align.pool import CAPTIONS, captioned
from models.align.train import Material, Options, train
from models.data import PictureSet
from models.features import encode, tokenizer
from models.towers import SENTENCE, SentenceTrunk

HERE = Path(__file__).parent
SIZE = 128  # captions of like length in one run
FIGURES = ("text_to_image_r1", "text_to_image_r5", "text_to_image_r10", "image_to_text_r10", "cross_modal_srcc")


class TokenStates:
    """What the frozen layers make of each token of some texts, one behind the other in bfloat16."""

    @torch.no_grad()
    def __init__(self, trunk: SentenceTrunk, texts: list[str], layers: int) -> None:
        made = tokenizer()
        ids = [torch.tensor(encode(made, text)) for text in texts]
        self.length = torch.tensor([len(i) for i in ids])
        self.first = self.length.cumsum(0) - self.length
        self.flat = torch.empty(int(self.length.sum()), SENTENCE, dtype=torch.bfloat16)
        for rows in self.length.argsort().split(SIZE):
            padded = nn.utils.rnn.pad_sequence([ids[i] for i in rows], batch_first=True)
            keep = self.keep(rows)
            with torch.autocast("cpu", torch.bfloat16):
                x = trunk.through(trunk.layers[:layers], trunk.embed(padded), keep)
            self.flat[self.places(rows)[keep > 0]] = x[keep > 0].bfloat16()

    def keep(self, rows: Tensor) -> Tensor:
        return (torch.arange(int(self.length[rows].max())) < self.length[rows][:, None]).float()

    def places(self, rows: Tensor) -> Tensor:
        """Where the tokens of these texts lie; past the end of a text, those of the next."""
        places = self.first[rows][:, None] + torch.arange(int(self.length[rows].max()))
        return places.clamp(max=int(self.length.sum()) - 1)


class Captions:
    """Captions by number, through the last layers of a tower, which are trained unless `rate` is 0."""

    def __init__(self, trunk: SentenceTrunk, states: TokenStates, late: int, inputs: SentenceInputs, rate: float) -> None:
        self.trunk, self.states, self.inputs, self.rate = trunk, states, inputs, rate
        self.layers = trunk.layers[len(trunk.layers) - late :]
        trunk.requires_grad_(False)
        self.trained = list(self.layers.requires_grad_().parameters()) if rate > 0 else []

    def vectors(self, rows: Tensor) -> Tensor:
        """[n] -> [n, 384], as the tower gives them."""
        order = self.states.length[rows].argsort()
        out = []
        for some in rows[order].split(SIZE):
            keep = self.states.keep(some)
            read = self.states.flat[self.states.places(some)] * keep[..., None].bfloat16()
            with torch.autocast("cpu", torch.bfloat16):
                x = self.trunk.through(self.layers, read, keep)
            out.append(self.trunk.mean(x.float(), keep))
        return torch.cat(out)[order.argsort()]

    def __getitem__(self, rows: Tensor) -> Tensor:
        return self.inputs(self.vectors(rows))


@torch.no_grad()
def figures(model: Aligned, val: Captions, data: Path, cache: Path) -> dict[str, float]:
    vectors = torch.cat([val.vectors(rows) for rows in torch.arange(len(val.states.length)).split(1024)])
    return found(model, replace(captioned(data, cache, "val"), captions=vectors.view(-1, CAPTIONS, SENTENCE)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--layers", type=int, default=1)
    parser.add_argument("--rates", type=float, nargs="+", default=[0.0, 3e-5, 1e-4])
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2])
    given = parser.parse_args()
    tower = SentenceTrunk.pretrained()
    states = {}
    for split in ("train", "val"):
        texts = [c for row in PictureSet(given.data, "flickr8k").rows() if row.split == split for c in row.captions]
        states[split] = TokenStates(tower, texts, len(tower.layers) - given.layers)
        print(split, len(states[split].flat), "tokens", flush=True)
    material = Material.read(given.data, given.cache)
    out: dict[str, object] = {"layers": given.layers, "seeds": given.seeds, "rates": {}}
    for rate in given.rates:
        runs = []
        for seed in given.seeds:
            trunk = SentenceTrunk.pretrained()
            options = replace(Options(given.data, given.cache), heads=1, seed=seed, **RECIPES["captions"])
            model = train(options, material, Captions(trunk, states["train"], given.layers, material.inputs[1], rate))
            new = Captions(trunk, states["val"], given.layers, material.inputs[1], 0.0)  # through the layers just trained
            runs.append(figures(model, new, given.data, given.cache))
            print(rate, seed, json.dumps(runs[-1]), flush=True)
        out["rates"][str(rate)] = {key: spread([run[key] for run in runs]) for key in FIGURES}
        (HERE / "late_layers.json").write_text(json.dumps(out, indent=1) + "\n")


if __name__ == "__main__":
    main()
