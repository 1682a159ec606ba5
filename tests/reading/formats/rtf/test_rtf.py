"""Rich text: what prints, in every code page; notes, tables and lists as such; what does not print reported."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.reading.document import Document, DocumentBlockKind, UnreadableError
from qa.reading.formats.rtf.reader import GROUPS_DEEP_MOST, read_rtf

HEADING, PARAGRAPH, ITEM, NOTE = (
    DocumentBlockKind.HEADING,
    DocumentBlockKind.PARAGRAPH,
    DocumentBlockKind.LIST_ITEM,
    DocumentBlockKind.NOTE,
)
FONTS = (
    rb"{\fonttbl{\f0\froman\fcharset0 Times New Roman;}{\f1\fcharset2 Symbol;}"
    rb"{\f2\fcharset204{\*\falt Helv} Arial;}{\f3\fcharset128 MS Mincho;}"
    rb"{\f4\fcharset2 Unknown;}{\f5\fcharset238 Arial CE;}}"
)


def rtf(body: bytes, *, before: bytes = b"") -> bytes:
    """Return a file with the body given, fonts of several character sets, and more before it."""
    return rb"{\rtf1\ansi\ansicpg1252\deff0" + FONTS + before + body + b"}"


def read(body: bytes, *, before: bytes = b"") -> Document:
    return read_rtf(rtf(body, before=before))


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks]


def left_out(document: Document) -> list[tuple[str, str]]:
    return [(gone.rule, gone.text) for gone in document.removed]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (rb"caf\'e9 {\f2\'cf\'f0\'e8\'e2\'e5\'f2} {\f5 p\'f3\'b3}", "café Привет pół"),
        (rb"{\f3\'83A\'83X}", "アス"),
        (rb"\uc1\u8364?5 \u-3913?x", "€5 •x"),
        (rb"\uc2\u8220\'93\'94quoted\uc1\u8221\'94", "“quoted”"),
        (rb"\uc0\u8364 5", "€5"),
        (rb"\u55357?\u56832?", "\U0001f600"),
        (rb"one two\tab three\~four\_five\-six", "one two three four-fivesix"),
        (rb"\lquote a\rquote  \emdash  \{b\} \\ \bullet", r"‘a’ — {b} \ •"),
        (rb"{\upr{caf}{\*\ud{caf\u233?}}}", "café"),
        (b"one\r\n two", "one two"),
    ],
)
def test_characters_are_what_prints(body: bytes, text: str) -> None:
    """Bytes by the code page of their font, Unicode with its stand-ins stepped over, and words for signs."""
    assert texts(read(body + rb"\par")) == [text]


def test_a_break_ends_a_line() -> None:
    """Lines of an address are told apart; a sentence that goes on over a break stays whole."""
    long = rb"It is set in the hall that the guild has held for all these years, and\line has kept."

    assert texts(read(rb"Write to:\line Ann Bee\line Box 5\par " + long + rb"\par")) == [
        "Write to:",
        "Ann Bee",
        "Box 5",
        "It is set in the hall that the guild has held for all these years, and has kept.",
    ]


def test_the_file_has_a_code_page_of_its_own() -> None:
    """It holds where a font says none."""
    content = rb"{\rtf1\ansi\ansicpg1251{\fonttbl{\f0 Arial;}}\f0\'c4\'e0.\par}"

    assert texts(read_rtf(content)) == ["Да."]


def test_raised_lowered_struck_and_symbol_text_is_told() -> None:
    """10⁹ is never 109, m in the font Symbol is µ, and a sign whose font is not known is reported."""
    document = read(
        rb"10{\super 9} cells, 10{\up6 -9}, CO{\sub 2}, 5 {\f1 m}g {\strike daily}\strike0  twice"
        rb"{\super\nosupersub .}\par {\f4 m} sign\par "
        rb"{\mmath{\*\moMath{\mf{\mnum{\mr 1}}{\mden{\mr 2}}}}} tablet\par"
    )

    assert texts(document) == ["10⁹ cells, 10⁻⁹, CO₂, 5 µg ~~daily~~ twice.", "� sign", "1/2 tablet"]
    assert left_out(document) == [("sign of a font without a known map", "U+F06D Unknown")]


def test_a_drop_cap_begins_the_paragraph_after_it() -> None:
    """Word keeps it as a paragraph of its own."""
    document = read(rb"\pard\dropcapli3\dropcapt1 T\par\pard he ferry is old.\par")

    assert texts(document) == ["The ferry is old."]


def test_headings_go_by_their_style_and_the_title_by_its_own() -> None:
    """Outline levels of styles and paragraphs make headings, which stand a level below a title."""
    styles = rb"{\stylesheet{\s0 Normal;}{\s1\outlinelevel0 Big;}{\s2 heading 3;}{\s5 Title;}{\*\cs10 heading 1;}}"
    info = rb"{\info{\title Microsoft Word - x.doc}{\author A. Bee}{\creatim\yr2020\mo3\dy4}{\doccomm no}}"

    document = read(
        rb"\pard\s5 Back pain\par\pard\s1 One\par\pard\s2 Three\par\pard\outlinelevel1 Two\par\pard\s0 Text.\par",
        before=styles + info,
    )

    assert [(block.kind, block.level, block.text) for block in document.blocks] == [
        (HEADING, 1, "Back pain"),
        (HEADING, 2, "One"),
        (HEADING, 4, "Three"),
        (HEADING, 3, "Two"),
        (PARAGRAPH, 0, "Text."),
    ]
    details = document.details
    assert (details.title, details.author, details.created) == ("Back pain", "A. Bee", "2020-03-04")


def test_lists_have_the_numbers_that_the_file_prints() -> None:
    """The text of a number, of a bullet of a symbol font, and of a tick stands before its item."""
    document = read(
        rb"{\listtext\pard\plain\f1\'b7\tab}\ls1\ilvl0 Walk\par{\listtext b)\tab}\ilvl1 Slowly\par"
        rb"{\pntext\f0 3.\tab}\pard Swim\par{\listtext\u10003?\tab}\ls1 Done\par\pard End.\par"
    )

    assert [(block.kind, block.level, block.marker, block.text) for block in document.blocks] == [
        (ITEM, 1, "-", "Walk"),
        (ITEM, 2, "b)", "Slowly"),
        (ITEM, 1, "3.", "Swim"),
        (ITEM, 1, "-", "✓ Done"),
        (PARAGRAPH, 0, "-", "End."),
    ]


def test_lists_without_their_numbers_are_counted() -> None:
    """The table of lists says how: from where, and in which letters; a deeper list begins anew."""
    tables = (
        rb"{\*\listtable{\list{\listlevel\levelnfc0\levelstartat3{\leveltext\'02\'00.;}{\levelnumbers\'01;}}"
        rb"{\listlevel\levelnfc4\levelstartat1}{\listname ;}\listid77}{\list{\listlevel\levelnfc23}\listid78}}"
        rb"{\*\listoverridetable{\listoverride\listid77\ls1}{\listoverride\listid78\ls2}}"
    )

    document = read(
        rb"\pard\ls1 A\par\ilvl1 B\par C\par\ilvl0 D\par\ilvl1 E\par\pard\ls2 F\par\pard\ls9 G\par", before=tables
    )

    assert [(block.marker, block.text) for block in document.blocks] == [
        ("3.", "A"),
        ("a.", "B"),
        ("b.", "C"),
        ("4.", "D"),
        ("a.", "E"),
        ("-", "F"),
        ("-", "G"),
    ]


def test_each_row_of_a_table_has_its_headers() -> None:
    """A row of headers, cells over several columns and rows, and tables in tables."""
    edges = rb"\trowd\cellx2000\cellx4000\cellx6000"
    document = read(
        rb"\pard " + edges.replace(rb"\trowd", rb"\trowd\trhdr") + rb"\intbl Drug\cell Who\cell Dose\cell\row"
        rb"\trowd\clvmgf\cellx2001\cellx4000\cellx6000\intbl Ibuprofen\cell Adults\cell 400 mg\cell\row"
        rb"\trowd\clvmrg\cellx2000\cellx3999\cellx6000\intbl\cell Children\cell 200 mg\par 3 times\cell\row"
        rb"\trowd\cellx6000\intbl All with food\cell\row" + edges + rb"\intbl Other\cell"
        rb"\pard\intbl\itap2 inner\nestcell{\*\nesttableprops\trowd\nestrow}\pard\intbl outer\cell x\cell\row"
        rb"\pard After.\par"
    )

    assert texts(document) == [
        "Drug: Ibuprofen; Who: Adults; Dose: 400 mg",
        "Drug: Ibuprofen; Who: Children; Dose: 200 mg, 3 times",
        "All with food",
        "Drug: Other; Who: inner, outer; Dose: x",
        "After.",
    ]


def test_notes_boxes_and_fields_are_in_their_places() -> None:
    """A footnote and a text box come after their paragraph, of a field only what it shows."""
    document = read(
        rb'See {\field{\*\fldinst{HYPERLINK "file:///etc/passwd"}}{\fldrslt{the page}}} now.{\super\chftn}'
        rb"{\footnote\pard {\super\chftn} A note.\par}{\shp{\*\shpinst{\sp{\sn a}{\sv b}}"
        rb"{\shptxt\pard Boxed.\par}}{\shprslt{\pard Again.\par}}}\par Next.\par"
    )

    assert [(block.kind, block.text) for block in document.blocks] == [
        (PARAGRAPH, "See the page now."),
        (NOTE, "A note."),
        (PARAGRAPH, "Boxed."),
        (PARAGRAPH, "Next."),
    ]


def test_what_does_not_print_is_reported() -> None:
    """Hidden and deleted text, comments, running headers and pictures; unknown groups are left out."""
    document = read(
        rb"{\header Ward 3\par}{\footerf Page\par}Rest {\v not }{\deleted never }{\*\annotation Why?}"
        rb"{\*\unknown zzz{deeper}}{\pict\wmetafile8 010203}{\object{\*\objdata 0102}{\result shown}} well.\par"
        rb"{\*\shppict{\pict\pngblip\bin4 {}{}}}{\nonshppict{\pict 00}}End.\par"
    )

    assert texts(document) == ["Rest shown well.", "End."]
    assert left_out(document) == [
        ("running header or footer", "Ward 3"),
        ("running header or footer", "Page"),
        ("comment", "Why?"),
        ("invisible text", "not"),
        ("tracked deletion", "never"),
        ("picture", "pictures: 1"),
    ]


def test_a_file_cut_short_keeps_what_there_is_and_says_so() -> None:
    """Groups that were never closed end with the file, and the report tells it."""
    document = read_rtf(rtf(rb"Rest well.\par {\b Never ride {\i far")[:-1])

    assert texts(document) == ["Rest well.", "Never ride far"]
    assert left_out(document) == [("end of the file missing", "3 groups were never closed")]


def test_a_brace_too_many_ends_nothing() -> None:
    """What stands behind it is still read."""
    assert texts(read(rb"One.\par}} Two.\par")) == ["One.", "Two."]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"{}", r"^the file is not rich text$"),
        (rtf(b""), r"^the file has no text$"),
        (rtf(b"{" * (GROUPS_DEEP_MOST + 1)), r"nested too deep"),
        (rtf(rb"{\pict 0102}"), r"^the file has no text$"),
    ],
)
def test_what_is_no_rich_text_has_a_reason(content: bytes, why: str) -> None:
    """Other files, empty ones and bombs of braces are refused in words."""
    with pytest.raises(UnreadableError, match=why):
        read_rtf(content)


TOKENS = ["{", "}", "\\", "'", "*", " ", "a1", r"\par", r"\u-5", r"\cell", r"\row", r"\cellx9"]


@given(st.lists(st.sampled_from(TOKENS)))
def test_no_order_of_tokens_fails(pieces: list[str]) -> None:
    """Whatever stands in it, a file is read or refused."""
    try:
        document = read(" ".join(pieces).encode() + rb"}} Rest.\par")
    except UnreadableError as error:
        assert "has no text" in str(error)  # noqa: PT017 - a word may leave out the rest
    else:
        assert document.blocks
