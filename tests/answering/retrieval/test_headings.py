"""Titles and headings become vectors, each once."""

from collections.abc import Sequence

import numpy as np
import pytest

from qa.answering.retrieval import headings
from qa.answering.retrieval.headings import HeadingVectors, above
from qa.embedding.encoder import EncodedQuestion
from tests.support.fakes import FakeEncoder


class CountingEncoder(FakeEncoder):
    """Remembers what it was asked to encode."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def encode_questions(self, questions: Sequence[str]) -> list[EncodedQuestion]:
        self.asked += questions
        return super().encode_questions(questions)


def test_each_heading_is_encoded_once() -> None:
    """Also one that is asked for twice at once; the vectors are in the order asked for."""
    encoder = CountingEncoder()
    vectors = HeadingVectors(encoder)
    first = vectors(["Backs: Rest", "Knees", "Backs: Rest"])
    again = vectors(["Knees", "Backs: Rest", "Hips"])

    assert encoder.asked == ["Backs: Rest", "Knees", "Hips"]
    assert np.array_equal(first[0], first[2])
    assert np.array_equal(first[1], again[0])
    assert np.array_equal(again[2], FakeEncoder().encode_questions(["Hips"])[0].vector)


def test_no_more_than_so_many_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """The earlier ones are made again."""
    monkeypatch.setattr(headings, "HEADINGS_KEPT", 2)
    encoder = CountingEncoder()
    vectors = HeadingVectors(encoder)
    for heading in ("Rest", "Heat", "Walks", "Rest"):
        vectors([heading])

    assert encoder.asked == ["Rest", "Heat", "Walks", "Rest"]


def test_what_stands_above_names_the_article_once() -> None:
    """The opening has its title alone."""
    assert above("Backs", ("Treatment", "Rest")) == "Backs: Rest"
    assert above("Backs", ("Backs",)) == above("Backs", ()) == "Backs"
