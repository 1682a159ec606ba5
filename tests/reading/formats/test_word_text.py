"""What a paragraph of Word prints: raised digits, symbols, fields, hidden, struck and joined text."""

import docx
import pytest
from docx.oxml import parse_xml

from qa.reading.document import Document, DocumentBlockKind
from qa.reading.formats.docx import read_docx
from tests.reading.formats.test_docx import W, left_out, saved

M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
MORE = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
)


def read(*elements: str, styles: tuple[str, ...] = ()) -> Document:
    """Return the draft of a document whose body has the elements, and whose styles have those given."""
    document = docx.Document()
    for style in styles:
        document.styles.element.append(parse_xml(style.replace("<w:style ", f"<w:style {W} ", 1)))
    for element in elements:
        name = element[1:].partition(" ")[0].partition(">")[0].rstrip("/")
        document.element.body.insert(-1, parse_xml(element.replace(f"<{name}", f"<{name} {W} {M} {MORE}", 1)))
    return read_docx(saved(document))


def p(*runs: str, look: str = "") -> str:
    return f"<w:p><w:pPr>{look}</w:pPr>{''.join(runs)}</w:p>"


def r(text: str, look: str = "") -> str:
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def texts(draft: Document) -> list[str]:
    return [block.text for block in draft.blocks]


UP, DOWN = '<w:vertAlign w:val="superscript"/>', '<w:vertAlign w:val="subscript"/>'


@pytest.mark.parametrize(
    ("runs", "text"),
    [
        ((r("10"), r("9", UP), r("/L")), "10⁹/L"),
        ((r("10"), r("-", UP), r("12", UP)), "10⁻¹²"),
        ((r("CO"), r("2", DOWN)), "CO₂"),
        ((r("10"), r("6", '<w:position w:val="8"/>')), "10⁶"),
        ((r("10"), r("6", '<w:position w:val="2"/>')), "106"),
        ((r("on a line of its own", '<w:position w:val="8"/>'),), "on a line of its own"),
        ((r("2"), r("1", UP), r("/"), r("2", DOWN), r(" tablets")), "2½ tablets"),
        ((r("the 1"), r("st", UP), r(" day")), "the 1st day"),
        ((r("10"), r("9", '<w:rStyle w:val="Up"/>')), "10⁹"),
        ((r("10"), r("9", '<w:rStyle w:val="Up"/><w:vertAlign w:val="baseline"/>')), "109"),
    ],
)
def test_raised_and_lowered_text_keeps_its_meaning(runs: tuple[str, ...], text: str) -> None:
    """A run is raised by itself, by its style, or by moving it up."""
    up = f'<w:style w:type="character" w:styleId="Up"><w:name w:val="Up"/><w:rPr>{UP}</w:rPr></w:style>'
    assert texts(read(p(*runs), styles=(up,))) == [text]


def sym(font: str, code: str) -> str:
    return f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>'


@pytest.mark.parametrize(
    ("runs", "text"),
    [
        ((r("5 "), sym("Symbol", "F06D"), r("g")), "5 µg"),
        ((r("5 "), r("m", '<w:rFonts w:ascii="Symbol" w:hAnsi="Symbol"/>'), r("g")), "5 µg"),
        ((r("5 "), r("m", '<w:rStyle w:val="Signs"/>'), r("g")), "5 µg"),
        ((r("a \uf0ae b", '<w:rFonts w:ascii="Symbol" w:hAnsi="Symbol"/>'),), "α → β"),
        ((sym("Wingdings", "F0FC"), r(" yes "), sym("Wingdings", "F0FB"), r(" no")), "✓ yes ✗ no"),
        ((sym("Wingdings 2", "0052"), r(" ticked")), "☑ ticked"),
        ((sym("MS Gothic", "2612"), r(" crossed")), "☒ crossed"),
    ],
)
def test_signs_of_symbol_fonts_are_what_prints(runs: tuple[str, ...], text: str) -> None:
    """5 µg never becomes 5 g or 5 mg."""
    font = '<w:rPr><w:rFonts w:ascii="Symbol" w:hAnsi="Symbol"/></w:rPr>'
    signs = f'<w:style w:type="character" w:styleId="Signs"><w:name w:val="Signs"/>{font}</w:style>'
    assert texts(read(p(*runs), styles=(signs,))) == [text]


def test_a_sign_without_a_known_map_says_so() -> None:
    """It stands as unreadable in the text, and the report names its code and font."""
    draft = read(p(r("Take 5 "), sym("Marlett", "F031"), r("g.")))

    assert texts(draft) == ["Take 5 \ufffdg."]
    assert left_out(draft) == [("U+F031 Marlett", "sign of a font without a known map")]
    assert left_out(read(p(r("Take 5 \uf06dg.")))) == [("U+F06D", "sign of a font without a known map")]


@pytest.mark.parametrize("look", ["<w:strike/>", "<w:dstrike/>", '<w:rStyle w:val="Gone"/>'])
def test_struck_out_text_is_told_apart(look: str) -> None:
    """It stands between signs of striking out, runs of it in one pair."""
    gone = (
        '<w:style w:type="character" w:styleId="Gone"><w:name w:val="Gone"/><w:rPr><w:strike/></w:rPr></w:style>'
    )
    draft = read(p(r("Take "), r("10", look), r(" mg ", look), r("5 mg.")), styles=(gone,))

    assert texts(draft) == ["Take ~~10 mg~~ 5 mg."]


def test_striking_out_that_is_turned_off_strikes_nothing() -> None:
    """A switch may be there and off, and white space alone is not struck."""
    assert texts(read(p(r("Take 5", '<w:strike w:val="0"/>'), r(" ", "<w:strike/>"), r("mg.")))) == ["Take 5 mg."]


@pytest.mark.parametrize("kind", ["character", "paragraph"])
def test_what_a_style_hides_is_reported(kind: str) -> None:
    """Text hidden by the style of its run or paragraph does not print."""
    hidden = f'<w:style w:type="{kind}" w:styleId="Hid"><w:name w:val="Hid"/><w:rPr><w:vanish/></w:rPr></w:style>'
    by_run = p(r("Do "), r("not ", '<w:rStyle w:val="Hid"/>'), r("rest."))
    by_paragraph = p(r("Do not "), r("rest."), look='<w:pStyle w:val="Hid"/>')
    draft = read(p(r("Walk.")), by_run if kind == "character" else by_paragraph, styles=(hidden,))

    assert texts(draft) == (["Walk.", "Do rest."] if kind == "character" else ["Walk."])
    assert left_out(draft) == [("not" if kind == "character" else "Do not rest.", "invisible text")]


@pytest.mark.parametrize("mark", ['<w:del w:id="1" w:author="a"/>', "<w:vanish/>"])
def test_paragraphs_joined_by_their_mark_are_one(mark: str) -> None:
    """Where the end of a paragraph is deleted or hidden, the next prints on the same line, in its own look."""
    joined = p(r("Take no more "), look=f"<w:rPr>{mark}</w:rPr>")
    last = p(r("one "), look=f"<w:rPr>{mark}</w:rPr>")

    assert texts(read(joined, joined.replace("Take no more", "than"), p(r("five.")), last)) == [
        "Take no more than five.",
        "one",
    ]


def test_a_drop_cap_begins_its_word() -> None:
    """The letter stands in a frame of its own, and prints before the next paragraph."""
    cap = p(r("T"), look='<w:framePr w:dropCap="margin" w:lines="2"/>')

    assert texts(read(cap, p(r("he pond is deep.")), p(r("Stay out.")))) == ["The pond is deep.", "Stay out."]


def mark(kind: str, more: str = "") -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}">{more}</w:fldChar></w:r>'


def order(text: str) -> str:
    return f'<w:r><w:instrText xml:space="preserve">{text}</w:instrText></w:r>'


@pytest.mark.parametrize(
    ("runs", "text"),
    [
        (
            (
                mark("begin"), order("IF "), mark("begin"), order("MERGEFIELD age"), mark("separate"), r("seven"),
                mark("end"), order(' = "seven" "a child" "an adult"'), mark("separate"), r("a child"), mark("end"),
                r(" takes one."),
            ),
            "a child takes one.",
        ),
        ((mark("begin"), order("PAGE"), mark("separate"), r("4"), mark("end"), r(" is next.")), "4 is next."),
        ((mark("begin"), order(r"EQ \f(1,2)"), mark("end"), r(" tablet")), "½ tablet"),
        ((r("5 m"), mark("begin"), order(r"EQ \s\up8(2)"), mark("end"), r(" of it")), "5 m² of it"),
        ((mark("begin"), order(r"EQ \r(3,8)"), mark("end"), r(" sacks")), "³√8 sacks"),
        ((mark("begin"), order(r'SYMBOL 109 \f "Symbol"'), mark("end"), r("g")), "µg"),
        ((mark("begin"), order("lost"), r("Nothing is swallowed.")), "Nothing is swallowed."),
        (
            (mark("begin", '<w:ffData><w:checkBox><w:checked/></w:checkBox></w:ffData>'), mark("end"), r(" Yes")),
            "☒ Yes",
        ),
    ],
)  # fmt: skip
def test_fields_print_their_results(runs: tuple[str, ...], text: str) -> None:
    """What stands in a field's instruction does not print, a field inside it neither."""
    assert texts(read(p(*runs))) == [text]


def test_a_field_may_span_paragraphs() -> None:
    """Its instruction ends where its result begins, two paragraphs later."""
    draft = read(
        p(mark("begin"), r("inner")), p(order("x"), mark("separate"), r("Shown.")), p(mark("end"), r("On."))
    )

    assert texts(draft) == ["Shown.", "On."]


def test_ruby_is_read_by_its_base() -> None:
    """The reading above the characters is reported, not glued before them."""
    ruby = (
        "<w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>かた</w:t></w:r></w:rt>"
        "<w:rubyBase><w:r><w:t>肩</w:t></w:r></w:rubyBase></w:ruby></w:r>"
    )
    draft = read(p(r("A stiff "), ruby, r(".")))

    assert texts(draft) == ["A stiff 肩."]
    assert left_out(draft) == [("かた", "reading aid")]


def test_a_shape_is_a_block_of_its_own_in_a_cell_too() -> None:
    """Text boxes come after the paragraph or the row that they are anchored in."""
    box = (
        "<w:r><w:pict><v:shape><v:textbox><w:txbxContent><w:p><w:r><w:t>In a box.</w:t></w:r></w:p>"
        "</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    )
    row = f"<w:tr><w:tc>{p(r('A'), box)}</w:tc><w:tc>{p(r('B'))}</w:tc></w:tr>"
    draft = read(p(r("Beside"), box, r(" it.")), f"<w:tbl>{row}</w:tbl>", p(r("After.")))

    assert texts(draft) == ["Beside it.", "In a box.", "A; B", "In a box.", "After."]


def test_paragraphs_of_a_cell_are_told_apart() -> None:
    """A comma stands between two that no stop ends, and a caption row names no column."""

    def row(*cells: str, span: int = 1) -> str:
        width = f'<w:tcPr><w:gridSpan w:val="{span}"/></w:tcPr>'
        return f"<w:tr>{''.join(f'<w:tc>{width}{cell}</w:tc>' for cell in cells)}</w:tr>"

    bold = "<w:b/>"
    draft = read(
        "<w:tbl>"
        + row(p(r("Doses", bold)), span=2)
        + row(p(r("Time", bold)), p(r("Take", bold)))
        + row(p(r("Morning")), p(r("400 mg")) + p(r("200 mg.")) + p(r("Eat.")))
        + row(p(r("At need")), span=2)
        + row(p(r("Night")), p(r("1")) + p(r("2")))
        + "</w:tbl>"
    )

    assert texts(draft) == [
        "Doses",
        "Time: Morning; Take: 400 mg, 200 mg. Eat.",
        "At need",
        "Time: Night; Take: 1, 2",
    ]


def mr(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        (f"<m:f><m:num>{mr('3')}</m:num><m:den>{mr('4')}</m:den></m:f>", "¾"),
        (f"<m:f><m:num>{mr('5')}</m:num><m:den>{mr('16')}</m:den></m:f>", "5/16"),
        (f"<m:f><m:num>{mr('a+b')}</m:num><m:den>{mr('2')}</m:den></m:f>", "(a+b)/2"),
        (f"<m:sSup><m:e>{mr('10')}</m:e><m:sup>{mr('-9')}</m:sup></m:sSup>", "10⁻⁹"),
        (f"<m:sSub><m:e>{mr('x')}</m:e><m:sub>{mr('i')}</m:sub></m:sSub>", "x_i"),
        (f"<m:sSub><m:e>{mr('x')}</m:e><m:sub>{mr('1')}</m:sub></m:sSub>", "x₁"),
        (f"<m:rad><m:deg/><m:e>{mr('x+1')}</m:e></m:rad>", "√(x+1)"),
        (f"<m:d><m:e>{mr('a')}</m:e></m:d>", "(a)"),
        (
            f'<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr><m:sub>{mr("1")}</m:sub><m:sup>{mr("n")}</m:sup>'
            f"<m:e>{mr('x')}</m:e></m:nary>",
            "∑₁ⁿ x",
        ),
        (f"<m:func><m:fName>{mr('log')}</m:fName><m:e>{mr('x')}</m:e></m:func>", "log x"),
    ],
)
def test_equations_are_typed_on_the_line(inner: str, text: str) -> None:
    """Fractions, powers, indices, roots and sums keep their parts."""
    assert texts(read(p(r("So "), f"<m:oMath>{inner}</m:oMath>", r(".")))) == [f"So {text}."]


def test_a_mixed_number_is_no_longer_number() -> None:
    """A fraction after a number stands apart where it has no sign of its own."""
    sixteenth = f"<m:oMath><m:f><m:num>{mr('3')}</m:num><m:den>{mr('16')}</m:den></m:f></m:oMath>"

    assert texts(read(p(r("2"), sixteenth, r(" inch")))) == ["2 3/16 inch"]


def test_an_equation_of_the_old_editor_is_told() -> None:
    """It is a picture to us: the report says that something stands there."""
    old = '<w:r><w:object><o:OLEObject ProgID="Equation.3"/></w:object></w:r>'

    assert left_out(read(p(r("So "), old, r(".")))) == [("Equation.3", "equation kept as a picture")]


def test_the_title_is_no_sentence_of_the_body() -> None:
    """Without a heading, a short line on top is the title, and stays in the text; a sentence is none."""
    titled = read(p(r("Garden rules")), p(r("Close the gate.")))
    untitled = read(p(r("Close the gate.")), p(r("Water at night.")))

    assert (titled.details.title, texts(titled)) == ("Garden rules", ["Garden rules", "Close the gate."])
    assert (untitled.details.title, texts(untitled)) == ("", ["Close the gate.", "Water at night."])
    assert [block.kind for block in titled.blocks] == [DocumentBlockKind.PARAGRAPH] * 2
