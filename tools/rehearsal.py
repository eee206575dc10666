"""Writes a model of the published size and shape with random weights, for `npm run rehearse`: it draws noise, but it is as heavy to
fetch, keep, load and run as the real one. The shape `tiny` has the structure of sd15 at a small width, for a quick try.

python tools/rehearsal.py --shape tiny|sd15|sd-turbo|sdxl-turbo --precision q8|q4|fp16|fp32 --out FOLDER      --count only counts parameters
"""
import argparse
import json
from pathlib import Path

from rehearsal_files import write_files
from rehearsal_graph import Graph
from rehearsal_networks import text_model, unet, vae_decoder
from rehearsal_shapes import SHAPES

PARTS = ("text_encoder", "text_encoder_2", "unet", "vae_decoder")


def build(graph, part, m):
    if part == "unet":
        unet(graph, m["channels"], m["depths"], m["heads"], m["context"], conv_projections=not m["linear"], added=m["text_time"])
    elif part == "vae_decoder":
        vae_decoder(graph, m)
    else:
        text_model(graph, m["width"], m["layers"], m["heads"], quick=m["act"] == "quick_gelu", gives=m["gives"], projection=m["projection"])


def write_graphs(shape, precision, out):
    for part in (part for part in PARTS if part in shape):
        graph = Graph(part, precision, out and out / part)
        build(graph, part, shape[part])
        published = shape["parameters"].get(part, graph.parameters)
        assert graph.parameters == published, f"{part}: {graph.parameters} parameters, the published one has {published}"
        print(f"{part}: {graph.parameters / 1e6:.1f} M parameters, largest tensor {graph.largest / 1e6:.1f} MB", flush=True)
        yield graph.largest


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--shape", choices=SHAPES, required=True)
    parser.add_argument("--precision", choices=["q8", "q4", "fp16", "fp32"], default="q8")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--count", action="store_true")
    options = parser.parse_args()
    if not options.count and not options.out:
        parser.error("--out FOLDER is needed")
    folder = None if options.count else options.out
    largest = max(write_graphs(SHAPES[options.shape], options.precision, folder))
    if folder:
        write_files(folder, SHAPES[options.shape])
        files = [path for path in folder.rglob("*") if path.is_file()]
        facts = {"shape": options.shape, "precision": options.precision, "bytes": sum(path.stat().st_size for path in files), "largestTensorBytes": largest}
        (folder / "rehearsal.json").write_text(json.dumps(facts) + "\n")
        print(f"{facts['bytes'] / 1e6:.0f} MB in {len(files)} files")
