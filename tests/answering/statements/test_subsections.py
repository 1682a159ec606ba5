"""An introduction that only announces what stands below it is followed by that."""

import pytest

from qa.answering.assistant import Assistant
from qa.answering.statements.subsections import announced
from tests.support.answers import article_of, cite, said

KNOTS = """# Knots

Knots hold ropes.

## The common knots

Two knots do most of the work.

### Reef knot

It joins two ropes of one thickness.

#### With gloves

Tie it slowly.

### Bowline

It makes a loop that does not slip.

## Care

Dry ropes before they are stored.

### Washing

Use cold water.
"""


def names(markdown: str, quote: str) -> list[str]:
    """Return the last headings of the subsections that a quotation of an article announces."""
    article = article_of(markdown)
    return [section.headings[-1] for section in announced(said(cite(article, quote)), article)]


def test_an_introduction_quoted_whole_announces_the_sections_right_below_it() -> None:
    """Not those below these, nor those of the next section."""
    assert names(KNOTS, "Two knots do most of the work.") == ["Reef knot", "Bowline"]


@pytest.mark.parametrize(
    ("quote", "reason"),
    [
        ("Knots hold ropes.", "the opening of an article sums it up"),
        ("It joins two ropes of one thickness.", "one subsection is an aside"),
        ("Dry ropes before they are stored.", "one subsection is an aside"),
        ("Use cold water.", "it has none"),
    ],
)
def test_other_text_announces_nothing(quote: str, reason: str) -> None:
    """What follows it is found by its own merit."""
    assert names(KNOTS, quote) == [], reason


def test_an_introduction_quoted_in_part_announces_nothing() -> None:
    """What else it says may be the answer."""
    longer = KNOTS.replace("Two knots do most of the work.", "Two knots do most of the work.\n\nBoth are old.")

    assert names(longer, "Two knots do most of the work.") == []


def test_sections_on_getting_help_are_not_announced() -> None:
    """They are told where help is asked for."""
    help_first = KNOTS.replace("### Reef knot", "### When to get help")

    assert names(help_first, "Two knots do most of the work.") == []


@pytest.mark.model
@pytest.mark.parametrize(
    ("question", "headings"),
    [
        (
            "what kinds of back surgery are there",
            ["The common operations", "Microdiscectomy", "Laminectomy and other decompression", "Spinal fusion"],
        ),
        (
            "what kinds of injections are used for back pain",
            [
                "Which kinds of injection are there?",
                "Epidural steroid injection",
                "Nerve root injection",
                "Facet joint injection",
                "Sacroiliac joint injection",
            ],
        ),
    ],
)
def test_what_is_announced_follows(bundled_assistant: Assistant, question: str, headings: list[str]) -> None:
    """Each kind with what opens its section, in the order of the text."""
    first, *parts = bundled_assistant.ask(question).told

    assert [each.citations[0].headings[-1] for each in (first, *parts)] == headings
    assert [each.heading for each in (first, *parts)] == ["", *headings[1:]]
