"""Tells from a picture alone what is in it: which things, their colours and places, the background and the style.

Trained only on drawn pictures (judge_data.py); it never sees a generated one, so it can judge the model. Its weights are
tools/judge.npz; score.py asks it.

  python tools/judge.py --check 3000          how often it is right on fresh drawings
  python tools/judge.py --train               trains it anew (resumable, one thread, 25 minutes of a CPU core)
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from checkpoint import Log, learning_rate, load, save
from draw import draw
from judge_data import HEADS, IGNORE, batch, soften
from judge_net import JudgeNet, restore, store
from judge_verdict import verdict
from layout import layout
from world import random_scene

WEIGHTS = Path(__file__).parent / "judge.npz"
BATCH = 32
PARTS = [(3000, 4e-3), (2500, 2e-3), (4000, 1.5e-3)]  # steps and highest learning rate; from the second part on pictures are harder
EVERY = 250


class Judge:
    def __init__(self, path=WEIGHTS):
        self.net = restore(path)

    @torch.no_grad()
    def read(self, pictures):
        """pictures uint8 [B,128,128,3] -> B times {head: word}"""
        x = torch.from_numpy(np.ascontiguousarray(pictures)).permute(0, 3, 1, 2).float() / 127.5 - 1
        found = [self.net(part) for part in x.split(50)]
        best = {head: torch.cat([f[head] for f in found]).argmax(1).tolist() for head in HEADS}
        return [{head: classes[best[head][k]] for head, classes in HEADS.items()} for k in range(len(x))]


def train(folder):
    torch.manual_seed(0)
    net = JudgeNet().to(memory_format=torch.channels_last)
    optimizer = torch.optim.AdamW(net.parameters(), lr=PARTS[0][1], betas=(0.9, 0.99), weight_decay=1e-2)
    step, total = 0, 0.0
    if state := load(folder / "judge.pt", "cpu"):
        net.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        step = state["step"]
    log = Log(folder / "judge.log.jsonl")
    starts = np.cumsum([0, *(length for length, _ in PARTS)])
    while step < starts[-1]:
        part = int(np.searchsorted(starts, step, "right")) - 1
        (length, peak), done = PARTS[part], step - starts[part]
        rate = learning_rate(peak, done, done / length, floor=0.005)
        for group in optimizer.param_groups:
            group["lr"] = rate
        x, labels = batch(np.random.default_rng([500, step]), BATCH, hard=part > 0)
        out = net(x.contiguous(memory_format=torch.channels_last))
        loss = sum(F.cross_entropy(out[head], labels[head], ignore_index=IGNORE, reduction="sum") for head in HEADS) / BATCH
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 5.0)
        optimizer.step()
        total += float(loss.detach())
        step += 1
        if step % EVERY == 0 or step == starts[-1]:
            log.write(step=step, loss=total / EVERY, lr=rate)
            log.plot()
            save(folder / "judge.pt", {"model": net.state_dict(), "optimizer": optimizer.state_dict(), "step": step})
            store(WEIGHTS, net)
            total = 0.0


def check(judge, count, seed=900, unseen=True, soft=False):
    """Draws fresh pictures and asks the judge. -> share of pictures with every stated attribute right, {attribute: share}, misread scenes"""
    rng, right, misread = np.random.default_rng(seed), {}, []
    for start in range(0, count, 100):
        scenes = [random_scene(rng, unseen=unseen) for _ in range(min(100, count - start))]
        pictures = np.stack([soften(rng, draw(layout(rng, scene))) if soft else draw(layout(rng, scene)) for scene in scenes])
        for scene, picture, read in zip(scenes, pictures, judge.read(pictures)):
            found = verdict(scene, read)
            for name, fine in {**found, "all": all(found.values())}.items():
                right.setdefault(name, []).append(fine)
            if not all(found.values()):
                misread.append((scene, picture, read, found))
    shares = {name: round(float(np.mean(values)), 4) for name, values in right.items()}
    return shares.pop("all"), shares, misread


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--train", action="store_true")
    parser.add_argument("--work-dir", type=Path, default=Path(__file__).parent / ".work")
    parser.add_argument("--check", type=int, default=2000, metavar="N")
    args = parser.parse_args()
    torch.set_num_threads(1)
    if args.train:
        args.work_dir.mkdir(parents=True, exist_ok=True)
        train(args.work_dir)
    judge = Judge()
    for soft in (False, True):
        overall, shares, _ = check(judge, args.check, soft=soft)
        print("softened" if soft else "as drawn", overall, json.dumps(shares))


if __name__ == "__main__":
    main()
