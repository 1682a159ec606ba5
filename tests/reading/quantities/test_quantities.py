"""Quantities are read exactly, whatever the units, words and bounds they are written with."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answering.statements.differing import agree
from qa.reading.quantities.grammar import measured, quantities
from qa.reading.quantities.quantity import Quantity
from tests.answering.statements.test_grouping import folded, said

PAIRS_FILE = Path(__file__).parent / "quantity_pairs.jsonl"
PAIRS = [json.loads(line) for line in PAIRS_FILE.read_text("utf-8").splitlines()]
"""Pairs written by hand: ``field``, two sentences, and whether their quantities and names are the ``same``."""
PAIRS_LEAST = 200


def read(text: str) -> list[tuple[str, str, str, str, str]]:
    """Return what stands of each quantity in a text, its kind, its least and greatest value, and its bound."""
    return [
        (text[quantity.start : quantity.end], quantity.kind, str(quantity.low), str(quantity.high), quantity.bound)
        for quantity in quantities(text)
    ]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair['field']}: {pair['one']}")
def test_sentences_are_one_statement_only_with_the_same_quantities(pair: dict[str, str | bool]) -> None:
    """Whatever the order of the two, the same quantities are said by two articles, and others by one each."""
    left, right = str(pair["one"]), str(pair["other"])

    supports = [
        [statement.support for statement in folded(said(first, "a"), said(second, "b"))]
        for first, second in ((left, right), (right, left))
    ]

    assert supports == ([[2], [2]] if pair["same"] else supports)
    assert pair["same"] or not any(support == 2 for statement in supports for support in statement)
    assert agree(left, right) or not pair["same"]


def test_there_are_many_pairs_of_many_fields() -> None:
    """The table has pairs of both kinds in each of its fields."""
    fields = {(pair["field"], pair["same"]) for pair in PAIRS}

    assert len(PAIRS) >= PAIRS_LEAST
    assert {field for field, same in fields if same} >= {
        *("medicine", "recipes", "contracts", "sport", "hours", "money", "dates", "rows", "manuals")
    }
    assert {field for field, same in fields if same} <= {field for field, same in fields if not same}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Take 1 - 2 tablets.", [("1 - 2 tablets", "tablet", "1", "2", "")]),
        ("Not more than 1,200 mg.", [("Not more than 1,200 mg", "mass", "6/5", "6/5", "at most")]),
        ("Do not take more than 4 g.", [("Do not take more than 4 g", "mass", "4", "4", "at most")]),
        ("From the age of 50", [("From the age of 50", "month", "600", "600", "after")]),
        ("Ages 16 and under", [("16 and under", "month", "192", "192", "at most")]),
        ("half an hour", [("half an hour", "time", "1800", "1800", "")]),
        ("three quarters of an hour", [("three quarters of an hour", "time", "2700", "2700", "")]),
        ("1.200,50 €", [("1.200,50 €", "EUR", "2401/2", "2401/2", "")]),
        ("every 4–6 hours", [("every 4–6 hours", "every time", "14400", "21600", "")]),
        ("on 3 May 2024", [("3 May 2024", "date", "20240503", "20240503", "")]),
        ("3 out of 4 people", [("3 out of 4", "share", "3/4", "3/4", "")]),
        ("-5 °C", [("-5 °C", "celsius", "-5", "-5", "")]),
        ("140/90 mmHg", [("140/90 mmHg", "pressure ratio", "140", "90", "")]),
        ("at 5.30 p.m.", [("5.30 p.m.", "clock", "1050", "1050", "")]),
        ("for about 15 to 20 minutes", [("15 to 20 minutes", "time", "900", "1200", "")]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_quantity_is_read(text: str, expected: list[tuple[str, str, str, str, str]]) -> None:
    """What stands there, its kind, its value in the base unit of that kind, and what bounds it."""
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "One leg may be numb, and that one hurts.",
        "A gene called HLA-B27 was found.",
        "She asked for a second opinion in the second half.",
        "You may march on.",
        "2) Rest for the night",
        "It was shown before [12].",
        "The one below is a name: 3D.",
    ],
)
def test_what_counts_nothing_is_no_quantity(text: str) -> None:
    """Words that only look like numbers, names with digits, marks of lists and notes."""
    assert read(text) == []


@given(st.text(alphabet="0123456789 .,/-–½%€$mghaduntiwor()[]:\n’'x", max_size=60))
def test_any_text_is_read(text: str) -> None:
    """Every quantity is a span of the text, in order, and what is left has the text's length."""
    quantified = measured(text)

    assert len(quantified.without_quantities) == len(text)
    assert all(0 <= quantity.start < quantity.end <= len(text) for quantity in quantified.quantities)
    assert [quantity.end for quantity in quantified.quantities] == sorted(
        quantity.end for quantity in quantified.quantities
    )


@given(
    st.integers(min_value=1, max_value=900),
    st.sampled_from([("g", "mg"), ("kg", "g"), ("km", "m"), ("litres", "ml"), ("m", "mm")]),
)
def test_units_of_a_kind_are_converted_exactly(number: int, units: tuple[str, str]) -> None:
    """A thousand of the one are the other, without rounding."""
    large, small = units

    assert keys(f"Use {number} {large} of it.") == keys(f"Use {number * 1000:,} {small} of it.")
    assert keys(f"Use {number} {large} of it.") != keys(f"Use {number * 1000 + 1} {small} of it.")


def keys(text: str) -> list[object]:
    return [quantity.key for quantity in quantities(text)]


def test_what_is_left_is_the_text_without_its_quantities() -> None:
    """A bound's denial is blank too: not more than 4 g denies nothing."""
    text = "Do not take more than 4 g with food."

    assert measured(text).without_quantities.split() == ["with", "food."]
    assert isinstance(measured(text).quantities[0], Quantity)
