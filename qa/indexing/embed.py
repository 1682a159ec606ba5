"""Passages → vectors: from the generation that serves, from the cache, or from the encoder."""

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
"""Share of passages that may come and go before the verdict is calibrated again: that costs seconds however little
changed, and the questions that it is fitted on, a sample, move it by as much."""


@dataclass(frozen=True, slots=True)
class VectorWriters:
    """What the vectors of passages, of their sentences, and the codes of their tokens are written by, in order."""

    passages: RowWriter
    sentences: RowWriter
    tokens: RowWriter


class PreviousGeneration:
    """The passages of a whole generation, by key."""

    def __init__(self, folder: Path, generation: Generation) -> None:
        """Look at a generation that was opened, hence verified, from its folder."""
        self.generation = generation
        self._vectors = RowFile(folder / ROWS)
        keys: NDArray[np.uint8] = np.load(folder / PASSAGE_KEYS, allow_pickle=False)
        self._rows = {key.tobytes(): row for row, key in enumerate(keys)}

    def row(self, key: bytes) -> int | None:
        """Return the number of the passage with this key, or None."""
        return self._rows.get(key)

    def copy(self, first: int, end: int, into: VectorWriters) -> None:
        """Write what passages ``first`` to ``end`` have, as it was kept."""
        generation, starts = self.generation, self.generation.first_sentence
        into.passages.copy(self._vectors, first, end)
        generation.sentences.copy(int(starts[first]), int(starts[end]), into.sentences)
        generation.tokens.copy(first, end, into.tokens)

    def drift(self, keys: Sequence[bytes]) -> int | None:
        """Return how many passages, up to those of these keys, came and went since the verdict was calibrated.

        None where there is no calibration, or where it is to be done again.
        """
        manifest = self.generation.manifest
        drift = manifest.calibration_drift + len(set(keys) ^ self._rows.keys())
        return drift if manifest.calibration and drift <= CALIBRATED_AGAIN_AT * len(keys) else None


def keys_array(keys: Sequence[bytes]) -> NDArray[np.uint8]:
    """Return keys as an array [n, bytes of a key], as a generation keeps them."""
    return np.frombuffer(b"".join(keys), dtype=np.uint8).reshape(len(keys), -1 if keys else 32)


Entry = tuple[Vectors, Vectors, Codes]
"""The vector of a passage [dimension], those of its sentences [n, dimension], and its tokens' codes."""


class VectorCache:
    """The vectors in the cache, for one model and one projection: its codes fit no other."""

    def __init__(self, kept: Kept, model: ModelIdentity, projection: Vectors) -> None:
        """Look at the vectors of a model, with codes made by a projection [dimension, dimensions kept]."""
        self._kept = kept
        self._dimension, self._dimensions_kept = projection.shape
        self._made_by = f"{model.digest} {sha256(projection.tobytes())}"

    def _key(self, key: bytes) -> bytes:
        return key_of("vectors", self._made_by, key.hex())

    def get(self, key: bytes) -> Entry | None:
        """Return the vectors under the key of a passage and mark them used, or None."""
        (value,) = self._kept.get([self._key(key)])
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
            self._kept.put(self._key(key), value)
        self._kept.flush()


PASSAGES_AT_ONCE = 128
"""Passages between two steps of progress and of the cache: seconds of work lost at most when stopped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EncodedTexts:
    """What texts have for vectors, wherever it is kept; ``write`` writes it in their order.

    ``tokens`` counts those of each text, ``projection`` [dimension, dimensions kept] is that of the codes;
    ``computed`` counts the texts that the encoder was asked for.
    """

    keys: Sequence[bytes]
    tokens: list[int]
    projection: Vectors
    computed: int
    write: Callable[[VectorWriters], None]


def encode_all(
    contributions: Sequence[IndexedArticle],
    encoder: Encoder,
    kept: Kept,
    progress: Callable[[int, int], None],
    earlier: PreviousGeneration | None = None,
) -> EncodedTexts:
    """Have the vectors of all passages made, but for those that the generation before or the cache has.

    ``progress`` is called with how many of the missing ones are done, and how many there are.
    """
    same = earlier if earlier and earlier.generation.manifest.model == encoder.identity else None
    projection = projection_for(encoder, kept, same)
    cache = VectorCache(kept, encoder.identity, projection)
    places = [(each, ordinal) for each in contributions for ordinal in range(len(each.passages))]
    keys = [each.keys[ordinal] for each, ordinal in places]
    rows = [same.row(key) if same else None for key in keys]
    before = same.generation.tokens.lengths() if same else []
    lengths = [0 if row is None else before[row] for row in rows]
    missing: dict[int, int] = {}
    for place, key in enumerate(keys):
        if rows[place] is None:
            if entry := cache.get(key):
                lengths[place] = len(entry[2])
            else:
                each, ordinal = places[place]
                missing[place] = each.characters(ordinal)
    longest = sorted(missing, key=missing.__getitem__, reverse=True)  # like lengths together: no padding

    def texts(chosen: Sequence[int]) -> TextBatch:
        embedded = [each.embedded(ordinal) for each, ordinal in map(places.__getitem__, chosen)]
        return [each.text for each in embedded], [each.spans for each in embedded]

    starts = range(0, len(longest), PASSAGES_AT_ONCE)
    chunks = [longest[start : start + PASSAGES_AT_ONCE] for start in starts]
    if chunks:
        progress(0, len(longest))
    every = encoder.encode_chunks(map(texts, chunks), keep=partial(codes_of, projection=projection))
    for start, chosen, encoded in zip(starts, chunks, every, strict=True):
        entries = zip(encoded.passages, encoded.sentences, encoded.tokens, strict=True)
        cache.put(zip((keys[place] for place in chosen), entries, strict=True))
        for place, its in zip(chosen, encoded.tokens, strict=True):
            lengths[place] = len(its)
        progress(start + len(chosen), len(longest))
    return EncodedTexts(
        keys=keys,
        tokens=lengths,
        projection=projection,
        computed=len(missing),
        write=partial(_write, keys, rows, cache, same),
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


def projection_for(encoder: Encoder, kept: Kept, earlier: PreviousGeneration | None) -> Vectors:
    """Return the projection of the model's token vectors: that of codes made before, or else a new one."""
    key = key_of("projection", encoder.identity.digest)
    (value,) = kept.get([key])
    if earlier:
        found = earlier.generation.tokens.projection
    elif value is not None:
        dimension = encoder.identity.dimension
        return np.frombuffer(value, np.float32).reshape(dimension, min(TOKEN_DIMENSIONS, dimension))
    else:
        texts = sample_texts()
        found = projection_of(np.concatenate(encoder.encode(texts, [()] * len(texts)).tokens))
    kept.put(key, found.astype(np.float32).tobytes())
    return found
