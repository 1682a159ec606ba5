"""What a paragraph of Word prints, as runs of text in one look: fields, symbols, equations, struck-out text."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from qa.reading.formats.archive import Element, attribute, local, one_line
from qa.reading.formats.line_breaks import BREAK
from qa.reading.formats.raised import fraction, lowered, raised
from qa.reading.formats.runs import Run
from qa.reading.formats.symbols import PRIVATE, UNREADABLE, in_font, is_symbol_font
from qa.reading.formats.word.elements import Styles, chain, child_of, first_of, is_on, value_of
from qa.reading.formats.word.equations import equation
from qa.records import Removed

INVISIBLE, DELETED = "invisible text", "tracked deletion"
_SPACES = {"tab": " ", "ptab": " ", "br": BREAK, "cr": BREAK, "noBreakHyphen": "-"}
_SILENT = frozenset("pPr rPr tcPr sdtPr sdtEndPr delText delInstrText rubyPr".split())
_GONE = frozenset("del moveFrom".split())
_REPORTED = frozenset("t delText p".split())
RAISED_LEAST = 4
"""Half points by which a short run must be moved to be read as raised or lowered: 2 pt; less only aligns."""
RAISED_CHARACTERS_MOST = 6
_FRACTION_FIELD = re.compile(r"^\s*EQ\s+\\f\s*\(\s*([^,;()]*?)\s*[,;]\s*([^,;()]*?)\s*\)\s*$", re.IGNORECASE)
_SHIFTED_FIELD = re.compile(r"^\s*EQ\s+\\s\s*\\(up|do)\d*\s*\(\s*([^,;()\\]+?)\s*\)\s*$", re.IGNORECASE)
_ROOT_FIELD = re.compile(r"^\s*EQ\s+\\r\s*\(\s*(?:([^,;()\\]*?)\s*[,;]\s*)?([^,;()\\]+?)\s*\)\s*$", re.IGNORECASE)
_SYMBOL_FIELD = re.compile(
    r"^\s*SYMBOL\s+(0x[0-9a-f]+|\d+)\b(?:.*?\\f\s+\"?([\w ]+?)\"?\s*(?:\\|$))?", re.IGNORECASE
)
_OWN_WORDS_FIELDS = re.compile(r"^\s*(EQ|SYMBOL)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Look:
    """How a run prints."""

    position: int = 0
    struck: bool = False
    hidden: bool = False
    font: str = ""


@dataclass(slots=True)
class _Field:
    """An open field: its instruction, and whether its result has begun."""

    begin: Element
    instruction: list[str] = field(default_factory=list)
    in_result: bool = False


def text_of(elements: Sequence[Element]) -> str:
    """Return all the text in elements, deleted text too, on one line."""
    pieces = ((local(piece), piece) for element in elements for piece in element.iter())
    return one_line(
        "".join(" " if name == "p" else piece.text or "" for name, piece in pieces if name in _REPORTED)
    )


def chosen(alternatives: Element) -> Element:
    """Return the first of several forms of the same thing; the others repeat its text."""
    return next((child for child in alternatives if local(child) in ("Choice", "Fallback")), ())


class ParagraphText:
    """Reads the paragraphs of one story in their order: a field may begin in one and end in another."""

    def __init__(
        self, story: Element, styles: Styles, removed: list[Removed], note: Callable[[str, str], None]
    ) -> None:
        """Take the story whose fields count, and what to tell of notes (kind, id) and of what is left out."""
        self.boxes: list[Element] = []
        """The text boxes anchored in what was read since the caller emptied the list."""
        self._styles = styles
        self._removed = removed
        self._note = note
        self._fields: list[_Field] = []
        self._unclosed = set(_unclosed(story))
        self._out: list[Run] = []
        self._hidden: list[str] = []
        self._style: Sequence[Element] = ()

    def runs(self, paragraph: Element, style: Sequence[Element]) -> list[Run]:
        """Return what of a paragraph prints; boxes and notes in it are put aside, all else is reported."""
        self._out, self._style = [], style
        self._gather(paragraph, _Look())
        self._tell_hidden()
        return self._out

    def _gather(self, element: Element, look: _Look) -> None:
        for child in element:
            name = local(child)
            if name in ("t", "sym", "instrText") or name in _SPACES:
                self._print(child, name, look)
            elif name == "r":
                self._gather(child, self._look(child))
            elif name == "fldChar":
                self._mark(child, look)
            elif name in _GONE:
                self._report(DELETED, text_of([child]))
            elif name in ("footnoteReference", "endnoteReference"):
                self._note(name.removesuffix("Reference"), attribute(child, "id"))
            elif name == "txbxContent":
                self.boxes.append(child)
            elif name == "oMath":
                self._equation(child, look)
            elif name == "ruby":
                self._gather([part for part in child if local(part) == "rubyBase"], look)
                self._report("reading aid", text_of([part for part in child if local(part) == "rt"]))
            elif name not in _SILENT:
                if name == "OLEObject" and attribute(child, "ProgID").startswith("Equation"):
                    self._report("equation kept as a picture", attribute(child, "ProgID"))
                self._gather(chosen(child) if name == "AlternateContent" else child, look)

    def _print(self, element: Element, name: str, look: _Look) -> None:
        if name == "instrText":
            if self._fields and not self._fields[-1].in_result:
                self._fields[-1].instruction.append(element.text or "")
        elif name == "sym":
            self._add(_sign(attribute(element, "char")), look, attribute(element, "font"))
        elif name == "t":
            self._add(element.text or "", look, look.font)
        else:
            self._add(_SPACES[name], look)

    def _add(self, text: str, look: _Look, font: str = "") -> None:
        if not all(opened.in_result for opened in self._fields):
            return
        if font or PRIVATE.search(text):
            signs = in_font(text, font)
            if UNREADABLE in signs and UNREADABLE not in text:
                codes = " ".join(f"U+{ord(character):04X}" for character in PRIVATE.findall(text) or text)
                self._report("sign of a font without a known map", f"{codes} {font}".strip())
            text = signs
        if look.hidden:
            self._hidden.append(text)
            return
        self._tell_hidden()
        short = len(text.strip()) <= RAISED_CHARACTERS_MOST or abs(look.position) < RAISED_LEAST
        position = (look.position > 0) - (look.position < 0) if short else 0
        self._out.append(Run(text, position, look.struck))

    def _equation(self, element: Element, look: _Look) -> None:
        text = equation(element)
        before = self._out[-1].text[-1:] if self._out else ""
        apart = before.isdigit() and text[:1].isdigit()  # a mixed number: 2 3/16
        self._add(f" {text}" if apart else text, look)

    def _tell_hidden(self) -> None:
        text = one_line("".join(self._hidden))
        self._hidden.clear()
        self._report(INVISIBLE, text)

    def _report(self, rule: str, text: str) -> None:
        if text:
            self._removed.append(Removed(text=text, rule=rule))

    def _mark(self, mark: Element, look: _Look) -> None:
        """Take the begin, middle or end of a field: what stands before its middle is its instruction."""
        kind = attribute(mark, "fldCharType")
        if kind == "begin" and mark not in self._unclosed:
            self._fields.append(_Field(mark))
        elif kind == "separate" and self._fields:
            self._fields[-1].in_result = True
        elif kind == "end" and self._fields:
            ended = self._fields.pop()
            text, font = _result(ended)
            self._add(text, look, font)
            if not text and not ended.in_result and _OWN_WORDS_FIELDS.match("".join(ended.instruction)):
                self._report("field that is not understood", one_line("".join(ended.instruction)))

    def _look(self, run: Element) -> _Look:
        """Return how a run prints: its own look goes before its style's, that before its paragraph's."""
        run_looks = [properties for properties in (child_of(run, "rPr"),) if properties is not None]
        named = list(chain(self._styles, value_of(run, "rPr", "rStyle")))
        looks = [*run_looks, *_looks_of((*named, *self._style))]
        if not looks:
            return _PLAIN
        fonts = first_of(looks, "rFonts")
        font = "" if fonts is None or attribute(fonts, "asciiTheme") else attribute(fonts, "ascii")
        return _Look(
            position=_position(looks),
            struck=is_on(first_of(looks, "strike")) or is_on(first_of(looks, "dstrike")),
            hidden=is_on(first_of(looks, "vanish")),
            font=font if is_symbol_font(font) else "",
        )


_PLAIN = _Look()


def _looks_of(styles: Sequence[Element]) -> Iterator[Element]:
    return (look for style in styles if (look := child_of(style, "rPr")) is not None)


def _position(looks: Sequence[Element]) -> int:
    """Return ±1 for a raised or lowered run, or the half points (RAISED_LEAST or more) by which it is moved."""
    align = first_of(looks, "vertAlign")
    if align is not None:
        return {"superscript": 1, "subscript": -1}.get(attribute(align, "val"), 0)
    moved = first_of(looks, "position")
    value = "" if moved is None else attribute(moved, "val")
    size = value.removeprefix("-")
    if not (size.isascii() and size.isdigit() and len(size) < 4 and int(size) >= RAISED_LEAST):
        return 0
    return int(value)


def _unclosed(story: Element) -> Iterator[Element]:
    """Yield the beginnings of fields without an end: what follows them is no instruction."""
    opened: list[Element] = []
    for mark in story.iter("{*}fldChar"):
        kind = attribute(mark, "fldCharType")
        if kind == "begin":
            opened.append(mark)
        elif kind == "end" and opened:
            opened.pop()
    yield from opened


def _sign(code: str) -> str:
    try:
        return chr(int(code, 16)) if 0 < len(code) < 7 else UNREADABLE
    except ValueError:
        return UNREADABLE


def _result(ended: _Field) -> tuple[str, str]:
    """Return what a field prints that holds no result of its own, and in which font."""
    if (box := child_of(ended.begin, "ffData", "checkBox")) is not None:
        state = child_of(box, "checked")
        return ("☒" if is_on(child_of(box, "default") if state is None else state) else "☐"), ""
    if (choices := child_of(ended.begin, "ffData", "ddList")) is not None and not ended.in_result:
        entries = [attribute(entry, "val") for entry in choices if local(entry) == "listEntry"]
        place = value_of(choices, "result") or value_of(choices, "default") or "0"
        return (entries[int(place)] if place.isdigit() and int(place) < len(entries) else ""), ""
    if ended.in_result:
        return "", ""
    instruction = "".join(ended.instruction)
    if match := _FRACTION_FIELD.match(instruction):
        return fraction(match[1], match[2]), ""
    if match := _SHIFTED_FIELD.match(instruction):
        return (raised if match[1].lower() == "up" else lowered)(match[2]), ""
    if match := _ROOT_FIELD.match(instruction):
        return f"{raised(match[1] or '')}√{match[2] if match[2].isalnum() else f'({match[2]})'}", ""
    if match := _SYMBOL_FIELD.match(instruction):
        code = int(match[1], 0)
        return (chr(code) if code < 256 else UNREADABLE), match[2] or ""
    return "", ""
