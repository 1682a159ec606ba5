"""Number formats of workbooks: each number as a reader of the sheet sees it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.reading.formats.sheets.number_formats import shown_number, shown_text

DAY = 45_000  # 15 March 2023


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (0.1 + 0.2, "General", "0.3"),
        (1.5, "General", "1.5"),
        (123_456_789_012, "General", "1.23456789E+11"),
        (1e20, "General", "1E+20"),
        (0.5, "0.00", "0.50"),
        (1.005, "0.00", "1.01"),
        (12.3, "0.##", "12.3"),
        (12, "0.##", "12"),
        (5, "000", "005"),
        (0, "#", ""),
        (1_234_567.891, "#,##0.00", "1,234,567.89"),
        (1_500_000, '0.0,,"M"', "1.5M"),
        (123_456_789, "000-00-0000", "123-45-6789"),
        (0.256, "0.0%", "25.6%"),
        (-0.5, "0%", "-50%"),
        (-5, "0;(0)", "(5)"),
        (0, '0;-0;"none"', "none"),
        (3, ";;;", ""),
        (7, "0_);[Red](0)", "7"),
        (5, '0" mg"', "5 mg"),
        (1234.5, "#,##0.00\\ [$€-407]", "1,234.50 €"),
        (1234.5, "[$£-809]#,##0.00", "£1,234.50"),
        (150, '[>100]"high";[<=100]0', "high"),
        (50, '[>100]"high";[<=100]0', "50"),
        (12_345, "0.00E+00", "1.23E+04"),
        (9.999, "0.0E+0", "1.0E+1"),
        (0.00012345, "##0.0E+0", "123.5E-6"),
        (3.7, "@", "3.7"),
    ],
)
def test_numbers_are_shown_as_their_format_has_them(value: float, code: str, shown: str) -> None:
    """Digits, decimals, thousands, signs, currencies, shares, powers and conditions."""
    assert shown_number(value, code) == shown


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (0.5, "# ?/?", "½"),
        (0.5, "0.0", "0.5"),
        (2.5, "# ?/?", "2½"),
        (2.25, "# ?/4", "2¼"),
        (2.1875, "# ??/??", "2 3/16"),
        (1, "# ?/?", "1"),
        (0.5, '# ?/?" tablet"', "½ tablet"),
        (-0.5, "# ?/?", "-½"),
    ],
)
def test_a_half_is_a_fraction_only_where_it_is_shown_as_one(value: float, code: str, shown: str) -> None:
    """A fraction stands apart from the whole before it where it has no character of its own."""
    assert shown_number(value, code) == shown


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (DAY, "yyyy-mm-dd", "2023-03-15"),
        (DAY, "d mmmm yyyy", "15 March 2023"),
        (DAY, "dddd, mmm d", "Wednesday, Mar 15"),
        (DAY + 0.75, "dd/mm/yyyy hh:mm", "15/03/2023 18:00"),
        (DAY + 0.75, "h:mm AM/PM", "6:00 PM"),
        (0.35, "h:mm", "8:24"),
        (1.5, "[h]:mm", "36:00"),
        (0.000_694_444_444, "mm:ss", "01:00"),
        (DAY + 0.999_999_999, "yyyy-mm-dd hh:mm:ss", "2023-03-16 00:00:00"),
        (61, "d mmm yyyy", "1 Mar 1900"),
        (-1, "yyyy-mm-dd", "########"),
        (1e300, "yyyy-mm-dd", "########"),
    ],
)
def test_dates_and_times_are_shown_as_such(value: float, code: str, shown: str) -> None:
    """Months and minutes are told apart; a time that rounds to midnight is the next day's."""
    assert shown_number(value, code) == shown


def test_a_workbook_from_a_mac_counts_from_1904() -> None:
    """Day 0 is 1 January 1904 there."""
    assert shown_number(0, "yyyy-mm-dd", from_1904=True) == "1904-01-01"


def test_texts_take_the_fourth_part_of_a_format() -> None:
    """Words stand around a text where its format puts them, and nowhere else."""
    assert shown_text("rest", '0;0;0;"<"@">"') == "<rest>"
    assert shown_text("rest", "0.00") == "rest"


@given(
    st.floats(allow_nan=False, allow_infinity=False), st.text(alphabet='0#?.,%/E+-;"[]hmsydAP@\\_* x', max_size=12)
)
def test_no_format_fails_on_a_number(value: float, code: str) -> None:
    """Whatever stands in a format, a number has a text in it."""
    assert isinstance(shown_number(value, code), str)
