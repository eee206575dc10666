"""Stage `text`: teaches the text encoder what captions say, before the UNet reads it.

Every token's state predicts the attributes of the scene; the end of the text must know them all, earlier tokens what has been
said so far (their share of the loss is small, because some of it is unknowable). English and Chinese captions of one scene have
the same targets, so they end up in the same place. After this stage the encoder is frozen, as CLIP is in Stable Diffusion.
"""

import json

import numpy as np
import torch
import torch.nn.functional as F

from checkpoint import Clock, Log, learning_rate, load, save
from data import ATTRIBUTES
from text_encoder import TOKENS, AttributeHeads, TextEncoder
from tokenizer import CaptionTokenizer

BATCH = 128
SHORT = 40  # longer than nearly every caption; three steps of four stop here, the fourth trains all 77 positions
END, ALL = 1.0, 0.3  # weights of the loss at the end of the text (and its padding) and at every token


def train(folder, minutes, device, peak=1.5e-3):
    tokenizer = CaptionTokenizer(folder / "tokenizer")
    captions, labels = json.loads((folder / "captions.json").read_text(encoding="utf-8")), torch.from_numpy(np.load(folder / "attributes.npy"))
    ids = torch.from_numpy(np.stack([tokenizer([c[k] for c in captions]) for k in (0, 1)], axis=1))  # [N,2,77]
    encoder, heads = TextEncoder(tokenizer.size).to(device), AttributeHeads(ATTRIBUTES).to(device)
    parameters = [*encoder.parameters(), *heads.parameters()]
    optimizer = torch.optim.AdamW(parameters, lr=peak, betas=(0.9, 0.98), weight_decay=1e-2, fused=True)
    step, spent = 0, 0.0
    if state := load(folder / "text.pt", device):
        encoder.load_state_dict(state["model"])
        if state["done"]:
            return
        heads.load_state_dict(state["heads"])
        optimizer.load_state_dict(state["optimizer"])
        step, spent = state["step"], state["spent"]
    rng, clock, log = np.random.default_rng(200 + step), Clock(minutes, spent), Log(folder / "text.log.jsonl")
    train_rows = len(captions) - 1000  # the last thousand scenes measure accuracy

    def snapshot(done):
        save(folder / "text.pt", {"model": encoder.state_dict(), "heads": heads.state_dict(), "optimizer": optimizer.state_dict(), "step": step,
                                  "spent": clock.spent(), "done": done})

    while clock.progress() < 1:
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(peak, step, clock.progress())
        rows = torch.from_numpy(rng.integers(train_rows, size=BATCH))
        batch = ids[rows, torch.from_numpy(rng.integers(2, size=BATCH))][:, :TOKENS if step % 4 == 3 else SHORT].to(device)
        states = encoder(batch)
        ended = batch == tokenizer.eos
        weight = torch.where(ended, END / ended.sum(1, keepdim=True), ALL / batch.shape[1]) / BATCH
        loss = states.new_zeros(())
        for (name, logits), target in zip(heads(states).items(), labels[rows].T.to(device)):
            losses = F.cross_entropy(logits.transpose(1, 2), target[:, None].expand(batch.shape), reduction="none")
            loss = loss + (losses * weight).sum()
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        step += 1
        if step % 100 == 0:
            log.write(step=step, seconds=clock.spent(), loss=float(loss.detach()), **accuracy(encoder, heads, ids[train_rows:], labels[train_rows:], device))
            log.plot()
            snapshot(False)
    snapshot(True)


@torch.no_grad()
def accuracy(encoder, heads, ids, labels, device):
    """Share of captions whose end state tells the attribute, per language for all ten at once."""
    result = {}
    for k, language in enumerate(("en", "zh")):
        states = encoder(ids[:400, k, :SHORT].to(device))[:, -1]
        right = torch.stack([logits.argmax(-1).cpu() == target for logits, target in zip(heads(states).values(), labels[:400].T)])
        result["all_" + language] = float(right.all(0).float().mean())
    return result
