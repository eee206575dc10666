"""Describes a scene (world.py) in English or Chinese. Both grammars say the same things, in several wordings."""

import re

# While a caption is put together, its nouns stand between these, so that caption_with_nouns can tell where they are.
OPEN, CLOSE = "\x02", "\x03"

COUNT_EN = {2: "two", 3: "three"}
COUNT_ZH = {2: "两", 3: "三"}
PLURAL = {"fish": "fish"}
SIZE_EN = {"small": ["small", "little", "tiny"], "big": ["big", "large"]}
PLACE_EN = {"left": ["on the left", "on the left side"], "right": ["on the right", "on the right side"], "top": ["at the top"],
            "bottom": ["at the bottom"], "centre": ["in the middle", "in the center", "in the centre"]}
SCENE_EN = {"night": ["at night", "in the night sky", "in a night sky"], "sea": ["at sea", "on the sea", "by the sea"],
            "grass": ["on the grass", "on grass"], "sunset": ["at sunset", "in the sunset"]}
RELATION_EN = {"and": ["and"], "next to": ["next to", "beside", "left of", "to the left of"], "above": ["above", "over", "on top of"], "below": ["below", "under"]}
NAME_EN = {"square": ["square"], "cloud": ["cloud"], "car": ["car"], "boat": ["boat", "sailboat"], "cup": ["cup", "mug"], "moon": ["moon", "crescent moon"]}
COLOUR_EN = {"gray": ["gray", "grey"], "purple": ["purple", "violet"]}
EXTRA_EN = ["cute", "nice", "beautiful", "simple", "lovely"]

# Chinese noun with its measure word.
NAME_ZH = {"circle": ("个", ["圆形", "圆", "圆圈"]), "square": ("个", ["正方形", "方块"]), "triangle": ("个", ["三角形"]), "star": ("颗", ["星星", "五角星"]),
           "heart": ("颗", ["心", "爱心"]), "moon": ("个", ["月亮"]), "sun": ("个", ["太阳"]), "cloud": ("朵", ["云", "云朵"]), "tree": ("棵", ["树"]),
           "flower": ("朵", ["花"]), "house": ("座", ["房子"]), "fish": ("条", ["鱼"]), "cat": ("只", ["猫"]), "boat": ("艘", ["船", "帆船"]),
           "car": ("辆", ["汽车", "车"]), "mushroom": ("个", ["蘑菇"]), "apple": ("个", ["苹果"]), "bird": ("只", ["鸟"]), "balloon": ("个", ["气球"]),
           "cup": ("个", ["杯子"]), "umbrella": ("把", ["伞", "雨伞"]), "rocket": ("枚", ["火箭"])}
COLOUR_ZH = {"red": "红", "orange": "橙", "yellow": "黄", "green": "绿", "blue": "蓝", "purple": "紫", "pink": "粉", "brown": "棕", "black": "黑",
             "gray": "灰", "white": "白"}
SIZE_ZH = {"small": "小", "big": "大"}
PLACE_ZH = {"left": "左边", "right": "右边", "top": "上方", "bottom": "下方", "centre": "中间"}
SCENE_ZH = {"night": ["夜空中", "夜晚"], "sea": ["海上", "大海上"], "grass": ["草地上"], "sunset": ["日落时", "夕阳下"]}
RELATION_ZH = {"above": "上面", "below": "下面"}


def caption(rng, scene, language):
    return caption_with_nouns(rng, scene, language)[0]


def caption_with_nouns(rng, scene, language):
    """-> text, [(start, end), ...]: the characters of each noun, in the order of scene["objects"]"""
    text, nouns = "", []
    for piece in re.split(f"({OPEN}.*?{CLOSE})", english(rng, scene) if language == "en" else chinese(rng, scene)):
        word = piece.strip(OPEN + CLOSE)
        if word != piece:
            nouns.append((len(text), len(text) + len(word)))
        text += word
    return text, nouns


def pick(rng, options):
    return options[rng.integers(len(options))]


def noun_en(rng, scene, o, count=1):
    words = [pick(rng, EXTRA_EN)] if rng.random() < 0.03 else []
    if o["size"]:
        words.append(pick(rng, SIZE_EN[o["size"]]))
    if scene["said"]["colour"]:
        words.append(pick(rng, COLOUR_EN.get(o["colour"], [o["colour"]])))
    name = pick(rng, NAME_EN.get(o["name"], [o["name"]]))
    if count > 1:
        return " ".join([COUNT_EN[count], *words, OPEN + PLURAL.get(name, name + "s") + CLOSE])
    words.append(OPEN + name + CLOSE)
    start = rng.random()
    article = "the" if start < 0.05 else "" if start < 0.2 else "an" if words[0].lstrip(OPEN)[0] in "aeiou" else "a"
    return " ".join([article, *words]).strip()


def english(rng, scene):
    objects = scene["objects"]
    if scene["relation"]:
        # Pictures of "and" and "next to" are laid out left to right in the order of the words.
        text = f"{noun_en(rng, scene, objects[0])} {pick(rng, RELATION_EN[scene['relation']])} {noun_en(rng, scene, objects[1])}"
    else:
        text = noun_en(rng, scene, objects[0], len(objects))
    if scene["style"] == "outline":
        text = pick(rng, ["outline of {}", "an outline of {}", "{}, outline", "a line drawing of {}"]).format(text)
    elif scene["style"] == "pixel":
        form = pick(rng, ["pixel art of {}", "{}, pixel art", "a pixel art {}"])
        text = form.format(re.sub("^(an?|the) ", "", text) if form.startswith("a ") else text)
    elif rng.random() < 0.08:
        text = pick(rng, ["a picture of {}", "a drawing of {}", "an icon of {}", "a photo of {}"]).format(text)
    if objects[0]["place"]:
        text += " " + pick(rng, PLACE_EN[objects[0]["place"]])
    if scene["said"]["background"]:
        ground = scene["background"]
        colour = pick(rng, COLOUR_EN.get(ground, [ground]))
        article = "an" if colour[0] in "aeiou" else "a"
        text += " " + pick(rng, SCENE_EN.get(ground, [f"on {article} {colour} background", f"on {article} {colour} background", f"with {article} {colour} background"]))
    return text


def noun_zh(rng, scene, o, count=1):
    measure, names = NAME_ZH[o["name"]]
    name = OPEN + pick(rng, names) + CLOSE
    colour = ""
    if scene["said"]["colour"]:
        colour = COLOUR_ZH[o["colour"]] + pick(rng, ["色的", "色的", "色", "色的"])
    size = SIZE_ZH[o["size"]] if o["size"] else ""
    described = pick(rng, [colour + size + name, size + colour + name]) if size else colour + name
    if count > 1:
        return COUNT_ZH[count] + measure + described
    return ("" if rng.random() < 0.15 else "一" + measure) + described


def chinese(rng, scene):
    objects = scene["objects"]
    relation = scene["relation"]
    first = noun_zh(rng, scene, objects[0], 1 if relation else len(objects))
    if relation in RELATION_ZH:
        second = noun_zh(rng, scene, objects[1])
        text = pick(rng, [f"{first}在{second}{RELATION_ZH[relation]}", f"{first}在{second}的{RELATION_ZH[relation]}"])
    elif relation:
        second = noun_zh(rng, scene, objects[1])
        text = f"{first}{pick(rng, ['和', '与'])}{second}" if relation == "and" else f"{first}在{second}{pick(rng, ['旁边', '左边'])}"
    else:
        text = first
    if scene["style"] == "outline":
        text = pick(rng, ["{}的轮廓", "{},线条画"]).format(text)
    elif scene["style"] == "pixel":
        text = pick(rng, ["{},像素画", "像素风格的{}"]).format(text)
    if objects[0]["place"]:
        where = PLACE_ZH[objects[0]["place"]]
        text = pick(rng, [f"{text}在{where}", f"{where}有{text}", f"{where}的{text}"])
    if scene["said"]["background"]:
        ground = scene["background"]
        where = pick(rng, SCENE_ZH[ground]) if ground in SCENE_ZH else COLOUR_ZH[ground] + "色背景" + pick(rng, ["上", ""])
        joined = f"{where}的{text}" if not text.startswith(tuple(PLACE_ZH.values())) else f"{where},{text}"
        text = pick(rng, [f"{text}在{where}" if not objects[0]["place"] and not relation else f"{text},{where}", joined, f"{text},{where}"])
    return text
