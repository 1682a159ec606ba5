"""Where living sources are kept: what someone asked for in one file, and beside it what was seen of each.

corpus/.sources/sources.json      the sources, as they were added; a person may read and correct it
corpus/.sources/seen-ID.json      what was seen of one: its articles, versions, errors, and when it is due
corpus/.sources/fetch.lock        held by the one process that fetches
corpus/.sources/edit.lock         held for the moment in which sources.json is changed
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter

from qa.errors import CorpusError, ForVisitors, UsageError
from qa.files import locked, sha256, write_atomically
from qa.reading.living.records import LivingSource, SourceKind, SourceState
from qa.reading.originals import SOURCES
from qa.reading.web.addresses import canonical_address, parse_address

FOLDER = SOURCES
ID_LETTERS = 8
EDIT_TRIES, EDIT_PAUSE = 50, 0.1
SOURCES_MOST = 1_000

NO_FOLDERS = ForVisitors("This is not an address that can be a source.", "Give an http or https address.")

_SOURCES = TypeAdapter(tuple[LivingSource, ...])
_STATE = TypeAdapter(SourceState)


def sources_file(corpus: Path) -> Path:
    """Return the file of the sources, which is there once one was added."""
    return corpus / FOLDER / "sources.json"


def read_sources(corpus: Path) -> tuple[LivingSource, ...]:
    """Return the sources of a corpus in the order of their adding; raises CorpusError for a damaged file."""
    path = sources_file(corpus)
    try:
        return _SOURCES.validate_json(path.read_bytes())
    except FileNotFoundError:
        return ()
    except (OSError, ValueError) as error:
        raise CorpusError(
            f"The list of sources {path} cannot be read: {str(error).splitlines()[0]}.",
            hint="Correct the file, or delete it and add the sources again; their articles stay.",
            for_visitors=ForVisitors(
                "The list of sources cannot be read.", "Tell whoever looks after this library."
            ),
        ) from error


def make_source(
    corpus: Path,
    address: str,
    *,
    every: int,
    now: datetime,
    is_list: bool = False,
    other_hosts: bool = False,
    allow_private: bool = False,
    bibliography: str = "",
) -> LivingSource:
    """Return a source that may be added; nothing is looked up.

    Raises FetchError for an address that may not be asked for, CorpusError for a folder that is missing or shares
    files with the corpus, UsageError for options that do not fit.
    """
    is_folder = "://" not in address
    if is_folder:
        address = str(_checked_folder(corpus, Path(address)))
        if is_list or other_hosts:
            raise UsageError(
                "A folder lists no addresses.",
                hint="Leave out --listed and --other-hosts.",
                for_visitors=NO_FOLDERS,
            )
    else:
        address = canonical_address(parse_address(address, allow_private=allow_private).url)
    if bibliography and not is_folder:
        raise UsageError("A bibliography goes with a folder.", hint="Leave it out, or name a folder.")
    return LivingSource(
        id=sha256(address.encode(errors="surrogateescape"))[:ID_LETTERS],
        address=address,
        every=every,
        added=now,
        is_folder=is_folder,
        is_list=is_list,
        other_hosts=other_hosts,
        allow_private=allow_private,
        bibliography=str(Path(bibliography).resolve()) if bibliography else "",
    )


def _checked_folder(corpus: Path, folder: Path) -> Path:
    if not folder.is_dir():
        raise CorpusError(
            f"'{folder}' is neither a folder nor an http or https address.",
            hint="A single file is added with: citewell add",
            for_visitors=NO_FOLDERS,
        )
    inside, outside = folder.resolve(), corpus.resolve()
    if inside == outside or outside in inside.parents or inside in outside.parents:
        raise CorpusError(
            f"The folder {folder} and the corpus {corpus} lie in each other.",
            hint="Files of the corpus are read at each build; name a folder outside it.",
            for_visitors=NO_FOLDERS,
        )
    return inside


def add_source(corpus: Path, source: LivingSource, *, wait: Callable[[float], None]) -> LivingSource | None:
    """Keep a source; one of the same address is replaced, keeping what was seen, and returned as it was before.

    Raises UsageError where there are too many, CorpusError where another process is changing the list.
    """
    with _editing(corpus, wait):
        sources = read_sources(corpus)
        before = next((known for known in sources if known.id == source.id), None)
        if before:
            source = replace(source, added=before.added)
            kept = tuple(source if known.id == source.id else known for known in sources)
        else:
            kept = (*sources, source)
        if len(kept) > SOURCES_MOST:
            raise UsageError(f"There are {SOURCES_MOST:,} sources already.", hint="Remove one first.")
        write_atomically(sources_file(corpus), _SOURCES.dump_json(kept, indent=1))
    return before


def remove_source_of(corpus: Path, named: str, *, wait: Callable[[float], None]) -> LivingSource:
    """Forget a source, named by its id or its address, and what was seen of it; its articles stay.

    Raises UsageError where there is none of this name.
    """
    with _editing(corpus, wait):
        sources = read_sources(corpus)
        source = found_source(sources, named)
        kept = tuple(known for known in sources if known.id != source.id)
        write_atomically(sources_file(corpus), _SOURCES.dump_json(kept, indent=1))
        _state_file(corpus, source).unlink(missing_ok=True)
    return source


def found_source(sources: tuple[LivingSource, ...], named: str) -> LivingSource:
    """Return the source of an id or address; raises UsageError where there is none."""
    spellings = {named, canonical_address(named)}
    if "://" not in named:
        spellings.add(str(Path(named).resolve()))
    for source in sources:
        if source.id == named or source.address in spellings:
            return source
    raise UsageError(
        f"There is no source '{named}'.",
        hint="See them with: citewell sources list",
        for_visitors=ForVisitors(f"There is no source '{named}'.", "It may have been removed before."),
    )


@contextmanager
def _editing(corpus: Path, wait: Callable[[float], None]) -> Iterator[None]:
    for _ in range(EDIT_TRIES):
        with locked(corpus / FOLDER / "edit.lock") as free:
            if free:
                yield
                return
        wait(EDIT_PAUSE)
    raise CorpusError("Another process is changing the sources.", hint="Try again in a moment.")


@contextmanager
def fetching_alone(corpus: Path) -> Iterator[bool]:
    """Hold the right to fetch; yields False at once where another process or thread has it."""
    with locked(corpus / FOLDER / "fetch.lock") as free:
        yield free


def read_state(corpus: Path, source: LivingSource) -> SourceState:
    """Return what was seen of a source; where that is missing or damaged, that of one never looked at."""
    try:
        return _STATE.validate_json(_state_file(corpus, source).read_bytes())
    except (OSError, ValueError):  # all of it can be seen again
        kind = SourceKind.FOLDER if source.is_folder else SourceKind.ADDRESS
        return SourceState(kind=kind)


def write_state(corpus: Path, source: LivingSource, state: SourceState) -> None:
    """Keep what was seen of a source."""
    write_atomically(_state_file(corpus, source), _STATE.dump_json(state, indent=1))


def make_due(corpus: Path, source: LivingSource) -> bool:
    """Let a source be looked at as soon as may be; False where another process is fetching already."""
    with fetching_alone(corpus) as free:
        if free:
            write_state(corpus, source, replace(read_state(corpus, source), next=None))
        return free


def _state_file(corpus: Path, source: LivingSource) -> Path:
    return corpus / FOLDER / f"seen-{sha256(source.id.encode())[:ID_LETTERS]}.json"
