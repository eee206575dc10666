"""Draws docs/pictograms-world.png: everything the Pictograms world can show, with what is said about it in both languages.

python tools/contact_sheet.py --font NotoSansCJK-Regular.ttc --bold NotoSansCJK-Bold.ttc        # any fonts that hold Chinese
"""

import argparse

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from captions import caption
from draw import draw
from layout import SIZE, layout
from world import COLOURS, PLACES, RELATIONS, SCENES, SIZES, STYLES, held_out, random_scene

COLUMNS, GAP, MARGIN, CORNER = 11, 16, 44, 10
PAGE, INK, SOFT, RULE = (250, 249, 246), (32, 33, 38), (104, 106, 116), (224, 222, 216)

LIKELY = {"circle": "red", "square": "blue", "triangle": "green", "star": "yellow", "heart": "pink", "moon": "orange", "sun": "yellow", "cloud": "gray",
          "tree": "green", "flower": "purple", "house": "brown", "fish": "orange", "cat": "black", "boat": "red", "car": "blue", "mushroom": "red",
          "apple": "green", "bird": "blue", "balloon": "pink", "cup": "orange", "umbrella": "purple", "rocket": "gray"}
ON_PLAIN = [("white", "red"), ("blue", "orange"), ("purple", "yellow"), ("white", "green"), ("yellow", "blue"), ("pink", "purple"), ("red", "pink"),
            ("yellow", "brown"), ("orange", "black"), ("black", "gray"), ("brown", "white")]
IN_SCENE = [("yellow", "night"), ("red", "sea"), ("pink", "grass"), ("black", "sunset"), ("white", "night"), ("orange", "sea"), ("purple", "grass"),
            ("white", "sunset"), ("green", "night"), ("brown", "sea"), ("blue", "grass")]


class FirstWording:
    """Stands in for a random generator where the plainest caption is wanted: the first wording, nothing unusual."""

    def random(self):
        return 0.5

    def integers(self, _):
        return 0


def thing(name, colour, size=None, place=None):
    return {"name": name, "colour": colour, "size": size, "place": place}


def scene(*objects, background="white", relation=None, style="flat", said=None):
    said = background != "white" if said is None else said
    return {"objects": list(objects), "relation": relation, "background": background, "style": style, "said": {"colour": True, "background": said}}


def sections():
    """-> [(English title, Chinese title, [scene, ...], caption generator), ...]; every COLUMNS scenes begin a new row."""
    plain = FirstWording()
    names = list(LIKELY)
    things = []
    for start in (0, COLUMNS):
        group = names[start:start + COLUMNS]
        turn = start // 2
        things += [scene(thing(name, LIKELY[name])) for name in group]
        for pairs in (ON_PLAIN, IN_SCENE):
            things += [scene(thing(name, colour), background=ground, said=True) for name, (colour, ground) in zip(group, pairs[turn:] + pairs[:turn])]
    yield "22 things", "22 种东西", things, plain

    yield "11 colours", "11 种颜色", [scene(thing("heart", c), background="gray" if c == "white" else "white") for c in COLOURS], plain
    grounds = [scene(thing("car", "white" if c in ("red", "black", "purple", "blue", "brown", "gray") else "blue"), background=c, said=True) for c in COLOURS]
    yield "15 backgrounds, 2 sizes, 5 places", "15 种背景、2 种大小、5 个位置", grounds + [
        *(scene(thing("bird", "white"), background=s) for s in SCENES), *(scene(thing("apple", "red", size=s)) for s in SIZES),
        *(scene(thing("sun", "orange", place=p)) for p in PLACES)], plain
    pair = thing("fish", "blue"), thing("cup", "red")
    new = next(scene(thing(n, c), background=b) for n in ("rocket", "umbrella", "cat") for c in COLOURS for b in ("yellow", "pink", "green") if c != b and held_out(n, c, b))
    yield "4 relations, counts, 3 styles; the last: one of the combinations that are never trained", "4 种关系、数量、3 种风格；最后一个：从不训练的组合之一", [
        *(scene(*pair, relation=r) for r in RELATIONS), *(scene(*[thing("star", "yellow")] * n, background="blue") for n in (1, 2, 3)),
        *(scene(thing("house", "green"), style=s) for s in STYLES), new], plain
    rng = np.random.default_rng(29)
    yield "As trained: scenes and wordings by lot", "训练样例：随机的场景与说法", [random_scene(rng) for _ in range(2 * COLUMNS)], rng


def wrapped(text, font, between=""):
    """The text in lines no wider than a tile. `between` is what separates words: nothing in Chinese."""
    lines = [""]
    for word in text.split(between) if between else text:
        longer = lines[-1] + between + word if lines[-1] else word
        if font.getlength(longer) <= SIZE + 6:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def tile(picture):
    """With round corners and a hairline, so that a white picture has an edge; twice the size and back, or the corners would be jagged."""
    mask = Image.new("L", (SIZE * 4, SIZE * 4))
    ImageDraw.Draw(mask).rounded_rectangle([0, 0, SIZE * 4 - 1, SIZE * 4 - 1], CORNER * 4, fill=255)
    line = Image.new("L", mask.size)
    ImageDraw.Draw(line).rounded_rectangle([0, 0, SIZE * 4 - 1, SIZE * 4 - 1], CORNER * 4, outline=255, width=4)
    framed = Image.composite(Image.new("RGB", (SIZE, SIZE), RULE), Image.fromarray(picture), line.reduce(4).point(lambda v: v * 3 // 4))
    return framed, mask.reduce(4)


def simplified(path, size):
    """A font collection holds a face per region: the one for simplified Chinese, if the file has it."""
    for index in range(16):
        try:
            font = ImageFont.truetype(path, size, index=index)
        except OSError:
            break
        if "SC" in font.getname()[0].split():
            return font
    return ImageFont.truetype(path, size)


def main():
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("--font", required=True)
    args.add_argument("--bold", required=True)
    args.add_argument("--out", default="docs/pictograms-world.png")
    args = args.parse_args()
    title, heading, english, chinese = simplified(args.bold, 38), simplified(args.bold, 20), simplified(args.font, 14), simplified(args.font, 14)
    rng = np.random.default_rng(3)
    page = Image.new("RGB", (2 * MARGIN + COLUMNS * SIZE + (COLUMNS - 1) * GAP, 6000), PAGE)
    canvas = ImageDraw.Draw(page)
    canvas.text((MARGIN, 34), "The Pictograms world", font=title, fill=INK)
    canvas.text((MARGIN + title.getlength("The Pictograms world") + 20, 34), "图形世界", font=title, fill=SOFT)
    y = 106
    for name_en, name_zh, scenes, wording in sections():
        canvas.line([MARGIN, y, page.width - MARGIN, y], fill=RULE, width=2)
        canvas.text((MARGIN, y + 12), name_en, font=heading, fill=INK)
        canvas.text((MARGIN + heading.getlength(name_en) + 14, y + 12), name_zh, font=heading, fill=SOFT)
        y += 58
        for row in range(0, len(scenes), COLUMNS):
            bottom = y
            for column, shown in enumerate(scenes[row:row + COLUMNS]):
                x = MARGIN + column * (SIZE + GAP)
                picture, corners = tile(draw(layout(rng, shown)))
                page.paste(picture, (x, y), corners)
                below = y + SIZE + 5
                for language, font, between, colour in (("en", english, " ", INK), ("zh", chinese, "", SOFT)):
                    for line in wrapped(caption(wording, shown, language), font, between):
                        canvas.text((x, below), line, font=font, fill=colour)
                        below += 19
                bottom = max(bottom, below)
            y = bottom + 18
        y += 8
    # 256 colours are enough for flat pictures, and take less than half the bytes.
    page.crop((0, 0, page.width, y)).quantize(256, Image.Quantize.MEDIANCUT, kmeans=3, dither=Image.Dither.NONE).save(args.out, optimize=True)
    print(args.out, page.width, "x", y)


if __name__ == "__main__":
    main()
