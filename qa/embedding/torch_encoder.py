"""The reference encoder: any sentence-transformers model, run by torch."""

import sys
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from qa.embedding.batching import Batch, BatchingEncoder, tokenizer_of
from qa.embedding.encoder import ModelIdentity, Vectors
from qa.embedding.model_files import NO_CODE, check_bundled
from qa.errors import ModelError
from qa.files import sha256
from qa.settings import BUNDLED_MODEL

GPU_BATCH_TOKENS = 32_768
"""Padded tokens in a batch on a GPU, which would idle with fewer."""


class TorchEncoder(BatchingEncoder):
    """A sentence-transformers model in torch: fp32 is the reference, bf16 is within 0.0001 of cosine of it."""

    def __init__(
        self, model: str, folder: Path | None, *, batch_tokens: int, device: str = "cpu", bf16: bool = False
    ) -> None:
        """Load the model from its folder, or by its name from the hub cache on this machine.

        Raises ModelError when it is not there, or the bundled weights are not the expected ones.
        """
        if model == BUNDLED_MODEL and folder:
            check_bundled(folder)
        self.model = _load(model, folder, device)
        backend = getattr(self.model.tokenizer, "backend_tokenizer", None)
        if backend is None:
            raise ModelError(
                f"The model '{model}' has no fast tokenizer, which exact sentence offsets need.",
                hint="Use a model whose folder has a tokenizer.json.",
            )
        super().__init__(
            ModelIdentity(
                name=model,
                digest=_digest_of(self.model),
                dimension=int(self.model.get_embedding_dimension() or 0),
                window=int(self.model.max_seq_length or 512),
            ),
            tokenizer_of(backend.to_str()),
            pad_token=self.model.tokenizer.pad_token_id or 0,
            prompts={kind: self.model.prompts.get(kind) or "" for kind in ("query", "document")},
            batch_tokens=batch_tokens,
        )
        self._precision = "bf16" if bf16 else "fp32"
        if bf16:
            self.model.bfloat16()

    @classmethod
    def fastest(cls, model: str, folder: Path | None, *, batch_tokens: int) -> "TorchEncoder":
        """Return the model on the GPU when there is one, and in bf16 where the device computes in it."""
        import torch

        if on_gpu := cls.on_gpu(model, folder, batch_tokens=batch_tokens):
            return on_gpu
        return cls(model, folder, batch_tokens=batch_tokens, bf16=torch.cpu._is_avx512_bf16_supported())

    @classmethod
    def on_gpu(cls, model: str, folder: Path | None, *, batch_tokens: int) -> "TorchEncoder | None":
        """Return the model on the GPU, in bf16 where it has that; None where torch has no GPU."""
        import torch

        if not torch.cuda.is_available():
            return None
        tokens, bf16 = max(batch_tokens, GPU_BATCH_TOKENS), torch.cuda.is_bf16_supported()
        return cls(model, folder, batch_tokens=tokens, device="cuda", bf16=bf16)

    @property
    def runtime(self) -> str:
        """What runs the model, and in which precision."""
        return f"torch {self._precision} on {self.model.device.type}"

    def run(self, batches: Iterator[Batch]) -> Iterator[tuple[Vectors, Vectors]]:
        """Yield, for each batch, token vectors [n, longest, dimension] and pooled vectors [n, dimension].

        A GPU computes the next batch while the caller uses the last.
        """
        import torch

        device, ahead = self.model.device, int(self.model.device.type != "cpu")
        begun: deque[Any] = deque()
        for ids, mask in batches:
            features = {
                "input_ids": torch.from_numpy(ids).to(device),
                "attention_mask": torch.from_numpy(mask).to(device),
            }
            with torch.inference_mode():
                begun.append(self.model(features))
            if len(begun) > ahead:
                yield _outputs(begun.popleft())
        while begun:
            yield _outputs(begun.popleft())

    def facts(self) -> dict[str, Any]:
        """Return what another runtime needs beside the graph, as JSON values."""
        return {"pad_token": self._pad_token, "prompts": dict(self._prompts)}


def build_of_torch() -> dict[str, str]:
    """Return the version of torch, the CUDA that it was built for, if any, and what it uses of the processor."""
    import torch

    bf16 = " with bf16" if torch.cpu._is_avx512_bf16_supported() else ""
    capability = f"{torch.backends.cpu.get_cpu_capability()}{bf16}"
    return {"version": torch.__version__, "cuda": torch.version.cuda or "", "capability": capability}


def _outputs(out: Any) -> tuple[Vectors, Vectors]:
    return out["token_embeddings"].float().cpu().numpy(), out["sentence_embedding"].float().cpu().numpy()


def _load(model: str, folder: Path | None, device: str) -> Any:
    from sentence_transformers import SentenceTransformer  # imported here: it takes seconds
    from transformers.utils import logging

    logging.disable_progress_bar()  # only ours may write to the terminal
    logging.set_verbosity_error()
    try:
        loaded = SentenceTransformer(str(folder or model), device=device, local_files_only=True, **NO_CODE)
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(
            f"The model '{model}' cannot be loaded from this machine: {str(error).splitlines()[0]}",
            hint=f"Give the path of its folder, or use the bundled '{BUNDLED_MODEL}'.",
        ) from error
    loaded.eval()
    return loaded


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
