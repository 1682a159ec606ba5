"""A draft becomes an article: canonical text, exact offsets, title and details."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.reading.article import compose
from qa.reading.document import Document, DocumentBlock, DocumentBlockKind, Origin, UnreadableError, details_of
from qa.records import Article, Block, BlockKind, Section, SectionKind

LONG = "This first paragraph has more than fourteen words, so that the lines above it are those on top."
NAMED = {"title": "Backs", "language": "en"}


def heading(text: str, level: int = 2) -> DocumentBlock:
    return DocumentBlock(kind=DocumentBlockKind.HEADING, text=text, level=level)


def paragraph(text: str) -> DocumentBlock:
    return DocumentBlock(kind=DocumentBlockKind.PARAGRAPH, text=text)


def item(text: str, depth: int = 1, marker: str = "-") -> DocumentBlock:
    return DocumentBlock(kind=DocumentBlockKind.LIST_ITEM, text=text, level=depth, marker=marker)


def lines(*texts: str) -> list[DocumentBlock]:
    return [paragraph(text) for text in texts]


def article_of(
    *blocks: DocumentBlock,
    details: Mapping[str, object] = NAMED,
    structured: bool = True,
    origin: Origin = Origin.FILE,
) -> Article:
    document = Document(blocks=blocks, details=details_of(details), structured=structured, origin=origin)
    return compose(document, article_id="legs/walk", source="legs/walk.md")


def section(headings: tuple[str, ...], start: int, end: int, *blocks: Block) -> Section:
    return Section(headings=headings, start=start, end=end, kind=SectionKind.BODY, blocks=blocks)


def quoted(article: Article) -> list[str]:
    return [article.text[block.start : block.end] for section in article.sections for block in section.blocks]


def test_the_canonical_text_reads_on_its_own() -> None:
    """Headings, items and paragraphs stand as in Markdown, and offsets leave the marks out."""
    article = article_of(
        paragraph("Legs tire."),
        heading("Rest"),
        paragraph("Two ways:"),
        item("lying"),
        item("on a side", depth=2, marker="1."),
        heading("At night", level=3),
        paragraph("Sleep."),
    )

    assert article.text == (
        "Legs tire.\n\n## Rest\n\nTwo ways:\n\n- lying\n  1. on a side\n\n### At night\n\nSleep."
    )
    spans = [(34, 39, 1), (45, 54, 2)]
    items = [Block(start=start, end=end, kind=BlockKind.LIST_ITEM, depth=depth) for start, end, depth in spans]
    assert article.sections == (
        section((), 0, 10, Block(start=0, end=10, kind=BlockKind.PARAGRAPH)),
        section(("Rest",), 21, 54, Block(start=21, end=30, kind=BlockKind.PARAGRAPH), *items),
        section(("Rest", "At night"), 70, 76, Block(start=70, end=76, kind=BlockKind.PARAGRAPH)),
    )
    assert quoted(article) == ["Legs tire.", "Two ways:", "lying", "on a side", "Sleep."]


def test_a_section_that_begins_with_a_list_takes_its_marker_in() -> None:
    """The text of a section begins with the line of its first item, the block with its words."""
    article = article_of(heading("Rest"), item("lying"))

    section = article.sections[0]

    assert article.text[section.start : section.end] == "- lying"
    assert quoted(article) == ["lying"]


def test_offsets_count_code_points() -> None:
    """A character beyond the first plane counts one."""
    article = article_of(paragraph("Rest 😀 well."), paragraph("Sleep."))

    assert [(block.start, block.end) for block in article.sections[0].blocks] == [(0, 12), (14, 20)]


def test_the_digest_is_that_of_the_text() -> None:
    """The digest is the sha256 of the canonical text in UTF-8."""
    assert article_of(paragraph("Müde.")).digest == hashlib.sha256("Müde.".encode()).hexdigest()


def test_a_heading_without_text_below_it_opens_no_section() -> None:
    """A heading over another heading stands in the text and on the path, and a last one ends the text."""
    article = article_of(heading("Rest"), heading("Night", 3), paragraph("Sleep."), heading("End"))

    assert article.text == "## Rest\n\n### Night\n\nSleep.\n\n## End"
    assert [section.headings for section in article.sections] == [("Rest", "Night")]


def test_a_heading_ends_those_of_its_level_and_below() -> None:
    """The path of a section has one heading of each outer level at most, levels left out or not."""
    article = article_of(
        *(heading("A"), paragraph("a."), heading("B", 4), paragraph("b.")),
        *(heading("C", 3), paragraph("c."), heading("D"), paragraph("d.")),
    )

    assert [section.headings for section in article.sections] == [("A",), ("A", "B"), ("A", "C"), ("D",)]


@pytest.mark.parametrize("blocks", [(), (heading("Rest"), heading("Night", 3))])
def test_nothing_but_headings_is_no_article(blocks: Sequence[DocumentBlock]) -> None:
    """A file without text under its headings is refused."""
    with pytest.raises(UnreadableError, match=r"^the file has no text under its headings$"):
        article_of(*blocks)


@pytest.mark.parametrize(
    ("blocks", "found", "text"),
    [
        ([heading("Sore Legs", 1), *lines("Walk.")], ("Sore Legs", ""), "Walk."),
        ([*lines("May."), heading("Legs", 1), *lines("Walk.")], ("Legs", ""), "May.\n\n## Legs\n\nWalk."),
        (lines("How legs rest", LONG), ("How legs rest", ""), LONG),
        ([heading("Legs"), *lines(LONG)], ("Legs", ""), LONG),
        (lines("Big Clinic", "How legs rest", LONG), ("How legs rest", "Big Clinic"), LONG),
        (lines("Ask us now", "Legs in bed", "Legs in bed", LONG), ("Legs in bed", ""), f"Ask us now\n\n{LONG}"),
        (lines("Body > Legs in bed", "legs in bed", LONG), ("legs in bed", ""), f"Body > Legs in bed\n\n{LONG}"),
        (lines(LONG, "Then rest."), ("walk", ""), f"{LONG}\n\nThen rest."),
    ],
)
def test_the_title_is_found_on_top(blocks: list[DocumentBlock], found: tuple[str, str], text: str) -> None:
    """Of a web page pasted as text, the title is the one H1, else a line on top, else the file's name."""
    article = article_of(*blocks, details={"language": "en"}, structured=False, origin=Origin.WEB)

    assert (article.title, article.publisher) == found
    assert article.text == text


@pytest.mark.parametrize("origin", [Origin.TEXT, Origin.FILE])
def test_no_line_of_a_text_becomes_its_title(origin: Origin) -> None:
    """Without a heading, a text that shows no sign of a web page is called as its file, and is whole."""
    blocks = lines("Big Clinic", "How legs rest", "How legs rest", LONG)

    article = article_of(*blocks, details={"language": "en"}, structured=False, origin=origin)

    assert (article.title, article.publisher) == ("walk", "")
    assert article.text == "\n\n".join(block.text for block in blocks)


@pytest.mark.parametrize(
    ("blocks", "title", "text"),
    [
        (lines("House rules", "Be in by ten.", LONG), "walk", f"House rules\n\nBe in by ten.\n\n{LONG}"),
        ([*lines("Be in by ten."), heading("Keys")], "Keys", "Be in by ten.\n\n## Keys"),
        ([heading("Keys"), *lines(LONG), heading("Bikes")], "Keys", f"{LONG}\n\n## Bikes"),
    ],
)
def test_a_format_with_headings_has_no_title_in_its_body(
    blocks: list[DocumentBlock], title: str, text: str
) -> None:
    """Where the format says what a heading is, no line of the body becomes the title or the publisher."""
    article = article_of(*blocks, details={"language": "en"})

    assert (article.title, article.publisher, article.text) == (title, "", text)


def test_the_heading_over_the_notes_is_no_title() -> None:
    """A text without headings is called as its file, with notes as without."""
    note = DocumentBlock(kind=DocumentBlockKind.NOTE, text="It was in 1954.")

    article = article_of(paragraph("The keeper left."), note, details={"language": "en"})

    assert (article.title, article.text) == ("walk", "The keeper left.\n\n## Notes\n\nIt was in 1954.")


@pytest.mark.parametrize(
    ("first", "text"),
    [
        (heading("BACKS", 3), "Rest."),
        (heading("Sides"), "## Sides\n\nRest."),
        (paragraph("Backs"), "Backs\n\nRest."),
    ],
    ids=["same words", "other words", "no heading"],
)
def test_a_heading_that_repeats_the_title_is_left_out(first: DocumentBlock, text: str) -> None:
    """Only a first heading with the words of the named title goes, however it is written."""
    article = article_of(first, paragraph("Rest."))

    assert (article.title, article.text) == ("Backs", text)


def test_details_are_read_on_one_line() -> None:
    """Each detail is one line of text, whatever type it had, and a missing one is empty."""
    named = {"title": " Sore\n  backs ", "url": None, "published": date(2026, 1, 2), "language": "de", "topic": 7}
    details = {**named, "sources": ["one\ntwo", 3], "unheard of": "x"}

    article = article_of(paragraph("Ruhe."), details=details)

    assert (article.title, article.url, article.publisher) == ("Sore backs", "", "")
    assert (article.published, article.language, article.topic) == ("2026-01-02", "de", "7")
    assert (article.author, article.licence, article.references) == ("", "", ("one two", "3"))
    assert (article.id, article.source) == ("legs/walk", "legs/walk.md")


@pytest.mark.parametrize(("sources", "references"), [("one", ("one",)), (None, ()), ({"a": "b"}, ()), ([], ())])
def test_sources_are_references(sources: object, references: tuple[str, ...]) -> None:
    """Sources may be one text or a list; anything else is none."""
    assert article_of(paragraph("Rest."), details={**NAMED, "sources": sources}).references == references


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The muscles of the back tire when a person sits for many hours without a walk.", "en"),
        ("Die Muskeln des Rückens ermüden, wenn man viele Stunden ohne Bewegung sitzt.", "de"),
    ],
)
def test_a_language_that_is_not_named_is_guessed(text: str, language: str) -> None:
    """The language comes from the words of the text."""
    assert article_of(paragraph(text), details={"title": "Backs"}).language == language


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        (["When to get help"], SectionKind.WHEN_TO_GET_HELP),
        (["When should I see a doctor?"], SectionKind.WHEN_TO_GET_HELP),
        (["RED FLAGS"], SectionKind.WHEN_TO_GET_HELP),
        (["How do you know when it’s serious"], SectionKind.WHEN_TO_GET_HELP),
        (["When to call", "Numb legs"], SectionKind.WHEN_TO_GET_HELP),
        (["What helps"], SectionKind.BODY),
        (["When to walk"], SectionKind.BODY),
        (["Whenever doctors disagree"], SectionKind.BODY),
        ([], SectionKind.BODY),
    ],
)
def test_a_section_is_of_the_kind_its_headings_tell(path: list[str], kind: SectionKind) -> None:
    """A section tells when to get help if its heading, or one above it, says so in whole words."""
    above = [heading(text, level) for level, text in enumerate(path, start=2)]

    assert [section.kind for section in article_of(*above, paragraph("Call.")).sections] == [kind]


WORDS = st.text(st.characters(categories=["Lu", "Ll", "So"]), min_size=1, max_size=8)
LINES = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)
BLOCKS = st.one_of(
    st.builds(heading, LINES, st.integers(1, 6)),
    st.builds(paragraph, LINES),
    st.builds(item, LINES, st.integers(1, 4), st.sampled_from(["-", "1.", "2)"])),
)
BETWEEN = re.compile(r"(\s|^ *(-|1\.|2\)) |^#{2,6} .*$)*", re.MULTILINE)


@given(st.lists(BLOCKS, max_size=12))
def test_offsets_are_exact_and_in_order(blocks: list[DocumentBlock]) -> None:
    """Blocks quote the draft's words in order, sections hold their blocks, and only layout lies between."""
    article = article_of(paragraph("Begin."), *blocks, details={"title": "0", "language": "en"})

    assert quoted(article) == [
        "Begin.",
        *(block.text for block in blocks if block.kind is not DocumentBlockKind.HEADING),
    ]
    position = 0
    for section in article.sections:
        assert position <= section.start <= section.blocks[0].start
        assert section.end == section.blocks[-1].end <= len(article.text)
        for block in section.blocks:
            assert BETWEEN.fullmatch(article.text[position : block.start])
            position = block.end
    assert BETWEEN.fullmatch(article.text[position:])
