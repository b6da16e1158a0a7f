"""The three networks of MTCNN as `facenet-pytorch` trained them, written out for export.

Zhang, Zhang, Li, Qiao: "Joint Face Detection and Alignment Using Multitask Cascaded Convolutional Networks" (2016). Pixels go
in as 0..255, RGB; the scaling is part of the graphs, and landmarks, which nothing here needs, are left out.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import torch
from torch import Tensor, nn

PROPOSE, REFINE, DECIDE = "propose", "refine", "decide"
WEIGHTS = {PROPOSE: "pnet.pt", REFINE: "rnet.pt", DECIDE: "onet.pt"}
# Side of the square each of them looks at.
WINDOWS = {PROPOSE: 12, REFINE: 24, DECIDE: 48}


def scaled(pixels: Tensor) -> Tensor:
    return (pixels - 127.5) * 0.0078125


class Slope(nn.PReLU):
    """PReLU in operations that the runtime computes without leaving its blocked layout: the same bits, 1.4 times as fast."""

    def forward(self, x: Tensor) -> Tensor:
        slope = self.weight.view(1, -1, *[1] * (x.dim() - 2))
        return x.relu() + slope * x.clamp(max=0)


class Propose(nn.Module):
    """pixels [B, 3, H, W] -> shifts [B, 4, h, w], chances [B, h, w]: one window of 12 px at every second pixel."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1, self.prelu1 = nn.Conv2d(3, 10, 3), Slope(10)
        self.pool1 = nn.MaxPool2d(2, 2, ceil_mode=True)
        self.conv2, self.prelu2 = nn.Conv2d(10, 16, 3), Slope(16)
        self.conv3, self.prelu3 = nn.Conv2d(16, 32, 3), Slope(32)
        self.conv4_1, self.conv4_2 = nn.Conv2d(32, 2, 1), nn.Conv2d(32, 4, 1)

    def forward(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        x = self.pool1(self.prelu1(self.conv1(scaled(pixels))))
        x = self.prelu3(self.conv3(self.prelu2(self.conv2(x))))
        return self.conv4_2(x), self.conv4_1(x).softmax(1)[:, 1]


class Refine(nn.Module):
    """pixels [B, 3, 24, 24] -> shifts [B, 4], chances [B]"""

    def __init__(self) -> None:
        super().__init__()
        self.conv1, self.prelu1 = nn.Conv2d(3, 28, 3), Slope(28)
        self.pool1 = nn.MaxPool2d(3, 2, ceil_mode=True)
        self.conv2, self.prelu2 = nn.Conv2d(28, 48, 3), Slope(48)
        self.pool2 = nn.MaxPool2d(3, 2, ceil_mode=True)
        self.conv3, self.prelu3 = nn.Conv2d(48, 64, 2), Slope(64)
        self.dense4, self.prelu4 = nn.Linear(576, 128), Slope(128)
        self.dense5_1, self.dense5_2 = nn.Linear(128, 2), nn.Linear(128, 4)

    def forward(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        x = self.pool1(self.prelu1(self.conv1(scaled(pixels))))
        x = self.prelu3(self.conv3(self.pool2(self.prelu2(self.conv2(x)))))
        # The weights come from a framework that counts columns before rows.
        x = self.prelu4(self.dense4(x.permute(0, 3, 2, 1).flatten(1)))
        return self.dense5_2(x), self.dense5_1(x).softmax(1)[:, 1]


class Decide(nn.Module):
    """pixels [B, 3, 48, 48] -> shifts [B, 4], chances [B]"""

    def __init__(self) -> None:
        super().__init__()
        self.conv1, self.prelu1 = nn.Conv2d(3, 32, 3), Slope(32)
        self.pool1 = nn.MaxPool2d(3, 2, ceil_mode=True)
        self.conv2, self.prelu2 = nn.Conv2d(32, 64, 3), Slope(64)
        self.pool2 = nn.MaxPool2d(3, 2, ceil_mode=True)
        self.conv3, self.prelu3 = nn.Conv2d(64, 64, 3), Slope(64)
        self.pool3 = nn.MaxPool2d(2, 2, ceil_mode=True)
        self.conv4, self.prelu4 = nn.Conv2d(64, 128, 2), Slope(128)
        self.dense5, self.prelu5 = nn.Linear(1152, 256), Slope(256)
        self.dense6_1, self.dense6_2 = nn.Linear(256, 2), nn.Linear(256, 4)

    def forward(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        x = self.pool1(self.prelu1(self.conv1(scaled(pixels))))
        x = self.pool3(self.prelu3(self.conv3(self.pool2(self.prelu2(self.conv2(x))))))
        x = self.prelu4(self.conv4(x))
        x = self.prelu5(self.dense5(x.permute(0, 3, 2, 1).flatten(1)))
        return self.dense6_2(x), self.dense6_1(x).softmax(1)[:, 1]


def weights_folder() -> Path:
    """Where the installed package keeps its weights; the package itself is not imported, since it wants an older torch."""
    found = find_spec("facenet_pytorch")
    if found is None or not found.submodule_search_locations:
        raise FileNotFoundError("facenet-pytorch is not installed: pip install --no-deps -r models/weights.txt")
    return Path(found.submodule_search_locations[0]) / "data"


def pretrained() -> dict[str, nn.Module]:
    """The networks by name, ready to run."""
    networks: dict[str, nn.Module] = {PROPOSE: Propose(), REFINE: Refine(), DECIDE: Decide()}
    for name, network in networks.items():
        saved = torch.load(weights_folder() / WEIGHTS[name], weights_only=True)
        # Landmarks: the third head of the last network.
        network.load_state_dict({key: value for key, value in saved.items() if not key.startswith("dense6_3")})
        network.eval()
    return networks
