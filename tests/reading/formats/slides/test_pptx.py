"""Presentations: each slide under its title, on its page; what no audience sees is told apart or reported."""

import io
from typing import Any

import pptx
import pytest
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.oxml import parse_xml
from pptx.util import Inches

from qa.reading.document import Document, DocumentBlockKind, UnreadableError
from qa.reading.formats.slides.graphics import chart_lines
from qa.reading.formats.slides.reader import SPEAKER_NOTES, read_pptx
from tests.reading.formats.test_archive import unzipped, zipped

HEADING, PARAGRAPH, ITEM = DocumentBlockKind.HEADING, DocumentBlockKind.PARAGRAPH, DocumentBlockKind.LIST_ITEM
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
P = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
TITLE, TITLE_AND_TEXT, BLANK = 0, 1, 6  # layouts of python-pptx's own template


def saved(presentation: Any) -> bytes:
    """Return the file of a presentation made with python-pptx."""
    held = io.BytesIO()
    presentation.save(held)
    return held.getvalue()


def slide_of(presentation: Any, title: str, *lines: str) -> Any:
    """Add a slide with a title and paragraphs in its text."""
    slide = presentation.slides.add_slide(presentation.slide_layouts[TITLE_AND_TEXT])
    slide.shapes.title.text = title
    slide.placeholders[1].text = "\n".join(lines)
    return slide


def paragraph(inner: str) -> Any:
    return parse_xml(f"<a:p {A}>{inner}</a:p>")


def with_paragraphs(*inner: str) -> bytes:
    """Return a presentation with a slide whose text has the paragraphs given as XML."""
    presentation = pptx.Presentation()
    body = slide_of(presentation, "Backs").placeholders[1].text_frame._txBody
    for each in body.findall("{*}p"):
        body.remove(each)
    for each in inner:
        body.append(paragraph(each))
    return saved(presentation)


def outline(document: Document) -> list[tuple[DocumentBlockKind, int, str]]:
    return [(block.kind, block.level, block.text) for block in document.blocks]


def marked(document: Document) -> list[tuple[str, str]]:
    return [(block.marker, block.text) for block in document.blocks if block.kind is ITEM]


def left_out(document: Document) -> list[tuple[str, str]]:
    return [(gone.rule, gone.text) for gone in document.removed]


def small() -> bytes:
    presentation = pptx.Presentation()
    slide = slide_of(presentation, "Heron elbow", "Rest it", "Put the rod down every hour")
    slide.notes_slide.notes_text_frame.text = "Say it slowly."
    table = slide.shapes.add_table(2, 2, 0, 0, Inches(2), Inches(1)).table
    for number, text in enumerate(("Day", "Rest", "1", "All of it")):
        table.cell(number // 2, number % 2).text = text
    return saved(presentation)


SMALL = small()


def test_slides_come_in_order_each_with_its_title_and_page() -> None:
    """A title slide names the presentation; the others stand a level below it, on pages of their own."""
    presentation = pptx.Presentation()
    first = presentation.slides.add_slide(presentation.slide_layouts[TITLE])
    first.shapes.title.text = "Back pain"
    first.placeholders[1].text = "A talk for patients"
    slide_of(presentation, "What helps", "Walk", "Swim")
    presentation.core_properties.author = "A. Bee"

    document = read_pptx(saved(presentation))

    assert outline(document) == [
        (HEADING, 1, "Back pain"),
        (PARAGRAPH, 0, "A talk for patients"),
        (HEADING, 2, "What helps"),
        (ITEM, 1, "Walk"),
        (ITEM, 1, "Swim"),
    ]
    assert [block.page for block in document.blocks] == [1, 1, 2, 2, 2]
    assert (document.details.title, document.details.author) == ("Back pain", "A. Bee")


def test_a_slide_without_a_title_does_not_fall_under_the_one_before_it() -> None:
    """Such a slide has a heading that the file lacks: its number."""
    presentation = pptx.Presentation()
    slide_of(presentation, "What helps", "Walk")
    blank = presentation.slides.add_slide(presentation.slide_layouts[BLANK])
    blank.shapes.add_textbox(0, 0, Inches(2), Inches(1)).text_frame.text = "Never rest for long."

    document = read_pptx(saved(presentation))

    assert [(block.text, block.inferred) for block in document.blocks if block.kind is HEADING] == [
        ("What helps", False),
        ("Slide 2", True),
    ]


def test_the_title_stands_before_what_the_file_has_before_it() -> None:
    """A title that comes last among the shapes is read first."""
    presentation = pptx.Presentation()
    slide = slide_of(presentation, "What helps", "Walk")
    tree = slide.shapes._spTree
    tree.append(slide.shapes.title._element)

    assert [text for _, _, text in outline(read_pptx(saved(presentation)))] == ["What helps", "Walk"]


def test_bullets_keep_their_levels_and_numbers_as_they_are_printed() -> None:
    """Automatic numbers run on over deeper items, begin where they are told to, and in the look they have."""
    number = '<a:pPr><a:buFont typeface="+mj-lt"/><a:buAutoNum type="{}"/></a:pPr><a:r><a:t>{}</a:t></a:r>'
    content = with_paragraphs(
        number.format("arabicPeriod", "One"),
        '<a:pPr lvl="1"><a:buAutoNum type="alphaLcParenR" startAt="3"/></a:pPr><a:r><a:t>Deeper</a:t></a:r>',
        '<a:pPr lvl="1"><a:buAutoNum type="alphaLcParenR" startAt="3"/></a:pPr><a:r><a:t>Again</a:t></a:r>',
        number.format("arabicPeriod", "Two"),
        number.format("romanUcPeriod", "Other"),
        '<a:pPr><a:buChar char="•"/></a:pPr><a:r><a:t>Dot</a:t></a:r>',
        '<a:pPr><a:buFont typeface="Wingdings"/><a:buChar char="ü"/></a:pPr><a:r><a:t>Done</a:t></a:r>',
        "<a:pPr><a:buNone/></a:pPr><a:r><a:t>Plain</a:t></a:r>",
    )

    document = read_pptx(content)

    assert marked(document) == [
        ("1.", "One"),
        ("c)", "Deeper"),
        ("d)", "Again"),
        ("2.", "Two"),
        ("I.", "Other"),
        ("-", "Dot"),
        ("-", "✓ Done"),
    ]
    assert document.blocks[2].level == 2
    assert outline(document)[-1] == (PARAGRAPH, 0, "Plain")


def test_raised_lowered_struck_and_symbol_text_is_told() -> None:
    """10⁹ is never 109, m in the font Symbol is µ, and what is struck out stands between marks."""
    document = read_pptx(
        with_paragraphs(
            '<a:r><a:t>10</a:t></a:r><a:r><a:rPr baseline="30000"/><a:t>9</a:t></a:r>'
            "<a:r><a:t> cells, CO</a:t></a:r>"
            '<a:r><a:rPr baseline="-25000"/><a:t>2</a:t></a:r><a:r><a:t>, 5 </a:t></a:r>'
            '<a:r><a:rPr><a:latin typeface="Symbol"/></a:rPr><a:t>m</a:t></a:r><a:r><a:t>g </a:t></a:r>'
            '<a:r><a:rPr strike="sngStrike"/><a:t>daily</a:t></a:r><a:br/><a:r><a:t>weekly</a:t></a:r>',
            '<a:r><a:rPr><a:sym typeface="Unknown"/></a:rPr><a:t>\uf06d</a:t></a:r><a:r><a:t> sign</a:t></a:r>',
        )
    )

    assert [text for _, text in marked(document)] == ["10⁹ cells, CO₂, 5 µg ~~daily~~ weekly", "� sign"]
    assert left_out(document) == [("sign of a font without a known map", "U+F06D Unknown")]


def test_each_row_of_a_table_has_its_headers() -> None:
    """The first row names the columns where the table says so; merged cells stand in every row they reach."""
    presentation = pptx.Presentation()
    slide = slide_of(presentation, "Doses")
    table = slide.shapes.add_table(4, 3, 0, 0, Inches(3), Inches(2)).table
    rows = (
        ("Drug", "Who", "Dose"),
        ("Ibuprofen", "Adults", "400 mg"),
        ("", "Children", "200 mg"),
        ("Note", "", ""),
    )
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    table.cell(3, 0).merge(table.cell(3, 2))
    plain = slide.shapes.add_table(1, 2, 0, 0, Inches(2), Inches(1)).table
    plain.cell(0, 0).text, plain.cell(0, 1).text = "Only", "row"

    assert [block.text for block in read_pptx(saved(presentation)).blocks][1:] == [
        "Drug: Ibuprofen; Who: Adults; Dose: 400 mg",
        "Drug: Ibuprofen; Who: Children; Dose: 200 mg",
        "Note",
        "Only; row",
    ]


def test_what_the_speaker_says_stands_under_a_heading_of_its_own() -> None:
    """Notes come after their slide, a level below its title, on its page."""
    presentation = pptx.Presentation()
    slide_of(presentation, "What helps", "Walk").notes_slide.notes_text_frame.text = "Say it slowly."
    slide_of(presentation, "What harms", "Rest")

    document = read_pptx(saved(presentation))

    assert [(block.level, block.text, block.page) for block in document.blocks] == [
        (1, "What helps", 1),
        (1, "Walk", 1),
        (2, SPEAKER_NOTES, 1),
        (0, "Say it slowly.", 1),
        (1, "What harms", 2),
        (1, "Rest", 2),
    ]


def test_what_no_audience_sees_is_reported() -> None:
    """Hidden slides and shapes, shapes beside the slide, footers and the words of the master are not the text."""
    presentation = pptx.Presentation()
    slide = slide_of(presentation, "What helps", "Walk")
    hidden = slide.shapes.add_textbox(0, 0, Inches(1), Inches(1))
    hidden.text_frame.text = "Draft"
    hidden._element.nvSpPr.cNvPr.set("hidden", "1")
    slide.shapes.add_textbox(Inches(30), 0, Inches(1), Inches(1)).text_frame.text = "Beside"
    footer = slide.shapes.add_textbox(0, 0, Inches(1), Inches(1))
    footer.text_frame.text = "Page of the ward"
    footer._element.nvSpPr.nvPr.append(
        parse_xml(
            '<p:ph xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" type="ftr" idx="11"/>'
        )
    )
    gone = slide_of(presentation, "Old", "Rest for a week")
    gone._element.set("show", "0")
    master = presentation.slide_layouts[TITLE_AND_TEXT].shapes._spTree
    master.append(parse_xml(_text_box("Ward 3, confidential")))

    document = read_pptx(saved(presentation))

    assert [text for _, _, text in outline(document)] == ["What helps", "Walk"]
    assert left_out(document) == [
        ("invisible text", "Draft"),
        ("invisible text", "Beside"),
        ("running header or footer", "Page of the ward"),
        ("hidden slide", "Old Rest for a week"),
        ("running header or footer", "Ward 3, confidential"),
    ]
    assert [gone.page for gone in document.removed] == [1, 1, 1, 2, 0]


def _text_box(text: str) -> str:
    return (
        f"<p:sp {P} {A}><p:nvSpPr>"
        '<p:cNvPr id="99" name="Box"/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr/>'
        f"<p:txBody><a:bodyPr/><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>"
    )


def test_shapes_in_groups_are_read() -> None:
    """The text of a group in a group is the slide's, in the order of the file."""
    presentation = pptx.Presentation()
    slide = slide_of(presentation, "What helps", "Walk")
    group = slide.shapes.add_group_shape()
    group.shapes.add_textbox(0, 0, Inches(1), Inches(1)).text_frame.text = "One"
    inner = group.shapes.add_group_shape()
    inner.shapes.add_textbox(0, 0, Inches(1), Inches(1)).text_frame.text = "Two"

    assert [text for _, _, text in outline(read_pptx(saved(presentation)))] == ["What helps", "Walk", "One", "Two"]


def test_a_chart_is_read_point_by_point() -> None:
    """Its title and each category with the value of every series, as their number format shows them."""
    presentation = pptx.Presentation()
    slide = slide_of(presentation, "Falls")
    data: Any = CategoryChartData(number_format="0.0%")  # type: ignore[no-untyped-call]
    data.categories = ["2023", "2024"]
    data.add_series("At home", (0.256, 0.3))
    data.add_series("Outside", (0.1, None))
    frame = slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, 0, 0, Inches(3), Inches(3), data)
    frame.chart.has_title = True
    frame.chart.chart_title.text_frame.text = "Falls by place"
    points: Any = XyChartData()  # type: ignore[no-untyped-call]
    points.add_series("Weight").add_data_point(1.5, 70)
    slide.shapes.add_chart(XL_CHART_TYPE.XY_SCATTER, 0, 0, Inches(3), Inches(3), points)

    assert [block.text for block in read_pptx(saved(presentation)).blocks][1:] == [
        "Falls by place",
        "2023; At home: 25.6%; Outside: 10.0%",
        "2024; At home: 30.0%",
        "1.5; Weight: 70",
    ]


def test_bare_numbers_of_a_chart_are_reported() -> None:
    """Values without a name and a category say nothing to a reader of the text."""
    chart = parse_xml(
        '<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:ser><c:val><c:numLit>'
        '<c:pt idx="0"><c:v>7</c:v></c:pt><c:pt idx="1"><c:v>8</c:v></c:pt></c:numLit></c:val></c:ser></c:chart>'
    )
    told: list[tuple[str, str]] = []

    lines = list(chart_lines(chart, lambda rule, text: told.append((rule, text))))

    assert (lines, told) == ([], [("points of a chart", "7; 8")])


def test_a_diagram_is_a_list() -> None:
    """The texts of a SmartArt diagram come in the order of its links, each below the one it belongs to."""
    dgm = 'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"'
    texts = {"1": "Look", "2": "Listen", "3": "Chest"}
    points = "".join(
        f'<dgm:pt modelId="{number}"><dgm:t><a:bodyPr/><a:p><a:r><a:t>{text}</a:t></a:r></a:p></dgm:t></dgm:pt>'
        for number, text in texts.items()
    )
    model = (
        f'<dgm:dataModel {dgm} {A}><dgm:ptLst><dgm:pt modelId="0" type="doc"/>{points}</dgm:ptLst><dgm:cxnLst>'
        '<dgm:cxn modelId="7" srcId="0" destId="2" srcOrd="1"/>'
        '<dgm:cxn modelId="8" srcId="0" destId="1" srcOrd="0"/>'
        '<dgm:cxn modelId="9" srcId="2" destId="3" srcOrd="0"/></dgm:cxnLst></dgm:dataModel>'
    )
    files = unzipped(SMALL)
    slide = next(name for name in files if name.startswith("ppt/slides/slide"))
    rels = slide.replace("slides/", "slides/_rels/") + ".rels"
    frame = (
        '<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="50" name="D"/><p:cNvGraphicFramePr/><p:nvPr/>'
        "</p:nvGraphicFramePr><a:graphic><a:graphicData>"
        f'<dgm:relIds {dgm} {R} r:dm="rId50"/>'
        "</a:graphicData></a:graphic></p:graphicFrame></p:spTree>"
    )
    relation = (
        '<Relationship Id="rId50" Target="../diagrams/data1.xml" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/diagramData"/></Relationships>'
    )
    files[slide] = files[slide].replace(b"</p:spTree>", frame.encode())
    files[rels] = files[rels].replace(b"</Relationships>", relation.encode())
    files["ppt/diagrams/data1.xml"] = model.encode()

    found = read_pptx(zipped(files))

    items = [(block.level, block.text) for block in found.blocks if block.kind is ITEM]
    assert items[2:] == [(1, "Look"), (1, "Listen"), (2, "Chest")]


def test_links_out_of_the_file_are_never_followed() -> None:
    """A picture or chart that is linked, not held, is reported by its relation and nothing is opened."""
    files = unzipped(SMALL)
    slide = next(name for name in files if name.startswith("ppt/slides/slide"))
    rels = slide.replace("slides/", "slides/_rels/") + ".rels"
    chart = (
        '<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="50" name="D"/><p:cNvGraphicFramePr/><p:nvPr/>'
        "</p:nvGraphicFramePr><a:graphic><a:graphicData><c:chart "
        'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" r:id="rId50" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"/>'
        "</a:graphicData></a:graphic></p:graphicFrame></p:spTree>"
    )
    relation = (
        '<Relationship Id="rId50" Target="file:///etc/passwd" TargetMode="External" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/chart"/></Relationships>'
    )
    files[slide] = files[slide].replace(b"</p:spTree>", chart.encode())
    files[rels] = files[rels].replace(b"</Relationships>", relation.encode())

    found = read_pptx(zipped(files))

    assert ("object in a part of its own", "rId50") in left_out(found)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"PK", r"^the file is damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), r"old PowerPoint format \(\.ppt\); save it as \.pptx$"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            r"^the file is encrypted and needs a password$",
        ),
        (SMALL[: len(SMALL) // 2], r"^the file is damaged"),
        (saved(pptx.Presentation()), r"^the file has no text$"),
        (
            zipped({**unzipped(SMALL), "ppt/presentation.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
            r"which PowerPoint never writes",
        ),
    ],
)
def test_what_is_no_presentation_has_a_reason(content: bytes, why: str) -> None:
    """Damaged, old, locked and empty files are refused in words."""
    with pytest.raises(UnreadableError, match=why):
        read_pptx(content)
