"""Times concurrent questions: throughput, and the latency of each.

usage: python -m benchmarks.parallel [--index DIR] [--out benchmarks/results/parallel.json]

Threads share the bundled questions and one fresh assistant; every answer is compared with that of a single thread.
"""

import argparse
import json
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from benchmarks.corpora import PROJECT
from benchmarks.machine import machine
from qa.answering.assistant import Assistant
from qa.embedding.loading import encoder_of
from qa.evaluation.gold import BUNDLED_GOLD, read_gold
from qa.records import Answer
from qa.serving.builds import build_now
from qa.settings import load_settings

THREADS = (1, 2, 4, 8, 20)
QUESTIONS = 120


def main() -> None:
    """Ask with more and more threads, print the figures and write the JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--index", type=Path, help="a built index; else the bundled articles are built")
    parser.add_argument("--out", type=Path, default=PROJECT / "benchmarks" / "results" / "parallel.json")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(corpus=PROJECT / "corpus", index=options.index or Path(folder))
        encoder = encoder_of(settings, convert=True)
        if not options.index:
            build_now(settings, encoder)
        gold = read_gold(BUNDLED_GOLD)
        questions = [gold[place * len(gold) // QUESTIONS].question for place in range(QUESTIONS)]
        alone = {
            question: _said(Assistant.open(settings, encoder=encoder).ask(question)) for question in questions
        }
        results = []
        for threads in THREADS:
            assistant = Assistant.open(settings, encoder=encoder)
            results.append({"threads": threads, **_asked(assistant, questions, threads, alone)})
            print(json.dumps(results[-1]), flush=True)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps({"machine": machine(), "results": results}, indent=2) + "\n")


def _asked(assistant: Assistant, questions: list[str], threads: int, alone: dict[str, Answer]) -> dict[str, Any]:
    def ask(question: str) -> tuple[float, bool]:
        started = perf_counter()
        answer = assistant.ask(question)
        return perf_counter() - started, _said(answer) == alone[question]

    started = perf_counter()
    with ThreadPoolExecutor(max_workers=threads) as pool:
        outcomes = list(pool.map(ask, questions))
    elapsed = perf_counter() - started
    p50, p95 = np.percentile([seconds for seconds, _ in outcomes], [50, 95]) * 1000
    return {
        "questions_per_s": round(len(questions) / elapsed, 1),
        "p50_ms": round(float(p50), 1),
        "p95_ms": round(float(p95), 1),
        "answered_otherwise_than_alone": sum(not same for _, same in outcomes),
    }


def _said(answer: Answer) -> Answer:
    return replace(answer, seconds={})


if __name__ == "__main__":
    main()
