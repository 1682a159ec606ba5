"""Passages → vectors: from the previous generation, from the cache, or from the encoder."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa.cache import Kept, key_of
from qa.embedding.encoder import Encoder, ModelIdentity, TextBatch, Vectors
from qa.embedding.samples import sample_texts
from qa.errors import IndexFailure
from qa.files import sha256
from qa.indexing.arrays import RowFile, RowWriter
from qa.indexing.dense import ROWS
from qa.indexing.generations import PASSAGE_KEYS, Generation
from qa.indexing.ingest import IndexedArticle
from qa.indexing.multivector import DIMENSIONS as TOKEN_DIMENSIONS
from qa.indexing.multivector import Codes, as_bytes, codes_of, projection_of

CALIBRATED_AGAIN_AT = 0.02
"""Share of passages that may come and go before the verdict is calibrated again: calibration takes seconds however
little changed, and sampling its questions moves it as much."""


@dataclass(frozen=True, slots=True)
class VectorWriters:
    """Writers of the vectors of passages, the vectors of sentences, and the codes of tokens, in order."""

    passages: RowWriter
    sentences: RowWriter
    tokens: RowWriter


class PreviousGeneration:
    """The passages of a whole generation, by key."""

    def __init__(self, folder: Path, generation: Generation) -> None:
        """Read the folder of a generation that is open, and so verified."""
        self.generation = generation
        self._vectors = RowFile(folder / ROWS)
        keys: NDArray[np.uint8] = np.load(folder / PASSAGE_KEYS, allow_pickle=False)
        self._rows = {key.tobytes(): row for row, key in enumerate(keys)}

    def row(self, key: bytes) -> int | None:
        """Return the number of the passage with this key, or None."""
        return self._rows.get(key)

    def copy(self, first: int, end: int, into: VectorWriters) -> None:
        """Copy the rows of passages ``first`` to ``end``."""
        generation, starts = self.generation, self.generation.first_sentence
        into.passages.copy(self._vectors, first, end)
        generation.sentences.copy(int(starts[first]), int(starts[end]), into.sentences)
        generation.tokens.copy(first, end, into.tokens)

    def drift(self, keys: Sequence[bytes]) -> int | None:
        """Return how many passages came and went between the last calibration and a corpus of these keys.

        None where there is no calibration, or it has to be repeated.
        """
        manifest = self.generation.manifest
        drift = manifest.calibration_drift + len(set(keys) ^ self._rows.keys())
        return drift if manifest.calibration and drift <= CALIBRATED_AGAIN_AT * len(keys) else None


def keys_array(keys: Sequence[bytes]) -> NDArray[np.uint8]:
    """Return keys as an array [n, bytes of a key], as a generation stores them."""
    return np.frombuffer(b"".join(keys), dtype=np.uint8).reshape(len(keys), -1 if keys else 32)


Entry = tuple[Vectors, Vectors, Codes]
"""The vector of a passage [dimension], those of its sentences [n, dimension], and its tokens' codes."""


class VectorCache:
    """The cached vectors of one model and one projection."""

    def __init__(self, cached: Kept, model: ModelIdentity, projection: Vectors) -> None:
        """Use the vectors of a model, with codes by a projection [dimension, dimensions kept]."""
        self._cached = cached
        self._dimension, self._dimensions_kept = projection.shape
        self._made_by = f"{model.digest} {sha256(projection.tobytes())}"

    def _key(self, key: bytes) -> bytes:
        return key_of("vectors", self._made_by, key.hex())

    def get(self, key: bytes) -> Entry | None:
        """Return the vectors under a passage's key and mark them used; None where there are none."""
        (value,) = self._cached.get([self._key(key)])
        if value is None:
            return None
        count, dimension = int.from_bytes(value[:4], "little"), self._dimension
        passage = np.frombuffer(value, np.float32, dimension, offset=4)
        sentences = np.frombuffer(value, np.float16, count * dimension, offset=4 + passage.nbytes)
        codes = np.frombuffer(value, np.int8, offset=4 + passage.nbytes + sentences.nbytes)
        return (
            passage,
            sentences.reshape(count, dimension).astype(np.float32),
            codes.reshape(-1, self._dimensions_kept),
        )

    def put(self, entries: Iterable[tuple[bytes, Entry]]) -> None:
        """Keep vectors; a build that is killed later finds them again."""
        for key, (passage, sentences, codes) in entries:
            parts = passage.astype(np.float32), sentences.astype(np.float16), codes
            value = b"".join([len(sentences).to_bytes(4, "little"), *(part.tobytes() for part in parts)])
            self._cached.put(self._key(key), value)
        self._cached.flush()


PASSAGES_AT_ONCE = 128
"""Passages encoded between two writes to the cache: a stopped build loses seconds of work at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EncodedTexts:
    """The vectors of texts, wherever they are stored; ``write`` writes them in order.

    ``tokens`` counts the tokens of each text, ``projection`` [dimension, dimensions kept] made their codes;
    ``computed`` counts the texts that were encoded.
    """

    keys: Sequence[bytes]
    tokens: list[int]
    projection: Vectors
    computed: int
    write: Callable[[VectorWriters], None]


def encode_all(
    articles: Sequence[IndexedArticle],
    encoder: Encoder,
    cached: Kept,
    progress: Callable[[int, int], None],
    earlier: PreviousGeneration | None = None,
) -> EncodedTexts:
    """Encode all passages whose vectors neither the generation before nor the cache has.

    ``progress`` is called with the number encoded so far, and the number to encode.
    """
    reusable = earlier if earlier and earlier.generation.manifest.model == encoder.identity else None
    projection = projection_for(encoder, cached, reusable)
    cache = VectorCache(cached, encoder.identity, projection)
    places = [(indexed, ordinal) for indexed in articles for ordinal in range(len(indexed.passages))]
    keys = [indexed.keys[ordinal] for indexed, ordinal in places]
    rows = [reusable.row(key) if reusable else None for key in keys]
    before = reusable.generation.tokens.lengths() if reusable else []
    lengths = [0 if row is None else before[row] for row in rows]
    missing: dict[int, int] = {}
    for place, key in enumerate(keys):
        if rows[place] is None:
            if entry := cache.get(key):
                lengths[place] = len(entry[2])
            else:
                indexed, ordinal = places[place]
                missing[place] = indexed.characters(ordinal)
    longest = sorted(missing, key=missing.__getitem__, reverse=True)  # similar lengths together: little padding

    def texts(chosen: Sequence[int]) -> TextBatch:
        embedded = [indexed.embedded(ordinal) for indexed, ordinal in map(places.__getitem__, chosen)]
        return [passage.text for passage in embedded], [passage.spans for passage in embedded]

    starts = range(0, len(longest), PASSAGES_AT_ONCE)
    chunks = [longest[start : start + PASSAGES_AT_ONCE] for start in starts]
    if chunks:
        progress(0, len(longest))
    batches = encoder.encode_chunks(map(texts, chunks), keep=partial(codes_of, projection=projection))
    for start, chosen, encoded in zip(starts, chunks, batches, strict=True):
        entries = zip(encoded.passages, encoded.sentences, encoded.tokens, strict=True)
        cache.put(zip((keys[place] for place in chosen), entries, strict=True))
        for place, codes in zip(chosen, encoded.tokens, strict=True):
            lengths[place] = len(codes)
        progress(start + len(chosen), len(longest))
    return EncodedTexts(
        keys=keys,
        tokens=lengths,
        projection=projection,
        computed=len(missing),
        write=partial(_write, keys, rows, cache, reusable),
    )


def _write(
    keys: Sequence[bytes],
    rows: Sequence[int | None],
    cache: VectorCache,
    earlier: PreviousGeneration | None,
    into: VectorWriters,
) -> None:
    start = 0
    while start < len(keys):
        row = rows[start]
        end = start + 1
        if earlier and row is not None:
            while end < len(keys) and rows[end] == row + end - start:
                end += 1
            earlier.copy(row, row + end - start, into)
        else:
            if (entry := cache.get(keys[start])) is None:
                raise IndexFailure(
                    "The cache of vectors lost some of them during the build.", hint="Build again: citewell build"
                )
            vector, sentences, codes = entry
            into.passages(vector[np.newaxis])
            into.sentences(as_bytes(sentences))
            into.tokens(codes)
        start = end


def projection_for(encoder: Encoder, cached: Kept, earlier: PreviousGeneration | None) -> Vectors:
    """Return the projection of the model's token vectors: that of earlier codes, or else a new one."""
    key = key_of("projection", encoder.identity.digest)
    (value,) = cached.get([key])
    if earlier:
        projection = earlier.generation.tokens.projection
    elif value is not None:
        dimension = encoder.identity.dimension
        return np.frombuffer(value, np.float32).reshape(dimension, min(TOKEN_DIMENSIONS, dimension))
    else:
        texts = sample_texts()
        projection = projection_of(np.concatenate(encoder.encode(texts, [()] * len(texts)).tokens))
    cached.put(key, projection.astype(np.float32).tobytes())
    return projection
