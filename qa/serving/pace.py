"""How far a build is over all its steps, and how long it still takes: by the costs of steps and the pace so far.

The cost of a step is told in passages: the time that encoding so many takes, on the same machine at the same time.
So a slow or busy machine changes the pace alone.  ``python -m benchmarks.time_left`` shows how far the time told
was off, and with ``--events`` what each step took, from which the costs are.
"""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from qa.indexing.build import Stage

PASSAGES_OF_FILE = 6.0
"""Until the passages are counted: 9.0 in the bundled articles, 5.5 in MedQuAD, 2.1 in abstracts of NFCorpus."""
LONGEST_FIRST = 0.55
"""The longest passages are encoded first: after half of them 64% of the work is done; of characters 63 to 66%."""
READING_COST = 0.4
"""Of a new file: by the clock 1.0 in the bundled articles, 0.2 in those of MedQuAD."""
CUTTING_COST = 0.2
"""Of a new file: by the clock 0.3 and 0.1."""
BEGINNING_COST = 50.0
"""Of the first encoding, which learns how tokens are shortened: 41 to 61."""
WRITING_COST = 0.03
"""Of a passage: 0.02 to 0.05."""
QUESTION_COST = 1.2
"""Of a question by which the verdict is measured: by processor time 0.8 to 1.2, by the clock 0.6 to 2.2."""
QUESTIONS = 200
"""Until they are counted: 184 in most libraries, 285 in that of the bundled articles."""
PREPARING_COST = 110.0
"""Of encoding the phrases of the warning signs, once: 79 to 120."""
MEASURED_AGAIN_AT = 0.02
"""Share of changed files from which the verdict is measured again; a build decides so by passages."""

SECONDS_LEAST, COST_LEAST = 2.0, 4.0
"""A pace told from less time, or from less work, is chance."""
UNSURE_NOW = 0.35
"""How far the rest of this step may be off: lengths of passages differ between libraries."""
LATER_LEAST, LATER_MOST = 0.5, 1.85
"""What a later step may take, as a share of what is told: what ``QUESTION_COST`` was by the clock."""
LATELY = 0.25
"""The share of a step's time whose pace is compared with that of all of it: machines get busy, and free again."""
WIDEST, SHORT_SECONDS = 4.5, 60.0
"""A most that is more times the least tells nothing, unless it is short."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What a build has to do, as far as that is known before: the files of the folder, those new or changed.

    ``is_first`` tells that there is no index yet.
    """

    files: int = 0
    changed: int = 0
    is_first: bool = True


class Pace:
    """The progress of one build; ``clock`` returns seconds.

    ``passage_seconds`` is what encoding a passage took in the build before, None where that is not known.
    """

    def __init__(
        self, work: Work, *, passage_seconds: float | None = None, clock: Callable[[], float] = monotonic
    ) -> None:
        """Begin now."""
        self._work, self._clock, self._before = work, clock, passage_seconds
        self._costs = _costs_of(work)
        self._order = list(self._costs)
        self._stage: Stage | None = None
        self._done, self._total, self._first = 0, 0, 0
        self._moments: list[tuple[float, int]] = []
        """When so much of this step was done."""
        self._share = 0.0
        self._heard = self._began = self._stage_began = clock()
        self._encoded: float | None = None

    @property
    def share(self) -> float:
        """The share of the whole build that is done, from 0 to 1; it never falls."""
        return self._share

    @property
    def passage_seconds(self) -> float | None:
        """What encoding a passage took in this build, or else in the one before; None where neither is known."""
        return self._encoded or self._before

    def hear(self, stage: Stage, done: int, total: int) -> None:
        """Take what a build tells of its progress."""
        is_end = stage is Stage.WRITING and done == total > 0 and self._stage is not Stage.WRITING
        if is_end:  # the index is published: nothing is written from here on
            self._heard = self._clock()
            return
        if stage is not self._stage:
            now = self._clock()
            self._stage, self._first, self._stage_began = stage, done, now
            self._moments = []
            self._count(stage, total)
        self._done, self._total, self._heard = done, total, self._clock()
        self._moments.append((self._heard, done))
        if stage is Stage.ENCODING and (pace := self._pace()) is not None:
            self._encoded = pace
        whole = sum(self._costs.values())
        self._share = max(self._share, min(1.0, 1.0 - self._left() / whole) if whole else 0.0)

    def _count(self, stage: Stage, total: int) -> None:
        """Correct the costs by what is counted now."""
        if stage is Stage.READING and not self._work.files:
            self._costs = _costs_of(Work(files=total, changed=total))
        if stage is Stage.ENCODING:
            self._costs[stage] = total + (BEGINNING_COST if self._work.is_first else 0.0)
        if stage is Stage.MEASURING:
            self._costs[stage] = QUESTION_COST * total
        if stage is Stage.PREPARING and not self._costs[stage]:
            self._costs[stage] = 1.0

    def _later(self) -> list[Stage]:
        return self._order[self._order.index(self._stage) + 1 :] if self._stage else self._order

    def _left_in_stage(self) -> float:
        """Return the cost of the rest of the step; what precedes its first passage is over when it begins."""
        if self._stage is None or not self._total:
            return 0.0
        return self._cost_in_stage() * (1.0 - self._done_in_stage(self._done))

    def _cost_in_stage(self) -> float:
        """Return the cost of all of this step that is told of."""
        if self._stage is Stage.ENCODING:
            return float(self._total)
        return self._costs[self._stage] if self._stage else 0.0

    def _done_in_stage(self, done: int) -> float:
        """Return the share of the work of this step when so much of it is done."""
        share = done / self._total
        return share * (1.0 + LONGEST_FIRST * (1.0 - share)) if self._stage is Stage.ENCODING else share

    def _left(self) -> float:
        return self._left_in_stage() + sum(self._costs[stage] for stage in self._later())

    def _pace(self) -> float | None:
        """Return the seconds that a unit of cost took in this step, None where too little was done to tell."""
        if self._stage is None or not self._total:
            return None
        took = self._heard - self._stage_began
        done = self._cost_in_stage() * (self._done_in_stage(self._done) - self._done_in_stage(self._first))
        return took / done if took >= SECONDS_LEAST and done >= COST_LEAST else None

    def _paces(self) -> tuple[float, float] | None:
        """Return the lower and the higher pace of this step, over all of it and lately; None where unknown."""
        whole = self._pace()
        if whole is None:
            return None
        since = self._heard - max(SECONDS_LEAST, LATELY * (self._heard - self._stage_began))
        before = max((moment for moment in self._moments if moment[0] <= since), default=self._moments[0])
        done = self._cost_in_stage() * (self._done_in_stage(self._done) - self._done_in_stage(before[1]))
        lately = (self._heard - before[0]) / done if done >= COST_LEAST else whole
        return min(whole, lately), max(whole, lately)

    def seconds_left(self) -> tuple[float, float] | None:
        """Return the least and the most seconds that the build is likely to take from now; None where unknown.

        Until the passages are counted nothing is told, as a file has one or hundreds; nor when a step takes longer
        than was told, or when the most would be many times the least.
        """
        if self._stage in (None, Stage.READING, Stage.CUTTING):
            return None
        here = self._paces()
        known = self._encoded or self._before
        later = (
            here
            if here and self._stage in (Stage.ENCODING, Stage.MEASURING)
            else (known, known)
            if known
            else here
        )
        here = here or later
        if here is None or later is None:
            return None
        cost, rest = self._left_in_stage(), sum(self._costs[stage] for stage in self._later())
        silent = self._clock() - self._heard
        now = (1.0 - UNSURE_NOW) * cost * here[0] - silent, (1.0 + UNSURE_NOW) * cost * here[1] - silent
        if now[1] < 0.0 and silent > SECONDS_LEAST:
            return None
        least = max(0.0, now[0]) + LATER_LEAST * rest * later[0]
        most = max(0.0, now[1]) + LATER_MOST * rest * later[1]
        return (least, most) if most <= max(WIDEST * least, SHORT_SECONDS) else None


def _costs_of(work: Work) -> dict[Stage, float]:
    """Return the cost of each step, in order, as far as it is known before."""
    is_measured = work.is_first or work.changed > MEASURED_AGAIN_AT * work.files
    return {
        Stage.READING: READING_COST * work.changed,
        Stage.CUTTING: CUTTING_COST * work.changed,
        Stage.ENCODING: PASSAGES_OF_FILE * work.changed + (BEGINNING_COST if work.is_first else 0.0),
        Stage.WRITING: WRITING_COST * PASSAGES_OF_FILE * work.files,
        Stage.MEASURING: QUESTION_COST * QUESTIONS if is_measured else 0.0,
        Stage.PREPARING: PREPARING_COST if work.is_first else 0.0,
    }
