"""Fits the verdict on people's questions to several collections, each time leaving one out, and measures it there.

usage: python -m benchmarks.verdict [--collections ../shared/collections] [--cache DIR]
                                    [--out benchmarks/results/verdict.json]
       python -m benchmarks.verdict --held
       python -m benchmarks.verdict --forecast

With ``--held`` only the half of the lay questions that nothing was fitted on is asked, of the bundled articles.

Of each collection some questions are answered by it and some are not: those on other subjects, those that were
written about its very passages and that they do not answer (SQuAD 2.0; the lay questions on the bundled articles),
and for a list of frequent questions or a set of paragraphs its own questions with what answers them passed over.
Printed are the area under the ROC curve of each kind, what is answered, and what is called unsure; what would be
answered from other probabilities on; then the weights from all collections together, which
qa/answering/abstention.py has.

With ``--forecast`` it prints what a build of each of these indexes tells of its errors, beside what people's
questions measured there when this was last run without it.
"""

import argparse
import json
import math
import random
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.corpora import CACHE, COLLECTIONS, COVID, PROJECT, SQUAD, bundled
from benchmarks.tables import table
from qa.answering.abstention import HITS_READ, VERDICT_MODEL, probability
from qa.answering.assistant import Assistant
from qa.answering.question.parsed import tidy
from qa.embedding.encoder import Encoder
from qa.embedding.loading import encoder_of
from qa.embedding.samples import sample_texts
from qa.evaluation.beir import Collection, index_collection, read_collection, unpack
from qa.evaluation.calibration import calibrate
from qa.evaluation.gold import BUNDLED_GOLD, QuestionKind, read_gold
from qa.indexing.manifest import Calibration
from qa.records import Verdict
from qa.settings import Settings, load_settings

NEAR_MISSES = "squad2-near-misses"
BUNDLED, LAY = "bundled", "lay"
LAY_QUESTIONS = PROJECT / "qa" / "evaluation" / "gold"
QUESTIONS_MOST, OTHERS = 400, 60
ANSWERED, NEAR, LEFT_OUT, OTHER = "answered", "near", "left out", "other"
SURE = (0.5, 0.55, 0.6, 0.65, 0.7)
"""Probabilities from which an answer might be sure."""
SAME_ARTICLES = (BUNDLED, LAY)
"""Asked of the same articles: neither is evidence for the other."""
STRENGTH = 3.0
"""How strongly weights are pulled to zero, the measures brought to a variance of 1: hardly."""
STEPS = 50

Reals = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was measured on a question of a kind."""

    kind: str
    measured: Mapping[str, float]


def main() -> None:
    """Ask, fit and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--collections", type=Path, default=COLLECTIONS)
    parser.add_argument("--cache", type=Path, default=CACHE)
    parser.add_argument("--out", type=Path, default=PROJECT / "benchmarks" / "results" / "verdict.json")
    parser.add_argument("--forecast", action="store_true", help="print what builds tell of their errors")
    parser.add_argument("--held", action="store_true", help="ask the lay questions that nothing was fitted on")
    options = parser.parse_args()
    settings = load_settings(corpus=PROJECT / "corpus")
    encoder = encoder_of(settings, convert=True)
    if options.held:
        print(*_held(bundled(settings, options.cache, encoder)), sep="\n")
        return
    if options.forecast:
        measured = json.loads(options.out.read_text(encoding="utf-8"))["all"]
        print(*_forecasts(options.collections, settings, options.cache, encoder, measured), sep="\n")
        return
    rows_by_name = {
        name: list(rows) for name, rows in _asked(options.collections, settings, options.cache, encoder)
    }
    results: dict[str, Any] = {"left out": {}, "sure from": {}}
    lines: list[list[str]] = []
    curves: list[list[str]] = []
    for name, rows in rows_by_name.items():
        model = fitted(
            [rows_by_name[name_of_other] for name_of_other in rows_by_name if not _is_same(name, name_of_other)]
        )
        results["left out"][name] = measures_of(rows, model)
        lines += [[name, kind, *map(str, figures.values())] for kind, figures in results["left out"][name].items()]
        results["sure from"][name] = {kind: _curve(of_kind) for kind, of_kind in _chances(rows, model).items()}
        curves += [[name, kind, *map(str, curve)] for kind, curve in results["sure from"][name].items()]
    model = fitted(list(rows_by_name.values()))
    results["model"] = {**model.weights, "intercept": model.intercept}
    results["all"] = {name: measures_of(rows, VERDICT_MODEL) for name, rows in rows_by_name.items()}
    print(*table(["collection", "kind", "questions", "AUROC", "answered", "unsure"], lines), sep="\n")
    print(
        "\nAnswered, where an answer is sure from:",
        *table(["collection", "kind", *map(str, SURE)], curves),
        sep="\n",
    )
    print(f"\n{ {name: round(weight, 2) for name, weight in results['model'].items()} }")
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(results, indent=2) + "\n")


def _held(assistant: Assistant) -> list[str]:
    """Return tables of the verdicts on the questions that nothing was fitted on, and of those at other numbers."""
    lines: list[list[str]] = []
    curves: list[list[str]] = []
    for name in ("answers_held.jsonl", "near_misses_held.jsonl"):
        texts = [json.loads(line)["question"] for line in (LAY_QUESTIONS / name).read_text("utf-8").splitlines()]
        answers = [assistant.ask(text) for text in texts]
        verdicts = Counter(answer.verdict for answer in answers)
        lines.append([name, str(len(texts)), *(f"{verdicts[verdict] / len(texts):.1%}" for verdict in Verdict)])
        curves.append([name, str(len(texts)), *map(str, _curve([answer.confidence for answer in answers]))])
    return [
        *table(["questions", "count", *Verdict], lines),
        "\nAnswered, where an answer is sure from:",
        *table(["questions", "count", *map(str, SURE)], curves),
    ]


def _forecasts(
    folder: Path, settings: Settings, cache: Path, encoder: Encoder, measured: Mapping[str, Any]
) -> list[str]:
    """Return a table of the errors that builds tell, each with what people's questions measured on that index."""
    lines: list[list[str]] = []
    opened = ((name, assistant) for name, _, _, assistant in _collections(folder, settings, cache, encoder))
    for name, assistant in chain([(BUNDLED, bundled(settings, cache, encoder))], opened):
        told = calibrate(assistant.generation, encoder, settings.answering)
        for asked_of in SAME_ARTICLES if name == BUNDLED else (name,):
            of = measured[asked_of]
            refused = 1 - of[ANSWERED]["answered"] - of[ANSWERED]["unsure"]
            near = next(of[kind]["answered"] for kind in (NEAR, LEFT_OUT) if kind in of)
            other = of[OTHER]["answered"] if OTHER in of else math.nan
            shares = [f"{share:.2f}" for share in (told.refused, refused, told.answered_other, other)]
            lines.append([asked_of, *shares, f"{shares[2]} to {told.answered_near:.2f}", f"{near:.2f}"])
    kinds = ("refused", "other subjects", "near misses")
    return table(["collection", *(f"{kind}{which}" for kind in kinds for which in (", told", ""))], lines)


def fitted(collections: Sequence[Sequence[Asked]]) -> Calibration:
    """Return the model that is fitted on collections; in each the answered count as much as all others together.

    The measures are brought to mean 0 and variance 1, and weights are found by Newton's method on the penalised
    likelihood (Bishop, "Pattern recognition and machine learning", 2006, section 4.3.3).
    """
    names = list(VERDICT_MODEL.weights)
    rows = [(row, weight) for rows in collections for row, weight in zip(rows, _weights(rows), strict=True)]
    measured = np.array([[row.measured[name] for name in names] for row, _ in rows])
    answered = np.array([float(row.kind == ANSWERED) for row, _ in rows])
    weights = np.array([weight for _, weight in rows]) * len(rows) / len(collections)
    mean, spread = measured.mean(axis=0), measured.std(axis=0) + 1e-9
    fit = newton((measured - mean) / spread, answered, weights)
    return replace(
        VERDICT_MODEL,
        weights=dict(zip(names, (fit[:-1] / spread).tolist(), strict=True)),
        intercept=float(fit[-1] - (fit[:-1] * mean / spread).sum()),
    )


def newton(features: Reals, answered: Reals, weights: Reals) -> Reals:
    """Return the coefficients [k + 1] of features [n, k] and, the last, of the intercept, which is not pulled."""
    design = np.column_stack([features, np.ones(len(features))])
    pull = np.diag([*[STRENGTH] * features.shape[1], 0.0])
    estimate = np.zeros(design.shape[1])
    for _ in range(STEPS):
        chances = 1 / (1 + np.exp(-np.clip(design @ estimate, -30, 30)))
        slope = design.T @ (weights * (answered - chances)) - pull @ estimate
        curvature = (design.T * (weights * chances * (1 - chances))) @ design + pull
        estimate = estimate + np.linalg.solve(curvature, slope)
    return estimate


def measures_of(rows: Sequence[Asked], model: Calibration) -> dict[str, dict[str, float]]:
    """Return by kind: questions, AUROC against the answered, the shares answered and unsure."""
    chances = _chances(rows, model)
    return {
        kind: {
            "questions": len(of_kind),
            "AUROC": round(_auroc(chances[ANSWERED], of_kind), 3) if kind != ANSWERED else math.nan,
            "answered": round(float(np.mean([chance >= model.sure for chance in of_kind])), 3),
            "unsure": round(float(np.mean([model.threshold <= chance < model.sure for chance in of_kind])), 3),
        }
        for kind, of_kind in chances.items()
    }


def _chances(rows: Sequence[Asked], model: Calibration) -> dict[str, list[float]]:
    """Return by kind how probably each question is answered."""
    chances: dict[str, list[float]] = {}
    for row in rows:
        chances.setdefault(row.kind, []).append(probability(row.measured, model))
    return chances


def _curve(chances: Sequence[float]) -> list[float]:
    """Return the share of questions that get a sure answer, for each of SURE."""
    return [round(float(np.mean([chance >= sure for chance in chances])), 3) for sure in SURE]


def _auroc(higher: Sequence[float], lower: Sequence[float]) -> float:
    """Return how often one of the first is above one of the second; ties are half (Mann and Whitney, 1947)."""
    apart = np.subtract.outer(np.array(higher), np.array(lower))
    return float((apart > 0).mean() + (apart == 0).mean() / 2)


def _weights(rows: Sequence[Asked]) -> list[float]:
    counts = Counter(row.kind for row in rows)
    degrees = len(counts) - 1
    return [(0.5 if row.kind == ANSWERED else 0.5 / degrees) / counts[row.kind] for row in rows]


def _is_same(one: str, other: str) -> bool:
    return one == other or {one, other} <= set(SAME_ARTICLES)


def _asked(
    folder: Path, settings: Settings, cache: Path, encoder: Encoder
) -> Iterator[tuple[str, Iterable[Asked]]]:
    assistant = bundled(settings, cache, encoder)
    yield BUNDLED, list(_of_gold(assistant))
    yield LAY, list(_of_lay(assistant))
    for name, collection, near, assistant in _collections(folder, settings, cache, encoder):
        yield name, list(_of_collection(collection, near, assistant))


def _collections(
    folder: Path, settings: Settings, cache: Path, encoder: Encoder
) -> Iterator[tuple[str, Collection, list[str], Assistant]]:
    """Yield each collection of the folder: its name, contents, near misses written for it, an assistant."""
    for name in (NEAR_MISSES, SQUAD, COVID):
        archive = folder / f"{name}.tar.xz"
        if not archive.is_file():
            print(f"{archive} is not there: {name} is left out.", flush=True)
            continue
        with tempfile.TemporaryDirectory() as unpacked:
            unpacked_in = unpack(archive, Path(unpacked))
            collection, written = read_collection(unpacked_in), unpacked_in / "unanswerable.jsonl"
            lines = written.read_text(encoding="utf-8").splitlines() if written.is_file() else []
        at = settings.model_copy(update={"index": cache / name})
        index_collection(collection, at.index, encoder=encoder, settings=at.indexing, built=datetime.now(UTC))
        yield name, collection, [json.loads(line)["text"] for line in lines], Assistant.open(at, encoder=encoder)


def _of_gold(assistant: Assistant) -> Iterator[Asked]:
    kinds = {QuestionKind.NEAR_MISS: NEAR, QuestionKind.OTHER_SUBJECT: OTHER}
    for question in read_gold(BUNDLED_GOLD):
        kind = ANSWERED if question.answerable else kinds[question.kind]
        yield _measure(assistant, question.question, kind)


def _of_lay(assistant: Assistant) -> Iterator[Asked]:
    for kind, name in ((ANSWERED, "answers.jsonl"), (NEAR, "near_misses.jsonl")):
        for line in (LAY_QUESTIONS / name).read_text(encoding="utf-8").splitlines():
            yield _measure(assistant, json.loads(line)["question"], kind)


def _of_collection(collection: Collection, near: list[str], assistant: Assistant) -> Iterator[Asked]:
    chosen = random.Random(7)  # noqa: S311 the same sample each time
    for query in _some(chosen, list(collection.judged), QUESTIONS_MOST):
        text = collection.queries[query]
        yield _measure(assistant, text, ANSWERED)
        relevant = [document for document, grade in collection.judged[query].items() if grade > 0]
        if not near and len(relevant) == 1:
            yield _measure(assistant, text, LEFT_OUT, without=relevant[0])
    for text in _some(chosen, near, QUESTIONS_MOST):
        yield _measure(assistant, text, NEAR)
    for text in _some(chosen, list(sample_texts()), OTHERS):
        yield _measure(assistant, text, OTHER)


def _some(chosen: random.Random, texts: list[str], most: int) -> list[str]:
    return chosen.sample(texts, min(most, len(texts)))


def _measure(assistant: Assistant, text: str, kind: str, without: str = "") -> Asked:
    return Asked(
        kind=kind, measured=assistant.gather_evidence(tidy(text), passages=HITS_READ, without=without).measured
    )


if __name__ == "__main__":
    main()
