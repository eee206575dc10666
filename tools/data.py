"""The training set: pictures, captions and attributes, drawn once by all cores and kept in the work folder.

pictures.npy  uint8 [N,128,128,3]      boxes.npy  uint8 [N,2,4], the objects' x0 y0 x1 y1 (a single object twice)
captions.json [[English, Chinese], ...] attributes.npy int64 [N,10]
"""

import json
from multiprocessing import Pool

import numpy as np

from captions import caption
from draw import SIZE, draw
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


def draw_chunk(seed):
    rng = np.random.default_rng([7, seed])
    pictures = np.empty((CHUNK, SIZE, SIZE, 3), np.uint8)
    boxes, captions, labels = [], [], []
    for i in range(CHUNK):
        scene = random_scene(rng)
        pictures[i], found = draw(rng, scene)
        boxes.append([np.clip(found[0], 0, 128), np.clip(found[-1], 0, 128)])
        captions.append([caption(rng, scene, "en"), caption(rng, scene, "zh")])
        labels.append(attributes(scene))
    return pictures, np.array(boxes, np.uint8), captions, np.array(labels)


def build(folder, count, workers):
    pictures = np.lib.format.open_memmap(folder / "pictures.npy", "w+", np.uint8, (count, SIZE, SIZE, 3))
    boxes, captions, labels = [], [], []
    with Pool(workers) as pool:
        for k, (p, b, c, a) in enumerate(pool.imap(draw_chunk, range(count // CHUNK))):
            pictures[k * CHUNK:(k + 1) * CHUNK] = p
            boxes.append(b)
            captions += c
            labels.append(a)
    pictures.flush()
    np.save(folder / "boxes.npy", np.concatenate(boxes))
    np.save(folder / "attributes.npy", np.concatenate(labels))
    (folder / "captions.json").write_text(json.dumps(captions, ensure_ascii=False), encoding="utf-8")
