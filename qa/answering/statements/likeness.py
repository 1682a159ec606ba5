"""Whether two sentences make the same point, give differing values for one thing, or one a part of the other's."""

from collections.abc import Sequence

from qa.answering.statements.contradiction import Stems, contradict
from qa.answering.statements.differing import (
    content,
    is_row_of,
    of_same_thing,
    same_figures_and_names,
    words_beside,
    words_said,
)
from qa.answering.statements.sentences import SentenceSelection
from qa.reading.quantities.grammar import quantities

SAME_COSINE = 0.76
"""Least cosine of two sentences that make the same point, together with:"""
SAME_WORDS = 0.45
"""Least share of content words in common (Dice).  Of the pairs of tests/answering/statements/test_grouping.py, of
the bundled articles, both together find 26 of 33 that make the same point and 1 of 31 that only look alike; the
words alone 28 and 3, and with a share of 0.4 26 and 6.  No cosine parts them: the area under its curve is 0.68."""
SUPPORT_WORDS = ((3, 1.0), (6, 2 / 3))
SUPPORT_WORDS_OF_LONG = 0.5
"""Least share of a statement's words that what supports it has too, of a statement of at most so many words and of
a longer one: of "Shake the syrup before use" no word can be missing."""
OWN_WORDS = 0.15
FURTHER_WORDS = 2
"""What has at most this share of words of its own says only a part of one with so many more.  Of the 26 pairs of
tests/answering/statements/test_grouping.py that make one point, 16 support each other, 9 in one direction, and 1
in neither."""
APART_SHARE = 0.6
"""Least share of words in common (Dice) of two sentences that are the same but for one word of each."""


def same_point(one: SentenceSelection, other: SentenceSelection, stems: Stems) -> bool:
    """Tell whether two make the same point: alike in meaning and words, of the same figures, not contradicting."""
    if same_words(one, other):
        return True
    if not _alike(one, other, stems) or contradict(one.said, other.said, stems):
        return False
    if _one_word_apart(one, other, stems):
        return False
    return same_figures_and_names(one, other)


def differ(
    one: SentenceSelection, other: SentenceSelection, stems: Stems, titles: tuple[str, str] = ("", "")
) -> bool:
    """Tell whether two give different values for the same thing, or one affirms of it what the other denies.

    ``titles`` are those of their articles.
    """
    return _alike(one, other, stems) and of_same_thing(one, other, stems, titles)


def _alike(one: SentenceSelection, other: SentenceSelection, stems: Stems) -> bool:
    """Tell whether two are alike in meaning and in words; where both have figures, in the words beside those."""
    if one.heading != other.heading:  # "Bending with a straight back" is no advice under "Mistakes"
        return False
    if _same_but_for_figures(one, other, stems):
        return True
    if float(one.vector @ other.vector) < SAME_COSINE:
        return False
    pairs = [(one.stems, other.stems)]
    if quantities(one.said) and quantities(other.said):
        pairs.append((words_beside(one.said, stems), words_beside(other.said, stems)))
    return any(
        2 * len(words & words_of_other) >= SAME_WORDS * (len(words) + len(words_of_other)) > 0
        for words, words_of_other in pairs
    )


def says_less(one: SentenceSelection, other: SentenceSelection, stems: Stems) -> bool:
    """Tell whether one makes only a part of another's point, so that it is no support for the whole of it.

    It has few of the other's words; or nearly none of its own, and the other has several more.
    """
    ours, theirs = words_said(one.said, stems), words_said(other.said, stems)
    least = next((share for words, share in SUPPORT_WORDS if len(theirs) <= words), SUPPORT_WORDS_OF_LONG)
    if len(theirs & one.stems) < least * len(theirs):
        return True
    own = len(ours - other.stems)
    return own <= OWN_WORDS * len(ours) and len(theirs - one.stems) >= own + FURTHER_WORDS


def _same_but_for_figures(one: SentenceSelection, other: SentenceSelection, stems: Stems) -> bool:
    """Tell whether two have figures and otherwise the same words, or the same first cell: figures sway vectors."""
    if is_row_of(one.said, other.said, stems):
        return True
    ours = set(content(one.said, stems))
    return bool(ours and quantities(one.said) and quantities(other.said)) and ours == set(
        content(other.said, stems)
    )


def _one_word_apart(one: SentenceSelection, other: SentenceSelection, stems: Stems) -> bool:
    """Tell whether two are the same but for one word in one place: "raises" or "lowers", "north" or "south".

    Without knowing which words mean the same, what two sentences say in otherwise the same words is not the same.
    """
    ours, theirs = content(one.said, stems), content(other.said, stems)
    own, others = set(ours) - set(theirs), set(theirs) - set(ours)
    if not len(own) == len(others) == 1:
        return False
    if 2 * len(set(ours) & set(theirs)) < APART_SHARE * (len(set(ours)) + len(set(theirs))):
        return False
    beside, besides = _beside(own.pop(), ours), _beside(others.pop(), theirs)
    return any(neighbour == word for neighbour, word in zip(beside, besides, strict=True))


def _beside(word: str, words: Sequence[str]) -> tuple[str, str]:
    """Return the words before and behind a word, empty at either end."""
    place = words.index(word)
    return words[place - 1] if place else "", words[place + 1] if place + 1 < len(words) else ""


def same_words(one: SentenceSelection, other: SentenceSelection) -> bool:
    """Tell whether two are the same but for case and spaces."""
    if one.heading != other.heading or one.stems != other.stems or plain(one.said) != plain(other.said):
        return False
    return same_figures_and_names(one, other)


def plain(text: str) -> str:
    """Return a text without capitals, runs of spaces and the full stop at its end."""
    return " ".join(text.casefold().split()).rstrip(".")
