"""Advice on when to get help, quoted from the articles where a question describes a red flag; never written in
code."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from qa.answering.question.parsed import QuestionIntent
from qa.answering.statements.grouping import points_of, statement_of, testify
from qa.answering.statements.independence import IsCopy
from qa.answering.statements.sentences import PassageSentences, SentenceSelection, one_answering
from qa.answering.warnings.flag_file import Pattern
from qa.answering.warnings.flags import Described
from qa.answering.warnings.help_sentences import HelpSentencePlace, HelpSentences, urgency_of
from qa.answering.warnings.how_soon import says_how_soon
from qa.answering.warnings.patterns import first_match
from qa.answering.warnings.question_tokens import told_in
from qa.embedding.encoder import Vectors
from qa.records import Advice, Citation, Passage, Sentence, Statement, Urgency

URGENT_MOST = 3
SPEAKING_MOST = 24
"""Nearest sentences on a flag among which the best is chosen; the others may make the same point."""
LOOKED_AT_MOST = 400
"""Nearest sentences that are searched for those that speak of a flag."""
ELSEWHERE_MOST = 20
"""Passages outside sections on getting help that are searched where those sections do not speak of a flag."""
QUESTION_WEIGHT = 0.5
"""Weight of the cosine to the question, where the cosine to the flag's phrases has weight 1."""
LEVEL_BONUS = 0.1
"""Bonus of a sentence with the urgency of the file of flags: the same sign stands in a list of what needs an
ambulance when it is severe, and in one for today when it is mild."""
BEST_SAID_BONUS = 0.15
"""Bonus of a sentence that matches the first pattern of ``about``, which is the most specific."""
ACTS_BONUS = 0.1
"""Bonus of a sentence that says what to do, itself or in the line that introduces its list, not only in a
heading."""
LONG_WORDS, LONG = 18, 0.004
"""A sentence loses ``LONG`` for each word beyond ``LONG_WORDS``: the question is about one sign, not a paragraph
of them."""
ORDER = (Urgency.NOW, Urgency.TODAY, Urgency.SOON)

Cite = Callable[[Passage, Sentence], Citation]


@dataclass(slots=True)
class _Chosen:
    """Advice before it is cited; ``place`` is None where no article has any; ``alternatives`` may support it."""

    urgency: Urgency
    flags: list[str]
    place: HelpSentencePlace | None = None
    alternatives: Sequence[HelpSentencePlace] = ()

    def is_same(self, choice: "_Chosen") -> bool:
        """Tell whether both show the same sentence."""
        return self.place is not None and choice.place is not None and _span(self.place) == _span(choice.place)


def _span(place: HelpSentencePlace) -> tuple[str, int, int]:
    passage, sentence = place[0].passage, place[0].passage.sentences[place[1]]
    return passage.article_id, sentence.start, sentence.end


class Warner:
    """Chooses which sentences of the articles to quote where a question describes a red flag."""

    def __init__(
        self,
        help_: HelpSentences,
        phrases: Callable[[int], Vectors],
        elsewhere: Callable[[Vectors], Iterable[PassageSentences]],
        *,
        own_warnings: bool,
    ) -> None:
        """Wire the parts.

        ``phrases`` gives the unit vectors of a flag's phrases by its number; ``elsewhere`` gives the passages
        nearest to a vector.  With ``own_warnings`` a flag that no article speaks of becomes advice without a
        statement.
        """
        self._help = help_
        self._phrases = phrases
        self._elsewhere = elsewhere
        self._own_warnings = own_warnings

    def urgent(
        self, described: Sequence[Described], question: QuestionIntent, *, cite: Cite, is_copy: IsCopy
    ) -> tuple[Advice, ...]:
        """Return advice on at most URGENT_MOST of the flags described, the most urgent first."""
        chosen: list[_Chosen] = []
        for flag in described:
            choice = self._chosen(flag, question)
            twin = next((earlier for earlier in chosen if choice and choice.is_same(earlier)), None)
            if choice and twin:
                twin.flags += choice.flags
            elif choice:
                chosen.append(choice)
        chosen.sort(key=lambda choice: ORDER.index(choice.urgency))
        return tuple(  # cited last, as each citation takes a number
            Advice(
                urgency=choice.urgency,
                statement=choice.place and _statement(choice.place, choice.alternatives, question, cite, is_copy),
                flags=tuple(choice.flags),
            )
            for choice in chosen[:URGENT_MOST]
        )

    def _chosen(self, described: Described, question: QuestionIntent) -> "_Chosen | None":
        """Return the sentence to show for a flag; None where no article has one and own warnings are off."""
        flag, phrases = described.flag, self._phrases(described.number)
        level = flag.urgency if described.sure else max(flag.urgency, Urgency.TODAY, key=ORDER.index)
        speaking = list(islice(self._speaking(described, phrases), SPEAKING_MOST))
        if not speaking:
            speaking = list(islice(self._speaking_elsewhere(described, phrases), SPEAKING_MOST))
        if not speaking:
            return _Chosen(level, [flag.shown_name]) if self._own_warnings else None

        def fit(place: HelpSentencePlace) -> float:
            passage, number = place
            vector, words = passage.vectors[number], len(passage.places[number].text.split())
            nearness = float((phrases @ vector).max()) + QUESTION_WEIGHT * float(vector @ question.vector)
            as_soon = LEVEL_BONUS if urgency_of(passage, number) is level else 0.0
            best_said = BEST_SAID_BONUS if _speaks_of(place, flag.about[:1]) else 0.0
            acts = (
                ACTS_BONUS if says_how_soon(passage.text_of(sorted({number, *passage.context(number)}))) else 0.0
            )
            return nearness + as_soon + best_said + acts - LONG * max(0, words - LONG_WORDS)

        best_place = max(speaking, key=fit)
        alternatives = [place for place in speaking if place != best_place]
        return _Chosen(urgency_of(*best_place) or level, [flag.shown_name], best_place, alternatives)

    def _speaking(self, described: Described, phrases: Vectors) -> Iterator[HelpSentencePlace]:
        near = islice(self._help.nearest(phrases), LOOKED_AT_MOST)
        return (place for place in near if _fits(place, described))

    def _speaking_elsewhere(self, described: Described, phrases: Vectors) -> Iterator[HelpSentencePlace]:
        mean: Vectors = phrases.mean(axis=0)
        for passage in islice(self._elsewhere(mean / np.linalg.norm(mean)), ELSEWHERE_MOST):
            for number in passage.alone:
                place = passage, number
                if says_how_soon(passage.places[number].text) and _fits(place, described):
                    yield place

    def when_to_get_help(
        self, articles: Sequence[str], question: QuestionIntent, *, cite: Cite, is_copy: IsCopy
    ) -> Advice | None:
        """Return the sentence on getting help of some articles that is nearest to a question, if they have any."""
        place = next(self._help.nearest(question.vector[None, :], articles=articles), None)
        if place is None:
            return None
        statement = _statement(place, [], question, cite, is_copy)
        return Advice(urgency=urgency_of(*place) or Urgency.SOON, statement=statement)


def _fits(place: HelpSentencePlace, described: Described) -> bool:
    """Tell whether a sentence speaks of a flag; of one that is not sure, without telling to get help now."""
    return _speaks_of(place, described.flag.about) and (
        described.sure or urgency_of(*place) in (Urgency.TODAY, Urgency.SOON)
    )


def _speaks_of(place: HelpSentencePlace, about: Sequence[Pattern]) -> bool:
    passage, number = place
    sentences = told_in(passage.places[number].text)
    return any(
        first_match(pattern[0], sentence.tokens, lambda *_: True) for pattern in about for sentence in sentences
    )


def _statement(
    place: HelpSentencePlace,
    alternatives: Sequence[HelpSentencePlace],
    question: QuestionIntent,
    cite: Cite,
    is_copy: IsCopy,
) -> Statement:
    def answering(candidate: HelpSentencePlace) -> SentenceSelection:
        return one_answering(candidate[0], question, candidate[1])

    stems = place[0].stems
    [point] = points_of([answering(place)], stems)
    for alternative in alternatives:
        testify(answering(alternative), [point], stems)
    return statement_of(point, cite, is_copy)
