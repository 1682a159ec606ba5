"""Measures one tuned number at several values: nDCG@10 of each collection, the bundled and the lay questions.

usage: python -m benchmarks.tuning NUMBER VALUE... [--collections DIR] [--cache DIR]

Of the lay questions it is the share whose answer is in the first thing shown.  A folder without collections leaves
these out.

    python -m benchmarks.tuning retrieval.hybrid.WEIGHTS.feedback 0 0.5 1 1.5
    python -m benchmarks.tuning settings.dense_weight 0.5 0.6 0.7

NUMBER is a constant of qa/answering, by its module and name, a field of a record that is one, or a setting of
answering.  The value that it has is measured first.  Numbers of the verdict (abstention, evaluation.calibration)
are fitted by each build.
"""

import argparse
import importlib
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.corpora import CACHE, COLLECTIONS, PROJECT, bundled, collections_in
from benchmarks.tables import table
from qa.answering.assistant import Assistant
from qa.embedding.encoder import Encoder
from qa.embedding.loading import encoder_of
from qa.evaluation.answers import BUNDLED_ANSWERS, HELD_FIRST, evaluate_answers, read_answers
from qa.evaluation.beir import Collection, evaluate_collection
from qa.evaluation.gold import BUNDLED_GOLD, read_gold
from qa.evaluation.measures import HIT_IN_FIRST, MARKED, REFUSED
from qa.evaluation.run import evaluate
from qa.settings import Answering, load_settings

NDCG = "nDCG@10"
OF_THE_BUNDLED = (NDCG, HIT_IN_FIRST, MARKED, REFUSED)


def main() -> None:
    """Measure it at each value and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("number", help="as in retrieval.hybrid.WEIGHTS.feedback or settings.dense_weight")
    parser.add_argument("values", nargs="+", type=float)
    parser.add_argument("--collections", type=Path, default=COLLECTIONS)
    parser.add_argument("--cache", type=Path, default=CACHE)
    options = parser.parse_args()
    settings = load_settings(corpus=PROJECT / "corpus")
    encoder = encoder_of(settings, convert=True)
    indexed = list(collections_in(options.collections, settings, options.cache, encoder))
    articles = bundled(settings, options.cache, encoder)
    names = [name for name, _, _ in indexed]
    means = ["mean"] if names else []
    header = [
        options.number,
        *names,
        *means,
        *(f"bundled {measure}" for measure in OF_THE_BUNDLED),
        "lay, held first",
    ]
    print(*table(header, []), sep="\n", flush=True)
    number = _Number(options.number)
    for value in dict.fromkeys([number.standing(settings.answering), *options.values]):
        answering = number.set_to(value, settings.answering)
        gains = [_ndcg(collection, _again(assistant, encoder, answering)) for _, collection, assistant in indexed]
        again = _again(articles, encoder, answering)
        measures = evaluate(again, read_gold(BUNDLED_GOLD)).measures
        lay = evaluate_answers(again, read_answers(BUNDLED_ANSWERS)).figures[HELD_FIRST]
        mean = [sum(gains) / len(gains)] if gains else []
        figures = [*gains, *mean, *(measures[name].value for name in OF_THE_BUNDLED), lay]
        print(table([str(value), *(f"{figure:.4f}" for figure in figures)], [])[0], flush=True)


class _Number:
    """A tuned number: a constant of a module, a field of a record that is one, or a setting."""

    def __init__(self, name: str) -> None:
        self._home, _, self._name = name.rpartition(".")
        home, _, record = self._home.rpartition(".")
        self._record = record if record.isupper() else ""
        if self._record:
            self._home = home

    def standing(self, answering: Answering) -> float:
        """Return the value that it has."""
        if self._home == "settings":
            return float(getattr(answering, self._name))
        return float(getattr(self._holder(), self._name))

    def set_to(self, value: float, answering: Answering) -> Answering:
        """Give it a value of the kind that it has; return the settings to answer with."""
        if self._home == "settings":
            return answering.model_copy(update={self._name: type(getattr(answering, self._name))(value)})
        alike = type(getattr(self._holder(), self._name))(value)
        if self._record:
            setattr(self._module(), self._record, replace(self._holder(), **{self._name: alike}))
        else:
            setattr(self._module(), self._name, alike)
        return answering

    def _holder(self) -> Any:
        return getattr(self._module(), self._record) if self._record else self._module()

    def _module(self) -> Any:
        return importlib.import_module(f"qa.answering.{self._home}")


def _again(assistant: Assistant, encoder: Encoder, answering: Answering) -> Assistant:
    """Return an assistant over the same articles that has answered nothing yet."""
    return Assistant(assistant.generation, encoder, answering)


def _ndcg(collection: Collection, assistant: Assistant) -> float:
    return float(evaluate_collection(assistant, collection, [NDCG]).measures[NDCG].value)


if __name__ == "__main__":
    main()
