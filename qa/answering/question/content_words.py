"""The words of a question that carry its meaning, each with the model's vectors of it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from qa.embedding.encoder import EncodedQuestion, Vectors

_WORD = re.compile(r"\w+(?:['’]\w+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentWord:
    """A word as it was typed, and its ``stems``.

    ``tokens`` [n, dimension] are the unit vectors of its tokens, in the context of the question; ``salience``, in
    0..1, is the cosine of the nearest of them with the whole question: how much of its meaning hangs on the word.
    """

    text: str
    stems: tuple[str, ...]
    tokens: Vectors
    salience: float


def content_words(
    text: str, encoded: EncodedQuestion, stems_of: Callable[[str], Sequence[str]]
) -> tuple[ContentWord, ...]:
    """Return the words of a text that have a stem and that the model's window did not cut off, in order.

    ``encoded`` is the text as the encoder read it; ``stems_of`` gives no stem for a word of grammar alone.
    """
    starts, ends = encoded.spans.reshape(-1, 2).T
    words: list[ContentWord] = []
    for match in _WORD.finditer(text):
        tokens = encoded.tokens[(starts < match.end()) & (ends > match.start())]
        stems = tuple(stems_of(match[0]))
        if stems and len(tokens):
            salience = float(np.clip((tokens @ encoded.vector).max(), 0.0, 1.0))
            words.append(ContentWord(text=match[0], stems=stems, tokens=tokens, salience=salience))
    return tuple(words)
