"""Words and signs of a web page that are no plain text: they stay in their sentence, as a reader sees them."""

import pytest

from qa.reading.document import DocumentBlockKind
from qa.reading.formats.html import read_html

ROOF = (
    "The roof of the old mill was mended twice in the last ten years, and each time the tiles came from one yard."
)
MOSS = "Moss holds water against the tiles through the winter, so it is brushed off in a dry week of the autumn."
SHEET = ".old{text-decoration:line-through} .up{vertical-align:super} .roman{list-style-type:lower-roman}"


def texts(article: str) -> list[str]:
    content = f"<html lang=en><style>{SHEET}</style><body><main><article><h1>The mill</h1><p>{ROOF}</p>{article}"
    blocks = read_html(f"{content}<p>{MOSS}</p></article></main></body></html>".encode()).blocks
    read = [
        f"{block.marker} {block.text}" if block.level and block.marker != "-" else block.text for block in blocks
    ]
    assert (read[:2], read[-1]) == (["The mill", ROOF], MOSS)
    return read[2:-1]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<time>On Monday</time> <label>two men</label> come.", "On Monday two men come."),
        ("Take <output>four</output> of <code>tiles.sh</code>.", "Take four of tiles.sh."),
        ("He said <q>do not <b>walk</b></q> twice.", "He said “do not walk” twice."),
        ("Press <kbd>Ctrl</kbd>+<kbd>R</kbd>, <abbr>max.</abbr> <data>two</data>.", "Press Ctrl+R, max. two."),
        ("The <a class=share-tool href=x>flue</a> is <span class=hidden-x>open</span>.", "The flue is open."),
        ("Only <button>now</button><button>or later</button>.", "Only now or later."),
        ("Choose <select><option>one</option><option>two</option></select> of them.", "Choose one two of them."),
        ("It is <s>90</s> 80, <span class=old>in May</span> in June.", "It is ~~90~~ 80, ~~in May~~ in June."),
        ("About 10<span class=up>6</span> nails of 10<sup>&minus;9</sup> m.", "About 10⁶ nails of 10⁻⁹ m."),
        ("Take 2<sup>1</sup>/<sub>2</sub> of H<sub>2</sub>O.", "Take 2½ of H₂O."),
        ("<math><msup><mi>a</mi><mn>2</mn></msup><mo>=</mo><mi>c</mi></math> holds.", "a² = c holds."),
        (
            "So <span class=katex><span class=katex-mathml><math><mfrac><mi>h</mi><mi>w</mi></mfrac></math></span>"
            "<span class=katex-html aria-hidden=true>hw</span></span> is it.",
            "So h/w is it.",
        ),
        ("Let <script type='math/tex'>b^3</script> be it.", "Let b^3 be it."),
        ("Then <img class=tex alt='c = d/e' src=x> holds.", "Then c = d/e holds."),
    ],
)
def test_a_sentence_keeps_its_words_and_signs(written: str, shown: str) -> None:
    """What tags, classes and formulas show is in the sentence, and once."""
    assert texts(f"<p>{written}</p>") == [shown]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<div>Never:<ul><li>climb in rain</li></ul>Call us.</div>", ["Never:", "climb in rain", "Call us."]),
        ("<section>Take note:<h2>Tools</h2><p>A hammer.</p></section>", ["Take note:", "Tools", "A hammer."]),
        ("<div>One line.<br><br>Another <b>line</b>.</div>", ["One line.", "Another line."]),
        ("<pre><code>one = 1\ntwo = 2</code></pre>", ["one = 1", "two = 2"]),
        ("<pre>A line that was\nbroken for its width.</pre>", ["A line that was broken for its width."]),
    ],
)  # fmt: skip
def test_text_stands_where_it_stands_in_the_page(written: str, shown: list[str]) -> None:
    """Bare text comes before what it leads to, and lines of code stay lines."""
    assert texts(written) == shown


@pytest.mark.parametrize(
    ("opening", "shown"),
    [
        ("<ol start=3>", ["3. Brush it.", "4. Oil it."]),
        ("<ol type=A start=26>", ["Z. Brush it.", "AA. Oil it."]),
        ("<ol type=i>", ["i. Brush it.", "ii. Oil it."]),
        ("<ol reversed>", ["2. Brush it.", "1. Oil it."]),
        ("<ol start=-1>", ["-1. Brush it.", "0. Oil it."]),
        ("<ol class=roman>", ["i. Brush it.", "ii. Oil it."]),
        ('<ol style="list-style-type: lower-alpha">', ["a. Brush it.", "b. Oil it."]),
        ('<ol style="list-style: none">', ["Brush it.", "Oil it."]),
    ],
)
def test_items_are_numbered_as_printed(opening: str, shown: list[str]) -> None:
    """A list's start, type and style decide what stands before its items."""
    assert texts(f"{opening}<li>Brush it.</li><li><div>Oil it.</div></li></ol>") == shown


@pytest.mark.parametrize(
    ("rows", "shown"),
    [
        (
            "<caption>Loads</caption><thead><tr><td></td><th>Snow</th><th>Wind</th></tr></thead><tr><th>North</th>"
            "<td>3</td><td>4</td></tr><tr><th rowspan=2>South</th><td>1</td><td>2</td></tr>"
            "<tr><td>5</td><td>6</td></tr>",
            ["Loads", "North; Snow: 3; Wind: 4", "South; Snow: 1; Wind: 2", "South; Snow: 5; Wind: 6"],
        ),
        (
            "<tr><th rowspan=2>Day</th><th colspan=2>Open</th></tr><tr><th>May</th><th>June</th></tr>"
            "<tr><td>Monday</td><td>6</td><td>8</td></tr><tr><td>Sunday</td><td colspan=2>shut</td></tr>",
            ["Day: Monday; Open May: 6; Open June: 8", "Day: Sunday; Open May, Open June: shut"],
        ),
        (
            "<tr><th>Height</th><td>3 m</td></tr><tr><th>Width:</th><td>5 m</td></tr>",
            ["Height: 3 m", "Width: 5 m"],
        ),
        (
            "<tr><th colspan=2>Doses</th></tr><tr><th>Drug</th><th>Dose</th></tr><tr><td>A</td><td><ul>"
            "<li>1 mg</li><li>2 mg</li></ul></td></tr><tr><td colspan=2>For adults.</td></tr>",
            ["Doses", "Drug: A; Dose: 1 mg, 2 mg", "For adults."],
        ),
        ("<tr><th>Only</th><th>heads</th></tr>", ["Only; heads"]),
    ],
)
def test_each_row_of_a_table_has_its_headers(rows: str, shown: list[str]) -> None:
    """Captions and rows across all columns stand alone; a cell that spans columns has the headers of all."""
    assert texts(f"<table>{rows}</table>") == shown


def test_lists_that_word_saves_as_paragraphs_are_lists() -> None:
    """Its bullets are characters of Symbol and Wingdings in a span of their own; other paragraphs end a list."""
    item = "<p class=MsoListParagraphCxSp{}><span style='font-family:{}'>{}<span>&nbsp;&nbsp;</span></span>{}</p>"
    items = item.format("First", "Symbol", "·", "a brush") + item.format("Last", "Wingdings", "§", "oil")

    content = (
        f"<main><h1>The mill</h1><p>{ROOF}</p>{items}<p>Oil it.</p>{item.format('', 'Symbol', '·', 'rags')}</main>"
    )

    found = [
        (block.kind is DocumentBlockKind.LIST_ITEM, block.text) for block in read_html(content.encode()).blocks
    ]
    assert found[2:] == [(True, "a brush"), (True, "oil"), (False, "Oil it."), (True, "rags")]


def test_the_mark_before_a_note_is_no_part_of_its_first_word() -> None:
    """A word processor sets nothing between them in the file."""
    assert texts("<p><a name=n1 href='#t1'>1</a>Oil harms the seals.</p>") == ["1 Oil harms the seals."]
