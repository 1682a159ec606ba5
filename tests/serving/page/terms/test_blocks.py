"""A marked term changes no character of a quotation, and carries its definition with it unchanged."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html  # type: ignore[import-untyped]

from qa.answering.glossary.lookup import DefinedTerm, Glossary
from qa.serving.page.shared.blocks import MarkedTerm, body, quoted
from qa.serving.page.terms.blocks import address_of, marked
from tests.support.answers import article_of, span
from tests.support.nasty import nasty_article

DEFINING = article_of(
    "# Sciatica\n\nSome know sciatica. Sciatica is pain that follows the nerve & goes <down> the leg.\n",
    article_id="sciatica",
    published="2024-01-01",
    publisher="Clinic",
)
USING = article_of("# Walking\n\nWith sciatica, walk a little.\n\n- Sciatica heals.\n", article_id="walking")
QUESTION = {"q": "what helps", "g": "g-000001-0123456789abcdef"}


def terms() -> list[DefinedTerm]:
    known = Glossary([DEFINING, USING], {"sciatica": DEFINING, "walking": USING}.__getitem__)
    return known.terms_in(USING, [(0, len(USING.text))])


def test_a_term_is_marked_once_as_a_button_with_the_words_of_its_definition() -> None:
    drawn = quoted(USING, [span(USING, "With sciatica, walk a little.")], terms=marked(terms(), QUESTION))

    [term] = lxml_html.fromstring(drawn).iter("dfn")
    assert term.text_content() == "sciatica"
    assert (term.get("role"), term.get("tabindex"), term.get("aria-expanded")) == ("button", "0", "false")
    assert term.get("data-quote") == "Sciatica is pain that follows the nerve & goes <down> the leg."
    assert (term.get("data-title"), term.get("data-details")) == ("Sciatica", "Clinic · 2024-01-01")
    assert lxml_html.fromstring(drawn).text_content() == "With sciatica, walk a little."


def test_its_link_leads_to_the_definition_with_the_question_kept() -> None:
    [term] = terms()
    address = address_of(term, {**QUESTION, "article": "walking", "at": "1-2"})

    assert address["article"] == "sciatica"
    assert address["at"] == address["mark"] == f"{term.defined_start}-{term.defined_end}"
    assert (address["q"], address["g"]) == (QUESTION["q"], QUESTION["g"])


def test_a_definition_that_a_browser_would_not_get_whole_is_not_marked() -> None:
    [term] = terms()

    assert marked([replace(term, quote="A nerve --> a leg")], {}) == []


def test_a_term_that_a_mark_runs_through_is_drawn_without_its_button() -> None:
    start, end = span(USING, "sciatica")
    block = USING.sections[0].blocks[:1]

    crossed = body(USING, block, shown=[(0, end + 5)], marks=[(start + 3, end + 5)], terms=marked(terms(), {}))
    around = body(USING, block, shown=[(0, end + 5)], marks=[(start, end + 5)], terms=marked(terms(), {}))
    assert "<dfn" not in crossed
    assert "<mark><dfn" in around


NASTY = nasty_article()


@given(
    spans=st.lists(st.tuples(st.integers(0, len(NASTY.text)), st.integers(1, 12)), max_size=12),
    marks=st.lists(st.tuples(st.integers(0, len(NASTY.text)), st.integers(1, 40)), max_size=4),
)
def test_no_marked_term_changes_a_character_of_the_text(
    spans: list[tuple[int, int]], marks: list[tuple[int, int]]
) -> None:
    """Whatever the text and wherever the terms and marks are."""
    whole = [(0, len(NASTY.text))]
    blocks = [block for section in NASTY.sections for block in section.blocks]
    apart: list[MarkedTerm] = []
    for start, length in sorted(spans):
        if not apart or start >= apart[-1].end:
            apart.append(
                MarkedTerm(article_id=NASTY.id, start=start, end=start + length, opening='<dfn role="button">')
            )
    shown = [(start, start + length) for start, length in marks]

    plain = lxml_html.fromstring(f"<div>{body(NASTY, blocks, shown=whole, marks=shown)}</div>")
    drawn = lxml_html.fromstring(f"<div>{body(NASTY, blocks, shown=whole, marks=shown, terms=apart)}</div>")
    assert drawn.text_content() == plain.text_content()
