"""Whether a question is in a language that none of the articles is in, and which: then no word of it is misspelt.

It is judged by its words, which people write more often in one language than in another (word lists of
pyspellchecker, `dictionaries.py`), and by its letters (py3langid).  The numbers were set on the first halves of
the questions in tests/answering/question/test_language.py and tests/support/short_questions.py; the other halves
were written before, and looked at once.
"""

import math
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Protocol

from qa.answering.question.spelling import is_everyday
from qa.indexing.bm25 import STOP_WORDS
from qa.indexing.vocabulary import Vocabulary, plain
from qa.reading.dictionaries import WORDS_COUNTED, share_of

SHARE_LEAST = 1e-7
"""Of a word that no list has: less than the rarest word of a list has of everyday language."""
LIKELIER = 10.0
"""How many times as often one language has a word as another has it, for the word to speak for it."""
OWN_LETTERS_LEAST = 3
"""Shorter words are in many languages ("i", "to", "on"), and speak for none."""
NATS_OF_WORDS = 10.0
"""How much likelier the words are in another language; the farthest English question had 9.5 ("chaise longue
posture"), without names."""
NATS_OF_LETTERS = 18.0
"""How much likelier the letters are in a language without a list, where a word speaks for the articles' own."""
NATS_STRANGE, NATS_NAME = 5.0, 12.0
"""How much likelier words and letters together are in one of the common languages where no word speaks for the
articles' own: of several words, and of one, of capitals or of words of the articles alone, which may be a name, a
drug, a term or a slip ("Lasegue" had 7.9, "cauda equina" among 5,486 articles 8.8)."""
NATS_OFF_STRANGE, NATS_OFF_NAME = 4.5, 1.0
"""How much likelier than that the letters may be in a language that is none of the common ones: names and terms of
Latin and Greek look like Welsh, Latin or Luganda ("quadratus lumborum" is off by 16.9, "coccydynia" by 2.0)."""
NATS_TOLD = 4.0
"""How much likelier a language must be than the next for its name to be told."""
COMMON = frozenset("ca cs da de en es fi fr hr hu it nl no pl pt ro sk sv tr vi".split())
"""Languages in which people ask, of those that are written in Latin letters."""
ENGLISH = "en"
ENGLISH_ALONE = frozenset("what how why when which the my does should with".split())
"""Words of grammar that no other of these languages has: a question with one is in English, and no list is read,
which takes a quarter of a second the first time."""
_LATIN = frozenset(
    """af ca cs cy da de en es et eu fi fr ga gl hr hu id is it lt lv ms mt nl no pl pt ro sk sl sq sv sw tr
    vi""".split()
)
"""Languages that are written in Latin letters."""
_SCRIPTS = {
    "HIRAGANA": frozenset(("ja",)),
    "KATAKANA": frozenset(("ja",)),
    "HANGUL": frozenset(("ko",)),
    "THAI": frozenset(("th",)),
    "CJK": frozenset(("zh", "ja")),
}
"""The languages of scripts that tell them, the surest first: Japanese has characters of Chinese too."""
_WORD = re.compile(r"(?<![\w'’])[^\W\d_]+(?:['’][^\W\d_]+)*(?![\w'’])")
_OF = r"(?:van|von|der|den|de|da|di|del|della|du|la|le|ter|zu)\s+"
_NAME = re.compile(
    rf"\b(?:[Dd]r|[Mm]rs?|[Mm]s|[Pp]rof|[Ss]t)\b\.?\s+(?:{_OF})*[^\W\d_a-zß-öø-ÿ][\w'’-]*"
    rf"|\b[^\W\d_a-zß-öø-ÿ][\w'’-]*\s+(?:{_OF})+[^\W\d_a-zß-öø-ÿ][\w'’-]*"
)
"""Names of persons and places, whose words speak for no language: "Dr. van der Berg", "Rio de Janeiro"."""


class _Articles(Protocol):
    def languages(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class _Votes:
    """What the words of a question speak for: how many for the articles' languages, how many for others.

    ``nats`` is how much likelier all of them are in the likeliest other language than in the articles' own, and
    ``by_language`` the log-likelihood of each language that has a list.
    """

    own_words: int
    other_words: int
    nats: float
    by_language: Mapping[str, float]


class AskedLanguage:
    """Tells a question in another language which ones the articles are in; safe to use from several threads."""

    def __init__(
        self, articles: _Articles, vocabulary: Vocabulary, likelihoods: Callable[[str], Mapping[str, float]]
    ) -> None:
        """Compare with these articles; ``likelihoods`` is that of ``qa.reading.article``."""
        self._articles = articles
        self._counts = vocabulary.words
        self._neighbours = frozenset(vocabulary.neighbours)
        self._likelihoods = likelihoods

    def foreign_to(self, question: str) -> tuple[str, ...]:
        """Return the languages of the articles where a question is in none of them; else nothing."""
        if not self._languages:
            return ()
        if is_in_other_letters(question):
            written_so = _written_so(question)
            is_foreign = written_so.isdisjoint(self._codes) if written_so else _LATIN.issuperset(self._codes)
            return self._languages if is_foreign else ()
        without_names = _NAME.sub(" ", question)
        words = _words(without_names)
        if ENGLISH in self._codes and not ENGLISH_ALONE.isdisjoint(words):
            return ()
        votes = self._votes(words)
        if votes.other_words <= votes.own_words:
            return ()
        likely = self._likelihoods(without_names.lower())
        if not any(code in likely for code in self._codes):
            return ()
        common, code = max((score, code) for code, score in likely.items() if code in self._candidates)
        nats = common - max(likely[code] for code in self._codes if code in likely)
        if votes.own_words:
            by_letters = nats >= NATS_OF_LETTERS and code not in votes.by_language
            is_foreign = votes.nats >= NATS_OF_WORDS or by_letters
        else:
            is_name = len(words) == 1 or question == question.title() or all(map(self._counts.get, words))
            off, least = (NATS_OFF_NAME, NATS_NAME) if is_name else (NATS_OFF_STRANGE, NATS_STRANGE)
            is_likely = max(likely.values()) - common <= off and nats + max(0.0, votes.nats) >= least
            is_foreign = is_likely or (len(words) > 1 and votes.nats >= NATS_OF_WORDS)
        return self._languages if is_foreign else ()

    def asked_in(self, question: str) -> str:
        """Return the ISO 639-1 code of the language of a question; empty where that is unsure."""
        if written_so := _written_so(question):
            return "zh" if "zh" in written_so else min(written_so)
        likely = dict(self._likelihoods(question.lower()))
        if not is_in_other_letters(question):
            votes = self._votes(_words(_NAME.sub(" ", question))).by_language
            least = min(votes.values(), default=0.0)
            likely = {
                code: score + votes.get(code, least) for code, score in likely.items() if code in self._candidates
            }
        (greatest, code), (second, _), *_ = sorted(((score, code) for code, score in likely.items()), reverse=True)
        return code if greatest - second >= NATS_TOLD else ""

    def _votes(self, words: Sequence[str]) -> _Votes:
        lists = [code for code in WORDS_COUNTED if code not in self._codes]
        totals, own_total, own_words, other_words = dict.fromkeys(lists, 0.0), 0.0, 0, 0
        phrases = {side for pair in pairwise(words) if " ".join(pair) in self._neighbours for side in pair}
        for word in words:
            shares = {code: share_of(word, (code,)) + SHARE_LEAST for code in lists}
            own_share = self._own_share(word) + SHARE_LEAST
            greatest = max(shares.values(), default=SHARE_LEAST)
            speaks_for_own = word in phrases or (
                len(word) >= OWN_LETTERS_LEAST and own_share >= LIKELIER * greatest
            )
            own_words += speaks_for_own
            other_words += not speaks_for_own and (own_share == SHARE_LEAST or greatest >= LIKELIER * own_share)
            own_total += math.log(own_share)
            for code, share in shares.items():
                totals[code] += math.log(share)
        nats = max(totals.values(), default=own_total) - own_total
        return _Votes(own_words=own_words, other_words=other_words, nats=nats, by_language=totals)

    def _own_share(self, word: str) -> float:
        """Return the frequency of a word in the articles or their languages, whichever is greatest, in 0..1."""
        plainly = ENGLISH in self._codes and (word in STOP_WORDS or is_everyday(word))
        in_articles = self._counts.get(word, 0) / self._words_counted
        return max(share_of(word, self._codes), in_articles, LIKELIER * SHARE_LEAST if plainly else 0.0)

    @cached_property
    def _languages(self) -> tuple[str, ...]:
        return self._articles.languages()

    @cached_property
    def _codes(self) -> tuple[str, ...]:
        return tuple(code.lower().partition("-")[0] for code in self._languages)

    @cached_property
    def _candidates(self) -> frozenset[str]:
        return COMMON.difference(self._codes)

    @cached_property
    def _words_counted(self) -> int:
        return max(1, sum(self._counts.values()))


def _words(question: str) -> list[str]:
    return [plain(match[0]) for match in _WORD.finditer(question)]


def _written_so(question: str) -> frozenset[str]:
    """Return the languages written in the script of a question, where few languages use it; else none."""
    names = {unicodedata.name(character, "").partition(" ")[0] for character in question}
    return next((codes for script, codes in _SCRIPTS.items() if script in names), frozenset())


def is_in_other_letters(question: str) -> bool:
    """Tell whether most letters of a question are not Latin: then it is in no language of Latin script."""
    letters = [character for character in question if character.isalpha()]
    latin = sum("LATIN" in unicodedata.name(character, "") for character in letters)
    return 2 * latin < len(letters)
