"""Whether two sentences make the same point, differ on one thing, or one says only a part of the other."""

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


def same_point(left: SentenceSelection, right: SentenceSelection, stems: Stems) -> bool:
    """Tell whether two make the same point: similar in vectors and words, same figures, no contradiction."""
    if same_words(left, right):
        return True
    if not _alike(left, right, stems) or contradict(left.core_text, right.core_text, stems):
        return False
    if _one_word_apart(left, right, stems):
        return False
    return same_figures_and_names(left, right)


def differ(
    left: SentenceSelection, right: SentenceSelection, stems: Stems, titles: tuple[str, str] = ("", "")
) -> bool:
    """Tell whether two give different values for the same thing, or one affirms of it what the other denies.

    ``titles`` are those of their articles.
    """
    return _alike(left, right, stems) and of_same_thing(left, right, stems, titles)


def _alike(left: SentenceSelection, right: SentenceSelection, stems: Stems) -> bool:
    """Tell whether two are similar in vectors and in words; where both have figures, in the words beside those."""
    if left.heading != right.heading:  # "Bending with a straight back" is no advice under "Mistakes"
        return False
    if _same_but_for_figures(left, right, stems):
        return True
    if float(left.vector @ right.vector) < SAME_COSINE:
        return False
    pairs = [(left.stems, right.stems)]
    if quantities(left.core_text) and quantities(right.core_text):
        pairs.append((words_beside(left.core_text, stems), words_beside(right.core_text, stems)))
    return any(
        2 * len(left_words & right_words) >= SAME_WORDS * (len(left_words) + len(right_words)) > 0
        for left_words, right_words in pairs
    )


def says_less(part: SentenceSelection, whole: SentenceSelection, stems: Stems) -> bool:
    """Tell whether one says only ``part`` of the ``whole`` point, and so does not support it.

    It has few words of the whole; or nearly none of its own, while the whole has several more.
    """
    words_of_part, words_of_whole = words_said(part.core_text, stems), words_said(whole.core_text, stems)
    least = next((share for words, share in SUPPORT_WORDS if len(words_of_whole) <= words), SUPPORT_WORDS_OF_LONG)
    if len(words_of_whole & part.stems) < least * len(words_of_whole):
        return True
    own_words = len(words_of_part - whole.stems)
    return (
        own_words <= OWN_WORDS * len(words_of_part)
        and len(words_of_whole - part.stems) >= own_words + FURTHER_WORDS
    )


def _same_but_for_figures(left: SentenceSelection, right: SentenceSelection, stems: Stems) -> bool:
    """Tell whether two have figures and otherwise the same words, or the same first cell: figures sway vectors."""
    if is_row_of(left.core_text, right.core_text, stems):
        return True
    words_beside_figures = set(content(left.core_text, stems))
    return bool(
        words_beside_figures and quantities(left.core_text) and quantities(right.core_text)
    ) and words_beside_figures == set(content(right.core_text, stems))


def _one_word_apart(left: SentenceSelection, right: SentenceSelection, stems: Stems) -> bool:
    """Tell whether two are the same but for one word in one place: "raises" or "lowers", "north" or "south".

    As synonyms are not known, two different words in the same place count as a different point.
    """
    left_words, right_words = content(left.core_text, stems), content(right.core_text, stems)
    left_only, right_only = set(left_words) - set(right_words), set(right_words) - set(left_words)
    if not len(left_only) == len(right_only) == 1:
        return False
    if 2 * len(set(left_words) & set(right_words)) < APART_SHARE * (len(set(left_words)) + len(set(right_words))):
        return False
    left_neighbours, right_neighbours = (
        _beside(left_only.pop(), left_words),
        _beside(right_only.pop(), right_words),
    )
    return any(left == right for left, right in zip(left_neighbours, right_neighbours, strict=True))


def _beside(word: str, words: Sequence[str]) -> tuple[str, str]:
    """Return the words before and behind a word, empty at either end."""
    place = words.index(word)
    return words[place - 1] if place else "", words[place + 1] if place + 1 < len(words) else ""


def same_words(left: SentenceSelection, right: SentenceSelection) -> bool:
    """Tell whether two are the same but for case and spaces."""
    if (
        left.heading != right.heading
        or left.stems != right.stems
        or plain(left.core_text) != plain(right.core_text)
    ):
        return False
    return same_figures_and_names(left, right)


def plain(text: str) -> str:
    """Return a text without capitals, runs of spaces and the full stop at its end."""
    return " ".join(text.casefold().split()).rstrip(".")
