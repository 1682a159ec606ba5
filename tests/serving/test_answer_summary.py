"""What is told of an answer: that nothing quoted tells what was asked for by a number or a time."""

from dataclasses import replace

import pytest

from qa.answering.assistant import Assistant
from qa.serving import answer_summary
from qa.serving.cli.printing.answers import print_answer
from qa.serving.page.ask import blocks
from tests.support.answers import answer_of


@pytest.mark.parametrize(
    ("question", "found", "told"),
    [
        ("how much paracetamol may I take", False, "how much or how many"),
        ("how long does it last", False, "how long"),
        ("how often should I stretch", False, "how often"),
        ("how long does it last", True, ""),
        ("how long does it last", None, ""),
        ("who should not take it", False, ""),
    ],
)
def test_what_is_asked_for_and_not_quoted_is_told(
    question: str, found: bool | None, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """On the page and the command line alike; only where a number or a time would tell it."""
    answer = replace(answer_of(question=question), expected_found=found)
    print_answer(answer)
    said = [capsys.readouterr().out, blocks.verdict(answer)]

    assert answer_summary.untold(answer) == told
    assert [f"does not say {told}." in text for text in said] == [bool(told)] * 2


@pytest.mark.model
def test_a_dose_that_no_article_gives_is_told(bundled_assistant: Assistant) -> None:
    """The bundled articles name no dose; how long back pain lasts they tell."""
    dose, duration = (
        bundled_assistant.ask(text) for text in ("how much ibuprofen can i take", "how long does it last")
    )

    assert answer_summary.untold(dose) == "how much or how many"
    assert answer_summary.untold(duration) == ""
