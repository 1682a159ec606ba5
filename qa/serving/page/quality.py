"""The Quality view: questions with known answers, how well they are answered now, and what changed."""

import threading
from collections.abc import Callable
from functools import cache
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st

from qa.errors import EvaluationError, ForVisitors
from qa.evaluation.gold import BUNDLED_GOLD, GoldQuestion, read_gold
from qa.evaluation.labelled import Labelled, labelled, to_lines
from qa.evaluation.labels import Labels, Run
from qa.evaluation.reporting import Report, before, changes, digest_of, reliability, report
from qa.indexing.generations import Generation
from qa.serving.page import quality_blocks, resources
from qa.serving.page import wording_quality as wording
from qa.serving.page.alerting import alert
from qa.serving.page.blocks import counted
from qa.serving.page.feedback import today
from qa.serving.page.quality_curve import draw_confidence

LABELS, BUNDLED, FILE = "labels", "bundled", "file"
QUESTIONS_MOST = 1000
"""In a file that is measured on the page: about a minute on two cores. The command line takes any number."""
REPORTS_KEPT = 8
GENERATIONS_KEPT = 2
Gold = tuple[GoldQuestion, ...]


class Reports:
    """The reports on one generation, by the digest of their questions; each is made once, and one at a time."""

    def __init__(self) -> None:
        """Start with none."""
        self._made: dict[str, Report] = {}
        self._making = threading.Lock()

    def get(self, digest: str) -> Report | None:
        """Return a report that was made, or None."""
        return self._made.get(digest)

    def make(self, digest: str, make: Callable[[], Report]) -> Report:
        """Return the report of these questions, made by this visitor unless another one did so meanwhile."""
        with self._making:
            if digest not in self._made:
                made = make()
                kept = list(self._made.items())[-(REPORTS_KEPT - 1) :]
                self._made = dict([*kept, (digest, made)])
            return self._made[digest]


@st.cache_resource(show_spinner=False, max_entries=GENERATIONS_KEPT)
def _reports(index: str, name: str) -> Reports:
    del index, name
    return Reports()


@st.cache_resource(show_spinner=False)
def _bundled() -> Gold:
    return read_gold(BUNDLED_GOLD)


def draw_quality() -> None:
    """Draw the choice of questions, and what was measured on them, or the button that measures."""
    settings, generation = resources.settings(), resources.generation()
    st.title(wording.HEADING, anchor=False)
    st.html(f'<p class="cw-promise">{escape(wording.LEAD)}</p>')
    if not settings.serving.labels:
        st.html(quality_blocks.details(wording.LABELS_OFF))
    found = _labelled(settings.index, generation)
    choice = _choice(generation, found, upload=not settings.serving.read_only)
    shown = choice != LABELS or not settings.serving.read_only
    with st.container(key="gold"):
        gold = _gold(choice, found, shown=shown)
    if not gold:
        return
    reports = _reports(str(settings.index), generation.name)
    digest = digest_of(gold)
    made = reports.get(digest)
    if made is None and st.button(wording.MEASURE, type="primary", icon=":material/speed:", key="measure"):
        made = _measured(reports, digest, gold)
    if made:
        _draw_report(made, generation, shown=shown)


def _labelled(index: Path, generation: Generation) -> Labelled:
    """Return the questions that labels make; where the file is damaged that is said, and there are none."""
    try:
        return labelled(Labels(index).all(), cache(generation.store.article))
    except EvaluationError as error:
        st.html(alert(error))
        return Labelled(questions=(), stale=(), undecided=0)


def _choice(generation: Generation, found: Labelled, *, upload: bool) -> str:
    """Draw the kinds of questions there are to choose from; the first that has any is chosen."""
    labels = {LABELS: wording.LABELS.format(count=f"{len(found.questions):,}")}
    if _holds_bundled(generation):
        labels[BUNDLED] = wording.BUNDLED.format(count=f"{len(_bundled()):,}")
    if upload:
        labels[FILE] = wording.FILE
    names = list(labels)
    first = 1 if not found.questions and BUNDLED in labels else 0
    chosen = st.radio(
        wording.GOLD, names, index=first, format_func=labels.__getitem__, horizontal=True, key="chosen gold"
    )
    return str(chosen)


def _holds_bundled(generation: Generation) -> bool:
    """Tell whether the index holds every article that the bundled questions name."""
    named = {place.article for question in _bundled() for place in question.relevant}
    return named <= {article.id for article in generation.store.articles()}


def _gold(choice: str, found: Labelled, *, shown: bool) -> Gold:
    """Draw what the chosen questions are, and return them; none where there is something to do first."""
    if choice == BUNDLED:
        st.html(quality_blocks.details(wording.BUNDLED_HOLD.format(count=len(_bundled()))))
        return _bundled()
    if choice == FILE:
        return _uploaded()
    st.html(quality_blocks.of_labels(found))
    if not shown:
        st.html(quality_blocks.details(wording.HIDDEN))
        return found.questions
    if found.stale:
        st.html(quality_blocks.more(wording.STALE_LIST, quality_blocks.stale(found.stale)))
    if found.questions:
        st.download_button(
            wording.EXPORT,
            to_lines(found.questions),
            file_name=wording.EXPORT_NAME,
            mime="application/jsonl",
            on_click="ignore",
            icon=":material/download:",
            type="tertiary",
            key="export",
        )
    return found.questions


def _uploaded() -> Gold:
    file = st.file_uploader(wording.UPLOAD, type=["jsonl"], help=wording.UPLOAD_HELP, key="gold file")
    if file is None:
        return ()
    try:
        return gold_of(file.getvalue(), name=file.name)
    except EvaluationError as error:
        st.html(alert(error))
        return ()


def gold_of(content: bytes, *, name: str) -> Gold:
    """Return the questions of a file by its content; raises EvaluationError that names it as the visitor does."""
    with TemporaryDirectory(prefix="citewell-") as folder:
        path = Path(folder) / "gold.jsonl"
        path.write_bytes(content)
        try:
            questions = read_gold(path)
        except EvaluationError as error:
            told = ForVisitors(*(text.replace(str(path), name) for text in error.for_visitors))
            raise EvaluationError(
                str(error).replace(str(path), name), hint=error.hint, for_visitors=told
            ) from error
    if len(questions) > QUESTIONS_MOST:
        said = wording.TOO_MANY.format(count=f"{len(questions):,}", most=f"{QUESTIONS_MOST:,}")
        raise EvaluationError(said, hint=wording.TOO_MANY_HINT)
    return questions


def _measured(reports: Reports, digest: str, gold: Gold) -> Report | None:
    """Measure with a bar of the progress, and keep what came; an error is said where the result would stand."""
    with st.empty():
        bar = st.progress(0.0, text=wording.LOADING)

        def progress(done: int, total: int) -> None:
            bar.progress(
                done / total, text=wording.PROGRESS.format(done=f"{done:,}", questions=counted(wording.OF, total))
            )

        try:
            made = reports.make(digest, lambda: report(resources.assistant(), gold, progress))
        except EvaluationError as error:
            st.html(alert(error))
            return None
        bar.empty()
    _keep(made, digest)
    st.rerun()


def _keep(made: Report, digest: str) -> None:
    """Keep what was measured, so that the next generation can be compared with this one."""
    settings = resources.settings()
    if not settings.serving.labels:
        return
    run = Run(generation=made.evaluation.generation, gold=digest, day=today(), measures=made.by_digest())
    try:
        Labels(settings.index).keep_run(run)
    except EvaluationError:  # it is said above already, as the labels could not be read
        return


def _draw_report(made: Report, generation: Generation, *, shown: bool) -> None:
    run = _before(made)
    st.html(quality_blocks.explained(made, run))
    st.html(quality_blocks.measures(made, changes(made, run) if run else {}))
    if shown:
        st.html(quality_blocks.failures(made))
    draw_confidence(reliability(made), generation.manifest.calibration)


def _before(made: Report) -> Run | None:
    try:
        return before(made, Labels(resources.settings().index).runs())
    except EvaluationError:  # it is said above already
        return None
