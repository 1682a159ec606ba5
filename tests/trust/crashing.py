"""Kills and losses of power at every call that changes the disk, over all scenes.

A process of its own runs it, which forks for each act and each look, and never uses faiss itself, whose threads
would not survive a fork.  What each fork would work out again is worked out here, once.
"""

import shutil
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path
from random import Random
from typing import TypeVar

import faiss  # noqa: F401 - imported once here, not again in each of the forks
import py3langid
import tantivy  # noqa: F401

import qa.cache
from qa.embedding.samples import sample_texts
from qa.indexing.build import recipe_of
from qa.settings import Indexing
from tests.support.crashing import FINISHED, in_child
from tests.support.fakes import FakeEncoder
from tests.trust.recording import Operation, Recorder
from tests.trust.replaying import Loss, Replay, State, read_state, write_state
from tests.trust.scenes import Scene, problems_of
from tests.trust.syscalls import Call, watched

Drawn = TypeVar("Drawn")
LOSSES = (Loss.DATA, Loss.EVERYTHING, Loss.CHANCE)
"""Where nothing is lost, it is as after a kill; zeros, and names that stay away alone, come by chance."""


@dataclass(slots=True)
class CrashFigures:
    """What was tried: kill points, prefixes of recordings, the different states among these, and what failed."""

    operations: Counter[str] = field(default_factory=Counter)
    kills: int = 0
    prefixes: int = 0
    states: int = 0
    failures: list[str] = field(default_factory=list)


def warm_up() -> None:
    """Work out once what every fork needs."""
    py3langid.classify("its model is loaded once here, too")
    vars(qa.cache)["version"] = cache(version)
    recipe_of(FakeEncoder(), Indexing(), calibrated=False)
    texts = sample_texts()
    FakeEncoder().encode(texts, [()] * len(texts))


@dataclass(slots=True)
class Crash:
    """A scene in a folder: what was there before the act, what it does, and what is there after it."""

    scene: Scene
    folder: Path
    before: State = field(default_factory=dict)
    after: State = field(default_factory=dict)
    operations: list[Operation] = field(default_factory=list)

    @property
    def root(self) -> Path:
        """The library that is acted on; always at the same place, as the index knows where its articles are."""
        return self.folder / "library"

    def record(self) -> None:
        """Prepare the library and record the act; raises AssertionError where that is not all that happened."""
        assert in_child(partial(_done, self.scene.prepare, self.root)) == FINISHED, self.scene.name
        self.before = read_state(self.root)
        recorder = Recorder(self.root)

        def told(call: Call) -> bool:
            if operation := recorder.operation(call):
                recorder.operations.append(operation)
            return True

        assert watched(partial(_done, self.scene.act, self.root), told) == FINISHED, self.scene.name
        self.after, self.operations = read_state(self.root), recorder.operations
        replayed = Replay(self.before, self.operations).state(len(self.operations), Loss.NOTHING, Random(0))
        same = {path: replayed.get(path) == self.after.get(path) for path in {*replayed, *self.after}}
        wrong = [path for path, is_same in same.items() if not is_same and not path.endswith("-shm")]
        assert not wrong, f"{self.scene.name}: changed otherwise than by the calls that were recorded: {wrong}"

    def kill(self, step: int) -> list[str]:
        """Do the act again, kill it before the call of this number, and return what is wrong with what is left."""
        self._restore(self.before)
        recorder = Recorder(self.root)
        made = 0

        def told(call: Call) -> bool:
            nonlocal made
            made += recorder.operation(call) is not None
            return made <= step

        ended = watched(partial(_done, self.scene.act, self.root), told)
        if ended not in (-signal.SIGKILL, FINISHED):  # a run may make a call or two less than the one recorded
            return [f"{self.scene.name}, killed at {step}: ended with {ended}"]
        return self._looked_at(f"{self.scene.name}, killed at call {step}")

    def states(self, losses: Sequence[Loss], counts: Sequence[int], seed: int) -> Iterator[tuple[str, State]]:
        """Yield what the disk may hold after each of these numbers of operations, with its name."""
        replay = Replay(self.before, self.operations)
        for count in counts:
            for loss in losses:
                random = Random(f"{seed} {self.scene.name} {count} {loss}")
                yield (
                    f"{self.scene.name}, power lost after {count}, {loss} kept",
                    replay.state(count, loss, random),
                )

    def look_at(self, name: str, state: State) -> list[str]:
        """Return what is wrong with a library that a loss of power left so."""
        self._restore(state)
        return self._looked_at(name)

    def _restore(self, state: State) -> None:
        shutil.rmtree(self.root, ignore_errors=True)
        write_state(self.root, state)

    def _looked_at(self, name: str) -> list[str]:
        told = self.folder / "problems"
        told.unlink(missing_ok=True)

        def look() -> int:
            try:
                found = list(problems_of(self.scene, self.root, self.before, self.after))
            except Exception as error:  # noqa: BLE001 - whatever it is, it is to be told
                import traceback

                where = traceback.extract_tb(error.__traceback__)[-1]
                found = [f"{error!r} at {where.filename}:{where.lineno}"]
            told.write_text("\n".join(found))
            return FINISHED

        if in_child(look) != FINISHED:
            return [f"{name}: the look at it ended"]
        return [f"{name}: {problem}" for problem in told.read_text().splitlines()]


def _done(act: Callable[[Path], object], root: Path) -> int:
    act(root)
    return FINISHED


def digest_of(state: State) -> int:
    """Return a number that is the same for the same state."""
    return hash(frozenset(state.items()))


def note(message: str) -> None:
    """Tell whoever watches."""
    print(message, file=sys.stderr, flush=True)


def killed_everywhere(scenes: Sequence[Scene], folder: Path, *, most: int = 0) -> CrashFigures:
    """Kill each act before each of its calls, or before ``most`` of them, drawn by number; 0 is all."""
    figures = CrashFigures()
    for crash in recorded(scenes, folder, figures):
        steps = range(len(crash.operations) + 1)
        for step in drawn(steps, most, crash.scene.name):
            figures.kills += 1
            figures.failures += crash.kill(step)
        note(f"{crash.scene.name}: {len(steps)} kill points, {len(figures.failures)} failures so far")
    return figures


def lost_everywhere(scenes: Sequence[Scene], folder: Path, *, most: int = 0, seed: int = 0) -> CrashFigures:
    """Lose power after each operation of each act, in each way, and look at each different state once."""
    figures = CrashFigures()
    for crash in recorded(scenes, folder, figures):
        states: dict[int, tuple[str, State]] = {}
        for name, state in crash.states(LOSSES, range(len(crash.operations) + 1), seed):
            figures.prefixes += not most
            states.setdefault(digest_of(state), (name, state))
        for name, state in drawn(list(states.values()), most, crash.scene.name):
            figures.prefixes += bool(most)
            figures.states += 1
            figures.failures += crash.look_at(name, state)
        note(f"{crash.scene.name}: {len(states)} states, {len(figures.failures)} failures so far")
    return figures


def recorded(scenes: Sequence[Scene], folder: Path, figures: CrashFigures) -> Iterator[Crash]:
    """Yield each scene with its act recorded."""
    for number, scene in enumerate(scenes):
        crash = Crash(scene, folder / str(number))
        crash.folder.mkdir(parents=True)
        crash.record()
        figures.operations.update(operation.kind for operation in crash.operations)
        yield crash
        shutil.rmtree(crash.folder)


def drawn(items: Sequence[Drawn], most: int, name: str) -> list[Drawn]:
    """Return ``most`` of the items, drawn by name and in order; all where ``most`` is 0."""
    if not most or most >= len(items):
        return list(items)
    return [items[number] for number in sorted(Random(name).sample(range(len(items)), most))]
