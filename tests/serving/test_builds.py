"""The one builder of a process: one build at a time, watched, stopped, and harmless however it ends."""

import threading
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from qa.errors import BuildRunningError, BuildStoppedError, IndexFailure
from qa.files import locked
from qa.indexing.build import BuildReport, Progress, Stage
from qa.indexing.embed import PASSAGES_AT_ONCE
from qa.indexing.generations import current_name
from qa.serving.builds import Builder, build_now
from qa.serving.pace import Work
from qa.settings import Settings
from tests.support.fakes import FakeEncoder

pytestmark = pytest.mark.integration

SECONDS_MOST = 30.0
MANY = PASSAGES_AT_ONCE + 22
Moment = tuple[Stage, int]


class Gate:
    """Holds a build at one moment until it may go on."""

    def __init__(self, moment: Moment) -> None:
        self._moment = moment
        self.reached, self.open = threading.Event(), threading.Event()

    def before(self, progress: Progress) -> Progress:
        """Return a progress that waits at the moment, and reports it then."""

        def report(stage: Stage, done: int, total: int) -> None:
            if (stage, done) == self._moment:
                self.reached.set()
                assert self.open.wait(SECONDS_MOST)
            progress(stage, done, total)

        return report


@pytest.fixture
def settings(corpus: Path, index: Path) -> Settings:
    return Settings(corpus=corpus, index=index)


@pytest.fixture
def many(make_corpus: Callable[[Mapping[str, str | bytes]], Path]) -> None:
    """Put so many articles of one passage into the folder that they are encoded in two steps."""
    make_corpus({f"walk-{number}.md": f"# Walk {number}\n\nA walk of {number} miles.\n" for number in range(MANY)})


def run(builder: Builder, build: Callable[[Progress], BuildReport]) -> None:
    assert builder.start(build)
    builder.join(SECONDS_MOST)


def stopped_at(moment: Moment, settings: Settings, encoder: FakeEncoder) -> Builder:
    """Return a builder whose build was stopped when it came to a moment."""
    builder, gate = Builder(), Gate(moment)
    builder.start(lambda progress: build_now(settings, encoder, progress=gate.before(progress)))
    assert gate.reached.wait(SECONDS_MOST)
    builder.stop()
    assert builder.look().stopping
    gate.open.set()
    builder.join(SECONDS_MOST)
    return builder


def test_a_build_is_published_and_its_report_kept(settings: Settings, encoder: FakeEncoder) -> None:
    """When the build has ended the builder stands by, with what it came to and when."""
    builder = Builder()
    before = builder.look()

    run(builder, lambda progress: build_now(settings, encoder, progress=progress))

    now = builder.look()
    assert (before.running, before.outcome, before.ended) == (False, None, None)
    assert isinstance(now.outcome, BuildReport)
    assert (now.outcome.generation, now.outcome.articles) == (current_name(settings.index), 3)
    assert (now.running, now.stage, now.ended is None) == (False, None, False)


@pytest.mark.usefixtures("built", "many")
def test_while_it_builds_its_stage_is_told_and_the_old_generation_serves(
    settings: Settings, encoder: FakeEncoder
) -> None:
    """In the middle of a build anyone can see how far it is, and the index is the one before it."""
    builder, gate, old = Builder(), Gate((Stage.ENCODING, PASSAGES_AT_ONCE)), current_name(settings.index)
    steps: list[tuple[Stage | None, int, int]] = []

    def build(progress: Progress) -> BuildReport:
        def report(stage: Stage, done: int, total: int) -> None:
            progress(stage, done, total)
            now = builder.look()
            steps.append((now.stage, now.done, now.total))

        return build_now(settings, encoder, progress=gate.before(report))

    builder.start(build)
    assert gate.reached.wait(SECONDS_MOST)
    held, serving = builder.look(), current_name(settings.index)
    gate.open.set()
    builder.join(SECONDS_MOST)

    assert (held.running, held.stage, held.done, held.total) == (True, Stage.ENCODING, 0, MANY)
    asked = next(total for stage, _, total in steps if stage is Stage.MEASURING)
    assert steps == [
        *((Stage.READING, done, MANY + 3) for done in range(MANY + 3)),
        *((Stage.CUTTING, done, MANY + 3) for done in range(1, MANY + 4)),
        (Stage.ENCODING, 0, MANY),
        (Stage.ENCODING, PASSAGES_AT_ONCE, MANY),
        (Stage.ENCODING, MANY, MANY),
        (Stage.WRITING, 0, 1),
        *((Stage.MEASURING, done, asked) for done in range(asked + 1)),
        (Stage.WRITING, 1, 1),
        (Stage.PREPARING, 0, 1),
        (Stage.PREPARING, 1, 1),
    ]
    assert (serving, current_name(settings.index) == old) == (old, False)


@pytest.mark.usefixtures("built", "many")
@pytest.mark.parametrize(
    "moment", [(Stage.READING, 5), (Stage.ENCODING, PASSAGES_AT_ONCE), (Stage.WRITING, 0), (Stage.MEASURING, 2)]
)
def test_a_stopped_build_leaves_the_index_as_it_was(
    settings: Settings, encoder: FakeEncoder, moment: Moment
) -> None:
    """Whatever it was doing, the old generation goes on serving, nothing half done lies about, and it is said."""
    old, files = current_name(settings.index), sorted(path.name for path in settings.index.iterdir())

    builder = stopped_at(moment, settings, encoder)

    now = builder.look()
    assert isinstance(now.outcome, BuildStoppedError)
    assert (now.running, now.stopping) == (False, False)
    assert current_name(settings.index) == old
    assert sorted(path.name for path in settings.index.iterdir()) == files


@pytest.mark.usefixtures("built", "many")
def test_what_a_stopped_build_encoded_is_kept(settings: Settings, encoder: FakeEncoder) -> None:
    """The next build computes only the vectors that the stopped one did not."""
    builder = stopped_at((Stage.ENCODING, PASSAGES_AT_ONCE), settings, encoder)

    run(builder, lambda progress: build_now(settings, encoder, progress=progress))

    report = builder.look().outcome
    assert isinstance(report, BuildReport)
    assert (report.embedded, report.articles) == (MANY - PASSAGES_AT_ONCE, MANY + 3)


@pytest.mark.usefixtures("built", "many")
def test_what_is_published_cannot_be_stopped(settings: Settings, encoder: FakeEncoder) -> None:
    """A stop that comes after the last step changes nothing: the build is reported as done."""
    builder = stopped_at((Stage.WRITING, 1), settings, encoder)

    report = builder.look().outcome
    assert isinstance(report, BuildReport)
    assert report.generation == current_name(settings.index)


def test_one_build_runs_at_a_time(settings: Settings, encoder: FakeEncoder) -> None:
    """A second visitor who asks for a build gets none, and watches the first one's; later anyone may start one."""
    builder, gate = Builder(), Gate((Stage.READING, 0))
    builder.start(lambda progress: build_now(settings, encoder, progress=gate.before(progress)))
    assert gate.reached.wait(SECONDS_MOST)

    second = builder.start(lambda _: pytest.fail("a second build ran"))
    gate.open.set()
    builder.join(SECONDS_MOST)
    run(builder, lambda progress: build_now(settings, encoder, progress=progress))

    report = builder.look().outcome
    assert not second
    assert isinstance(report, BuildReport)
    assert (report.generation[:8], report.published) == ("g-000001", False)


def test_a_build_of_another_process_is_told(settings: Settings, encoder: FakeEncoder) -> None:
    """Where another holds the lock, the outcome is the error that says so."""
    builder = Builder()

    with locked(settings.index / ".lock"):
        run(builder, lambda progress: build_now(settings, encoder, progress=progress))

    assert isinstance(builder.look().outcome, BuildRunningError)


def test_an_error_that_nobody_foresaw_is_an_outcome_too(caplog: pytest.LogCaptureFixture) -> None:
    """A build that breaks is told with its error, the log has the trace, and the next build can start."""

    def broken(progress: Progress) -> BuildReport:
        raise ZeroDivisionError("<b>no</b>")

    builder = Builder()
    run(builder, broken)

    outcome = builder.look().outcome
    assert isinstance(outcome, IndexFailure)
    assert str(outcome) == "The build ended with an unexpected error: ZeroDivisionError('<b>no</b>')."
    assert [record.exc_info is not None for record in caplog.records] == [True]
    assert not builder.look().running


def test_how_far_the_whole_build_is_and_what_is_left_is_told_while_it_runs() -> None:
    """From the work that is known before; a build begins anew at nothing, with the pace of the one before."""
    now = 100.0
    told: list[tuple[int, tuple[int, ...] | None]] = []
    builder = Builder(clock=lambda: now)

    def build(progress: Progress) -> BuildReport:
        nonlocal now
        for seconds, stage, done in (
            (0.0, Stage.READING, 0),
            (0.0, Stage.ENCODING, 0),
            (60.0, Stage.ENCODING, 60),
        ):
            now += seconds
            progress(stage, done, 60)
            seen = builder.look()
            left = seen.seconds_left and tuple(map(round, seen.seconds_left))
            told.append((round(100 * seen.share), left))
        raise BuildStoppedError

    for _ in range(2):
        assert builder.start(build, Work(files=1000, changed=10, is_first=False))
        builder.join(SECONDS_MOST)
    ended = builder.look()

    # 10 files of 6 passages: 4 to read and 2 to cut, 60 to encode, 180 to write
    assert told == [(0, None), (2, None), (27, (90, 333)), (0, None), (2, (129, 414)), (27, (90, 333))]
    assert (ended.share, ended.seconds_left) == (0.0, None)
