"""Writes tests/golden/layouts: tiny models with random weights in the layouts of published exports (one folder each, named after
whose habits it has), and expected.json with what onnxruntime and the samplers written out below make of them.

python tools/tiny_layouts.py        about a minute; then: npm run layouts -- tests/golden/layouts tests/golden/layouts/expected.json
"""
import json
import shutil
from pathlib import Path

import onnx
import torch
from onnx.external_data_helper import convert_model_to_external_data
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

from tiny_layouts_expected import expected
from tiny_networks import WIDTH, Decoder, TextModel, TinyDecoder, UNet

OUT = Path(__file__).parent.parent / "tests" / "golden" / "layouts"
TOKENS = 24
BOS, EOS = "<|startoftext|>", "<|endoftext|>"
I32, I64, F16, F32 = torch.int32, torch.int64, torch.float16, torch.float32
BETAS = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear", "num_train_timesteps": 1000}


def vocabulary():
    letters = [chr(c) for c in range(33, 127)]
    merges = [("t", "r"), ("e", "e</w>"), ("tr", "ee</w>"), ("r", "e"), ("re", "d</w>"), ("a", "t</w>")]
    words = letters + [letter + "</w>" for letter in letters] + ["".join(pair) for pair in merges] + [BOS, EOS]
    return {word: i for i, word in enumerate(words)}, merges


def rust_tokenizer():
    vocab, merges = vocabulary()
    tokenizer = Tokenizer(models.BPE(vocab, merges, end_of_word_suffix="</w>", unk_token=EOS))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase()])
    pattern = r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(pattern), "removed", invert=True), pre_tokenizers.ByteLevel(add_prefix_space=False)])
    tokenizer.post_processor = processors.RobertaProcessing((EOS, vocab[EOS]), (BOS, vocab[BOS]), trim_offsets=False, add_prefix_space=False)
    tokenizer.add_special_tokens([BOS, EOS])
    return tokenizer


def write_json(path: Path, value):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=1) + "\n")


def write_tokenizer(folder: Path, config: dict, special: dict | None = None):
    vocab, merges = vocabulary()
    write_json(folder / "vocab.json", vocab)
    (folder / "merges.txt").write_text("#version: 0.2\n" + "".join(f"{a} {b}\n" for a, b in merges))
    write_json(folder / "tokenizer_config.json", {"model_max_length": TOKENS, "bos_token": BOS, "eos_token": EOS, "unk_token": EOS, **config})
    if special:
        write_json(folder / "special_tokens_map.json", special)


def export(network, path: Path, inputs: dict, outputs: list[str], free: dict, *, opset=17, data: str | None = None, shards: int = 1):
    """`inputs` are example tensors by name; `free` names the sizes left open, by tensor and axis. `data` is the location written in the graph."""
    path.parent.mkdir(parents=True, exist_ok=True)
    network = network.half() if any(x.dtype == F16 for x in inputs.values()) else network
    torch.onnx.export(network, tuple(inputs.values()), str(path), dynamo=False, opset_version=opset, input_names=list(inputs), output_names=outputs, dynamic_axes=free)
    if data is None:
        return
    model = onnx.load(path)
    convert_model_to_external_data(model, location=data, size_threshold=64)
    if shards == 2:
        large = [tensor for tensor in model.graph.initializer if tensor.external_data]
        for tensor in large[len(large) // 2:]:
            for entry in tensor.external_data:
                entry.value = entry.value.replace("_1", "_2") if entry.key == "location" else entry.value
    onnx.save(model, path)


def text(path, ids, gives, *, fixed: int | None = None, half=False, opset=17):
    network = TextModel(len(vocabulary()[0]), TOKENS, gives)
    export(network.half() if half else network, path, {"input_ids": torch.zeros(fixed or 1, TOKENS, dtype=ids)}, gives, {} if fixed else {"input_ids": {0: "batch_size"}}, opset=opset)


def unet(path, dtype, timestep, *, text_width=WIDTH, free=None, batch=2, extra: dict | None = None, **how):
    extra = extra or {}
    inputs = {"sample": torch.randn(batch, 4, 4, 4).to(dtype), "timestep": timestep, "encoder_hidden_states": torch.randn(batch, TOKENS, text_width).to(dtype)}
    condition = extra["timestep_cond"].shape[1] if "timestep_cond" in extra else 8
    export(UNet(text_width, list(extra), condition), path, inputs | extra, ["out_sample"], free or {}, **how)


def decoder(path, network, dtype, names=("latent_sample", "sample"), free=True):
    export(network, path, {names[0]: torch.randn(1, 4, 4, 4).to(dtype)}, [names[1]], {names[0]: {0: "batch_size", 2: "latent_height", 3: "latent_width"}} if free else {})


def batch_free(*names):
    sizes = {"sample": {0: "batch_size", 2: "height", 3: "width"}, "encoder_hidden_states": {0: "batch_size", 1: "sequence_length"}}
    return sizes | {name: {0: "batch_size"} for name in names}


def configs(folder, pipeline, scheduler, vae=None, unet_blocks=1, **index):
    write_json(folder / "model_index.json", {"_class_name": pipeline, **index})
    write_json(folder / "unet/config.json", {"block_out_channels": [WIDTH] * unet_blocks, "in_channels": 4, "sample_size": 4})
    write_json(folder / "scheduler/scheduler_config.json", BETAS | scheduler)
    write_json(folder / "vae_decoder/config.json", vae or {"_class_name": "AutoencoderKL", "block_out_channels": [8] * 4, "latent_channels": 4, "scaling_factor": 0.18215})


def write_layouts():
    pndm = {"_class_name": "PNDMScheduler", "set_alpha_to_one": False, "skip_prk_steps": True, "steps_offset": 1, "timestep_spacing": "leading"}

    # The old diffusers script, as nmkd and subpixel ran it: half precision everywhere, int32 ids, one timestep a row, './weights.pb'.
    a = OUT / "sd15-script-fp16"
    configs(a, "StableDiffusionPipeline", pndm)
    write_tokenizer(a / "tokenizer", {"pad_token": EOS, "added_tokens_decoder": {}})
    text(a / "text_encoder/model.onnx", I32, ["last_hidden_state", "pooler_output"], half=True, opset=14)
    unet(a / "unet/model.onnx", F16, torch.ones(2, dtype=F16), free=batch_free("timestep"), opset=14, data="./weights.pb")
    decoder(a / "vae_decoder/model.onnx", Decoder(), F16)

    # Older Optimum with SD 2.x: int64 timestep of one value, model.onnx_data, padding “!” said in special_tokens_map.json only.
    b = OUT / "sd21-optimum-v"
    configs(b, "StableDiffusionPipeline", pndm | {"_class_name": "DDIMScheduler", "prediction_type": "v_prediction"})
    write_tokenizer(b / "tokenizer", {"pad_token": EOS}, {"pad_token": "!"})
    text(b / "text_encoder/model.onnx", I64, ["last_hidden_state", "pooler_output"])
    unet(b / "unet/model.onnx", F32, torch.ones(1, dtype=I64), free=batch_free() | {"timestep": {0: "steps"}}, data="model.onnx_data")
    decoder(b / "vae_decoder/model.onnx", Decoder(), F32)

    # Microsoft's WebNN files: flat names, every size fixed, two rows, an int64 timestep for each; no config at all.
    c = OUT / "sd15-webnn-flat"
    write_tokenizer(c / "tokenizer", {"pad_token": EOS, "added_tokens_decoder": {}})
    text(c / "text-encoder.onnx", I32, ["last_hidden_state", "pooler_output"], fixed=2, half=True)
    unet(c / "sd-unet-v1.5-model-b2c4h4w4s24-float16-compute-and-inputs-layernorm.onnx", F16, torch.ones(2, dtype=I64))
    decoder(c / "Stable-Diffusion-v1.5-vae-decoder-float16-fp32-instancenorm.onnx", Decoder(), F16, free=False)

    # LCM with the guidance as an embedding.
    d = OUT / "lcm-dreamshaper"
    configs(d, "LatentConsistencyModelPipeline", {"_class_name": "LCMScheduler", "original_inference_steps": 50, "timestep_scaling": 10.0, "set_alpha_to_one": True})
    write_tokenizer(d / "tokenizer", {"pad_token": EOS, "added_tokens_decoder": {}})
    text(d / "text_encoder/model.onnx", I32, ["last_hidden_state"])
    unet(d / "unet/model.onnx", F32, torch.ones(1), free=batch_free("timestep_cond"), extra={"timestep_cond": torch.randn(2, 8)})
    decoder(d / "vae_decoder/model.onnx", Decoder(), F32)

    # SDXL-Turbo for WebNN: all in onnx/, two encoders with ids of different types and only the layer that is read.
    e = OUT / "sdxl-turbo-webnn"
    trailing = {"_class_name": "EulerAncestralDiscreteScheduler", "timestep_spacing": "trailing"}
    configs(e, "StableDiffusionXLPipeline", trailing, vae={"_class_name": "AutoencoderKL", "block_out_channels": [8] * 4, "scaling_factor": 0.13025}, force_zeros_for_empty_prompt=True)
    write_json(e / "text_encoder/config.json", {"num_hidden_layers": 2, "max_position_embeddings": TOKENS})
    write_json(e / "text_encoder_2/config.json", {"num_hidden_layers": 2, "max_position_embeddings": TOKENS})
    write_tokenizer(e / "tokenizer", {"pad_token": EOS, "added_tokens_decoder": {}})
    write_tokenizer(e / "tokenizer_2", {"pad_token": "!", "added_tokens_decoder": {}})
    text(e / "onnx/text_encoder_model_q4f16.onnx", I32, ["hidden_states.1"], fixed=1, half=True)
    text(e / "onnx/text_encoder_2_model_q4f16.onnx", I64, ["hidden_states.1", "text_embeds"], fixed=1, half=True)
    added = {"text_embeds": torch.randn(2, WIDTH).half(), "time_ids": torch.ones(2, 6).half()}
    unet(e / "onnx/unet_model_q4f16.onnx", F16, torch.ones(1).half(), text_width=2 * WIDTH, free=batch_free("text_embeds", "time_ids") | {"timestep": {0: "unet_time_batch_1"}}, extra=added)
    decoder(e / "onnx/vae_decoder_model_q4f16.onnx", Decoder(), F16)

    # SDXS: three files and a tokenizer.json, one row at a time, a scalar timestep, a raw TAESD whose tensors have their own names.
    f = OUT / "sdxs-flat"
    f.mkdir(parents=True)
    rust_tokenizer().save(str(f / "tokenizer.json"), pretty=False)
    text(f / "text_encoder.onnx", I64, ["last_hidden_state"], fixed=1)
    unet(f / "unet.onnx", F32, torch.tensor(1.0), batch=1, free={"sample": {2: "height", 3: "width"}})
    decoder(f / "vae_decoder.onnx", TinyDecoder(raw=True), F32, names=("latent", "image"))

    # New Optimum: a scalar timestep, weights in two files, TAESD in place of the decoder, parts that no picture needs.
    g = OUT / "sd-optimum-taesd"
    configs(g, "StableDiffusionPipeline", pndm, vae={"_class_name": "AutoencoderTiny", "block_out_channels": [8] * 4, "latent_channels": 4, "scaling_factor": 1.0})
    write_tokenizer(g / "tokenizer", {"pad_token": EOS, "added_tokens_decoder": {}})
    text(g / "text_encoder/model.onnx", I64, ["last_hidden_state", "pooler_output"])
    unet(g / "unet/model.onnx", F32, torch.tensor(1.0), free=batch_free(), data="model.onnx_data_1", shards=2)
    decoder(g / "vae_decoder/model.onnx", TinyDecoder(raw=False), F32)
    decoder(g / "safety_checker/model.onnx", TinyDecoder(raw=False), F32)


if __name__ == "__main__":
    torch.set_num_threads(1)
    torch.manual_seed(2)
    shutil.rmtree(OUT, ignore_errors=True)
    write_layouts()
    (OUT / "expected.json").write_text(json.dumps(expected(OUT, rust_tokenizer(), TOKENS)) + "\n")
    print(sum(path.stat().st_size for path in OUT.rglob("*") if path.is_file()) // 1024, "KB")
