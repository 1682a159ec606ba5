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
from qa.embedding.encoder import Encoder, Vectors
from qa.embedding.model_files import fingerprint_of
from qa.embedding.openvino_encoder import FACTS, OpenVinoEncoder, read_facts, save_graph
from qa.embedding.samples import sample_texts
from qa.embedding.torch_encoder import TorchEncoder
from qa.files import TEMPORARY_PREFIX, remove_tree, rename, sha256

FORMAT = 3
LEAST_COSINE = 0.999
"""Between a vector of the converted model and the reference's: below it, the reference serves."""
SAMPLES, LINES_OF_SAMPLE = 24, (1, 12)
"""Sample texts, by turns so many everyday sentences long: about a question, and about a passage."""
SAMPLE_TOKENS = 4096


def has_openvino() -> bool:
    """Tell whether OpenVINO is installed, without importing it."""
    return find_spec("openvino") is not None


def converted(model: str, folder: Path | None, cache: Path, *, batch_tokens: int, convert: bool) -> Encoder:
    """Return the converted model from the cache, made now where it is not there and ``convert`` is true.

    Where there is none, or it is not true to the reference, the model in torch.  Raises ModelError when the model
    is not on this machine.
    """
    reference = None if folder else TorchEncoder(model, folder, batch_tokens=batch_tokens)
    place = place_of(model, reference.identity.digest if reference else fingerprint_of(folder or Path()), cache)
    kept = _open(place, batch_tokens)
    if kept is None and convert:
        _convert(reference or TorchEncoder(model, folder, batch_tokens=batch_tokens), place)
        kept = _open(place, batch_tokens)
    if kept is None or read_facts(place)["least_cosine"] < LEAST_COSINE:
        return TorchEncoder.fastest(model, folder, batch_tokens=batch_tokens)
    return kept


def is_kept(model: str, folder: Path, cache: Path) -> bool:
    """Tell whether a conversion of the model in a folder is in the cache, without opening it."""
    return (place_of(model, fingerprint_of(folder), cache) / FACTS).is_file()


def place_of(model: str, key: str, cache: Path) -> Path:
    """Return the folder of a model's conversion; ``key`` tells its files, or its digest where it has no folder."""
    return cache / "models" / sha256(f"{FORMAT}\n{model}\n{key}".encode())[:16]


def _open(place: Path, batch_tokens: int) -> OpenVinoEncoder | None:
    """Return the conversion that is kept in a place; one that is damaged is none, and is thrown away."""
    if not (place / FACTS).is_file():
        return None
    try:
        return OpenVinoEncoder(place, batch_tokens=batch_tokens)
    except (OSError, RuntimeError, ValueError, KeyError):
        remove_tree(place)
        return None


def _convert(reference: TorchEncoder, place: Path) -> None:
    """Convert, check, and put in place in one step; a conversion that was killed leaves only rubbish."""
    place.parent.mkdir(parents=True, exist_ok=True)
    partial = Path(mkdtemp(prefix=TEMPORARY_PREFIX, dir=place.parent))
    try:
        save_graph(reference.model, partial)
        facts: dict[str, Any] = {"identity": asdict(reference.identity), **reference.facts()}
        _write(partial, facts)
        encoder = OpenVinoEncoder(partial, batch_tokens=SAMPLE_TOKENS)
        found = least_cosine(reference, encoder)
        rewritten = least_cosine(reference, encoder, many=True) >= LEAST_COSINE and not encoder.done_again
        _write(partial, {**facts, "least_cosine": found, "rewritten_for_many": rewritten})
        if not place.exists():  # another process may have been faster
            rename(partial, place)
    finally:
        if partial.exists():
            remove_tree(partial)


def _write(folder: Path, facts: dict[str, Any]) -> None:
    (folder / FACTS).write_text(json.dumps(facts), encoding="utf-8")


def least_cosine(one: Encoder, other: Encoder, *, many: bool = False) -> float:
    """Return the least cosine between the vectors that two encoders give sample texts, of texts and of tokens.

    With ``many`` the other one's are those that it gives in a long run.
    """
    texts = _samples(sample_texts())
    chunks = [
        (part, [()] * len(part)) for part in (texts[place::CHUNKS_OF_LONG] for place in range(CHUNKS_OF_LONG))
    ]
    expected = [one.encode(*chunk) for chunk in chunks]
    found = other.encode_chunks(chunks) if many else [other.encode(*chunk) for chunk in chunks]
    pairs = [
        pair
        for first, second in zip(expected, found, strict=True)
        for pair in ((first.passages, second.passages), *zip(first.tokens, second.tokens, strict=True))
    ]
    return float(min(_cosines(*pair).min() for pair in pairs))


def _cosines(one: Vectors, other: Vectors) -> Vectors:
    cosines: Vectors = np.einsum("ij,ij->i", one, other)
    return cosines


def _samples(lines: Sequence[str]) -> list[str]:
    step = len(lines) // SAMPLES
    return [" ".join(lines[place * step : place * step + LINES_OF_SAMPLE[place % 2]]) for place in range(SAMPLES)]
