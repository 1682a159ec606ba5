"""Which red flags the words of a question describe: patterns found in what it affirms, of now, of somebody."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from qa.answering.warnings.flag_file import Flag, Flags, Pattern
from qa.answering.warnings.patterns import Atom, PatternMatch, first_match, may_begin, words_in
from qa.answering.warnings.question_tokens import PERSONAL, TokenisedSentence, told_in

QUESTIONS_KEPT, TOKENS_KEPT = 256, 4096
MENDED_LETTERS_LEAST = 5
"""Letters from which on a word that nobody knows is taken for the nearest of the patterns, one letter away."""

_FELT = frozenset("feel feeling wanting quickest easiest painless".split())
"""What nobody asks of in general: "is it normal to feel suicidal"."""
Known = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Words:
    """A flag that the words of a question describe, and the first place where: sentence and token."""

    flag: Flag
    place: tuple[int, int]


class FlagWords:
    """Finds the flags that words tell; safe to use from several threads."""

    def __init__(self, flags: Flags, known: Known) -> None:
        """Take the flags, and what tells whether a word in lower case is one that people write."""
        self._flags = flags.flags
        atoms = [
            atom for flag in flags.flags for pattern in flag.words for part in pattern for atom in words_in(part)
        ]
        self._of_patterns = frozenset(atom.word for atom in atoms)
        self._opens = tuple(sorted({atom.word for atom in atoms if atom.open_}))
        self._by_first = _by_first(atoms)
        self._known = known
        self.told = lru_cache(maxsize=QUESTIONS_KEPT)(self._told)
        self.described = lru_cache(maxsize=QUESTIONS_KEPT)(self._described)
        self._begun = lru_cache(maxsize=TOKENS_KEPT)(self._begun_by)

    def _told(self, question: str) -> tuple[TokenisedSentence, ...]:
        return tuple(TokenisedSentence(tuple(map(self._mended, told.tokens))) for told in told_in(question))

    def _described(self, question: str) -> tuple[Words, ...]:
        """Return the flags that a question describes by its words, in the order of the file."""
        told = self.told(question)
        begun = frozenset().union(*(self._begun(token) for each in told for token in each.tokens))
        found: list[Words] = []
        for number, flag in enumerate(self._flags):
            counted = [each for each in told if counts(each, flag)]
            places = (
                _place(pattern, flag, counted, told)
                for which, pattern in enumerate(flag.words)
                if all((number, which, part) in begun for part in range(len(pattern)))
            )
            place = min((place for place in places if place is not None), default=None)
            if place is not None:
                found.append(Words(flag, place))
        return tuple(found)

    def _begun_by(self, token: str) -> frozenset[tuple[int, int, int]]:
        """Return which parts of which patterns of which flags can begin with a token."""
        return frozenset(
            (number, which, place)
            for number, flag in enumerate(self._flags)
            for which, pattern in enumerate(flag.words)
            for place, part in enumerate(pattern)
            if part and may_begin(part[0], token)
        )

    def _mended(self, token: str) -> str:
        if len(token) < MENDED_LETTERS_LEAST or not token.isalpha() or token in self._of_patterns:
            return token
        if token.startswith(self._opens) or self._known(token):
            return token
        near = [word for word in self._by_first.get(token[0], ()) if is_one_letter_away(token, word)]
        return near[0] if len(near) == 1 else token


def counts(told: TokenisedSentence, flag: Flag) -> bool:
    """Tell whether a sentence speaks of somebody, and not of what may be or is so in general."""
    if flag.general and not (PERSONAL | _FELT).isdisjoint(told.tokens):
        return True
    return not (told.is_general or told.is_possible)


def holds(told: TokenisedSentence, flag: Flag, start: int, found: PatternMatch) -> bool:
    """Tell whether a match in a sentence is affirmed, and not of a time long ago."""
    end, used = found
    if any(told.denies(place, used) for place in used) or told.is_fine(end):
        return False
    if any(first_match(pattern[0], told.tokens, lambda *_: True) for pattern in flag.unless):
        return False
    return flag.past or not told.is_of_the_past(start)


def _place(
    pattern: Pattern, flag: Flag, counted: Sequence[TokenisedSentence], told: Sequence[TokenisedSentence]
) -> tuple[int, int] | None:
    """Return where the first part of a pattern is found, if all parts are."""
    places = []
    for part in pattern:
        found = next(_matches(part, flag, counted, told), None)
        if found is None:
            return None
        places.append(found)
    return places[0]


def _matches(
    part: Sequence[object], flag: Flag, counted: Sequence[TokenisedSentence], told: Sequence[TokenisedSentence]
) -> Iterator[tuple[int, int]]:
    for each in counted:
        found = first_match(part, each.tokens, lambda start, match, each=each: holds(each, flag, start, match))  # type: ignore[arg-type,misc]
        if found:
            yield told.index(each), found[0]


def _by_first(atoms: Iterable[Atom]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for word in sorted(
        {atom.word for atom in atoms if len(atom.word) >= MENDED_LETTERS_LEAST and atom.word.isalpha()}
    ):
        found.setdefault(word[0], []).append(word)
    return found


def is_one_letter_away(one: str, other: str) -> bool:
    """Tell whether one letter was changed, left out, added, or swapped with the next."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    start = next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    rest, others = one[start:], other[start:]
    changed = rest[1:] == others[1:] and len(rest) == len(others)
    swapped = rest[2:] == others[2:] and rest[:2] == others[:2][::-1] and len(rest) == len(others)
    return changed or swapped or rest[1:] == others or rest == others[1:]
