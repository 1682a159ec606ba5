"""A look at a folder outside the corpus: its files become articles, as far as they changed."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from qa.errors import CitewellError
from qa.files import sha256
from qa.reading.adding import as_it_is, content_of
from qa.reading.bibliography.matching import Bibliography
from qa.reading.corpus import scan
from qa.reading.living.looking import SourceLook
from qa.reading.living.records import ItemState, SourceItem
from qa.reading.web.fetching import Validators
from qa.records import Article

FILES_MOST = 10_000
Describing = Callable[[Path], Callable[[Article], Article]]


def look_at_folder(look: SourceLook) -> None:
    """Look at each file of a folder.

    Raises CorpusError where the folder is missing or empty, which may be a disk that is not there: nothing is
    marked as gone then.  Raises UsageError where the bibliography cannot be read.
    """
    folder = Path(look.source.address)
    sources = scan(folder)
    describing, digest = _bibliography(look)
    again = digest != look.state.bibliography_digest
    known = {item.address: item for item in look.state.items}
    described = look.source.bibliography
    there = [source for source in sources if str(folder / source) != described]
    if len(there) > FILES_MOST:
        look.told.append(f"{len(there) - FILES_MOST:,} more files are left out: {FILES_MOST:,} are taken.")
    fresh = [SourceItem(address=source) for source in there[:FILES_MOST] if source not in known]
    look.state = replace(look.state, items=(*look.state.items, *fresh))
    for item in look.state.items:
        if not look.was_checked(item.checked):
            look.keep_item(_looked_at(look, folder, item, describing, again=again), at_once=False)
    look.flush()
    look.state = replace(look.state, bibliography_digest=digest)
    look.is_over = True


def _bibliography(look: SourceLook) -> tuple[Describing, str]:
    """Return what describes a file of the folder, and the digest of the bibliography, empty for none."""
    if not look.source.bibliography:
        return lambda _: as_it_is, ""
    path = Path(look.source.bibliography)
    bibliography = Bibliography.read(path)
    look.told += bibliography.told
    return lambda file: partial(bibliography.describe, file), sha256(content_of(path))


def _looked_at(
    look: SourceLook, folder: Path, item: SourceItem, describing: Describing, *, again: bool
) -> SourceItem:
    if look.was_removed(item):
        return replace(item, state=ItemState.REMOVED, since=item.since or look.today)
    file = folder / item.address
    try:
        status = file.stat()
    except OSError:
        return look.is_gone(item) if item.name else replace(item, state=ItemState.GONE, since=look.today)
    stamp = Validators(etag=f"{status.st_size} {status.st_mtime_ns}")
    if stamp == item.validators and not again:
        return look.is_still(item) if item.name else item
    try:
        content = content_of(file)
    except CitewellError as error:
        return replace(item, error=f"{error} {error.hint}")
    describe = describing(file)
    came_from = str(file.resolve())
    taken = look.take(item, content, file_name=file.name, came_from=came_from, describe=describe, again=again)
    return replace(taken, validators=stamp)
