"""Definitions that the glossary would show, at random, to be judged by reading; and how long it takes to find all.

usage: python -m benchmarks.glossary [--seed N] [--count N] [--short-forms] [--sources NAME …]

The rules of ``qa/answering/glossary`` were made on the bundled articles, on squad2-near-misses and covid-faq, and
on four of the nine sources of MedQuAD (GHR, NIDDK, NHLBI, CDC).  What is printed comes from the other five, and
from four collections that no rule was made on.  One line for each: its number, its collection, the term that would
be marked, and the quotation.
"""

import argparse
import random
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from time import process_time

from benchmarks.corpora import COLLECTIONS
from qa.answering.glossary.lookup import Glossary
from qa.evaluation.beir import read_collection, unpack
from qa.reading.corpus import read, scan
from qa.records import Article

MADE_ON = ("GHR", "NIDDK", "NHLBI", "CDC")
"""Sources of MedQuAD that the rules were made on."""
WITNESSES = ("squad-xquad-en", "cranfield", "scifact", "nfcorpus-dev")
MEDQUAD = "medquad-articles"


def main(arguments: Sequence[str] | None = None) -> None:
    """Print random definitions, and the time that finding all of them took."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seed", type=int, default=18)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--short-forms", action="store_true", help="short forms instead of sentences")
    parser.add_argument("--sources", nargs="*", help="only these; by default all that no rule was made on")
    options = parser.parse_args(arguments)
    articles = {name: list(group) for name, group in _collections(COLLECTIONS)}
    wanted = options.sources or [name for name in articles if name not in MADE_ON]
    found: list[tuple[str, str, str]] = []
    for name in wanted:
        by_id = {article.id: article for article in articles[name]}
        glossary = Glossary(articles[name], by_id.__getitem__)
        for term, definition in glossary.definitions():
            if definition.is_sentence is not options.short_forms:
                quote = by_id[definition.article_id].text[definition.start : definition.end]
                found.append((name, term, " ".join(quote.split())))
    found.sort()
    kind = "short forms" if options.short_forms else "terms defined by a sentence"
    print(f"{len(found)} {kind} in {sum(len(articles[name]) for name in wanted)} articles")
    chosen = random.Random(options.seed).sample(found, min(options.count, len(found)))  # noqa: S311 - not secret
    for number, (name, term, quote) in enumerate(chosen, start=1):
        print(f"{number}\t{name}\t[{term}]\t{quote}")
    every = list(chain.from_iterable(articles.values()))
    started = process_time()
    count = len(Glossary(every, {article.id: article for article in every}.__getitem__))
    print(f"{count} terms in {len(every)} articles, found in {process_time() - started:.1f} s of processor time")


def _collections(folder: Path) -> Iterator[tuple[str, Iterator[Article]]]:
    """Yield the sources of MedQuAD and the other collections, each with its articles."""
    with tempfile.TemporaryDirectory() as unpacked:
        with tarfile.open(folder / f"{MEDQUAD}.tar.xz") as archive:
            archive.extractall(unpacked, filter="data")
        for source in sorted(path for path in Path(unpacked).iterdir() if path.is_dir()):
            yield source.name, _read(source)
    for name in WITNESSES:
        with tempfile.TemporaryDirectory() as unpacked:
            yield name, iter(read_collection(unpack(folder / f"{name}.tar.xz", Path(unpacked))).articles)


def _read(folder: Path) -> Iterator[Article]:
    outcomes = (read(folder, name).outcome for name in scan(folder))
    return (outcome for outcome in outcomes if isinstance(outcome, Article))


if __name__ == "__main__":
    main()
