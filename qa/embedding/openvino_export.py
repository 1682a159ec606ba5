"""A model converted once from its torch modules to OpenVINO, checked against them, and kept with the index.

The conversion traces the whole sentence-transformers pipeline, whatever its pooling, into one graph with two
outputs; there is no third format in between.  index/cache/models/<key>/ holds graph, tokenizer and facts.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np

from qa.embedding.batching import CHUNKS_OF_LONG
from qa.embedding.encoder import Encoded, Encoder, Vectors
from qa.embedding.model_files import fingerprint_of
from qa.embedding.openvino_encoder import FACTS, OpenVinoEncoder, read_facts, save_graph
from qa.embedding.samples import sample_texts
from qa.embedding.torch_encoder import TorchEncoder
from qa.files import TEMPORARY_PREFIX, remove_tree, rename, sha256

FORMAT = 3
LEAST_COSINE = 0.999
"""Least cosine between a vector of the converted model and the reference's: below it, the reference serves."""
SAMPLES, LINES_OF_SAMPLE = 24, (1, 12)
"""Number of sample texts, and by turns their length in sentences: about a question's and about a passage's."""
SAMPLE_TOKENS = 4096


def has_openvino() -> bool:
    """Tell whether OpenVINO is installed, without importing it."""
    return find_spec("openvino") is not None


def converted(model: str, folder: Path | None, cache: Path, *, batch_tokens: int, convert: bool) -> Encoder:
    """Return the converted model from the cache; with ``convert`` a missing one is made now.

    Returns the model in torch where there is no conversion, or it departs from the reference.  Raises ModelError
    when the model is not on this machine.
    """
    reference = None if folder else TorchEncoder(model, folder, batch_tokens=batch_tokens)
    place = place_of(model, reference.identity.digest if reference else fingerprint_of(folder or Path()), cache)
    encoder = _open(place, batch_tokens)
    if encoder is None and convert:
        _convert(reference or TorchEncoder(model, folder, batch_tokens=batch_tokens), place)
        encoder = _open(place, batch_tokens)
    if encoder is None or read_facts(place)["least_cosine"] < LEAST_COSINE:
        return TorchEncoder.fastest(model, folder, batch_tokens=batch_tokens)
    return encoder


def is_kept(model: str, folder: Path, cache: Path) -> bool:
    """Tell whether the cache has a conversion of the model in a folder, without opening it."""
    return (place_of(model, fingerprint_of(folder), cache) / FACTS).is_file()


def place_of(model: str, key: str, cache: Path) -> Path:
    """Return the folder of a model's conversion; ``key`` is a fingerprint of its files, or else its digest."""
    return cache / "models" / sha256(f"{FORMAT}\n{model}\n{key}".encode())[:16]


def _open(place: Path, batch_tokens: int) -> OpenVinoEncoder | None:
    """Return the conversion kept in a folder; None where there is none, or a damaged one, which is deleted."""
    if not (place / FACTS).is_file():
        return None
    try:
        return OpenVinoEncoder(place, batch_tokens=batch_tokens)
    except (OSError, RuntimeError, ValueError, KeyError):
        remove_tree(place)
        return None


def _convert(reference: TorchEncoder, place: Path) -> None:
    """Convert, check and move into place atomically; a killed conversion leaves only a temporary folder."""
    place.parent.mkdir(parents=True, exist_ok=True)
    partial = Path(mkdtemp(prefix=TEMPORARY_PREFIX, dir=place.parent))
    try:
        save_graph(reference.model, partial)
        facts: dict[str, Any] = {"identity": asdict(reference.identity), **reference.facts()}
        _write(partial, facts)
        encoder = OpenVinoEncoder(partial, batch_tokens=SAMPLE_TOKENS)
        expected = _of_samples(reference)  # once for both: it takes torch as long as all else here
        cosine = _least_cosine(expected, _of_samples(encoder))
        many = _of_samples(encoder, many=True)
        rewritten = _least_cosine(expected, many) >= LEAST_COSINE and not encoder.done_again
        _write(partial, {**facts, "least_cosine": cosine, "rewritten_for_many": rewritten})
        if not place.exists():  # another process may have been faster
            rename(partial, place)
    finally:
        if partial.exists():
            remove_tree(partial)


def _write(folder: Path, facts: dict[str, Any]) -> None:
    (folder / FACTS).write_text(json.dumps(facts), encoding="utf-8")


def least_cosine(reference: Encoder, encoder: Encoder, *, many: bool = False) -> float:
    """Return the least cosine between two encoders' vectors of sample texts and of their tokens.

    With ``many`` the vectors of ``encoder`` are those of a long run.
    """
    return _least_cosine(_of_samples(reference), _of_samples(encoder, many=many))


def _of_samples(encoder: Encoder, *, many: bool = False) -> list[Encoded]:
    """Return the vectors of the sample texts, in ``CHUNKS_OF_LONG`` chunks."""
    texts = _samples(sample_texts())
    parts = (texts[place::CHUNKS_OF_LONG] for place in range(CHUNKS_OF_LONG))
    chunks = [(part, [()] * len(part)) for part in parts]
    return list(encoder.encode_chunks(chunks)) if many else [encoder.encode(*chunk) for chunk in chunks]


def _least_cosine(expected: Sequence[Encoded], actual: Sequence[Encoded]) -> float:
    pairs = [
        pair
        for first, second in zip(expected, actual, strict=True)
        for pair in ((first.passages, second.passages), *zip(first.tokens, second.tokens, strict=True))
    ]
    return float(min(_cosines(*pair).min() for pair in pairs))


def _cosines(left: Vectors, right: Vectors) -> Vectors:
    cosines: Vectors = np.einsum("ij,ij->i", left, right)
    return cosines


def _samples(lines: Sequence[str]) -> list[str]:
    step = len(lines) // SAMPLES
    return [" ".join(lines[place * step : place * step + LINES_OF_SAMPLE[place % 2]]) for place in range(SAMPLES)]
