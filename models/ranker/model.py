"""Two ranking-aware adapters: the paper's, which lets picture tokens attend to text tokens, and the compact one shipped.

Section numbers: Yu, Lin, Yang, Tsai, "Ranking-aware adapter for text-driven image ordering with CLIP" (ICLR 2025).
N pictures, T tokens of D numbers each; one sentence at a time orders all pictures.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class Attention(nn.Module):
    """Multi-head attention. x [N, T, d], source [N, S, d] -> [N, T, d]; source = x for self-attention."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.query, self.both = nn.Linear(width, width), nn.Linear(width, 2 * width)
        self.out = nn.Linear(width, width)

    def forward(self, x: Tensor, source: Tensor) -> Tensor:
        def split(y: Tensor) -> Tensor:
            return y.unflatten(-1, (self.heads, -1)).transpose(1, 2)  # [N, heads, T, d / heads]

        key, value = self.both(source).chunk(2, -1)
        mixed = F.scaled_dot_product_attention(split(self.query(x)), split(key), split(value))
        return self.out(mixed.transpose(1, 2).flatten(2))


class Block(nn.Module):
    """x + attention(LN x), then x + MLP(LN x); the keys come from x itself or from the text tokens (3.2)."""

    def __init__(self, width: int, heads: int, cross: bool) -> None:
        super().__init__()
        self.cross = cross
        self.norm, self.norm_mlp = nn.LayerNorm(width), nn.LayerNorm(width)
        self.norm_source = nn.LayerNorm(width) if cross else None
        self.attention = Attention(width, heads)
        self.mlp = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))

    def forward(self, x: Tensor, text: Tensor) -> Tensor:
        seen = self.norm(x)
        x = x + self.attention(seen, seen if self.norm_source is None else self.norm_source(text))
        return x + self.mlp(self.norm_mlp(x))


class RelationalAttention(nn.Module):
    """Which of two pictures is higher (3.3): learnt tokens attend over both pictures' tokens under one softmax.

    Exact per-picture form of the pair attention. With L_i the logits of a token over picture i, Z_i = logsumexp(L_i),
    o_i = softmax(L_i) V_i and g_ij = sigmoid(Z_i - Z_j), the two parts of the joint softmax are g_ij o_i and
    (1 - g_ij) o_j. So N pictures cost N attentions, not N^2; `joint` below is the form of the paper, for the test.
    """

    def __init__(self, width: int, tokens: int = 16, heads: int = 4) -> None:
        super().__init__()
        self.heads = heads
        self.tokens = nn.Parameter(torch.randn(tokens, width) * width**-0.5)
        self.query = nn.Sequential(nn.Linear(width, width), nn.LayerNorm(width))
        self.both = nn.Sequential(nn.Linear(width, width), nn.LayerNorm(width))
        self.out = nn.Linear(width, width)
        self.head = nn.Sequential(
            nn.LayerNorm(width), nn.Linear(width, width), nn.LayerNorm(width), nn.ReLU(), nn.Linear(width, 1)
        )

    def parts(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """x [N, T, d] -> logits L [N, heads, M, T] and values V (also the keys) [N, heads, T, d / heads]."""
        q = self.query(self.tokens).unflatten(-1, (self.heads, -1)).transpose(0, 1)  # [heads, M, w]
        v = self.both(x).unflatten(-1, (self.heads, -1)).transpose(1, 2)
        return q @ v.transpose(-1, -2) * v.shape[-1] ** -0.5, v

    def finish(self, difference: Tensor) -> Tensor:
        """O_i - O_j [N, N, heads, w] -> one logit per ordered pair [N, N]."""
        return self.head(self.out(difference.flatten(2))).squeeze(-1)

    def forward(self, x: Tensor) -> Tensor:
        logits, value = self.parts(x)
        strength = logits.logsumexp(-1)  # Z [N, heads, M]
        own = logits.softmax(-1) @ value  # o [N, heads, M, w]
        gate = torch.sigmoid(strength[:, None] - strength[None])  # g [N, N, heads, M]
        # Mean over the M tokens of g_ij o_i - (1 - g_ij) o_j, without a tensor for every token; 1 - g_ij = g_ji.
        mine = torch.einsum("ijhm,ihmw->ijhw", gate, own)
        return self.finish((mine - mine.transpose(0, 1)) / gate.shape[-1])

    def joint(self, x: Tensor) -> Tensor:
        logits, value = self.parts(x)
        n, length = len(x), x.shape[1]
        both = torch.cat([logits[:, None].expand(n, n, *logits.shape[1:]), logits[None].expand(n, n, *logits.shape[1:])], -1)
        weight = both.softmax(-1)
        return self.finish((weight[..., :length] @ value[:, None] - weight[..., length:] @ value[None]).mean(3))


class DifferenceHead(nn.Module):
    """The ablation between the score alone and relational attention: a pair head on plain differences of mean tokens."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.head = nn.Sequential(
            nn.LayerNorm(width), nn.Linear(width, width), nn.LayerNorm(width), nn.ReLU(), nn.Linear(width, 1)
        )

    def forward(self, x: Tensor) -> Tensor:
        mean = x.mean(1)
        return self.head(mean[:, None] - mean[None]).squeeze(-1)


@dataclass(frozen=True)
class Sizes:
    """Sizes of the compact adapter."""

    tokens: int = 25
    width: int = 128
    vector: int = 512
    sentence: int = 384
    measures: int = 78
    queries: int = 16
    hidden: int = 256
    value: int = 32
    fact: int = 64
    summary: int = 96
    classes: int = 1

    @property
    def facts(self) -> int:
        """Numbers made of the measures: each standardised, and logarithms of noise and clipping."""
        return self.measures + 2

    @property
    def joined(self) -> int:
        return self.value + 2 * self.queries + self.fact + self.summary


class Facts(nn.Module):
    """measures [N, 78] -> [N, 80]: standardised, and logarithms of noise and clipping; NaN (not measured) is the mean."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(sizes.measures))
        self.register_buffer("std", torch.ones(sizes.measures))

    def forward(self, measures: Tensor) -> Tensor:
        known = torch.where(torch.isnan(measures), self.mean.expand_as(measures), measures)
        scaled = ((known - self.mean) / self.std).clamp(-5, 5)
        steep = torch.log1p(torch.cat([known[:, 1:2], known[:, 4:5]], -1).clamp(0, 1000))
        return torch.cat([scaled, steep], -1)


class FullAdapter(nn.Module):
    """The paper's adapter on what is stored of a picture (3.2-3.3).

    Picture tokens are the stored cells, the vector as one more and the facts as `told` more. Text tokens are those of an order
    that `Orders` reads from a sentence, behind learnable prompts: of the tokens of the sentence itself no adapter here learned
    what an unseen wording means. Unlike the released code: every part is initialised, the tokens are averaged and not summed,
    prompts are full vectors.
    """

    def __init__(self, sizes: Sizes, orders: list[int], width: int = 96, layers: int = 2, heads: int = 4, prompts: int = 16,
                 states: int = 8, told: int = 4) -> None:  # fmt: skip
        super().__init__()
        self.width = width
        self.register_buffer("orders", torch.tensor(orders))  # those it learns, of all
        self.cells, self.vector = nn.Linear(sizes.width, width), nn.Linear(sizes.vector, width)
        self.facts = Facts(sizes)
        self.told = nn.Sequential(nn.Linear(sizes.facts, 64), nn.ReLU(), nn.Linear(64, told * width))
        self.places = nn.Parameter(torch.randn(sizes.tokens + 1 + told, width) * 0.02)
        self.rows = nn.Parameter(torch.randn(len(orders), states * width) * width**-0.5)
        self.prompts = nn.Parameter(torch.randn(prompts, width) * width**-0.5)
        self.first = Block(width, heads, False)
        self.blocks = nn.ModuleList(Block(width, heads, i % 2 == 0) for i in range(2 * layers - 1))
        self.last = nn.Sequential(nn.LayerNorm(width), nn.Linear(width, width, bias=False))
        self.norm = nn.LayerNorm(width)
        self.head = nn.Sequential(
            nn.Linear(width, width), nn.LayerNorm(width), nn.ReLU(), nn.Linear(width, width), nn.LayerNorm(width), nn.ReLU(),
            nn.Linear(width, 1),
        )  # fmt: skip
        self.drop = nn.Dropout(0.1)

    def forward(self, tokens: Tensor, vector: Tensor, measures: Tensor, chosen: Tensor) -> tuple[Tensor, Tensor]:
        """tokens [N, 25, 128], vector [N, 512], measures [N, 78], chosen [S, K], each row one of its orders -> scores [S, N], tokens
        [S, N, T, d].
        """
        told = self.told(self.facts(measures)).unflatten(-1, (-1, self.width))
        x = torch.cat([self.cells(tokens), self.vector(vector * 16)[:, None], told], 1) + self.places
        states = (chosen[:, self.orders] @ self.rows).unflatten(-1, (-1, self.width))  # [S, states, d]
        text = torch.cat([self.prompts.expand(len(states), -1, -1), states], 1)
        seen = self.drop(self.first(x, x))  # sees no text yet: once for all orders
        orders, (count, width) = len(chosen), self.places.shape
        x = seen.repeat(orders, 1, 1)  # [S N, T, d]
        for block in self.blocks:
            # Tokens look at the text each for itself, and at each other within a picture.
            rows = x.reshape(orders, -1, width) if block.cross else x
            x = self.drop(block(rows, text)).reshape(-1, count, width)
        x = self.last(x).reshape(orders, -1, count, width)
        return self.head(self.norm(x).mean(2)).squeeze(-1), x


class Orders(nn.Module):
    """The trained orders, and which of them a sentence means. Sentence vectors [S, 384] -> weights [S, orders], logits [S, C].

    An order is one row of numbers that `PhotoScore` reads. A small network tells which order a sentence means, and in which
    direction (class 0: none of them; 1 + 2 k: order k, much of it first; 2 + 2 k: the opposite). A photo's score for the sentence
    is the sum of its scores for the orders by these weights, so that it can be known of every photo before any sentence is.
    A free map from sentence to row, tried first, fitted the training paraphrases and gave new ones other orders.
    """

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        s = sizes
        self.sizes = s
        self.count = (s.classes - 1) // 2
        self.parts = {"query": s.queries * s.width, "place": s.queries * s.tokens, "gate": s.queries * s.value,
                      "strength": 2 * s.queries, "vector": s.value, "measure": s.fact, "shift": 64, "out": 64,
                      "summary": s.summary, "skip": s.joined, "bias": 1}  # fmt: skip
        self.register_buffer("mean", torch.zeros(s.sentence))
        self.register_buffer("std", torch.ones(s.sentence))
        self.meaning = nn.Sequential(
            nn.Dropout(0.3), nn.Linear(s.sentence, s.hidden), nn.GELU(), nn.Dropout(0.3), nn.Linear(s.hidden, s.classes)
        )
        spread = {"bias": 0.0, "shift": 0.3, "skip": 0.1, "out": 0.2, "query": 0.5}
        rows = [torch.randn(self.count, size) * spread.get(name, 0.7) for name, size in self.parts.items()]
        self.rows = nn.Parameter(torch.cat(rows, -1))
        # A linear probe of each order, in closed form (probe.py) and not trained on.
        self.linear = {"cells": s.tokens * s.width, "direct": s.vector, "plain": s.facts, "offset": 1}
        self.register_buffer("probes", torch.zeros(self.count, sum(self.linear.values())))

    def forward(self, sentence: Tensor) -> tuple[Tensor, Tensor]:
        logits = self.meaning((sentence - self.mean) / self.std)
        order = logits.softmax(-1)
        most, least = order[:, 1::2], order[:, 2::2]
        chances = (most + least).square()  # squared: a weak second meaning must not bend the order
        # The direction keeps its size from the doubt: an unsure sentence spreads the photos less.
        return chances / chances.sum(-1, keepdim=True).clamp(min=1e-9) * (most - least).sum(-1, keepdim=True), logits

    def rows_of(self, chosen: Tensor) -> dict[str, Tensor]:
        """chosen [S, orders], each row one of the orders -> the parts of its row by name, [S, size] each."""
        states = torch.cat([chosen @ self.rows, chosen @ self.probes], -1)
        sizes = {**self.parts, **self.linear}
        return dict(zip(sizes, states.split(list(sizes.values()), -1), strict=True))


class PhotoScore(nn.Module):
    """What is stored of N photos and the rows of S orders -> scores [S, N], higher first. Photos are scored one by one, whatever
    the batch.

    The queries of an order attend to the 25 tokens (keys are values, as in the released code); a gate of the order says which
    of the gathered numbers count. Beside them stand learnt queries that are the same for all orders: all attributes train them
    together, where queries of one alone learn slowly from a few thousand labels. The photo's vector and its measured facts join
    through gates of their own, because a resize to 224 px destroys fine blur and grain that the facts still know.
    """

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        s = sizes
        self.sizes = s
        self.facts = Facts(s)
        self.value = nn.Linear(s.width, s.value)
        self.vector = nn.Linear(s.vector, s.value)
        self.queries = nn.Parameter(torch.randn(s.queries, s.width) * s.width**-0.5)
        self.places = nn.Parameter(torch.randn(s.tokens, s.queries) * 0.1)
        self.shared, self.cell = nn.Linear(s.width, 16), nn.Linear(s.width, 8)
        self.found = nn.Linear(s.queries * 16 + s.tokens * 8 + 2 * s.queries + s.value + s.fact, s.summary)
        self.blank = nn.Dropout(0.15)
        self.summary = nn.Sequential(nn.ReLU(), nn.Dropout(0.15), nn.Linear(s.summary, s.summary), nn.ReLU())
        self.measure = nn.Sequential(nn.Linear(s.facts, 224), nn.ReLU(), nn.Linear(224, s.fact), nn.ReLU())
        self.join = nn.Linear(s.joined, 64)
        self.drop = nn.Dropout(0.15)

    def gather(self, tokens: Tensor, vector: Tensor, measures: Tensor, part: dict[str, Tensor]) -> tuple[Tensor, Tensor]:
        """-> scores [S, N] and the gathered values [S, N, M, value], which the pair head of the training reads."""
        s = self.sizes
        asked = part["query"].reshape(-1, s.width)  # [S M, 128]
        queries = torch.cat([self.queries, asked]) * s.width**-0.5
        places = torch.cat([self.places, part["place"].reshape(-1, s.tokens).T], 1)
        # Within what exp can hold: softmax and logsumexp as one sum are a fifth of the time less than each for itself.
        logits = (tokens @ queries.T + places).clamp(-40, 40)  # [N, 25, M + S M]
        weight = logits.exp()
        total = weight.sum(1)
        found = (weight.transpose(1, 2) @ tokens) / total[..., None]  # [N, M + S M, 128]
        # How strongly and how widely a picture answers a query: what a softmax forgets, and counting needs.
        strong, wide = total.log(), torch.sigmoid(logits).mean(1) * 4  # [N, M + S M]
        mine, theirs = found[:, : s.queries], found[:, s.queries :]
        values = F.relu(self.value(theirs)).unflatten(1, (-1, s.queries)) * part["gate"].reshape(-1, s.queries, s.value)
        strength = torch.stack([strong[:, s.queries :], wide[:, s.queries :]], -1)  # [N, S M, 2]
        strength = strength.flatten(1).unflatten(1, (-1, 2 * s.queries)) * part["strength"]
        facts = self.facts(measures)
        # A plain weighted sum of all that is stored: what a linear probe can tell is not left for the queries to find.
        direct = (
            (vector * 16) @ part["direct"].T
            + tokens.flatten(1) @ part["cells"].T
            + facts @ part["plain"].T
            + part["offset"][:, 0]
        )  # [N, S]
        facts, whole = self.measure(facts), F.relu(self.vector(vector * 16))
        seen = [F.relu(self.shared(mine)).flatten(1), F.relu(self.cell(tokens)).flatten(1), strong[:, : s.queries],
                wide[:, : s.queries], whole, facts]  # fmt: skip
        about = self.summary(self.found(self.blank(torch.cat(seen, -1))))[:, None] * part["summary"]
        facts, whole = facts[:, None] * part["measure"], whole[:, None] * part["vector"]
        # Facts are few and sure: nothing of them is left out in training.
        seen, strength, about = self.drop(values.mean(2) * 2 + whole), self.drop(strength), self.drop(about)
        joined = torch.cat([seen, strength, facts, about], -1)
        hidden = F.relu(self.join(joined) + part["shift"])
        scores = (hidden * part["out"]).sum(-1) * 0.125 + (joined * part["skip"]).sum(-1) * 0.1 + direct + part["bias"][:, 0]
        return scores.T, values.transpose(0, 1)


class CompactAdapter(nn.Module):
    """Both halves of the shipped model, which are exported as two files."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.state, self.score = Orders(sizes), PhotoScore(sizes)

    def forward(self, tokens: Tensor, vector: Tensor, measures: Tensor, chosen: Tensor) -> tuple[Tensor, Tensor]:
        """tokens [N, 25, 128], vector [N, 512], measures [N, 78], chosen [S, orders] -> scores [S, N], values [S, N, M, value]."""
        return self.score.gather(tokens, vector, measures, self.state.rows_of(chosen))


class RefinedAdapter(nn.Module):
    """What is shipped: the mean of both adapters for the orders that the full one learned, the compact one alone for the others."""

    def __init__(self, compact: CompactAdapter, full: FullAdapter) -> None:
        super().__init__()
        self.compact, self.full = compact, full

    def forward(self, tokens: Tensor, vector: Tensor, measures: Tensor, chosen: Tensor) -> tuple[Tensor, None]:
        """As `CompactAdapter`, without the gathered values: scores [S, N]."""
        scores, _ = self.compact(tokens, vector, measures, chosen)
        asked = chosen[:, self.full.orders].sum(1) > 0
        if asked.any():
            scores[asked] = (scores[asked] + self.full(tokens, vector, measures, chosen[asked])[0]) / 2
        return scores, None
