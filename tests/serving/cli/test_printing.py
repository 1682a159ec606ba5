"""What is printed of advice, of values that differ, and of quoted text, and the same as JSON."""

import re
from dataclasses import replace

import pytest

from qa.records import Advice, Answer, Statement, Urgency, Variant
from qa.serving.cli.printing.answers import print_answer
from qa.serving.json_output import of_answer
from qa.serving.own_words import BY_FLAG, BY_URGENCY, MAYBE_BY_FLAG, OWN_WORDS, own_words
from tests.support.answers import answer_of, article_of, cite, passage_of, said

NASTY = (
    "Take 1 - 2 tablets [b]now[/b] at 10:30, :smile: 1:2[3], Smith:2020[12]; $5-$10, a_b_c, *not* ~more~ "
    "-> if x >= 3, 'quoted' https://example.org/a_b?c=1#d, 0x1F, True, None and {'k': 1}."
)
LEG = article_of(f"# Leg\n\nCall when it is numb.\n\nTake 1,200 mg a day.\n\nTake 2,400 mg a day.\n\n{NASTY}\n")


def printed(answer: Answer, capsys: pytest.CaptureFixture[str]) -> list[str]:
    print_answer(answer)
    return [line.strip() for line in capsys.readouterr().out.splitlines() if line.strip()]


def test_advice_is_printed_by_how_soon_and_what_is_quiet_comes_last(capsys: pytest.CaptureFixture[str]) -> None:
    """Each level has its words; advice that the question gives no reason for is the last line."""
    numb = said(cite(LEG, "Call when it is numb.", number=1))
    answer = replace(
        answer_of(
            [(LEG, passage_of(LEG, "Take 1,200", "a day."))], statements=[said(cite(LEG, "Take 1,200 mg a day."))]
        ),
        urgent=tuple(Advice(urgency=urgency, statement=numb) for urgency in Urgency),
        when_to_get_help=Advice(
            urgency=Urgency.SOON, statement=said(cite(LEG, "Call when it is numb.", number=9))
        ),
    )

    lines = printed(answer, capsys)

    assert lines[:3] == [
        "Get help now: Call when it is numb. [1]",
        "Get medical advice today: Call when it is numb. [1]",
        "See a doctor soon: Call when it is numb. [1]",
    ]
    assert lines[-3:] == ["[3] Leg  leg 23-43", "[9] Leg  leg 0-21", "When to get help: Call when it is numb. [9]"]


@pytest.mark.parametrize(("page", "label", "shown"), [(141, "127", "p. 127"), (4, "iv", "p. iv"), (3, "", "p. 3")])
def test_the_page_of_a_quotation_is_printed_as_the_file_calls_it(
    page: int, label: str, shown: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The page stands beside the article, at what is quoted and at the passage; JSON has both of its names."""
    first, second = (
        said(replace(cite(LEG, words, number=1), page=page, page_label=label))
        for words in ("Take 1,200 mg a day.", "Call when it is numb.")
    )
    answer = answer_of([(LEG, passage_of(LEG, "Take 1,200", "a day."))], statements=[second])
    placed = tuple(replace(each, page=page, page_label=label) for each in answer.passages)
    answer = replace(answer, snippet=first, passages=placed)

    lines = printed(answer, capsys)

    assert lines[0] == f"Leg, {shown}"
    assert f"• Call when it is numb. [1] — Leg, {shown}" in lines
    assert f"[1] Leg  {shown} · leg 23-43" in lines
    told = of_answer(answer)["passages"][0]
    assert (told["page"], told["page_label"]) == (page, label or None)


def test_a_quotation_of_a_text_without_pages_has_none(capsys: pytest.CaptureFixture[str]) -> None:
    """Markdown has no pages, and nothing is printed in their place."""
    answer = answer_of(
        [(LEG, passage_of(LEG, "Take 1,200", "a day."))], statements=[said(cite(LEG, "Take 1,200 mg a day."))]
    )

    assert not [line for line in printed(answer, capsys) if "p. " in line]


def test_own_words_are_said_to_be_such(capsys: pytest.CaptureFixture[str]) -> None:
    """Where no article has advice, the fixed line is printed with whose it is, and JSON keeps it apart."""
    alone = Advice(urgency=Urgency.NOW, statement=None, flags=("self-harm", "chest-pain"))
    answer = replace(answer_of(), urgent=(alone,))

    [told] = of_answer(answer)["urgent"]
    text = " ".join(printed(answer, capsys)[:4])

    assert text.startswith(f"Get help now: {BY_FLAG['self-harm']} ({OWN_WORDS.removesuffix('.')})")
    assert told == {
        "text": None,
        "support": 0,
        "citations": [],
        "quoted": 0,
        "heading": "",
        "variants": [],
        "urgency": "now",
        "flags": ["self-harm", "chest-pain"],
        "own_words": BY_FLAG["self-harm"],
    }


@pytest.mark.parametrize(
    ("flags", "urgency", "line"),
    [
        (("overdose", "self-harm"), Urgency.NOW, f"{BY_FLAG['overdose']} {BY_FLAG['self-harm']}"),
        (("overdose",), Urgency.TODAY, MAYBE_BY_FLAG["overdose"]),
        (("one-of-an-owner",), Urgency.NOW, BY_URGENCY[Urgency.NOW]),
        (("one-of-an-owner",), Urgency.TODAY, BY_URGENCY[Urgency.TODAY]),
        ((), Urgency.SOON, BY_URGENCY[Urgency.SOON]),
    ],
)
def test_own_words_are_of_the_flags_and_else_of_how_soon(
    flags: tuple[str, ...], urgency: Urgency, line: str
) -> None:
    """A flag that is not known here has the line of its urgency; what an article says leaves none to be added."""
    advice = Advice(urgency=urgency, statement=None, flags=flags)

    assert own_words(advice) == line
    assert own_words(replace(advice, statement=said(cite(LEG, "Call when it is numb.")))) == ""


def test_values_that_differ_are_printed_newest_first_with_dates(capsys: pytest.CaptureFixture[str]) -> None:
    """Under a statement stand the values that articles give, each with its date and how many give it."""
    one, other = cite(LEG, "Take 1,200 mg a day.", number=1), cite(LEG, "Take 2,400 mg a day.", number=2)
    variants = (
        Variant(value="1,200 mg", published="2024", citations=(one,), support=2),
        Variant(value="2,400 mg", published="2015", citations=(other,), support=1),
        Variant(value="3 g", published="", citations=(other,), support=1),
    )
    statement = Statement(text=one.quote, citations=(one,), support=2, heading="How much", variants=variants)
    answer = answer_of(statements=[statement])

    [told] = of_answer(answer)["statements"]
    lines = printed(answer, capsys)

    assert lines[0] == "• How much: Take 1,200 mg a day. [1] said by 2 articles — Leg"
    assert " ".join(lines[1:3]) == (
        "The articles differ: 1,200 mg (2024, 2 articles) [1] — 2,400 mg (2015) [2] — 3 g [2]"
    )
    assert (told["heading"], told["quoted"]) == ("How much", 1)
    assert [(each["value"], each["published"], each["support"], each["quoted"]) for each in told["variants"]] == [
        ("1,200 mg", "2024", 2, 1),
        ("2,400 mg", "2015", 1, 1),
        ("3 g", "", 1, 1),
    ]
    assert [each["citations"][0]["quote"] for each in told["variants"]] == [one.quote, other.quote, other.quote]


def test_what_is_printed_is_the_text_of_the_article(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing in a quotation is read as a style, a link or an emoji; only lines are broken where it is long."""
    quoted = next(line for line in LEG.text.split("\n") if "tablets" in line)
    answer = answer_of([(LEG, passage_of(LEG, quoted, quoted))], statements=[said(cite(LEG, quoted))])

    print_answer(answer)

    out = re.sub(r"\s+", "", capsys.readouterr().out)
    assert out.count(re.sub(r"\s+", "", quoted)) == 2
    assert "[b]now[/b]" in quoted
    assert ":smile:" in quoted
