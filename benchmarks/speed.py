"""Times build and ask, on the bundled articles and on the first 500 of the MedQuAD collection.

usage: python -m benchmarks.speed [--articles FILE.tar.xz] [--out benchmarks/results/speed.json]

Each corpus is built in a process of its own, so that peak memory is that build's; questions are asked warm,
after three that are not counted. The figures are of this machine, whose name and load are kept beside them.
"""

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tarfile
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

PROJECT = Path(__file__).parent.parent
MEDQUAD = PROJECT.parent / "shared" / "collections" / "medquad-articles.tar.xz"
ARTICLES_TAKEN = 500
QUESTIONS_WARMING = 3
QUESTIONS = (
    "why does my back hurt when I lift my leg",
    "what are the symptoms of a slipped disc",
    "how is it diagnosed",
    "should I use heat or ice",
    "which exercises help",
    "is it inherited",
    "what does an operation involve and how long is the recovery",
    "my leg goes numb at night when I lie on my side, is that dangerous",
    "who should I see first",
    "pins and needles in both feet",
)
ROUNDS = 20


def main() -> None:
    """Run each corpus in a process of its own, print a table and keep the JSON."""
    options = _options()
    if options.measure:
        print(json.dumps(_measure(Path(options.measure))))
        return
    with tempfile.TemporaryDirectory() as folder:
        corpora = {"bundled": PROJECT / "corpus"}
        if options.articles.is_file():
            corpora[f"medquad-{ARTICLES_TAKEN}"] = _unpack(options.articles, Path(folder))
        results = {name: _in_process(corpus) for name, corpus in corpora.items()}
    machine = {
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        "processor": platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
        "python": platform.python_version(),
    }
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps({"machine": machine, "results": results}, indent=2) + "\n")
    for name, result in results.items():
        print(f"{name}: {json.dumps(result)}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=Path, default=MEDQUAD, help="archive of Markdown articles")
    parser.add_argument("--out", type=Path, default=PROJECT / "benchmarks" / "results" / "speed.json")
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    return parser.parse_args()


def _unpack(archive: Path, folder: Path) -> Path:
    """Unpack the first articles of the archive, in order of their names."""
    corpus = folder / "medquad"
    with tarfile.open(archive) as tar:
        names = sorted(name for name in tar.getnames() if name.endswith(".md") and not name.endswith("README.md"))
        for name in names[:ARTICLES_TAKEN]:
            tar.extract(name, corpus, filter="data")
    return corpus


def _in_process(corpus: Path) -> dict[str, Any]:
    command = [sys.executable, str(Path(__file__)), "--measure", str(corpus)]
    run = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)
    result: dict[str, Any] = json.loads(run.stdout)
    return result


def _measure(corpus: Path) -> dict[str, Any]:
    from qa.answering.assistant import Assistant
    from qa.indexing.build import build
    from qa.indexing.loading import load_encoder
    from qa.settings import load_settings

    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(corpus=corpus, index=Path(folder))
        started = perf_counter()
        encoder = load_encoder(settings.indexing.model, batch_tokens=settings.indexing.batch_tokens)
        loading = perf_counter() - started
        report = build(corpus, Path(folder), encoder=encoder, settings=settings.indexing, built=datetime.now(UTC))
        again = build(
            corpus, Path(folder), encoder=encoder, settings=settings.indexing, built=datetime.now(UTC), force=True
        )
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        size = sum(path.stat().st_size for path in (Path(folder) / again.generation).rglob("*") if path.is_file())
        assistant = Assistant.open(settings, encoder=encoder)
        for question in QUESTIONS[:QUESTIONS_WARMING]:
            assistant.ask(question)
        seconds = sorted(assistant.ask(question).seconds["total"] for _ in range(ROUNDS) for question in QUESTIONS)
    return {
        "articles": report.articles,
        "passages": report.passages,
        "load_model_s": round(loading, 2),
        "build_s": round(report.seconds, 2),
        "passages_per_s": round(report.passages / report.seconds, 1),
        "rebuild_all_cached_s": round(again.seconds, 2),
        "index_mb": round(size / 2**20, 1),
        "peak_memory_mb": round(peak / 2**20),
        "ask_p50_ms": round(statistics.median(seconds) * 1000, 1),
        "ask_p95_ms": round(seconds[int(0.95 * len(seconds))] * 1000, 1),
    }


if __name__ == "__main__":
    main()
