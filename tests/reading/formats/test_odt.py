"""OpenDocument text: headings, lists, tables and notes as blocks; deletions and comments reported."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.reading.document import Details, Document, DocumentBlockKind, UnreadableError
from qa.reading.formats.odt import read_odt
from tests.reading.formats.test_archive import damaged, damaged_inside, zipped

HEADING, PARAGRAPH, ITEM, NOTE = (
    DocumentBlockKind.HEADING,
    DocumentBlockKind.PARAGRAPH,
    DocumentBlockKind.LIST_ITEM,
    DocumentBlockKind.NOTE,
)
OPEN = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"'
)
STYLES = """<text:list-style style:name="Numbers">
<text:list-level-style-number text:level="1" style:num-format="1"/>
<text:list-level-style-bullet text:level="2"/></text:list-style>
<style:style style:name="P1" style:parent-style-name="Title"/>"""
META = """<meta:initial-creator>A. Bee</meta:initial-creator><dc:title>Backs</dc:title>
<dc:language>en-GB</dc:language><meta:creation-date>2024-03-02T10:00:00</meta:creation-date>"""


def odt(body: str, *, styles: str = "", **more: str) -> bytes:
    """Return a text whose body has the elements given."""
    return zipped(
        {
            "content.xml": f"<office:document-content {OPEN}><office:automatic-styles>{STYLES}"
            f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
            "</office:document-content>",
            "styles.xml": f"<office:document-styles {OPEN}>{styles}</office:document-styles>",
            "meta.xml": f"<office:document-meta {OPEN}><office:meta>{META}</office:meta></office:document-meta>",
            **{f"META-INF/{name}.xml": content for name, content in more.items()},
        }
    )


def outline(draft: Document) -> list[tuple[DocumentBlockKind, int, str]]:
    return [(block.kind, block.level, block.text) for block in draft.blocks]


SMALL = odt('<text:h text:outline-level="1">Backs</text:h><text:p>Keep <text:span>moving</text:span>.</text:p>')


def test_headings_and_paragraphs_are_read() -> None:
    """Outline levels are heading levels; spaces and tabs are spaces, and a break ends a line."""
    body = (
        '<text:h text:outline-level="2">At home</text:h>'
        '<text:p>One<text:s text:c="3"/>two<text:line-break/>three<text:tab/>four</text:p><text:p/>'
    )

    assert outline(read_odt(odt(body))) == [
        (HEADING, 2, "At home"),
        (PARAGRAPH, 0, "One two"),
        (PARAGRAPH, 0, "three four"),
    ]


def test_details_come_from_the_file() -> None:
    """Title, author and language are named; the day the file was made is not the day it was published."""
    details = read_odt(SMALL).details

    assert details == Details(title="Backs", author="A. Bee", language="en", created="2024-03-02")


def test_the_title_on_the_page_is_the_title() -> None:
    """A paragraph in the style of titles is the title, and headings stand a level below it."""
    draft = read_odt(
        odt('<text:p text:style-name="P1">Sciatica</text:p><text:h text:outline-level="1">What</text:h>')
    )

    assert draft.details.title == "Sciatica"
    assert outline(draft) == [(HEADING, 1, "Sciatica"), (HEADING, 2, "What")]


def test_lists_keep_their_depth_and_numbers() -> None:
    """Items have the depth and the number of their list, and a list that goes on goes on counting."""
    item = "<text:list-item><text:p>{}</text:p>{}</text:list-item>"
    inner = f"<text:list>{item.format('b', '')}</text:list>"
    body = (
        f'<text:list text:style-name="Numbers">{item.format("a", inner)}{item.format("c", "")}</text:list>'
        "<text:p>between</text:p>"
        f'<text:list text:style-name="Numbers" text:continue-numbering="true">{item.format("d", "")}</text:list>'
    )

    blocks = read_odt(odt(body)).blocks

    assert [(block.kind, block.level, block.marker, block.text) for block in blocks] == [
        (ITEM, 1, "1.", "a"),
        (ITEM, 2, "-", "b"),
        (ITEM, 1, "2.", "c"),
        (PARAGRAPH, 0, "-", "between"),
        (ITEM, 1, "3.", "d"),
    ]


def test_tables_are_read_by_rows() -> None:
    """A row names each cell by its header, and a cell that spans rows stands in each."""
    spans = 'table:number-rows-spanned="2"'
    cell = "<table:table-cell {}><text:p>{}</text:p></table:table-cell>"
    body = (
        "<table:table><table:table-header-rows><table:table-row>"
        f"{cell.format('', 'Drug')}{cell.format('', 'Dose')}</table:table-row></table:table-header-rows>"
        f"<table:table-row>{cell.format(spans, 'A')}{cell.format('', '1')}</table:table-row>"
        f"<table:table-row><table:covered-table-cell/>{cell.format('', '2')}</table:table-row></table:table>"
    )

    assert outline(read_odt(odt(body))) == [(PARAGRAPH, 0, "Drug: A; Dose: 1"), (PARAGRAPH, 0, "Drug: A; Dose: 2")]


def test_a_cell_that_spans_columns_beside_one_from_above_keeps_its_headers() -> None:
    """The row has one cell of its own and is no title of the table; a row that is one cell alone is."""
    cell, spanning = (
        "<table:table-cell><text:p>{}</text:p></table:table-cell>",
        "table:number-columns-spanned='{}'",
    )
    heads = "".join(map(cell.format, ("Seed", "Years", "Depth")))
    across = f"<table:table-cell {spanning.format(2)}><text:p>none</text:p></table:table-cell>"
    title = f"<table:table-cell {spanning.format(3)}><text:p>Roots</text:p></table:table-cell>"
    bean = "<table:table-cell table:number-rows-spanned='2'><text:p>Bean</text:p></table:table-cell>"
    rows = [bean + cell.format("3") + cell.format("2 cm"), f"<table:covered-table-cell/>{across}", title]
    body = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    header = f"<table:table-header-rows><table:table-row>{heads}</table:table-row></table:table-header-rows>"

    assert [block.text for block in read_odt(odt(f"<table:table>{header}{body}</table:table>")).blocks] == [
        "Seed: Bean; Years: 3; Depth: 2 cm",
        "Seed: Bean; Years, Depth: none",
        "Roots",
    ]


def test_a_formula_within_the_text_is_read() -> None:
    """It may stand in the object itself instead of in a part of the file."""
    formula = "<m:math xmlns:m='http://www.w3.org/1998/Math/MathML'><m:mfrac><m:mn>1</m:mn><m:mn>2</m:mn></m:mfrac></m:math>"
    drawn = f"<draw:frame><draw:object>{formula}</draw:object></draw:frame>"
    document = read_odt(odt(f"<text:p>Take {drawn} cup.</text:p><text:p>An <draw:object/> object.</text:p>"))

    assert [block.text for block in document.blocks] == ["Take ½ cup.", "An object."]
    assert [removal.rule for removal in document.removed] == ["object in a part of its own"]


def test_a_plain_first_row_names_columns_where_what_stands_below_shows_it() -> None:
    """A cell that spans two rows stands in both, and its column stays its own."""
    cell = "<table:table-cell {}><text:p>{}</text:p></table:table-cell>"
    spans = 'table:number-rows-spanned="2"'
    rows = (
        "".join(cell.format("", text) for text in ("Line", "Weekday", "Sunday")),
        cell.format(spans, "Lake") + cell.format("", "05:10") + cell.format("", "07:40"),
        "<table:covered-table-cell/>" + cell.format("", "05:50") + cell.format("", "08:30"),
    )
    body = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)

    assert [text for *_, text in outline(read_odt(odt(f"<table:table>{body}</table:table>")))] == [
        "Line: Lake; Weekday: 05:10; Sunday: 07:40",
        "Line: Lake; Weekday: 05:50; Sunday: 08:30",
    ]


def test_notes_stand_apart_after_their_list() -> None:
    """A footnote is a note after the list in which it is referred to."""
    body = "<text:note-body><text:p>Or not.</text:p></text:note-body>"
    note = f"<text:note><text:note-citation>1</text:note-citation>{body}</text:note>"
    body = (
        f"<text:list><text:list-item><text:p>Rest{note}.</text:p></text:list-item>"
        "<text:list-item><text:p>Walk.</text:p></text:list-item></text:list><text:p>Then.</text:p>"
    )

    assert outline(read_odt(odt(body))) == [
        (ITEM, 1, "Rest."),
        (ITEM, 1, "Walk."),
        (NOTE, 0, "Or not."),
        (PARAGRAPH, 0, "Then."),
    ]


def test_what_is_not_the_text_is_reported() -> None:
    """Deletions, comments, contents and headers are left out, and told."""
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><office:change-info><dc:creator>B</dc:creator>"
        "</office:change-info><text:p>struck</text:p></text:deletion></text:changed-region></text:tracked-changes>"
        "<text:table-of-content><text:index-body><text:p>One 5</text:p></text:index-body></text:table-of-content>"
        "<text:p>Kept<office:annotation><dc:creator>B</dc:creator><text:p>really?</text:p></office:annotation>.</text:p>"
    )

    draft = read_odt(odt(body, styles="<style:footer><text:p>Page</text:p></style:footer>"))

    assert outline(draft) == [(PARAGRAPH, 0, "Kept.")]
    assert [(gone.text, gone.rule) for gone in draft.removed] == [
        ("struck", "tracked deletion"),
        ("One 5", "table of contents"),
        ("really?", "comment"),
        ("Page", "running header or footer"),
    ]


def test_text_boxes_are_read_after_their_paragraph() -> None:
    """The text of a box is a paragraph of its own."""
    box = "<draw:frame><draw:text-box><text:p>Inside.</text:p></draw:text-box></draw:frame>"

    assert outline(read_odt(odt(f"<text:p>Before {box}after.</text:p>"))) == [
        (PARAGRAPH, 0, "Before after."),
        (PARAGRAPH, 0, "Inside."),
    ]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"no zip", "the file is damaged (it is not a whole zip archive)"),
        (zipped({"mimetype": "x"}), "the file is damaged (content.xml is missing)"),
        (zipped({"content.xml": "<a/>"}), "the file is not an OpenDocument text"),
        (odt("<text:p/>"), "the file has no text"),
        (
            odt("<text:p>x</text:p>", manifest="<m><encryption-data/></m>"),
            "the file is encrypted and needs a password",
        ),
        (
            odt("<text:section>" * 300 + "</text:section>" * 300),
            "the file is damaged (the XML of content.xml is broken)",
        ),
    ],
)
def test_what_is_no_article_is_refused(content: bytes, told: str) -> None:
    """Each fault has its reason."""
    with pytest.raises(UnreadableError) as caught:
        read_odt(content)

    assert str(caught.value) == told


@settings(max_examples=300, deadline=None)
@given(st.one_of(damaged(SMALL), damaged_inside(SMALL)))
def test_damage_is_the_only_thing_that_leaves(content: bytes) -> None:
    """Whatever the bytes, a text is read or refused as unreadable."""
    with suppress(UnreadableError):
        assert read_odt(content).blocks
