"""Words that people write: a slip of the finger seldom makes one, so one that no article has is mostly meant.

They are those that the tokenizer of the bundled weights keeps whole, some 20,000 of the commonest of English books
and of the encyclopedia that it was learned from, names among them.  That is the same
whatever model an index is made with.
"""

import json
from functools import cache

from qa.embedding.model_files import folder_of
from qa.indexing.vocabulary import plain
from qa.settings import BUNDLED_MODEL

LETTERS_LEAST = 3
"""Shorter pieces stand in the tokenizer for their letters."""
_AROUND = "?!.,;:()[]{}\"'“”‘’"


def is_written(word: str) -> bool:
    """Tell whether a word, with or without marks around it, is one that people write."""
    return plain(word.strip(_AROUND)).removesuffix("'s").removesuffix("’s") in _written_words()


@cache
def _written_words() -> frozenset[str]:
    folder = folder_of(BUNDLED_MODEL)
    if folder is None:
        return frozenset()
    vocabulary = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    return frozenset(word for word in vocabulary if word.isalpha() and len(word) >= LETTERS_LEAST)
