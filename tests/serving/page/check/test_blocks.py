"""A checked text as HTML: verdicts in words, what differs, the articles' own words, and links to their places."""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import html as lxml_html  # type: ignore[import-untyped]

from qa.answering.checking.records import (
    CheckedCitation,
    CheckedQuotation,
    CheckedSentence,
    CheckVerdict,
    Difference,
    DifferenceKind,
    TextCheck,
)
from qa.records import Citation
from qa.serving.page.check import wording
from qa.serving.page.check.blocks import behind_chips, counts, sentences, sources, told
from qa.serving.page.check.report import report
from tests.support.answers import GENERATION, article_of, cited_at, span

DOSES = article_of("# Doses <b>\n\nTake at most 3 g & rest. Walk every day.\n", article_id="doses")
ARTICLES = {"doses": DOSES}.__getitem__
PARAMS = {"g": GENERATION}


def cited(words: str, number: int = 1) -> Citation:
    return replace(cited_at(DOSES, *span(DOSES, words)), number=number)


DIFFERS = CheckedSentence(
    start=0,
    end=21,
    text="Take at most 4 g <i>.",
    verdict=CheckVerdict.NUMBER_DIFFERS,
    rests_on=(cited("Take at most 3 g & rest."),),
    differences=(Difference(DifferenceKind.NUMBER, "4 g", "3 g"),),
)
VERBATIM = CheckedSentence(
    start=22,
    end=37,
    text="Walk every day.",
    verdict=CheckVerdict.VERBATIM,
    rests_on=(cited("Walk every day.", 2),),
)
MISQUOTED = replace(
    VERBATIM,
    verdict=CheckVerdict.SUPPORTED,
    quotations=(
        CheckedQuotation(start=22, end=30, words="Walk daily", citation=None, problem="“Walk daily” is nowhere."),
    ),
    citations=(CheckedCitation(start=31, end=37, written="[doses]", citation=cited("Walk every day.", 2)),),
)
HEADING = CheckedSentence(start=38, end=45, text="# Title", verdict=CheckVerdict.NOT_A_CLAIM)


def check_of(*found: CheckedSentence, cut: str = "") -> TextCheck:
    return TextCheck(generation=GENERATION, sentences=found, checked_to=45, cut=cut, seconds=0.1)


def drawn(check: TextCheck, *, only_failing: bool = False) -> list[lxml_html.HtmlElement]:
    root = lxml_html.fromstring(sentences(check, PARAMS, ARTICLES, only_failing=only_failing))
    items: list[lxml_html.HtmlElement] = root.xpath("./li")
    return items


def test_what_differs_is_told_with_the_words_of_the_article_and_a_link_to_them() -> None:
    """The text itself is never markup."""
    [item] = drawn(check_of(DIFFERS))

    assert item.xpath(".//p[contains(@class, 'cw-check-text')]")[0].text_content() == DIFFERS.text
    assert [line.text_content() for line in item.xpath(".//ul/li")] == ["“4 g” here, “3 g” in [1]"]
    [quote] = item.iter("blockquote")
    assert quote.text_content().removesuffix(" 1") == "Take at most 3 g & rest."
    [link] = quote.iter("a")
    start, end = span(DOSES, "Take at most 3 g & rest.")
    address = parse_qs(urlsplit(link.get("href")).query)
    assert (address["article"], address["at"], address["g"]) == (["doses"], [f"{start}-{end}"], [GENERATION])


@pytest.mark.parametrize("verdict", CheckVerdict)
def test_each_verdict_is_told_by_its_word_its_sign_and_its_colour(verdict: CheckVerdict) -> None:
    """No two have the same sign; screen readers are told the word alone."""
    [item] = drawn(check_of(replace(VERBATIM, verdict=verdict)))
    [sign] = item.xpath(".//span[@aria-hidden='true'][contains(@class, 'cw-check-sign')]")

    line = item.xpath("./p")[0].text_content()
    assert line.startswith(f"{wording.SIGNS[verdict]} {wording.VERDICTS[verdict]}")
    assert sign.text_content() == wording.SIGNS[verdict]
    assert f"cw-check-{verdict}" in item.get("class")
    assert len(set(wording.SIGNS.values())) == len(CheckVerdict) == len(wording.EXPLAINED)


def test_a_sentence_that_stands_there_but_misquotes_needs_a_look() -> None:
    """Its problem is told, and where what it cites stands."""
    item, sound = drawn(check_of(MISQUOTED, VERBATIM))

    assert item.xpath("./p")[0].text_content().strip().endswith(f"Supported: {wording.LOOK}")
    assert [line.text_content() for line in item.xpath(".//ul/li")] == ["“Walk daily” is nowhere."]
    assert item.xpath("./p")[-1].text_content().startswith(wording.GIVEN)
    assert ("cw-failing" in item.get("class"), "cw-failing" in sound.get("class")) == (True, False)


def test_only_what_needs_a_look_can_be_shown() -> None:
    """Each keeps its place in the text."""
    check = check_of(HEADING, DIFFERS, VERBATIM, MISQUOTED)

    assert [item.get("value") for item in drawn(check)] == ["1", "2", "3", "4"]
    assert [item.get("value") for item in drawn(check, only_failing=True)] == ["2", "4"]


@pytest.mark.parametrize(
    ("check", "said"),
    [
        (check_of(VERBATIM), "Nothing to mend: the sentence is in the articles."),
        (check_of(VERBATIM, VERBATIM, HEADING), "Nothing to mend: all 2 sentences are in the articles."),
        (check_of(DIFFERS, VERBATIM), "1 of 2 sentences needs a look."),
        (check_of(DIFFERS, MISQUOTED, HEADING), "2 of 3 sentences need a look."),
        (check_of(HEADING), wording.NO_CLAIMS),
        (check_of(VERBATIM, cut="Only 1 of 9."), "Nothing to mend: the sentence is in the articles. Only 1 of 9."),
    ],
)
def test_what_came_of_it_is_told_in_a_sentence(check: TextCheck, said: str) -> None:
    """What was left out, too."""
    assert told(check) == said


def test_the_sentences_are_counted_by_verdict() -> None:
    root = lxml_html.fromstring(counts(check_of(DIFFERS, VERBATIM, MISQUOTED, VERBATIM)))

    lines = [" ".join(item.text_content().split()) for item in root.iter("li")]
    assert lines[:2] == [
        "✓ 2 verbatim word for word as in an article",
        "≈ 1 supported an article says it in other words",
    ]
    assert len(lines) == 3


def test_every_chip_has_words_behind_it_and_every_passage_is_listed_once() -> None:
    check = check_of(DIFFERS, VERBATIM, MISQUOTED)
    links = {link.get("href") for item in drawn(check) for link in item.iter("a")}
    listed = lxml_html.fromstring(sources(check, PARAMS, ARTICLES))

    assert links == set(behind_chips(check, PARAMS, ARTICLES))
    assert [chip.text_content() for chip in listed.xpath(".//span[@class='cw-chip']")] == ["1", "2"]
    assert sources(check_of(HEADING), PARAMS, ARTICLES) == ""


def test_the_report_has_all_of_it_in_plain_text() -> None:
    start, end = span(DOSES, "Take at most 3 g & rest.")

    assert report(check_of(DIFFERS, VERBATIM)).splitlines()[:6] == [
        f"Held to the articles of this library ({GENERATION}): 1 of 2 sentences needs a look.",
        "",
        "A number differs: Take at most 4 g <i>.",
        "    “4 g” here, “3 g” in [1]",
        "    [1] Take at most 3 g & rest.",
        f"        {DOSES.title} [doses:{start}-{end}]",
    ]
