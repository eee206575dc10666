"""Writes tests/golden/pictograms: what the TypeScript twin of the drawing world (src/core/pictograms) is held to.

python tools/world_goldens.py        # after any change of shapes.py, world.py, layout.py, draw.py or captions.py

world.json        the SHA-256 of those five files; every shape's points; all held-out combinations; 200 cases:
                  seed, unseen, scene, layout, captions and their nouns
pictures.png      the 200 pictures, 20 to a row          masks.png  the objects of the cases in "masked", 20 to a row
Both worlds draw from the same small generator, so that scene, layout and captions of a seed must be equal, draw by draw.
"""

import hashlib
import json
from math import cos, log, pi, sqrt
from pathlib import Path

import numpy as np
from PIL import Image

from captions import caption_with_nouns
from draw import draw, masks
from layout import layout
from shapes import SHAPES
from world import BACKGROUNDS, COLOURS, OBJECTS, held_out, random_scene

HERE = Path(__file__).parent
OUT = HERE.parent / "tests/golden/pictograms"
CASES, ROW = 200, 20


class TwinRandom:
    """src/core/pictograms/random.ts (mulberry32) with the face of a numpy Generator, as far as the drawing world needs it."""

    def __init__(self, seed):
        self.state = seed & 0xFFFFFFFF

    def random(self):
        self.state = (self.state + 0x6D2B79F5) & 0xFFFFFFFF
        t = (self.state ^ self.state >> 15) * (self.state | 1) & 0xFFFFFFFF
        t ^= (t + (t ^ t >> 7) * (t | 61)) & 0xFFFFFFFF
        return (t ^ t >> 14) / 2 ** 32

    def integers(self, low, high=None, size=None):
        if high is None:
            low, high = 0, low
        draws = [low + int((high - low) * self.random()) for _ in range(size or 1)]
        return np.array(draws) if size else draws[0]

    def uniform(self, low, high, shape=None):
        if shape is None:
            return low + (high - low) * self.random()
        low, high = np.broadcast_to(low, shape), np.broadcast_to(high, shape)
        return low + (high - low) * np.array([self.random() for _ in range(low.size)]).reshape(shape)

    def normal(self, mean, deviation):
        radius = sqrt(-2 * log(1 - self.random()))
        return mean + deviation * radius * cos(2 * pi * self.random())

    def choice(self, options, p):
        u = self.random()
        return next(option for option, end in zip(options, np.cumsum(p)) if u < end)


def case(seed):
    """A case of every fifth seed is one that is never trained."""
    rng = TwinRandom(seed)
    unseen = seed % 5 == 4
    scene = random_scene(rng, unseen)
    placed = layout(rng, scene)
    said = {language: caption_with_nouns(rng, scene, language) for language in ("en", "zh")}
    return {"seed": seed, "unseen": unseen, "scene": scene, "layout": placed,
            "captions": {language: {"text": text, "nouns": nouns} for language, (text, nouns) in said.items()}}


def features(scene):
    """What a scene is an example of. The 200 cases are the first that bring something new, then the first of the rest."""
    count = len(scene["objects"])
    yield scene["relation"] or count
    yield from ((o["name"], scene["style"]) for o in scene["objects"])
    yield from ((o["name"], o["size"]) for o in scene["objects"])
    yield from (o["colour"] for o in scene["objects"])
    yield from ((scene["background"], said) for said in [scene["said"]["background"]])
    yield scene["objects"][0]["place"]
    yield scene["said"]["colour"]


def choose():
    seen, new, rest = set(), [], []
    for seed in range(4000):
        found = case(seed)
        fresh = set(features(found["scene"])) - seen
        seen |= fresh
        (new if fresh else rest).append(found)
    return sorted((new + rest)[:CASES], key=lambda c: c["seed"])


def sheet(tiles):
    """uint8 tiles [n,128,128(,3)] -> one picture, ROW tiles to a row."""
    rows = -(-len(tiles) // ROW)
    whole = np.zeros((rows * 128, ROW * 128, *tiles[0].shape[2:]), np.uint8)
    for i, tile in enumerate(tiles):
        y, x = i // ROW * 128, i % ROW * 128
        whole[y:y + 128, x:x + 128] = tile
    return Image.fromarray(whole)


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    cases = choose()
    sheet([draw(c["layout"]) for c in cases]).save(OUT / "pictures.png", optimize=True)
    # One case per object and style: every shape's mask, thin and thick.
    masked = list({(c["scene"]["objects"][0]["name"], c["scene"]["style"] == "outline"): i for i, c in enumerate(cases)}.values())
    sheet([mask for i in masked for mask in masks(cases[i]["layout"])]).save(OUT / "masks.png", optimize=True)
    golden = {
        "sources": {name: hashlib.sha256((HERE / name).read_bytes()).hexdigest() for name in ("shapes.py", "world.py", "layout.py", "draw.py", "captions.py")},
        "shapes": SHAPES,
        "heldOut": [f"{o}/{c}/{b}" for o in OBJECTS for c in COLOURS for b in BACKGROUNDS if held_out(o, c, b)],
        "masked": masked,
    }
    lines = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in golden.items()]
    lines.append('"cases": [\n' + ",\n".join(json.dumps(c, ensure_ascii=False, separators=(",", ":")) for c in cases) + "\n]")
    (OUT / "world.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    print(len(cases), "cases,", len(masked), "with masks,", sum(path.stat().st_size for path in OUT.iterdir()) // 1000, "KB")


if __name__ == "__main__":
    main()
