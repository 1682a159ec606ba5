"""Phrases of a question get what articles also call the same thing."""

import pytest

from qa.answering.question.query_expansion import QueryExpander
from qa.indexing.vocabulary import Pair, Vocabulary
from tests.answering.question.test_spelling import WORDS

SLIPPED = Pair(one="herniated disc", other="slipped disc", count=5)
ANTI = Pair(one="NSAIDs", other="nonsteroidal anti-inflammatory drugs", count=2)
IMMUNE = Pair(one="AIDS", other="immune deficiency", count=2)
WORN = Pair(one="osteoarthritis", other="wear-and-tear arthritis", count=1)
RUPTURED = Pair(one="herniated disc", other="ruptured disc", count=1)
BROKEN = Pair(one="broken disc", other="herniated disc", count=1)
ACHE = Pair(one="ache", other="pain", count=1)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("is a slipped disc bad", [("slipped disc", "herniated disc")]),
        ("Slipped Discs?", [("Slipped Discs", "herniated disc")]),
        ("herniated disc", [("herniated disc", "slipped disc"), ("herniated disc", "broken disc")]),
        ("slipped or herniated disc", [("herniated disc", "broken disc")]),
        ("disc slipped", []),
        ("nsaids or NSAID", [("nsaids", ANTI.other), ("NSAID", ANTI.other)]),
        ("nonsteroidal anti-inflammatory drug", [("nonsteroidal anti-inflammatory drug", "NSAIDs")]),
        ("is AIDS bad", [("AIDS", "immune deficiency")]),
        ("hearing aids", []),
        ("WHAT ARE HEARING AIDS", []),
        ("wear-and-tear arthritis", [("wear-and-tear arthritis", "osteoarthritis")]),
        ("wear and tear arthritis", [("wear and tear arthritis", "osteoarthritis")]),
        ("pain", []),
        ("my ache", [("ache", "pain")]),
        ("slipped disc herniated", []),
        ("", []),
        ("?!", []),
    ],
)
def test_phrases_of_a_question_get_their_other_names(question: str, expected: list[tuple[str, str]]) -> None:
    """The longest phrase is expanded, in either number, by names that the question does not have yet."""
    pairs = (SLIPPED, ANTI, IMMUNE, BROKEN, RUPTURED, WORN, ACHE)
    expander = QueryExpander(Vocabulary(words=dict.fromkeys(WORDS.split(), 101), neighbours=(), pairs=pairs))

    expansions = expander.expand(question)

    assert [(expansion.phrase, expansion.counterpart) for expansion in expansions] == expected


def test_an_empty_vocabulary_expands_nothing() -> None:
    """Where no article explains a phrase, none has a synonym."""
    assert QueryExpander(Vocabulary(words={}, neighbours=(), pairs=())).expand("a slipped disc") == ()
