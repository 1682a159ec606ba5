"""DrawingML text (slides, their tables and diagrams) → paragraphs on a line each, with bullets and numbers."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from qa.reading.document import DocumentBlock, DocumentBlockKind
from qa.reading.formats.archive import Element, attribute, local, whole
from qa.reading.formats.numerals import lettered, roman
from qa.reading.formats.runs import Run, line_of
from qa.reading.formats.symbols import PRIVATE, TICKS, UNREADABLE, in_font
from qa.reading.formats.word.elements import child_of
from qa.reading.formats.word.equations import equation
from qa.reading.formats.word.text import chosen

BULLET = "-"
_STRIKES = frozenset(("sngStrike", "dblStrike"))
_BULLETS = frozenset("buNone buChar buAutoNum buBlip".split())
_ESCAPED = re.compile(r"_x(00[0-9A-Fa-f]{2})_")
_NUMBER = re.compile(
    r"(?P<kind>arabic|alphaLc|alphaUc|romanLc|romanUc)(?:Db)?(?P<look>Period|ParenR|ParenBoth|Plain)"
)
_LOOKS = {"Period": "{}.", "ParenR": "{})", "ParenBoth": "({})", "Plain": "{}"}
_COUNTED: dict[str, Callable[[int], str]] = {
    "arabic": str,
    "alphaLc": lettered,
    "alphaUc": lambda number: lettered(number).upper(),
    "romanLc": roman,
    "romanUc": lambda number: roman(number).upper(),
}

Tell = Callable[[str, str], None]
"""Takes a rule and the text that it leaves out."""


@dataclass(frozen=True, slots=True)
class SlideParagraph:
    """A paragraph as it shows: ``marker`` is empty where it is no item of a list; ``level`` 1 is the outermost."""

    text: str
    level: int = 1
    marker: str = ""

    def block(self, page: int) -> DocumentBlock:
        """Return it as a block of a document."""
        if not self.marker:
            return DocumentBlock(kind=DocumentBlockKind.PARAGRAPH, text=self.text, page=page)
        return DocumentBlock(
            kind=DocumentBlockKind.LIST_ITEM, text=self.text, level=self.level, marker=self.marker, page=page
        )


def unescaped(text: str) -> str:
    """Return a text of an Office file with what XML cannot hold, which is written as ``_x000D_``."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def paragraphs_of(body: Element | None, around: Sequence[Element], tell: Tell) -> Iterator[SlideParagraph]:
    """Yield the paragraphs of a text body that have text; ``around`` are the list styles that it inherits from."""
    if body is None:
        return
    list_style = child_of(body, "lstStyle")
    styles = [style for style in (list_style, *around) if style is not None]
    counts: dict[int, tuple[str, int]] = {}  # level → the numbering that runs on it, and its last number
    for paragraph in body:
        if local(paragraph) != "p":
            continue
        properties = child_of(paragraph, "pPr")
        level = min(whole(attribute(properties, "lvl"), 0) if properties is not None else 0, 8)
        text = line_of(_runs(paragraph, tell))
        if not text:
            continue
        levels = [child for style in styles for child in style if local(child) == f"lvl{level + 1}pPr"]
        if properties is not None:
            levels.insert(0, properties)
        for deeper in [key for key in counts if key > level]:
            del counts[deeper]
        marker = _marker(levels, level, counts)
        if marker and marker in TICKS:
            text, marker = f"{marker} {text}", BULLET
        yield SlideParagraph(text, level + 1, marker)


def text_of(body: Element | None, tell: Tell) -> list[str]:
    """Return the texts of the paragraphs, each with the number that stands before it."""
    paragraphs = list(paragraphs_of(body, (), tell))
    return [
        paragraph.text if paragraph.marker in ("", BULLET) else f"{paragraph.marker} {paragraph.text}"
        for paragraph in paragraphs
    ]


def _marker(levels: Sequence[Element], level: int, counts: dict[int, tuple[str, int]]) -> str:
    """Return what stands before a paragraph; an automatic number goes on where the one before it was alike."""
    bullet = next((child for properties in levels for child in properties if local(child) in _BULLETS), None)
    name = "" if bullet is None else local(bullet)
    if name == "buAutoNum":
        kind, start = attribute(bullet, "type"), whole(attribute(bullet, "startAt"), 1)
        key = f"{kind} {start}"
        before, last = counts.get(level, ("", 0))
        number = last + 1 if before == key else start
        counts[level] = (key, number)
        match = _NUMBER.fullmatch(kind)
        return _LOOKS[match["look"]].format(_COUNTED[match["kind"]](number)) if match else f"{number}."
    counts.pop(level, None)
    if name == "buChar":
        font = next((child for properties in levels for child in properties if local(child) == "buFont"), None)
        sign = in_font(attribute(bullet, "char"), "" if font is None else attribute(font, "typeface"))
        return sign if sign and sign in TICKS else BULLET
    return BULLET if name == "buBlip" else ""


def _runs(paragraph: Element, tell: Tell) -> Iterator[Run]:
    for child in paragraph:
        name = local(child)
        if name in ("r", "fld"):
            yield _run(child, tell)
        elif name in ("br", "tab"):
            yield Run(" ")
        elif name == "AlternateContent":
            yield from _runs(chosen(child), tell)
        elif name in ("m", "oMath", "oMathPara"):
            yield Run(equation(child))


def _run(run: Element, tell: Tell) -> Run:
    text = unescaped("".join(child.text or "" for child in run if local(child) == "t"))
    look = child_of(run, "rPr")
    if look is None:
        return Run(_signs(text, "", tell))
    fonts = [attribute(child, "typeface") for child in look if local(child) in ("sym", "latin")]
    font = fonts[-1] if fonts and PRIVATE.search(text) else next(iter(fonts), "")
    baseline = attribute(look, "baseline").removesuffix("%")
    position = 0 if baseline.strip("-0.") == "" else -1 if baseline.startswith("-") else 1
    return Run(_signs(text, font, tell), position, attribute(look, "strike") in _STRIKES)


def _signs(text: str, font: str, tell: Tell) -> str:
    if not font and not PRIVATE.search(text):
        return text
    signs = in_font(text, font)
    if UNREADABLE in signs and UNREADABLE not in text:
        codes = " ".join(f"U+{ord(character):04X}" for character in PRIVATE.findall(text) or text)
        tell("sign of a font without a known map", f"{codes} {font}".strip())
    return signs
