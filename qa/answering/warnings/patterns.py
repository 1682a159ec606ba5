"""Patterns of words: "{cant} (to|) pee", "numb .. groin", "fever + back"; parsed once, matched token by token.

``*`` at the end of a word stands for any ending, ``(a|b c|)`` for one of several, ``{name}`` for what the file
calls so, ``..`` for up to four words between and ``...`` for up to twelve.  A pattern has parts joined by `` + ``,
all of which have to be found, in one sentence or in several.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

GAP, WIDE_GAP = 4, 12
_PIECE = re.compile(r"\s+|\(|\)|\||\{[^{}]*\}|[^\s(){}|]+")

PatternMatch = tuple[int, frozenset[int]]
"""Where a match ends, and the places of the tokens that it took by name."""


@dataclass(frozen=True, slots=True)
class Atom:
    """A word, or with ``open_`` the beginning of one."""

    word: str
    open_: bool = False

    def fits(self, token: str) -> bool:
        """Tell whether a token is it."""
        return token.startswith(self.word) if self.open_ else token == self.word


@dataclass(frozen=True, slots=True)
class Gap:
    """Up to so many tokens of any kind."""

    most: int


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of several sequences."""

    ways: Sequence["Sequence_"]
    firsts: frozenset[str] = field(default=frozenset())
    opens: tuple[str, ...] = ()
    may_be_empty: bool = False
    by_first: Mapping[str, Sequence["Sequence_"]] = field(default_factory=dict)
    others: Sequence["Sequence_"] = ()

    @classmethod
    def of(cls, ways: Sequence["Sequence_"]) -> "OneOf":
        """Return one of some sequences, with the words that any of them can begin with."""
        firsts: set[str] = set()
        opens: set[str] = set()
        empty = False
        for way in ways:
            empty |= _begin(way, firsts, opens)
        by_first: dict[str, list[Sequence_]] = {}
        others: list[Sequence_] = []
        for way in ways:
            begins = way[0] if way else None
            plain = isinstance(begins, Atom) and not begins.open_
            (by_first.setdefault(begins.word, []) if plain and isinstance(begins, Atom) else others).append(way)
        return cls(tuple(ways), frozenset(firsts), tuple(sorted(opens)), empty, by_first, tuple(others))


Element = Atom | Gap | OneOf
Sequence_ = tuple[Element, ...]


class PatternError(ValueError):
    """A pattern that cannot be read; the message says why."""


def parse(pattern: str, names: Mapping[str, OneOf]) -> tuple[Sequence_, ...]:
    """Return the parts of a pattern; raises PatternError for one that cannot be read."""
    return tuple(_parse_part(part, names) for part in pattern.split(" + "))


def one_of(alternatives: Sequence[str], names: Mapping[str, OneOf]) -> OneOf:
    """Return what any of some alternatives matches."""
    return OneOf.of([_parse_part(each, names) for each in alternatives])


def _parse_part(text: str, names: Mapping[str, OneOf]) -> Sequence_:
    pieces = [piece for piece in _PIECE.findall(text) if not piece.isspace()]
    found, left = _sequence(pieces, names, text)
    if left:
        raise PatternError(f"'{text}' has a bracket that nothing opens")
    return found


def _sequence(pieces: list[str], names: Mapping[str, OneOf], text: str) -> tuple[Sequence_, list[str]]:
    found: list[Element] = []
    while pieces and pieces[0] not in ("|", ")"):
        piece, pieces = pieces[0], pieces[1:]
        if piece == "(":
            ways: list[Sequence_] = []
            while True:
                way, pieces = _sequence(pieces, names, text)
                ways.append(way)
                if not pieces:
                    raise PatternError(f"'{text}' has a bracket that nothing closes")
                closing, pieces = pieces[0], pieces[1:]
                if closing == ")":
                    break
            tail = pieces[0] if pieces and pieces[0] == "*" else ""
            if tail:
                pieces = pieces[1:]
                ways = [
                    (*way[:-1], Atom(way[-1].word, True)) if way and isinstance(way[-1], Atom) else way
                    for way in ways
                ]
            found.append(OneOf.of(ways))
        elif piece.startswith("{"):
            name = piece.strip("{}")
            if name not in names:
                raise PatternError(f"'{text}' names {piece}, and [words] has no '{name}'")
            found.append(names[name])
        elif piece in ("..", "..."):
            found.append(Gap(GAP if piece == ".." else WIDE_GAP))
        else:
            found.append(Atom(piece.removesuffix("*"), piece.endswith("*")))
    return tuple(found), pieces


def _begin(way: Sequence_, firsts: set[str], opens: set[str]) -> bool:
    """Add the words that a sequence can begin with; tell whether it can begin with any, or be empty."""
    for element in way:
        if isinstance(element, Atom):
            (opens if element.open_ else firsts).add(element.word)
            return False
        if isinstance(element, Gap):
            return True
        firsts |= element.firsts
        opens |= set(element.opens)
        if not element.may_be_empty:
            return False
    return True


def may_begin(element: Element, token: str) -> bool:
    """Tell whether an element can begin with a token."""
    if isinstance(element, Atom):
        return element.fits(token)
    if isinstance(element, Gap):
        return True
    return (
        element.may_be_empty or token in element.firsts or bool(element.opens and token.startswith(element.opens))
    )


def matches(part: Sequence_, tokens: Sequence[str], start: int) -> Iterator[PatternMatch]:
    """Yield each way in which a part of a pattern matches from a token on."""
    if not part:
        yield start, frozenset()
        return
    first, rest = part[0], part[1:]
    if isinstance(first, Gap) and rest:
        words, end = 0, start
        while end < len(tokens) and words <= first.most:
            if may_begin(rest[0], tokens[end]):
                yield from matches(rest, tokens, end)
            words += tokens[end].isalnum()  # a comma is no word
            end += 1
        return
    for end, used in _ends(first, tokens, start):
        for final, more in matches(rest, tokens, end):
            yield final, used | more


def _ends(element: Element, tokens: Sequence[str], start: int) -> Iterator[PatternMatch]:
    if isinstance(element, Gap):
        yield start, frozenset()
    elif isinstance(element, Atom):
        if start < len(tokens) and element.fits(tokens[start]):
            yield start + 1, frozenset((start,))
    else:
        token = tokens[start] if start < len(tokens) else ""
        for way in element.by_first.get(token, ()):
            yield from matches(way, tokens, start)
        if element.may_be_empty or token.startswith(element.opens) or token in element.firsts:
            for way in element.others:
                yield from matches(way, tokens, start)


def first_match(
    part: Sequence_, tokens: Sequence[str], holds: Callable[[int, PatternMatch], bool]
) -> tuple[int, PatternMatch] | None:
    """Return where a part first matches so that it ``holds``, and the match; None where nowhere."""
    for start, token in enumerate(tokens):
        if part and not may_begin(part[0], token):
            continue
        for found in matches(part, tokens, start):
            if found[1] and holds(start, found):
                return start, found
    return None


def words_in(elements: Sequence[Element]) -> Iterator[Atom]:
    """Yield every word of a sequence, those in brackets too."""
    for element in elements:
        if isinstance(element, Atom):
            yield element
        elif isinstance(element, OneOf):
            for way in element.ways:
                yield from words_in(way)
