"""Patterns of words: "{cant} (to|) pee", "numb .. groin", "fever + back"; parsed once, matched against tokens.

``*`` at the end of a word matches any ending, ``(a|b c|)`` one of several alternatives, ``{name}`` a list that the
file names, ``..`` up to four words and ``...`` up to twelve.  The parts of a pattern are joined by `` + ``; all
must match, in one sentence or in several.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

GAP, WIDE_GAP = 4, 12
_PIECE = re.compile(r"\s+|\(|\)|\||\{[^{}]*\}|[^\s(){}|]+")

PatternMatch = tuple[int, frozenset[int]]
"""Where a match ends, and the places of the tokens that its words matched."""


@dataclass(frozen=True, slots=True)
class Atom:
    """A word, or with ``open_`` a prefix."""

    word: str
    open_: bool = False

    def fits(self, token: str) -> bool:
        """Tell whether a token matches."""
        return token.startswith(self.word) if self.open_ else token == self.word


@dataclass(frozen=True, slots=True)
class Gap:
    """Up to so many tokens of any kind."""

    words_most: int


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of several sequences."""

    ways: Sequence["Sequence_"]
    firsts: frozenset[str] = field(default=frozenset())
    opens: tuple[str, ...] = ()
    may_be_empty: bool = False
    by_first: Mapping[str, Sequence["Sequence_"]] = field(default_factory=dict)
    unindexed: Sequence["Sequence_"] = ()

    @classmethod
    def of(cls, ways: Sequence["Sequence_"]) -> "OneOf":
        """Return an alternation of sequences, indexed by the words with which they can begin."""
        firsts: set[str] = set()
        opens: set[str] = set()
        empty = False
        for way in ways:
            empty |= _begin(way, firsts, opens)
        by_first: dict[str, list[Sequence_]] = {}
        unindexed: list[Sequence_] = []
        for way in ways:
            begins = way[0] if way else None
            plain = isinstance(begins, Atom) and not begins.open_
            (by_first.setdefault(begins.word, []) if plain and isinstance(begins, Atom) else unindexed).append(way)
        return cls(tuple(ways), frozenset(firsts), tuple(sorted(opens)), empty, by_first, tuple(unindexed))


Element = Atom | Gap | OneOf
Sequence_ = tuple[Element, ...]


class PatternError(ValueError):
    """A pattern that cannot be read; the message says why."""


def parse(pattern: str, names: Mapping[str, OneOf]) -> tuple[Sequence_, ...]:
    """Return the parts of a pattern; raises PatternError for one that cannot be read."""
    return tuple(_parse_part(part, names) for part in pattern.split(" + "))


def one_of(alternatives: Sequence[str], names: Mapping[str, OneOf]) -> OneOf:
    """Return a pattern that matches any of the alternatives."""
    return OneOf.of([_parse_part(alternative, names) for alternative in alternatives])


def _parse_part(text: str, names: Mapping[str, OneOf]) -> Sequence_:
    pieces = [piece for piece in _PIECE.findall(text) if not piece.isspace()]
    elements, unread = _sequence(pieces, names, text)
    if unread:
        raise PatternError(f"'{text}' has a bracket that nothing opens")
    return elements


def _sequence(pieces: list[str], names: Mapping[str, OneOf], text: str) -> tuple[Sequence_, list[str]]:
    elements: list[Element] = []
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
            elements.append(OneOf.of(ways))
        elif piece.startswith("{"):
            name = piece.strip("{}")
            if name not in names:
                raise PatternError(f"'{text}' names {piece}, and [words] has no '{name}'")
            elements.append(names[name])
        elif piece in ("..", "..."):
            elements.append(Gap(GAP if piece == ".." else WIDE_GAP))
        else:
            elements.append(Atom(piece.removesuffix("*"), piece.endswith("*")))
    return tuple(elements), pieces


def _begin(way: Sequence_, firsts: set[str], opens: set[str]) -> bool:
    """Add the words that can begin a sequence; tell whether any word can, or the sequence may be empty."""
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
    first, elements = part[0], part[1:]
    if isinstance(first, Gap) and elements:
        words, end = 0, start
        while end < len(tokens) and words <= first.words_most:
            if may_begin(elements[0], tokens[end]):
                yield from matches(elements, tokens, end)
            words += tokens[end].isalnum()  # a comma is not a word
            end += 1
        return
    for end, used in _ends(first, tokens, start):
        for final, places in matches(elements, tokens, end):
            yield final, used | places


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
            for way in element.unindexed:
                yield from matches(way, tokens, start)


def first_match(
    part: Sequence_, tokens: Sequence[str], holds: Callable[[int, PatternMatch], bool]
) -> tuple[int, PatternMatch] | None:
    """Return where a part first has a match that ``holds``, and the match; None where it has none."""
    for start, token in enumerate(tokens):
        if part and not may_begin(part[0], token):
            continue
        for match in matches(part, tokens, start):
            if match[1] and holds(start, match):
                return start, match
    return None


def words_in(elements: Sequence[Element]) -> Iterator[Atom]:
    """Yield every word of a sequence, also inside brackets."""
    for element in elements:
        if isinstance(element, Atom):
            yield element
        elif isinstance(element, OneOf):
            for way in element.ways:
                yield from words_in(way)
