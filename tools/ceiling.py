"""The ceiling of the score: how many drawings the judge still reads right once the autoencoder has encoded and decoded them.

  python tools/ceiling.py                                the shipped files
  python tools/ceiling.py --checkpoint tools/.work       an autoencoder in training; --noise 0.08 as its decoder sees latents there
"""

import argparse
import json
from pathlib import Path

import numpy as np
import onnxruntime
import torch

from checkpoint import load
from draw import draw
from judge import Judge
from judge_source import to_bytes
from judge_verdict import complaints, verdict
from judge_sheet import sheet
from layout import layout
from score import DOCS, questions, table
from vae import VAE

MODEL = DOCS.parent / "public" / "models" / "pictograms"


def shipped():
    """-> encode, decode: float arrays [B,3,128,128] <-> [B,4,16,16]"""
    encoder, decoder = (onnxruntime.InferenceSession(str(MODEL / part / "model.onnx"), providers=["CPUExecutionProvider"]) for part in ("vae_encoder", "vae_decoder"))
    return lambda x: encoder.run(None, {"sample": x})[0][:, :4], lambda z: decoder.run(None, {"latent_sample": z})[0]


def trained(folder):
    vae = VAE().eval()
    vae.load_state_dict(load(folder / "vae.pt", "cpu")["model"])
    return lambda x: vae.encoder(torch.from_numpy(x))[:, :4].numpy(), lambda z: vae.decoder(torch.from_numpy(z)).numpy()


@torch.no_grad()
def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoint", type=Path, metavar="DIR")
    parser.add_argument("--noise", type=float, default=0.0, help="added to the latents, in units of their spread")
    parser.add_argument("--limit", type=int, default=500)
    parser.add_argument("--sheet", type=Path, help="PNG of what was misread")
    args = parser.parse_args()
    encode, decode = trained(args.checkpoint) if args.checkpoint else shipped()
    asked, judge, rng, rows, misread = questions(args.limit, seen=False), Judge(), np.random.default_rng(77), [], []
    for start in range(0, len(asked), 50):
        part = asked[start:start + 50]
        drawn = np.stack([draw(layout(rng, q["scene"])) for q in part])
        latents = encode(np.ascontiguousarray(drawn.transpose(0, 3, 1, 2), dtype=np.float32) / 127.5 - 1)
        noise = rng.standard_normal(latents.shape).astype(np.float32) * latents.std((0, 2, 3), keepdims=True)
        again = to_bytes(decode(latents + args.noise * noise))
        for q, before, after, read in zip(part, drawn, again, judge.read(again)):
            found = verdict(q["scene"], read)
            rows += [*found.items(), ("all", all(found.values()))]
            if not all(found.values()):
                misread += [(before, q["english"], []), (after, "decoded", complaints(q["scene"], read, found))]
    print(json.dumps(table(rows), indent=1))
    if args.sheet:
        sheet(misread[:96]).save(args.sheet)


if __name__ == "__main__":
    main()
