"""Latent consistency sampling, as diffusers' LCMScheduler does it: every step jumps to the clean latent and noises it again.

No guidance: the distilled UNet has it inside. Fresh noise comes from each picture's own generator, after its first noise.
"""

import torch

from diffusion import ALPHAS, STEPS

ORIGINAL_STEPS = 50      # the teacher's steps, of which the student takes a few
SIGMA_DATA = 0.5
TIMESTEP_SCALING = 10.0


def timesteps(steps):
    """-> [999, 759, 499, 259] for 4"""
    teacher = [k * (STEPS // ORIGINAL_STEPS) - 1 for k in range(ORIGINAL_STEPS, 0, -1)]
    return [teacher[k * ORIGINAL_STEPS // steps] for k in range(steps)]


def boundary(timestep):
    """c_skip, c_out of the consistency function: at timestep 0 it is the identity."""
    scaled = timestep * TIMESTEP_SCALING
    return SIGMA_DATA ** 2 / (scaled ** 2 + SIGMA_DATA ** 2), scaled / (scaled ** 2 + SIGMA_DATA ** 2) ** 0.5


def lcm(predict, noise, context, generators, steps=4):
    """noise [B,4,h,w] of unit variance, one generator per picture -> scaled latent"""
    x, plan = noise.double(), timesteps(steps)
    for k, t in enumerate(plan):
        c_skip, c_out = boundary(t)
        eps = predict(x.float(), float(t), context).double()
        denoised = c_out * (x - (1 - ALPHAS[t]).sqrt() * eps) / ALPHAS[t].sqrt() + c_skip * x
        if k + 1 == len(plan):
            return denoised.float()
        a_next = ALPHAS[plan[k + 1]]
        fresh = torch.stack([torch.randn(noise.shape[1:], generator=generator) for generator in generators])
        x = a_next.sqrt() * denoised + (1 - a_next).sqrt() * fresh
