"""Which red flags a question describes: by its words, or by its meaning where words support it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from qa.answering.flag_file import Flag
from qa.answering.flag_meaning import FlagMeaning
from qa.answering.flag_words import QUESTIONS_KEPT, FlagWords, Known, counts, holds
from qa.answering.patterns import Found, first_match
from qa.answering.telling_words import Told
from qa.indexing.vectors import Vectors

MEANT_COSINE = 0.62
"""Least cosine of a part of a question with a way of saying a flag, together with:"""
MEANT_MARGIN = 0.12
"""how much nearer it is than all that only sounds like one."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A sentence or clause of a question, and the numbers of the flags that it has a word for."""

    text: str
    supported: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Described:
    """A flag that a question describes, and its number in the file."""

    flag: Flag
    number: int


class RedFlags:
    """Finds the red flags of a question; safe to use from several threads."""

    def __init__(self, meaning: FlagMeaning, known: Known) -> None:
        """Find the flags of ``meaning``; ``known`` tells whether a word in lower case is one that people write."""
        self.flags = meaning.flags.flags
        self.meaning = meaning
        self._words = FlagWords(meaning.flags, known)
        self._pieces = lru_cache(maxsize=QUESTIONS_KEPT)(self._pieces_of)

    def parts(self, question: str) -> list[str]:
        """Return what of a question is to be encoded: where meaning may tell a flag that words do not."""
        return [piece.text for piece in self._pieces(question)]

    def described(self, readings: Sequence[str], vectors: Mapping[str, Vectors]) -> list[Described]:
        """Return the flags that any reading of a question describes, in the order of the file.

        ``vectors`` has the unit vector [dimension] of ``parts`` of them; words alone tell of the others.
        """
        found = {each.flag.name for reading in readings for each in self._words.described(reading)}
        for piece in (piece for reading in readings for piece in self._pieces(reading) if piece.text in vectors):
            found |= self._meant(piece, vectors[piece.text])
        covered = frozenset().union(*(flag.covers for flag in self.flags if flag.name in found))
        return [
            Described(flag, number)
            for number, flag in enumerate(self.flags)
            if flag.name in found and flag.name not in covered
        ]

    def _pieces_of(self, question: str) -> list[_Piece]:
        by_words = self._words.described(question)
        told = {each.flag.name for each in by_words}
        left = [(number, flag) for number, flag in enumerate(self.flags) if flag.name not in told]
        found: dict[str, _Piece] = {}
        for at, sentence in enumerate(self._words.told(question)):
            places = [each.place[1] for each in by_words if each.place[0] == at]
            whole = " ".join(sentence.tokens)
            for start, end in dict.fromkeys([(0, len(sentence.tokens)), *sentence.clauses]):
                if any(start <= place < end for place in places):
                    continue  # words have told what is described here
                supported = [number for number, flag in left if _supports(sentence, start, end, flag)]
                if supported:
                    text = whole if end - start == len(sentence.tokens) else " ".join(sentence.tokens[start:end])
                    found.setdefault(text, _Piece(text, tuple(supported)))
        return list(found.values())

    def _meant(self, piece: _Piece, vector: Vectors) -> set[str]:
        """Return the flag that a piece is nearer to than to all else, if it has a word for it."""
        near, contrast = self.meaning.nearness(vector)
        best = max(piece.supported, key=lambda number: near[number])
        is_meant = near[best] >= max(MEANT_COSINE, contrast + MEANT_MARGIN)
        return {self.flags[best].name} if is_meant else set()


def _supports(told: Told, start: int, end: int, flag: Flag) -> bool:
    """Tell whether a clause of a sentence affirms a word that supports a flag."""
    if not counts(told, flag):
        return False

    def is_said(at: int, found: Found) -> bool:
        return start <= at and found[0] <= end and holds(told, flag, at, found)

    return first_match((flag.near,), told.tokens, is_said) is not None
