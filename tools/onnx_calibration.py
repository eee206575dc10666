"""What each layer of the UNet is fed while pictures are drawn: the second moments of its inputs, which tell int4 rounding
which errors matter (quantize.py)."""

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper

from diffusion import dpmpp_2m
from prompts import PROMPTS

STEPS = 8
GUIDANCE = 4.0
ROWS = 512  # per layer and step, chosen at random


def second_moments(model, text, tokenizer):
    """-> {weight: float64 [n,n] mean of x x^T over inputs x of the layer, a convolution's unfolded to its window}"""
    wanted = {node.input[1]: node for node in model.graph.node if node.op_type in ("Conv", "MatMul", "Gemm") and node.input[1] in {t.name for t in model.graph.initializer}}
    session = watching(model, {node.input[0] for node in wanted.values()})
    names, rng, moments = [o.name for o in session.get_outputs()], np.random.default_rng(0), {}
    shapes = {t.name: list(t.dims) for t in model.graph.initializer}

    def predict(x, timestep, states):
        feeds = {"sample": x.numpy(), "timestep": np.array([timestep], np.float32), "encoder_hidden_states": states.numpy()}
        values = dict(zip(names, session.run(None, feeds)))
        values.update(feeds)
        for weight, node in wanted.items():
            rows = layer_inputs(values[node.input[0]], node, shapes[weight], rng).astype(np.float64)
            moments[weight] = moments.get(weight, 0) + rows.T @ rows / len(rows)
        return torch.from_numpy(values["out_sample"])

    with torch.no_grad():
        states, empty = text(torch.from_numpy(tokenizer(PROMPTS))), text(torch.from_numpy(tokenizer([""])))
        noise = torch.randn(len(PROMPTS), 4, 16, 16, generator=torch.Generator().manual_seed(0))
        dpmpp_2m(predict, noise, states, empty, GUIDANCE, STEPS)
    return moments


def watching(model, tensors):
    probe = onnx.ModelProto()
    probe.CopyFrom(model)
    known = {o.name for o in [*probe.graph.output, *probe.graph.input]}
    probe.graph.output.extend(helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in sorted(tensors - known))
    return onnxruntime.InferenceSession(probe.SerializeToString(), providers=["CPUExecutionProvider"])


def layer_inputs(value, node, shape, rng):
    """-> [rows, inputs of one output channel]"""
    if node.op_type == "Conv":
        attributes = {a.name: list(a.ints) for a in node.attribute}
        unfolded = torch.nn.functional.unfold(torch.from_numpy(value), shape[2:], padding=attributes["pads"][0], stride=attributes["strides"])
        rows = unfolded.transpose(1, 2).flatten(0, 1)
        return rows[rng.permutation(len(rows))[:ROWS]].numpy()
    rows = value.reshape(-1, value.shape[-1])
    return rows[rng.permutation(len(rows))[:ROWS]]
