"""The citations and quotations that a text gives, held to the articles."""

from collections.abc import Iterator

from qa.answering.checking.judging import Judgement, judge_by
from qa.answering.checking.pieces import Cited, SplitSentence
from qa.answering.checking.records import CheckedCitation, CheckedQuotation, CheckVerdict
from qa.answering.checking.sources import Source, Sources
from qa.answering.statements.citations import Citer
from qa.errors import UnknownArticleError
from qa.records import Article, Citation, Sentence

_WRITERS_OWN = ".,;:"
"""What may stand before a closing quotation mark and be the writer's."""
TITLE_WORDS = 2
"""Least words of what is taken for a title that no article has; "[sic]" is none."""


def checked_quotations(
    text: str, piece: SplitSentence, sources: Sources, citer: Citer
) -> Iterator[CheckedQuotation]:
    """Yield the quotations of a sentence, each with the place where it stands, or what is wrong with it."""
    cited = [article.id for given in piece.cited if (article := _article(given, sources))]
    for start, end in piece.quoted:
        words = text[start:end]
        bare = words.rstrip(_WRITERS_OWN + " ")
        found = next((place for wanted in (words, bare) if (place := sources.find(wanted, cited))), None)
        elsewhere = None
        problem = ""
        if found is None:
            elsewhere = next(
                (place for wanted in (words, bare) if cited and (place := sources.find(wanted))), None
            )
            title = sources.article(elsewhere.passage.article_id).title if elsewhere else ""
            problem = (
                f"“{words}” does not stand in the article cited, but in “{title}”."
                if elsewhere
                else f"“{words}” stands in no article."
            )
        place = found or elsewhere
        yield CheckedQuotation(
            start=start, end=end, words=words, citation=_citation(place, citer) if place else None, problem=problem
        )


def checked_citations(
    text: str, piece: SplitSentence, judgement: Judgement, sources: Sources, citer: Citer
) -> Iterator[CheckedCitation]:
    """Yield the citations of a sentence, each with the place that it names, or what is wrong with it."""
    for given in piece.cited:
        written = text[given.start : given.end]
        article = _article(given, sources)
        if article is None:
            if given.is_id or _is_like_title(given.name):
                kind = "" if given.is_id else " of the title"
                problem = f"The index holds no article{kind} '{given.name}'."
                yield CheckedCitation(
                    start=given.start, end=given.end, written=written, citation=None, problem=problem
                )
            continue
        place, problem = _named_place(given, article, sources)
        if (
            place
            and judgement.verdict is not CheckVerdict.NOT_A_CLAIM
            and not _holds(piece, given, article, judgement, sources)
        ):
            problem = f"What is cited as {written} does not say this."
        yield CheckedCitation(
            start=given.start,
            end=given.end,
            written=written,
            citation=_citation(place, citer) if place else None,
            problem=problem,
        )


def _named_place(given: Cited, article: Article, sources: Sources) -> tuple[Source | None, str]:
    """Return the place that a citation names and no problem, or None and the problem."""
    start, end = given.span if given.span[0] >= 0 else (0, len(article.text))
    if start >= end or end > len(article.text):
        return None, (f"{start}-{end} is no span of '{article.id}', which has {len(article.text):,} characters.")
    return sources.place(article.id, start, end), ""


def _holds(piece: SplitSentence, given: Cited, article: Article, judgement: Judgement, sources: Sources) -> bool:
    """Tell whether the cited place says what the sentence says."""
    start, end = given.span if given.span[0] >= 0 else (0, len(article.text))
    source = judgement.source
    is_there = judgement.verdict.passes and source is not None and source.passage.article_id == article.id
    if is_there and source and all(first < end and start < after for first, after in source.spans):
        return True
    sources.read_all([piece.core])
    if given.span[0] >= 0:
        within = sources.within(article.id, start, end)[:SENTENCES_CITED]
    else:
        within = sources.near_in(piece.core, article.id)
    found = [*within, *sources.pairs(within)]
    sources.read_all([sources.text_of(place) for place in found])
    return judge_by(piece.core, found, sources).verdict is CheckVerdict.SUPPORTED


SENTENCES_CITED = 50
"""Sentences of a cited span that are compared; a longer span is no citation of a sentence."""


def _article(given: Cited, sources: Sources) -> Article | None:
    """Return the article that a citation names by its id or title; None where there is none."""
    article_id = given.name if given.is_id else sources.titled(given.name)
    try:
        return sources.article(article_id or given.name)
    except UnknownArticleError:
        found = sources.titled(given.name)
        return sources.article(found) if found else None


def _is_like_title(name: str) -> bool:
    return len(name.split()) >= TITLE_WORDS and name[:1].isupper()


def _citation(source: Source, citer: Citer) -> Citation:
    [(start, end)] = source.spans
    return citer(source.passage, Sentence(start=start, end=end))
