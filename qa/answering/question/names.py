"""Names of particular things (a medicine, an illness, a part of the body): which a text has.

Embeddings of near subjects are near each other: a question about one medicine comes close to a passage about
another.  That the passage never names what is asked about says more, where it is known to be a name.
"""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from qa.answering.question.parsed import LETTER_WORDS
from qa.indexing.vocabulary import plain

_WORD = re.compile(r"\w+(?:['’]\w+)*")
_CODE = re.compile(r"\b(?=\w*[A-Za-z])(?=[\w-]*\d)[A-Za-z]+[\w-]*\d\b")
Name = tuple[str, ...]
"""The words of a listed name, in lower case."""


def names_in(text: str) -> frozenset[Name]:
    """Return every listed name that stands in a text, also inside a longer one."""
    return frozenset(name for _, _, name in _places(_words(text)))


def names_asked(text: str) -> dict[Name, Name]:
    """Return the listed names of a question, the longest at each place, and the words that stand there."""
    words = _words(text)
    longest: dict[int, tuple[int, Name]] = {}
    for start, size, name in _places(words):
        longest[start] = max(longest.get(start, (0, ())), (size, name))
    names: dict[Name, Name] = {}
    end = 0
    for start, (size, name) in sorted(longest.items()):
        if start >= end:
            end = start + size
            names[name] = tuple(words[start:end])
    return names


def codes(text: str) -> frozenset[str]:
    """Return the names of a text that have digits: HLA-B27, L5, E4."""
    return frozenset(match[0].lower() for match in _CODE.finditer(text))


def codes_asked(question: str) -> frozenset[str]:
    """Return the codes that a question is about; none of a letter, whose codes are details of its story."""
    return frozenset() if len(question.split()) >= LETTER_WORDS else codes(question)


@cache
def listed_names() -> dict[str, tuple[str, ...]]:
    """Return the names as they are listed, by their kind."""
    text = files("qa.answering.question").joinpath("particular_names.txt").read_text(encoding="utf-8")
    sections = (section.partition("\n") for section in text.partition("\n\n# ")[2].split("\n\n# "))
    return {kind: tuple(" ".join(name.split()) for name in names.split(",")) for kind, _, names in sections}


@cache
def _forms() -> dict[Name, Name]:
    names = [tuple(_words(name)) for listed in listed_names().values() for name in listed]
    plurals = {(*name[:-1], f"{name[-1]}s"): name for name in names}
    return {**plurals, **{name: name for name in names}}


@cache
def _words_most() -> int:
    return max(map(len, _forms()))


def _words(text: str) -> list[str]:
    return [match[0] for match in _WORD.finditer(plain(text))]


def _places(words: list[str]) -> Iterator[tuple[int, int, Name]]:
    """Yield where names begin, how many words they have, and which they are."""
    for start in range(len(words)):
        for size in range(1, min(_words_most(), len(words) - start) + 1):
            name = _forms().get(tuple(words[start : start + size]))
            if name:
                yield start, size, name
