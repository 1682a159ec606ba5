"""Which language a text is in, for texts that do not say."""

from collections.abc import Iterable
from threading import Lock

CHARACTERS_READ = 1500
"""Enough for certainty; the time grows with the length."""


_LOADING = Lock()


def prepare() -> None:
    """Load what languages are guessed by, which takes half a second: other work may be done meanwhile."""
    language_of([])


def language_of(texts: Iterable[str]) -> str:
    """Return the ISO 639-1 code of the language, as py3langid guesses it (Lui and Baldwin, langid.py, 2012)."""
    with _LOADING:  # once: two threads would both load it
        import py3langid  # it loads a model of its own: who never guesses does not pay for it

        return str(py3langid.classify(" ".join(texts)[:CHARACTERS_READ])[0])


def likelihoods(text: str) -> dict[str, float]:
    """Return the log-likelihood of a text in each language that py3langid knows, in nats, by ISO 639-1 code."""
    with _LOADING:
        import py3langid

        return {str(code): float(score) for code, score in py3langid.rank(text[:CHARACTERS_READ])}
