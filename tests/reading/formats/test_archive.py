"""Zip containers: what is hostile or damaged is refused with its reason, and details are tidied."""

import io
import zipfile
from collections.abc import Mapping
from contextlib import suppress

import docx
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.reading.document import Details, UnreadableError
from qa.reading.formats import archive
from qa.reading.formats.archive import Archive, iso_date, parse_html, parse_xml, plain_details
from qa.reading.formats.docx import read_docx
from qa.reading.formats.sheets.xlsx import read_xlsx


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    """Return a zip container of the files."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as container:
        for name, content in files.items():
            container.writestr(name, content)
    return held.getvalue()


def unzipped(content: bytes) -> dict[str, bytes]:
    """Return the files of a zip container."""
    with zipfile.ZipFile(io.BytesIO(content)) as container:
        return {name: container.read(name) for name in container.namelist()}


@st.composite
def damaged(draw: st.DrawFn, content: bytes) -> bytes:
    """Flip, cut or insert some bytes."""
    bytes_left = bytearray(content)
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.integers(0, max(0, len(bytes_left) - 1)))
        kind = draw(st.sampled_from(["flip", "cut", "insert", "shorten"]))
        if kind == "flip" and bytes_left:
            bytes_left[place] = draw(st.integers(0, 255))
        elif kind == "cut":
            del bytes_left[place : place + draw(st.integers(1, 40))]
        elif kind == "insert":
            bytes_left[place:place] = draw(st.binary(min_size=1, max_size=20))
        else:
            del bytes_left[place:]
    return bytes(bytes_left)


@st.composite
def damaged_inside(draw: st.DrawFn, content: bytes) -> bytes:
    """Damage one of the files in a zip container, which itself stays whole."""
    files = unzipped(content)
    name = draw(st.sampled_from(sorted(files)))
    return zipped({**files, name: draw(damaged(files[name]))})


def reason(content: bytes, name: str = "a") -> str:
    with pytest.raises(UnreadableError) as caught:
        Archive(content).read(name)
    return str(caught.value)


def test_an_entry_is_unpacked() -> None:
    """A whole entry is returned as it was packed, and only names that are there are found."""
    container = Archive(zipped({"folder/a.xml": "<a/>"}))

    assert container.has("folder/a.xml")
    assert not container.has("../folder/a.xml")
    assert container.read("folder/a.xml") == b"<a/>"
    assert list(container.read_all()) == [("folder/a.xml", b"<a/>")]


def test_a_bomb_is_refused_while_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Unpacking stops at the ratio of a bomb, and at the size that no article has."""
    bomb = zipped({"a": bytes(40 * 2**20)})

    by_ratio = reason(bomb)
    monkeypatch.setattr(archive, "RATIO_MOST", 10_000)
    monkeypatch.setattr(archive, "EXPANDED_MOST", 2 * 2**20)
    by_size = reason(bomb)

    assert by_ratio == "the archive unpacks to more than 200 times its size"
    assert by_size == "the archive unpacks to more than 2 MB"


def test_the_sizes_in_the_headers_are_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bomb whose directory says that it is small is no article either."""
    bomb = bytearray(zipped({"a": bytes(3 * 2**20)}))
    entry = bomb.rindex(b"PK\x01\x02")
    bomb[entry + 24 : entry + 28] = (10).to_bytes(4, "little")
    monkeypatch.setattr(archive, "EXPANDED_MOST", 2**20)

    assert reason(bytes(bomb)).startswith(("the archive unpacks to more than", "the file is damaged"))


def test_all_entries_together_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many small entries are as bad as a large one."""
    monkeypatch.setattr(archive, "EXPANDED_MOST", 2**20)
    container = Archive(zipped({str(number): bytes(100_000) for number in range(20)}))

    with pytest.raises(UnreadableError, match="unpacks to more than 1 MB"):
        list(container.read_all())


def test_an_entry_without_a_name_is_damage() -> None:
    """A name that the directory has lost is no reason to stumble."""
    whole = zipped({"b": ""})
    entry, end = whole.rindex(b"PK\x01\x02"), whole.rindex(b"PK\x05\x06")
    nameless = whole[: entry + 28] + bytes(2) + whole[entry + 30 : entry + 46]
    counted = whole[end : end + 12] + (46).to_bytes(4, "little") + whole[end + 16 :]

    with pytest.raises(UnreadableError, match="cannot be unpacked"):
        list(Archive(nameless + counted).read_all())


def test_a_directory_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """More entries than any article has are not even listed."""
    monkeypatch.setattr(archive, "ENTRIES_MOST", 10)

    with pytest.raises(UnreadableError, match="more than 10 entries"):
        Archive(zipped({str(number): "" for number in range(11)}))


def test_what_is_missing_locked_or_damaged_is_told() -> None:
    """Each fault of a container has its own reason."""
    whole = zipped({"a": "text " * 100})
    locked = bytearray(whole)
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    spoilt = bytearray(whole)
    spoilt[40] ^= 255

    assert reason(whole, "b\n") == "the file is damaged (b? is missing)"
    assert reason(bytes(locked)) == "the file is encrypted and needs a password"
    assert reason(bytes(spoilt)) == "the file is damaged (a cannot be unpacked)"
    assert reason(b"no zip") == "the file is damaged (it is not a whole zip archive)"


@pytest.mark.parametrize(
    ("xml", "told"),
    [
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "declares entities"),
        (b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', "declares entities"),
        (b"<a>" * 3000, "is broken"),
        (b"<a><b></a>", "is broken"),
        (b"", "is broken"),
    ],
)
def test_xml_that_is_hostile_or_broken_is_refused(xml: bytes, told: str) -> None:
    """Entities, endless nesting and broken XML are reasons not to read on."""
    with pytest.raises(UnreadableError, match=told):
        parse_xml(xml, "content.xml")


def test_nothing_is_fetched_for_xml() -> None:
    """A document type that stands elsewhere is left there, and the file is read without it."""
    root = parse_xml(b'<!DOCTYPE a SYSTEM "http://example.invalid/a.dtd"><a>b<!-- c -->d</a>', "a.xml")

    assert root.text == "bd"


def test_markup_nested_without_end_is_refused() -> None:
    """Where the parser would stop and say nothing, the file is told to be damaged."""
    with pytest.raises(UnreadableError, match="nested too deep"):
        parse_html("<div>" * 3000 + "text", "chapter")


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ("2026-01-02T10:00:00Z", "2026-01-02"),
        ("2026-01", "2026-01"),
        ("2026", "2026"),
        ("D:20260102101112+01'00'", "2026-01-02"),
        ("20260102", "2026-01-02"),
        ("2026-13-02", ""),
        ("last week", ""),
        ("", ""),
    ],
)
def test_dates_are_given_in_iso_form(value: str, date: str) -> None:
    """As much of a date as is known is given, and nothing that is no date."""
    assert iso_date(value) == date


@pytest.mark.parametrize(
    "title", ["Microsoft Word - draft.doc", "untitled", "Untitled document", "report.pdf", "Document1", "a_b_v2"]
)
def test_titles_that_say_nothing_are_dropped(title: str) -> None:
    """The names of programs and files are no titles."""
    assert plain_details(title=title) == Details()


@pytest.mark.parametrize(
    "author",
    [
        "python-docx",
        "openpyxl",
        "LibreOffice",
        "Microsoft Office User",
        "Windows User",
        "Unknown",
        "(anonymous)",
        "Admin",
    ],
)
def test_the_name_of_a_program_is_no_author(author: str) -> None:
    """Nobody is named where a program wrote its own name, or a word that stands for nobody."""
    assert plain_details(author=author) == Details()


@pytest.mark.parametrize("author", ["Tess Office", "Word, Anna", "The Admin Team of Ashby", "W. Calc"])
def test_who_only_has_a_word_of_a_program_in_the_name_is_an_author(author: str) -> None:
    """Only the whole of what a program writes is nobody."""
    assert plain_details(author=author).author == author


def test_what_libraries_write_for_an_author_is_none() -> None:
    """python-docx 1.2 and openpyxl 3.1 give themselves as the author of what they make."""
    word, sheet = io.BytesIO(), io.BytesIO()
    document, book = docx.Document(), openpyxl.Workbook()
    document.add_paragraph("The lock is oiled in May.")
    document.save(word)
    book.active["A1"] = "The lock is oiled in May."
    book.save(sheet)
    assert (document.core_properties.author, book.properties.creator) == ("python-docx", "openpyxl")
    assert read_docx(word.getvalue()).details.author == read_xlsx(sheet.getvalue()).details.author == ""


def test_details_are_tidied() -> None:
    """Details lose line breaks, the country of a language, and those that are empty."""
    details = plain_details(title="  Sciatica\n explained ", author="", language="en-GB", published="2026-01-02")

    assert details == Details(title="Sciatica explained", language="en", published="2026-01-02")


@settings(max_examples=300, deadline=None)
@given(damaged(zipped({"a": "some text " * 20, "b": "more"})))
def test_damage_is_the_only_thing_that_leaves(content: bytes) -> None:
    """Whatever the bytes, a container is read or refused as unreadable."""
    with suppress(UnreadableError):
        assert all(isinstance(part, bytes) for _, part in Archive(content).read_all())
