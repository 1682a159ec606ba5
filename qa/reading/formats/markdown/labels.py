"""Labels of list items that CommonMark does not know, such as "(1)" and "b)": how they are written and read.

CommonMark has "1." and "1)" alone.  Any other label stands in bold before an em space, as the words of a bullet,
so that every viewer shows it, and no item that somebody else wrote is taken for one.
"""

import re

BULLET = "-"
_COMMONMARK = re.compile(r"[0-9]{1,9}[.)]")
_SIGNS = re.compile(r"([\\`*_\[\]<>#~|&{^=%])")
LABELLED = re.compile(r"\*\*(?P<label>(?:[^*\\\n]|\\.){1,80})\*\*&emsp;")
"""The raw text of an item begins with it."""


def item_opening(marker: str, *, again: bool = False) -> str:
    """Return what opens the item of a list in Markdown, up to its text.

    ``again`` tells that the item before has the same marker: a list of one number throughout would be counted.
    """
    if marker == BULLET or (_COMMONMARK.fullmatch(marker) and not again):
        return f"{marker} "
    label = _SIGNS.sub(r"\\\1", marker)
    return f"{BULLET} **{label}**&emsp;"
