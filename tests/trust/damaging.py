"""Damages the files of an index one by one, and looks at what is answered then.

A library has two generations, a cache, stamps and labels.  After each damage the index is opened and asked: it
must be damaged, fall back to the generation before, or answer as that generation answers when nothing is damaged.
"""

import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from random import Random

from qa.answering.assistant import Assistant
from qa.errors import EvaluationError, IndexFailure
from qa.evaluation.feedback import Labels
from qa.indexing.build import build
from qa.indexing.generations import current_name, generations_here, open_generation, open_newest_whole
from qa.indexing.repair import examine, mend
from qa.records import Answer
from qa.settings import Indexing, Settings
from tests.conftest import BUILT
from tests.support.fakes import FakeEncoder
from tests.trust.crashing import drawn, note
from tests.trust.replaying import State, read_state, write_state
from tests.trust.scenes import QUESTION, changed_library

REGIONS = 16
FLIPS = 3
QUESTIONS = (QUESTION, "when do I have to call a doctor", "what eases gout in the big toe")
LETTERS_OF_DIGEST = 16
LABELS = "labels.sqlite"
Oracle = Mapping[str, tuple[tuple[object, ...], ...]]
"""What each generation answers when nothing is damaged, by its name."""


@dataclass(frozen=True, slots=True)
class Damage:
    """What becomes of some files of an index: their new bytes by path, None for a file that is gone."""

    name: str
    files: Mapping[str, bytes | None]


@dataclass(slots=True)
class DamageFigures:
    """How many damages of each kind were tried, what came of them, and what should not have come of them."""

    tried: Counter[str] = field(default_factory=Counter)
    came: Counter[str] = field(default_factory=Counter)
    repaired: int = 0
    failures: list[str] = field(default_factory=list)


def one_file(path: str, content: bytes, random: Random) -> Iterator[Damage]:
    """Yield damages of one file: bits flipped in each region of it, its end cut or continued, nothing left."""
    size = len(content)
    for region in range(REGIONS):
        first, end = size * region // REGIONS, size * (region + 1) // REGIONS
        for _ in range(FLIPS if end > first else 0):
            place = random.randrange(first, end)
            flipped = content[place] ^ (1 << random.randrange(8))
            yield Damage("flip", {path: content[:place] + bytes([flipped]) + content[place + 1 :]})
        if end > first:
            zeros = bytes(end - first)
            yield Damage("zeros", {path: content[:first] + zeros + content[end:]})
            yield Damage("cut", {path: content[:first]})
    for less in (1, 2, random.randint(1, 512)):
        yield Damage("cut", {path: content[: max(size - less, 0)]})
    for more in (b"\0", random.randbytes(512), content):
        yield Damage("longer", {path: content + more})
    yield Damage("gone", {path: None})


def damages_of(state: Mapping[str, bytes], names: Sequence[str], random: Random) -> Iterator[Damage]:
    """Yield damages of an index: of one file, of two that are swapped, of generations that are mixed."""
    for path, content in sorted(state.items()):
        yield from one_file(path, content, random)
    for one, other in combinations(sorted(state), 2):
        if state[one] != state[other]:
            yield Damage("swap", {one: state[other], other: state[one]})
    older, newer = names
    for path in sorted(state):
        folder, _, file = path.partition("/")
        if folder == newer and f"{older}/{file}" in state:
            yield Damage("mix", {path: state[f"{older}/{file}"]})
            yield Damage("mix", {f"{older}/{file}": state[path]})
    inside = {file for path in state if (file := path.partition("/")[2]) and path.startswith(newer)}
    for _ in range(MIXES):  # some files of the one generation among those of the other
        files = random.sample(sorted(inside), random.randint(2, len(inside)))
        pairs = ((f"{newer}/{file}", state.get(f"{older}/{file}")) for file in files)
        yield Damage("mix", dict(pairs))
    for _ in range(MIXES):
        paths = random.sample(sorted(state), random.randint(2, 4))
        each = (next(one_file_at_random(path, state[path], random)) for path in paths)
        yield Damage("several", {path: content for damage in each for path, content in damage.files.items()})


MIXES = 100


def one_file_at_random(path: str, content: bytes, random: Random) -> Iterator[Damage]:
    """Yield the damages of one file in a random order."""
    found = list(one_file(path, content, random))
    random.shuffle(found)
    yield from found


@dataclass(slots=True)
class Patient:
    """A library whose index is damaged and put right again; ``library`` is its folder."""

    library: Path
    state: State = field(default_factory=dict)
    oracle: Oracle = field(default_factory=dict)
    encoder: FakeEncoder = field(default_factory=FakeEncoder)
    late: Mapping[str, bytes | None] = field(default_factory=dict)
    late_answers: tuple[tuple[object, ...], ...] = ()

    @property
    def index(self) -> Path:
        """The folder of the index."""
        return self.library / "index"

    def prepare(self) -> None:
        """Build two generations, ask each, and remember every byte."""
        changed_library(self.library)
        self._build()
        self.state = read_state(self.library)
        self.oracle = {name: self._asked(name) for name in generations_here(self.index)}

    def _build(self) -> None:
        build(self.library / "corpus", self.index, encoder=self.encoder, settings=Indexing(), built=BUILT)

    def files(self, holds: Callable[[str], bool]) -> dict[str, bytes]:
        """Return the files of the index whose path in it holds something."""
        paths = {path.removeprefix("index/"): content for path, content in self.state.items()}
        return {path: content for path, content in paths.items() if content is not None and holds(path)}

    def _asked(self, name: str = "") -> tuple[tuple[object, ...], ...]:
        answering = Settings(index=self.index, corpus=self.library / "corpus").answering
        generation = open_generation(self.index, name) if name else open_newest_whole(self.index)[0]
        assistant = Assistant(generation, self.encoder, answering)
        return tuple(_said(assistant.ask(question)) for question in QUESTIONS)

    def harmed(self, damage: Damage) -> None:
        """Damage files."""
        for path, content in damage.files.items():
            if content is None:
                (self.index / path).unlink(missing_ok=True)
            else:
                (self.index / path).write_bytes(content)

    def healed(self, paths: Sequence[str]) -> None:
        """Put files right again."""
        for path in paths:
            (self.index / path).write_bytes(self.state[f"index/{path}"] or b"")

    def anew(self) -> None:
        """Make everything as it was remembered."""
        shutil.rmtree(self.library)
        write_state(self.library, self.state)

    def try_generation(self, damage: Damage, figures: DamageFigures, *, repair: bool) -> None:
        """Damage files of generations, ask, check and, if so wished, repair; note what came of it."""
        self.harmed(damage)
        figures.tried[damage.name] += 1
        what = f"{damage.name} of {', '.join(damage.files)}"
        changed = any(content != self.state.get(f"index/{path}") for path, content in damage.files.items())
        try:
            generation, told = open_newest_whole(self.index)
        except IndexFailure as failure:
            figures.came[f"refused: {type(failure).__name__}"] += 1
        else:
            figures.came["fell back" if told else "answered as built"] += 1
            if self._asked() != self.oracle.get(generation.name):
                figures.failures.append(f"{what}: {generation.name} gives another answer")
        try:
            found = examine(self.index)
        except IndexFailure:
            found = None
        if changed and found and found.serves and not found.beside:
            figures.failures.append(f"{what}: check finds nothing")
        if repair and found:
            mend(self.index, found)
            figures.repaired += 1
            self._build()
            if (left := examine(self.index)).beside or not left.serves:
                figures.failures.append(f"{what}: not repaired: {left.failure} {left.beside}")
            self.anew()
        else:
            self.healed([*damage.files])

    def try_cache(self, damage: Damage, figures: DamageFigures) -> None:
        """Damage files of the cache, build what changed since, and compare with a build that has no cache."""
        self.harmed(damage)
        figures.tried[f"cache: {damage.name}"] += 1
        (self.library / "corpus" / "late.md").write_text(LATE)
        what = f"{damage.name} of {', '.join(damage.files)}"
        try:
            Labels(self.index).all()
        except EvaluationError:
            figures.came["labels: refused"] += 1
        self._build()
        name = current_name(self.index)
        if self._contents(name) != self.late:
            figures.failures.append(f"{what}: the next build is another")
        elif self._asked() != self.late_answers:
            figures.failures.append(f"{what}: the next build answers otherwise")
        else:
            figures.came["cache: built the same"] += 1
        self.anew()

    def prepare_cache(self) -> None:
        """Build what ``try_cache`` compares with, without a cache, and put everything right again."""
        shutil.rmtree(self.index / "cache")
        (self.library / "corpus" / "late.md").write_text(LATE)
        self._build()
        self.late, self.late_answers = self._contents(current_name(self.index)), self._asked()
        self.anew()

    def _contents(self, name: str) -> dict[str, bytes | None]:
        """Return the files of a generation, but for those with the names of the postings: these are drawn anew."""
        state = read_state(self.index / name)
        return {path: content for path, content in state.items() if not path.startswith(("lexical", "manifest"))}


LATE = "# Bursitis\n\nBursitis is a swelling beside a joint. A cold pack eases bursitis.\n"


def _said(answer: Answer) -> tuple[object, ...]:
    return (answer.verdict, answer.snippet, answer.statements, answer.passages, answer.urgent)


def damaged_everywhere(folder: Path, *, most: int = 0, most_of_cache: int = 0, seed: int = 0) -> DamageFigures:
    """Damage each file of an index in each way, or in ``most`` drawn by number; 0 is all.

    Every tenth damage of a generation is repaired too, and then the index must be whole.
    """
    figures = DamageFigures()
    patient = Patient(folder / "library")
    patient.prepare()
    random = Random(seed)
    names = generations_here(patient.index)
    generations = patient.files(
        lambda path: path == "CURRENT" or (path.startswith("g-") and "/lexical/." not in path)
    )
    damages = list(damages_of(generations, names, random))
    for number, damage in enumerate(drawn(damages, most, "generations")):
        patient.try_generation(damage, figures, repair=number % REPAIRED_EVERY == 0)
    note(f"generations: {len(damages)} damages, {len(figures.failures)} failures")
    patient.prepare_cache()
    cache = patient.files(lambda path: path.startswith(("cache/", LABELS)))
    of_cache = [damage for path, content in sorted(cache.items()) for damage in one_file(path, content, random)]
    for damage in drawn(of_cache, most_of_cache, "cache"):
        patient.try_cache(damage, figures)
    note(f"cache: {len(of_cache)} damages, {len(figures.failures)} failures")
    return figures


REPAIRED_EVERY = 10
