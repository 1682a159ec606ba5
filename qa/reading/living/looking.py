"""One look at a source: what is fetched becomes an article, replaces one, or marks one as gone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from qa.errors import CitewellError
from qa.files import sha256
from qa.reading.adding import Update, add_content, as_it_is, name_of_origin, update_content
from qa.reading.corpus import read
from qa.reading.living.keeping import write_state
from qa.reading.living.records import ItemState, LivingSource, SourceItem, SourceRound, SourceState
from qa.reading.originals import mark_gone
from qa.records import Article

SAVED_EVERY = 50
"""Files of a folder between two times that what was seen is kept: they cost no request."""


class SourceLook:
    """One look at a source, kept as it goes: cut off at any moment, the next look goes on from there."""

    def __init__(
        self, corpus: Path, source: LivingSource, state: SourceState, *, now: Callable[[], datetime], ocr: str
    ) -> None:
        """Begin, or go on with, the round of ``state``; ``now`` returns the time in UTC."""
        self.corpus, self.source, self.state, self._now, self._ocr = corpus, source, state, now, ocr
        self.is_over = False
        self.told: list[str] = []
        self._names: dict[str, list[str]] = {kind: [] for kind in ("added", "replaced", "gone", "back")}
        self._unchanged = 0
        self._fresh: dict[str, SourceItem] = {}

    @property
    def today(self) -> str:
        """The day, as YYYY-MM-DD in UTC."""
        return self._now().date().isoformat()

    def now(self) -> datetime:
        """Return the time in UTC."""
        return self._now()

    def was_checked(self, when: datetime | None) -> bool:
        """Tell whether something was asked for in this round already."""
        return when is not None and self.state.began is not None and when >= self.state.began

    def keep(self, state: SourceState) -> None:
        """Keep what was seen."""
        self.state = state
        write_state(self.corpus, self.source, state)

    def keep_item(self, item: SourceItem, *, at_once: bool = True) -> None:
        """Keep what was seen of one item, which was asked for now; ``at_once`` where that took a request."""
        self._fresh[item.address] = replace(item, checked=self._now())
        if at_once or len(self._fresh) >= SAVED_EVERY:
            self.flush()

    def flush(self) -> None:
        """Keep what was seen of items since the last time."""
        if self._fresh:
            items = tuple(self._fresh.get(item.address, item) for item in self.state.items)
            self._fresh.clear()
            self.keep(replace(self.state, items=items))

    def was_removed(self, item: SourceItem) -> bool:
        """Tell whether someone took the article of an item out of the corpus."""
        return bool(item.name) and not (self.corpus / f"{item.name}.md").is_file()

    def is_still(self, item: SourceItem) -> SourceItem:
        """Return an item that is as it was; one that was gone is back."""
        if item.name and mark_gone(self.corpus, item.name, ""):
            self._names["back"].append(item.name)
        else:
            self._unchanged += 1
        state = item.state if item.state is ItemState.EDITED else ItemState.PRESENT
        return replace(item, state=state, since=item.since if state is ItemState.EDITED else "", error="")

    def is_gone(self, item: SourceItem) -> SourceItem:
        """Return an item that is no longer where it was; its article says so from now on."""
        if item.state is ItemState.GONE:
            return replace(item, error="")
        if item.name and mark_gone(self.corpus, item.name, self.today):
            self._names["gone"].append(item.name)
        return replace(item, state=ItemState.GONE, since=self.today, error="")

    def take(
        self,
        item: SourceItem,
        content: bytes,
        *,
        file_name: str,
        came_from: str,
        url: str = "",
        describe: Callable[[Article], Article] = as_it_is,
        again: bool = False,
    ) -> SourceItem:
        """Return an item whose article is made of these bytes now; ``again`` also where they are the same.

        What is no article is the error of the item, and leaves the article before as it is.
        """
        digest = sha256(content)
        if item.name and digest == item.content_digest and not again:
            return self.is_still(item)
        name = item.name or name_of_origin(self.corpus, came_from)
        try:
            if name and (self.corpus / f"{name}.md").is_file():
                update = update_content(
                    self.corpus,
                    content,
                    name=name,
                    file_name=file_name,
                    came_from=came_from,
                    url=url,
                    ocr=self._ocr,
                    describe=describe,
                    known=item.text_digest,
                )
            else:
                added = add_content(
                    self.corpus,
                    content,
                    file_name=file_name,
                    came_from=came_from,
                    url=url,
                    ocr=self._ocr,
                    describe=describe,
                )
                name, update = added.name, None
        except CitewellError as error:
            return replace(item, error=f"{error} {error.hint}")
        return self._noted(replace(item, name=name, content_digest=digest, error=""), update)

    def _noted(self, item: SourceItem, update: Update | None) -> SourceItem:
        if update is Update.EDITED:
            self._unchanged += 1
            since = item.since if item.state is ItemState.EDITED else self.today
            return replace(item, state=ItemState.EDITED, since=since)
        if update is Update.SAME:
            item = self.is_still(item)
        else:
            self._names["added" if update is None else "replaced"].append(item.name)
        outcome = read(self.corpus, f"{item.name}.md").outcome
        text_digest = outcome.digest if isinstance(outcome, Article) else ""
        return replace(item, state=ItemState.PRESENT, since="", text_digest=text_digest)

    def outcome(self, error: str) -> SourceRound:
        """Return what the look came to."""
        names = {kind: tuple(names) for kind, names in self._names.items()}
        return SourceRound(
            source=self.source, unchanged=self._unchanged, error=error, told=tuple(self.told), **names
        )
