"""Stages `latents` and `unet`: encodes all pictures and captions once, then trains the denoiser on them.

Both encoders are frozen here, so their outputs are computed once and the UNet has the processor to itself.
latents.npy float32 [N,4,16,16], scaled to unit variance    states.npy float16 [U,77,D] of the unique captions
caption_rows.npy int64 [N,2], the row of each picture's English and Chinese caption; row 0 is the empty caption
noun_tokens.npy uint8 [N,2,2,2], language, noun, first and last+1 token
"""

import json

import numpy as np
import torch
from PIL import Image

from checkpoint import Clock, Log, load, mixed, save, warm_stable_decay
from data import ATTRIBUTES
from diffusion import ALPHAS, STEPS, dpmpp_2m
from muon import optimizers
from parallel import average, launch
from prompts import PROMPTS
from text_encoder import TOKENS, WIDTH, TextEncoder
from tokenizer import CaptionTokenizer
from train_vae import to_image, whole
from unet import UNet
from vae import VAE
from world import STYLES

BATCH = 64
EMPTY_SHARE = 0.1
CHINESE_SHARE = 0.5
STYLED_SHARE = 0.15  # outline and pixel pictures beyond their own tenth: they are learned last
CLEAR, STYLED_CLEAR = 350, 0.6  # below this timestep (sigma 1) more of them: there squares and outlines are made, or smeared
EMA = 0.999
WEIGHT_CAP = 20.0
CLEARER = 1.4     # exponent that moves timesteps towards clear pictures
ATTENTION = 0.01  # weight of attention_loss
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
    vae, scale, tokenizer, text = load_encoders(folder, device)
    if not (folder / "states.npy").exists():
        encode_captions(folder, tokenizer, text, device)
    if not (folder / "latents.npy").exists():
        pictures = np.load(folder / "pictures.npy", mmap_mode="r")
        latents = np.empty((len(pictures), 4, 16, 16), np.float32)
        for k in range(0, len(pictures), 64):
            x = whole(pictures, slice(k, k + 64)).to(device, memory_format=torch.channels_last)
            with mixed(device, 0.0):  # rounding is far below what the decoder forgives
                latents[k:k + 64] = (vae.encoder(x)[:, :4].float() * scale).cpu().numpy()
        np.save(folder / "latents.npy", latents)
        print(f"{len(pictures)} latents, mean {latents.mean():.4f} std {latents.std():.4f}", flush=True)


def encode_captions(folder, tokenizer, text, device):
    captions = json.loads((folder / "captions.json").read_text(encoding="utf-8"))
    rows = {"": 0}
    index = np.array([[rows.setdefault(c, len(rows)) for c in pair] for pair in captions])
    ids = torch.from_numpy(tokenizer(list(rows)))
    states = np.lib.format.open_memmap(folder / "states.partial.npy", "w+", np.float16, (len(rows), TOKENS, WIDTH))
    for k in range(0, len(rows), 128):
        states[k:k + 128] = text(ids[k:k + 128].to(device)).cpu().numpy()
    states.flush()
    np.save(folder / "caption_rows.npy", index)
    characters = np.load(folder / "nouns.npy")
    tokens = np.zeros_like(characters)
    for k, pair in enumerate(captions):
        for language, caption in enumerate(pair):
            offsets = tokenizer.offsets(caption)
            for noun, (start, end) in enumerate(characters[k, language]):
                inside = [i for i, (a, b) in enumerate(offsets) if a < end and b > start]
                if inside:
                    tokens[k, language, noun] = inside[0], inside[-1] + 1
    np.save(folder / "noun_tokens.npy", tokens)
    (folder / "states.partial.npy").rename(folder / "states.npy")
    print(f"{len(rows)} different captions", flush=True)


def timesteps(rng, batch):
    """One timestep from each of `batch` equal parts of the schedule, drawn together at its clear end: every batch sees all noise levels."""
    even = (rng.permutation(batch) + rng.random(batch)) / batch
    return torch.from_numpy((even ** CLEARER * STEPS).astype(np.int64).clip(0, STEPS - 1))


def styled_rows(styles):
    """The rows of outline pictures once, of pixel pictures, which are harder, twice."""
    outline, pixel = (np.flatnonzero(styles == STYLES.index(name)) for name in ("outline", "pixel"))
    return np.concatenate([outline, pixel, pixel])


def train(folder, minutes, device, workers):
    launch(loop, workers, folder, minutes, device)


def attention_loss(layers, nouns, masks, alpha):
    """How far each noun's cross-attention is from lying evenly on its object (Kullback-Leibler divergence per noun), the more
    the clearer the picture is. nouns float [B,2,77], 1 at the noun's tokens; masks float [B,2,256], the share of each latent pixel."""
    maps = torch.stack([layer.probabilities.float().mean(1) for layer in layers]).mean(0)  # [B,256,77]
    there = torch.einsum("bpt,bnt->bnp", maps, nouns)
    there = there / (there.sum(-1, keepdim=True) + 1e-8)
    target = masks / (masks.sum(-1, keepdim=True) + 1e-8)
    divergence = (target * ((target + 1e-8).log() - (there + 1e-8).log())).sum(-1)  # [B,2]
    return (divergence * alpha[:, None]).sum() / len(nouns)


def loop(rank, workers, folder, minutes, device, peak=1e-3, batch=BATCH):
    latents, states = torch.from_numpy(np.load(folder / "latents.npy")), np.load(folder / "states.npy", mmap_mode="r")
    index, nouns, masks = (np.load(folder / name) for name in ("caption_rows.npy", "noun_tokens.npy", "masks.npy"))
    styled = styled_rows(np.load(folder / "attributes.npy")[:len(latents), list(ATTRIBUTES).index("style")])
    share, encoders = batch // workers, load_encoders(folder, device)
    torch.manual_seed(0)
    unet, ema = (UNet(WIDTH).to(device, memory_format=torch.channels_last) for _ in range(2))
    ema.load_state_dict(unet.state_dict())
    ema.requires_grad_(False)
    updates, watched = optimizers(unet, [unet.conv_in, unet.conv_out], peak), unet.full_size_attention()
    for layer in watched:
        layer.keep = True
    step, spent = 0, 0.0
    if state := load(folder / "unet.pt", device):
        unet.load_state_dict(state["model"])
        ema.load_state_dict(state["ema"])
        for optimizer, saved in zip(updates, state.get("optimizers", [])):
            optimizer.load_state_dict(saved)
        step, spent = state["step"], state["spent"]
    rng, clock, log = np.random.default_rng([300, step, rank]), Clock(minutes, spent), Log(folder / "unet.log.jsonl")
    torch.manual_seed(step * workers + rank)
    live, averaged = list(unet.parameters()), list(ema.parameters())
    # v weighs the error of x0 by SNR + 1 = 1 / (1 - alpha); the cap keeps nearly clean pictures from taking all of it.
    weights, sums, progress, positions = torch.clamp(WEIGHT_CAP * (1 - ALPHAS), max=1).float(), np.zeros(2), 0.0, np.arange(TOKENS)

    def keep(name="unet.pt"):
        if rank == 0:
            save(folder / name, {"model": unet.state_dict(), "ema": ema.state_dict(), "optimizers": [o.state_dict() for o in updates], "step": step, "spent": clock.spent()})

    while progress < 1:
        for optimizer in updates:
            for group in optimizer.param_groups:
                group["lr"] = warm_stable_decay(peak, step, progress)
        rows, language, t = rng.integers(len(latents), size=share), (rng.random(share) < CHINESE_SHARE).astype(int), timesteps(rng, share)
        rows = np.where(rng.random(share) < np.where(t < CLEAR, STYLED_CLEAR, STYLED_SHARE), rng.choice(styled, size=share), rows)
        empty = rng.random(share) < EMPTY_SHARE
        x0, context = latents[rows].to(device), torch.from_numpy(states[np.where(empty, 0, index[rows, language])]).to(device).float()
        said = nouns[rows, language] * ~empty[:, None, None]  # [B,2,2]; no tokens in an empty caption
        words = torch.from_numpy(((positions >= said[..., :1]) & (positions < said[..., 1:])).astype(np.float32)).to(device)
        places = torch.from_numpy(masks[rows]).to(device).float().flatten(2) / 255 * words.amax(-1, keepdim=True)
        noise, alpha = torch.randn_like(x0), ALPHAS[t].float().to(device)[:, None, None, None]
        noisy = alpha.sqrt() * x0 + (1 - alpha).sqrt() * noise
        velocity = alpha.sqrt() * noise - (1 - alpha).sqrt() * x0
        with mixed(device, progress):
            guess = unet.velocity(noisy.contiguous(memory_format=torch.channels_last), t.float().to(device), context)
        error = (guess.float() - velocity).square().mean((1, 2, 3))
        looking = attention_loss(watched, words, places, alpha[:, 0, 0, 0])
        for optimizer in updates:
            optimizer.zero_grad()
        ((error * weights[t].to(device)).mean() + ATTENTION * looking).backward()
        *parts, progress = average(live, [float(error.detach().mean()), float(looking.detach()), clock.progress()])
        torch.nn.utils.clip_grad_norm_(live, 1.0)
        for optimizer in updates:
            optimizer.step()
        torch._foreach_lerp_(averaged, live, 1 - min(EMA, (1 + step) / (10 + step)))
        sums += parts
        step += 1
        if step % EVERY == 0:
            if rank == 0:
                log.write(step=step, seconds=clock.spent(), loss=sums[0] / EVERY, attention=sums[1] / EVERY, lr=updates[0].param_groups[0]["lr"])
                log.plot()
                keep()
                Image.fromarray(sheet(encoders, ema, PROMPTS, device)).save(folder / f"sheet-{step:05d}.png")
            sums[:] = 0
    keep()


@torch.no_grad()
def sheet(encoders, unet, prompts, device, draw=lambda *given: dpmpp_2m(*given, guidance=4.0), seed=1, columns=8):
    """draw(predict, noise, context, empty) -> latent. -> uint8 picture of one sample per prompt, `columns` side by side"""
    vae, scale, tokenizer, text = encoders
    noise = torch.randn(len(prompts), 4, 16, 16, generator=torch.Generator().manual_seed(seed)).to(device)
    context, empty = text(torch.from_numpy(tokenizer(prompts)).to(device)), text(torch.from_numpy(tokenizer([""])).to(device))

    def predict(x, timestep, states):
        return unet(x.contiguous(memory_format=torch.channels_last), torch.full((1,), timestep, device=device), states)

    pictures = vae.decoder(draw(predict, noise, context, empty) / scale)
    return np.concatenate([to_image(pictures[k:k + columns]) for k in range(0, len(prompts), columns)])
