"""The invariants of a generation, checked one by one over everything in it."""

from collections.abc import Iterator

import numpy as np

from qa.files import sha256
from qa.indexing.generations import Generation
from qa.indexing.multivector import BYTE
from qa.records import Article, Passage

ROWS_AT_ONCE = 65_536


def problems(generation: Generation) -> Iterator[str]:
    """Yield a sentence for each broken invariant; nothing when the generation is sound.

    The digests of its files were checked when the generation was opened.
    """
    next_id = next_sentence = 0
    for article in generation.store.articles():
        if sha256(article.text.encode()) != article.digest:
            yield f"The text of article '{article.id}' differs from its digest."
        for passage in generation.store.passages_of(article.id):
            yield from _passage_problems(article, passage)
    for passage in generation.store.passages(range(generation.manifest.passages)):
        if (passage.id, passage.first_sentence) != (next_id, next_sentence):
            yield f"Passage {passage.id} is not numbered on from the passage before it."
        if generation.first_sentence[next_id] != next_sentence:
            yield f"The sentence vectors of passage {passage.id} do not begin at its first sentence."
        next_id, next_sentence = passage.id + 1, passage.first_sentence + len(passage.sentences)
    if next_sentence != len(generation.sentences):
        yield f"There are {next_sentence} sentences and {len(generation.sentences)} vectors of sentences."
    for start in range(0, len(generation.sentences), ROWS_AT_ONCE):
        codes = generation.sentences.codes(slice(start, start + ROWS_AT_ONCE)).astype(np.int16)
        if not set(np.abs(codes).max(axis=1).tolist()) <= {0, BYTE}:
            yield "A sentence vector does not fill its bytes."


def _passage_problems(article: Article, passage: Passage) -> Iterator[str]:
    place = f"Passage {passage.id} of article '{article.id}'"
    if not 0 <= passage.start < passage.end <= len(article.text):
        yield f"{place} is outside its article's text."
    if not any(section.start <= passage.start and passage.end <= section.end for section in article.sections):
        yield f"{place} is not inside one section."
    position = passage.start
    for sentence in passage.sentences:
        if not position <= sentence.start < sentence.end <= passage.end:
            yield f"{place} has a sentence out of order or out of bounds."
        position = sentence.end
