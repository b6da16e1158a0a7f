"""Captions read through the last layers of the tower."""

from __future__ import annotations

import torch

from models.align.late_layers import Captions, TokenStates
from models.align.model import SentenceInputs
from models.features import encode, tokenizer
from models.towers import SENTENCE, SentenceTrunk

TEXTS = ["a dog in the snow", "two", "a child in a red coat runs after a ball on the beach", "an old boat"]
PLAIN = SentenceInputs(torch.zeros(SENTENCE), torch.ones(SENTENCE))


def trunk() -> SentenceTrunk:
    torch.manual_seed(1)
    return SentenceTrunk(layers=3).eval()


def test_gives_what_the_whole_tower_gives_in_the_order_asked_for() -> None:
    tower = trunk()
    captions = Captions(tower, TokenStates(tower, TEXTS, 2), 1, PLAIN, 0.0)
    rows = torch.tensor([2, 0, 3, 1, 0])
    with torch.no_grad():
        read = captions[rows]
        for row, vector in zip(rows, read, strict=True):
            ids = torch.tensor([encode(tokenizer(), TEXTS[row])])
            whole = tower(ids, torch.ones_like(ids))[0]
            assert torch.cosine_similarity(vector, whole, dim=0) > 0.999  # bfloat16


def test_trains_the_last_layers_and_nothing_else() -> None:
    tower = trunk()
    captions = Captions(tower, TokenStates(tower, TEXTS, 2), 1, PLAIN, 1e-4)
    captions[torch.arange(4)].square().sum().backward()
    moved = {name for name, p in tower.named_parameters() if p.grad is not None and p.grad.abs().sum() > 0}
    assert moved == {name for name, _ in tower.named_parameters() if name.startswith("layers.2.")}
    assert len(captions.trained) == len(list(tower.layers[2].parameters()))


def test_leaves_the_tower_alone_at_rate_zero() -> None:
    tower = trunk()
    assert Captions(tower, TokenStates(tower, TEXTS, 2), 1, PLAIN, 0.0).trained == []
    assert not any(p.requires_grad for p in tower.parameters())
