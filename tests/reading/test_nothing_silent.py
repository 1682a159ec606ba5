"""Every word that a second extraction sees in a file stands in its article or in the report of what was cut.

The second extraction knows nothing of ours: the text nodes of the XML in a zip archive or of a web page, PDFium's
own text of a page, and plain text and Markdown as they stand.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from zipfile import ZipFile

import lxml.etree  # type: ignore[import-untyped]
import lxml.html  # type: ignore[import-untyped]
import pypdfium2  # type: ignore[import-untyped]
import pytest

from qa.reading.article import compose
from qa.reading.parsing import open_bytes
from tests.conftest import PROJECT, SHARED, require

WORD = re.compile(r"[^\W_]+")
PARTS = {
    ".docx": re.compile(r"word/(document|footnotes|endnotes|comments|header\d*|footer\d*)\.xml"),
    ".odt": re.compile(r"content\.xml"),
    ".epub": re.compile(r".*\.x?html?"),
}
UNSEEN = {"instrText", "style", "script", "head"}
"""Elements whose text is code, in any of these formats."""
PARTING = set("rt p h h1 h2 h3 h4 h5 h6 tab br cr td th tc tr caption li div body dt dd s line-break".split())
MARKDOWN_SYNTAX = re.compile(
    r"\A---\n.*?\n---\n|</?[a-z][^<>\n]*>|^ *(```+|~~~+)[^`\n]*$|^ *(!!!|\?\?\?\+?|===) *\w*|^> *\[!\w+\]"
    r"|(?<=\])\([^)\s]*\)",
    re.DOTALL | re.MULTILINE,
)
"""What stands in Markdown and no reader sees: front matter, tags, languages of code, kinds of notes, addresses."""
NOT_LOST = {
    "habibi.pdf": {
        "σβθβhabibi"
    },  # PDFium makes up letters for a font without a usable map; the report tells of it
    # letters of the file that its fonts draw as other signs: µg, ticks and crosses
    "ascii-in-symbol-font.docx": {"mg", "û", "ü"},
    "symbol-font.odt": {"mg"},
    "nested-field.docx": {"9914"},  # a condition of a field, joined to its result
}
"""Words that only the second extraction sees, by file."""
CASES = [SHARED / "cases", *(PROJECT / "tests" / "reading" / "cases").iterdir()]


def words(text: str) -> list[str]:
    return WORD.findall(unicodedata.normalize("NFKC", text).replace("\u00ad", "").casefold())


def flowing(element: lxml.etree._Element) -> str:
    """Return the text of an element: blocks stand apart, all else is joined as it stands."""
    after = element.tail or ""
    if not isinstance(element.tag, str):
        return after
    name = lxml.etree.QName(element).localname
    if name in UNSEEN:
        return after
    inside = (element.text or "") + "".join(map(flowing, element))
    return f" {inside} {after}" if name in PARTING else f"{inside}{after}"


def seen_in(path: Path) -> str:
    """Return the text of a file as the second extraction sees it."""
    content = path.read_bytes()
    match path.suffix:
        case ".pdf":
            return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content))
        case ".html":
            root = lxml.html.document_fromstring(content.decode())
            # menus that a page marks as such are not told, as docs/reading.md says
            for element in root.xpath("//nav|//*[@role='navigation']|//template|//noscript"):
                element.drop_tree()
            return flowing(root)
        case ".md" | ".txt":
            text = content.decode("utf-8" if path.name != "latin1.txt" else "cp1252")
            return MARKDOWN_SYNTAX.sub(" ", text) if path.suffix == ".md" else text
    with ZipFile(path) as archive:
        names = [name for name in archive.namelist() if PARTS[path.suffix].fullmatch(name)]
        parser = lxml.etree.XMLParser(resolve_entities=False, recover=True)
        return " ".join(flowing(lxml.etree.fromstring(archive.read(name), parser)) for name in names)


def lost(seen: Iterable[str], told: Iterable[str]) -> list[str]:
    """Return the words seen that are not told as often, not counting what is only torn or joined (hyphens)."""
    counted_seen, counted_told = Counter(seen), Counter(told)
    extra = counted_told - counted_seen
    return sorted(word for word in (counted_seen - counted_told).elements() if not _joined_otherwise(word, extra))


def _joined_otherwise(word: str, extra: Counter[str]) -> bool:
    if any(word in other for other in extra):
        return True
    return any(word[:place] in extra and word[place:] in extra for place in range(1, len(word)))


def files() -> list[Path]:
    found = [path for folder in (SHARED / "files", *CASES) if folder.is_dir() for path in folder.iterdir()]
    return sorted(path for path in found if path.suffix in {".pdf", ".html", ".md", ".txt", *PARTS})


@pytest.mark.parametrize(
    "path",
    [path for path in files() if path.stem != "README"],
    ids=lambda path: f"{path.parent.name}/{path.name}",
)
def test_no_word_of_a_file_is_lost_in_silence(path: Path) -> None:
    """It stands in the text, in a detail such as the title, or in the report; a skipped file has a reason."""
    opened = open_bytes(path.read_bytes(), path.name)
    if opened.document is None:
        assert opened.reason
        return
    article = compose(opened.document, article_id="a", source=path.name)
    details = article.title, article.author, article.publisher, article.published, article.url, *article.references
    removed = [entry.text for entry in opened.report.removed]
    mended = [entry.before for entry in opened.report.repaired]
    told = words(" ".join((*details, article.text, *removed)))
    seen = words(seen_in(path))
    if path.suffix == ".html":  # a page says many things twice, in lists of contents and beside pictures
        seen = sorted(set(seen))

    found = set(lost(seen, told)) - set(words(" ".join(mended))) - NOT_LOST.get(path.name, set())

    assert sorted(found) == []


def test_the_real_files_are_there() -> None:
    """Without them only the small cases are looked at."""
    require("files", present=(SHARED / "files").is_dir() and (SHARED / "cases").is_dir())


@pytest.mark.parametrize(
    ("seen", "told", "gone"),
    [
        ("take no more than two", "take more than two", ["no"]),
        ("twice a day and twice a week", "twice a day and a week", ["twice"]),
        ("con firming W hen 4.2noise", "confirming When 4.2 noise", []),
        ("do not rest", "do rest", ["not"]),
    ],
)
def test_a_lost_word_is_found(seen: str, told: str, gone: list[str]) -> None:
    """Also where the same word stands elsewhere; what is only joined or torn otherwise is not lost."""
    assert lost(words(seen), words(told)) == gone
