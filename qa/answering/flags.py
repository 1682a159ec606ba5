"""Which red flags a question describes: by its words, or by its meaning where words support it."""

from collections.abc import Mapping
from dataclasses import dataclass

from qa.answering.flag_file import Flag
from qa.answering.flag_meaning import FlagMeaning
from qa.answering.flag_words import FlagWords, Known, holds
from qa.answering.patterns import first_match
from qa.answering.telling_words import Told
from qa.indexing.vectors import Vectors

SUPPORTED_ODDS, UNSUPPORTED_ODDS = 1.5, 3.0
"""Least log odds that a sentence describes a flag, with a word that supports the likeliest, and without any."""


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

    def parts(self, question: str) -> list[str]:
        """Return what is to be encoded: of a question of several sentences those of which words tell nothing."""
        told = self._words.told(question)
        return [each.joined for each in self._untold(question)] if len(told) > 1 else []

    def described(self, readings: Mapping[str, Vectors | None], vectors: Mapping[str, Vectors]) -> list[Described]:
        """Return the flags that any reading of a question describes, in the order of the file.

        ``readings`` maps each to its unit vector [dimension], or to None where words alone are to tell;
        ``vectors`` has those of their ``parts``.
        """
        found = {each.flag.name for reading in readings for each in self._words.described(reading)}
        for reading, whole in readings.items():
            alone = len(self._words.told(reading)) == 1
            for sentence in self._untold(reading):
                vector = whole if alone else vectors.get(sentence.joined)
                if vector is not None and (meant := self._meant(sentence, vector)):
                    found.add(meant.name)
        covered = frozenset().union(*(flag.covers for flag in self.flags if flag.name in found))
        return [
            Described(flag, number)
            for number, flag in enumerate(self.flags)
            if flag.name in found and flag.name not in covered
        ]

    def _untold(self, question: str) -> list[Told]:
        """Return the sentences in which words find no flag."""
        at = {each.place[0] for each in self._words.described(question)}
        return [told for number, told in enumerate(self._words.told(question)) if number not in at]

    def _meant(self, told: Told, vector: Vectors) -> Flag | None:
        """Return the flag that a sentence describes by its meaning, if any."""
        odds, number = self.meaning.flag_of(vector)
        flag = self.flags[number]
        if odds < SUPPORTED_ODDS or told.is_general or told.is_possible:
            return None
        support = _support(told, flag)
        return flag if support or (odds >= UNSUPPORTED_ODDS and support is None) else None


def _support(told: Told, flag: Flag) -> bool | None:
    """Tell whether a sentence affirms a word that supports a flag; None where it has none, denied or affirmed."""
    near = (flag.near,)
    if first_match(near, told.tokens, lambda *_: True) is None:
        return None
    denied = first_match(near, told.tokens, lambda start, found: not holds(told, flag, start, found))
    return denied is None
