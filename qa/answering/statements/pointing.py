"""Whether a sentence points back at what stands before it, wherever in it: "Most of them", "the same pull".

At the beginning a pronoun or a connective points back.  Further on a demonstrative does in the first clause, as
later ones mostly mean something in the sentence itself: "lift the leg, and stop if this hurts".
"""

import re

_OPENS = re.compile(
    r"(it|its|this|they|them|their|these|that|those|such|he|his|she|her|both|another|others|also|however|but|and|or|"
    r"so|yet|then|therefore|thus|instead|otherwise|besides|moreover|furthermore|similarly|likewise|for example|"
    r"for instance|in addition|as a result|in that case|on the other hand)\b(?! (legs|feet|knees|sides|men)\b)"
    r"(?!( is| was| may be| can be| might be) (\w+ )?\w+ (to|that|for)\b)"  # "It is important to ..."
    r"(?<!those)(?<!Those)|those (?!who\b|with\b|whose\b|that\b|of\b|in\b|\w+ing\b)",
    re.IGNORECASE,
)
_FIRST_CLAUSE = re.compile(r"[^,;:()–—]*")
_OF_THEM = r"\bof (?:them|these|those(?! who\b| with\b| whose\b)|this(?! (?:article|page|leaflet|guide)\b))\b"
_DEMONSTRATIVE = re.compile(
    rf"{_OF_THEM}|\bthese\b|\b(?:such|that) (?:an? )?(?:case|change|difference|reason|way|sign|symptom|problem|"
    r"pain|treatment|test)s?\b"
    r"|\bthis (?!article\b|page\b|leaflet\b|guide\b|week\b|year\b|month\b|time\b|morning\b)\w+"
    r"|\bthe (?:latter|former)\b",
    re.IGNORECASE,
)
_THE_SAME = re.compile(
    r"\b(?:the same|similar) (?!time\b|day\b|way\b|side\b|places?\b|spot\b|as\b"
    r"|to\b|for\b|in\b|level\b|height\b)\w+"
    r"(?!.* (?:as|to|in both|"
    r"for both|whether|every|each)\b)",
    re.IGNORECASE,
)


def points_back(text: str) -> bool:
    """Tell whether a sentence cannot be understood without the one before it."""
    if _OPENS.match(text):
        return True
    if text.endswith(":"):  # "if one of these fits:" points at the list below
        return False
    first = _FIRST_CLAUSE.match(text)
    return bool((first and _DEMONSTRATIVE.search(first[0])) or _THE_SAME.search(text))
