"""An evaluation → the HTML of the Quality view: measures with their ranges, changes, and failures."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from textwrap import shorten

from qa.evaluation.feedback import FeedbackRun, Label, Labelled
from qa.evaluation.gold import GoldQuestion
from qa.evaluation.measures import LESS_IS_BETTER, MeanWithInterval
from qa.evaluation.report import Report, answered_wrongly, spread, worst
from qa.evaluation.run import GoldRow
from qa.serving.page.quality import wording
from qa.serving.page.shared.addressing import href
from qa.serving.page.shared.blocks import counted, heading, link

SHOWN_MOST = 8
"""Failures shown; the others are collapsed below."""
QUESTION_MOST = 140
"""Characters of a question that are shown: a long letter has thousands."""
RATIOS = frozenset(("nDCG@10", "RR@10"))
"""Measures that are not shares, and so not shown as percentages."""
_UP, _DOWN, _LEVEL = "▲", "▼", "="


def measures(report: Report, changed: Mapping[str, MeanWithInterval]) -> str:
    """Return the measures under two headings, each with its interval in words and as a bar, and its change."""
    measured = report.evaluation.measures
    names = [name for name in wording.NAMES if name in measured]
    parts = []
    for title, less in ((wording.FINDING, False), (wording.REFUSING, True)):
        rows = "".join(
            _measure(name, measured[name], changed.get(name)) for name in names if (name in LESS_IS_BETTER) is less
        )
        if rows:
            parts.append(f'{heading(title, level=3)}<ul class="cw-measures">{rows}</ul>')
    return "".join(parts)


def _measure(name: str, measured: MeanWithInterval, change: MeanWithInterval | None) -> str:
    title, known_as = wording.NAMES[name]
    ends = spread(measured)
    value, between = _value(name, measured.value, ends)
    low, high, middle = (100 * share for share in (*ends, measured.value))
    return (
        f'<li><span class="cw-measure">{escape(title)} <span class="cw-term">{escape(known_as)}</span></span>'
        f'<b class="cw-value">{value}</b>'
        f'<span class="cw-spread">{between} · {counted(wording.OF, measured.questions)}</span>'
        f'<span class="cw-range" aria-hidden="true"><span style="left:{low:.1f}%;width:{high - low:.1f}%"></span>'
        f'<i style="left:{middle:.1f}%"></i></span>'
        f"{_change(name, change) if change else ''}</li>"
    )


def _value(name: str, value: float, ends: tuple[float, float]) -> tuple[str, str]:
    """Return the value of a measure and its interval as text."""
    low, high = ends
    if name in RATIOS:
        return wording.RATIO.format(value=value), wording.RATIO_RANGE.format(low=low, high=high)
    return wording.SHARE.format(value=100 * value), wording.SHARE_RANGE.format(low=100 * low, high=100 * high)


def _change(name: str, change: MeanWithInterval) -> str:
    """Return the change of a measure: a sign, words, and whether it may be chance."""
    form, unit = (wording.AMOUNT, 1) if name in RATIOS else (wording.POINTS, 100)
    amount = form.format(amount=unit * abs(change.value))
    if amount == form.format(amount=0):
        return f'<span class="cw-change">{_sign(_LEVEL)} {wording.SAME}</span>'
    is_better = (change.value > 0) is not (name in LESS_IS_BETTER)
    words = (wording.BETTER if is_better else wording.WORSE).format(amount=amount)
    by_chance = f", {wording.CHANCE}" if change.low <= 0 <= change.high else ""
    kind = "" if by_chance else " cw-better" if is_better else " cw-worse"
    return f'<span class="cw-change{kind}">{_sign(_UP if change.value > 0 else _DOWN)} {words}{by_chance}</span>'


def _sign(sign: str) -> str:
    return f'<span aria-hidden="true">{sign}</span>'


def explained(report: Report, run: FeedbackRun | None) -> str:
    """Return what the bars show, and the run that changes are measured against."""
    if run is None:
        return details(f"{wording.MEASURED} {wording.NO_CHANGE_YET}")
    shared = len(run.measures.keys() & report.digests.values())
    return details(f"{wording.MEASURED} {counted(wording.CHANGE, shared, when=wording.DAY.format(day=run.day))}")


def failures(report: Report) -> str:
    """Return the failed questions, the worst first, each a link that asks it."""
    rows = report.evaluation.rows
    answerable = [row for row in rows if row.answerable]
    failed, wrong = worst(rows), answered_wrongly(report)
    parts = []
    if answerable:
        questions = counted(wording.OF, len(answerable))
        summary = counted(wording.WORST_COUNT, len(failed), questions=questions) if failed else wording.WORST_NONE
        listed = _listed([(row, _outcome(row)) for row in failed])
        parts.append(f"{heading(wording.WORST)}{details(summary)}{listed}")
    if wrong:
        sure = [(row, wording.SURE.format(share=f"{report.confidences[row.id]:.0%}")) for row in wrong]
        parts.append(f"{heading(wording.WRONGLY)}{_listed(sure)}")
    return "".join(parts)


def _outcome(row: GoldRow) -> str:
    if row.refused:
        return wording.REFUSED
    if row.first_relevant:
        return wording.AT_RANK.format(rank=row.first_relevant)
    return wording.NOT_FOUND.format(count=len(row.ranking))


def _listed(failed: Sequence[tuple[GoldRow, str]]) -> str:
    items = [
        f"<li>{link(href({'q': row.question}, view=''), shorten(row.question, QUESTION_MOST, placeholder=' …'))} "
        f'<span class="cw-outcome">{escape(outcome)}</span></li>'
        for row, outcome in failed
    ]
    first, rest = items[:SHOWN_MOST], items[SHOWN_MOST:]
    folded = more(counted(wording.MORE, len(rest)), _list(rest)) if rest else ""
    return f"{_list(first)}{folded}" if first else ""


def _list(items: Iterable[str]) -> str:
    return f'<ul class="cw-failures">{"".join(items)}</ul>'


def of_labels(labels: Labelled) -> str:
    """Return a summary of the labels: questions of either kind, and labels left out."""
    parts = [
        details(f"{_held(labels.questions)} {wording.LABELS_KIND}" if labels.questions else wording.NO_LABELS)
    ]
    if labels.undecided:
        parts.append(details(counted(wording.UNDECIDED, labels.undecided)))
    if labels.stale:
        parts.append(details(counted(wording.STALE, len(labels.stale))))
    return "".join(parts)


def _held(questions: Sequence[GoldQuestion]) -> str:
    answerable = sum(question.answerable for question in questions)
    return counted(
        wording.LABELS_HOLD,
        len(questions),
        answerable=f"{answerable:,}",
        others=f"{len(questions) - answerable:,}",
    )


def stale(labels: Iterable[Label]) -> str:
    """Return the labels whose quotations are no longer in their articles."""
    items = "".join(
        f"<li>{escape(label.question)}<br><q>{escape(label.quote)}</q> ({escape(label.article)})</li>"
        for label in labels
    )
    return f'<ul class="cw-quiet">{items}</ul>'


def details(text: str) -> str:
    """Return a remark in small type."""
    return f'<p class="cw-details">{escape(text)}</p>'


def more(label: str, content: str) -> str:
    """Return collapsed content under its label."""
    return f'<details class="cw-more"><summary>{escape(label)}</summary>{content}</details>'
