"""Structure: sources go and are kept as details, marks of footnotes go, lost headings come back."""

import pytest

from qa.reading.cleaning.rules import SOURCES, SOURCES_SHARE_MOST, clean
from qa.reading.cleaning.structure import footnote_marks, lost_headings
from qa.reading.document import Document, DocumentBlock, DocumentBlockKind, Origin, details_of
from qa.records import CleaningReport
from tests.reading.cleaning.test_rules import LEAFLET, cut, draft_of, filled
from tests.reading.test_article import heading, item, paragraph

CITED = (
    "Example A. Lifting and the spine. Journal of Backs (2019).",
    "National Institute of Walking. How far is far enough?",
    "Sample B et al. Warmth and cold, https://backs.test/warmth",
)
DEFINITION = (
    "is a pain along the nerve that runs from the lower back to the foot, and it often affects one leg only"
)
NUMBERS = ("1.", "2.", "3.")


def text_of(*blocks: DocumentBlock, details: dict[str, object] | None = None) -> Document:
    """Return a draft of a format without headings of its own."""
    return Document(
        blocks=blocks,
        details=details_of({"language": "en", **(details or {})}),
        structured=False,
        origin=Origin.WEB,
    )


def outline(*blocks: DocumentBlock) -> list[tuple[int, str]]:
    """Return the headings that a cleaned draft has, with their levels, inferred ones marked by a star."""
    draft, _ = clean(text_of(*blocks))
    return [(b.level, f"{b.text}{'*' * b.inferred}") for b in draft.blocks if b.kind is DocumentBlockKind.HEADING]


@pytest.mark.parametrize(
    "title",
    ["References", "REFERENCE", "Sources:", "Selected references", "Article sources", "Bibliography",
     "Works cited", "Medical references", "Citations", "Further reading"],
)  # fmt: skip
def test_a_list_of_sources_is_cut_and_kept_as_details(title: str) -> None:
    """What stands under such a heading is cut with it, up to the next, and becomes the article's sources."""
    blocks = [*map(paragraph, LEAFLET), heading(title), item(CITED[0]), paragraph(CITED[1])]

    draft, report = clean(draft_of(*blocks, heading("Rest"), paragraph("Lie down.")))

    assert draft.blocks == (*map(paragraph, LEAFLET), heading("Rest"), paragraph("Lie down."))
    assert [(entry.rule, entry.text) for entry in report.removed] == [
        (SOURCES, text) for text in (title, CITED[0], CITED[1])
    ]
    assert list(draft.details.sources) == ([title] if " " in title else []) + list(CITED[:2])


def test_sources_that_the_file_names_are_not_replaced() -> None:
    """A list of sources in the text is cut, and those in the front matter stay the article's sources."""
    blocks = (*map(paragraph, LEAFLET), heading("References"), item(CITED[0]))

    draft, _ = clean(text_of(*blocks, details={"sources": ["A book"]}))

    assert draft.details.sources == ("A book",)


def test_numbered_citations_at_the_end_are_sources_without_a_heading() -> None:
    """A numbered list in the second half whose entries mostly cite something goes whole."""
    items = [item(text, marker=number) for text, number in zip((*CITED[:2], "A talk"), NUMBERS, strict=True)]

    draft, report = clean(draft_of(*map(paragraph, LEAFLET), *items))

    assert draft.blocks == tuple(map(paragraph, LEAFLET))
    assert [(entry.rule, entry.text) for entry in report.removed] == [(SOURCES, block.text) for block in items]
    assert draft.details.sources == (*CITED[:2], "A talk")


def test_numbered_citations_on_top_are_kept() -> None:
    """In the first half of an article a numbered list is no list of sources."""
    items = [item(text, marker=number) for text, number in zip(CITED, NUMBERS, strict=True)]

    assert cut(*items, where="on top") == []


@pytest.mark.parametrize("marker", [("1.", "2.", "3."), ("(1)", "(2)", "(3)"), ("-", "-", "-")])
@pytest.mark.parametrize(
    "steps",
    [
        ("Bend your knees", "Hold the box close", "Stand up slowly"),
        ("Ask at the clinic", "Wait for two days", "Walk again"),
        ("Open https://farm.test/form in a browser", "Fill in what www.farm.test asks", "Wait for a letter"),
        ("A name as in out | more", "Two names as in one | two", "Three as in one | two | three"),
        ("In 2020 she fell", "In 2021 she walked", "Today she runs"),
    ],
)
def test_steps_are_no_sources(steps: tuple[str, ...], marker: tuple[str, ...]) -> None:
    """Numbered steps at the end stay, also when one of them has a word of citations."""
    blocks = [item(text, marker=number) for text, number in zip(steps, marker, strict=True)]

    assert cut(*blocks, where="at the end") == []


def test_a_list_of_bullets_that_cites_is_no_list_of_sources() -> None:
    """Without a heading that says so, only numbered entries are taken for sources."""
    assert cut(*map(item, CITED), where="at the end") == []


@pytest.mark.parametrize(
    "title", ["Pain and its sources", "Resources", "What the references mean", "Cited by whom?"]
)
def test_sections_about_sources_are_kept(title: str) -> None:
    """A heading that only has such a word in it stays with its text."""
    assert cut(heading(title), paragraph("Joints, discs and muscles can all hurt.")) == []


@pytest.mark.parametrize("words", [200, 201])
def test_a_list_of_sources_that_is_most_of_the_article_is_kept(words: int) -> None:
    """Sources may be up to two fifths of the words; one more, and the rule is withheld."""
    text = [paragraph(filled(500 - words)), heading("References"), paragraph(f"{filled(words - 2)} (2017)")]
    assert SOURCES_SHARE_MOST == 0.4

    draft, report = clean(draft_of(*text))

    assert draft.blocks == (tuple(text[:1]) if words == 200 else tuple(text))
    assert report.withheld == (() if words == 200 else (SOURCES,))


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("Walking eases pain¹ and stiffness²³ too.", "Walking eases pain and stiffness too."),
        ("Walking eases pain¹,² and stiffness³⁻⁵, too.", "Walking eases pain and stiffness, too."),
        ("Warmth helps[3] and cold does[12] too[1][2].", "Warmth helps and cold does too."),
        ("The nerves⁵, not the discs", "The nerves, not the discs"),
    ],
)
def test_marks_of_footnotes_are_taken_off_words(text: str, mended: str) -> None:
    """Raised digits and numbers in brackets right behind a word go."""
    assert footnote_marks([paragraph("Rest"), paragraph(text)]) == {1: mended}


@pytest.mark.parametrize(
    "text",
    [
        "A room of 20 m² is enough.",
        "Divide by the height in m², as in kg/m².",
        "That makes 10² or 100 steps, or x² + y².",
        "Lines of 5 cm³ each",
        "See the list [12] for more.",
        "[3] of them were well again.",
        "Take vitamin B[12] with water.",
        "Mark every word [like this] with care[ful] hands.",
    ],
)
def test_other_raised_digits_and_brackets_are_kept(text: str) -> None:
    """Units, powers and brackets that stand apart are part of the text."""
    assert footnote_marks([paragraph(text)]) == {}
    assert clean(draft_of(paragraph(text)))[1] == CleaningReport()


@pytest.mark.parametrize(
    ("opening", "term"),
    [
        (f"Sciatica {DEFINITION}.", "Sciatica"),
        (f"Low back pain {DEFINITION}.", "Low back pain"),
        (f"Pain (also called an ache) {DEFINITION}.", "Pain"),
        ("Spondylosis occurs when the discs between the vertebrae lose water and height over the years, "
         "as they do in nearly everybody past fifty.", "Spondylosis"),
        ("Fibrosis refers to tissue that has grown thick and hard after an injury or an operation, and "
         "that may press on the nerves close to it.", "Fibrosis"),
    ],
)  # fmt: skip
def test_a_definition_gets_its_heading_back(opening: str, term: str) -> None:
    """A paragraph that opens by defining a term that is new there gets the term as heading, if it is long."""
    assert outline(paragraph(LEAFLET[0]), paragraph(opening)) == [(2, f"{term}*")]


@pytest.mark.parametrize(
    "blocks",
    [
        (heading("What sciatica is"), paragraph(f"Sciatica {DEFINITION}.")),
        (paragraph("Now to sciatica."), paragraph("It is common."), paragraph(f"Sciatica {DEFINITION}.")),
        (paragraph(LEAFLET[0]), paragraph(f"This {DEFINITION}.")),
        (paragraph(LEAFLET[0]), paragraph(f"The pain {DEFINITION}.")),
        (paragraph(LEAFLET[0]), paragraph("Sciatica is a pain in the leg.")),
        (paragraph(LEAFLET[0]), item(f"Sciatica {DEFINITION}.")),
        (paragraph(LEAFLET[0]), paragraph(f"Going for a long walk every day {DEFINITION}.")),
    ],
)
def test_other_openings_get_no_heading(blocks: tuple[DocumentBlock, ...]) -> None:
    """No heading for a term that was named just before, a pronoun, a short text, an item or a long phrase."""
    assert [line for line in outline(*blocks) if line[1].endswith("*")] == []


def test_the_first_paragraph_gets_no_heading() -> None:
    """An article may open with the definition of its subject, and no term heads two paragraphs in a row."""
    opening = paragraph(f"Sciatica {DEFINITION}.")
    others = [paragraph(sentence) for sentence in LEAFLET[:3]]

    assert lost_headings([opening]) == {}
    assert lost_headings([*others, opening, *others, opening]) == {3: "Sciatica"}


def test_a_heading_right_below_another_is_one_level_deeper() -> None:
    """In a format without levels, headings with nothing between them are nested; others stay on their level."""
    blocks = (paragraph("Stay calm."), heading("Help"), heading("At home"), heading("In bed"), paragraph("Rest."))

    assert outline(*blocks, heading("At work"), paragraph("Walk.")) == [
        (2, "Help"), (3, "At home"), (4, "In bed"), (2, "At work"),
    ]  # fmt: skip


def test_headings_after_a_title_are_of_one_rank() -> None:
    """The first line of all is a title; and a file that tells levels is left as it is."""
    blocks = (heading("Leaflet"), heading("At home"), paragraph("Rest."), heading("At work"), paragraph("Walk."))

    assert outline(*blocks) == [(2, "Leaflet"), (2, "At home"), (2, "At work")]
    assert outline(*blocks[2:], heading("In bed"), heading("At night", 3), heading("At noon", 3)) == [
        (2, "At work"), (2, "In bed"), (3, "At night"), (3, "At noon"),
    ]  # fmt: skip


def test_a_format_with_headings_of_its_own_keeps_them() -> None:
    """Where the file says what a heading is, none is inferred and none is moved."""
    blocks = (heading("Help"), heading("At home"), paragraph(LEAFLET[0]), paragraph(f"Sciatica {DEFINITION}."))

    assert clean(draft_of(*blocks)) == (draft_of(*blocks), CleaningReport())
