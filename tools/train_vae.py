"""Stage `vae`: trains the autoencoder on 64x64 crops around the objects, then normalises the latents' statistics.

Two rules make the latents easy to denoise later. The decoder always sees them with noise of NOISE times their own spread, so
nothing can hide in small differences that a UNet would have to hit exactly. And half-size latents must decode to the
half-size picture (scale equivariance, arXiv 2502.14831), which keeps fine detail out of the coarse structure.
"""

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

from data import ATTRIBUTES
from checkpoint import Clock, Log, load, mixed, save, warm_stable_decay
from muon import optimizers
from parallel import average, launch
from vae import LATENT, VAE, edge_loss

CROP = 64
BATCH = 32
EVERY = 500
PEAK = 1.5e-3
NOISE = 0.08
SPREAD = 1e-4   # weight of the latents' squared size, which the noise leaves free
EDGE = 0.5
HALF = 0.25


def weighted_rows(labels):
    """The rows to draw from: small things, outlines and pixel pictures, which are hard, stand in it four times."""
    hard = (labels[:, list(ATTRIBUTES).index("style")] > 0) | (labels[:, list(ATTRIBUTES).index("size")] == 1)
    return np.concatenate([np.arange(len(labels)), *[np.flatnonzero(hard)] * 3])


def crops(rng, pictures, boxes, rows, batch=BATCH):
    """-> float [batch,3,64,64] in [-1,1]. Three crops of four touch an object; the rest are anywhere."""
    rows = rng.choice(rows, size=batch)
    out = np.empty((batch, CROP, CROP, 3), np.uint8)
    for k, row in enumerate(rows):
        x0, y0, x1, y1 = boxes[row, rng.integers(2)].astype(int) if rng.random() < 0.75 else (0, 0, 128, 128)
        x, y = (int(np.clip(rng.integers(a, max(a + 1, b)) - CROP // 2, 0, 128 - CROP)) for a, b in ((x0, x1), (y0, y1)))
        # Multiples of 8 are the positions that the latent grid has in a whole picture; others teach shift tolerance.
        out[k] = pictures[row, y:y + CROP, x:x + CROP]
    return torch.from_numpy(out).permute(0, 3, 1, 2).float().div_(127.5).sub_(1).contiguous(memory_format=torch.channels_last)


def whole(pictures, rows):
    return torch.from_numpy(np.array(pictures[rows])).permute(0, 3, 1, 2).float().div_(127.5).sub_(1)


def to_image(tensor):
    """[B,3,H,W] in [-1,1] -> one uint8 row of pictures."""
    rows = ((tensor.clamp(-1, 1) + 1) * 127.5).round().byte().permute(0, 2, 3, 1).cpu().numpy()
    return np.concatenate(list(rows), axis=1)


def sheet(vae, pictures, path):
    x = whole(pictures, np.arange(60, 72))
    with torch.no_grad():
        y = vae.decoder(vae.encoder(x)[:, :4])
    Image.fromarray(np.concatenate([to_image(x), to_image(y)])).save(path)
    return float((x - y).abs().mean())


def train(folder, minutes, device, workers):
    state = load(folder / "vae.pt", device)
    if not (state and state["done"]):
        launch(loop, workers, folder, minutes, device)


def loss(vae, x):
    """-> total, [l1, edge, half-size l1]. A crop counts in proportion to how badly it comes out: among thousands of easy ones
    the rare pairs of colours that the latents keep close would never be learnt."""
    mean = vae.encoder(x)[:, :LATENT]
    z = mean + NOISE * mean.std((0, 2, 3), keepdim=True).detach() * torch.randn_like(mean)
    y, small = vae.decoder(z), vae.decoder(F.avg_pool2d(z, 2))
    l1, edge, half = (y - x).abs().mean((1, 2, 3)), edge_loss(y, x), (small - F.avg_pool2d(x, 2)).abs().mean((1, 2, 3))
    weight = (l1 / l1.mean()).detach().clamp(0.2, 4)
    return (weight * (l1 + EDGE * edge + HALF * half)).mean() + SPREAD * mean.square().mean(), [l1.mean(), edge.mean(), half.mean()]


def loop(rank, workers, folder, minutes, device, peak=PEAK):
    pictures, boxes = np.load(folder / "pictures.npy", mmap_mode="r"), np.load(folder / "boxes.npy")
    rows = weighted_rows(np.load(folder / "attributes.npy"))
    torch.manual_seed(0)
    vae = VAE().to(device, memory_format=torch.channels_last)
    updates = optimizers(vae, vae.ends(), peak, weight_decay=1e-4)
    step, spent = 0, 0.0
    if state := load(folder / "vae.pt", device):
        vae.load_state_dict(state["model"])
        for optimizer, saved in zip(updates, state.get("optimizers", [])):
            optimizer.load_state_dict(saved)
        step, spent = state["step"], state["spent"]
    rng, clock, log = np.random.default_rng([100, step, rank]), Clock(minutes, spent), Log(folder / "vae.log.jsonl")
    torch.manual_seed(step * workers + rank)
    parameters, sums, progress = list(vae.parameters()), np.zeros(3), 0.0

    def keep(**more):
        save(folder / "vae.pt", {"model": vae.state_dict(), "optimizers": [o.state_dict() for o in updates], "step": step, "spent": clock.spent(), **more})

    while progress < 1:
        for optimizer in updates:
            for group in optimizer.param_groups:
                group["lr"] = warm_stable_decay(peak, step, progress)
            optimizer.zero_grad()
        with mixed(device, progress):
            total, parts = loss(vae, crops(rng, pictures, boxes, rows, BATCH // workers).to(device))
        total.backward()
        *parts, progress = average(parameters, [*(float(p.detach()) for p in parts), clock.progress()])
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        for optimizer in updates:
            optimizer.step()
        sums += parts
        step += 1
        if step % EVERY == 0:
            if rank == 0:
                log.write(step=step, seconds=clock.spent(), loss=sums[0] / EVERY, edge=sums[1] / EVERY, half=sums[2] / EVERY, whole_l1=sheet(vae, pictures, folder / "vae.png"))
                log.plot()
                keep(done=False)
            sums[:] = 0
    if rank == 0:
        finish(vae, pictures, folder, keep)


def finish(vae, pictures, folder, keep):
    with torch.no_grad():
        latents = torch.cat([vae.encoder(whole(pictures, np.arange(k, k + 100)))[:, :LATENT] for k in range(0, 2000, 100)])
    scaling_factor = vae.standardise(latents.mean((0, 2, 3)), latents.std((0, 2, 3)), NOISE)
    print(f"scaling_factor {scaling_factor:.6f}, whole L1 {sheet(vae, pictures, folder / 'vae.png'):.4f}", flush=True)
    keep(done=True, scaling_factor=scaling_factor)
