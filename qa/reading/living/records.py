"""What is known of a living source: what someone asked for, and what was seen of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from qa.reading.web.fetching import NO_VALIDATORS, Validators


class SourceKind(StrEnum):
    """What a source is; what stands at an address is only known once it was looked at."""

    ADDRESS = "address"
    PAGE = "page"
    LIST = "list"
    FOLDER = "folder"


class ItemState(StrEnum):
    """How an article of a source and what it came from stand to each other."""

    PRESENT = "present"
    GONE = "gone"  # no longer at its address or in its folder
    UNLISTED = "unlisted"  # no longer in the feed or sitemap, and still at its address
    EDITED = "edited"  # changed here, so that it is not replaced
    REMOVED = "removed"  # taken out of the corpus, so that it is not fetched again


@dataclass(frozen=True, slots=True, kw_only=True)
class LivingSource:
    """A source as someone added it; ``address`` is a web address, or the path of a folder.

    ``every`` is in seconds.  ``is_list`` tells that the address must be a feed or sitemap; ``bibliography`` is the
    path of the export that describes the files of a folder, empty for none.
    """

    id: str
    address: str
    every: int
    added: datetime
    is_folder: bool = False
    is_list: bool = False
    other_hosts: bool = False
    allow_private: bool = False
    bibliography: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceItem:
    """One page or file of a source, and the article that was made of it: ``name``, empty where none was.

    ``content_digest`` is that of the bytes, ``text_digest`` that of the article's text, when it was last fetched;
    ``checked`` when it was last asked for, ``since`` the day of its state.  ``moved_to`` is where it has moved for
    good, ``error`` why it could not be had the last time.  For a file, the validator is its size and time.
    """

    address: str
    name: str = ""
    validators: Validators = NO_VALIDATORS
    content_digest: str = ""
    text_digest: str = ""
    checked: datetime | None = None
    state: ItemState = ItemState.PRESENT
    since: str = ""
    listed: bool = True
    moved_to: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """What was seen of a source.  ``next`` is when it is due, None at once; ``fetched`` when it last went well.

    ``began`` is when the round began that is not over, so that one which was cut off goes on where it was;
    ``list_checked`` when its feed or sitemap was last asked for.  ``failures`` counts those in a row.
    ``bibliography_digest`` is that of the bibliography by which its files are described.
    """

    kind: SourceKind
    items: tuple[SourceItem, ...] = ()
    validators: Validators = NO_VALIDATORS
    moved_to: str = ""
    began: datetime | None = None
    list_checked: datetime | None = None
    next: datetime | None = None
    fetched: datetime | None = None
    failures: int = 0
    error: str = ""
    error_at: datetime | None = None
    told: tuple[str, ...] = ()
    bibliography_digest: str = ""

    def is_due(self, now: datetime) -> bool:
        """Tell whether it is time to look again."""
        return self.next is None or self.next <= now

    def counted(self, *states: ItemState) -> int:
        """Return how many of its articles are in one of some states."""
        return sum(item.state in states and bool(item.name) for item in self.items)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRound:
    """What one look at a source came to, as names of articles; ``error`` is why not all of it could be had.

    ``told`` are sentences on what was left out, or not matched by a bibliography.
    """

    source: LivingSource
    added: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    back: tuple[str, ...] = ()
    unchanged: int = 0
    error: str = ""
    told: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether the next build has something to do."""
        return bool(self.added or self.replaced or self.gone or self.back)


def any_changed(rounds: Iterable[SourceRound]) -> bool:
    """Tell whether some rounds changed the corpus."""
    return any(one.changed for one in rounds)
