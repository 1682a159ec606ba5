"""Which red flag a text describes: a classifier learned from the words and vectors of thousands of examples.

One linear classifier (Fan et al., LIBLINEAR, 2008) over the words of a text, alone and two and three in a row, its
runs of letters, and the words that it denies, in hashed columns (Weinberger et al., "Feature hashing", 2009)
weighed by tf-idf, beside the text's own vector; to the score of each class is added the cosine of the nearest of
its examples (Cover and Hart, "Nearest neighbor pattern classification", 1967).  `python -m benchmarks.red_flags`
retrains it.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import as_file, files
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from qa.answering.warnings.question_tokens import plain, told_in
from qa.embedding.encoder import Vectors, unit

WORD_COLUMNS, LETTER_COLUMNS, DENIED_COLUMNS = 1 << 16, 1 << 17, 1 << 12
COLUMNS = WORD_COLUMNS + LETTER_COLUMNS + DENIED_COLUMNS
"""Hashed columns of word n-grams, then of letter n-grams, then of denied words."""
RUN_MOST = 3
LETTERS_LEAST, LETTERS_MOST = 3, 5
WORDS_WEIGHT, LETTERS_WEIGHT, DENIED_WEIGHT, MEANING_WEIGHT = 2.0, 2.0, 1.0, 1.5
"""Lengths of the parts of a text's features; like the classifier's C and the next two numbers, chosen by leaving
writers out."""
NEAREST_WEIGHT = 2.0
"""Weight of the cosine to the nearest example of a class."""
SENTENCE_PENALTY = 0.3
"""What a sentence loses against the whole: of many sentences one looks like a sign by chance."""
NONE = ""
"""The class of texts that describe no flag."""
_WORD = re.compile(r"\w+")
_FILES = "red_flags", "model.npz"

Margins = Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coefficients:
    """Coefficients of the hashed columns: ``rounded`` [COLUMNS, classes] times ``steps`` [classes]."""

    rounded: NDArray[np.int8]
    steps: Vectors
    intercepts: Vectors

    def scores(self, columns: NDArray[np.int64], weights: Vectors) -> Vectors:
        """Return the score [classes] of a text with weights in some columns."""
        scores: Vectors = (weights @ self.rounded[columns].astype(np.float32)) * self.steps + self.intercepts
        return scores


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagModel:
    """What was learned, for texts with a vector of the model of ``digest``, and for words alone.

    ``names`` [classes] are those of flags and ``NONE``; ``rarities`` [COLUMNS] are inverse document frequencies;
    ``together`` and ``meaning`` [classes, dimension] belong together; ``alone`` is for words without a vector.
    ``axes`` [dimension, fewer] are the directions in which the unit vectors ``nearest`` [examples, fewer] of
    examples are kept, in the order of their classes, which start at the rows ``starts`` [classes].
    """

    digest: str
    names: tuple[str, ...]
    rarities: Vectors
    together: Coefficients
    meaning: Vectors
    alone: Coefficients
    axes: Vectors
    nearest: Vectors
    starts: NDArray[np.int64]
    _none: int = field(init=False)

    def __post_init__(self) -> None:
        """Look up the class of no flag."""
        object.__setattr__(self, "_none", self.names.index(NONE))

    def margins(self, text: str, vector: Vectors | None) -> Margins:
        """Return the margin of each flag over none for a text; at 0 both are equally likely.

        ``vector`` is the text's unit vector [dimension] by the model of ``digest``, or None for words alone.
        """
        columns, weights = weighed(counted(text), self.rarities)
        if vector is None:
            scores = self.alone.scores(columns, weights)
        else:
            scores = self.together.scores(columns, weights) + self.meaning @ (MEANING_WEIGHT * vector)
            # by einsum: a product of this size would wait for the threads that it is shared out to
            cosines = np.einsum("ij,j->i", self.nearest, unit(vector @ self.axes))
            nearest: Vectors = np.maximum.reduceat(cosines, self.starts)
            scores = scores + np.float32(NEAREST_WEIGHT) * nearest
        return {
            name: float(scores[n] - scores[self._none]) for n, name in enumerate(self.names) if n != self._none
        }

    def greatest_margins(self, question: str, vector: Vectors | None, parts: Mapping[str, Vectors]) -> Margins:
        """Return the greatest margin of each flag for a question or one of its sentences.

        ``parts`` maps its sentences to their vectors; without ``vector`` words alone decide.
        """
        margins_of_parts = [self.margins(question, vector)]
        for part in sentences_of(question):
            of_part = self.margins(part, None if vector is None else parts.get(part))
            margins_of_parts.append({name: margin - SENTENCE_PENALTY for name, margin in of_part.items()})
        return {name: max(margins[name] for margins in margins_of_parts) for name in margins_of_parts[0]}


@cache
def bundled_model() -> FlagModel:
    """Return the bundled model."""
    bundled = files("qa.answering.warnings").joinpath(*_FILES)
    with as_file(bundled) as path, np.load(path, allow_pickle=False) as arrays:
        return model_of(arrays)


def model_of(arrays: Mapping[str, NDArray[np.generic]]) -> FlagModel:
    """Return the model of which a file has the arrays."""

    def reals(name: str) -> Vectors:
        return arrays[name].astype(np.float32)

    def coefficients(kind: str) -> Coefficients:
        rounded: NDArray[np.int8] = arrays[f"{kind}_rounded"].astype(np.int8, copy=False)
        return Coefficients(rounded=rounded, steps=reals(f"{kind}_steps"), intercepts=reals(f"{kind}_intercepts"))

    return FlagModel(
        digest=str(arrays["digest"]),
        names=tuple(map(str, arrays["names"])),
        rarities=reals("rarities"),
        together=coefficients("together"),
        meaning=reals("meaning"),
        alone=coefficients("alone"),
        axes=reals("axes"),
        nearest=unit(reals("nearest")),
        starts=arrays["starts"].astype(np.int64),
    )


def runs(text: str) -> Counter[int]:
    """Return the columns of a text's word n-grams, n up to RUN_MOST, with their counts."""
    words = _WORD.findall(plain(text))
    return _hashed(
        (
            " ".join(words[start : start + length])
            for length in range(1, RUN_MOST + 1)
            for start in range(len(words) - length + 1)
        ),
        0,
        WORD_COLUMNS,
    )


def letters(text: str) -> Counter[int]:
    """Return the columns of a text's runs of LETTERS_LEAST to LETTERS_MOST letters and spaces: near for typos."""
    line = f" {' '.join(_WORD.findall(plain(text)))} "
    return _hashed(
        (
            line[start : start + length]
            for length in range(LETTERS_LEAST, LETTERS_MOST + 1)
            for start in range(len(line) - length + 1)
        ),
        WORD_COLUMNS,
        LETTER_COLUMNS,
    )


def denied(text: str) -> Counter[int]:
    """Return the columns of the words that a text denies: "fever" of "no fever"."""
    words = (
        token
        for sentence in told_in(text)
        for denier, token in zip(sentence.deniers, sentence.tokens, strict=True)
        if denier >= 0 and token.isalnum()
    )
    return _hashed(words, WORD_COLUMNS + LETTER_COLUMNS, DENIED_COLUMNS)


def _hashed(features: Iterator[str], first: int, count: int) -> Counter[int]:
    return Counter(first + crc32(feature.encode()) % count for feature in features)


PARTS = (runs, WORDS_WEIGHT), (letters, LETTERS_WEIGHT), (denied, DENIED_WEIGHT)
"""The parts of a text's hashed features, each of which has the length of its weight."""

Part = tuple[NDArray[np.int64], Vectors]
"""Columns, and how often each is met (sublinear, or weighed)."""


def counted(text: str) -> list[Part]:
    """Return the columns of each part of a text's features, with their sublinear frequencies."""
    parts = []
    for part, _ in PARTS:
        counts = part(text)
        columns = np.fromiter(counts, dtype=np.int64, count=len(counts))
        frequencies = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
        parts.append((columns, 1 + np.log(frequencies)))
    return parts


def weighed(parts: Sequence[Part], rarities: Vectors) -> Part:
    """Return the columns of a text and their weights: frequency times rarity, at one length for each part."""
    weights = []
    for (columns, frequencies), (_, length_of_part) in zip(parts, PARTS, strict=True):
        weight = frequencies * rarities[columns]
        length = float(np.linalg.norm(weight))
        weights.append(weight * (length_of_part / length) if length else weight)
    return np.concatenate([columns for columns, _ in parts]), np.concatenate(weights)


def sentences_of(question: str) -> Sequence[str]:
    """Return the sentences of a question, those of one word left out; none where fewer than two are left."""
    sentences = [sentence for sentence in re.split(r"(?<=[.!?])\s+", question) if len(sentence.split()) > 1]
    return sentences if len(sentences) > 1 else []
