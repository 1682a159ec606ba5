"""The style of the page and its icon: read once, for the head of the page and for what is drawn in it."""

from base64 import b64encode
from functools import cache
from pathlib import Path

COLOURS = "shared/colours.css"
STYLES = (
    "shared/style.css",
    "ask/suggestions.css",
    "quality/style.css",
    "map/style.css",
    "library/style.css",
    "shared/header.css",
    "beside/style.css",
    "terms/style.css",
    "compare/style.css",
    "check/style.css",
    "taking/style.css",
    "written/style.css",
    "saved/style.css",
    "shared/print.css",
)
ICON_COLOUR = "#1f5f5b"
"""In a tab of the browser, which has no theme of ours: ``--cw-accent`` of colours.css."""
_PAGE = Path(__file__).parent.parent
_LIGHT, _DARK = ":root {", ".cw-dark {"


@cache
def style() -> str:
    """Return the style of all views; dark where the browser is, until ``palette`` says what the theme is."""
    drawn = f':root {{ --cw-icon: url("{_data(icon())}"); }}'  # Streamlit takes a drawing out of HTML
    sheets = "".join(map(_read, STYLES))
    # Streamlit's style comes later, and would win where as specific: so each rule is below :root
    return f"{colours()}{drawn}:root {{{sheets}}}"


def colours() -> str:
    """Return the colours; dark where the browser is, and light on paper."""
    sheet = _read(COLOURS)
    dark = f"@media (prefers-color-scheme: dark) {{ :root {{{_rules(sheet, _DARK)}}} }}"
    paper = f"@media print {{ html:root {{{_rules(sheet, _LIGHT)}}} }}"
    return f"{sheet}{dark}{paper}"


def palette(*, dark: bool) -> str:
    """Return the colours of the visitor's theme."""
    return f":root {{{_rules(_read(COLOURS), _DARK if dark else _LIGHT)}}}"


def _read(sheet: str) -> str:
    return (_PAGE / sheet).read_text(encoding="utf-8")


def _rules(sheets: str, opening: str) -> str:
    return sheets.partition(opening)[2].partition("}")[0]


@cache
def icon() -> str:
    """Return the drawing of the icon, in the colour of the text around it."""
    return (_PAGE / "shared" / "icon.svg").read_text(encoding="utf-8").strip()


def tab_icon() -> str:
    """Return the drawing of the icon for a tab of the browser."""
    return icon().replace("currentColor", ICON_COLOUR)


def tab_icon_address() -> str:
    """Return the icon of a tab as an address that holds all of it."""
    return _data(tab_icon())


def _data(svg: str) -> str:
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"
