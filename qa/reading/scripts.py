"""Scripts that are written without spaces between words: Chinese, Japanese, Korean, Thai, Lao, Khmer, Burmese.

A run of them becomes its pairs of characters, which stand for its words in the postings (bigrams, as Lucene's
analyzer for these scripts makes them).  Korean has spaces, but its words have endings where others have
prepositions.
"""

import re
import unicodedata
from itertools import pairwise

_RANGES = (
    "\u0e00-\u0eff"  # Thai, Lao
    "\u1000-\u109f\u1780-\u17ff"  # Burmese, Khmer
    "\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff"  # Korean
    "\u3005-\u3007\u3041-\u3096\u3099-\u30ff\u31f0-\u31ff\uff66-\uff9f"  # Japanese, of half width too
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Chinese
)
UNSPACED = re.compile(f"[{_RANGES}]")
_RUN = re.compile(f"[{_RANGES}]+")
_PIECE = re.compile(f"[{_RANGES}][^\\w\\s]*|[^\\s{_RANGES}]+|\\s+")


def spaced(text: str) -> str:
    """Return a text with spaces between the pairs of characters of what has none, its accents there left out."""
    return text if text.isascii() else _RUN.sub(_pairs, text)


def pieces(text: str) -> list[str]:
    """Return a text in pieces between which a line may break, spaces being pieces: all of it, in order."""
    return _PIECE.findall(text)


def _pairs(run: re.Match[str]) -> str:
    whole = unicodedata.normalize("NFKC", run[0])
    letters = [character for character in whole if unicodedata.category(character) != "Mn"]
    pairs = map("".join, pairwise(letters)) if len(letters) > 1 else letters
    return f" {' '.join(pairs)} "
