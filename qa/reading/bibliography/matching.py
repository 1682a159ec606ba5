"""Which entry of a bibliography describes a file: by the path of its attachment, else by DOI or title in it."""

import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import Self

from qa.errors import UsageError
from qa.reading.bibliography.bibtex import read_bibtex
from qa.reading.bibliography.csl import read_csl
from qa.reading.bibliography.entry import DOI, BibliographyContent, BibliographyEntry
from qa.records import Article

BYTES_MOST = 64 * 2**20
FORMATS = (".bib", ".json")
TOLD_MOST = 10
HEAD_LETTERS = 3_000
"""A work names its own DOI and title at its beginning, and those of others in its references."""
TITLE_WORDS_LEAST = 4
"""A shorter title may stand in any text."""
ATTACHMENT_KEY = re.compile(r"[A-Z0-9]{8}")
"""The name of a folder in Zotero's storage."""


class Bibliography:
    """The entries of one export, and how each file that was asked for was found in it."""

    def __init__(self, content: BibliographyContent, path: Path) -> None:
        """Look files up in ``content``, which came from a file at ``path``."""
        self._path, name = path.resolve(), path.name
        self._entries = content.entries
        self._by_path: dict[str, set[int]] = defaultdict(set)
        self._by_attachment: dict[str, set[int]] = defaultdict(set)
        self._by_file: dict[str, set[int]] = defaultdict(set)
        for number, entry in enumerate(content.entries):
            for file in entry.files:
                attached = PurePosixPath(file.replace("\\", "/"))
                self._by_path["/".join(attached.parts[-2:])].add(number)
                self._by_file[attached.name].add(number)
                if ATTACHMENT_KEY.fullmatch(attached.parent.name):
                    self._by_attachment[attached.parent.name].add(number)
        left_out = len(content.problems) - TOLD_MOST
        self.told = [f"{name}: {problem}" for problem in content.problems[:TOLD_MOST]]
        self.told += [f"{name}: {left_out:,} more parts cannot be read."] if left_out > 0 else []

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read an export, BibTeX or CSL-JSON; raises UsageError where it cannot be read or has no entry."""
        try:
            if path.stat().st_size > BYTES_MOST:
                raise UsageError(f"{path} has more than {BYTES_MOST:,} bytes.", hint="Export fewer works at once.")
            text = path.read_text(encoding="utf-8-sig")
        except OSError as error:
            raise UsageError(
                f"The bibliography {path} cannot be read: {error.strerror}.", hint="Check its path."
            ) from error
        except UnicodeDecodeError as error:
            raise UsageError(f"The bibliography {path} is not UTF-8.", hint="Export it again as UTF-8.") from error
        is_json = path.suffix.lower() == ".json" or text.lstrip()[:1] in ("[", "{")
        content = read_csl(text) if is_json else read_bibtex(text)
        if not content.entries:
            why = f" {content.problems[0]}" if content.problems else ""
            raise UsageError(
                f"The bibliography {path} has no entry.{why}", hint="Export it as BibTeX or CSL-JSON."
            )
        return cls(content, path)

    def is_file(self, path: Path) -> bool:
        """Tell whether a file is the bibliography itself."""
        return path.resolve() == self._path

    def describe(self, file: Path, article: Article) -> Article:
        """Return an article of a file with the details of its entry; as it is, and told, where none is found."""
        entry, by = self._found(file, article)
        if entry is None:
            self.told.append(f"{file.name} is in no entry of the bibliography.")
            return article
        if by:
            self.told.append(f"{file.name} matched by {by}: {entry.key}.")
        return entry.describe(article)

    def _found(self, file: Path, article: Article) -> tuple[BibliographyEntry | None, str]:
        place, name = f"{file.parent.name}/{file.name}", file.name
        for numbers in (
            self._by_path.get(place),
            self._by_attachment.get(file.parent.name),
            self._by_file.get(name),
        ):
            if numbers and len(numbers) == 1:
                return self._entries[next(iter(numbers))], ""
        head = article.text[:HEAD_LETTERS]
        dois = {match[0].rstrip(".,;)").lower() for match in DOI.finditer(head)}
        if entry := self._only(entry for entry in self._entries if entry.doi and entry.doi in dois):
            return entry, "DOI"
        beginning = f" {_words(article.title)} {_words(head)} "
        titled = (entry for entry in self._entries if _is_in(_words(entry.title), beginning))
        return self._only(titled), "title"

    def _only(self, entries: Iterable[BibliographyEntry]) -> BibliographyEntry | None:
        found = list(entries)
        return found[0] if len(found) == 1 else None


def beside(folder: Path) -> tuple[Path, ...]:
    """Return the exports that lie in a folder, or in the one above where it is Zotero's ``storage``."""
    folder = folder.resolve()
    places = (folder, folder.parent) if folder.name == "storage" else (folder,)
    return tuple(
        path for place in places for path in sorted(place.iterdir()) if path.is_file() and _is_export(path)
    )


def _is_export(path: Path) -> bool:
    if path.suffix.lower() == ".bib":
        return True
    if path.suffix.lower() != ".json" or path.stat().st_size > BYTES_MOST:
        return False
    try:
        return bool(read_csl(path.read_text(encoding="utf-8-sig")).entries)
    except (OSError, ValueError, UsageError):
        return False


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _is_in(title: str, text: str) -> bool:
    return title.count(" ") + 1 >= TITLE_WORDS_LEAST and f" {title} " in text
