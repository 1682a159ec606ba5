"""What all encoders share: texts → tokens → batches of like length → vectors pooled from one forward pass."""

import math
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import chain, islice
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from qa.embedding.encoder import (
    Encoded,
    EncodedQuestion,
    ModelIdentity,
    Span,
    TextBatch,
    TokenTransform,
    Vectors,
    of_text,
    pool_spans,
    truncated,
    unit,
)


class Tokenised(Protocol):
    """A text as its tokenizer gives it: the id of each token, and where it stands in code points."""

    ids: Sequence[int]
    offsets: Sequence[Span]

    def __len__(self) -> int:
        """Return the number of tokens."""


class BatchInFlight:
    """Texts on their way through the model; ``batches`` holds the row numbers of those still to come."""

    def __init__(
        self,
        encodings: Sequence[Tokenised],
        spans: Sequence[Sequence[Span]],
        batches: Iterable[list[int]],
        *,
        after: int,
        dimension: int,
    ) -> None:
        """Start with texts that each begin with a prompt of ``after`` characters."""
        self.encodings = encodings
        self.batches = deque(batches)
        self._spans = spans
        self._after = after
        self._passages = np.empty((len(encodings), dimension), dtype=np.float32)
        self._sentences: dict[int, Vectors] = {}
        self._tokens: dict[int, NDArray[Any]] = {}

    def take(self, tokens: Vectors, pooled: Vectors, keep: TokenTransform) -> None:
        """Pool the outputs of the next batch: token vectors [n, longest, dimension], pooled [n, dimension]."""
        batch = self.batches.popleft()
        self._passages[batch] = unit(pooled)
        transformed = keep(tokens.reshape(-1, tokens.shape[-1])).reshape(*tokens.shape[:2], -1)
        for place, row in enumerate(batch):
            offsets = _array(self.encodings[row].offsets)
            shifted = [(start + self._after, end + self._after) for start, end in self._spans[row]]
            self._sentences[row] = pool_spans(tokens[place], offsets, shifted)
            self._tokens[row] = of_text(transformed[place], offsets, after=self._after)

    def encoded(self) -> Encoded:
        """Return the vectors of all texts, once every batch has been taken."""
        rows = range(len(self.encodings))
        return Encoded(
            passages=self._passages,
            sentences=tuple(self._sentences[row] for row in rows),
            tokens=tuple(self._tokens[row] for row in rows),
        )


def _question(tokens: Vectors, pooled: Vectors, offsets: NDArray[np.int64], *, after: int) -> EncodedQuestion:
    """Return an encoded question; the window may have cut off its end."""
    vectors = unit(of_text(tokens, offsets, after=after))
    return EncodedQuestion(
        vector=unit(pooled), tokens=vectors, spans=of_text(offsets, offsets, after=after)[: len(vectors)] - after
    )


def _array(spans: Sequence[Span]) -> NDArray[np.int64]:
    """Return spans as an array [n, 2]: ``np.array`` of a list of pairs takes two and a half times as long."""
    flat = np.fromiter(chain.from_iterable(spans), dtype=np.int64, count=2 * len(spans))
    return flat.reshape(-1, 2)


Batch = tuple[NDArray[np.int64], NDArray[np.int64]]
"""Token ids and attention mask, each [n, longest]."""
RunBatches = Callable[[Iterator[Batch]], Iterator[tuple[Vectors, Vectors]]]
"""Runs the model: yields token vectors [n, longest, dimension] and pooled vectors [n, dimension] of each batch."""
PADDED_MOST = 2.0
"""Greatest ratio of padded length to own length among the questions of a batch. Padding costs as much as text, so
a long letter and its short sentences are encoded apart."""
CHUNKS_OF_LONG = 8
"""Chunks that make a run long: it may trade the last bits of its vectors for a sixth of the time."""
TEXTS_TOKENISED_ALONE = 8
"""Up to this many texts are tokenised one by one: waking the tokenizer's threads would take longer."""


class BatchingEncoder(ABC):
    """Tokenises, batches and pools; subclasses run the model."""

    length_step = 1
    """Texts are padded to a multiple of this many tokens: above 1 where the runtime spends more on a new length
    than on padding."""

    def __init__(
        self,
        identity: ModelIdentity,
        tokenizer: Any,
        *,
        pad_token: int,
        prompts: Mapping[str, str],
        batch_tokens: int,
    ) -> None:
        """Keep the parts; ``tokenizer`` neither truncates nor pads; ``prompts`` has "query" and "document"."""
        self.identity = identity
        self._tokenizer = tokenizer
        self._pad_token = pad_token
        self._prompts = prompts
        self._batch_tokens = batch_tokens

    @property
    @abstractmethod
    def runtime(self) -> str:
        """What runs the model, and in which precision."""

    @abstractmethod
    def run(self, batches: Iterator[Batch]) -> Iterator[tuple[Vectors, Vectors]]:
        """Yield, for each batch, token vectors [n, longest, dimension] and pooled vectors [n, dimension].

        Both may be overwritten when the next batch is asked for.
        """

    def run_many(self, batches: Iterator[Batch], *, long: bool = False) -> Iterator[tuple[Vectors, Vectors]]:
        """Yield the same as ``run``, tuned for throughput instead of latency.

        The vectors of a ``long`` run may differ in their last bits.
        """
        del long
        return self.run(batches)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens of each text, special tokens not counted."""
        if len(texts) <= TEXTS_TOKENISED_ALONE:
            return [len(self._tokenizer.encode(text, add_special_tokens=False)) for text in texts]
        return list(map(len, self._tokenizer.encode_batch_fast(texts, add_special_tokens=False)))

    def encode(
        self, texts: Sequence[str], spans: Sequence[Sequence[Span]], *, keep: TokenTransform = unit
    ) -> Encoded:
        """Return the vectors of the texts and of the spans inside each; order is kept."""
        return next(self._encoded([(texts, spans)], self.run, keep))

    def encode_chunks(self, chunks: Iterable[TextBatch], *, keep: TokenTransform = unit) -> Iterator[Encoded]:
        """Yield what ``encode`` returns for each chunk, in order.

        While the model computes, the next chunk is tokenised and the last one pooled.
        """
        upcoming = iter(chunks)
        first = list(islice(upcoming, CHUNKS_OF_LONG))
        many = partial(self.run_many, long=len(first) == CHUNKS_OF_LONG)
        run = many if len(first) > 1 else self.run
        return self._encoded(chain(first, upcoming), run, keep)

    def _encoded(self, chunks: Iterable[TextBatch], run: RunBatches, keep: TokenTransform) -> Iterator[Encoded]:
        begun: deque[BatchInFlight] = deque()

        def batches() -> Iterator[Batch]:
            for chunk in self._tokenised(chunks):
                begun.append(chunk)
                for batch in tuple(chunk.batches):
                    yield self._padded([chunk.encodings[row] for row in batch])

        for tokens, pooled in run(batches()):
            yield from _finished(begun)
            begun[0].take(tokens, pooled, keep)
        yield from _finished(begun)

    def _tokenised(self, chunks: Iterable[TextBatch]) -> Iterator[BatchInFlight]:
        """Yield chunks ready for the model; a thread tokenises the next one meanwhile."""
        with ThreadPoolExecutor(max_workers=1) as ahead:
            waiting = None
            for texts, spans in chunks:
                tokenised = ahead.submit(self._begin, texts, spans)
                if waiting:
                    yield waiting.result()
                waiting = tokenised
            if waiting:
                yield waiting.result()

    def _begin(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> BatchInFlight:
        prompt = self._prompts["document"]
        encodings = self._tokenizer.encode_batch([prompt + text for text in texts])
        return BatchInFlight(
            encodings, spans, self._batches(encodings), after=len(prompt), dimension=self.identity.dimension
        )

    def encode_questions(self, questions: Sequence[str]) -> list[EncodedQuestion]:
        """Return the vectors of questions, in their order; text beyond the window is ignored."""
        prompt = self._prompts["query"]
        encodings = [self._tokenizer.encode(prompt + question) for question in questions]
        batches = list(self._batches(encodings, padded_most=PADDED_MOST))
        outputs = self.run(self._padded([encodings[row] for row in batch]) for batch in batches)
        encoded = {
            row: _question(tokens[place], pooled[place], _array(encodings[row].offsets), after=len(prompt))
            for batch, (tokens, pooled) in zip(batches, outputs, strict=True)
            for place, row in enumerate(batch)
        }
        return [encoded[row] for row in range(len(questions))]

    def batches(self, texts: Sequence[str]) -> Iterator[Batch]:
        """Yield texts as the batches that the model is run on."""
        encodings = self._tokenizer.encode_batch([self._prompts["document"] + text for text in texts])
        return (self._padded([encodings[row] for row in batch]) for batch in self._batches(encodings))

    def _batches(self, encodings: Sequence[Tokenised], *, padded_most: float = math.inf) -> Iterator[list[int]]:
        """Yield rows grouped by length, with at most ``batch_tokens`` padded tokens in a batch.

        No row is padded to more than ``padded_most`` times its length.
        """
        lengths = [min(len(encoding), self.identity.window) for encoding in encodings]
        batch: list[int] = []
        for row in sorted(range(len(encodings)), key=lengths.__getitem__, reverse=True):
            longest = self._with_step(lengths[batch[0]]) if batch else 0
            if batch and ((len(batch) + 1) * longest > self._batch_tokens or longest > padded_most * lengths[row]):
                yield batch
                batch = []
            batch.append(row)
        if batch:
            yield batch

    def _with_step(self, length: int) -> int:
        return min(math.ceil(length / self.length_step) * self.length_step, self.identity.window)

    def _padded(self, encodings: Sequence[Tokenised]) -> Batch:
        longest = self._with_step(max(map(len, encodings)))
        ids = np.full((len(encodings), longest), self._pad_token, dtype=np.int64)
        mask = np.zeros((len(encodings), longest), dtype=np.int64)
        for place, encoding in enumerate(encodings):
            truncated_ids = truncated(encoding.ids, longest)
            ids[place, : len(truncated_ids)] = truncated_ids
            mask[place, : len(truncated_ids)] = 1
        return ids, mask


def _finished(begun: deque[BatchInFlight]) -> Iterator[Encoded]:
    while begun and not begun[0].batches:
        yield begun.popleft().encoded()


def tokenizer_of(text: str) -> Any:
    """Return the tokenizer that a JSON text describes, without truncation or padding: threads may share it.

    Raises ValueError when the text describes none.
    """
    from tokenizers import Tokenizer

    try:
        tokenizer: Any = Tokenizer.from_str(text)
    except Exception as error:  # the library raises nothing narrower
        raise ValueError(f"no tokenizer: {error}") from error
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer
