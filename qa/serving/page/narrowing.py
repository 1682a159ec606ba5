"""Filters by source, topic and date: what there is to choose, and which articles fit."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from qa.records import Article

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
