"""Kills builds with SIGKILL before and after every step on the disk, and looks at what is left.

usage: python -m tests.support.crashing CORPUS INDEX

Prints one line for each kill: step, moment, serving generation, whether killed, whether whole.

A process of its own, which forks for each build and each look: it never uses faiss itself, whose threads
would not survive a fork. What each fork would work out again is worked out here, once. An fsync is counted
as a step and not carried out: what a process has written outlives its kill without it, and only a loss of
power would tell.
"""

import os
import shutil
import signal
import sys
from collections.abc import Callable
from functools import cache, partial
from importlib.metadata import version
from itertools import count
from pathlib import Path
from typing import Any

import faiss  # noqa: F401 - imported once here, not again in each of the forks
import py3langid
import tantivy  # noqa: F401

import qa.cache
from qa.embedding.samples import sample_texts
from qa.indexing.build import build, recipe_of
from qa.indexing.generations import open_current
from qa.indexing.verification import problems
from qa.settings import Indexing
from tests.conftest import BUILT
from tests.support.fakes import FakeEncoder

STEPS = ("fsync", "replace", "unlink", "rmdir")
FINISHED, BROKEN = 0, 3


def main() -> None:
    """Kill a build at each step, before and after it, until one runs to its end."""
    corpus, index = Path(sys.argv[1]), Path(sys.argv[2])
    py3langid.classify("its model is loaded once here, too")
    vars(qa.cache)["version"] = cache(version)
    recipe_of(FakeEncoder(), Indexing(), calibrated=False)  # reads what every file of the house imports
    texts = sample_texts()
    FakeEncoder().encode(texts, [()] * len(texts))  # keeps the vectors of what every build encodes
    vars(os)["fsync"] = lambda _: None
    original = index.with_name("original")
    shutil.copytree(index, original)
    for moment in ("before", "after"):
        for step in count():
            shutil.rmtree(index)
            shutil.copytree(original, index)
            ended = in_child(partial(_build_until, corpus, index, step, moment))
            if ended == FINISHED:
                break
            serving = (index / "CURRENT").read_text().split()[0]
            whole = in_child(lambda: _look(index) or _mend(corpus, index))
            print(step, moment, serving, ended == -signal.SIGKILL, whole == FINISHED, flush=True)  # noqa: T201


def in_child(work: Callable[[], int]) -> int:
    """Run in a fork; return its exit code, or the negative number of the signal that ended it."""
    child = os.fork()
    if child == 0:
        try:
            os._exit(work())
        except BaseException as error:  # noqa: BLE001 - a child must never return into the parent's code
            print(repr(error), file=sys.stderr, flush=True)  # noqa: T201
            os._exit(BROKEN)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _build_until(corpus: Path, index: Path, step: int, moment: str) -> int:
    steps = count()

    def deadly(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            is_here = next(steps) == step
            if is_here and moment == "before":
                os.kill(os.getpid(), signal.SIGKILL)
            result = real(*arguments, **options)
            if is_here:
                os.kill(os.getpid(), signal.SIGKILL)
            return result

        return call

    for name in STEPS:
        setattr(os, name, deadly(getattr(os, name)))
    build(corpus, index, encoder=FakeEncoder(), settings=Indexing(), built=BUILT)
    return FINISHED


def _look(index: Path) -> int:
    generation = open_current(index)
    vector = FakeEncoder().encode_questions(["cramps in the calf at night"])[0].vector
    nearest = generation.vectors.search(vector, limit=1)[0][0]
    answered = generation.store.passages([nearest])[0].article_id == "cramps"
    return FINISHED if answered and not list(problems(generation)) else BROKEN


def _mend(corpus: Path, index: Path) -> int:
    build(corpus, index, encoder=FakeEncoder(), settings=Indexing(), built=BUILT)
    left = list(index.glob(".partial-*"))
    articles = open_current(index).manifest.articles
    return FINISHED if not left and articles == len(list(corpus.iterdir())) else BROKEN


if __name__ == "__main__":
    main()
