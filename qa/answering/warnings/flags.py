"""Which red flags a question describes: by the learned classifier, and by the patterns and phrases of the file."""

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
from qa.records import Urgency

LEAST_MARGIN = -0.2
"""Least margin of a flag over none, for a question or one of its sentences.

With five writers left out 96.2% of signs were told first at -0.2 and 96.6% at -0.3, with a box on 1.7% and 2.3% of
ordinary questions, and at -0.3 one on a question of another field; `python -m benchmarks.red_flags` prints it for
each writer.
"""
SURE_MARGIN = 0.1
"""Least margin at which a flag is sure enough to be told to get help now, and not a doctor today.

With the same writers left out, 0.9% of ordinary questions were told to get help now at 0.1, and 1.1% at 0.
"""
FURTHER_MARGIN = 2.5
"""Least margin of a second flag beside the likeliest one: phrases for one sign are often near to another, and the
more urgent is shown first.  With each of thirty writers left out, 96.1% of signs were first at 2.0 and 96.2% at
2.5, and among those shown were 97.4% and 97.3%."""
LIKE_THE_BEST = 0.3
"""A flag whose margin is within this of the likeliest one's is also reported: "can't hold my pee and numb between
my legs" says two."""
SAID_COSINE = 0.75
"""Least cosine of a question to a phrase that the classifier was not trained on: that of a paraphrase."""


@dataclass(frozen=True, slots=True)
class Described:
    """A flag that a question describes, its number in the file, and whether the match is sure."""

    flag: Flag
    number: int
    sure: bool = True


class RedFlags:
    """Finds the red flags of a question; safe to use from several threads."""

    def __init__(self, meaning: FlagMeaning, is_known: Known) -> None:
        """Find the flags of ``meaning``; ``is_known`` tells whether a word in lower case is in use."""
        self.flags = meaning.flags.flags
        self.meaning = meaning
        self._words = FlagWords(meaning.flags, is_known)

    def parts(self, question: str) -> list[str]:
        """Return the parts of a question to encode beside the whole: its sentences, where it has several."""
        return list(dict.fromkeys(sentences_of(question)))

    def described(
        self, question: str, question_vector: Vectors | None, parts: Mapping[str, Vectors]
    ) -> list[Described]:
        """Return the flags that a question describes, as it was typed, the likeliest first.

        ``question_vector`` is its unit vector [dimension], or None to go by words alone; ``parts`` maps its
        sentences to theirs.  (Classifying the corrected spelling too found no more flags with four writers left
        out.)
        """
        likely, worded = (
            self._margins(question, question_vector, parts),
            self._names_by_wording(question, question_vector, parts),
        )
        least = max(LEAST_MARGIN, min(FURTHER_MARGIN, max(likely.values(), default=0.0) - LIKE_THE_BEST))
        learned = {name for name, margin in likely.items() if margin >= least}
        names = self._narrowed(learned | worded, question)
        covered = self._covered(names, question)
        described = [
            Described(
                flag,
                number,
                sure=flag.name in worded or likely.get(flag.shown_name, LEAST_MARGIN) >= SURE_MARGIN,
            )
            for number, flag in enumerate(self.flags)
            if flag.name in names and flag.name not in covered
        ]
        return sorted(described, key=lambda described: -likely.get(described.flag.name, LEAST_MARGIN))

    def _covered(self, names: set[str], question: str) -> set[str]:
        """Return names of flags that need no mention beside others.

        A more urgent one is covered only where the question has no word of it: one foot that drags is no weakness
        of both legs, unless both are spoken of.
        """
        by_name = {flag.name: flag for flag in self.flags}
        order = list(Urgency)
        return {
            name
            for flag in self.flags
            if flag.name in names
            for name in flag.covers & by_name.keys()
            if order.index(flag.urgency) <= order.index(by_name[name].urgency)
            or not self._words.names(question, by_name[name])
        }

    def _narrowed(self, names: set[str], question: str) -> set[str]:
        """Return names of flags, a more specific kind in place of a flag where only that kind is named.

        Losing weight is learned as a kind of the flag on cancer: where a question does not name cancer, what
        articles say of weight is quoted.
        """
        by_name = {flag.name: flag for flag in self.flags}
        kinds = {
            flag.told_as: flag.name
            for flag in self.flags
            if flag.told_as in names
            and by_name[flag.told_as].near.ways
            and self._words.names(question, flag)
            and not self._words.names(question, by_name[flag.told_as])
        }
        return {kinds.get(name, name) for name in names}

    def _margins(
        self, reading: str, question_vector: Vectors | None, vectors: Mapping[str, Vectors]
    ) -> Mapping[str, float]:
        """Return the margin of each learned flag over none, the greatest of a reading and its sentences."""
        model = bundled_model()
        is_model_of_flags = self.meaning.digest == model.digest  # vectors of another model mean nothing to it
        margins = model.greatest_margins(reading, question_vector if is_model_of_flags else None, vectors)
        looked_for = {flag.name for flag in self.flags}
        return {name: margin for name, margin in margins.items() if name in looked_for}

    def _names_by_wording(
        self, reading: str, question_vector: Vectors | None, vectors: Mapping[str, Vectors]
    ) -> set[str]:
        """Return the names of flags that a reading matches by patterns, or by phrases not trained on."""
        learned = bundled_model().names
        names = {described.flag.name for described in self._words.described(reading)}
        near = [
            vector for vector in (question_vector, *map(vectors.get, sentences_of(reading))) if vector is not None
        ]
        for number, flag in enumerate(self.flags):
            unlearned = flag.added if flag.name in learned else len(flag.says)
            if not unlearned or flag.name in names or not near:
                continue
            cosines = self.meaning.of_flag(number)[-unlearned:] @ np.stack(near).T
            if float(cosines.max()) >= SAID_COSINE and all(
                _may_mean(sentence, flag) for sentence in self._words.tokenised(reading)
            ):
                names.add(flag.name)
        return names


def _may_mean(sentence: TokenisedSentence, flag: Flag) -> bool:
    """Tell whether a sentence may mean a flag: neither general nor hypothetical, with no word of it denied."""
    if sentence.is_general or sentence.is_possible:
        return False
    near = (flag.near,)
    if first_match(near, sentence.tokens, lambda *_: True) is None:
        return True
    return first_match(near, sentence.tokens, lambda start, match: not holds(sentence, flag, start, match)) is None
