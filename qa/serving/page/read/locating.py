"""A link into an article → the text it points to: unchanged, moved, in an older generation, or gone."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from qa.errors import UnknownArticleError
from qa.records import Answer, Article
from qa.serving.page.shared import wording
from qa.serving.page.shared.addressing import Span, digest_of, span_of, spans_of, texts_of
from qa.serving.page.shared.blocks import counted


class LinkState(Enum):
    """What became of the cited place."""

    WHOLE = auto()
    """The link names no place in the article."""
    HERE = auto()
    MOVED = auto()
    OLDER = auto()
    GONE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """The article to show, its ``cited`` span and the ``marked`` spans in that, in order."""

    article: Article
    state: LinkState
    cited: Span | None = None
    marked: tuple[Span, ...] = ()


def locate(
    now: Article | None, older: Callable[[], Article | None], *, at: str, mark: str = "", digest: str = ""
) -> Located | None:
    """Return what a link shows, or None when neither article is there.

    ``now`` is the current article; ``older`` opens the version for which the link was made.  ``digest`` is that of
    the text quoted then; without it any existing place is accepted.
    """
    if not at:
        shown = now or older()
        return Located(article=shown, state=LinkState.WHOLE if now else LinkState.OLDER) if shown else None
    if now and (span := _same(now, at, digest)):
        return _located(now, LinkState.HERE, at, span, mark)
    if now and digest and (span := _elsewhere(now.text, at, digest)):
        return _located(now, LinkState.MOVED, at, span, mark)
    before = older()
    if before and (span := _same(before, at, digest)):
        return _located(before, LinkState.OLDER, at, span, mark)
    return Located(article=now, state=LinkState.GONE) if now else None


def article_or_none(look_up: Callable[[str], Article], article_id: str) -> Article | None:
    """Return an article, or None when there is none of this id."""
    try:
        return look_up(article_id)
    except UnknownArticleError:
        return None


def _same(article: Article, at: str, digest: str) -> Span | None:
    """Return the span of a place if it still holds the quoted text."""
    span = span_of(at, article)
    if span and digest and digest_of(article.text[span[0] : span[1]]) != digest:
        return None
    return span


def _elsewhere(text: str, at: str, digest: str) -> Span | None:
    """Return the first span of the same length and digest: the quotation, shifted by an edit before it."""
    start, _, end = at.partition("-")
    length = int(end) - int(start) if start.isdecimal() and end.isdecimal() and len(at) < 20 else 0
    if length < 1:
        return None
    starts = range(len(text) - length + 1)
    moved_to = next((first for first in starts if digest_of(text[first : first + length]) == digest), None)
    return None if moved_to is None else (moved_to, moved_to + length)


def _located(article: Article, state: LinkState, at: str, span: Span, mark: str) -> Located:
    """Return a located place with its marks shifted along; all of it is marked when no mark is inside."""
    moved = span[0] - int(at.partition("-")[0])
    marks = ((start + moved, end + moved) for start, end in spans_of(mark))
    inside = tuple(
        span_of_mark
        for span_of_mark in marks
        if span[0] <= span_of_mark[0] and span_of_mark[1] <= span[1] and texts_of(article, span_of_mark)
    )
    return Located(article=article, state=state, cited=span, marked=inside or (span,))


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """The indexes of the passages of an answer before and after the current one."""

    said: str
    before: int | None
    after: int | None


def hits_around(answer: Answer, located: Located) -> Around:
    """Return the passages of an answer around the cited one, which may be none of them."""
    count = len(answer.passages)
    rank = next((place for place in range(count) if _overlaps(answer, place, located)), None)
    if rank is None:
        label = counted(wording.BESIDE_HITS, count) if count else ""
        return Around(said=label, before=None, after=0 if count else None)
    return Around(
        said=wording.HIT_OF.format(rank=rank + 1, count=count),
        before=rank - 1 if rank else None,
        after=rank + 1 if rank + 1 < count else None,
    )


def _overlaps(answer: Answer, place: int, located: Located) -> bool:
    passage, cited = answer.passages[place], located.cited
    is_now = located.state in (LinkState.HERE, LinkState.MOVED)
    return bool(
        is_now
        and cited
        and passage.article_id == located.article.id
        and passage.start < cited[1]
        and cited[0] < passage.end
    )
