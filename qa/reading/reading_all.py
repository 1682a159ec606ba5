"""Many files → what they held, in order: plain text here, everything else in the jail."""

import json
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from qa.errors import CorpusError
from qa.reading.formats import PLAIN, suffix_of
from qa.reading.jail import CannotStartError, Done, Jail, Limits, Outcome
from qa.reading.opening import (
    Opened,
    digest_of,
    open_bytes,
    open_file,
    opened_from_json,
    opened_to_json,
)
from qa.reading.work_cache import WorkCache, code_digest, key_of

WORKERS = 2
"""Reading is a small part of a build: two processes keep up with any encoder on a laptop."""
PLAIN_FILES_HERE_MOST = 200
"""So many plain files are read here as fast as workers would start; more of them are read side by side."""
LIMITS = Limits(cpu_seconds=60, wall_seconds=90, memory_bytes=2 * 2**30)
"""For one file. The slowest real ones seen, books of a thousand pages, take about 20 s."""


def open_all(corpus: Path, sources: Sequence[str]) -> Iterator[tuple[str, Opened]]:
    """Yield each source with what it held, in order.

    Parsers of formats from unknown hands run in processes that can be killed: a file on which one of them
    loops, crashes or eats the memory is that file's own misfortune.

    Raises CorpusError when no process can be started.
    """
    jailed = [source for source in sources if not _is_plain(source)]
    plain = [source for source in sources if _is_plain(source)]
    if len(plain) > PLAIN_FILES_HERE_MOST:
        jailed, plain = list(sources), []
    here = set(plain)
    try:
        with Jail("qa.reading.opening:open_for_jail", opened_from_json, workers=WORKERS, limits=LIMITS) as jail:
            outcomes = jail.run([str(corpus.absolute()), source] for source in jailed)
            for source in sources:
                yield source, open_file(corpus, source) if source in here else _opened(next(outcomes))
    except CannotStartError as error:
        raise CorpusError(
            f"The processes that read files cannot be started: {error}.",
            hint="Close other programs and try again.",
        ) from error


def open_changed(corpus: Path, sources: Sequence[str], kept: WorkCache) -> Iterator[tuple[str, Opened]]:
    """Yield the same as ``open_all``; what files of the same bytes held is taken from the cache.

    Raises as ``open_all`` does.
    """
    code = code_digest("reading")
    values = kept.get([_key(code, source, digest_of(corpus, source)) for source in sources])
    known = {source: value for source, value in zip(sources, values, strict=True) if value is not None}
    opened = open_all(corpus, [source for source in sources if source not in known])
    for source in sources:
        if value := known.pop(source, None):
            yield source, opened_from_json(json.loads(value))
            continue
        _, found = next(opened)
        yield source, found
        if found.draft:  # a file that failed may have failed for want of time or memory
            kept.put(_key(code, source, found.digest), json.dumps(opened_to_json(found)).encode())


def _key(code: str, source: str, digest: str) -> bytes:
    return key_of("opened", code, suffix_of(source), digest)


def open_content(content: bytes, name: str) -> Opened:
    """Open the bytes of a file that is not in the corpus, by the format that its name tells."""
    if _is_plain(name):
        return open_bytes(content, name)
    with tempfile.TemporaryDirectory() as folder:
        file = f"file{suffix_of(name)}"  # the name itself never becomes a path
        (Path(folder) / file).write_bytes(content)
        return next(found for _, found in open_all(Path(folder), [file]))


def _is_plain(source: str) -> bool:
    return PurePosixPath(source.lower()).suffix in PLAIN


def _opened(outcome: Outcome[Opened]) -> Opened:
    return outcome.result if isinstance(outcome, Done) else Opened(reason=outcome.reason)
