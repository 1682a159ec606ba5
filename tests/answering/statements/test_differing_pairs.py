"""Of two articles it is told whether they agree, differ on one thing, or speak of two; and what supports what."""

import json
import re

import numpy as np
import pytest

from qa.answering.statements.sentences import PassageSentences, every_answering
from qa.indexing.chunking import sentences_of
from qa.reading.article import compose
from qa.reading.document import Details, Document, DocumentBlock
from qa.records import Article, Passage, Statement
from tests.answering.statements.test_sentences import FEW, ITEM, PARAGRAPH, asked_of
from tests.answering.warnings.test_advice import citing
from tests.conftest import PROJECT
from tests.support.telling import statements

FILE = PROJECT / "tests" / "answering" / "statements" / "differing_pairs.jsonl"
PAIRS = [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]
"""Pairs written by hand: two sentences with the ``titles`` of their articles, and what one ``is`` to the other:
the ``same``, one that they ``differ`` on, ``unrelated``, or ``part``: the second says a part of the first."""
PAIRS_LEAST = 110


def stems(text: str) -> list[str]:
    return [re.sub("(ing|s)$", "", word) for word in re.findall(r"[^\W_]+", text.casefold()) if word not in FEW]


def article(name: str, title: str, text: str) -> Article:
    kind, level = ITEM if "; " in text else PARAGRAPH
    draft = Document(
        blocks=(DocumentBlock(kind=kind, text=text, level=level),), details=Details(title=title, language="en")
    )
    return compose(draft, article_id=name, source=name)


def found(of: Article) -> PassageSentences:
    """Return an article as one passage, its sentences near those of every other."""
    spans = tuple(each for section in of.sections for block in section.blocks for each in sentences_of(of, block))
    start, end = spans[0].start, spans[-1].end
    passage = Passage(
        id=0,
        first_sentence=0,
        article_id=of.id,
        ordinal=0,
        headings=(),
        start=start,
        end=end,
        text=of.text[start:end],
        sentences=spans,
    )
    return PassageSentences(passage, of, np.array([[1, 0]] * len(spans), dtype=np.float32), stems)


def told(texts: tuple[str, str], titles: tuple[str, str]) -> list[Statement]:
    """Return what two articles of one sentence each say to a question in the words of the first."""
    both = {name: article(name, *each) for name, each in zip("ab", zip(titles, texts, strict=True), strict=True)}
    asked = asked_of(f"{titles[0]} {texts[0]}")
    every = [each for of in both.values() for each in every_answering(found(of), asked)]
    return statements(
        every, asked, stems=stems, cite=citing(), is_copy=str.__eq__, witnesses=every, article_of=both.__getitem__
    )


def relation(given: list[Statement]) -> set[str]:
    """Return ``differ`` where articles are shown as differing, ``same`` where one sentence is cited to both."""
    makers = [
        {citation.article_id for citation in each.citations}
        for statement in given
        for each in (statement.variants or (statement,))
    ]
    return {"differ" for each in given if each.variants} | {"same" for each in makers if len(each) > 1}


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair['field']}: {pair['one']} {pair['other']}")
def test_two_articles_agree_differ_or_speak_of_two_things(pair: dict[str, str]) -> None:
    """Whichever comes first; and a sentence that says a part of another is no support for the whole of it."""
    texts, titles = (pair["one"], pair["other"]), (pair["titles"][0], pair["titles"][1])

    for given in (told(texts, titles), told(texts[::-1], titles[::-1])):
        assert given
        if pair["is"] == "part":
            assert "differ" not in relation(given)
            assert all(each.support == 1 for each in given if each.text == pair["one"])
        else:
            assert relation(given) == ({pair["is"]} if pair["is"] != "unrelated" else set())


def test_there_are_many_pairs_of_each_kind() -> None:
    """Of what differs, agrees, is unrelated or a part, in several fields."""
    assert len(PAIRS) >= PAIRS_LEAST
    for kind in ("same", "differ", "unrelated"):
        assert len({pair["field"] for pair in PAIRS if pair["is"] == kind}) >= 4
    assert sum(pair["is"] == "part" for pair in PAIRS) >= 6
