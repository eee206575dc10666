"""Stages `latents` and `unet`: encodes all pictures and captions once, then trains the denoiser on them.

Both encoders are frozen here, so their outputs are computed once and the UNet has the processor to itself.
latents.npy float32 [N,4,16,16], scaled to unit variance    states.npy float16 [U,77,D] of the unique captions
caption_rows.npy int64 [N,2], the row of each picture's English and Chinese caption; row 0 is the empty caption
"""

import json
import os

import numpy as np
import torch
import torch.distributed as dist
import torch.multiprocessing as mp
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


def timesteps(rng, batch):
    """One timestep from each of `batch` equal parts of the schedule: every batch sees all noise levels."""
    return torch.from_numpy(((rng.permutation(batch) + rng.random(batch)) / batch * STEPS).astype(np.int64).clip(0, STEPS - 1))


def average(parameters, extra):
    """Averages the gradients, and the numbers in `extra`, over all processes. -> extra"""
    flat = torch.cat([*(p.grad.reshape(-1) for p in parameters), torch.tensor(extra)])
    dist.all_reduce(flat)
    flat /= dist.get_world_size()
    pieces = flat.split([*(p.numel() for p in parameters), len(extra)])
    for p, piece in zip(parameters, pieces):
        p.grad.copy_(piece.view(p.shape))
    return pieces[-1].tolist()


def train(folder, minutes, device, workers):
    """On a processor that others use too, one process per core, meeting once a step, is much faster than threads that meet at
    every operation."""
    if workers == 1:
        return loop(0, 1, folder, minutes, device)
    meeting = (folder / "meeting").absolute()
    meeting.unlink(missing_ok=True)
    mp.spawn(worker, args=(workers, meeting, folder, minutes, device), nprocs=workers)


def worker(rank, workers, meeting, folder, minutes, device):
    os.environ.setdefault("GLOO_SOCKET_IFNAME", "lo")
    torch.set_num_threads(1)
    dist.init_process_group("gloo", init_method=f"file://{meeting}", rank=rank, world_size=workers)
    loop(rank, workers, folder, minutes, device)
    dist.destroy_process_group()


def loop(rank, workers, folder, minutes, device, peak=1e-3):
    latents, states = torch.from_numpy(np.load(folder / "latents.npy")), np.load(folder / "states.npy", mmap_mode="r")
    index, batch = np.load(folder / "caption_rows.npy"), BATCH // workers
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
    rng, clock, log = np.random.default_rng([300, step, rank]), Clock(minutes, spent), Log(folder / "unet.log.jsonl")
    torch.manual_seed(step * workers + rank)
    live, averaged = list(unet.parameters()), list(ema.parameters())
    # v weighs the error of x0 by SNR + 1 = 1 / (1 - alpha); the cap keeps nearly clean pictures from taking all of it.
    weights, total, progress = torch.clamp(WEIGHT_CAP * (1 - ALPHAS), max=1).float(), 0.0, 0.0
    while progress < 1:
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(peak, step, progress, warmup=200)
        rows = rng.integers(len(latents), size=batch)
        texts = np.where(rng.random(batch) < EMPTY_SHARE, 0, index[rows, (rng.random(batch) < CHINESE_SHARE).astype(int)])
        x0, context, t = latents[rows].to(device), torch.from_numpy(states[texts]).to(device).float(), timesteps(rng, batch)
        noise, alpha = torch.randn_like(x0), ALPHAS[t].float().to(device)[:, None, None, None]
        noisy = alpha.sqrt() * x0 + (1 - alpha).sqrt() * noise
        velocity = alpha.sqrt() * noise - (1 - alpha).sqrt() * x0
        error = (unet.velocity(noisy.contiguous(memory_format=torch.channels_last), t.float().to(device), context) - velocity).square().mean((1, 2, 3))
        optimizer.zero_grad()
        (error * weights[t].to(device)).mean().backward()
        mean_error, progress = float(error.detach().mean()), clock.progress()
        if workers > 1:
            mean_error, progress = average(live, [mean_error, progress])
        torch.nn.utils.clip_grad_norm_(live, 1.0)
        optimizer.step()
        torch._foreach_lerp_(averaged, live, 1 - min(EMA, (1 + step) / (10 + step)))
        total += mean_error
        step += 1
        if step % EVERY == 0 and rank == 0:
            log.write(step=step, seconds=clock.spent(), loss=total / EVERY, lr=optimizer.param_groups[0]["lr"])
            log.plot()
            save(folder / "unet.pt", {"model": unet.state_dict(), "ema": ema.state_dict(), "optimizer": optimizer.state_dict(), "step": step, "spent": clock.spent()})
            Image.fromarray(sheet(encoders, ema, PROMPTS, device)).save(folder / f"sheet-{step:05d}.png")
        if step % EVERY == 0:
            total = 0.0
    if rank == 0:
        save(folder / "unet.pt", {"model": unet.state_dict(), "ema": ema.state_dict(), "optimizer": optimizer.state_dict(), "step": step, "spent": clock.spent()})


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
