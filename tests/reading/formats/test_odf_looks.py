"""What an OpenDocument text prints: raised digits, signs, hidden and struck text, shapes, numbers as printed."""

import pytest

from qa.reading.document import Document
from qa.reading.formats.odt import read_odt
from tests.reading.formats.test_archive import zipped
from tests.reading.formats.test_odt import OPEN, outline

MORE = (
    f'{OPEN} xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" '
    'xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" '
    'xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"'
)


def style(name: str, properties: str, *, family: str = "text", parent: str = "", more: str = "") -> str:
    return (
        f'<style:style style:name="{name}" style:family="{family}" style:parent-style-name="{parent}" {more}>'
        f"{properties}</style:style>"
    )


def text(properties: str) -> str:
    return f"<style:text-properties {properties}/>"


STYLES = "".join([
    '<style:font-face style:name="Symbol1" svg:font-family="\'Symbol\'"/>',
    style("Up", text('style:text-position="super 58%"')),
    style("Up2", "", parent="Up"),
    style("Up3", text('style:text-position="33% 58%"')),
    style("Down", text('style:text-position="sub 58%"')),
    style("Level", text('style:text-position="0% 100%"')),
    style("Gone", text('style:text-line-through-style="solid"')),
    style("Kept", text('style:text-line-through-style="none"')),
    style("Hid", text('text:display="none"')),
    style("HidP", text('text:display="none"'), family="paragraph"),
    style("HidP2", "", family="paragraph", parent="HidP"),
    style("Sym", text('style:font-name="Symbol1"')),
    style("Wing", text('fo:font-family="Wingdings"')),
    style("HidS", '<style:section-properties text:display="none"/>', family="section"),
    style("Listed", "", family="paragraph", more='style:list-style-name="Letters"'),
])  # fmt: skip
LISTS = """<text:list-style style:name="Letters">
<text:list-level-style-number text:level="1" style:num-format="a" style:num-suffix=")"/>
<text:list-level-style-number text:level="2" style:num-format="i" style:num-prefix="(" style:num-suffix=")"/>
</text:list-style><text:list-style style:name="Deep">
<text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>
<text:list-level-style-number text:level="2" style:num-format="1" text:display-levels="2" style:num-suffix="."/>
</text:list-style><text:list-style style:name="New">
<text:list-level-style-number text:level="1" style:num-format="I" loext:num-list-format="Rule %1%:"
 text:start-value="4"/></text:list-style><text:list-style style:name="Crosses">
<text:list-level-style-bullet text:level="1" text:bullet-char="&#xF0FB;"><style:text-properties
 fo:font-family="Wingdings"/></text:list-level-style-bullet></text:list-style>"""
OUTLINE = """<text:outline-style style:name="Outline">
<text:outline-level-style text:level="1" style:num-format=""/>
<text:outline-level-style text:level="2" style:num-format="1" style:num-suffix="."/>
<text:outline-level-style text:level="3" style:num-format="1" text:display-levels="2"/></text:outline-style>"""


def read(body: str, *, styles: str = "", **parts: str) -> Document:
    """Return the draft of a text whose body has the elements given."""
    content = (
        f"<office:document-content {MORE}><office:automatic-styles>{STYLES}{LISTS}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    named = {
        "content.xml": content,
        "styles.xml": f"<office:document-styles {MORE}>{styles}</office:document-styles>",
    }
    return read_odt(zipped({**named, **parts}))


def texts(draft: Document) -> list[str]:
    return [block.text for block in draft.blocks]


def marked(draft: Document) -> list[str]:
    return [f"{block.level} {block.marker} {block.text}" for block in draft.blocks]


def span(name: str, inner: str) -> str:
    return f'<text:span text:style-name="{name}">{inner}</text:span>'


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (f"10{span('Up', '9')}/L", "10⁹/L"),
        (f"10{span('Up2', '-9')}", "10⁻⁹"),
        (f"10{span('Up3', '12')} cells", "10¹² cells"),
        (f"H{span('Down', '2')}O", "H₂O"),
        (f"2{span('Up', '3')}/{span('Down', '4')} cup", "2¾ cup"),
        (f"10{span('Up', span('Level', '9'))}", "109"),
        (f"5 {span('Sym', 'm')}g", "5 µg"),
        (f"5 {span('Sym', '&#xF06D;')}g", "5 µg"),
        (f"{span('Wing', '&#xF0FC;')} yes", "✓ yes"),
        (f"Take {span('Gone', '10 mg')} {span('Gone', span('Kept', '5 mg'))}.", "Take ~~10 mg~~ 5 mg."),
        ("as <text:bibliography-mark>[Bee99]</text:bibliography-mark> says", "as [Bee99] says"),
        ("<text:ruby><text:ruby-base>肩</text:ruby-base><text:ruby-text>かた</text:ruby-text></text:ruby>", "肩"),
    ],
)
def test_text_keeps_the_meaning_of_its_look(body: str, shown: str) -> None:
    """Raised, lowered, struck-out text and signs of symbol fonts are told in plain characters."""
    assert texts(read(f"<text:p>{body}</text:p>")) == [shown]


@pytest.mark.parametrize(
    "hidden",
    [
        '<text:p text:style-name="HidP">Old words.</text:p>',
        '<text:p text:style-name="HidP2">Old words.</text:p>',
        '<text:section text:name="S" text:display="none"><text:p>Old words.</text:p></text:section>',
        '<text:section text:name="S" text:style-name="HidS"><text:p>Old words.</text:p></text:section>',
        f"<text:p>{span('Hid', 'Old words.')}</text:p>",
        '<text:p><text:hidden-paragraph text:is-hidden="true"/>Old words.</text:p>',
        '<text:p><text:variable-set text:display="none">Old words.</text:variable-set></text:p>',
    ],
)
def test_what_nobody_sees_is_reported(hidden: str) -> None:
    """Hidden by the style of a span, paragraph or section, or by a field that only sets a value."""
    draft = read(f"<text:p>Walk.</text:p>{hidden}<text:p>Rest.</text:p>")

    assert texts(draft) == ["Walk.", "Rest."]
    assert [(gone.text, gone.rule) for gone in draft.removed] == [("Old words.", "invisible text")]


def test_a_shape_is_a_block_of_its_own() -> None:
    """Its text comes after the paragraph that it is anchored in, and is not glued into it."""
    shape = "<draw:custom-shape><text:p>In a shape.</text:p></draw:custom-shape>"
    draft = read(f"<text:p>Before{shape} and after.</text:p><text:p>Next.</text:p>")

    assert texts(draft) == ["Before and after.", "In a shape.", "Next."]


def test_a_formula_is_read_from_its_own_part() -> None:
    """A fraction and a power; an object that is no formula is reported."""
    frame = '<draw:frame><draw:object xlink:href="./Object {}"/></draw:frame>'
    half = (
        "<math><semantics><mfrac><mn>1</mn><mn>2</mn></mfrac><annotation>1 over 2</annotation></semantics></math>"
    )
    draft = read(
        f"<text:p>Take {frame.format(1)} of it{frame.format(2)}.</text:p>", **{"Object 1/content.xml": half}
    )

    assert texts(draft) == ["Take ½ of it."]
    assert [(gone.text, gone.rule) for gone in draft.removed] == [("./Object 2", "object in a part of its own")]


def items(*inner: str, name: str = "", more: str = "") -> str:
    named = f'text:style-name="{name}"' if name else ""
    return (
        f"<text:list {named} {more}>"
        + "".join(f"<text:list-item>{each}</text:list-item>" for each in inner)
        + "</text:list>"
    )


def p(inner: str, name: str = "") -> str:
    return f'<text:p text:style-name="{name}">{inner}</text:p>'


def test_lists_have_the_letters_and_numerals_that_print() -> None:
    """Each level has its own, inner lists begin anew, and a paragraph's style may name the list's style."""
    draft = read(items(p("A") + items(p("B"), p("C")), p("D") + items(p("E")), name="Letters"))
    by_style = read(items(p("A", "Listed"), p("B", "Listed")))

    assert marked(draft) == ["1 a) A", "2 (i) B", "2 (ii) C", "1 b) D", "2 (i) E"]
    assert marked(by_style) == ["1 a) A", "1 b) B"]


def test_lists_go_on_where_they_say() -> None:
    """By number after another list of the style, by the id of a list, and inside an item without text."""
    draft = read(
        items(p("A") + items(p("B")), name="Deep", more='xml:id="first"')
        + items(p("Other"), name="Letters")
        + items(items(p("C")), name="Deep", more='text:continue-numbering="true"')
        + items(p("New"), name="Deep")
        + items(p("D"), name="Deep", more='text:continue-list="first"')
    )

    assert marked(draft) == ["1 1. A", "2 1.1. B", "1 a) Other", "2 1.2. C", "1 1. New", "1 2. D"]


def test_a_list_may_begin_at_a_number_and_write_words() -> None:
    """The start, LibreOffice's own template, ticks and crosses as bullets."""
    draft = read(items(p("A"), p("B"), name="New") + items(p("Bend down."), name="Crosses"))

    assert marked(draft) == ["1 Rule IV: A", "1 Rule V: B", "1 - ✗ Bend down."]


def test_headings_are_numbered_by_the_outline() -> None:
    """Levels without a format have no number; a number that the file holds is set apart by a space."""
    body = (
        '<text:h text:outline-level="1">House</text:h><text:h text:outline-level="2">Keys</text:h>'
        '<text:h text:outline-level="3">Lost</text:h><text:h text:outline-level="2">Noise</text:h>'
        '<text:h text:outline-level="2"><text:number>7.</text:number>Cats</text:h><text:p>Quiet.</text:p>'
    )

    assert texts(read(body, styles=OUTLINE)) == ["House", "1. Keys", "1.1 Lost", "2. Noise", "7. Cats", "Quiet."]


def test_cells_keep_their_paragraphs_apart() -> None:
    """Headers by LibreOffice's style, a caption row, hidden rows, and items in a cell."""

    def row(*cells: str, more: str = "", span: int = 1) -> str:
        width = f'table:number-columns-spanned="{span}"'
        return (
            f"<table:table-row {more}>"
            + "".join(f"<table:table-cell {width}>{cell}</table:table-cell>" for cell in cells)
            + "</table:table-row>"
        )

    heads = row(p("Time", "Table_20_Heading"), p("Take", "Table_20_Heading"))
    draft = read(
        "<table:table>"
        + row(p("Doses"), span=2)
        + heads
        + row(p("Morning"), p("400 mg") + p("200 mg."))
        + row(p("Never"), p("9 g"), more='table:visibility="collapse"')
        + row(p("Night"), items(p("rest"), p("walk"), name="Letters"))
        + "</table:table>"
    )

    assert texts(draft) == [
        "Doses",
        "Time: Morning; Take: 400 mg, 200 mg.",
        "Time: Night; Take: a) rest, b) walk",
    ]


def test_automatic_styles_of_headers_do_not_change_the_text() -> None:
    """styles.xml may use the same name for another style."""
    draft = read(f"<text:p>10{span('Up', '9')}</text:p>", styles=style("Up", text('text:display="none"')))

    assert [block[2] for block in outline(draft)] == ["10⁹"]
