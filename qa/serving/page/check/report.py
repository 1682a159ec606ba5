"""A checked text → a report in plain text, to copy or to save."""

from collections.abc import Iterator

from qa.answering.checking.records import TextCheck
from qa.serving.page.check import wording
from qa.serving.page.check.blocks import told


def report(check: TextCheck) -> str:
    """Return each sentence with its verdict, what differs, and the places that it was judged by."""
    return "\n".join(_lines(check)) + "\n"


def _lines(check: TextCheck) -> Iterator[str]:
    yield f"{wording.REPORT_TITLE.format(generation=check.generation)} {told(check)}"
    for sentence in check.sentences:
        yield ""
        yield f"{wording.VERDICTS[sentence.verdict]}: {_plain(sentence.text)}"
        yield from (f"    {line}" for line in (*sentence.told, *sentence.problems))
        for citation in sentence.rests_on:
            yield f"    [{citation.number}] {_plain(citation.quote)}"
            yield f"        {citation.title} [{citation.article_id}:{citation.start}-{citation.end}]"


def _plain(text: str) -> str:
    return " ".join(text.split())
