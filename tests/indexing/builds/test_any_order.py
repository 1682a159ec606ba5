"""Whatever is done to a library in whatever order, the index is what the folder was when it was built.

The folder, its index and the generation before are compared with a model of three dictionaries after each step.
A build that is stopped is stopped by an exception at one of its writes, as Ctrl-C stops it;
``test_crash.py`` kills the process.  ``TRUST_EXAMPLES`` sets how many orders are tried.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, precondition, rule

from qa.errors import CorpusError, IndexFailure
from qa.indexing.build import build
from qa.indexing.generations import current_name, generations_here, open_current, roll_back
from qa.reading.adding import Removal, add_text, put_back, remove_source
from qa.settings import Indexing
from tests.conftest import BUILT, MEMORY
from tests.support.fakes import FakeEncoder

EXAMPLES = int(os.environ.get("TRUST_EXAMPLES", "6"))
STEPS = 12
NAMES = st.sampled_from(["a.md", "b.md", "c.txt", "-d.md", "Ä e.md", "f\ng.md", "deep/h.md", "deep/er/i.md"])
SAYINGS = (
    "Sciatica often gets better by itself within some weeks.",
    "A stiff neck needs warmth and gentle movement.",
    "Leg cramps at night ease when the calf is stretched.",
    "Walking is good for a sore back on most days.",
    "See a doctor when the pain keeps you awake.",
)
TEXTS = st.lists(st.sampled_from(SAYINGS), min_size=1, max_size=4, unique=True).map(" ".join)
WRITES = ("replace", "fsync", "rename", "unlink")


def sentences(text: str) -> list[str]:
    """Return the sayings in a text, in its order."""
    return sorted((said for said in SAYINGS if said in text), key=text.index)


class StoppedError(BaseException):
    """A build is stopped here."""


@contextmanager
def stopped_at(step: int) -> Iterator[None]:
    """Raise StoppedError at a write, counted over the ways in which the house changes the disk."""
    left = [step]

    def counted(real: Callable[..., Any]) -> Callable[..., Any]:
        def write(*arguments: Any, **named: Any) -> Any:
            left[0] -= 1
            if left[0] < 0:
                raise StoppedError
            return real(*arguments, **named)

        return write

    with ExitStack() as stack:
        for name in WRITES:
            stack.enter_context(patch.object(os, name, counted(getattr(os, name))))
        yield


class AnyOrder(RuleBasedStateMachine):
    """A library, and a model of it: ``folder`` by file, and what each published generation holds."""

    removals = Bundle("removals")

    def __init__(self) -> None:
        """Start with an empty folder."""
        super().__init__()
        self.place = Path(mkdtemp(prefix="citewell-order-", dir=MEMORY if MEMORY.is_dir() else None))
        self.corpus, self.index = self.place / "corpus", self.place / "index"
        self.corpus.mkdir()
        self.encoder = FakeEncoder()
        self.folder: dict[str, str] = {}
        self.published: dict[str, dict[str, str]] = {}
        self.serving = self.previous = ""

    def teardown(self) -> None:
        """Leave nothing behind."""
        shutil.rmtree(self.place)

    @rule(name=NAMES, text=TEXTS)
    def write(self, name: str, text: str) -> None:
        """Write a file, new or not, as another program does."""
        path = self.corpus / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        self.folder[name] = text

    @rule(text=TEXTS)
    def add(self, text: str) -> None:
        """Add pasted text, as the page does; its title is the first sentence."""
        added = add_text(self.corpus, f"# Pasted\n\n{text}\n")
        self.folder[f"{added.name}.md"] = text

    @precondition(lambda self: self.folder)
    @rule(target=removals, data=st.data())
    def remove(self, data: st.DataObject) -> tuple[Removal, str, str]:
        """Take an article out, in a way that can be undone."""
        name = data.draw(st.sampled_from(sorted(self.folder)))
        return remove_source(self.corpus, name), name, self.folder.pop(name)

    @rule(removed=consumes(removals))
    def put_back(self, removed: tuple[Removal, str, str]) -> None:
        """Undo that, unless another file has the place: that one is never overwritten."""
        removal, name, text = removed
        if name in self.folder:
            with pytest.raises(CorpusError):
                put_back(removal)
        else:
            put_back(removal)
            self.folder[name] = text

    @precondition(lambda self: self.folder)
    @rule(data=st.data(), to=NAMES)
    def rename(self, data: st.DataObject, to: str) -> None:
        """Give a file another name, also that of another."""
        name = data.draw(st.sampled_from(sorted(self.folder)))
        (self.corpus / to).parent.mkdir(parents=True, exist_ok=True)
        (self.corpus / name).replace(self.corpus / to)
        self.folder[to] = self.folder.pop(name)

    @rule(force=st.booleans())
    def build(self, force: bool) -> None:
        """Build; an empty folder is refused, and what served goes on serving."""
        if not self.folder:
            with pytest.raises(CorpusError):
                self._build(force=force)
            return
        self._build(force=force)
        self._took_up()
        assert self._contents() == self.folder

    @precondition(lambda self: self.folder)
    @rule(step=st.integers(0, 60))
    def build_stopped(self, step: int) -> None:
        """Stop a build at one of its writes: the old generation serves, or the new one does."""
        with stopped_at(step), suppress(StoppedError):
            self._build(force=True)
        self._took_up()

    @precondition(lambda self: self.serving)
    @rule()
    def roll_back(self) -> None:
        """Go back: to what served before, where it is kept; what was stopped may have left an older one, too."""
        try:
            name = roll_back(self.index)
        except IndexFailure:
            assert not self.previous
            return
        assert name < self.serving
        assert name == (self.previous or name)
        self.serving, self.previous = name, ""

    @invariant()
    def it_serves_what_was_published(self) -> None:
        """The generation in use holds what the folder held when it was built, to the character."""
        if self.serving:
            assert current_name(self.index) == self.serving
            assert self._contents() == self.published[self.serving]

    @invariant()
    def no_file_is_lost(self) -> None:
        """Every file of the folder is there with its text."""
        files = {name: (self.corpus / name).read_text(encoding="utf-8") for name in self.folder}
        assert [name for name, text in self.folder.items() if text not in files[name]] == []

    def _build(self, *, force: bool) -> None:
        build(self.corpus, self.index, encoder=self.encoder, settings=Indexing(), built=BUILT, force=force)

    def _took_up(self) -> None:
        """Note the generation that is published now, and one that was stopped just before it was."""
        for whole in generations_here(self.index):
            self.published.setdefault(whole, dict(self.folder))
        name = current_name(self.index) if (self.index / "CURRENT").exists() else ""
        if name != self.serving:
            self.serving, self.previous = name, self.serving

    def _contents(self) -> dict[str, str]:
        """Return the sentences of each article of the generation in use, by its file."""
        articles = open_current(self.index).store.articles()
        return {article.source: " ".join(sentences(article.text)) for article in articles}


@pytest.mark.integration
@pytest.mark.slow
def test_in_any_order_the_index_is_what_the_folder_was() -> None:
    """Writing, adding, removing, putting back, renaming, building, being stopped and rolling back."""
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        AnyOrder,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize="TRUST_EXAMPLES" not in os.environ,
        ),
    )
