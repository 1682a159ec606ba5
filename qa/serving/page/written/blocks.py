"""What a model wrote → HTML: kept sentences with their chips, struck ones as struck, with the reason."""

from collections.abc import Sequence
from html import escape

from qa.serving.page.read.blocks import Articles
from qa.serving.page.read.chips import chips_of
from qa.serving.page.shared.addressing import Address
from qa.serving.page.shared.blocks import heading
from qa.serving.page.written import wording
from qa.writing.records import WrittenSentence


def written(
    model: str,
    sentences: Sequence[WrittenSentence],
    params: Address,
    articles: Articles,
    *,
    problem: str = "",
    is_writing: bool = False,
) -> str:
    """Return the section of what a model wrote so far."""
    items = "".join(_sentence(sentence, params, articles) for sentence in sentences)
    said = f'<ol class="cw-written-sentences">{items}</ol>' if items else ""
    last = ""
    if is_writing:
        last = f'<p class="cw-details" role="status">{escape(wording.WRITING.format(model=model))}</p>'
    elif problem:
        last = f'<p class="cw-notice" role="alert">{escape(problem)}</p>'
    elif sentences:
        last = f'<p class="cw-details" role="status">{escape(_counted(sentences))}</p>'
    title = heading(wording.HEADING.format(model=model))
    lead = f'<p class="cw-details">{escape(wording.LEAD)}</p>'
    return f'<section class="cw-written">{title}{lead}{said}{last}</section>'


def _sentence(sentence: WrittenSentence, params: Address, articles: Articles) -> str:
    text = escape(sentence.text)
    if sentence.is_kept:
        return f'<li>{text} <span class="cw-chips">{chips_of(sentence.rests_on, params, articles)}</span></li>'
    reason = f'<span class="cw-reason"><b>{escape(wording.STRUCK)}</b> {escape(sentence.reason)}</span>'
    return f'<li class="cw-struck"><s>{text}</s> {reason}</li>'


def _counted(sentences: Sequence[WrittenSentence]) -> str:
    struck = sum(not sentence.is_kept for sentence in sentences)
    if struck == len(sentences):
        return wording.NOTHING_KEPT
    return wording.SOME_STRUCK.format(struck=struck, all=len(sentences)) if struck else wording.NONE_STRUCK
