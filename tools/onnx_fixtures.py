"""Writes tests/golden/onnx: tiny graphs with the patterns of published exports, and what onnxruntime makes of them.

  python tools/onnx_fixtures.py

The networks are exported by torch's TorchScript exporter, as the public files were; what no exporter is needed for is built
with the onnx package. fixtures.json has, by graph, the feeds and the outputs that the transformed graph must give.
"""

import io
import json
import warnings
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper

from onnx_fixture_nets import Clip, Decoder, Encoder, MixedNorm, Unet

OUT = Path(__file__).parent.parent / "tests" / "golden" / "onnx"
FIXTURES = {}


def export(net, feeds, outputs, opset, axes=None):
    buffer = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(net.eval(), tuple(feeds.values()), buffer, opset_version=opset, input_names=list(feeds), output_names=outputs, dynamic_axes=axes, dynamo=False)
    return onnx.load_from_string(buffer.getvalue())


def run(model, feeds, wanted):
    """wanted: {name in the fixture: tensor of the graph} -> {name: array}, without the optimizer"""
    probe = onnx.ModelProto()
    probe.CopyFrom(model)
    known = {o.name for o in probe.graph.output}
    probe.graph.output.extend(onnx.ValueInfoProto(name=t) for t in dict.fromkeys(wanted.values()) if t not in known)
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(probe.SerializeToString(), options, providers=["CPUExecutionProvider"])
    arrays = {k: v.numpy() if isinstance(v, torch.Tensor) else v for k, v in feeds.items()}
    return dict(zip(wanted, session.run(list(wanted.values()), arrays)))


def plain(array):
    array = np.asarray(array)
    kind = {"float32": "float32", "float16": "float16", "float64": "float64", "int64": "int64", "int32": "int32", "bool": "bool"}[array.dtype.name]
    return {"type": kind, "dims": list(array.shape), "data": array.ravel().astype(np.float64).round(7).tolist()}


def save(name, model, feeds, outputs):
    (OUT / f"{name}.onnx").write_bytes(model.SerializeToString())
    FIXTURES[name] = {"feeds": {k: plain(v) for k, v in feeds.items()}, "outputs": {k: plain(v) for k, v in outputs.items()}}


def clip(name, half, opset, trained, **shape):
    torch.manual_seed(1)
    net = Clip(**shape)
    if trained:   # the norms of an untrained one are equal, and the exporter stores them once
        for parameter in net.parameters():
            parameter.data += 0.1 * torch.randn_like(parameter)
    net = net.half() if half else net
    feeds = {"input_ids": torch.tensor([[1, 5, 9, 3, 2]], dtype=torch.int32)}
    model = export(net, feeds, ["last_hidden_state"], opset)
    outputs = run(model, feeds, {"last_hidden_state": "last_hidden_state"})
    with torch.no_grad():
        states = net.states(feeds["input_ids"])
        outputs |= {f"hidden_states.{k}": s.numpy() for k, s in enumerate(states)}
        outputs |= {f"clip_skip.{len(states) - k}": net.text_model.final_layer_norm(s).numpy() for k, s in enumerate(states)}
    save(name, model, feeds, outputs)


def encoder(name, axes):
    torch.manual_seed(2)
    feeds = {"sample": torch.randn(1, 3, 8, 8)}
    model = export(Encoder(), feeds, ["latent_sample"], 14, axes)
    total = next(n for n in model.graph.node if "latent_sample" in n.output)
    mean = next(i for i in total.input if "Mul" not in i)
    save(name, model, feeds, {"latent_sample": run(model, feeds, {"mean": mean})["mean"]})


def decoder(name, opset, **shape):
    """What it gives is compared with itself, in tiles: no outputs are noted."""
    torch.manual_seed(5)
    net = Decoder(**shape)
    for part, parameter in net.named_parameters():   # an untrained norm neither scales nor shifts
        if "norm" in part:
            parameter.data += 0.2 * torch.randn_like(parameter)
    model = export(net, {"latent_sample": torch.randn(1, 4, 8, 8)}, ["sample"], opset, {"latent_sample": {0: "batch", 2: "height", 3: "width"}})
    save(name, model, {}, {})


def unet(name, old, named):
    torch.manual_seed(3)
    feeds = {"sample": torch.randn(2, 4, 4, 6), "timestep": torch.tensor([7.0]), "encoder_hidden_states": torch.randn(2, 5, 8)}
    free = {"sample": {0: "batch", 2: "height", 3: "width"}, "encoder_hidden_states": {0: "batch", 1: "tokens"}}
    model = export(Unet(old), feeds, ["out_sample"], 14, None if named else free)
    maps = [n.output[0] for n in model.graph.node if n.op_type == "Softmax" and "/attn2/" in n.name]
    assert len(maps) == 3, maps
    labels = ["down0_0", "middle", "up1_0"] if named else ["layer0", "layer1", "layer2"]
    outputs = run(model, feeds, {"out_sample": "out_sample", **{f"attention.{k}": t for k, t in zip(labels, maps)}})
    if not named:
        forget_names(model.graph)
    save(name, model, feeds, outputs)


def forget_names(graph):
    """As the exporter of torch 1.12 and older wrote them: running numbers."""
    kept = {v.name for v in (*graph.input, *graph.output, *graph.initializer)}
    names = {}
    for k, node in enumerate(graph.node):
        node.name = f"{node.op_type}_{k}"
        for ends in (node.input, node.output):
            for i, tensor in enumerate(ends):
                ends[i] = tensor if tensor in kept or not tensor else names.setdefault(tensor, str(100 + len(names)))


def doubles():
    """Doubles in every place where a graph can have one, among them a mask that single precision has no number for."""
    rng = np.random.default_rng(4)
    table = rng.standard_normal(200)
    least = np.finfo(np.float64).min
    mask = np.array([[0, least, 0, least], [least] * 4])   # of the second row nothing may be seen: all places count alike
    big = helper.make_tensor("table", TensorProto.DOUBLE, [200], table.tobytes(), raw=True)
    listed = helper.make_tensor("listed", TensorProto.DOUBLE, [4], [0.5, 1.5, -2.5, 1e-9])
    branch = lambda sign: helper.make_graph(
        [helper.make_node("Constant", [], [f"factor{sign}"], value=numpy_helper.from_array(np.array(2.0 * sign))), helper.make_node("Mul", ["summed", f"factor{sign}"], [f"branch{sign}"])],
        f"branch{sign}", [], [helper.make_tensor_value_info(f"branch{sign}", TensorProto.DOUBLE, [4])])
    nodes = [
        helper.make_node("Constant", [], ["mask"], value=numpy_helper.from_array(mask)),
        helper.make_node("Cast", ["x"], ["x64"], to=TensorProto.DOUBLE),
        helper.make_node("Add", ["x64", "listed"], ["shifted"]),
        helper.make_node("Mul", ["shifted", "scale"], ["scaled"]),
        helper.make_node("ReduceMean", ["table"], ["mean"], axes=[0], keepdims=0),
        helper.make_node("Add", ["scaled", "mean"], ["summed"]),
        helper.make_node("If", ["flag"], ["chosen"], then_branch=branch(1), else_branch=branch(-1)),
        helper.make_node("Add", ["chosen", "mask"], ["masked"]),
        helper.make_node("Softmax", ["masked"], ["y64"]),
        helper.make_node("Cast", ["y64"], ["y"], to=TensorProto.FLOAT),
    ]
    value = helper.make_tensor_value_info
    graph = helper.make_graph(
        nodes, "doubles", [value("x", TensorProto.FLOAT, [4]), value("scale", TensorProto.DOUBLE, [1]), value("flag", TensorProto.BOOL, [])], [value("y", TensorProto.FLOAT, [2, 4])],
        [big, listed], value_info=[value("summed", TensorProto.DOUBLE, [4])])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)], ir_version=8)
    feeds = {"x": np.array([1, -1, 0.25, 3], np.float32), "scale": np.array([0.3]), "flag": np.array(True)}
    save("doubles", model, feeds, run(model, feeds, {"y": "y"}))


def weights():
    """Weights in every spelling of a TensorProto, one in a Constant, one read by the branches of an If; a function, metadata and
    a field from the future."""
    rng = np.random.default_rng(5)
    first, second, third = (rng.standard_normal(s).astype(np.float32) for s in ((4, 80), (80, 4), (4, 80)))
    half = rng.standard_normal(300).astype(np.float16)
    order = np.array([3, 1, 2, 0] * 20, np.int64) * np.array([1, -1] * 40)
    tensor = helper.make_tensor
    initializers = [
        tensor("first", TensorProto.FLOAT, first.shape, first.tobytes(), raw=True),
        tensor("second", TensorProto.FLOAT, second.shape, second.ravel().tolist()),
        TensorProto(name="half", data_type=TensorProto.FLOAT16, dims=[300], int32_data=half.view(np.uint16).tolist()),
        tensor("order", TensorProto.INT64, [80], order.tolist()),
        tensor("small", TensorProto.FLOAT, [4], [1, 2, 3, 4]),
    ]
    branch = lambda name, op: helper.make_graph([helper.make_node(op, ["hidden", "second"], [name])], name, [], [helper.make_tensor_value_info(name, TensorProto.FLOAT, None)])
    twice = helper.make_function("local", "Twice", ["a"], ["b"], [helper.make_node("Add", ["a", "a"], ["b"])], [helper.make_opsetid("", 14)])
    nodes = [
        helper.make_node("Constant", [], ["third"], value=numpy_helper.from_array(third)),
        helper.make_node("Add", ["first", "third"], ["both"], name="both"),
        helper.make_node("MatMul", ["x", "both"], ["hidden"], name="layer/MatMul"),
        helper.make_node("If", ["flag"], ["chosen"], then_branch=branch("then_out", "MatMul"), else_branch=branch("else_out", "MatMul")),
        helper.make_node("Twice", ["chosen"], ["doubled"], domain="local"),
        helper.make_node("Cast", ["half"], ["half32"], to=TensorProto.FLOAT),
        helper.make_node("ReduceMean", ["half32"], ["half_mean"], axes=[0], keepdims=1),
        helper.make_node("Cast", ["order"], ["order32"], to=TensorProto.FLOAT),
        helper.make_node("ReduceMean", ["order32"], ["order_mean"], axes=[0], keepdims=1),
        helper.make_node("Add", ["doubled", "half_mean"], ["more"]),
        helper.make_node("Add", ["more", "order_mean"], ["most"]),
        helper.make_node("Mul", ["most", "small"], ["y"]),
    ]
    value = helper.make_tensor_value_info
    graph = helper.make_graph(nodes, "weights", [value("x", TensorProto.FLOAT, [1, 4]), value("flag", TensorProto.BOOL, [])], [value("y", TensorProto.FLOAT, [1, 4])], initializers)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14), helper.make_opsetid("local", 1)], ir_version=8, functions=[twice])
    helper.set_model_props(model, {"made by": "tools/onnx_fixtures.py"})
    feeds = {"x": np.array([[1, -1, 0.5, 2]], np.float32), "flag": np.array(False)}
    save("weights", model, feeds, run(model, feeds, {"y": "y"}))
    path = OUT / "weights.onnx"
    path.write_bytes(path.read_bytes() + bytes([0x9a, 0x06, 3]) + b"new")   # field 99


def main():
    torch.set_num_threads(1)
    OUT.mkdir(parents=True, exist_ok=True)
    clip("clip-half", half=True, opset=14, trained=True)
    clip("clip-shared", half=False, opset=17, trained=False)
    clip("clip-mixed", half=True, opset=17, trained=True, layers=1, norm=MixedNorm)
    encoder("encoder", {"sample": {0: "batch", 2: "height", 3: "width"}})
    encoder("encoder-static", None)
    decoder("decoder", 14)
    decoder("decoder-18", 18, widths=(8, 8, 8, 8))
    unet("unet", old=False, named=True)
    unet("unet-nameless", old=True, named=False)
    doubles()
    weights()
    (OUT / "fixtures.json").write_text("{\n" + ",\n".join(f'"{k}": {json.dumps(v)}' for k, v in FIXTURES.items()) + "\n}\n")
    for path in sorted(OUT.glob("*.onnx")):
        print(f"{path.name}: {path.stat().st_size} bytes, {len(onnx.load(str(path)).graph.node)} nodes")


if __name__ == "__main__":
    main()
