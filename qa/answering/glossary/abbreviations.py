"""Short forms that a text spells out: "magnetic resonance imaging (MRI)".

By the algorithm of Schwartz and Hearst, A simple algorithm for identifying abbreviation definitions in biomedical
text, Pacific Symposium on Biocomputing 2003: the letters of the short form are found in the words before it from
the right, the first of them at the beginning of a word.
"""

import re
from collections.abc import Iterator

_BRACKETS = re.compile(r"\((?P<short>[A-Za-z][A-Za-z0-9-]{0,8}[A-Z0-9][A-Za-z0-9]{0,2})(?:[,;][^()]{0,80})?\)")
_LONG_ENDS = re.compile(r"[.;:!?()\[\]\"“”]|, ")


def spelled_out(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield each short form that a text spells out, and where its long form starts and its brackets end."""
    for match in _BRACKETS.finditer(text):
        short = match["short"]
        if sum(character.isupper() for character in short) < 2:
            continue
        before = text[: match.start()].rstrip()
        most = min(len(short) + 5, 2 * len(short))
        words = list(re.finditer(r"\S+", before[-200:]))[-most:]
        window = before[-200:][words[0].start() :] if words else ""
        window = window[max((end.end() for end in _LONG_ENDS.finditer(window)), default=0) :]
        start = _long_form(short, window)
        if start is not None and len(window) - start > len(short) + 1:
            begins = len(before) - len(window) + start
            if " " in text[begins : match.start()].strip() or "-" in text[begins : match.start()]:
                yield short, begins, match.end()


def _long_form(short: str, window: str) -> int | None:
    """Return where in the window the long form of a short one starts; None where its letters are not there."""
    letters = [character.lower() for character in short if character.isalnum()]
    place = len(window)
    for number, letter in enumerate(reversed(letters), start=1):
        is_first = number == len(letters)
        place = window.lower().rfind(letter, 0, place)
        while place > 0 and is_first and window[place - 1].isalnum():
            place = window.lower().rfind(letter, 0, place)
        if place < 0 or (is_first and place > 0 and window[place - 1].isalnum()):
            return None
    return place
