"""The networks of tiny_layouts.py: a text model, a UNet and two decoders with the inputs, outputs and operators of the real ones
and next to no weights. They draw nothing; what counts is that every input changes the output."""
import math

import torch
from torch import nn
from torch.nn import functional as F

WIDTH = 16


class TextModel(nn.Module):
    """input_ids [B,tokens] -> the outputs named in `gives`."""

    def __init__(self, vocabulary: int, tokens: int, gives: list[str], layers: int = 2, width: int = WIDTH):
        super().__init__()
        self.gives = gives
        self.token = nn.Embedding(vocabulary, width)
        self.position = nn.Parameter(torch.randn(tokens, width) * 0.3)
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in range(layers))
        self.qkv = nn.ModuleList(nn.Linear(width, 3 * width) for _ in range(layers))
        self.norm = nn.LayerNorm(width)
        self.projection = nn.Linear(width, width, bias=False)
        self.register_buffer("mask", torch.full((tokens, tokens), -1e4).triu(1))

    def forward(self, input_ids):
        x = self.token(input_ids) + self.position
        states = [x]
        for norm, qkv in zip(self.norms, self.qkv):
            q, k, v = qkv(norm(x)).chunk(3, -1)
            x = x + torch.softmax(q @ k.transpose(-1, -2) / math.sqrt(q.shape[-1]) + self.mask, -1) @ v
            states.append(x)
        last = self.norm(x)
        # The end of the text has the highest id.
        end = F.one_hot(input_ids.to(torch.int64).argmax(-1), last.shape[1]).to(last.dtype)
        pooled = self.projection((last * end[..., None]).sum(1))
        known = {"last_hidden_state": last, "pooler_output": pooled, "text_embeds": pooled}
        known |= {f"hidden_states.{i}": state for i, state in enumerate(states)}
        return tuple(known[name] for name in self.gives)


class UNet(nn.Module):
    """sample, timestep, encoder_hidden_states and what `extra` names -> out_sample."""

    def __init__(self, text_width: int, extra: list[str], condition_width: int = 8):
        super().__init__()
        self.extra = extra
        self.conv_in = nn.Conv2d(4, WIDTH, 3, padding=1)
        self.time = nn.Linear(WIDTH, WIDTH)
        self.condition = nn.Linear(condition_width, WIDTH, bias=False)
        self.added = nn.Linear(WIDTH + 6, WIDTH)
        self.norm = nn.GroupNorm(4, WIDTH)
        self.q = nn.Linear(WIDTH, WIDTH, bias=False)
        self.kv = nn.Linear(text_width, 2 * WIDTH, bias=False)
        self.conv_out = nn.Conv2d(WIDTH, 4, 3, padding=1)

    def forward(self, sample, timestep, encoder_hidden_states, *more):
        given = dict(zip(self.extra, more))
        t = timestep.to(sample.dtype).reshape(-1).expand(sample.shape[0])
        frequencies = torch.exp(torch.arange(WIDTH // 2, dtype=sample.dtype) * (-math.log(1000.0) / (WIDTH // 2 - 1)))
        angles = (t / 100)[:, None] * frequencies
        emb = torch.cat([torch.sin(angles), torch.cos(angles)], -1)
        if "timestep_cond" in given:
            emb = emb + self.condition(given["timestep_cond"])
        if "text_embeds" in given:
            emb = emb + self.added(torch.cat([given["text_embeds"], given["time_ids"] / 64], -1))
        x = self.conv_in(sample) + self.time(F.silu(emb))[:, :, None, None]
        x = F.silu(self.norm(x))
        b, c, h, w = x.shape
        q = self.q(x.flatten(2).transpose(1, 2))
        k, v = self.kv(encoder_hidden_states).chunk(2, -1)
        read = torch.softmax(q @ k.transpose(-1, -2) / math.sqrt(WIDTH), -1) @ v
        return self.conv_out(x + read.transpose(1, 2).reshape(b, c, h, w))


class Decoder(nn.Module):
    """An AutoencoderKL's: has normalisation layers and ends in [-1,1]. [B,4,h,w] -> [B,3,8h,8w]"""

    def __init__(self):
        super().__init__()
        self.conv_in = nn.Conv2d(4, 8, 3, padding=1)
        self.norm = nn.GroupNorm(4, 8)
        self.ups = nn.ModuleList(nn.Conv2d(8, 8, 3, padding=1) for _ in range(3))
        self.conv_out = nn.Conv2d(8, 3, 3, padding=1)

    def forward(self, latent):
        x = F.silu(self.norm(self.conv_in(latent * 0.2)))
        for up in self.ups:
            x = F.silu(up(F.interpolate(x, scale_factor=2.0, mode="nearest")))
        return self.conv_out(x)


class TinyDecoder(nn.Module):
    """TAESD's: no normalisation; the raw export ends in [0,1], diffusers' in [-1,1]. [B,4,h,w] -> [B,3,8h,8w]"""

    def __init__(self, raw: bool):
        super().__init__()
        self.raw = raw
        self.conv_in = nn.Conv2d(4, 8, 3, padding=1)
        self.ups = nn.ModuleList(nn.Conv2d(8, 8, 3, padding=1) for _ in range(3))
        self.conv_out = nn.Conv2d(8, 3, 3, padding=1)

    def forward(self, latent):
        x = F.relu(self.conv_in(torch.tanh(latent / 3) * 3))
        for up in self.ups:
            x = F.relu(up(F.interpolate(x, scale_factor=2.0, mode="nearest")))
        x = self.conv_out(x) + 0.5
        return x if self.raw else x.mul(2).sub(1)
