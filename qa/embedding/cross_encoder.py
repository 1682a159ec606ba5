"""A door to sentence-transformers' cross-encoders: a question and passages → how well each passage answers.

A cross-encoder reads question and passage together, where the encoder reads each alone: more exact, and too
slow for more than the first passages of a ranking (Nogueira and Cho, Passage Re-ranking with BERT, 2019).
"""

from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from qa.embedding.model_files import NO_CODE
from qa.errors import ModelError

PAIRS_AT_ONCE = 16
"""Pairs in one forward pass; sorted by length first, so that little is spent on padding."""
SCORING_HEAD = "ForSequenceClassification"
"""Suffix of the architecture of a model trained to score; any other gets an untrained head on loading, and its
scores would be noise."""

Scores = NDArray[np.float32]


class Reranker(Protocol):
    """Question and texts to scores. Implementations are safe to call from several threads."""

    def scores(self, question: str, texts: Sequence[str]) -> Scores:
        """Return for each text, in order, how well it answers the question: 0..1, higher is better."""


class CrossEncoderReranker:
    """Any cross-encoder of sentence-transformers with one output, run by torch in fp32 on the processor.

    A score is the logistic function of the model's output. It keeps the model's order and is the probability of
    "relevant" to a model trained on such labels, but it is not calibrated: compare the scores of one question and
    one model only. Outputs above about 17 all come to 1.
    """

    def __init__(self, model: str) -> None:
        """Load the model by the path of its folder or by its full name in the local hub cache.

        Raises ModelError when it is not on this machine, or is not a cross-encoder with one output.
        """
        folder = _folder_of(model)  # first: a wrong name is told at once
        from sentence_transformers import CrossEncoder  # imported here: it takes seconds
        from torch.nn import Sigmoid
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()  # ours is the only one that may write to the terminal
        try:
            self._model = CrossEncoder(str(folder), device="cpu", local_files_only=True, **NO_CODE)
        except Exception as error:  # each format of weights and tokenizers has errors of its own
            raise ModelError(
                f"The cross-encoder '{model}' cannot be loaded from {folder}: {_first_line(error)}",
                hint="Fetch it again, or leave the setting answering.rerank empty.",
            ) from error
        self._refuse_other_kinds(model)
        self._model.float().eval()
        self._name = model
        self._to_share = Sigmoid()
        self._one_at_a_time = Lock()  # its tokenizer keeps truncation state; a forward pass fills the cores anyway

    def _refuse_other_kinds(self, model: str) -> None:
        """Raise ModelError for a model that scores no pairs, such as an encoder, or has several outputs."""
        hint = "Use a cross-encoder for ranking, such as cross-encoder/ms-marco-MiniLM-L6-v2."
        architectures = getattr(self._model.config, "architectures", None) or []
        if not any(name.endswith(SCORING_HEAD) for name in architectures):
            kinds = ", ".join(architectures) or "of no known architecture"
            raise ModelError(f"The model '{model}' is not a cross-encoder: it is {kinds}.", hint=hint)
        if self._model.num_labels != 1:
            raise ModelError(
                f"The cross-encoder '{model}' has {self._model.num_labels} outputs, but 1 is needed.", hint=hint
            )

    def scores(self, question: str, texts: Sequence[str]) -> Scores:
        """Return for each text, in order, how well it answers the question: 0..1, higher is better.

        A pair beyond the model's window is truncated, the longer of question and text first.  Raises ModelError
        when a score is NaN or infinite.
        """
        if not texts:
            return np.empty(0, dtype=np.float32)
        with self._one_at_a_time:
            predicted = self._model.predict(
                [(question, text) for text in texts],
                batch_size=PAIRS_AT_ONCE,
                show_progress_bar=False,
                activation_fn=self._to_share,
            )
        scores = np.asarray(predicted, dtype=np.float32)
        if not np.isfinite(scores).all():
            raise ModelError(
                f"The cross-encoder '{self._name}' gives scores that are not numbers (NaN).",
                hint="Its weights are damaged: fetch them again, or leave the setting answering.rerank empty.",
            )
        return scores


def load_reranker(model: str) -> Reranker:
    """Return the reranker for a model; the only place that names a concrete one."""
    return CrossEncoderReranker(model)


def _folder_of(model: str) -> Path:
    """Return the folder of a path, or of a name in the local hub cache.

    The name is looked up here because sentence-transformers makes huggingface_hub ask the network (for its own
    headers) even with local files only.
    """
    if (path := Path(model)).is_dir():
        return path
    from huggingface_hub import try_to_load_from_cache

    try:
        config = try_to_load_from_cache(model, "config.json")
    except ValueError:  # not a name that the hub allows
        config = None
    if not isinstance(config, str):
        raise ModelError(
            f"The cross-encoder '{model}' is not on this machine.",
            hint="Give the path of its folder, or its whole name once it is in the local hub cache.",
        )
    return Path(config).parent


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)
