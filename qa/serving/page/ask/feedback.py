"""The thumbs of the Ask view: whether a passage answers, and whether it was right to say that none does."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from html import escape

import streamlit as st

from qa.answering.question.follow_up import joined
from qa.errors import EvaluationError
from qa.evaluation.feedback import Label, Labels, Vote
from qa.files import sha256
from qa.records import Answer, Citation, Hit, Verdict
from qa.serving.page.quality import wording
from qa.serving.page.shared import resources
from qa.serving.page.shared.alerting import alert

_KEY_CHARACTERS = 16


def draw_thumbs(answer: Answer, hit: Hit, passage: Citation) -> None:
    """Draw the thumbs of a passage, unless they are switched off."""
    if resources.settings().serving.labels:
        _draw(of_passage(answer, hit, passage, day=today()), wording.THUMBS.format(rank=hit.rank), "cw-hidden")


def draw_refusal_thumbs(answer: Answer) -> None:
    """Draw the thumbs of an answer that was refused, unless they are switched off."""
    if answer.verdict is Verdict.NOT_IN_CORPUS and resources.settings().serving.labels:
        _draw(of_refusal(answer, day=today()), wording.REFUSAL_THUMBS, "cw-said")


def of_passage(answer: Answer, hit: Hit, passage: Citation, *, day: date) -> tuple[Label, ...]:
    """Return the labels that say that a passage answers: one for each sentence that is marked in it."""
    return tuple(
        replace(
            _judged(answer, day),
            article=passage.article_id,
            start=sentence.start,
            end=sentence.end,
            quote=passage.quote[sentence.start - passage.start : sentence.end - passage.start],
        )
        for sentence in hit.answering
    )


def of_refusal(answer: Answer, *, day: date) -> tuple[Label, ...]:
    """Return the label that says that an answer was rightly refused."""
    return (_judged(answer, day),)


def _judged(answer: Answer, day: date) -> Label:
    question = joined(answer.question, answer.after)  # whole, as it is asked again when it is measured
    return Label(question=question, vote=Vote.UP, generation=answer.generation, day=day)


def today() -> date:
    """Return the day, the same wherever the visitor is."""
    return datetime.now(UTC).date()


@st.fragment
def _draw(labels: Sequence[Label], asks: str, kind: str) -> None:
    """Draw one pair of thumbs, and what came of it; a press draws this again and no more."""
    named = "\0".join(f"{label.question}\0{label.article}\0{label.digest}" for label in labels)
    key = f"thumbs-{sha256(named.encode(errors='replace'))[:_KEY_CHARACTERS]}"
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key=f"row-{key}"):
        st.html(f'<p class="{kind}">{escape(asks)}</p>', width="content")
        message = st.session_state.pop(f"said-{key}", "")
        if not isinstance(message, EvaluationError):
            st.html(f'<p role="status" class="cw-kept">{escape(message)}</p>', width="content")
        st.feedback("thumbs", key=key, persist_state="session", on_change=_vote, args=(key, labels))
    if isinstance(message, EvaluationError):
        st.html(alert(message))


def _vote(key: str, labels: Sequence[Label]) -> None:
    """Keep what was pressed, or take it back, and leave what came of it for the next drawing."""
    pressed, file = st.session_state[key], Labels(resources.settings().index)
    vote = Vote.UP if pressed else Vote.DOWN
    try:
        if pressed is None:
            file.take_back(labels)
        else:
            file.keep(replace(label, vote=vote, day=today()) for label in labels)
    except EvaluationError as error:
        st.session_state[f"said-{key}"] = error
    else:
        st.session_state[f"said-{key}"] = wording.TAKEN_BACK if pressed is None else wording.KEPT
