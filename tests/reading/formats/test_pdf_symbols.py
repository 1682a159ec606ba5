"""PDF: the signs of symbol fonts, and signs whose font does not tell what they are.

What pypdfium2 5.15.2 does: for the built-in fonts Symbol and ZapfDingbats it gives Unicode; for Wingdings without
a map the letter that has the sign's number; where a font has neither map nor known names, the number of the glyph
as if it were a character, which FPDFText_HasUnicodeMapError tells.  Names such as /ff, /mu and /onehalf it knows;
/f_f_i, the form of newer fonts, it does not.
"""

import pytest

from qa.reading.document import DocumentBlockKind, UnreadableError
from qa.reading.formats.pdf.reader import read_pdf
from qa.reading.formats.pdf.symbols import plain_signs
from tests.support.pdfs import PROSE, lines, pdf, put, stream

BODY = lines(PROSE, 72, 780)
EMBEDDED = (
    "/FirstChar 0 /LastChar 255 /Widths ["
    + " ".join(["600"] * 256)
    + "] /FontDescriptor << /Type /FontDescriptor "
    "/FontName /{name} /Flags 4 /FontBBox [0 0 1000 1000] /ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 "
    "/StemV 80 >>"
)


def font(name: str, more: str = "", *, kind: str = "TrueType") -> dict[str, str]:
    held = EMBEDDED.replace("{name}", name)
    return {"F6": f"<< /Type /Font /Subtype /{kind} /BaseFont /{name} {held} {more} >>"}


def mapped(characters: str) -> str:
    """Return a map that says that A, B, … are these characters."""
    pairs = " ".join(f"<{0x41 + place:02x}> <{ord(sign):04x}>" for place, sign in enumerate(characters))
    return stream(
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def "
        f"1 begincodespacerange <00> <FF> endcodespacerange {len(characters)} beginbfchar {pairs} endbfchar "
        "endcmap end end"
    )


def texts(content: bytes) -> list[str]:
    return [block.text for block in read_pdf(content).blocks][1:]


def differences(names: str) -> dict[str, str]:
    encoding = f"/Encoding << /Type /Encoding /BaseEncoding /WinAnsiEncoding /Differences [ 1 {names} ] >>"
    return {"F6": f"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman {encoding} >>"}


@pytest.mark.parametrize(
    ("name", "private", "shown"),
    [
        ("ABCDEF+SymbolMT", "\uf06d\uf0b3\uf0b1\uf062", "µ≥±β"),
        ("Symbol", "\uf0a3\uf0b4\uf0b0\uf0ae", "≤×°→"),
        ("OpenSymbol", "\uf06d\uf0b8\uf0b9\uf0de", "µ÷≠⇒"),
        ("ABCDEF+Wingdings-Regular", "\uf0fc\uf0fb\uf0e0\uf0fe", "✓✗→☑"),
    ],
)
def test_private_characters_of_symbol_fonts_are_the_signs_that_they_show(
    name: str, private: str, shown: str
) -> None:
    """A sign that a file numbers in the private area is the one that its font draws."""
    page = BODY + put("ABCD end", 72, 600, font="F6")
    content = pdf(page, fonts=font(name, "/ToUnicode 3 0 R"), objects=[mapped(private)])

    assert texts(content)[-1].startswith(shown)


def test_wingdings_without_a_map_are_no_letters() -> None:
    """A tick is not "ü", and a tick or a cross stays in the text of its item."""
    marks = ("\xfc", "\xfb", "\xa7")
    said = ("Shut the gate", "Never swim here", "Ring the bell")
    page = BODY + "".join(
        put(mark, 72, 600 - 14 * row, font="F6") + put(text, 84, 600 - 14 * row)
        for row, (mark, text) in enumerate(zip(marks, said, strict=True))
    )
    blocks = read_pdf(pdf(page, fonts=font("ABCDEF+Wingdings-Regular"))).blocks[1:]

    assert [(block.kind, block.text) for block in blocks] == [
        (DocumentBlockKind.LIST_ITEM, "✓ Shut the gate"),
        (DocumentBlockKind.LIST_ITEM, "✗ Never swim here"),
        (DocumentBlockKind.LIST_ITEM, "Ring the bell"),
    ]


def test_signs_and_ligatures_are_known_by_their_names() -> None:
    """Names of glyphs that Adobe's list has are read, though the font has no map."""
    page = BODY + put("a di\x01cult o\x02er: \x03 5 \x04g, \x05 cup", 72, 600, font="F6")

    assert texts(pdf(page, fonts=differences("/ffi /ff /greaterequal /mu /onehalf"))) == [
        "a difficult offer: ≥ 5 µg, ½ cup"
    ]


@pytest.mark.parametrize("names", ["/g23 /g24 /g25", "/f_f_i /f_i /glyph7"])
def test_a_sign_that_cannot_be_known_leaves_a_mark_and_is_reported(names: str) -> None:
    """Nothing is made up, and nothing is left out unseen: U+FFFD stands for the sign."""
    document = read_pdf(
        pdf(BODY + put("a di\x01cult \x02nd, 5 \x03g", 72, 600, font="F6"), fonts=differences(names))
    )

    assert document.blocks[-1].text == "a di\ufffdcult \ufffdnd, 5 \ufffdg"
    assert [(gone.text, gone.rule) for gone in document.removed] == [
        ("", "signs whose font does not tell what they are, \ufffd in the text")
    ]


def test_a_line_in_a_font_without_a_map_is_reported_instead_of_read() -> None:
    """What pdfium gives for such a font looks like letters, and is none."""
    names = " ".join(f"/g{number}" for number in range(1, 128))
    encoding = f"/Encoding << /Type /Encoding /Differences [ 1 {names} ] >>"
    odd = font("ABCDEF+Odd", encoding, kind="Type1")
    document = read_pdf(pdf(BODY + put("UGETGV YQTFU QH C HQPV", 72, 600, font="F6"), fonts=odd))

    assert [block.text for block in document.blocks] == [" ".join(PROSE)]
    assert [(set(gone.text), gone.rule) for gone in document.removed] == [
        ({"\ufffd", " "}, "text whose font does not tell which letters it shows")
    ]


def test_a_file_in_fonts_without_a_map_is_refused() -> None:
    """There is nothing in it that can be quoted."""
    names = " ".join(f"/g{number}" for number in range(1, 128))
    encoding = f"/Encoding << /Type /Encoding /Differences [ 1 {names} ] >>"
    page = "\n".join(put(text.upper(), 72, 700 - 12 * row, font="F6") for row, text in enumerate(PROSE))

    with pytest.raises(UnreadableError, match=r"^the fonts of the file do not tell which letters they show$"):
        read_pdf(pdf(page, fonts=font("ABCDEF+Odd", encoding, kind="Type1")))


@pytest.mark.parametrize(
    ("signs", "name", "plain"),
    [
        ("m", "Symbol", "µ"),
        ("≥", "Symbol", "≥"),
        ("\xb3", "SymbolMT", "≥"),
        ("m", "Helvetica", "m"),
        ("\uf06d", "Helvetica", "\ufffd"),
        ("\uf0b7", "Helvetica", "•"),
        ("\ue001", "Wingdings", "\ufffd"),
        ("•", "OpenSymbol", "•"),
    ],
)
def test_a_sign_goes_by_its_font(signs: str, name: str, plain: str) -> None:
    """The same number is another sign in another font; in one that is not known it is none."""
    assert plain_signs(signs, name) == plain
