"""What the articles say on when to get help, where a question describes it: from the corpus, never from code."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from qa.answering.agreement import points_of, statement_of, testify
from qa.answering.asked import Asked
from qa.answering.attribution import Answering, one_answering
from qa.answering.flag_file import Pattern
from qa.answering.flags import Described
from qa.answering.found_passage import FoundPassage
from qa.answering.help_sentences import HelpSentences, Place, urgency_of
from qa.answering.how_soon import says_how_soon
from qa.answering.patterns import first_match
from qa.answering.telling_words import told_in
from qa.indexing.vectors import Vectors
from qa.records import Advice, Citation, Passage, Sentence, Statement, Urgency

URGENT_MOST = 3
SPEAKING_MOST = 24
"""Sentences that speak of a flag, the nearest, of which the best is chosen; the others may make the same point."""
LOOKED_AT_MOST = 400
"""Sentences, nearest first, among which those that speak of a flag are looked for."""
ELSEWHERE_MOST = 20
"""Passages outside of sections on getting help that are looked at where these do not speak of a flag."""
QUESTION_WEIGHT = 0.5
"""Weight of the nearness to the question beside that to the ways of saying the flag."""
LEVEL_BONUS = 0.1
"""What a sentence gains that says how soon as the file of flags says it: the same sign stands in a list of what
needs an ambulance when it is plain, and in one for today when it is mild."""
BEST_SAID_BONUS = 0.15
"""What a sentence gains that the first of the patterns of ``about`` finds: it is the one that says it best."""
ACTS_BONUS = 0.1
"""What a sentence gains that itself, or the line that leads into its list, says what to do, and not a heading."""
LONG_WORDS, LONG = 18, 0.004
"""What a sentence loses for each further word: of a whole paragraph of signs only one is asked about."""
ORDER = (Urgency.NOW, Urgency.TODAY, Urgency.SOON)

Cite = Callable[[Passage, Sentence], Citation]


@dataclass(slots=True)
class _Chosen:
    """Advice before it is cited: no place where the articles have none; ``others`` may make the same point."""

    urgency: Urgency
    flags: list[str]
    place: Place | None = None
    others: Sequence[Place] = ()

    def is_same(self, other: "_Chosen") -> bool:
        """Tell whether both show the same sentence."""
        return self.place is not None and other.place is not None and _span(self.place) == _span(other.place)


def _span(place: Place) -> tuple[str, int, int]:
    passage, sentence = place[0].passage, place[0].passage.sentences[place[1]]
    return passage.article_id, sentence.start, sentence.end


class Warner:
    """Chooses what of the articles to say where a question describes a red flag."""

    def __init__(
        self,
        help_: HelpSentences,
        phrases: Callable[[int], Vectors],
        elsewhere: Callable[[Vectors], Iterable[FoundPassage]],
        *,
        own_warnings: bool,
    ) -> None:
        """Wire the parts.

        ``phrases`` are the unit vectors of the ways of saying a flag, by its number; ``elsewhere`` gives passages
        near to some.  With ``own_warnings`` a flag that no article speaks of is told without a statement.
        """
        self._help = help_
        self._phrases = phrases
        self._elsewhere = elsewhere
        self._own_warnings = own_warnings

    def urgent(
        self, described: Sequence[Described], asked: Asked, *, cite: Cite, main_article: Callable[[str], str]
    ) -> tuple[Advice, ...]:
        """Return advice on at most URGENT_MOST of the flags described, the most urgent first."""
        chosen: list[_Chosen] = []
        for each in described:
            choice = self._chosen(each, asked)
            same = next((other for other in chosen if choice and choice.is_same(other)), None)
            if choice and same:
                same.flags += choice.flags
            elif choice:
                chosen.append(choice)
        chosen.sort(key=lambda choice: ORDER.index(choice.urgency))
        return tuple(  # what is left out is not cited, as it would take a number
            Advice(
                urgency=choice.urgency,
                statement=choice.place and _statement(choice.place, choice.others, asked, cite, main_article),
                flags=tuple(choice.flags),
            )
            for choice in chosen[:URGENT_MOST]
        )

    def _chosen(self, described: Described, asked: Asked) -> "_Chosen | None":
        """Return the sentence to show for a flag, or none where there is one to show nothing of."""
        flag, phrases = described.flag, self._phrases(described.number)
        speaking = list(islice(self._speaking(described, phrases), SPEAKING_MOST))
        if not speaking:
            speaking = list(islice(self._speaking_elsewhere(described, phrases), SPEAKING_MOST))
        if not speaking:
            return _Chosen(flag.urgency, [flag.told]) if self._own_warnings else None

        def fit(place: Place) -> float:
            found, number = place
            vector, words = found.vectors[number], len(found.places[number].text.split())
            nearness = float((phrases @ vector).max()) + QUESTION_WEIGHT * float(vector @ asked.vector)
            level = LEVEL_BONUS if urgency_of(found, number) is flag.urgency else 0.0
            best_said = BEST_SAID_BONUS if _speaks_of(place, flag.about[:1]) else 0.0
            acts = ACTS_BONUS if says_how_soon(found.text_of(sorted({number, *found.context(number)}))) else 0.0
            return nearness + level + best_said + acts - LONG * max(0, words - LONG_WORDS)

        best = max(speaking, key=fit)
        others = [place for place in speaking if place != best]
        return _Chosen(urgency_of(*best) or flag.urgency, [flag.told], best, others)

    def _speaking(self, described: Described, phrases: Vectors) -> Iterator[Place]:
        near = islice(self._help.nearest(phrases), LOOKED_AT_MOST)
        return (place for place in near if _speaks_of(place, described.flag.about))

    def _speaking_elsewhere(self, described: Described, phrases: Vectors) -> Iterator[Place]:
        mean: Vectors = phrases.mean(axis=0)
        for found in islice(self._elsewhere(mean / np.linalg.norm(mean)), ELSEWHERE_MOST):
            for number in found.alone:
                place = found, number
                if says_how_soon(found.places[number].text) and _speaks_of(place, described.flag.about):
                    yield place

    def when_to_get_help(
        self, articles: Sequence[str], asked: Asked, *, cite: Cite, main_article: Callable[[str], str]
    ) -> Advice | None:
        """Return the sentence on getting help of some articles that is nearest to a question, if they have any."""
        place = next(self._help.nearest(asked.vector[None, :], articles=articles), None)
        if place is None:
            return None
        statement = _statement(place, [], asked, cite, main_article)
        return Advice(urgency=urgency_of(*place) or Urgency.SOON, statement=statement)


def _speaks_of(place: Place, about: Sequence[Pattern]) -> bool:
    found, number = place
    sentences = told_in(found.places[number].text)
    return any(first_match(pattern[0], told.tokens, lambda *_: True) for pattern in about for told in sentences)


def _statement(
    place: Place, others: Sequence[Place], asked: Asked, cite: Cite, main_article: Callable[[str], str]
) -> Statement:
    def answering(each: Place) -> Answering:
        return one_answering(each[0], asked, each[1])

    [point] = points_of([answering(place)], asked.stems)
    for other in others:
        testify(answering(other), [point], asked.stems)
    return statement_of(point, cite, main_article)
