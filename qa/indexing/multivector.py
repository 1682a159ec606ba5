"""Every token of every passage as a small vector: what late interaction compares a question's tokens with.

A token's vector is projected to 64 dimensions, the principal ones of the model's token vectors, and kept as bytes;
so a passage of 180 tokens takes 12 KB, and only those of the candidates are read.  (Scoring a passage by the mean
over the question's tokens of the best match among its own: Khattab and Zaharia, ColBERT, 2020.)
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.embedding.encoder import Vectors, unit
from qa.indexing.arrays import RowFile, RowWriter, rows_written

Codes = NDArray[np.int8]
BYTE = 127


def as_bytes(vectors: NDArray[Any]) -> Codes:
    """Return vectors [n, dimension] as bytes, each scaled by its own greatest part; zero stays zero."""
    greatest = np.abs(vectors).max(axis=1, keepdims=True, initial=0.0)
    scaled = vectors * (BYTE / np.where(greatest > 0, greatest, 1.0))
    codes: Codes = np.rint(scaled).astype(np.int8)
    return codes


class SentenceVectors:
    """Unit vectors of sentences, read when a slice is asked for; safe in several threads."""

    def __init__(self, codes: Codes | RowFile) -> None:
        """Wrap codes [sentences, dimension] of ``as_bytes``; use ``open``."""
        self._codes = codes

    @classmethod
    def open(cls, path: Path) -> "SentenceVectors":
        """Open a file of ``written``; raises OSError, EOFError or ValueError when it is not whole or readable."""
        return cls(RowFile(path))

    @staticmethod
    @contextmanager
    def written(path: Path, count: int, dimension: int) -> Iterator[RowWriter]:
        """Write a new file by what is yielded, which takes what ``as_bytes`` returns."""
        with rows_written(path, np.int8, (count, dimension)) as write:
            yield write

    def __len__(self) -> int:
        """Return the number of sentences."""
        return len(self._codes)

    def __getitem__(self, sentences: slice) -> Vectors:
        """Return the vectors [n, dimension] of some sentences, one after another; a zero vector stays zero."""
        return unit(self.codes(sentences).astype(np.float32))

    def codes(self, sentences: slice) -> Codes:
        """Return the codes [n, dimension] of some sentences, as stored."""
        codes: Codes = self._codes[sentences]
        return codes

    def copy(self, first: int, end: int, into: RowWriter) -> None:
        """Write the codes of sentences ``first`` to ``end``, as they are in their file."""
        if not isinstance(self._codes, RowFile):
            raise TypeError("vectors that are in memory have no file to copy from")
        into.copy(self._codes, first, end)


DIMENSIONS = 64
"""Of 384, these lose nothing in nDCG@10 on the collections of docs/retrieval.md; 32 would halve the size."""
_FILES = ("token_codes.npy", "token_starts.npy", "token_projection.npy")


def projection_of(tokens: Vectors) -> Vectors:
    """Return the projection [dimension, at most DIMENSIONS] on the principal directions of tokens [n, dimension].

    The directions are those of the greatest moments about zero, as cosines are what the codes are for.
    """
    tokens = tokens.astype(np.float64)
    _, directions = np.linalg.eigh(tokens.T @ tokens)
    projection: Vectors = np.ascontiguousarray(directions[:, ::-1][:, :DIMENSIONS], dtype=np.float32)
    return projection


def codes_of(tokens: Vectors, projection: Vectors) -> Codes:
    """Return token vectors [n, dimension] as bytes [n, dimensions kept], each scaled by its own greatest part."""
    return as_bytes(tokens @ projection)


class TokenVectors:
    """The tokens of all passages, in a file; those of passage i are rows starts[i] to starts[i + 1]."""

    def __init__(self, codes: Codes | RowFile, starts: NDArray[np.int64], projection: Vectors) -> None:
        """Wrap codes [tokens, kept], starts [passages + 1] and projection [dimension, kept]; use ``open``."""
        self._codes = codes
        self._starts = starts
        self._projection = projection

    @classmethod
    def open(cls, folder: Path) -> "TokenVectors":
        """Open what ``written`` wrote; raises OSError, EOFError or ValueError when it is not readable."""
        codes, starts, projection = (folder / name for name in _FILES)
        return cls(
            RowFile(codes),
            np.load(starts, allow_pickle=False),
            np.load(projection, allow_pickle=False),
        )

    @staticmethod
    @contextmanager
    def written(folder: Path, lengths: Sequence[int], projection: Vectors) -> Iterator[RowWriter]:
        """Write into an existing folder, by what is yielded, codes of passages of these lengths, in order."""
        starts = np.cumsum([0, *lengths], dtype=np.int64)
        np.save(folder / _FILES[1], starts, allow_pickle=False)
        np.save(folder / _FILES[2], projection, allow_pickle=False)
        with rows_written(folder / _FILES[0], np.int8, (int(starts[-1]), projection.shape[1])) as write:
            yield write

    def __len__(self) -> int:
        """Return the number of passages."""
        return len(self._starts) - 1

    @property
    def projection(self) -> Vectors:
        """The projection that made the codes [dimension, dimensions kept]."""
        return self._projection

    def of(self, first: int, end: int) -> Codes:
        """Return the codes [their tokens, dimensions kept] of passages ``first`` to ``end``, one after another."""
        return self._codes[int(self._starts[first]) : int(self._starts[end])]

    def copy(self, first: int, end: int, into: RowWriter) -> None:
        """Write the codes of passages ``first`` to ``end``, as they are in their file."""
        if not isinstance(self._codes, RowFile):
            raise TypeError("codes that are in memory have no file to copy from")
        into.copy(self._codes, int(self._starts[first]), int(self._starts[end]))

    def lengths(self) -> list[int]:
        """Return the number of tokens of each passage."""
        lengths: list[int] = np.diff(self._starts).tolist()
        return lengths

    def nearest(self, question: Vectors, passage: int) -> Vectors:
        """Return, for each token vector [n, dimension] of a question, its best cosine [n] with one of a passage.

        All are 0 for a passage without tokens.
        """
        tokens = self.of(passage, passage + 1).astype(np.float32)
        if not len(tokens) or not len(question):
            return np.zeros(len(question), dtype=np.float32)
        cosines: Vectors = (unit(question @ self._projection) @ unit(tokens).T).max(axis=1)
        return cosines

    def max_sim(self, question: Vectors, weights: Vectors, passages: Sequence[int]) -> Vectors:
        """Return, for each passage, the mean over the question's tokens of the best cosine with one of its tokens.

        ``question`` [tokens, dimension] are the question's token vectors as the encoder gives them, ``weights``
        [tokens] what each counts, in sum 1.  A passage or a question without tokens has 0.
        """
        lengths = [int(self._starts[passage + 1] - self._starts[passage]) for passage in passages]
        scores = np.zeros(len(passages), dtype=np.float32)
        present = [place for place, length in enumerate(lengths) if length]
        if not present or not len(question):
            return scores
        tokens = np.concatenate([self.of(passages[place], passages[place] + 1) for place in present]).astype(
            np.float32
        )
        norms = np.sqrt(np.einsum("ij,ij->i", tokens, tokens))
        tokens /= np.maximum(norms, 1e-9)[:, None]
        projected = unit(question @ self._projection)
        ends = np.cumsum([0, *(lengths[place] for place in present)]).tolist()
        # one product of all would be shared out to threads, and waiting for those takes longer than it does
        best = [(projected @ tokens[start:end].T).max(axis=1) for start, end in pairwise(ends)]
        # no product of matrices: OpenBLAS may report an invalid value where there is none (numpy issue 24067)
        scores[present] = (np.stack(best) * weights).sum(axis=1)
        return scores
