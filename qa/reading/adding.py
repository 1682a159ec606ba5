"""Articles into the corpus and out of it: files, addresses and pasted text, each kept with its original."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import Enum, auto
from pathlib import Path

from qa.errors import CorpusError, ForVisitors
from qa.files import rename, sha256, write_atomically
from qa.reading import originals
from qa.reading.corpus import compose_opened_placed, read
from qa.reading.document import UnreadableError
from qa.reading.formats import suffix_of
from qa.reading.ocr.recognition import how_to_read_pictures
from qa.reading.originals import Provenance, read_origin, to_markdown, write_origin
from qa.reading.parse_all import open_content
from qa.reading.web.addresses import canonical_address
from qa.reading.web.fetching import fetch
from qa.records import Article, CleaningReport

ASK_OWNER = "Tell whoever looks after this library: its folder may be protected."

REMOVED = ".removed"
"""Folder of the corpus that removed articles are moved to: nothing is deleted."""
NAME_BYTES_MOST = 80
"""File systems take 255 bytes; a name must also fit on a screen, and suffixes come behind it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """An article that is in the corpus now; ``updated`` tells that one of the same origin was there before."""

    name: str
    title: str
    updated: bool
    report: CleaningReport


def as_it_is(article: Article) -> Article:
    """Return the article: nothing else is known of it."""
    return article


def add_file(
    corpus: Path, path: Path, *, ocr: str = "", describe: Callable[[Article], Article] = as_it_is
) -> Added:
    """Add a copy of a file; raises CorpusError when it cannot be read as an article.

    ``describe`` returns the article with the details that are known of it from elsewhere.
    """
    content = content_of(path)
    return add_content(
        corpus, content, file_name=path.name, came_from=str(path.resolve()), ocr=ocr, describe=describe
    )


def content_of(path: Path) -> bytes:
    """Return the bytes of a file that is to be added; raises CorpusError where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise CorpusError(
            f"{path} cannot be read: {error.strerror}.",
            hint="Check the path.",
            for_visitors=ForVisitors(f"{path.name} cannot be read.", "Add it in another form."),
        ) from error


def add_address(corpus: Path, address: str, *, allow_private: bool = False, ocr: str = "") -> Added:
    """Add the page or file at an address; the same address again updates its article.

    Raises FetchError when it may not or cannot be fetched, CorpusError when it is no article.
    """
    page = fetch(address, allow_private=allow_private)
    url = canonical_address(page.url)
    name = file_name_of(url, page.suffix)
    return add_content(corpus, page.content, file_name=name, came_from=url, url=url, ocr=ocr)


def file_name_of(url: str, suffix: str) -> str:
    """Return the name of a file for what stands at an address, with the suffix of its kind."""
    last = url.rstrip("/").rsplit("/", 1)[-1] or "page"
    return last if last.lower().endswith(suffix) else f"{last}{suffix}"


def add_text(corpus: Path, text: str) -> Added:
    """Add pasted text; raises CorpusError when it is no article."""
    return add_content(corpus, text.encode(), file_name="pasted text.txt", came_from="")


def add_content(
    corpus: Path,
    content: bytes,
    *,
    file_name: str,
    came_from: str,
    url: str = "",
    ocr: str = "",
    describe: Callable[[Article], Article] = as_it_is,
) -> Added:
    """Add the bytes of a file, read by the format that its name tells; the name never becomes a path.

    ``ocr`` names what reads pages that are pictures, empty where they are not read.
    """
    article, original, report = _composed(content, file_name, came_from=came_from, url=url, ocr=ocr)
    article = describe(article)
    existing = name_of_origin(corpus, came_from)
    name = existing or _free_name(corpus, article.title)
    _keep(corpus, name, article, report, original)
    return Added(name=name, title=article.title, updated=bool(existing), report=report)


class Update(Enum):
    """What became of an article whose original may be another by now."""

    REPLACED = auto()
    SAME = auto()
    EDITED = auto()  # and left alone


def update_content(
    corpus: Path,
    content: bytes,
    *,
    name: str,
    file_name: str,
    came_from: str,
    url: str = "",
    ocr: str = "",
    describe: Callable[[Article], Article] = as_it_is,
    known: str = "",
) -> Update:
    """Replace an added article, under its name, by what its original is now; the original before is kept.

    One whose text was edited since is left alone: its digest is none of its note, nor the one ``known`` before a
    run that was cut off.  Raises CorpusError where the new bytes are no article.
    """
    origin, now = read_origin(corpus, name), read(corpus, f"{name}.md").outcome
    if origin and (not isinstance(now, Article) or not (origin.made(now.digest) or now.digest == known)):
        return Update.EDITED
    article, original, report = _composed(content, file_name, came_from=came_from, url=url, ocr=ocr)
    article = describe(article)
    if isinstance(now, Article) and origin and origin.came_from == came_from and _is_same(article, now):
        _settle(corpus, name, origin, now)
        return Update.SAME
    if origin:
        originals.keep_earlier(corpus, origin, content)
    _keep(corpus, name, article, report, original, replaces=now.digest if isinstance(now, Article) else "")
    return Update.REPLACED


def _is_same(article: Article, now: Article) -> bool:
    """Tell whether a new article is one that is there, which also has what its text tells, as its language."""
    told = ("title", "author", "publisher", "published", "url", "topic", "licence", "citation_key", "gone_since")
    return article.digest == now.digest and all(getattr(article, name) == getattr(now, name) for name in told)


def _composed(
    content: bytes, file_name: str, *, came_from: str, url: str, ocr: str
) -> tuple[Article, "_Original", CleaningReport]:
    opened = open_content(content, file_name, ocr=ocr)
    try:
        article, glyphs = compose_opened_placed(opened, source=file_name)
    except UnreadableError as error:
        message, hint = (
            f"{file_name} was not added: {error}.",
            "Nothing was changed; add the article in another form.",
        )
        raise CorpusError(
            message,
            hint=f"Nothing was changed. {how_to_read_pictures()}" if opened.pictured else hint,
            for_visitors=ForVisitors(message, hint),
        ) from error
    article = replace(article, url=url or article.url)
    original = _Original(content=content, glyphs=glyphs, came_from=came_from, suffix=suffix_of(file_name))
    return article, original, opened.report


def read_again(corpus: Path, *, ocr: str = "") -> Iterator[Added]:
    """Read every original again by today's rules; articles whose text was edited since are left alone."""
    for name in originals.names(corpus):
        origin = read_origin(corpus, name)
        now = read(corpus, f"{name}.md").outcome
        if origin is None or not isinstance(now, Article) or not origin.made(now.digest):
            continue
        _settle(corpus, name, origin, now)
        try:
            content = (corpus / originals.FOLDER / origin.file).read_bytes()
            opened = open_content(content, origin.file, ocr=ocr)
            article, glyphs = compose_opened_placed(opened, source=origin.file)
        except (OSError, UnreadableError):  # its canonical text stays as it is
            continue
        if opened.pictured and origin.read_from_picture:  # its pictures were read once, and are not now
            continue
        if article.digest != now.digest or (glyphs and sha256(glyphs) != origin.glyphs):
            article = replace(_described_as(article, now), url=now.url, gone_since=now.gone_since)
            came_from, suffix = origin.came_from, suffix_of(origin.file)
            added = _Original(content=content, glyphs=glyphs, came_from=came_from, suffix=suffix)
            _keep(corpus, name, article, opened.report, added, replaces=now.digest)
            yield Added(name=name, title=article.title, updated=True, report=opened.report)


def _settle(corpus: Path, name: str, origin: Provenance, now: Article) -> None:
    """Forget the text before, where a run that was cut off had replaced it already."""
    if origin.replaces and now.digest == origin.text_digest:
        originals.write_note(corpus, name, replace(origin, replaces=""))


def _described_as(article: Article, now: Article) -> Article:
    """Return an article with the details that a bibliography gave it."""
    if not now.citation_key:
        return article
    details = ("title", "author", "publisher", "published", "citation_key")
    return replace(article, **{name: getattr(now, name) for name in details})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Original:
    """What is kept beside an article: its original's bytes and origin, and where its characters stand."""

    content: bytes
    glyphs: bytes
    came_from: str
    suffix: str


def _keep(
    corpus: Path, name: str, article: Article, report: CleaningReport, original: _Original, *, replaces: str = ""
) -> None:
    """Write the original and its note, then the canonical text that makes it an article of the corpus.

    ``replaces`` is the digest of the text that is there now, empty where it may be anybody's.
    """
    file = f"{name}{original.suffix}"
    pages = tuple(block.page for section in article.sections for block in section.blocks)
    origin = Provenance(
        came_from=original.came_from,
        file=file,
        text_digest=article.digest,
        report=report,
        pages=pages if any(pages) else (),
        read_from_picture=article.read_from_picture,
        replaces=replaces if replaces != article.digest else "",
    )
    noted = write_origin(corpus, name, origin, original.content, original.glyphs)
    text = to_markdown(article, original=f"{originals.FOLDER}/{file}")
    write_atomically(corpus / f"{name}.md", text.encode())
    if noted.replaces:  # from now on the text before is one that somebody put there
        originals.write_note(corpus, name, replace(noted, replaces=""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """A file that was moved out of the corpus with its original: each place it had, and the one it has now."""

    name: str
    moved: tuple[tuple[Path, Path], ...]


def remove(corpus: Path, article_id: str) -> str:
    """Move an article with its original out of the corpus, into ``.removed``; return the name of its file.

    Raises CorpusError when the corpus has no such article.
    """
    return _take_out(corpus, _file_of(corpus, article_id)).name


def remove_source(corpus: Path, source: str) -> Removal:
    """Move a file of the corpus, article or not, out of it as ``remove`` does; return what ``put_back`` undoes.

    Raises CorpusError when the corpus has no such file, or it cannot be moved.
    """
    path = (corpus / source).resolve()
    if corpus.resolve() not in path.parents or not path.is_file():
        raise CorpusError(f"The corpus has no file '{source}' any more.", hint="It may have been removed before.")
    try:
        return _take_out(corpus, path)
    except OSError as error:
        raise CorpusError(
            f"{source} cannot be removed: {error.strerror}.",
            hint="Give permission to write the folder.",
            for_visitors=ForVisitors(f"{source} cannot be removed.", ASK_OWNER),
        ) from error


def put_back(removal: Removal) -> None:
    """Move what was removed to its place again; raises CorpusError when that is taken, or it cannot be moved."""
    existing = next((old for old, _ in removal.moved if old.exists()), None)
    if existing:
        raise CorpusError(
            f"{removal.name} was not put back: another {existing.name} has its place now.",
            hint="What was removed stays in the folder .removed of the articles.",
            for_visitors=ForVisitors(
                f"{removal.name} was not put back: another article has its place now.",
                "What was removed is kept, and can be put back by whoever looks after this library.",
            ),
        )
    try:
        for old, place in removal.moved:
            rename(place, old)
    except OSError as error:
        raise CorpusError(
            f"{removal.name} cannot be put back: {error.strerror}.",
            hint="What was removed is in the folder .removed of the articles.",
            for_visitors=ForVisitors(f"{removal.name} cannot be put back.", ASK_OWNER),
        ) from error


def _take_out(corpus: Path, path: Path) -> Removal:
    target = corpus / REMOVED
    moved = [(path, target)]
    if path.parent == corpus.resolve() and (origin := read_origin(corpus, path.stem)):
        folder = corpus / originals.FOLDER
        files = (origin.file, f"{path.stem}.json", originals.glyphs_file(path.stem), originals.earlier(origin))
        moved += [(folder / file, target / originals.FOLDER) for file in files]
    moves: list[tuple[Path, Path]] = []
    for old, place in moved:
        if old.exists():
            place.mkdir(parents=True, exist_ok=True)
            moves.append((old, _free(place / old.name)))
            rename(*moves[-1])
    return Removal(name=path.name, moved=tuple(moves))


def _file_of(corpus: Path, article_id: str) -> Path:
    inside = corpus.resolve()
    with suppress(OSError, ValueError):  # what is no file name names no article
        for file in (f"{article_id}.md", article_id):
            path = (corpus / file).resolve()
            if path.is_file() and inside in path.parents:
                return path
    raise CorpusError(
        f"The corpus has no article '{article_id}'.",
        hint="See the ids with: citewell list",
        for_visitors=ForVisitors(f"There is no article '{article_id}' here.", "It may have been removed before."),
    )


def _free(path: Path) -> Path:
    """Return the path, or where a file stands there the same with a number: nothing is overwritten."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return free


def name_of_origin(corpus: Path, came_from: str) -> str:
    """Return the name of the article that came from the same place before, or an empty string."""
    if came_from:
        for name in originals.names(corpus):
            origin = read_origin(corpus, name)
            if origin and origin.came_from == came_from:
                return name
    return ""


def _free_name(corpus: Path, title: str) -> str:
    """Return a file name made of a title that no article has yet."""
    stem = _safe(title) or "article"
    if stem.casefold() == "readme":
        stem = "article-readme"
    name, number = stem, 1
    while (corpus / f"{name}.md").exists() or (corpus / originals.FOLDER / f"{name}.json").exists():
        number += 1
        name = f"{stem}-{number}"
    return name


def _safe(text: str) -> str:
    """Return the letters and digits of a text as a file name: no separators, no dots, no controls."""
    name = "-".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text).lower()))
    while len(name.encode()) > NAME_BYTES_MOST:
        name = name[:-1]
    return name.strip("-_")
