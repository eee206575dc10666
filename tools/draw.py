"""Paints a layout (layout.py) with the shapes (shapes.py): 128x128 RGB, drawn at twice the size and averaged down.

Everything is a polygon or a thick polyline after one similarity transform, so the same geometry can be drawn anywhere;
src/core/pictograms draws it in TypeScript, and a test holds the two painters together.
"""

from math import cos, pi, sin

import numpy as np
from PIL import Image, ImageDraw

from layout import SIZE
from shapes import SHAPES

SS = 2  # supersampling
OUTLINE = 4.0  # pixels
BLOCK = 4      # pixels to a side of one square of the pixel style
FIXED = {"ink": (40, 40, 46), "white": (255, 255, 255), "cream": (246, 230, 200), "wood": (120, 76, 40), "leaf": (60, 150, 60),
         "gold": (250, 206, 60), "flame": (250, 140, 30)}
SUNSET = [(112, 62, 132), (206, 84, 120), (246, 132, 92), (252, 190, 96)]


def mix(a, b, t):
    return tuple(round(x + (y - x) * t) for x, y in zip(a, b))


def paints(colour):
    """The paints of one object. Dark things get lighter details, or their details would not show."""
    luminance = (0.3 * colour[0] + 0.59 * colour[1] + 0.11 * colour[2]) / 255
    dark = mix(colour, (0, 0, 0), 0.32) if luminance > 0.2 else mix(colour, (255, 255, 255), 0.32)
    light = mix(colour, (255, 255, 255), 0.58) if luminance < 0.9 else (206, 216, 228)
    return {**FIXED, "main": tuple(colour), "dark": dark, "light": light}


def rectangle(canvas, x0, y0, x1, y1, colour):
    canvas.rectangle([x0 * SS, y0 * SS, x1 * SS - 1, y1 * SS - 1], fill=tuple(colour))


def paint_background(canvas, ground):
    name, horizon = ground["name"], ground["horizon"]
    rectangle(canvas, 0, 0, SIZE, SIZE, ground["colour"])
    if name == "night":
        for x, y, r in ground["stars"]:
            canvas.ellipse([(x - r) * SS, (y - r) * SS, (x + r) * SS, (y + r) * SS], fill=(250, 240, 190))
    elif name == "sea":
        rectangle(canvas, 0, horizon, SIZE, SIZE, (36, 110, 190))
        rectangle(canvas, 0, horizon + 18, SIZE, horizon + 22, (90, 160, 220))
    elif name == "grass":
        rectangle(canvas, 0, horizon, SIZE, SIZE, (104, 186, 84))
    elif name == "sunset":
        for k, colour in enumerate(SUNSET):
            rectangle(canvas, 0, 32 * k, SIZE, 32 * (k + 1), colour)


def paint_object(canvas, placed, outline, palette):
    """palette: role -> paint; drawing a mask is painting with one paint."""
    cx, cy, radius, angle = placed["cx"], placed["cy"], placed["radius"], placed["angle"]
    c, s = radius * cos(angle) * SS, radius * sin(angle) * SS

    def place(points):
        return [(cx * SS + x * c - y * s, cy * SS + x * s + y * c) for x, y in points]

    def line(points, fill, width):
        half = width / 2
        canvas.line(points, fill=fill, width=max(1, round(width)), joint="curve")
        for x, y in (points[0], points[-1]):
            canvas.ellipse([x - half, y - half, x + half, y + half], fill=fill)

    for primitive in SHAPES[placed["name"]]:
        kind, role = primitive[0], primitive[1]
        if kind == "stroke":
            line(place(primitive[2]), palette[role], primitive[3] * radius * SS)
            continue
        if kind == "ellipse":
            ex, ey, rx, ry = primitive[2:]
            points = place([(ex + rx * cos(2 * pi * k / 40), ey + ry * sin(2 * pi * k / 40)) for k in range(40)])
        else:
            points = place(primitive[2])
        if outline and role in ("main", "dark", "light"):
            canvas.polygon(points, fill=palette["white"])
            line(points + points[:2], palette["main"], OUTLINE * SS)
        else:
            canvas.polygon(points, fill=palette[role])


def blocky(samples):
    """Every block takes the paint that covers most of it (the darkest in a tie), so that its squares stay as crisp as its colours.
    samples: uint8 [128*SS,128*SS,3] -> uint8 [128,128,3]"""
    blocks, n = SIZE // BLOCK, BLOCK * SS
    packed = samples.astype(np.int32) @ (1 << 16, 1 << 8, 1)
    ordered = np.sort(packed.reshape(blocks, n, blocks, n).swapaxes(1, 2).reshape(blocks * blocks, n * n), axis=1)
    at = np.arange(n * n)
    begins = np.maximum.accumulate(np.where(np.diff(ordered, axis=1, prepend=-1) != 0, at, 0), axis=1)
    paint = np.take_along_axis(ordered, (at - begins).argmax(1)[:, None], axis=1).reshape(blocks, blocks)
    squares = np.stack([paint >> 16, paint >> 8 & 255, paint & 255], axis=-1).astype(np.uint8)
    return squares.repeat(BLOCK, axis=0).repeat(BLOCK, axis=1)


def draw(placed):
    """-> picture uint8 [128,128,3]"""
    image = Image.new("RGB", (SIZE * SS, SIZE * SS))
    canvas = ImageDraw.Draw(image)
    paint_background(canvas, placed["background"])
    for o in placed["objects"]:
        paint_object(canvas, o, placed["style"] == "outline", paints(o["colour"]))
    return blocky(np.asarray(image)) if placed["style"] == "pixel" else np.asarray(image.reduce(SS))


def masks(placed):
    """-> uint8 [objects,128,128], 255 where the object covers the pixel; what lies behind another object counts too."""
    everything = dict.fromkeys([*FIXED, "main", "dark", "light"], 255)
    result = []
    for o in placed["objects"]:
        image = Image.new("L", (SIZE * SS, SIZE * SS))
        paint_object(ImageDraw.Draw(image), o, placed["style"] == "outline", everything)
        result.append(np.asarray(image.reduce(SS)))
    return np.stack(result)
