"""Which language a text is in, for texts that do not say."""

from collections.abc import Iterable

CHARACTERS_READ = 1500
"""Enough for certainty; the time grows with the length."""


def language_of(texts: Iterable[str]) -> str:
    """Return the ISO 639-1 code of the language, as py3langid guesses it (Lui and Baldwin, langid.py, 2012)."""
    import py3langid  # it loads a model of its own: only texts that do not name their language pay for it

    return str(py3langid.classify(" ".join(texts)[:CHARACTERS_READ])[0])
