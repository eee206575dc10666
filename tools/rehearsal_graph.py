"""A graph in the making, operator by operator, whose random weights go straight to the file beside it: nothing larger than one tensor
is ever in memory. Without a folder it only counts parameters."""
import math

import numpy as np
import onnx
from onnx import TensorProto, helper

BLOCK = 32
INLINE_BYTES = 512
ALIGNMENT = 64


class Graph:
    """Methods take and give names of tensors. `precision`: fp16, fp32, or q8 and q4 with float32 arithmetic."""

    def __init__(self, name, precision, folder=None):
        self.name, self.precision, self.folder = name, precision, folder
        self.whole = precision in ("fp16", "fp32")
        self.float = TensorProto.FLOAT16 if precision == "fp16" else TensorProto.FLOAT
        self.numpy = np.float16 if precision == "fp16" else np.float32
        self.nodes, self.weights, self.parameters, self.largest, self.at = [], [], 0, 0, 0
        self.random = np.random.default_rng(1)
        self.tile = self.random.standard_normal(1 << 20).astype(np.float32)
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
            self.file = open(folder / "model.onnx_data", "wb")

    def add(self, op, *inputs, outputs=1, domain="", **attributes):
        names = [f"{op}_{len(self.nodes)}_{i}" for i in range(outputs)]
        self.nodes.append(helper.make_node(op, list(inputs), names, name=f"{op}_{len(self.nodes)}", domain=domain, **attributes))
        return names[0] if outputs == 1 else names

    def const(self, value, dtype=None):
        array = np.asarray(value, dtype or self.numpy)
        return self._keep(array.shape, helper.np_dtype_to_tensor_dtype(array.dtype), lambda: array)

    def normal(self, *shape, std=1.0):
        """A parameter in full."""
        self.parameters += math.prod(shape)
        return self._keep(shape, self.float, lambda: np.resize(self.tile * std, shape).astype(self.numpy))

    def filled(self, value, *shape):
        self.parameters += math.prod(shape)
        return self._keep(shape, self.float, lambda: np.full(shape, value, self.numpy))

    def conv(self, x, inputs, outputs, size=3, stride=1, pads=None):
        shape, std = (outputs, inputs, size, size), 1 / math.sqrt(inputs * size * size)
        # Four-bit files keep their convolutions in eight, as published ones do.
        weight = self.normal(*shape, std=std) if self.whole else self._int8(shape, std)
        return self.add("Conv", x, weight, self.filled(0, outputs), kernel_shape=[size, size], strides=[stride, stride], pads=pads or [size // 2] * 4)

    def linear(self, x, inputs, outputs, bias=True):
        std = 1 / math.sqrt(inputs)
        if self.whole:
            y = self.add("MatMul", x, self.normal(inputs, outputs, std=std))
        else:
            y = self._matmul_bits(x, inputs, outputs, std)
        return self.add("Add", y, self.filled(0, outputs)) if bias else y

    def embedding(self, ids, count, width):
        """The table stays in full in every precision: WebGPU looks up in no int8, and the wasm heap would keep what it passes over."""
        return self.add("Gather", self.normal(count, width, std=0.5), ids)

    def silu(self, x):
        return self.add("Mul", x, self.add("Sigmoid", x))

    def layer_norm(self, x, width):
        return self.add("LayerNormalization", x, self.filled(1, width), self.filled(0, width), axis=-1, epsilon=1e-5)

    def group_norm(self, x, width):
        """As torch exports it: the operator of that name falls back to the CPU."""
        rows = self.add("Reshape", x, self.const([0, 32, -1], np.int64))
        rows = self.add("InstanceNormalization", rows, self.const(np.ones(32)), self.const(np.zeros(32)), epsilon=1e-5)
        y = self.add("Reshape", rows, self.add("Shape", x))
        return self.add("Add", self.add("Mul", y, self.filled(1, width, 1, 1)), self.filled(0, width, 1, 1))

    def attention(self, q, k, v, heads, bias=None):
        inputs = [q, k, v] + ([] if bias is None else ["", "", bias])
        return self.add("MultiHeadAttention", *inputs, domain="com.microsoft", num_heads=heads)

    def save(self, inputs, outputs):
        """`inputs`: (name, type, shape) each; `outputs`: (tensor, shape) by the names they are to have."""
        self.nodes += [helper.make_node("Identity", [tensor], [name], name=f"give {name}") for name, (tensor, _) in outputs.items()]
        given = [helper.make_tensor_value_info(name, kind, shape) for name, kind, shape in inputs]
        gives = [helper.make_tensor_value_info(name, self.float, shape) for name, (_, shape) in outputs.items()]
        if not self.folder:
            return
        self.file.close()
        graph = helper.make_graph(self.nodes, self.name, given, gives, self.weights)
        opsets = [helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)]
        onnx.save(helper.make_model(graph, opset_imports=opsets, ir_version=8), self.folder / "model.onnx")

    def _int8(self, shape, std):
        # Bytes drawn evenly deviate by 73.9.
        return self.add("DequantizeLinear", self._codes(shape), self.const(np.full(shape[0], std / 73.9)), axis=0)

    def _codes(self, shape):
        self.parameters += math.prod(shape)
        return self._keep(shape, TensorProto.INT8, lambda: self._bytes(math.prod(shape)).view(np.int8).reshape(shape))

    def _matmul_bits(self, x, inputs, outputs, std):
        bits, blocks = (8, inputs // BLOCK) if self.precision == "q8" else (4, inputs // BLOCK)
        self.parameters += inputs * outputs
        packed = BLOCK * bits // 8
        codes = self._keep((outputs, blocks, packed), TensorProto.UINT8, lambda: self._bytes(outputs * blocks * packed))
        scales = self.const(np.full(outputs * blocks, std / (73.9 if bits == 8 else 4.6)))
        return self.add("MatMulNBits", x, codes, scales, domain="com.microsoft", K=inputs, N=outputs, bits=bits, block_size=BLOCK)

    def _bytes(self, count):
        return np.frombuffer(self.random.bytes(count), np.uint8)

    def _keep(self, shape, kind, make):
        name = f"weight_{len(self.weights)}"
        size = math.prod(shape) * helper.tensor_dtype_to_np_dtype(kind).itemsize
        self.largest = max(self.largest, size)
        tensor = TensorProto(name=name, dims=shape, data_type=kind)
        self.weights.append(tensor)
        if not self.folder:
            return name
        data = np.ascontiguousarray(make()).tobytes()
        if size <= INLINE_BYTES or kind == TensorProto.INT64:
            tensor.raw_data = data
            return name
        padding = -self.at % ALIGNMENT
        self.file.write(bytes(padding) + data)
        self.at += padding
        tensor.data_location = TensorProto.EXTERNAL
        for key, value in (("location", "model.onnx_data"), ("offset", self.at), ("length", size)):
            tensor.external_data.add(key=key, value=str(value))
        self.at += size
        return name
