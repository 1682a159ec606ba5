"""The snippet that an answer opens with: the best sentences of the best passage, in the order of the text.

One sentence that repeats the question's words is often only about its subject; two or three together, as they
stand, hold what answers.  A passage is chosen by its scores and by the kind of question; a sentence by
its meaning, its words and whether it has what the question expects.
"""

import re
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass

from qa.answering.question.kind import Expected, QuestionForm, groups_in, kind_of
from qa.answering.question.names import codes_asked
from qa.answering.question.parsed import QuestionIntent
from qa.answering.statements.contradiction import Stems
from qa.answering.statements.sentences import (
    DEFINITION_BONUS,
    HELP_MALUS,
    WORDS_WEIGHT,
    PassageSentences,
    SentenceSelection,
    code_fit,
    defines,
    rarities_among,
    select,
    share,
)
from qa.answering.statements.subjects import is_of_other_animal
from qa.records import Hit, Statement

SENTENCES = 3
"""Of squad-xquad-en's, three hold the answer for 94%, two for 92%."""
LIST_WHOLE_MOST = 10
"""A list of at most so many items is quoted whole where one of them is among the best: one of nine causes reads as
if it were the cause.  From 6 to 12 as many of the bundled and the lay questions have their answer first."""
SCORE_WEIGHT = 0.5
"""What the score of a passage's rank counts beside its best sentence's relevance: from 0.25 to 2 all do alike."""
PASSAGE_WEIGHT = 0.5
"""What the cosine of the whole passage counts beside: a sentence that repeats the question's words may stand in a
passage on something else.  docs/retrieval.md has what it brings."""
HEADING_WEIGHT = 0.2
"""What the cosine of title and heading counts beside: a heading often asks what its section answers.
docs/retrieval.md has what it brings."""
OPENING_BONUS = 0.1
"""What the opening of an article gains, which sums it up, and"""
DEFINITION_OPENING_BONUS = 0.3
"""what it gains besides for a question what something is."""
DEFINITION_WORDS_MOST = 7
"""A question of more words asks more than what something is, as a letter that ends "What is this likely to be?"
does.  With it the snippet holds a judged quotation for 136 of the bundled 166 questions, without it for 134, and
for as many of answers.jsonl's and of squad-xquad-en's; from 5 to 14 all do alike."""
LEAD_WEIGHT = 0.2
"""What the opening of a section gains whose heading asks the question; what follows gains less, its end nothing.
What repeats its words is often an aside.  0.4 does alike; docs/retrieval.md has what it brings."""
EXPECTED_BONUS = 0.1
"""What a sentence gains that has what the question expects: a duration for "how long"."""
OTHERS_MALUS = 0.2
"""What advice for others than the question is about loses: for children, or in pregnancy."""
ANIMAL_MALUS = 2.0
"""What a passage on an animal loses that was not asked about: more than any gains, for its doses may harm."""
LEFT_OUT_MALUS = 0.3
"""What a sentence loses that speaks of what the question wants to do without."""
HELP_BONUS = 0.3
"""What a section on getting help gains where the question asks when to, or in an emergency whether it can wait:
how long an ordinary pain may be waited for would be the wrong thing to read there.  Given for every emergency it
costs 8 of 166 questions, which ask for something else."""

_DOES_WITHOUT = re.compile(r"\b(?:without|never|not|no|seldom|rarely|before|avoid)\b|n['’]t\b", re.IGNORECASE)
_ROW = re.compile(r"[^:;.]{1,60}: [^;]+; [^:;.]{1,60}: ")
"""A row of a table, as it is read: "Header: cell; header: cell"."""

Span = tuple[str, int, int]
"""The id of an article, and where in it."""


def quoted_spans(statements: Iterable[Statement]) -> frozenset[Span]:
    """Return where the quotations of some statements stand."""
    quoted = (citation for statement in statements for citation in statement.citations[: statement.quoted])
    return frozenset((citation.article_id, citation.start, citation.end) for citation in quoted)


@dataclass(frozen=True, slots=True)
class SnippetFinder:
    """Finds the snippet of a question in what one search found.

    ``boxed`` spans are shown above, and not again; in an emergency the box says to get help now.  ``above`` gives
    the cosine of the question with what stands above each of some passages, its title and heading.
    """

    intent: QuestionIntent
    hits: Sequence[Hit]
    passages: Sequence[PassageSentences]
    answering: Sequence[SentenceSelection]
    boxed: Set[Span] = frozenset()
    is_emergency: bool = False
    above: Callable[[Sequence[PassageSentences]], Sequence[float]] = lambda passages: [0.0] * len(passages)

    def best(self) -> SentenceSelection | None:
        """Return the snippet of the best passage that has one."""
        scores = self._passage_scores()
        order = sorted(range(len(self.passages)), key=lambda place: -scores[place])
        return next((snippet for place in order if (snippet := self._of(self.passages[place]))), None)

    def of_passage(self, passage_id: int) -> SentenceSelection | None:
        """Return the snippet of a passage; None where it was not found, or nothing of it may be quoted."""
        candidate = next((candidate for candidate in self.passages if candidate.passage.id == passage_id), None)
        return self._of(candidate) if candidate else None

    def _passage_scores(self) -> list[float]:
        """Return the score of each passage; headings are looked at where they may change which is the best."""
        scores = [self._passage_score(place) for place in range(len(self.passages))]
        least = max(scores, default=0.0) - HEADING_WEIGHT
        near = [place for place, score in enumerate(scores) if score >= least]
        for place, cosine in zip(near, self.above([self.passages[place] for place in near]), strict=True):
            scores[place] += HEADING_WEIGHT * max(0.0, cosine)
        return scores

    def _passage_score(self, place: int) -> float:
        hit, candidate, kind = self.hits[place], self.passages[place], kind_of(self.intent.text)
        score = self.answering[place].relevance + SCORE_WEIGHT * hit.score
        score += PASSAGE_WEIGHT * (
            hit.evidence.dense_score or 0.0
        )  # no score: too far from the question to be ranked
        if not [heading for heading in candidate.passage.headings if heading != candidate.article.title]:
            score += OPENING_BONUS + (DEFINITION_OPENING_BONUS if self._asks_what_it_is(kind) else 0.0)
        above = " ".join((candidate.article.title, *candidate.passage.headings))
        if kind.is_of_others(groups_in(above)):
            score -= OTHERS_MALUS
        if speaks_of_left_out(above, self.intent, candidate.stems):
            score -= LEFT_OUT_MALUS
        if candidate.is_about_help and self._asks_when_to_get_help(kind):
            score += HELP_BONUS + (0.0 if self.intent.wants_help else HELP_MALUS)
        if is_of_other_animal(self.answering[place], self.intent, lambda _: candidate.article):
            score -= ANIMAL_MALUS
        return score

    def _asks_what_it_is(self, kind: QuestionForm) -> bool:
        return kind.expected is Expected.DEFINITION and len(self.intent.text.split()) <= DEFINITION_WORDS_MOST

    def _asks_when_to_get_help(self, kind: QuestionForm) -> bool:
        if not self.intent.wants_help:
            return False
        return kind.expected is Expected.TIME or (self.is_emergency and kind.expected is Expected.VERDICT)

    def _of(self, candidate: PassageSentences) -> SentenceSelection | None:
        """Return the snippet of a passage."""
        quotable = candidate.alone or [
            place for place in range(len(candidate.places)) if candidate.is_quotable(place)
        ]
        alone = [place for place in quotable if not self._is_boxed(candidate, place)]
        if not alone:
            return None
        kind = kind_of(self.intent.text)
        rarities = rarities_among([sentence.stems for sentence in candidate.places], self.intent)
        lead = LEAD_WEIGHT * self._share_in_heading(candidate) / len(candidate.places)
        scores = {
            place: self._score(candidate, place, rarities, kind) + lead * (len(candidate.places) - place)
            for place in alone
        }
        order = sorted(alone, key=lambda place: -scores[place])
        if _ROW.match(candidate.places[order[0]].text):  # a row of a table is quoted alone: it has its headers
            return select(candidate, self.intent, order[:1])
        best_places = self._best_of(
            candidate, [place for place in order if not _ROW.match(candidate.places[place].text)]
        )
        return select(candidate, self.intent, sorted(self._whole(candidate, best_places)))

    def _best_of(self, candidate: PassageSentences, order: Sequence[int]) -> Sequence[int]:
        """Return the first places of an order; items of a list that is not quoted give way to what comes next."""
        best_places = order[:SENTENCES]
        while left_out := self._left_out(candidate, best_places).intersection(best_places):
            order = [place for place in order if place not in left_out]
            best_places = order[:SENTENCES]
        return best_places

    def _left_out(self, candidate: PassageSentences, best_places: Sequence[int]) -> set[int]:
        """Return the places of the lists of which one of the best places is, and that are not quoted."""
        lists = [whole for whole in candidate.lists if not set(whole).isdisjoint(best_places)]
        unwanted = [whole for whole in lists if not self._is_wanted(whole, best_places)]
        return {place for whole in unwanted for place in whole}

    def _is_wanted(self, whole: Sequence[int], best_places: Sequence[int]) -> bool:
        """Tell whether a list is quoted: if it is asked for, answers best, or has several of the best."""
        return self.intent.wants_list or best_places[0] in whole or len(set(whole).intersection(best_places)) > 1

    def _whole(self, candidate: PassageSentences, best_places: Sequence[int]) -> set[int]:
        """Return the places of some sentences with the context they need, gaps of one sentence filled.

        A short list comes whole, with the line that leads in, where it answers best or several of it are among
        the best; and a sentence alone between two that are quoted is quoted too, for a text with one sentence
        missing reads worse than one a little longer.
        """
        quoted_lists = [
            whole
            for whole in candidate.lists
            if not set(whole).isdisjoint(best_places) and self._is_wanted(whole, best_places)
        ]
        places = set(best_places)
        places.update(*(candidate.context(place) for place in list(places)))
        places.update(*(whole for whole in quoted_lists if len(whole) <= 1 + LIST_WHOLE_MOST))
        between = [place for place in range(1, len(candidate.places) - 1) if {place - 1, place + 1} <= places]
        return places.union(
            place for place in between if place in candidate.alone and not candidate.places[place].block.depth
        )

    def _score(
        self, candidate: PassageSentences, place: int, rarities: dict[str, float], kind: QuestionForm
    ) -> float:
        sentence = candidate.places[place]
        score = float(candidate.vectors[place] @ self.intent.vector) + WORDS_WEIGHT * share(
            rarities, sentence.stems
        )
        score += code_fit(codes_asked(self.intent.text), sentence.text)
        if kind.holds(sentence.text, is_item=bool(sentence.block.depth)):
            score += EXPECTED_BONUS
        if kind.expected is Expected.DEFINITION and defines(sentence.text, self.intent, candidate.stems):
            score += DEFINITION_BONUS
        if kind.is_of_others(groups_in(sentence.text)):
            score -= OTHERS_MALUS
        return score - (LEFT_OUT_MALUS if speaks_of_left_out(sentence.text, self.intent, candidate.stems) else 0.0)

    def _share_in_heading(self, candidate: PassageSentences) -> float:
        """Return the share of the question's words, by rarity, that the heading of a passage has."""
        heading = candidate.passage.headings[-1] if candidate.passage.headings else ""
        return share(self.intent.rarities, frozenset(candidate.stems(heading)))

    def _is_boxed(self, candidate: PassageSentences, place: int) -> bool:
        sentence = candidate.passage.sentences[place]
        return any(
            article == candidate.passage.article_id and start <= sentence.start and sentence.end <= end
            for article, start, end in self.boxed
        )


def speaks_of_left_out(text: str, question: QuestionIntent, stems: Stems) -> bool:
    """Tell whether a sentence speaks of what the question wants to do without, and not of doing without it."""
    left_out = kind_of(question.text).without
    if not left_out:
        return False
    words = set(stems(text))
    return any(not words.isdisjoint(stems(word)) for word in left_out) and not _DOES_WITHOUT.search(text)
