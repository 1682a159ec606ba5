"""Text damaged on its way, mended before it is quoted; every repair is told."""

import re
import unicodedata

from qa.reading.document import UnreadableError

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


# What Western European texts hold beside ASCII; others read as Windows-1252 hold more (Czech š, Turkish þ).
_WESTERN = re.compile(r"[\x00-\x7e\xa0-ÏÑ-ÖØ-Üßà-ïñ-öø-üÿ×÷Œœ€‚ƒ„…†‡ˆ‰‹‘’“”•–—˜™›]*")
_OTHER_ALPHABET = re.compile(  # no word has three accents in a row, ì or ù but at its end, or ³ among its letters
    r"[À-ÖØ-öø-ÿŒœ]{3}|[ìùÌÙ](?=[^\W\d_])|(?<=[À-ÖØ-öø-ÿŒœ])[¢-¥¯²³¹¼-¿]"
    r"|(?<=[^\W\d_])[¡-©«-´¶¸-¿×÷](?=[^\W\d_])"
)


def _western(content: bytes) -> str | None:
    """Return the text in Windows-1252, None where it does not read like one of the languages written in it.

    charset-normalizer 3.5.2 takes a short one for Windows-1250 or for a Mac's: "4 °C" becomes "4 įC", "à" "ŕ".
    """
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        return None
    return text if _WESTERN.fullmatch(text) and not _OTHER_ALPHABET.search(text) else None


def _guess(content: bytes) -> str:
    if (western := _western(content)) is not None:
        return western
    from charset_normalizer import from_bytes  # only the rare file that is not UTF-8 pays for the import

    best = from_bytes(content).best()
    if best is None:
        raise UnreadableError("the encoding of the file could not be found")
    return str(best)


# The second half of an apostrophe in UTF-8 read as Latin-1, its two control characters lost on the way.
_HALF_APOSTROPHE = re.compile(r"(?<=[a-z]{2})â(?=(?:t|s|re|ve|ll|d|m)\b)")
# Contractions whose form without the apostrophe is no English word.
_LOST_APOSTROPHES = {
    "arent": "aren't", "couldnt": "couldn't", "didnt": "didn't", "doesnt": "doesn't", "dont": "don't",
    "hadnt": "hadn't", "hasnt": "hasn't", "havent": "haven't", "heres": "here's", "isnt": "isn't",
    "shouldnt": "shouldn't", "thats": "that's", "theres": "there's", "theyre": "they're", "theyve": "they've",
    "wasnt": "wasn't", "werent": "weren't", "whats": "what's", "wouldnt": "wouldn't", "youre": "you're",
    "youve": "you've",
}  # fmt: skip
_LOST_APOSTROPHE = re.compile(rf"\b({'|'.join(_LOST_APOSTROPHES)})\b", re.IGNORECASE)
_SOFT_HYPHEN = re.compile("\u00ad")
_INVISIBLE = re.compile("[\u200b\u2060\u2061-\u2064\ufeff\u202a-\u202e\u2066-\u2069\u200e\u200f]")
_LIGATURE = re.compile("[\ufb00-\ufb06]")
_SIMPLE = (
    ("soft hyphen", _SOFT_HYPHEN, ""),
    ("invisible character", _INVISIBLE, ""),
    ("half an apostrophe", _HALF_APOSTROPHE, "'"),
)
_FTFY_MOJIBAKE = ("decode_inconsistent_utf8", "replace_lossy_sequences", "restore_byte_a0")


def repair(text: str, *, language: str = "en") -> tuple[str, tuple[str, ...]]:
    """Return the text without mojibake, ligatures, invisible characters or, in English, lost apostrophes.

    With it come the kinds of damage that were mended.  The repair of mojibake is ftfy's (Robyn Speer), which
    changes only what is surely damage.
    """
    kinds: list[str] = []
    if not text.isascii():
        text = _mended(text, kinds)
    if language.partition("-")[0] == "en" and _may_lack_apostrophes(text):
        text, repairs = _LOST_APOSTROPHE.subn(_with_apostrophe, text)
        if repairs:
            kinds.append("lost apostrophe")
    return text, tuple(kinds)


def _mended(text: str, kinds: list[str]) -> str:
    from ftfy import TextFixerConfig, fix_and_explain

    if _LIGATURE.search(text):
        kinds.append("ligature")
    for kind, pattern, instead in _SIMPLE:
        text, repairs = pattern.subn(instead, text)
        if repairs:
            kinds.append(kind)
    config = TextFixerConfig(uncurl_quotes=False, unescape_html=False, fix_line_breaks=False, normalization="NFC")
    fixed = fix_and_explain(text, config)
    if any(step.action != "apply" or step.parameter in _FTFY_MOJIBAKE for step in fixed.explanation or ()):
        kinds.append("mojibake")
    return fixed.text


def _may_lack_apostrophes(text: str) -> bool:
    """Tell whether a text has a word's letters somewhere: a search for whole words takes ten times as long."""
    lowered = text.lower()
    return any(word in lowered for word in _LOST_APOSTROPHES)


def _with_apostrophe(match: re.Match[str]) -> str:
    word = match.group()
    mended = _LOST_APOSTROPHES[word.lower()]
    if word.isupper():
        return mended.upper()
    return mended.capitalize() if word[0].isupper() else mended
