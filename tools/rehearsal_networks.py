"""Stable Diffusion's text models, UNets and VAE decoder in the operators of the browser's runtime, at full width and depth."""
import math

import numpy as np
from onnx import TensorProto

TOKENS, WORDS = 77, 49408


def text_model(g, width, layers, heads, *, quick, gives, projection=None):
    """`gives`: last_hidden_state, or hidden_states.N and text_embeds."""
    x = g.embedding("input_ids", WORDS, width)
    x = g.add("Add", x, g.normal(TOKENS, width, std=0.1))
    mask = g.const(np.triu(np.full((1, 1, TOKENS, TOKENS), -1e4), 1))
    states = [x]
    for _ in range(layers):
        y = g.layer_norm(x, width)
        q, k, v = (g.linear(y, width, width) for _ in range(3))
        x = g.add("Add", x, g.linear(g.attention(q, k, v, heads, mask), width, width))
        y = g.linear(g.layer_norm(x, width), width, 4 * width)
        y = g.add("QuickGelu", y, domain="com.microsoft", alpha=1.702) if quick else g.add("Gelu", y, domain="com.microsoft")
        x = g.add("Add", x, g.linear(y, 4 * width, width))
        states.append(x)
    known = {f"hidden_states.{i}": state for i, state in enumerate(states)}
    known["last_hidden_state"] = g.layer_norm(x, width)
    if projection:
        # The end of the text has the highest id.
        end = g.add("ArgMax", g.add("Cast", "input_ids", to=TensorProto.INT32), axis=1, keepdims=1)
        known["text_embeds"] = g.linear(g.add("GatherND", known["last_hidden_state"], end, batch_dims=1), width, projection, bias=False)
    g.save([("input_ids", TensorProto.INT64, ["batch_size", TOKENS])], {name: (known[name], ["batch_size", projection] if name == "text_embeds" else ["batch_size", TOKENS, width]) for name in gives})


def sinusoids(g, t, width):
    angles = g.add("Mul", t, g.const(np.exp(-math.log(10000) * np.arange(width // 2) / (width // 2))[None]))
    return g.add("Concat", g.add("Cos", angles), g.add("Sin", angles), axis=-1)


def resnet(g, x, inputs, outputs, emb):
    """`emb`: of the step, and its width."""
    y = g.conv(g.silu(g.group_norm(x, inputs)), inputs, outputs)
    if emb:
        shift = g.linear(g.silu(emb[0]), emb[1], outputs)
        y = g.add("Add", y, g.add("Unsqueeze", shift, g.const([2, 3], np.int64)))
    y = g.conv(g.silu(g.group_norm(y, outputs)), outputs, outputs)
    return g.add("Add", g.conv(x, inputs, outputs, 1) if inputs != outputs else x, y)


def transformer(g, x, width, depth, heads, text_width, conv_projections):
    y = g.group_norm(x, width)
    if conv_projections:
        y = g.conv(y, width, width, 1)
    rows = g.add("Transpose", y, perm=[0, 2, 3, 1])
    y = g.add("Reshape", rows, g.const([0, -1, width], np.int64))
    if not conv_projections:
        y = g.linear(y, width, width)
    for _ in range(depth):
        for source, source_width in ((None, width), ("encoder_hidden_states", text_width)):
            z = g.layer_norm(y, width)
            q = g.linear(z, width, width, bias=False)
            k, v = (g.linear(source or z, source_width, width, bias=False) for _ in range(2))
            y = g.add("Add", y, g.linear(g.attention(q, k, v, heads), width, width))
        z, gate = g.add("Split", g.linear(g.layer_norm(y, width), width, 8 * width), axis=-1, outputs=2)
        z = g.add("Mul", z, g.add("Gelu", gate, domain="com.microsoft"))
        y = g.add("Add", y, g.linear(z, 4 * width, width))
    if not conv_projections:
        y = g.linear(y, width, width)
    y = g.add("Transpose", g.add("Reshape", y, g.add("Shape", rows)), perm=[0, 3, 1, 2])
    return g.add("Add", x, g.conv(y, width, width, 1) if conv_projections else y)


def doubled(g, x):
    return g.add("Resize", x, "", g.const([1, 1, 2, 2], np.float32), mode="nearest", coordinate_transformation_mode="asymmetric", nearest_mode="floor")


def unet(g, widths, depths, heads, text_width, *, conv_projections, added=False):
    """`depths`: transformer blocks after each resnet of a level, 0 for none; the middle has the last level's, or one."""
    attend = lambda x, level: transformer(g, x, widths[level], depths[level], heads[level], text_width, conv_projections) if depths[level] else x
    first, wide = widths[0], 4 * widths[0]
    emb = sinusoids(g, g.add("Unsqueeze", "timestep", g.const([1], np.int64)), first)
    emb = g.linear(g.silu(g.linear(emb, first, wide)), wide, wide)
    if added:
        ids = g.add("Reshape", sinusoids(g, g.add("Unsqueeze", "time_ids", g.const([2], np.int64)), 256), g.const([0, 1536], np.int64))
        more = g.linear(g.add("Concat", "text_embeds", ids, axis=-1), 2816, wide)
        emb = g.add("Add", emb, g.linear(g.silu(more), wide, wide))
    emb = (emb, wide)
    x, width, skips, last = g.conv("sample", 4, first), first, [], len(widths) - 1
    skips.append((x, width))
    for level, outputs in enumerate(widths):
        for _ in range(2):
            x, width = attend(resnet(g, x, width, outputs, emb), level), outputs
            skips.append((x, width))
        if level < last:
            x = g.conv(x, width, width, stride=2)
            skips.append((x, width))
    x = resnet(g, x, width, width, emb)
    x = transformer(g, x, width, depths[last] or 1, heads[last], text_width, conv_projections)
    x = resnet(g, x, width, width, emb)
    for level in range(last, -1, -1):
        for _ in range(3):
            skip, more = skips.pop()
            x = attend(resnet(g, g.add("Concat", x, skip, axis=1), width + more, widths[level], emb), level)
            width = widths[level]
        if level > 0:
            x = g.conv(doubled(g, x), width, width)
    out = g.conv(g.silu(g.group_norm(x, first)), first, 4)
    inputs = [("sample", g.float, ["batch_size", 4, "height", "width"]), ("timestep", g.float, ["steps"]), ("encoder_hidden_states", g.float, ["batch_size", "sequence_length", text_width])]
    inputs += [("text_embeds", g.float, ["batch_size", 1280]), ("time_ids", g.float, ["batch_size", 6])] if added else []
    g.save(inputs, {"out_sample": (out, ["batch_size", 4, "height", "width"])})


def vae_decoder(g, widths=(128, 256, 512, 512)):
    widest = widths[-1]
    x = g.conv(g.conv("latent_sample", 4, 4, 1), 4, widest)
    x = resnet(g, x, widest, widest, None)
    rows = g.add("Transpose", g.group_norm(x, widest), perm=[0, 2, 3, 1])
    y = g.add("Reshape", rows, g.const([0, -1, widest], np.int64))
    q, k, v = (g.linear(y, widest, widest) for _ in range(3))
    scores = g.add("Mul", g.add("MatMul", q, g.add("Transpose", k, perm=[0, 2, 1])), g.const(widest ** -0.5))
    y = g.linear(g.add("MatMul", g.add("Softmax", scores, axis=-1), v), widest, widest)
    x = g.add("Add", x, g.add("Transpose", g.add("Reshape", y, g.add("Shape", rows)), perm=[0, 3, 1, 2]))
    x, width = resnet(g, x, widest, widest, None), widest
    for level, wide in enumerate(reversed(widths)):
        for _ in range(3):
            x, width = resnet(g, x, width, wide, None), wide
        if level < len(widths) - 1:
            x = g.conv(doubled(g, x), width, width)
    out = g.conv(g.silu(g.group_norm(x, width)), width, 3)
    g.save([("latent_sample", g.float, ["batch_size", 4, "latent_height", "latent_width"])], {"sample": (out, ["batch_size", 3, "picture_height", "picture_width"])})
