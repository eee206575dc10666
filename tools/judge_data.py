"""Drawn pictures for the judge (judge.py), made fresh with draw.py for ever, and what is to be read from each of them.

Nothing here knows the generative model: softness comes from blurring, resampling, JPEG and warping what was drawn.
Besides good pictures it draws bad ones, so that the judge may answer "neither": too few or too many things, and
chimeras, of which one half shows another object, colour or background than the other half.
"""

import copy
import io

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image, ImageFilter

from draw import draw, masks
from layout import SIZE, layout, shade
from world import BACKGROUNDS, COLOURS, OBJECTS, PLACES, PLAIN, SIZES, STYLES, clashes, random_background, random_object

# Class 0 of an object, a colour or a background is "unclear". Slots run from left to right or from top to bottom.
LAYOUTS = ["other", "one", "row", "column", "three"]
SPANS = ["small", "middle", "big"]
SLOTS = 3
HEADS = {
    "layout": LAYOUTS,
    **{f"object{k + 1}": ["unclear", *OBJECTS] for k in range(SLOTS)},
    **{f"colour{k + 1}": ["unclear", *COLOURS] for k in range(SLOTS)},
    "background": ["unclear", *BACKGROUNDS], "span": SPANS, "place": PLACES, "style": STYLES,
}
IGNORE = -1
STRAY = {"none": [], "four": [(36, 36), (92, 36), (36, 92), (92, 92)], "diagonal": [(36, 36), (92, 92)], "diagonal2": [(92, 36), (36, 92)],
         "line": [(24, 64), (64, 64), (104, 64)]}


def colour_on(rng, background):
    while True:
        colour = PLAIN[rng.integers(len(PLAIN))]
        if not clashes(colour, background):
            return colour


def span(radius):
    return "small" if radius < 24 else "middle" if radius < 46 else "big"


def propose(rng, hard):
    """-> scene (world.py), name of its layout. All combinations, also the held-out ones; styles with several objects too.
    hard: more of what takes longest to learn, small things and the styles."""
    name = LAYOUTS[rng.choice(5, p=[0.04, 0.66, 0.14, 0.1, 0.06] if hard else [0.06, 0.5, 0.2, 0.14, 0.1])]
    background = "white" if rng.random() < 0.35 else random_background(rng)
    count = {"one": 1, "row": 2, "column": 2, "three": 3, "other": 1}[name]
    objects = [{**random_object(rng), "colour": colour_on(rng, background)} for _ in range(count)]
    if name in ("row", "three") and rng.random() < 0.5:
        objects = [objects[0]] * count
    if name == "one":
        objects[0]["size"] = SIZES[int(rng.random() > (0.7 if hard else 0.5))] if rng.random() < 0.5 else None
        objects[0]["place"] = PLACES[rng.integers(5)] if rng.random() < 0.5 else None
    style = STYLES[1 + rng.integers(2)] if rng.random() < (0.5 if hard else 0.35 if name == "one" else 0.1) else "flat"
    relation = {"row": "and", "column": "above"}.get(name)
    return {"objects": [dict(o) for o in objects], "relation": relation, "background": background, "style": style}, name


def labels(scene, name, placed):
    """-> {head: class}; IGNORE where the picture does not tell"""
    found = dict.fromkeys(HEADS, IGNORE)
    found |= {"layout": LAYOUTS.index(name), "background": HEADS["background"].index(scene["background"]), "style": STYLES.index(scene["style"])}
    if name == "other":
        return found
    for k, o in enumerate(scene["objects"]):
        found[f"object{k + 1}"], found[f"colour{k + 1}"] = HEADS["object1"].index(o["name"]), HEADS["colour1"].index(o["colour"])
    # Lines of a white outline drawing do not show on its white inside.
    if any(o["colour"] == "white" for o in scene["objects"]) and scene["style"] != "pixel":
        found["style"] = IGNORE
    if name == "one":
        found["span"] = SPANS.index(span(placed["objects"][0]["radius"]))
        found["place"] = PLACES.index(scene["objects"][0]["place"] or "centre")
    return found


def scatter(rng, placed):
    """Turns a layout of one object into one that no caption asks for."""
    spots = list(STRAY.values())[rng.integers(len(STRAY))]
    model = placed["objects"][0]
    placed["objects"] = [{**model, "name": OBJECTS[rng.integers(len(OBJECTS))], "cx": x + rng.uniform(-4, 4), "cy": y + rng.uniform(-4, 4),
                          "radius": rng.uniform(17, 24)} for x, y in spots]


def chimera(rng, scene, placed, found):
    """-> picture, half of which differs in one object's name, one object's colour or the background; marks that as unclear."""
    other, k = copy.deepcopy(placed), int(rng.integers(len(placed["objects"])))
    o, kind = other["objects"][k], ("object", "colour", "background")[rng.integers(3)]
    if kind == "object":
        o["name"] = OBJECTS[rng.integers(len(OBJECTS))]
    elif kind == "colour":
        o["colour"] = shade(rng, COLOURS[colour_on(rng, scene["background"])])
    else:
        name = random_background(rng)
        if any(clashes(thing["colour"], name) for thing in scene["objects"]):
            return draw(placed)
        other = {**other, "background": layout(rng, {**scene, "background": name})["background"]}
    turn = rng.uniform(0, 2 * np.pi)
    ys, xs = np.mgrid[:SIZE, :SIZE] + 0.5
    half = (xs - o["cx"]) * np.cos(turn) + (ys - o["cy"]) * np.sin(turn) > rng.uniform(-0.15, 0.15) * o["radius"]
    a, b = draw(placed), draw(other)
    area = masks(placed)[k] > 127
    changed = np.abs(a.astype(int) - b).max(-1) > 60
    # Both halves must differ plainly, or the chimera is just the object, or just the other one.
    where = np.ones_like(area) if kind == "background" else area | (masks(other)[k] > 127)
    if all((changed & where & side).sum() > (0.5 if kind == "colour" else 0.25) * (where & side).sum() for side in (half, ~half)):
        found["background" if kind == "background" else f"{kind}{k + 1}"] = 0
        return np.where(half[..., None], a, b)
    return a


def example(rng, hard=False):
    """-> picture uint8 [128,128,3], {head: class}"""
    scene, name = propose(rng, hard)
    placed = layout(rng, scene)
    found = labels(scene, name, placed)
    if name == "other":
        scatter(rng, placed)
    elif scene["style"] == "flat" and rng.random() < 0.08:
        return chimera(rng, scene, placed, found), found
    return draw(placed), found


def batch(rng, size, hard=False):
    """-> float [B,3,128,128] in -1..1, {head: int64 [B]}"""
    made = [example(rng, hard) for _ in range(size)]
    x = torch.from_numpy(np.stack([soften(rng, picture) for picture, _ in made])).permute(0, 3, 1, 2).float() / 127.5 - 1
    # Wobbly lines and blotchy paint are no reason to misread a thing.
    x = torch.cat([warp(rng, part, rng.uniform(0, 2), int(rng.integers(6, 14))) if rng.random() < 0.4 else part for part in x.chunk(4)])
    blotches = torch.from_numpy(rng.normal(0, 0.06, (size, 3, 20, 20)) * rng.exponential(1, (size, 1, 1, 1)) * (rng.random((size, 1, 1, 1)) < 0.4)).float()
    x = x + F.interpolate(blotches, (SIZE, SIZE), mode="bilinear")
    gain, offset = (torch.from_numpy(rng.normal(mean, 0.02, (size, 3, 1, 1))).float() for mean in (1, 0))
    x = x * gain + offset
    for k in np.flatnonzero(rng.random(size) < 0.4):
        x[k] += torch.randn(3, SIZE, SIZE, generator=torch.Generator().manual_seed(int(rng.integers(2 ** 31)))) * rng.exponential(0.03)
    return x.clamp(-1, 1), {head: torch.tensor([found[head] for _, found in made]) for head in HEADS}


def soften(rng, picture):
    """Blur, resampling and JPEG, each of some pictures. uint8 [128,128,3] -> the same"""
    image = Image.fromarray(picture)
    if rng.random() < 0.5:
        image = image.filter(ImageFilter.GaussianBlur(rng.uniform(0.3, 1.3)))
    if rng.random() < 0.25:
        side = int(rng.integers(60, 120))
        image = image.resize((side, side), Image.Resampling.BILINEAR).resize((SIZE, SIZE), Image.Resampling.BILINEAR)
    if rng.random() < 0.15:
        file = io.BytesIO()
        image.save(file, "JPEG", quality=int(rng.integers(40, 90)))
        image = Image.open(file)
    return np.asarray(image)


def warp(rng, x, pixels, knots):
    """Moves every point by a smooth random field of the given standard deviation, `knots` across."""
    field = torch.from_numpy(rng.normal(0, 2 * pixels / SIZE, (len(x), 2, knots, knots))).float()
    field = F.interpolate(field, (SIZE, SIZE), mode="bicubic").permute(0, 2, 3, 1)
    grid = F.affine_grid(torch.eye(2, 3).expand(len(x), 2, 3), list(x.shape), align_corners=False)
    return F.grid_sample(x, grid + field, padding_mode="border", align_corners=False)
