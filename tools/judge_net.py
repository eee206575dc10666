"""The judge's network: a small CNN down to 8x8, then for every head a few learnt queries that look at the places they need.

44 million multiply-adds a picture, 0.3 million weights: kept as halves in judge.npz.
"""

import numpy as np
import torch
from torch import nn

from judge_data import HEADS

WIDTHS = (16, 32, 64, 96)
OUT = 128
QUERIES = 2  # per head


def conv(inside, outside, stride=1, kernel=3):
    return nn.Sequential(nn.Conv2d(inside, outside, kernel, stride, kernel // 2, bias=False), nn.BatchNorm2d(outside), nn.ReLU(inplace=True))


class Residual(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.inside = nn.Sequential(conv(width, width), nn.Conv2d(width, width, 3, padding=1, bias=False), nn.BatchNorm2d(width))

    def forward(self, x):
        return torch.relu(x + self.inside(x))


class JudgeNet(nn.Module):
    def __init__(self):
        super().__init__()
        a, b, c, d = WIDTHS
        self.body = nn.Sequential(conv(3, a, 2, 5), conv(a, b, 2), conv(b, c, 2), Residual(c), conv(c, d, 2), conv(d, OUT))
        self.position = nn.Parameter(torch.randn(64, OUT) * 0.1)
        self.query = nn.Linear(OUT, QUERIES * len(HEADS))
        self.heads = nn.ModuleDict({name: nn.Linear(QUERIES * OUT, len(classes)) for name, classes in HEADS.items()})

    def forward(self, x):
        # x [B,3,128,128] in -1..1 -> {head: logits [B,classes]}
        h = self.body(x).flatten(2).transpose(1, 2) + self.position  # [B,64,OUT]
        looks = self.query(h).softmax(1)                             # [B,64,heads*QUERIES]
        seen = (looks.transpose(1, 2) @ h).reshape(len(x), len(HEADS), -1)
        return {name: head(seen[:, k]) for k, (name, head) in enumerate(self.heads.items())}


def store(path, net):
    np.savez_compressed(path, **{name: t.numpy().astype(np.float16) for name, t in net.state_dict().items() if t.is_floating_point()})


def restore(path):
    net = JudgeNet()
    with np.load(path) as weights:
        net.load_state_dict({name: torch.from_numpy(weights[name].astype(np.float32)) for name in weights.files}, strict=False)
    return net.eval()
