"""Phrases that an article explains by one another: "a herniated disc, also called a slipped disc".

They are read off by closed word classes alone: a gloss whose phrases have no clear ends is passed over.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from qa.indexing.bm25 import STOP_WORDS

PHRASE_WORDS_MOST = 4  # longer ones hardly occur in questions, and their ends are guessed wrong more often
GLOSS_CHARACTERS_MOST = 160  # no phrase of four words reaches farther from what introduces it

_TOKEN = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*|[^\s\"“”‘’*]")
_PARENTHESIS = re.compile(r"\(([^()\n]{2,60})\)")
_ABBREVIATION = re.compile(r"[A-Z][A-Za-z]{0,6}[A-Z]s?")
_CLINICAL = re.compile(
    r"(?i)\w\w+(?:itis|osis|a?emia|pathy|algia|uria|plegia|oma|penia|cardia|tension|pn[eo]a|rh?ea|esthesia|opia|"
    r"pha[gs]ia|plasia|trophy|megaly|listhesis|paresis|ectomy|otomy|oscopy|ography)"
)
_ADJECTIVE = re.compile(r"\w+(?:ed|al|ic|ive|ous|ar|ant|ent|ary|en)")
_CUES = ("called ", "known as ", "referred to as ")
_HOW = frozenset(
    """also alternatively commonly formerly frequently generally informally more most normally occasionally often
    otherwise popularly previously simply sometimes typically usually""".split()
)
_LINKS = frozenset("is are was were be been may can which that has have".split())
_LEADING = _HOW | _LINKS
_ARTICLES = frozenset("a an the my your his her its our their this".split())
_LISTING = frozenset(("and", "or"))
_PLACED = frozenset("at behind down from in into near on over through to with within".split())
_OUTSIDE = _HOW.union(  # what no phrase here runs over, with the verbs that often stand before one
    STOP_WORDS,
    """above across against along among around away behind below between beyond both during each every except few
    inside less like many near never one outside per since still such there these those three through toward two
    under unless until upon via whatever whether within without become becomes called cause causes contain contains
    develop develops find give help helps include includes including involve involves known make makes need needs
    prevent prevents produce produces reduce reduces see take takes treat treats use uses using""".split(),
)
_VAGUE = frozenset(  # in the singular
    """blood body case cell condition disease disorder drug form gene group kind medicine name pain part people
    person problem protein side sign stage surgery symptom syndrome test therapy treatment type""".split()
)


def glosses_in(text: str) -> Iterator[tuple[str, str]]:
    """Yield the two sides of every gloss in a text."""
    composed = unicodedata.normalize("NFC", text).replace("’", "'")
    yield from _named(composed)
    yield from _in_parentheses(composed)


def _named(text: str) -> Iterator[tuple[str, str]]:
    """Yield the sides of "X, also called Y", "X (sometimes known as Y or Z)" and "X is often called Y"."""
    for cue in _CUES:
        start = text.find(cue)
        while start >= 0:
            end = start + len(cue)
            left = _glossed(_before(text, start))
            if left:
                after = text[end : end + GLOSS_CHARACTERS_MOST].partition("\n")[0]
                yield from ((left, right) for right in _glosses(_TOKEN.findall(after)))
            start = text.find(cue, end)


def _before(text: str, end: int) -> list[str]:
    return _TOKEN.findall(text[max(0, end - GLOSS_CHARACTERS_MOST) : end].rpartition("\n")[2])


def _glossed(tokens: Sequence[str]) -> str:
    """Return the phrase that a gloss after these tokens explains; empty where its ends are not clear."""
    end = len(tokens)
    while end and tokens[end - 1].lower() in _LEADING:
        end -= 1
    leading, opening = {token.lower() for token in tokens[end:]}, tokens[end - 1] if end else ""
    if leading.isdisjoint(_HOW):
        return ""  # "a protein called X" names one of a kind
    if opening in (",", "("):
        return _phrase_ending(tokens[: end - 1], listed=opening == "(")
    return "" if leading.isdisjoint(_LINKS) else _phrase_ending(tokens[:end])


def _phrase_ending(tokens: Sequence[str], *, listed: bool = False) -> str:
    """Return the noun phrase at the end; none of those placed somewhere, as the whole may be meant by a gloss."""
    if tokens[-3:-2] == ["("] and tokens[-1] == ")":
        tokens = tokens[:-3]  # an abbreviation of the phrase
    start, edge = _words_ending(tokens)
    if edge and tokens[edge - 1].lower() == "of":
        start, edge = _words_ending(tokens[: edge - 1])
    before = tokens[edge - 1].lower() if edge else ""
    return "" if before in _PLACED or (before in _LISTING and not listed) else _phrase(tokens[start:])


def _words_ending(tokens: Sequence[str]) -> tuple[int, int]:
    """Return where the words at the end begin, without and with their article."""
    start = len(tokens)
    while start and _is_inside(tokens[start - 1]):
        start -= 1
    return start, start - (start > 0 and tokens[start - 1].lower() in _ARTICLES)


def _is_inside(token: str) -> bool:
    return token[0].isalpha() and token.lower() not in _OUTSIDE and not token.endswith("ly")


def _phrase(words: Sequence[str]) -> str:
    """Return the words as a phrase, in lower case but for abbreviations; empty when it stands for too much."""
    if not 1 <= len(words) <= PHRASE_WORDS_MOST or "of" in (words[0], words[-1]) or words[-1].endswith("ed"):
        return ""
    vague = words[0].lower().removesuffix("s") in _VAGUE and (len(words) == 1 or words[1] == "of")
    return "" if vague else " ".join(word if _ABBREVIATION.fullmatch(word) else word.lower() for word in words)


def _glosses(tokens: Sequence[str]) -> Iterator[str]:
    """Yield the phrases "Y" and "Y or Z" that these tokens begin with."""
    phrases: list[list[str]] = [[]]
    for token in tokens:
        word, phrase = token.lower(), phrases[-1]
        if word == "or" and phrase:
            phrases.append([])
        elif _is_inside(token) or (phrase and word == "of") or (word == "the" and phrase[-1:] == ["of"]):
            phrase.append(token)
        elif phrase or word not in _ARTICLES:
            break
    if len(phrases) > 1 and len(phrases[0]) == 1 < len(phrases[1]) and _ADJECTIVE.fullmatch(phrases[0][0]):
        phrases[0].append(phrases[1][-1])  # "a ruptured or slipped disc"
    yield from filter(None, map(_phrase, phrases))


def _in_parentheses(text: str) -> Iterator[tuple[str, str]]:
    """Yield the sides of "long form (LF)", of "high blood pressure (hypertension)" and of its reverse."""
    for match in _PARENTHESIS.finditer(text):
        before, inside = _before(text, match.start()), _TOKEN.findall(match[1])
        gloss = _phrase(inside) if all(map(_is_inside, inside)) else ""
        if _ABBREVIATION.fullmatch(match[1]):
            phrase = _long_form(before, match[1])
        else:
            phrase = _phrase_ending(before) if gloss else ""
            phrase = phrase if bool(_CLINICAL.fullmatch(gloss)) != bool(_CLINICAL.fullmatch(phrase)) else ""
        if phrase:
            yield phrase, gloss or match[1]


def _long_form(tokens: Sequence[str], short: str) -> str:
    """Return the words at the end that a short form is made of: as many as it has letters, or fewest."""
    letters = short.removesuffix("s").lower()
    for count in (len(letters), *range(1, PHRASE_WORDS_MOST + 1)):
        words = tokens[-count:]
        parts = [part for word in words if word.lower() not in STOP_WORDS for part in word.lower().split("-")]
        if count <= min(len(tokens), PHRASE_WORDS_MOST) and _is_inside(words[0]) and _spell(letters, parts):
            return _phrase(words)
    return ""


def _spell(letters: str, parts: Sequence[str]) -> bool:
    """Tell whether the letters are the initials of all parts, each with letters from inside its part or none."""
    if not parts or not letters:
        return not parts and not letters
    counts = range(1, len(letters) + 1) if parts[0].startswith(letters[0]) else ()
    return any(_within(letters[:count], parts[0]) and _spell(letters[count:], parts[1:]) for count in counts)


def _within(letters: str, word: str) -> bool:
    letters_of_word = iter(word)
    return all(letter in letters_of_word for letter in letters)
