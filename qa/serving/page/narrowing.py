"""Filters by source, topic and date: what there is to choose, which articles fit, and an answer out of these."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

from qa.records import Answer, Article, Citation, Statement

PASSAGES_READ = 60
"""Passages fetched when an answer is narrowed: of these, the ones in the chosen articles are shown."""
_YEAR = re.compile(r"(?:19|20)\d\d")
Value = TypeVar("Value", str, int)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """The articles a visitor chose: of any of the sources and of any of the topics; empty is no choice."""

    sources: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    since: int | None = None

    def __len__(self) -> int:
        """Return how many choices were made."""
        return len(self.sources) + len(self.topics) + (self.since is not None)

    def fits(self, article: Article) -> bool:
        """Tell whether an article is among the chosen; one without a date is not since any year."""
        return (
            (not self.sources or article.publisher in self.sources)
            and (not self.topics or article.topic in self.topics)
            and (self.since is None or (_year(article) or 0) >= self.since)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the articles differ in; of what is the same in all there is nothing to choose."""

    sources: tuple[str, ...]
    topics: tuple[str, ...]
    years: tuple[int, ...]

    @classmethod
    def of(cls, articles: Iterable[Article]) -> "Choices":
        """Return the choices that a library offers, years newest first."""
        known = list(articles)
        years = {year for article in known if (year := _year(article))}
        return cls(
            sources=_if_several(sorted({article.publisher for article in known} - {""})),
            topics=_if_several(sorted({article.topic for article in known} - {""})),
            years=_if_several(sorted(years, reverse=True)),
        )

    def __bool__(self) -> bool:
        """Tell whether there is anything to choose."""
        return bool(self.sources or self.topics or self.years)


def _if_several(values: list[Value]) -> tuple[Value, ...]:
    return tuple(values) if len(values) > 1 else ()


def _year(article: Article) -> int | None:
    found = _YEAR.search(article.published)
    return int(found[0]) if found else None


def narrowed(answer: Answer, wide: Answer, fits: Callable[[str], bool]) -> Answer:
    """Return an answer with its statements and passages out of the articles, by id, that fit.

    They are taken from ``wide``, the answer with PASSAGES_READ passages, as many as the answer had, and numbered
    anew, passages first.  The verdict stays that of all articles, and what is urgent is never left out.
    """
    found = [pair for pair in zip(wide.hits, wide.passages, strict=True) if fits(pair[1].article_id)]
    kept = found[: len(answer.passages)]
    numbers = {passage.number: rank for rank, (_, passage) in enumerate(kept, start=1)}

    def renumbered(citation: Citation) -> Citation:
        return replace(citation, number=numbers.setdefault(citation.number, len(numbers) + 1))

    chosen = (_of_chosen(statement, fits) for statement in wide.statements)
    statements = [statement for statement in chosen if statement]
    return replace(
        answer,
        hits=tuple(replace(hit, rank=rank) for rank, (hit, _) in enumerate(kept, start=1)),
        passages=tuple(renumbered(passage) for _, passage in kept),
        statements=tuple(_with(statement, renumbered) for statement in statements),
        urgent=tuple(_with(statement, renumbered) for statement in wide.urgent),
    )


def _of_chosen(statement: Statement, fits: Callable[[str], bool]) -> Statement | None:
    """Return a statement in the words of the first chosen article that makes it, or None when none does."""
    citations = tuple(citation for citation in statement.citations if fits(citation.article_id))
    if not citations:
        return None
    text = statement.text
    if citations[0] != statement.citations[0]:
        quoted = [citation.quote for citation in citations if citation.number == citations[0].number]
        text = " ".join(quoted)
    support = min(statement.support, len({citation.article_id for citation in citations}))
    return Statement(text=text, citations=citations, support=support)


def _with(statement: Statement, change: Callable[[Citation], Citation]) -> Statement:
    return replace(statement, citations=tuple(map(change, statement.citations)))
