"""The sentence of a passage that answers is found by its vector and its words."""

from collections.abc import Sequence
from itertools import accumulate

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from qa.answering.attribution import WORDS_WEIGHT, answering_sentence
from qa.indexing.vectors import Vectors
from qa.records import Passage, Sentence

BEFORE = 100
"""Where the passages here begin in their article."""
QUESTION: Vectors = np.array([1, 0], dtype=np.float32)


def passage_of(texts: Sequence[str]) -> Passage:
    """Return a passage of sentences with a space between, some way into its article."""
    starts = accumulate((len(text) + 1 for text in texts), initial=BEFORE)
    text = " ".join(texts)
    return Passage(
        id=0,
        first_sentence=0,
        article_id="backs",
        ordinal=0,
        headings=(),
        start=BEFORE,
        end=BEFORE + len(text),
        text=text,
        sentences=tuple(Sentence(start=start, end=start + len(text)) for text, start in zip(texts, starts)),  # noqa: B905 - one start more
    )


def vectors_at(cosines: Sequence[float]) -> NDArray[np.float16]:
    """Return unit vectors at the given cosines with the question."""
    return np.array([[cosine, (1 - cosine**2) ** 0.5] for cosine in cosines], dtype=np.float16)


def answer(cosines: dict[str, float], *, shares: dict[str, float] | None = None) -> str:
    """Return the sentence that answers; each is given with its cosine, and with its share of the words."""
    passage = passage_of(list(cosines))
    known = shares or {}
    found = answering_sentence(
        passage, vectors_at(list(cosines.values())), QUESTION, words_share=lambda text: known.get(text, 0.0)
    )
    return passage.text[found.start - passage.start : found.end - passage.start]


def test_the_nearest_sentence_answers() -> None:
    """Where the words tell nothing apart, the greatest cosine wins, wherever it stands."""
    assert answer({"Rest.": 0.1, "Walk.": 0.8, "Sleep.": 0.7}) == "Walk."
    assert answer({"Rest.": -0.1, "Walk.": -0.8, "Sleep.": -0.7}) == "Rest."


def test_the_sentence_with_the_words_answers() -> None:
    """Where the vectors tell nothing apart, the greatest share of the question's words wins."""
    cosines = dict.fromkeys(["Rest.", "Walk.", "Sleep."], 0.5)

    assert answer(cosines, shares={"Walk.": 0.2, "Sleep.": 0.9}) == "Sleep."


@pytest.mark.parametrize(("further", "expected"), [(-0.1, "Walk."), (0.1, "Sleep.")])
def test_words_weigh_against_the_cosine(further: float, expected: str) -> None:
    """All the words make up for a cosine that is less by their weight, and not for more."""
    cosines = {"Walk.": 0.2, "Sleep.": 0.2 + WORDS_WEIGHT + further}

    assert answer(cosines, shares={"Walk.": 1.0}) == expected


def test_the_first_of_equals_answers() -> None:
    """Sentences that nothing tells apart are taken in the order of the text."""
    assert answer({"Rest.": 0.5, "Walk.": 0.5}) == "Rest."


def test_a_lead_in_never_answers_beside_others() -> None:
    """A line that only leads into a list is passed over, however near it is."""
    cosines = {"These help:": 1.0, "Walking": 0.2, "Rest": 0.1}

    assert answer(cosines, shares={"These help:": 1.0}) == "Walking"


def test_a_lead_in_alone_answers() -> None:
    """A passage of nothing but lead-ins still has a sentence to show."""
    assert answer({"These help:": 0.1, "At night:": 0.4}) == "At night:"


@given(st.lists(st.tuples(st.floats(-1, 1), st.floats(0, 1), st.booleans()), min_size=1, max_size=8))
def test_no_other_sentence_scores_higher(drawn: list[tuple[float, float, bool]]) -> None:
    """The oracle: of the sentences that are no lead-ins, or of all, the first with the greatest sum."""
    texts = [f"word{place}{':' if is_lead_in else '.'}" for place, (_, _, is_lead_in) in enumerate(drawn)]
    vectors = vectors_at([cosine for cosine, _, _ in drawn])
    shares = dict(zip(texts, (share for _, share, _ in drawn), strict=True))
    passage = passage_of(texts)

    found = answering_sentence(passage, vectors, QUESTION, words_share=shares.__getitem__)

    eligible = [text for text in texts if text.endswith(".")] or texts
    sums = {text: float(vectors[texts.index(text), 0]) + WORDS_WEIGHT * shares[text] for text in eligible}
    assert passage.sentences[texts.index(max(eligible, key=sums.__getitem__))] == found
