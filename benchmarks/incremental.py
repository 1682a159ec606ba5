"""Times a full build of a large corpus, and rebuilds after one article changed and after none did.

usage: python -m benchmarks.incremental [--articles FILE.tar.xz] [--most 5486] [--model]

Each build runs in a process of its own, as ``citewell build`` does; its peak memory counts the processes that read
files.  Without --model vectors come from hashes: everything but the model's forward passes is as in a build, and
the rebuild's share, measured against a full build without encoding, is overstated.  CPU seconds are given beside
those of the clock, which other load lengthens.
"""

import argparse
import json
import re
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from time import perf_counter, process_time
from typing import Any
from zlib import crc32

import numpy as np

from benchmarks.articles import MEDQUAD, unpack_articles
from benchmarks.machine import machine
from qa.embedding.encoder import (
    Encoded,
    EncodedQuestion,
    Encoder,
    ModelIdentity,
    Span,
    TextBatch,
    TokenTransform,
    unit,
)
from qa.embedding.loading import encoder_of
from qa.settings import load_settings

PROJECT = Path(__file__).parent.parent
ADDED = "\n\n## A later note\n\nThis article was revised ({}): walking slowly every day is advised.\n"
COMMAND = [sys.executable, "-m", "benchmarks.incremental"]
TO_REACH = {"one_changed_s": 3.0, "share_of_full": 0.02, "full_peak_mb": 800}


class Simulated:
    """An encoder without a model: the real tokenizer, and random vectors chosen by the hash of each word."""

    def __init__(self, real: Encoder) -> None:
        """Stand in for a real encoder."""
        self._real = real
        self._table = np.random.default_rng(0).standard_normal((4096, real.identity.dimension)).astype(np.float32)
        self._table /= np.linalg.norm(self._table, axis=1, keepdims=True)

    @property
    def identity(self) -> ModelIdentity:
        """The identity of the real encoder, with another digest."""
        return replace(self._real.identity, digest=f"simulated-{self._real.identity.digest}")

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the counts of the real tokenizer."""
        return self._real.count_tokens(texts)

    def encode(
        self, texts: Sequence[str], spans: Sequence[Sequence[Span]], *, keep: TokenTransform = unit
    ) -> Encoded:
        """Return the normalised sums of word vectors."""
        return Encoded(
            passages=np.stack([self._sum(text) for text in texts]),
            sentences=tuple(
                np.array([self._sum(text[start:end]) for start, end in text_spans], dtype=np.float32).reshape(
                    -1, self._table.shape[1]
                )
                for text, text_spans in zip(texts, spans, strict=True)
            ),
            tokens=tuple(keep(self._words(text)) for text in texts),
        )

    def encode_chunks(self, chunks: Iterable[TextBatch], *, keep: TokenTransform = unit) -> Iterator[Encoded]:
        """Yield what ``encode`` returns for each chunk."""
        return (self.encode(texts, spans, keep=keep) for texts, spans in chunks)

    def encode_questions(self, questions: Sequence[str]) -> list[EncodedQuestion]:
        """Return the vectors of questions."""
        return [
            EncodedQuestion(
                vector=self._sum(text),
                tokens=self._words(text),
                spans=np.array([match.span() for match in re.finditer(r"\S+", text)]).reshape(-1, 2),
            )
            for text in questions
        ]

    def _words(self, text: str) -> Any:
        return self._table[[crc32(word[:6].encode()) % len(self._table) for word in text.casefold().split()]]

    def _sum(self, text: str) -> Any:
        vector = self._words(text).sum(axis=0)
        return vector / max(float(np.linalg.norm(vector)), 1e-9)


def main() -> None:
    """Build, rebuild three times, print the figures and write the JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=Path, default=MEDQUAD)
    parser.add_argument("--most", type=int, default=5_486)
    parser.add_argument("--model", action="store_true", help="encode with the model; takes long")
    parser.add_argument("--out", type=Path, default=PROJECT / "benchmarks" / "results" / "incremental.json")
    parser.add_argument("--build", nargs=2, type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--convert", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.convert:
        encoder_of(load_settings(index=options.convert), convert=True)
        return
    if options.build:
        print(json.dumps(_build(*options.build, model=options.model)))
        return
    results = {}
    with tempfile.TemporaryDirectory() as folder:
        corpus, index = Path(folder) / "corpus", Path(folder) / "index"
        names = unpack_articles(options.articles, corpus, options.most)
        changed = corpus / names[len(names) // 2]
        subprocess.run(
            [*COMMAND, "--convert", str(index)], cwd=PROJECT, check=True
        )  # torch, needed once, takes room
        for step in ("full", "nothing_changed", "one_changed", "another_changed"):
            if step.endswith("_changed") and not step.startswith("nothing"):
                changed.write_text(changed.read_text(encoding="utf-8") + ADDED.format(step), encoding="utf-8")
            results[step] = _process(corpus, index, model=options.model)
            print(f"{step}: {json.dumps(results[step])}", flush=True)
    share = {unit: round(results["one_changed"][unit] / results["full"][unit], 4) for unit in ("seconds", "cpu_s")}
    print(f"share of the full build: {share}")
    record = {
        "machine": machine(),
        "model": options.model,
        "to_reach": TO_REACH,
        "share_of_full": share,
        **results,
    }
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(record, indent=2) + "\n")


def _process(corpus: Path, index: Path, *, model: bool) -> dict[str, Any]:
    command = [*COMMAND, "--build", str(corpus), str(index), *(["--model"] if model else [])]
    run = subprocess.run(command, cwd=PROJECT, stdout=subprocess.PIPE, check=True)
    result: dict[str, Any] = json.loads(run.stdout)
    return result


def _build(corpus: Path, index: Path, *, model: bool) -> dict[str, Any]:
    from datetime import UTC, datetime

    from qa.evaluation.calibration import calibrator
    from qa.indexing.build import Stage, build
    from qa.serving.cli.shared import seldom_collected

    settings = load_settings(corpus=corpus, index=index)
    real = encoder_of(settings, convert=True)
    encoder = real if model else Simulated(real)
    stages: dict[str, float] = {}
    begun, running = perf_counter(), ""

    def progress(stage: Stage, done: int, total: int) -> None:
        nonlocal begun, running
        del done, total
        now = perf_counter()
        if running:
            stages[running] = stages.get(running, 0.0) + now - begun
        begun, running = now, stage.value

    started, worked = perf_counter(), process_time()
    with seldom_collected():
        report = build(
            corpus,
            index,
            encoder=encoder,
            settings=settings.indexing,
            built=datetime.now(UTC),
            calibrate=calibrator(encoder, settings.answering),
            progress=progress,
        )
    of_readers = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "articles": report.articles,
        "passages": report.passages,
        "embedded": report.embedded,
        "published": report.published,
        "seconds": round(perf_counter() - started, 2),
        "cpu_s": round(process_time() - worked + of_readers.ru_utime + of_readers.ru_stime, 2),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "peak_of_a_reader_mb": round(of_readers.ru_maxrss / 1024),
        "mb": round(sum(path.stat().st_size for path in (index / report.generation).rglob("*")) / 2**20),
        "stages": {name: round(seconds, 2) for name, seconds in stages.items()},
    }


if __name__ == "__main__":
    main()
