"""Times retrieval over ten thousand, a hundred thousand and a million passages.

usage: python -m benchmarks.scale [--collections DIR] [--sizes 10000 100000 1000000] [--postings-most 1000000]

The first passages are those of a real collection; the others are mixtures: each joins random sentences of the
collection, and its vector is their normalised mean.  So words and directions are realistic, though a mixture has
no single subject.  The questions are those of the collection.  Each size is written by one process and searched in
another, whose memory is measured; recall is against exact search.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from benchmarks.machine import machine
from qa.embedding.encoder import Vectors
from qa.indexing.dense import ROWS, DenseSearch, PassageVectors, rounded

PROJECT = Path(__file__).parent.parent
COLLECTION = "nfcorpus-dev"
SIZES = (10_000, 100_000, 1_000_000)
QUESTIONS_MOST = 200
DEPTH, CANDIDATES = 10, 200
SENTENCES_LEAST, SENTENCES_MOST = 3, 9
DENSE_WEIGHT = 0.6
QUESTIONS, TEXTS, POSTINGS = "questions.npy", "questions.json", "lexical"
TIMED = ("dense_ms", "words_ms", "question_ms")
ROUNDS = 5
AT_ONCE = 20_000
TO_REACH = {"p95_ms": 30.0, "resident_mb": 1536.0, "recall_at_10": 0.99, "growth": 4.0}


def main() -> None:
    """Prepare the collection, run each size in processes of its own, print a table and write the JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--collections", type=Path, default=PROJECT.parent / "shared" / "collections")
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "citewell-collections")
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--postings-most", type=int, default=max(SIZES), help="beyond, only vectors are searched")
    parser.add_argument("--out", type=Path, default=PROJECT / "benchmarks" / "results" / "scale.json")
    parser.add_argument("--write", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--ask", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.ask:
        print(json.dumps(_ask(options.ask)))
    elif options.write:
        postings = options.write <= options.postings_most
        print(json.dumps(_write(options.cache / COLLECTION, options.write, options.out, postings=postings)))
    else:
        _run(options)


def _run(options: argparse.Namespace) -> None:
    encode_ms = _prepare(options.collections, options.cache / COLLECTION)
    results = {}
    for size in options.sizes:
        with tempfile.TemporaryDirectory(dir=options.cache) as folder:
            write = ["--write", str(size), "--out", folder, "--postings-most", str(options.postings_most)]
            written = _process(*write, "--cache", str(options.cache))
            results[size] = {**written, **_process("--ask", folder)}
        print(f"{size:,}: {json.dumps(results[size])}", flush=True)
    first, last = (results[size]["question_ms"]["p50"] for size in (min(results), max(results)))
    growth = round((last + encode_ms) / (first + encode_ms), 2)
    print(f"{growth} times the time of a question, its encoding ({encode_ms} ms) with it")
    record = {
        "machine": machine(),
        "to_reach": TO_REACH,
        "encode_ms": encode_ms,
        "growth": growth,
        "sizes": results,
    }
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(record, indent=2) + "\n")


def _process(*arguments: str) -> dict[str, Any]:
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks.scale", *arguments], cwd=PROJECT, stdout=subprocess.PIPE, check=True
    )
    result: dict[str, Any] = json.loads(run.stdout)
    return result


def _prepare(collections: Path, index: Path) -> float:
    """Index the collection, keep its questions beside the index; return the median time to encode one, in ms."""
    from qa.embedding.loading import encoder_of
    from qa.evaluation.beir import index_collection, read_collection, unpack
    from qa.settings import load_settings

    settings = load_settings(index=index)
    encoder = encoder_of(settings, convert=True)
    with tempfile.TemporaryDirectory() as folder:
        collection = read_collection(unpack(collections / f"{COLLECTION}.tar.xz", Path(folder)))
    index_collection(collection, index, encoder=encoder, settings=settings.indexing, built=datetime.now(UTC))
    texts = [collection.queries[query] for query in collection.judged][:QUESTIONS_MOST]
    encoded = [_timed(partial(encoder.encode_questions, [text])) for text in texts]
    np.save(index / QUESTIONS, np.stack([question.vector for [question], _ in encoded]))
    (index / TEXTS).write_text(json.dumps(texts))
    return round(float(np.median([seconds for _, seconds in encoded])) * 1000, 2)


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    started = perf_counter()
    result = work()
    return result, perf_counter() - started


def _write(index: Path, size: int, folder: Path, *, postings: bool) -> dict[str, Any]:
    """Write vectors, postings and questions of a size into a folder."""
    from qa.indexing.bm25 import write_postings
    from qa.indexing.dense import searched
    from qa.indexing.generations import open_current
    from qa.settings import Indexing

    generation = open_current(index)
    passages = generation.store.passages(range(min(size, generation.manifest.passages)))
    titles = generation.store.titles()
    sentences = generation.sentences[:]
    texts = [
        (titles[passage.article_id], passage.text[sentence.start - passage.start : sentence.end - passage.start])
        for passage in generation.store.passages(range(generation.manifest.passages))
        for sentence in passage.sentences
    ]
    random = np.random.default_rng(7)
    mixed = max(size - len(passages), 0)
    counts = random.integers(SENTENCES_LEAST, SENTENCES_MOST + 1, mixed)
    starts = np.cumsum([0, *counts])
    drawn = random.integers(0, len(sentences), starts[-1])
    vectors = np.empty((size, sentences.shape[1]), dtype=np.float16)
    vectors[: len(passages)] = rounded(generation.vectors.rows(range(len(passages))))
    for start in range(0, mixed, AT_ONCE):
        ends = starts[start : start + AT_ONCE + 1]
        sums = np.add.reduceat(sentences[drawn[ends[0] : ends[-1]]].astype(np.float32), ends[:-1] - ends[0])
        sums /= np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)
        vectors[len(passages) + start : len(passages) + start + len(sums)] = sums

    def documents() -> Iterator[tuple[int, str, tuple[str, ...], str]]:
        for passage in passages:
            yield passage.id, titles[passage.article_id], passage.headings, passage.text
        for number in range(mixed):
            mixture = [texts[sentence] for sentence in drawn[starts[number] : starts[number + 1]]]
            yield len(passages) + number, mixture[0][0], (), " ".join(text for _, text in mixture)

    np.save(folder / ROWS, vectors, allow_pickle=False)
    how, vector_s = _timed(lambda: searched(folder, Indexing()))
    posting_s = _timed(lambda: write_postings(folder / POSTINGS, documents()))[1] if postings else None
    for name in (QUESTIONS, TEXTS):
        (folder / name).write_bytes((index / name).read_bytes())
    (folder / "how.json").write_text(json.dumps({name: getattr(how, name) for name in how.__slots__}))
    return {
        "search": how.kind,
        "why": how.why,
        "widened": how.widened,
        "recall_at_build": round(how.recall, 4),
        "vectors_s": round(vector_s, 1),
        "postings_s": posting_s and round(posting_s, 1),
        "mb": round(sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 2**20),
    }


def _ask(folder: Path) -> dict[str, Any]:
    """Ask every question of the written index; its time is the median of ROUNDS, after a warm-up round."""
    from qa.answering.retrieval.fusion import fuse
    from qa.indexing.bm25 import Postings

    how = DenseSearch(**json.loads((folder / "how.json").read_text()))
    (vectors, postings), open_s = _timed(
        lambda: (
            PassageVectors.open(folder, how),
            Postings(folder / POSTINGS) if (folder / POSTINGS).is_dir() else None,
        )
    )
    questions, texts = np.load(folder / QUESTIONS), json.loads((folder / TEXTS).read_text())
    rounds: dict[str, list[list[float]]] = {name: [[] for _ in texts] for name in TIMED}
    for timed in [False] + [True] * ROUNDS:
        for number, (question, text) in enumerate(zip(questions, texts, strict=True)):
            started = perf_counter()
            dense = vectors.search(question, limit=CANDIDATES)
            dense_done = perf_counter()
            words = postings.search(text, limit=CANDIDATES) if postings else []
            searched = perf_counter()
            fuse(dense, words, dense_weight=DENSE_WEIGHT)
            if timed:
                rounds["dense_ms"][number].append(dense_done - started)
                rounds["words_ms"][number].append(searched - dense_done)
                rounds["question_ms"][number].append(perf_counter() - started)
    times = {name: [float(np.median(seconds)) for seconds in questions] for name, questions in rounds.items()}
    resident, peak = _resident_mb(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        **{name: _spread(seconds) for name, seconds in times.items()},
        "recall_at_10": round(_recall(vectors, questions), 4),
        "open_s": round(open_s, 3),
        "resident_mb": round(resident),
        "peak_mb": round(peak),
    }


def _recall(vectors: PassageVectors, questions: Vectors) -> float:
    """Return recall@10 against exact search over all rows."""
    best = np.full((len(questions), 0), -np.inf, dtype=np.float32)
    for start in range(0, len(vectors), AT_ONCE):
        block = vectors.rows(range(start, min(start + AT_ONCE, len(vectors))))
        best = -np.sort(-np.concatenate([best, questions @ block.T], axis=1), axis=1)[:, :DEPTH]
    hits = 0
    for question, scores in zip(questions, best, strict=True):
        hits += sum(score >= scores[-1] - 1e-5 for _, score in vectors.search(question, limit=DEPTH))
    return hits / (DEPTH * len(questions))


def _resident_mb() -> float:
    status = Path("/proc/self/status")
    if not status.is_file():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return int(status.read_text().split("VmRSS:")[1].split()[0]) / 1024


def _spread(seconds: list[float]) -> dict[str, float]:
    p50, p95 = np.percentile(seconds, [50, 95])
    return {"p50": round(float(p50) * 1000, 2), "p95": round(float(p95) * 1000, 2)}


if __name__ == "__main__":
    main()
