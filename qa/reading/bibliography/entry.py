"""One entry of a bibliography, in whatever format it was exported."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from qa.records import Article

DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>{}]+", re.IGNORECASE)
BETWEEN_AUTHORS = "; "


@dataclass(frozen=True, slots=True, kw_only=True)
class BibliographyEntry:
    """What a bibliography tells of one work; unknown details are empty.

    ``published`` is YYYY, YYYY-MM or YYYY-MM-DD; ``venue`` the journal or else the publisher; ``files`` are the
    paths of its attachments as they stand in the export.
    """

    key: str
    title: str
    authors: tuple[str, ...] = ()
    published: str = ""
    venue: str = ""
    doi: str = ""
    url: str = ""
    files: tuple[str, ...] = ()

    def describe(self, article: Article) -> Article:
        """Return an article with these details; what the entry does not know stays as the file tells it."""
        address = self.url or (f"https://doi.org/{self.doi}" if self.doi else "")
        return replace(
            article,
            title=self.title or article.title,
            author=BETWEEN_AUTHORS.join(self.authors) or article.author,
            published=self.published or article.published,
            publisher=self.venue or article.publisher,
            url=address or article.url,
            citation_key=self.key,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class BibliographyContent:
    """The entries of an export, and a sentence for each part of it that could not be read."""

    entries: tuple[BibliographyEntry, ...]
    problems: tuple[str, ...] = ()


def plain_doi(text: str) -> str:
    """Return the DOI in a text, in lower case as DOIs are compared, or an empty string."""
    match = DOI.search(text)
    return match[0].rstrip(".,;)").lower() if match else ""


def date_of(parts: Sequence[object]) -> str:
    """Return a date of year, month and day as far as there is such a day."""
    numbers: list[int] = []
    for part in parts[:3]:
        text = str(part)
        if not (text.isascii() and text.isdigit() and _is_date([*numbers, int(text)])):
            break
        numbers.append(int(text))
    return "-".join([f"{numbers[0]:04}", *(f"{number:02}" for number in numbers[1:])]) if numbers else ""


def _is_date(numbers: Sequence[int]) -> bool:
    try:
        date(*[*numbers, 1, 1][:3])
    except (ValueError, OverflowError):
        return False
    return True
