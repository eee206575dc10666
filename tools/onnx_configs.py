"""The small JSON files beside the graphs: what diffusers would write, and config.json, what the browser needs to know."""

import json

import numpy as np
import torch

from text_encoder import TOKENS, WIDTH


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
