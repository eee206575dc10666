"""The x-ray UNet: the same graph and the same weight file, with every cross-attention's probabilities as outputs.

  attention.<layer>   [B,heads,h_l*w_l,77]   one per layer: down0, down1, ..., middle, up0_0, up0_1, ...
  attention_tokens    [B,77,h,w]             their mean over heads and over the layers that run at the latent's full size
"""

import re

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

SCOPE = re.compile(r"^/(down|middle|up)(?:\.(\d+)\.(\d+))?/transformer/attn2/Softmax$")


def layer_name(match, stages):
    """down.1.0 -> down1, or down1_0 where a level has more than one stage; up.0.1 -> up0_1"""
    side, level, stage = match.groups()
    return side if level is None else f"{side}{level}" if stages[side, level] == 1 else f"{side}{level}_{stage}"


def with_attention(model, feeds):
    """The UNet with its cross-attention as further outputs; `model` stays as it is.
    feeds: any inputs, by name; one run with them tells which layers work at the size of the latent."""
    result = onnx.ModelProto()
    result.CopyFrom(model)
    graph = result.graph
    found = [(node, match) for node in graph.node if (match := SCOPE.match(node.name))]
    stages = {}
    for _, match in found:
        stages[match[1], match[2]] = stages.get((match[1], match[2]), 0) + 1
    layers = {layer_name(match, stages): node for node, match in found}
    assert layers, "no cross-attention in this graph"
    for name, node in layers.items():
        old, new = node.output[0], f"attention.{name}"
        for other in graph.node:
            for names in (other.input, other.output):
                for k, tensor in enumerate(names):
                    if tensor == old:
                        names[k] = new
        graph.output.append(helper.make_tensor_value_info(new, TensorProto.FLOAT, ["batch_size", f"{new}.heads", f"{new}.pixels", "tokens"]))
    add_token_maps(graph, full_size(result, feeds))
    onnx.checker.check_model(result)
    return result


def full_size(model, feeds):
    """-> names of the attention outputs with one row per latent pixel"""
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    names = [o.name for o in session.get_outputs() if o.name.startswith("attention.")]
    pixels = int(np.prod(feeds["sample"].shape[2:]))
    return [name for name, value in zip(names, session.run(names, feeds)) if value.shape[2] == pixels]


def add_token_maps(graph, layers):
    """Every layer at full size has as many heads as the others, so the mean over layers and heads is one mean over them all."""
    size = "attention_tokens/size"
    shape = numpy_helper.from_array(np.array([0, 0], np.int64), "attention_tokens/same")
    graph.initializer.append(shape)
    graph.node.extend([
        helper.make_node("Concat", layers, ["attention_tokens/heads"], name="attention_tokens/heads", axis=1),
        helper.make_node("ReduceMean", ["attention_tokens/heads"], ["attention_tokens/pixels"], name="attention_tokens/pixels", axes=[1], keepdims=0),
        helper.make_node("Transpose", ["attention_tokens/pixels"], ["attention_tokens/rows"], name="attention_tokens/rows", perm=[0, 2, 1]),
        helper.make_node("Shape", ["sample"], [size], name=size, start=2, end=4),
        helper.make_node("Concat", [shape.name, size], ["attention_tokens/shape"], name="attention_tokens/shape", axis=0),
        helper.make_node("Reshape", ["attention_tokens/rows", "attention_tokens/shape"], ["attention_tokens"], name="attention_tokens/Reshape")])
    graph.output.append(helper.make_tensor_value_info("attention_tokens", TensorProto.FLOAT, ["batch_size", "tokens", "height", "width"]))


def check_xray(plain, xray, feeds):
    """The x-ray graph predicts exactly what the plain one does, and its maps are what they are said to be."""
    expected = onnxruntime.InferenceSession(str(plain), providers=["CPUExecutionProvider"]).run(["out_sample"], feeds)[0]
    session = onnxruntime.InferenceSession(str(xray), providers=["CPUExecutionProvider"])
    values = dict(zip([o.name for o in session.get_outputs()], session.run(None, feeds)))
    batch, _, height, width = feeds["sample"].shape
    assert np.array_equal(values["out_sample"], expected), "the x-ray graph predicts another noise"
    raw = [value for name, value in values.items() if name.startswith("attention.")]
    assert all(np.abs(value.sum(-1) - 1).max() < 1e-5 for value in raw), "probabilities do not sum to 1 over the tokens"
    mean = np.mean([value.mean(1) for value in raw if value.shape[2] == height * width], axis=0)   # [B,h*w,77]
    assert values["attention_tokens"].shape == (batch, mean.shape[2], height, width)
    assert np.abs(values["attention_tokens"].reshape(batch, -1, height * width).transpose(0, 2, 1) - mean).max() < 1e-6, "attention_tokens is not the mean"
