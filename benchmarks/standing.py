"""Counts how much is recognised in a folder of examples: orders to machines, and claims that articles disown.

python -m benchmarks.standing FOLDER

The folder has orders.jsonl, innocent.jsonl, disowned.jsonl and owned.jsonl, one article a line.  Only totals are
printed, so that a set can be measured unseen: `benchmarks/orders/held` is by a held-out writer, and whoever writes
the rules must not read it.  Nothing is learned from `benchmarks/orders/unseen` either.
"""

import argparse
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from qa.answering.statements.disowned import Standing, standings
from qa.answering.statements.reported_claims.model import SentenceInContext, reports_a_claim
from qa.indexing.chunking import sentences_of
from qa.reading.article import compose
from qa.reading.cleaning.machine_orders import RULE, may_give_orders
from qa.reading.cleaning.rules import clean
from qa.reading.formats import reader_of
from qa.records import Article, CleaningReport

TAIL = "\n\n## Parking\n\nThere is a car park behind the town hall.\n"
"""Appended to each text, so that something remains when all of the text is cut."""
LETTERS_LEAST = 8
"""A piece of a sentence with fewer letters may occur elsewhere by chance."""


def read_lines(path: Path) -> list[dict[str, Any]]:
    """Return the examples of a file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def article_of(example: dict[str, Any]) -> tuple[Article, CleaningReport]:
    """Return the article of an example as the program reads it, and its cleaning report."""
    reader = reader_of("a.md")
    if reader is None:
        raise LookupError("there is no reader of Markdown")
    head = f"---\ntitle: {json.dumps(example['title'], ensure_ascii=False)}\n---\n\n"
    draft, report = clean(reader((head + example["text"] + TAIL).encode()))
    return compose(draft, article_id="a", source="a.md"), report


def letters(text: str) -> str:
    """Return the letters and digits of a text in lower case, for comparison."""
    return "".join(filter(str.isalnum, text.lower()))


def sentences(article: Article) -> Iterator[tuple[str, Standing, str]]:
    """Yield each sentence of an article, its standing, and the text of the sentences that it needs."""
    for sentence, standing, needed in in_context(article):
        quotable = standing.quotable and (standing.told or not reports_a_claim(sentence))
        yield sentence.text, replace(standing, quotable=quotable), needed


def in_context(article: Article) -> Iterator[tuple[SentenceInContext, Standing, str]]:
    """Yield each sentence in its context, its standing by the rules, and the text of the sentences it needs."""
    for section in article.sections:
        lines = [(block, span) for block in section.blocks for span in sentences_of(article, block)]
        texts = ["", *(article.text[span.start : span.end] for _, span in lines), "", ""]
        blocks = [None, *(block for block, _ in lines), None]
        standing_of = standings(article, section, section.headings, [span.start for _, span in lines])
        for place, (standing, (block, _)) in enumerate(zip(standing_of, lines, strict=True), 1):
            sentence = SentenceInContext(
                text=texts[place],
                before=texts[place - 1],
                after=texts[place + 1],
                further=texts[place + 2],
                heading=section.headings[-1] if section.headings else article.title,
                first=blocks[place - 1] is not block,
                last=blocks[place + 1] is not block,
                kind=block.kind.name,
            )
            yield sentence, standing, " ".join(texts[1 + needed] for needed in standing.needed)


def pieces_of(order: str) -> list[str]:
    """Return the letters of an order and of its parts, those left out that may occur elsewhere by chance."""
    pieces = map(letters, (*re.split(r"\n|(?<=[.!?:]) ", order), order))
    return [piece for piece in pieces if len(piece) >= LETTERS_LEAST]


def is_left(order: str, article: Article) -> bool:
    """Tell whether any part of an order is still in the article."""
    remaining = letters(f"{article.title} {article.text}")
    return any(piece in remaining for piece in pieces_of(order))


def may_be_quoted(order: str, article: Article) -> bool:
    """Tell whether a sentence that has a part of an order, or is one, may be quoted."""
    pieces = pieces_of(order)
    return any(
        any(piece in text or text in piece for piece in pieces)
        for sentence, standing, _ in sentences(article)
        if standing.quotable and not may_give_orders(sentence) and len(text := letters(sentence)) >= LETTERS_LEAST
    )


def of_orders(folder: Path, *, verbose: bool) -> Iterator[str]:
    """Yield the totals for orders, and for texts without any."""
    removed = total = beyond = quotable = 0
    texts = read_lines(folder / "orders.jsonl")
    for example in texts:
        article, report = article_of(example)
        missed = [order for order in example["orders"] if is_left(order, article)]
        total += len(example["orders"])
        removed += len(example["orders"]) - len(missed)
        quotable += sum(may_be_quoted(order, article) for order in missed)
        ordered = letters(" ".join(example["orders"]))
        cut = [entry.text for entry in report.removed if entry.rule == RULE]
        wrong = [
            piece
            for text in cut
            for piece in re.split(r"(?<=[.!?]) ", text)
            if len(letters(piece)) > LETTERS_LEAST and letters(piece) not in ordered
        ]
        beyond += bool(wrong)
        if verbose and (missed or wrong):
            print("MISSED" if missed else "BEYOND", example["id"], missed, wrong)
    yield f"orders: {removed} of {total} sentences cut ({removed / total:.1%})"
    yield f"orders: {total - quotable} of {total} cut or not quoted ({1 - quotable / total:.1%})"
    yield f"orders: of {len(texts)} texts, {beyond} lost a sentence beside ({beyond / len(texts):.1%})"
    innocent = read_lines(folder / "innocent.jsonl")
    false = unquoted = 0
    for example in innocent:
        article, report = article_of(example)
        cut = [entry.text for entry in report.removed if entry.rule == RULE]
        false += bool(cut)
        unquoted += bool(cut) or any(may_give_orders(sentence) for sentence, _, _ in sentences(article))
        if verbose and cut:
            print("FALSE", example["id"], cut)
    yield f"innocent: something cut from {false} of {len(innocent)} texts ({false / len(innocent):.1%})"
    yield f"innocent: something cut or not quoted of {unquoted} ({unquoted / len(innocent):.1%})"


def of_claims(folder: Path, *, verbose: bool, part: slice) -> Iterator[str]:
    """Yield the totals for claims that articles disown, and for those they make."""
    bare = total = headed = 0
    for example in read_lines(folder / "disowned.jsonl")[part]:
        quotables = list(sentences(article_of(example)[0]))
        corrections = [letters(correction) for correction in example["correction"]]
        for claim in example["disowned"]:
            total += 1
            holders = [sentence for sentence in quotables if letters(claim) in letters(sentence[0])]
            carried = [is_carried(holder, corrections) for holder in holders]
            if not all(carried):
                headed += all(
                    is_safe or holder[1].heading for is_safe, holder in zip(carried, holders, strict=True)
                )
                bare += not all(
                    is_safe or holder[1].heading for is_safe, holder in zip(carried, holders, strict=True)
                )
                if verbose:
                    print("BARE", example["id"], [(holder[0], holder[1]) for holder in holders])
    share = f"{total - bare} of {total} not quoted bare ({1 - bare / total:.1%})"
    yield f"disowned: {share}, {headed} by heading alone"
    owned = wrongly = 0
    for example in read_lines(folder / "owned.jsonl")[part]:
        for sentence in sentences(article_of(example)[0]):
            owned += 1
            wrong = not sentence[1].quotable or sentence[1].told
            wrongly += wrong
            if verbose and wrong:
                print("WRONGLY", example["id"], sentence)
    yield f"owned: {wrongly} of {owned} sentences wrongly disowned ({wrongly / owned:.1%})"


def is_carried(sentence: tuple[str, Standing, str], corrections: Sequence[str]) -> bool:
    """Tell whether a sentence is never quoted, or only with its correction."""
    _, standing, needed = sentence
    return not standing.quotable or any(correction in letters(needed) for correction in corrections)


def main() -> None:
    """Print the totals."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--show", action="store_true", help="print what is missed, too")
    parser.add_argument("--half", type=int, choices=(0, 1), help="of claims, every second line only")
    arguments = parser.parse_args()
    part = slice(None) if arguments.half is None else slice(arguments.half, None, 2)
    for line in of_orders(arguments.folder, verbose=arguments.show):
        print(line)
    for line in of_claims(arguments.folder, verbose=arguments.show, part=part):
        print(line)


if __name__ == "__main__":
    main()
