"""The Quality view: gold questions, how well they are answered now, and what changed."""

import threading
from collections.abc import Callable
from functools import cache
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st

from qa.errors import EvaluationError, ForVisitors
from qa.evaluation.feedback import FeedbackRun, Labelled, Labels, labelled, to_lines
from qa.evaluation.gold import BUNDLED_GOLD, GoldQuestion, read_gold
from qa.evaluation.report import Report, before, changes, digest_of, reliability, report
from qa.indexing.generations import Generation
from qa.serving.page.ask.feedback import today
from qa.serving.page.people.view import may_change
from qa.serving.page.quality import blocks as quality_blocks
from qa.serving.page.quality import wording
from qa.serving.page.quality.curve import draw_confidence
from qa.serving.page.shared import resources
from qa.serving.page.shared.alerting import alert
from qa.serving.page.shared.blocks import counted

LABELS, BUNDLED, FILE = "labels", "bundled", "file"
QUESTIONS_MOST = 1000
"""Most questions in a file measured on the page: about a minute on two cores. The command line takes any
number."""
REPORTS_KEPT = 8
GENERATIONS_KEPT = 2
Gold = tuple[GoldQuestion, ...]


class Reports:
    """The reports on one generation, by the digest of their questions; made once each, one at a time."""

    def __init__(self) -> None:
        """Start empty."""
        self._made: dict[str, Report] = {}
        self._making = threading.Lock()

    def get(self, digest: str) -> Report | None:
        """Return the report of these questions, or None."""
        return self._made.get(digest)

    def make(self, digest: str, make: Callable[[], Report]) -> Report:
        """Return the report of these questions, made now unless another visitor has just made it."""
        with self._making:
            if digest not in self._made:
                measured = make()
                latest = list(self._made.items())[-(REPORTS_KEPT - 1) :]
                self._made = dict([*latest, (digest, measured)])
            return self._made[digest]


@st.cache_resource(show_spinner=False, max_entries=GENERATIONS_KEPT)
def _reports(index: str, name: str) -> Reports:
    del index, name
    return Reports()


@st.cache_resource(show_spinner=False)
def _bundled() -> Gold:
    return read_gold(BUNDLED_GOLD)


def draw_quality() -> None:
    """Draw the choice of questions, and the report on them, or the button that makes it."""
    settings, generation = resources.settings(), resources.generation()
    st.title(wording.HEADING, anchor=False)
    st.html(f'<p class="cw-promise">{escape(wording.LEAD)}</p>')
    if not settings.serving.labels:
        st.html(quality_blocks.details(wording.LABELS_OFF))
    labels = _labelled(settings.index, generation)
    trusted = may_change()
    choice = _choice(generation, labels, upload=trusted)
    shown = choice != LABELS or trusted
    with st.container(key="gold"):
        gold = _gold(choice, labels, shown=shown)
    if not gold:
        return
    reports = _reports(str(settings.index), generation.name)
    digest = digest_of(gold)
    measured = reports.get(digest)
    if measured is None and st.button(wording.MEASURE, type="primary", icon=":material/speed:", key="measure"):
        measured = _measured(reports, digest, gold)
    if measured:
        _draw_report(measured, generation, shown=shown)


def _labelled(index: Path, generation: Generation) -> Labelled:
    """Return the questions from labels; with a damaged file an alert is drawn, and there are none."""
    try:
        return labelled(Labels(index).all(), cache(generation.store.article))
    except EvaluationError as error:
        st.html(alert(error))
        return Labelled(questions=(), stale=(), undecided=0)


def _choice(generation: Generation, labels: Labelled, *, upload: bool) -> str:
    """Draw the choice of question sets; the first that is not empty is preselected."""
    choices = {LABELS: wording.LABELS.format(count=f"{len(labels.questions):,}")}
    if _holds_bundled(generation):
        choices[BUNDLED] = wording.BUNDLED.format(count=f"{len(_bundled()):,}")
    if upload:
        choices[FILE] = wording.FILE
    names = list(choices)
    first = 1 if not labels.questions and BUNDLED in choices else 0
    chosen = st.radio(
        wording.GOLD, names, index=first, format_func=choices.__getitem__, horizontal=True, key="chosen gold"
    )
    return str(chosen)


def _holds_bundled(generation: Generation) -> bool:
    """Tell whether the index holds every article that the bundled questions name."""
    named = {place.article for question in _bundled() for place in question.relevant}
    return named <= {article.id for article in generation.store.articles()}


def _gold(choice: str, labels: Labelled, *, shown: bool) -> Gold:
    """Draw a description of the chosen questions, and return them; empty until a file is uploaded."""
    if choice == BUNDLED:
        st.html(quality_blocks.details(wording.BUNDLED_HOLD.format(count=len(_bundled()))))
        return _bundled()
    if choice == FILE:
        return _uploaded()
    st.html(quality_blocks.of_labels(labels))
    if not shown:
        st.html(quality_blocks.details(wording.HIDDEN))
        return labels.questions
    if labels.stale:
        st.html(quality_blocks.more(wording.STALE_LIST, quality_blocks.stale(labels.stale)))
    if labels.questions:
        st.download_button(
            wording.EXPORT,
            to_lines(labels.questions),
            file_name=wording.EXPORT_NAME,
            mime="application/jsonl",
            on_click="ignore",
            icon=":material/download:",
            type="tertiary",
            key="export",
        )
    return labels.questions


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
    """Return the questions in a file's content; raises EvaluationError that names the file as uploaded."""
    with TemporaryDirectory(prefix="citewell-") as folder:
        path = Path(folder) / "gold.jsonl"
        path.write_bytes(content)
        try:
            questions = read_gold(path)
        except EvaluationError as error:
            for_visitors = ForVisitors(*(text.replace(str(path), name) for text in error.for_visitors))
            raise EvaluationError(
                str(error).replace(str(path), name), hint=error.hint, for_visitors=for_visitors
            ) from error
    if len(questions) > QUESTIONS_MOST:
        message = wording.TOO_MANY.format(count=f"{len(questions):,}", most=f"{QUESTIONS_MOST:,}")
        raise EvaluationError(message, hint=wording.TOO_MANY_HINT)
    return questions


def _measured(reports: Reports, digest: str, gold: Gold) -> Report | None:
    """Measure with a progress bar, and store the result; an error is shown in its place."""
    with st.empty():
        bar = st.progress(0.0, text=wording.LOADING)

        def progress(done: int, total: int) -> None:
            bar.progress(
                done / total, text=wording.PROGRESS.format(done=f"{done:,}", questions=counted(wording.OF, total))
            )

        try:
            measured = reports.make(digest, lambda: report(resources.assistant(), gold, progress))
        except EvaluationError as error:
            st.html(alert(error))
            return None
        bar.empty()
    _keep(measured, digest)
    st.rerun()


def _keep(measured: Report, digest: str) -> None:
    """Store the measures, so that the next generation can be compared with this one."""
    settings = resources.settings()
    if not settings.serving.labels:
        return
    run = FeedbackRun(
        generation=measured.evaluation.generation, gold=digest, day=today(), measures=measured.by_digest()
    )
    try:
        Labels(settings.index).keep_run(run)
    except EvaluationError:  # already shown above: the labels could not be read
        return


def _draw_report(measured: Report, generation: Generation, *, shown: bool) -> None:
    run = _before(measured)
    st.html(quality_blocks.explained(measured, run))
    st.html(quality_blocks.measures(measured, changes(measured, run) if run else {}))
    if shown:
        st.html(quality_blocks.failures(measured))
    draw_confidence(reliability(measured), generation.manifest.calibration)


def _before(measured: Report) -> FeedbackRun | None:
    try:
        return before(measured, Labels(resources.settings().index).runs())
    except EvaluationError:  # it is said above already
        return None
