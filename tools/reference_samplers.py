"""Samplers and noise levels written a second time, in float64 torch, from where each was published: what tests hold the
TypeScript ones against. Nothing here is shared with diffusion.py or with src/core.

A sampler gets `network(x, timestep) -> predicted noise` for a latent in the model's own space (sqrt(a) x0 + sqrt(1-a) noise), the
noise levels (N+1, falling, sigma = sqrt((1-a)/a)), the unit start noise and `draw() -> fresh unit noise`. It returns the
network's picture x0 at every step and the finished latent.
"""

import math

import torch

STEPS = 1000


def training_levels():
    """diffusers' scaled_linear schedule, in float32 as diffusers computes it. -> alphas_cumprod, sigmas, float64 [1000]"""
    betas = torch.linspace(0.00085 ** 0.5, 0.012 ** 0.5, STEPS, dtype=torch.float32) ** 2
    alphas = torch.cumprod(1.0 - betas, dim=0)
    return alphas.double(), ((1 - alphas) / alphas).sqrt().double()


ALPHAS, SIGMAS = training_levels()
LOGS = SIGMAS.log()


def timestep_of(sigma):
    """k-diffusion external.py, DiscreteSchedule.sigma_to_t without rounding: linear in log sigma."""
    log = math.log(sigma)
    low = int((LOGS <= log).sum().clamp(1, STEPS - 1)) - 1
    share = (log - float(LOGS[low])) / float(LOGS[low + 1] - LOGS[low])
    return low + min(1.0, max(0.0, share))


def sigma_at(timestep):
    low = min(int(timestep), STEPS - 2)
    return math.exp(float(LOGS[low] + (timestep - low) * (LOGS[low + 1] - LOGS[low])))


def levels(name, steps):
    """AUTOMATIC1111's schedules (modules/sd_schedulers.py, k-diffusion sampling.py). -> [steps+1], closing with 0"""
    low, high = float(SIGMAS[0]), float(SIGMAS[-1])
    ramp = torch.linspace(0, 1, steps, dtype=torch.float64)
    if name == "normal":
        sigmas = [sigma_at(float(t)) for t in torch.linspace(STEPS - 1, 0, steps, dtype=torch.float64)]
    elif name == "sgm_uniform":
        sigmas = [sigma_at(float(t)) for t in torch.linspace(STEPS - 1, 0, steps + 1, dtype=torch.float64)[:-1]]
    elif name == "ddim_uniform":
        sigmas = [float(SIGMAS[t]) for t in range(1, STEPS, STEPS // steps)][::-1]
    elif name == "karras":
        sigmas = ((high ** (1 / 7) + ramp * (low ** (1 / 7) - high ** (1 / 7))) ** 7).tolist()
    elif name == "exponential":
        sigmas = torch.linspace(math.log(high), math.log(low), steps, dtype=torch.float64).exp().tolist()
    else:
        raise ValueError(name)
    return [*sigmas, 0.0]


def denoiser(network):
    """k-diffusion's view of the network: x0 from x = x0 + sigma noise (external.py, DiscreteEpsDDPMDenoiser)."""
    return lambda x, sigma: x - sigma * network(x / math.sqrt(sigma ** 2 + 1), timestep_of(sigma))


def ddim(network, sigmas, start, draw):
    """Song et al. 2020, eq. 12 with eta 0, in alphas."""
    x, pictures = start, []
    alphas = [1 / (1 + sigma ** 2) for sigma in sigmas]
    for a, following, sigma in zip(alphas, alphas[1:], sigmas):
        noise = network(x, timestep_of(sigma))
        picture = (x - math.sqrt(1 - a) * noise) / math.sqrt(a)
        pictures.append(picture)
        x = math.sqrt(following) * picture + math.sqrt(1 - following) * noise
    return pictures, x


def euler(network, sigmas, start, draw):
    """k-diffusion sampling.py, sample_euler without churn."""
    denoise, x, pictures = denoiser(network), start * sigmas[0], []
    for sigma, following in zip(sigmas, sigmas[1:]):
        pictures.append(denoise(x, sigma))
        x = x + (x - pictures[-1]) / sigma * (following - sigma)
    return pictures, x


def euler_ancestral(network, sigmas, start, draw):
    """k-diffusion sampling.py, sample_euler_ancestral with eta 1."""
    denoise, x, pictures = denoiser(network), start * sigmas[0], []
    for sigma, following in zip(sigmas, sigmas[1:]):
        pictures.append(denoise(x, sigma))
        up = min(following, math.sqrt(following ** 2 * (sigma ** 2 - following ** 2) / sigma ** 2))
        down = math.sqrt(following ** 2 - up ** 2)
        x = x + (x - pictures[-1]) / sigma * (down - sigma)
        if following > 0:
            x = x + draw() * up
    return pictures, x


def heun(network, sigmas, start, draw):
    """Karras et al. 2022, Algorithm 1."""
    denoise, x, pictures = denoiser(network), start * sigmas[0], []
    for sigma, following in zip(sigmas, sigmas[1:]):
        pictures.append(denoise(x, sigma))
        slope = (x - pictures[-1]) / sigma
        trial = x + slope * (following - sigma)
        if following > 0:
            slope = (slope + (trial - denoise(trial, following)) / following) / 2
        x = x + slope * (following - sigma)
    return pictures, x


def dpmpp_2m(network, sigmas, start, draw):
    """k-diffusion sampling.py, sample_dpmpp_2m: t = -log sigma."""
    denoise, x, pictures = denoiser(network), start * sigmas[0], []
    for i, (sigma, following) in enumerate(zip(sigmas, sigmas[1:])):
        pictures.append(denoise(x, sigma))
        if following == 0:
            x = pictures[-1]
            continue
        h, target = math.log(sigma) - math.log(following), pictures[-1]
        if i > 0:
            r = (math.log(sigmas[i - 1]) - math.log(sigma)) / h
            target = (1 + 1 / (2 * r)) * pictures[-1] - 1 / (2 * r) * pictures[-2]
        x = following / sigma * x - math.expm1(-h) * target
    return pictures, x


def unipc(network, sigmas, start, draw):
    """diffusers scheduling_unipc_multistep.py: order 2, bh2, predict_x0, lower_order_final, in alpha_t, sigma_t, lambda_t."""
    alpha = [1 / math.sqrt(1 + sigma ** 2) for sigma in sigmas]
    spread = [sigma * a for sigma, a in zip(sigmas, alpha)]
    lam = [-math.log(sigma) if sigma > 0 else math.inf for sigma in sigmas]
    x, before, order, pictures = start, None, 0, []

    def move(i, x, outputs, order, corrected_by=None):
        """One update from level i to i+1; outputs end with the prediction made at level i."""
        h = lam[i + 1] - lam[i]
        phi = math.expm1(-h)  # h_phi_1 and, for bh2, B_h
        moved = spread[i + 1] / spread[i] * x - alpha[i + 1] * phi * outputs[-1]
        ratios, differences = [], []
        if order == 2:
            ratios.append((lam[i - 1] - lam[i]) / h)
            differences.append((outputs[-2] - outputs[-1]) / ratios[0])
        if corrected_by is None:
            rhos = [0.5] * len(differences)
        else:
            ratios.append(1.0)
            differences.append(corrected_by - outputs[-1])
            rhos = [0.5] if order == 1 else solve(ratios, -h, phi)
        return moved - alpha[i + 1] * phi * sum(rho * d for rho, d in zip(rhos, differences))

    def solve(ratios, hh, phi):
        rows, right, h_phi_k, factorial = [], [], phi / hh - 1, 1
        for k in range(1, len(ratios) + 1):
            rows.append([r ** (k - 1) for r in ratios])
            right.append(h_phi_k * factorial / phi)
            factorial *= k + 1
            h_phi_k = h_phi_k / hh - 1 / factorial
        return torch.linalg.solve(torch.tensor(rows, dtype=torch.float64), torch.tensor(right, dtype=torch.float64)).tolist()

    for i, sigma in enumerate(sigmas[:-1]):
        picture = (x - spread[i] * network(x, timestep_of(sigma))) / alpha[i]
        if i > 0:
            x = move(i - 1, before, pictures, order, corrected_by=picture)
        pictures.append(picture)
        order = min(2, len(sigmas) - 1 - i, i + 1)
        before, x = x, move(i, x, pictures, order)
    return pictures, x


SAMPLERS = {"ddim": ddim, "euler": euler, "euler_ancestral": euler_ancestral, "dpmpp_2m": dpmpp_2m, "heun": heun, "unipc": unipc}
