"""The text encoder: CLIP's text transformer (token and position embeddings, causal pre-LayerNorm blocks, quick-GELU, final
LayerNorm) in miniature, and the attribute heads that teach it what words mean before the UNet sees it."""

import torch
from torch import nn

from layers import Attention

TOKENS = 77
WIDTH = 128
LAYERS = 3
HEADS = 4


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.norm1, self.attention = nn.LayerNorm(width), Attention(width, width, heads, bias=True)
        self.norm2, self.fc1, self.fc2 = nn.LayerNorm(width), nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x, mask):
        x = x + self.attention(self.norm1(x), mask=mask)
        h = self.fc1(self.norm2(x))
        return x + self.fc2(h * torch.sigmoid(1.702 * h))


class TextEncoder(nn.Module):
    def __init__(self, vocabulary, width=WIDTH, layers=LAYERS, heads=HEADS):
        super().__init__()
        self.token = nn.Embedding(vocabulary, width)
        self.position = nn.Embedding(TOKENS, width)
        nn.init.normal_(self.token.weight, std=0.02)
        nn.init.normal_(self.position.weight, std=0.01)
        self.blocks = nn.ModuleList(Block(width, heads) for _ in range(layers))
        self.final_norm = nn.LayerNorm(width)
        self.register_buffer("mask", torch.full((TOKENS, TOKENS), -1e4).triu(1), persistent=False)

    def forward(self, input_ids):
        # input_ids [B,N] -> last_hidden_state [B,N,width]; N is 77 except for short training batches
        n = input_ids.shape[1]
        x = self.token(input_ids) + self.position.weight[:n]
        for block in self.blocks:
            x = block(x, self.mask[:n, :n])
        return self.final_norm(x)


class AttributeHeads(nn.Module):
    """One linear classifier per attribute, read from every token's state. Used in pre-training only."""

    def __init__(self, classes, width=WIDTH):
        super().__init__()
        self.heads = nn.ModuleDict({name: nn.Linear(width, n) for name, n in classes.items()})

    def forward(self, states):
        return {name: head(states) for name, head in self.heads.items()}
