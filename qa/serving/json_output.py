"""The records as JSON objects, in the forms of ``contract``."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Any

from qa.answering.checking.records import CheckedCitation, CheckedQuotation, CheckedSentence, TextCheck
from qa.records import Advice, Answer, Article, Citation, CleaningReport, Hit, PageRectangles, Statement
from qa.serving.answer_summary import nearest
from qa.serving.contract import (
    AnswerJson,
    ArticleJson,
    BuildReportJson,
    CleaningJson,
    Contract,
    ErrorsJson,
    IndexJson,
    ListedJson,
    PassageJson,
    TextCheckJson,
)
from qa.serving.language_names import in_another_language
from qa.serving.own_words import own_words

if TYPE_CHECKING:  # a question loads nothing of a build, nor of a comparison
    from qa.answering.comparison import Comparison
    from qa.answering.glossary.lookup import DefinedTerm
    from qa.indexing.build import BuildReport
    from qa.indexing.manifest import Manifest

Json = dict[str, Any]
NO_STATEMENT: Json = {"text": None, "support": 0, "citations": [], "quoted": 0, "heading": "", "variants": []}


def _nowhere(_citation: Citation) -> Sequence[PageRectangles]:
    return ()


def _checked(form: type[Contract], value: Json) -> Json:
    """Return a value that has its form; one that has not is a fault of this program."""
    form.model_validate(value)
    return value


RectanglesOf = Callable[[Citation], Sequence[PageRectangles]]


def of_answer(answer: Answer, rectangles_of: RectanglesOf = _nowhere) -> Json:
    """Return what ``ask --json`` prints; ``nearest`` is empty when the question is answered.

    ``rectangles_of`` tells where a citation stands on the pages of its file.
    """
    of_statement = partial(_of_statement, rectangles_of=rectangles_of)
    of_advice = partial(_of_advice, rectangles_of=rectangles_of)
    value = {
        "question": answer.question,
        "searched": answer.searched,
        "after": answer.after,
        "verdict": answer.verdict.value,
        "confidence": answer.confidence,
        "generation": answer.generation,
        "snippet": None if answer.snippet is None else of_statement(answer.snippet),
        "statements": [of_statement(statement) for statement in answer.statements],
        "urgent": [of_advice(advice) for advice in answer.urgent],
        "when_to_get_help": None if answer.when_to_get_help is None else of_advice(answer.when_to_get_help),
        "passages": [_of_passage(hit, place) for hit, place in zip(answer.hits, answer.passages, strict=True)],
        "missing": list(answer.missing),
        "unknown_words": list(answer.unknown_words),
        "nearest": [{"title": place.title, "headings": list(place.headings)} for place in nearest(answer)],
        "widened": [asdict(expansion) for expansion in answer.widened],
        "suggestion": None if answer.suggestion is None else {"question": answer.suggestion},
        "articles_in": list(answer.languages),
        "asked_in": answer.asked_in or None,
        "language_notice": in_another_language(answer) or None,
        "expected_found": answer.expected_found,
        "seconds": dict(answer.seconds),
    }
    return _checked(AnswerJson, value)


def of_passage(hit: Hit, place: Citation) -> Json:
    """Return a passage that a search found; ``place`` is its citation."""
    return _checked(PassageJson, _of_passage(hit, place))


def _of_passage(hit: Hit, place: Citation) -> Json:
    return {
        "rank": hit.rank,
        "score": hit.score,
        **_place(place),
        "text": place.quote,
        "also_in": list(hit.also_in),
        "answering": [asdict(sentence) for sentence in hit.answering],
        "evidence": asdict(hit.evidence),
    }


def _of_statement(statement: Statement, rectangles_of: RectanglesOf) -> Json:
    return {
        "text": statement.text,
        "support": statement.support,
        "citations": of_citations(statement.citations, rectangles_of),
        "quoted": statement.quoted,
        "heading": statement.heading,
        "variants": [
            {
                "value": variant.value,
                "published": variant.published,
                "support": variant.support,
                "citations": of_citations(variant.citations, rectangles_of),
                "quoted": variant.quoted,
            }
            for variant in statement.variants
        ],
    }


def of_citations(citations: Iterable[Citation], rectangles_of: RectanglesOf = _nowhere) -> list[Json]:
    """Return citations; without ``rectangles_of`` none has a place on a page."""
    return [
        {
            "number": citation.number,
            **_place(citation),
            "quote": citation.quote,
            "rectangles": [asdict(rectangles) for rectangles in rectangles_of(citation)],
        }
        for citation in citations
    ]


def _of_advice(advice: Advice, rectangles_of: RectanglesOf) -> Json:
    """Return advice in the form of a statement, whose text is null where no article has it."""
    return {
        **(NO_STATEMENT if advice.statement is None else _of_statement(advice.statement, rectangles_of)),
        "urgency": advice.urgency.value,
        "flags": list(advice.flags),
        "own_words": own_words(advice) or None,
    }


def _place(citation: Citation) -> Json:
    return {
        "article_id": citation.article_id,
        "title": citation.title,
        "source": citation.source,
        "url": citation.url,
        "publisher": citation.publisher,
        "author": citation.author,
        "published": citation.published,
        "citation_key": citation.citation_key,
        "gone_since": citation.gone_since,
        "headings": list(citation.headings),
        "start": citation.start,
        "end": citation.end,
        "page": citation.page or None,
        "page_label": citation.page_label or None,
        "read_from_picture": citation.read_from_picture,
        "hard_to_read": list(citation.hard_to_read),
    }


def of_comparison(comparison: "Comparison", rectangles_of: RectanglesOf = _nowhere) -> Json:
    """Return what ``compare --json`` prints: ``said`` of a point is in the order of ``articles``."""
    return {
        "question": comparison.question,
        "generation": comparison.generation,
        "articles": [asdict(article) for article in comparison.articles],
        "points": [
            {
                "relation": point.relation.value,
                "said": [
                    {
                        "stance": said.stance.value,
                        "value": said.value,
                        "statement": None
                        if said.statement is None
                        else _of_statement(said.statement, rectangles_of),
                    }
                    for said in point.said
                ],
            }
            for point in comparison.points
        ],
    }


def of_terms(terms: Iterable["DefinedTerm"]) -> list[Json]:
    """Return the ``terms`` of ``ask --terms --json``: where each is used first, and where it is defined."""
    return [asdict(term) for term in terms]


def of_report(report: "BuildReport") -> Json:
    """Return what ``build --json`` prints."""
    value = {
        "generation": report.generation,
        "articles": report.articles,
        "passages": report.passages,
        "embedded": report.embedded,
        "reused": report.reused,
        "skipped": [asdict(entry) for entry in report.skipped],
        "left_out": [asdict(entry) | {"share": round(entry.share, 4)} for entry in report.left_out],
        "published": report.published,
        "seconds": report.seconds,
    }
    return _checked(BuildReportJson, value)


def of_report_of_cleaning(report: CleaningReport) -> Json:
    """Return what was cut from an article and repaired in it."""
    value = {
        "removed": [asdict(entry) for entry in report.removed],
        "repaired": [asdict(entry) for entry in report.repaired],
        "withheld": list(report.withheld),
        "hard_to_read": [asdict(entry) for entry in report.hard_to_read],
        "not_quoted": [asdict(entry) for entry in report.not_quoted],
    }
    return _checked(CleaningJson, value)


def of_article(article: Article, report: CleaningReport) -> Json:
    """Return what ``show --json`` prints."""
    value = {
        "id": article.id,
        "title": article.title,
        "source": article.source,
        "url": article.url,
        "publisher": article.publisher,
        "author": article.author,
        "published": article.published,
        "citation_key": article.citation_key,
        "gone_since": article.gone_since,
        "text": article.text,
        **of_report_of_cleaning(report),
    }
    return _checked(ArticleJson, value)


def of_index(name: str, manifest: "Manifest", *, read_only: bool) -> Json:
    """Return what the generation of this name is; ``read_only`` tells whether nothing can be changed here."""
    measured = asdict(manifest.calibration) if manifest.calibration else None
    value = {
        "generation": name,
        "built": manifest.built,
        "articles": manifest.articles,
        "passages": manifest.passages,
        "sentences": manifest.sentences,
        "model": manifest.model.name,
        "calibration": measured and {rate: measured[rate] for rate in ErrorsJson.model_fields},
        "read_only": read_only,
    }
    return _checked(IndexJson, value)


def of_list(articles: Sequence[Article], passages: Mapping[str, int]) -> list[Json]:
    """Return what ``list --json`` prints."""
    return [_checked(ListedJson, _listed(article, passages.get(article.id, 0))) for article in articles]


def _listed(article: Article, passages: int) -> Json:
    return {
        "id": article.id,
        "title": article.title,
        "source": article.source,
        "publisher": article.publisher,
        "author": article.author,
        "published": article.published,
        "citation_key": article.citation_key,
        "gone_since": article.gone_since,
        "topic": article.topic,
        "language": article.language,
        "words": len(article.text.split()),
        "passages": passages,
    }


def of_text_check(check: TextCheck) -> Json:
    """Return what ``check-text --json`` prints."""
    value = {
        "generation": check.generation,
        "passes": check.passes,
        "counts": {verdict.value: count for verdict, count in check.counts.items()},
        "sentences": [_of_checked_sentence(sentence) for sentence in check.sentences],
        "checked_to": check.checked_to,
        "cut": check.cut or None,
        "seconds": check.seconds,
    }
    return _checked(TextCheckJson, value)


def _of_checked_sentence(sentence: CheckedSentence) -> Json:
    return {
        "start": sentence.start,
        "end": sentence.end,
        "text": sentence.text,
        "verdict": sentence.verdict.value,
        "passes": sentence.passes,
        "rests_on": of_citations(sentence.rests_on, _nowhere),
        "differences": [
            {"kind": difference.kind.value, "here": difference.here, "there": difference.there, "told": told}
            for difference, told in zip(sentence.differences, sentence.told, strict=True)
        ],
        "quotations": [{**_of_given(given), "words": given.words} for given in sentence.quotations],
        "citations": [{**_of_given(given), "written": given.written} for given in sentence.citations],
    }


def _of_given(given: CheckedQuotation | CheckedCitation) -> Json:
    """Return a quotation or citation of the text: its span there, and the place in an article, null for none."""
    places = [] if given.citation is None else of_citations([given.citation], _nowhere)
    return {
        "start": given.start,
        "end": given.end,
        "place": places[0] if places else None,
        "problem": given.problem or None,
    }
