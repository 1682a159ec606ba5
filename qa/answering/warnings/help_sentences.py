"""All that the articles of a generation say on when to get help, sentence by sentence, with vectors at hand."""

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
"""Vectors that are taken out of 16 bits at a time, some MB."""

HelpSentencePlace = tuple[PassageSentences, int]
"""A sentence: its passage, and its place there."""


class HelpSentences:
    """The sentences of the sections on getting help; nothing is read until a question needs it."""

    def __init__(self, generation: Generation, found: Callable[[int], PassageSentences]) -> None:
        """Look up which passages they are; ``found`` reads one by its id."""
        self._generation = generation
        self._found = found
        self._ids = generation.store.passages_of_kind(SectionKind.WHEN_TO_GET_HELP)

    def __bool__(self) -> bool:
        """Tell whether there are any."""
        return bool(self._ids)

    def nearest(self, to: Vectors, *, articles: Collection[str] | None = None) -> Iterator[HelpSentencePlace]:
        """Yield the sentences of all articles or some, the nearest to any of unit vectors [n, dimension] first."""
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
            found, place = self._found(int(passages[number])), int(places[number])
            if found.is_about_help and place in found.alone:
                yield found, place

    @cached_property
    def _rows(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float16]]:
        """For each sentence the id of its passage, its place in it, and its vector [sentences, dimension]."""
        first = self._generation.first_sentence
        counts = [int(first[each + 1] - first[each]) for each in self._ids]
        vectors = [
            self._generation.sentences[int(first[each]) : int(first[each + 1])].astype(np.float16)
            for each in self._ids
        ]
        places = np.concatenate([np.arange(count) for count in counts])
        return np.repeat(self._ids, counts), places, np.concatenate(vectors)


def urgency_of(found: PassageSentences, place: int) -> Urgency | None:
    """Return how soon a sentence says to get help: by its words, the lines above it, or its headings."""
    return how_soon(found.places[place].text, list(_above(found, place)))


def _above(found: PassageSentences, place: int) -> Sequence[str]:
    lines = [found.places[each].text for each in reversed(found.context(place))]
    before = (
        [each.text for each in found.places[:place][::-1] if not each.block.depth]
        if found.places[place].block.depth
        else []
    )
    return [*lines, *before[:1], *reversed(found.passage.headings)]
