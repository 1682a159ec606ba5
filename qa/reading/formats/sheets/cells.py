"""The cells of a workbook → what each shows: texts in their looks, numbers and dates as their format has them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qa.reading.formats.archive import Element, attribute, local, whole
from qa.reading.formats.runs import Run, line_of
from qa.reading.formats.sheets.number_formats import BUILT_IN, GENERAL, shown_number, shown_text
from qa.reading.formats.slides.paragraphs import unescaped
from qa.reading.formats.symbols import UNREADABLE, in_font
from qa.reading.formats.word.elements import child_of, is_on, value_of

_POSITIONS = {"superscript": 1, "subscript": -1}

Tell = Callable[[str, str], None]
"""Takes a rule and the text that it leaves out."""


@dataclass(frozen=True, slots=True)
class CellLook:
    """How a cell or a stretch of it prints."""

    font: str = ""
    position: int = 0
    struck: bool = False
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """What a cell shows; ``bold`` where all of it is."""

    text: str
    bold: bool = False


class Cells:
    """Reads cells by the styles and the shared texts of one workbook."""

    def __init__(self, styles: Element, texts: Element, *, from_1904: bool, tell: Tell) -> None:
        """Take the roots of the two parts, either of which may be empty."""
        self._from_1904 = from_1904
        self._tell = tell
        self._texts: Sequence[Element] = [item for item in texts if local(item) == "si"]
        codes = {**BUILT_IN}
        fonts: list[CellLook] = []
        self._styles: list[tuple[str, CellLook]] = []
        for part in styles:
            if local(part) == "numFmts":
                codes |= {
                    whole(attribute(number_format, "numFmtId"), 0): attribute(number_format, "formatCode")
                    for number_format in part
                }
            elif local(part) == "fonts":
                fonts = [_look(font) for font in part]
        for style in (style for part in styles if local(part) == "cellXfs" for style in part):
            font = whole(attribute(style, "fontId"), 0)
            code = codes.get(whole(attribute(style, "numFmtId"), 0), GENERAL)
            self._styles.append((code, fonts[font] if font < len(fonts) else CellLook()))

    def shown(self, cell: Element) -> Shown:
        """Return what a cell shows; a formula without the value that it had is reported."""
        number = whole(attribute(cell, "s"), 0)
        code, look = self._styles[number] if number < len(self._styles) else (GENERAL, CellLook())
        kind = attribute(cell, "t") or "n"
        if kind == "inlineStr":
            return self._rich(child_of(cell, "is"), code, look)
        value = child_of(cell, "v")
        text = "" if value is None else value.text or ""
        formula = child_of(cell, "f")
        if not text and formula is not None and kind != "str":  # a text may be empty
            self._tell("formula without a value", f"{attribute(cell, 'r')} ={formula.text or ''}")
            return Shown("")
        if kind == "s":
            place = whole(text.strip(), len(self._texts))
            return self._rich(self._texts[place], code, look) if place < len(self._texts) else Shown("")
        return Shown(self._plain(text, kind, code, look), look.bold and bool(text))

    def _plain(self, text: str, kind: str, code: str, look: CellLook) -> str:
        if kind == "b":
            return "TRUE" if text.strip() == "1" else "FALSE"
        if kind == "d":  # a date in ISO form
            return text.removesuffix("T00:00:00")
        if kind == "n":
            try:
                display = shown_number(float(text), code, from_1904=self._from_1904)
            except (ValueError, OverflowError):
                display = text
            if not display and text.strip():
                self._tell("invisible text", text)
            return line_of([Run(display, look.position, look.struck)])
        return self._line([(shown_text(text, code), look)])

    def _rich(self, item: Element | None, code: str, look: CellLook) -> Shown:
        """Return a text with stretches in looks of their own; phonetic readings of Japanese names are reported."""
        pieces: list[tuple[str, CellLook]] = []
        for part in () if item is None else item:
            if local(part) == "t":
                pieces.append((part.text or "", look))
            elif local(part) == "r":
                properties = child_of(part, "rPr")
                text = "".join(child.text or "" for child in part if local(child) == "t")
                pieces.append((text, look if properties is None else _look(properties)))
            elif local(part) == "rPh":
                self._tell("reading aid", "".join(part.itertext()))
        whole_text = "".join(text for text, _ in pieces)
        if len(pieces) == 1:
            pieces = [(shown_text(whole_text, code), pieces[0][1])]
        bold = bool(whole_text.strip()) and all(how.bold for text, how in pieces if text.strip())
        return Shown(self._line(pieces), bold)

    def _line(self, pieces: Sequence[tuple[str, CellLook]]) -> str:
        runs: list[Run] = []
        for text, look in pieces:
            text = unescaped(text)
            signs = in_font(text, look.font)
            if UNREADABLE in signs and UNREADABLE not in text:
                codes = " ".join(f"U+{ord(character):04X}" for character in text)
                self._tell("sign of a font without a known map", f"{codes} {look.font}".strip())
            runs.append(Run(signs.replace("\n", " "), look.position, look.struck))
        return line_of(runs)


def _look(font: Element) -> CellLook:
    name = value_of(font, "name") or value_of(font, "rFont")
    return CellLook(
        font=name,
        position=_POSITIONS.get(value_of(font, "vertAlign"), 0),
        struck=is_on(child_of(font, "strike")),
        bold=is_on(child_of(font, "b")),
    )
