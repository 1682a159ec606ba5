"""What has been typed so far → questions that these articles answer, and the words as the articles spell them.

A suggestion is a heading that asks, as ``qa.answering.related`` makes questions of headings, or what an article is
about, by its title.  It is offered only if the articles surely answer it by the section under it.  Whether they do
is found out by asking, once for each question, within the time that one reply may take; what there was no time for
is told by ``is_complete``.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, takewhile
from threading import Lock
from time import perf_counter

from qa.answering.assistant import Assistant
from qa.answering.question.follow_up import subject_test
from qa.answering.related import Place, is_answered, question_of
from qa.errors import QuestionError
from qa.indexing.bm25 import STOP_WORDS

SUGGESTED_MOST = 5
"""More do not fit between the field and the keyboard of a phone."""
TYPED_CHARACTERS_LEAST = 3
TYPED_CHARACTERS_MOST = 120
"""Nobody who has typed more is looking for a heading."""
CONSIDERED_MOST = 12
"""Headings asked at most for one text typed; of those that share its words most are answered."""
NEAR_MOST = 8
"""Passages around the text whose headings are offered where too few headings have its words."""
CHECKING_SECONDS = 0.03
"""How long questions that were not asked before are asked for one reply, so that it comes within 50 ms."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A question that the articles answer, and the title of the one whose heading it is made of."""

    question: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestions:
    """What is offered for a text; ``spelling`` is empty where it is spelt as articles spell it.

    Where ``is_complete`` is false, asking again for the same text may offer more.
    """

    questions: tuple[Suggestion, ...] = ()
    spelling: str = ""
    is_complete: bool = True


@dataclass(frozen=True, slots=True)
class _Heading:
    place: Place
    suggestion: Suggestion
    words: tuple[str, ...]
    """In lower case, in order."""

    def is_of(self, scope: str) -> bool:
        """Tell whether it is of an article (its id) or in a folder (its path and a slash); "" has all."""
        article_id = self.place[0]
        return scope in ("", article_id) or (scope.endswith("/") and article_id.startswith(scope))


class Suggester:
    """Suggests questions of one generation; safe to use from several threads."""

    def __init__(self, assistant: Assistant) -> None:
        """Keep the assistant; headings are read when something is first typed."""
        self._assistant = assistant
        self._answered: dict[Place, bool] = {}
        self._lock = Lock()

    def suggest(self, typed: str, *, article_id: str = "", seconds: float = CHECKING_SECONDS) -> Suggestions:
        """Return what to offer for the beginning of a question, the likeliest first.

        ``article_id`` is that of an article that alone is asked, or a folder with a slash at its end; it is empty
        for all.  ``seconds`` is how long headings may be asked that were not asked before.
        """
        text = " ".join(typed.split())
        if not TYPED_CHARACTERS_LEAST <= len(text) <= TYPED_CHARACTERS_MOST:
            return Suggestions()
        is_finished = typed[-1:].isspace()
        spelling = self._spelling(text, is_finished=is_finished)
        until = perf_counter() + seconds
        chosen: dict[str, Suggestion] = {}
        for heading in self._headings_for(spelling or text, article_id, is_finished=is_finished):
            if len(chosen) == SUGGESTED_MOST:
                break
            question = heading.suggestion.question.casefold()
            if question in chosen or question == text.casefold():
                continue
            if heading.place not in self._answered and perf_counter() >= until:
                return Suggestions(questions=tuple(chosen.values()), spelling=spelling, is_complete=False)
            if self._is_answered(heading):
                chosen[question] = heading.suggestion
        return Suggestions(questions=tuple(chosen.values()), spelling=spelling)

    def _is_answered(self, heading: _Heading) -> bool:
        place = heading.place
        if place not in self._answered:
            with self._lock:  # two who type the same do not ask it twice
                if place not in self._answered:
                    self._answered[place] = is_answered(self._assistant, heading.suggestion.question, place)
        return self._answered[place]

    def _spelling(self, text: str, *, is_finished: bool) -> str:
        """Return a text with its words as articles spell them; the last, unfinished one may be a beginning."""
        words = text.split()
        last = words[-1].casefold()
        is_beginning = not is_finished and any(islice(self._tokens_from(last), 1))
        unknown = words[:-1] if is_beginning else words
        correction = self._assistant.speller.correct(text, unknown)
        return correction.text if correction else ""

    def _headings_for(self, text: str, article_id: str, *, is_finished: bool) -> Iterable[_Heading]:
        """Yield headings for a text: those that have its words, then those of the passages nearest to it.

        Where no article has any of its words, nothing is near.
        """
        words = [word.casefold() for word in _WORD.findall(text)]
        if not words:
            return
        alike = self._with_words(words, text.casefold(), is_finished=is_finished)
        yield from islice((heading for heading in alike if heading.is_of(article_id)), CONSIDERED_MOST)
        completed = text if is_finished else text[: len(text) - len(words[-1])] + self._completed(words[-1])
        postings = self._assistant.generation.postings
        if any(map(postings.frequency, postings.terms(completed))):
            yield from (heading for heading in self._near(completed) if heading.is_of(article_id))

    def _with_words(self, words: Sequence[str], text: str, *, is_finished: bool) -> list[_Heading]:
        """Return the headings in which each word that means something stands, or a longer one that begins so.

        The last word may be the beginning of any.  First come those that begin as the text does, then those that
        have more of its words of grammar, then the shortest.
        """
        needed = [word for word in words if word not in STOP_WORDS] if is_finished else []
        needed = needed or [*(word for word in words[:-1] if word not in STOP_WORDS), words[-1]]
        having = [self._beginning_with(word) for word in needed]
        others = [self._beginning_with(word) for word in words if word not in needed]

        def order(number: int) -> tuple[bool, int, int, int]:
            heading = self._headings[number]
            begins = heading.suggestion.question.casefold().startswith(text)
            return not begins, -sum(number in numbers for numbers in others), len(heading.words), number

        return [self._headings[number] for number in sorted(set.intersection(*having), key=order)]

    def _beginning_with(self, word: str) -> set[int]:
        """Return the numbers of the headings that have a word or a longer one that begins with it."""
        return {number for token in self._tokens_from(word) for number in self._headings_of[token]}

    def _completed(self, beginning: str) -> str:
        """Return the commonest word of the articles that begins so; the beginning if none does, or it is one."""
        counts = self._assistant.generation.vocabulary.words
        if beginning in counts:
            return beginning
        words = self._vocabulary
        longer = takewhile(
            lambda word: word.startswith(beginning), islice(words, bisect_left(words, beginning), None)
        )
        return max(longer, key=lambda word: counts[word], default=beginning)

    def _near(self, text: str) -> Iterable[_Heading]:
        try:
            hits = self._assistant.search(text, passages=NEAR_MOST)
        except QuestionError:  # signs alone
            return
        for place in dict.fromkeys((hit.passage.article_id, hit.passage.headings) for hit in hits):
            if place in self._by_place:
                yield self._by_place[place]

    def _tokens_from(self, beginning: str) -> Iterable[str]:
        """Yield the words of headings that begin so, in order."""
        start = bisect_left(self._tokens, beginning)
        return takewhile(lambda token: token.startswith(beginning), islice(self._tokens, start, None))

    @cached_property
    def _headings(self) -> list[_Heading]:
        store, names_subject = self._assistant.generation.store, subject_test(self._assistant.generation)
        titles = store.titles()
        headings = []
        for place in store.sections():
            title = titles[place[0]]
            question = question_of(title, place[1], names_subject) if place[1] else title.partition(":")[0].strip()
            if question:
                words = tuple(word.casefold() for word in _WORD.findall(question))
                headings.append(_Heading(place, Suggestion(question=question, title=title), words))
        return headings

    @cached_property
    def _by_place(self) -> dict[Place, _Heading]:
        return {heading.place: heading for heading in self._headings}

    @cached_property
    def _headings_of(self) -> dict[str, list[int]]:
        """The numbers of the headings in which a word stands."""
        numbers: dict[str, list[int]] = {}
        for number, heading in enumerate(self._headings):
            for word in dict.fromkeys(heading.words):
                numbers.setdefault(word, []).append(number)
        return numbers

    @cached_property
    def _tokens(self) -> list[str]:
        return sorted(self._headings_of)

    @cached_property
    def _vocabulary(self) -> list[str]:
        return sorted(self._assistant.generation.vocabulary.words)
