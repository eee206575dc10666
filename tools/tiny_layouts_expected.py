"""What the models of tiny_layouts.py draw, by onnxruntime and samplers written from diffusers' formulas: nothing here is shared with
the app. Latents are float32 in numpy; noise is torch's."""
import base64

import numpy as np
import onnxruntime
import torch

TYPES = {"tensor(float)": np.float32, "tensor(float16)": np.float16, "tensor(int64)": np.int64, "tensor(int32)": np.int32}

BETAS = torch.linspace(0.00085**0.5, 0.012**0.5, 1000, dtype=torch.float32) ** 2
ALPHAS = torch.cumprod(1 - BETAS, 0).numpy().astype(np.float64)
SIGMAS = ((1 - ALPHAS) / ALPHAS) ** 0.5

# model, files, factor of the VAE, id of the padding, and requests: sampler, spacing, steps, guidance, seed, size, prompt, negative prompt.
CASES = [
    ("sd15-script-fp16", {"unet": "unet/model.onnx", "text": ["text_encoder/model.onnx"], "vae": "vae_decoder/model.onnx"}, {}, [
        ("ddim", "leading", 5, 4.0, 1, (32, 32), "a red tree", "blue"),
        ("euler", "trailing", 4, 1.0, 2, (48, 32), "Moon", ""),
    ]),
    ("sd21-optimum-v", {"unet": "unet/model.onnx", "text": ["text_encoder/model.onnx"], "vae": "vae_decoder/model.onnx"}, {"pad": ["!"], "v": True}, [
        ("ddim", "leading", 6, 3.0, 3, (32, 32), "a cat at a tree", ""),
        ("euler", "linspace", 5, 0.0, 4, (32, 40), "cat", "dog"),
    ]),
    ("sd15-webnn-flat", {"unet": "sd-unet-v1.5-model-b2c4h4w4s24-float16-compute-and-inputs-layernorm.onnx", "text": ["text-encoder.onnx"],
                         "vae": "Stable-Diffusion-v1.5-vae-decoder-float16-fp32-instancenorm.onnx"}, {}, [
        ("ddim", "leading", 4, 7.5, 5, (32, 32), "a red star", "grey, dull"),
        ("ddim", "leading", 4, 1.0, 6, (32, 32), "a red star", ""),
    ]),
    ("lcm-dreamshaper", {"unet": "unet/model.onnx", "text": ["text_encoder/model.onnx"], "vae": "vae_decoder/model.onnx"}, {}, [
        ("lcm", "lcm", 4, 8.5, 7, (32, 32), "fish & chips", ""),
        ("lcm", "lcm", 2, 1.0, 8, (40, 32), "fish", "unused"),
    ]),
    ("sdxl-turbo-webnn", {"unet": "onnx/unet_model_q4f16.onnx", "text": ["onnx/text_encoder_model_q4f16.onnx", "onnx/text_encoder_2_model_q4f16.onnx"],
                          "vae": "onnx/vae_decoder_model_q4f16.onnx"}, {"pad": [None, "!"], "scaling": 0.13025}, [
        ("euler_ancestral", "trailing", 2, 0.0, 9, (32, 32), "a green tree", ""),
        ("euler", "trailing", 3, 5.0, 10, (32, 48), "a green tree", ""),
        ("euler", "trailing", 3, 2.0, 11, (32, 32), "a green tree", "red"),
    ]),
    ("sdxs-flat", {"unet": "unet.onnx", "text": ["text_encoder.onnx"], "vae": "vae_decoder.onnx"}, {"scaling": 1.0, "unit": True}, [
        ("euler", "trailing", 1, 1.0, 12, (32, 32), "it's a tree", ""),
        ("euler", "trailing", 4, 3.0, 13, (32, 32), "a  TREE", "cat"),
    ]),
    ("sd-optimum-taesd", {"unet": "unet/model.onnx", "text": ["text_encoder/model.onnx"], "vae": "vae_decoder/model.onnx"}, {"scaling": 1.0}, [
        ("ddim", "leading", 5, 2.0, 14, (32, 40), "a", "b"),
    ]),
]


def feed(session, values: dict):
    """Values in the types and ranks that the graph asks for."""
    feeds = {}
    for wanted in session.get_inputs():
        value = np.asarray(values[wanted.name]).astype(TYPES[wanted.type])
        rows = wanted.shape[0] if wanted.shape else None
        if wanted.name == "timestep":
            batch = len(values["sample"])
            count = rows if isinstance(rows, int) else batch if rows and rows == "batch_size" else 1
            value = np.full([count] if wanted.shape else [], value)
        elif isinstance(rows, int) and rows > len(value):
            value = np.repeat(value, rows // len(value), 0)
        feeds[wanted.name] = value
    return feeds


class Model:
    def __init__(self, folder, files, facts, tokenizer, tokens):
        open_ = lambda name: onnxruntime.InferenceSession(str(folder / name), providers=["CPUExecutionProvider"])
        self.unet, self.vae = open_(files["unet"]), open_(files["vae"])
        self.texts = [open_(name) for name in files["text"]]
        self.tokenizer, self.tokens, self.facts = tokenizer, tokens, facts

    def ids(self, prompt, encoder=0):
        pads = self.facts.get("pad", [])
        pad = (pads[encoder] if encoder < len(pads) else None) or "<|endoftext|>"
        ids = self.tokenizer.encode(prompt).ids
        return (ids + [self.tokenizer.token_to_id(pad)] * self.tokens)[: self.tokens]

    def encode(self, prompt, negative=False):
        states, pooled = [], None
        for k, session in enumerate(self.texts):
            names = [output.name for output in session.get_outputs()]
            found = dict(zip(names, session.run(None, feed(session, {"input_ids": [self.ids(prompt, k)]}))))
            states.append(found.get("hidden_states.1", found.get("last_hidden_state"))[:1].astype(np.float32))
            pooled = found.get("text_embeds")
        text = {"encoder_hidden_states": np.concatenate(states, -1)}
        if len(self.texts) == 2:
            text["text_embeds"] = pooled[:1].astype(np.float32)
            if negative and prompt == "":
                text = {name: np.zeros_like(value) for name, value in text.items()}
        return text

    def predict(self, x, t, conditions, guidance, size):
        """One row at a time: what a batch gives must not differ."""
        out = []
        for condition in conditions:
            values = {"sample": x[None], "timestep": t, "time_ids": [[size[1], size[0], 0, 0, size[1], size[0]]], **condition}
            if any(i.name == "timestep_cond" for i in self.unet.get_inputs()):
                angles = (guidance - 1) * 1000 * np.exp(-np.log(10000) / 3 * np.arange(4))
                values["timestep_cond"] = np.concatenate([np.sin(angles), np.cos(angles)])[None]
            out.append(self.unet.run(None, feed(self.unet, values))[0][0].astype(np.float64))
        return out[0] if len(out) == 1 else out[1] + guidance * (out[0] - out[1])

    def decode(self, latent):
        (wanted,) = self.vae.get_inputs()
        picture = self.vae.run(None, {wanted.name: (latent[None] / self.facts.get("scaling", 0.18215)).astype(TYPES[wanted.type])})[0][0].astype(np.float64)
        picture = picture if self.facts.get("unit") else picture / 2 + 0.5
        return np.floor(np.clip(picture, 0, 1) * 255 + 0.5).astype(np.uint8).transpose(1, 2, 0)


def timesteps_of(spacing, steps):
    if spacing == "leading":
        return [float(i * (1000 // steps) + 1) for i in range(steps)][::-1]
    if spacing == "linspace":
        return [float(np.float32(t)) for t in np.linspace(0, 999, steps)][::-1]
    if spacing == "trailing":
        return [float(round(t) - 1) for t in np.arange(1000, 0, -1000 / steps)]
    origin = (np.arange(1, 51) * 20 - 1)[::-1]
    return [float(origin[int(i)]) for i in np.linspace(0, 50, steps, endpoint=False)]


def sample(model, sampler, spacing, steps, guidance, seed, size, prompt, negative):
    shape = (4, size[1] // 8, size[0] // 8)
    generator = torch.Generator().manual_seed(seed)
    noise = lambda: torch.randn((1, *shape), generator=generator)[0].numpy().astype(np.float64)
    embedded = any(i.name == "timestep_cond" for i in model.unet.get_inputs())
    conditions = [model.encode(prompt)] + ([model.encode(negative, True)] if guidance > 1 and not embedded else [])
    timesteps = timesteps_of(spacing, steps)
    network = lambda x, t: model.predict(x.astype(np.float32), t, conditions, guidance, size)

    if sampler.startswith("euler"):
        sigmas = [float(np.interp(t, np.arange(1000), SIGMAS)) for t in timesteps] + [0.0]
        x = noise() * (sigmas[0] if spacing != "leading" else (sigmas[0] ** 2 + 1) ** 0.5)
        for t, sigma, to in zip(timesteps, sigmas, sigmas[1:]):
            output = network(x / (sigma**2 + 1) ** 0.5, t)
            if model.facts.get("v"):
                x0 = x / (sigma**2 + 1) - output * sigma / (sigma**2 + 1) ** 0.5
            else:
                x0 = x - sigma * output
            up = (to**2 * (sigma**2 - to**2) / sigma**2) ** 0.5 if sampler == "euler_ancestral" else 0.0
            down = (to**2 - up**2) ** 0.5
            x = x + (x - x0) / sigma * (down - sigma)
            if sampler == "euler_ancestral":
                x = x + noise() * up
        return x, timesteps

    x = noise()
    for i, t in enumerate(timesteps):
        alpha = ALPHAS[int(t)]
        output = network(x, t)
        if model.facts.get("v"):
            x0, epsilon = alpha**0.5 * x - (1 - alpha) ** 0.5 * output, alpha**0.5 * output + (1 - alpha) ** 0.5 * x
        else:
            x0, epsilon = (x - (1 - alpha) ** 0.5 * output) / alpha**0.5, output
        if sampler == "ddim":
            before = int(t) - 1000 // steps
            after = ALPHAS[before] if before >= 0 else ALPHAS[0]
            x = after**0.5 * x0 + (1 - after) ** 0.5 * epsilon
        else:
            scaled = t * 10
            x0 = scaled / (scaled**2 + 0.25) ** 0.5 * x0 + 0.25 / (scaled**2 + 0.25) * x
            if i < steps - 1:
                after = ALPHAS[int(timesteps[i + 1])]
                x0 = after**0.5 * x0 + (1 - after) ** 0.5 * noise()
            x = x0
    return x, timesteps


def expected(folder, tokenizer, tokens):
    cases = []
    for name, files, facts, requests in CASES:
        model = Model(folder / name, files, facts, tokenizer, tokens)
        for sampler, spacing, steps, guidance, seed, size, prompt, negative in requests:
            latent, timesteps = sample(model, sampler, spacing, steps, guidance, seed, size, prompt, negative)
            print(f"{name} {sampler}: latent in [{latent.min():.2f}, {latent.max():.2f}]")
            cases.append({
                "model": name, "sampler": sampler, "steps": steps, "guidance": guidance, "seed": seed, "width": size[0], "height": size[1],
                "prompt": prompt, "negative": negative, "token_ids": model.ids(prompt), "timesteps": timesteps,
                "final_latent": [round(float(value), 6) for value in latent.ravel()],
                "rgb8_base64": base64.b64encode(model.decode(latent.astype(np.float32)).tobytes()).decode(),
            })
    return {"about": "tiny random models in the layouts of published exports; made by tools/tiny_layouts.py", "cases": cases}
