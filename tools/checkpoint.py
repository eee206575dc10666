"""Small helpers of every training stage: atomic checkpoints, the learning-rate schedule, and a log that plots itself."""

import json
import math
import os
import time

import torch
from PIL import Image, ImageDraw


def save(path, state):
    partial = path.with_suffix(".partial")
    torch.save(state, partial)
    os.replace(partial, path)


def load(path, device):
    return torch.load(path, map_location=device, weights_only=True) if path.exists() else None


class Clock:
    """Progress of a stage that is given minutes, not steps; it goes on counting where a stopped run left off."""

    def __init__(self, minutes, spent=0.0):
        self.total, self.start = minutes * 60, time.monotonic() - spent

    def spent(self):
        return time.monotonic() - self.start

    def progress(self):
        return min(1.0, self.spent() / self.total)


def learning_rate(peak, step, progress, warmup=100, floor=0.02):
    """Linear warm-up in steps, cosine to `floor` in wall-clock progress."""
    return peak * min(1.0, (step + 1) / warmup) * (floor + (1 - floor) * 0.5 * (1 + math.cos(math.pi * progress)))


def warm_stable_decay(peak, step, progress, warmup=200, decay=0.3):
    """Linear warm-up in steps, constant, then linear to zero over the last `decay` of the time (arXiv 2404.06395)."""
    return peak * min(1.0, (step + 1) / warmup) * min(1.0, (1 - progress) / decay + 1e-3)


def mixed(device, progress, until=0.9):
    """Arithmetic in bfloat16 (weights stay float32) where the processor has it: without, it is emulated, nine times slower than
    float32. The last part of a training is in float32 everywhere: there small differences count."""
    able = device != "cpu" or torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported()
    return torch.autocast(device, torch.bfloat16, enabled=able and progress < until)


class Log:
    """Appends JSON lines and draws the loss curve (logarithmic) next to them."""

    def __init__(self, path):
        self.path = path

    def write(self, **values):
        line = json.dumps({k: round(v, 6) if isinstance(v, float) else v for k, v in values.items()})
        print(line, flush=True)
        with self.path.open("a") as f:
            f.write(line + "\n")

    def plot(self, key="loss"):
        rows = [json.loads(line) for line in self.path.read_text().splitlines()]
        points = [(r["step"], math.log10(max(r[key], 1e-6))) for r in rows if key in r]
        if len(points) < 2:
            return
        (x0, x1), (y0, y1) = ((min(c), max(c)) for c in zip(*points))
        image = Image.new("RGB", (640, 320), "white")
        canvas = ImageDraw.Draw(image)
        canvas.line([(10 + 620 * (x - x0) / max(1, x1 - x0), 310 - 300 * (y - y0) / max(1e-6, y1 - y0)) for x, y in points], fill=(30, 90, 200), width=2)
        canvas.text((400, 10), f"{key}: {10 ** points[-1][1]:.4f} at step {x1}", fill="black")
        image.save(self.path.with_suffix(".png"))
