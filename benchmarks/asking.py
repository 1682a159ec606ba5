"""Times complete answers, beside bare sentence-transformers and FAISS on the same passages.

usage: python -m benchmarks.asking [--index DIR] [--out benchmarks/results/asking.json]

Asks the bundled questions (qa/evaluation/gold) of the bundled articles, or of the index given, in a warm process:
each question once a round, to a fresh assistant, since answers are cached.  "retrieval" is the question encoded,
both searches and their fusion; "floor" is the same question encoded by sentence-transformers in fp32 and looked up
in a flat index of fp32 vectors.  "suggestions" are those for each question as it is typed, after each word;
"the longest question" is as long as one may be.
"""

import argparse
import json
import tempfile
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from benchmarks.corpora import PROJECT
from benchmarks.floor import Floor
from benchmarks.machine import machine
from qa.answering.assistant import Assistant
from qa.answering.question.parsed import QUESTION_CHARACTERS_MOST
from qa.answering.retrieval.fusion import fuse
from qa.answering.suggestions import Suggester
from qa.embedding.loading import encoder_of
from qa.evaluation.gold import BUNDLED_GOLD, read_gold
from qa.serving.builds import build_now
from qa.settings import Settings, load_settings

ROUNDS = 3
CANDIDATES = 200
WARMING = 10
WORDS_TYPED_MOST = 12
TO_REACH_MS = {"p50": 40.0, "p95": 80.0}


def main() -> None:
    """Time the questions, print a table and write the JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--index", type=Path, help="a built index; else the bundled articles are built")
    parser.add_argument("--out", type=Path, default=PROJECT / "benchmarks" / "results" / "asking.json")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(corpus=PROJECT / "corpus", index=options.index or Path(folder))
        if not options.index:
            build_now(settings, encoder_of(settings, convert=True))
        result = _measure(settings)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    results = {"machine": machine(), "to_reach_ms": TO_REACH_MS, **result}
    options.out.write_text(json.dumps(results, indent=2) + "\n")
    print(f"{result['passages']:,} passages, {result['runtime']}")
    for name, times in result["milliseconds"].items():
        print(f"{name:24} p50 {times['p50']:7.1f} ms   p95 {times['p95']:7.1f} ms   of {times['count']}")


def _measure(settings: Settings) -> dict[str, Any]:
    encoder = encoder_of(settings)
    gold = read_gold(BUNDLED_GOLD)
    times: defaultdict[str, list[float]] = defaultdict(list)
    vectors = Assistant.open(settings, encoder=encoder).generation.vectors
    floor = Floor(settings.indexing.model)
    floor.index(vectors.rows(range(len(vectors))))
    for _ in range(ROUNDS):
        assistant = Assistant.open(settings, encoder=encoder)
        retrieve = _retrieval(assistant, encoder.encode_questions)
        for question in gold[:WARMING]:
            assistant.ask(f"{question.question} please")
        for question in gold:
            started = perf_counter()
            answer = assistant.ask(question.question)
            times["all questions"].append(perf_counter() - started)
            times[question.kind.value].append(times["all questions"][-1])
            for stage, seconds in answer.seconds.items():
                if stage != "total":
                    times[f"of which {stage}"].append(seconds)
        # one after the other: torch's threads spin for a while after each call
        for name, timed in (("retrieval", retrieve), ("floor", partial(floor.ask, limit=CANDIDATES))):
            for question in gold:
                started = perf_counter()
                timed(question.question)
                times[name].append(perf_counter() - started)
        longest = (" ".join(question.question for question in gold) * 2)[:QUESTION_CHARACTERS_MOST]
        started = perf_counter()
        assistant.ask(longest)
        times["the longest question"].append(perf_counter() - started)
        suggester = Suggester(assistant)
        suggester.suggest("warm")
        for question in gold:
            words = question.question.split()
            for typed in range(1, min(len(words), WORDS_TYPED_MOST)):
                started = perf_counter()
                suggester.suggest(" ".join(words[:typed]))
                times["suggestions"].append(perf_counter() - started)
    generation = assistant.generation
    return {
        "passages": len(generation.vectors),
        "runtime": getattr(encoder, "runtime", ""),
        "milliseconds": {name: _percentiles(seconds) for name, seconds in times.items()},
    }


def _retrieval(assistant: Assistant, encode: Callable[[Sequence[str]], Sequence[Any]]) -> Callable[[str], object]:
    generation = assistant.generation

    def retrieve(question: str) -> object:
        [encoded] = encode([question])
        dense = generation.vectors.search(encoded.vector, limit=CANDIDATES)
        return fuse(dense, generation.postings.search(question, limit=CANDIDATES), dense_weight=0.6)

    return retrieve


def _percentiles(seconds: Sequence[float]) -> Mapping[str, float]:
    p50, p95 = np.percentile(seconds, [50, 95]) * 1000
    return {"p50": round(float(p50), 2), "p95": round(float(p95), 2), "count": len(seconds)}


if __name__ == "__main__":
    main()
