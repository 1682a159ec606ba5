"""Which glyph shows which character of a text that was made of glyphs.

On its way from glyphs to a block's text a text loses hyphens at line ends and list markers, gets separators, and
has digits raised and ligatures taken apart.  Both are compared letter by letter: a character gets the glyph that
shows its letters where a reading from the front and one from the back agree, and none elsewhere.  So a glyph that
a character has always shows that very character, and what cannot be told is left unknown.
"""

import unicodedata
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

Indices = NDArray[np.int32]
UNKNOWN = -1
BAR = "/"
ADDED = frozenset(":;^_()/~")
"""Signs that a reader puts between what is printed: around cells, exponents, fractions, struck-out text."""
SURE = 8
"""Letters that are alike behind a difference of a few; fewer may be by chance."""
FEW = 4
WINDOW = 24
"""Letters of each text in which the fewest differences are looked for."""
PROBE = 12
"""Letters by which the place behind a longer difference is looked for, which must be the only such place."""
WEIGHED_MOST = 50
"""Differences of one text that are more than a hyphen or a sign that was added, for time; few texts have any."""
LEFT_OVER_MOST = 100
"""Letters of the other text: where more are left over, nobody can tell which were exchanged."""
_STEP = 64
_DIFFERENCES = [(in_text, apart - in_text) for apart in range(1, FEW + 1) for in_text in range(apart + 1)]

_ALIKE = {
    **dict.fromkeys("‐‑‒–—−\x02\ufffe", "-"),
    **dict.fromkeys("⁄∕", "/"),
    **dict.fromkeys("\xad\u200b\u200c\u200d\x00", ""),
}


class _Folds(dict[int, str]):
    """The letters of a character, however it is printed: ``⁹`` → ``9``, ``ﬁ`` → ``fi``, ``½`` → ``1/2``."""

    def __missing__(self, code: int) -> str:
        signs = unicodedata.normalize("NFKD", _ALIKE.get(chr(code), chr(code)))
        self[code] = folded = "".join(_ALIKE.get(sign, sign) for sign in signs if not sign.isspace())
        return folded


_FOLDS = _Folds()


def folded(text: str) -> str:
    """Return the letters of a text, without white space and however they are printed."""
    return text.translate(_FOLDS)


def aligned(text: str, glyph_texts: Sequence[str]) -> tuple[Indices, Indices]:
    """Return the first and the last of the glyphs that show each character [characters], -1 where it is unknown.

    ``glyph_texts`` is what each glyph shows, in reading order; a glyph's number is its place there.  White space
    has no glyph; a character that several glyphs show (``½``) has all of them, and its bar may be a drawing.
    """
    first, last = np.full((2, len(text)), UNKNOWN, np.int32)
    of_glyphs = "".join(glyph_texts)
    # As it is for most cells and headings.
    if len(of_glyphs) == len(glyph_texts) and "".join(text.split()) == of_glyphs:
        first[inked(text)] = last[inked(text)] = np.arange(len(glyph_texts), dtype=np.int32)
        return first, last
    letters, of_character = _letters(text)
    glyph_letters, of_glyph = _letters(glyph_texts)
    places = matched(letters, glyph_letters)
    glyphs = np.append(of_glyph, np.int32(UNKNOWN))[places]  # place -1, unknown, takes the UNKNOWN at the end
    starts = np.flatnonzero(np.diff(of_character, prepend=-1))
    if not len(starts):
        return first, last
    first[of_character[starts]] = np.minimum.reduceat(glyphs, starts)
    last[of_character[starts]] = np.maximum.reduceat(glyphs, starts)
    for place in np.flatnonzero((first < 0) & (last >= 0)).tolist():  # some of its letters are unknown
        span = slice(*np.searchsorted(of_character, (place, place + 1)).tolist())
        char_glyphs = [glyph for glyph in glyphs[span].tolist() if glyph >= 0]
        whole = all(glyph >= 0 or sign == BAR for glyph, sign in zip(glyphs[span], letters[span], strict=True))
        first[place], last[place] = (min(char_glyphs), max(char_glyphs)) if whole else (UNKNOWN, UNKNOWN)
    return first, last


_SPACES = np.array([chr(code).isspace() for code in range(0x3002)])  # the last of them is U+3000


def inked(text: str) -> NDArray[np.bool_]:
    """Tell which characters [characters] are no white space."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    return ~_SPACES[np.minimum(codes, len(_SPACES) - 1)]


def _letters(parts: Sequence[str]) -> tuple[str, Indices]:
    """Return the letters of some texts, and the number of the text that each belongs to."""
    # As in most texts.
    if all(len(_FOLDS[ord(sign)]) == 1 or sign == " " for sign in set(parts) if len(sign) == 1):
        whole = "".join(parts)
        if len(whole) == len(parts):
            return folded(whole), np.flatnonzero(inked(whole)).astype(np.int32)
    letters = list(map(folded, parts))
    counts = np.fromiter(map(len, letters), np.int32, len(letters))
    return "".join(letters), np.repeat(np.arange(len(letters), dtype=np.int32), counts)


def matched(text: str, other_text: str) -> Indices:
    """Return the place in another text of each letter of a text, in order; -1 where it is missing or not sure."""
    if text == other_text:
        return np.arange(len(text), dtype=np.int32)
    forwards, backwards = np.full((2, len(text)), UNKNOWN, np.int32)
    for start, place, length in _runs(text, other_text):
        forwards[start : start + length] = np.arange(place, place + length)
    for start, place, length in _runs(text[::-1], other_text[::-1]):
        end, end_place = len(text) - start, len(other_text) - place
        backwards[end - length : end] = np.arange(end_place - length, end_place)
    places = np.where(forwards == backwards, forwards, UNKNOWN).astype(np.int32)
    _exchange(text, other_text, places)
    return places


def _exchange(text: str, other_text: str, places: Indices) -> None:
    """Fill in letters that stand a few letters before or behind in the other text: SO₄²⁻ may be printed SO²⁻₄.

    Only where nothing but them is left over there, and nothing else is like them.
    """
    if (places >= 0).all() or not 0 < len(other_text) - np.count_nonzero(places >= 0) <= LEFT_OVER_MOST:
        return
    used = np.zeros(len(other_text), np.bool_)
    used[places[places >= 0]] = True
    gaps = _stretches(~used)
    for start, end in _stretches(places < 0):
        if not start or places[start - 1] < 0 or not text[start:end].isalnum():
            continue
        place = int(places[start - 1]) + 1
        near = [first for first, last in gaps if max(place - last, first - place) <= FEW]
        if len(near) == 1 and other_text[near[0] : near[0] + end - start] == text[start:end]:
            places[start:end] = np.arange(near[0], near[0] + end - start)


def _stretches(marks: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return from where to where marks are set."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], marks, [False]]).astype(np.int8))).tolist()
    return list(zip(edges[::2], edges[1::2], strict=True))


def _runs(text: str, other_text: str) -> Iterator[tuple[int, int, int]]:
    """Yield, read from the front, where runs of the same letters stand in both texts, and how long they are."""
    start = place = weighed = 0
    while weighed < WEIGHED_MOST:
        length = _in_common(text, start, other_text, place)
        yield start, place, length
        start, place = start + length, place + length
        if start == len(text) or place == len(other_text):
            return
        skipped = _usual(text, start, other_text, place)
        if skipped is None:
            weighed += 1
            skipped = _weighed(text, start, other_text, place)
        if skipped is None:
            return
        start, place = start + skipped[0], place + skipped[1]


def _in_common(text: str, start: int, other_text: str, place: int) -> int:
    """Return how many letters are the same from there on."""
    longest = min(len(text) - start, len(other_text) - place)
    length, step = 0, _STEP
    while length < longest:
        size = min(step, longest - length)
        if text[start + length : start + length + size] == other_text[place + length : place + length + size]:
            length += size
            step *= 2
        elif size == 1:
            break
        else:
            step = size // 2
            longest = length + size - 1
    return length


def _usual(text: str, start: int, other_text: str, place: int) -> tuple[int, int] | None:
    """Return how many letters of each text a usual difference takes: a hyphen taken out, signs put in."""
    if other_text[place] == "-" and other_text[place + 1 : place + 2] == text[start]:
        return 0, 1
    end = start
    while text[end : end + 1] in ADDED:
        end += 1
    return (end - start, 0) if start < end < len(text) and text[end] == other_text[place] else None


def _weighed(text: str, start: int, other_text: str, place: int) -> tuple[int, int] | None:
    """Return how many letters of each text any other difference takes; None where it cannot be told."""
    for in_text, in_other in _DIFFERENCES:
        following = text[start + in_text : start + in_text + SURE]
        if len(following) == SURE and following == other_text[place + in_other : place + in_other + SURE]:
            return in_text, in_other
    if (at := _only(other_text, text[start : start + PROBE], place)) >= 0:
        return 0, at - place
    if (at := _only(text, other_text[place : place + PROBE], start)) >= 0:
        return at - start, 0
    return _fewest(text[start : start + WINDOW], other_text[place : place + WINDOW])


def _fewest(text: str, other_text: str) -> tuple[int, int] | None:
    """Return what the first of the fewest differences takes of two short texts; None where little is the same.

    A letter that is the same counts 2, one that is not -1: the longest common subsequence by dynamic programming
    (Needleman and Wunsch, 1970), free at its end.
    """
    worth = [[0] * (len(other_text) + 1) for _ in range(len(text) + 1)]
    for place in range(len(text) - 1, -1, -1):
        row, below = worth[place], worth[place + 1]
        for other_place in range(len(other_text) - 1, -1, -1):
            in_common = 2 + below[other_place + 1] if text[place] == other_text[other_place] else 0
            row[other_place] = max(0, in_common, below[other_place] - 1, row[other_place + 1] - 1)
    place = other_place = 0
    while place < len(text) and other_place < len(other_text) and worth[place][other_place]:
        if text[place] == other_text[other_place]:
            return place, other_place
        if worth[place][other_place] == worth[place + 1][other_place] - 1:
            place += 1
        else:
            other_place += 1
    return None


def _only(text: str, part: str, start: int) -> int:
    """Return the only place of a part from there on; -1 where there is none, or more than one."""
    place = text.find(part, start) if len(part) == PROBE else -1
    return place if place >= 0 and text.find(part, place + 1) < 0 else -1
