"""CSL-JSON, as Zotero, Better BibTeX and others export it."""

import json
import re
from collections.abc import Mapping
from typing import Any

from qa.errors import UsageError
from qa.reading.bibliography.entry import BibliographyContent, BibliographyEntry, date_of, plain_doi

MARKUP = re.compile(r"</?(?:i|b|sub|sup|span)\b[^>]*>")
"""What CSL-JSON may have in a title (https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html)."""
KEY_IN_NOTE = re.compile(r"^\s*Citation Key:\s*(\S+)\s*$", re.IGNORECASE | re.MULTILINE)


def read_csl(text: str) -> BibliographyContent:
    """Return the entries of CSL-JSON; raises UsageError for what is no JSON or no list of items."""
    try:
        items = json.loads(text)
    except ValueError as error:
        raise UsageError(
            f"The bibliography is no JSON: {error}.", hint="Export it again as CSL-JSON or BibTeX."
        ) from error
    if isinstance(items, dict) and isinstance(items.get("items"), list):  # Better BibTeX JSON
        items = items["items"]
    if not isinstance(items, list):
        raise UsageError("The bibliography is no list of items.", hint="Export it again as CSL-JSON or BibTeX.")
    entries: list[BibliographyEntry] = []
    problems: list[str] = []
    for number, item in enumerate(items, start=1):
        if isinstance(item, dict) and (_text(item, "title") or _text(item, "DOI")) and _key(item):
            entries.append(_entry(item))
        else:
            problems.append(f"Item {number} has no id, or neither title nor DOI, and is left out.")
    return BibliographyContent(entries=tuple(entries), problems=tuple(problems))


def _entry(item: Mapping[str, Any]) -> BibliographyEntry:
    names = item.get("author")
    issued = item.get("issued")
    attachments = item.get("attachments")
    return BibliographyEntry(
        key=_key(item),
        title=MARKUP.sub("", _text(item, "title")),
        authors=tuple(filter(None, map(_name, names if isinstance(names, list) else ()))),
        published=_date(issued if isinstance(issued, dict) else {}),
        venue=_text(item, "container-title") or _text(item, "publisher"),
        doi=plain_doi(_text(item, "DOI")),
        url=_text(item, "URL"),
        files=tuple(
            _text(part, "path")
            for part in (attachments if isinstance(attachments, list) else ())
            if isinstance(part, dict) and _text(part, "path")
        ),
    )


def _key(item: Mapping[str, Any]) -> str:
    in_note = KEY_IN_NOTE.search(_text(item, "note"))
    return (
        _text(item, "citation-key") or _text(item, "citationKey") or (in_note[1] if in_note else _text(item, "id"))
    )


def _text(item: Mapping[str, Any], name: str) -> str:
    value = item.get(name)
    return " ".join(str(value).split()) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _name(name: object) -> str:
    if not isinstance(name, dict):
        return ""
    parts = ("given", "dropping-particle", "non-dropping-particle", "family", "suffix")
    return _text(name, "literal") or " ".join(filter(None, (_text(name, part) for part in parts)))


def _date(issued: Mapping[str, Any]) -> str:
    parts = issued.get("date-parts")
    if isinstance(parts, list) and parts and isinstance(parts[0], list):
        return date_of(parts[0])
    return date_of(str(issued.get("raw") or issued.get("literal") or "").split("T")[0].split("-"))
