"""An introduction that only announces subsections ("Three operations are common.") → the opening of each.

Alone it tells nothing: what it announces stands under the headings below it, in passages of their own.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from qa.answering.question.parsed import QuestionIntent
from qa.answering.statements.sentences import PassageSentences, SentenceSelection, select
from qa.answering.statements.snippet import LIST_WHOLE_MOST
from qa.records import Article, Section, SectionKind, Statement

SUBSECTIONS_LEAST, SUBSECTIONS_MOST = 2, 8
"""One subsection is an aside, and a section of more is a chapter, whose introduction stands for itself."""


def announced(snippet: Statement, article: Article) -> list[Section]:
    """Return the subsections right below the section that a snippet quotes whole; empty where it has none.

    The opening of an article sums it up and announces nothing; a section on getting help is told in its box.
    """
    start = snippet.citations[0].start
    number = next(
        (number for number, section in enumerate(article.sections) if section.start <= start < section.end), None
    )
    if number is None or not _quotes_all(snippet, section := article.sections[number]):
        return []
    if not [heading for heading in section.headings if heading != article.title] or _is_help(section):
        return []
    below = list(_below(section, article.sections[number + 1 :]))
    nearest = min((len(part.headings) for part in below), default=0)
    parts = [part for part in below if len(part.headings) == nearest]
    return parts if SUBSECTIONS_LEAST <= len(parts) <= SUBSECTIONS_MOST else []


def opening(passage: PassageSentences, question: QuestionIntent) -> SentenceSelection | None:
    """Return the first two sentences, or the short list, of a subsection; None where none may be quoted."""
    if not passage.alone:
        return None
    first, *following = passage.alone
    whole = next((places for places in passage.lists if first in places), [])
    if whole:
        return select(passage, question, whole if len(whole) <= 1 + LIST_WHOLE_MOST else [first])
    second = [place for place in following[:1] if place == first + 1 and not passage.places[place].block.depth]
    return select(passage, question, [first, *second])


def openings(
    snippet: Statement,
    article: Article,
    question: QuestionIntent,
    passage_at: Callable[[str, int], PassageSentences | None],
) -> list[SentenceSelection]:
    """Return the opening of each subsection that a snippet announces, in text order, under its heading.

    ``passage_at`` gives the passage of an article that a position stands in.
    """
    passages = (passage_at(article.id, section.blocks[0].start) for section in announced(snippet, article))
    parts = (part for passage in passages if passage and (part := opening(passage, question)))
    return [replace(part, heading=part.heading or part.passage.headings[-1]) for part in parts]


def _quotes_all(snippet: Statement, section: Section) -> bool:
    quoted = snippet.citations[: snippet.quoted]
    return all(
        any(citation.start <= block.start and block.end <= citation.end for citation in quoted)
        for block in section.blocks
    )


def _below(section: Section, following: tuple[Section, ...]) -> Iterator[Section]:
    """Yield the subsections of a section, in order, without empty ones and those on getting help."""
    depth = len(section.headings)
    for section_below in following:
        if len(section_below.headings) <= depth or section_below.headings[:depth] != section.headings:
            return
        if section_below.blocks and not _is_help(section_below):
            yield section_below


def _is_help(section: Section) -> bool:
    return section.kind is SectionKind.WHEN_TO_GET_HELP
