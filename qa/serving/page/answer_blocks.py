"""An answer → the pieces of the Ask view: its statements, what is urgent, its passages as cards, and why."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from qa.records import Answer, Article, Citation, Hit, Passage, Statement, Verdict
from qa.serving.page import wording
from qa.serving.page.addressing import Span, href, original, reader_address
from qa.serving.page.article_blocks import contents
from qa.serving.page.blocks import body, counted, heading, joined, prose
from qa.serving.telling import articles_read, cited_beside, nearest, place, urgent_statements

_ASKED_BY_A_PERSON = re.compile(r"\b(I|my|me)\b.*\?$")


def verdict(answer: Answer, *, narrowed: bool = False) -> str:
    """Return in one sentence whether the articles answer."""
    if answer.verdict is Verdict.NOT_IN_CORPUS and narrowed:
        return f"{wording.NOT_ANSWERED_AMONG if answer.passages else wording.NOTHING_AMONG}."
    if answer.verdict is Verdict.NOT_IN_CORPUS:
        return f"{wording.NOT_ANSWERED}."
    return f"{counted(wording.ANSWERED, len(answer.statements), articles=articles_read(answer))}."


def urgent(answer: Answer, asked: Mapping[str, str]) -> str:
    """Return when to get help, in the words of the articles; nothing where the question gives no reason to."""
    if not answer.urgent:
        return ""
    items = "".join(_statement(each, answer, asked) for each in urgent_statements(answer))
    return (
        f'<section class="cw-urgent" aria-labelledby="urgent"><h2 id="urgent">{escape(wording.URGENT)}</h2>'
        f'<p class="cw-details">{escape(wording.URGENT_WHY)}</p><ul class="cw-statements">{items}</ul></section>'
    )


def statements(answer: Answer, asked: Mapping[str, str]) -> str:
    """Return the statements of an answer as a list, each with links that open the reader where it stands."""
    items = "".join(_statement(each, answer, asked) for each in answer.statements)
    return f'{heading(wording.WHAT_THEY_SAY)}<ul class="cw-statements">{items}</ul>'


def _statement(value: Statement, answer: Answer, asked: Mapping[str, str]) -> str:
    """Return a statement with a chip for each passage that it is cited from."""
    first = {citation.number: citation for citation in reversed(value.citations)}
    chips = " ".join(_chip(citation, asked) for _, citation in sorted(first.items()))
    said_by = ""
    if value.support > 1:
        told = wording.SAID_BY.format(support=value.support, articles=articles_read(answer))
        said_by = f' <span class="cw-said-by">{escape(told)}</span>'
    end = f' <span class="cw-chips">{chips}{said_by}</span>'
    return f'<li class="cw-text">{prose(value.text, end=end)}</li>'


def _chip(citation: Citation, asked: Mapping[str, str]) -> str:
    label = wording.CITES.format(number=citation.number, title=citation.title)
    return (
        f'<a class="cw-chip cw-open" href="{escape(href(reader_address(citation, asked=asked)))}" '
        f'title="{escape(label)}" aria-label="{escape(label)}">{citation.number}</a>'
    )


def cited_in(answer: Answer, passage: Citation) -> list[Span]:
    """Return the places in a passage that the answer quotes from it."""
    said = (*answer.statements, *urgent_statements(answer))
    quoted = (citation for each in said for citation in each.citations if citation.number == passage.number)
    return [(citation.start, citation.end) for citation in quoted]


def card(
    hit: Hit, citation: Citation, article: Article, *, cited: Sequence[Span] = (), also_in: Sequence[str] = ()
) -> str:
    """Return a passage as a card: where it stands, and its text with what answers and what is ``cited`` marked.

    ``also_in`` are the titles of other articles that hold a copy of it.
    """
    marks = [*((sentence.start, sentence.end) for sentence in hit.answering), *cited]
    page = wording.PAGE.format(page=citation.page) if citation.page else ""
    details = joined((article.publisher, article.published, article.topic, page))
    copies = escape(wording.ALSO_IN.format(titles=", ".join(also_in))) if also_in else ""
    last = f'<p class="cw-details">{copies}</p>' if copies else ""
    return (
        f'<section class="cw-card" id="passage-{hit.rank}" aria-labelledby="place-{hit.rank}">'
        f'<h3 class="cw-place" id="place-{hit.rank}"><span class="cw-rank">{hit.rank}</span> '
        f"{_path(citation)}</h3>"
        f'<p class="cw-details">{details}</p>'
        f"{passage_body(article, hit.passage, marks)}{last}</section>"
    )


def _path(citation: Citation) -> str:
    found = place(citation)
    path = "".join(f'<span class="cw-sep"> › </span>{escape(each)}' for each in found.headings)
    return f"<b>{escape(found.title)}</b>{path}"


def passage_body(article: Article, passage: Passage, marks: Sequence[Span]) -> str:
    """Return the text of a passage with its lists, what is marked in ``<mark>``."""
    blocks = [
        block
        for section in article.sections
        for block in section.blocks
        if block.end > passage.start and block.start < passage.end
    ]
    return f'<div class="cw-text">{body(article, blocks, shown=(passage.start, passage.end), marks=marks)}</div>'


def original_link(citation: Citation) -> str:
    """Return the link to the original at the quotation; nothing where it is not on the web."""
    link = original(citation.url, citation.quote)
    if not link:
        return ""
    return f'<a class="cw-original" href="{escape(link)}" target="_blank" rel="noreferrer">{wording.ORIGINAL}</a>'


def beside(answer: Answer, asked: Mapping[str, str]) -> str:
    """Return what is cited and is none of the passages shown, by number; nothing where all is shown."""
    items = "".join(
        f'<li>{_chip(citation, asked)} <span class="cw-place">{_path(citation)}</span></li>'
        for citation in cited_beside(answer)
    )
    return f'{heading(wording.CITED_BESIDE)}<ul class="cw-beside">{items}</ul>' if items else ""


def near(answer: Answer, asked: Mapping[str, str]) -> str:
    """Return what no article has, and the nearest headings, each a link that opens the reader there."""
    unknown = ""
    if answer.unknown_words:
        words = wording.NO_ARTICLE_HAS.format(words=", ".join(answer.unknown_words))
        unknown = f'<p class="cw-unknown">{escape(words)}</p>'
    first = {place(citation): citation for citation in reversed(answer.passages)}
    items = "".join(
        f'<li><a class="cw-open" href="{escape(href(reader_address(first[each], asked=asked)))}">'
        f"{_path(first[each])}</a></li>"
        for each in nearest(answer)
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

    The bar of meaning is the cosine, that of words a share of the best score by words among ``hits``.
    """
    why, count, sentences = hit.evidence, len(hit.answering), len(hit.passage.sentences)
    best = max((each.evidence.lexical_score or 0.0 for each in hits), default=0.0)
    meaning = _ranked(why.dense_rank, wording.MEANING_FIRST, wording.MEANING_RANK, wording.MEANING_FAR)
    words = _ranked(why.lexical_rank, wording.WORDS_FIRST, wording.WORDS_RANK, wording.WORDS_NONE)
    found = [
        Reason(name=wording.MEANING, words=meaning, share=why.dense_score or 0.0),
        Reason(name=wording.WORDS, words=words, share=(why.lexical_score or 0.0) / best if best else 0.0),
    ]
    if count:
        marked = counted(wording.SENTENCE_MARKED, count, sentences=sentences)
        found.append(Reason(name=wording.SENTENCE, words=marked, share=count / sentences))
    if why.rerank_score is not None:
        found.append(Reason(name=wording.RERANKED, words=wording.RERANKED_BY, share=why.rerank_score))
    return found


def _ranked(rank: int | None, first: str, other: str, unranked: str) -> str:
    if rank is None:
        return unranked
    return first if rank == 1 else other.format(rank=rank)


def why(hit: Hit, hits: Iterable[Hit]) -> str:
    """Return the reasons for a passage in words, each with a small bar."""
    rows = "".join(
        f'<dt>{escape(reason.name)}</dt><dd>{escape(reason.words)}<span class="cw-bar" aria-hidden="true">'
        f'<span style="width: {100 * min(max(reason.share, 0.0), 1.0):.0f}%"></span></span></dd>'
        for reason in reasons(hit, hits)
    )
    return f'<dl class="cw-why">{rows}</dl>'


def example_questions(articles: Iterable[Article], *, count: int) -> list[str]:
    """Return headings that are questions as a person asks them, one of an article at most, spread over them."""
    found: dict[str, None] = {}
    for article in articles:
        questions = [heading for heading in contents(article) if _ASKED_BY_A_PERSON.search(heading)]
        if questions:
            found[max(questions, key=len)] = None
    step = max(1, len(found) // count)
    return list(found)[::step][:count]
