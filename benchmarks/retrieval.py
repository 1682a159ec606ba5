"""Measures the fixed numbers of retrieval on test collections, and prints the tables of docs/retrieval.md.

usage: python benchmarks/retrieval.py COLLECTION.tar.xz... [--out benchmarks/results/retrieval.json]

Each document goes through the product's own reading, passages and index, and scores by its best passage.
Two tables: nDCG@10 by the share of meaning in the fused score, and, where several documents share a title
(as the paragraphs of one Wikipedia article do), nDCG@10 and articles among the first five by the discount
on further passages of one article.
"""

import argparse
import json
import math
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from qa.answering.retrieval import fuse
from qa.evaluation.collections import Collection, read_collection, unpack
from qa.indexing.build import build_from
from qa.indexing.encoder import Encoder, load_encoder
from qa.indexing.generations import open_current
from qa.indexing.vectors import Ranking
from qa.reading.library import Reading
from qa.settings import load_settings

PROJECT = Path(__file__).parent.parent
DENSE_WEIGHTS = (1.0, 0.8, 0.7, 0.6, 0.5, 0.4, 0.0)
FACTORS = (1.0, 0.95, 0.9, 0.85, 0.8, 0.7, 0.5, 0.0)
DEPTH = 10


def main() -> None:
    """Measure each collection, print its rows and keep the JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archives", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, default=PROJECT / "benchmarks" / "results" / "retrieval.json")
    options = parser.parse_args()
    settings = load_settings()
    encoder = load_encoder(settings.indexing.model, batch_tokens=settings.indexing.batch_tokens)
    results: dict[str, Any] = {}
    for archive in options.archives:
        with tempfile.TemporaryDirectory() as folder:
            collection = read_collection(unpack(archive, Path(folder) / "collection"))
            results[archive.name.split(".")[0]] = _measure(collection, Path(folder) / "index", encoder)
        print(json.dumps({archive.name: results[archive.name.split(".")[0]]}), flush=True)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(results, indent=2) + "\n")


def _measure(collection: Collection, index: Path, encoder: Encoder) -> dict[str, Any]:
    settings = load_settings()
    reading = Reading(articles=collection.articles, skipped=(), digest=collection.name)
    build_from(reading, index, encoder=encoder, settings=settings.indexing, built=datetime.now(UTC))
    generation = open_current(index)
    limit = settings.answering.candidates
    everything = generation.store.passages(range(generation.manifest.passages))
    owners = {passage.id: passage.article_id for passage in everything}
    titles = {article.id: article.title for article in collection.articles}
    asked = [query for query, judged in collection.judgements.items() if any(judged.values())]
    rankings: list[tuple[str, Ranking, Ranking]] = []
    for query in asked:
        text = collection.queries[query]
        dense = generation.vectors.search(encoder.encode_question(text), limit=limit)
        rankings.append((query, dense, generation.postings.search(text, limit=limit)))
    by_weight = {
        str(weight): _mean(
            _ndcg(_documents(fuse(dense, lexical, dense_weight=weight), owners), collection.judgements[query])
            for query, dense, lexical in rankings
        )
        for weight in DENSE_WEIGHTS
    }
    result: dict[str, Any] = {"queries": len(asked), "ndcg@10 by dense weight": by_weight}
    if len(set(titles.values())) < 0.9 * len(titles):
        weight = settings.answering.dense_weight
        fused = [
            (query, [(owners[passage], score) for passage, score in fuse(dense, lexical, dense_weight=weight)])
            for query, dense, lexical in rankings
        ]
        result["by discount for the same article"] = {
            str(factor): _spread(fused, titles, collection.judgements, factor) for factor in FACTORS
        }
    return result


def _spread(
    fused: Sequence[tuple[str, Sequence[tuple[str, float]]]],
    titles: Mapping[str, str],
    judgements: Mapping[str, Mapping[str, int]],
    factor: float,
) -> dict[str, float]:
    ndcg: list[float] = []
    articles: list[float] = []
    for query, found in fused:
        seen: Counter[str] = Counter()
        discounted: list[tuple[float, str]] = []
        for document, score in found[: 2 * DEPTH]:
            discounted.append((score * factor ** seen[titles[document]], document))
            seen[titles[document]] += 1
        ordered = list(dict.fromkeys(document for _, document in sorted(discounted, key=lambda e: -e[0])))
        ndcg.append(_ndcg(ordered, judgements[query]))
        articles.append(len({titles[document] for document in ordered[:5]}))
    return {"ndcg@10": _mean(ndcg), "articles in 5": _mean(articles)}


def _documents(ranking: Ranking, owners: Mapping[int, str]) -> list[str]:
    return list(dict.fromkeys(owners[passage] for passage, _ in ranking))


def _ndcg(documents: Sequence[str], judged: Mapping[str, int]) -> float:
    """Return nDCG@10 with the grade as gain (Järvelin and Kekäläinen, 2002)."""
    gained = sum(judged.get(document, 0) / math.log2(rank + 2) for rank, document in enumerate(documents[:DEPTH]))
    best = sorted(judged.values(), reverse=True)[:DEPTH]
    return gained / sum(grade / math.log2(rank + 2) for rank, grade in enumerate(best))


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return round(sum(listed) / len(listed), 4)


if __name__ == "__main__":
    main()
