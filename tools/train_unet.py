"""Stages `latents` and `unet`: encodes all pictures and captions once, then trains the denoiser on them.

Both encoders are frozen here, so their outputs are computed once and the UNet has the processor to itself.
latents.npy float32 [N,4,16,16], scaled to unit variance    states.npy float16 [U,77,D] of the unique captions
caption_rows.npy int64 [N,2], the row of each picture's English and Chinese caption; row 0 is the empty caption
"""

import json

import numpy as np
import torch
from PIL import Image

from checkpoint import Clock, Log, learning_rate, load, save
from diffusion import ALPHAS, SAMPLERS, STEPS
from prompts import PROMPTS
from text_encoder import TOKENS, WIDTH, TextEncoder
from tokenizer import CaptionTokenizer
from train_vae import to_image, whole
from unet import UNet
from vae import VAE

BATCH = 64
EMPTY_SHARE = 0.1
CHINESE_SHARE = 0.35
EMA = 0.999
WEIGHT_CAP = 5.0
EVERY = 250


def load_encoders(folder, device):
    """-> VAE, its scaling factor, tokenizer, text encoder"""
    vae_state, tokenizer = load(folder / "vae.pt", device), CaptionTokenizer(folder / "tokenizer")
    vae, text = VAE().to(device).eval(), TextEncoder(tokenizer.size).to(device).eval()
    vae.load_state_dict(vae_state["model"])
    text.load_state_dict(load(folder / "text.pt", device)["model"])
    return vae.to(memory_format=torch.channels_last), vae_state["scaling_factor"], tokenizer, text


@torch.no_grad()
def precompute(folder, device):
    if (folder / "states.npy").exists():
        return
    vae, scale, tokenizer, text = load_encoders(folder, device)
    pictures = np.load(folder / "pictures.npy", mmap_mode="r")
    latents = np.empty((len(pictures), 4, 16, 16), np.float32)
    for k in range(0, len(pictures), 64):
        x = whole(pictures, slice(k, k + 64)).to(device, memory_format=torch.channels_last)
        latents[k:k + 64] = (vae.encoder(x)[:, :4] * scale).cpu().numpy()
    np.save(folder / "latents.npy", latents)
    captions = json.loads((folder / "captions.json").read_text(encoding="utf-8"))
    rows = {"": 0}
    index = np.array([[rows.setdefault(c, len(rows)) for c in pair] for pair in captions])
    ids = torch.from_numpy(tokenizer(list(rows)))
    states = np.lib.format.open_memmap(folder / "states.partial.npy", "w+", np.float16, (len(rows), TOKENS, WIDTH))
    for k in range(0, len(rows), 128):
        states[k:k + 128] = text(ids[k:k + 128].to(device)).cpu().numpy()
    states.flush()
    np.save(folder / "caption_rows.npy", index)
    (folder / "states.partial.npy").rename(folder / "states.npy")
    print(f"{len(pictures)} latents, mean {latents.mean():.4f} std {latents.std():.4f}; {len(rows)} captions", flush=True)


def timesteps(rng):
    """One timestep from each of BATCH equal parts of the schedule: every batch sees all noise levels."""
    return torch.from_numpy(((rng.permutation(BATCH) + rng.random(BATCH)) / BATCH * STEPS).astype(np.int64).clip(0, STEPS - 1))


def train(folder, minutes, device, peak=1e-3):
    latents, states = torch.from_numpy(np.load(folder / "latents.npy")), torch.from_numpy(np.load(folder / "states.npy"))
    index = np.load(folder / "caption_rows.npy")
    encoders = load_encoders(folder, device)
    torch.manual_seed(0)
    unet, ema = (UNet(WIDTH).to(device, memory_format=torch.channels_last) for _ in range(2))
    ema.load_state_dict(unet.state_dict())
    ema.requires_grad_(False)
    optimizer = torch.optim.AdamW(unet.parameters(), lr=peak, betas=(0.9, 0.99), weight_decay=1e-2, fused=True)
    step, spent = 0, 0.0
    if state := load(folder / "unet.pt", device):
        unet.load_state_dict(state["model"])
        ema.load_state_dict(state["ema"])
        optimizer.load_state_dict(state["optimizer"])
        step, spent = state["step"], state["spent"]
    rng, clock, log = np.random.default_rng(300 + step), Clock(minutes, spent), Log(folder / "unet.log.jsonl")
    torch.manual_seed(step)
    live, averaged = list(unet.parameters()), list(ema.parameters())
    # v weighs the error of x0 by SNR + 1 = 1 / (1 - alpha); the cap keeps nearly clean pictures from taking all of it.
    weights, total = torch.clamp(WEIGHT_CAP * (1 - ALPHAS), max=1).float(), 0.0
    while clock.progress() < 1:
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(peak, step, clock.progress(), warmup=200)
        rows = rng.integers(len(latents), size=BATCH)
        texts = np.where(rng.random(BATCH) < EMPTY_SHARE, 0, index[rows, (rng.random(BATCH) < CHINESE_SHARE).astype(int)])
        x0, context, t = latents[rows].to(device), states[texts].to(device).float(), timesteps(rng)
        noise, alpha = torch.randn_like(x0), ALPHAS[t].float().to(device)[:, None, None, None]
        noisy = alpha.sqrt() * x0 + (1 - alpha).sqrt() * noise
        velocity = alpha.sqrt() * noise - (1 - alpha).sqrt() * x0
        error = (unet.velocity(noisy.contiguous(memory_format=torch.channels_last), t.float().to(device), context) - velocity).square().mean((1, 2, 3))
        loss = (error * weights[t].to(device)).mean()
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(live, 1.0)
        optimizer.step()
        torch._foreach_lerp_(averaged, live, 1 - min(EMA, (1 + step) / (10 + step)))
        total += float(error.detach().mean())
        step += 1
        if step % EVERY == 0:
            log.write(step=step, seconds=clock.spent(), loss=total / EVERY, lr=optimizer.param_groups[0]["lr"])
            total = 0.0
            log.plot()
            save(folder / "unet.pt", {"model": unet.state_dict(), "ema": ema.state_dict(), "optimizer": optimizer.state_dict(), "step": step, "spent": clock.spent()})
            if step % (2 * EVERY) == 0:
                Image.fromarray(sheet(encoders, ema, PROMPTS, device)).save(folder / f"sheet-{step:05d}.png")


@torch.no_grad()
def sheet(encoders, unet, prompts, device, guidance=4.0, steps=20, sampler="dpmpp_2m", seed=1, columns=8):
    """-> uint8 picture of one sample per prompt, `columns` side by side"""
    vae, scale, tokenizer, text = encoders
    noise = torch.randn(len(prompts), 4, 16, 16, generator=torch.Generator().manual_seed(seed)).to(device)
    context, empty = text(torch.from_numpy(tokenizer(prompts)).to(device)), text(torch.from_numpy(tokenizer([""])).to(device))

    def predict(x, timestep, states):
        return unet(x.contiguous(memory_format=torch.channels_last), torch.full((1,), timestep, device=device), states)

    pictures = vae.decoder(SAMPLERS[sampler](predict, noise, context, empty, guidance, steps) / scale)
    return np.concatenate([to_image(pictures[k:k + columns]) for k in range(0, len(prompts), columns)])
