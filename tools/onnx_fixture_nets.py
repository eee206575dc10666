"""The networks of onnx_fixtures.py: Stable Diffusion's parts with their module names and a handful of channels."""

import torch
from torch import nn

WIDTH, HEADS = 8, 2


class MixedNorm(nn.LayerNorm):
    """In single precision, in whatever precision the network is."""

    def forward(self, x):
        return nn.functional.layer_norm(x.float(), (WIDTH,), self.weight.float(), self.bias.float()).to(x.dtype)


class ClipLayer(nn.Module):
    def __init__(self, norm):
        super().__init__()
        self.layer_norm1, self.layer_norm2 = norm(WIDTH), norm(WIDTH)
        self.q_proj, self.k_proj, self.v_proj, self.out_proj = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.fc1, self.fc2 = nn.Linear(WIDTH, 2 * WIDTH), nn.Linear(2 * WIDTH, WIDTH)

    def forward(self, x, mask):
        y = self.layer_norm1(x)
        q, k, v = (p(y).view(1, -1, HEADS, WIDTH // HEADS).transpose(1, 2) for p in (self.q_proj, self.k_proj, self.v_proj))
        weights = ((q @ k.transpose(-1, -2)) * (WIDTH // HEADS) ** -0.5 + mask).softmax(-1)
        x = x + self.out_proj((weights @ v).transpose(1, 2).reshape(1, -1, WIDTH))
        y = self.fc1(self.layer_norm2(x))
        return x + self.fc2(y * torch.sigmoid(1.702 * y))


class TextModel(nn.Module):
    def __init__(self, layers, norm):
        super().__init__()
        self.token_embedding, self.position_embedding = nn.Embedding(12, WIDTH), nn.Embedding(5, WIDTH)
        self.layers = nn.ModuleList(ClipLayer(norm) for _ in range(layers))
        self.final_layer_norm = norm(WIDTH)

    def states(self, ids):
        x = self.token_embedding(ids) + self.position_embedding(torch.arange(5)[None])
        mask = torch.full((5, 5), -1e4, dtype=x.dtype).triu(1)
        states = [x]
        for layer in self.layers:
            states.append(layer(states[-1], mask))
        return states

    def forward(self, ids):
        return self.final_layer_norm(self.states(ids)[-1])


class Clip(nn.Module):
    def __init__(self, layers=3, norm=nn.LayerNorm):
        super().__init__()
        self.text_model = TextModel(layers, norm)

    def states(self, ids):
        return self.text_model.states(ids)

    def forward(self, input_ids):
        return self.text_model(input_ids)


class Encoder(nn.Module):
    """AutoencoderKL's encoder from the last convolution on: DiagonalGaussianDistribution.sample()."""

    def __init__(self):
        super().__init__()
        self.quant_conv = nn.Conv2d(3, 8, 3, stride=2, padding=1)

    def forward(self, sample):
        mean, logvar = torch.chunk(self.quant_conv(sample), 2, dim=1)
        std = torch.exp(0.5 * torch.clamp(logvar, -30.0, 20.0))
        noise = torch.randn(mean.shape).to(dtype=mean.dtype)
        return mean + std * noise


class DecoderBlock(nn.Module):
    """ResnetBlock2D without a timestep."""

    def __init__(self, a, b):
        super().__init__()
        self.norm1, self.norm2 = nn.GroupNorm(4, a), nn.GroupNorm(4, b)
        self.conv1, self.conv2 = nn.Conv2d(a, b, 3, padding=1), nn.Conv2d(b, b, 3, padding=1)
        self.shortcut = nn.Identity() if a == b else nn.Conv2d(a, b, 1)

    def forward(self, x):
        h = self.conv1(nn.functional.silu(self.norm1(x)))
        return self.shortcut(x) + self.conv2(nn.functional.silu(self.norm2(h)))


class Decoder(nn.Module):
    """AutoencoderKL's decoder: a middle that attends to everything, four blocks, three doublings, group norms throughout."""

    def __init__(self, widths=(16, 16, 8, 8)):
        super().__init__()
        top = widths[0]
        self.conv_in = nn.Conv2d(4, top, 3, padding=1)
        self.middle = nn.ModuleList([DecoderBlock(top, top), DecoderBlock(top, top)])
        self.norm, self.qkv, self.out = nn.GroupNorm(4, top), nn.Linear(top, 3 * top), nn.Linear(top, top)
        self.blocks = nn.ModuleList(nn.ModuleList(DecoderBlock(a if k == 0 else b, b) for k in range(3)) for a, b in zip((top, *widths), widths))
        self.doublings = nn.ModuleList(nn.Conv2d(width, width, 3, padding=1) for width in widths[:3])
        self.norm_out, self.conv_out = nn.GroupNorm(4, widths[-1]), nn.Conv2d(widths[-1], 3, 3, padding=1)

    def attend(self, x):
        q, k, v = self.qkv(self.norm(x).flatten(2).transpose(1, 2)).chunk(3, -1)
        y = self.out(torch.softmax(q @ k.transpose(1, 2) / x.shape[1] ** 0.5, -1) @ v)
        return x + y.transpose(1, 2).reshape(x.shape)

    def forward(self, latent_sample):
        x = self.middle[1](self.attend(self.middle[0](self.conv_in(latent_sample))))
        for k, block in enumerate(self.blocks):
            for resnet in block:
                x = resnet(x)
            if k < 3:
                x = self.doublings[k](nn.functional.interpolate(x, scale_factor=2.0, mode="nearest"))
        return self.conv_out(nn.functional.silu(self.norm_out(x)))


class Attention(nn.Module):
    def __init__(self, context, old):
        super().__init__()
        self.old, self.scale = old, (WIDTH // HEADS) ** -0.5
        self.to_q, self.to_k, self.to_v = nn.Linear(WIDTH, WIDTH, bias=False), nn.Linear(context, WIDTH, bias=False), nn.Linear(context, WIDTH, bias=False)
        self.to_out = nn.ModuleList([nn.Linear(WIDTH, WIDTH)])

    def split(self, x):
        batch, length, _ = x.shape
        x = x.view(batch, length, HEADS, WIDTH // HEADS).transpose(1, 2)
        return x.reshape(batch * HEADS, length, WIDTH // HEADS) if self.old else x

    def forward(self, x, context):
        q, k, v = self.split(self.to_q(x)), self.split(self.to_k(context)), self.split(self.to_v(context))
        if self.old:   # diffusers before scaled_dot_product_attention
            empty = torch.empty(q.shape[0], q.shape[1], k.shape[1])
            y = torch.baddbmm(empty, q, k.transpose(-1, -2), beta=0, alpha=self.scale).softmax(-1) @ v
            y = y.view(x.shape[0], HEADS, -1, WIDTH // HEADS)
        else:
            y = nn.functional.scaled_dot_product_attention(q, k, v)
        return self.to_out[0](y.transpose(1, 2).reshape(x.shape[0], -1, WIDTH))


class TransformerBlock(nn.Module):
    def __init__(self, old):
        super().__init__()
        self.attn1, self.attn2 = Attention(WIDTH, old), Attention(WIDTH, old)

    def forward(self, x, text):
        x = x + self.attn1(x, x)
        return x + self.attn2(x, text)


class Transformer(nn.Module):
    def __init__(self, old):
        super().__init__()
        self.transformer_blocks = nn.ModuleList([TransformerBlock(old)])

    def forward(self, x, text):
        batch, channels, height, width = x.shape
        rows = x.permute(0, 2, 3, 1).reshape(batch, height * width, channels)
        return self.transformer_blocks[0](rows, text).reshape(batch, height, width, channels).permute(0, 3, 1, 2)


class Block(nn.Module):
    def __init__(self, old):
        super().__init__()
        self.attentions = nn.ModuleList([Transformer(old)])

    def forward(self, x, text):
        return self.attentions[0](x, text)


class Plain(nn.Module):
    def forward(self, x, text):
        return x * 0.5


class Unet(nn.Module):
    def __init__(self, old):
        super().__init__()
        self.conv_in, self.conv_out = nn.Conv2d(4, WIDTH, 1), nn.Conv2d(WIDTH, 4, 1)
        self.down_blocks, self.mid_block, self.up_blocks = nn.ModuleList([Block(old)]), Block(old), nn.ModuleList([Plain(), Block(old)])

    def forward(self, sample, timestep, encoder_hidden_states):
        x = self.conv_in(sample) + timestep.sin()[:, None, None, None]
        for block in (*self.down_blocks, self.mid_block, *self.up_blocks):
            x = block(x, encoder_hidden_states)
        return self.conv_out(x)
