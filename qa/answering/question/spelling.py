"""Words that no article has → the nearest words that articles have.

Words that articles have are never changed, everyday words and names are left alone, and every correction is
shown together with the question as it was typed.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from itertools import islice, pairwise, zip_longest
from math import log10
from typing import TYPE_CHECKING

from qa.indexing.bm25 import ENGLISH
from qa.indexing.vocabulary import Vocabulary, plain
from qa.reading.dictionaries import share_of
from qa.reading.scripts import UNSPACED

if TYPE_CHECKING:  # most questions have no word that is unknown
    from qa.answering.question.near_words import NearWords

DISTANCE_BY_LETTERS = (0, 0, 0, 0, 1, 1, 2, 2, 2, 2, 3)
"""How far the right word may be from one of so many letters; of three letters, each is one slip from many."""
SHORT_LETTERS, LONG_LETTERS, SHORT_FORM_LETTERS_MOST = 5, 10, 6
SAME_SOUND_FARTHER, SAME_SOUND_CONSONANTS_LEAST = 1, 4
"""How much farther it may be when both sound the same, in so many consonants ("serjon", for "surgeon")."""
UNKNOWN_MOST = 12
"""A question with more is in another language; the time that a question takes has an end too."""
JOINED_LETTERS_LEAST = 6
"""A shorter joined word ("atoe") is as likely a slip of the finger."""
WORDS_PER_MISPRINT = 2_000_000
"""Articles have misprints too: among so many words, one that stands there once is no example to follow."""
SOUND_COUNTS, FREQUENCY_COUNTS, SLIP_COUNTS, FIRST_COUNTS = 0.6, 0.2, 0.2, 0.5
"""What the same sound, ten times the frequency, a slip of the finger, another first letter count, in letters."""
SLIP_LIKELIER = 1000
"""A word is no word of another language where articles have the right one so many times as often.  Of the slips in
tests/answering/question/test_spelling_bundled.py that are such words, all have 1,900 times or more; of 400 common
words of each of six languages 2% have 1,000 times."""
OWN_SLIP_LIKELIER = 10_000
"""The same of a word of the articles' own language: English has "spinel", the stone, once in 30 million words."""
OWN_SLIP_COUNT_LEAST = 20
"""So often the articles have the right one then: in a few pages every word is common by its share."""

_WORD = re.compile(r"(?<!\w)(?<!\w['’])([^\W\d_]+)(['’]s)?(?!\w|['’]\w)")
_ADDRESS = re.compile(r"@|://|www\.|\.(?:com|org|net|gov|edu|uk)\b", re.IGNORECASE)
_KEYS = {frozenset(pair) for row in ("qwertyuiop", "asdfghjkl", "zxcvbnm") for pair in pairwise(row)}
_SOUNDS = r"""^(?:p(?=[nst])|[gk](?=n)|w(?=r))→ [tsc]ion→sn s?c(?=[eiy])|z|^x→s ph→f d?g(?=[eiy])→j
    gh(?![aeiouy])→ sc(?=le)→s ck|ch|qu?|c→k x→ks ^[aeiouy]+→a (?<=.)[aeiouyhw]→ (.)\1+→\1"""
_GREEK = [pair.split("→") for pair in "ph→f th→t rh→r ch→c k→c y→i ae→e oe→e".split()]
_SOUND_RULES = [(re.compile(rule.partition("→")[0]), rule.partition("→")[2]) for rule in _SOUNDS.split()]
_ENDINGS = "ies→y ied→y ier→y iest→y ily→y ing→e es→e s→ es→ d→ ed→ er→ est→ ing→ ly→ y→ n→".split()


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A question as typed, its text with words replaced, and which: (wrong, right) as they stand, in order."""

    question: str
    text: str
    replaced: tuple[tuple[str, str], ...]


class Speller:
    """Corrects questions by the vocabulary of a generation; safe to use from several threads."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        *,
        languages: Callable[[], Sequence[str]] = lambda: (ENGLISH,),
        stems: Callable[[str], Sequence[str]] = lambda word: (word,),
    ) -> None:
        """Keep the counts of words; the words are indexed when one is first looked for.

        ``languages`` are those of the articles, as ISO 639-1 codes; ``stems`` gives those by which a word is
        searched.
        """
        self._counts = vocabulary.words
        self._languages_of_articles, self._stems = languages, stems
        self._words_counted = sum(self._counts.values())
        self._joined = {pair.replace(" ", ""): pair for pair in reversed(vocabulary.neighbours)}

    @cached_property
    def _near(self) -> "NearWords":
        """The words that are examples to follow: most questions have every word spelt right."""
        from qa.answering.question.near_words import NearWords

        least = 1 + self._words_counted // WORDS_PER_MISPRINT
        return NearWords(word for word, count in self._counts.items() if count >= least and word.isalpha())

    @cached_property
    def _languages(self) -> tuple[str, ...]:
        return tuple(code.lower().partition("-")[0] for code in self._languages_of_articles())

    def correct(self, question: str, unknown_words: Iterable[str]) -> Correction | None:
        """Return the question with its unknown words replaced by what they must be meant for; None when none is.

        ``unknown_words`` are as typed; those of them that the vocabulary has, and words of grammar, which have no
        stem, are passed over all the same.
        """
        words = (plain(match[1]) for word in unknown_words for match in _WORD.finditer(word))
        strange = (
            word for word in words if word not in self._counts and self._stems(word) and not UNSPACED.search(word)
        )
        unknown = set(islice(strange, UNKNOWN_MOST))
        text, last = "", 0
        replaced: dict[tuple[str, str], None] = {}
        for start, end, right in self._replacements(question, unknown) if unknown else ():
            text += question[last:start] + right
            replaced[question[start:end], right] = None
            last = end
        if not replaced:
            return None
        return Correction(question=question, text=text + question[last:], replaced=tuple(replaced))

    def _replacements(self, question: str, unknown: set[str]) -> Iterator[tuple[int, int, str]]:
        matches = list(_words_in(question))
        replaced_to = 0
        for match, after in zip_longest(matches, matches[1:]):
            (start, end), word = match.span(1), match[1]
            strange = {plain(side[1]) for side in (match, after) if side} & unknown
            joined = plain(word + after[1]) if after and question[end : after.start()] in (" ", "-") else ""
            if start < replaced_to or all(map(is_everyday, strange)):
                continue
            if len(joined) >= JOINED_LETTERS_LEAST and joined in self._counts and after:
                replaced_to = after.end(1)
                yield start, replaced_to, _in_case_of(word, joined)
            elif plain(word) in unknown and not is_everyday(plain(word)) and not _is_name(question, start, word):
                right = self._nearest(plain(word), only_slips=word.istitle())
                if right and self._is_meant(plain(word), right):
                    yield start, end, _in_case_of(word, right)

    def _nearest(self, word: str, *, only_slips: bool) -> str:
        """Return what a word must be meant for, or nothing; ``only_slips`` takes slips and like sounds alone."""
        if len(word) >= JOINED_LETTERS_LEAST and word in self._joined:
            return self._joined[word]
        from qa.answering.question.near_words import distance, fold

        wrong, sound = fold(word), _sound(fold(word))
        limit = DISTANCE_BY_LETTERS[min(len(word), LONG_LETTERS)]
        farther = SAME_SOUND_FARTHER if len(sound) >= SAME_SOUND_CONSONANTS_LEAST else 0
        candidates = []
        for candidate, right, far in self._near.within(wrong, limit + farther):
            apart, slip, first = distance(sound, _sound(right)), _is_slip(wrong, right), wrong[0] != right[0]
            if far > limit and (apart or first):
                continue
            close = far == apart == 1 and len(wrong) > SHORT_LETTERS and not first and not only_slips
            if apart == 0 or slip or close:
                bonus = (apart == 0) * SOUND_COUNTS + slip * SLIP_COUNTS
                bonus += log10(self._counts[candidate]) * FREQUENCY_COUNTS
                candidates.append((far + first * FIRST_COUNTS - bonus, candidate))
        return min(candidates)[1] if candidates else ""

    def _is_meant(self, word: str, right: str) -> bool:
        """Tell whether a word may be a slip for another: it is no form of it, and people do not write it.

        A word of another language is meant where it is the same term ("sindrome", for "syndrome"), or where the
        articles have the other so much more often that a slip is likelier ("docter").
        """
        from qa.answering.question.near_words import fold

        is_a_form = self._stems(word) == self._stems(right) and _sound(fold(word)) != _sound(fold(right))
        count = self._counts.get(right, 0)
        share = count / self._words_counted
        everyday_share = share_of(word, self._languages)
        is_own = everyday_share and (count < OWN_SLIP_COUNT_LEAST or share < OWN_SLIP_LIKELIER * everyday_share)
        if is_a_form or is_own:
            return False
        if _as_romance(word) == _as_romance(right):
            return True
        abroad = share_of(word) or share_of(word.removesuffix("s"), ("es",))  # that list has no plurals
        return share >= SLIP_LIKELIER * abroad


def is_everyday(word: str) -> bool:
    """Tell whether a word, in lower case, is a common one of English or a form of one."""
    return not everyday_words().isdisjoint(_stems(word))


@cache
def everyday_words() -> frozenset[str]:
    """Return the common words of English, in lower case, most of them without their forms."""
    lines = files("qa.answering.question").joinpath("common_words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def _stems(word: str) -> Iterator[str]:
    yield word
    for ending, _, back in (rule.partition("→") for rule in _ENDINGS):
        stem = word.removesuffix(ending)
        if stem != word:
            yield from (stem + back, stem[:-1] if stem[-2:-1] == stem[-1:] else stem + back)  # "running"


def _words_in(question: str) -> Iterator[re.Match[str]]:
    for chunk in re.finditer(r"\S+", question):
        if not _ADDRESS.search(chunk[0]):
            yield from _WORD.finditer(question, *chunk.span())


def _is_name(question: str, start: int, word: str) -> bool:
    """Tell whether capitals show a name or a short form: inside a sentence or a word, but not all over."""
    begins = question[:start].rstrip(" \"'“‘([-–—•*")[-1:] in ("", ".", "?", "!", ":", "…")
    loud = question.isupper() or (word.isupper() and len(word) > SHORT_FORM_LETTERS_MOST)
    return not (loud or word.islower() or (word.istitle() and begins))


def _in_case_of(wrong: str, right: str) -> str:
    if len(wrong) > 1 and wrong.isupper():
        return right.upper()
    return right[0].upper() + right[1:] if wrong[0].isupper() else right


def _sound(word: str) -> str:
    """Return the consonants that a word is heard as: two spellings of one word mostly have the same."""
    for pattern, sound in _SOUND_RULES:
        word = pattern.sub(sound, word)
    return word


def _as_romance(word: str) -> str:
    """Return a term as languages write it that have none of the letters of Greek ("syndrome", "sindrome")."""
    from qa.answering.question.near_words import fold

    word = fold(word)
    for letters, replacement in _GREEK:
        word = word.replace(letters, replacement)
    return re.sub(r"(.)\1", r"\1", word)


def _is_slip(wrong: str, right: str) -> bool:
    """Tell whether two letters changed places, or keys side by side were hit."""
    pairs = [frozenset(pair) for pair in zip(wrong, right, strict=False) if pair[0] != pair[1]]
    swapped = len(pairs) == 2 and pairs[0] == pairs[1]
    return len(wrong) == len(right) and (swapped or _KEYS.issuperset(pairs))
