"""Text → unit vectors of passages, of their sentences and of their tokens: what every encoder gives.

One forward pass gives all three grains.  The model's own pooling of the token vectors is the passage vector; the
mean of the token vectors that lie inside a sentence is that sentence's vector, in the context of its passage.
(Mean pooling: Reimers and Gurevych, Sentence-BERT, 2019; pooling spans after one contextual pass is known as late
chunking: Günther et al., 2024.)
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Span = tuple[int, int]
"""Half-open, in code points; (0, 0) for a special token."""
TokenSpans = Sequence[Span] | NDArray[np.int64]
"""The character span of each token, as pairs or as an array [tokens, 2]."""


def truncated(ids: Sequence[int], longest: int) -> list[int]:
    """Cut to ``longest`` tokens, keeping the closing special token."""
    return list(ids) if len(ids) <= longest else [*ids[: longest - 1], ids[-1]]


def pool_spans(tokens: Vectors, offsets: TokenSpans, spans: Sequence[Span]) -> Vectors:
    """Return the unit mean [spans, dimension] of the token vectors whose characters lie in each span.

    A span that the window cut off entirely has a zero vector: it can never be the best.
    """
    count = _described(offsets, tokens)
    starts, ends = _places(offsets)[:count].T
    first, after = np.asarray(spans, dtype=np.int64).reshape(-1, 2, 1).transpose(1, 0, 2)
    inside = (ends > starts) & (starts < after) & (ends > first)
    return unit(inside.astype(np.float32) @ tokens[:count])  # the sum points where the mean does


def _places(offsets: TokenSpans) -> NDArray[np.int64]:
    return np.asarray(offsets, dtype=np.int64).reshape(-1, 2)


def _described(offsets: TokenSpans, tokens: NDArray[Any]) -> int:
    """Return how many leading tokens the offsets describe: in a truncated text the last token is a special one."""
    return len(offsets) if len(offsets) <= len(tokens) else len(tokens) - 1


def of_text(rows: NDArray[Any], offsets: TokenSpans, *, after: int) -> NDArray[Any]:
    """Return the rows [tokens, ...] of the text's own tokens, behind a prompt of ``after`` characters."""
    count = _described(offsets, rows)
    starts, ends = _places(offsets)[:count].T
    real: NDArray[Any] = rows[:count][(ends > starts) & (ends > after)]
    return real


def unit(vectors: NDArray[Any]) -> Vectors:
    """Return the vectors at length 1; a zero vector stays zero."""
    lengths = np.sqrt(np.einsum("...i,...i->...", vectors, vectors))[..., None]
    unit: Vectors = (vectors / np.where(lengths > 0, lengths, 1)).astype(np.float32, copy=False)
    return unit


TextBatch = tuple[Sequence[str], Sequence[Sequence[Span]]]
"""Some texts, and the spans inside each."""
TokenTransform = Callable[[Vectors], NDArray[Any]]
"""Turns token vectors [n, dimension] into the rows [n, ...] to keep."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelIdentity:
    """What a model is: ``digest`` changes with its weights or its tokenizer; ``window`` counts tokens."""

    name: str
    digest: str
    dimension: int
    window: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoded:
    """Unit vectors: ``passages`` [n, dimension] and, for each text, ``sentences`` [its spans, dimension].

    ``tokens`` [its tokens, ...] are what ``keep`` made of each text's token vectors, without special tokens.
    """

    passages: Vectors
    sentences: tuple[Vectors, ...]
    tokens: tuple[NDArray[Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EncodedQuestion:
    """Unit vectors: ``vector`` [dimension] of the question, ``tokens`` [n, dimension] of its tokens.

    ``spans`` [n, 2] are where the tokens stand in the question, half-open, in code points.
    """

    vector: Vectors
    tokens: Vectors
    spans: NDArray[np.int64]


class Encoder(Protocol):
    """Text to vectors. Implementations are safe to call from several threads."""

    @property
    def identity(self) -> ModelIdentity:
        """The model that makes the vectors."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens of each text, special tokens not counted."""

    def encode(
        self, texts: Sequence[str], spans: Sequence[Sequence[Span]], *, keep: TokenTransform = unit
    ) -> Encoded:
        """Return the vectors of the texts and of the spans (half-open, in code points) inside each.

        ``keep`` turns token vectors, which are not of unit length, into what is returned of them.
        """

    def encode_chunks(self, chunks: Iterable[TextBatch], *, keep: TokenTransform = unit) -> Iterator[Encoded]:
        """Yield what ``encode`` returns for each chunk, in order; some chunks may be computed ahead."""

    def encode_questions(self, questions: Sequence[str]) -> list[EncodedQuestion]:
        """Return the vectors of questions, in their order."""
