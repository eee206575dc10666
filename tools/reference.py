"""Draws pictures with the PyTorch modules themselves, step by step, and writes them to tests/golden/pipeline: what a test holds
the whole TypeScript pipeline against. Run it again whenever the weights change.

  python tools/reference.py --work-dir tools/.work          (the weights that --model was exported from)

requests.json   the requests, and the hashes of the model files that these numbers belong to
NAME.f32        float32 [steps+1, 4, h, w]: the guided x0 of every step, then the finished latent, in the model's space
NAME.rgb        the picture, uint8 [height, width, 3], deflated
tokens.json     captions and their token ids, by the `tokenizers` library, and the hash of the tokenizer
"""

import argparse
import hashlib
import json
import zlib
from pathlib import Path

import numpy as np
import onnxruntime
import torch

import reference_samplers
from captions import caption
from checkpoint import load
from onnx_weights import HALF_FROM
from train_unet import load_encoders
from unet import UNet
from world import random_scene

ROOT = Path(__file__).parent.parent
GRAPHS = ("text_encoder", "unet", "vae_decoder")
CAPTIONS = 200
SAME = 1e-3  # shipped graph and torch differ by rounding (1e-5) or, with other weights, by a lot

ENGLISH, CHINESE = "a red fish on a blue background", "一只黑色的猫在黄色背景上"
# sampler, schedule, steps, prompt, negative prompt, guidance, seed, width, height. Six samplers, two prompts; two short runs for the
# browser, one guided and with fresh noise, one that blends its history; and a small one for a software GPU, where a step takes seconds.
REQUESTS = [
    ("ddim", "ddim_uniform", 10, ENGLISH, "", 1, 1, 128, 128),
    ("ddim", "ddim_uniform", 8, CHINESE, "", 5, 22, 128, 128),
    ("euler", "normal", 10, ENGLISH, "a yellow star", 5, 333, 128, 128),
    ("euler", "sgm_uniform", 8, CHINESE, "", 1, 4444, 128, 128),
    ("euler_ancestral", "normal", 10, ENGLISH, "", 1, 5, 128, 128),
    ("euler_ancestral", "karras", 9, CHINESE, "红色的鱼", 5, 2 ** 32 + 6, 128, 128),
    ("dpmpp_2m", "karras", 10, ENGLISH, "", 5, 77, 128, 128),
    ("dpmpp_2m", "karras", 8, CHINESE, "", 1, 888, 128, 128),
    ("heun", "karras", 8, ENGLISH, "", 1, 9, 160, 96),
    ("heun", "exponential", 8, CHINESE, "", 5, 1010, 128, 128),
    ("unipc", "normal", 8, ENGLISH, "", 5, 1111, 128, 128),
    ("unipc", "sgm_uniform", 10, CHINESE, "", 1, 12, 128, 128),
    ("euler_ancestral", "karras", 3, ENGLISH, "a yellow star", 5, 13, 128, 128),
    ("unipc", "normal", 4, CHINESE, "", 1, 14, 128, 128),
    ("euler_ancestral", "karras", 2, ENGLISH, "a yellow star", 5, 15, 64, 64),
]

ODD_CAPTIONS = [
    "", " ", "A RED FISH", "A Red Fish On A Blue Background", "a red fish!", "a red fish, a blue star; and (maybe) a cat...", "two\tcats\n\nand a   dog",
    "it's the cat's house, isn't it? they're red, we've seen 'em, I'll say", "3 stars and 42 fish, 3.14", "a-red-fish_on_a_blue#background @ 50%",
    "🐟", "a red 🐟 on a blue 🌊 background", "👩‍👩‍👧‍👦 and 🇨🇳", "红色的🐟，蓝色的🌊！", "一条红色的鱼，在蓝色背景上。", "红色的fish在blue背景上", "龘 魑魅魍魉 饕餮", "𠀀𪚥",
    "café naïve Ünïcödé", "cafe\u0301 nai\u0308ve", " a red fish ", "a\u00a0red\u3000fish\u200b", "İstanbul STRASSE ẞ Ⅷ ﬁsh",
    "<|endoftext|>", "a <|startoftext|> red fish <|endoftext|> fish</w>", "赤い魚と青い星", "빨간 물고기", "красная рыба", "سمكة حمراء", "ปลาสีแดง", "zzyzx qwrtpsdf",
    "a red fish " * 60, "一条红色的鱼" * 40, "anextremelylongwordthatnobodyeverwroteinacaption" * 4, "!?" * 60,
]


def half(module):
    """The weights as export.py stores them: large tensors rounded to halves."""
    with torch.no_grad():
        for p in module.parameters():
            if p.numel() >= HALF_FROM:
                p.copy_(p.half().float())
    return module.eval()


def unet_of(state):
    """A UNet of the sizes that a checkpoint has."""
    count = 1 + max(int(key.split(".")[1]) for key in state if key.startswith("down."))
    channels = tuple(state[f"down.{level}.0.resnet.conv2.weight"].shape[0] for level in range(count))
    layers = 1 + max(int(key.split(".")[2]) for key in state if key.startswith("down.0."))
    unet = UNet(state["down.0.0.transformer.attn2.to_k.weight"].shape[1], channels, layers)
    unet.load_state_dict(state)
    return unet


def compare(model, modules):
    """Stops when the shipped files hold other weights than the work folder."""
    text, unet, decoder = modules
    ids, latent = torch.randint(0, 900, (1, 77), dtype=torch.int32), torch.randn(1, 4, 16, 16)
    states = text(ids)
    timestep = torch.tensor([400.0])
    feeds = {"text_encoder": ({"input_ids": ids}, states), "vae_decoder": ({"latent_sample": latent}, decoder(latent)),
             "unet": ({"sample": latent, "timestep": timestep, "encoder_hidden_states": states}, unet(latent, timestep, states))}
    for name, (inputs, expected) in feeds.items():
        session = onnxruntime.InferenceSession(str(model / name / "model.onnx"), providers=["CPUExecutionProvider"])
        worst = float(np.abs(session.run(None, {k: v.numpy() for k, v in inputs.items()})[0] - expected.numpy()).max())
        print(f"{name}: shipped graph and torch differ by {worst:.1e} at most")
        if worst > SAME:
            raise SystemExit(f"{name}/model.onnx was not exported from this work folder.")


def draw_picture(modules, tokenizer, scale, request):
    """-> float32 [steps+1,4,h,w], uint8 [height,width,3]"""
    text, unet, decoder = modules
    sampler, schedule, steps, prompt, negative, guidance, seed, width, height = request
    context = text(torch.from_numpy(tokenizer([prompt, negative])))
    generator = torch.Generator().manual_seed(seed)

    def draw():
        return torch.randn(1, 4, height // 8, width // 8, generator=generator).double()

    def network(x, timestep):
        t = torch.tensor([timestep], dtype=torch.float32)
        with_prompt = unet(x.float(), t, context[:1]).double()
        if guidance == 1:
            return with_prompt
        without = unet(x.float(), t, context[1:]).double()
        return without + guidance * (with_prompt - without)

    sigmas = reference_samplers.levels(schedule, steps)
    pictures, latent = reference_samplers.SAMPLERS[sampler](network, sigmas, draw(), draw)
    rgb = decoder((latent / scale).float())[0].permute(1, 2, 0)
    return torch.cat([*pictures, latent]).float().numpy(), (rgb * 127.5 + 127.5).clamp(0, 255).add(0.5).floor().byte().numpy()


def captions():
    rng = np.random.default_rng(2026)
    drawn = [caption(rng, random_scene(rng), language) for _ in range(CAPTIONS // 2) for language in ("en", "zh")]
    return [*ODD_CAPTIONS, *drawn][:CAPTIONS]


def hashes(model, paths):
    return {path: hashlib.sha256((model / path).read_bytes()).hexdigest() for path in paths}


def write_lines(path, head, key, rows):
    """JSON with one row to a line, so that a diff shows which row changed."""
    text = json.dumps(head, ensure_ascii=False)[:-1] + f', "{key}": [\n' + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n]}\n"
    path.write_text(text, encoding="utf-8")


@torch.no_grad()
def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work-dir", type=Path, default=Path(__file__).parent / ".work")
    parser.add_argument("--model", type=Path, default=ROOT / "public" / "models" / "pictograms")
    parser.add_argument("--out", type=Path, default=ROOT / "tests" / "golden" / "pipeline")
    args = parser.parse_args()
    torch.manual_seed(0)
    vae, scale, tokenizer, text = load_encoders(args.work_dir, "cpu")
    modules = [half(module) for module in (text, unet_of(load(args.work_dir / "unet.pt", "cpu")["ema"]), vae.decoder)]
    compare(args.model, modules)

    args.out.mkdir(parents=True, exist_ok=True)
    rows = []
    for request in REQUESTS:
        sampler, schedule, steps, prompt, negative, guidance, seed, width, height = request
        name = f"{sampler}-{'small' if width < 128 else 'short' if steps < 8 else 'en' if prompt == ENGLISH else 'zh'}"
        frames, rgb = draw_picture(modules, tokenizer, scale, request)
        (args.out / f"{name}.f32").write_bytes(frames.astype("<f4").tobytes())
        (args.out / f"{name}.rgb").write_bytes(zlib.compress(rgb.tobytes(), 9))
        rows.append({"name": name, "request": {"prompt": prompt, "negativePrompt": negative, "sampler": sampler, "schedule": schedule, "steps": steps,
                                               "guidance": guidance, "seed": seed, "rng": "cpu", "width": width, "height": height, "preview": "none"}})
        print(name, frames.shape, flush=True)
    graphs = [f"{graph}/{file}" for graph in GRAPHS for file in ("model.onnx", "model.onnx_data")]
    write_lines(args.out / "requests.json", {"files": hashes(args.model, graphs)}, "requests", rows)
    texts = captions()
    lengths = [len(encoding.ids) for encoding in tokenizer.tokenizer.encode_batch(texts)]
    rows = [{"text": text, "ids": row[:length]} for text, row, length in zip(texts, tokenizer(texts).tolist(), lengths)]
    write_lines(args.out / "tokens.json", {"files": hashes(args.model, ["tokenizer/tokenizer.json"])}, "captions", rows)


if __name__ == "__main__":
    main()
