"""Whether two sentences give the same figures and names; and if not, whether they speak of the same thing.

Sentences that differ are never one statement; those that differ on the same thing are shown as differing.
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
"""Most characters of a value that is shown as one piece; of a longer one only its quantities."""

_ROW = re.compile(r"\s*(?:[^;:]{1,60}: [^;]{1,200}; )+[^;:]{1,60}: [^;]+$")
_NAME = re.compile(r"(?<![.!?:;•\n] )(?<!^)(?<!\w)[^\W\d_]*[A-ZÄÖÜ][\w’'-]*")
_CODE = re.compile(r"\b(?=[\w-]*[^\W\d_])[^\W\d_]+-?\d+\b")
_LIGHT = """about advice advise advised allow amount answer apply be can could do dose dosage does doses
    generally get give given go good had has have hold important keep last leave limit make maximum may might
    minimum most must need normal normally often only ought patient people person put recommend
    recommended say should take taken taking tell time try typical typically up use used using usual
    usually want within would you your one daily day once every
    charge charged charges cost costs fee fees pay pays price priced prices"""
"""Words that do not change what a figure measures."""
_CLASS: Mapping[str, str] = {
    **dict.fromkeys((*MONEY, FREE), "money"),
    **dict.fromkeys(("time", "month", "night"), "duration"),
    **dict.fromkeys(("every time", "every month", "every night"), "rhythm"),
}


_VERDICT = frozenset(f"{NEGATORS} {VERDICTS}".split())


def agree(left: str, right: str) -> bool:
    """Tell whether two texts have the same quantities, each of the same thing as far as words beside it tell."""
    left_quantities, right_quantities = quantities(left), quantities(right)
    if not left_quantities and not right_quantities:
        return True
    if Counter(quantity.key for quantity in left_quantities) != Counter(
        quantity.key for quantity in right_quantities
    ):
        return False
    kinds = _mixed(left_quantities)
    beside = _beside(right, right_quantities, kinds)
    return all(beside.get(word, key) == key for word, key in _beside(left, left_quantities, kinds).items())


def _mixed(figures: Sequence[Quantity]) -> frozenset[str]:
    """Return the kinds with several different quantities, which two texts could have swapped."""
    kinds = Counter(kind for kind, *_ in {quantity.key for quantity in figures})
    return frozenset(kind for kind, count in kinds.items() if count > 1)


def _beside(text: str, figures: Sequence[Quantity], kinds: frozenset[str]) -> dict[tuple[str, str], Key]:
    """Return, for each word that stands once, the quantity of each of some kinds that stands nearest to it."""
    if not kinds:
        return {}
    words = [(match[0].casefold().rstrip("s"), match.start(), match.end())
             for match in re.finditer(r"[^\W\d_]{3,}", measured(text).without_quantities)]  # fmt: skip
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


def same_figures_and_names(left: SentenceSelection, right: SentenceSelection) -> bool:
    """Tell whether no count, measure, date or name distinguishes two sentences.

    A figure counts with the lead-in above it: "400 mg" below "Adults:" is not that below "Children:".
    """
    if not agree(left.core_text, right.core_text) or not _same_names(left.core_text, right.core_text):
        return False
    if not (quantities(left.core_text) or row_of(left.core_text)) or (left.quoted, right.quoted) == (
        left.core_text,
        right.core_text,
    ):
        return True
    whole = (left.quoted, right.quoted)
    return agree(*whole) and told_of(left) == told_of(right) and _same_names(*whole)


@lru_cache(maxsize=READ_KEPT)
def row_of(text: str) -> tuple[tuple[str, str], ...]:
    """Return the labels and values of a row of a table, as formats write it: ``Header: cell; Header: cell``."""
    if not _ROW.match(text):
        return ()
    pairs = (cell.partition(": ") for cell in text.strip().split("; "))
    return tuple((label.strip().casefold(), value.strip()) for label, _, value in pairs)


def _cells_differ(left: str, right: str) -> bool:
    return left.casefold().rstrip(".") != right.casefold().rstrip(".") and not (
        quantities(left) and agree(left, right)
    )


def _same_names(left: str, right: str) -> bool:
    """Tell whether no name distinguishes two texts: cells under one header, or words with capitals or digits."""
    left_cells, right_cells = dict(row_of(left)), dict(row_of(right))
    shared = left_cells.keys() & right_cells.keys()
    if shared:
        return not any(_cells_differ(left_cells[label], right_cells[label]) for label in shared)
    left_names, right_names = _names(left), _names(right)
    return not (left_names - _words(right) and right_names - _words(left))


@lru_cache(maxsize=READ_KEPT)
def _names(text: str) -> frozenset[str]:
    words = measured(text).without_quantities
    names = [*_NAME.findall(words), *_CODE.findall(text)]
    return frozenset(name.casefold().removesuffix("'s").removesuffix("’s") for name in names if len(name) > 1)


@lru_cache(maxsize=READ_KEPT)
def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[\w-]+", text.casefold()))


def can_differ(text: str) -> bool:
    """Tell whether a text gives a value that another might give otherwise, or a verdict: most texts do neither."""
    return bool(quantities(text)) or not _VERDICT.isdisjoint(_words(text)) or "n't" in text or "n’t" in text


def of_same_thing(
    left: SentenceSelection, right: SentenceSelection, stems: Stems, titles: tuple[str, str] = ("", "")
) -> bool:
    """Tell whether two sentences that differ give two values for the same thing, or a yes and a no to it.

    A word of one that stands in the title of the other, which need not repeat it, does not tell them apart.
    """
    if row_of(left.core_text) or row_of(right.core_text):
        return _of_same_row(left.core_text, right.core_text, stems)
    if agree(left.core_text, right.core_text):
        return _content_alike(left, right, stems, titles) and judge_differently(
            left.core_text, right.core_text, stems
        )
    if not _values_differ(quantities(left.core_text), quantities(right.core_text)):
        return False
    return _content_alike(left, right, stems, titles) and not contradict(left.core_text, right.core_text, stems)


def is_row_of(left: str, right: str, stems: Stems) -> bool:
    """Tell whether two texts are rows of tables that have the same first cell, under headers of the same words."""
    left_row, right_row = row_of(left), row_of(right)
    if not (left_row and right_row) or _cells_differ(left_row[0][1], right_row[0][1]):
        return False
    return _header(left_row[0][0], stems) == _header(right_row[0][0], stems)


def _header(label: str, stems: Stems) -> frozenset[str]:
    return frozenset(stems(label)) - _light(stems) or frozenset(stems(label)) or frozenset([label])


def _of_same_row(left: str, right: str, stems: Stems) -> bool:
    """Tell whether two rows with the same first cell have other figures in another cell that both have.

    Where several cells differ and one of them is a range or a bound, that one tells what the others refer to.
    """
    if not is_row_of(left, right, stems):
        return False
    left_cells, right_cells = (
        {_header(label, stems): cell for label, cell in row_of(text)} for text in (left, right)
    )
    cells = [(left_cells[label], right_cells[label]) for label in left_cells.keys() & right_cells.keys()]
    cells = [pair for pair in cells if _cells_differ(*pair)]
    if len(cells) > 1 and any(
        quantity.bound or quantity.low != quantity.high for pair in cells for quantity in quantities(pair[0])
    ):
        return False
    return bool(cells) and all(_values_differ(quantities(first), quantities(second)) for first, second in cells)


def _values_differ(left: Sequence[Quantity], right: Sequence[Quantity]) -> bool:
    """Tell whether they give other values of the same kinds, and not other ages, dates or conditions as well."""
    if any(quantity.kind == FREE for quantity in (*left, *right)):  # "free a month" is as free as "free"
        left, right = ([quantity for quantity in side if "every" not in quantity.kind] for side in (left, right))
    if Counter(map(_class, left)) != Counter(map(_class, right)):
        return False
    differing = {role for role in Role if _keys_of(role, left) != _keys_of(role, right)}
    if differing == {Role.QUALIFIER}:
        return not on_two_sides(left, right)
    return differing == {Role.VALUE}


def _keys_of(role: Role, figures: Sequence[Quantity]) -> Counter[Key]:
    return Counter(quantity.key for quantity in figures if quantity.role is role)


def _class(quantity: Quantity) -> tuple[str, str]:
    return _CLASS.get(quantity.kind, quantity.kind), quantity.role


def _content_alike(
    left: SentenceSelection, right: SentenceSelection, stems: Stems, titles: tuple[str, str]
) -> bool:
    if told_of(left) != told_of(right) or not _same_names(
        measured(left.core_text).without_quantities, measured(right.core_text).without_quantities
    ):
        return False
    left_words, right_words = set(content(left.core_text, stems)), set(content(right.core_text, stems))
    if left_words == right_words:
        return True
    left_title, right_title = (frozenset(stems(title)) for title in titles)
    left_words, right_words = left_words - (right_title - right_words), right_words - (left_title - left_words)
    only_in_one = (left_words - right_words, right_words - left_words)
    return (
        not all(only_in_one)
        and 2 * len(left_words & right_words) >= SAME_THING * (len(left_words) + len(right_words)) > 0
    )


@lru_cache(maxsize=READ_KEPT)
def words_beside(text: str, stems: Stems) -> frozenset[str]:
    """Return the stems of a text without its quantities."""
    return frozenset(stems(measured(text).without_quantities))


@lru_cache(maxsize=READ_KEPT)
def content(text: str, stems: Stems) -> tuple[str, ...]:
    """Return the stems in order, without quantities, negations, verdicts and light words."""
    light = _light(stems)
    return tuple(stem for stem in stems(measured(text).without_quantities) if stem not in light)


@lru_cache(maxsize=READ_KEPT)
def words_said(text: str, stems: Stems) -> frozenset[str]:
    """Return the stems without quantities and light words: what is said, verdicts and denials among it."""
    return words_beside(text, stems) - frozenset(stems(_LIGHT))


@lru_cache(maxsize=8)
def _light(stems: Stems) -> frozenset[str]:
    return frozenset(stems(f"{_LIGHT} {NEGATORS} {VERDICTS}"))


def values_of(texts: Sequence[str]) -> list[str]:
    """Return, for each of some differing texts, the quantities that not all of them have, as written there.

    Where no quantity differs, that is the whole text.
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
