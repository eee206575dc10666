"""Makes the checkpoints of a work folder from the shipped ONNX files, so that training can go on from them on another machine.

  python tools/restore.py --work-dir tools/.work        # tokenizer/, vae.pt, text.pt, unet.pt; then tools/train.py as usual

Every weight lies in the graph under its name in PyTorch; the exporter only transposed the matrices and made columns of the
weights of a group normalisation. Optimisers begin anew, and the stages `text` and `vae` count as done.
"""

import argparse
import json
import shutil
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import numpy_helper

from checkpoint import load, save
from text_encoder import WIDTH, TextEncoder
from tokenizer import CaptionTokenizer
from unet import UNet
from vae import VAE

MODEL = Path(__file__).parent.parent / "public" / "models" / "pictograms"


def tensors(path):
    """-> {name: float32 array, as the graph holds it}, the names of transposed matrices"""
    graph = onnx.load(str(path)).graph
    found = {t.name: numpy_helper.to_array(t) for t in graph.initializer}
    found = {name.removesuffix(".half"): value.astype(np.float32) for name, value in found.items() if value.dtype != np.int64}
    return found, {node.input[1] for node in graph.node if node.op_type == "MatMul"}


def fill(module, part):
    """Gives `module` the weights of one graph, and proves it: both must compute the same."""
    found, transposed = tensors(MODEL / part / "model.onnx")
    with torch.no_grad():
        for name, parameter in module.named_parameters():
            value = found[name].T if name in transposed else found[name]
            parameter.copy_(torch.from_numpy(np.ascontiguousarray(value)).reshape(parameter.shape))
    return module.eval()


@torch.no_grad()
def check(module, part, *inputs):
    session = onnxruntime.InferenceSession(str(MODEL / part / "model.onnx"), providers=["CPUExecutionProvider"])
    feeds = {i.name: x.numpy() for i, x in zip(session.get_inputs(), inputs)}
    difference = float(np.abs(session.run(None, feeds)[0] - module(*inputs).numpy()).max())
    print(f"{part}: largest difference to the shipped file {difference:.1e}", flush=True)
    assert difference < 1e-3, part


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work-dir", type=Path, default=Path(__file__).parent / ".work")
    folder = parser.parse_args().work_dir
    shutil.copytree(MODEL / "tokenizer", folder / "tokenizer", dirs_exist_ok=True)
    torch.manual_seed(0)
    vae, text, unet = VAE(), TextEncoder(CaptionTokenizer(folder / "tokenizer").size), UNet(WIDTH)
    for module, part, inputs in ((vae.encoder, "vae_encoder", [torch.rand(1, 3, 128, 128)]), (vae.decoder, "vae_decoder", [torch.randn(1, 4, 16, 16)]),
                                 (text, "text_encoder", [torch.arange(77, dtype=torch.int32)[None]]),
                                 (unet, "unet", [torch.randn(2, 4, 16, 16), torch.tensor([400.0]), torch.randn(2, 77, WIDTH)])):
        check(fill(module, part), part, *inputs)
    scale = json.loads((MODEL / "config.json").read_text())["scaling_factor"]
    made = {"vae.pt": {"model": vae.state_dict(), "step": 0, "spent": 0.0, "done": True, "scaling_factor": scale},
            "text.pt": {"model": text.state_dict(), "done": True},
            "unet.pt": {"model": unet.state_dict(), "ema": unet.state_dict(), "step": 0, "spent": 0.0}}
    for name, state in made.items():
        if load(folder / name, "cpu") is None:
            save(folder / name, state)


if __name__ == "__main__":
    main()
