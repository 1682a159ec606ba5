"""Which red flags the words of a question describe: patterns in what it affirms about a person at present."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

from qa.answering.warnings.flag_file import Flag, Flags, Pattern
from qa.answering.warnings.patterns import Atom, PatternMatch, Sequence_, first_match, may_begin, words_in
from qa.answering.warnings.question_tokens import PERSONAL, TokenisedSentence, told_in

QUESTIONS_KEPT, TOKENS_KEPT = 256, 4096
MENDED_LETTERS_LEAST = 5
"""An unknown word of this many letters is read as the one word of the patterns that is one letter away."""

_FELT = frozenset("feel feeling wanting quickest easiest painless".split())
"""Words that make a general question personal: "is it normal to feel suicidal"."""
Known = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Words:
    """A flag that the words of a question describe, and its first place: sentence and token."""

    flag: Flag
    place: tuple[int, int]


class FlagWords:
    """Finds flags by patterns of words; safe to use from several threads."""

    def __init__(self, flags: Flags, is_known: Known) -> None:
        """Take the flags; ``is_known`` tells whether a word in lower case is in use."""
        self._flags = flags.flags
        atoms = [
            atom for flag in flags.flags for pattern in flag.words for part in pattern for atom in words_in(part)
        ]
        self._of_patterns = frozenset(atom.word for atom in atoms)
        self._opens = tuple(sorted({atom.word for atom in atoms if atom.open_}))
        self._by_first = _by_first(atoms)
        self._is_known = is_known
        self.tokenised = lru_cache(maxsize=QUESTIONS_KEPT)(self._tokenised)
        self.described = lru_cache(maxsize=QUESTIONS_KEPT)(self._described)
        self._begun = lru_cache(maxsize=TOKENS_KEPT)(self._begun_by)

    def _tokenised(self, question: str) -> tuple[TokenisedSentence, ...]:
        return tuple(
            TokenisedSentence(tuple(map(self._mended, sentence.tokens))) for sentence in told_in(question)
        )

    def _described(self, question: str) -> tuple[Words, ...]:
        """Return the flags whose patterns a question matches, in the order of the file."""
        sentences = self.tokenised(question)
        begun = frozenset().union(*(self._begun(token) for sentence in sentences for token in sentence.tokens))
        described: list[Words] = []
        for number, flag in enumerate(self._flags):
            counted = [sentence for sentence in sentences if counts(sentence, flag)]
            places = (
                _place(pattern, flag, counted, sentences)
                for order, pattern in enumerate(flag.words)
                if all((number, order, part) in begun for part in range(len(pattern)))
            )
            place = min((place for place in places if place is not None), default=None)
            if place is not None:
                described.append(Words(flag, place))
        return tuple(described)

    def names(self, question: str, flag: Flag) -> bool:
        """Tell whether a question has a word of those near to a flag."""
        return any(
            first_match((flag.near,), sentence.tokens, lambda *_: True) for sentence in self.tokenised(question)
        )

    def _begun_by(self, token: str) -> frozenset[tuple[int, int, int]]:
        """Return which parts of which patterns of which flags can begin with a token."""
        return frozenset(
            (number, order, place)
            for number, flag in enumerate(self._flags)
            for order, pattern in enumerate(flag.words)
            for place, part in enumerate(pattern)
            if part and may_begin(part[0], token)
        )

    def _mended(self, token: str) -> str:
        if len(token) < MENDED_LETTERS_LEAST or not token.isalpha() or token in self._of_patterns:
            return token
        if token.startswith(self._opens) or self._is_known(token):
            return token
        near = [word for word in self._by_first.get(token[0], ()) if is_one_letter_away(token, word)]
        return near[0] if len(near) == 1 else token


def counts(sentence: TokenisedSentence, flag: Flag) -> bool:
    """Tell whether a sentence is about a person, and neither general nor hypothetical."""
    if flag.general and not (PERSONAL | _FELT).isdisjoint(sentence.tokens):
        return True
    return not (sentence.is_general or sentence.is_possible)


def holds(sentence: TokenisedSentence, flag: Flag, start: int, match: PatternMatch) -> bool:
    """Tell whether a match in a sentence is affirmed, and not of a time long ago."""
    end, used = match
    if any(sentence.denies(place, used) for place in used) or sentence.is_fine(end):
        return False
    if any(first_match(pattern[0], sentence.tokens, lambda *_: True) for pattern in flag.unless):
        return False
    return flag.past or not sentence.is_of_the_past(start)


def _place(
    pattern: Pattern, flag: Flag, counted: Sequence[TokenisedSentence], sentences: Sequence[TokenisedSentence]
) -> tuple[int, int] | None:
    """Return where the first part of a pattern matches; None unless all parts do."""
    places = []
    for part in pattern:
        first = next(_matches(part, flag, counted, sentences), None)
        if first is None:
            return None
        places.append(first)
    return places[0]


def _matches(
    part: Sequence_,
    flag: Flag,
    counted: Sequence[TokenisedSentence],
    sentences: Sequence[TokenisedSentence],
) -> Iterator[tuple[int, int]]:
    for sentence in counted:
        occurrence = first_match(part, sentence.tokens, partial(holds, sentence, flag))
        if occurrence:
            yield sentences.index(sentence), occurrence[0]


def _by_first(atoms: Iterable[Atom]) -> dict[str, list[str]]:
    by_letter: dict[str, list[str]] = {}
    for word in sorted(
        {atom.word for atom in atoms if len(atom.word) >= MENDED_LETTERS_LEAST and atom.word.isalpha()}
    ):
        by_letter.setdefault(word[0], []).append(word)
    return by_letter


def is_one_letter_away(left: str, right: str) -> bool:
    """Tell whether two words differ by one letter changed, left out, added, or swapped with the next."""
    if abs(len(left) - len(right)) > 1 or left == right:
        return False
    start = next(
        (place for place, (a, b) in enumerate(zip(left, right, strict=False)) if a != b),
        min(len(left), len(right)),
    )
    left_rest, right_rest = left[start:], right[start:]
    changed = left_rest[1:] == right_rest[1:] and len(left_rest) == len(right_rest)
    swapped = (
        left_rest[2:] == right_rest[2:]
        and left_rest[:2] == right_rest[:2][::-1]
        and len(left_rest) == len(right_rest)
    )
    return changed or swapped or left_rest[1:] == right_rest or left_rest == right_rest[1:]
