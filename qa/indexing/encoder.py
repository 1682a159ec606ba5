"""Text → unit vectors of passages, of their sentences and of their tokens: what every encoder gives.

One forward pass gives all three grains.  The model's own pooling of the token vectors is the passage vector; the
mean of the token vectors that lie inside a sentence is that sentence's vector, in the context of its passage.
(Mean pooling: Reimers and Gurevych, Sentence-BERT, 2019; pooling spans after one contextual pass is known as late
chunking: Günther et al., 2024.)
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from numpy.typing import NDArray

from qa.indexing.pooling import Span, unit
from qa.indexing.vectors import Vectors

Chunk = tuple[Sequence[str], Sequence[Sequence[Span]]]
"""Some texts, and the spans inside each."""
Keep = Callable[[Vectors], NDArray[Any]]
"""What is kept of token vectors [n, dimension], a row of each row."""


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

    ``tokens`` [its tokens, ...] are what is kept of the tokens of each text, special tokens left out.
    """

    passages: Vectors
    sentences: tuple[Vectors, ...]
    tokens: tuple[NDArray[Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EncodedQuestion:
    """Unit vectors: ``vector`` [dimension] of the question, ``tokens`` [n, dimension] of its tokens."""

    vector: Vectors
    tokens: Vectors


class Encoder(Protocol):
    """Text to vectors. Implementations are safe to call from several threads."""

    @property
    def identity(self) -> ModelIdentity:
        """The model that makes the vectors."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens of each text, special tokens not counted."""

    def encode(self, texts: Sequence[str], spans: Sequence[Sequence[Span]], *, keep: Keep = unit) -> Encoded:
        """Return the vectors of the texts and of the spans (half-open, in code points) inside each.

        Of the vectors of tokens, which come at any length, is returned what ``keep`` makes of them.
        """

    def encode_chunks(self, chunks: Iterable[Chunk], *, keep: Keep = unit) -> Iterator[Encoded]:
        """Yield what ``encode`` returns for each chunk, in order; some of it may be done ahead of being asked."""

    def encode_questions(self, questions: Sequence[str]) -> list[EncodedQuestion]:
        """Return the vectors of questions, in their order."""
