"""Learns which trained order a sentence means."""

from __future__ import annotations

import torch
from torch import nn

from models.ranker.model import Orders
from models.ranker.sets import attributes
from models.ranker.text import Words

# Drawn in a step: sentences of orders, sentences that are none, captions, which are none either.
ORDERS, NOTHING, CAPTIONS = 160, 48, 32


def learn(state: Orders, words: Words, seed: int, steps: int = 3000) -> None:
    """Cross-entropy over the paraphrases, unrelated sentences and captions, on vectors [384] moved a little."""
    torch.manual_seed(seed)
    for layer in state.meaning:
        if isinstance(layer, nn.Linear):
            layer.reset_parameters()
    names = attributes()
    classes = torch.tensor(
        [0 if not s.attribute else 1 + 2 * names.index(s.attribute) + (s.direction < 0) for s in words.sentences]
    )
    known = torch.tensor([s.known for s in words.sentences])
    orders, nothing = torch.where(known & (classes > 0))[0], torch.where(known & (classes == 0))[0]
    weight = torch.bincount(classes[orders], minlength=state.sizes.classes).clamp(min=1).float()[classes[orders]] ** -0.5
    optimiser = torch.optim.AdamW(state.meaning.parameters(), 1e-3, weight_decay=0.3)
    state.train()
    for _ in range(steps):
        chosen = torch.cat([orders[torch.multinomial(weight, ORDERS, True)], nothing[torch.randint(len(nothing), (NOTHING,))]])
        told = torch.cat([words.vectors[chosen], words.captions[torch.randint(1800, (CAPTIONS,))]])
        told = told + 0.4 * state.std * torch.randn_like(told)
        wanted = torch.cat([classes[chosen], torch.zeros(CAPTIONS, dtype=torch.long)])
        loss = nn.functional.cross_entropy(state.meaning((told - state.mean) / state.std), wanted, label_smoothing=0.02)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    state.eval()
