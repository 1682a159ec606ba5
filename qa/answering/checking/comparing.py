"""A sentence and a sentence of an article → what of the first the second has, and what differs between them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import numpy as np

from qa.answering.checking.figures import first_of, instead_of, periods, uncounted, unfounded, unit_of
from qa.answering.checking.records import Difference, DifferenceKind
from qa.answering.checking.wording import LIGHT, TURNING, Wording, negative_of
from qa.answering.question.names import codes
from qa.embedding.encoder import EncodedQuestion, Vectors, pool_spans

SAME_WORD = 0.62
"""Least cosine of two words, each in its sentence, of which one may stand for the other."""
ANOTHER_WORD = 0.6
"""Least cosine of a word that replaces one in a sentence otherwise the same, and may mean the same."""
NEARLY_VERBATIM = 0.75
"""Least share of words in common, in order, of sentences that are compared word by word."""
COMPARED = frozenset(["more/less", "better/worse"])
"""Opposites by which two things are compared: "A is better than B" is not "B is better than A"."""
WARNING = frozenset("avoid avoids avoided avoiding".split())
"""Words that warn of what follows: a sentence that says nothing against it says the opposite."""
DENIED_WORDS = 4
"""Words behind a denial that it is about."""
DENIED_SHARE = 0.6
"""Least share of these that a sentence must have to affirm what is denied there."""


@dataclass(frozen=True, slots=True)
class Read:
    """A sentence as it is compared: its wording, the unit vectors of it and of each of its tokens."""

    wording: Wording
    vector: Vectors
    words: Vectors


def read(wording: Wording, encoded: EncodedQuestion) -> Read:
    """Join a wording and what the encoder made of its text."""
    spans = [(token.start, token.end) for token in wording.tokens]
    words = (
        pool_spans(encoded.tokens, encoded.spans, spans)
        if spans
        else np.zeros((0, len(encoded.vector)), np.float32)
    )
    return Read(wording, encoded.vector, words)


@dataclass(frozen=True, slots=True)
class SentenceComparison:
    """How near a sentence is to one of an article: the cosine, the share of its words found, what differs.

    ``foreign`` are its words that are not found.
    """

    cosine: float
    covered: float
    differences: tuple[Difference, ...]
    foreign: tuple[str, ...]

    @property
    def nearness(self) -> float:
        """Cosine and share of words in one number, from 0 to 1."""
        return (max(self.cosine, 0.0) + self.covered) / 2


def compare(
    claim: Read, source: Read, beside: Sequence[Wording] = (), about: frozenset[str] = frozenset()
) -> SentenceComparison:
    """Compare a sentence with one of an article.

    ``beside`` are the sentences next to that one, whose figures count too; ``about`` the stems of its title and
    headings, which it need not repeat.
    """
    cosine = float(claim.vector @ source.vector)
    similar = claim.words @ source.words.T if len(source.words) else np.zeros((len(claim.words), 1), np.float32)
    near = similar.max(axis=1, initial=0.0)
    has = source.wording.words | about
    found = [
        place for place in claim.wording.content if claim.wording.stems[place] in has or near[place] >= SAME_WORD
    ]
    covered = len(found) / len(claim.wording.content) if claim.wording.content else 0.0
    missing = [place for place in claim.wording.content if place not in set(found)]
    beside_words = frozenset(stem for wording in beside for stem in wording.words)
    return SentenceComparison(
        cosine,
        covered,
        tuple(_differences(claim.wording, source.wording, beside, about | beside_words, similar)),
        tuple(
            claim.wording.tokens[place].word for place in missing if claim.wording.stems[place] not in beside_words
        ),
    )


def _differences(
    claim: Wording, source: Wording, beside: Sequence[Wording], about: frozenset[str], similar: Vectors
) -> Iterator[Difference]:
    yield from _of_figures(claim, source, beside)
    yield from _of_denials(claim, source)
    yield from _of_opposites(claim, source)
    yield from _of_kinds(claim, source)
    yield from _of_words(claim, source, about, similar)


def _of_figures(claim: Wording, source: Wording, beside: Sequence[Wording]) -> Iterator[Difference]:
    for quantity in unfounded(claim, [source, *beside]):
        here = claim.text[quantity.start : quantity.end]
        other = instead_of(quantity, claim, source)
        there = source.text[other.start : other.end] if other else ""
        if not there and periods(source) - periods(claim):
            there = first_of(periods(source) - periods(claim))
        yield Difference(DifferenceKind.NUMBER, here, there)
    if (here_only := codes(claim.text) - codes(source.text)) and (
        there_only := codes(source.text) - codes(claim.text)
    ):
        yield Difference(DifferenceKind.NUMBER, first_of(here_only), first_of(there_only))
    here_units, there_units = uncounted(claim) - periods(source), uncounted(source) - periods(claim)
    if here_units and there_units:
        yield Difference(DifferenceKind.UNIT, first_of(here_units), first_of(there_units))


def _of_denials(claim: Wording, source: Wording) -> Iterator[Difference]:
    same = _is_said_by_the_opposite(claim, source)
    if not same and claim.negatives > source.negatives and (word := _denial_against(claim, source)):
        yield Difference(DifferenceKind.DENIAL, word, "")
    if not same and source.negatives > claim.negatives and (word := _denial_against(source, claim)):
        yield Difference(DifferenceKind.DENIAL, "", word)
    if claim.denied or source.denied:
        return
    here, there = ({token.word for token in wording.tokens} for wording in (claim, source))
    for word in sorted(here - there):
        if negative_of(word) in there - here:
            yield Difference(DifferenceKind.OPPOSITE, word, negative_of(word))
    for word in sorted(there - here):
        if negative_of(word) in here - there:
            yield Difference(DifferenceKind.OPPOSITE, negative_of(word), word)


def _is_said_by_the_opposite(claim: Wording, source: Wording) -> bool:
    """Tell whether one denies an opposite of what the other affirms: "do not take it off" and "keep it on"."""
    return any(
        claim.ends[group].keys() & source.ends[group].keys()
        and not claim.sides[group].keys() & source.sides[group].keys()
        for group in claim.ends.keys() & source.ends.keys()
    )


def _denial_against(one: Wording, other: Wording) -> str:
    """Return the word by which one sentence denies what a clause of the other affirms; else empty."""
    for place in one.denied:
        clause = one.tokens[place].clause
        inside = [at for at in one.content if one.tokens[at].clause == clause]
        scope = {one.stems[at] for at in [at for at in inside if at > place][:DENIED_WORDS] or inside}
        for stems in other.affirming:
            if scope and len(scope & stems) >= DENIED_SHARE * len(scope):
                return one.tokens[place].word
    if other.negatives:
        return ""
    for place, token in enumerate(one.tokens):
        warned_of = next((one.stems[at] for at in one.content if at > place), "")
        if token.word in WARNING and warned_of and any(warned_of in stems for stems in other.affirming):
            return token.word
    return ""


def _of_opposites(claim: Wording, source: Wording) -> Iterator[Difference]:
    turned = _is_turned_comparison(claim, source)
    for group in sorted(claim.ends.keys() & source.ends.keys()):
        here, there = claim.ends[group], source.ends[group]
        if turned and group in COMPARED and here.keys() == there.keys():
            yield Difference(DifferenceKind.OPPOSITE, next(iter(here.values())), next(iter(there.values())))
        if here.keys() & there.keys() or turned:
            continue
        if claim.sides[group].keys() & source.sides[group].keys() and bool(claim.negatives) == bool(
            source.negatives
        ):
            continue
        yield Difference(DifferenceKind.OPPOSITE, next(iter(here.values())), next(iter(there.values())))


def _is_turned_comparison(claim: Wording, source: Wording) -> bool:
    """Tell whether "A is rarer than B" is said of "B is more common than A"."""
    here, there = _around_than(claim), _around_than(source)
    if here is None or there is None:
        return False
    (left, right), (other_left, other_right) = here, there
    straight = len(left & other_left) + len(right & other_right)
    crossed = len(left & other_right) + len(right & other_left)
    return crossed > straight


def _around_than(wording: Wording) -> tuple[frozenset[str], frozenset[str]] | None:
    place = next((at for at, token in enumerate(wording.tokens) if token.word in ("than", "beats")), None)
    if place is None:
        return None
    left = frozenset(wording.stems[at] for at in wording.content if at < place)
    return left, frozenset(wording.stems[at] for at in wording.content if at > place)


def _of_kinds(claim: Wording, source: Wording) -> Iterator[Difference]:
    for kind in sorted(claim.kinds.keys() & source.kinds.keys()):
        here, there = claim.kinds[kind], source.kinds[kind]
        strange = [word for side, word in here.items() if side not in there]
        gone = [word for side, word in there.items() if side not in here]
        if strange and gone:
            yield Difference(DifferenceKind.SUBJECT, strange[0], gone[0])


def _of_words(claim: Wording, source: Wording, about: frozenset[str], similar: Vectors) -> Iterator[Difference]:
    """Yield what replaces something else where two sentences are otherwise nearly the same."""
    here, there = [token.word for token in claim.tokens], [token.word for token in source.tokens]
    matcher = SequenceMatcher(None, here, there, autojunk=False)
    if matcher.ratio() < NEARLY_VERBATIM:
        return
    changes = [change for change in matcher.get_opcodes() if change[0] != "equal"]
    ours = [place for _, first, after, *_ in changes for place in range(first, after)]
    theirs = [place for *_, first, after in changes for place in range(first, after)]
    denials = [
        [words[place] for place in places if words[place] in TURNING]
        for words, places in ((here, ours), (there, theirs))
    ]
    if len(denials[0]) != len(denials[1]):
        yield Difference(DifferenceKind.DENIAL, " ".join(denials[0]), " ".join(denials[1]))
    units = periods(source) - {""}
    for _, first, after, other_first, other_after in changes:
        words = " ".join(here[first:after]), " ".join(there[other_first:other_after])
        if first == after or other_first == other_after:
            continue
        strange = any(
            claim.stems[place]
            and claim.stems[place] not in source.words | about
            and here[place] not in LIGHT
            and unit_of(here[place]) not in units
            and similar[place].max(initial=0.0) < ANOTHER_WORD
            for place in range(first, after)
        )
        if strange:
            yield Difference(DifferenceKind.SUBJECT, *words)
        elif claim.opposes(source, range(first, after), range(other_first, other_after)):
            yield Difference(DifferenceKind.OPPOSITE, *words)
