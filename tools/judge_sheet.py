"""Sheets of generated pictures with their captions, and what the judge holds against them."""

import textwrap

import numpy as np
from PIL import Image, ImageDraw, ImageFont

CELL, LINE, CAPTION_LINES, GAP = 172, 13, 4, 6
RED = (200, 30, 30)


def font(size=11):
    for name in ("NotoSansCJK-Regular.ttc", "DejaVuSans.ttf"):
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    return ImageFont.load_default(size)


def wrap(text):
    return textwrap.wrap(text, 28 if text.isascii() else 14, break_long_words=True)[:CAPTION_LINES]


def sheet(entries, columns=8, notes=3):
    """entries: [(picture uint8 [128,128,3], caption, [what is wrong, ...]), ...] -> PIL image"""
    letters = font()
    height = entries[0][0].shape[0] + (CAPTION_LINES + notes) * LINE + GAP if entries else LINE
    image = Image.new("RGB", (columns * CELL, max(1, -(-len(entries) // columns)) * height), "white")
    canvas = ImageDraw.Draw(image)
    for k, (picture, caption, wrong) in enumerate(entries):
        x, y, side = (k % columns) * CELL + GAP, (k // columns) * height + GAP, picture.shape[0]
        image.paste(Image.fromarray(np.ascontiguousarray(picture)), (x, y))
        canvas.rectangle([x - 1, y - 1, x + side, y + side], outline=RED if wrong else (210, 210, 210), width=1)
        lines = [(line, "black") for line in wrap(caption)] + [(line, RED) for line in wrong[:notes]]
        for row, (line, colour) in enumerate(lines):
            canvas.text((x, y + side + 1 + row * LINE), line, fill=colour, font=letters)
    return image
