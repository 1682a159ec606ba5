"""Text that gives orders to a machine that reads the article: found, so that it is reported and never quoted.

A sentence is told by a model that was learned from many writers' orders and look-alikes; a few marks by which
chats
with models are written tell alone.  Whoever is spoken to in one sentence, or in the line above, is spoken to
in the
next as well, which then needs less.  What stands in quotation marks inside other text is an example, and is kept.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from qa.reading.cleaning.order_model import bundled_model, columns_of, may_order, speaks_of_machines
from qa.reading.cleaning.order_shape import is_code
from qa.reading.cleaning.order_words import classes_of, is_disguised, plain, spaced_letters, tokens_of
from qa.reading.document import DocumentBlock, DocumentBlockKind
from qa.reading.sentences import sentence_spans

RULE = "text addressed to a machine"
LEAST = 0.1
"""Score from which a sentence is an order by itself, and is cut.

Its price and gain are in docs/decisions/2026-11-28-orders-to-machines.md.
"""
NOT_QUOTED = -0.45
"""Score from which it may be one: it stays where it is, and is not quoted."""
LEAST_BESIDE = -0.55
"""Score from which it is one beside an order."""
LEAST_BELOW = -0.6
"""Score from which it is one below a line that addresses a machine."""
WEAK = 0.3
"""What is taken off the score of a sentence that names no machine, and sets no rules or answers of its reader."""
SURE = 9.0
NEVER = -9.0
ADDRESS_WORDS_MOST = 24
"""A longer line above other blocks is text of its own, and does not address what stands below it."""
QUOTED_SHARE_MOST = 0.8
"""Of a block's letters: where more are in quotation marks, the block quotes nobody but speaks in them."""

_HANDS_ON = re.compile(
    r":\s*$|\bthe following\b|\b(?:sentences?|words|text|claims?|lines?) below\b|[“\"][^”\"]*$|"
    r"^\W*(?:begin|start)(?: of)? (?:\w+ )?(?:prompt|instructions?)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"“[^“”]*”|\"[^\"]*\"|«[^«»]*»|„[^„“”]*[“”]|`[^`]+`|(?<!\w)‘[^‘]{3,}?’(?!\w)")
_TURN = re.compile(r"\W*(?:user|human|assistant|system|ai|bot|operator) ?:", re.IGNORECASE)
_MARKED = re.compile(
    r"(?:</?\w+>)*\W*<\|\w[\w ]{1,29}\|>|(?:</?\w+>)*\W*\[/?INST\]|\W*<</?SYS>>|"
    r"(?:</?\w+>)*\s*</?(?:system|instructions?|prompt)>|"
    r"\W*(?:begin|start)(?: of)? (?:(?:system|new|hidden|secret|ai|llm) )?(?:prompt|instructions?)\b.*",
    re.IGNORECASE,
)
"""How chats with models are written down: nobody begins a sentence for people so."""
_ROLE_OBJECT = re.compile(
    r"^\W*[\[{]\W{0,9}r[oô]l\w{0,3}\W{1,6}(?:system|user|assistant|developer)\b", re.IGNORECASE
)
_CLOSES = re.compile(
    r"^\W*(?:end(?: of)? (?:\w+ )?(?:prompt|instructions?)|</\w+>|\[/INST\]|<\|\w+\|>)\W*$", re.IGNORECASE
)
_ROLE_HEADING = re.compile(
    r"^\W*(?:instruction|system|assistant|response|prompt|system prompt)\W*:?\W*$", re.IGNORECASE
)
_SQUEEZED = re.compile(
    r"ignore|disregard|forget|override|recommend|instruction|prompt|assistant|chatbot|system|language|model|"
    r"previous|rules|everyone|user|answer|reveal|article|source|say"
)
"""What is in an order whose letters stand apart, without its spaces: where its words end cannot be told."""
SPACED_LETTERS_LEAST = 14
_FURTHER_ENDS = re.compile(
    r"(?<=[}\]])\s+(?=[A-Z])|(?<=-->)\s+|(?<=[a-z]>)\s+(?=[A-Z])|(?<=\|>)\s+(?=[A-Z][a-z]+ [a-z])"
)


@dataclass(frozen=True, slots=True)
class _Part:
    """A sentence of a block: where it is, how much it is an order, and whether it hands on what is to be said."""

    start: int
    end: int
    score: float
    hands_on: bool
    is_a_turn: bool
    closes: bool


Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Orders:
    """What of a draft gives orders to a machine: whole blocks by place; of others, what stays and what goes.

    ``possible`` are the places and texts of sentences that stay and may give orders, too.
    """

    whole: frozenset[int]
    shortened: Mapping[int, tuple[Spans, Spans]]
    possible: tuple[tuple[int, str], ...] = ()


def orders_to_machines(blocks: Sequence[DocumentBlock]) -> Orders:
    """Return what of the blocks gives orders to a machine, at the level of sentences.

    A heading or a short line that addresses a machine speaks to what stands below it, too.
    """
    whole: set[int] = set()
    shortened: dict[int, tuple[Spans, Spans]] = {}
    possible: list[tuple[int, str]] = []
    address: int | None = None  # the line above that addresses a machine
    for place, block in enumerate(blocks):
        if block.kind is DocumentBlockKind.HEADING:
            address = None
        above = "" if address is None else blocks[address].text
        parts = _parts_of(block.text, above)
        gone = _gone(parts, addressed=address is not None)
        if block.kind is DocumentBlockKind.LIST_ITEM and above.rstrip().endswith(":"):
            gone = set(range(len(parts)))  # the list that the line leads into
        addresses = _addresses_below(block, parts, gone)
        if addresses and _only_addresses(block):
            gone = set()  # it goes with what it speaks to, and stays where that is no order
        kept = (block.text[part.start : part.end].strip() for i, part in enumerate(parts) if i not in gone)
        possible += [(place, sentence) for sentence in kept if may_give_orders(sentence)]
        if gone and address is not None:
            whole.add(address)
        if gone and len(gone) == len(parts):
            whole.add(place)
        elif gone:
            shortened[place] = _split(block.text, parts, gone)
        if addresses and not (address is not None and block.kind is DocumentBlockKind.LIST_ITEM):
            address = place
        elif not gone and block.kind is not DocumentBlockKind.LIST_ITEM:
            address = None
    return Orders(
        frozenset(whole),
        {place: parts for place, parts in shortened.items() if place not in whole},
        tuple((place, sentence) for place, sentence in possible if place not in whole),
    )


@lru_cache(maxsize=1 << 14)
def may_give_orders(sentence: str) -> bool:
    """Tell whether a sentence may give orders to a machine, so that it is better not quoted."""
    parts = _parts_of(sentence, "", [(0, len(sentence))])
    return any(part.score >= NOT_QUOTED for part in parts)


def gives_orders(text: str) -> bool:
    """Tell whether any of a text gives orders to a machine."""
    return bool(_gone(_parts_of(text, ""), addressed=False))


def sentences_of(text: str) -> list[tuple[int, int]]:
    """Return where the sentences of a text begin and end; a mark that closes an object or a tag ends one, too."""
    return _split_further(text, sentence_spans(text, "en"))


def _split_further(text: str, sentences: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for start, end in sentences:
        for mark in _FURTHER_ENDS.finditer(text, start, end):
            spans.append((start, mark.end()))
            start = mark.end()
        spans.append((start, end))
    return [(start, end) for start, end in spans if text[start:end].strip()]


def unquoted(text: str) -> str:
    """Return a text of the same length without what it only quotes."""
    quoted = list(_QUOTED.finditer(text))
    if not quoted:
        return text
    letters = sum(map(str.isalnum, text)) or 1
    if sum(sum(map(str.isalnum, quotation.group())) for quotation in quoted) <= QUOTED_SHARE_MOST * letters:
        return _QUOTED.sub(lambda match: "“" + " " * (len(match.group()) - 2) + "”", text)
    return re.sub('[“”"«»„`‘]', " ", text)


def looked_at(text: str, spans: Sequence[tuple[int, int]]) -> list[str]:
    """Return the sentences of a text as they are looked at: plain, and without what they only quote."""
    return _plain_sentences(unquoted(text), spans)


def _plain_sentences(bare: str, spans: Sequence[tuple[int, int]]) -> list[str]:
    return [plain(bare[start:end]) for start, end in spans]


def _parts_of(text: str, above: str, known: Sequence[tuple[int, int]] = ()) -> list[_Part]:
    """Return the sentences of a text, where a line may address them from ``above``.

    ``known`` are where they stand, if that is known.
    """
    spans, bare = _split_further(text, known) if known else sentences_of(text), unquoted(text)
    sentences = _plain_sentences(bare, spans)
    marked = _MARKED.match(text) or _ROLE_OBJECT.match(text) or is_disguised(text)
    if not spans or not (above or marked or any(map(may_order, sentences))):
        return []
    befores = [plain(above), *sentences[:-1]]
    return [
        _Part(
            start,
            end,
            SURE
            if _ROLE_OBJECT.match(text[start:end])
            else _score(bare[start:end], sentence, before, above, alone=len(spans) == 1),
            hands_on=bool(_HANDS_ON.search(text[start:end].strip())),
            is_a_turn=bool(_TURN.match(text[start:end])),
            closes=bool(_CLOSES.match(text[start:end])),
        )
        for (start, end), sentence, before in zip(spans, sentences, befores, strict=True)
    ]


def _score(text: str, sentence: str, before: str, above: str, *, alone: bool) -> float:
    apart = spaced_letters(text)
    if _MARKED.match(text) or (len(apart) >= SPACED_LETTERS_LEAST and len(set(_SQUEEZED.findall(apart))) > 1):
        return SURE
    if is_code(text):
        return NEVER
    score = bundled_model().score(columns_of(before, sentence, alone=alone))
    if above and _ROLE_HEADING.match(above):
        joined = plain(f"### {above.strip(' :')}: ") + sentence
        score = max(score, bundled_model().score(columns_of("", joined, alone=True)))
    return score if speaks_of_machines(sentence) else score - WEAK


def _gone(parts: Sequence[_Part], *, addressed: bool) -> set[int]:
    """Return the places of the sentences that give orders to a machine."""
    gone = {place for place, part in enumerate(parts) if part.score >= (LEAST_BELOW if addressed else LEAST)}
    if not gone:
        return set()
    for place in range(min(gone) - 1, -1, -1):
        if place + 1 in gone and (parts[place].score >= LEAST_BESIDE or parts[place].is_a_turn):
            gone.add(place)
    for place in range(1, len(parts) - 1):
        if place - 1 in gone and place + 1 in gone:  # between two orders
            gone.add(place)
    for place in range(1, len(parts)):
        before = parts[place - 1]
        if place - 1 in gone and (before.hands_on or parts[place].closes or parts[place].score >= LEAST_BESIDE):
            gone.add(place)
            if before.hands_on:  # what is handed on to be said has no end that could be told
                return gone | set(range(place, len(parts)))
    return gone


def _addresses_below(block: DocumentBlock, parts: Sequence[_Part], gone: set[int]) -> bool:
    if len(block.text.split()) > ADDRESS_WORDS_MOST:
        return False
    if block.kind is DocumentBlockKind.HEADING and _ROLE_HEADING.match(block.text):
        return True
    if not parts or len(parts) - 1 not in gone:
        return False
    if block.kind is DocumentBlockKind.HEADING or block.text.rstrip().endswith(":"):
        return True
    return len(parts) == 1 and (parts[0].score == SURE or _names_a_machine(block.text))


def _names_a_machine(text: str) -> bool:
    return any("BOT" in classes_of(token) for token in tokens_of(plain(text)))


def _only_addresses(block: DocumentBlock) -> bool:
    text = block.text.rstrip()
    return text.endswith(":") or (block.kind is DocumentBlockKind.HEADING and not re.search("[:.!,]", text))


def _split(text: str, parts: Sequence[_Part], gone: set[int]) -> tuple[Spans, Spans]:
    """Return the parts of a text that are left and those that go, without the white space around them."""
    bare = [_bare(text, part.start, part.end) for part in parts]
    return (
        tuple(span for place, span in enumerate(bare) if place not in gone),
        tuple(span for place, span in enumerate(bare) if place in gone),
    )


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), start + len(words.rstrip())
