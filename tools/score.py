"""Scores the embedded model: draws held-out captions, English and Chinese, and lets the judge (judge.py) read every picture.

  python tools/score.py                                  the shipped q8 files -> tools/score.json and the two sheets in docs/
  python tools/score.py --precision fp32 | --instant     another variant; adds its entry to tools/score.json
  python tools/score.py --checkpoint tools/.work --limit 100 --out DIR     the EMA UNet of a training, without exporting

A picture is right when everything that its caption states is right. Each caption has its own noise, the same for both languages.
"""

import argparse
import json
import time
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch

from captions import caption
from diffusion import SAMPLERS
from judge import Judge, check
from judge_sheet import sheet
from judge_verdict import assign, complaints, kind, verdict
from lcm import lcm
from judge_source import open_source
from world import random_scene

HERE = Path(__file__).parent
DOCS = HERE.parent / "docs"
LANGUAGES = {"english": "en", "chinese": "zh"}
MOST_FAILURES = 96
SAMPLES = 64
source = None  # of this process


def questions(count, seen):
    """-> [{"scene", "seed", "english", "chinese"}, ...]; the same for ever"""
    made = []
    for k in range(count):
        rng = np.random.default_rng([700, k])
        scene = random_scene(rng, unseen=not seen)
        made.append({"scene": scene, "seed": 7000 + k, **{name: caption(rng, scene, code) for name, code in LANGUAGES.items()}})
    return made


def start(options):
    global source
    torch.set_num_threads(options["threads"])
    source = open_source(options)


@torch.no_grad()
def generate(job):
    """captions, seeds, instant, guidance, steps -> uint8 [B,128,128,3]"""
    prompts, seeds, instant, guidance, steps = job
    generators = [torch.Generator().manual_seed(seed) for seed in seeds]
    noise = torch.stack([torch.randn(4, 16, 16, generator=generator) for generator in generators])
    states, defaults = source.encode(prompts), source.defaults
    if instant:
        latents = lcm(source.predict, noise, states, generators, steps or 4)
    else:
        guidance = defaults["guidance"] if guidance is None else guidance
        latents = SAMPLERS["dpmpp_2m"](source.predict, noise, states, source.encode([""]), guidance, steps or defaults["steps"])
    return source.decode(latents)


def draw_all(asked, options):
    """-> {language: uint8 [N,128,128,3]}"""
    jobs, size = [], options["batch"]
    for language in LANGUAGES:
        for k in range(0, len(asked), size):
            part = asked[k:k + size]
            jobs.append(([q[language] for q in part], [q["seed"] for q in part], options["instant"], options["guidance"], options["steps"]))
    if options["workers"] > 1:
        with get_context("spawn").Pool(options["workers"], start, (options,)) as pool:
            parts = pool.map(generate, jobs, chunksize=1)
    else:
        start(options)
        parts = [generate(job) for job in jobs]
    pictures = np.concatenate(parts)
    return {language: pictures[i * len(asked):(i + 1) * len(asked)] for i, language in enumerate(LANGUAGES)}


def share(values):
    return {"right": round(float(np.mean(values)), 4), "of": len(values)}


def table(rows):
    """[(name, right?), ...] -> {name: {"right": share, "of": count}}"""
    grouped = {}
    for name, fine in rows:
        grouped.setdefault(name, []).append(fine)
    return {name: share(values) for name, values in sorted(grouped.items())}


def results(asked, pictures, judge):
    """-> the scores, [(question, language, picture, what is wrong), ...] of every picture"""
    rows = {"all": [], "attribute": [], "object": [], "kind": []}
    scores, everything = {}, []
    for language in LANGUAGES:
        found = []
        for q, picture, read in zip(asked, pictures[language], judge.read(pictures[language])):
            scene = q["scene"]
            attributes = verdict(scene, read)
            fine = all(attributes.values())
            found.append((scene, attributes, fine))
            rows["attribute"] += attributes.items()
            rows["kind"].append((kind(scene), fine))
            rows["object"] += [(o["name"], right) for o, right in zip(scene["objects"], assign(scene, read)[0])]
            everything.append((q, language, picture, complaints(scene, read, attributes)))
        scores[language] = share([fine for *_, fine in found])
        scores[f"{language} by attribute"] = table([item for _, attributes, _ in found for item in attributes.items()])
    scores["wrong only by changed places"] = sum(wrong == ["relation: changed places"] for *_, wrong in everything)
    scores |= {f"by {name}": table(rows[name]) for name in ("attribute", "kind", "object")}
    return scores, everything


def write_sheets(everything, folder):
    failures = [(picture, q[language], wrong) for q, language, picture, wrong in everything if wrong]
    # Evenly over both languages when there are too many to show.
    step = max(1, -(-len(failures) // MOST_FAILURES))
    folder.mkdir(parents=True, exist_ok=True)
    sheet(failures[::step]).quantize(255).save(folder / "pictograms-failures.png", optimize=True)
    # The first captions, unselected, in turn English and Chinese; a red frame marks what the judge calls wrong.
    count = len(everything) // 2
    shown = [(picture, q[language], wrong) for q, language, picture, wrong in (everything[k + count * (k % 2)] for k in range(min(SAMPLES, count)))]
    sheet(shown, notes=1).quantize(255).save(folder / "pictograms-samples.png", optimize=True)


def options_of(argv=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default=str(HERE.parent / "public" / "models" / "pictograms"))
    parser.add_argument("--precision", default="q8", choices=["fp32", "fp16", "q8", "q8f16", "q4"])
    parser.add_argument("--instant", action="store_true", help="the distilled UNet in 4 LCM steps, without guidance")
    parser.add_argument("--checkpoint", metavar="DIR", help="work folder of a training, instead of the shipped files")
    parser.add_argument("--weights", default="unet.pt", help="the UNet's file in that folder")
    parser.add_argument("--limit", type=int, default=500)
    parser.add_argument("--seen", action="store_true", help="captions of trained combinations, to compare")
    parser.add_argument("--guidance", type=float)
    parser.add_argument("--steps", type=int)
    parser.add_argument("--batch", type=int, default=25)
    parser.add_argument("--workers", type=int, default=1, help="processes")
    parser.add_argument("--threads", type=int, default=1, help="of each process")
    parser.add_argument("--out", type=Path, help="folder for score.json and the sheets; needed by unofficial scores that shall be kept")
    return vars(parser.parse_args(argv))


def main():
    options = options_of()
    asked, began = questions(options["limit"], options["seen"]), time.monotonic()
    pictures = draw_all(asked, options)
    judge = Judge()
    scores, everything = results(asked, pictures, judge)
    if source is None:  # the workers had theirs
        start(options)
    official = not (options["checkpoint"] or options["seen"] or options["limit"] < 500 or options["guidance"] or options["steps"])
    drawn, soft = (check(judge, 2000 if official else 200, soft=way) for way in (False, True))
    entry = {"date": time.strftime("%Y-%m-%d"), "captions": len(asked), "held out": not options["seen"],
             "sampler": "lcm" if options["instant"] else "dpmpp_2m", "steps": options["steps"] or (4 if options["instant"] else source.defaults["steps"]),
             "guidance": 1 if options["instant"] else options["guidance"] or source.defaults["guidance"], **scores,
             "judge on fresh drawings": {"right": drawn[0], "softened": soft[0], "by attribute": drawn[1]},
             "files": {name: sha256(path.read_bytes()).hexdigest() for name, path in source.files.items()}}
    print(json.dumps(entry, indent=1))
    print(f"english {entry['english']['right']:.1%}  chinese {entry['chinese']['right']:.1%}  judge {drawn[0]:.1%}  {time.monotonic() - began:.0f} s")
    variant = "instant" if options["instant"] else options["precision"]
    if options["out"]:
        write_sheets(everything, options["out"])
    elif official and variant == "q8":
        write_sheets(everything, DOCS)
    if options["out"] or official:
        path = (options["out"] or HERE) / "score.json"
        known = json.loads(path.read_text()) if path.exists() else {}
        path.write_text(json.dumps({**known, variant: entry}, indent=1) + "\n")


if __name__ == "__main__":
    main()
