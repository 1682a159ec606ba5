"""Bytes of a text file → Unicode text with plain line ends, or the reason why not."""

import re
import unicodedata

from qa.reading.draft import UnreadableError

BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
CONTROL_CHARACTERS_TOLERATED = 0.02
"""Share of control characters above which a file is taken for binary; text spoilt by a wrong encoding has
fewer, executables and pictures have several times more."""


def decode(content: bytes) -> str:
    """Return the text in NFC with ``\\n`` line ends; raises UnreadableError for binary or unknown encodings."""
    text = unicodedata.normalize("NFC", _decode(content))
    text = "\n".join(text.splitlines()).removeprefix("\ufeff")
    if not text.strip():
        raise UnreadableError("the file is empty")
    if len(_CONTROLS.findall(text)) > CONTROL_CHARACTERS_TOLERATED * len(text):
        raise UnreadableError("the file is binary, not text")
    return text


def _decode(content: bytes) -> str:
    for mark, encoding in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError as error:
                raise UnreadableError(f"the file says it is {encoding} and is not") from error
    if b"\x00" in content:
        raise UnreadableError("the file is binary, not text")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _guess(content)


def _guess(content: bytes) -> str:
    from charset_normalizer import from_bytes  # only the rare file that is not UTF-8 pays for the import

    best = from_bytes(content).best()
    if best is None:
        raise UnreadableError("the encoding of the file could not be found")
    return str(best)
