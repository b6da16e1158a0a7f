"""The trained part: projections that bring a picture and a sentence into one space of 512 numbers."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from models.towers import CLASSES, GRID, POOLED, SENTENCE

WIDTH = 512
FEATURES = POOLED + GRID + SENTENCE


@dataclass(frozen=True)
class Shape:
    """Sizes of one projection. `parts` of the output are brought to unit length each, then all together."""

    hidden: int = 768
    parts: int = 2
    dropout: float = 0.4
    text_dropout: float = 0.2


class Dropout(nn.Module):
    """As torch's, from one random byte a number: drawing floats took a quarter of the training time."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self.limit = round(share * 256)

    def forward(self, x: Tensor) -> Tensor:
        if not self.training or self.limit == 0:
            return x
        words = torch.empty((x.numel() + 7) // 8, dtype=torch.int64).random_(-(2**63), None)
        kept = words.view(torch.uint8)[: x.numel()].view(x.shape) >= self.limit
        return x * kept * (256 / (256 - self.limit))


class Projection(nn.Module):
    """[B, inputs] -> unit vector [B, 512] through one hidden layer."""

    def __init__(self, inputs: int, shape: Shape, dropout: float) -> None:
        super().__init__()
        self.parts = shape.parts
        self.layers = nn.Sequential(
            Dropout(dropout), nn.Linear(inputs, shape.hidden), nn.GELU(), Dropout(dropout),
            nn.Linear(shape.hidden, WIDTH),
        )  # fmt: skip

    def forward(self, x: Tensor) -> Tensor:
        parts = self.layers(x).float().chunk(self.parts, -1)
        return torch.cat([F.normalize(part, dim=-1) for part in parts], -1) * self.parts**-0.5


class Conse(nn.Module):
    """Where the ImageNet classifier would place a picture among sentences.

    Mean of the class-name sentence vectors, weighted by the classifier's probabilities: what makes a thousand nouns work
    without a single caption that holds them.
    """

    def __init__(self, weight: Tensor, bias: Tensor, names: Tensor) -> None:
        super().__init__()
        self.classifier = nn.Linear(POOLED, CLASSES)
        self.classifier.weight.data.copy_(weight)
        self.classifier.bias.data.copy_(bias)
        self.register_buffer("names", F.normalize(names, dim=-1))  # [1000, 384]
        self.requires_grad_(False)

    def posterior(self, pooled: Tensor) -> Tensor:
        return torch.softmax(self.classifier(pooled), -1)  # [B, 1000]

    def forward(self, pooled: Tensor) -> Tensor:
        return F.normalize(self.posterior(pooled) @ self.names, dim=-1)  # [B, 384]


class PictureInputs(nn.Module):
    """pooled [B, 1280] and levels [B, 736] -> what the projection reads, [B, 2400]. Nothing here is trained."""

    def __init__(self, conse: Conse, mean: Tensor, std: Tensor) -> None:
        super().__init__()
        self.conse = conse
        self.register_buffer("mean", mean)  # [2016]
        self.register_buffer("std", std)

    def forward(self, pooled: Tensor, levels: Tensor) -> Tensor:
        seen = (torch.cat([pooled, levels], -1) - self.mean) / self.std
        return torch.cat([seen, self.conse(pooled) * SENTENCE**0.5], -1)


class SentenceInputs(nn.Module):
    """MiniLM vector [B, 384], standardised."""

    def __init__(self, mean: Tensor, std: Tensor) -> None:
        super().__init__()
        self.register_buffer("mean", mean)
        self.register_buffer("std", std)

    def forward(self, sentence: Tensor) -> Tensor:
        return (sentence - self.mean) / self.std


class Head(nn.Module):
    """Several projections of one side, trained apart, joined into one unit vector [B, 512].

    Side by side, their product is the mean of their similarities, which ranks better than any of them. `mix` brings the
    512 numbers of each to 512 in all.
    """

    def __init__(self, inputs: nn.Module, projections: list[Projection]) -> None:
        super().__init__()
        self.inputs = inputs
        self.projections = nn.ModuleList(projections)
        # One projection needs no map, and gets none in the exported graph.
        self.register_buffer("mix", torch.zeros(WIDTH * len(projections), WIDTH) if len(projections) > 1 else None)

    def beside(self, x: Tensor) -> Tensor:
        """What `inputs` gives [B, F] -> all projections side by side [B, 512 * projections], of unit length."""
        return torch.cat([p(x) for p in self.projections], -1) * len(self.projections) ** -0.5

    def forward(self, *features: Tensor) -> Tensor:
        vector = self.beside(self.inputs(*features))
        return vector if self.mix is None else F.normalize(vector @ self.mix, dim=-1)


class Aligned(nn.Module):
    """Both heads and the scales of their losses."""

    def __init__(self, image: Head, text: Head) -> None:
        super().__init__()
        self.image, self.text = image, text
        # Logarithms of 1 / temperature: captions, names, labels.
        self.scales = nn.Parameter(torch.tensor([3.0, 3.4, 3.0]))

    def scale(self, which: int) -> Tensor:
        return self.scales[which].clamp(max=4.6052).exp()  # at most 100


def blank(shape: Shape, heads: int = 1) -> Aligned:
    """A model of the given sizes that knows nothing, to load weights into."""
    conse = Conse(torch.zeros(CLASSES, POOLED), torch.zeros(CLASSES), torch.zeros(CLASSES, SENTENCE))
    picture = PictureInputs(conse, torch.zeros(POOLED + GRID), torch.ones(POOLED + GRID))
    sentence = SentenceInputs(torch.zeros(SENTENCE), torch.ones(SENTENCE))
    return Aligned(
        Head(picture, [Projection(FEATURES, shape, shape.dropout) for _ in range(heads)]),
        Head(sentence, [Projection(SENTENCE, shape, shape.text_dropout) for _ in range(heads)]),
    )


def shared_map(pictures: Tensor, sentences: Tensor, width: int = WIDTH) -> Tensor:
    """Orthogonal columns [D, width] that keep most of both sides' vectors [N, D], fitted on training vectors.

    One map for both sides: products of two pictures, of two sentences and of one with the other all survive.
    """
    moment = sum(side.T.double() @ side.double() / len(side) for side in (pictures, sentences))
    return torch.linalg.eigh(moment).eigenvectors[:, -width:].flip(-1).float()


def joined(models: list[Aligned]) -> Aligned:
    """One model of the projections of all; their inputs must be the same. `mix` is still to be fitted."""
    both = [
        Head(getattr(models[0], side).inputs, [p for m in models for p in getattr(m, side).projections])
        for side in ("image", "text")
    ]
    return Aligned(*both).eval()
