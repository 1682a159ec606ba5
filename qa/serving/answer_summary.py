"""Facts about an answer that the command line, JSON and the page share."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from qa.answering.question.kind import Expected, kind_of
from qa.answering.question.several import questions_in
from qa.answering.statements.citations import is_surely_read
from qa.answering.statements.untold import untold as kinds_untold
from qa.records import Answer, Citation, Statement, Verdict

ASKED_FOR: Mapping[Expected, str] = {
    Expected.AMOUNT: "how much or how many",
    Expected.DURATION: "how long",
    Expected.FREQUENCY: "how often",
    Expected.PRICE: "what it costs",
}
"""What is told by a number or a time; whether a quotation gives a reason or names a person is less plain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePlace:
    """The title of an article and the headings of a place in it, outermost first, the title left out."""

    title: str
    headings: tuple[str, ...]


def place(citation: Citation) -> ArticlePlace:
    """Return where a citation stands; a heading that repeats the title is left out."""
    headings = tuple(heading for heading in citation.headings if heading != citation.title)
    return ArticlePlace(title=citation.title, headings=headings)


def hard_to_read(answer: Answer) -> bool:
    """Tell whether what an answer opens with may be misread in a picture, and no other article bears it out."""
    return not all(map(is_surely_read, answer.told[:1]))


def nearest(answer: Answer) -> list[ArticlePlace]:
    """Return the places nearest to a question that no article answers, each once; none when one does."""
    if answer.verdict is not Verdict.NOT_IN_CORPUS:
        return []
    return list(dict.fromkeys(map(place, answer.passages)))


def untold(answer: Answer) -> str:
    """Return what a question asks for and no quotation gives, as "how long"; empty where one does, or may.

    The verdict stays: a number stands near most questions that the articles do not answer, too.
    """
    if answer.expected_found is not False:
        return ""
    several = questions_in(answer.searched)
    kinds = kinds_untold(several, answer.told) if several else [kind_of(answer.searched).expected]
    return next((ASKED_FOR[kind] for kind in kinds if kind and kind in ASKED_FOR), "")


def urgent_statements(answer: Answer) -> list[Statement]:
    """Return what the articles say about getting help, where the question describes a reason to."""
    return [advice.statement for advice in answer.urgent if advice.statement]


def said(answer: Answer) -> list[Statement]:
    """Return what answers: the snippet, then what is added to it."""
    return list(answer.told)


def all_statements(answer: Answer) -> list[Statement]:
    """Return every statement that is shown: the urgent ones, those that answer, the one on help last."""
    last = answer.when_to_get_help.statement if answer.when_to_get_help else None
    return [*urgent_statements(answer), *said(answer), *([last] if last else [])]


def under_one_lead(statements: Iterable[Statement]) -> list[Statement]:
    """Return statements with those joined that begin with the same quotation: one lead above several items."""
    joined: list[Statement] = []
    for statement in statements:
        before = joined[-1] if joined else None
        if before is None or not _same_lead(before, statement):
            joined.append(statement)
            continue
        places = {*before.citations[: before.quoted], *statement.citations[: statement.quoted]}
        quoted = sorted(
            (place for place in places if not any(_has_more(other, place) for other in places)),
            key=lambda place: place.start,
        )
        others = [*before.citations[before.quoted :], *statement.citations[statement.quoted :]]
        joined[-1] = replace(
            before,
            text=" ".join(citation.quote for citation in quoted),
            citations=(*quoted, *others),
            quoted=len(quoted),
            support=min(before.support, statement.support),
        )
    return joined


def _same_lead(one: Statement, other: Statement) -> bool:
    """Tell whether both begin at the same place, and the one that quotes less there goes on elsewhere."""
    if one.variants or other.variants or one.heading != other.heading:
        return False
    if len({place.article_id for each in (one, other) for place in each.citations[: each.quoted]}) > 1:
        return False
    first, second = one.citations[0], other.citations[0]
    goes_on = [each for each in (one, other) if each.citations[0].end == min(first.end, second.end)]
    return first.start == second.start and all(each.quoted > 1 for each in goes_on)


def _has_more(one: Citation, other: Citation) -> bool:
    """Tell whether one quotation has all of another, and more."""
    return one.start <= other.start and other.end <= one.end and (one.start, one.end) != (other.start, other.end)


def cited_by(statement: Statement) -> list[Citation]:
    """Return the citations of a statement, and of the values that articles give instead."""
    return [*statement.citations, *(citation for variant in statement.variants for citation in variant.citations)]


def cited_of(answer: Answer) -> list[Citation]:
    """Return all that an answer cites: what is urgent first, then each statement with the values beside it."""
    return [citation for statement in all_statements(answer) for citation in cited_by(statement)]


def cited_beside(answer: Answer) -> list[Citation]:
    """Return a citation of each number that is cited and is none of the passages shown, in order."""
    shown_numbers = {citation.number for citation in answer.passages}
    first = {
        citation.number: citation
        for citation in reversed(cited_of(answer))
        if citation.number not in shown_numbers
    }
    return sorted(first.values(), key=lambda citation: citation.number)


def articles_read(answer: Answer) -> int:
    """Return how many articles an answer shows or cites."""
    cited = [citation for statement in said(answer) for citation in statement.citations]
    return len({citation.article_id for citation in (*answer.passages, *cited)})


def cited_first(answer: Answer) -> list[Citation]:
    """Return the quotations, the snippet first, then the passages that are not quoted; each beginning once."""
    quoted = [citation for statement in said(answer) for citation in statement.citations[: statement.quoted]]
    numbers = {citation.number for citation in quoted}
    unquoted = [passage for passage in answer.passages if passage.number not in numbers]
    first: dict[tuple[str, int], Citation] = {}
    for citation in (*quoted, *unquoted):
        first.setdefault((citation.article_id, citation.start), citation)
    return list(first.values())


def no_longer(gone_since: str, url: str) -> str:
    """Return since when an article is no longer where it came from, in words; empty where it is."""
    place = "at its address" if url.startswith(("http://", "https://")) else "in its folder"
    return f"no longer {place} since {gone_since}" if gone_since else ""
