"""Damaged characters are mended and told; what only looks damaged is left."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.reading.cleaning.rules import clean
from qa.reading.cleaning.text_repair import repair
from qa.reading.document import Details, Document
from qa.records import Repaired
from tests.reading.test_article import paragraph


@pytest.mark.parametrize(
    ("text", "mended", "kinds"),
    [
        ("Pain that doesn\u00e2\u20ac\u2122t go", "Pain that doesn\u2019t go", ("mojibake",)),
        ("Der R\u00c3\u00bccken schmerzt", "Der R\u00fccken schmerzt", ("mojibake",)),
        ("Up to 37 \u00c2\u00b0C", "Up to 37 \u00b0C", ("mojibake",)),
        ("You donât bend, itâs stiff, theyâre sore", "You don't bend, it's stiff, they're sore",
         ("half an apostrophe",)),
        ("The \ufb01ngers and the \ufb02exor", "The fingers and the flexor", ("ligature",)),
        ("The di\ufb03cult e\ufb00ort", "The difficult effort", ("ligature",)),
        ("the verte\u00adbrae of the lum\u00adbar spine", "the vertebrae of the lumbar spine", ("soft hyphen",)),
        ("walk\u200b slowly\ufeff and\u2060 rest", "walk slowly and rest", ("invisible character",)),
        ("\u202ereversed\u202c and \u2066set apart\u2069", "reversed and set apart", ("invisible character",)),
        ("You dont bend, and thats fine", "You don't bend, and that's fine", ("lost apostrophe",)),
        ("Dont lift. Theyre heavy.", "Don't lift. They're heavy.", ("lost apostrophe",)),
        ("The \ufb01n\u00adgers dont\u200b bend", "The fingers don't bend",
         ("ligature", "soft hyphen", "invisible character", "lost apostrophe")),
    ],
)  # fmt: skip
def test_damage_is_mended_and_named(text: str, mended: str, kinds: tuple[str, ...]) -> None:
    """Each kind of damage is undone, and the kinds are told in their order."""
    assert repair(text) == (mended, kinds)
    assert repair(mended) == (mended, ())


@pytest.mark.parametrize(
    "text",
    [
        "Don't lift, and don\u2019t bend \u201clike this\u201d \u2013 or that \u2014 for 10\u00a0minutes \u2026",
        "Its cause, his ill wife, well water, and we were there; cant a board, lets go, wont to sit",
        "Se\u00f1or, pâté, château, râle, bâton, and 5 \u00b5g at 37 \u00b0C, \u00bd or \u00be, 20 m\u00b2",
        "Schmerz im R\u00fccken, \u0431\u043e\u043b\u044c \u0432 \u0441\u043f\u0438\u043d\u0435, \u8170\u75db, "
        "\u0643\u0645\u0631 \u062f\u0631\u062f",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",  # Persian, whose joiner is part of the spelling
        "fish & chips, a < b, &amp; as it stands",
    ],
)
def test_what_is_no_damage_is_left(text: str) -> None:
    """Quotes, accents, units, other scripts, and words that merely resemble lost contractions stay."""
    assert repair(text) == (text, ())


@pytest.mark.parametrize("language", ["fr", "de", "nl", ""])
def test_apostrophes_are_only_missing_in_english(language: str) -> None:
    """In other languages "dont" and "heres" are words."""
    text = "La douleur dont vous parlez, heres"

    assert repair(text, language=language) == (text, ())


@pytest.mark.parametrize(("language", "kept"), [("fr", "dont"), ("en", "don't")])
def test_the_language_of_the_file_decides(language: str, kept: str) -> None:
    """A French text keeps "dont", and an English one is mended with words before and after in the report."""
    before, after = "Ceux dont le dos souffre", f"Ceux {kept} le dos souffre"

    draft, report = clean(Document(blocks=(paragraph(before),), details=Details(language=language)))

    mended = (Repaired(kinds=("lost apostrophe",), before=before, after=after),)
    assert draft.blocks == (paragraph(after),)
    assert report.repaired == (mended if language == "en" else ())


@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126)))
def test_plain_ascii_is_never_changed(text: str) -> None:
    """Text of ASCII alone has no damage but lost apostrophes, which no other language has."""
    assert repair(text, language="fr") == (text, ())


@given(
    st.lists(
        st.sampled_from(
            [
                "dont",
                "fi\ufb01",
                "a\u00adb",
                "\u200bc",
                "donât",
                "R\u00c3\u00bccken",
                "Rücken",
                "m\u00b2",
                "it's",
                "Thats",
            ]
        )
    ).map(" ".join)
)
def test_mending_twice_is_mending_once(text: str) -> None:
    """A mended text has no damage left."""
    mended, kinds = repair(text)

    assert repair(mended) == (mended, ())
    assert (mended == text) is (kinds == ())
