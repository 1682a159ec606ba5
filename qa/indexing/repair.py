"""Finds what is damaged in the folder of an index, and mends what can be mended without its articles."""

from dataclasses import dataclass
from pathlib import Path

from qa.cache import cache_problem
from qa.errors import BuildRunningError, DamagedIndexError, IndexFailure
from qa.files import locked, remove_database, remove_unread_tree
from qa.indexing.generations import (
    Generation,
    generations_here,
    open_current,
    open_generation,
    publish_newest,
    published_name,
)
from qa.indexing.verification import problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """What is whole and what is damaged.

    ``generation`` is the published one, None where it cannot be opened; ``broken`` are its broken invariants, and
    ``failure`` is the error that tells of either.  ``others`` has the damage of each generation that is kept
    beside it, by name, and ``cache`` what is wrong with the results of earlier builds.
    """

    generation: Generation | None
    failure: IndexFailure | None
    broken: tuple[str, ...]
    others: dict[str, str]
    cache: str

    @property
    def serves(self) -> bool:
        """Tell whether the published generation is whole and sound."""
        return self.failure is None

    @property
    def beside(self) -> tuple[str, ...]:
        """Return a sentence for all that is damaged beside the published generation."""
        others = [
            f"{name}, which is kept for a rollback, is damaged: {told}" for name, told in self.others.items()
        ]
        return (*others, f"The cache {self.cache}; builds make again what it lacks.") if self.cache else (*others,)


def examine(index: Path) -> Examination:
    """Look at every file of every generation and at the cache; raises NoIndexError where nothing was built."""
    generation: Generation | None = None
    failure: IndexFailure | None = None
    broken: tuple[str, ...] = ()
    try:
        generation = open_current(index)
        broken = tuple(problems(generation))
    except IndexFailure as error:
        if not generations_here(index):
            raise
        failure = error
    others: dict[str, str] = {}
    for name in generations_here(index):
        if name != published_name(index) and (damage := _damage_of(index, name)):
            others[name] = damage
    if generation and broken:
        failure = DamagedIndexError(index / generation.name, problem=f"has {len(broken)} broken invariants")
    return Examination(
        generation=generation, failure=failure, broken=broken, others=others, cache=cache_problem(_cache(index))
    )


def _damage_of(index: Path, name: str) -> str:
    try:
        broken = list(problems(open_generation(index, name)))
    except IndexFailure as failure:
        return str(failure)
    return broken[0] if broken else ""


def _cache(index: Path) -> Path:
    return index / "cache" / "work.sqlite"


def mend(index: Path, found: Examination) -> tuple[str, ...]:
    """Mend what an examination found, as far as that needs no articles; return a sentence for each thing done.

    If the published generation is damaged, the newest whole one is published in its place; where there is none,
    nothing is done about it, and only a build helps.  Damaged generations are deleted once a whole one serves, and
    so is a damaged cache.  Raises BuildRunningError.
    """
    done: list[str] = []
    serves = found.serves
    if not serves:
        name = publish_newest(index, lambda folder: reversed(generations_here(folder)), problems)
        if name:
            serves = True
            done.append(f"{name} answers again: it is the newest that is whole.")
    with locked(index / ".lock") as free:
        if not free:
            raise BuildRunningError(index)
        for name in generations_here(index) if serves else ():
            if name != published_name(index) and _damage_of(index, name):
                remove_unread_tree(index / name)
                done.append(f"{name} was damaged and is deleted.")
        if found.cache:
            remove_database(_cache(index))
            done.append("The cache was damaged and is deleted; the next build makes it again.")
    return tuple(done)
