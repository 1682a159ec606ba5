"""By how much a sentence tells what somebody else claims: a belief that the article denies, advice of the past.

Rules for headings, labels and introductions (``disowned.py``) find a tenth of what new writers write, as each has
words of their own for it.  This is one linear classifier (Fan et al., LIBLINEAR, 2008) over hashed columns
(Weinberger et al., 2009): the words of the sentence, of the one before, of those after and of the heading, as what
follows a claim shows best that it is none of the article's own.  It is learned by
``python -m benchmarks.reported_claims``.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import as_file, files
from itertools import pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

COLUMNS = 1 << 18
LEAST = -0.4
"""Score from which a sentence is not quoted alone; docs/decisions/2026-11-28-reported-claims.md has its price."""
WORDS_LEAST = 6
"""A shorter sentence says too little to tell whose it is."""
WORDS_MOST, FURTHER_WORDS_MOST = 60, 20
STEM_LETTERS, STEM_WORD_LETTERS = 5, 4
SHARED_MOST = 3
_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+|[^\w\s]")
_ANSWERS = re.compile(r"\W*(?:no|yes)\b(?! ?\w)", re.IGNORECASE)
"""An article that answers a question speaks for itself."""
_DENIALS = frozenset("no not never none nothing cannot nor without neither false wrong untrue incorrect".split())


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceInContext:
    """A sentence, those around it in its section, empty where there is none, and the heading above.

    ``first`` and ``last`` tell whether it is so in its block, ``kind`` of which kind that is.
    """

    text: str
    before: str
    after: str
    further: str
    heading: str
    first: bool
    last: bool
    kind: str


@dataclass(frozen=True, slots=True)
class ClaimModel:
    """Learned ``weights`` [COLUMNS] and an ``intercept``."""

    weights: NDArray[np.float32]
    intercept: float

    def score(self, columns: Sequence[int]) -> float:
        """Return by how much a sentence with these columns is somebody else's claim."""
        return float(self.weights[list(columns)].sum()) / (len(columns) ** 0.5 or 1.0) + self.intercept


@cache
def bundled_model() -> ClaimModel:
    """Return the model that comes with the program."""
    bundled = files("qa.answering.statements.reported_claims").joinpath("claims.npz")
    with as_file(bundled) as path, np.load(path, allow_pickle=False) as kept:
        return ClaimModel(kept["weights"].astype(np.float32), float(kept["intercept"]))


@lru_cache(maxsize=1 << 14)
def reports_a_claim(sentence: SentenceInContext) -> bool:
    """Tell whether a sentence tells what somebody else claims, so that it is not quoted alone."""
    if _ANSWERS.match(sentence.text) or sum(map(str.isalpha, _tokens(sentence.text))) < WORDS_LEAST:
        return False
    return bundled_model().score(columns_of(sentence)) >= LEAST


def columns_of(sentence: SentenceInContext) -> list[int]:
    """Return the columns of a sentence in its context."""
    return sorted({crc32(name.encode()) % COLUMNS for name in _names_of(sentence)})


@lru_cache(maxsize=1 << 14)
def _tokens(text: str) -> tuple[str, ...]:
    lowered = text.lower().replace("’", "'")
    return tuple("0" if token.isdigit() else token for token in _TOKEN.findall(lowered)[:WORDS_MOST])


def _names_of(sentence: SentenceInContext) -> Iterator[str]:
    words, before, after = _tokens(sentence.text), _tokens(sentence.before), _tokens(sentence.after)
    for part, tokens in (("S", words), ("P", before), ("N", after)):
        yield from (f"{part} {token}" for token in tokens)
        bounded = ("^", *tokens, "$")
        yield from (f"{part} {first} {second}" for first, second in pairwise(bounded))
        yield from (f"{part} starts {' '.join(bounded[:length])}" for length in (3, 4))
    bounded = ("^", *words, "$")
    yield from (f"S {' '.join(three)}" for three in zip(bounded, bounded[1:], bounded[2:], strict=False))
    yield from (f"N2 {token}" for token in _tokens(sentence.further)[:FURTHER_WORDS_MOST])
    heading = ("^", *_tokens(sentence.heading), "$")
    yield from (f"H {token}" for token in heading[1:-1])
    yield from (f"H {first} {second}" for first, second in pairwise(heading))
    for part, tokens in (("N", after), ("P", before)):
        shared = min(len(_stems(words) & _stems(tokens)), SHARED_MOST)
        yield f"{part} shares {shared}, denied {_denies(words)} {_denies(tokens)}"
    yield f"first {sentence.first}, last {sentence.last}"
    yield f"in a {sentence.kind}"


def _stems(tokens: Sequence[str]) -> set[str]:
    return {token[:STEM_LETTERS] for token in tokens if len(token) >= STEM_WORD_LETTERS}


def _denies(tokens: Sequence[str]) -> bool:
    return any(token in _DENIALS or token.endswith("n't") for token in tokens)
