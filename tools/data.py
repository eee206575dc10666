"""The training set: pictures, captions and attributes, drawn once by all cores and kept in the work folder.

pictures.npy  uint8 [N,128,128,3]       boxes.npy  uint8 [N,2,4], the objects' x0 y0 x1 y1 (a single object twice)
captions.json [[English, Chinese], ...] attributes.npy int64 [N,10]
nouns.npy     uint8 [N,2,2,2], language, noun, first and last+1 character (0 0: none)
masks.npy     uint8 [N,2,16,16], how much of each latent pixel the noun's objects cover, 255 = all of it
"""

import json
from multiprocessing import Pool

import numpy as np

from captions import caption_with_nouns
from draw import draw, masks
from layout import SIZE, boxes, layout
from world import BACKGROUNDS, COLOURS, OBJECTS, PLACES, RELATIONS, SIZES, STYLES, random_scene

CHUNK = 1000
# What the text encoder learns to tell; class 0 is "not stated" wherever something can be left unsaid.
ATTRIBUTES = {"object1": 1 + len(OBJECTS), "colour1": 1 + len(COLOURS), "object2": 1 + len(OBJECTS), "colour2": 1 + len(COLOURS),
              "background": 1 + len(BACKGROUNDS), "size": 1 + len(SIZES), "place": 1 + len(PLACES), "relation": 1 + len(RELATIONS), "count": 4,
              "style": len(STYLES)}


def attributes(scene):
    """-> one class index per attribute, as the caption states it."""
    def index(options, value):
        return 1 + list(options).index(value)

    first, second = scene["objects"][0], scene["objects"][1] if scene["relation"] else None
    said = scene["said"]
    return [index(OBJECTS, first["name"]), index(COLOURS, first["colour"]) if said["colour"] else 0,
            index(OBJECTS, second["name"]) if second else 0, index(COLOURS, second["colour"]) if second else 0,
            index(BACKGROUNDS, scene["background"]) if said["background"] else 0, index(SIZES, first["size"]) if first["size"] else 0,
            index(PLACES, first["place"]) if first["place"] else 0, index(RELATIONS, scene["relation"]) if scene["relation"] else 0,
            1 if scene["relation"] else len(scene["objects"]), STYLES.index(scene["style"])]


def coverage(placed, count):
    """The masks of the two nouns at the size of the latent: uint8 [2,16,16]. The objects of a count share one noun."""
    found = masks(placed)
    nouns = [found.max(0), np.zeros_like(found[0])] if count > 1 or len(found) == 1 else [found[0], found[1]]
    return np.stack([m.reshape(16, SIZE // 16, 16, SIZE // 16).mean((1, 3)).round().astype(np.uint8) for m in nouns])


def draw_chunk(seed):
    rng = np.random.default_rng([8, seed])
    out = {"pictures": np.empty((CHUNK, SIZE, SIZE, 3), np.uint8), "boxes": np.empty((CHUNK, 2, 4), np.uint8), "nouns": np.zeros((CHUNK, 2, 2, 2), np.uint8),
           "masks": np.empty((CHUNK, 2, 16, 16), np.uint8), "attributes": np.empty((CHUNK, len(ATTRIBUTES)), np.int64)}
    captions = []
    for i in range(CHUNK):
        scene = random_scene(rng)
        placed = layout(rng, scene)
        out["pictures"][i] = draw(placed)
        out["boxes"][i] = np.clip(np.array(boxes(placed))[[0, -1]], 0, SIZE)
        out["attributes"][i] = attributes(scene)
        out["masks"][i] = coverage(placed, out["attributes"][i][8])
        said = [caption_with_nouns(rng, scene, language) for language in ("en", "zh")]
        for k, (_, nouns) in enumerate(said):
            out["nouns"][i, k, :len(nouns)] = nouns
        captions.append([text for text, _ in said])
    return out, captions


def build(folder, count, workers):
    shapes = {"pictures": (SIZE, SIZE, 3), "boxes": (2, 4), "nouns": (2, 2, 2), "masks": (2, 16, 16), "attributes": (len(ATTRIBUTES),)}
    arrays = {name: np.lib.format.open_memmap(folder / f"{name}.npy", "w+", np.int64 if name == "attributes" else np.uint8, (count, *shape))
              for name, shape in shapes.items()}
    captions = []
    with Pool(workers) as pool:
        for k, (out, said) in enumerate(pool.imap(draw_chunk, range(count // CHUNK))):
            for name, array in arrays.items():
                array[k * CHUNK:(k + 1) * CHUNK] = out[name]
            captions += said
    for array in arrays.values():
        array.flush()
    (folder / "captions.json").write_text(json.dumps(captions, ensure_ascii=False), encoding="utf-8")
