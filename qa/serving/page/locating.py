"""A link into an article → the text it points to: as it is, moved, as it was in an older generation, or gone."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from qa.errors import UnknownArticleError
from qa.records import Answer, Article
from qa.serving.page import wording
from qa.serving.page.addressing import Span, digest_of, span_of, spans_of, texts_of
from qa.serving.page.blocks import counted


class State(Enum):
    """What became of the place that a link points to."""

    WHOLE = auto()
    """No place in particular is pointed to."""
    HERE = auto()
    MOVED = auto()
    OLDER = auto()
    GONE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """The article to show, what of it is ``cited`` and which places of that are ``marked``, in order."""

    article: Article
    state: State
    cited: Span | None = None
    marked: tuple[Span, ...] = ()


def locate(
    now: Article | None, older: Callable[[], Article | None], *, at: str, mark: str = "", digest: str = ""
) -> Located | None:
    """Return what a link shows, or None when neither article is there.

    ``now`` is the article as it is, ``older`` opens it as it was when the link was made.  ``digest`` is that of
    the text quoted then; without one a place that exists is taken as it is.
    """
    if not at:
        shown = now or older()
        return Located(article=shown, state=State.WHOLE if now else State.OLDER) if shown else None
    if now and (span := _same(now, at, digest)):
        return _located(now, State.HERE, at, span, mark)
    if now and digest and (span := _elsewhere(now.text, at, digest)):
        return _located(now, State.MOVED, at, span, mark)
    before = older()
    if before and (span := _same(before, at, digest)):
        return _located(before, State.OLDER, at, span, mark)
    return Located(article=now, state=State.GONE) if now else None


def article_or_none(look_up: Callable[[str], Article], article_id: str) -> Article | None:
    """Return an article, or None when there is none of this id."""
    try:
        return look_up(article_id)
    except UnknownArticleError:
        return None


def _same(article: Article, at: str, digest: str) -> Span | None:
    """Return the span of a place when it still holds the text that was quoted."""
    span = span_of(at, article)
    if span and digest and digest_of(article.text[span[0] : span[1]]) != digest:
        return None
    return span


def _elsewhere(text: str, at: str, digest: str) -> Span | None:
    """Return the first span of the same length and digest: the quotation, pushed on by an edit before it."""
    start, _, end = at.partition("-")
    length = int(end) - int(start) if start.isdecimal() and end.isdecimal() and len(at) < 20 else 0
    if length < 1:
        return None
    starts = range(len(text) - length + 1)
    found = next((first for first in starts if digest_of(text[first : first + length]) == digest), None)
    return None if found is None else (found, found + length)


def _located(article: Article, state: State, at: str, span: Span, mark: str) -> Located:
    """Return a place that was found, its marks moved along; all of it is marked when no mark is inside."""
    moved = span[0] - int(at.partition("-")[0])
    marks = ((start + moved, end + moved) for start, end in spans_of(mark))
    inside = tuple(each for each in marks if span[0] <= each[0] and each[1] <= span[1] and texts_of(article, each))
    return Located(article=article, state=state, cited=span, marked=inside or (span,))


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """The places, among the passages of an answer, of those before and after the one that is read."""

    said: str
    before: int | None
    after: int | None


def hits_around(answer: Answer, located: Located) -> Around:
    """Return the passages of an answer around the one that is cited, which may be none of them."""
    count = len(answer.passages)
    here = next((place for place in range(count) if _overlaps(answer, place, located)), None)
    if here is None:
        said = counted(wording.BESIDE_HITS, count) if count else ""
        return Around(said=said, before=None, after=0 if count else None)
    return Around(
        said=wording.HIT_OF.format(rank=here + 1, count=count),
        before=here - 1 if here else None,
        after=here + 1 if here + 1 < count else None,
    )


def _overlaps(answer: Answer, place: int, located: Located) -> bool:
    passage, cited = answer.passages[place], located.cited
    is_now = located.state in (State.HERE, State.MOVED)
    return bool(
        is_now
        and cited
        and passage.article_id == located.article.id
        and passage.start < cited[1]
        and cited[0] < passage.end
    )
