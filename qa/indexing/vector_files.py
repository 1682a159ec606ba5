"""Vectors of passages → their file, and how they are searched: chosen by their number, and measured.

How wide a search by short codes must be is not guessed: it is widened until it finds the nearest passages of a
sample.  Where that takes a large part of the passages, codes are given up, and every passage is compared.
"""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np

from qa.indexing import nearest
from qa.indexing.vectors import (
    CANDIDATES_LEAST,
    CODES,
    EXACT,
    LISTS,
    ROWS,
    SHORT_CODES,
    DenseSearch,
    PassageVectors,
)
from qa.settings import Indexing

RECALL_LEAST = 0.99
"""Share of the ten nearest that a search must find."""
DEPTH = 10
SAMPLED, SAMPLED_EXACT = 200, 20
"""Passages taken for questions to measure by; a few where the search is exact anyway."""
CANDIDATES_MOST = 0.25
"""Share of the passages beyond which candidates save nothing: they are read here and there."""
HALVED_FROM = 4
"""Times the most passages that are compared one by one.  From there on half of the dimensions have codes: to read
those of the other half takes longer than to compare with more candidates."""
CANDIDATES_HALVED_MOST = 3_200
LISTS_FIRST = 8
_TIE = 1e-6


def searched(folder: Path, settings: Indexing) -> DenseSearch:
    """Return how the vectors of a folder are to be searched, which is measured; writes short codes of many.

    They are rows [n, dimension] of unit length and 16 bits, in the file ROWS.
    """
    count, exact_most = len(np.load(folder / ROWS, mmap_mode="r", allow_pickle=False)), settings.exact_passages
    why = f"{count:,} passages, and up to {exact_most:,} are compared one by one"
    if count > exact_most:
        if found := _write_codes(folder, count, settings):
            return found
        why = f"{count:,} passages, whose vectors short codes do not tell apart"
    return measured(folder, DenseSearch(kind=EXACT, why=why))


def _write_codes(folder: Path, count: int, settings: Indexing) -> DenseSearch | None:
    """Write short codes and return how to search them; None, and no file, where no width finds what is nearest."""
    rows = np.load(folder / ROWS, mmap_mode="r", allow_pickle=False)
    lists = round(2 * math.sqrt(count)) if count > settings.listed_passages else 0
    limit = settings.listed_passages if lists else settings.exact_passages
    why = f"{count:,} passages, more than {limit:,}"
    how = DenseSearch(kind=LISTS if lists else CODES, why=why, lists=min(lists, LISTS_FIRST))
    most = int(CANDIDATES_MOST * count)
    if count >= HALVED_FROM * settings.exact_passages:
        nearest.write_codes(folder / SHORT_CODES, rows, halved=True, lists=lists)
        halved = replace(how, why=f"{why}, by codes of half the dimensions")
        if found := _widened(folder, halved, lists, candidates_most=min(most, CANDIDATES_HALVED_MOST)):
            return found
    nearest.write_codes(folder / SHORT_CODES, rows, lists=lists)
    if found := _widened(folder, how, lists, candidates_most=most):
        return found
    (folder / SHORT_CODES).unlink()
    return None


def _widened(folder: Path, how: DenseSearch, lists: int, *, candidates_most: int) -> DenseSearch | None:
    """Return a search widened until it finds what is nearest; None where that takes too many candidates."""
    while how.widened * CANDIDATES_LEAST <= candidates_most:
        found = measured(folder, how)
        if found.recall >= RECALL_LEAST:
            return found
        how = replace(how, widened=2 * how.widened, lists=min(lists, 2 * how.lists))
    return None


def measured(folder: Path, how: DenseSearch) -> DenseSearch:
    """Return a search with its recall: of the ten nearest to a passage, itself not counted, those it finds."""
    rows = np.load(folder / ROWS, mmap_mode="r", allow_pickle=False)
    depth = min(DEPTH, len(rows) - 1)
    if depth < 1:
        return how
    sampled = SAMPLED_EXACT if how.kind == EXACT else SAMPLED
    sample = np.unique(np.linspace(0, len(rows) - 1, sampled, dtype=np.int64))
    vectors = PassageVectors.open(folder, how)
    found = 0
    for row, least in zip(sample.tolist(), nearest.least_scores(rows, sample, depth).tolist(), strict=True):
        ranking = vectors.search(rows[row].astype(np.float32), limit=depth + 1)
        others = [score for other, score in ranking if other != row][:depth]
        found += sum(score >= least - _TIE for score in others)
    return replace(how, recall=found / (depth * len(sample)), sampled=len(sample))
