"""Compounds of German and Dutch → the two words that they are made of, by lists of words.

A compound is cut where both sides are words of everyday language, with or without the letters that join them
("Wirbelsäulen-s-operation"), and where these are most frequent together (Koehn and Knight, "Empirical methods for
compound splitting", 2003).
"""

import math
from functools import lru_cache

from qa.reading.dictionaries import share_of

PART_LETTERS_LEAST = 5
"""Shorter words are found inside too many others by chance; measured in docs/retrieval.md."""
JOINTS = {"de": ("", "s", "es", "n", "en", "er", "e"), "nl": ("", "s", "en", "n", "er", "e")}
"""Letters that join the parts, by language."""
WORDS_KEPT = 65_536


@lru_cache(maxsize=WORDS_KEPT)
def parts_of(word: str, language: str) -> tuple[str, ...]:
    """Return the two words, in lower case, that a compound is made of; nothing for a word that is none."""
    splits = []
    for cut in range(PART_LETTERS_LEAST, len(word) - PART_LETTERS_LEAST + 1):
        head, tail = word[:cut].lower(), word[cut:].lower()
        often = share_of(tail, (language,))
        for joint in JOINTS[language] if often else ():
            first = head.removesuffix(joint)
            fits = head.endswith(joint) and len(first) >= PART_LETTERS_LEAST
            share = share_of(first, (language,)) if fits else 0.0
            if share:
                splits.append((math.log(share) + math.log(often), first, tail))
    return max(splits)[1:] if splits else ()
