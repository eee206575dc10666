"""Places a scene (world.py) on the canvas: all randomness of a picture is resolved here, so that any painter draws the same.

A layout is plain data, in picture pixels (0..128, y down) and 8-bit RGB:
  {"background": {"name", "colour": [r, g, b], "horizon": y, "stars": [[x, y, radius], ...]}, "style": "flat" | "outline" | "pixel",
   "objects": [{"name", "colour": [r, g, b], "cx", "cy", "radius", "angle"}, ...]}
`radius` is half the side of the shape's unit square (shapes.py), `angle` turns it, in radians.
"""

import numpy as np

from world import COLOURS

SIZE = 128  # picture side in pixels
RADIUS = {None: (33, 42), "small": (15, 19), "big": (50, 56)}
GROUND = {"night": (18, 22, 62), "sea": (186, 226, 250), "grass": (200, 232, 250), "sunset": (112, 62, 132)}


def shade(rng, colour):
    """The same colour name covers slightly different colours."""
    return [int(np.clip(c + d, 0, 255)) for c, d in zip(colour, rng.integers(-8, 9, 3) + rng.integers(-8, 9))]


def background(rng, name):
    horizon = int(rng.integers(68, 80))
    stars = rng.uniform([4, 4, 1.2], [124, 124, 2.4], (9, 3)).round(2).tolist() if name == "night" else []
    # White stays white: it is the default ground, and the eye sees every tint of it.
    colour = list(GROUND[name]) if name in GROUND else [255, 255, 255] if name == "white" else shade(rng, COLOURS[name])
    return {"name": name, "colour": colour, "horizon": horizon, "stars": stars}


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


def layout(rng, scene):
    """rng: numpy Generator -> the layout of one picture of the scene."""
    ground = background(rng, scene["background"])
    # Objects of a count share one shade: "three yellow stars" are alike.
    shades = {o["colour"]: shade(rng, COLOURS[o["colour"]]) for o in scene["objects"]}
    objects = [{"name": o["name"], "colour": shades[o["colour"]], "cx": round(cx, 2), "cy": round(cy, 2), "radius": round(radius, 2),
                "angle": round(float(rng.normal(0, 0.06)), 4)} for o, (cx, cy, radius) in zip(scene["objects"], placements(rng, scene))]
    return {"background": ground, "style": scene["style"], "objects": objects}


def boxes(placed):
    """[(x0, y0, x1, y1), ...] of the objects in pixels."""
    return [(o["cx"] - o["radius"], o["cy"] - o["radius"], o["cx"] + o["radius"], o["cy"] + o["radius"]) for o in placed["objects"]]
