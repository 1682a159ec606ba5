"""Which lines of plain text are headings: a short line is one only where more speaks for it than its length.

What speaks for it: a rule drawn below it, the word and number of a chapter, capitals, or its place, alone between
blank lines over sentences, a list or a run of short lines.  What speaks against it: the look of an entry (a time,
an amount, cells, a speaker's name), or an end that leaves the sentence open.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

_MARKS = r"(?:\s?(?:\[\d{1,3}(?:[,;–-]\s?\d{1,3})*\]|[¹²³⁰⁴-⁹][¹²³⁰⁴-⁹,;–⁻-]*))*"
"""Of footnotes, behind the stop of the sentence that they belong to."""
SENTENCE_END = re.compile(rf"[.!;,…。！；，、]['\"”’)\]」』]*{_MARKS}$")
HEADING_WORDS_MOST = 14
HEADING_CHARACTERS_MOST = 100
"""Longer lines are sentences; the longest headings in the articles seen had 12 words."""
LIST_HEADING_WORDS_MOST = 3
"""Of a line right above a list: more words may lead in to it, as those that end in a colon do."""
LONG_LINES_LEAST = 8
"""So many lines above any wrapped width mean that a page was pasted, where a line is a paragraph."""
LONG_LINE = 101

PROSE_END = re.compile(rf"[.!?:…。！？：]['\"”’»)\]」』]*{_MARKS}$")
_CHAPTER = re.compile(
    r"(?:chapter|part|book|section|act|scene|canto|appendix|volume|letter|lesson|article|schedule)\s+"
    r"(?:[IVXLCDM]+|\d+|[A-Z]|one|two|three|four|five|six|seven|eight|nine|ten|the\s\w+)(?:[.:—–-]|\s|$)",
    re.IGNORECASE,
)
_TIME = re.compile(r"[\[(<]?(?:\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\b|\d{1,2}[:.]\d{2}\b)")
_AMOUNT = re.compile(r"(?:[½¼¾⅓⅔⅛]|\d+(?:[.,/–-]\d+)?\s?[½¼¾⅓⅔⅛]?)\s?(?!\d|[.)])\S")
_CELLS = re.compile(r"\S(?:\s*\t\s*|\s{3,}|\s*\|\s*)\S|^\||\|$")
_LABEL = re.compile(
    r"(?P<label>[^\W\d_](?:[^:]{0,30})):\s+\S|(?P<speaker>[A-Z][A-Z .'’-]{1,30})(?:\(.{1,40}\))?\.\s+\S"
)
"""What stands before a colon, or who speaks in a play."""
OPEN_END = frozenset(
    """a an and as at but by for from in into is are was were of on or our that the their this to with your than
    which who will und oder der die das dem den von zu mit für auf""".split()
)
_NUMBERED = re.compile(r"(?P<number>\d+(?:\.\d+)*)\.?\s")


@dataclass(frozen=True, slots=True, kw_only=True)
class TextLine:
    """One logical line, from line ``number`` of the file on.

    ``joined`` where no blank line stands above it, ``marker`` what makes it a list item, ``raw`` the line with its
    gaps, ``underlined`` the sign of the rule that is drawn right below it, empty where there is none.
    """

    text: str
    indent: int
    marker: str
    joined: bool
    number: int
    raw: str = ""
    underlined: str = ""


class Headings:
    """What is known of the lines of a file: asked for each whether it is a heading."""

    def __init__(self, lines: Sequence[TextLine]) -> None:
        self._lines = lines
        labels = Counter(label[1] or label[2] for line in lines if (label := _LABEL.match(line.text)))
        self._labels = {label for label, count in labels.items() if count > 1}
        long = sum(len(line.raw) >= LONG_LINE and not line.marker for line in lines)
        self._pasted = long >= LONG_LINES_LEAST

    def is_heading(self, position: int) -> bool:
        """Tell whether the line at a position is a heading; one with nothing below it is none."""
        after = self._at(position + 1)
        if after is None or not self._may_be(position):
            return False
        line = self._lines[position]
        names_chapter = line.joined and self.is_chapter(position - 1)
        if line.underlined or self.is_chapter(position) or names_chapter:
            return True
        if self._pasted:
            return True
        heads = self._stands_over_text(position, 2)
        if not line.joined and not after.joined:
            return heads
        if not line.joined:
            if line.text.endswith(":"):
                return True
            return heads and (
                (_is_capital(line.text) and not _is_capital(after.text))
                or self._heads_amounts(position)
                or self._heads_list(position)
                or _is_prose(after, long=True)
            )
        return _is_prose(after, long=True) and self._above_ended(position)

    def is_chapter(self, position: int) -> bool:
        """Tell whether a line is the word and number of a chapter, alone between blank lines."""
        line, after = self._lines[position], self._at(position + 1)
        alone = not line.joined and (after is None or not after.joined or self._is_named(position))
        return alone and not line.marker and bool(_CHAPTER.match(line.text)) and _is_short(line.text)

    def _is_named(self, position: int) -> bool:
        """Tell whether the name of a chapter stands in capitals right below its number, and nothing below that."""
        name, after = self._lines[position + 1], self._at(position + 2)
        return _is_capital(name.text) and _is_short(name.text) and (after is None or not after.joined)

    def _at(self, position: int) -> TextLine | None:
        return self._lines[position] if position < len(self._lines) else None

    def _may_be(self, position: int) -> bool:
        line, after = self._lines[position], self._lines[position + 1]
        text = line.text
        if not _is_short(text) or text[0] in ">|" or _CELLS.search(line.raw.strip()) or _TIME.match(text):
            return False
        if self.is_chapter(position):
            return True
        words = text.split()
        if SENTENCE_END.search(text) or (words[-1].lower() in OPEN_END and not self._pasted):
            return False
        if text.endswith(":"):  # "Common causes include:" leads into its list; "When To Seek Help:" is a heading
            return not after.marker and _is_title_case(words)
        label = _LABEL.match(text)
        spoken = label is not None and (label[1] or label[2]) in self._labels and not self._pasted
        if label and (spoken or len((label["label"] or "a speaker").split()) == 1):
            return False  # "Rarity: Common" is an entry of a form; a name that is repeated is a speaker
        if text[0].isdigit():
            return not (_AMOUNT.match(text) and self._beside_amounts(position)) and not self._is_clause(position)
        first = text.lstrip("¿¡")[:1]
        # Or its script has no capitals.
        return first.isupper() or (first.isalpha() and first.lower() == first.upper())

    def _stands_over_text(self, position: int, depth: int) -> bool:
        """Tell whether sentences, a list, or a run of lines stand below; perhaps below a further heading."""
        after = self._lines[position + 1]
        further = self._at(position + 2)
        if after.marker or _is_prose(after) or (further is not None and further.joined):
            return True
        if after.underlined or (position == 0 and self.is_chapter(position + 1)):
            return True
        return (
            depth > 0
            and further is not None
            and self._may_be(position + 1)
            and (self._stands_over_text(position + 1, depth - 1))
        )

    def _heads_amounts(self, position: int) -> bool:
        below = self._lines[position + 1 : position + 3]
        return len(below) == 2 and all(_AMOUNT.match(line.text) and line.joined for line in below)

    def _heads_list(self, position: int) -> bool:
        below = self._lines[position + 1 : position + 3]
        is_short = len(self._lines[position].text.split()) <= LIST_HEADING_WORDS_MOST
        return is_short and len(below) == 2 and all(line.marker and line.joined for line in below)

    def _beside_amounts(self, position: int) -> bool:
        line, after = self._lines[position], self._lines[position + 1]
        above = self._lines[position - 1] if position else None
        beside = (after.joined and _AMOUNT.match(after.text), line.joined and above and _AMOUNT.match(above.text))
        return any(beside) or not (_NUMBERED.match(line.text) and not line.joined)

    def _is_clause(self, position: int) -> bool:
        """Tell "4.2 The tenant keeps no animals" over "4.3 …" from "4. Animals" over its clauses."""
        current = _NUMBERED.match(self._lines[position].text)
        below = self._lines[position + 1]
        following = _NUMBERED.match(f"{below.marker} {below.text}".lstrip())
        return bool(current and following and current["number"].count(".") >= following["number"].count("."))

    def _above_ended(self, position: int) -> bool:
        above = self._lines[position - 1]
        return bool(above.marker or PROSE_END.search(above.text))


def _is_title_case(words: Sequence[str]) -> bool:
    long = [word for word in words if len(word) > 3]
    return bool(long) and all(word[0].isupper() for word in long)


def _is_short(text: str) -> bool:
    return len(text.split()) <= HEADING_WORDS_MOST and len(text) <= HEADING_CHARACTERS_MOST


def _is_capital(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    return len(letters) > 2 and all(character.isupper() for character in letters)


def _is_prose(line: TextLine, *, long: bool = False) -> bool:
    """Tell whether a line is a sentence: it ends like one, or is longer than a heading; ``long`` asks for both."""
    ended, is_long = bool(PROSE_END.search(line.text)), len(line.text.split()) > HEADING_WORDS_MOST
    return (ended and is_long) if long else (ended or is_long)
