"""A saved answer and the present one → what became of each quotation, in words; scores do not count."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

from qa.errors import UnknownArticleError
from qa.records import Article, Verdict
from qa.serving.page.saved import wording
from qa.serving.page.saved.record import Quotation, SavedAnswer
from qa.serving.page.shared.blocks import counted

ALIKE_LEAST = 0.5
"""Half of the words of two quotations of an article: from there on the new one is the old one, changed."""


class Fate(StrEnum):
    """What became of a saved quotation, or that it was not there."""

    SAME = "same"
    MOVED = "moved"
    DATED = "dated"
    CHANGED = "changed"
    NEW = "new"
    GONE = "gone"


COUNTED = {
    Fate.SAME: wording.SAME,
    Fate.MOVED: wording.MOVED,
    Fate.DATED: wording.DATED,
    Fate.CHANGED: wording.CHANGED,
    Fate.NEW: wording.NEW,
    Fate.GONE: wording.GONE,
}
SAID = {
    Fate.SAME: "",
    Fate.MOVED: wording.SAID_MOVED,
    Fate.DATED: wording.SAID_DATED,
    Fate.CHANGED: wording.SAID_CHANGED,
    Fate.NEW: wording.SAID_NEW,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotationPair:
    """A quotation then and now, None where there is none; ``said`` tells what became of it."""

    fate: Fate
    before: Quotation | None
    now: Quotation | None
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedComparison:
    """What became of a saved answer: ``kind`` is same, changed, refused or answered, ``said`` tells it in words.

    Refused is what was answered and is no longer, answered what was saved without an answer and has one.
    ``now`` is the present answer, None where there is none to keep instead.
    """

    id: str
    generation: str
    kind: str
    said: str
    pairs: tuple[QuotationPair, ...] = ()
    now: SavedAnswer | None = None


def compared(before: SavedAnswer, now: SavedAnswer, articles: Callable[[str], Article]) -> SavedComparison:
    """Return what became of a saved answer; ``articles`` are the present ones, by id."""
    pairs = _pairs(before.quotations, now.quotations, articles)
    kinds = {(False, True): "refused", (True, False): "answered"}
    kind = kinds.get((_is_refused(before), _is_refused(now)), "changed")
    unlike = [pair for pair in pairs if pair.fate is not Fate.SAME]
    if not unlike and before.verdict == now.verdict:
        return SavedComparison(id=before.id, generation=now.generation, kind="same", said="")
    fates = Counter(pair.fate for pair in pairs)
    counts = [counted(COUNTED[fate], fates[fate]) for fate in Fate if fates[fate]]
    return SavedComparison(
        id=before.id,
        generation=now.generation,
        kind=kind,
        said=" ".join([*_said_of_verdicts(before.verdict, now.verdict), *counts]),
        pairs=tuple(unlike),
        now=None if kind == "refused" else now,
    )


def _is_refused(saved: SavedAnswer) -> bool:
    return saved.verdict == Verdict.NOT_IN_CORPUS.value


def unasked(before: SavedAnswer, *, generation: str, said: str) -> SavedComparison:
    """Return that a saved question can no longer be asked, and why."""
    return SavedComparison(id=before.id, generation=generation, kind="refused", said=said)


def _said_of_verdicts(before: str, now: str) -> list[str]:
    if before == now:
        return []
    if now == Verdict.NOT_IN_CORPUS.value:
        return [wording.REFUSED]
    if before == Verdict.NOT_IN_CORPUS.value:
        return [wording.ANSWERED_NOW if now == Verdict.ANSWERED.value else wording.TOUCHED_NOW]
    return [wording.SURE_NOW if now == Verdict.ANSWERED.value else wording.UNSURE_NOW]


def _pairs(
    before: Sequence[Quotation], now: Sequence[Quotation], articles: Callable[[str], Article]
) -> list[QuotationPair]:
    """Return each quotation of either answer once: those of the saved answer in its order, what is new last."""
    partners: dict[int, tuple[Fate, int]] = {}
    free = list(range(len(now)))
    for fate, is_pair in ((Fate.SAME, _same), (Fate.DATED, _dated), (Fate.MOVED, _moved)):
        for place, old in enumerate(before):
            found = next((other for other in free if place not in partners and is_pair(old, now[other])), None)
            if found is not None:
                partners[place] = fate, found
                free.remove(found)
    left = [place for place in range(len(before)) if place not in partners]
    likenesses = {pair: _likeness(before[pair[0]], now[pair[1]]) for pair in product(left, free)}
    for place, other in sorted(likenesses, key=lambda pair: -likenesses[pair]):
        if place not in partners and other in free and likenesses[place, other] >= ALIKE_LEAST:
            partners[place] = Fate.CHANGED, other
            free.remove(other)
    pairs = []
    for place, old in enumerate(before):
        fate, other = partners.get(place, (Fate.GONE, -1))
        said = _said_of_gone(old, articles) if fate is Fate.GONE else SAID[fate]
        pairs.append(
            QuotationPair(fate=fate, before=old, now=None if fate is Fate.GONE else now[other], said=said)
        )
    new = [QuotationPair(fate=Fate.NEW, before=None, now=now[other], said=wording.SAID_NEW) for other in free]
    return pairs + new


def _same(old: Quotation, new: Quotation) -> bool:
    return (old.quote, old.article, old.published) == (new.quote, new.article, new.published)


def _dated(old: Quotation, new: Quotation) -> bool:
    return (old.quote, old.article) == (new.quote, new.article)


def _moved(old: Quotation, new: Quotation) -> bool:
    return old.quote == new.quote


def _likeness(old: Quotation, new: Quotation) -> float:
    """Return which share of their words two quotations of one article have in common, 0 to 1."""
    if old.article != new.article:
        return 0.0
    ours, theirs = Counter(old.quote.casefold().split()), Counter(new.quote.casefold().split())
    return 2 * (ours & theirs).total() / max(1, ours.total() + theirs.total())


def _said_of_gone(old: Quotation, articles: Callable[[str], Article]) -> str:
    try:
        article = articles(old.article)
    except UnknownArticleError:
        return wording.GONE_ARTICLE
    return wording.GONE_UNQUOTED if old.quote and old.quote in article.text else wording.GONE_WORDS
