"""Workbooks: each row with its headers, each value as it is shown; what is hidden is reported."""

import io
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.worksheet.table import Table

from qa.reading.document import Document, DocumentBlockKind, UnreadableError
from qa.reading.formats.sheets.xlsx import read_xlsx
from tests.reading.formats.test_archive import unzipped, zipped

HEADING = DocumentBlockKind.HEADING
SHEET = "xl/worksheets/sheet1.xml"


def saved(book: Any) -> bytes:
    """Return the file of a workbook made with openpyxl."""
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def sheet_of(*rows: tuple[object, ...], name: str = "Doses") -> tuple[Any, Any]:
    """Return a workbook and its sheet, which has the rows."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = name
    for row in rows:
        sheet.append(row)
    return book, sheet


def lines(document: Document) -> list[str]:
    return [block.text for block in document.blocks if block.kind is not HEADING]


def left_out(document: Document) -> list[tuple[str, str]]:
    return [(gone.rule, gone.text) for gone in document.removed]


DRUGS = (("Drug", "Adults"), ("Ibuprofen", "400 mg"), ("Paracetamol", "500 mg"))
SMALL = saved(sheet_of(*DRUGS)[0])


def test_a_row_is_told_with_its_headers() -> None:
    """Each value stands behind the header of its column, below the name of its sheet."""
    document = read_xlsx(SMALL)

    assert (document.blocks[0].kind, document.blocks[0].text) == (HEADING, "Doses")
    assert lines(document) == ["Drug: Ibuprofen; Adults: 400 mg", "Drug: Paracetamol; Adults: 500 mg"]


def test_values_are_what_the_sheet_shows() -> None:
    """Shares, fractions, dates, currencies and truths by their formats, raised and struck text by its look."""
    book, sheet = sheet_of(
        ("What", "Value"),
        ("share", 0.256),
        ("half", 0.5),
        ("plain half", 0.5),
        ("day", date(2024, 3, 1)),
        ("own day", datetime(2024, 3, 1, 12, 30)),
        ("price", 1234.5),
        ("true", True),
        ("cells", CellRichText("10", TextBlock(InlineFont(vertAlign="superscript"), "9"), " cells")),
        ("struck", "daily"),
        ("sign", "m"),
        ("lines", "one_x000D_\ntwo"),
    )
    for cell, code in (("B2", "0.0%"), ("B3", "# ?/?"), ("B6", "dd.mm.yyyy hh:mm"), ("B7", "#,##0.00\\ [$€-407]")):
        sheet[cell].number_format = code
    sheet["B10"].font = Font(strike=True)
    sheet["B11"].font = Font(name="Symbol")
    sheet["A1"].font = sheet["B1"].font = Font(bold=True)

    assert [line.removeprefix("What: ") for line in lines(read_xlsx(saved(book)))] == [
        "share; Value: 25.6%",
        "half; Value: ½",
        "plain half; Value: 0.5",
        "day; Value: 2024-03-01",
        "own day; Value: 01.03.2024 12:30",
        "price; Value: 1,234.50 €",
        "true; Value: TRUE",
        "cells; Value: 10⁹ cells",
        "struck; Value: ~~daily~~",
        "sign; Value: µ",
        "lines; Value: one two",
    ]


def test_without_evidence_for_headers_no_value_has_one() -> None:
    """A first row that is like the others is a row of values."""
    book, _ = sheet_of(("Ibuprofen", "400 mg"), ("Paracetamol", "500 mg"))

    assert lines(read_xlsx(saved(book))) == ["Ibuprofen; 400 mg", "Paracetamol; 500 mg"]


@pytest.mark.parametrize("how", ["bold", "table", "filter"])
def test_headers_are_what_the_file_marks_as_such(how: str) -> None:
    """A bold first row, the first row of a table, and one with filters name the columns of texts."""
    book, sheet = sheet_of(("Drug", "Advice"), ("Ibuprofen", "Food"), ("Paracetamol", "Water"))
    if how == "bold":
        sheet["A1"].font = sheet["B1"].font = Font(bold=True)
    elif how == "table":
        sheet.add_table(Table(displayName="Drugs", ref="A1:B3"))
    else:
        sheet.auto_filter.ref = "A1:B3"

    assert lines(read_xlsx(saved(book))) == ["Drug: Ibuprofen; Advice: Food", "Drug: Paracetamol; Advice: Water"]


def test_tables_are_parted_by_empty_rows_and_captions_stand_alone() -> None:
    """Each table has headers of its own; a line over it is a paragraph, and the first one the title."""
    book, _ = sheet_of(
        ("Pain relief",), *DRUGS, (), ("Rest in days",), ("Joint", "Days"), ("Knee", 3), ("Elbow", 5), name="Sheet"
    )

    document = read_xlsx(saved(book))

    assert [block.kind for block in document.blocks if block.kind is HEADING] == []
    assert document.details.title == "Pain relief"
    assert lines(document) == [
        "Pain relief",
        "Drug: Ibuprofen; Adults: 400 mg",
        "Drug: Paracetamol; Adults: 500 mg",
        "Rest in days",
        "Joint: Knee; Days: 3",
        "Joint: Elbow; Days: 5",
    ]


def test_merged_cells_stand_in_every_row_they_reach() -> None:
    """A header over two columns names both, and a merged name is each row's."""
    book, sheet = sheet_of(
        ("Drug", "Dose", None),
        (None, "Adults", "Children"),
        ("Ibuprofen", "400 mg", "200 mg"),
        (None, "3 a day", "2"),
    )
    sheet.merge_cells("A1:A2")
    sheet.merge_cells("B1:C1")
    sheet.merge_cells("A3:A4")
    for cell in ("A1", "B1", "B2", "C2"):
        sheet[cell].font = Font(bold=True)

    assert lines(read_xlsx(saved(book))) == [
        "Drug: Ibuprofen; Dose Adults: 400 mg; Dose Children: 200 mg",
        "Drug: Ibuprofen; Dose Adults: 3 a day; Dose Children: 2",
    ]


def test_names_of_columns_may_come_again_below_those_that_span_them() -> None:
    """Nothing is bold, and the corner stands in the second row of the headers."""
    book, sheet = sheet_of(
        (None, "Adults", None, "Children", None),
        ("Syrup", "Day", "Night", "Day", "Night"),
        ("Senna", "10 ml", "5 ml", "4 ml", "none"),
        ("Thyme", "8 ml", None, "3 ml", "1 ml"),
    )
    sheet.merge_cells("B1:C1")
    sheet.merge_cells("D1:E1")

    assert lines(read_xlsx(saved(book))) == [
        "Syrup: Senna; Adults Day: 10 ml; Adults Night: 5 ml; Children Day: 4 ml; Children Night: none",
        "Syrup: Thyme; Adults Day: 8 ml; Children Day: 3 ml; Children Night: 1 ml",
    ]


def test_what_is_hidden_is_reported() -> None:
    """Hidden rows, columns and sheets, comments, and numbers whose format shows nothing."""
    book, sheet = sheet_of(("Drug", "Dose", "Cost"), ("Ibuprofen", "400 mg", 3), ("Aspirin", "500 mg", 4))
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["C"].hidden = True
    sheet["A2"].comment = Comment("With food", "A. Bee")
    sheet["D2"] = 7
    sheet["D2"].number_format = ";;;"
    sheet.oddFooter.center.text = "Ward 3, page &P"
    other = book.create_sheet("Costs")
    other["A1"] = "Secret"
    other.sheet_state = "veryHidden"

    document = read_xlsx(saved(book))

    assert lines(document) == ["Drug: Ibuprofen; Dose: 400 mg"]
    assert left_out(document) == [
        ("invisible text", "7"),
        ("running header or footer", "Ward 3, page"),
        ("hidden row", "Aspirin; 500 mg; 4"),
        ("hidden column", "Cost; 3"),
        ("comment", "A2 With food"),
        ("hidden sheet", "Costs Secret"),
    ]


def test_a_formula_is_its_value_and_one_without_is_reported() -> None:
    """What the program last saw is read; nothing is computed."""
    book, _ = sheet_of(("Drug", "Dose"), ("Ibuprofen", "=200*2"), ("Aspirin", "=250*2"))
    files = unzipped(saved(book))
    files[SHEET] = files[SHEET].replace(b"<f>200*2</f><v></v>", b"<f>200*2</f><v>400</v>")
    files[SHEET] = files[SHEET].replace(b"<f>200*2</f><v/>", b"<f>200*2</f><v>400</v>")

    document = read_xlsx(zipped(files))

    assert lines(document) == ["Drug: Ibuprofen; Dose: 400", "Drug: Aspirin"]
    assert left_out(document) == [("formula without a value", "B3 =250*2")]


def test_sheets_come_in_order_under_their_names() -> None:
    """Every visible sheet is a section, an empty one is none."""
    book, _ = sheet_of(*DRUGS)
    book.create_sheet("Empty")
    book.create_sheet("Rest").append(("Sleep well",))
    book.properties.title = "Leaflet"

    document = read_xlsx(saved(book))

    assert document.details.title == "Leaflet"
    assert [block.text for block in document.blocks if block.kind is HEADING] == ["Doses", "Rest"]
    assert lines(document)[-1] == "Sleep well"


def test_charts_and_macros_are_told() -> None:
    """A chart's points are read, macros are never run and are reported, links to other files are left alone."""
    book, sheet = sheet_of(*DRUGS)
    chart = BarChart()
    chart.title = "Doses by drug"
    chart.add_data(Reference(sheet, min_col=2, min_row=2, max_row=3))
    sheet.add_chart(chart, "D2")
    files = unzipped(saved(book))
    rels = "xl/_rels/workbook.xml.rels"
    files[rels] = files[rels].replace(
        b"</Relationships>",
        b'<Relationship Id="rId90" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" '
        b'Target="vbaProject.bin"/><Relationship Id="rId91" TargetMode="External" Target="file:///etc/passwd" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"/></Relationships>',
    )
    files["xl/vbaProject.bin"] = b"Shell"

    document = read_xlsx(zipped(files))

    assert lines(document)[2] == "Doses by drug"
    assert ("macro", "xl/vbaProject.bin") in left_out(document)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"PK", r"^the file is damaged"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
            r"^the file is in the old Excel format \(\.xls\); save it as \.xlsx$",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            r"^the file is encrypted and needs a password$",
        ),
        (SMALL[: len(SMALL) // 2], r"^the file is damaged"),
        (saved(openpyxl.Workbook()), r"^the file has no text$"),
        (zipped({"a.txt": "x"}), r"^the file is not an Excel workbook$"),
        (
            zipped({**unzipped(SMALL), SHEET: unzipped(SMALL)[SHEET].replace(b'r="A2"', b'r="ZZZ2"')}),
            r"beyond the last row or column",
        ),
    ],
)
def test_what_is_no_workbook_has_a_reason(content: bytes, why: str) -> None:
    """Damaged, old, locked and empty files are refused in words."""
    with pytest.raises(UnreadableError, match=why):
        read_xlsx(content)


def test_a_cell_that_claims_the_whole_sheet_costs_nothing() -> None:
    """A merged range of a million rows is taken for what stands in it; what it covers does not show."""
    book, _ = sheet_of(*DRUGS)
    files = unzipped(saved(book))
    files[SHEET] = files[SHEET].replace(
        b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A3:XFD1048576"/></mergeCells>'
    )

    document = read_xlsx(zipped(files))

    assert lines(document) == ["Drug: Ibuprofen; Adults: 400 mg", "Paracetamol"]
    assert left_out(document) == [("invisible text", "500 mg")]


def test_a_row_that_stays_in_sight_names_the_columns() -> None:
    """Who freezes rows keeps the names above what scrolls, whatever the names look like."""
    book, sheet = sheet_of(("Gate", "Ann", "Ben"), ("Upper", "oars", "rope"), ("Lower", "grid", "lamp"))

    assert lines(read_xlsx(saved(book)))[1] == "Upper; oars; rope"
    sheet.freeze_panes = "A2"
    assert lines(read_xlsx(saved(book))) == [
        "Gate: Upper; Ann: oars; Ben: rope",
        "Gate: Lower; Ann: grid; Ben: lamp",
    ]
    sheet.freeze_panes = "B1"
    assert lines(read_xlsx(saved(book)))[1] == "Upper; oars; rope"
