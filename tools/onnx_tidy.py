"""Tidies what the TorchScript exporter wrote: two thirds of its nodes only work out shapes.

The graph is run at several batch and picture sizes while every integer tensor is watched. One that never changes becomes a
constant; the target of a Reshape becomes [0, 8, -1]-like where that says enough, and otherwise borrows height and width from one
Shape node per resolution. Layers keep their names (/down.0.0/transformer/attn2/...), weights get the names of theirs.
"""

from collections import defaultdict

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper


def tidy(model, runs):
    """model: as exported. runs: feeds by input name, at sizes that tell every dimension apart. -> model, smaller"""
    seen, trained = watch(model, runs), {t.name for t in model.graph.initializer}
    fold_constants(model.graph, seen)
    rewrite_reshapes(model.graph, seen)
    remove_unused(model.graph)
    share_constants(model.graph, trained)
    name_weights(model.graph)
    del model.graph.value_info[:]
    model.doc_string, model.producer_name, model.producer_version = "", "darkroom tools", ""
    for node in model.graph.node:
        node.doc_string = ""
    onnx.checker.check_model(model, full_check=True)
    return model


def watch(model, runs):
    """-> {tensor: its value (integers) or shape (everything else) in every run}"""
    probe = onnx.ModelProto()
    probe.CopyFrom(model)
    types = {v.name: v.type.tensor_type.elem_type for v in onnx.shape_inference.infer_shapes(model).graph.value_info}
    known = {o.name for o in probe.graph.output}
    for name, kind in types.items():
        if name not in known:
            probe.graph.output.append(helper.make_tensor_value_info(name, kind, None))
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(probe.SerializeToString(), options, providers=["CPUExecutionProvider"])
    names = [o.name for o in session.get_outputs()]
    seen = defaultdict(list)
    for feeds in runs:
        for name, value in {**dict(zip(names, session.run(None, feeds))), **feeds}.items():
            seen[name].append(value if value.dtype == np.int64 or value.size == 1 else value.shape)
    for tensor in model.graph.initializer:
        seen[tensor.name] = [tuple(tensor.dims)] * len(runs)
    return seen


def is_value(observed):
    return all(isinstance(x, np.ndarray) for x in observed)


def fold_constants(graph, seen):
    """Whatever had one value in every run, and does not depend on what is fed, is that value."""
    fed = {i.name for i in graph.input}
    alive, bypassed = [], {}
    for node in graph.node:
        observed = seen[node.output[0]]
        moving = any(name in fed for name in node.input) and node.op_type != "Shape"
        integers = is_value(observed) and observed[0].dtype == np.int64
        if not moving and is_value(observed) and (integers or node.op_type == "Constant") and all(np.array_equal(observed[0], x) for x in observed):
            graph.initializer.append(numpy_helper.from_array(observed[0], node.output[0]))
        elif node.op_type == "Constant":
            graph.initializer.append(constant(node))
        elif node.op_type == "Slice" and not moving and not is_value(observed) and observed == seen[node.input[0]]:
            bypassed[node.output[0]] = bypassed.get(node.input[0], node.input[0])
        else:
            fed.update(node.output if moving and not integers else [])
            alive.append(node)
    del graph.node[:]
    graph.node.extend(alive)
    rename(graph, bypassed)


def constant(node):
    tensor = onnx.TensorProto()
    tensor.CopyFrom(node.attribute[0].t)
    tensor.name = node.output[0]
    return tensor


def rewrite_reshapes(graph, seen):
    """Gives every Reshape the simplest target, and Resize the height and width of the resolution it goes to."""
    sizes, made, alive, constants = {}, {}, [], {t.name for t in graph.initializer}

    def helper_node(op, inputs, output, **attributes):
        if output not in made:
            made[output] = True
            alive.append(helper.make_node(op, inputs, [output], name=output, **attributes))
        return output

    def integers(values):
        name = "shape_" + "_".join(map(str, values)).replace("-", "m")
        if name not in made:
            made[name] = True
            graph.initializer.append(numpy_helper.from_array(np.array(values, np.int64), name))
        return name

    def size_of(pairs):
        """pairs: (height, width) of every run -> name of an int64 [2] tensor"""
        source = sizes[pairs]
        return helper_node("Shape", [source], f"size_{list(sizes).index(pairs)}", start=2, end=4)

    for node in graph.node:
        if node.op_type == "Reshape" and node.input[1] not in constants:
            targets, sources = np.array(seen[node.input[1]]), seen[node.input[0]]
            moving = [k for k in range(targets.shape[1]) if len(set(targets[:, k])) > 1]
            same = [k for k in moving if k < len(sources[0]) and all(t[k] == s[k] for t, s in zip(targets, sources))]
            rest = [k for k in moving if k not in same]
            base = [0 if k in same else int(targets[0, k]) for k in range(targets.shape[1])]
            if len(rest) <= 1:
                node.input[1] = integers([-1 if k in rest else v for k, v in enumerate(base)])
            else:
                first, second = rest
                assert second == first + 1, node.name
                size = size_of(tuple((int(t[first]), int(t[second])) for t in targets))
                parts = [*([integers(base[:first])] if first else []), size, *([integers(base[second + 1:])] if base[second + 1:] else [])]
                node.input[1] = helper_node("Concat", parts, "_".join(["to", *(str(v) for v in base[:first]), size, *(str(v) for v in base[second + 1:])]), axis=0)
        elif node.op_type == "Resize" and len(node.input) > 3 and node.input[3]:
            targets = seen[node.input[3]]
            size = size_of(tuple((int(t[2]), int(t[3])) for t in targets))
            batch = helper_node("Shape", [node.input[0]], f"{node.name}/batch", start=0, end=2)
            node.input[3] = helper_node("Concat", [batch, size], f"{node.name}/sizes", axis=0)
        alive.append(node)
        if node.op_type == "Conv":
            sizes.setdefault(tuple((int(s[2]), int(s[3])) for s in seen[node.output[0]]), node.output[0])
    del graph.node[:]
    graph.node.extend(alive)


def remove_unused_nodes(graph):
    """-> the tensors that something still reads"""
    wanted, alive = {o.name for o in graph.output}, []
    for node in reversed(graph.node):
        if wanted.intersection(node.output):
            wanted.update(node.input)
            alive.append(node)
    del graph.node[:]
    graph.node.extend(reversed(alive))
    return wanted


def remove_unused(graph):
    wanted = remove_unused_nodes(graph)
    tensors = [t for t in graph.initializer if t.name in wanted]
    del graph.initializer[:]
    graph.initializer.extend(tensors)


def share_constants(graph, trained):
    """Equal constants of the code (not trained ones) become one, named by what they hold."""
    first, renamed, kept = {}, {}, []
    for tensor in graph.initializer:
        if tensor.name in trained:
            kept.append(tensor)
            continue
        value = numpy_helper.to_array(tensor)
        key = (value.dtype.str, value.shape, value.tobytes())
        if key not in first:
            text = "_".join(f"{v:g}" for v in value.ravel()[:3]).replace("-", "m")
            name = f"{'int' if value.dtype == np.int64 else 'float'}{value.ndim}_{text}" + (f"_of_{value.size}" if value.size > 3 else "")
            first[key] = name if name not in first.values() else f"{name}_{len(first)}"
            tensor.name, old = first[key], tensor.name
            kept.append(tensor)
            renamed[old] = first[key]
        else:
            renamed[tensor.name] = first[key]
    del graph.initializer[:]
    graph.initializer.extend(kept)
    rename(graph, renamed)


def name_weights(graph):
    """onnx::MatMul_4213, transposed by the exporter, is the weight of the layer that uses it."""
    tensors = {t.name: t for t in graph.initializer}
    renamed = {}
    for node in graph.node:
        for name in node.input:
            if name in tensors and name.startswith("onnx::"):
                scope = node.name.strip("/").rpartition("/")[0].replace("/", ".")
                renamed[name] = f"{scope}.{'bias' if node.op_type == 'Add' else 'weight'}"
    assert len(set(renamed.values())) == len(renamed) and not set(renamed.values()) & tensors.keys(), "two weights of one name"
    for old, new in renamed.items():
        tensors[old].name = new
    rename(graph, renamed)


def rename(graph, names):
    for node in graph.node:
        for k, name in enumerate(node.input):
            node.input[k] = names.get(name, name)
