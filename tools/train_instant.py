"""Stage `instant`: latent consistency distillation (arXiv 2310.04378) of the trained UNet into one that draws in four steps
without guidance.

The student predicts the same x0 from any point of the guided path: from x_t it must say what its own slow average says
from the point one solver step (20 timesteps, DDIM, guided by the teacher) nearer to the picture. Timesteps and boundary
functions are those of diffusers' LCMScheduler, which samples it.
"""

import numpy as np
import torch
from PIL import Image

from checkpoint import Clock, Log, load, save, warm_stable_decay
from diffusion import ALPHAS, STEPS
from lcm import boundary, lcm
from parallel import average, launch
from prompts import PROMPTS
from text_encoder import WIDTH
from train_unet import CHINESE_SHARE, load_encoders, sheet
from unet import UNet

BATCH = 32
SKIP = 20          # timesteps of one solver step: 1000 / 50
GUIDANCE = 4.0
TARGET = 0.95      # decay of the slow average that makes the targets
EMA = 0.998        # decay of the weights that are kept
HUBER = 1e-3
EVERY = 250


def train(folder, minutes, device, workers):
    launch(loop, workers, folder, minutes, device)


def predict_x0(unet, x, t, context):
    """-> x0, noise"""
    alpha = ALPHAS[t].float().to(x.device)[:, None, None, None]
    noise = unet(x.contiguous(memory_format=torch.channels_last), t.float().to(x.device), context)
    return (x - (1 - alpha).sqrt() * noise) / alpha.sqrt(), noise


def consistent(unet, x, t, context):
    """The consistency function: x itself at t = 0, the network's x0 everywhere else."""
    skip, out = (f.to(x.device)[:, None, None, None] for f in boundary(t.float()))
    return skip * x + out * predict_x0(unet, x, t, context)[0]


@torch.no_grad()
def solver_step(teacher, x, t, before, context, empty):
    """One guided DDIM step of the teacher from t to `before`."""
    with_text, without = teacher(torch.cat([x, x]), torch.cat([t, t]).float().to(x.device), torch.cat([context, empty.expand_as(context)])).chunk(2)
    noise = without + GUIDANCE * (with_text - without)
    a, a_before = (ALPHAS[k].float().to(x.device)[:, None, None, None] for k in (t, before))
    x0 = (x - (1 - a).sqrt() * noise) / a.sqrt()
    return a_before.sqrt() * x0 + (1 - a_before).sqrt() * noise


def four_steps(predict, noise, context, _empty):
    return lcm(predict, noise, context, [torch.Generator().manual_seed(k) for k in range(len(noise))])


def loop(rank, workers, folder, minutes, device, peak=2e-4):
    latents, states, index = torch.from_numpy(np.load(folder / "latents.npy")), np.load(folder / "states.npy", mmap_mode="r"), np.load(folder / "caption_rows.npy")
    encoders, share = load_encoders(folder, device), BATCH // workers
    teacher, student, target, ema = (UNet(WIDTH).to(device, memory_format=torch.channels_last) for _ in range(4))
    learnt = load(folder / "unet.pt", device)["ema"]
    for unet in (teacher, student, target, ema):
        unet.load_state_dict(learnt)
    for unet in (teacher, target, ema):
        unet.requires_grad_(False)
    optimizer = torch.optim.AdamW(student.parameters(), lr=peak, betas=(0.9, 0.99), weight_decay=0, fused=True)
    step, spent = 0, 0.0
    if state := load(folder / "instant.pt", device):
        for unet, name in ((student, "model"), (target, "target"), (ema, "ema"), (teacher, "teacher")):
            unet.load_state_dict(state[name])
        optimizer.load_state_dict(state["optimizer"])
        step, spent = state["step"], state["spent"]
    rng, clock, log = np.random.default_rng([400, step, rank]), Clock(minutes, spent), Log(folder / "instant.log.jsonl")
    torch.manual_seed(step * workers + rank)
    live, empty, total, progress = list(student.parameters()), torch.from_numpy(states[:1].copy()).to(device).float(), 0.0, 0.0

    def keep():
        if rank == 0:
            save(folder / "instant.pt", {"model": student.state_dict(), "target": target.state_dict(), "ema": ema.state_dict(), "teacher": teacher.state_dict(),
                                         "optimizer": optimizer.state_dict(), "step": step, "spent": clock.spent()})

    while progress < 1:
        for group in optimizer.param_groups:
            group["lr"] = warm_stable_decay(peak, step, progress, warmup=100)
        rows, language = rng.integers(len(latents), size=share), (rng.random(share) < CHINESE_SHARE).astype(int)
        x0, context = latents[rows].to(device), torch.from_numpy(states[index[rows, language]]).to(device).float()
        t = torch.from_numpy(SKIP * rng.integers(1, STEPS // SKIP + 1, size=share) - 1)
        before = (t - SKIP).clamp(min=0)
        a = ALPHAS[t].float().to(device)[:, None, None, None]
        x = a.sqrt() * x0 + (1 - a).sqrt() * torch.randn_like(x0)
        nearer = solver_step(teacher, x, t, before, context, empty)
        with torch.no_grad():
            goal = consistent(target, nearer, before, context)
        error = ((consistent(student, x, t, context) - goal).square() + HUBER ** 2).sqrt() - HUBER
        optimizer.zero_grad()
        error.mean().backward()
        mean_error, progress = average(live, [float(error.detach().mean()), clock.progress()])
        torch.nn.utils.clip_grad_norm_(live, 1.0)
        optimizer.step()
        torch._foreach_lerp_(list(target.parameters()), live, 1 - TARGET)
        torch._foreach_lerp_(list(ema.parameters()), live, 1 - min(EMA, (1 + step) / (10 + step)))
        total += mean_error
        step += 1
        if step % EVERY == 0:
            if rank == 0:
                log.write(step=step, seconds=clock.spent(), loss=total / EVERY, lr=optimizer.param_groups[0]["lr"])
                log.plot()
                keep()
                Image.fromarray(sheet(encoders, ema, PROMPTS, device, four_steps)).save(folder / f"instant-{step:05d}.png")
            total = 0.0
    keep()
