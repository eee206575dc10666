"""Weight-only quantization: large weights as int8 with one scale per output channel, or as int4 with one scale per block.

A quantized weight is a few nodes, Cast and Mul, that make it float32 again, and not a DequantizeLinear: the session works these nodes
out once, while it keeps DequantizeLinear for the run (it hopes to fuse it with a quantized operator) and would pay for it at every step.
So quantization here saves download, and the arithmetic is that of the other precisions.
"""

import numpy as np
from onnx import TensorProto, helper, numpy_helper

from onnx_weights import as_half, cast, weights

BLOCKS = (32, 16)                            # int4: how many weights share a scale, along the input of the layer; the first that fits
DAMPING = 0.01                               # of the second moments, which a layer fed with few directions leaves singular
SHRINK = np.linspace(1.0, 0.6, 21)           # int4: scales to try, as shares of the one that reaches the largest weight


def output_axis(model):
    """-> {weight name: axis of its output channels}; an embedding counts each row as one"""
    axes = {}
    for node in model.graph.node:
        for k, name in enumerate(node.input):
            if node.op_type == "MatMul" and k == 1:
                axes[name] = 1
            elif node.op_type == "Gemm" and k == 1:
                axes[name] = 0 if any(a.name == "transB" and a.i for a in node.attribute) else 1
            elif (node.op_type == "Conv" and k == 1) or (node.op_type == "Gather" and k == 0):
                axes[name] = 0
    return axes


def round_to(value, limit, axes, shrink=(1.0,)):
    """Symmetric rounding with a half-precision scale for each slice along `axes` (reduced) -> integers, scales."""
    largest = np.abs(value).max(axis=axes, keepdims=True)
    integers, scales, errors = np.zeros_like(value), np.ones_like(largest), np.full_like(largest, np.inf)
    for share in shrink:
        scale = (largest * share / limit).astype(np.float16).astype(value.dtype)
        scale = np.where(scale > 0, scale, 1)
        rounded = np.clip(np.rint(value / scale), -limit, limit)
        error = ((rounded * scale - value) ** 2).sum(axis=axes, keepdims=True)
        better = error < errors
        integers, scales, errors = np.where(better, rounded, integers), np.where(better, scale, scales), np.minimum(error, errors)
    return integers, scales


def as_int8(name, value, axis):
    others = tuple(k for k in range(value.ndim) if k != axis)
    integers, scale = round_to(value, 127, others)
    return stored(name, numpy_helper.from_array(integers.astype(np.int8), f"{name}.int8"), scale, name)


def block_size(value, axis):
    """None where no block divides the inputs of one output channel."""
    return next((b for b in BLOCKS if (value.size // value.shape[axis]) % b == 0), None)


def round_with_care(rows, moments, block):
    """int4 of rows [O,I], one column after another. The error of a column is passed on to those not yet rounded, in the way that changes the
    layer's output least for the inputs it gets (moments [I,I] = mean x x^T): GPTQ, arXiv 2210.17323. -> integers, scales, as round_to"""
    rows, count = rows.astype(np.float64).copy(), rows.shape[1]
    damped = moments + DAMPING * np.diag(moments).mean() * np.eye(count)
    spread = np.linalg.cholesky(np.linalg.inv(damped)).T   # row k: how an error in column k is made good by the columns after it
    integers, scales = np.empty_like(rows), []
    for start in range(0, count, block):
        inside, after = slice(start, start + block), slice(start + block, None)
        scales.append(round_to(rows[:, inside], 7, (1,), SHRINK)[1])
        errors = np.empty((len(rows), block))
        for k in range(start, start + block):
            integers[:, k] = np.clip(np.rint(rows[:, k] / scales[-1][:, 0]), -7, 7)
            errors[:, k - start] = (rows[:, k] - integers[:, k] * scales[-1][:, 0]) / spread[k, k]
            rows[:, k:start + block] -= np.outer(errors[:, k - start], spread[k, k:start + block])
        rows[:, after] -= errors @ spread[inside, after]
    return integers.reshape(len(rows), -1, block), np.stack(scales, 1)


def as_int4(name, value, axis, moments):
    """[I,O] or [O,...], stored as [O, inputs/block, block], so that a block is contiguous."""
    rows = value.T if axis == 1 else value.reshape(len(value), -1)
    integers, scale = round_with_care(rows, moments, block_size(value, axis))
    tensor = helper.make_tensor(f"{name}.int4", TensorProto.INT4, integers.shape, pack(integers), raw=True)
    tensors, nodes = stored(name, tensor, scale, f"{name}.blocks")
    outputs = [value.shape[axis], -1] if axis == 1 else list(value.shape)
    shape = numpy_helper.from_array(np.array(outputs, np.int64), f"{name}.shape")
    turned = f"{name}.rows" if axis == 1 else name
    nodes.append(helper.make_node("Reshape", [f"{name}.blocks", shape.name], [turned]))
    if axis == 1:
        nodes.append(helper.make_node("Transpose", [turned], [name], perm=[1, 0]))
    return [*tensors, shape], nodes


def pack(integers):
    """int4 values, two a byte, the first in the low half."""
    nibbles = integers.astype(np.int8).ravel().view(np.uint8) & 15
    return (nibbles[0::2] | (nibbles[1::2] << 4)).tobytes()


def stored(name, tensor, scale, result):
    """integers and scales, and the nodes that make float32 `result` of them"""
    scales = numpy_helper.from_array(scale.astype(np.float16), f"{name}.scale")
    return [tensor, scales], [cast(tensor.name, f"{name}.i", TensorProto.FLOAT), cast(scales.name, f"{name}.s", TensorProto.FLOAT),
                              helper.make_node("Mul", [f"{name}.i", f"{name}.s"], [result])]


def quantized(model, four_bits=lambda name, value: False, moments=None):
    """-> {weight: how it is stored}, for onnx_weights.replace. moments: of onnx_calibration.py, for int4"""
    axes, result = output_axis(model), {}
    for name, value in weights(model).items():
        if name not in axes:
            result[name] = as_half(name, value)      # a position table, a mask: small, and added rather than multiplied
        elif four_bits(name, value) and block_size(value, axes[name]):
            result[name] = as_int4(name, value, axes[name], moments[name])
        else:
            result[name] = as_int8(name, value, axes[name])
    return result
