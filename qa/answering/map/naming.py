"""The names of a map's regions: phrases of titles and headings that most of a region has and little else does.

Only titles and headings give names, since a person wrote them to say in a few words what a text is about.  On the
bundled articles, MedQuAD, SciFact, XQuAD and a list of frequent questions, the names were read beside those by
class-based TF-IDF of single words (Grootendorst, 2022), which glued "flare, warmth" and "colon, spread" together.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol

from qa.answering.glossary.phrases import is_term

PHRASE_WORDS_MOST = 4
TITLE_WORDS_MOST = 5
"""Words of a title or heading that is a name as it stands: "Surgery on the lower back"."""
NAME_LETTERS_MOST = 40
SHARED_HEADING_ARTICLES = 5
"""A heading of fewer articles is understood below its title only: "The main groups"."""
IN_TEXT = 0.4
"""What a phrase counts in a passage that has it in its text alone, where it counts 1 in titles and headings."""
BETA = 0.6
"""How much it counts to have a phrase in all of a region, against having it nowhere else (van Rijsbergen's F)."""
PHRASE, TITLE, VAGUE = 1.5, 1.3, 0.6
"""What several words, a whole title and a single word of wide meaning, such as "symptoms", are worth; a word 1."""
ALONE_LEAST = 0.5
"""Share of its places where a phrase ends where its noun phrase does: "coronary" and "equina syndrome" do not."""
WITHIN_MOST = 0.7
"""Share of the passages of a phrase that have a longer one with it, from which on the longer one is meant."""
VERB_MOST = 0.2
"""Share of its places where a word stands behind one of ``_BEFORE_VERBS``, up to which it is taken for a noun."""
SECOND_LEAST = 0.6
"""A second phrase is told where it is worth at least so much of the first, in passages that lack the first."""
_TOKEN = re.compile(r"[^\W\d_][\w'’-]*|\d[\w.]*|[^\w\s]")
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_BEFORE_VERBS = frozenset(
    """to can could may might must should will would not i you we they he she it who that which do does did is are
    was were be been being cannot don't""".split()
)
Stems = tuple[str, ...]


class Named(Protocol):
    """What names are made of: a passage with its title."""

    @property
    def title(self) -> str:
        """The title of its article."""

    @property
    def headings(self) -> Sequence[str]:
        """The headings that it stands under."""

    @property
    def text(self) -> str:
        """Its own text."""


@dataclass(slots=True)
class _Phrase:
    """A candidate: what it counts in each passage of each group, and how it is used in texts."""

    weights: defaultdict[int, dict[int, float]] = field(default_factory=lambda: defaultdict(dict))
    forms: Counter[str] = field(default_factory=Counter)
    used: int = 0
    alone: int = 0

    @property
    def passages(self) -> int:
        return sum(map(len, self.weights.values()))

    @property
    def form(self) -> str:
        """The form most often written."""
        return min(self.forms, key=lambda form: (-self.forms[form], form))


def names_of(groups: Sequence[Sequence[Named]], terms: Callable[[str], list[str]]) -> list[tuple[str, ...]]:
    """Return for each group of passages one phrase or two that name it; none where no phrase tells it from others.

    ``terms`` gives the stems of a word, none for one of grammar.  A phrase names only the group where it is worth
    most, so no two names are the same.
    """
    phrases = _Phrases(terms)
    phrases.read(groups)
    return phrases.names([len(group) for group in groups])


class _Phrases:
    """The phrases of titles and headings, each with the passages that have it."""

    def __init__(self, terms: Callable[[str], list[str]]) -> None:
        self._stem = lru_cache(maxsize=None)(lambda word: " ".join(terms(word)) if _WORD.match(word) else "")
        self._runs: dict[Stems, _Phrase] = {}
        self._titles: dict[str, _Phrase] = {}
        self._articles: defaultdict[str, set[str]] = defaultdict(set)
        self._words: Counter[str] = Counter()
        self._verbs: Counter[str] = Counter()

    def read(self, groups: Sequence[Sequence[Named]]) -> None:
        """Take phrases from titles and headings, and count them in all passages."""
        for passage in (passage for group in groups for passage in group):
            for line in (passage.title, *passage.headings):
                self._runs |= {stems: _Phrase() for _, _, stems in self._runs_in(_TOKEN.findall(line))}
        for group, passages in enumerate(groups):
            for number, passage in enumerate(passages):
                self._count_text(passage.text, group, number)
                for line in (passage.title, *passage.headings):
                    self._count_line(line, group, number)
                    self._count_title(line, passage.title, group, number)

    def _runs_in(self, tokens: Sequence[str]) -> Iterator[tuple[int, int, Stems]]:
        """Yield the runs of words that are none of grammar, up to ``PHRASE_WORDS_MOST``, by start and end."""
        stems = [self._stem(token) for token in tokens]
        for start in range(len(stems)):
            for end in range(start + 1, min(start + PHRASE_WORDS_MOST, len(stems)) + 1):
                if not stems[end - 1]:
                    break
                yield start, end, tuple(stems[start:end])

    def _count_text(self, text: str, group: int, number: int) -> None:
        tokens = _TOKEN.findall(text)
        for start, end, stems in self._runs_in(tokens):
            if end == start + 1:
                self._words[stems[0]] += 1
                self._verbs[stems[0]] += start > 0 and tokens[start - 1].lower() in _BEFORE_VERBS
            phrase = self._runs.get(stems)
            if phrase:
                phrase.weights[group][number] = IN_TEXT
                phrase.forms[" ".join(tokens[start:end])] += 1
                phrase.used += 1
                phrase.alone += end == len(tokens) or not self._stem(tokens[end])

    def _count_line(self, line: str, group: int, number: int) -> None:
        for _, _, stems in self._runs_in(_TOKEN.findall(line)):
            self._runs[stems].weights[group][number] = 1.0

    def _count_title(self, line: str, title: str, group: int, number: int) -> None:
        """Take a title, up to a colon, or a heading as it stands: a few words, with words of grammar in them."""
        opening = line.partition(":")[0].strip()
        words = _TOKEN.findall(opening)
        plain = all(_WORD.fullmatch(word) for word in words) and not all(map(self._stem, words))
        if plain and any(map(self._stem, words)) and 2 <= len(words) <= TITLE_WORDS_MOST:
            phrase = self._titles.setdefault(opening.lower(), _Phrase())
            phrase.weights[group][number] = 1.0
            phrase.forms[opening] += 1
            self._articles[opening.lower()].add(title)
            if line == title:
                phrase.alone = 1

    def names(self, sizes: Sequence[int]) -> list[tuple[str, ...]]:
        """Return the names of groups of these sizes."""
        worth = self._worth()
        owned: list[list[tuple[float, str, _Phrase]]] = [[] for _ in sizes]
        for phrase, quality in worth:
            scores = {group: quality * _fit(phrase, group, sizes[group]) for group in phrase.weights}
            owner = min(scores, key=lambda group: (-scores[group], group))
            if len(phrase.weights[owner]) > 1 or sizes[owner] == 1:  # what one passage has names no more than it
                owned[owner].append((scores[owner], phrase.form, phrase))
        qualities = {id(phrase): quality for phrase, quality in worth}
        return [self._name(found, qualities, group, sizes[group]) for group, found in enumerate(owned)]

    def _name(
        self, found: list[tuple[float, str, _Phrase]], qualities: dict[int, float], group: int, size: int
    ) -> tuple[str, ...]:
        found.sort(key=lambda each: (-each[0], each[1]))
        if not found:
            return ()
        score, form, phrase = found[0]
        has, words = set(phrase.weights[group]), self._content(form)
        others = [
            (qualities[id(other)] * _fit(other, group, size, without=has), name)
            for _, name, other in found[1:]
            if qualities[id(other)] > VAGUE and not words & self._content(name)
        ]
        second = min(others, key=lambda each: (-each[0], each[1]), default=(0.0, ""))
        names = [form, second[1]] if second[0] >= SECOND_LEAST * score else [form]
        return tuple(name[0].upper() + name[1:] if name.split()[0].islower() else name for name in names)

    def _content(self, text: str) -> set[str]:
        return {self._stem(word) for word in _WORD.findall(text)} - {""}

    def _worth(self) -> list[tuple[_Phrase, float]]:
        """Return the phrases that can be names, with what each is worth."""
        longer = self._longer()
        runs = ((phrase, self._quality(stems, phrase, longer[stems])) for stems, phrase in self._runs.items())
        titles = (
            (phrase, TITLE)
            for key, phrase in self._titles.items()
            if phrase.alone or len(self._articles[key]) >= SHARED_HEADING_ARTICLES
        )
        return [
            (phrase, quality)
            for phrase, quality in (*runs, *titles)
            if quality and len(phrase.form) <= NAME_LETTERS_MOST
        ]

    def _longer(self) -> Counter[Stems]:
        """Return for each phrase of several words in how many passages the commonest longer one has it."""
        most: Counter[Stems] = Counter()
        for stems, phrase in self._runs.items():
            for start in range(len(stems) - 1):
                for end in range(start + 2, len(stems) + 1):
                    if end - start < len(stems):
                        most[stems[start:end]] = max(most[stems[start:end]], phrase.passages)
        return most

    def _quality(self, stems: Stems, phrase: _Phrase, longer: int) -> float:
        is_noun = all(self._verbs[stem] <= VERB_MOST * self._words[stem] for stem in stems)
        if not is_noun or phrase.alone < ALONE_LEAST * phrase.used or not phrase.used:
            return 0.0
        if longer >= WITHIN_MOST * phrase.passages:
            return 0.0
        if is_term(phrase.form):
            return PHRASE if len(stems) > 1 else 1.0
        return VAGUE if len(stems) == 1 and len(phrase.form) > 3 else 0.0


def _fit(phrase: _Phrase, group: int, size: int, *, without: Iterable[int] = ()) -> float:
    """Return van Rijsbergen's F of a phrase for a group, 0 to 1; passages ``without`` count as having none."""
    left = set(without)
    inside = sum(weight for passage, weight in phrase.weights[group].items() if passage not in left)
    total = sum(sum(weights.values()) for weights in phrase.weights.values())
    recall, precision = inside / size, inside / total
    return (1 + BETA**2) * precision * recall / (BETA**2 * precision + recall) if inside else 0.0
