"""The noise schedule of Stable Diffusion and two samplers, in plain torch: DDIM and DPM++ 2M (Karras sigmas)."""

import torch

STEPS = 1000


def alphas_cumprod():
    """scaled_linear from 0.00085 to 0.012 -> float64 [1000]"""
    return torch.cumprod(1 - torch.linspace(0.00085 ** 0.5, 0.012 ** 0.5, STEPS, dtype=torch.float64) ** 2, dim=0)


ALPHAS = alphas_cumprod()
SIGMAS = ((1 - ALPHAS) / ALPHAS).sqrt()  # [1000], of x = x0 + sigma * noise


def karras(steps, rho=7.0):
    low, high = SIGMAS[0] ** (1 / rho), SIGMAS[-1] ** (1 / rho)
    ramp = torch.linspace(0, 1, steps, dtype=torch.float64)
    return torch.cat([(high + ramp * (low - high)) ** rho, torch.zeros(1, dtype=torch.float64)])


def sigma_to_timestep(sigma):
    """Fractional timestep whose sigma this is, linear in log sigma."""
    logs, log = SIGMAS.log(), torch.as_tensor(sigma).log()
    k = int((logs <= log).sum().clamp(1, STEPS - 1)) - 1
    return float(k + ((log - logs[k]) / (logs[k + 1] - logs[k])).clamp(0, 1))


def guided(predict, x, timestep, context, empty, guidance):
    """predict(x [2B,...], timestep, context [2B,77,D]) -> noise; classifier-free guidance."""
    with_text, without = predict(torch.cat([x, x]), timestep, torch.cat([context, empty.expand_as(context)])).chunk(2)
    return without + guidance * (with_text - without)


def dpmpp_2m(predict, noise, context, empty, guidance, steps=20):
    """noise [B,4,h,w] of unit variance -> scaled latent."""
    sigmas = karras(steps)
    x, before, h_before = noise.double() * sigmas[0], None, None
    for i in range(steps):
        sigma, following = sigmas[i], sigmas[i + 1]
        eps = guided(predict, (x / (sigma ** 2 + 1).sqrt()).float(), sigma_to_timestep(sigma), context, empty, guidance).double()
        denoised = x - sigma * eps
        if following == 0:
            return denoised.float()
        h = (sigma / following).log()
        target = denoised
        if before is not None:
            r = h_before / h
            target = (1 + 1 / (2 * r)) * denoised - (1 / (2 * r)) * before
        x = (following / sigma) * x - torch.expm1(-h) * target
        before, h_before = denoised, h
    return x.float()


def ddim(predict, noise, context, empty, guidance, steps=20):
    timesteps = torch.linspace(STEPS - 1, 0, steps).round().long()
    x = noise.double()
    for i, t in enumerate(timesteps):
        a = ALPHAS[t]
        a_next = ALPHAS[timesteps[i + 1]] if i + 1 < steps else torch.ones((), dtype=torch.float64)
        eps = guided(predict, x.float(), float(t), context, empty, guidance).double()
        denoised = (x - (1 - a).sqrt() * eps) / a.sqrt()
        x = a_next.sqrt() * denoised + (1 - a_next).sqrt() * eps
    return x.float()


SAMPLERS = {"dpmpp_2m": dpmpp_2m, "ddim": ddim}
