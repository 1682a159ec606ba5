"""Bytes become text, or the reason why not."""

import unicodedata
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.reading.cleaning.text_repair import decode
from qa.reading.document import UnreadableError

GERMAN = "Das Knie schmerzt häufig, und müde Füße brauchen täglich eine kleine Übung."


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "latin-1", "cp1252"], ids=lambda encoding: str(encoding)
)
def test_text_is_read_in_the_encodings_that_files_come_in(encoding: str) -> None:
    """The same text comes out of every encoding, whether it is marked or guessed."""
    content = GERMAN.encode(encoding)

    assert decode(content) == GERMAN


@pytest.mark.parametrize("mark", ["\ufeff".encode("utf-16-le"), "\ufeff".encode("utf-16-be")])
def test_both_byte_orders_are_read(mark: bytes) -> None:
    """The byte order mark says in which order the bytes of UTF-16 stand, and is no part of the text."""
    order = "utf-16-le" if mark == b"\xff\xfe" else "utf-16-be"

    assert decode(mark + "müde Füße".encode(order)) == "müde Füße"


def test_windows_quotes_and_dashes_are_kept() -> None:
    """Characters that only cp1252 has are read as what they show."""
    text = "Eine „Übung“ – täglich für müde Füße – hilft häufig gegen Rückenschmerzen."

    assert decode(text.encode("cp1252")) == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Keep the fridge at 4 °C, the freezer at –18 °C: ½ tablet holds 5 µg.", "cp1252"),
        ("Le médecin a été très clair : à prendre après le repas, sans dépasser 3 gélules.", "cp1252"),
        ("¿Cuándo? Sólo después de comer, según el médico.", "cp1252"),
        ("Più acqua, perché così è meglio.", "cp1252"),
        (
            "Děti: při řízení buďte opatrní, těhotné ženy se poradí s lékařem, užívá se po jídle.",
            "cp1250",
        ),
        ("Dorośli: może być zażywany po jedzeniu, nie dłużej niż trzy dni, jeśli się źle poczują.", "cp1250"),
        ("Взрослые принимают одну таблетку после еды, дети половину.", "cp1251"),
    ],
)
def test_windows_encodings_are_told_apart_by_their_signs(text: str, encoding: str) -> None:
    """charset-normalizer 3.5.2 takes the Western ones for Windows-1250 or a Mac's: 4 °C would be 4 įC."""
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_every_line_end_becomes_a_newline(line_end: str) -> None:
    """Whatever ends a line in the file, a newline ends it in the text."""
    content = f"one{line_end}two{line_end}{line_end}three{line_end}".encode()

    assert decode(content) == "one\ntwo\n\nthree"


def test_letters_are_composed() -> None:
    """An accent that is stored apart from its letter is joined with it."""
    apart = "Mu\u0308digkeit"

    assert decode(apart.encode()) == "M\u00fcdigkeit"


def test_a_second_byte_order_mark_is_left_out() -> None:
    """A file that was marked twice has no invisible character in front of its first word."""
    content = b"\xef\xbb\xbf\xef\xbb\xbfwords"

    assert decode(content) == "words"


@pytest.mark.parametrize("content", [b"", b" \t ", b"\r\n\r\n", b"\xef\xbb\xbf", "\u00a0\n\u3000".encode()])
def test_nothing_but_space_is_empty(content: bytes) -> None:
    """A file without a visible character is empty."""
    with pytest.raises(UnreadableError, match=r"^the file is empty$"):
        decode(content)


@pytest.mark.parametrize(
    "content",
    [b"\x7fELF\x02\x01\x01\x00\x00", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", b"words\x00words"],
    ids=["program", "picture", "one null byte"],
)
def test_null_bytes_are_binary(content: bytes) -> None:
    """A file with null bytes and no byte order mark is not text."""
    with pytest.raises(UnreadableError, match=r"^the file is binary, not text$"):
        decode(content)


def test_a_few_control_characters_are_tolerated() -> None:
    """Two control characters in a hundred are text that was spoilt."""
    content = b"\x01" * 2 + b"a" * 98

    assert decode(content) == "\x01\x01" + "a" * 98


def test_many_control_characters_are_binary() -> None:
    """Three control characters in a hundred are not text."""
    content = b"\x01" * 3 + b"a" * 97

    with pytest.raises(UnreadableError, match=r"^the file is binary, not text$"):
        decode(content)


def test_tabs_and_newlines_are_no_control_characters() -> None:
    """A file may consist of tabs and newlines around one word."""
    content = b"\t\n" * 50 + b"word"

    assert decode(content) == "\t\n" * 50 + "word"


def test_a_wrong_byte_order_mark_is_named() -> None:
    """A file that is marked as UTF-16 and ends in half a character is not guessed at."""
    content = b"\xff\xfea\x00b"

    with pytest.raises(UnreadableError, match=r"^the file says it is utf-16 and is not$"):
        decode(content)


def test_bytes_without_an_encoding_are_refused() -> None:
    """Bytes that no encoding explains are refused rather than shown as nonsense."""
    content = bytes(range(128, 256))

    with pytest.raises(UnreadableError, match=r"^the encoding of the file could not be found$"):
        decode(content)


@given(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1), st.sampled_from(["utf-8", "utf-16"]))
def test_utf_text_is_never_changed_but_composed(text: str, encoding: str) -> None:
    """Whatever is written in Unicode comes back in its composed form."""
    decoded = decode(text.encode(encoding))

    assert decoded == unicodedata.normalize("NFC", text)


@given(st.binary())
@settings(deadline=None)
def test_any_bytes_are_composed_text_or_refused(content: bytes) -> None:
    """No bytes raise anything but the reason why they are no text."""
    with suppress(UnreadableError):
        text = decode(content)

        assert text.strip()
        assert "\r" not in text
        assert text == unicodedata.normalize("NFC", text)
