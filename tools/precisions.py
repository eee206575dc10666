"""What each precision costs and loses: bytes to download, and the PSNR of the final picture against float32 over 50 prompts.

  python tools/precisions.py                 -> tools/precisions.json, and the table for the model card on the terminal

Same captions (English and Chinese in turn), same noise, sampler, steps and guidance as shipped. onnxruntime on a CPU has few kernels
for halves: it computes most of fp16 and q8f16 in float32 and rounds between the operators, which a GPU does inside them too.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import onnx
import torch

from captions import caption
from sample import PARTS, PRECISIONS, Pipeline, graph_file
from world import random_scene

PROMPTS = 50
BATCH = 10
SEED = 4


def prompts():
    """The same for ever, as long as the grammar is."""
    made = []
    for k in range(PROMPTS):
        rng = np.random.default_rng([900, k])
        made.append(caption(rng, random_scene(rng), ("en", "zh")[k % 2]))
    return made


def draw(folder, precision, texts, threads):
    """-> uint8 [50,128,128,3]"""
    pipeline = Pipeline(folder, precision, threads)
    return np.concatenate([pipeline(texts[k:k + BATCH], seed=SEED + k) for k in range(0, len(texts), BATCH)])


def psnr(pictures, reference):
    """-> dB per picture; pictures that are equal count as 100 dB"""
    error = ((pictures.astype(np.float64) - reference) ** 2).mean(axis=(1, 2, 3))
    return 10 * np.log10(255 ** 2 / np.maximum(error, 255 ** 2 / 1e10))


def download(folder, precision):
    """Bytes of the graphs and weights of a precision, with the tokenizer."""
    files = {p for p in (folder / "tokenizer").iterdir()}
    for part in PARTS:
        graph = graph_file(folder, part, precision)
        places = {e.value for t in onnx.load(str(graph), load_external_data=False).graph.initializer for e in t.external_data if e.key == "location"}
        files |= {graph, *(graph.parent / place for place in places)}
    return sum(p.stat().st_size for p in files)


def measure(folder, threads):
    texts, result, reference = prompts(), {}, None
    for precision in PRECISIONS:
        pictures = draw(folder, precision, texts, threads)
        reference = pictures if reference is None else reference
        values = psnr(pictures, reference)
        result[precision] = {"bytes": download(folder, precision)}
        if precision != PRECISIONS[0]:
            result[precision] |= {"psnr": round(float(values.mean()), 1), "psnr_lowest": round(float(values.min()), 1)}
        print(precision, result[precision], flush=True)
    return result


def table(result):
    rows = ["| precision | download | PSNR of the picture, mean | lowest |", "|---|--:|--:|--:|"]
    for name, row in result.items():
        quality = f"{row['psnr']:.1f} dB | {row['psnr_lowest']:.1f} dB" if "psnr" in row else "reference | "
        rows.append(f"| {name} | {row['bytes'] / 1e6:.2f} MB | {quality} |")
    return "\n".join(rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, default=Path(__file__).parent.parent / "public" / "models" / "pictograms")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "precisions.json")
    parser.add_argument("--threads", type=int, default=0)
    args = parser.parse_args()
    with torch.no_grad():
        result = measure(args.model, args.threads)
    args.out.write_text(json.dumps({"prompts": PROMPTS, "precisions": result}, indent=2) + "\n")
    print(table(result))


if __name__ == "__main__":
    main()
