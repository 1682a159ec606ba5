"""A citation → Markdown, BibTeX, RIS or CSL-JSON, for a letter or a reference manager."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from qa.records import Article, Citation
from qa.serving.page.addressing import original

_DATE = re.compile(r"(?P<year>(?:19|20)\d\d)(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$&:])")
_TEX: Mapping[str, str] = MappingProxyType(
    {
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{character: f"\\{character}" for character in "{}%&$#_"},
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A quotation and the article it stands in."""

    citation: Citation
    article: Article

    @property
    def key(self) -> str:
        """A name for it that is a word of plain letters, digits and dashes."""
        return f"{re.sub(r'[^0-9A-Za-z]+', '-', self.article.id).strip('-') or 'article'}-{self.citation.start}"

    @property
    def url(self) -> str:
        """The address of the original, where that is on the web."""
        return re.sub(r"[<>{}\\]", lambda found: f"%{ord(found[0]):02X}", original(self.article.url) or "")

    @property
    def place(self) -> str:
        """The headings and the page it stands under."""
        headings = [heading for heading in self.citation.headings if heading != self.article.title]
        page = [f"p. {self.citation.page}"] if self.citation.page else []
        return " › ".join([*headings, *page])

    @property
    def date(self) -> tuple[int, ...]:
        """The date of the article: year, month and day as far as known."""
        found = _DATE.search(self.article.published)
        return tuple(int(part) for part in found.groups() if part) if found else ()


def markdown(references: Sequence[Reference]) -> str:
    """Return block quotes, each with its source; article text is escaped, so that none of it becomes markup."""
    return "\n\n".join(map(_markdown, references)) + "\n"


def _markdown(reference: Reference) -> str:
    article, citation = reference.article, reference.citation
    quoted = "\n".join(f"> {_plain(line)}".rstrip() for line in citation.quote.splitlines())
    title = f"[{_plain(article.title)}](<{reference.url}>)" if reference.url else _plain(article.title)
    known = (article.publisher, article.published, reference.place)
    return f"{quoted}\n>\n> — {', '.join([title, *(_plain(part) for part in known if part)])}"


def _plain(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", text)


def bibtex(references: Sequence[Reference]) -> str:
    """Return entries of BibTeX, special characters escaped."""
    return "\n".join(map(_bibtex, references))


def _bibtex(reference: Reference) -> str:
    article = reference.article
    year, month = [*map(str, reference.date), "", ""][:2]
    fields = {
        "title": f"{{{_tex(article.title)}}}",
        "author": f"{{{_tex(article.author)}}}" if article.author else "",
        "publisher": _tex(article.publisher),
        "year": year,
        "month": month,
        "url": reference.url,
        "note": _tex(reference.place),
        "annote": _tex(_one_line(reference.citation.quote)),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@misc{{{reference.key},\n{lines}}}\n"


def _tex(text: str) -> str:
    return "".join(_TEX.get(character, character) for character in text)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def ris(references: Sequence[Reference]) -> str:
    """Return records of RIS, which end their lines with CR LF."""
    return "".join(map(_ris, references))


def _ris(reference: Reference) -> str:
    article = reference.article
    date = "/".join([*(f"{part:02}" for part in reference.date), "", "", ""][:3]) if reference.date else ""
    fields = [
        ("TY", "ELEC" if reference.url else "GEN"),
        ("ID", reference.key),
        ("TI", article.title),
        ("AU", article.author),
        ("PB", article.publisher),
        ("PY", str(reference.date[0]) if reference.date else ""),
        ("DA", f"{date}/" if date else ""),
        ("UR", reference.url),
        ("SP", str(reference.citation.page or "")),
        ("LA", article.language),
        ("N1", reference.place),
        ("AB", reference.citation.quote),
    ]
    return "".join(f"{tag}  - {_one_line(value)}\r\n" for tag, value in fields if value) + "ER  - \r\n"


def csl_json(references: Sequence[Reference]) -> str:
    """Return items of CSL-JSON (https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html)."""
    return json.dumps(list(map(_csl, references)), ensure_ascii=False, indent=2) + "\n"


def _csl(reference: Reference) -> dict[str, Any]:
    article = reference.article
    fields = {
        "id": reference.key,
        "type": "webpage" if reference.url else "document",
        "title": article.title,
        "author": [{"literal": article.author}] if article.author else None,
        "publisher": article.publisher,
        "issued": {"date-parts": [list(reference.date)]} if reference.date else None,
        "URL": reference.url,
        "page": str(reference.citation.page or ""),
        "language": article.language,
        "section": reference.place,
        "abstract": reference.citation.quote,
    }
    return {name: value for name, value in fields.items() if value}


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A way to write citations down: its name, the ending and type of its files, and how it is written."""

    name: str
    suffix: str
    mime: str
    write: Callable[[Sequence[Reference]], str]


FORMATS = (
    Format(name="Markdown", suffix=".md", mime="text/markdown", write=markdown),
    Format(name="BibTeX", suffix=".bib", mime="application/x-bibtex", write=bibtex),
    Format(name="RIS", suffix=".ris", mime="application/x-research-info-systems", write=ris),
    Format(name="CSL-JSON", suffix=".json", mime="application/vnd.citationstyles.csl+json", write=csl_json),
)
