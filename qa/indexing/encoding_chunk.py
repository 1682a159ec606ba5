"""Some texts on their way through the model: what each batch gives is pooled as it comes."""

from collections import deque
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from qa.indexing.encoder import Encoded, Keep
from qa.indexing.pooling import Span, of_text, pool_spans, unit
from qa.indexing.vectors import Vectors


class Tokenised(Protocol):
    """A text as its tokenizer gives it: the id of each token, and where it stands in code points."""

    ids: Sequence[int]
    offsets: Sequence[Span]

    def __len__(self) -> int:
        """Return the number of tokens."""


class EncodingChunk:
    """Tokenised texts; ``batches`` are those, as rows of texts, that the model has yet to give."""

    def __init__(
        self,
        encodings: Sequence[Tokenised],
        spans: Sequence[Sequence[Span]],
        batches: Iterable[list[int]],
        *,
        after: int,
        dimension: int,
    ) -> None:
        """Begin with texts, the first ``after`` characters of each of which are a prompt."""
        self.encodings = encodings
        self.batches = deque(batches)
        self._spans = spans
        self._after = after
        self._passages = np.empty((len(encodings), dimension), dtype=np.float32)
        self._sentences: dict[int, Vectors] = {}
        self._tokens: dict[int, NDArray[Any]] = {}

    def take(self, tokens: Vectors, pooled: Vectors, keep: Keep) -> None:
        """Pool what the next batch gave: token vectors [n, longest, dimension] and pooled ones [n, dimension]."""
        batch = self.batches.popleft()
        self._passages[batch] = unit(pooled)
        kept = keep(tokens.reshape(-1, tokens.shape[-1])).reshape(*tokens.shape[:2], -1)
        for place, row in enumerate(batch):
            offsets = _array(self.encodings[row].offsets)
            shifted = [(start + self._after, end + self._after) for start, end in self._spans[row]]
            self._sentences[row] = pool_spans(tokens[place], offsets, shifted)
            self._tokens[row] = of_text(kept[place], offsets, after=self._after)

    def encoded(self) -> Encoded:
        """Return the vectors of all texts, once every batch was taken."""
        rows = range(len(self.encodings))
        return Encoded(
            passages=self._passages,
            sentences=tuple(self._sentences[row] for row in rows),
            tokens=tuple(self._tokens[row] for row in rows),
        )


def _array(spans: Sequence[Span]) -> NDArray[np.int64]:
    """Return spans as an array [n, 2]: numpy takes two and a half times as long to find out what pairs are."""
    flat = np.fromiter(chain.from_iterable(spans), dtype=np.int64, count=2 * len(spans))
    return flat.reshape(-1, 2)
