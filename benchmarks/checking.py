"""How well ``check_text`` tells what is changed from what is only said in other words.

python -m benchmarks.checking             the half that the judge was made on, single misses with --misses
python -m benchmarks.checking --held      totals of the half that it was not made on
python -m benchmarks.checking --witnesses sentences of other articles: verbatim ones, and ones of other fields

`checked_sentences/` has sentences made by hand from the bundled articles, split by article: faithful paraphrases,
and sentences in which one number, unit, denial, subject or time is changed, of the article's own sentence or of a
paraphrase.  "Caught" counts every verdict but verbatim and supported; "named" only "number differs" and
"contradicted"; of faithful sentences "named" are those wrongly accused.
"""

import argparse
import json
import random
import tarfile
import tempfile
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

from benchmarks.corpora import CACHE, COLLECTIONS, bundled
from qa.answering.assistant import Assistant
from qa.answering.checking.checker import check_text
from qa.answering.checking.records import CheckVerdict
from qa.embedding.encoder import Encoder
from qa.embedding.loading import encoder_of
from qa.evaluation.beir import read_collection, unpack
from qa.serving.builds import build_now
from qa.settings import Settings, load_settings

SET = Path(__file__).parent / "checked_sentences"
KINDS = ("faithful", "number", "unit", "negation", "subject", "time")
ACCUSING = (CheckVerdict.NUMBER_DIFFERS, CheckVerdict.CONTRADICTED)
ARTICLES_SAMPLED = 500
OTHER_FIELDS = ("squad-xquad-en", "cranfield")
SENTENCES_OF_FIELD = 500
SEED = 19
TOGETHER = 500
"""Sentences that are checked as one text."""
WORST_FIRST = (
    CheckVerdict.NUMBER_DIFFERS,
    CheckVerdict.CONTRADICTED,
    CheckVerdict.NOT_IN_ARTICLES,
    CheckVerdict.NOT_A_CLAIM,
    CheckVerdict.SUPPORTED,
    CheckVerdict.VERBATIM,
)


def sentences_of(half: str) -> list[dict[str, Any]]:
    """Return the sentences of a half of the set, "dev" or "held"."""
    lines = (SET / f"{half}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def verdicts(assistant: Assistant, texts: Sequence[str]) -> list[CheckVerdict]:
    """Return the verdict on each of some sentences, paragraphs of one text; of one read as several the worst."""
    worst = [CheckVerdict.VERBATIM] * len(texts)
    for first in range(0, len(texts), TOGETHER):
        paragraphs = [" ".join(text.split()) for text in texts[first : first + TOGETHER]]
        ends = list(accumulate(len(paragraph) + 2 for paragraph in paragraphs))
        checked = check_text(assistant, "\n\n".join(paragraphs), seconds_most=600)
        for sentence in checked.sentences:
            place = first + bisect_right(ends, sentence.start)
            worst[place] = min(worst[place], sentence.verdict, key=WORST_FIRST.index)
    return worst


def print_half(assistant: Assistant, half: str, *, misses: bool) -> None:
    """Print the figures of a half of the set by kind of change."""
    rows = sentences_of(half)
    found = verdicts(assistant, [row["text"] for row in rows])
    print(f"{half}: {len(rows)} sentences\n\n| | sentences | " + " | ".join(CheckVerdict) + " | caught | named |")
    print("|---" * (len(CheckVerdict) + 4) + "|")
    for kind in KINDS:
        counts = Counter(verdict for row, verdict in zip(rows, found, strict=True) if row["kind"] == kind)
        total = counts.total()
        caught = sum(count for verdict, count in counts.items() if not verdict.passes) / total
        named = sum(counts[verdict] for verdict in ACCUSING) / total
        shown = " | ".join(str(counts[verdict]) for verdict in CheckVerdict)
        print(f"| {kind} | {total} | {shown} | {caught:.1%} | {named:.1%} |")
    if misses and half == "dev":
        for row, verdict in zip(rows, found, strict=True):
            if verdict.passes != (row["kind"] == "faithful"):
                print(f"{row['kind']} {verdict}: {row['text']}")


def print_witnesses(assistant: Assistant, settings: Settings, encoder: Encoder) -> None:
    """Print how many sentences of a sample are verbatim in its own index, and of other fields in no article."""
    sampled = _sample(settings, encoder)
    texts = [
        text
        for article in sampled.generation.store.articles()
        for passage in sampled.generation.store.passages_of(article.id)
        for sentence in passage.sentences
        if any(map(str.isalnum, text := article.text[sentence.start : sentence.end]))
    ]
    found = verdicts(sampled, texts)
    _print_counts(f"sentences of {ARTICLES_SAMPLED} articles of medquad, in their own index", Counter(found))
    for text, verdict in zip(texts, found, strict=True):
        if verdict is not CheckVerdict.VERBATIM:
            print(f"{verdict}: {text}")
    for name in OTHER_FIELDS:
        texts = list(_sentences_of_field(name))
        _print_counts(f"sentences of {name}, in the bundled articles", Counter(verdicts(assistant, texts)))


def _print_counts(of_what: str, counts: Counter[CheckVerdict]) -> None:
    total = counts.total()
    shown = ", ".join(f"{verdict} {counts[verdict]} ({counts[verdict] / total:.2%})" for verdict in CheckVerdict)
    print(f"{total} {of_what}: {shown}")


def _sample(settings: Settings, encoder: Encoder) -> Assistant:
    """Return an assistant over a random sample of the collection's articles, its index kept in the cache."""
    own = settings.model_copy(
        update={"index": CACHE / "medquad-checked", "corpus": CACHE / "medquad-checked-corpus"}
    )
    own.corpus.mkdir(parents=True, exist_ok=True)
    with tarfile.open(COLLECTIONS / "medquad-articles.tar.xz") as archive:
        names = sorted(name for name in archive.getnames() if name.endswith(".md"))
        chosen = set(random.Random(SEED).sample(names, ARTICLES_SAMPLED))  # noqa: S311 - a sample, no secret
        for member in archive:
            content = archive.extractfile(member) if member.name in chosen else None
            if content:
                (own.corpus / Path(member.name).name).write_bytes(content.read())
    build_now(own, encoder)
    return Assistant.open(own, encoder=encoder)


def _sentences_of_field(name: str) -> Iterator[str]:
    """Yield a sentence of each of some documents of a collection."""
    with tempfile.TemporaryDirectory() as folder:
        collection = read_collection(unpack(COLLECTIONS / f"{name}.tar.xz", Path(folder)))
    for article in collection.articles[:SENTENCES_OF_FIELD]:
        sentence = article.text.rpartition("\n")[2].split(". ")[0].strip()
        if len(sentence.split()) >= 6:
            yield f"{sentence.rstrip('.')}."


def main() -> None:
    """Print what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--held", action="store_true", help="the held half, totals only")
    parser.add_argument("--misses", action="store_true", help="also list the misses of the half looked at")
    parser.add_argument("--witnesses", action="store_true", help="sentences of other articles and other fields")
    arguments = parser.parse_args()
    settings = load_settings(corpus=SET.parent.parent / "corpus")
    encoder = encoder_of(settings, convert=True)
    assistant = bundled(settings, CACHE, encoder)
    if arguments.witnesses:
        print_witnesses(assistant, settings, encoder)
    else:
        print_half(assistant, "held" if arguments.held else "dev", misses=arguments.misses)


if __name__ == "__main__":
    main()
