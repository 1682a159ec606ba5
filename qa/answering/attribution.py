"""Which sentence of a passage answers: the vectors of the one forward pass, together with the words."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from qa.indexing.vectors import Vectors
from qa.records import Passage, Sentence

WORDS_WEIGHT = 0.3
"""Weight of the share of the question's words (by rarity) that a sentence has, beside its cosine, which
counts 1. Measured by benchmarks/retrieval.py on marked gold answers; docs/retrieval.md has the figures."""
LEAD_IN_MARK = ":"


def answering_sentence(
    passage: Passage,
    sentence_vectors: NDArray[np.float16],
    question: Vectors,
    *,
    words_share: Callable[[str], float],
) -> Sentence:
    """Return the sentence of a passage that answers best.

    ``sentence_vectors`` [sentences, dimension] and ``question`` [dimension] are unit vectors;
    ``words_share`` gives the share of the question's words that a text has, by rarity, in 0..1.
    A line that only leads into a list is taken when the passage has nothing else.
    """
    cosines = sentence_vectors.astype(np.float32) @ question
    candidates = _not_lead_ins(passage) or range(len(passage.sentences))
    best = max(
        candidates,
        key=lambda place: (
            float(cosines[place]) + WORDS_WEIGHT * words_share(_text(passage, passage.sentences[place]))
        ),
    )
    return passage.sentences[best]


def _not_lead_ins(passage: Passage) -> Sequence[int]:
    return [
        place
        for place, sentence in enumerate(passage.sentences)
        if not _text(passage, sentence).endswith(LEAD_IN_MARK)
    ]


def _text(passage: Passage, sentence: Sentence) -> str:
    return passage.text[sentence.start - passage.start : sentence.end - passage.start]
