"""What web pages drag along: each rule on lines that it must cut, and on lines of leaflets that it must keep."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from qa.reading.cleaning.rules import clean
from qa.reading.document import DocumentBlock, Origin
from qa.records import CleaningReport
from tests.reading.cleaning.test_rules import LEAFLET, PLACES, cut, draft_of
from tests.reading.test_article import heading, item, paragraph

FURNITURE = [
    ("link to another article", "Read more: Ten Stretches for a Stiff Neck"),
    ("link to another article", "See also: Living with a Stiff Neck"),
    ("link to another article", "You may also like: why knees click"),
    ("link to another article", "Related: Pillows for Side Sleepers"),
    ("link to another article", "Don’t miss: The Truth About Crunches"),
    ("link to another article", "Up next: how to sit in a car"),
    ("navigation", "Most Popular"),
    ("navigation", "Show Sources"),
    ("navigation", "In This Section:"),
    ("navigation", "Table of Contents"),
    ("navigation", "Advertisement"),
    ("navigation", "Skip to main content"),
    ("navigation", "Back to top"),
    ("share buttons", "Share on Facebook"),
    ("share buttons", "Facebook Twitter Pinterest Email"),
    ("share buttons", "Copy link"),
    ("comment form", "Leave a comment"),
    ("comment form", "Post a Reply"),
    ("comment form", "Your email address will not be published."),
    ("comment form", "Required fields are marked *"),
    ("comment form", "Save my name, email and website in this browser."),
    ("cookie notice", "This site uses cookies. You accept them by reading on."),
    ("cookie notice", "Choose which cookies we may keep: change your settings."),
    ("copyright notice", "© 2026 Leaflets of the Town"),
    ("copyright notice", "Copyright 2026, the Town"),
    ("copyright notice", "The Town, 2026. All rights reserved."),
    ("caption", "How to lift a box | Video"),
    ("caption", "Sciatica | sciatica"),
]
ON_TOP = [
    ("breadcrumb", "Home > Backs > Sciatica"),
    ("breadcrumb", "Home / Health / Neck pain"),
    ("breadcrumb", "Health » Backs » Living with sciatica and a desk"),
    ("text generator's chatter", "Here's a rewritten version of the article:"),
    ("text generator's chatter", "Certainly! Below is the blog post:"),
    ("text generator's chatter", "Sure, here is your draft."),
]
BARE_DATE = "January 5, 2026"
AT_AN_EDGE = [
    "January 5, 2026",
    "Updated on 5 Mar 2026",
    "Published 12/04/2026",
    "Last reviewed: 14 June 2025",
    "3 days ago",
    "5 min read",
    "Reading time: 4 minutes",
]
LINES = """
See a doctor: the pain may have a rare cause
Check: is the bag too heavy?
Check: the skin should not turn blue
Read the leaflet: it lists the side effects
Next: put the other leg down slowly
More: up to eight glasses when it is hot
Watch: if the skin turns blue, call
Read more: it takes the mind off the pain.
Learn more slowly
More sleep
Most people
Stop and rest
Up and down the stairs
Top to toe
Comments from patients
Next steps
In this position
See a doctor
Read more?
Print this plan and take it along
Email your physiotherapist
Share the load
Follow the plan
Cookies and cakes raise the blood sugar.
A cookie now and then does no harm
You have the right to a second opinion
The rights of patients are set down in law
Push | pull with both hands, and breathe out as you do.
Leave a gap between the knees
Leave a light on at night
Add a pillow under the knees
Your email address is asked for at the desk
30 minutes a day
First 3 days
Every 4 to 6 hours
It may help by day
Two years ago the knee was replaced
In 2020 the guideline changed
Pain > 6 weeks
Ice/heat
Rest / ice / compression / elevation help in the first days.
Here is what helps in the first days:
Here are three stretches for the neck:
Of course, pain is real.
Sure signs of a fracture are swelling and bruising
Below is a picture of the nerve
""".strip().splitlines()


@pytest.mark.parametrize(("rule", "text"), FURNITURE)
@pytest.mark.parametrize("kind", [paragraph, item], ids=["paragraph", "item"])
def test_furniture_is_cut_by_its_rule(rule: str, text: str, kind: Callable[[str], DocumentBlock]) -> None:
    """Each line goes amid the text by the rule that is for it; a caption is never an item of a list."""
    gone = cut(kind(text))

    in_list = kind is item
    assert gone == ([] if in_list and rule == "caption" else [(rule, text)])


@pytest.mark.parametrize(("rule", "text"), ON_TOP)
def test_the_head_of_a_page_is_cut_where_it_stands_on_top(rule: str, text: str) -> None:
    """A path of menus or a text generator's own words go on top of the text, and stay further down."""
    gone = [cut(paragraph(text), where=where) for where in PLACES]

    assert gone == [[(rule, text)], [], []]


@pytest.mark.parametrize("text", AT_AN_EDGE)
def test_dates_are_cut_at_the_edges(text: str) -> None:
    """When a page was published, or the time that reading takes, goes at the edges, and stays amid the text.

    A bare date at the end may be that of what the text tells of.
    """
    gone = [cut(paragraph(text), where=where) for where in PLACES]

    at_end = [] if text == BARE_DATE else [("date or reading time", text)]
    assert gone == [[("date or reading time", text)], [], at_end]


@pytest.mark.parametrize("where", PLACES)
@pytest.mark.parametrize("kind", [paragraph, item], ids=["paragraph", "item"])
@pytest.mark.parametrize("text", LINES)
def test_lines_of_leaflets_are_kept(text: str, kind: Callable[[str], DocumentBlock], where: str) -> None:
    """A line that informs stays wherever it stands, though it shares its words with furniture."""
    assert cut(kind(text), where=where) == []


@pytest.mark.parametrize("where", PLACES)
@pytest.mark.parametrize("text", LINES)
def test_headings_of_leaflets_are_kept(text: str, where: str) -> None:
    """Such a line over a text stays as its heading."""
    assert cut(heading(text), paragraph("Ask a nurse about it."), where=where) == []


def test_menus_run_together_up_to_the_title_are_cut() -> None:
    """A line on top that runs into the title without a space is a breadcrumb; with a space it is a sentence."""
    title = "Sciatica and what helps"

    run_together, apart = (
        cut(paragraph(text), heading(title), where="on top") for text in (f"HomeBacks{title}", f"More on {title}")
    )

    assert run_together == [("breadcrumb", f"HomeBacks{title}")]
    assert apart == []


@pytest.mark.parametrize("again", ["Sciatica and what helps", "SCIATICA, and what helps"])
def test_a_title_said_again_on_top_is_cut_once(again: str) -> None:
    """The second of two like lines goes, the first stays."""
    blocks = (heading("Sciatica and what helps", level=1), paragraph(again))

    assert cut(*blocks, where="on top") == [("repeated title", again)]


@pytest.mark.parametrize("line", ["Keep moving", "Walk, and then walk again.", " ".join(map(str, range(21)))])
def test_other_lines_said_again_are_kept(line: str) -> None:
    """Lines of two words, sentences and long lines may be said twice."""
    assert cut(paragraph(line), heading(line), paragraph("Ask a nurse about it."), where="on top") == []


def test_a_title_said_again_further_down_is_kept() -> None:
    """Amid the text, the second of two like lines is no title."""
    title = "Sciatica and what helps"

    assert cut(paragraph(title), paragraph(title)) == []


@pytest.mark.parametrize("words", [20, 21])
def test_a_title_after_a_label_is_short(words: int) -> None:
    """More words after a label than a title has are a text."""
    title = " ".join(["Neck"] * words)

    assert cut(paragraph(f"See also: {title}")) == (
        [("link to another article", f"See also: {title}")] if words == 20 else []
    )


def test_headings_are_cut_with_what_stood_below_them() -> None:
    """A heading goes when all below it went, up to the next of its level; one over nothing was so in the file."""
    blocks = (
        heading("Causes"),
        heading("Discs", level=3),
        paragraph(LEAFLET[0]),
        heading("Pictures"),
        heading("Write to us"),
        heading("Here", level=3),
        paragraph("Leave a comment"),
        heading("At home"),
        item("Walk"),
        heading("The end"),
    )

    draft, report = clean(draft_of(*blocks))

    assert [(entry.rule, entry.text) for entry in report.removed] == [
        ("comment form", "Leave a comment"),
        ("empty heading", "Write to us"),
        ("empty heading", "Here"),
    ]
    assert draft.blocks == (*blocks[:4], *blocks[7:])


@pytest.mark.parametrize(
    "text",
    [
        "Tuesday 14 October, 19:30",
        "14 October",
        "Dinner | Anna Keller",
        "Sciatica | pain along the nerve",
        "File > Open > Recent",
        "Copyright in a song lasts seventy years.",
        "Copyright law protects what you write",
        "Allow cookies to cool on the tray.",
        "Manage cookies, cakes and bread in turns.",
        "We use cookies of two sizes for the tower.",
        "Google, Facebook, LinkedIn",
        "Email",
    ],
)
def test_one_sign_is_not_enough(text: str) -> None:
    """What looks like furniture by one sign alone may inform, and stays even on a web page."""
    assert cut(paragraph(text), where=PLACES[0]) == []


def test_a_page_that_tells_of_cookies_keeps_what_it_tells() -> None:
    """A notice has a sentence or two; where more sentences speak of cookies, they are what the page is on."""
    told = (
        "This site uses cookies to keep your language.",
        "A cookie is a short text.",
        "Cookies end after a year.",
        "You can delete each cookie by a click.",
    )

    assert cut(*map(paragraph, told), where=PLACES[0]) == []
    assert cut(paragraph(told[0]), where=PLACES[0]) == [("cookie notice", told[0])]


def test_names_of_providers_are_no_share_buttons() -> None:
    """A list of networks is kept where none of it says what one does there, and goes with "Share on"."""
    names = [item(name) for name in ("Facebook", "LinkedIn", "Email")]

    assert cut(*names) == []
    assert [text for _, text in cut(paragraph("Share on"), *names)] == [
        "Share on",
        "Facebook",
        "LinkedIn",
        "Email",
    ]


@pytest.mark.parametrize("origin", [Origin.FILE, Origin.TEXT])
@pytest.mark.parametrize("text", [text for _, text in FURNITURE])
def test_nothing_is_cut_for_its_look_from_what_is_no_web_page(text: str, origin: Origin) -> None:
    """A Word file, a PDF or a text with one line like furniture keeps it."""
    draft = replace(draft_of(*map(paragraph, LEAFLET), paragraph(text)), origin=origin)

    assert clean(draft) == (draft, CleaningReport())


def test_text_with_several_signs_was_pasted_from_a_page() -> None:
    """Then the rules for web pages run on it, and the document says so."""
    lines = ("Read more: Ten Stretches for a Stiff Neck", "Leave a comment")
    draft = replace(draft_of(*map(paragraph, (*LEAFLET, *lines))), origin=Origin.TEXT)

    cleaned, report = clean(draft)

    assert [entry.text for entry in report.removed] == list(lines)
    assert cleaned.origin is Origin.WEB


@pytest.mark.parametrize("title", ["Search", "Tags", "Comments", "Print"])
def test_a_heading_of_one_word_of_a_menu_is_kept_over_text(title: str) -> None:
    """It may as well be what the section is on."""
    assert cut(heading(title), paragraph("It is found at the top.")) == []
