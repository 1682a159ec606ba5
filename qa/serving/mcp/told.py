"""Results of the tools in a few lines of text, for clients that hand their model nothing else."""

from collections.abc import Iterable, Iterator

from qa.serving.mcp.results import (
    AdviceBrief,
    AnswerBrief,
    ArticleBrief,
    CheckBrief,
    CitationBrief,
    GivenBrief,
    SearchBrief,
    SentenceBrief,
    StatementBrief,
)

ANSWERED = {
    "answered": "The articles say this.",
    "unsure": "The articles touch on this, but may not answer it.",
    "not_in_corpus": "The articles do not answer this.",
}


def mark_of(article_id: str, start: int, end: int) -> str:
    """Return a citation as ``check`` verifies it."""
    return f"[{article_id}:{start}-{end}]"


def of_answer(answer: AnswerBrief) -> str:
    """Return what is urgent, then each statement with its citations, or what is nearest."""
    lines = [line for advice in answer.urgent for line in _of_advice(advice)]
    if answer.language_notice:
        lines.append(answer.language_notice)
    missing = f" Not found in what they say: {', '.join(answer.missing)}." if answer.missing else ""
    lines.append(f"{ANSWERED[answer.verdict]}{missing}")
    for statement in [*([answer.snippet] if answer.snippet else []), *answer.statements]:
        lines += _of_statement(statement)
    if answer.verdict == "not_in_corpus":
        lines += (f"Nearest: {' › '.join([place.title, *place.headings])}" for place in answer.nearest)
    return "\n".join(lines)


def _of_statement(statement: StatementBrief) -> Iterator[str]:
    yield f"- {_plain(statement.text)} {_marks(statement.citations)}"
    for variant in statement.variants:
        yield f"  The articles differ: {variant.value} {_marks(variant.citations)}"


def _of_advice(advice: AdviceBrief) -> Iterator[str]:
    told = f"{_plain(advice.text)} {_marks(advice.citations)}" if advice.text else advice.own_words
    yield f"Get help ({advice.urgency}): {told}"


def of_search(found: SearchBrief) -> str:
    """Return the passages, each under its place."""
    if not found.passages:
        return "No passage is near this question."
    return "\n\n".join(
        f"{mark_of(passage.article_id, passage.start, passage.end)} "
        f"{' › '.join([passage.title, *passage.headings])}\n{passage.text}"
        for passage in found.passages
    )


def of_article(part: ArticleBrief) -> str:
    """Return the text, under a line on where it stands."""
    more = f"; read on from start={part.next_start}" if part.next_start is not None else ""
    return (
        f"{part.title} [{part.id}], characters {part.start}-{part.end} of {part.characters}{more}\n\n{part.text}"
    )


def of_check(check: CheckBrief) -> str:
    """Return whether the text passes, and each sentence that does not with what is wrong with it."""
    counts = ", ".join(f"{count} {verdict}" for verdict, count in check.counts.items() if count)
    lines = [f"{'Passes' if check.passes else 'Does not pass'}: {counts}."]
    if check.cut:
        lines.append(check.cut)
    for sentence in check.sentences:
        if not sentence.passes:
            lines += _of_sentence(sentence)
    return "\n".join(lines)


def _of_sentence(sentence: SentenceBrief) -> Iterator[str]:
    yield f"- {sentence.verdict}: {_plain(sentence.text)}"
    for difference in sentence.differences:
        yield f"  {difference.told}"
    given_: tuple[GivenBrief, ...] = (*sentence.quotations, *sentence.citations)
    for given in given_:
        if given.problem:
            yield f"  {given.problem}"
    for citation in sentence.rests_on:
        mark = mark_of(citation.article_id, citation.start, citation.end)
        yield f"  [{citation.number}] {mark} {_plain(citation.quote)}"


def _marks(citations: Iterable[CitationBrief]) -> str:
    return " ".join(mark_of(citation.article_id, citation.start, citation.end) for citation in citations)


def _plain(text: str) -> str:
    return " ".join(text.split())
