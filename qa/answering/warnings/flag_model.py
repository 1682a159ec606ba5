"""Which red flag a text describes: a classifier learned from the words and vectors of thousands of examples.

One linear classifier (Fan et al., LIBLINEAR, 2008) over the words of a text, alone and two and three in a row, in
hashed columns (Weinberger et al., "Feature hashing", 2009) weighed by tf-idf, beside the text's own vector.
`python -m benchmarks.red_flags` retrains it.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from qa.answering.warnings.question_tokens import plain
from qa.embedding.encoder import Vectors

COLUMNS = 1 << 16
"""Hashed columns: some 40,000 word n-grams stand in two or more examples."""
RUN_MOST = 3
WORDS_WEIGHT, MEANING_WEIGHT = 2.0, 1.5
"""Lengths of the two parts of a text's features; like the classifier's C, chosen by leaving writers out."""
NONE = ""
"""The class of texts that describe no flag."""
_WORD = re.compile(r"\w+")
_FILES = "red_flags", "model.npz"


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagModel:
    """Learned coefficients, for texts with a vector of the model of ``digest``, and for words alone.

    ``names`` [classes] are those of flags and ``NONE``; ``rarities`` [COLUMNS] are inverse document frequencies;
    ``words`` [classes, COLUMNS], ``meaning`` [classes, dimension] and ``intercepts`` [classes] belong together, as
    do ``words_alone`` and ``intercepts_alone``.
    """

    digest: str
    names: tuple[str, ...]
    rarities: Vectors
    words: NDArray[np.float16]
    meaning: Vectors
    intercepts: Vectors
    words_alone: NDArray[np.float16]
    intercepts_alone: Vectors

    def margins(self, text: str, vector: Vectors | None) -> Mapping[str, float]:
        """Return the margin of each flag over none for a text; at 0 both are equally likely.

        ``vector`` is the text's unit vector [dimension] by the model of ``digest``, or None for words alone.
        """
        columns, weights = weighed(text, self.rarities)
        words = self.words_alone if vector is None else self.words
        scores = words[:, columns].astype(np.float32) @ (WORDS_WEIGHT * weights)
        if vector is None:
            scores = scores + self.intercepts_alone
        else:
            scores = scores + self.meaning @ (MEANING_WEIGHT * vector) + self.intercepts
        none = self.names.index(NONE)
        return {name: float(scores[n] - scores[none]) for n, name in enumerate(self.names) if n != none}


@cache
def bundled_model() -> FlagModel:
    """Return the bundled model."""
    bundled = files("qa.answering.warnings").joinpath(*_FILES)
    with as_file(bundled) as path, np.load(path, allow_pickle=False) as arrays:
        return FlagModel(
            digest=str(arrays["digest"]),
            names=tuple(map(str, arrays["names"])),
            rarities=arrays["rarities"].astype(np.float32),
            words=arrays["words"],
            meaning=arrays["meaning"].astype(np.float32),
            intercepts=arrays["intercepts"],
            words_alone=arrays["words_alone"],
            intercepts_alone=arrays["intercepts_alone"],
        )


def runs(text: str) -> Counter[int]:
    """Return the columns of a text's word n-grams, n up to RUN_MOST, with their counts."""
    words = _WORD.findall(plain(text))
    every = (
        " ".join(words[start : start + length])
        for length in range(1, RUN_MOST + 1)
        for start in range(len(words) - length + 1)
    )
    return Counter(crc32(run.encode()) % COLUMNS for run in every)


def weighed(text: str, rarities: Vectors) -> tuple[NDArray[np.int64], Vectors]:
    """Return the columns of a text and their weights: sublinear tf times idf, as a unit vector."""
    counted = runs(text)
    columns = np.fromiter(counted, dtype=np.int64, count=len(counted))
    counts = np.fromiter(counted.values(), dtype=np.float32, count=len(counted))
    weights: Vectors = ((1 + np.log(counts)) * rarities[columns]).astype(np.float32)
    length = float(np.linalg.norm(weights))
    return columns, weights / length if length else weights


def sentences_of(question: str) -> Sequence[str]:
    """Return the sentences of a question, those of one word left out; none where fewer than two are left."""
    sentences = [sentence for sentence in re.split(r"(?<=[.!?])\s+", question) if len(sentence.split()) > 1]
    return sentences if len(sentences) > 1 else []
