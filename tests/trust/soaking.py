"""Many questions from many sessions of one served page, with rebuilds meanwhile: memory, handles, every answer.

The page is served with the encoder without weights; visitors speak its protocol.  Each answer must be what an
assistant draws that is asked alone, of the generation that the answer names, and the field must hold its question.
"""

import os
import statistics
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from urllib.parse import parse_qs

from qa.answering.assistant import Assistant
from qa.answering.question.follow_up import joined
from qa.indexing.generations import current_name, open_generation
from qa.serving.page.shared import wording
from qa.settings import Settings
from tests.conftest import ARTICLES
from tests.support.browsing import Site, build_index, weightless
from tests.support.fakes import FakeEncoder
from tests.support.heard import ask, pieces
from tests.support.held_page import MODEL
from tests.support.visitors import Visitor, visitor
from tests.trust.crashing import note

SESSIONS = 20
BETWEEN_BUILDS = 300
"""Questions between two rebuilds."""
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
QUESTIONS = (
    "what helps against sciatica",
    "when do I have to call a doctor",
    "how do I lift a heavy box",
    "what to do after a strain",
    "cramps in the calf at night",
    "how many minutes a day do I walk",
    "does a warm pack help",
    "how do I repair a bicycle",
    "why does one leg hurt",
    "does stretching prevent cramps",
    "where is the sciatic nerve",
)


@dataclass(slots=True)
class SoakFigures:
    """What a soak saw: after each round, the questions so far, resident MB, open handles and threads."""

    rounds: list[tuple[int, float, int, int]] = field(default_factory=list)
    generations: int = 0
    failures: list[str] = field(default_factory=list)

    @property
    def questions(self) -> int:
        """How many were asked in all."""
        return self.rounds[-1][0]

    def megabytes_per_thousand(self) -> float:
        """Return by how many MB the resident memory grows in 1,000 questions, over the second half of the rounds.

        The median of the slopes between all pairs of rounds (Theil and Sen), which single rounds do not move.
        """
        half = self.rounds[len(self.rounds) // 2 :]
        slopes = [
            1000 * (later[1] - earlier[1]) / (later[0] - earlier[0])
            for number, earlier in enumerate(half)
            for later in half[number + 1 :]
        ]
        return statistics.median(slopes) if slopes else 0.0

    def growth(self, column: int) -> int:
        """Return the least by which handles (2) or threads (3) grew from the middle of the soak to its end."""
        half = [round_[column] for round_ in self.rounds[len(self.rounds) // 2 :]]
        third = max(1, len(half) // 3)
        return int(min(half[-third:]) - min(half[:third]))


@dataclass(slots=True)
class Oracle:
    """What an assistant draws that is asked alone, of every generation that was published."""

    site: Site
    encoder: FakeEncoder = field(default_factory=lambda: FakeEncoder(name=MODEL))
    assistants: dict[str, Assistant] = field(default_factory=dict)
    drawn: dict[tuple[str, str, str], list[str]] = field(default_factory=dict)

    def take_published(self) -> str:
        """Open the published generation, before another build deletes it; return its name."""
        name = current_name(self.site.index)
        settings = Settings(index=self.site.index, corpus=self.site.corpus)
        generation = open_generation(self.site.index, name)
        self.assistants[name] = Assistant(generation, self.encoder, settings.answering)
        return name

    def build_again(self, number: int) -> None:
        """Rebuild the index after one article has changed, as its owner does while it is served."""
        text = ARTICLES["sciatica.md"].replace("most days", f"most days, for {5 + number} minutes")
        (self.site.corpus / "sciatica.md").write_text(text)
        build_index(self.site)
        self.take_published()

    def says(self, generation: str, question: str, after: str) -> list[str]:
        """Return the pieces of the answer."""
        key = (generation, question, after)
        if key not in self.drawn:
            assistant = self.assistants[generation]
            self.drawn[key] = pieces(assistant.ask(question, after=after), assistant, after)
        return self.drawn[key]


@dataclass(slots=True)
class Session:
    """One visitor, what it asked last, and what a follow-up is searched with."""

    number: int
    visit: Visitor
    asked: str = ""
    shown: str = ""

    def asks(self, question: str) -> tuple[str, str, list[str], str]:
        """Ask; return the question, the generation, the drawn pieces, and how the field differs."""
        _, _, generation, drawn = ask(self.visit, question)
        self.asked = question
        return question, generation, drawn, self._field_differs(question)

    def wrong(self, heard: tuple[str, str, list[str], str], oracle: Oracle) -> list[str]:
        """Compare what was heard with the oracle; return what is wrong with it."""
        question, generation, drawn, differs = heard
        found = [differs] if differs else []
        if assistant := oracle.assistants.get(generation):
            carried = assistant.carried_over(question, self.shown)
            if drawn != oracle.says(generation, question, self.shown if carried else ""):
                found.append(f"{question!r} has another answer than {generation} gives")
            self.shown = joined(question, carried)
        else:
            found.append(f"{generation} answered, which was never published")
        return [f"session {self.number}: {each}" for each in found]

    def looks(self) -> list[str]:
        """Let the page look for another index, as an open page does every few seconds; nothing may be redrawn."""
        self.visit.look()
        differs = self._field_differs("")
        return [f"session {self.number}, looking: {differs}"] if differs else []

    def _field_differs(self, asked: str) -> str:
        in_address = parse_qs(self.visit.query).get("q", [""])[0]
        fields = [each.text_input for each in self.visit.elements if each.WhichOneof("type") == "text_input"]
        held = [each.value for each in fields if each.label == wording.ASK_LABEL and each.set_value]
        if {*held, in_address, asked or in_address} == {in_address}:
            return ""
        return f"field {held}, address {in_address!r}, asked {asked!r}"


def soak(
    folder: Path, *, questions: int, sessions: int = SESSIONS, between_builds: int = BETWEEN_BUILDS, seed: int = 0
) -> SoakFigures:
    """Ask this many questions, rebuild every few hundred while others ask, and compare every answer."""
    figures, random = SoakFigures(), Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    before = _children()
    with (
        weightless(folder) as site,
        ExitStack() as stack,
        ThreadPoolExecutor(sessions) as crowd,
        ThreadPoolExecutor(1) as builder,
    ):
        oracle = Oracle(site)
        oracle.take_published()
        visits = [Session(number, stack.enter_context(visitor(site.url))) for number in range(sessions)]
        (server,) = _children() - before
        asked = 0
        while asked < questions:
            built = builder.submit(oracle.build_again, len(figures.rounds))
            for _ in range(max(1, between_builds // sessions)):
                which = [random.choice([each for each in QUESTIONS if each != one.asked]) for one in visits]
                heard = list(crowd.map(Session.asks, visits, which))
                looked = crowd.map(Session.looks, random.sample(visits, max(1, sessions // 4)))
                figures.failures += [failure for found in looked for failure in found]
                if {generation for _, generation, *_ in heard} - {*oracle.assistants}:
                    built.result()
                for one, each in zip(visits, heard, strict=True):
                    figures.failures += one.wrong(each, oracle)
                asked += sessions
            built.result()
            figures.generations = len(oracle.assistants)
            figures.rounds.append((asked, *_resources(server)))
            note(in_words(figures.rounds[-1]))
    return figures


def _children() -> set[int]:
    """Return the processes that this one has started and that still run."""
    listed = (path.read_text() for path in Path("/proc/self/task").glob("*/children"))
    return {int(number) for numbers in listed for number in numbers.split()}


def _resources(process: int) -> tuple[float, int, int]:
    """Return resident MB, open handles and threads of a process."""
    folder = Path(f"/proc/{process}")
    pages = int((folder / "statm").read_text().split()[1])
    handles, threads = (sum(1 for _ in (folder / name).iterdir()) for name in ("fd", "task"))
    return pages * PAGE_BYTES / 2**20, handles, threads


def in_words(seen: tuple[int, float, int, int]) -> str:
    """Return a line for a round."""
    asked, memory, handles, threads = seen
    return f"{asked} questions: {memory:.1f} MB, {handles} handles, {threads} threads"
