"""Word documents: headings, lists, tables and notes as blocks; deletions, comments and headers reported."""

import io
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.reading.document import Document, DocumentBlockKind, UnreadableError
from qa.reading.formats.docx import read_docx
from tests.conftest import SHARED, require
from tests.reading.formats.test_archive import damaged, damaged_inside, unzipped, zipped

HEADING, PARAGRAPH, ITEM, NOTE = (
    DocumentBlockKind.HEADING,
    DocumentBlockKind.PARAGRAPH,
    DocumentBlockKind.LIST_ITEM,
    DocumentBlockKind.NOTE,
)
W = nsdecls("w")
TITLE = "AutoGen: Enabling Next-Gen LLM Applications via Multi-Agent Conversation"


def saved(document: Any) -> bytes:
    """Return the file of a document made with python-docx."""
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def with_body(*paragraphs: str) -> bytes:
    """Return a document whose body has the paragraphs given as XML."""
    document = docx.Document()
    for paragraph in paragraphs:
        document.element.body.insert(-1, parse_xml(paragraph.replace("<w:p>", f"<w:p {W}>", 1)))
    return saved(document)


def outline(content: bytes) -> list[tuple[DocumentBlockKind, int, str]]:
    return [(block.kind, block.level, block.text) for block in read_docx(content).blocks]


def left_out(draft: Document) -> list[tuple[str, str]]:
    return [(gone.text, gone.rule) for gone in draft.removed]


def small() -> bytes:
    document = docx.Document()
    document.add_heading("Backs", level=1)
    document.add_paragraph("Keep moving.")
    document.add_paragraph("Walk", style="List Bullet")
    return saved(document)


SMALL = small()
PARTS = zipped(
    {name: part for name, part in unzipped(SMALL).items() if not name.endswith((".jpeg", "theme1.xml"))}
)


def test_headings_go_by_their_style() -> None:
    """Word's headings, a style made from one, and a paragraph with an outline level are headings."""
    document = docx.Document()
    document.add_heading("One", level=1)
    own = document.styles.add_style("Zwischentitel", WD_STYLE_TYPE.PARAGRAPH)
    own.base_style = document.styles["Heading 3"]
    document.add_paragraph("Three", style="Zwischentitel")
    level = document.add_paragraph("Two")
    level._p.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {W} w:val="1"/>'))
    document.add_paragraph("Text.")

    assert outline(saved(document)) == [
        (HEADING, 1, "One"),
        (HEADING, 3, "Three"),
        (HEADING, 2, "Two"),
        (PARAGRAPH, 0, "Text."),
    ]


def test_the_title_on_the_page_is_the_title() -> None:
    """A paragraph in the style of titles is the title, and headings stand a level below it."""
    document = docx.Document()
    document.core_properties.title = "A template"
    document.core_properties.author = "A. Bee"
    document.core_properties.language = "en-GB"
    document.add_heading("Sciatica", level=0)
    document.add_heading("What helps", level=1)

    draft = read_docx(saved(document))

    assert (draft.details.title, draft.details.author, draft.details.language) == (
        "Sciatica",
        "A. Bee",
        "en",
    )
    assert draft.details.published == ""
    assert [(block.level, block.text) for block in draft.blocks] == [(1, "Sciatica"), (2, "What helps")]


def test_lists_keep_their_depth_and_numbers() -> None:
    """Bullets and numbers come from the numbering, depth from the level or the style."""
    document = docx.Document()
    for text, style in [
        ("a", "List Number"),
        ("b", "List Number"),
        ("c", "List Bullet"),
        ("d", "List Bullet 2"),
        ("e", "List Number"),
    ]:
        document.add_paragraph(text, style=style)

    blocks = read_docx(saved(document)).blocks

    assert [(block.kind, block.level, block.marker, block.text) for block in blocks] == [
        (ITEM, 1, "1.", "a"),
        (ITEM, 1, "2.", "b"),
        (ITEM, 1, "-", "c"),
        (ITEM, 2, "-", "d"),
        (ITEM, 1, "3.", "e"),
    ]


def test_tables_are_read_by_rows() -> None:
    """A bold first row names the cells below it, and a cell merged with the one above has its text."""
    document = docx.Document()
    table = document.add_table(rows=3, cols=2)
    for number, text in enumerate(["Drug", "Dose", "A", "1", "", "2"]):
        run = table.cell(number // 2, number % 2).paragraphs[0].add_run(text)
        run.bold = number < 2
    table.cell(1, 0).merge(table.cell(2, 0))

    assert outline(saved(document)) == [(PARAGRAPH, 0, "Drug: A; Dose: 1"), (PARAGRAPH, 0, "Drug: A; Dose: 2")]


def test_a_table_that_looks_like_none_has_no_headers() -> None:
    """A plain first row is a row, and a table of one column is read through."""
    document = docx.Document()
    pair = document.add_table(rows=1, cols=2)
    pair.cell(0, 0).text, pair.cell(0, 1).text = "left", "right"
    document.add_table(rows=1, cols=1).cell(0, 0).text = "alone"

    assert outline(saved(document)) == [(PARAGRAPH, 0, "left; right"), (PARAGRAPH, 0, "alone")]


@pytest.mark.parametrize(
    ("rows", "read"),
    [
        (
            (("Drug", "Adults", "Children"), ("Senna", "15 mg", "7 mg"), ("Zinc", "", "5 mg")),
            ["Drug: Senna; Adults: 15 mg; Children: 7 mg", "Drug: Zinc; Children: 5 mg"],
        ),
        (
            (("", "Summer", "Winter"), ("Lake", "open", "shut"), ("Hall", "", "open")),
            ["Lake; Summer: open; Winter: shut", "Hall; Winter: open"],
        ),
        (
            (("Age", "Dose"), ("3", "5 ml"), ("6", "8 ml"), ("9", "12 ml")),
            ["Age: 3; Dose: 5 ml", "Age: 6; Dose: 8 ml", "Age: 9; Dose: 12 ml"],
        ),
        (
            (("Name", "Ada Holt"), ("Born", "3 May 1961"), ("Since", "1990")),
            ["Name; Ada Holt", "Born; 3 May 1961", "Since; 1990"],
        ),
        ((("Lake", "open", "shut"), ("Hall", "shut", "open")), ["Lake; open; shut", "Hall; shut; open"]),
    ],
)
def test_a_plain_first_row_names_columns_where_what_stands_below_shows_it(
    rows: Sequence[Sequence[str]], read: list[str]
) -> None:
    """Words over numbers, or an empty corner over the names of rows; labels and values are no such table."""
    document = docx.Document()
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text

    assert [text for _, _, text in outline(saved(document))] == read


def test_a_bold_first_column_names_the_rows() -> None:
    """The label of a value stands before it."""
    document = docx.Document()
    table = document.add_table(rows=2, cols=2)
    for row, (name, value) in zip(table.rows, (("Form", "syrup"), ("Storage", "below 25 °C")), strict=True):
        row.cells[0].paragraphs[0].add_run(name).bold = True
        row.cells[1].text = value

    assert [text for _, _, text in outline(saved(document))] == ["Form: syrup", "Storage: below 25 °C"]


def test_changes_and_hidden_text_are_settled() -> None:
    """Insertions and links are text; deletions, moves away and hidden words are not, and are told."""
    content = with_body(
        "<w:p><w:r><w:t>Rest </w:t></w:r><w:del><w:r><w:delText>never</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>often</w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>obey me</w:t></w:r>"
        "<w:hyperlink><w:r><w:t> and</w:t><w:tab/><w:t>walk</w:t></w:r></w:hyperlink>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r></w:p>"
    )

    draft = read_docx(content)

    assert [block.text for block in draft.blocks] == ["Rest often and walk"]
    assert left_out(draft) == [("never", "tracked deletion"), ("obey me", "invisible text")]


def test_comments_headers_and_contents_are_reported() -> None:
    """What stands beside the text is left out, and told."""
    document = docx.Document()
    paragraph = document.add_paragraph("Text.")
    document.add_comment(paragraph.runs, text="Really?", author="B")
    document.sections[0].header.paragraphs[0].text = "Leaflets"
    toc = document.styles.add_style("toc 1", WD_STYLE_TYPE.PARAGRAPH)
    document.add_paragraph("One 5", style=toc)

    draft = read_docx(saved(document))

    assert [block.text for block in draft.blocks] == ["Text."]
    assert left_out(draft) == [
        ("One 5", "table of contents"),
        ("Really?", "comment"),
        ("Leaflets", "running header or footer"),
    ]


def test_a_text_box_is_read_once() -> None:
    """A box is stored in two forms for old and new programs, and read after its paragraph, once."""
    box = "<w:txbxContent><w:p><w:r><w:t>Inside.</w:t></w:r></w:p></w:txbxContent>"
    forms = f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    space = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    both = f"<mc:AlternateContent {space}>{forms}</mc:AlternateContent>"
    content = with_body(f"<w:p><w:r><w:t>Outside.</w:t></w:r><w:r>{both}</w:r></w:p>")

    assert outline(content) == [(PARAGRAPH, 0, "Outside."), (PARAGRAPH, 0, "Inside.")]


def test_footnotes_stand_apart() -> None:
    """A footnote is a note after the paragraph that refers to it."""
    files = unzipped(
        with_body('<w:p><w:r><w:t>Rest helps.</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>')
    )
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    links = "word/_rels/document.xml.rels"
    files[links] = files[links].replace(
        b"</Relationships>", f'<Relationship Id="f" Type="{kind}" Target="notes.xml"/></Relationships>'.encode()
    )
    files["word/notes.xml"] = (
        f'<w:footnotes {W}><w:footnote w:id="2"><w:p><w:r><w:footnoteRef/><w:t>Or not.</w:t></w:r></w:p>'
        "</w:footnote></w:footnotes>"
    ).encode()

    assert outline(zipped(files)) == [(PARAGRAPH, 0, "Rest helps."), (NOTE, 0, "Or not.")]


ENTITY = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><w:document/>'


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"no zip", "the file is damaged (it is not a whole zip archive)"),
        (zipped({"a": "b"}), "the file is damaged (a part of it is missing or wrong)"),
        (saved(docx.Document()), "the file has no text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "the file is in the old Word format (.doc); save it as .docx"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "the file is encrypted and needs a password",
        ),
        (
            zipped({**unzipped(SMALL), "word/document.xml": ENTITY}),
            "the file is damaged (its XML has a document type, which Word never writes)",
        ),
        (
            zipped({**unzipped(SMALL), "word/document.xml": b"<a>" * 9000}),
            "the file is damaged (a part of it is missing or wrong)",
        ),
    ],
)
def test_what_is_no_article_is_refused(content: bytes, told: str) -> None:
    """Each fault has its reason."""
    with pytest.raises(UnreadableError) as caught:
        read_docx(content)

    assert str(caught.value) == told


@settings(max_examples=200, deadline=None)
@given(st.one_of(damaged(PARTS), damaged_inside(PARTS)))
def test_damage_is_the_only_thing_that_leaves(content: bytes) -> None:
    """Whatever the bytes, a document is read or refused as unreadable."""
    with suppress(UnreadableError):
        assert read_docx(content).blocks


@pytest.mark.parametrize(
    ("name", "title", "kinds", "rules"),
    [
        ("rlink.docx", None, {PARAGRAPH: 1}, []),
        ("test.docx", TITLE, {HEADING: 4, PARAGRAPH: 11}, []),
        ("test_with_comment.docx", TITLE, {HEADING: 4, PARAGRAPH: 10}, ["comment", "comment"]),
    ],
)
def test_real_documents_are_read(
    name: str, title: str | None, kinds: dict[DocumentBlockKind, int], rules: list[str]
) -> None:
    """Real files keep their title, headings and the rows of their table."""
    path = SHARED / "files" / name
    require("articles", present=path.exists())

    draft = read_docx(path.read_bytes())

    assert draft.details.title == (title or "")
    assert {kind: sum(block.kind is kind for block in draft.blocks) for kind in kinds} == kinds
    assert len(draft.blocks) == sum(kinds.values())
    assert [gone.rule for gone in draft.removed] == rules


def test_a_table_in_a_cell_stands_below_its_row() -> None:
    """The rows around it keep their headers; a table that holds little else only places what is in it."""
    document = docx.Document()
    outer = document.add_table(3, 3)
    for row, texts in zip(
        outer.rows, [("Room", "Course", "Hours"), ("A1", "Pottery", "4"), ("A2", "Chess", "2")], strict=True
    ):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    inner = outer.cell(1, 1).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "Fee", "9 euros"
    frame = document.add_table(1, 2)
    for cell in frame.rows[0].cells:
        nested = cell.add_table(1, 2)
        nested.cell(0, 0).text, nested.cell(0, 1).text = "Clay", "2 kg"
    held = io.BytesIO()
    document.save(held)

    assert [block.text for block in read_docx(held.getvalue()).blocks] == [
        "Room: A1; Course: Pottery; Hours: 4",
        "Fee; 9 euros",
        "Room: A2; Course: Chess; Hours: 2",
        "Clay; 2 kg",
        "Clay; 2 kg",
    ]


def test_a_break_ends_a_line() -> None:
    """Lines of an address are told apart, in a cell by commas; a heading over two lines is one."""
    document = docx.Document()
    document.add_heading("Lost\nand found", 1)
    document.add_paragraph("Write to:\nAnn Bee\nBox 5")
    table = document.add_table(2, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Keeper", "Ann Bee\nBox 5"
    table.cell(1, 0).text, table.cell(1, 1).text = "Porter", "Ben"
    held = io.BytesIO()
    document.save(held)

    assert [block.text for block in read_docx(held.getvalue()).blocks] == [
        "Lost and found",
        "Write to:",
        "Ann Bee",
        "Box 5",
        "Keeper; Ann Bee, Box 5",
        "Porter; Ben",
    ]
