"""Writes a model of the published size and shape with random weights, for `npm run rehearse`: it draws noise, but it is as heavy to
fetch, keep, load and run as the real one.

python tools/rehearsal.py --shape sd15|sd-turbo|sdxl-turbo --precision q8|q4|fp16 --out FOLDER        --count only counts parameters
"""
import argparse
import json
from pathlib import Path

from rehearsal_graph import Graph
from rehearsal_networks import text_model, unet, vae_decoder

SD_WIDTHS, SD_DEPTHS = [320, 640, 1280, 1280], [1, 1, 1, 0]
# Part -> parameters of the published model, and the network.
CLIP_L = (123_060_480, lambda g: text_model(g, 768, 12, 12, quick=True, gives=["last_hidden_state"]))
VAE = (49_490_199, vae_decoder)
SHAPES = {
    "sd15": {
        "text_encoder": CLIP_L, "vae_decoder": VAE,
        "unet": (859_520_964, lambda g: unet(g, SD_WIDTHS, SD_DEPTHS, [8] * 4, 768, conv_projections=True)),
    },
    "sd-turbo": {
        "text_encoder": (340_387_840, lambda g: text_model(g, 1024, 23, 16, quick=False, gives=["last_hidden_state"])), "vae_decoder": VAE,
        "unet": (865_910_724, lambda g: unet(g, SD_WIDTHS, SD_DEPTHS, [5, 10, 20, 20], 1024, conv_projections=False)),
    },
    "sdxl-turbo": {
        "text_encoder": (123_060_480, lambda g: text_model(g, 768, 12, 12, quick=True, gives=["hidden_states.11"])), "vae_decoder": VAE,
        "text_encoder_2": (694_659_840, lambda g: text_model(g, 1280, 32, 20, quick=False, gives=["hidden_states.31", "text_embeds"], projection=1280)),
        "unet": (2_567_463_684, lambda g: unet(g, [320, 640, 1280], [0, 2, 10], [5, 10, 20], 2048, conv_projections=False, added=True)),
    },
}


def write_graphs(shape, precision, out):
    for part, (published, build) in SHAPES[shape].items():
        graph = Graph(part, precision, out and out / part)
        build(graph)
        assert graph.parameters == published, f"{part}: {graph.parameters} parameters, the published one has {published}"
        print(f"{part}: {graph.parameters / 1e6:.1f} M parameters, largest tensor {graph.largest / 1e6:.1f} MB", flush=True)
        yield graph.largest


def write_configs(shape, out):
    from tiny_layouts import BETAS, EOS, configs, write_json, write_tokenizer
    xl, turbo = shape == "sdxl-turbo", shape != "sd15"
    scheduler = {"_class_name": "EulerDiscreteScheduler", "timestep_spacing": "trailing"} if turbo else {"_class_name": "PNDMScheduler", "skip_prk_steps": True, "steps_offset": 1}
    vae = {"_class_name": "AutoencoderKL", "block_out_channels": [128, 256, 512, 512], "latent_channels": 4, "scaling_factor": 0.13025 if xl else 0.18215}
    configs(out, "StableDiffusionXLPipeline" if xl else "StableDiffusionPipeline", scheduler | {"prediction_type": "epsilon"}, vae)
    write_json(out / "scheduler/scheduler_config.json", BETAS | scheduler | {"prediction_type": "epsilon"})
    write_json(out / "unet/config.json", {"block_out_channels": [320, 640, 1280] if xl else SD_WIDTHS, "in_channels": 4, "sample_size": 64})
    for part in SHAPES[shape]:
        if part.startswith("text_encoder"):
            layers = {"text_encoder": 23 if shape == "sd-turbo" else 12, "text_encoder_2": 32}[part]
            write_json(out / part / "config.json", {"num_hidden_layers": layers, "max_position_embeddings": 77})
    plain = {"model_max_length": 77, "added_tokens_decoder": {}}
    write_tokenizer(out / "tokenizer", {"pad_token": "!" if shape == "sd-turbo" else EOS, **plain})
    if xl:
        write_tokenizer(out / "tokenizer_2", {"pad_token": "!", **plain})


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--shape", choices=SHAPES, required=True)
    parser.add_argument("--precision", choices=["q8", "q4", "fp16"], default="q8")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--count", action="store_true")
    options = parser.parse_args()
    if not options.count and not options.out:
        parser.error("--out FOLDER is needed")
    folder = None if options.count else options.out
    largest = max(write_graphs(options.shape, options.precision, folder))
    if folder:
        write_configs(options.shape, folder)
        files = [path for path in folder.rglob("*") if path.is_file()]
        facts = {"shape": options.shape, "precision": options.precision, "bytes": sum(path.stat().st_size for path in files), "largestTensorBytes": largest}
        (folder / "rehearsal.json").write_text(json.dumps(facts) + "\n")
        print(f"{facts['bytes'] / 1e6:.0f} MB in {len(files)} files")
