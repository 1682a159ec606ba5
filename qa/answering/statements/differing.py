"""Whether two sentences give the same figures and names; and if not, whether they speak of the same thing.

What differs is never one statement.  What differs and speaks of the same thing is shown as differing.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache

from qa.answering.statements.contradiction import NEGATORS, VERDICTS, Stems, contradict, judge_differently
from qa.answering.statements.sentences import SentenceSelection
from qa.answering.statements.subjects import told_of
from qa.reading.quantities.free import FREE
from qa.reading.quantities.grammar import measured, quantities
from qa.reading.quantities.quantity import Key, Quantity, Role, on_two_sides
from qa.reading.quantities.units import MONEY

SAME_THING = 2 / 3
"""Least share of content words in common (Dice), numbers, units and light words left out, of two sentences that
give differing values for the same thing."""
READ_KEPT = 4096
VALUE_MOST = 80
"""Characters of a value that is cut out whole; of a longer one only its parts."""

_ROW = re.compile(r"\s*(?:[^;:]{1,60}: [^;]{1,200}; )+[^;:]{1,60}: [^;]+$")
_NAME = re.compile(r"(?<![.!?:;•\n] )(?<!^)(?<!\w)[^\W\d_]*[A-ZÄÖÜ][\w’'-]*")
_CODE = re.compile(r"\b(?=[\w-]*[^\W\d_])[^\W\d_]+-?\d+\b")
_LIGHT = """about advice advise advised allow amount answer apply be can could do dose dosage does doses
    generally get give given go good had has have hold important keep last leave limit make maximum may might
    minimum most must need normal normally often only ought patient people person put recommend
    recommended say should take taken taking tell time try typical typically up use used using usual
    usually want within would you your one daily day once every
    charge charged charges cost costs fee fees pay pays price priced prices"""
"""Words that change nothing about what a figure is of."""
_CLASS: Mapping[str, str] = {
    **dict.fromkeys((*MONEY, FREE), "money"),
    **dict.fromkeys(("time", "month", "night"), "duration"),
    **dict.fromkeys(("every time", "every month", "every night"), "rhythm"),
}


_VERDICT = frozenset(f"{NEGATORS} {VERDICTS}".split())


def agree(one: str, other: str) -> bool:
    """Tell whether two texts have the same quantities, each of the same thing as far as words beside it tell."""
    ours, theirs = quantities(one), quantities(other)
    if not ours and not theirs:
        return True
    if Counter(quantity.key for quantity in ours) != Counter(quantity.key for quantity in theirs):
        return False
    kinds = _mixed(ours)
    beside = _beside(other, theirs, kinds)
    return all(beside.get(word, key) == key for word, key in _beside(one, ours, kinds).items())


def _mixed(figures: Sequence[Quantity]) -> frozenset[str]:
    """Return the kinds of which there are several different quantities, which could have changed places."""
    kinds = Counter(kind for kind, *_ in {quantity.key for quantity in figures})
    return frozenset(kind for kind, count in kinds.items() if count > 1)


def _beside(text: str, figures: Sequence[Quantity], kinds: frozenset[str]) -> dict[tuple[str, str], Key]:
    """Return, for each word that stands once, the quantity of each of some kinds that stands nearest to it."""
    if not kinds:
        return {}
    words = [(match[0].casefold().rstrip("s"), match.start(), match.end())
             for match in re.finditer(r"[^\W\d_]{3,}", measured(text).rest)]  # fmt: skip
    counts = Counter(word for word, _, _ in words)
    beside: dict[tuple[str, str], Key] = {}
    for word, start, end in words:
        for kind in kinds if counts[word] == 1 else ():
            away = sorted(
                (max(start - quantity.end, quantity.start - end), quantity.key)
                for quantity in figures
                if quantity.kind == kind
            )
            if len(away) == 1 or away[0][0] < away[1][0]:
                beside[word, kind] = away[0][1]
    return beside


def same_figures_and_names(one: SentenceSelection, other: SentenceSelection) -> bool:
    """Tell whether nothing that two sentences count, measure, date or name tells them apart.

    A figure counts with what its sentence hangs on: "400 mg" below "Adults:" is not that below "Children:".
    """
    if not agree(one.said, other.said) or not _same_names(one.said, other.said):
        return False
    if not (quantities(one.said) or row_of(one.said)) or (one.quoted, other.quoted) == (one.said, other.said):
        return True
    whole = (one.quoted, other.quoted)
    return agree(*whole) and told_of(one) == told_of(other) and _same_names(*whole)


@lru_cache(maxsize=READ_KEPT)
def row_of(text: str) -> tuple[tuple[str, str], ...]:
    """Return the labels and values of a row of a table, as formats write it: ``Header: cell; Header: cell``."""
    if not _ROW.match(text):
        return ()
    pairs = (cell.partition(": ") for cell in text.strip().split("; "))
    return tuple((label.strip().casefold(), value.strip()) for label, _, value in pairs)


def _cells_differ(one: str, other: str) -> bool:
    return one.casefold().rstrip(".") != other.casefold().rstrip(".") and not (
        quantities(one) and agree(one, other)
    )


def _same_names(one: str, other: str) -> bool:
    """Tell whether no names tell two texts apart: cells under one header, or words with capitals or digits."""
    ours, theirs = dict(row_of(one)), dict(row_of(other))
    shared = ours.keys() & theirs.keys()
    if shared:
        return not any(_cells_differ(ours[label], theirs[label]) for label in shared)
    capitals, capitals_of_other = _names(one), _names(other)
    return not (capitals - _words(other) and capitals_of_other - _words(one))


@lru_cache(maxsize=READ_KEPT)
def _names(text: str) -> frozenset[str]:
    rest = measured(text).rest
    names = [*_NAME.findall(rest), *_CODE.findall(text)]
    return frozenset(name.casefold().removesuffix("'s").removesuffix("’s") for name in names if len(name) > 1)


@lru_cache(maxsize=READ_KEPT)
def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[\w-]+", text.casefold()))


def can_differ(text: str) -> bool:
    """Tell whether a text gives a value that another might give otherwise, or a verdict: most texts do neither."""
    return bool(quantities(text)) or not _VERDICT.isdisjoint(_words(text)) or "n't" in text or "n’t" in text


def of_same_thing(
    one: SentenceSelection, other: SentenceSelection, stems: Stems, titles: tuple[str, str] = ("", "")
) -> bool:
    """Tell whether two sentences that differ give two values for the same thing, or a yes and a no to it.

    A word of one that stands in the title of the other, which need not repeat it, does not tell them apart.
    """
    if row_of(one.said) or row_of(other.said):
        return _of_same_row(one.said, other.said, stems)
    if agree(one.said, other.said):
        return _content_alike(one, other, stems, titles) and judge_differently(one.said, other.said, stems)
    if not _values_differ(quantities(one.said), quantities(other.said)):
        return False
    return _content_alike(one, other, stems, titles) and not contradict(one.said, other.said, stems)


def is_row_of(one: str, other: str, stems: Stems) -> bool:
    """Tell whether two texts are rows of tables that have the same first cell, under headers of the same words."""
    row, row_of_other = row_of(one), row_of(other)
    if not (row and row_of_other) or _cells_differ(row[0][1], row_of_other[0][1]):
        return False
    return _header(row[0][0], stems) == _header(row_of_other[0][0], stems)


def _header(label: str, stems: Stems) -> frozenset[str]:
    return frozenset(stems(label)) - _light(stems) or frozenset(stems(label)) or frozenset([label])


def _of_same_row(one: str, other: str, stems: Stems) -> bool:
    """Tell whether two rows with the same first cell have other figures in another cell that both have.

    Where several differ and one of them is a range or bounded, it tells of what the others are.
    """
    if not is_row_of(one, other, stems):
        return False
    ours, theirs = ({_header(label, stems): cell for label, cell in row_of(text)} for text in (one, other))
    cells = [(ours[label], theirs[label]) for label in ours.keys() & theirs.keys()]
    cells = [pair for pair in cells if _cells_differ(*pair)]
    if len(cells) > 1 and any(
        quantity.bound or quantity.low != quantity.high for pair in cells for quantity in quantities(pair[0])
    ):
        return False
    return bool(cells) and all(_values_differ(quantities(first), quantities(second)) for first, second in cells)


def _values_differ(ours: Sequence[Quantity], theirs: Sequence[Quantity]) -> bool:
    """Tell whether they give other values of the same kinds, and not other ages, dates or conditions as well."""
    if any(quantity.kind == FREE for quantity in (*ours, *theirs)):  # what costs nothing costs it however often
        ours, theirs = ([quantity for quantity in side if "every" not in quantity.kind] for side in (ours, theirs))
    if Counter(map(_class, ours)) != Counter(map(_class, theirs)):
        return False
    differing = {role for role in Role if _keys_of(role, ours) != _keys_of(role, theirs)}
    if differing == {Role.QUALIFIER}:
        return not on_two_sides(ours, theirs)
    return differing == {Role.VALUE}


def _keys_of(role: Role, figures: Sequence[Quantity]) -> Counter[Key]:
    return Counter(quantity.key for quantity in figures if quantity.role is role)


def _class(quantity: Quantity) -> tuple[str, str]:
    return _CLASS.get(quantity.kind, quantity.kind), quantity.role


def _content_alike(
    one: SentenceSelection, other: SentenceSelection, stems: Stems, titles: tuple[str, str]
) -> bool:
    if told_of(one) != told_of(other) or not _same_names(measured(one.said).rest, measured(other.said).rest):
        return False
    ours, theirs = set(content(one.said, stems)), set(content(other.said, stems))
    if ours == theirs:
        return True
    above, above_other = (frozenset(stems(title)) for title in titles)
    ours, theirs = ours - (above_other - theirs), theirs - (above - ours)
    own = (ours - theirs, theirs - ours)
    return not all(own) and 2 * len(ours & theirs) >= SAME_THING * (len(ours) + len(theirs)) > 0


@lru_cache(maxsize=READ_KEPT)
def words_beside(text: str, stems: Stems) -> frozenset[str]:
    """Return the stems of what is left of a text without its quantities."""
    return frozenset(stems(measured(text).rest))


@lru_cache(maxsize=READ_KEPT)
def content(text: str, stems: Stems) -> tuple[str, ...]:
    """Return the stems in order, without quantities, negations, verdicts and light words."""
    light = _light(stems)
    return tuple(stem for stem in stems(measured(text).rest) if stem not in light)


@lru_cache(maxsize=READ_KEPT)
def words_said(text: str, stems: Stems) -> frozenset[str]:
    """Return the stems without quantities and light words: what is said, verdicts and denials among it."""
    return words_beside(text, stems) - frozenset(stems(_LIGHT))


@lru_cache(maxsize=8)
def _light(stems: Stems) -> frozenset[str]:
    return frozenset(stems(f"{_LIGHT} {NEGATORS} {VERDICTS}"))


def values_of(texts: Sequence[str]) -> list[str]:
    """Return, for each of some texts that differ, what only some of them give, as it stands there.

    Where no quantity differs it is the whole text.
    """
    counted = [Counter(quantity.key for quantity in quantities(text)) for text in texts]
    common = counted[0].copy()
    for counts in counted[1:]:
        common &= counts
    return [_value(text, common.copy()) for text in texts]


def _value(text: str, common: Counter[Key]) -> str:
    spans: list[tuple[int, int]] = []
    for quantity in quantities(text):
        if common[quantity.key] > 0:
            common[quantity.key] -= 1
        else:
            spans.append((quantity.start, quantity.end))
    if not spans:
        return text
    if spans[-1][1] - spans[0][0] <= VALUE_MOST:
        return text[spans[0][0] : spans[-1][1]]
    return " … ".join(text[start:end] for start, end in spans)
