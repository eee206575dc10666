"""What can be said: the vocabulary of the Pictograms world, and how a scene is chosen from a random generator.

A scene is plain data (draw.py paints it, captions.py describes it):
  {"objects": [{"name", "colour", "size", "place"}, ...], "relation": str | None, "background": str, "style": str,
   "said": {"colour", "background"}}
`size`, `place` are None when the caption does not state them.
"""

from hashlib import sha256

from shapes import SHAPES

OBJECTS = list(SHAPES)
COLOURS = {
    "red": (222, 44, 40), "orange": (246, 138, 22), "yellow": (250, 212, 38), "green": (48, 164, 68), "blue": (38, 96, 214), "purple": (138, 60, 176),
    "pink": (250, 140, 186), "brown": (132, 82, 42), "black": (24, 24, 28), "gray": (140, 144, 150), "white": (252, 252, 252),
}
PLAIN = list(COLOURS)
SCENES = ["night", "sea", "grass", "sunset"]
BACKGROUNDS = PLAIN + SCENES
SIZES = ["small", "big"]
PLACES = ["left", "right", "top", "bottom", "centre"]
RELATIONS = ["and", "next to", "above", "below"]
STYLES = ["flat", "outline", "pixel"]

# Colours that would vanish in a scene.
CLASH = {"night": {"black"}, "sea": {"blue"}, "grass": {"green"}, "sunset": {"orange"}}


def clashes(colour, background):
    return colour == background or colour in CLASH.get(background, ())


def held_out(name, colour, background):
    """One combination in ten is never trained, so that composition can be tested. By hash: stable for ever."""
    return sha256(f"{name}/{colour}/{background}".encode()).digest()[0] < 26


def random_background(rng):
    return SCENES[rng.integers(len(SCENES))] if rng.random() < 0.3 else PLAIN[rng.integers(len(PLAIN))]


KINDS = {"one": 0.5, "two": 0.3, "count": 0.1, "style": 0.1}


def random_scene(rng, unseen=False):
    """rng: numpy Generator. A scene to train on; or, if `unseen`, one in which some object has a held-out combination."""
    while True:
        scene = propose(rng)
        if any(clashes(o["colour"], scene["background"]) for o in scene["objects"]):
            continue
        if unseen == any(held_out(o["name"], o["colour"], scene["background"]) for o in scene["objects"]):
            return scene


def propose(rng):
    kind = rng.choice(list(KINDS), p=list(KINDS.values()))
    background_said = rng.random() < 0.5
    background = random_background(rng) if background_said or rng.random() < 0.06 else "white"
    scene = {"relation": None, "background": background, "style": "flat", "said": {"colour": rng.random() < 0.94, "background": background_said}}
    first = random_object(rng)
    if kind == "two":
        scene["relation"] = RELATIONS[rng.integers(len(RELATIONS))]
        scene["objects"] = [first, random_object(rng)]
        scene["said"]["colour"] = True
    elif kind == "count":
        scene["objects"] = [first] * int(rng.integers(2, 4))
    else:
        scene["objects"] = [first]
        if rng.random() < 0.3:
            first["size"] = SIZES[rng.integers(2)]
        if rng.random() < 0.25:
            first["place"] = PLACES[rng.integers(5)]
        if kind == "style":
            scene["style"] = STYLES[1 + rng.integers(2)]
    return scene


def random_object(rng):
    return {"name": OBJECTS[rng.integers(len(OBJECTS))], "colour": PLAIN[rng.integers(len(PLAIN))], "size": None, "place": None}
