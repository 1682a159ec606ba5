"""Which red flags a question describes: as learned from examples, or by what the owner's file says of others."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from qa.answering.warnings.flag_file import Flag
from qa.answering.warnings.flag_meaning import FlagMeaning
from qa.answering.warnings.flag_model import bundled_model, sentences_of
from qa.answering.warnings.flag_words import FlagWords, Known, holds
from qa.answering.warnings.patterns import first_match
from qa.answering.warnings.question_tokens import TokenisedSentence
from qa.embedding.encoder import Vectors

LEAST_MARGIN = 0.0
"""By how much a question or one of its sentences must be rather a flag than none; `python -m benchmarks.red_flags`
prints what that tells of writers whose lines were not learned from."""
FURTHER_MARGIN = 2.0
"""The same for a flag beside the likeliest one: what is said of one sign is often near to another, and what is
more urgent stands first.  Where four writers were left out, a lower one had a wrong flag first more often."""
LIKE_THE_BEST = 0.3
"""A flag as likely as the likeliest one, to this difference, is told besides: "can't hold my pee and numb between
my legs" says two."""
SAID_COSINE = 0.75
"""How near a question must be to a way of saying a flag that was not learned from: as near as a paraphrase."""


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
        """Return what is to be encoded of a question besides the whole: its sentences, where it has several."""
        return list(dict.fromkeys(sentences_of(question)))

    def described(self, question: str, whole: Vectors | None, parts: Mapping[str, Vectors]) -> list[Described]:
        """Return the flags that a question describes, as it was typed, the likeliest first.

        ``whole`` is its unit vector [dimension], or None where words alone are to tell; ``parts`` has those of its
        ``parts``.  (Its corrected spelling, asked besides, told no more where four writers were left out.)
        """
        likely, said = self._margins(question, whole, parts), self._said(question, whole, parts)
        least = max(LEAST_MARGIN, min(FURTHER_MARGIN, max(likely.values(), default=0.0) - LIKE_THE_BEST))
        learned = {name for name, margin in likely.items() if margin >= least}
        found = learned | said
        covered = frozenset().union(*(flag.covers for flag in self.flags if flag.name in found))
        told = [
            Described(flag, number)
            for number, flag in enumerate(self.flags)
            if flag.name in found and flag.name not in covered
        ]
        return sorted(told, key=lambda each: -likely.get(each.flag.name, LEAST_MARGIN))

    def _margins(self, reading: str, whole: Vectors | None, vectors: Mapping[str, Vectors]) -> Mapping[str, float]:
        """Return by how much a reading or its likeliest sentence is rather each learned flag than none."""
        model = bundled_model()
        same = self.meaning.digest == model.digest  # vectors of another model mean nothing to it
        texts = {reading: whole, **{part: vectors.get(part) for part in sentences_of(reading)}}
        every = [model.margins(text, vector if same else None) for text, vector in texts.items()]
        looked_for = {flag.name for flag in self.flags}
        return {name: max(each[name] for each in every) for name in every[0] if name in looked_for}

    def _said(self, reading: str, whole: Vectors | None, vectors: Mapping[str, Vectors]) -> set[str]:
        """Return the flags that a reading tells by patterns, or by ways of saying that were not learned."""
        learned = bundled_model().names
        found = {each.flag.name for each in self._words.described(reading)}
        near = [vector for vector in (whole, *map(vectors.get, sentences_of(reading))) if vector is not None]
        for number, flag in enumerate(self.flags):
            unlearned = flag.added if flag.name in learned else len(flag.says)
            if not unlearned or flag.name in found or not near:
                continue
            cosines = self.meaning.of_flag(number)[-unlearned:] @ np.stack(near).T
            if float(cosines.max()) >= SAID_COSINE and all(
                _may_mean(told, flag) for told in self._words.told(reading)
            ):
                found.add(flag.name)
        return found


def _may_mean(told: TokenisedSentence, flag: Flag) -> bool:
    """Tell whether nothing in a sentence speaks against a flag: it is not general, nor are words of it denied."""
    if told.is_general or told.is_possible:
        return False
    near = (flag.near,)
    if first_match(near, told.tokens, lambda *_: True) is None:
        return True
    return first_match(near, told.tokens, lambda start, found: not holds(told, flag, start, found)) is None
