"""Changes made to the folder from outside: noticed by an open page, at a small and bounded cost."""

import os
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path
from threading import Lock
from time import monotonic

import streamlit as st

from qa.errors import CorpusError
from qa.files import sha256
from qa.reading.corpus import scan
from qa.serving.page.library import wording
from qa.serving.page.library.rows import FileRow
from qa.serving.page.shared import resources
from qa.serving.page.shared.updates import draw_again

LOOK_SECONDS = 3.0
"""Between two looks of an open page."""
IDLE_SHARE = 50
"""The folder rests so many times as long as a look took: at most 2% of a core is spent, however large it is."""
TOLD_KEY = "rows that the folder was changed to from outside"


class FolderWatch:
    """Tells when the files of a folder change, by names, sizes and times; safe to use from several threads.

    All visitors share one look: however many pages are open, the folder is looked at once in a while.
    """

    def __init__(self, corpus: Path, *, clock: Callable[[], float] = monotonic) -> None:
        """Look at ``corpus`` when asked; ``clock`` returns seconds."""
        self._corpus, self._clock = corpus, clock
        self._lock = Lock()
        self._next, self._seen, self._revision = 0.0, "", 0
        self.looks = 0

    def revision(self) -> int:
        """Return a number that is another once a look has found the files changed."""
        with self._lock:
            began = self._clock()
            if began >= self._next:
                seen = self._look()
                self._revision += seen != self._seen
                self._seen = seen
                took = self._clock() - began
                self._next = began + max(LOOK_SECONDS, IDLE_SHARE * took)
            return self._revision

    def _look(self) -> str:
        self.looks += 1
        try:
            sources = scan(self._corpus)
        except (CorpusError, OSError):  # empty, or gone
            return "nothing"
        seen = (f"{source}\0{_stamp(f'{self._corpus}/{source}')}" for source in sources)
        return sha256("\n".join(seen).encode(errors="surrogateescape"))


def _stamp(path: str) -> tuple[int, ...]:
    try:
        status = os.stat(path)  # noqa: PTH116 - thousands of files, looked at again and again
    except OSError:
        return ()
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino


@st.cache_resource(show_spinner=False)
def watch(corpus: str) -> FolderWatch:
    """Return the one watch of this process for a folder."""
    return FolderWatch(Path(corpus))


def key_of(rows: Sequence[FileRow]) -> str:
    """Return what tells two tables apart: another file, or another state of one, makes another."""
    return sha256("\n".join(f"{row.file}\0{row.state.name}" for row in rows).encode(errors="surrogateescape"))


def draw_watch(rows: Sequence[FileRow], rows_now: Callable[[], Sequence[FileRow]]) -> None:
    """Say so where the folder was changed from outside, and keep looking; ``rows`` are those drawn below."""
    drawn = key_of(rows)
    told = st.container()  # also when empty: what stands below must not move
    if st.session_state.get(TOLD_KEY) == drawn:
        told.html(f'<p role="status" class="cw-notice cw-info">{escape(wording.CHANGED_OUTSIDE)}</p>')
    revision = watch(str(resources.settings().corpus)).revision()
    st.fragment(_look, run_every=LOOK_SECONDS)(drawn, revision, rows_now)


def _look(drawn: str, revision: int, rows_now: Callable[[], Sequence[FileRow]]) -> None:
    if watch(str(resources.settings().corpus)).revision() == revision:
        return
    now = key_of(rows_now())
    if now == drawn:  # touched, and the same as before; or this visitor's own change, which is drawn already
        return
    st.session_state[TOLD_KEY] = now
    if not _is_choosing():
        draw_again()
    row = st.container(horizontal=True, vertical_alignment="center", key="changed-outside")
    row.html(f'<p role="status" class="cw-waiting">{escape(wording.CHANGED_MEANWHILE)}</p>', width="content")
    if row.button(wording.UPDATE, icon=":material/refresh:", key="update-table"):
        st.rerun()


def _is_choosing() -> bool:
    """Tell whether the visitor has chosen rows: a table of other rows would have nothing chosen."""
    states = (value for name, value in st.session_state.items() if str(name).startswith("articles-"))
    return any(state and state["selection"]["rows"] for state in states)
