"""A graphics processor for many passages, where there is one; questions and few passages stay with the processor.

To load torch and move a model takes seconds, which a question does not have and a changed article does not need.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import chain, islice
from pathlib import Path

from qa.indexing.encoder import Chunk, Encoded, EncodedQuestion, Encoder, Keep, ModelIdentity
from qa.indexing.pooling import Span, unit

DEVICES = ("/dev/nvidiactl", "/dev/kfd", "/dev/dxg")
"""What drivers put there: NVIDIA's, AMD's, and that of Windows for Linux inside it."""
CHUNKS_LEAST = 8
"""Fewer are encoded before torch is loaded."""


def may_have_gpu(devices: Sequence[str] = DEVICES) -> bool:
    """Tell whether a driver says that there is one; only torch, not loaded for this, knows if it can use it."""
    return any(Path(device).exists() for device in devices)


class GpuForMany:
    """An encoder that has many chunks encoded by another one; all else it does itself."""

    def __init__(self, few: Encoder, load: Callable[[], Encoder | None]) -> None:
        """Encode by ``few``, and many chunks by what ``load`` returns when it is first called, if anything."""
        self._few = few
        self._many = cache(load)

    @property
    def identity(self) -> ModelIdentity:
        """The model, which is the same for both."""
        return self._few.identity

    @property
    def runtime(self) -> str:
        """What runs the model for questions."""
        return str(getattr(self._few, "runtime", ""))

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens of each text, special tokens not counted."""
        return self._few.count_tokens(texts)

    def encode(self, texts: Sequence[str], spans: Sequence[Sequence[Span]], *, keep: Keep = unit) -> Encoded:
        """Return the vectors of the texts and of the spans inside each."""
        return self._few.encode(texts, spans, keep=keep)

    def encode_chunks(self, chunks: Iterable[Chunk], *, keep: Keep = unit) -> Iterator[Encoded]:
        """Yield what ``encode`` returns for each chunk, in order."""
        upcoming = iter(chunks)
        first = list(islice(upcoming, CHUNKS_LEAST))
        many = self._many() if len(first) == CHUNKS_LEAST else None
        return (many or self._few).encode_chunks(chain(first, upcoming), keep=keep)

    def encode_questions(self, questions: Sequence[str]) -> list[EncodedQuestion]:
        """Return the vectors of questions, in their order."""
        return self._few.encode_questions(questions)
