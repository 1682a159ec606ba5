"""Which sentences are code, commands or entries of a list of changes, and speak to nobody.

The model of orders was learned from prose; the words of programs are those of orders ("filter", "prompt", "list").
Of 300,735 blocks in 1,446 files of documentation that comes with Debian 12, node 20 and Python packages it took
656, nearly all wrongly; with this look at their shape and with what may hand an order on (`machine_orders`) 221.
Of a held-out writer's 184 orders one less is found.
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
