"""Markdown as people write it: what a reader of the page sees, without the marks."""

from pathlib import Path

import pytest

from qa.reading.document import Details
from qa.reading.formats.markdown.reader import read_markdown

CASES = Path(__file__).parents[1] / "cases" / "markdown"


def words(text: str) -> list[str]:
    return [block.text for block in read_markdown(text.encode()).blocks]


def test_a_page_of_mkdocs_is_read_as_it_is_shown() -> None:
    """Titles of admonitions and tabs stand before their text, and each line of code is whole."""
    document = read_markdown((CASES / "mkdocs.md").read_bytes())

    assert [block.text for block in document.blocks] == [
        "Setting up the meter",
        "Mains voltage",
        "Switch the fuse off before you open the lid. See the safety sheet.",
        "Linux",
        "meterctl install --port 4",
        "meterctl start",
        "Windows",
        "Run meterctl.exe as administrator.",
        "Older models",
        "Models before 2015 have no port 4.",
        "What if the light is red?",
        "Hold the button for eight seconds.",
        "Press Ctrl+R to read the value again.",
        "It takes a minute.",
    ]
    assert [piece.text for piece in document.removed] == ["<!-- spelling: ignore this line -->"]


def test_places_in_arrays_stay() -> None:
    """What stands in brackets is no mark of a source."""
    text = " ".join(words((CASES / "array-index.md").read_text(encoding="utf-8")))

    assert all(part in text for part in ("argv[1]", "argv[2]", "argv[0]", "names[12]", "row[3]"))


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("It is 5*10*3 and `2*3*4`.", ["It is 5*10*3 and 2*3*4."]),
        ("See [[Wheels]] and [[Mill#Roof|the roof]].", ["See Wheels and the roof."]),
        ("> [!WARNING]\n> It is hot.", ["Warning", "It is hot."]),
        ("> [!tip]- At night\n> Close it.", ["At night", "Close it."]),
        ("Weir\n: A low dam.\n: A fence for fish.", ["Weir", "A low dam.", "A fence for fish."]),
        (
            '!!! note\n\n    Outer.\n\n    ??? tip "In it"\n\n        Inner.\n\nAfter.',
            ["Note", "Outer.", "In it", "Inner.", "After."],
        ),
        ("```html\n<!-- shown -->\n<b>x</b>\n```", ["<!-- shown -->", "<b>x</b>"]),
        ("It turns.[^1]\n\n[^1]: In spring.\n[^b]: Or not.", ["It turns.[1]", "[1] In spring.", "[b] Or not."]),
        ("one<br>two", ["one", "two"]),
    ],
)
def test_what_people_add_to_markdown_is_read(written: str, plain: list[str]) -> None:
    """The words stay as a page shows them, and code as it is written."""
    assert words(written) == plain


def test_front_matter_may_be_toml() -> None:
    """Between lines of three plus signs stand the details."""
    document = read_markdown(b'+++\ntitle = "Wheels"\n+++\n\nThey turn.')

    assert document.details == Details(title="Wheels")
    assert [block.text for block in document.blocks] == ["They turn."]


def test_comments_that_never_end_are_text() -> None:
    """What opens again and again without an end is kept, in a time that grows with its length."""
    assert words("<!-- a " * 20_000) == [" ".join(["<!-- a"] * 20_000)]
