"""Measures retrieval on real collections and the answers on the bundled questions, against what is to be reached.

usage: python -m benchmarks.retrieval [--collections ../shared/collections] [--cache DIR]
                                      [--out benchmarks/results/retrieval.json]

Prints the tables of docs/retrieval.md: the targets; each measure as the JSON had it before, beside what it is now;
nDCG@10 by the share of meaning in a plain fused score, beside the product's; and, where several documents share a
title (as the paragraphs of one Wikipedia article do), nDCG@10 and articles in the first five by the discount on
further passages of one article.  The indexes stay in the cache.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.corpora import (
    CACHE,
    COLLECTIONS,
    COVID,
    NAMES,
    NFCORPUS,
    PROJECT,
    SCIFACT,
    SQUAD,
    bundled,
    collections_in,
)
from benchmarks.tables import table
from benchmarks.targets import Target, table_of_changes, table_of_targets
from qa.answering.assistant import Assistant
from qa.answering.retrieval.fusion import fuse
from qa.embedding.encoder import Encoder
from qa.embedding.loading import encoder_of
from qa.evaluation.beir import Collection, evaluate_collection
from qa.evaluation.gold import BUNDLED_GOLD, read_gold
from qa.evaluation.measures import (
    FALSE_ANSWERS,
    FALSE_ANSWERS_NEAR,
    HIT_IN_FIRST,
    LESS_IS_BETTER,
    MARKED_HOLDS_ANSWER,
    REFUSED,
    ranked_measures,
)
from qa.evaluation.run import evaluate, to_json
from qa.indexing.generations import Generation
from qa.settings import Settings, load_settings

NDCG = "nDCG@10"
TO_REACH = (
    (COVID, NDCG, 0.80),
    (SQUAD, NDCG, 0.985),
    (SQUAD, MARKED_HOLDS_ANSWER, 0.80),
    (SCIFACT, NDCG, 0.73),
    ("bundled", HIT_IN_FIRST, 0.95),
    ("bundled", REFUSED, 0.03),
    ("bundled", FALSE_ANSWERS, 0.07),
    ("bundled", FALSE_ANSWERS_NEAR, 0.15),
)
NFCORPUS_GAIN = 0.05
"""How far the product is to be above the better of meaning alone and words alone on NFCorpus."""
DENSE_WEIGHTS = (1.0, 0.8, 0.7, 0.6, 0.5, 0.4, 0.0)
FACTORS = (1.0, 0.95, 0.9, 0.85, 0.8, 0.7, 0.5, 0.0)
DEPTH = 10
SHARED_TITLES_LEAST = 0.1
"""The share of documents that have the title of another, from which on the discount can be measured."""

Fused = Sequence[tuple[str, float]]
"""Documents with scores, best first; a document once for each of its passages."""


def main() -> None:
    """Measure what is there, print the tables and keep the JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--collections", type=Path, default=COLLECTIONS)
    parser.add_argument("--cache", type=Path, default=CACHE)
    parser.add_argument("--out", type=Path, default=PROJECT / "benchmarks" / "results" / "retrieval.json")
    options = parser.parse_args()
    settings = load_settings(corpus=PROJECT / "corpus")
    encoder = encoder_of(settings, convert=True)
    results: dict[str, dict[str, Any]] = {}
    for name, collection, assistant in collections_in(options.collections, settings, options.cache, encoder):
        results[name] = _of_collection(collection, assistant, settings, encoder)
        print(f"{name}: {results[name]['measures']}", flush=True)
    evaluation = evaluate(bundled(settings, options.cache, encoder), read_gold(BUNDLED_GOLD))
    results["bundled"] = _without_rows(to_json(evaluation))
    targets = _targets(results)
    changes = table_of_changes(json.loads(options.out.read_text()) if options.out.is_file() else {}, results)
    for lines in (table_of_targets(targets), changes, _table_of_weights(results), _table_of_factors(results)):
        print("", *lines, sep="\n")
    report = {"targets": [{**asdict(target), "reached": target.reached} for target in targets], **results}
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(report, indent=2) + "\n")


def _of_collection(
    collection: Collection, assistant: Assistant, settings: Settings, encoder: Encoder
) -> dict[str, Any]:
    result = _without_rows(to_json(evaluate_collection(assistant, collection, [NDCG])))
    judged = list(collection.judged.values())
    by_weight = _fused(collection, assistant.generation, encoder, settings.answering.candidates)
    result["nDCG@10 by dense weight"] = {
        weight: _ndcg([[name for name, _ in fused] for fused in of_questions], judged)
        for weight, of_questions in by_weight.items()
    }
    titles = {article.id: article.title for article in collection.articles}
    if len(set(titles.values())) <= (1 - SHARED_TITLES_LEAST) * len(titles):
        chosen = by_weight[settings.answering.dense_weight]
        result["by discount for the same article"] = {
            factor: _spread([_discounted(fused, titles, factor) for fused in chosen], titles, judged)
            for factor in FACTORS
        }
    return result


def _without_rows(evaluation: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in evaluation.items() if name != "rows"}


def _fused(
    collection: Collection, generation: Generation, encoder: Encoder, candidates: int
) -> dict[float, list[Fused]]:
    """Return, by the share of meaning, what plain fusion finds for each judged question."""
    everything = generation.store.passages(range(generation.manifest.passages))
    owners = {passage.id: passage.article_id for passage in everything}
    by_weight: dict[float, list[Fused]] = {weight: [] for weight in DENSE_WEIGHTS}
    for query in collection.judged:
        text = collection.queries[query]
        dense = generation.vectors.search(encoder.encode_questions([text])[0].vector, limit=candidates)
        lexical = generation.postings.search(text, limit=candidates)
        for weight, of_questions in by_weight.items():
            of_questions.append(
                [(owners[passage], score) for passage, score in fuse(dense, lexical, dense_weight=weight)]
            )
    return by_weight


def _discounted(fused: Fused, titles: Mapping[str, str], factor: float) -> list[str]:
    """Return the documents in the order of their scores, discounted for each better one of the same title."""
    seen: Counter[str] = Counter()
    discounted: list[tuple[float, str]] = []
    for document, score in fused[: 2 * DEPTH]:
        discounted.append((score * factor ** seen[titles[document]], document))
        seen[titles[document]] += 1
    return list(dict.fromkeys(document for _, document in sorted(discounted, key=lambda entry: -entry[0])))


def _spread(
    rankings: Sequence[Sequence[str]], titles: Mapping[str, str], judged: Sequence[Mapping[str, int]]
) -> dict[str, float]:
    articles = [len({titles[document] for document in ranking[:5]}) for ranking in rankings]
    return {NDCG: _ndcg(rankings, judged), "articles in 5": _mean(articles)}


def _ndcg(rankings: Sequence[Sequence[str]], judged: Sequence[Mapping[str, int]]) -> float:
    return _mean(values[NDCG] for values in ranked_measures(rankings, judged, [NDCG]))


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return round(sum(listed) / len(listed), 4)


def _means(results: Mapping[str, Mapping[str, Any]]) -> tuple[float, dict[float, float]]:
    """Return the mean nDCG@10 over the collections, of the product and of each fixed share of meaning."""
    collections = [results[name] for name in NAMES]
    product = _mean(result["measures"][NDCG] for result in collections)
    return product, {
        weight: _mean(result["nDCG@10 by dense weight"][weight] for result in collections)
        for weight in DENSE_WEIGHTS
    }


def _targets(results: Mapping[str, Mapping[str, Any]]) -> list[Target]:
    targets: list[Target] = []
    if NFCORPUS in results:
        alone = {weight: results[NFCORPUS]["nDCG@10 by dense weight"][weight] for weight in (0.0, 1.0)}
        targets.append(
            Target(
                name=f"{NFCORPUS}, {NDCG} (words alone {alone[0.0]:.4f}, meaning alone {alone[1.0]:.4f})",
                reach=round(max(alone.values()) + NFCORPUS_GAIN, 4),
                measured=results[NFCORPUS]["measures"][NDCG],
            )
        )
    targets += [
        Target(
            name=f"{name}, {measure}",
            reach=reach,
            measured=results[name]["measures"][measure],
            at_most=measure in LESS_IS_BETTER,
        )
        for name, measure, reach in TO_REACH
        if name in results
    ]
    if all(name in results for name in NAMES):
        product, fixed = _means(results)
        best = max(fixed, key=lambda weight: fixed[weight])
        name = f"mean {NDCG} of the four (best fixed share of meaning: {best})"
        targets.append(Target(name=name, reach=fixed[best], measured=product))
    return targets


def _table_of_weights(results: Mapping[str, Mapping[str, Any]]) -> list[str]:
    rows = []
    for name in (name for name in NAMES if name in results):
        result = results[name]
        values = (result["measures"][NDCG], *result["nDCG@10 by dense weight"].values())
        rows.append((f"{name} ({result['queries']} questions)", *(f"{value:.4f}" for value in values)))
    if len(rows) == len(NAMES):
        product, fixed = _means(results)
        rows.append(("mean", *(f"{value:.4f}" for value in (product, *fixed.values()))))
    return table((NDCG, "product", *map(str, DENSE_WEIGHTS)), rows)


def _table_of_factors(results: Mapping[str, Mapping[str, Any]]) -> list[str]:
    measured = [
        (name, result["by discount for the same article"])
        for name, result in results.items()
        if "by discount for the same article" in result
    ]
    rows = [
        (f"{name}, {measure}", *(f"{values[measure]:.4f}" for values in by_factor.values()))
        for name, by_factor in measured
        for measure in (NDCG, "articles in 5")
    ]
    return table(("factor", *map(str, FACTORS)), rows)


if __name__ == "__main__":
    main()
