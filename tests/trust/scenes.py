"""What is done to a library while it is killed or loses power, and what must hold of what is left.

A scene prepares a library in a folder, then acts on it.  Whatever is left of the act, ``problems_of`` looks at it.
"""

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from qa.cache import Cache, CacheKind
from qa.errors import NoIndexError
from qa.evaluation.feedback import Label, Labels, Vote
from qa.files import ABANDONED_SECONDS, sha256
from qa.indexing.build import build
from qa.indexing.generations import current_name, open_current, roll_back
from qa.indexing.verification import problems
from qa.reading.adding import add_content, put_back, read_again, remove, remove_source, update_content
from qa.reading.originals import FOLDER
from qa.settings import Indexing
from tests.conftest import ARTICLES, BUILT
from tests.support.fakes import FakeEncoder
from tests.trust.replaying import State, read_state

PARTIAL = ".partial-"
ADDED = "gout-in-the-big-toe"
ADDRESS = "https://leaflets.example/gout"
QUESTION = "cramps in the calf at night"
ANSWERED_BY = "cramps"
LATER_BUILD = 99
BIG_VALUES = 40
NUMBER_LETTERS = len("g-000001")


def leaflet(sentence: str, joint: str = "big toe") -> bytes:
    """Return a text with one article, which says this besides; a plain one, so that no worker has to start."""
    return "\n\n".join((f"Gout in the {joint}", sentence, *GOUT)).encode()


GOUT = (
    "Gout is a sudden pain in a joint, most often that of the big toe. The joint is red, hot and swollen.",
    "Crystals of uric acid gather in the joint. Drinking enough water helps the body to wash them out.",
)


def add_gout(corpus: Path, sentence: str = "An attack lasts for about a week.") -> None:
    """Add the leaflet, or what it says now."""
    add_content(corpus, leaflet(sentence), file_name="gout.txt", came_from=ADDRESS, url=ADDRESS)


def build_small(root: Path) -> None:
    """Build the library with the encoder without weights."""
    build(root / "corpus", root / "index", encoder=FakeEncoder(), settings=Indexing(), built=BUILT)


def write_articles(root: Path) -> None:
    """Make a corpus of three small articles."""
    (root / "corpus").mkdir(parents=True)
    for name, text in ARTICLES.items():
        (root / "corpus" / name).write_text(text)


def _library(root: Path) -> None:
    """Make a library of two generations with an added article and a label, whose articles changed since."""
    write_articles(root)
    build_small(root)
    add_gout(root / "corpus")
    build_small(root)
    _label(root, "why does my toe hurt")


def _first(root: Path) -> None:
    """Make a library without labels."""
    write_articles(root)
    build_small(root)


def changed_library(root: Path) -> None:
    _library(root)
    (root / "corpus" / "new.md").write_text("# New\n\nSomething new to encode.\n")
    (root / "corpus" / "lifting.txt").unlink()


def _label(root: Path, question: str, vote: Vote = Vote.UP) -> None:
    Labels(root / "index").keep(
        [
            Label(
                question=question,
                article=ADDED,
                start=0,
                end=4,
                quote="Gout",
                vote=vote,
                generation="g",
                day=date(2026, 11, 29),
            )
        ]
    )


def _with_other_original(root: Path) -> None:
    """Make a library in which today's rules read an original otherwise than those that once read it."""
    _library(root)
    (root / "corpus" / ".originals" / f"{ADDED}.txt").write_bytes(leaflet("An attack lasts for a week or two."))


def _removed(root: Path) -> None:
    _library(root)
    remove_source(root / "corpus", f"{ADDED}.md")


def _put_back(root: Path) -> None:
    corpus = (root / "corpus").resolve()
    taken = corpus / ".removed"
    pairs = ((path, corpus / path.relative_to(taken)) for path in sorted(taken.rglob("*")) if path.is_file())
    from qa.reading.adding import Removal

    moved = sorted(((place, taken_to) for taken_to, place in pairs), key=lambda pair: pair[0].parent != corpus)
    put_back(Removal(name=f"{ADDED}.md", moved=tuple(moved)))


def _crowded(root: Path) -> None:
    """Make a library whose cache has more that nobody uses than what is used."""
    _library(root)
    _fill(root, range(2 * BIG_VALUES), build=1)


def _fill(root: Path, numbers: Sequence[int] | range, *, build: int) -> None:
    with Cache(root / "index" / "cache" / "work.sqlite", build=build, bytes_most=2**20) as cache:
        for number in numbers:
            cache.of(CacheKind.DOCUMENT).put(sha256(str(number).encode()).encode(), bytes(1000))


def _prune_cache(root: Path) -> None:
    with Cache(root / "index" / "cache" / "work.sqlite", build=LATER_BUILD, bytes_most=2**20) as cache:
        cache.of(CacheKind.DOCUMENT).put(b"new", bytes(3000))
        cache.prune()


def _update(root: Path) -> None:
    content = leaflet("An attack is over in days.")
    update_content(root / "corpus", content, name=ADDED, file_name="gout.txt", came_from=ADDRESS, url=ADDRESS)


@dataclass(frozen=True, slots=True)
class Scene:
    """``prepare`` makes a library in a folder that is not there yet; ``act`` is what is interrupted."""

    name: str
    prepare: Callable[[Path], None]
    act: Callable[[Path], object]
    again: bool = False


SCENES = (
    Scene("first build", write_articles, build_small, again=True),
    Scene("build of what changed", changed_library, build_small, again=True),
    Scene("add", _library, lambda root: add_gout_of(root, "knee"), again=True),
    Scene(
        "add what changed",
        _library,
        lambda root: add_gout(root / "corpus", "An attack is over in days."),
        again=True,
    ),
    Scene("update", _library, _update, again=True),
    Scene("remove", _library, lambda root: remove(root / "corpus", ADDED)),
    Scene("put back", _removed, _put_back),
    Scene("reread", _with_other_original, lambda root: list(read_again(root / "corpus")), again=True),
    Scene("roll back", _library, lambda root: roll_back(root / "index")),
    Scene(
        "first label",
        _first,
        lambda root: _label(root, "what is gout"),
        again=True,
    ),
    Scene("another label", _library, lambda root: _label(root, "what is gout", Vote.DOWN), again=True),
    Scene("prune the cache", _crowded, _prune_cache, again=True),
)


def add_gout_of(root: Path, joint: str) -> None:
    """Add another leaflet, of another address."""
    content = leaflet("It is the joint that hurts.", joint)
    add_content(root / "corpus", content, file_name="gout.txt", came_from=f"{ADDRESS}-{joint}")


def problems_of(scene: Scene, root: Path, before: State, after: State) -> Iterator[str]:
    """Yield a sentence for each promise that is broken in what an interrupted act left in ``root``.

    ``before`` and ``after`` are what the folder held before the act, and after it when nothing interrupts it.
    The folder is used up: what is left is built, and acted on again where the scene says so.
    """
    now = read_state(root)
    yield from _lost(now, before, after)
    yield from _index_problems(root, before, after)
    labels = Labels(root / "index").all()
    if scene.name.endswith("label"):
        kept = {label.question for label in labels}
        if not kept >= ({"why does my toe hurt"} if "index/labels.sqlite" in before else set()):
            yield "A label that was kept before is lost."
    elif len(labels) != ("index/labels.sqlite" in before):
        yield "The labels are others than before."
    if scene.again:
        scene.act(root)
        expected = {path: content for path, content in after.items() if path.startswith("corpus/")}
        found = {
            path: content
            for path, content in read_state(root).items()
            if path.startswith("corpus/") and PARTIAL not in path
        }
        if found != expected:
            differing = sorted({path for path, _ in found.items() ^ expected.items()})
            yield f"Done again, it does not come to the same: {', '.join(differing)}."
    long_ago = BUILT.timestamp() - 2 * ABANDONED_SECONDS
    for path in root.rglob(f"{PARTIAL}*"):
        os.utime(path, (long_ago, long_ago))
    build_small(root)
    generation = open_current(root / "index")
    articles = [path for path in (root / "corpus").iterdir() if not path.name.startswith(".")]
    if generation.manifest.articles != len(articles):
        yield f"The next build has {generation.manifest.articles} of {len(articles)} articles."
    yield from problems(generation)
    yield from (f"The next build leaves {path.name}." for path in root.rglob(f"{PARTIAL}*"))


def _settled(path: str, content: bytes | None) -> bytes | None:
    """Return a note of an original as it is once the text is there that it speaks of; others as they are."""
    if content is None or not path.startswith(f"corpus/{FOLDER}/") or not path.endswith(".json"):
        return content
    try:
        return json.dumps({**json.loads(content), "replaces": ""}).encode()
    except ValueError:  # torn
        return content


def _lost(now: State, before: State, after: State) -> Iterator[str]:
    """Yield what of the articles and originals is gone or in part there."""
    corpus = {path: content for path, content in now.items() if path.startswith("corpus/")}
    whole = {path: content for path, content in corpus.items() if PARTIAL not in path}
    for path, content in whole.items():
        expected = [_settled(path, state.get(path)) for state in (before, after)]
        if content is not None and _settled(path, content) not in expected:
            yield f"{path} is neither what it was nor what it was to be."
    for path in before.keys() & after.keys():
        if path.startswith("corpus/") and path not in whole:
            yield f"{path} is gone."
    contents = {content for content in whole.values() if content is not None}
    kept = {before[path] for path in before if path.startswith("corpus/")} & {*_files(after)}
    if not kept - {None} <= contents:
        yield "The content of a file is gone."


def _files(state: State) -> Iterator[bytes | None]:
    return (content for path, content in state.items() if path.startswith("corpus/"))


def _index_problems(root: Path, before: State, after: State) -> Iterator[str]:
    """Yield what is wrong with the generation that serves."""
    served = {_served(state)[:NUMBER_LETTERS] for state in (before, after)}
    try:
        name = current_name(root / "index")
        generation = open_current(root / "index")
    except NoIndexError:
        if "index/CURRENT" in before:
            yield "There is no index any more."
        return
    if name[:NUMBER_LETTERS] not in served:
        yield f"{name} serves, which is neither the generation from before nor the new one."
    yield from problems(generation)
    vector = FakeEncoder().encode_questions([QUESTION])[0].vector
    nearest = generation.vectors.search(vector, limit=1)[0][0]
    if generation.store.passages([nearest])[0].article_id != ANSWERED_BY:
        yield "Another article answers."


def _served(state: Mapping[str, bytes | None]) -> str:
    return (state.get("index/CURRENT") or b"").decode().partition(" ")[0]
