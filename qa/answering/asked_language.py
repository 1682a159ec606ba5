"""Whether a question is in a language that none of the articles is in: then no word of it is misspelt.

Two signs have to agree, as short questions mislead either alone: most of its words are strange, and by its letters
another language is likelier (py3langid).  How much likelier depends on how much there is to tell by.  The numbers
were set on the first halves of the questions in tests/test_asked_language.py, of two to eight words, and in
tests/short_questions.py, of one to three; the other halves were written before, and looked at once.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Protocol

from qa.answering.spelling import is_everyday
from qa.indexing.lexical import STOP_WORDS
from qa.indexing.vocabulary import Vocabulary, plain

KNOWN_SHARE_MOST = 0.5
"""Of a question's words, those that articles or everyday English have; the others are misspelt or foreign."""
WORDS_LEAST = 3
"""Where some words are known; a term of two words is too short to tell by then."""
NATS_LEAST = 18.0
"""How much likelier another language is, of three words or more; the farthest English question had 13.5, the
nearest other one 21.3."""
NATS_LEAST_STRANGE, NATS_LEAST_NAME = 5.0, 12.0
"""How much likelier one of the common languages is where no word is known: of several words, and of one or of
capitals alone, which may be a name, a drug or a slip ("Lasegue" had 7.9, "Dr" and a name 10.7)."""
NATS_OFF_STRANGE, NATS_OFF_NAME = 4.0, 1.0
"""How much likelier than that a language may be that is none of the common ones: names and terms of Latin and
Greek look like Welsh, Latin or Luganda ("quadratus lumborum" is off by 16.9, "coccydynia" by 2.0)."""
COMMON = frozenset("ca cs da de es fi fr hr hu it nl no pl pt ro sk sv tr".split())
"""Languages in which people ask, of those that are written in Latin letters."""
TITLES = frozenset("dr mr mrs ms prof st".split())
"""Words of everyday English that no list of its words has: a name follows."""
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
        self, articles: _Articles, vocabulary: Vocabulary, likelihoods: Callable[[str], Mapping[str, float]]
    ) -> None:
        """Compare with these articles; ``likelihoods`` is that of ``qa.reading.language``."""
        self._articles = articles
        self._known = vocabulary.words
        self._likelihoods = likelihoods

    def foreign_to(self, question: str) -> tuple[str, ...]:
        """Return the languages of the articles where a question is in none of them; else nothing."""
        words = [plain(match[0]) for match in _WORD.finditer(question)]
        if not self._languages:
            return ()
        if _is_in_other_letters(question) and _LATIN.issuperset(self._languages):
            return self._languages
        known = sum(map(self._is_known, words))
        if not known and self._is_strange(question, len(words)):
            return self._languages
        if len(words) < WORDS_LEAST or known > KNOWN_SHARE_MOST * len(words):
            return ()
        likely = self._likelihoods(question)
        return self._languages if self._nats(likely, max(likely.values())) >= NATS_LEAST else ()

    def _is_strange(self, question: str, count: int) -> bool:
        """Tell whether a question without a known word is in a common language that no article is in."""
        likely = self._likelihoods(question.lower())
        common = max(score for code, score in likely.items() if code in COMMON)
        is_name = count == 1 or question == question.title()
        off, least = (NATS_OFF_NAME, NATS_LEAST_NAME) if is_name else (NATS_OFF_STRANGE, NATS_LEAST_STRANGE)
        return max(likely.values()) - common <= off and self._nats(likely, common) >= least

    def _nats(self, likely: Mapping[str, float], other: float) -> float:
        """Return how much likelier a score is than the likeliest of the articles' own; 0 where none is known."""
        own = [likely[code] for each in self._languages if (code := each.lower().partition("-")[0]) in likely]
        return other - max(own) if own else 0.0

    @cached_property
    def _languages(self) -> tuple[str, ...]:
        return self._articles.languages()

    def _is_known(self, word: str) -> bool:
        in_english = ENGLISH in self._languages and (word in STOP_WORDS or word in TITLES or is_everyday(word))
        return in_english or word in self._known


def _is_in_other_letters(question: str) -> bool:
    """Tell whether most letters of a question are none of Latin script: then it is in no language written so."""
    letters = [character for character in question if character.isalpha()]
    latin = sum("LATIN" in unicodedata.name(character, "") for character in letters)
    return 2 * latin < len(letters)
