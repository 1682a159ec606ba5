"""Words of everyday language, names among them, from the word lists of pyspellchecker 0.9 (MIT).

They are counted in the subtitles of films (Lison and Tiedemann, OpenSubtitles, 2016) and cleaned by hand, so
hardly any is a misspelling: of the 62,866 misspellings of English that codespell knows, its English list has 0.4%.
"""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from gzip import decompress
from importlib.resources import files

WORDS_COUNTED = {"en": 1.65e9, "de": 1.24e8, "es": 6.89e8, "fr": 3.54e8, "it": 4.45e8, "nl": 3.82e8, "pt": 3.88e8}
"""How many words were counted for each list, of languages that are written in Latin letters."""
WORDS_KEPT = 4096
PART_LETTERS_LEAST = 3
FREQUENT = 1e-5
"""Of a part of a compound."""
_ENTRY = re.compile(rb'"([^"]+)": ([0-9]+),?\n?')


@lru_cache(maxsize=WORDS_KEPT)
def share_of(word: str, languages: Iterable[str] = tuple(WORDS_COUNTED)) -> float:
    """Return the frequency of a word in lower case, in 0..1, in the language where it is most frequent.

    It is 0 for a word that no list has, and a language without a list has none.
    """
    return max(
        (_count(word, _entries(code)) / WORDS_COUNTED[code] for code in languages if code in WORDS_COUNTED),
        default=0.0,
    )


def _count(word: str, entries: bytes) -> int:
    """Return how often a list has a word, by bisection of its lines, which are in the order of their bytes."""
    key = word.encode()
    low, high = entries.find(b"\n") + 1, len(entries)
    while low < high:
        start = entries.rfind(b"\n", low, (low + high) // 2) + 1 or low
        match = _ENTRY.match(entries, start)
        if match is None or match[1] > key:
            high = start
        elif match[1] < key:
            low = match.end()
        else:
            return int(match[2])
    return 0


@cache
def _entries(language: str) -> bytes:
    """Return a list as it stands in the package, JSON with a line for each word and its count.

    It is searched in this form: all seven lists take 30 MB so, and 150 MB as Python strings.
    """
    return decompress(files("spellchecker").joinpath("resources", f"{language}.json.gz").read_bytes())


def is_compound(first: str, second: str) -> bool:
    """Tell whether two words in lower case are an English compound with a hyphen, such as "long-term".

    Both are frequent, and written as one they are no word of any list.  The bound is set for that: in the MedQuAD
    articles it tells many times more compounds than it takes rare words for compounds, wherever these are broken.
    """
    if min(len(first), len(second)) < PART_LETTERS_LEAST:
        return False
    frequent = all(share_of(part, ("en",)) >= FREQUENT for part in (first, second))
    return frequent and not share_of(first + second)
