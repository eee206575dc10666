"""Trains Pictograms, stage by stage; every stage can be stopped and resumed, and a finished one is skipped.

  python tools/train.py --stages tokenizer,data,vae,text,latents,unet,instant --unet-minutes 60

Everything is written to --work-dir; export.py turns the result into public/models/pictograms.
"""

import argparse
import os
from pathlib import Path

import torch

import data
import tokenizer


def stage_tokenizer(args):
    if not (args.work_dir / "tokenizer" / "tokenizer.json").exists():
        tokenizer.train_tokenizer(args.work_dir / "tokenizer")


def stage_data(args):
    if not (args.work_dir / "captions.json").exists():
        data.build(args.work_dir, args.pictures, os.cpu_count() or 1)


def stage_vae(args):
    import train_vae
    train_vae.train(args.work_dir, args.vae_minutes, args.device, workers(args))


def stage_text(args):
    import train_text
    train_text.train(args.work_dir, args.text_minutes, args.device)


def stage_latents(args):
    import train_unet
    train_unet.precompute(args.work_dir, args.device)


def stage_unet(args):
    import train_unet
    train_unet.train(args.work_dir, args.unet_minutes, args.device, workers(args))


def stage_instant(args):
    import train_instant
    train_instant.train(args.work_dir, args.instant_minutes, args.device, workers(args))


def workers(args):
    return (os.cpu_count() or 1) if args.device == "cpu" else 1


STAGES = {"tokenizer": stage_tokenizer, "data": stage_data, "vae": stage_vae, "text": stage_text, "latents": stage_latents, "unet": stage_unet,
          "instant": stage_instant}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work-dir", type=Path, default=Path(__file__).parent / ".work")
    parser.add_argument("--stages", default=",".join(STAGES))
    parser.add_argument("--device", default="auto", choices=["auto", "cpu", "cuda"])
    parser.add_argument("--pictures", type=int, default=144000)
    parser.add_argument("--vae-minutes", type=float, default=75)
    parser.add_argument("--text-minutes", type=float, default=4)
    parser.add_argument("--unet-minutes", type=float, default=60)
    parser.add_argument("--instant-minutes", type=float, default=20)
    args = parser.parse_args()
    if args.device == "auto":
        args.device = "cuda" if torch.cuda.is_available() else "cpu"
    args.work_dir.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(0)
    torch.set_num_threads(os.cpu_count() or 1)
    for name in args.stages.split(","):
        STAGES[name](args)


if __name__ == "__main__":
    main()
