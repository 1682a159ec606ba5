"""Many files → what they held, in order: plain text here, everything else in the sandbox."""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

from pydantic import TypeAdapter

from qa.cache import Kept, code_digest, key_of
from qa.errors import CorpusError, ForVisitors
from qa.reading.cleaning.repeated_lines import Edges, edges_of
from qa.reading.formats import MAIL, PLAIN, SCANNED, reader_of, suffix_of
from qa.reading.parse_scans import ScanReader, opened_of
from qa.reading.parsing import Opened, open_bytes, open_file, opened_from_json, opened_to_json
from qa.reading.sandbox.pool import CannotStartError, Done, Outcome, Sandbox, SandboxLimits

WORKERS = 2
"""Reading is a small part of a build: two processes keep up with any encoder on a laptop."""
PLAIN_FILES_HERE_MOST = 200
"""So many plain files are read here as fast as workers would start; more of them are read side by side."""
_EDGES = TypeAdapter(Edges)
LIMITS = SandboxLimits(cpu_seconds=60, wall_seconds=90, memory_bytes=2 * 2**30)
"""For one file. The slowest real ones seen, books of a thousand pages, take about 20 s."""


def open_all(corpus: Path, sources: Sequence[str], *, ocr: str = "") -> Iterator[tuple[str, Opened]]:
    """Yield each source with what it held, in order; pages that are pictures are read unless ``ocr`` is empty.

    Parsers of formats from unknown hands run in processes that can be killed: a file on which one of them
    loops, crashes or eats the memory is that file's own misfortune.

    Raises CorpusError when no process can be started.
    """
    sandboxed = [source for source in sources if not _is_plain(source)]
    plain = [source for source in sources if _is_plain(source)]
    if len(plain) > PLAIN_FILES_HERE_MOST:
        sandboxed, plain = list(sources), []
    plain_sources = set(plain)
    with (
        telling_of_no_process(),
        Sandbox("qa.reading.parsing:open_in_sandbox", opened_from_json, workers=WORKERS, limits=LIMITS) as sandbox,
        Sandbox("qa.reading.parsing:open_alone_in_sandbox", opened_from_json, workers=1, limits=LIMITS) as alone,
        ScanReader(corpus, LIMITS) as scans,
    ):
        outcomes = sandbox.run([str(corpus.absolute()), source] for source in sandboxed)
        for source in sources:
            opened = (
                open_file(corpus, source)
                if source in plain_sources
                else _opened(corpus, source, next(outcomes), alone)
            )
            yield source, scans.read(source, opened) if ocr and opened.pictured else opened


def _opened(corpus: Path, source: str, outcome: Outcome[Opened], alone: Sandbox[Opened]) -> Opened:
    """Return the opened file; a message is read again alone where an attachment ended the process."""
    if not isinstance(outcome, Done) and suffix_of(source) in MAIL:
        (outcome,) = alone.run([[str(corpus.absolute()), source]])
    return opened_of(outcome)


@contextmanager
def telling_of_no_process() -> Iterator[None]:
    """Raise CorpusError where no process of a sandbox can be started."""
    try:
        yield
    except CannotStartError as error:
        raise CorpusError(
            f"The processes that read files cannot be started: {error}.",
            hint="Close other programs and try again.",
            for_visitors=ForVisitors("The files cannot be read at the moment.", "Try again later."),
        ) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFile:
    """A file of the corpus: the digest of its bytes, and ``opened``, which gives its content when called.

    ``edges`` are those of its document, None where it has none.
    """

    digest: str
    edges: Edges | None
    opened: Callable[[], Opened]


def found_again(
    corpus: Path, sources: Sequence[str], digests: Mapping[str, str], cache: Kept, *, ocr: str = ""
) -> Iterator[tuple[str, ParsedFile]]:
    """Yield each source with its parsed file, in order; files with the bytes of a cached one are not opened.

    ``digests`` has the digest of each file's bytes; ``ocr`` is that of ``open_all``.  Raises as that does.
    """
    code = code_digest("reading.parsing", "reading.ocr", "reading.cleaning.repeated_lines")
    keys = {source: _keys(code, source, digests[source], ocr) for source in sources}
    whole = cache.has(opened for opened, _ in keys.values())
    values = cache.get(edges for _, edges in keys.values())
    edges_of_sources = {
        source: _EDGES.validate_json(value, strict=True)
        for source, value, has_document in zip(sources, values, whole, strict=True)
        if value is not None and has_document
    }
    opened = open_all(corpus, [source for source in sources if source not in edges_of_sources], ocr=ocr)
    for source in sources:
        if edges := edges_of_sources.get(source):
            again = partial(_opened_again, corpus, source, keys[source][0], cache, ocr)
            yield source, ParsedFile(digest=digests[source], edges=edges, opened=again)
            continue
        _, opened_now = next(opened)
        parsed = found_now(opened_now)
        yield source, parsed
        if parsed.edges:  # a file that failed may have failed for want of time or memory
            of_opened, of_edges = _keys(code, source, opened_now.digest, ocr)
            cache.put(of_opened, opened_to_json(opened_now))
            cache.put(of_edges, _EDGES.dump_json(parsed.edges))


def found_now(opened: Opened) -> ParsedFile:
    """Return the parsed file of a file that was just opened."""
    edges = edges_of(opened.document) if opened.document else None
    return ParsedFile(digest=opened.digest, edges=edges, opened=lambda: opened)


def _opened_again(corpus: Path, source: str, key: bytes, cache: Kept, ocr: str) -> Opened:
    (value,) = cache.get([key])
    return next(open_all(corpus, [source], ocr=ocr))[1] if value is None else opened_from_json(value)


def _keys(code: str, source: str, digest: str, ocr: str) -> tuple[bytes, bytes]:
    """Return the keys of what a file held, and of its edges."""
    suffix_and_recogniser = suffix_of(source), recogniser_of(source, ocr)
    return key_of("opened", code, *suffix_and_recogniser, digest), key_of(
        "edges", code, *suffix_and_recogniser, digest
    )


def recogniser_of(source: str, ocr: str) -> str:
    """Return what pictures in a file are read by; empty for a file that has none, which does not hang on it."""
    return ocr if suffix_of(source) in SCANNED else ""


def open_content(content: bytes, name: str, *, ocr: str = "") -> Opened:
    """Open the bytes of a file that is not in the corpus, by the format that its name tells; ``ocr`` as above."""
    if _is_plain(name):
        return open_bytes(content, name)
    with tempfile.TemporaryDirectory() as folder:
        file = f"file{suffix_of(name)}"  # the name itself never becomes a path
        (Path(folder) / file).write_bytes(content)
        return next(opened for _, opened in open_all(Path(folder), [file], ocr=ocr))


def _is_plain(source: str) -> bool:
    """Tell whether a file needs no process of its own: it is plain text, or of a format that nothing reads."""
    return PurePosixPath(source.lower()).suffix in PLAIN or reader_of(source) is None
