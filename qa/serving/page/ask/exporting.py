"""A citation → Markdown, BibTeX, RIS or CSL-JSON, for a letter or a reference manager."""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from types import MappingProxyType
from typing import Any

from qa.reading.bibliography.entry import BETWEEN_AUTHORS
from qa.records import Article, Citation
from qa.serving.answer_summary import no_longer
from qa.serving.page.shared.addressing import original

BETWEEN_QUOTATIONS = " / "
_KEY = re.compile(r"[^\s\\{}\"'#%,=~()]+")
"""What BibTeX takes for a key."""
_DATE = re.compile(r"(?P<year>(?:19|20)\d\d)(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?")
_INLINE = re.compile(
    r"""(?P<escape>\\(?=[!-/:-@\[-`{-~]|$))    # before what it would take the meaning of, and before a line's end
    |(?P<code>`)
    |(?P<star>\*+)
    |(?P<line>_+)
    |(?P<gone>~)                               # struck out, in what GitHub and others add, also by one of them
    |(?P<link>\](?=\())
    |(?P<tag><(?=[A-Za-z/!?]))
    |(?P<entity>&(?=\#\d{1,7};|\#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]*;))""",
    re.VERBOSE,
)
"""What CommonMark may read as markup inside a line."""
_IN_LINK = re.compile(rf"{_INLINE.pattern}|[\[\]]", re.VERBOSE)
_OPENING = re.compile(
    r"""(?P<number>\d{1,9})(?=[.)](\s|$))       # an item of a list
    |(?=[-+*](\s|$))
    |(?=\#{1,6}(\s|$))                         # a heading
    |(?=>)                                     # a quotation
    |(?=(-\s*)+$|(_\s*){3,}$|(\*\s*){3,}$|=+\s*$)  # a rule, or a line that makes a heading of the one above
    |(?=\[[^\]]*\]:)                           # the definition of a link""",
    re.VERBOSE,
)
"""What CommonMark reads as the beginning of a block; what is escaped stands behind the match."""
_TEX: Mapping[str, str] = MappingProxyType(
    {
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{character: f"\\{character}" for character in "{}%&$#_"},
    }
)
_UNPAIRED: Mapping[str, str] = MappingProxyType({**_TEX, "{": r"\textbraceleft{}", "}": r"\textbraceright{}"})
"""For a text whose braces are no pairs: BibTeX counts them also behind a backslash."""
_LIGATURE = re.compile(r"-(?=-)|'(?=')|`(?=`)|,(?=,)|<(?=<)|>(?=>)|[!?](?=`)")
"""Characters that TeX joins with the next: two hyphens are a dash, two commas a quotation mark."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A quotation and the article it stands in."""

    citation: Citation
    article: Article

    @property
    def key(self) -> str:
        """The key that a bibliography has for its article, else a word of plain letters, digits and dashes."""
        if _KEY.fullmatch(self.article.citation_key):
            return self.article.citation_key
        return f"{re.sub(r'[^0-9A-Za-z]+', '-', self.article.id).strip('-') or 'article'}-{self.citation.start}"

    @property
    def url(self) -> str:
        """The address of the original, where that is on the web."""
        return re.sub(r"[<>{}\\]", lambda match: f"%{ord(match[0]):02X}", original(self.article.url) or "")

    @property
    def place(self) -> str:
        """The headings and the page it stands under."""
        headings = [heading for heading in self.citation.headings if heading != self.article.title]
        page = [f"p. {self.citation.page_shown}"] if self.citation.page_shown else []
        return " › ".join([*headings, *page])

    @property
    def remark(self) -> str:
        """What a reader must know of it: where it is gone from, and that it was read from a picture, how well."""
        gone = no_longer(self.article.gone_since, self.article.url)
        return "; ".join(part for part in (gone, self._of_picture) if part)

    @property
    def _of_picture(self) -> str:
        citation = self.citation
        if citation.read_from_picture is None:
            return ""
        words = ", ".join(f"“{word}”" for word in dict.fromkeys(citation.hard_to_read))
        return f"read from a picture; hard to read there: {words}" if words else "read from a picture"

    @property
    def date(self) -> tuple[int, ...]:
        """The date of the article: year, month and day as far as known."""
        match = _DATE.search(self.article.published)
        return tuple(int(part) for part in match.groups() if part) if match else ()


def markdown(references: Sequence[Reference]) -> str:
    """Return block quotes, each with its source.

    Every line of a quotation is a line of text, the marker of a list item part of it.  Only what CommonMark would
    read as markup in its place is escaped, so that it shows the very words, and the file can be read as it is.
    """
    return "\n\n".join(map(_markdown, references)) + "\n"


def _markdown(reference: Reference) -> str:
    article, citation = reference.article, reference.citation
    quoted = "\n".join(f"> {_line(line)}".rstrip() for line in citation.quote.split("\n"))
    title = one_line(article.title)
    linked = f"[{_inline(title, _IN_LINK)}](<{reference.url}>)" if reference.url else _inline(title)
    known = (article.publisher, article.published, reference.place, reference.remark)
    return f"{quoted}\n>\n> — {', '.join([linked, *(_inline(one_line(part)) for part in known if part)])}"


def _line(text: str) -> str:
    """Return a line of text as CommonMark that shows it, in a block of its own or in one that goes on."""
    line = _inline(text.strip(" \t"))
    opening = _OPENING.match(line)
    return f"{line[: opening.end()]}\\{line[opening.end() :]}" if opening else line


def _inline(text: str, marks: re.Pattern[str] = _INLINE) -> str:
    return marks.sub(_escaped_where_read, text)


def _escaped_where_read(match: re.Match[str]) -> str:
    """Return a mark, escaped unless where it stands CommonMark reads it as text too."""
    before = match.string[match.start() - 1 : match.start()]
    after = match.string[match.end() : match.end() + 1]
    if match["star"] and before.isspace() and after.isspace():
        return match[0]
    if match["line"] and ((before.isalnum() and after.isalnum()) or (before.isspace() and after.isspace())):
        return match[0]
    return _escaped(match)


def _escaped(match: re.Match[str]) -> str:
    return "".join(f"\\{character}" for character in match[0])


def bibtex(references: Sequence[Reference]) -> str:
    """Return entries of BibTeX: what TeX would not read as text is escaped, and quotations are on one line.

    Quotations of an article whose key is that of a bibliography are one entry: a key stands there only once.
    """
    return "\n".join(map(_bibtex, _by_key(references)))


def _by_key(references: Sequence[Reference]) -> Iterable[Sequence[Reference]]:
    by_key: dict[str, list[Reference]] = {}
    for reference in references:
        by_key.setdefault(reference.key, []).append(reference)
    return by_key.values()


def _all_of(references: Sequence[Reference], part: Callable[[Reference], str]) -> str:
    """Return what several quotations of an article have, each once, behind one another."""
    return BETWEEN_QUOTATIONS.join(dict.fromkeys(filter(None, map(part, references))))


def _note(reference: Reference) -> str:
    return "; ".join(part for part in (reference.place, reference.remark) if part)


def _bibtex(references: Sequence[Reference]) -> str:
    reference = references[0]
    article = reference.article
    year, month = [*map(str, reference.date), "", ""][:2]
    fields = {
        "title": f"{{{_tex(article.title)}}}",
        "author": " and ".join(f"{{{_tex(name)}}}" for name in _authors(article)),
        "publisher": _tex(article.publisher),
        "year": year,
        "month": month,
        "url": reference.url,
        "note": _tex(_all_of(references, _note)),
        "annote": _tex(_all_of(references, lambda one: one_line(one.citation.quote))),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@misc{{{reference.key},\n{lines}}}\n"


def _authors(article: Article) -> list[str]:
    """Return who wrote an article; only a bibliography tells several authors apart."""
    parted = article.author.split(BETWEEN_AUTHORS) if article.citation_key else [article.author]
    return [name for name in parted if name]


def _tex(text: str) -> str:
    marks = _TEX if _are_pairs(text) else _UNPAIRED
    apart = {match.end() for match in _LIGATURE.finditer(text)}
    return "".join(
        f"{'{}' if place in apart else ''}{marks.get(character, character)}"
        for place, character in enumerate(text)
    )


def _are_pairs(text: str) -> bool:
    """Tell whether each brace of a text that opens is closed, and none closes before."""
    depths = list(accumulate((character == "{") - (character == "}") for character in text))
    return not depths or (min(depths) >= 0 and depths[-1] == 0)


def one_line(text: str) -> str:
    """Return a text on one line, its words one space apart."""
    return " ".join(text.split())


def ris(references: Sequence[Reference]) -> str:
    """Return records of RIS, which end their lines with CR LF; each value is on one line, as the format needs."""
    return "".join(map(_ris, references))


def _ris(reference: Reference) -> str:
    article = reference.article
    date = "/".join([*(f"{part:02}" for part in reference.date), "", "", ""][:3]) if reference.date else ""
    fields = [
        ("TY", "ELEC" if reference.url else "GEN"),
        ("ID", reference.key),
        ("TI", article.title),
        *(("AU", name) for name in _authors(article)),
        ("PB", article.publisher),
        ("PY", str(reference.date[0]) if reference.date else ""),
        ("DA", f"{date}/" if date else ""),
        ("UR", reference.url),
        ("SP", reference.citation.page_shown),
        ("LA", article.language),
        ("N1", _note(reference)),
        ("AB", reference.citation.quote),
    ]
    return "".join(f"{tag}  - {one_line(value)}\r\n" for tag, value in fields if value) + "ER  - \r\n"


def csl_json(references: Sequence[Reference]) -> str:
    """Return items of CSL-JSON (https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html)."""
    return json.dumps(list(map(_csl, _by_key(references))), ensure_ascii=False, indent=2) + "\n"


def _csl(references: Sequence[Reference]) -> dict[str, Any]:
    reference = references[0]
    article = reference.article
    fields = {
        "id": reference.key,
        "type": "webpage" if reference.url else "document",
        "title": article.title,
        "author": [{"literal": name} for name in _authors(article)],
        "publisher": article.publisher,
        "issued": {"date-parts": [list(reference.date)]} if reference.date else None,
        "URL": reference.url,
        "page": reference.citation.page_shown,
        "language": article.language,
        "section": _all_of(references, lambda one: one.place),
        "note": _all_of(references, lambda one: one.remark),
        "abstract": _all_of(references, lambda one: one.citation.quote),
    }
    return {name: value for name, value in fields.items() if value}
