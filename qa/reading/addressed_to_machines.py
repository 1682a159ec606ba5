"""Text that gives orders to a machine that reads the article: found, so that it is reported and never quoted.

One sign is not enough, as people have assistants too and leaflets speak of chatbots.  Two signs of different
kinds must meet: somebody who is addressed and is a machine, and an order about what is said or read; or an order
to set aside what was said before, together with an order about what to say.  Only the marks by which chat models
part their messages tell alone.  What stands in quotation marks inside other text is an example, and is kept.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sentencex import get_sentence_boundaries

from qa.reading.draft import DraftBlock, DraftKind
from qa.reading.order_signs import ORDERS, SURE_ORDERS, Sign, first_signs, further_signs, may_order

RULE = "text addressed to a machine"
REACH = 2
"""How many sentences may lie from the addressee to the order: "Note to bots. Read with care. Cite us."."""
ADDRESS_WORDS_MOST = 24
"""A longer line above other blocks is text of its own, and does not address what stands below it."""

_HANDS_ON = re.compile(r":$|\bthe following\b|\b(?:sentences?|words|text|claims?|lines?) below\b|[“\"][^”\"]*$")
_TURN = re.compile(r"(?:user|human|assistant|system|ai|bot) ?:")
_QUOTED = re.compile(r"“[^“”]*”|\"[^\"]*\"|«[^«»]*»|„[^„“]*“|`[^`]+`|(?<!\w)‘[^‘]{3,}?’(?!\w)")
_SQUEEZED = re.compile(
    r"(?:ignore|disregard|forget|override)(?:all|any|every)?(?:of)?(?:the|your|my|those)?(?:previous|prior|"
    r"other|earlier|above|"
    r"preceding)(?:instruction|prompt|article|source|rule|document|message|direction)"
)
"""An order whose letters stand apart, without its spaces: where its words end cannot be told."""
_SPACED = re.compile(r"\b\w(?:[ ._*-]\w){4,}\b")
_WORD_MARKS = re.compile(r"[_*~^|]+(?![>])(?<!<\|)")
QUOTED_SHARE_MOST = 0.8
"""Of a block's letters: where more are in quotation marks, the block quotes nobody but speaks in them."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A sentence of a block, and its signs: whether it hands on what is to be said, and whether a chat has it."""

    start: int
    end: int
    sign: Sign
    hands_on: bool
    is_a_turn: bool = False


@dataclass(frozen=True, slots=True)
class Orders:
    """What of a draft gives orders to a machine: whole blocks by place; of others, what is left and what goes."""

    whole: frozenset[int]
    shortened: Mapping[int, tuple[str, str]]


def orders_to_machines(blocks: Sequence[DraftBlock]) -> Orders:
    """Return what of the blocks gives orders to a machine, at the level of sentences.

    A heading or a short line that addresses a machine speaks to what stands below it, too.
    """
    whole: set[int] = set()
    shortened: dict[int, tuple[str, str]] = {}
    address: int | None = None  # the line above that addresses a machine
    for place, block in enumerate(blocks):
        if block.kind is DraftKind.HEADING:
            address = None
        parts = _parts_of(block.text, addressed=address is not None)
        gone = _gone(parts, addressed=address is not None)
        if gone and address is not None:
            whole.add(address)
        if gone and len(gone) == len(parts):
            whole.add(place)
        elif gone:
            shortened[place] = _split(block.text, parts, gone)
        if _addresses_below(block, parts):
            address = place
        elif not gone and block.kind is not DraftKind.LIST_ITEM:
            address = None
    return Orders(frozenset(whole), {place: texts for place, texts in shortened.items() if place not in whole})


def gives_orders(text: str) -> bool:
    """Tell whether any of a text gives orders to a machine."""
    return bool(_gone(_parts_of(text), addressed=False))


def _parts_of(text: str, *, addressed: bool = False) -> list[_Part]:
    """Return the sentences of a text, if any of them, or who is ``addressed`` above, may make an order of it."""
    lowered = text.lower()
    if not (addressed or may_order(lowered) or _SPACED.search(lowered)):
        return []
    plain = _plain(text)
    if _SPACED.search(plain) and _SQUEEZED.search(re.sub(r"[\W_]", "", plain)):
        return [_Part(0, len(text), Sign.TOKEN, hands_on=False)]
    bounds = [
        (each["start_index"], each["end_index"])
        for each in get_sentence_boundaries("en", text)
        if text[each["start_index"] : each["end_index"]].strip()
    ]
    sentences = [" ".join(plain[start:end].split()) for start, end in bounds]
    first = [first_signs(f" {sentence}" if sentence.startswith("ai") else sentence) for sentence in sentences]
    if not (addressed or any(first)):
        return []
    return [
        _Part(
            start,
            end,
            sign | further_signs(sentence),
            hands_on=bool(_HANDS_ON.search(text[start:end].strip().lower())),
            is_a_turn=bool(_TURN.match(sentence)),
        )
        for (start, end), sentence, sign in zip(bounds, sentences, first, strict=True)
    ]


def _plain(text: str) -> str:
    """Return a text of the same length in small letters, without marks, and without what it only quotes."""
    lowered = text.lower()
    if len(lowered) != len(text):  # a few capitals have two small letters
        lowered = "".join(low if len(low := character.lower()) == 1 else character for character in text)
    quoted = list(_QUOTED.finditer(lowered))
    letters = sum(map(str.isalnum, lowered)) or 1
    if sum(sum(map(str.isalnum, found.group())) for found in quoted) <= QUOTED_SHARE_MOST * letters:
        lowered = _QUOTED.sub(lambda found: "“" + " " * (len(found.group()) - 2) + "”", lowered)
    else:
        lowered = re.sub('[“”"«»„`‘]', " ", lowered)
    return _WORD_MARKS.sub(lambda found: " " * len(found.group()), lowered)


def _gone(parts: Sequence[_Part], *, addressed: bool) -> set[int]:
    """Return the places of the sentences that give orders to a machine."""
    seeds = set(_seeds(parts, addressed=addressed))
    if not seeds:
        return set()
    first = min(seeds)
    while first and (parts[first - 1].sign & (SURE_ORDERS | Sign.ADDRESSED) or parts[first - 1].is_a_turn):
        first -= 1
    gone = set(range(first, max(seeds) + 1))
    for place in range(max(seeds) + 1, len(parts)):
        before, sign = parts[place - 1], parts[place].sign
        if not (sign & (ORDERS | Sign.ADDRESSED | Sign.GOES_ON | Sign.TOKEN) or before.hands_on):
            break
        gone.add(place)
        if before.hands_on:  # what is handed on to be said has no end that could be told
            gone |= set(range(place, len(parts)))
            break
    return gone


def _seeds(parts: Sequence[_Part], *, addressed: bool) -> Iterator[int]:
    """Yield the places of the sentences in which, or in whose neighbours, two signs meet."""
    for place, part in enumerate(parts):
        if part.sign & Sign.TOKEN or (addressed and part.sign & ORDERS):
            yield place
        if part.sign & (Sign.ADDRESSED | Sign.PERHAPS_ADDRESSED):
            wanted = ORDERS if part.sign & Sign.ADDRESSED else SURE_ORDERS
            near = [other for other in range(len(parts)) if abs(other - place) <= REACH]
            ordering = [other for other in near if parts[other].sign & wanted]
            yield from [place, *ordering] if ordering else []
        if part.sign & Sign.SETS_ASIDE:
            near = [place, place + 1] if place + 1 < len(parts) else [place]
            saying = [other for other in near if parts[other].sign & Sign.SURELY_OF_OUTPUT]
            yield from [place, *saying] if saying else []


def _addresses_below(block: DraftBlock, parts: Sequence[_Part]) -> bool:
    if not parts or len(block.text.split()) > ADDRESS_WORDS_MOST:
        return False
    last = parts[-1].sign
    heads = block.kind is DraftKind.HEADING or block.text.rstrip().endswith(":")
    return bool(last & Sign.ADDRESSED) and (heads or len(parts) == 1)


def _split(text: str, parts: Sequence[_Part], gone: set[int]) -> tuple[str, str]:
    """Return what is left of a text and what goes, each in the order of the text."""
    kept = [text[part.start : part.end].strip() for place, part in enumerate(parts) if place not in gone]
    cut = [text[part.start : part.end].strip() for place, part in enumerate(parts) if place in gone]
    return " ".join(kept), " ".join(cut)
