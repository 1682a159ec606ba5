"""The baseline, called the floor: bare sentence-transformers and FAISS, as most programs of this kind use them.

The other benchmarks run it on the same passages in the same run.
"""

from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from qa.embedding.model_files import folder_of


class Floor:
    """The model in torch and fp32, with the library's own batches of 32, and a flat index of its vectors."""

    def __init__(self, model: str) -> None:
        """Load the model."""
        from sentence_transformers import SentenceTransformer

        self._model = SentenceTransformer(str(folder_of(model) or model), device="cpu")
        self._index: Any = None

    def passages_per_second(self, texts: Sequence[str]) -> float:
        """Encode and index texts; return passages per second."""
        started = perf_counter()
        self.index(self._encode(texts))
        return len(texts) / (perf_counter() - started)

    def index(self, vectors: Any) -> None:
        """Index vectors [n, dimension]."""
        import faiss

        self._index = faiss.IndexFlatIP(vectors.shape[1])
        self._index.add(np.ascontiguousarray(vectors, dtype=np.float32))

    def ask(self, question: str, *, limit: int) -> Any:
        """Return the scores and places of the nearest texts."""
        return self._index.search(self._encode([question]), limit)

    def save(self, path: Path) -> None:
        """Write the index to a file."""
        import faiss

        faiss.write_index(self._index, str(path))

    def open(self, path: Path) -> None:
        """Read an index from a file."""
        import faiss

        self._index = faiss.read_index(str(path))

    def _encode(self, texts: Sequence[str]) -> Any:
        return self._model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
