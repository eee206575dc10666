"""Compares what the judge read from a picture with what the caption states. An attribute that is not stated is not judged."""

STRAIGHT, SWAPPED = (0, 1), (1, 0)
LINES = {"and": "row", "next to": "row", "above": "column", "below": "column"}


def expected_layout(scene):
    return LINES[scene["relation"]] if scene["relation"] else {1: "one", 2: "row", 3: "three"}[len(scene["objects"])]


def match(scene, read, order):
    """-> [name right, ...], [colour right, ...] of the objects, if the k-th object stands in slot order[k]"""
    pairs = list(zip(scene["objects"], order))
    names = [read[f"object{slot + 1}"] == o["name"] for o, slot in pairs]
    return names, [read[f"colour{slot + 1}"] == o["colour"] for o, slot in pairs if scene["said"]["colour"]]


def assign(scene, read):
    """-> names right, colours right, whether the things stand in the order that the caption states

    Things that only changed places are a wrong relation, not wrong things. "A below B": slots run from the top, so B is
    expected in the first one."""
    orders = {None: [tuple(range(len(scene["objects"])))], "below": [SWAPPED, STRAIGHT]}.get(scene["relation"], [STRAIGHT, SWAPPED])
    found = [match(scene, read, order) for order in orders]
    best = max(range(len(found)), key=lambda k: sum(map(sum, found[k])))
    return *found[best], best == 0


def span_right(o, read):
    # Beside the middle there is no room for a big object: layout.py draws it in the middle size there.
    if o["size"] == "big" and o["place"] not in (None, "centre"):
        return read["span"] != "small"
    return read["span"] == o["size"]


def verdict(scene, read):
    """scene (world.py), what was read {head: word} -> {attribute: right?} of everything that the caption states"""
    objects, said, relation = scene["objects"], scene["said"], scene["relation"]
    layout_right = read["layout"] == expected_layout(scene)
    names, colours, in_order = assign(scene, read)
    found = {"object": all(names)}
    if said["colour"]:
        found["colour"] = all(colours)
    if said["background"]:
        found["background"] = read["background"] == scene["background"]
    first = objects[0]
    if first["size"]:
        found["size"] = layout_right and span_right(first, read)
    if first["place"]:
        found["place"] = layout_right and read["place"] == first["place"]
    if relation:
        found["relation"] = layout_right and in_order
    else:
        found["count"] = layout_right
    if scene["style"] != "flat":
        # The lines of a white outline drawing do not show, so it may look flat.
        fine = {"outline", "flat"} if scene["style"] == "outline" and first["colour"] == "white" else {scene["style"]}
        found["style"] = read["style"] in fine
    return found


def complaints(scene, read, found):
    """-> one line per attribute that is wrong: what was read instead"""
    slots = len(scene["objects"])
    saw = {"object": " ".join(read[f"object{k + 1}"] for k in range(slots)), "colour": " ".join(read[f"colour{k + 1}"] for k in range(slots)),
           "background": read["background"], "size": read["span"], "place": read["place"], "relation": read["layout"], "count": read["layout"],
           "style": read["style"]}
    if found.get("relation") is False and read["layout"] == expected_layout(scene):
        saw["relation"] = "changed places"
    return [f"{name}: {saw[name]}" for name, fine in found.items() if not fine]


def kind(scene):
    if scene["relation"]:
        return "two"
    return "count" if len(scene["objects"]) > 1 else "one" if scene["style"] == "flat" else "style"
