"""Query expansion: phrases of a question → the synonyms that articles use, which are searched too.

The synonyms are those by which the articles themselves explain a phrase (``qa.indexing.synonyms``): no thesaurus
knows which of its words a corpus uses, nor which of a word's senses.
"""

import re
from collections.abc import Iterable, Mapping

from qa.answering.question.spelling import is_everyday
from qa.indexing.bm25 import STOP_WORDS
from qa.indexing.vocabulary import Pair, Vocabulary, plain
from qa.records import Expansion

SYNONYMS_MOST, EXPANSIONS_MOST = 2, 4
"""Of a phrase and of a question: more would drown what was asked."""
GLOSSED_SHARE_LEAST = 0.01
"""A word that is glossed more seldom, of all times that articles use it, mostly means something else."""

_WORD = re.compile(r"\w+(?:['’]\w+)*")
_Synonyms = dict[tuple[str, ...], list[tuple[str, bool]]]


class QueryExpander:
    """Finds the synonyms of a question's phrases in one generation; safe to use from several threads."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Index the pairs of the vocabulary by their phrases."""
        self._synonyms = _synonyms(vocabulary.pairs, vocabulary.words)
        self._longest = max(map(len, self._synonyms), default=0)

    def expand(self, question: str) -> tuple[Expansion, ...]:
        """Return the synonyms of the phrases of a question, of the longest phrase at each place."""
        matches = list(_WORD.finditer(question))
        keys = tuple(_singular(match[0]) for match in matches)
        expansions: dict[Expansion, None] = {}
        start = 0
        while start < len(keys):
            sizes = range(min(self._longest, len(keys) - start), 0, -1)
            size = next((size for size in sizes if keys[start : start + size] in self._synonyms), 1)
            phrase = question[matches[start].start() : matches[start + size - 1].end()]
            for synonym, capitals in self._synonyms.get(keys[start : start + size], ()):
                is_meant = not capitals or (phrase.removesuffix("s").isupper() and not question.isupper())
                if is_meant and not set(_key(synonym)) <= set(keys):
                    expansions[Expansion(phrase=phrase, counterpart=synonym)] = None
            start += size
        return tuple(expansions)[:EXPANSIONS_MOST]


def _singular(word: str) -> str:
    word = plain(word)
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _key(phrase: str) -> tuple[str, ...]:
    return tuple(_singular(match[0]) for match in _WORD.finditer(phrase))


def _synonyms(pairs: Iterable[Pair], counts: Mapping[str, int]) -> _Synonyms:
    """Return the synonyms of each phrase, and whether capitals alone tell the phrase from an everyday word."""
    of_phrases: _Synonyms = {}
    for pair in pairs:
        for phrase, synonym in ((pair.one, pair.other), (pair.other, pair.one)):
            synonyms, word = of_phrases.setdefault(_key(phrase), []), plain(phrase)
            if pair.count >= counts.get(word, 0) * GLOSSED_SHARE_LEAST and len(synonyms) < SYNONYMS_MOST:
                synonyms.append((synonym, word != phrase and (word in STOP_WORDS or is_everyday(word))))
    return of_phrases
