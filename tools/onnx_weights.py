"""Weights as they lie on disk: how a tensor is stored, and one data file that several graphs share.

A graph whose weights are stored smaller begins with a few nodes that give each its float32 value again. The session
works them out once, when it is created, so that they cost bytes of the graph and no time of a run.
"""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, external_data_helper, helper, numpy_helper

HALF_FROM = 1024  # elements; smaller tensors (norms, biases) stay float32
INLINE = 128      # bytes; tensors up to this stay inside the graph
ALIGN = 16        # bytes


def weights(model):
    """-> {name: float32 array} of everything large that was trained"""
    return {t.name: numpy_helper.to_array(t) for t in model.graph.initializer if t.data_type == TensorProto.FLOAT and np.prod(t.dims) >= HALF_FROM}


def replace(model, stored):
    """stored: {name: (initializers, nodes that make float32 `name` of them)} -> a new model"""
    result = onnx.ModelProto()
    result.CopyFrom(model)
    graph = result.graph
    initializers = [t for t in graph.initializer if t.name not in stored]
    nodes = list(graph.node)
    del graph.initializer[:], graph.node[:]
    graph.initializer.extend(initializers + [t for tensors, _ in stored.values() for t in tensors])
    graph.node.extend([n for _, makers in stored.values() for n in makers] + nodes)
    return result


def cast(source, target, kind):
    """Nodes that unpack weights have no names of their own: there are hundreds, and names are most of a graph's bytes."""
    return helper.make_node("Cast", [source], [target], to=kind)


def as_half(name, value):
    return [numpy_helper.from_array(value.astype(np.float16), f"{name}.half")], [cast(f"{name}.half", name, TensorProto.FLOAT)]


class DataFile:
    """External data of one folder: each tensor lies in it once, whichever graph names it."""

    def __init__(self, name):
        self.name, self.content, self.places = name, bytearray(), {}

    def place(self, tensor):
        """Moves the tensor's bytes here, or finds them where an earlier graph put them."""
        raw = tensor.raw_data or numpy_helper.from_array(numpy_helper.to_array(tensor)).raw_data
        if tensor.name not in self.places:
            self.content += bytes(-len(self.content) % ALIGN)
            self.places[tensor.name] = (len(self.content), raw)
            self.content += raw
        offset, known = self.places[tensor.name]
        assert known == raw, f"{tensor.name}: two graphs disagree about a weight that they share"
        tensor.raw_data = raw
        external_data_helper.set_external_data(tensor, self.name, offset, len(raw))
        tensor.ClearField("raw_data")

    def write(self, folder):
        (folder / self.name).write_bytes(self.content)


def save(models, folder, data_name):
    """models: {file name: model}, all with their weights in one data file."""
    folder.mkdir(parents=True, exist_ok=True)
    data = DataFile(data_name)
    for name, model in models.items():
        for tensor in model.graph.initializer:
            if len(tensor.raw_data) > INLINE:
                data.place(tensor)
        (folder / name).write_bytes(model.SerializeToString())
    data.write(folder)
    for name in models:
        onnx.checker.check_model(str(folder / name))
    check_shared(folder, list(models), data)


def check_shared(folder: Path, names, data):
    """Every graph finds every weight where the one data file has it."""
    content = (folder / data.name).read_bytes()
    for name in names:
        for tensor in onnx.load(str(folder / name), load_external_data=False).graph.initializer:
            if tensor.data_location == TensorProto.EXTERNAL:
                entry = {e.key: e.value for e in tensor.external_data}
                offset, raw = data.places[tensor.name]
                assert entry["location"] == data.name and int(entry["offset"]) == offset, f"{name}: {tensor.name}"
                assert content[offset:offset + int(entry["length"])] == raw, f"{name}: {tensor.name}"
