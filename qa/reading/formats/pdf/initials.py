"""Drop caps: a large letter that reaches down over several lines is the first letter of the uppermost of them."""

import re
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from qa.reading.formats.pdf.characters import LARGE, Word

CAPITAL_HEIGHT = 0.72  # of the type's size, in most fonts
SLACK = 0.35
"""Of the text's size: by so much an initial's foot or head may miss the line's."""
NEAR = 1.0
"""Of the text's size: how far the first word stands from its initial."""
SPACE = 0.3
"""Of the text's size: a gap as wide after "A" or "I" makes a word of it."""
_INITIAL = re.compile(r"[\"'“”„‘’‚«»‹›¿¡(]?[^\W\d_]")
_MARKS = ".,;:!?()[]\"'“”‘’"
_WORDS = frozenset("AIOÀÉYEUВИКОСЯАУ")


def with_initials_in_line(words: Sequence[Word]) -> list[Word]:
    """Return the words with every drop cap before the word that it begins, on its line and in its size."""
    size = median(word.size for word in words) if words else 0.0
    large = [word for word in words if _is_initial(word.text) and word.size >= LARGE * size]
    if not large:
        return list(words)
    ordered = list(words)
    for initial in large:
        first = _first_word(initial, ordered, size)
        if first is None:
            continue
        ordered.remove(initial)
        apart = first.left - initial.right > SPACE * size
        parted = (
            initial.text[-1] in _WORDS and len(first.text) > 1 and apart and not _is_known(initial, first, words)
        )
        place = ordered.index(first)
        ordered[place : place + 1] = [
            replace(initial, base=first.base, size=first.size, bold=first.bold, glued=False),
            replace(first, glued=not parted),
        ]
    return ordered


def _is_known(initial: Word, first: Word, words: Sequence[Word]) -> bool:
    """Tell whether the initial and what follows it stand elsewhere as one word, and what follows alone nowhere."""
    texts = {word.text.strip(_MARKS).lower() for word in words if word is not first}
    tail = first.text.strip(_MARKS).lower()
    return f"{initial.text[-1].lower()}{tail}" in texts and tail not in texts


def _is_initial(text: str) -> bool:
    return bool(_INITIAL.fullmatch(text)) and text[-1].isupper()


def _first_word(initial: Word, words: Sequence[Word], size: float) -> Word | None:
    """Return the word beside the head of an initial whose foot stands on a lower line of the same text."""
    beside = [
        word
        for word in words
        if word is not initial
        and word.size < initial.size / LARGE
        and -SLACK * size < word.left - initial.right < NEAR * size
        and initial.base - SLACK * size < word.base < initial.base + CAPITAL_HEIGHT * initial.size
    ]
    # One line beside it: a large letter on the line, as it stands.
    if len({round(word.base) for word in beside}) < 2:
        return None
    first = max(beside, key=lambda word: word.base)
    return first if first.text[0].isalpha() else None
