"""The autoencoder: 128x128 RGB in [-1,1] <-> latent [4,16,16] (factor 8), fully convolutional.

No normalisation layers: what a pixel becomes depends on its neighbourhood only, so training on 64x64 crops is exact for
whole pictures of any size. The first convolution steps by 2 and the last one shuffles depth into space, so nothing runs
at full resolution.
"""

import torch
import torch.nn.functional as F
from torch import nn

LATENT = 4
WIDTHS = (32, 64, 96)  # at 1/2, 1/4 and 1/8 of the picture


class ResBlock(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(width, width, 3, padding=1), nn.Conv2d(width, width, 3, padding=1)
        nn.init.normal_(self.conv2.weight, std=1e-3)
        nn.init.zeros_(self.conv2.bias)

    def forward(self, x):
        return F.relu(x + self.conv2(F.relu(self.conv1(x))))


class Upsample(nn.Module):
    """The 1x1 convolution goes first: it is four times cheaper there and commutes with nearest-neighbour doubling."""

    def __init__(self, width, out):
        super().__init__()
        self.conv = nn.Conv2d(width, out, 1)

    def forward(self, x):
        return F.interpolate(self.conv(x), scale_factor=2.0, mode="nearest")


class Encoder(nn.Module):
    def __init__(self, widths=WIDTHS):
        super().__init__()
        a, b, c = widths
        self.body = nn.Sequential(nn.Conv2d(3, a, 4, stride=2, padding=1), nn.ReLU(), ResBlock(a), nn.Conv2d(a, b, 3, stride=2, padding=1), nn.ReLU(),
                                  ResBlock(b), ResBlock(b), nn.Conv2d(b, c, 3, stride=2, padding=1), nn.ReLU(), *(ResBlock(c) for _ in range(4)))
        self.quant_conv = nn.Conv2d(c, 2 * LATENT, 1)

    def forward(self, sample):
        # [B,3,H,W] -> [B,8,H/8,W/8]: mean and log-variance
        return self.quant_conv(self.body(sample))


class Decoder(nn.Module):
    def __init__(self, widths=WIDTHS):
        super().__init__()
        a, b, c = widths
        self.post_quant_conv = nn.Conv2d(LATENT, LATENT, 1)
        self.body = nn.Sequential(nn.Conv2d(LATENT, c, 3, padding=1), nn.ReLU(), *(ResBlock(c) for _ in range(4)), Upsample(c, b),
                                  *(ResBlock(b) for _ in range(3)), Upsample(b, a), *(ResBlock(a) for _ in range(2)), nn.Conv2d(a, 12, 3, padding=1),
                                  nn.PixelShuffle(2))

    def forward(self, latent_sample):
        # [B,4,h,w] -> [B,3,8h,8w]
        return self.body(self.post_quant_conv(latent_sample))


class VAE(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder, self.decoder = Encoder(), Decoder()

    def ends(self):
        """The first and the last layer of both halves."""
        return [self.encoder.body[0], self.encoder.quant_conv, self.decoder.post_quant_conv, self.decoder.body[-2]]

    @torch.no_grad()
    def standardise(self, mean, std, noise):
        """Folds an affine map per channel into the two 1x1 convolutions, so that every latent channel has mean 0 and the
        same spread. Pictures do not change; the remaining common spread is what `scaling_factor` removes. The log-variance
        becomes that of the noise the decoder was trained with. mean, std: [4] of the present latents."""
        common = std.log().mean().exp()
        gain = common / std
        quant, post = self.encoder.quant_conv, self.decoder.post_quant_conv
        quant.weight[:LATENT] *= gain[:, None, None, None]
        quant.bias[:LATENT] = (quant.bias[:LATENT] - mean) * gain
        quant.weight[LATENT:] = 0
        quant.bias[LATENT:] = 2 * torch.log(noise * common)
        post.bias += (post.weight[:, :, 0, 0] * mean).sum(1)
        post.weight /= gain[None, :, None, None]
        return float(1 / common)


def edge_loss(a, b):
    """L1 between the horizontal and vertical differences of each picture: sharpens outlines. -> [B]"""
    def dx(t):
        return t[..., :, 1:] - t[..., :, :-1]

    def dy(t):
        return t[..., 1:, :] - t[..., :-1, :]

    return (dx(a) - dx(b)).abs().mean((1, 2, 3)) + (dy(a) - dy(b)).abs().mean((1, 2, 3))
