"""What is kept beside an added article: its original bytes, and a note on where they came from.

corpus/name.md                  the canonical text, which is what the index reads corpus/.originals/name.pdf
the original, kept so that better rules can read it again corpus/.originals/name.json     address or file name,
digest of the canonical text, what cleaning removed corpus/.originals/name.glyphs   where the characters of the
canonical text stand on the pages of the original, if it has pages
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import yaml
from pydantic import TypeAdapter

from qa.files import remove_abandoned, sha256, write_atomically
from qa.reading.formats.markdown.labels import item_opening
from qa.reading.glyphs.coding import from_bytes
from qa.records import Article, Block, BlockKind, CleaningReport, ReadSpan

FOLDER = ".originals"
SOURCES = ".sources"
"""Folder with what is known of living sources."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where an added article came from: an address or a file's name; ``file`` is the name of the original.

    ``text_digest`` is the digest of the canonical text when it was added; an edited text has another.  ``pages``
    has the page of each block of the text, in order; it is empty where the original has no pages.  ``glyphs`` is
    the digest of the file that tells where its characters stand, empty where there is none.
    ``read_from_picture`` is that of the article.  ``replaces`` is the digest of the text whose place it
    takes, until that is done: a run that was cut off between the note and the text leaves that one.
    """

    came_from: str
    file: str
    text_digest: str
    report: CleaningReport
    pages: tuple[int, ...] = ()
    glyphs: str = ""
    read_from_picture: tuple[ReadSpan, ...] = ()
    replaces: str = ""

    def made(self, text_digest: str) -> bool:
        """Tell whether a text is the one that was added, or the one that a run that was cut off left there."""
        return text_digest in (self.text_digest, self.replaces)


_ORIGIN = TypeAdapter(Provenance)


def write_origin(corpus: Path, name: str, origin: Provenance, content: bytes, glyphs: bytes = b"") -> Provenance:
    """Keep an original and its note under the name of its article, and where its characters stand.

    Returns the note as it was written.
    """
    folder = corpus / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    write_atomically(folder / origin.file, content)
    if glyphs:
        write_atomically(folder / glyphs_file(name), glyphs)
    noted = replace(origin, glyphs=sha256(glyphs) if glyphs else "")
    write_note(corpus, name, noted)
    return noted


def write_note(corpus: Path, name: str, origin: Provenance) -> None:
    """Write the note of an original that is kept."""
    write_atomically(corpus / FOLDER / f"{name}.json", _ORIGIN.dump_json(origin, indent=1))


def glyphs_file(name: str) -> str:
    """Return the name of the file that tells where the characters of an article stand."""
    return f"{name}.glyphs"


def read_glyphs(corpus: Path, name: str, origin: Provenance) -> bytes:
    """Return where the characters of an article stand; empty where that is not known, or the file is damaged."""
    try:
        content = (corpus / FOLDER / glyphs_file(name)).read_bytes() if origin.glyphs else b""
        placed = from_bytes(content) if sha256(content) == origin.glyphs else None
    except (OSError, ValueError):
        return b""
    return content if placed and placed.digest == origin.text_digest else b""


def read_origin(corpus: Path, name: str) -> Provenance | None:
    """Return the note of an article, or None when there is none or it is damaged."""
    try:
        origin = _ORIGIN.validate_json((corpus / FOLDER / f"{name}.json").read_bytes(), strict=True)
    except (OSError, ValueError):
        return None
    return replace(origin, file=Path(origin.file).name)  # a note must not lead out of its folder


EARLIER = "earlier"
"""Folder beside the originals with the one before of each that was replaced."""


def earlier(origin: Provenance) -> str:
    """Return where the original before is, if there is one: a path in the folder of the originals."""
    return f"{EARLIER}/{origin.file}"


def keep_earlier(corpus: Path, origin: Provenance, new: bytes) -> None:
    """Keep a copy of an original that ``new`` is about to replace, in place of the one that was kept so before.

    Where ``new`` is there already, a run was cut off after it had kept the copy, which stays.
    """
    folder = corpus / FOLDER
    with suppress(FileNotFoundError):  # someone took it away
        content = (folder / origin.file).read_bytes()
        if content == new:
            return
        (folder / EARLIER).mkdir(exist_ok=True)
        write_atomically(folder / earlier(origin), content)


def mark_gone(corpus: Path, name: str, since: str) -> bool:
    """Note in an article since when it is no longer where it came from, empty where it is; its text stays.

    Returns whether that was another day before; False too where the file has no details that can be read.
    """
    path = corpus / f"{name}.md"
    try:
        text = path.read_text(encoding="utf-8")
        front = _FRONT.match(text)
        details = yaml.safe_load(front["details"]) if front else None
    except (OSError, ValueError, yaml.YAMLError):
        return False
    if not front or not isinstance(details, dict) or str(details.get("gone_since") or "") == since:
        return False
    details = {name: value for name, value in details.items() if name != "gone_since"}
    details |= {"gone_since": since} if since else {}
    write_atomically(path, f"---\n{_front(details)}---\n{text[front.end() :]}".encode())
    return True


def tidy(corpus: Path, *, now: float) -> None:
    """Delete what runs that were cut off a day before ``now`` left half-written among articles and originals."""
    for folder in (corpus, corpus / FOLDER, corpus / FOLDER / EARLIER, corpus / SOURCES):
        remove_abandoned(folder, now=now)


def note_digest(corpus: Path, name: str) -> str:
    """Return the digest of the note of an article, empty where there is none or it cannot be read."""
    try:
        return sha256((corpus / FOLDER / f"{name}.json").read_bytes())
    except (OSError, ValueError):
        return ""


def names(corpus: Path) -> list[str]:
    """Return the names of the articles that have a note, sorted."""
    notes = (corpus / FOLDER).glob("*.json")
    return sorted(path.stem for path in notes if not path.name.startswith("."))  # a note half-written is none


_FRONT = re.compile(r"---\n(?P<details>.*?)^---\n", re.DOTALL | re.MULTILINE)
_SYNTAX = re.compile(r"([\\`*_\[\]<>#~|&{^]|(?<==)=|(?<=%)%)")
_OPENS_A_BLOCK = re.compile(r"^(?:([-+=:!?])|(\d+)([.)]))")
_FOR_A_GENERATOR = re.compile(r"import\s.*|export\s.*|\([\w.:-]+\)=\s*")
"""A line that speaks to a generator of pages where it stands alone: escaped by its signs of punctuation."""
_PUNCTUATION = re.compile(r"([\"'(=;])")
_BLANK_LINES = re.compile(r"\n{3,}")
_KEPT = (
    "title",
    "author",
    "publisher",
    "published",
    "url",
    "language",
    "topic",
    "licence",
    "citation_key",
    "gone_since",
)


def to_markdown(article: Article, **extra: object) -> str:
    """Return the file's text; ``extra`` adds details to the front matter, such as where the original is."""
    details: dict[str, object] = {name: getattr(article, name) for name in _KEPT if getattr(article, name)}
    if article.references:
        details["sources"] = list(article.references)
    details.update({name: value for name, value in extra.items() if value})
    return f"---\n{_front(details)}---\n\n{_body(article)}"


def _front(details: Mapping[str, object]) -> str:
    return yaml.safe_dump(dict(details), allow_unicode=True, sort_keys=False, width=10_000)


def _body(article: Article) -> str:
    markers = _markers(article)
    lines: list[str] = []
    position = 0
    text = article.text
    for section in article.sections:
        lines += _headings(text[position : section.start])
        for block in section.blocks:
            words = _escaped(text[block.start : block.end])
            lines.append(f"{markers[block.start]}{words}" if block.kind is BlockKind.LIST_ITEM else f"\n{words}")
        lines.append("")
        position = section.end
    lines += _headings(text[position:])
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip("\n") + "\n"


def _markers(article: Article) -> Mapping[int, str]:
    """Return what opens each list item, with its indent: Markdown nests a list under the item above."""
    markers: dict[int, str] = {}
    for section in article.sections:
        indents: list[int] = []
        marks: list[str] = []  # of the last item at each depth
        previous: Block | None = None
        for block in section.blocks:
            if block.kind is not BlockKind.LIST_ITEM:
                indents.clear()
                marks.clear()
            else:
                mark = article.text[article.text.rfind("\n", 0, block.start) + 1 : block.start].strip()
                again = marks[block.depth - 1 : block.depth] == [mark]
                del indents[block.depth - 1 :], marks[block.depth - 1 :]
                marks.append(mark)
                fresh = previous is None or previous.kind is not BlockKind.LIST_ITEM
                deeper = previous is not None and block.depth != previous.depth
                indent = " " * sum(indents)
                opening = item_opening(mark, again=again)
                indents.append(opening.index(" ") + 1)
                opens = fresh or (
                    deeper and opening[0].isdigit() and opening[:-2] != "1"
                )  # it cannot interrupt a paragraph
                markers[block.start] = f"{chr(10) if opens else ''}{indent}{opening}"
            previous = block
    return markers


def _headings(gap: str) -> list[str]:
    headings = (line.partition(" ") for line in gap.split("\n") if line.startswith("#"))
    return [f"\n{marks} {_escaped(words)}" for marks, _, words in headings if words]


def _escaped(words: str) -> str:
    for_a_generator = _FOR_A_GENERATOR.fullmatch(words)
    words = _SYNTAX.sub(r"\\\1", words)
    if for_a_generator:
        words = _PUNCTUATION.sub(r"\\\1", words)
    opens = _OPENS_A_BLOCK.match(words)
    if opens:
        words = f"{opens[2]}\\{words[len(opens[2]) :]}" if opens[2] else f"\\{words}"
    return words
