"""Each verdict on the bundled articles with the real weights, and the floors of the sentences made from them."""

from collections import Counter

import pytest

from benchmarks.checking import sentences_of, verdicts
from qa.answering.assistant import Assistant
from qa.answering.checking.checker import check_text
from qa.answering.checking.records import CheckVerdict

pytestmark = pytest.mark.model

VERBATIM, SUPPORTED, NUMBER, CONTRADICTED, NOWHERE, NO_CLAIM = CheckVerdict
FLOORS = {"number": 0.95, "unit": 0.95, "negation": 0.85, "subject": 0.85, "time": 0.85}
"""Least shares that are caught, as the issue asks."""
ACCUSED_MOST = 0.05


@pytest.mark.parametrize(
    ("text", "verdict", "told"),
    [
        ("Use a hot pack for about 15 to 20 minutes, then let the skin cool.", VERBATIM, ()),
        ("Steroids can raise the blood sugar for several days.", SUPPORTED, ()),
        ("Grade 1 slips are the smallest, with less than 1/4 of the width.", SUPPORTED, ()),
        (
            "Use a hot pack for about 15 to 20 hours, then let the skin cool.",
            NUMBER,
            ("“15 to 20 hours” here, “15 to 20 minutes” in [1]",),
        ),
        (
            "Back pain is called chronic when it has been there for more than six months.",
            NUMBER,
            ("“more than six months” here, “more than three months” in [1]",),
        ),
        (
            "Acetaminophen, also called paracetamol, cures gout in horses.",
            NOWHERE,
            (),
        ),
        (
            "You should massage a calf that is swollen, hot and painful.",
            CONTRADICTED,
            ("“never” in [1], not here",),
        ),
        ("In his last years, the composer lived in Vienna and wrote three operas.", NOWHERE, ()),
        ("Water boils at a lower temperature on high mountains.", NOWHERE, ()),
        ("I hope this helps!", NO_CLAIM, ()),
    ],
)
def test_each_verdict_is_told_with_what_differs(
    bundled_assistant: Assistant, text: str, verdict: CheckVerdict, told: tuple[str, ...]
) -> None:
    """Verbatim, supported, another number or unit, contradicted, in no article, no claim."""
    [sentence] = check_text(bundled_assistant, text).sentences

    assert (sentence.verdict, sentence.told if verdict in (NUMBER, CONTRADICTED) else ()) == (verdict, told)


def test_a_claim_may_rest_on_two_sentences(bundled_assistant: Assistant) -> None:
    """Both places are given, in the order of the article."""
    text = (
        "Wrap the pack in a thin towel, keep it there for 10 to 15 minutes, and look at the skin halfway through."
    )
    [sentence] = check_text(bundled_assistant, text).sentences

    assert sentence.verdict is SUPPORTED
    assert all(place.article_id == "heat-and-cold" for place in sentence.rests_on)


@pytest.mark.slow
def test_changes_are_caught_and_faithful_sentences_are_not_accused(bundled_assistant: Assistant) -> None:
    """Of the half that the judge was made on, the shares are what the issue asks for."""
    rows = sentences_of("dev")
    found = verdicts(bundled_assistant, [row["text"] for row in rows])
    total = Counter(row["kind"] for row in rows)
    caught = Counter(row["kind"] for row, verdict in zip(rows, found, strict=True) if not verdict.passes)
    accused = sum(
        row["kind"] == "faithful" and verdict in (NUMBER, CONTRADICTED)
        for row, verdict in zip(rows, found, strict=True)
    )

    assert {kind: caught[kind] / total[kind] for kind in FLOORS if caught[kind] < FLOORS[kind] * total[kind]} == {}
    assert accused <= ACCUSED_MOST * total["faithful"]
