"""Cleaning a draft: rules fire in order within their share, and every cut and repair is told."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from qa.reading.cleaning.rules import LEAST_WORDS_SPARED, RULES, SHARE_MOST, clean
from qa.reading.document import Details, Document, DocumentBlock, DocumentBlockKind, Origin
from qa.records import CleaningReport, Removed, Repaired
from tests.reading.test_article import heading, item, paragraph

LEAFLET = (
    "The spine carries the weight of the body all day long.",
    "Muscles on both sides hold it upright, and they tire.",
    "A short walk every hour keeps the joints from getting stiff.",
    "Warmth eases tight muscles in the first days after a strain.",
    "Most people get well within a few weeks without surgery.",
    "Sleep on your side with a cushion between the knees if you can.",
    "Lift with your legs, and keep the load close to your belly.",
    "Swimming and cycling are kind to the joints of the lower back.",
    "Painkillers may help you to keep moving through the worst days.",
    "A soft chair lets the back sink, so put a firm cushion in it.",
    "Stretch slowly, and stop where it begins to hurt.",
    "Call an ambulance at once when you cannot feel your legs.",
)
PLACES = ("on top", "amid", "at the end")
FURNITURE = (
    "Read more: Ten Stretches for a Stiff Neck",
    "Most Popular",
    "Share on Facebook",
    "Leave a comment",
    "This site uses cookies. You accept them by reading on.",
    "© 2026 Leaflets of the Town",
    "Sign up for our newsletter and get tips in your inbox.",
    "How to lift a box | Video",
)


def cut(*blocks: DocumentBlock, where: str = "amid") -> list[tuple[str, str]]:
    """Return what is cut of blocks put on top of a leaflet, in its middle or at its end: the rule and the text.

    The leaflet itself, and what is not cut of the blocks, is left as it was.
    """
    text = [paragraph(sentence) for sentence in LEAFLET]
    before = {"on top": 0, "amid": 7, "at the end": len(text)}[where]
    draft, report = clean(draft_of(*text[:before], *blocks, *text[before:]))
    gone = [(entry.rule, entry.text) for entry in report.removed]
    left = [block.text for block in draft.blocks]
    assert (report.repaired, report.withheld) == ((), ())
    assert sorted([*left, *(text for _, text in gone)]) == sorted([*LEAFLET, *(block.text for block in blocks)])
    return gone


def filled(words: int, text: str = "walk") -> str:
    return " ".join([text] * words)


def draft_of(*blocks: DocumentBlock) -> Document:
    return Document(blocks=blocks, details=Details(language="en"), origin=Origin.WEB)


def test_a_leaflet_is_left_as_it_is() -> None:
    """Where there is no furniture, nothing is cut, mended or withheld."""
    draft = Document(
        blocks=(heading("Backs"), *map(paragraph, LEAFLET), item("Rest"), item("Walk", marker="1.")),
        details=Details(language="en", title="Backs", sources=("A book",)),
    )

    assert clean(draft) == (draft, CleaningReport())


@pytest.mark.parametrize("where", PLACES)
@pytest.mark.parametrize("text", FURNITURE)
def test_furniture_is_cut_wherever_it_stands(text: str, where: str) -> None:
    """Lines that no article has are cut at the top, amid the text and at the end."""
    gone = [text for _, text in cut(paragraph(text), where=where)]

    assert gone == [text]


def test_each_cut_has_its_rule_line_and_page_in_the_order_of_the_file() -> None:
    """What the reader left out comes first, then the cuts by page and line, whichever rule fired first."""
    seen = Removed(text="3", rule="page number", page=9)
    places = [(1, 4), (1, 7), (2, 3)]
    texts = ("Most Popular", "Leave a comment", "See also: Living with a Stiff Neck")
    furniture = [
        DocumentBlock(kind=DocumentBlockKind.PARAGRAPH, text=text, page=page, line=line)
        for text, (page, line) in zip(texts, places, strict=True)
    ]
    draft = Document(
        blocks=(*map(paragraph, LEAFLET), *furniture),
        removed=(seen,),
        details=Details(language="en"),
        origin=Origin.WEB,
    )

    _, report = clean(draft)

    assert report.removed == (
        seen,
        Removed(text=texts[0], rule="navigation", page=1, line=4),
        Removed(text=texts[1], rule="comment form", page=1, line=7),
        Removed(text=texts[2], rule="link to another article", page=2, line=3),
    )


def test_a_repair_has_its_words_before_and_after_and_its_place() -> None:
    """The report of a mended block quotes it as it stood and as it is, with what was wrong."""
    before = "Swelling of the \ufb01ngers\u00b9 is common."
    block = DocumentBlock(kind=DocumentBlockKind.PARAGRAPH, text=before, line=7, page=2)
    sources = (heading("Sources"), item("Swollen hands (2017)"))

    draft, report = clean(draft_of(block, *sources))

    mended = "Swelling of the fingers\u00b9 is common."
    after = "Swelling of the fingers is common."
    assert [block.text for block in draft.blocks] == [after]
    assert report.repaired == (
        Repaired(kinds=("ligature",), before=before, after=mended, line=7, page=2),
        Repaired(kinds=("footnote mark",), before=mended, after=after, line=7, page=2),
    )


def test_a_rule_that_would_take_more_than_its_share_is_withheld() -> None:
    """At its share of the words a rule fires; one word over it, it cuts nothing and the report names it."""
    lines = [paragraph(f"Your email address will not be published {filled(3)}.")] * 10  # of ten words each
    at_share, over_it = [*map(paragraph, (filled(398), "Keep warm."))], [paragraph(filled(399))]
    assert SHARE_MOST == 0.2

    fired, withheld = (clean(draft_of(*text, *lines)) for text in (at_share, over_it))

    assert [fired[0].blocks, len(fired[1].removed), fired[1].withheld] == [tuple(at_share), 10, ()]
    assert withheld == (draft_of(*over_it, *lines), CleaningReport(withheld=("comment form",)))


def test_on_a_short_page_a_few_words_may_go_whatever_their_share() -> None:
    """Up to the words that are spared, furniture goes though it is more than the text; one more, and it stays."""
    lines = [paragraph("Your email address will not be published.")] * 5
    exact, more = (paragraph(f"Leave a comment {filled(words)}") for words in (2, 3))
    rest = paragraph("Rest helps.")
    assert LEAST_WORDS_SPARED == 40

    fired, withheld = (clean(draft_of(rest, *lines, last)) for last in (exact, more))

    assert [fired[0].blocks, len(fired[1].removed), fired[1].withheld] == [(rest,), 6, ()]
    assert withheld == (draft_of(rest, *lines, more), CleaningReport(withheld=("comment form",)))


def test_a_withheld_rule_does_not_stop_the_others() -> None:
    """Furniture of another kind is cut although one rule was withheld."""
    kept = [paragraph("Rest helps."), *[paragraph(f"Your email address will not be published {filled(8)}.")] * 4]

    draft, report = clean(draft_of(*kept, paragraph("Most Popular")))

    assert draft.blocks == tuple(kept)
    assert report == CleaningReport(
        removed=(Removed(text="Most Popular", rule="navigation"),), withheld=("comment form",)
    )


def test_the_heading_of_what_was_cut_goes_with_it() -> None:
    """A heading that cutting left without text is cut last, as an empty one."""
    gone = cut(heading("Talk to us"), paragraph("Leave a comment"), heading("Rest"), paragraph("Lie down."))

    assert gone == [("comment form", "Leave a comment"), ("empty heading", "Talk to us")]


def test_the_language_is_found_where_the_file_names_none() -> None:
    """A text in French is known for French, and its word "dont" is no lost apostrophe."""
    french = "La douleur dont vous souffrez vient du nerf, et la marche douce aide la plupart des gens."
    english = "The pain you have comes from the nerve, and most people dont need any surgery for it."

    drafts = [clean(Document(blocks=(paragraph(text),))) for text in (french, english)]

    assert [draft.details.language for draft, _ in drafts] == ["fr", "en"]
    assert drafts[0][0].blocks == (paragraph(french),)
    assert drafts[1][0].blocks == (paragraph(english.replace("dont", "don't")),)
    assert [len(report.repaired) for _, report in drafts] == [0, 1]


def test_each_rule_has_a_name_of_its_own() -> None:
    """No two rules share the name by which a cut is reported."""
    names = [rule.name for rule in RULES]

    assert sorted(set(names)) == sorted(names)


BLOCKS = st.one_of(
    st.sampled_from(LEAFLET).map(paragraph),
    st.sampled_from(FURNITURE).map(paragraph),
    st.sampled_from(["Rest", "Walking", "Pain at night"]).map(heading),
    st.sampled_from(["Gentle stretches", "Learn more slowly", "Copy link"]).map(item),
)


@settings(max_examples=200, deadline=None)
@example(
    blocks=[
        paragraph(LEAFLET[0]),
        heading("Rest"),
        heading("Walking"),
        paragraph("Most Popular"),
        heading("Pain at night"),
    ],
    structured=False,
)
@given(blocks=st.lists(BLOCKS, max_size=25, unique_by=lambda block: block.text), structured=st.booleans())
def test_cleaning_twice_is_cleaning_once(blocks: list[DocumentBlock], structured: bool) -> None:
    """A cleaned draft is left as it is, and what is left and what was cut are together what was there.

    A rule that would leave nothing is withheld, the second time as the first.
    """
    draft = Document(
        blocks=tuple(blocks), details=Details(language="en"), structured=structured, origin=Origin.WEB
    )
    once, report = clean(draft)

    twice, again = clean(once)

    assert twice == once
    assert again == CleaningReport(withheld=again.withheld)
    assert sorted([block.text for block in once.blocks] + [entry.text for entry in report.removed]) == sorted(
        block.text for block in blocks
    )
