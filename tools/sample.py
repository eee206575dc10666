"""Draws a sheet of samples with the shipped ONNX files through onnxruntime, as the browser would.

  python tools/sample.py --out sheet.png [--prompt "a red fish" ...] [--guidance 4 --steps 20 --sampler dpmpp_2m]
"""

import argparse
import json
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from PIL import Image, ImageDraw, ImageFont

from diffusion import SAMPLERS
from prompts import PROMPTS
from tokenizer import CaptionTokenizer

LABEL = 18  # height of the caption under each picture
PARTS = ("text_encoder", "unet", "vae_decoder")
PRECISIONS = ("fp32", "fp16", "q8", "q8f16", "q4")


def graph_file(folder, part, precision):
    """-> the graph of one part; the text encoder and the decoder of q4 are those of q8"""
    stored = "q8" if precision == "q4" and part != "unet" else precision
    return folder / part / ("model.onnx" if stored == "fp32" else f"model_{stored}.onnx")


class Pipeline:
    def __init__(self, folder, precision="fp32", threads=0):
        self.config = json.loads((folder / "config.json").read_text())
        self.tokenizer = CaptionTokenizer(folder / "tokenizer")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        self.text, self.unet, self.decoder = (onnxruntime.InferenceSession(str(graph_file(folder, part, precision)), options, providers=["CPUExecutionProvider"])
                                              for part in PARTS)

    def encode(self, prompts):
        return torch.from_numpy(self.text.run(None, {"input_ids": self.tokenizer(prompts)})[0])

    def predict(self, x, timestep, states):
        feeds = {"sample": x.numpy(), "timestep": np.array([timestep], np.float32), "encoder_hidden_states": states.numpy()}
        return torch.from_numpy(self.unet.run(None, feeds)[0])

    def __call__(self, prompts, seed=1, guidance=None, steps=None, sampler=None):
        """-> uint8 [B,128,128,3]"""
        defaults = self.config["defaults"]
        noise = torch.randn(len(prompts), 4, 16, 16, generator=torch.Generator().manual_seed(seed))
        latents = SAMPLERS[sampler or defaults["sampler"]](self.predict, noise, self.encode(prompts), self.encode([""]),
                                                          defaults["guidance"] if guidance is None else guidance, steps or defaults["steps"])
        pictures = self.decoder.run(None, {"latent_sample": (latents / self.config["scaling_factor"]).numpy()})[0]
        return ((pictures.clip(-1, 1) + 1) * 127.5).round().astype(np.uint8).transpose(0, 2, 3, 1)


def sheet(pictures, prompts, font, columns=8):
    side = pictures.shape[1]
    rows = -(-len(prompts) // columns)
    image = Image.new("RGB", (columns * (side + 4), rows * (side + 4 + LABEL)), "white")
    canvas = ImageDraw.Draw(image)
    for k, (picture, prompt) in enumerate(zip(pictures, prompts)):
        x, y = (k % columns) * (side + 4), (k // columns) * (side + 4 + LABEL)
        image.paste(Image.fromarray(picture), (x, y))
        canvas.rectangle([x, y, x + side - 1, y + side - 1], outline=(210, 210, 210))
        canvas.text((x + 2, y + side + 2), prompt if len(prompt) < 25 else prompt[:23] + "…", fill="black", font=font)
    return image


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, default=Path(__file__).parent.parent / "public" / "models" / "pictograms")
    parser.add_argument("--precision", choices=PRECISIONS, default="fp32")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--prompt", action="append")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--guidance", type=float)
    parser.add_argument("--steps", type=int)
    parser.add_argument("--sampler", choices=list(SAMPLERS))
    parser.add_argument("--font", help="TrueType font for the labels; Chinese needs one that has it")
    args = parser.parse_args()
    prompts = args.prompt or PROMPTS
    font = ImageFont.truetype(args.font, 10) if args.font else ImageFont.load_default(10)
    pictures = Pipeline(args.model, args.precision)(prompts, args.seed, args.guidance, args.steps, args.sampler)
    sheet(pictures, prompts, font).save(args.out)


if __name__ == "__main__":
    main()
