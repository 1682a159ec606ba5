"""Separated values: separator, quotes and encoding found; headers only where they surely are some."""

import pytest

from qa.reading.document import UnreadableError
from qa.reading.formats.sheets.delimited import read_delimited


def lines(content: str | bytes) -> list[str]:
    held = content.encode() if isinstance(content, str) else content
    return [block.text for block in read_delimited(held).blocks]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found(separator: str) -> None:
    """Whatever parts the fields of every record is no part of them."""
    rows = (("Drug", "Adults"), ("Ibuprofen", "400 mg"), ("Paracetamol", "500 mg"))

    found = lines("\n".join(separator.join(row) for row in rows))

    assert found == ["Drug: Ibuprofen; Adults: 400 mg", "Drug: Paracetamol; Adults: 500 mg"]


def test_a_comma_in_numbers_parts_nothing_where_semicolons_do() -> None:
    """1,5 stays one number."""
    assert lines("Mittel;Gramm\nA;1,5\nB;2,5\n") == ["Mittel: A; Gramm: 1,5", "Mittel: B; Gramm: 2,5"]


def test_quoted_fields_hold_separators_quotes_and_line_ends() -> None:
    """What stands between quotes is one field, on one line."""
    content = 'Drug,Note\nA,"With food, or\nmilk; ""never"" alone twice a day"\nB,5 times at most a day\n'

    assert lines(content) == [
        'Drug: A; Note: With food, or milk; "never" alone twice a day',
        "Drug: B; Note: 5 times at most a day",
    ]


def test_a_quote_that_is_never_closed_swallows_nothing() -> None:
    """Then quotes are characters like others, and every line is a record."""
    assert lines('5" bandage,one\n"roll,two\n') == ['5" bandage; one', '"roll; two']


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Größe;Dosis\nKinder;5 µl\nFür Männer;½ l\n", "cp1252"),
        ("Größe;Dosis\nKinder;5 µl\nFür Männer;½ l\n", "utf-8-sig"),
        ("Größe\tDosis\nKinder\t5 µl\nFür Männer\t½ l\n", "utf-16"),
        ("Item;Cold\nfridge;4 °C\nfreezer;–18 °C\nprice;3 €\n", "cp1252"),
        ("Lek;Dawka\nDzieci;pół tabletki do 3 razy\nDorośli;może być 1 tabletka, gdy się źle czuje\n", "cp1250"),
        ("Лекарство;Доза\nДети;0,5 таблетки\nВзрослые;1 таблетка\n", "cp1251"),
    ],
)
def test_the_encoding_is_found(text: str, encoding: str) -> None:
    """Marks at the beginning, Windows' encodings and UTF-16 are told apart: no sign changes."""
    head, *rows = [line.split(";" if ";" in text else "\t") for line in text.splitlines()]

    assert lines(text.encode(encoding)) == [f"{head[0]}: {row[0]}; {head[1]}: {row[1]}" for row in rows]


@pytest.mark.parametrize(
    "content",
    [
        "Ibuprofen,400 mg\nParacetamol,500 mg\n",
        "Ann,Rome\nBob,Bern\nCy,Oslo\n",
        "2023,5\n2024,7\n",
        "a@b.c,Rome\nd@e.f,Bern\n",
        "Drug,Dose\n",
        "Rest well.,5\nSleep.,7\n",
        "Drug,Drug\nA,5\nB,7\n",
        "Drug,Dose\nDrug,5\nB,7\n",
    ],
)
def test_nothing_is_called_a_header_without_evidence(content: str) -> None:
    """Values, sentences, repeated names and rows like the others name no column."""
    assert lines(content) == [line.replace(",", "; ") for line in content.splitlines()]


@pytest.mark.parametrize(
    "content",
    [
        "Drug,Dose\nA,5\nB,7\n",
        "Name,City\nAnn,Rome\nBob,Rome\nCy,Bern\nDi,Bern\n",
        "Drug,Advice\nA,take it with a meal\nB,never drive a car\n",
        ",Monday,Tuesday\nRest,5,6\nWalk,7,8\n",
    ],
)
def test_headers_are_found_by_what_stands_below_them(content: str) -> None:
    """Numbers below a word, few values that come again, long texts below a short one; the corner may be empty."""
    head, *rows = [line.split(",") for line in content.splitlines()]

    expected = ["; ".join(f"{n}: {v}" if n else v for n, v in zip(head, row, strict=True)) for row in rows]
    assert lines(content) == expected


def test_ragged_rows_lose_nothing() -> None:
    """A field too many has no name, and one too few is not made up."""
    assert lines("Drug,Dose\nA,5,with food\nB\nC,7\n") == ["Drug; Dose", "A; 5; with food", "B", "C; 7"]
    assert lines("Drug,Dose,Note\nA,5\nB,7,x\nC,8\n") == [
        "Drug: A; Dose: 5",
        "Drug: B; Dose: 7; Note: x",
        "Drug: C; Dose: 8",
    ]


def test_a_caption_and_empty_lines_part_tables() -> None:
    """A lone field over a table is a paragraph, on its own line of the file."""
    document = read_delimited(b"Doses for adults\n\nDrug,Dose\nA,5\nB,7\n")

    assert [(block.line, block.text) for block in document.blocks] == [
        (1, "Doses for adults"),
        (4, "Drug: A; Dose: 5"),
        (5, "Drug: B; Dose: 7"),
    ]


@pytest.mark.parametrize(("separator", "shown"), [("|", "sep=|"), ("\t", "sep=")])
def test_the_line_that_tells_excel_the_separator_is_no_text(separator: str, shown: str) -> None:
    """It is reported, and its separator holds."""
    document = read_delimited("sep=|\nDrug|Dose\nA|5\nB|7\n".replace("|", separator).encode())

    assert [block.text for block in document.blocks] == ["Drug: A; Dose: 5", "Drug: B; Dose: 7"]
    assert [(gone.rule, gone.text) for gone in document.removed] == [("separator", shown)]


def test_names_with_a_figure_are_headers_over_numbers() -> None:
    """Q1 and Q2 begin with a letter, and all below them with a figure; "ca. 4" beside a word is a value."""
    document = read_delimited(b"Ward,Q1,Q2\nNorth,5,6.5\nSouth,7,\n")
    values = read_delimited(b"North,ca. 4,open\nSouth,5,shut\nWest,6,open late\n")

    assert [block.text for block in document.blocks] == ["Ward: North; Q1: 5; Q2: 6.5", "Ward: South; Q1: 7"]
    assert values.blocks[1].text == "South; 5; shut"


@pytest.mark.parametrize(("content", "why"), [(b"", "empty"), (b"\x00\x01", "binary"), (b",,,\n,,,\n", "no text")])
def test_what_is_no_table_has_a_reason(content: bytes, why: str) -> None:
    """Empty and binary files are refused in words."""
    with pytest.raises(UnreadableError, match=why):
        read_delimited(content)
