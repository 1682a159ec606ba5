"""The terms of a text that some article defines, each where it is first used, with that definition."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from qa.answering.glossary.definitions import Definition, definitions_in
from qa.answering.glossary.phrases import singular
from qa.answering.statements.disowned import standings
from qa.reading.cleaning.machine_orders import may_give_orders
from qa.reading.dictionaries import share_of
from qa.records import Answer, Article

EVERYDAY_SHARE = 2.8e-6
"""A word that is more frequent in everyday English is known to who reads it, and is not marked: it is one of the
8,000 most frequent.  With as many word families known, texts are understood without help (Nation, How large a
vocabulary is needed for reading and listening?, 2006); "spine", "kidney" and "cough" are among them, "sciatica",
"disc" and "artery" are not."""
CHECKS_KEPT = 4096

_WORD = re.compile(r"[^\W_](?:[\w'’-]*[^\W_])?")
_SHORT_FORM = re.compile(r"[A-Z][A-Za-z0-9-]*[A-Z0-9]s?")
Span = tuple[int, int]
Place = tuple[str, int, int]
"""A span of an article: its id, start and end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinedTerm:
    """A term where it is used, ``text[start:end] == term`` of the article ``used_in``, and its definition.

    ``quote == article.text[defined_start:defined_end]`` of the article ``article_id``, which has this ``title``,
    publisher and date.
    """

    term: str
    used_in: str
    start: int
    end: int
    article_id: str
    title: str
    publisher: str
    published: str
    headings: tuple[str, ...]
    defined_start: int
    defined_end: int
    quote: str

    @property
    def definition(self) -> Place:
        """Where it is defined."""
        return self.article_id, self.defined_start, self.defined_end


@dataclass(frozen=True, slots=True)
class _Entry:
    """A definition with what it is chosen by."""

    definition: Definition
    name: str
    long_form: str
    is_title: bool
    published: str


class Glossary:
    """The definitions of some articles; safe to use from several threads."""

    def __init__(self, articles: Iterable[Article], article_of: Callable[[str], Article]) -> None:
        """Read the definitions of articles; ``article_of`` gives one of them by its id."""
        self._article_of = article_of
        self._entries: dict[str, list[_Entry]] = {}
        for article in articles:
            title = _key(article.title.partition(":")[0])
            for definition in definitions_in(article):
                long_form = _long_form(definition, article.text)
                for name in definition.terms:
                    if not is_everyday(name):
                        entry = _Entry(definition, name, long_form, _key(name) == title, article.published)
                        self._entries.setdefault(_key(name), []).append(entry)
        self._everywhere = {key: best for key, entries in self._entries.items() if (best := _of_all(entries))}
        self._most: dict[str, int] = {}  # words of the longest term that begins with a word
        for key in self._entries:
            words = key.split(" ")
            self._most[words[0]] = max(len(words), self._most.get(words[0], 0))
        self._is_quotable = lru_cache(maxsize=CHECKS_KEPT)(self._may_be_quoted)

    def __len__(self) -> int:
        """Return how many terms are defined."""
        return len(self._entries)

    def definitions(self) -> Iterator[tuple[str, Definition]]:
        """Yield each term with the definition that is shown of it in articles that do not define it themselves."""
        return ((entry.name, entry.definition) for entry in self._everywhere.values())

    def terms_in(
        self, article: Article, spans: Sequence[Span], *, known: Iterable[Place] = (), shown: Sequence[Place] = ()
    ) -> list[DefinedTerm]:
        """Return the terms used in spans of an article's text, each where it is first used, in order.

        Left out are those whose definitions are ``known`` already, and those whose definition stands before them
        in the spans, or anywhere among what is ``shown``.
        """
        seen, read = set(known), [*shown]
        found: list[DefinedTerm] = []
        for start, end in sorted(spans):
            for first, last, definition in self._uses(article, start, end):
                if definition.place in seen:
                    continue
                seen.add(definition.place)
                before = [*read, (article.id, start, last)]
                if not any(_overlap(definition.place, place) for place in before) and self._is_quotable(
                    definition
                ):
                    found.append(self._defined(article, first, last, definition))
            read.append((article.id, start, end))
        return found

    def terms_of(self, answer: Answer) -> list[DefinedTerm]:
        """Return the terms used in what an answer quotes, each where it is first used, in order."""
        quoted = [citation for told in answer.told for citation in told.citations[: told.quoted]]
        shown = [(citation.article_id, citation.start, citation.end) for citation in quoted]
        found: list[DefinedTerm] = []
        for article_id, start, end in shown:
            known = [term.definition for term in found]
            found += self.terms_in(self._article_of(article_id), [(start, end)], known=known, shown=shown)
        return found

    def _uses(self, article: Article, start: int, end: int) -> Iterator[tuple[int, int, Definition]]:
        """Yield the terms in a span, the longest where several begin at one place, each with its definition."""
        words = [(match.start(), match.end()) for match in _WORD.finditer(article.text, start, end)]
        place = 0
        while place < len(words):
            first = words[place][0]
            opening = _plain(article.text[slice(*words[place])])
            most = max(self._most.get(opening, 0), self._most.get(singular(opening), 0), 0)
            for count in range(min(most, len(words) - place), 0, -1):
                last = words[place + count - 1][1]
                definition = self._definition(article.text[first:last], article)
                if definition:
                    yield first, last, definition
                    place += count - 1
                    break
            place += 1

    def _definition(self, used: str, article: Article) -> Definition | None:
        """Return the definition of a term that an article uses: its own, else the one for all articles."""
        key = _key(used)
        entries = self._entries.get(key, ())
        own = [entry for entry in entries if entry.definition.article_id == article.id]
        entry = _best(own) if own else self._everywhere.get(key)
        if entry is None or not _written_alike(entry.name, used):
            return None
        if not own and _SHORT_FORM.fullmatch(entry.name) and entry.long_form not in article.text.casefold():
            return None  # "PC" is pachyonychia congenita in one article, and pyruvate carboxylase in another
        return entry.definition

    def _may_be_quoted(self, definition: Definition) -> bool:
        """Tell whether an article claims its definition itself, and speaks with it to no machine."""
        article = self._article_of(definition.article_id)
        section = next(section for section in article.sections if section.start <= definition.start < section.end)
        [standing] = standings(article, section, section.headings, [definition.start])
        if not standing.quotable or standing.needed != (0,) or standing.heading:
            return False
        return not may_give_orders(article.text[definition.start : definition.end])

    def _defined(self, article: Article, start: int, end: int, definition: Definition) -> DefinedTerm:
        defining = self._article_of(definition.article_id)
        return DefinedTerm(
            term=article.text[start:end],
            used_in=article.id,
            start=start,
            end=end,
            article_id=defining.id,
            title=defining.title,
            publisher=defining.publisher,
            published=defining.published,
            headings=definition.headings,
            defined_start=definition.start,
            defined_end=definition.end,
            quote=defining.text[definition.start : definition.end],
        )


def is_everyday(term: str) -> bool:
    """Tell whether everyone knows all words of a term: each is frequent in everyday English, or a number.

    Of a short form in capitals nothing is known by that: "AS" is no "as".
    """
    if _SHORT_FORM.fullmatch(term):
        return False
    words = re.findall(r"[^\W\d_]{2,}", term.casefold())
    return all(max(share_of(word, ("en",)), share_of(singular(word), ("en",))) >= EVERYDAY_SHARE for word in words)


def _key(term: str) -> str:
    """Return what a term is looked up by: its words in lower case, the last in the singular."""
    return singular(_plain(term))


def _plain(term: str) -> str:
    return " ".join(term.replace("’", "'").split()).casefold()


def _written_alike(name: str, used: str) -> bool:
    """Tell whether a use has the capitals of a short form, if its term is one."""
    if not _SHORT_FORM.fullmatch(name):
        return True
    return used.removesuffix("s") == name.removesuffix("s")


def _overlap(left: Place, right: Place) -> bool:
    return left[0] == right[0] and left[1] < right[2] and right[1] < left[2]


def _best(entries: Iterable[_Entry]) -> _Entry:
    """Return the definition to show: a sentence, of an article about the term, of the newest, the shortest."""
    newest_first = sorted(entries, key=lambda entry: entry.published, reverse=True)
    return min(
        newest_first, key=lambda entry: (not entry.definition.is_sentence, not entry.is_title, not entry.published)
    )


def _of_all(entries: Sequence[_Entry]) -> _Entry | None:
    """Return the definition for articles that have none themselves.

    There is none for a short form that stands for several things, nor for one that is a word besides ("US").
    """
    if not any(_SHORT_FORM.fullmatch(entry.name) for entry in entries):
        return _best(entries)
    short = entries[0].name.removesuffix("s").casefold()
    long_forms = {entry.long_form for entry in entries} - {short}
    return _best(entries) if len(long_forms) < 2 and share_of(short, ("en",)) < EVERYDAY_SHARE else None


def _long_form(definition: Definition, text: str) -> str:
    """Return what a short form stands for, to be compared: the words before its brackets, or the term it is of."""
    if definition.is_sentence:
        return _key(definition.terms[0])
    return _key(text[definition.start : definition.end].rpartition(" (")[0])
