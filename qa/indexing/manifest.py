"""The manifest of a generation, as records and as JSON."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields

from pydantic import TypeAdapter

from qa.embedding.encoder import ModelIdentity
from qa.errors import IncompatibleIndexError
from qa.indexing.dense import DenseSearch
from qa.records import SkippedFile

FORMAT = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """The model by which a generation decides whether its articles answer a question, and its error rates.

    A logistic model: the logit is ``intercept`` + the sum of weight · feature.  From the probability ``sure`` on a
    question counts as answered, below ``threshold`` as not, and between them as unsure.  The errors are shares of
    questions that it was not fitted on: ``refused`` of those that the articles answer, ``answered_other`` of those
    on other subjects, ``answered_near`` of near misses as near as can be, made of the words of a passage; people's
    near misses lie between the two.  ``unsure`` is the share of those that the articles answer, ``unsure_near`` of
    the near misses.  ``questions`` counts each kind.
    """

    weights: Mapping[str, float]
    intercept: float
    threshold: float
    sure: float
    refused: float
    unsure: float
    answered_other: float
    answered_near: float
    unsure_near: float
    questions: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """The contents of a generation and what they were made from.

    ``format`` is the format of its files, ``recipe`` a digest of the settings and code that made it, ``corpus``
    one of the files it was made from, ``built`` the time in ISO 8601.  ``search`` says how dense retrieval
    searches.  ``calibration`` is None where the generation was built without one, and ``calibration_drift`` counts
    the passages that came and went since.
    """

    format: int = FORMAT
    number: int
    model: ModelIdentity
    recipe: str
    corpus: str
    articles: int
    passages: int
    sentences: int
    built: str
    skipped: tuple[SkippedFile, ...]
    search: DenseSearch
    calibration: Calibration | None = None
    calibration_drift: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest(Contents):
    """The contents, and the sha256 of each file by its path in the generation."""

    files: Mapping[str, str]


_MANIFEST = TypeAdapter(Manifest)


def manifest_of(contents: Contents, files: Mapping[str, str]) -> Manifest:
    """Return the manifest of a generation of these contents and files."""
    return Manifest(**{field.name: getattr(contents, field.name) for field in fields(Contents)}, files=files)


def manifest_to_json(contents: Contents, files: Mapping[str, str]) -> bytes:
    """Return the manifest of a generation of these contents and files, as JSON."""
    return _MANIFEST.dump_json(manifest_of(contents, files), indent=1)


def manifest_from_json(content: bytes) -> Manifest:
    """Return the manifest; raises IncompatibleIndexError for one of another format."""
    version = json.loads(content)["format"]  # checked first: another format has other fields
    if version != FORMAT:
        raise IncompatibleIndexError("format", found=str(version), expected=str(FORMAT))
    return _MANIFEST.validate_json(content, strict=True)
