"""Books: looks that inform as characters, page marks out of sentences, and the chapters that there are."""

import pytest

from qa.reading.document import Document, UnreadableError
from qa.reading.formats.epub import read_epub
from tests.reading.formats.test_archive import unzipped, zipped
from tests.reading.formats.test_epub import book

CSS = """/* looks */ .up, span.high { vertical-align: super; font-size: 60% } .low { vertical-align: sub }
.gone { text-decoration: line-through } .away { display: none }
@media print { .kept { display: none } } p .deep { display: none }"""


def read(body: str, *, metadata: str = "") -> Document:
    """Return the draft of a book of one chapter, with a style sheet."""
    files = unzipped(book({"one.xhtml": body}, metadata=metadata))
    package = files["OEBPS/content.opf"].decode()
    files["OEBPS/content.opf"] = package.replace(
        "</manifest>", '<item id="css" href="css/a.css" media-type="text/css"/></manifest>'
    ).encode()
    return read_epub(zipped({**files, "OEBPS/css/a.css": CSS}))


def texts(draft: Document) -> list[str]:
    return [block.text for block in draft.blocks]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("10<sup>9</sup>/L", "10⁹/L"),
        ("10<sup><i>-9</i></sup> g", "10⁻⁹ g"),
        ('10<span class="up">12</span> cells', "10¹² cells"),
        ('10<span class="high">6</span>', "10⁶"),
        ('10<span style="vertical-align: super">6</span>', "10⁶"),
        ('CO<span class="low">2</span> and CO<sub>2</sub>', "CO₂ and CO₂"),
        ("2<sup>3</sup>/<sub>4</sub> cups", "2¾ cups"),
        ("Take <del>10 mg</del> 5 mg.", "Take ~~10 mg~~ 5 mg."),
        ('Take <span class="gone">10 <b>mg</b></span> 5 mg.', "Take ~~10 mg~~ 5 mg."),
        ("<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math> tablet", "½ tablet"),
        ("<math><msup><mn>10</mn><mrow><mo>−</mo><mn>2</mn></mrow></msup></math> litres", "10⁻² litres"),
        ("<math><mi>A</mi><mo>=</mo><mi>π</mi><msup><mi>r</mi><mn>2</mn></msup></math>", "A = πr²"),
        ('a word<sup><a epub:type="noteref" href="#n">1</a></sup> ends', "a word ends"),
        ('<span class="kept">In sight</span> <span class="deep">too</span>', "In sight too"),
    ],
)
def test_looks_that_inform_become_characters(body: str, text: str) -> None:
    """By element, by class of the book's style sheet, or by the element's own style."""
    assert texts(read(f"<p>{body}</p>")) == [text]


@pytest.mark.parametrize(
    "mark",
    [
        '<span epub:type="pagebreak" id="p23">23</span>',
        '<a role="doc-pagebreak">23</a>',
        '<span class="pagenum">[Pg 23]</span>',
        '<span class="page-number">23</span>',
    ],
)
def test_a_page_mark_is_no_word_of_the_sentence(mark: str) -> None:
    """It is reported, and the sentence around it is whole."""
    draft = read(f"<p>The path goes {mark}down the hill.</p>")

    assert texts(draft) == ["The path goes down the hill."]
    assert [gone.rule for gone in draft.removed] == ["page marks"]
    assert "23" in draft.removed[0].text


def test_what_is_only_called_a_page_mark_stays() -> None:
    """A class or role does not make a mark of what holds words."""
    draft = read(
        '<div role="doc-pagebreak"><p>A whole page of words.</p></div><p class="pagenum">Open at nine.</p>'
    )

    assert texts(draft) == ["A whole page of words.", "Open at nine."]


def test_what_the_style_sheet_hides_is_reported() -> None:
    """A class that is hidden always is not text."""
    draft = read('<p>Rest <span class="away">for two months </span>now.</p>')

    assert texts(draft) == ["Rest now."]
    assert [(gone.text, gone.rule) for gone in draft.removed] == [("for two months", "invisible text")]


def test_a_chapter_may_have_rules_of_its_own() -> None:
    """Letters of a list by a class, a raised number within paragraphs of a class, and a hidden remark."""
    rules = "ol.steps { list-style-type: upper-alpha } p.n .e { vertical-align: super } .x { display: none }"
    draft = read(
        f'<style>{rules}</style><ol class="steps"><li>Open the hatch</li><li>Look in</li></ol>'
        '<p class="n">10<span class="e">6</span> ants.<span class="x"> Draft.</span></p>'
    )

    assert [block.marker for block in draft.blocks[:2]] == ["A.", "B."]
    assert texts(draft)[2] == "10⁶ ants."


def test_paragraphs_of_a_cell_are_told_apart() -> None:
    """A comma stands between two that no stop ends; words of one paragraph stay together."""
    row = "<tr><td><p>Night</p></td><td><p>400 <b>mg</b></p><p>200 mg.</p><p>Rest</p></td></tr>"
    draft = read(f"<table><tr><th>Time</th><th>Take</th></tr>{row}</table>")

    assert texts(draft) == ["Time: Night; Take: 400 mg, 200 mg. Rest"]


def test_a_missing_chapter_leaves_the_others() -> None:
    """The book is what there is of it, and the report names what is missing; without any, it is damaged."""
    files = unzipped(
        book({"one.xhtml": "<p>One.</p>", "two.xhtml": "<p>Two.</p>", "three.xhtml": "<p>Three.</p>"})
    )
    package = files["OEBPS/content.opf"].replace(b"<spine>", b'<spine><itemref idref="gone"/>')
    left = {name: part for name, part in files.items() if "two" not in name} | {"OEBPS/content.opf": package}
    draft = read_epub(zipped(left))

    assert texts(draft) == ["One.", "Three."]
    assert [(gone.text, gone.rule) for gone in draft.removed] == [
        ("gone", "missing chapter"),
        ("OEBPS/two.xhtml", "missing chapter"),
    ]
    with pytest.raises(UnreadableError, match=r"^the file is damaged \(OEBPS/one.xhtml is missing\)$"):
        read_epub(zipped({name: part for name, part in left.items() if "xhtml" not in name}))


def test_the_title_of_a_book_without_one_is_its_first_heading() -> None:
    """Metadata first, then the headings; a sentence never."""
    assert read("<h2>Ponds</h2><p>Deep.</p><h2>Wells</h2><p>Dry.</p>").details.title == "Ponds"
    assert read("<p>Ponds are deep.</p><p>Wells are dry.</p>").details.title == ""
    assert read("<h2>Ponds</h2><p>Deep.</p>", metadata="<dc:title>Water</dc:title>").details.title == "Water"
