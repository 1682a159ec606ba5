"""Words that are never the same: opposites, and things of one kind, as two lists beside this file have them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

Phrase = tuple[str, ...]
PARTED = ".."
"""Stands in the lists for what may come between a verb and its particle."""
BETWEEN_MOST = 3
"""Words of that."""
_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class PlacedWord:
    """A word of a text in lower case, at ``text[start:end]``, and the clause that it stands in, from 0."""

    word: str
    start: int
    end: int
    clause: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A listed word or phrase in a text: the tokens from ``first`` up to ``after``, its group and its side."""

    first: int
    after: int
    group: str
    side: int


_CLAUSE_ENDS = re.compile(
    r"[,;:.()!?—–]|\b(?:but|because|since|although|though|while|whereas|so that|which|if|when)\b"
)


def tokens_in(text: str) -> tuple[PlacedWord, ...]:
    """Return the words of a text, in order."""
    low = text.lower().replace("’", "'")
    ends = [match.start() for match in _CLAUSE_ENDS.finditer(low)]
    tokens: list[PlacedWord] = []
    clause = 0
    for match in _TOKEN.finditer(low):
        while clause < len(ends) and ends[clause] <= match.start():
            clause += 1
        tokens.append(PlacedWord(match[0], match.start(), match.end(), clause))
    return tuple(tokens)


def opposites_in(tokens: Sequence[PlacedWord]) -> Iterator[Listed]:
    """Yield the listed opposites of a text, the longest phrase at each place; a word may be of several groups.

    Then yield verbs with their particle, whatever stands between: "keep the pack on".
    """
    yield from _found(tokens, _opposites())
    yield from _parted(tokens, _parted_opposites())


def kinds_in(tokens: Sequence[PlacedWord]) -> Iterator[Listed]:
    """Yield the listed things of a text by their kind, likewise."""
    return _found(tokens, _kinds())


def _found(tokens: Sequence[PlacedWord], listed: Mapping[Phrase, Sequence[tuple[str, int]]]) -> Iterator[Listed]:
    words = [token.word for token in tokens]
    longest = max(map(len, listed))
    place = 0
    while place < len(words):
        for size in range(min(longest, len(words) - place), 0, -1):
            if entries := listed.get(tuple(words[place : place + size])):
                yield from (Listed(place, place + size, group, side) for group, side in entries)
                place += size - 1
                break
        place += 1


def _parted(
    tokens: Sequence[PlacedWord], listed: Mapping[str, Sequence[tuple[str, str, int]]]
) -> Iterator[Listed]:
    for place, token in enumerate(tokens):
        for particle, group, side in listed.get(token.word, ()):
            behind = range(place + 1, min(place + 2 + BETWEEN_MOST, len(tokens)))
            inside = (at for at in behind if tokens[at].clause == token.clause)
            if (end := next((at for at in inside if tokens[at].word == particle), None)) is not None:
                yield Listed(place, end + 1, group, side)


def _read(name: str) -> Iterator[str]:
    text = files("qa.answering.checking").joinpath(name).read_text(encoding="utf-8")
    return (line for line in text.splitlines() if line and not line.startswith("#"))


def _sides(line: str) -> list[list[Phrase]]:
    return [
        [tuple(re.split("[_-]", word.replace(PARTED, f"_{PARTED}_"))) for word in side.split()]
        for side in line.split("|")
    ]


@cache
def _opposites() -> Mapping[Phrase, Sequence[tuple[str, int]]]:
    listed: dict[Phrase, list[tuple[str, int]]] = {}
    for line in _read("opposites.txt"):
        sides = _sides(line)
        group = "/".join(" ".join(side[0]) for side in sides)
        for side, phrases in enumerate(sides):
            for phrase in phrases:
                listed.setdefault(phrase, []).append((group, side))
    return listed


@cache
def _parted_opposites() -> Mapping[str, Sequence[tuple[str, str, int]]]:
    """Return particle, group and side of each verb that what it is about may part from its particle."""
    listed: dict[str, list[tuple[str, str, int]]] = {}
    for phrase, entries in _opposites().items():
        if PARTED in phrase:
            listed.setdefault(phrase[0], []).extend((phrase[2], group, side) for group, side in entries)
    return listed


@cache
def _kinds() -> Mapping[Phrase, Sequence[tuple[str, int]]]:
    listed: dict[Phrase, list[tuple[str, int]]] = {}
    for line in _read("apart.txt"):
        kind, _, members = line.partition(":")
        for side, phrases in enumerate(_sides(members)):
            for phrase in phrases:
                listed.setdefault(phrase, []).append((kind, side))
    return listed
