"""By how much a sentence is an order to a machine, as learned from examples.

One linear classifier (Fan et al., LIBLINEAR, 2008) over hashed columns (Weinberger et al., 2009):
words, pairs of words, beginnings of words, classes of words, and which class stands before which.  A list of
phrases found a seventh of the orders that another writer thought of.  `python -m benchmarks.orders_to_machines`
learns it anew.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import as_file, files
from itertools import pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from qa.reading.cleaning.order_words import classes_of, tokens_of

COLUMNS = 1 << 18
START_LETTERS = 5
"""A word counts by its first letters, too: languages bend the ends of their words."""
LONG_WORD_LETTERS = 10
"""A longer word counts by all its runs of letters, too: some languages write two words as one."""
WORDS_MOST = 80
"""Of a longer sentence only the first words are looked at."""
_STRONG = (
    {"BOT", "SAY"},
    {"BOT", "MUST"},
    {"BOT", "CALL"},
    {"BOT", "ASIDE"},
    {"BOT", "YOU"},
    {"ASIDE", "RULES"},
    {"YOU", "OUT", "SAY"},
    {"YOU", "RULES"},
    {"MAYBE", "CALL"},
    {"MAYBE", "MUST", "SAY"},
    {"RULES", "SAY"},
)
WORDS_ALONE_LEAST = -0.25
"""From which sum of the weights of its words, by the root of their number, a sentence is looked at closely: so are
13% of the sentences of documentation, and all but 0.2% of the lines of orders that are told."""
PAIR_WORDS_MOST = 12
"""Classes further apart have nothing to do with each other."""


@dataclass(frozen=True, slots=True)
class OrderModel:
    """Learned ``weights`` [COLUMNS] and an ``intercept``."""

    weights: NDArray[np.float32]
    intercept: float

    def score(self, columns: Sequence[int]) -> float:
        """Return by how much a sentence with these columns is an order; 0 is as much the one as the other."""
        return float(self.weights[list(columns)].sum()) / (len(columns) ** 0.5 or 1.0) + self.intercept


@cache
def bundled_model() -> OrderModel:
    """Return the model that comes with the program."""
    bundled = files("qa.reading.cleaning").joinpath("orders.npz")
    with as_file(bundled) as path, np.load(path, allow_pickle=False) as kept:
        return OrderModel(kept["weights"].astype(np.float32), float(kept["intercept"]))


def may_order(text: str) -> bool:
    """Tell whether the words of a plain sentence alone, without their order, may make an order; most do not."""
    words = {"0" if token.isdigit() else token for token in tokens_of(text)[:WORDS_MOST]}
    least: float = WORDS_ALONE_LEAST * len(words) ** 0.5
    return sum(map(_weight_alone, words)) >= least


@lru_cache(maxsize=1 << 16)
def _weight_alone(word: str) -> float:
    """Return the weight in the bundled model of a word, its beginning and its classes."""
    names = [word, *([f"{word[:START_LETTERS]}-"] if len(word) > START_LETTERS else [])]
    names += [f"CLASS {name}" for name in classes_of(word)]
    return float(sum(bundled_model().weights[crc32(name.encode()) % COLUMNS] for name in names))


def speaks_of_machines(text: str) -> bool:
    """Tell whether a plain text names a machine, or sets rules aside, or speaks of the reader's output."""
    classes = {name for token in tokens_of(text) for name in classes_of(token)}
    return any(classes.issuperset(together) for together in _STRONG)


def columns_of(before: str, text: str, *, alone: bool) -> list[int]:
    """Return the columns of a plain sentence, of the classes of the one before it, and of standing alone."""
    names = set(_names_of(tokens_of(text)[:WORDS_MOST]))
    names.update(f"before {name}" for token in tokens_of(before)[:WORDS_MOST] for name in classes_of(token))
    names.add("alone" if alone else "among others")
    return sorted({crc32(name.encode()) % COLUMNS for name in names})


def _names_of(tokens: Sequence[str]) -> Iterator[str]:
    words = ["^", *("0" if token.isdigit() else token for token in tokens)]
    yield from words
    yield from (f"{first} {second}" for first, second in pairwise(words))
    for word in words:
        if len(word) > START_LETTERS:
            yield f"{word[:START_LETTERS]}-"
        if len(word) >= LONG_WORD_LETTERS:
            yield from (f"-{word[n : n + START_LETTERS]}-" for n in range(len(word) - START_LETTERS + 1))
    classed = [(place, name) for place, word in enumerate(words) for name in (classes_of(word) or _mark(word))]
    yield from (f"CLASS {name}" for _, name in classed)
    yield from (f"FIRST {name}" for place, name in classed if place <= 2)
    for number, (place, name) in enumerate(classed):
        for other, second in classed[number + 1 :]:
            if other > place + PAIR_WORDS_MOST:
                break
            if other > place:
                yield f"{name} < {second}"
                if other - place <= 2:
                    yield f"{name} {second}"


def _mark(word: str) -> tuple[str, ...]:
    return () if word[0].isalnum() or word == "^" else (word,)
