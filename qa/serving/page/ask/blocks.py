"""An answer → the pieces of the Ask view: its statements, what is urgent, its passages as cards, and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from qa.records import Advice, Answer, Article, Citation, Hit, Passage, Statement, Urgency, Variant, Verdict
from qa.serving.answer_summary import (
    all_statements,
    articles_read,
    cited_beside,
    cited_of,
    hard_to_read,
    nearest,
    no_longer,
    place,
    said,
    under_one_lead,
    untold,
    urgent_statements,
)
from qa.serving.page.read.blocks import Articles
from qa.serving.page.read.chips import behind, chips_of, cited_by_number, path_of, place_of_all, source_list
from qa.serving.page.shared import wording
from qa.serving.page.shared.addressing import COMPARE, Address, Span, href, original, reader_address, texts_of
from qa.serving.page.shared.blocks import (
    Terms,
    body,
    counted,
    heading,
    joined,
    link,
    of_picture,
    quoted,
)


def verdict(answer: Answer, *, narrowed: bool = False) -> str:
    """Return in one sentence whether the articles answer."""
    if answer.verdict is Verdict.NOT_IN_CORPUS and narrowed:
        return f"{wording.NOT_ANSWERED_AMONG if answer.passages else wording.NOTHING_AMONG}."
    if answer.verdict is Verdict.NOT_IN_CORPUS:
        return f"{wording.NOT_ANSWERED}."
    if answer.verdict is Verdict.UNSURE and not answer.urgent:  # a doubt above "Get help now" would be read as one
        doubt = wording.UNSURE_OF_PICTURE if hard_to_read(answer) else wording.UNSURE
        return f"{doubt}.{missing(answer)}{_untold(answer)}"
    read = counted(wording.ARTICLES_READ, articles_read(answer))
    count = len(said(answer)) + len(urgent_statements(answer))
    return f"{counted(wording.ANSWERED, count, articles=read)}.{_untold(answer)}"


def missing(answer: Answer) -> str:
    """Return a sentence on the words that the question hangs on and that nothing found speaks of, if any."""
    words = ", ".join(f"“{word}”" for word in answer.missing)
    return f" {wording.NOT_FOUND_WORDS.format(words=words)}." if words else ""


def _untold(answer: Answer) -> str:
    """Return a sentence on what is asked for and not told, if anything."""
    part = untold(answer)
    return f" {wording.UNTOLD.format(asked=part)}." if part else ""


def urgent(answer: Answer, params: Address, articles: Articles) -> str:
    """Return when to get help, a box for each level; nothing where the question gives no reason to.

    What the articles say stands in their words; where they have none for what the question describes, there is a
    line of the program's own, which says whose it is.
    """
    boxes = groupby(answer.urgent, key=lambda advice: advice.urgency)
    return "".join(_box(urgency, list(advice), answer, params, articles) for urgency, advice in boxes)


def _box(urgency: Urgency, advice: Sequence[Advice], answer: Answer, params: Address, articles: Articles) -> str:
    quoted_ = [advised.statement for advised in advice if advised.statement]
    own_lines = dict.fromkeys(own_line(advised) for advised in advice if not advised.statement)
    lines = "".join(f'<p class="cw-own">{escape(line)}</p>' for line in own_lines)
    if quoted_:
        items = "".join(_statement(statement, answer, params, articles) for statement in under_one_lead(quoted_))
        why = f'<p class="cw-details">{escape(wording.URGENT_WHY)}</p>'
        lines += f'{why}<ul class="cw-statements">{items}</ul>'
    sign = f'<span class="cw-sign" aria-hidden="true">{escape(wording.URGENT_SIGNS[urgency])}</span>'
    name = f"urgent-{urgency}"
    return (
        f'<section class="cw-urgent cw-{urgency}" aria-labelledby="{name}">{sign}'
        f'<h2 id="{name}">{escape(wording.URGENT_LEVELS[urgency])}</h2>{lines}</section>'
    )


def own_line(advice: Advice) -> str:
    """Return the program's own line for a red flag on which no article has advice."""
    by_flag = wording.OWN_BY_FLAG if advice.urgency is Urgency.NOW else wording.OWN_BY_FLAG_MAYBE
    flagged = (line for flag, line in by_flag.items() if flag in advice.flags)
    return wording.OWN.format(name=wording.NAME, line=next(flagged, wording.OWN_BY_LEVEL[advice.urgency]))


def quiet_help(answer: Answer, params: Address, articles: Articles) -> str:
    """Return in a line when an article that answers says to get help, where the question gives no reason to."""
    statement = answer.when_to_get_help.statement if answer.when_to_get_help else None
    if not statement:
        return ""
    lead = f"<b>{escape(wording.QUIET_HELP)}</b> "
    return f'<section class="cw-help cw-text"><p>{lead}</p>{_told(statement, params, articles)}</section>'


def snippet(answer: Answer, params: Address, articles: Articles, terms: Terms = ()) -> str:
    """Return what an answer opens with, under the title of its article and its headings; nothing without one."""
    if not answer.snippet:
        return ""
    place_ = f'<p class="cw-place">{path_of(answer.snippet.citations[0])}</p>'
    above = f'<p class="cw-heading">{escape(answer.snippet.heading)}</p>' if answer.snippet.heading else ""
    quotation = _told(answer.snippet, params, articles, _said_by(answer.snippet, answer), terms)
    quotation += _variants(answer.snippet, params, articles)
    return (
        f'{heading(wording.WHAT_THEY_SAY)}<section class="cw-snippet cw-text">{place_}{above}{quotation}</section>'
    )


def statements(answer: Answer, params: Address, articles: Articles, terms: Terms = ()) -> str:
    """Return the statements of an answer as a list, each with links that open the reader where it stands."""
    if not answer.statements:
        return ""
    items = "".join(
        _statement(statement, answer, params, articles, named=True, terms=terms) for statement in answer.statements
    )
    title = wording.WHAT_ELSE_THEY_SAY if answer.snippet else wording.WHAT_THEY_SAY
    return f'{heading(title)}<ul class="cw-statements">{items}</ul>'


def _said_by(value: Statement, answer: Answer) -> str:
    """Return how many of the articles say it, where several do."""
    if value.support < 2:
        return ""
    count = wording.SAID_BY.format(support=value.support, articles=articles_read(answer))
    return f' <span class="cw-said-by">{escape(count)}</span>'


def _statement(
    value: Statement, answer: Answer, params: Address, articles: Articles, *, named: bool = False,
    terms: Terms = ()
) -> str:  # fmt: skip
    """Return a statement with a chip for each passage that it is cited from, and the values that differ.

    Where it is ``named``, the article and the headings that it stands under are told.
    """
    said_by = _said_by(value, answer)
    if named:
        said_by += f' <span class="cw-details">{path_of(value.citations[0])}</span>'
    above = f'<p class="cw-heading">{escape(value.heading)}</p>' if value.heading else ""
    quotation = _told(value, params, articles, said_by, terms)
    return f'<li class="cw-text">{above}{quotation}{_variants(value, params, articles)}</li>'


def _told(
    value: Statement | Variant, params: Address, articles: Articles, said_by: str = "", terms: Terms = ()
) -> str:
    """Return what is quoted, as it stands in its articles, with its chips at the end."""
    pictured = of_picture(value.citations[: value.quoted])
    links = chips_of(value.citations, params, articles)
    chips = f' <span class="cw-chips">{links}{said_by}</span> {pictured}'.rstrip()
    runs = groupby(value.citations[: value.quoted], key=lambda citation: citation.article_id)
    pieces = [
        (articles(article_id), [(citation.start, citation.end) for citation in run]) for article_id, run in runs
    ]
    return "".join(
        quoted(article, spans, end=chips if place == len(pieces) else "", terms=terms)
        for place, (article, spans) in enumerate(pieces, start=1)
    )


def _variants(value: Statement, params: Address, articles: Articles) -> str:
    """Return the values that articles give for the same thing, newest first, each with where it stands."""
    if not value.variants:
        return ""
    own_places = _places(value)
    items = "".join(
        _variant(variant, params, articles, is_own=_places(variant) == own_places) for variant in value.variants
    )
    compared = link(href(params, view=COMPARE), wording.COMPARE_SIDE)
    return f'<p class="cw-differ">{escape(wording.DIFFER)} {compared}</p><ul class="cw-variants">{items}</ul>'


def _places(value: Statement | Variant) -> list[tuple[str, int, int]]:
    return [(citation.article_id, citation.start, citation.end) for citation in value.citations[: value.quoted]]


def _variant(value: Variant, params: Address, articles: Articles, *, is_own: bool) -> str:
    several = counted(wording.VARIANT_ARTICLES, value.support) if value.support > 1 else ""
    known = ", ".join(part for part in (value.published, several) if part)
    details = f' <span class="cw-said-by">({escape(known)})</span>' if known else ""
    chips = f'<span class="cw-chips">{chips_of(value.citations, params, articles)}</span>'
    named = f"<b>{escape(value.value)}</b>{details}"
    if is_own:
        return f"<li>{named} {chips}</li>"
    return f"<li>{named}<blockquote>{_told(value, params, articles)}</blockquote></li>"


def behind_chips(answer: Answer, params: Address, articles: Articles) -> dict[str, list[str]]:
    """Return, by the link of each chip, the title of its article and the texts that it cites, word for word."""
    values: list[Statement | Variant] = []
    for statement in [*all_statements(answer), *under_one_lead(urgent_statements(answer))]:
        values += [statement, *statement.variants]
    groups = [cited for value in values for cited in cited_by_number(value.citations)]
    groups += [
        [reference for reference in cited_of(answer) if reference.number == citation.number]
        for citation in cited_beside(answer)
    ]
    return {place_of_all(cited, params, articles): behind(cited, articles) for cited in groups}


def cited_in(answer: Answer, passage: Citation) -> list[Span]:
    """Return the places in a passage that the answer quotes from it."""
    quoted = (citation for citation in cited_of(answer) if citation.number == passage.number)
    return [(citation.start, citation.end) for citation in quoted]


def card(
    hit: Hit, citation: Citation, article: Article, *, cited: Sequence[Span] = (), also_in: Sequence[str] = ()
) -> str:
    """Return a passage as a card: where it stands, and its text with what answers and what is ``cited`` marked.

    ``also_in`` are the titles of other articles that hold a copy of it.
    """
    marks = [*((sentence.start, sentence.end) for sentence in hit.answering), *cited]
    page = wording.PAGE.format(page=citation.page_shown) if citation.page_shown else ""
    gone = no_longer(article.gone_since, article.url)
    details = joined((article.author, article.publisher, article.published, article.topic, page, gone))
    copies = escape(wording.ALSO_IN.format(titles=", ".join(also_in))) if also_in else ""
    last = f'<p class="cw-details">{copies}</p>' if copies else ""
    pictured = f'<p class="cw-details">{note}</p>' if (note := of_picture([citation])) else ""
    return (
        f'<section class="cw-card" id="passage-{hit.rank}" aria-labelledby="place-{hit.rank}">'
        f'<h3 class="cw-place" id="place-{hit.rank}"><span class="cw-rank">{hit.rank}</span> '
        f"{path_of(citation)}</h3>"
        f'<p class="cw-details">{details}</p>{pictured}'
        f"{passage_body(article, hit.passage, marks)}{last}</section>"
    )


def passage_body(article: Article, passage: Passage, marks: Sequence[Span]) -> str:
    """Return the text of a passage with its lists, what is marked in ``<mark>``."""
    blocks = [
        block
        for section in article.sections
        for block in section.blocks
        if block.end > passage.start and block.start < passage.end
    ]
    return f'<div class="cw-text">{body(article, blocks, shown=[(passage.start, passage.end)], marks=marks)}</div>'


def original_link(citation: Citation, article: Article) -> str:
    """Return the link to the original at the quotation; nothing where it is not on the web."""
    link = original(citation.url, [texts_of(article, (citation.start, citation.end))])
    if not link:
        return ""
    return f'<a class="cw-original" href="{escape(link)}" target="_blank" rel="noreferrer">{wording.ORIGINAL}</a>'


def beside(answer: Answer, params: Address, articles: Articles) -> str:
    """Return what is cited and is none of the passages shown, by number; nothing where all is shown."""
    items = "".join(
        f'<li>{chips_of(cited, params, articles)} <span class="cw-place">{path_of(citation)}</span></li>'
        for citation in cited_beside(answer)
        if (cited := [reference for reference in cited_of(answer) if reference.number == citation.number])
    )
    return f'{heading(wording.CITED_BESIDE)}<ul class="cw-beside">{items}</ul>' if items else ""


def sources(answer: Answer, params: Address, articles: Articles) -> str:
    """Return all that is cited and all passages by number, each a link to its place; what is cited is marked."""
    by_number = {citation.number: citation for citation in (*cited_beside(answer), *answer.passages)}
    named = [by_number[number] for number in sorted(by_number)]
    cited = [[each for each in cited_of(answer) if each.number == citation.number] for citation in named]
    listed = [(citation, group or [citation]) for citation, group in zip(named, cited, strict=True)]
    return source_list(listed, params, articles)


def near(answer: Answer, params: Address) -> str:
    """Return what no article has, and the nearest headings, each a link that opens the reader there."""
    unknown = ""
    if answer.unknown_words:
        words = wording.NO_ARTICLE_HAS.format(words=", ".join(answer.unknown_words))
        unknown = f'<p class="cw-unknown">{escape(words)}</p>'
    first = {place(citation): citation for citation in reversed(answer.passages)}
    items = "".join(
        f'<li><a class="cw-open" href="{escape(href(reader_address(first[nearby], params=params)))}">'
        f"{path_of(first[nearby])}</a></li>"
        for nearby in nearest(answer)
    )
    return f'{unknown}{heading(wording.NEAREST)}<ul class="cw-nearest">{items}</ul>'


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One of the ways a passage was found: its name, in words, and as a share 0..1 of a bar."""

    name: str
    words: str
    share: float


def reasons(hit: Hit, hits: Iterable[Hit]) -> list[Reason]:
    """Return why a passage was found: its meaning, its words, its sentences, and a cross-encoder's reading.

    A whole bar is that of the first: the bar of meaning is a share of the cosine of the nearest passage where that
    is among ``hits``, else the cosine; that of words is a share of the best score by words among them.
    """
    hits = list(hits)
    nearest_score = next((other.evidence.dense_score for other in hits if other.evidence.dense_rank == 1), None)
    why, count, sentences = hit.evidence, len(hit.answering), len(hit.passage.sentences)
    best = max((other.evidence.lexical_score or 0.0 for other in hits), default=0.0)
    meaning = _ranked(why.dense_rank, wording.MEANING_FIRST, wording.MEANING_RANK, wording.MEANING_FAR)
    words = _ranked(why.lexical_rank, wording.WORDS_FIRST, wording.WORDS_RANK, wording.WORDS_NONE)
    ways = [
        Reason(name=wording.MEANING, words=meaning, share=(why.dense_score or 0.0) / (nearest_score or 1.0)),
        Reason(name=wording.WORDS, words=words, share=(why.lexical_score or 0.0) / best if best else 0.0),
    ]
    if count:
        marked = counted(wording.SENTENCE_MARKED, count, sentences=counted(wording.SENTENCES, sentences))
        ways.append(Reason(name=wording.SENTENCE, words=marked, share=count / sentences))
    if why.rerank_score is not None:
        ways.append(Reason(name=wording.RERANKED, words=wording.RERANKED_BY, share=why.rerank_score))
    return ways


def _ranked(rank: int | None, first: str, further: str, unranked: str) -> str:
    if rank is None:
        return unranked
    return first if rank == 1 else further.format(rank=rank)


def why(hit: Hit, hits: Iterable[Hit]) -> str:
    """Return the reasons for a passage in words, each with a small bar."""
    rows = "".join(
        f'<dt>{escape(reason.name)}</dt><dd>{escape(reason.words)}<span class="cw-bar" aria-hidden="true">'
        f'<span style="width: {100 * min(max(reason.share, 0.0), 1.0):.0f}%"></span></span></dd>'
        for reason in reasons(hit, hits)
    )
    return f'<dl class="cw-why" tabindex="0">{rows}</dl>'
