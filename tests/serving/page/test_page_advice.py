"""What the page draws of advice on getting help, of values that differ, and of quoted lists."""

import re
from dataclasses import replace
from html import unescape

import pytest

from qa.records import Advice, Article, Urgency, Variant
from qa.serving.page.ask import blocks as answer_blocks
from qa.serving.page.shared import blocks, wording
from tests.serving.page.test_page_blocks import ASKED, Reader
from tests.support.answers import LEG, answer_of, article_of, cite, cited_at, said, span

NONE: dict[str, Article] = {}


@pytest.fixture
def leg() -> Article:
    return article_of(LEG)


def test_what_is_urgent_is_set_apart_under_a_heading_for_each_level(leg: Article) -> None:
    """Each level has its own heading and sign, in order, and an answer without advice has no such part."""
    levels = (Urgency.NOW, Urgency.NOW, Urgency.TODAY, Urgency.SOON)
    words = ("Call when it is numb.", "It may hurt.", "First rest.", "Then walk.")
    advice = [
        Advice(urgency=urgency, statement=said(cite(leg, quote)))
        for urgency, quote in zip(levels, words, strict=True)
    ]
    answer = replace(answer_of(), urgent=tuple(advice))

    html = answer_blocks.urgent(answer, ASKED, {leg.id: leg}.__getitem__)

    page = Reader(html)
    assert page.inside("h2") == ["Get help now", "Get medical advice today", "See a doctor soon"]
    assert [text.strip() for text in page.inside("p") if text.strip() in words] == list(words)
    assert [f'class="cw-urgent cw-{level}"' in html for level in ("now", "today", "soon")] == [True] * 3
    assert answer_blocks.urgent(answer_of(), ASKED, NONE.__getitem__) == ""


@pytest.mark.parametrize("is_whole", [False, True])
def test_several_items_under_one_lead_repeat_it_not(leg: Article, is_whole: bool) -> None:
    """In the order of the article; each item keeps its chip, and each chip its sentence."""
    lead, first, second, other = (
        cite(leg, words) for words in ("It may hurt.", "First rest.", "Then walk.", "Call when it is numb.")
    )
    whole = said(cited_at(leg, lead.start, first.end, number=lead.number))
    one = whole if is_whole else replace(said(lead, first), quoted=2)
    answer = answer_of(urgent=[replace(said(lead, second), quoted=2), one, said(other)])
    html = answer_blocks.urgent(answer, ASKED, {leg.id: leg}.__getitem__)

    assert html.count("It may hurt.") == 1
    assert html.index("It may hurt.") < html.index("First rest.") < html.index("Then walk.") < html.index("numb")
    behind = answer_blocks.behind_chips(answer, ASKED, {leg.id: leg}.__getitem__)
    for address in re.findall(r'href="([^"]*)"', html):
        assert unescape(address) in behind


@pytest.mark.parametrize(
    ("flags", "urgency", "words"),
    [
        (("self-harm",), Urgency.NOW, "a crisis line now. Stay with someone"),
        (("fever", "self-harm"), Urgency.NOW, "a crisis line now. Stay with someone"),
        (("overdose",), Urgency.NOW, "a poison centre now"),
        (("chest pain",), Urgency.NOW, "Call emergency services now."),
        (("fever",), Urgency.TODAY, "a doctor or an urgent care service today"),
        ((), Urgency.SOON, "See a doctor about this soon."),
    ],
)
def test_where_no_article_has_advice_a_line_says_whose_words_it_is(
    flags: tuple[str, ...], urgency: Urgency, words: str
) -> None:
    """It is the program's own, says so, and nothing in the box is said to be the articles'."""
    silent = Advice(urgency=urgency, statement=None, flags=flags)

    html = answer_blocks.urgent(replace(answer_of(), urgent=(silent, silent)), ASKED, NONE.__getitem__)

    (line,) = Reader(html).inside("p")
    assert line.startswith("Citewell says, not the articles: ")
    assert words in line
    assert wording.URGENT_WHY not in html


def test_when_to_get_help_is_one_quiet_line_with_its_chip(leg: Article) -> None:
    """Where the question gives no reason to, advice stands in a line without a box; without any there is none."""
    advice = Advice(urgency=Urgency.SOON, statement=said(cite(leg, "Call when it is numb.", number=4)))

    answer = replace(answer_of(), when_to_get_help=advice)

    html = answer_blocks.quiet_help(answer, ASKED, {leg.id: leg}.__getitem__)

    shown = "".join(text for text, _ in Reader(html).texts)
    assert shown == "When to get help: Call when it is numb. 4"
    assert "cw-urgent" not in html
    assert answer_blocks.quiet_help(answer_of(), ASKED, NONE.__getitem__) == ""


def test_a_statement_stands_under_the_heading_it_needs_and_with_the_values_of_others() -> None:
    """Values stand newest first, each with its date, its articles and its chip; another's with its own words."""
    new = article_of("# New\n\nTake 1,200 mg at most.\n", article_id="new", title="New")
    old = article_of("# Old\n\nTake 2,400 mg at most.\n", article_id="old", title="Old")
    own = cite(new, "Take 1,200 mg at most.", number=1)
    other = cite(old, "Take 2,400 mg at most.", number=2)
    variants = (
        Variant(value="1,200 mg", published="2024-05-01", citations=(own,), support=2),
        Variant(value="2,400 mg", published="2015", citations=(other,), support=1),
    )
    statement = replace(said(own), heading="Myth 1", variants=variants)

    html = answer_blocks.statements(answer_of(statements=[statement]), ASKED, {"new": new, "old": old}.__getitem__)

    page = Reader(html)
    shown = " ".join("".join(text for text, _ in page.texts).split())
    assert page.inside("b") == ["New", "1,200 mg", "2,400 mg"]
    assert shown == (
        "What the articles sayMyth 1Take 1,200 mg at most. 1 NewThe articles differ: Compare them side by side"
        "1,200 mg (2024-05-01, 2 articles) 12,400 mg (2015)Take 2,400 mg at most. 2"
    )
    assert answer_blocks.cited_in(answer_of(statements=[statement]), other) == [(other.start, other.end)]


def test_the_markers_of_a_quoted_list_are_those_of_the_article() -> None:
    """Bullets and numbers are drawn as they stand, lists of another kind apart, and what goes on has no marker."""
    article = article_of("# t\n\nDo this:\n\n3. First this. Then that.\n4. Last.\n\n- A bullet\n")
    whole = (0, len(article.text))

    parts = [whole, span(article, "Then that."), span(article, "Last."), (article.text.index("Then"), whole[1])]

    assert [blocks.quoted(article, [part]) for part in parts] == [
        '<p>Do this:</p><ol><li value="3">First this. Then that.</li><li value="4">Last.</li></ol>'
        "<ul><li>A bullet</li></ul>",
        "<p>Then that.</p>",
        "<p>Last.</p>",
        '<ol><li class="cw-outer">Then that.</li><li value="4">Last.</li></ol><ul><li>A bullet</li></ul>',
    ]
    assert blocks.quoted(article, [span(article, "this:"), span(article, "Last.")], end="!") == (
        '<p>this:</p><ol><li value="4">Last.!</li></ol>'
    )
