"""The JSON files around the graphs, as diffusers writes them, and a tokenizer of CLIP's size whose merges are made up."""

import json
from itertools import islice, product
from string import ascii_lowercase as letters

from rehearsal_networks import TOKENS, WORDS

START, END = "<|startoftext|>", "<|endoftext|>"
VERSION = "0.40.0"
SIDE = 64                # of a latent, by default


def write(folder, name, value):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def write_files(out, shape):
    xl = "text_encoder_2" in shape
    classes = {"scheduler": ["diffusers", shape["scheduler"]], "unet": ["diffusers", "UNet2DConditionModel"], "vae": ["diffusers", "AutoencoderKL"],
               "text_encoder": ["transformers", "CLIPTextModel"], "tokenizer": ["transformers", "CLIPTokenizer"]}
    more = {"text_encoder_2": ["transformers", "CLIPTextModelWithProjection"], "tokenizer_2": ["transformers", "CLIPTokenizer"], "force_zeros_for_empty_prompt": True}
    kind = "StableDiffusionXLPipeline" if xl else "StableDiffusionPipeline"
    write(out, "model_index.json", {"_class_name": kind, "_diffusers_version": VERSION, **classes, **(more if xl else {})})
    trailing = shape["scheduler"].startswith("Euler")
    write(out / "scheduler", "scheduler_config.json", {
        "_class_name": shape["scheduler"], "_diffusers_version": VERSION, "beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear",
        "num_train_timesteps": 1000, "prediction_type": "epsilon", "steps_offset": 1, "timestep_spacing": "trailing" if trailing else "leading",
        **({} if trailing else {"set_alpha_to_one": False, "skip_prk_steps": True})})
    write(out / "unet", "config.json", unet_config(shape["unet"]))
    write(out / "vae_decoder", "config.json", {
        "_class_name": "AutoencoderKL", "_diffusers_version": VERSION, "block_out_channels": shape["vae_decoder"], "layers_per_block": 2,
        "in_channels": 3, "out_channels": 3, "latent_channels": 4, "norm_num_groups": 32, "sample_size": SIDE * 8, "scaling_factor": shape["scaling"]})
    for part in ("text_encoder", "text_encoder_2"):
        if part in shape:
            write(out / part, "config.json", text_config(shape[part]))
    for part, pad in zip(("tokenizer", "tokenizer_2"), shape["pads"]):
        write_tokenizer(out / part, pad)


def unet_config(unet):
    down = ["CrossAttnDownBlock2D" if depth else "DownBlock2D" for depth in unet["depths"]]
    return {
        "_class_name": "UNet2DConditionModel", "_diffusers_version": VERSION, "act_fn": "silu", "block_out_channels": unet["channels"],
        "attention_head_dim": unet["heads"] if unet["linear"] else unet["heads"][0], "cross_attention_dim": unet["context"],
        "down_block_types": down, "up_block_types": [name.replace("Down", "Up") for name in reversed(down)], "in_channels": 4, "out_channels": 4,
        "layers_per_block": 2, "norm_num_groups": 32, "sample_size": SIDE, "transformer_layers_per_block": [depth or 1 for depth in unet["depths"]],
        "use_linear_projection": unet["linear"], "addition_embed_type": "text_time" if unet["text_time"] else None,
        **({"addition_time_embed_dim": 256, "projection_class_embeddings_input_dim": 2816} if unet["text_time"] else {})}


def text_config(text):
    return {
        "architectures": ["CLIPTextModelWithProjection" if text["projection"] else "CLIPTextModel"], "model_type": "clip_text_model",
        "hidden_act": text["act"], "hidden_size": text["width"], "intermediate_size": 4 * text["width"], "num_hidden_layers": text["layers"],
        "num_attention_heads": text["heads"], "projection_dim": text["projection"] or text["width"],
        "max_position_embeddings": TOKENS, "vocab_size": WORDS, "bos_token_id": WORDS - 2, "eos_token_id": WORDS - 1, "pad_token_id": 1}


def byte_letters():
    """The letters that stand for the 256 bytes, in CLIP's order: printable ones first, so that “!” is 0."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    return [chr(b) for b in printable] + [chr(256 + k) for k in range(256 - len(printable))]


def merges():
    """Of two letters, three, four: nothing that English has in mind, but as many as CLIP knows."""
    pairs = [a + b for a, b in product(letters, letters)]
    for first, seconds in ((letters, letters), (pairs, letters), (pairs, pairs)):
        for a, b in product(first, seconds):
            yield a, b
            yield a, b + "</w>"


def write_tokenizer(folder, pad):
    alphabet = byte_letters()
    pairs = list(islice(merges(), WORDS - 2 * len(alphabet) - 2))
    words = [*alphabet, *(letter + "</w>" for letter in alphabet), *(a + b for a, b in pairs), START, END]
    write(folder, "vocab.json", {word: k for k, word in enumerate(words)})
    (folder / "merges.txt").write_text("#version: 0.2\n" + "".join(f"{a} {b}\n" for a, b in pairs), encoding="utf-8")
    tokens = {"bos_token": START, "eos_token": END, "unk_token": END, "pad_token": pad}
    write(folder, "special_tokens_map.json", tokens)
    write(folder, "tokenizer_config.json", {**tokens, "model_max_length": TOKENS, "tokenizer_class": "CLIPTokenizer"})
