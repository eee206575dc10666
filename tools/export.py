"""Writes the trained model as public/models/pictograms: ONNX graphs with the names that Stable Diffusion exports use, in every precision.

  model.onnx         float32 arithmetic; weights as halves in model.onnx_data. The rounded weights are the model: all else is measured against it
  model_fp16.onnx    the same file of weights, arithmetic in halves
  model_q8.onnx      float32 arithmetic, weights as int8 in model_q8.onnx_data; model_q8f16.onnx computes in halves
  model_q4.onnx      UNet only: int4 and int8 weights
  model_xray.onnx, model_q8_xray.onnx   UNet only: cross-attention maps as further outputs, no weights of their own

Opset 17 through the TorchScript exporter (21 for int4): attention as MatMul, Softmax, MatMul, and group normalisation as
InstanceNormalization between two Reshapes, which the WebGPU backend runs.

  python tools/export.py --out public/models/pictograms            (--untrained writes random weights of the same shapes)
"""

import argparse
import hashlib
import os
import shutil
import tempfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, numpy_helper

import layers
from checkpoint import load
from half import check_range, to_half
from onnx_calibration import second_moments
from onnx_configs import latent_rgb, write_configs
from onnx_tidy import tidy
from onnx_weights import as_half, replace, save, weights
from quantize import quantized
from text_encoder import TOKENS, WIDTH, TextEncoder
from tokenizer import CaptionTokenizer
from train_unet import load_encoders
from unet import UNet
from vae import VAE
from xray import check_xray, with_attention

SIZES = ((2, 16, 16), (3, 17, 24), (1, 20, 13))   # batch, latent height and width: no dimension keeps its value, no two are in step


def graphs(vae, text, unet):
    """-> {folder: (module, inputs for a batch and latent size, output name, dynamic axes)}"""
    batch = {0: "batch_size"}
    picture, latent = {0: "batch_size", 2: "height", 3: "width"}, {0: "batch_size", 2: "height_latent", 3: "width_latent"}
    return {
        "text_encoder": (text, lambda b, h, w: {"input_ids": torch.randint(0, 900, (b, TOKENS), dtype=torch.int32)}, "last_hidden_state",
                         {"input_ids": batch, "last_hidden_state": batch}),
        "unet": (unet, lambda b, h, w: {"sample": torch.randn(b, 4, h, w), "timestep": torch.tensor([500.0 + 37 * b]), "encoder_hidden_states": torch.randn(b, TOKENS, WIDTH)},
                 "out_sample", {"sample": picture, "encoder_hidden_states": batch, "out_sample": picture}),
        "vae_decoder": (vae.decoder, lambda b, h, w: {"latent_sample": torch.randn(b, 4, h, w)}, "sample", {"latent_sample": latent, "sample": picture}),
        "vae_encoder": (vae.encoder, lambda b, h, w: {"sample": torch.rand(b, 3, 8 * h, 8 * w) * 2 - 1}, "latent_parameters", {"sample": picture, "latent_parameters": latent}),
    }


def exported(spec, scratch):
    """-> the tidied graph with the weights that ship: large ones rounded to halves, still stored as float32"""
    module, inputs, output, axes = spec
    path, example = scratch / "exported.onnx", inputs(*SIZES[0])
    torch.onnx.export(module, tuple(example.values()), str(path), input_names=list(example), output_names=[output], dynamic_axes=axes, opset_version=17, dynamo=False)
    model = tidy(onnx.load(str(path)), [{k: v.numpy() for k, v in inputs(*size).items()} for size in SIZES])
    rounded = weights(model)
    for tensor in model.graph.initializer:
        if tensor.name in rounded:
            tensor.CopyFrom(numpy_helper.from_array(rounded[tensor.name].astype(np.float16).astype(np.float32), tensor.name))
    return model


def in_halves(model):
    return replace(model, {name: as_half(name, value) for name, value in weights(model).items()})


def in_int8(model):
    return replace(model, quantized(model))


def in_int4(model, moments):
    """All but the first and the last layer and what reads the timestep: these are small, and every error there is in every pixel."""
    result = replace(model, quantized(model, lambda name, value: not name.startswith(("conv_in.", "conv_out.", "time.")) and ".time." not in name, moments))
    result.opset_import[0].version = 21
    return result


def write_part(name, spec, out, scratch, calibrate):
    """calibrate: model -> second moments of its layers' inputs. -> largest difference to torch"""
    model, folder = exported(spec, scratch), out / name
    halves = in_halves(model)
    if name == "vae_encoder":
        save({"model.onnx": halves}, folder, "model.onnx_data")
        return check(folder / "model.onnx", spec)
    feeds = {k: v.numpy() for k, v in spec[1](*SIZES[0]).items()}
    check_range(model, feeds)
    int8 = in_int8(model)
    files, files8 = {"model.onnx": halves, "model_fp16.onnx": to_half(halves)}, {"model_q8.onnx": int8, "model_q8f16.onnx": to_half(int8)}
    if name == "unet":
        files["model_xray.onnx"], files8["model_q8_xray.onnx"] = with_attention(halves, feeds), with_attention(int8, feeds)
        save({"model_q4.onnx": in_int4(model, calibrate(model))}, folder, "model_q4.onnx_data")
    save(files, folder, "model.onnx_data")
    save(files8, folder, "model_q8.onnx_data")
    if name == "unet":
        for plain, xray in (("model.onnx", "model_xray.onnx"), ("model_q8.onnx", "model_q8_xray.onnx")):
            check_xray(folder / plain, folder / xray, feeds)
    return check(folder / "model.onnx", spec)


def check(path, spec):
    """Largest difference between onnxruntime on the shipped file and torch, at several batch sizes and picture sizes."""
    module, inputs, _, _ = spec
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    worst = 0.0
    for size in (*SIZES, (1, 16, 16)):
        feeds = inputs(*size)
        with torch.no_grad():
            expected = module(*feeds.values()).numpy()
        worst = max(worst, float(np.abs(session.run(None, {k: v.numpy() for k, v in feeds.items()})[0] - expected).max()))
    return worst


def trained(folder):
    """-> the networks, the scaling factor, the map from latents to RGB; the few-step UNet or None"""
    vae, scale, _, text = load_encoders(folder, "cpu")
    unet, instant = UNet(WIDTH).eval(), None
    unet.load_state_dict(load(folder / "unet.pt", "cpu")["ema"])
    if (folder / "instant.pt").exists():
        instant = UNet(WIDTH).eval()
        instant.load_state_dict(load(folder / "instant.pt", "cpu")["ema"])
    factors, bias, residual = latent_rgb(folder, scale, vae)
    print(f"latent to RGB: mean error {residual:.4f}")
    return vae, text, unet, instant, scale, factors, bias


def untrained(folder):
    text = TextEncoder(CaptionTokenizer(folder / "tokenizer").size).eval()
    return VAE().eval(), text, UNet(WIDTH).eval(), UNet(WIDTH).eval(), 1.0, [[0.0] * 3] * 4, [0.0] * 3


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work-dir", type=Path, default=Path(__file__).parent / ".work")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent.parent / "public" / "models" / "pictograms")
    parser.add_argument("--untrained", action="store_true")
    args = parser.parse_args()
    torch.manual_seed(0)
    vae, text, unet, instant, *facts = untrained(args.work_dir) if args.untrained else trained(args.work_dir)
    layers.EXPLICIT_ATTENTION = True
    args.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=args.out.parent) as scratch, tempfile.TemporaryDirectory() as work:
        fresh, work = Path(scratch), Path(work)
        for name, spec in graphs(vae, text, unet).items():
            error = write_part(name, spec, fresh, work, lambda model: second_moments(model, text, CaptionTokenizer(args.work_dir / "tokenizer")))
            print(f"{name}: {sum(p.numel() for p in spec[0].parameters()):,} parameters, max difference to torch {error:.2e}")
        if instant:
            save({"model_q8.onnx": in_int8(exported(graphs(vae, text, instant)["unet"], work))}, fresh / "unet_instant", "model_q8.onnx_data")
        shutil.copytree(args.work_dir / "tokenizer", fresh / "tokenizer")
        write_configs(fresh, *facts)
        shutil.copy(Path(__file__).parent / "model_card.md", fresh / "README.md")
        for source in sorted(p for p in fresh.rglob("*") if p.is_file()):
            target = args.out / source.relative_to(fresh)
            target.parent.mkdir(parents=True, exist_ok=True)
            print(f"{source.stat().st_size:>10} {hashlib.sha256(source.read_bytes()).hexdigest()} {source.relative_to(fresh)}")
            os.chmod(source, 0o644)
            os.replace(source, target)


if __name__ == "__main__":
    main()
