"""Sources are looked at beside the work of a process, and a build follows what changed."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Event
from threading import enumerate as enumerate_threads

import pytest

from qa.errors import CorpusError
from qa.reading.living.keeping import sources_file
from qa.reading.living.records import SourceRound
from qa.serving.living.refetching import Refetching, refetch
from qa.settings import Settings
from tests.support.living_site import Household

SECONDS_MOST = 20.0


@pytest.fixture
def house(tmp_path: Path) -> Household:
    """Return a corpus with a folder beside it that lives."""
    (tmp_path / "corpus").mkdir()
    (tmp_path / "box").mkdir()
    (tmp_path / "box" / "a.md").write_text("# About a\n\nText of a.\n")
    return Household(tmp_path / "corpus")


def test_a_build_follows_a_change_as_soon_as_one_can_start(house: Household) -> None:
    """Where another build runs, it is tried again at each look; then nothing is due, and nothing is built."""
    house.add(str(house.corpus.parent / "box"))
    heard: list[SourceRound] = []
    answers, asked = iter([False, True]), []

    def build() -> bool:
        asked.append(next(answers))
        return asked[-1]

    refetching = Refetching(Settings(corpus=house.corpus), heard=heard.append, changed=build)
    for _ in range(4):
        refetching.look_once()

    assert ([one.added for one in heard], asked) == ([("about-a",)], [False, True])


def test_without_sources_nothing_is_made(house: Household) -> None:
    """A corpus without sources is left as it is, and a damaged list is an error of its own look alone."""
    refetching = Refetching(Settings(corpus=house.corpus))

    refetching.look_once()

    assert list(house.corpus.iterdir()) == []
    sources_file(house.corpus).parent.mkdir()
    sources_file(house.corpus).write_text("{")
    with pytest.raises(CorpusError):
        refetching.look_once()


def _fail_once(refetching: Refetching, look_once: Callable[[], None]) -> None:
    refetching.stop()
    look_once()


def test_the_thread_looks_until_it_is_stopped(
    house: Household, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is due when a process starts is looked at at once; an error is logged and ends nothing."""
    looked = Event()
    house.add(str(house.corpus.parent / "box"))
    refetching = refetch(Settings(corpus=house.corpus), heard=lambda _: looked.set())
    [thread] = [thread for thread in enumerate_threads() if thread.name == "citewell-sources"]

    assert looked.wait(SECONDS_MOST)
    refetching.stop()
    thread.join(SECONDS_MOST)

    assert not thread.is_alive()
    sources_file(house.corpus).write_text("{")
    broken = Refetching(Settings(corpus=house.corpus))
    monkeypatch.setattr(broken, "look_once", partial(_fail_once, broken, broken.look_once))
    broken.run()
    assert "sources.json cannot be read" in caplog.text
