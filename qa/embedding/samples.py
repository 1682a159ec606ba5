"""Everyday sentences on many subjects: what conversions are compared on, and projections learned from."""

from functools import cache
from importlib.resources import files


@cache
def sample_texts() -> tuple[str, ...]:
    """Return everyday sentences on many subjects, the same for every corpus: what projections are learned from."""
    lines = files("qa.embedding").joinpath("everyday_questions.txt").read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line.strip() and not line.startswith("#"))
