"""The bytes of a rich text file → its tokens, and what its words for single characters stand for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from qa.reading.formats.line_breaks import BREAK

_TOKEN = re.compile(
    rb"\\(?P<word>[A-Za-z]{1,64})(?P<number>-?[0-9]{1,10})?[ ]?|\\'(?P<byte>[0-9A-Fa-f]{2})|\\(?P<sign>.)"
    rb"|(?P<open>\{)|(?P<close>\})|(?P<line>[\r\n]+)|(?P<text>[^\\{}\r\n]+)",
    re.DOTALL,
)
CHARACTERS = {
    "tab": " ", "line": BREAK, "softline": " ", "lbr": BREAK, "emspace": " ", "enspace": " ", "qmspace": " ",
    "emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
}  # fmt: skip
SIGNS = {"~": "\u00a0", "_": "-", "\\": "\\", "{": "{", "}": "}"}
"""What stands behind a backslash; the optional hyphen prints only where a line ends."""
CODE_PAGES = {
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gbk", 136: "cp950",
    161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251",
    222: "cp874", 238: "cp1250", 254: "cp437", 255: "cp850",
}  # fmt: skip
"""The character sets of fonts (``\\fcharset``); 1 is the file's own, 2 that of fonts of signs."""
SIGNS_CHARSET = 2


class TokenKind(Enum):
    """What a token is."""

    OPEN = auto()
    CLOSE = auto()
    WORD = auto()
    SIGN = auto()
    BYTES = auto()  # of text, written as they are or by their numbers


@dataclass(frozen=True, slots=True)
class Token:
    """One token; ``number`` is the parameter of a word, None where it has none."""

    kind: TokenKind
    word: str = ""
    number: int | None = None
    content: bytes = b""


def tokens_of(content: bytes) -> Iterator[Token]:
    """Yield the tokens of a file; the binary data that a word announces is stepped over."""
    place = 0
    while match := _TOKEN.match(content, place):
        place = match.end()
        kind = match.lastgroup
        if match["word"]:
            word = match["word"].decode()
            number = int(match["number"]) if match["number"] else None
            if word == "bin":
                place += max(number or 0, 0)
            else:
                yield Token(TokenKind.WORD, word, number)
        elif kind == "byte":
            yield Token(TokenKind.BYTES, "'", content=bytes.fromhex(match["byte"].decode()))
        elif kind == "text":
            yield Token(TokenKind.BYTES, content=match["text"])
        elif kind == "sign":
            sign = match["sign"].decode("latin-1")
            yield Token(TokenKind.WORD, "par") if sign in "\r\n" else Token(TokenKind.SIGN, sign)
        elif kind != "line":
            yield Token(TokenKind.OPEN if kind == "open" else TokenKind.CLOSE)
