"""Times a full build, beside the floor embedding the same passages and the encoder at its own peak.

usage: python -m benchmarks.building [--articles 500] [--archive FILE.tar.xz] [--index DIR] [--out FILE]

The build reads, cleans, cuts, encodes passages, sentences and tokens, calibrates and publishes; its passages a
second are of all that.  The floor embeds a sample of the same passages; the encoder alone on the same, already
tokenised batches gives its peak.  Both are medians of twice ROUNDS, half of them after the build and half after a
build in fp32, as a shared machine varies over time.  Plain matrix products show how much faster one precision can
be than another on this processor.  Each step runs in a process of its own, one after another.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from shutil import copytree
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

from benchmarks.articles import MEDQUAD, unpack_articles
from benchmarks.corpora import PROJECT
from benchmarks.machine import machine

if TYPE_CHECKING:  # each step imports only what it measures
    from qa.embedding.encoder import Encoder
    from qa.settings import Settings

SAMPLE = 512
ROUNDS = 3
IN_FP32_MOST = 1000
"""Articles built in fp32."""
SIDE = 2048
"""Rows of the square matrices that are multiplied."""
TO_REACH = {"against_floor": 4.5, "against_floor_in_fp32": 2.4, "share_of_peak": 0.9, "peak_mb": 800}


def main() -> None:
    """Build, encode the sample twice, print the ratios and write the JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=500)
    parser.add_argument("--archive", type=Path, default=MEDQUAD)
    parser.add_argument("--index", type=Path, help="where to build, and keep, the index; else it is thrown away")
    parser.add_argument("--out", type=Path, default=PROJECT / "benchmarks" / "results" / "building.json")
    parser.add_argument("--step", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        step, corpus, index = options.step
        print(json.dumps(_STEPS[step](Path(corpus), Path(index))))
        return
    results: dict[str, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory() as folder:
        corpus, index = Path(folder) / "corpus", options.index or Path(folder) / "index"
        few, few_index = Path(folder) / "few", Path(folder) / "few_index"
        unpack_articles(options.archive, corpus, options.articles)
        unpack_articles(options.archive, few, min(options.articles, IN_FP32_MOST))
        for step in _STEPS:
            places = (few, few_index) if "fp32" in step else (corpus, index)
            if step == "build_in_fp32":
                copytree(index / "cache" / "models", few_index / "cache" / "models")
            results[step] = _in_process(step, *places)
            print(f"{step}: {json.dumps(results[step])}", flush=True)
    for step in ("floor", "peak"):
        rounds = results[step]["rounds"] + results.pop(f"{step}_again")["rounds"]
        results[step] |= {"rounds": rounds, "passages_per_s": round(median(rounds), 1)}
    rate = {step: result["passages_per_s"] for step, result in results.items() if "passages_per_s" in result}
    encoding = results["build"]["passages"] / results["build"]["stages"]["Encoding passages"]
    ratios = {
        "against_floor": round(rate["build"] / rate["floor"], 2),
        "against_floor_in_fp32": round(rate["build_in_fp32"] / rate["floor"], 2),
        "share_of_peak": round(encoding / rate["peak"], 3),
    }
    print(f"{ratios}, to reach: {TO_REACH}")
    record = {"machine": machine(), "to_reach": TO_REACH, **ratios, **results}
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(record, indent=2) + "\n")


def _in_process(step: str, corpus: Path, index: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.building", "--step", step, str(corpus), str(index)]
    run = subprocess.run(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True, check=True)
    result: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return result


def _build(corpus: Path, index: Path) -> dict[str, Any]:
    from qa.embedding.loading import encoder_of
    from qa.settings import load_settings

    settings = load_settings(corpus=corpus, index=index)
    return _build_with(encoder_of(settings), settings)


def _build_in_fp32(corpus: Path, index: Path) -> dict[str, Any]:
    from qa.embedding.openvino_encoder import OpenVinoEncoder
    from qa.settings import load_settings

    settings = load_settings(corpus=corpus, index=index)
    (model,) = (index / "cache" / "models").iterdir()
    encoder = OpenVinoEncoder(model, batch_tokens=settings.indexing.batch_tokens, precision="f32")
    return _build_with(encoder, settings)


def _build_with(encoder: "Encoder", settings: "Settings") -> dict[str, Any]:
    from qa.evaluation.calibration import calibrator
    from qa.indexing.build import Stage, build
    from qa.serving.cli.shared import seldom_collected

    times: list[tuple[str, float]] = []

    def progress(stage: Stage, done: int, total: int) -> None:
        del done, total
        times.append((stage.value, perf_counter()))

    with seldom_collected():
        report = build(
            settings.corpus,
            settings.index,
            encoder=encoder,
            settings=settings.indexing,
            built=datetime.now(UTC),
            calibrate=calibrator(encoder, settings.answering),
            progress=progress,
        )
    stages: dict[str, float] = {}
    for (stage, begun), (_, ended) in pairwise(times):
        stages[stage] = round(stages.get(stage, 0.0) + ended - begun, 2)
    return {
        "articles": report.articles,
        "passages": report.passages,
        "seconds": round(report.seconds, 2),
        "passages_per_s": round(report.passages / report.seconds, 1),
        "stages": stages,
        "runtime": getattr(encoder, "runtime", ""),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "peak_of_a_reader_mb": round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024),
    }


def sample(index: Path, most: int = SAMPLE) -> list[str]:
    """Return passages spread evenly over the index, with titles and headings as embedded."""
    from qa.indexing.generations import open_current

    generation = open_current(index)
    count = len(generation.vectors)
    titles = generation.store.titles()
    passages = generation.store.passages([place * count // most for place in range(min(most, count))])
    return [
        "\n".join([". ".join(dict.fromkeys([titles[passage.article_id], *passage.headings])), passage.text])
        for passage in passages
    ]


def _floor(corpus: Path, index: Path) -> dict[str, Any]:
    from benchmarks.floor import Floor
    from qa.settings import load_settings

    floor, texts = Floor(load_settings(corpus=corpus).indexing.model), sample(index)
    floor.passages_per_second(texts[:64])
    return {"passages": len(texts), "rounds": [round(floor.passages_per_second(texts), 1) for _ in range(ROUNDS)]}


def _peak(corpus: Path, index: Path) -> dict[str, Any]:
    """Run only the model on the batches of the sample, without tokenising or pooling."""
    from qa.embedding.batching import BatchingEncoder
    from qa.embedding.loading import encoder_of
    from qa.settings import load_settings

    encoder, texts = encoder_of(load_settings(corpus=corpus, index=index)), sample(index)
    if not isinstance(encoder, BatchingEncoder):
        raise TypeError("The peak is measured on an encoder that batches.")
    batches = list(encoder.batches(texts))
    ended = [perf_counter()]
    for place, _ in enumerate(encoder.run_many(iter(batches * (1 + ROUNDS)), long=True), start=1):  # compiled once
        if place % len(batches) == 0:
            ended.append(perf_counter())
    rounds = [round(len(texts) / (end - begun), 1) for begun, end in pairwise(ended[1:])]
    return {"passages": len(texts), "rounds": rounds}


def _convert(corpus: Path, index: Path) -> dict[str, Any]:
    """Convert the model, as the first build on a machine does; in a process of its own, as torch takes memory."""
    from qa.embedding.loading import encoder_of
    from qa.settings import load_settings

    started = perf_counter()
    encoder_of(load_settings(corpus=corpus, index=index), convert=True)
    return {"seconds": round(perf_counter() - started, 2)}


def _products(corpus: Path, index: Path) -> dict[str, Any]:
    """Multiply square matrices in torch, which the floor runs on."""
    import torch

    del corpus, index
    speeds = {}
    for name, kind in (("fp32", torch.float32), ("bf16", torch.bfloat16)):
        matrix = torch.randn(SIDE, SIDE).to(kind)
        seconds = []
        for _ in range(10):
            started = perf_counter()
            torch.mm(matrix, matrix)
            seconds.append(perf_counter() - started)
        speeds[f"{name}_gflops"] = round(2 * SIDE**3 / min(seconds) / 1e9)
    return speeds


_STEPS = {
    "convert": _convert,
    "products": _products,
    "build": _build,
    "floor": _floor,
    "peak": _peak,
    "build_in_fp32": _build_in_fp32,
    "floor_again": _floor,
    "peak_again": _peak,
}


if __name__ == "__main__":
    main()
