"""Turns a float32 graph into one that computes in halves, with float32 where halves are wrong.

Inputs and outputs of the graph stay float32. So does whatever is computed from the timestep before it enters a block (angles go up
to 999, the polynomial of the alphas needs more than eleven bits), and so does the sum that ends the UNet, out_sample =
sqrt(alpha) v + sqrt(1 - alpha) sample. Weights are stored as in the float32 graph, so that both can share one file.
"""

from collections import defaultdict

import numpy as np
import onnx
from onnx import TensorProto, helper

from onnx_calibration import watching
from onnx_tidy import remove_unused_nodes

TIME_SCOPES = ("", "time", "alpha")                  # of UNet.forward itself, its TimestepEmbedding and AlphaBar
FLOATS_ONLY = {"Shape", "Cast"}                     # their float input may be of either kind
FLOAT_INPUTS = {"Resize": (0,), "Reshape": (0,)}    # the others are shapes; Resize's scales stay float32
LARGEST = 65504 / 4                                 # what a value may reach in float32, to be safe as a half


def to_half(model):
    """-> a new model"""
    result = onnx.ModelProto()
    result.CopyFrom(model)
    graph = result.graph
    kinds = element_types(result)
    islands = float_islands(graph)
    halves, nodes, made = set(), [], {}
    halved = {t.name: t for t in graph.initializer if t.data_type == TensorProto.FLOAT16}
    direct = {n.output[0]: n.input[0] for n in graph.node if n.op_type == "Cast" and n.input[0] in halved}

    def converted(name, half):
        """name, or a cast of it, as the kind that the consumer wants"""
        if kinds.get(name) != TensorProto.FLOAT or (name in halves) == half:
            return name
        if half and name in direct:
            return direct[name]
        target = f"{name}.{'f16' if half else 'f32'}"
        if target not in made:
            made[target] = name
            nodes.append(helper.make_node("Cast", [name], [target], name=target, to=TensorProto.FLOAT16 if half else TensorProto.FLOAT))
        return target

    for node in list(graph.node):
        half = node.output[0] not in islands
        inputs = list(node.input)
        for k in FLOAT_INPUTS.get(node.op_type, range(len(inputs))):
            if inputs[k] and node.op_type not in FLOATS_ONLY:
                inputs[k] = converted(inputs[k], half)
        fresh = onnx.NodeProto()
        fresh.CopyFrom(node)
        del fresh.input[:]
        fresh.input.extend(inputs)
        nodes.append(fresh)
        if half and node.op_type not in FLOATS_ONLY:
            halves.update(o for o in node.output if kinds.get(o) == TensorProto.FLOAT)
    finish_outputs(graph, nodes, halves)
    del graph.node[:]
    graph.node.extend(nodes)
    remove_unused_nodes(graph)  # casts of weights that nobody reads as float32 any more
    onnx.checker.check_model(result)
    return result


def element_types(model):
    inferred = onnx.shape_inference.infer_shapes(model).graph
    kinds = {v.name: v.type.tensor_type.elem_type for v in [*inferred.value_info, *inferred.input, *inferred.output]}
    return {**kinds, **{t.name: t.data_type for t in model.graph.initializer}}


def float_islands(graph):
    """-> first outputs of the nodes that stay float32"""
    tensors = {t.name for t in graph.initializer}
    fed_by = defaultdict(set)
    for i in graph.input:
        fed_by[i.name] = {i.name}
    producer, islands = {}, set()
    for node in graph.node:
        sources = set().union(*(fed_by[name] for name in node.input)) if node.input else set()
        for output in node.output:
            fed_by[output], producer[output] = sources, node
        scope = node.name.strip("/").split("/")[0] if node.name.count("/") > 1 else ""
        if not sources or (sources == {"timestep"} and scope in TIME_SCOPES):
            islands.add(node.output[0])   # no source: a stored weight on its way to being a float, done once by the session
    pending = [producer[o.name] for o in graph.output] if "timestep" in fed_by else []
    while pending:
        node = pending.pop()
        if node.op_type in ("Add", "Mul") and node.name.count("/") == 1:
            islands.add(node.output[0])
            pending += [producer[name] for name in node.input if name in producer and name not in tensors]
    return islands


def finish_outputs(graph, nodes, halves):
    """An output that came out as halves gets a Cast behind it, under its own name."""
    for output in graph.output:
        if output.name in halves:
            inside = f"{output.name}.f16"
            for node in nodes:
                for names in (node.input, node.output):
                    for k, name in enumerate(names):
                        if name == output.name:
                            names[k] = inside
            nodes.append(helper.make_node("Cast", [inside], [output.name], name=f"{output.name}/Cast", to=TensorProto.FLOAT))


def check_range(model, feeds):
    """No value inside the float32 graph comes near the largest half."""
    floats = {name for name, kind in element_types(model).items() if kind == TensorProto.FLOAT}
    session = watching(model, floats & {name for node in model.graph.node for name in node.output})
    largest = {o.name: np.abs(value).max() for o, value in zip(session.get_outputs(), session.run(None, feeds))}
    name = max(largest, key=largest.get)
    assert largest[name] < LARGEST, f"{name} reaches {largest[name]}: keep it float32"
