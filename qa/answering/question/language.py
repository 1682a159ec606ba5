"""Whether a question is in a language that none of the articles is in: then no word of it is misspelt.

Two signs have to agree, as short questions mislead either alone: most of its words are strange, and by its letters
another language is far likelier (py3langid).  Both were set on 30 questions in English and 30 in fifteen other
languages, of two to eight words, with misspellings and Latin terms among the English ones; of as many others of
each, written before and looked at once, tests/answering/question/test_language.py holds what comes out.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import cached_property
from typing import Protocol

from qa.answering.question.spelling import is_everyday
from qa.indexing.bm25 import STOP_WORDS
from qa.indexing.vocabulary import Vocabulary, plain

WORDS_LEAST = 3
"""A greeting or a term of two words is too short to tell by."""
KNOWN_SHARE_MOST = 0.5
"""Of a question's words, those that articles or everyday English have; the others are misspelt or foreign."""
NATS_LEAST = 18.0
"""How much likelier another language is; the farthest English question had 13.5, the nearest other one 21.3."""
ENGLISH = "en"
_LATIN = frozenset(
    """af ca cs cy da de en es et eu fi fr ga gl hr hu id is it lt lv ms mt nl no pl pt ro sk sl sq sv sw tr
    vi""".split()
)
"""Languages that are written in Latin letters."""
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


class _Articles(Protocol):
    def languages(self) -> tuple[str, ...]: ...


class AskedLanguage:
    """Tells which language the articles are in, to a question in another one; safe to use from several threads."""

    def __init__(
        self, articles: _Articles, vocabulary: Vocabulary, farther_from: Callable[[tuple[str, ...], str], float]
    ) -> None:
        """Compare with these articles; ``farther_from`` is that of ``qa.reading.article``."""
        self._articles = articles
        self._known = vocabulary.words
        self._farther_from = farther_from

    def foreign_to(self, question: str) -> tuple[str, ...]:
        """Return the languages of the articles where a question is in none of them; else nothing."""
        words = [plain(match[0]) for match in _WORD.finditer(question)]
        if not self._languages:
            return ()
        if _is_in_other_letters(question) and _LATIN.issuperset(self._languages):
            return self._languages
        if len(words) < WORDS_LEAST:
            return ()
        if sum(map(self._is_known, words)) > KNOWN_SHARE_MOST * len(words):
            return ()
        return self._languages if self._farther_from(self._languages, question) >= NATS_LEAST else ()

    @cached_property
    def _languages(self) -> tuple[str, ...]:
        return self._articles.languages()

    def _is_known(self, word: str) -> bool:
        in_english = ENGLISH in self._languages and (word in STOP_WORDS or is_everyday(word))
        return in_english or word in self._known


def _is_in_other_letters(question: str) -> bool:
    """Tell whether most letters of a question are none of Latin script: then it is in no language written so."""
    letters = [character for character in question if character.isalpha()]
    latin = sum("LATIN" in unicodedata.name(character, "") for character in letters)
    return 2 * latin < len(letters)
