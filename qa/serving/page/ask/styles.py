"""A citation → plain text, APA or Vancouver: the quotation word for word, and below it the reference.

The author of an article is written as it stands in it, as nothing says which of its words are a family name; where
it names none, its publisher stands for it.  APA is that of the Publication Manual, 7th edition, 10.16 (web pages);
Vancouver that of Citing Medicine, chapter 25 (https://www.ncbi.nlm.nih.gov/books/NBK7274/).
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime

from qa.serving.page.ask.exporting import Reference, one_line

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_MONTH_CHARACTERS = 3


def plain(references: Sequence[Reference]) -> str:
    """Return each quotation with its title, publisher, date, place and address."""
    return _written(references, _plain)


def apa(references: Sequence[Reference]) -> str:
    """Return each quotation with its reference in the style of APA."""
    return _written(references, _apa)


def vancouver(references: Sequence[Reference], *, day: date | None = None) -> str:
    """Return each quotation with its reference, numbered, in the style of Vancouver; it was seen on ``day``."""
    seen = day or datetime.now(UTC).date()
    numbers = {id(reference): number for number, reference in enumerate(references, start=1)}
    return _written(references, lambda reference: f"{numbers[id(reference)]}. {_vancouver(reference, seen)}")


def _written(references: Sequence[Reference], refer: Callable[[Reference], str]) -> str:
    blocks = (f"“{reference.citation.quote}”\n{refer(reference)}" for reference in references)
    return "\n\n".join(blocks) + "\n"


def _plain(reference: Reference) -> str:
    article = reference.article
    known = (article.title, article.publisher, article.published, reference.place, reference.remark, reference.url)
    return f"— {', '.join(one_line(part) for part in known if part)}"


def _apa(reference: Reference) -> str:
    article, parts = reference.article, reference.date
    when = ", ".join(filter(None, ["".join(map(str, parts[:1])), _month_and_day(parts)])) or "n.d."
    author, publisher = _author(reference)
    named = [author, f"({when})", article.title] if author else [article.title, f"({when})"]
    return _sentences([*named, publisher, _in_brackets(reference)], reference.url)


def _vancouver(reference: Reference, seen: date) -> str:
    article, parts = reference.article, reference.date
    author, publisher = _author(reference)
    online = " [Internet]" if reference.url else ""
    when = " ".join([*(str(part) for part in parts[:1]), *_short(parts)])
    cited = f" [cited {seen.year} {_short(seen.timetuple()[:3])[0]} {seen.day}]" if reference.url else ""
    published = "; ".join(filter(None, [publisher, f"{when}{cited}".strip()]))
    address = f"Available from: {reference.url}" if reference.url else ""
    return _sentences([author, f"{article.title}{online}", published, _in_brackets(reference)], address)


def _author(reference: Reference) -> tuple[str, str]:
    """Return who wrote an article, and its publisher where that is someone else."""
    article = reference.article
    author = article.author or article.publisher
    return author, article.publisher if article.publisher != author else ""


def _in_brackets(reference: Reference) -> str:
    """Return where in its article a quotation stands, and how it was read."""
    known = "; ".join(filter(None, [reference.place, reference.remark]))
    return f"[{known}]" if known else ""


def _month_and_day(parts: Sequence[int]) -> str:
    return " ".join([*(_MONTHS[month - 1] for month in parts[1:2] if 0 < month <= 12), *map(str, parts[2:3])])


def _short(parts: Sequence[int]) -> list[str]:
    return [word[:_MONTH_CHARACTERS] for word in _month_and_day(parts).split()]


def _sentences(parts: Iterable[str], address: str) -> str:
    """Return parts as sentences, each with one point at its end, and the address without any."""
    lines = [one_line(part) for part in parts if part]
    ended = [line if line.endswith((".", "?", "!")) else f"{line}." for line in lines]
    return " ".join([*ended, *([address] if address else [])])
