"""Writes the trained model as public/models/pictograms: ONNX graphs with the names that Stable Diffusion exports use.

Opset 17 through the TorchScript exporter: attention as MatMul, Softmax, MatMul, and group normalisation as InstanceNormalization
between two Reshapes, which the WebGPU backend runs. Weights lie in external data; with --dtype fp16 the large ones are
stored as halves, each behind a Cast to float that the session folds away, so that arithmetic stays float32.

  python tools/export.py --out public/models/pictograms            (--untrained writes random weights of the same shapes)
"""

import argparse
import hashlib
import json
import os
import shutil
import tempfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper

import layers
from checkpoint import load
from text_encoder import TOKENS, WIDTH, TextEncoder
from tokenizer import CaptionTokenizer
from train_unet import load_encoders
from unet import UNet
from vae import VAE

HALF_FROM = 1024  # elements; smaller tensors (norms, biases) stay float32


def graphs(vae, text, unet):
    """-> {folder: (module, example inputs, input names, output name, dynamic axes)}"""
    batch = {0: "batch_size"}
    latent = {0: "batch_size", 2: "height_latent", 3: "width_latent"}
    return {
        "text_encoder": (text, (torch.ones(1, TOKENS, dtype=torch.int32),), ["input_ids"], "last_hidden_state", {"input_ids": batch, "last_hidden_state": batch}),
        "unet": (unet, (torch.randn(2, 4, 16, 16), torch.tensor([500.0]), torch.randn(2, TOKENS, WIDTH)), ["sample", "timestep", "encoder_hidden_states"], "out_sample",
                 {"sample": {0: "batch_size", 2: "height", 3: "width"}, "encoder_hidden_states": batch, "out_sample": {0: "batch_size", 2: "height", 3: "width"}}),
        "vae_decoder": (vae.decoder, (torch.randn(1, 4, 16, 16),), ["latent_sample"], "sample",
                        {"latent_sample": latent, "sample": {0: "batch_size", 2: "height", 3: "width"}}),
        "vae_encoder": (vae.encoder, (torch.randn(1, 3, 128, 128),), ["sample"], "latent_parameters",
                        {"sample": {0: "batch_size", 2: "height", 3: "width"}, "latent_parameters": latent}),
    }


def store_as_half(model):
    """Replaces every large float initializer W by Cast(half W)."""
    graph, casts = model.graph, []
    for tensor in list(graph.initializer):
        if tensor.data_type != TensorProto.FLOAT or np.prod(tensor.dims) < HALF_FROM:
            continue
        half = numpy_helper.from_array(numpy_helper.to_array(tensor).astype(np.float16), tensor.name + ".half")
        casts.append(helper.make_node("Cast", [half.name], [tensor.name], name=tensor.name + "/Cast", to=TensorProto.FLOAT))
        graph.initializer.remove(tensor)
        graph.initializer.append(half)
    nodes = casts + list(graph.node)
    del graph.node[:]
    graph.node.extend(nodes)


def export_graph(folder, spec, dtype):
    module, example, inputs, output, axes = spec
    folder.mkdir(parents=True)
    path = folder / "model.onnx"
    torch.onnx.export(module, example, str(path), input_names=inputs, output_names=[output], dynamic_axes=axes, opset_version=17, dynamo=False)
    model = onnx.load(str(path))
    if dtype == "fp16":
        store_as_half(model)
    path.unlink()
    onnx.save(model, str(path), save_as_external_data=True, all_tensors_to_one_file=True, location="model.onnx_data", size_threshold=256)
    onnx.checker.check_model(str(path))
    return check(path, spec)


def check(path, spec):
    """Largest difference between onnxruntime on the shipped file and torch, at several batch sizes and picture sizes."""
    module, example, inputs, _, _ = spec
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    worst = 0.0
    for batch, height, width in ((1, 16, 16), (2, 16, 16), (2, 16, 24), (1, 17, 16)):
        feeds = []
        for x in example:
            shape = (list(x.shape) if x.ndim == 1 else [batch, *x.shape[1:]])
            if x.ndim == 4:
                shape[2:] = [height * x.shape[2] // 16, width * x.shape[3] // 16]
            feeds.append(torch.randint(0, 900, shape, dtype=torch.int32) if x.dtype == torch.int32 else x if x.ndim == 1 else torch.randn(shape))
        with torch.no_grad():
            expected = module(*feeds).numpy()
        worst = max(worst, float(np.abs(session.run(None, {n: f.numpy() for n, f in zip(inputs, feeds)})[0] - expected).max()))
    return worst


def latent_rgb(folder, scale, vae):
    """Least-squares map from a scaled latent pixel to the mean colour (in [-1,1]) of its 8x8 picture pixels: cheap previews."""
    from train_vae import whole
    x = whole(np.load(folder / "pictures.npy", mmap_mode="r"), np.arange(1000))
    with torch.no_grad():
        latent = (vae.encoder(x)[:, :4] * scale).permute(0, 2, 3, 1).reshape(-1, 4).numpy()
    colour = torch.nn.functional.avg_pool2d(x, 8).permute(0, 2, 3, 1).reshape(-1, 3).numpy()
    fit, *_ = np.linalg.lstsq(np.c_[latent, np.ones(len(latent))], colour, rcond=None)
    residual = float(np.abs(np.c_[latent, np.ones(len(latent))] @ fit - colour).mean())
    return [[round(float(v), 5) for v in row] for row in fit[:4]], [round(float(v), 5) for v in fit[4]], residual


def write_json(path, value):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=2) + "\n")


def write_configs(out, scale, factors, bias):
    write_json(out / "model_index.json", {
        "_class_name": "StableDiffusionPipeline", "_name_or_path": "pictograms", "scheduler": ["diffusers", "DPMSolverMultistepScheduler"],
        "text_encoder": ["transformers", "CLIPTextModel"], "tokenizer": ["transformers", "CLIPTokenizer"], "unet": ["diffusers", "UNet2DConditionModel"],
        "vae": ["diffusers", "AutoencoderKL"]})
    write_json(out / "scheduler" / "scheduler_config.json", {
        "_class_name": "DPMSolverMultistepScheduler", "algorithm_type": "dpmsolver++", "solver_order": 2, "use_karras_sigmas": True, "beta_start": 0.00085,
        "beta_end": 0.012, "beta_schedule": "scaled_linear", "num_train_timesteps": 1000, "prediction_type": "epsilon", "timestep_spacing": "leading",
        "steps_offset": 1, "set_alpha_to_one": False, "clip_sample": False})
    write_json(out / "config.json", {
        "name": "Pictograms", "width": 128, "height": 128, "vae_scale_factor": 8, "latent_channels": 4, "scaling_factor": scale, "text_tokens": TOKENS,
        "text_width": WIDTH, "prediction_type": "epsilon", "latent_rgb_factors": factors, "latent_rgb_bias": bias,
        "defaults": {"sampler": "dpmpp_2m", "schedule": "karras", "steps": 20, "guidance": 4.0, "width": 128, "height": 128}})


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work-dir", type=Path, default=Path(__file__).parent / ".work")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent.parent / "public" / "models" / "pictograms")
    parser.add_argument("--dtype", default="fp16", choices=["fp16", "fp32"])
    parser.add_argument("--untrained", action="store_true")
    args = parser.parse_args()
    torch.manual_seed(0)
    unet, factors, bias = UNet(WIDTH).eval(), [[0.0] * 3] * 4, [0.0] * 3
    if args.untrained:
        vae, scale = VAE().eval(), 1.0
        text = TextEncoder(CaptionTokenizer(args.work_dir / "tokenizer").size).eval()
    else:
        vae, scale, _, text = load_encoders(args.work_dir, "cpu")
        unet.load_state_dict(load(args.work_dir / "unet.pt", "cpu")["ema"])
        factors, bias, residual = latent_rgb(args.work_dir, scale, vae)
        print(f"latent to RGB: mean error {residual:.4f}")
    layers.EXPLICIT_ATTENTION = True
    args.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=args.out.parent) as scratch:
        fresh = Path(scratch)
        for name, spec in graphs(vae, text, unet).items():
            error = export_graph(fresh / name, spec, args.dtype)
            print(f"{name}: {sum(p.numel() for p in spec[0].parameters()):,} parameters, max difference to torch {error:.2e}")
        shutil.copytree(args.work_dir / "tokenizer", fresh / "tokenizer")
        write_configs(fresh, scale, factors, bias)
        shutil.copy(Path(__file__).parent / "model_card.md", fresh / "README.md")
        for source in sorted(p for p in fresh.rglob("*") if p.is_file()):
            target = args.out / source.relative_to(fresh)
            target.parent.mkdir(parents=True, exist_ok=True)
            print(f"{source.stat().st_size:>10} {hashlib.sha256(source.read_bytes()).hexdigest()} {source.relative_to(fresh)}")
            os.chmod(source, 0o644)
            os.replace(source, target)


if __name__ == "__main__":
    main()
