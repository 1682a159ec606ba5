"""The published generation for a process that serves no page: opened once, and again when another is published."""

import logging
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from threading import Lock, Thread
from typing import TYPE_CHECKING, Protocol

from qa.embedding.loading import begin_loading
from qa.errors import CitewellError
from qa.indexing.generations import Generation, current_name, open_kept
from qa.settings import Settings

if TYPE_CHECKING:
    from qa.answering.assistant import Assistant
    from qa.embedding.encoder import Encoder

_LOG = logging.getLogger("citewell")


class AnyLibrary(Protocol):
    """What gives the newest generation and its assistant, from any thread; raises what opening an index raises."""

    def generation(self) -> Generation:
        """Return the published generation."""

    def assistant(self) -> "Assistant":
        """Return what answers from it."""


class Library:
    """Gives the newest generation and its assistant, from any thread; the model is loaded once."""

    def __init__(
        self, settings: Settings, *, begin: Callable[[Settings], Callable[[Settings], "Encoder"]] = begin_loading
    ) -> None:
        """Take the settings; ``begin`` starts to load their encoder, and returns what waits for it."""
        self._settings = settings
        self._begin = begin
        self._opening, self._wiring = Lock(), Lock()
        self._name = ""
        self._generation: Generation | None = None
        self._assistant: Assistant | None = None

    def warm_up(self) -> None:
        """Begin to open all that a question needs, in a thread; what hinders it is told to who asks."""

        def open_all() -> None:
            with suppress(CitewellError):
                self.assistant()

        Thread(target=open_all, name="warming up", daemon=True).start()

    def generation(self) -> Generation:
        """Return the published generation, or where it is damaged the newest whole one; waits for no model.

        Raises what opening an index raises.
        """
        name = current_name(self._settings.index)
        with self._opening:
            if self._generation is None or name != self._name:
                self._generation, damage = open_kept(self._settings.index, name)
                self._name = name
                if damage:
                    _LOG.warning("%s The generation before it is used. %s", damage, damage.hint)
            return self._generation

    def assistant(self) -> "Assistant":
        """Return what answers from the published generation.

        Raises what opening an index raises, and ModelError.
        """
        self.generation()  # before anything is loaded: without an index nothing is
        with self._wiring:
            generation, settings, before = self.generation(), self._settings, self._assistant
            if before is not None and before.generation is generation:
                return before
            load = self._begin(settings) if before is None else partial(_same, before.encoder)
            from qa.answering.assistant import Assistant  # while the model is loaded beside

            cache = settings.index / "cache"
            self._assistant = Assistant(generation, load(settings), settings.answering, cache=cache)
            return self._assistant


def _same(encoder: "Encoder", _: Settings) -> "Encoder":
    return encoder
