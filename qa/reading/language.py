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


def farther_from(own: Iterable[str], text: str) -> float:
    """Return by how many nats another language is likelier for a text than the likeliest of its ``own``.

    It is 0 or less where one of its own is the likeliest, and where none of them is known.
    """
    with _LOADING:
        import py3langid

        likely = dict(py3langid.rank(text[:CHARACTERS_READ]))
    codes = {code.lower().partition("-")[0] for code in own} & likely.keys()
    others = [score for code, score in likely.items() if code not in codes]
    return float(max(others) - max(likely[code] for code in codes)) if codes else 0.0
