"""Where the pictures that score.py judges come from: the shipped ONNX files, or the checkpoint of a training."""

import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch

from checkpoint import load
from sample import Pipeline
from text_encoder import WIDTH
from tokenizer import CaptionTokenizer
from train_unet import load_encoders
from unet import UNet

PARTS = {"text": "text_encoder", "unet": "unet", "decoder": "vae_decoder"}


def to_bytes(pictures):
    """float [B,3,H,W] in -1..1 -> uint8 [B,H,W,3]"""
    return ((pictures.clip(-1, 1) + 1) * 127.5).round().astype(np.uint8).transpose(0, 2, 3, 1)


def graph_file(folder, part, precision):
    """The q4 variant has its text encoder and decoder from q8; a model with one set of graphs has model.onnx only."""
    wanted = "q8" if precision == "q4" and part != "unet" else precision
    path = folder / part / f"model_{wanted}.onnx"
    return path if wanted != "fp32" and path.exists() else folder / part / "model.onnx"


def with_data(path):
    """-> the graph's file and the files that hold its weights"""
    tensors = onnx.load(str(path), load_external_data=False).graph.initializer
    return [path, *sorted({path.with_name(entry.value) for t in tensors for entry in t.external_data if entry.key == "location"})]


class Shipped(Pipeline):
    def __init__(self, folder, precision, instant, threads):
        self.config = json.loads((folder / "config.json").read_text())
        self.defaults = self.config["defaults"]
        self.tokenizer = CaptionTokenizer(folder / "tokenizer")
        settings = onnxruntime.SessionOptions()
        settings.intra_op_num_threads = threads
        paths = {key: graph_file(folder, part, precision) for key, part in PARTS.items()}
        if instant:
            paths["unet"] = folder / "unet_instant" / "model_q8.onnx"
        for key, path in paths.items():
            setattr(self, key, onnxruntime.InferenceSession(str(path), settings, providers=["CPUExecutionProvider"]))
        self.files = {str(p.relative_to(folder)): p for path in paths.values() for p in with_data(path)}

    def decode(self, latents):
        return to_bytes(self.decoder.run(None, {"latent_sample": (latents / self.config["scaling_factor"]).numpy()})[0])


class Checkpoint:
    defaults = {"guidance": 4.0, "steps": 20}

    def __init__(self, folder, weights):
        self.vae, self.scale, self.tokenizer, self.text = load_encoders(folder, "cpu")
        self.unet = UNet(WIDTH).eval().to(memory_format=torch.channels_last)
        self.unet.load_state_dict(load(folder / weights, "cpu")["ema"])
        self.files = {name: folder / name for name in (weights, "vae.pt", "text.pt")}

    def encode(self, prompts):
        return self.text(torch.from_numpy(self.tokenizer(prompts)))

    def predict(self, x, timestep, states):
        return self.unet(x.contiguous(memory_format=torch.channels_last), torch.tensor([timestep]), states)

    def decode(self, latents):
        return to_bytes(self.vae.decoder(latents / self.scale).numpy())


def open_source(options):
    if options["checkpoint"]:
        return Checkpoint(Path(options["checkpoint"]), options["weights"])
    return Shipped(Path(options["model"]), options["precision"], options["instant"], options["threads"])
