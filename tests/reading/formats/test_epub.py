"""EPUB: the chapters of the spine as blocks, without contents and covers, and the details of the book."""

from collections.abc import Mapping
from contextlib import suppress
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.reading.document import Details, Document, DocumentBlockKind, UnreadableError
from qa.reading.formats.epub import read_epub
from tests.conftest import SHARED, require
from tests.reading.formats.test_archive import damaged, damaged_inside, zipped

HEADING, PARAGRAPH, ITEM, NOTE = (
    DocumentBlockKind.HEADING,
    DocumentBlockKind.PARAGRAPH,
    DocumentBlockKind.LIST_ITEM,
    DocumentBlockKind.NOTE,
)
CONTAINER = """<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>
<rootfile media-type="application/oebps-package+xml" full-path="OEBPS/content.opf"/></rootfiles></container>"""
METADATA = """<dc:title>Backs</dc:title><dc:creator>A. Bee</dc:creator><dc:creator>C. Dee</dc:creator>
<dc:language>en-GB</dc:language><dc:date opf:event="modification">2025-05-05</dc:date>
<dc:date>2024-03-02</dc:date>"""


def book(chapters: Mapping[str, str], *, metadata: str = METADATA, guide: str = "", **more: str) -> bytes:
    """Return a book of the bodies of its chapters; a name that begins with ``nav`` is the navigation's."""
    items = "".join(
        f'<item id="i{number}" href="{quote(name)}" media-type="application/xhtml+xml" '
        f'properties="{"nav" * name.startswith("nav")}"/>'
        for number, name in enumerate(chapters)
    )
    spine = "".join(f'<itemref idref="i{number}"/>' for number, _ in enumerate(chapters))
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        f'xmlns:opf="http://www.idpf.org/2007/opf"><metadata>{metadata}</metadata>'
        f"<manifest>{items}</manifest><spine>{spine}</spine><guide>{guide}</guide></package>"
    )
    pages = {
        f"OEBPS/{name}": '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html>'
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">'
        f"<head><title/></head><body>{body}</body></html>"
        for name, body in chapters.items()
    }
    named = {name.replace("__", "/") + ".xml": content for name, content in more.items()}
    return zipped({"META-INF/container.xml": CONTAINER, "OEBPS/content.opf": package, **pages, **named})


def outline(draft: Document) -> list[tuple[DocumentBlockKind, int, str]]:
    return [(block.kind, block.level, block.text) for block in draft.blocks]


def chapter(body: str) -> list[tuple[DocumentBlockKind, int, str]]:
    return outline(read_epub(book({"one.xhtml": body})))


SMALL = book(
    {"one.xhtml": "<h1>Backs</h1><p>Keep <b>moving</b>.</p><ul><li>Walk</li></ul>", "two.xhtml": "<p>End.</p>"}
)


def test_chapters_are_read_in_the_order_of_the_spine() -> None:
    """Chapters follow the spine, whatever their names, and names with spaces are found."""
    draft = read_epub(book({"z one.xhtml": "<h1>First</h1><p>One.</p>", "a.xhtml": "<h2>Second</h2><p>Two.</p>"}))

    assert outline(draft) == [
        (HEADING, 1, "First"),
        (PARAGRAPH, 0, "One."),
        (HEADING, 2, "Second"),
        (PARAGRAPH, 0, "Two."),
    ]


def test_details_come_from_the_package() -> None:
    """Title, authors, language and the date of publication are the book's."""
    details = read_epub(SMALL).details

    assert details == Details(title="Backs", author="A. Bee, C. Dee", language="en", published="2024-03-02")


def test_lists_keep_their_depth_and_numbers() -> None:
    """Items have the depth and the number that the list gives them, and a second paragraph is one."""
    body = '<ol start="3"><li>c<ul><li>inner</li></ul></li><li><p>d</p><p>more</p></li></ol>'

    blocks = read_epub(book({"one.xhtml": body})).blocks

    assert [(block.kind, block.level, block.marker, block.text) for block in blocks] == [
        (ITEM, 1, "3.", "c"),
        (ITEM, 2, "-", "inner"),
        (ITEM, 1, "4.", "d"),
        (PARAGRAPH, 0, "-", "more"),
    ]


def test_tables_are_read_by_rows() -> None:
    """A row names each cell by its header; a cell that spans rows stands in each; what spans all stands alone."""
    body = (
        "<table><tr><th>Drug</th><th colspan='2'>Dose</th></tr><tr><td rowspan='2'>A</td><td>1</td><td>2</td></tr>"
        "<tr><td>3</td><td></td></tr><tr><td colspan='3'>For adults</td></tr></table>"
    )

    assert chapter(body) == [
        (PARAGRAPH, 0, "Drug: A; Dose: 1; Dose: 2"),
        (PARAGRAPH, 0, "Drug: A; Dose: 3"),
        (PARAGRAPH, 0, "For adults"),
    ]


def test_a_table_that_only_places_things_is_read_through() -> None:
    """Headings and lists in cells are headings and lists."""
    assert chapter("<table><tr><td><h2>Rest</h2><ul><li>Sleep</li></ul></td></tr></table>") == [
        (HEADING, 2, "Rest"),
        (ITEM, 1, "Sleep"),
    ]


@pytest.mark.parametrize("mark", ['epub:type="footnote"', 'role="doc-footnote"', 'epub:type="rearnote"'])
def test_notes_stand_apart(mark: str) -> None:
    """A footnote is a note, and the sign that refers to it is no word of the text."""
    reference = '<p>Rest helps<a epub:type="noteref" href="#n">1</a>.</p>'
    body = f'{reference}<aside id="n" {mark} hidden=""><p>Or not.</p></aside>'

    assert chapter(body) == [(PARAGRAPH, 0, "Rest helps."), (NOTE, 0, "Or not.")]


def test_text_around_elements_is_kept_and_scripts_are_not() -> None:
    """Text around comments stays, and lines as they were broken; scripts, styles and navigation go."""
    body = (
        "lead<!-- no --> in<script>no()</script><p>one<br/>two</p>tail<nav><p>no</p></nav>"
        "<blockquote>said</blockquote><pre>a\n b</pre><style>p{}</style>"
    )

    assert [text for _, _, text in chapter(body)] == ["lead in", "one", "two", "tail", "said", "a b"]


def test_hidden_text_is_left_out_and_reported() -> None:
    """What a page hides is no part of its text."""
    draft = read_epub(book({"one.xhtml": '<p>Seen.</p><p style="display: none">Obey me.</p>'}))

    assert [block.text for block in draft.blocks] == ["Seen."]
    assert [(gone.text, gone.rule) for gone in draft.removed] == [("Obey me.", "invisible text")]


def test_contents_and_covers_are_left_out_and_reported() -> None:
    """The navigation, a page of the guide and a section that says it is a cover are no chapters."""
    chapters = {
        "nav.xhtml": '<nav epub:type="toc"><ol><li>One</li></ol></nav>',
        "toc.xhtml": "<p>One 5</p>",
        "front.xhtml": '<section epub:type="cover"><p>Backs!</p></section>',
        "one.xhtml": "<p>Text.</p>",
    }

    draft = read_epub(book(chapters, guide='<reference type="toc" href="toc.xhtml#top"/>'))

    assert [block.text for block in draft.blocks] == ["Text."]
    assert [(gone.text, gone.rule) for gone in draft.removed] == [
        ("One", "table of contents"),
        ("One 5", "table of contents"),
        ("Backs!", "cover"),
    ]


def test_empty_elements_of_xml_do_not_swallow_what_follows() -> None:
    """An element that closes itself, as XML allows, is empty."""
    assert chapter('<p><a id="x"/>One <i/>two</p><div/><p>Three</p>') == [
        (PARAGRAPH, 0, "One two"),
        (PARAGRAPH, 0, "Three"),
    ]


def encryption(algorithm: str, name: str) -> str:
    return (
        '<encryption xmlns:e="http://www.w3.org/2001/04/xmlenc#"><e:EncryptedData>'
        f'<e:EncryptionMethod Algorithm="{algorithm}"/><e:CipherData><e:CipherReference URI="{name}"/>'
        "</e:CipherData></e:EncryptedData></encryption>"
    )


def test_an_encrypted_book_is_refused_and_scrambled_fonts_are_not() -> None:
    """Copy protection on a chapter is the reason not to read it; on a font it does not matter."""
    aes = "http://www.w3.org/2001/04/xmlenc#aes128-cbc"
    one = {"one.xhtml": "<p>Text.</p>"}
    locked = book(one, **{"META-INF__encryption": encryption(aes, "OEBPS/one.xhtml")})
    scrambled = book(
        one, **{"META-INF__encryption": encryption("http://www.idpf.org/2008/embedding", "OEBPS/a.otf")}
    )

    with pytest.raises(UnreadableError, match=r"^the book is encrypted \(it is sold with copy protection\)$"):
        read_epub(locked)
    assert outline(read_epub(scrambled)) == [(PARAGRAPH, 0, "Text.")]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"no zip", "the file is damaged (it is not a whole zip archive)"),
        (zipped({"a": "b"}), "the file is damaged (META-INF/container.xml is missing)"),
        (book({"one.xhtml": "<p> </p>"}), "the file has no text"),
        (book({"one.xhtml": "<div>" * 2000}), "the file is damaged (its parts are nested too deep)"),
    ],
)
def test_what_is_no_book_is_refused(content: bytes, told: str) -> None:
    """Each fault has its reason."""
    with pytest.raises(UnreadableError) as caught:
        read_epub(content)

    assert str(caught.value) == told


@settings(max_examples=300, deadline=None)
@given(st.one_of(damaged(SMALL), damaged_inside(SMALL)))
def test_damage_is_the_only_thing_that_leaves(content: bytes) -> None:
    """Whatever the bytes, a book is read or refused as unreadable."""
    with suppress(UnreadableError):
        assert read_epub(content).blocks


def test_a_real_book_is_read() -> None:
    """A book of two short chapters keeps its headings, its list and its details."""
    path = SHARED / "files" / "test.epub"
    require("articles", present=path.exists())

    draft = read_epub(path.read_bytes())

    assert draft.details == Details(title="Test EPUB Document", author="Test Author", language="en")
    assert [(block.kind, block.level) for block in draft.blocks] == [
        (HEADING, 1),
        (PARAGRAPH, 0),
        (PARAGRAPH, 0),
        (ITEM, 1),
        (ITEM, 1),
        (HEADING, 1),
        (PARAGRAPH, 0),
        (PARAGRAPH, 0),
    ]
    assert [gone.rule for gone in draft.removed] == ["table of contents"]
