"""What stands in the table of articles: the generation beside the folder as it is now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from pathlib import Path
from urllib.parse import urlsplit

from qa.errors import CorpusError
from qa.indexing.generations import Generation
from qa.indexing.store import LeftOut
from qa.reading.corpus import CANONICAL_SUFFIX, read, scan
from qa.reading.near_duplicates import Shingled, groups_of_copies
from qa.reading.parsing import digest_of
from qa.records import Article
from qa.serving.answer_summary import no_longer

TITLES_READ_MOST = 200
"""Of new files: the articles just added, and not a whole folder that waits for its first build."""


class FileState(Enum):
    """How a file of the folder and the index stand to each other, what needs attention first."""

    FAILED = auto()
    NEW = auto()
    CHANGED = auto()
    MOVED = auto()
    GONE = auto()
    VANISHED = auto()
    """No longer where it came from; the article stays."""
    COPY = auto()
    INDEXED = auto()


WAITING = (FileState.NEW, FileState.CHANGED, FileState.MOVED, FileState.GONE)
"""What a build would change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow:
    """One file; ``article_id`` is empty where the index has no article of it, and numbers are None then.

    ``source`` is the publisher, or else the site or the file that the article is from.  ``note`` is the reason of
    a failure, the title of what it is a copy of, the file that was moved, or since when it is no longer at its
    source.  ``left_out`` tells how much of the file the article lacks.
    """

    file: str
    state: FileState
    title: str
    article_id: str = ""
    source: str = ""
    published: str = ""
    words: int | None = None
    passages: int | None = None
    left_out: LeftOut | None = None
    note: str = ""


class Folder:
    """The folder of articles as it is now; a file is read again only when it was touched since."""

    def __init__(self, corpus: Path) -> None:
        """Look at ``corpus`` from now on."""
        self._corpus = corpus
        self._known: dict[str, tuple[tuple[int, ...], str]] = {}
        self._titles: dict[str, str] = {}

    def digests(self) -> dict[str, str]:
        """Return the digest of each file, by source; nothing when the folder is empty or missing."""
        try:
            sources = scan(self._corpus)
        except CorpusError:
            return {}
        digests = {source: self._digest(source) for source in sources}
        return {source: digest for source, digest in digests.items() if digest is not None}

    def _digest(self, source: str) -> str | None:
        try:
            status = (self._corpus / source).stat()
        except OSError:  # gone since the scan, or a link to nothing
            return None
        touched = status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns
        known = self._known.get(source)
        if known is None or known[0] != touched:
            known = self._known[source] = touched, digest_of(self._corpus, source)
            self._titles.pop(source, None)
        return known[1]

    def title(self, source: str) -> str:
        """Return the title of a new file: that of its text where it can be read at once, else its name."""
        if not source.endswith(CANONICAL_SUFFIX):
            return _stem(source)
        if source not in self._titles:
            outcome = read(self._corpus, source).outcome
            self._titles[source] = outcome.title if isinstance(outcome, Article) else _stem(source)
        return self._titles[source]


def indexed_rows(generation: Generation) -> list[FileRow]:
    """Return a row for each article of a generation, and for each file that it could not read."""
    store = generation.store
    counts, titles = store.passage_counts(), store.titles()
    articles = list(store.articles())
    main_of = _main_articles(generation, articles)
    left_out = {part.article_id: part for part in store.left_out()}
    rows = [
        replace(
            _row(article, counts.get(article.id, 0), titles.get(main_of.get(article.id, ""))),
            left_out=left_out.get(article.id),
        )
        for article in articles
    ]
    failed = [
        FileRow(
            file=entry.source,
            state=FileState.FAILED,
            title=_stem(entry.source),
            source=entry.source,
            note=entry.reason,
        )
        for entry in generation.manifest.skipped
    ]
    return rows + failed


def _main_articles(generation: Generation, articles: Iterable[Article]) -> dict[str, str]:
    """Return, by the id of each article that is a copy, the one that it is a copy of."""
    texts = {article.id: Shingled(article.text, generation.store.shingles(article.id)) for article in articles}
    groups = groups_of_copies(texts, generation.common_shingles, generation.store.dates())
    return {copy: group.main for group in groups for copy in group.copies}


def _row(article: Article, passages: int, copy_of: str | None) -> FileRow:
    gone = no_longer(article.gone_since, article.url)
    state = FileState.INDEXED if copy_of is None else FileState.COPY
    return FileRow(
        file=article.source,
        state=FileState.VANISHED if gone else state,
        title=article.title,
        article_id=article.id,
        source=article.publisher or _host(article.url) or article.source,
        published=article.published,
        words=len(article.text.split()),
        passages=passages,
        note=gone or copy_of or "",
    )


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:  # an address that a file gives as its own may be anything
        return ""


def rows_now(indexed: Iterable[FileRow], built: Mapping[str, str], folder: Folder) -> list[FileRow]:
    """Return the rows of a generation as its folder makes them now, and a row for each new file.

    ``built`` has the digests of the files that the generation was made from.
    """
    now = folder.digests()
    built_as = {shown(source): digest for source, digest in built.items()}
    is_now = {shown(source): (source, digest) for source, digest in now.items()}
    rows: list[FileRow] = []
    indexed = list(indexed)
    moved = _moved(indexed, built_as, is_now)
    for row in indexed:
        source, digest = is_now.pop(moved.get(row.file, row.file), (row.file, None))
        if digest is None:
            rows += [replace(row, state=FileState.GONE, note="")] if row.article_id else []
        elif row.file in moved:
            rows.append(replace(row, file=source, state=FileState.MOVED, note=row.file))
        elif built_as.get(row.file, digest) != digest:
            rows.append(replace(row, file=source, state=FileState.CHANGED, note=""))
        else:
            rows.append(replace(row, file=source))
    for number, source in enumerate(source for source, _ in is_now.values()):
        title = folder.title(source) if number < TITLES_READ_MOST else _stem(source)
        rows.append(FileRow(file=source, state=FileState.NEW, title=title, source=shown(source)))
    return rows


def _moved(
    indexed: Iterable[FileRow], built_as: Mapping[str, str], is_now: Mapping[str, tuple[str, str]]
) -> dict[str, str]:
    """Return, by the name of each article's file that is gone, that of the new file with the same bytes."""
    new = {digest: name for name, (_, digest) in is_now.items() if name not in built_as}
    moved: dict[str, str] = {}
    for row in indexed:
        if row.article_id and row.file not in is_now and (name := new.pop(built_as.get(row.file, ""), "")):
            moved[row.file] = name
    return moved


def shown(source: str) -> str:
    """Return the name of a file as text, also where its bytes are none."""
    return source.encode(errors="replace").decode()


def _stem(source: str) -> str:
    return Path(shown(source)).stem


def found(rows: Iterable[FileRow], words: str, state: FileState | None) -> list[FileRow]:
    """Return the rows that have all the words, in title, source, file or note, and the state if one is given."""
    wanted = words.casefold().split()
    return [
        row
        for row in rows
        if state in (None, row.state)
        if all(word in f"{row.title}\n{row.source}\n{shown(row.file)}\n{row.note}".casefold() for word in wanted)
    ]


def in_order(rows: Iterable[FileRow], order: str) -> list[FileRow]:
    """Return rows by title, or so that the newest, longest, least whole, or those to look at come first."""
    by_title = sorted(rows, key=lambda row: (row.title.casefold(), row.file))
    match order:
        case "newest":
            return sorted(by_title, key=lambda row: row.published, reverse=True)
        case "longest":
            return sorted(by_title, key=lambda row: row.words or 0, reverse=True)
        case "left out":
            return sorted(by_title, key=lambda row: row.left_out.share if row.left_out else 0.0, reverse=True)
        case "state":
            return sorted(by_title, key=lambda row: min(row.state.value, FileState.COPY.value))
    return by_title


def counts(rows: Sequence[FileRow]) -> dict[FileState, int]:
    """Return how many rows are in each state."""
    states = [row.state for row in rows]
    return {state: states.count(state) for state in FileState}
