"""One sentence, read for comparing: its words, quantities, denials, opposites and things of one kind."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from qa.answering.checking.lexicon import Listed, PlacedWord, kinds_in, opposites_in, tokens_in
from qa.reading.quantities.grammar import measured
from qa.reading.quantities.quantity import Quantity

Stem = Callable[[str], str]
READ_KEPT = 8192
"""Sentences whose wording is cached, some KB each: those of the articles are compared again and again."""

DENIALS = frozenset(
    """not no never none nobody nothing neither nor without cannot don't doesn't didn't isn't aren't wasn't
    weren't won't wouldn't can't couldn't shouldn't mustn't hasn't haven't needn't""".split()
)
"""Words that deny what follows them in their clause."""
HALF_DENIALS = frozenset(
    """seldom rarely hardly scarcely barely few unless only except avoid avoids avoided avoiding unable unlikely
    impossible lack lacks lacking fail fails failed instead rather exclude excluded deny
    refuse else other only against wrong disagree disagrees unwise unsafe disputed uncertain unclear unhelpful
    harmless rare missing painless disappointing
    disappointed""".split()
)
"""Words that may take the place of a denial in a faithful paraphrase: "not dangerous" and "harmless"."""
TURNING = (DENIALS - {"nor"}) | frozenset(
    "rather instead unless avoid avoids unlikely seldom rarely hardly few".split()
)
"""Words without which a sentence says the opposite."""
_NEGATIVE_PREFIX = re.compile(r"(?:un|dis(?!ease)|non)(?=[a-z]{4})")
LIGHT = frozenset(
    """a about above accord according actually add after again all almost along already also although always among
    amount an and another any anybody anyone anything apart apply are around as ask at available away back
    be because become been before begin being believe below besides better between both bring but by call
    can case cause certain certainly clear clearly come common commonly completely consider could course day
    depend despite different do does doing done down due during each easily either else end enough
    especially even ever every everybody everyone everything exactly example except experience fact fairly
    far feel few find first follow following for form found frequent frequently from full fully further
    general generally get getting give given go goes going gone good great had happen happens has have
    having he help helpful hence her here him his how however if important in include includes including
    indeed instead into is it its itself just keep kind know known large last later least leave less let
    like likely little long longer look lot made main mainly majority make makes making many may maybe me
    mean means might mind more most mostly much must my name namely near nearly necessary need needed needs
    never next no normal normally not nothing now number occur of off often on once one only onto or order
    ordinarily other others otherwise our out over own part particular particularly people perhaps person
    point points possible possibly probable probably problem provide put quite rather reach really reason
    reasons regard regular relate result run said same say says see seem seems seen seldom set several shall
    she should show shows since so some somebody someone something sometimes somewhat soon sort sound
    special stand start started stay still such sure take taken takes taking tell than that the their them
    then there therefore these they thing things think this those though through thus time times to together
    too try turn two type typical typically under unless until up upon us use used useful usual usually very
    want was way ways we well were what whatever when whenever where whereas whether which while who whole
    whom whose why will with within without word words work would year yes yet you your yourself""".split()
)
"""Words that say little alone; they may stand in a faithful paraphrase although no article has them."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A sentence as it is compared.

    ``stems`` is parallel to ``tokens``: the stem of each word, empty for words of grammar.  ``content`` are the
    places of the words that carry the meaning.  ``sides`` are the listed opposites: for each group its sides that
    stand in the sentence, with the words; ``ends`` those that the sentence affirms, so that "not safe" is on the
    other side.  ``kinds`` are the listed things of one kind likewise.  ``denied`` are the places of denials.
    """

    text: str
    tokens: tuple[PlacedWord, ...]
    stems: tuple[str, ...]
    content: tuple[int, ...]
    quantities: tuple[Quantity, ...]
    sides: Mapping[str, Mapping[int, str]]
    ends: Mapping[str, Mapping[int, str]]
    kinds: Mapping[str, Mapping[int, str]]
    denied: tuple[int, ...]

    @property
    def negatives(self) -> int:
        """How many words deny something, or may."""
        return len(self.denied) + sum(token.word in HALF_DENIALS for token in self.tokens)

    @property
    def affirming(self) -> tuple[frozenset[str], ...]:
        """The stems of each clause in which nothing is denied."""
        clauses: dict[int, set[str]] = {}
        for token, stem in zip(self.tokens, self.stems, strict=True):
            clauses.setdefault(token.clause, set()).add(stem)
        denying = {self.tokens[place].clause for place in self.denied}
        denying |= {token.clause for token in self.tokens if token.word in HALF_DENIALS}
        return tuple(frozenset(stems - {""}) for clause, stems in clauses.items() if clause not in denying)

    def opposes(self, other: "Wording", places: range, other_places: range) -> bool:
        """Tell whether words at some places have opposites at some places of another sentence."""
        ours, theirs = (
            {(listed.group, listed.side) for listed in opposites_in(tokens)}
            for tokens in (
                self.tokens[places.start : places.stop],
                other.tokens[other_places.start : other_places.stop],
            )
        )
        return any((group, 1 - side) in theirs and (group, 1 - side) not in ours for group, side in ours)

    @property
    def words(self) -> frozenset[str]:
        """The stems."""
        return frozenset(stem for stem in self.stems if stem)


_WEEK_OR_TWO = re.compile(
    r"\b(first|next|last|past) (?=(?:second|minute|hour|day|week|month|year) or (?:two|three)\b)"
)
"""Read as "a week or two", which is a quantity."""
_NOT_UNTIL = re.compile(r"not\b[^,;:.()]* until\b", re.IGNORECASE)
"""What does not end until late ends late: nothing is denied."""
_DENIAL_REACH = 3
"""Words behind a denial in which an opposite is turned round: "is not usually a sign"."""


@lru_cache(maxsize=READ_KEPT)
def wording_of(text: str, stem: Stem) -> Wording:
    """Read a sentence; ``stem`` gives the stem of a word, empty for words of grammar."""
    reading = measured(_WEEK_OR_TWO.sub(lambda match: match[0].replace(match[1], "a".rjust(len(match[1]))), text))
    tokens = tokens_in(text)
    beside = reading.without_quantities
    is_counted = [not beside[token.start : token.end].strip() for token in tokens]
    stems = tuple("" if counted else stem(token.word) for token, counted in zip(tokens, is_counted, strict=True))
    denied = tuple(
        place
        for place, (token, counted) in enumerate(zip(tokens, is_counted, strict=True))
        if token.word in DENIALS and not counted and not _NOT_UNTIL.match(text, token.start)
    )
    content = tuple(
        place
        for place, token in enumerate(tokens)
        if stems[place] and token.word not in LIGHT and len(token.word) > 1
    )
    opposites = [listed for listed in opposites_in(tokens) if not is_counted[listed.first]]
    turned = [_turned(listed, tokens, denied) for listed in opposites]
    return Wording(
        text=text,
        tokens=tokens,
        stems=stems,
        content=content,
        quantities=reading.quantities,
        sides=_by_side(opposites, tokens),
        ends=_by_side(turned, tokens),
        kinds=_by_side(kinds_in(tokens), tokens),
        denied=denied,
    )


def _said(listed: Listed, tokens: Sequence[PlacedWord]) -> str:
    return " ".join(token.word for token in tokens[listed.first : listed.after])


def _turned(listed: Listed, tokens: Sequence[PlacedWord], denied: Sequence[int]) -> Listed:
    """Return a listed opposite on the side that the sentence affirms: "not safe" is on the side of "unsafe"."""
    is_denied = any(
        0 < listed.first - place <= _DENIAL_REACH and tokens[place].clause == tokens[listed.first].clause
        for place in denied
    )
    return replace(listed, side=1 - listed.side) if is_denied else listed


def _by_side(found: Iterable[Listed], tokens: Sequence[PlacedWord]) -> dict[str, dict[int, str]]:
    sides: dict[str, dict[int, str]] = {}
    for listed in found:
        sides.setdefault(listed.group, {}).setdefault(listed.side, _said(listed, tokens))
    return sides


def negative_of(word: str) -> str:
    """Return the word without a negative prefix, as "agree" of "disagree"; empty where it has none."""
    match = _NEGATIVE_PREFIX.match(word)
    return word[match.end() :] if match else ""
