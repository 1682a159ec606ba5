"""Every sentence of a generation's articles on when to get help, with its vector."""

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from qa.answering.statements.sentences import PassageSentences
from qa.answering.warnings.how_soon import how_soon
from qa.embedding.encoder import Vectors
from qa.indexing.generations import Generation
from qa.records import SectionKind, Urgency

ROWS_AT_A_TIME = 8192
"""Vectors converted from fp16 at a time: some MB."""

HelpSentencePlace = tuple[PassageSentences, int]
"""A sentence: its passage, and its place there."""


class HelpSentences:
    """The sentences of the sections on getting help; nothing is read until a question needs it."""

    def __init__(self, generation: Generation, read_passage: Callable[[int], PassageSentences]) -> None:
        """Look up the passages on getting help; ``read_passage`` reads a passage by its id."""
        self._generation = generation
        self._read_passage = read_passage
        self._ids = generation.store.passages_of_kind(SectionKind.WHEN_TO_GET_HELP)

    def __bool__(self) -> bool:
        """Tell whether there are any."""
        return bool(self._ids)

    def nearest(self, to: Vectors, *, articles: Collection[str] | None = None) -> Iterator[HelpSentencePlace]:
        """Yield sentences of all or the given articles by cosine to the nearest of unit vectors [n, dimension]."""
        if not self._ids:
            return
        passages, places, vectors = self._rows
        only = None if articles is None else set(self._generation.store.passage_ids_of(frozenset(articles)))
        chosen = np.flatnonzero(np.isin(passages, list(only))) if only is not None else np.arange(len(passages))
        cosines = np.concatenate(
            [
                (vectors[chosen[first : first + ROWS_AT_A_TIME]].astype(np.float32) @ to.T).max(axis=1)
                for first in range(0, len(chosen), ROWS_AT_A_TIME)
            ]
            or [np.empty(0, np.float32)]
        )
        for number in chosen[np.argsort(-cosines, kind="stable")].tolist():
            passage, place = self._read_passage(int(passages[number])), int(places[number])
            if passage.is_about_help and place in passage.alone:
                yield passage, place

    @cached_property
    def _rows(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float16]]:
        """For each sentence the id of its passage, its place there, and its vector [sentences, dimension]."""
        first = self._generation.first_sentence
        counts = [int(first[passage_id + 1] - first[passage_id]) for passage_id in self._ids]
        vectors = [
            self._generation.sentences[int(first[passage_id]) : int(first[passage_id + 1])].astype(np.float16)
            for passage_id in self._ids
        ]
        places = np.concatenate([np.arange(count) for count in counts])
        return np.repeat(self._ids, counts), places, np.concatenate(vectors)


def urgency_of(passage: PassageSentences, place: int) -> Urgency | None:
    """Return how soon a sentence says to get help: by its words, the lines above it, or its headings."""
    return how_soon(passage.places[place].text, list(_above(passage, place)))


def _above(passage: PassageSentences, place: int) -> Sequence[str]:
    lines = [passage.places[above].text for above in reversed(passage.context(place))]
    before = (
        [sentence.text for sentence in passage.places[:place][::-1] if not sentence.block.depth]
        if passage.places[place].block.depth
        else []
    )
    return [*lines, *before[:1], *reversed(passage.passage.headings)]
