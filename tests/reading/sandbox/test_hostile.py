"""Files made to do harm: each ends by itself as an article or with a reason; none leads out of its folder."""

import gzip
import re
import zlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from qa.reading.adding import add_content
from qa.reading.corpus import compose_opened, read_all, scan
from qa.reading.document import UnreadableError
from qa.reading.parse_all import LIMITS, WORKERS
from qa.reading.parsing import Opened, opened_from_json
from qa.reading.sandbox.pool import Failed, Outcome, Sandbox
from tests.reading.formats.rtf.test_rtf import rtf
from tests.reading.formats.sheets.test_xlsx import SHEET
from tests.reading.formats.sheets.test_xlsx import SMALL as WORKBOOK
from tests.reading.formats.slides.test_pptx import SMALL as SLIDES
from tests.reading.formats.test_archive import unzipped, zipped
from tests.reading.formats.test_docx import SMALL as DOCUMENT
from tests.reading.formats.test_epub import SMALL as BOOK
from tests.reading.formats.test_epub import book
from tests.reading.formats.test_odt import SMALL as TEXT
from tests.reading.formats.test_odt import odt
from tests.reading.formats.test_pdf import assembled

pytestmark = pytest.mark.integration

MEGABYTE = 2**20
DEEP = 100_000
SAID = "Herons stand still for hours on end, and their elbows do not mind it at all."
LINE = f"{SAID} ".encode()
LINES = 50 * MEGABYTE // len(LINE)
AFTER = b"<p>An otter came after it, and swam away again before the heron had seen it.</p>"
TWO_FORMS = (
    b"Subject: x\nContent-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\n%s\n"
    b"--b\nContent-Type: text/html\n\n%s\n--b--\n"
)
DRAWN = b"BT /F1 10 Tf 72 700 Td (Herons stand still.) Tj ET "
ALIASES = "\n".join(f"a{number}: &a{number} [{', '.join([f'*a{number - 1}'] * 9)}]" for number in range(1, 10))
PATIENT = replace(LIMITS, wall_seconds=600)
"""The limits of a build, but for the clock on the wall, which other work on the machine moves on."""
BOMB = r"^the archive unpacks to more than 200 times its size$"
TOO_DEEP = "nested too deep"


def with_entry(container: bytes, name: str, content: bytes) -> bytes:
    return zipped({**unzipped(container), name: content})


def drawing(content: bytes, *, megabytes: int = 0) -> bytes:
    """Return a PDF of one page whose drawing is packed, with so many megabytes of nothing behind it."""
    packing = zlib.compressobj(9)
    pieces = [packing.compress(piece) for piece in [content, *[b" " * MEGABYTE] * megabytes]]
    small = b"".join([*pieces, packing.flush()])
    return assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count 1 /Kids [4 0 R] >>",
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>",
            b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(small), small),
            b"<< >>",
        ]
    )


HOSTILE: Mapping[str, tuple[Callable[[], bytes], str]] = {
    "line.txt": (lambda: LINE * LINES, r"^Herons stand still|^what was read from it is more than 32 MB$"),
    "shorter line.txt": (lambda: LINE * (LINES // 8), r"^Herons stand still"),
    "line.md": (lambda: LINE * LINES, r"^Herons stand still|^what was read from it is more than 32 MB$"),
    "bomb.docx": (lambda: with_entry(DOCUMENT, "word/document.xml", bytes(64 * MEGABYTE)), BOMB),
    "bomb.epub": (lambda: with_entry(BOOK, "OEBPS/one.xhtml", bytes(64 * MEGABYTE)), BOMB),
    "bomb.odt": (lambda: with_entry(TEXT, "content.xml", bytes(64 * MEGABYTE)), BOMB),
    "bomb.pptx": (lambda: with_entry(SLIDES, "ppt/slides/slide1.xml", bytes(64 * MEGABYTE)), BOMB),
    "bomb.xlsx": (lambda: with_entry(WORKBOOK, SHEET, bytes(64 * MEGABYTE)), BOMB),
    "bomb.html.gz": (lambda: gzip.compress(bytes(80 * MEGABYTE)), r"^the file unpacks to more than 64 MB$"),
    "bomb.pdf": (lambda: drawing(DRAWN, megabytes=256), r"^Herons stand still\.$"),
    "aliases.md": (
        lambda: f"---\na0: &a0 [heron]\n{ALIASES}\ntitle: *a9\n---\n{SAID}".encode(),
        r"^the front matter|^Herons stand",
    ),
    "deep.html": (lambda: b"<div>" * DEEP + LINE + b"</div>" * DEEP, rf"{TOO_DEEP}|^the file is not a web page$"),
    "deep below.html": (
        lambda: b"<p>" + LINE + b"</p>" + b"<div>" * DEEP + LINE + b"</div>" * DEEP + AFTER,
        rf"{TOO_DEEP}|An otter came",
    ),
    "deep list.html": (lambda: b"<ul><li>" * DEEP + LINE, rf"{TOO_DEEP}|^the file is not a web page$"),
    "deep quotation.md": (lambda: LINE + b"\n\n" + b"> " * DEEP + LINE, r"^Herons stand"),
    "deep list.md": (lambda: LINE + b"\n\n" + b"- " * DEEP + LINE, r"^Herons stand"),
    "deep brackets.md": (lambda: b"[" * DEEP + LINE, r"^\[\[\[\["),
    "deep front matter.md": (
        lambda: b"---\ntitle: " + b"[" * DEEP + b"\n---\n" + LINE,
        r"^the front matter is not a list of plain details$",
    ),
    "deep.docx": (lambda: with_entry(DOCUMENT, "word/document.xml", b"<w:p>" * DEEP), r"^the file is damaged"),
    "deep.epub": (lambda: book({"one.xhtml": "<div>" * DEEP + SAID + "</div>" * DEEP}), TOO_DEEP),
    "deep.odt": (
        lambda: odt("<text:section>" * DEEP + "</text:section>" * DEEP),
        r"^the file is damaged \(the XML of content\.xml is broken\)$",
    ),
    "deep.pptx": (
        lambda: with_entry(SLIDES, "ppt/slides/slide1.xml", b"<p:grpSp>" * DEEP),
        r"^the file is damaged",
    ),
    "deep.xlsx": (lambda: with_entry(WORKBOOK, SHEET, b"<row>" * DEEP), r"^the file is damaged"),
    "deep.rtf": (lambda: rtf(b"{" * DEEP + LINE + b"}" * DEEP), TOO_DEEP),
    "deep.ipynb": (lambda: b"[" * DEEP, r"not valid JSON"),
    "deep quotation.eml": (lambda: b"Subject: x\n\n" + LINE + b"\n" + b">" * DEEP + LINE, r"^Herons stand"),
    "deep quotation in two forms.eml": (
        lambda: TWO_FORMS % (LINE + b"\n" + b">" * DEEP + LINE, b"<p>" + LINE + b"</p><p>" + b"&gt;" * DEEP),
        r"^Herons stand",
    ),
    "line.csv": (lambda: LINE * LINES, r"^Herons stand still|^what was read from it is more than 32 MB$"),
    "shorter line.csv": (lambda: LINE * (LINES // 32), r"^Herons stand still"),
    "line.rtf": (
        lambda: rtf(LINE * LINES),
        r"^Herons stand still|^what was read from it is more than 32 MB$",
    ),
    "line.eml": (
        lambda: b"Subject: x\n\n" + LINE * LINES,
        r"^Herons stand still|^what was read from it is more than 32 MB$",
    ),
    "shorter line.eml": (lambda: b"Subject: x\n\n" + LINE * (LINES // 32), r"^Herons stand still"),
    "quotes.eml": (lambda: b"Subject: x\n\n" + LINE + b"\n" + b"From: 2026:\n" * DEEP, r"Herons stand still"),
    "dashes.eml": (lambda: b"Subject: x\n\n" + LINE + b"\n" + b"-- \n" * DEEP, r"Herons stand still"),
    "deep.pdf": (lambda: drawing(b"q " * DEEP + DRAWN), r"^Herons stand still\.$"),
}
"""How each file is made, and what its text or the reason must match."""


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Outcome[Opened]]:
    """Read every hostile file in a sandbox as a build does, and return what became of each."""
    folder = tmp_path_factory.mktemp("hostile")
    for name, (make, _) in HOSTILE.items():
        (folder / name).write_bytes(make())
    function = "qa.reading.parsing:open_in_sandbox"
    with Sandbox(function, opened_from_json, workers=WORKERS, limits=PATIENT) as sandbox:
        return dict(zip(HOSTILE, sandbox.run((str(folder), name) for name in HOSTILE), strict=True))


def told(outcome: Outcome[Opened], name: str) -> str:
    """Return the text of the article that a file has become, or the reason why it is none."""
    if isinstance(outcome, Failed):
        return outcome.reason
    try:
        return compose_opened(outcome.result, source=name).text
    except UnreadableError as error:
        return str(error)


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_ends_by_itself(ended: Mapping[str, Outcome[Opened]], name: str) -> None:
    """Bombs, endless nesting and lines of 50 MB are read or refused; none crashes its reader or meets a limit."""
    text = told(ended[name], name)

    assert re.search(HOSTILE[name][1], text), text[:300]


def read(corpus: Path) -> tuple[list[str], dict[str, str]]:
    """Return the sources of the articles in a folder, and why the others are none."""
    progress: list[int] = []
    reading = read_all(corpus, scan(corpus), lambda done, _: progress.append(done))
    return [article.source for article in reading.articles], {one.source: one.reason for one in reading.skipped}


NAMES = (
    "&lt;b&gt;%2e%2e%2f.txt",
    "heron\u200f\u2067.md",
    "heron..  .txt",
    f"{'h' * 251}.txt",
    "two\nlines.txt",
    f"{'é' * 125}.odt",
    "\u202egpj.heron.txt",
)


def test_names_of_every_kind_cost_nothing(tmp_path: Path) -> None:
    """Files with marks, line ends and 255 bytes in their names are articles like the one beside them."""
    names = sorted([*NAMES, "plain.txt"])
    for name in names:
        (tmp_path / name).write_bytes(TEXT if name.endswith(".odt") else LINE)

    articles, skipped = read(tmp_path)

    assert articles == names
    assert skipped == {}


def test_names_inside_archives_lead_nowhere(tmp_path: Path) -> None:
    """Entries called ../ and the like are looked up or left alone; other files are read, nothing is written."""
    corpus = tmp_path / "above" / "corpus"
    corpus.mkdir(parents=True)
    chapter = f"<p>{SAID}</p>"
    long = book({f"{'h' * 249}.xhtml": chapter, "\u202elmthx.xhtml": chapter})
    escaping = {"../../outside.txt": LINE, "/outside.txt": LINE, "a#b": LINE, "..\\outside.txt": LINE}
    files = {
        "long.epub": long,
        "out.epub": book({"../../outside.xhtml": chapter}),
        "out.odt": zipped({**unzipped(TEXT), **escaping}).replace(b"a#b", b"a\0b"),
        "plain.txt": LINE,
        "root.epub": book({"/outside.xhtml": chapter}),
    }
    for name, content in files.items():
        (corpus / name).write_bytes(content)
    before = sorted(tmp_path.rglob("*"))

    articles, skipped = read(corpus)

    assert articles == ["long.epub", "out.odt", "plain.txt"]
    assert skipped == {
        "out.epub": "the file is damaged (../outside.xhtml is missing)",
        "root.epub": "the file is damaged (/outside.xhtml is missing)",
    }
    assert sorted(tmp_path.rglob("*")) == before


def test_names_of_uploads_lead_nowhere(tmp_path: Path) -> None:
    """A file that is added under a hostile name is kept in the corpus under one made of its title."""
    corpus = tmp_path / "above" / "corpus"
    corpus.mkdir(parents=True)
    uploads = {
        "../../outside.txt": LINE,
        "/tmp/outside.md": LINE,  # noqa: S108 - it is never opened
        "a\0b.odt": TEXT,
        f"{'h' * 255}.txt": LINE,
        "\u202etxt.heron.md": b"---\ntitle: ../../outside\n---\nHerons stand still.",
    }

    added = [
        add_content(corpus, content, file_name=name, came_from=name).name for name, content in uploads.items()
    ]

    kept = zip(added, (".txt", ".md", ".odt", ".txt", ".md"), strict=True)
    held = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert added == ["outside", "outside-2", "backs", "h" * 80, "outside-3"]
    assert held == {
        f"above/corpus/{place}"
        for name, suffix in kept
        for place in (f"{name}.md", f".originals/{name}.json", f".originals/{name}{suffix}")
    }
