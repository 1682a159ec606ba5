"""BibTeX and BibLaTeX, as Zotero and Better BibTeX export them; the only door to bibtexparser and pylatexenc."""

import logging
import re
from collections.abc import Iterator, Mapping

from qa.reading.bibliography.entry import BibliographyContent, BibliographyEntry, date_of, plain_doi

MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
UNESCAPED = {sign: re.compile(rf"(?<!\\)(?:\\\\)*{sign}") for sign in ":;"}
ESCAPED = re.compile(r"\\(.)")
NOT_AN_AUTHOR = "others"


def read_bibtex(text: str) -> BibliographyContent:
    """Return the entries of BibTeX; blocks that cannot be read are told with their line, and the rest is taken."""
    from bibtexparser.entrypoint import parse_string

    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # what it cannot read is told here
    library = parse_string(text)
    problems = [
        f"Line {(block.start_line or 0) + 1}: {_said(str(block.error))}" for block in library.failed_blocks
    ]
    entries = []
    for entry in library.entries:
        fields = {field.key.lower(): str(field.value) for field in entry.fields}
        if not (fields.get("title") or fields.get("doi")):
            problems.append(
                f"Line {(entry.start_line or 0) + 1}: {entry.key} has neither title nor DOI and is left out."
            )
            continue
        entries.append(_entry(entry.key, fields))
    return BibliographyContent(entries=tuple(entries), problems=tuple(problems))


def _said(error: str) -> str:
    """Return what the parser says of a block on one line, and that the block is left out."""
    return f"{' '.join(error.split()).rstrip('.') or 'an entry does not end'}; this block is left out."


def _entry(key: str, fields: Mapping[str, str]) -> BibliographyEntry:
    venue = next(
        (fields[name] for name in ("journaltitle", "journal", "booktitle", "publisher") if name in fields), ""
    )
    return BibliographyEntry(
        key=key,
        title=_plain(fields.get("title", "")),
        authors=tuple(_authors(fields.get("author", ""))),
        published=_date(fields),
        venue=_plain(venue),
        doi=plain_doi(fields.get("doi", "").replace("\\", "")),
        url=fields.get("url", "").replace("\\", ""),
        files=tuple(files_in(fields.get("file", ""))),
    )


def _plain(value: str) -> str:
    from pylatexenc.latex2text import LatexNodes2Text

    return " ".join(LatexNodes2Text(math_mode="verbatim").latex_to_text(value).split())


def _authors(value: str) -> Iterator[str]:
    from bibtexparser.middlewares.names import split_multiple_persons_names

    for name in split_multiple_persons_names(value):
        if name.strip().lower() == NOT_AN_AUTHOR:
            continue
        if name.strip().startswith("{") and name.strip().endswith("}"):  # an organisation
            yield _plain(name)
            continue
        last, *further = (_plain(part) for part in name.split(","))
        yield " ".join(part for part in (*further[-1:], last, *further[:-1]) if part)


def _date(fields: Mapping[str, str]) -> str:
    if date := fields.get("date", "").split("/")[0].split("T")[0]:
        return date_of(date.split("-"))
    month = fields.get("month", "").strip().lower()
    number = MONTHS.index(month[:3]) + 1 if month[:3] in MONTHS else month
    return date_of([fields.get("year", "").strip(), *([number] if month else [])])


def files_in(value: str) -> Iterator[str]:
    """Yield the paths in a field ``file``: ``name:path:type``, or the path alone, each behind a semicolon."""
    for attachment in _parted(value, ";"):
        parts = _parted(attachment, ":")
        path = ":".join(parts[1:-1]) if len(parts) > 2 else max(parts, key=len, default="")
        if path.strip():
            yield ESCAPED.sub(r"\1", path.strip())


def _parted(value: str, sign: str) -> list[str]:
    """Return the parts between signs that stand behind no backslash, or behind one that is escaped itself."""
    parts, start = [], 0
    for match in UNESCAPED[sign].finditer(value):
        parts.append(value[start : match.end() - 1])
        start = match.end()
    return [*parts, value[start:]]
