"""The denoiser: Stable Diffusion's UNet2DConditionModel in miniature. Three levels of ResNet blocks with a time embedding and
transformer blocks (self-attention, cross-attention to the 77 text states, GEGLU), skip connections, epsilon prediction.

Inside, the network predicts the velocity v = sqrt(a) noise - sqrt(1-a) x0, and the last line turns it into the noise that
samplers expect. At high noise v is almost -x0, so colours and layout, which are decided there, get the full weight of
the loss; a network that predicts the noise itself learns them last.
"""

import math

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from diffusion import ALPHAS, STEPS
from layers import Attention, group_norm

CHANNELS = (64, 128, 128)
LAYERS = 1          # ResNet+transformer pairs per level on the way down; one more on the way up
HEAD_WIDTH = 16


class TimestepEmbedding(nn.Module):
    """Sinusoids of the (possibly fractional) timestep, then two linear layers."""

    def __init__(self, width):
        super().__init__()
        self.register_buffer("frequencies", torch.exp(-math.log(10000.0) * torch.arange(width // 2) / (width // 2)), persistent=False)
        self.linear1, self.linear2 = nn.Linear(width, 4 * width), nn.Linear(4 * width, 4 * width)

    def forward(self, timestep):
        # timestep [B] float -> [B,4*width]
        angles = timestep[:, None] * self.frequencies[None]
        return self.linear2(F.silu(self.linear1(torch.cat([torch.cos(angles), torch.sin(angles)], dim=-1))))


class AlphaBar(nn.Module):
    """alphas_cumprod as a smooth function of a float timestep: exp of a polynomial in timestep/1000 (error below 1e-6)."""

    def __init__(self, degree=6):
        super().__init__()
        t = np.arange(STEPS) / STEPS
        for k, coefficient in enumerate(np.polynomial.Polynomial.fit(t, ALPHAS.log().numpy(), degree).convert().coef):
            self.register_buffer(f"c{k}", torch.tensor(coefficient, dtype=torch.float32), persistent=False)
        self.degree = degree

    def forward(self, timestep):
        # timestep [B] -> alpha [B,1,1,1]
        t = timestep[:, None, None, None] / STEPS
        value = getattr(self, f"c{self.degree}") * t
        for k in range(self.degree - 1, 0, -1):
            value = (value + getattr(self, f"c{k}")) * t
        return torch.exp(value + self.c0)


class ResnetBlock(nn.Module):
    def __init__(self, inside, outside, time_width):
        super().__init__()
        self.norm1, self.conv1 = group_norm(inside), nn.Conv2d(inside, outside, 3, padding=1)
        self.time = nn.Linear(time_width, outside)
        self.norm2, self.conv2 = group_norm(outside), nn.Conv2d(outside, outside, 3, padding=1)
        self.shortcut = nn.Conv2d(inside, outside, 1) if inside != outside else nn.Identity()
        nn.init.zeros_(self.conv2.weight)

    def forward(self, x, temb):
        h = self.conv1(F.silu(self.norm1(x))) + self.time(temb)[:, :, None, None]
        return self.shortcut(x) + self.conv2(F.silu(self.norm2(h)))


class TransformerBlock(nn.Module):
    """diffusers' Transformer2DModel with one BasicTransformerBlock."""

    def __init__(self, width, context_width):
        super().__init__()
        heads = width // HEAD_WIDTH
        self.norm, self.proj_in, self.proj_out = group_norm(width), nn.Linear(width, width), nn.Linear(width, width)
        self.norm1, self.attn1 = nn.LayerNorm(width), Attention(width, width, heads)
        self.norm2, self.attn2 = nn.LayerNorm(width), Attention(width, context_width, heads)
        self.norm3, self.ff_in, self.ff_out = nn.LayerNorm(width), nn.Linear(width, 4 * width), nn.Linear(2 * width, width)
        nn.init.zeros_(self.proj_out.weight)

    def forward(self, x, context):
        # x [B,C,H,W], context [B,77,D]
        b, c, height, width = x.shape
        h = self.proj_in(self.norm(x).permute(0, 2, 3, 1).reshape(b, -1, c))
        h = h + self.attn1(self.norm1(h))
        h = h + self.attn2(self.norm2(h), context)
        value, gate = self.ff_in(self.norm3(h)).chunk(2, dim=-1)
        h = h + self.ff_out(value * F.gelu(gate))
        return x + self.proj_out(h).reshape(b, height, width, c).permute(0, 3, 1, 2)


class Stage(nn.Module):
    def __init__(self, inside, outside, time_width, context_width):
        super().__init__()
        self.resnet, self.transformer = ResnetBlock(inside, outside, time_width), TransformerBlock(outside, context_width)

    def forward(self, x, temb, context):
        return self.transformer(self.resnet(x, temb), context)


class UNet(nn.Module):
    def __init__(self, context_width=128, channels=CHANNELS, layers=LAYERS):
        super().__init__()
        time_width = 4 * channels[0]
        self.time, self.alpha = TimestepEmbedding(channels[0]), AlphaBar()
        self.conv_in = nn.Conv2d(4, channels[0], 3, padding=1)
        skips, width = [channels[0]], channels[0]
        self.down, self.downsamplers = nn.ModuleList(), nn.ModuleList()
        for level, c in enumerate(channels):
            self.down.append(nn.ModuleList())
            for _ in range(layers):
                self.down[-1].append(Stage(width, c, time_width, context_width))
                width = c
                skips.append(c)
            if level < len(channels) - 1:
                self.downsamplers.append(nn.Conv2d(c, c, 3, stride=2, padding=1))
                skips.append(c)
        self.middle, self.middle_out = Stage(width, width, time_width, context_width), ResnetBlock(width, width, time_width)
        self.up, self.upsamplers = nn.ModuleList(), nn.ModuleList()
        for level, c in reversed(list(enumerate(channels))):
            self.up.append(nn.ModuleList())
            for _ in range(layers + 1):
                self.up[-1].append(Stage(width + skips.pop(), c, time_width, context_width))
                width = c
            if level > 0:
                self.upsamplers.append(nn.Conv2d(c, c, 3, padding=1))
        self.norm_out, self.conv_out = group_norm(width), nn.Conv2d(width, 4, 3, padding=1)
        nn.init.zeros_(self.conv_out.weight)

    def full_size_attention(self):
        """The cross-attention of the layers that run at the size of the latent: their maps show where each word is drawn."""
        return [stage.transformer.attn2 for stage in (*self.down[0], *self.up[-1])]

    def forward(self, sample, timestep, encoder_hidden_states):
        # sample [B,4,h,w], timestep [B] or [1] float, encoder_hidden_states [B,77,D] -> out_sample [B,4,h,w], the noise
        alpha = self.alpha(timestep)
        return torch.sqrt(alpha) * self.velocity(sample, timestep, encoder_hidden_states) + torch.sqrt(1 - alpha) * sample

    def velocity(self, sample, timestep, encoder_hidden_states):
        temb = F.silu(self.time(timestep))
        x = self.conv_in(sample)
        skips = [x]
        for level, stages in enumerate(self.down):
            for stage in stages:
                x = stage(x, temb, encoder_hidden_states)
                skips.append(x)
            if level < len(self.downsamplers):
                x = self.downsamplers[level](x)
                skips.append(x)
        x = self.middle_out(self.middle(x, temb, encoder_hidden_states), temb)
        for level, stages in enumerate(self.up):
            for stage in stages:
                x = stage(torch.cat([x, skips.pop()], dim=1), temb, encoder_hidden_states)
            if level < len(self.upsamplers):
                # The size of the next skip, not twice this one: latents need not divide by 4.
                x = self.upsamplers[level](F.interpolate(x, size=skips[-1].shape[-2:], mode="nearest"))
        return self.conv_out(F.silu(self.norm_out(x)))
