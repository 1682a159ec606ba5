"""Judged answers: what is shown first is held against the sentences that answer."""

from pathlib import Path

import pytest

from qa.answering.assistant import Assistant
from qa.errors import EvaluationError
from qa.evaluation.answers import (
    BUNDLED_ANSWERS,
    AnswerFigures,
    AnswerRow,
    JudgedQuestion,
    evaluate_answers,
    read_answers,
)

ONE = JudgedQuestion(
    question="q",
    answer=("Rest a day.",),
    alternatives=(("A b.", "C d.", "E f."),),
    also=("G h.",),
    whole=(("I j.", "K l.", "M n."),),
)


@pytest.mark.parametrize(
    ("shown", "held", "addressed"),
    [
        ("Pain is common. Rest a day.", True, True),
        ("A b. E f.", True, True),
        ("A b.", False, True),
        ("G h.", False, True),
        ("I j. And more. K l. M n.", True, True),
        ("I j. K l.", False, False),
        ("Something else.", False, False),
        ("", False, False),
    ],
)
def test_a_text_holds_an_answer_whole_or_two_of_a_long_one(shown: str, held: bool, addressed: bool) -> None:
    """Every sentence of a list, or two of three; all of a whole quotation; what is listed besides addresses it."""
    assert (ONE.is_held(shown), ONE.is_addressed(shown)) == (held, addressed)


def test_figures_count_questions_and_what_is_shown() -> None:
    """The first two are shares of the questions, the last of all that is shown."""
    found = AnswerFigures(
        rows=(AnswerRow(question=ONE, texts=("Rest a day.", "Else.")), AnswerRow(question=ONE, texts=()))
    )

    assert list(found.figures.values()) == [0.5, 0.5, 0.5]
    assert [row.first for row in found.failures] == [""]
    assert found.to_json()["shown"] == 2


def test_a_file_that_is_not_of_this_form_is_refused(tmp_path: Path) -> None:
    """The error names the line; a file without questions has none to ask."""
    wrong, empty = tmp_path / "wrong.jsonl", tmp_path / "empty.jsonl"
    wrong.write_text('{"question": "q"}\n')
    empty.write_text("\n")

    with pytest.raises(EvaluationError, match="line 1"):
        read_answers(wrong)
    with pytest.raises(EvaluationError, match="no questions"):
        read_answers(empty)


@pytest.mark.model
def test_the_first_thing_shown_holds_the_answer(bundled_assistant: Assistant) -> None:
    """The floor on the bundled questions: 61% were seen to hold it, and 83% to address the question."""
    found = evaluate_answers(bundled_assistant, read_answers(BUNDLED_ANSWERS)).figures

    assert found["first thing shown holds the answer"] >= 0.59
    assert found["first thing shown addresses the question"] >= 0.81
    assert found["what is shown addresses the question"] >= 0.73
