"""An introduction that only announces its subsections ("Three kinds of operation are common.") → what opens each.

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
    """Return the subsections right below the section that a snippet quotes whole; none for a section without.

    The opening of an article sums it up and announces nothing; a section on getting help is told in its box.
    """
    start = snippet.citations[0].start
    number = next((number for number, each in enumerate(article.sections) if each.start <= start < each.end), None)
    if number is None or not _quotes_all(snippet, section := article.sections[number]):
        return []
    if not [each for each in section.headings if each != article.title] or _is_help(section):
        return []
    below = list(_below(section, article.sections[number + 1 :]))
    nearest = min((len(each.headings) for each in below), default=0)
    parts = [each for each in below if len(each.headings) == nearest]
    return parts if SUBSECTIONS_LEAST <= len(parts) <= SUBSECTIONS_MOST else []


def opening(found: PassageSentences, asked: QuestionIntent) -> SentenceSelection | None:
    """Return the two sentences or the short list that a subsection opens with; None where none may be quoted."""
    if not found.alone:
        return None
    first, *following = found.alone
    whole = next((each for each in found.lists if first in each), [])
    if whole:
        return select(found, asked, whole if len(whole) <= 1 + LIST_WHOLE_MOST else [first])
    second = [each for each in following[:1] if each == first + 1 and not found.places[each].block.depth]
    return select(found, asked, [first, *second])


def openings(
    snippet: Statement,
    article: Article,
    asked: QuestionIntent,
    passage_at: Callable[[str, int], PassageSentences | None],
) -> list[SentenceSelection]:
    """Return what opens each of the subsections that a snippet announces, in order of the text, under its heading.

    ``passage_at`` gives the passage of an article that a position stands in.
    """
    passages = (passage_at(article.id, section.blocks[0].start) for section in announced(snippet, article))
    parts = (each for found in passages if found and (each := opening(found, asked)))
    return [replace(each, heading=each.heading or each.passage.headings[-1]) for each in parts]


def _quotes_all(snippet: Statement, section: Section) -> bool:
    quoted = snippet.citations[: snippet.quoted]
    return all(
        any(each.start <= block.start and block.end <= each.end for each in quoted) for block in section.blocks
    )


def _below(section: Section, following: tuple[Section, ...]) -> Iterator[Section]:
    """Yield the sections under the headings of a section, up to the next that is not; empty ones tell nothing."""
    depth = len(section.headings)
    for each in following:
        if len(each.headings) <= depth or each.headings[:depth] != section.headings:
            return
        if each.blocks and not _is_help(each):
            yield each


def _is_help(section: Section) -> bool:
    return section.kind is SectionKind.WHEN_TO_GET_HELP
