"""Paints a scene (world.py) with the shapes (shapes.py): 128x128 RGB, drawn at twice the size and averaged down.

Everything is a polygon or a thick polyline after one similarity transform, so the same geometry can be drawn anywhere
(canvas, SVG). All randomness (position, size, tilt, shade) comes from the generator passed in.
"""

from math import cos, pi, sin

import numpy as np
from PIL import Image, ImageDraw

from shapes import SHAPES
from world import COLOURS

SIZE = 128  # picture side in pixels
SS = 2      # supersampling
RADIUS = {None: (33, 42), "small": (15, 19), "big": (50, 56)}  # half the side of the unit square, in pixels
FIXED = {"ink": (40, 40, 46), "white": (255, 255, 255), "cream": (246, 230, 200), "wood": (120, 76, 40), "leaf": (60, 150, 60),
         "gold": (250, 206, 60), "flame": (250, 140, 30)}


def mix(a, b, t):
    return tuple(round(x + (y - x) * t) for x, y in zip(a, b))


def paints(colour):
    """The paints of one object. Dark things get lighter details, or their details would not show."""
    luminance = (0.3 * colour[0] + 0.59 * colour[1] + 0.11 * colour[2]) / 255
    dark = mix(colour, (0, 0, 0), 0.32) if luminance > 0.2 else mix(colour, (255, 255, 255), 0.32)
    light = mix(colour, (255, 255, 255), 0.58) if luminance < 0.9 else (206, 216, 228)
    return {**FIXED, "main": colour, "dark": dark, "light": light}


def shade(rng, colour):
    """The same colour name covers slightly different colours."""
    return tuple(int(np.clip(c + d, 0, 255)) for c, d in zip(colour, rng.integers(-8, 9, 3) + rng.integers(-8, 9)))


def rectangle(canvas, x0, y0, x1, y1, colour):
    canvas.rectangle([x0 * SS, y0 * SS, x1 * SS - 1, y1 * SS - 1], fill=colour)


def paint_background(rng, canvas, name):
    horizon = int(rng.integers(68, 80))
    if name == "night":
        rectangle(canvas, 0, 0, SIZE, SIZE, (18, 22, 62))
        for x, y, r in zip(rng.uniform(4, 124, 9), rng.uniform(4, 124, 9), rng.uniform(1.2, 2.4, 9)):
            canvas.ellipse([(x - r) * SS, (y - r) * SS, (x + r) * SS, (y + r) * SS], fill=(250, 240, 190))
    elif name == "sea":
        rectangle(canvas, 0, 0, SIZE, horizon, (186, 226, 250))
        rectangle(canvas, 0, horizon, SIZE, SIZE, (36, 110, 190))
        rectangle(canvas, 0, horizon + 18, SIZE, horizon + 22, (90, 160, 220))
    elif name == "grass":
        rectangle(canvas, 0, 0, SIZE, horizon, (200, 232, 250))
        rectangle(canvas, 0, horizon, SIZE, SIZE, (104, 186, 84))
    elif name == "sunset":
        for k, colour in enumerate([(112, 62, 132), (206, 84, 120), (246, 132, 92), (252, 190, 96)]):
            rectangle(canvas, 0, 32 * k, SIZE, 32 * (k + 1), colour)
    else:
        # White stays white: it is the default ground, and the eye sees every tint of it.
        colour = (255, 255, 255) if name == "white" else shade(rng, COLOURS[name])
        rectangle(canvas, 0, 0, SIZE, SIZE, colour)


def placements(rng, scene):
    """Centre and radius of every object, in pixels: [(cx, cy, radius), ...]."""
    def jitter(amount):
        return float(rng.uniform(-amount, amount))

    objects = scene["objects"]
    if len(objects) == 1:
        low, high = RADIUS[objects[0]["size"]]
        place = objects[0]["place"]
        if place not in (None, "centre"):
            low, high = min(low, 28), min(high, 34)
        radius = float(rng.uniform(low, high))
        reach = 64 - radius - 3
        dx, dy = {"left": (-1, 0), "right": (1, 0), "top": (0, -1), "bottom": (0, 1)}.get(place, (0, 0))
        wander = 3 if place == "centre" else min(6.0, reach)
        return [(64 + dx * (reach - 2) + jitter(wander if dx == 0 else 2), 64 + dy * (reach - 2) + jitter(wander if dy == 0 else 2), radius)]
    if len(objects) == 3:
        spots = [(64, 36), (33, 92), (95, 92)]
        return [(x + jitter(3), y + jitter(3), float(rng.uniform(22, 26))) for x, y in spots]
    relation = scene["relation"]
    spots = {"above": [(64, 34), (64, 95)], "below": [(64, 95), (64, 34)]}.get(relation, [(33, 64), (95, 64)])
    return [(x + jitter(3), y + jitter(3), float(rng.uniform(25, 29))) for x, y in spots]


def paint_object(rng, canvas, name, colour, cx, cy, radius, outline):
    angle = float(rng.normal(0, 0.06))
    c, s = radius * cos(angle) * SS, radius * sin(angle) * SS
    palette = paints(colour)

    def place(points):
        return [(cx * SS + x * c - y * s, cy * SS + x * s + y * c) for x, y in points]

    def line(points, fill, width):
        half = width / 2
        canvas.line(points, fill=fill, width=max(1, round(width)), joint="curve")
        for x, y in (points[0], points[-1]):
            canvas.ellipse([x - half, y - half, x + half, y + half], fill=fill)

    for primitive in SHAPES[name]:
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
            canvas.polygon(points, fill=(255, 255, 255))
            line(points + points[:2], colour, 3.2 * SS)
        else:
            canvas.polygon(points, fill=palette[role])


def draw(rng, scene):
    """-> (picture uint8 [128,128,3], boxes [(x0, y0, x1, y1), ...] of the objects in pixels)."""
    image = Image.new("RGB", (SIZE * SS, SIZE * SS))
    canvas = ImageDraw.Draw(image)
    paint_background(rng, canvas, scene["background"])
    boxes = []
    # Objects of a count share one shade: "three yellow stars" are alike.
    shades = {o["colour"]: shade(rng, COLOURS[o["colour"]]) for o in scene["objects"]}
    for o, (cx, cy, radius) in zip(scene["objects"], placements(rng, scene)):
        paint_object(rng, canvas, o["name"], shades[o["colour"]], cx, cy, radius, scene["style"] == "outline")
        boxes.append((cx - radius, cy - radius, cx + radius, cy + radius))
    image = image.reduce(SS)
    if scene["style"] == "pixel":
        image = image.reduce(4).resize((SIZE, SIZE), Image.Resampling.NEAREST)
    return np.asarray(image), boxes
