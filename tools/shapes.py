"""The 22 things Pictograms can draw, as flat vector geometry.

A shape is a list of primitives in its own unit square: x to the right, y down, both in [-1, 1].
  ("poly",    role, [(x, y), ...])          filled polygon
  ("ellipse", role, cx, cy, rx, ry)         filled ellipse, axes parallel to the unit square
  ("stroke",  role, [(x, y), ...], width)   round polyline
`role` names a paint that draw.py derives from the object's colour: main, dark, light; or a fixed one: ink, white,
cream, wood, leaf, gold, flame. Shapes take no random numbers: variety comes from the placement in draw.py.
Details are large on purpose: a latent pixel covers 8 picture pixels, so anything thinner would be lost.
"""

from math import cos, pi, sin


def arc(cx, cy, rx, ry, start, end, n=24):
    """Points of an elliptic arc; angles in turns, 0 = right, 0.25 = down."""
    return [(cx + rx * cos(2 * pi * (start + (end - start) * i / n)), cy + ry * sin(2 * pi * (start + (end - start) * i / n)))
            for i in range(n + 1)]


def star_points(n, outer, inner, cx=0.0, cy=0.0):
    return [(cx + r * sin(pi * k / n), cy - r * cos(pi * k / n)) for k in range(2 * n) for r in [inner if k % 2 else outer]]


def circle():
    return [("ellipse", "main", 0, 0, 0.92, 0.92)]


def square():
    return [("poly", "main", [(-0.82, -0.82), (0.82, -0.82), (0.82, 0.82), (-0.82, 0.82)])]


def triangle():
    return [("poly", "main", [(0, -0.95), (0.98, 0.78), (-0.98, 0.78)])]


def star():
    return [("poly", "main", star_points(5, 1.0, 0.42, 0, 0.06))]


def heart():
    points = [(sin(t) ** 3, -(13 * cos(t) - 5 * cos(2 * t) - 2 * cos(3 * t) - cos(4 * t)) / 16) for t in (2 * pi * i / 40 for i in range(40))]
    return [("poly", "main", points)]


def moon():
    return [("poly", "main", arc(-0.05, 0, 0.95, 0.95, 0.14, 0.86, 36) + arc(0.32, 0, 0.72, 0.74, 0.80, 0.20, 30))]


def sun():
    rays = [("poly", "main", [(0.66 * cos(a - 0.2), 0.66 * sin(a - 0.2)), (1.0 * cos(a), 1.0 * sin(a)), (0.66 * cos(a + 0.2), 0.66 * sin(a + 0.2))])
            for a in (2 * pi * k / 8 for k in range(8))]
    return rays + [("ellipse", "main", 0, 0, 0.55, 0.55)]


def cloud():
    return [("ellipse", "main", -0.55, 0.18, 0.44, 0.38), ("ellipse", "main", 0.55, 0.18, 0.44, 0.38), ("ellipse", "main", -0.15, -0.18, 0.46, 0.46),
            ("ellipse", "main", 0.28, -0.08, 0.40, 0.40), ("poly", "main", [(-0.55, 0.1), (0.55, 0.1), (0.55, 0.56), (-0.55, 0.56)])]


def tree():
    return [("poly", "wood", [(-0.15, 0.2), (0.15, 0.2), (0.2, 1.0), (-0.2, 1.0)]), ("ellipse", "main", -0.36, -0.08, 0.46, 0.44),
            ("ellipse", "main", 0.36, -0.08, 0.46, 0.44), ("ellipse", "main", 0, -0.46, 0.54, 0.52)]


def flower():
    petals = [("ellipse", "main", 0.42 * cos(a), -0.3 + 0.42 * sin(a), 0.28, 0.28) for a in (2 * pi * (k + 0.25) / 6 for k in range(6))]
    return [("stroke", "leaf", [(0, -0.2), (0, 0.95)], 0.15), ("ellipse", "leaf", 0.27, 0.66, 0.27, 0.14)] + petals + [("ellipse", "gold", 0, -0.3, 0.25, 0.25)]


def house():
    return [("poly", "main", [(-0.7, -0.1), (0.7, -0.1), (0.7, 0.9), (-0.7, 0.9)]), ("poly", "dark", [(-0.95, -0.08), (0, -0.95), (0.95, -0.08)]),
            ("poly", "cream", [(-0.48, 0.3), (-0.08, 0.3), (-0.08, 0.9), (-0.48, 0.9)]), ("poly", "light", [(0.14, 0.14), (0.5, 0.14), (0.5, 0.5), (0.14, 0.5)])]


def fish():
    return [("poly", "dark", [(0.4, 0), (0.98, -0.5), (0.84, 0), (0.98, 0.5)]), ("poly", "dark", [(-0.25, -0.35), (0.05, -0.75), (0.3, -0.3)]),
            ("ellipse", "main", -0.18, 0, 0.78, 0.5), ("ellipse", "white", -0.56, -0.1, 0.17, 0.17), ("ellipse", "ink", -0.59, -0.1, 0.09, 0.09),
            ("poly", "dark", [(-0.1, 0.05), (0.28, -0.1), (0.28, 0.24)])]


def cat():
    return [("stroke", "main", [(0.4, 0.75), (0.78, 0.6), (0.84, 0.15)], 0.2), ("ellipse", "main", 0, 0.5, 0.52, 0.5),
            ("poly", "main", [(-0.58, -0.3), (-0.54, -0.98), (-0.08, -0.62)]), ("poly", "main", [(0.58, -0.3), (0.54, -0.98), (0.08, -0.62)]),
            ("ellipse", "main", 0, -0.3, 0.6, 0.48), ("ellipse", "white", -0.24, -0.36, 0.15, 0.15), ("ellipse", "white", 0.24, -0.36, 0.15, 0.15),
            ("ellipse", "ink", -0.24, -0.36, 0.085, 0.1), ("ellipse", "ink", 0.24, -0.36, 0.085, 0.1), ("ellipse", "light", 0, -0.08, 0.14, 0.1)]


def boat():
    return [("stroke", "ink", [(-0.04, -0.9), (-0.04, 0.4)], 0.1), ("poly", "light", [(0.08, -0.85), (0.72, 0.25), (0.08, 0.25)]),
            ("poly", "light", [(-0.16, -0.6), (-0.16, 0.25), (-0.6, 0.25)]), ("poly", "main", [(-0.98, 0.36), (0.98, 0.36), (0.62, 0.88), (-0.62, 0.88)])]


def car():
    return [("poly", "main", [(-0.5, -0.08), (-0.32, -0.55), (0.38, -0.55), (0.64, -0.08)]),
            ("poly", "light", [(-0.32, -0.1), (-0.2, -0.4), (0.28, -0.4), (0.42, -0.1)]),
            ("poly", "main", [(-0.98, -0.1), (0.9, -0.1), (0.98, 0.1), (0.98, 0.42), (-0.98, 0.42)]), ("ellipse", "ink", -0.52, 0.42, 0.25, 0.25),
            ("ellipse", "ink", 0.52, 0.42, 0.25, 0.25), ("ellipse", "cream", -0.52, 0.42, 0.1, 0.1), ("ellipse", "cream", 0.52, 0.42, 0.1, 0.1)]


def mushroom():
    return [("poly", "cream", [(-0.24, 0), (0.24, 0), (0.32, 0.92), (-0.32, 0.92)]), ("poly", "main", arc(0, 0.12, 0.95, 0.98, 0.5, 1.0)),
            ("ellipse", "white", -0.42, -0.2, 0.17, 0.17), ("ellipse", "white", 0.12, -0.5, 0.17, 0.17), ("ellipse", "white", 0.5, -0.12, 0.15, 0.15)]


def apple():
    return [("ellipse", "main", -0.3, 0.18, 0.58, 0.7), ("ellipse", "main", 0.3, 0.18, 0.58, 0.7), ("stroke", "wood", [(0, -0.42), (0.08, -0.9)], 0.14),
            ("ellipse", "leaf", 0.38, -0.72, 0.28, 0.15)]


def bird():
    return [("poly", "dark", [(0.4, 0.05), (0.98, -0.22), (0.9, 0.3)]), ("ellipse", "main", 0.02, 0.16, 0.62, 0.46), ("ellipse", "main", -0.46, -0.32, 0.38, 0.36),
            ("poly", "flame", [(-0.8, -0.44), (-1.0, -0.2), (-0.74, -0.16)]), ("ellipse", "white", -0.54, -0.38, 0.13, 0.13), ("ellipse", "ink", -0.56, -0.38, 0.07, 0.07),
            ("poly", "dark", [(-0.25, 0.02), (0.45, 0.0), (0.1, 0.42)]), ("stroke", "flame", [(-0.1, 0.55), (-0.1, 0.92)], 0.1),
            ("stroke", "flame", [(0.18, 0.55), (0.18, 0.92)], 0.1)]


def balloon():
    return [("stroke", "ink", [(0, 0.45), (0.08, 0.7), (-0.06, 1.0)], 0.07), ("poly", "main", [(0, 0.34), (0.16, 0.56), (-0.16, 0.56)]),
            ("ellipse", "main", 0, -0.28, 0.62, 0.7), ("ellipse", "light", -0.24, -0.52, 0.14, 0.2)]


def cup():
    return [("stroke", "main", arc(0.5, 0.08, 0.36, 0.34, -0.25, 0.25, 12), 0.17), ("poly", "main", [(-0.72, -0.5), (0.56, -0.5), (0.44, 0.8), (-0.6, 0.8)]),
            ("ellipse", "dark", -0.08, -0.5, 0.64, 0.18)]


def umbrella():
    return [("stroke", "ink", [(0, -0.9), (0, 0.7), (0.1, 0.86), (0.26, 0.84), (0.32, 0.66)], 0.11), ("poly", "main", arc(0, 0.02, 0.96, 0.84, 0.5, 1.0)),
            ("poly", "dark", arc(0, 0.02, 0.34, 0.84, 0.5, 1.0))]


def rocket():
    return [("poly", "flame", [(-0.22, 0.6), (0.22, 0.6), (0, 1.0)]), ("poly", "dark", [(-0.3, 0.1), (-0.72, 0.66), (-0.28, 0.6)]),
            ("poly", "dark", [(0.3, 0.1), (0.72, 0.66), (0.28, 0.6)]),
            ("poly", "main", [(0, -1.0), (0.24, -0.66), (0.36, -0.2), (0.36, 0.25), (0.26, 0.64), (-0.26, 0.64), (-0.36, 0.25), (-0.36, -0.2), (-0.24, -0.66)]),
            ("ellipse", "light", 0, -0.2, 0.2, 0.2)]


SHAPES = {f.__name__: f() for f in (circle, square, triangle, star, heart, moon, sun, cloud, tree, flower, house, fish, cat, boat, car,
                                    mushroom, apple, bird, balloon, cup, umbrella, rocket)}
