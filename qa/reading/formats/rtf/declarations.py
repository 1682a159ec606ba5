"""What a rich text file says before its text: fonts, styles, lists, and what it is called."""

import re
from dataclasses import dataclass, field

from qa.reading.formats.numerals import lettered, roman
from qa.reading.formats.rtf.story import BULLET, RichParagraph
from qa.reading.formats.rtf.tokens import CODE_PAGES

PLACES = frozenset("fonttbl stylesheet listtable listoverridetable info".split())
"""The words that begin the tables read here."""
_HEADING_NAME = re.compile(r"heading ([1-9])$", re.IGNORECASE)
_TITLE_NAMES = frozenset("title titel titre título titolo".split())
_DEEPEST = 8  # of nine levels, from 0


@dataclass(slots=True)
class RichFont:
    """A font; ``page`` is the code page of its bytes, empty where it is the file's."""

    name: str = ""
    charset: int = 1
    page: str = ""

    def page_or(self, default: str) -> str:
        """Return the code page of its bytes, ``default`` where it says none."""
        return self.page or CODE_PAGES.get(self.charset, default)


@dataclass(slots=True)
class RichStyle:
    """A style of paragraphs; ``level`` is that of a heading, 0 for body text."""

    name: str = ""
    level: int = 0
    listed: int = 0
    depth: int = 0

    def paragraph(self) -> RichParagraph:
        """Return what a paragraph of this style is."""
        heading = _HEADING_NAME.match(self.name)
        level = self.level or (int(heading[1]) if heading else 0)
        title = self.name.lower() in _TITLE_NAMES
        return RichParagraph(title=title, level=level, listed=self.listed, depth=self.depth)


@dataclass(slots=True)
class _Level:
    kind: int = 0
    start: int = 1


@dataclass(slots=True)
class _List:
    number: int = 0
    levels: list[_Level] = field(default_factory=list)


class Declarations:
    """The tables of one file, filled as they are read."""

    def __init__(self) -> None:
        """Begin with nothing declared."""
        self.fonts: dict[int, RichFont] = {}
        self.styles: dict[int, RichStyle] = {}
        self.info: dict[str, str] = {}
        self.created: dict[str, int] = {}  # yr, mo, dy
        self._font, self._style = RichFont(), RichStyle()
        self._lists: list[_List] = []
        self._overrides: dict[int, int] = {}
        self._override_of = 0
        self._counts: dict[tuple[int, int], int] = {}

    def text(self, place: str, group: str, text: str) -> None:
        """Take text that stands in a table; ``group`` is the word of its innermost group."""
        if place == "info":
            self.info[group] = self.info.get(group, "") + text
            return
        name, end, following = text.partition(";")
        if place == "fonttbl":
            self._font.name += name
            if end:
                self._font = RichFont(name=following)
        elif place == "stylesheet":
            self._style.name += name
            if end:
                self._style.name = self._style.name.strip()
                self._style = RichStyle()

    def word(self, place: str, group: str, word: str, value: int) -> None:
        """Take a word that stands in a table."""
        if place == "fonttbl":
            self._font_word(word, value)
        elif place == "stylesheet":
            self._style_word(word, value)
        elif place != "info":
            self._list_word(place, word, value)
        elif group == "creatim":
            self.created[word] = value

    def _font_word(self, word: str, value: int) -> None:
        if word == "f":
            self._font = self.fonts[value] = RichFont()
        elif word == "fcharset":
            self._font.charset = value
        elif word == "cpg" and value:
            self._font.page = f"cp{value}"

    def _style_word(self, word: str, value: int) -> None:
        if word == "s":
            self._style = self.styles[value] = RichStyle()
        elif word in ("cs", "ds", "ts"):  # of characters, sections and tables
            self._style = RichStyle()
        elif word == "outlinelevel":
            self._style.level = value + 1 if 0 <= value <= _DEEPEST else 0
        elif word == "ls":
            self._style.listed = value
        elif word == "ilvl":
            self._style.depth = min(max(value, 0), _DEEPEST)

    def _list_word(self, place: str, word: str, value: int) -> None:
        last = self._lists[-1] if self._lists else _List()
        level = last.levels[-1] if last.levels else _Level()
        if word == "list":
            self._lists.append(_List())
        elif word == "listlevel":
            last.levels.append(_Level())
        elif word in ("levelnfc", "levelnfcn"):
            level.kind = value
        elif word == "levelstartat":
            level.start = value
        elif word == "listid" and place == "listoverridetable":
            self._override_of = value
        elif word == "listid":
            last.number = value
        elif word == "ls":
            self._overrides[value] = self._override_of

    def marker(self, paragraph: RichParagraph) -> str:
        """Return the number of the next item of a list whose items do not bring theirs along."""
        named = self._overrides.get(paragraph.listed)
        levels = next((rich_list.levels for rich_list in self._lists if rich_list.number == named), [])
        if named is None or paragraph.depth >= len(levels):
            return BULLET
        level = levels[paragraph.depth]
        for deeper in [key for key in self._counts if key[0] == paragraph.listed and key[1] > paragraph.depth]:
            del self._counts[deeper]
        key = (paragraph.listed, paragraph.depth)
        number = self._counts[key] = self._counts.get(key, level.start - 1) + 1
        numerals = {1: roman(number).upper(), 2: roman(number), 3: lettered(number).upper(), 4: lettered(number)}
        return {23: BULLET, 255: ""}.get(level.kind, f"{numerals.get(level.kind, number)}.")
