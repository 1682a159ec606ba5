"""Which sentences are code, commands or entries of a list of changes, and speak to nobody.

The model of orders was learned from prose; the words of programs are those of orders ("filter", "prompt", "list").
Before documentation was among its examples, this look at the shape of sentences, together with what may hand an
order on (`machine_orders`), had it take 221 instead of 656 of 300,735 blocks of documentation.
"""

import re

WORDS_A_SIGN_MOST = 3
"""So many words a sign of code, or fewer, are code; from 3 to 6 the figures above hardly differ."""
PLAIN_WORDS_LEAST = 7
"""So many words in a row, with nothing but spaces and commas between them, are somebody's speech."""

_SIGN = re.compile(r"[{}\[\]<>=|\\$~^`_]|\w\(|\(\)|;$|//|--\w|\w[.:/]\w|(?<=\w)#")
_WORD = re.compile(r"[^\W\d_]{2,}")
_SPEECH = re.compile(rf"(?:[^\W\d_]+[,;:.]? ){{{PLAIN_WORDS_LEAST - 1}}}[^\W\d_]+")


def is_code(sentence: str) -> bool:
    """Tell whether a sentence has the signs of code among its words, and no run of words as speech has."""
    signs = len(_SIGN.findall(sentence))
    if not signs or signs * WORDS_A_SIGN_MOST < len(_WORD.findall(sentence)):
        return False
    return _SPEECH.search(sentence) is None
