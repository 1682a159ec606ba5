"""Labels: what is kept of a judgement, what is not, and the gold questions that labels make."""

import sqlite3
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from qa.answering.assistant import Assistant
from qa.errors import EvaluationError
from qa.evaluation.feedback import FILE, RUNS_KEPT, FeedbackRun, Label, Labels, Vote, labelled, to_lines
from qa.evaluation.gold import QuestionKind, RelevantPlace, read_gold
from qa.evaluation.measures import MeanWithInterval
from qa.evaluation.report import (
    before,
    bins,
    calibration_error,
    changes,
    digest_of,
    reliability,
    report,
    spread,
    wilson,
    worst,
)
from qa.evaluation.run import evaluate
from qa.indexing.build import BuildReport
from qa.records import Verdict
from qa.settings import Settings
from tests.conftest import PROJECT
from tests.support.fakes import FakeEncoder

DAY = date(2026, 11, 20)
STRETCH = "Stretching the calf before bed may prevent cramps."
QUESTION = "does stretching the calf prevent cramps at night"
COLUMNS = {
    "labels": {"question", "article", "start", "end", "quote", "sha256", "vote", "generation", "day"},
    "evaluations": {"generation", "gold", "day", "measures"},
}
KEEPER = """
import sys
from datetime import date
from pathlib import Path
from qa.evaluation.feedback import Label, Labels, Vote
who, index = sys.argv[1], Path(sys.argv[2])
for number in range(40):
    label = Label(question=f"{who} {number}", quote="", vote=Vote.UP, generation="g", day=date(2026, 11, 20))
    Labels(index).keep([label])
"""


def label(
    vote: Vote = Vote.UP,
    *,
    question: str = QUESTION,
    quote: str = STRETCH,
    start: int = 46,
    article: str = "cramps",
) -> Label:
    return Label(
        question=question,
        article=article,
        start=start,
        end=start + len(quote),
        quote=quote,
        vote=vote,
        generation="g-000001-0123456789abcdef",
        day=DAY,
    )


def refusal(vote: Vote, *, question: str = QUESTION) -> Label:
    return Label(question=question, vote=vote, generation="g-000001-0123456789abcdef", day=DAY)


@pytest.fixture
def labels(tmp_path: Path) -> Labels:
    return Labels(tmp_path)


@pytest.fixture
def assistant(built: BuildReport, index: Path, encoder: FakeEncoder) -> Assistant:
    return Assistant.open(Settings(index=index), encoder=encoder)


def test_what_is_kept_is_read_back_as_it_was(labels: Labels) -> None:
    """Labels come back in the order in which they were kept, every part of them."""
    kept = (label(), label(Vote.DOWN, question="what is <b>sciatica</b> ſ"), refusal(Vote.UP, question="bread"))

    labels.keep(kept)

    assert labels.all() == kept
    assert Labels(labels.path.parent).all() == kept


def test_the_last_judgement_of_the_same_words_counts(labels: Labels) -> None:
    """A second vote on the same question and words replaces the first, wherever the words stand by then."""
    labels.keep([label(Vote.DOWN), label(Vote.DOWN, quote="Other words.")])

    labels.keep([label(question=QUESTION.upper(), start=99)])

    assert labels.all() == (label(Vote.DOWN, quote="Other words."), label(question=QUESTION.upper(), start=99))


def test_a_judgement_can_be_taken_back(labels: Labels) -> None:
    """What is taken back is gone, and nothing else; without a file there is nothing to do, and none is made."""
    labels.take_back([label()])
    made = labels.path.exists()
    labels.keep([label(), refusal(Vote.UP)])

    labels.take_back([label(Vote.DOWN)])

    assert not made
    assert labels.all() == (refusal(Vote.UP),)


def test_reading_makes_no_file(labels: Labels) -> None:
    """Before the first judgement there are no labels, no evaluations and no file."""
    found = labels.all(), labels.runs()

    assert found == ((), ())
    assert list(labels.path.parent.iterdir()) == []


def test_no_column_can_hold_who_asked(labels: Labels) -> None:
    """The tables have the columns listed here and no other, and of the time only the day."""
    labels.keep([label()])

    with sqlite3.connect(labels.path) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        columns = {
            table: {row[1] for row in connection.execute(f"PRAGMA table_info({table})")} for table in tables
        }
        days = [day for (day,) in connection.execute("SELECT day FROM labels")]
    connection.close()

    assert columns == COLUMNS
    assert days == ["2026-11-20"]


def test_two_connections_at_once_lose_nothing(labels: Labels) -> None:
    """While one reads, others write; a reader goes on with what it began with."""
    labels.keep([label()])
    with sqlite3.connect(labels.path) as reading:
        mode = reading.execute("PRAGMA journal_mode").fetchone()
        rows = reading.execute("SELECT question FROM labels UNION ALL SELECT 'end'")
        rows.fetchone()

        labels.keep([label(Vote.DOWN, question="another")])
        rows.fetchall()
    reading.close()

    assert mode == ("wal",)
    assert len(labels.all()) == 2


@pytest.mark.integration
def test_two_processes_at_once_lose_nothing(labels: Labels) -> None:
    """Two processes that begin a new file together and write to it at once both keep everything."""
    folder = str(labels.path.parent)
    processes = [
        subprocess.Popen([sys.executable, "-c", KEEPER, who, folder], cwd=PROJECT, stderr=subprocess.PIPE)
        for who in ("one", "other")
    ]

    said = [process.communicate(timeout=60)[1] for process in processes]

    assert said == [b"", b""]
    assert len(labels.all()) == 80


@pytest.mark.parametrize("method", ["all", "runs", "keep", "take_back"])
def test_a_damaged_file_is_told_and_left_as_it_is(labels: Labels, method: str) -> None:
    """A file that is no database is an error that names it and the next step, and keeps every byte."""
    damaged = b"not a database" * 100
    labels.path.write_bytes(damaged)

    with pytest.raises(EvaluationError, match=r"labels\.sqlite cannot be used: file is not a database") as raised:
        getattr(labels, method)(*([] if method in ("all", "runs") else [[label()]]))

    assert "move it away" in raised.value.hint
    assert labels.path.read_bytes() == damaged
    assert [path.name for path in labels.path.parent.iterdir()] == [FILE]


def test_a_file_of_a_later_format_is_refused(labels: Labels) -> None:
    """A file that a later Citewell wrote is not touched."""
    labels.keep([label()])
    with sqlite3.connect(labels.path) as connection:
        connection.execute("PRAGMA user_version = 2")
    connection.close()

    with pytest.raises(EvaluationError, match="format 2; only format 1 is known"):
        labels.keep([label(Vote.DOWN)])


def test_labels_make_gold_questions(assistant: Assistant) -> None:
    """A passage that answers makes a question answerable, however it is typed, and by all its sentences."""
    first = "Cramps in the calf wake many people at night."
    given = [
        label(),
        label(quote=first, start=0),
        label(Vote.DOWN, article="sciatica", quote="It often affects one leg."),
    ]

    found = labelled([*given, label(question=QUESTION.title())], assistant.article)

    (question,) = found.questions
    assert (question.question, question.answerable, question.kind) == (QUESTION.title(), True, QuestionKind.PLAIN)
    assert [place.quote for place in question.relevant] == [STRETCH, first]
    assert (found.stale, found.undecided) == ((), 0)


@pytest.mark.parametrize(
    ("given", "answerable"),
    [
        ([label(Vote.DOWN)], None),
        ([refusal(Vote.DOWN)], None),
        ([label(Vote.DOWN), refusal(Vote.UP)], False),
        ([label(), refusal(Vote.UP)], True),
        ([label(quote="Gone."), refusal(Vote.UP)], None),
    ],
)
def test_a_question_is_unanswerable_only_where_that_was_said(
    assistant: Assistant, given: list[Label], answerable: bool | None
) -> None:
    """Passages that do not answer prove nothing; that the articles do not is said of the refused answer."""
    found = labelled(given, assistant.article)

    assert [question.answerable for question in found.questions] == ([] if answerable is None else [answerable])
    assert [question.kind is QuestionKind.NEAR_MISS for question in found.questions if not answerable] == (
        [True] if answerable is False else []
    )
    assert found.undecided == (answerable is None)


def test_a_quote_is_found_where_it_stands_now(assistant: Assistant) -> None:
    """The heading is that of today's article: the place where the quote stood, or else where it first stands."""
    warm = "A warm pack for the muscles"

    found = labelled([label(quote=warm, article="sciatica", start=3)], assistant.article)

    assert found.questions[0].relevant == (RelevantPlace(article="sciatica", heading="What helps", quote=warm),)


def test_labels_on_words_that_are_gone_are_told_and_left_out(assistant: Assistant) -> None:
    """A quote or an article that is no longer there makes no question."""
    gone = [label(quote="Cramps were cured in 1999."), label(article="gout", question="what is gout")]

    found = labelled([*gone, label()], assistant.article)

    assert found.stale == tuple(gone)
    assert [place.quote for place in found.questions[0].relevant] == [STRETCH]
    assert found.undecided == 1


def test_labels_are_exported_as_a_gold_file(assistant: Assistant, tmp_path: Path) -> None:
    """What is saved is read back by the reader of gold files, and can be evaluated."""
    given = [label(), refusal(Vote.UP, question="how do I bake <bread>")]
    questions = labelled(given, assistant.article).questions
    path = tmp_path / "labels.jsonl"
    path.write_bytes(to_lines(questions))

    read = read_gold(path)

    assert read == questions
    assert [row.refused for row in evaluate(assistant, read).rows] == [False, True]


def test_a_report_is_the_evaluation_step_by_step(assistant: Assistant) -> None:
    """Asked a few at a time, the measures are those of all at once, and the progress ends at the whole."""
    given = [label(question=f"{QUESTION} {number}") for number in range(9)]
    gold = labelled([*given, refusal(Vote.UP, question="bread")], assistant.article).questions
    steps: list[tuple[int, int]] = []

    found = report(assistant, gold, lambda done, total: steps.append((done, total)))

    assert found.evaluation == evaluate(assistant, gold)
    assert found.confidences[gold[0].id] == assistant.ask(gold[0].question, passages=10).confidence
    assert steps == [(0, 10), (8, 10), (10, 10)]
    assert reliability(found) == ()


def test_a_change_is_measured_on_the_questions_of_both_runs(assistant: Assistant, labels: Labels) -> None:
    """The differences are paired, and a question that was not asked then is not counted."""
    gold = labelled([label(), label(question="why do cramps wake people")], assistant.article).questions
    found = report(assistant, gold, lambda *_: None)
    digest = digest_of([gold[0]])
    labels.keep_run(
        FeedbackRun(generation="older", gold="x", day=DAY, measures={digest: {"R@3": 0.25, "new": 1.0}})
    )
    labels.keep_run(FeedbackRun(generation="other", gold="y", day=DAY, measures={"another": {"R@3": 0.0}}))
    labels.keep_run(
        FeedbackRun(generation=found.evaluation.generation, gold="z", day=DAY, measures=found.by_digest())
    )

    run = before(found, labels.runs())

    assert run is not None
    assert run.generation == "older"
    assert changes(found, run) == {"R@3": MeanWithInterval(value=0.75, low=0.75, high=0.75, questions=1)}


def test_only_the_latest_runs_are_kept(labels: Labels) -> None:
    """A run replaces one of the same questions on the same generation, and the oldest go."""
    for number in [*range(RUNS_KEPT), 3, RUNS_KEPT]:
        labels.keep_run(FeedbackRun(generation=str(number), gold="x", day=DAY, measures={}))

    kept = [run.generation for run in labels.runs()]

    assert kept[:3] == [str(RUNS_KEPT), "3", str(RUNS_KEPT - 1)]
    assert (len(kept), "0" in kept) == (RUNS_KEPT, False)


def test_bins_by_hand() -> None:
    """Five bins of equal width; 1 belongs to the last, and what is empty is left out."""
    curve = bins([(0.0, False), (0.1, True), (0.5, True), (0.9, True), (1.0, False), (0.8, True)])

    assert [(each.low, each.high, each.count) for each in curve] == [(0.0, 0.2, 2), (0.4, 0.6, 1), (0.8, 1.0, 3)]
    assert [each.confidence for each in curve] == pytest.approx([0.05, 0.5, 0.9])
    assert [each.share for each in curve] == pytest.approx([0.5, 1, 2 / 3])
    assert calibration_error(curve) == pytest.approx((2 * 0.45 + 0.5 + 3 * (0.9 - 2 / 3)) / 6)


def test_many_questions_make_ten_bins() -> None:
    """Where each bin can have ten questions there are ten."""
    curve = bins([(number / 100, number >= 50) for number in range(100)])

    assert [each.count for each in curve] == [10] * 10
    assert [each.share for each in curve] == [0] * 5 + [1] * 5


def test_the_interval_of_a_share() -> None:
    """Wilson's interval by hand for half of ten; where all came out alike it stands in for the bootstrap's."""
    same = MeanWithInterval(value=1, low=1, high=1, questions=10)

    assert wilson(0.5, 10) == pytest.approx((0.2366, 0.7634), abs=1e-4)
    assert spread(same) == pytest.approx((0.7225, 1), abs=1e-4)
    assert spread(replace(same, low=0.9)) == (0.9, 1)


def test_the_worst_questions_come_first(assistant: Assistant) -> None:
    """Refused ones, then those with nothing right, then those whose first right passage is far down."""
    gold = labelled([label()], assistant.article).questions
    (row,) = evaluate(assistant, gold).rows
    right = row.relevant[0]
    refused = replace(row, id="refused", verdict=Verdict.NOT_IN_CORPUS, ranking=())
    nothing = replace(row, id="nothing", ranking=("passage 1",) * 10)
    fourth = replace(row, id="fourth", ranking=(*["passage 1"] * 3, right))
    fifth = replace(row, id="fifth", ranking=(*["passage 1"] * 4, right))
    other = replace(row, id="other", answerable=False, ranking=())

    found = worst([row, fourth, nothing, other, refused, fifth])

    assert [each.id for each in found] == ["refused", "nothing", "fifth", "fourth"]
