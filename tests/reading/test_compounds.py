"""Compounds of German and Dutch are taken apart where both parts are words, and other words are left whole."""

from pathlib import Path

import pytest

from qa.indexing.bm25 import Postings, write_postings
from qa.reading.compounds import parts_of


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("Rückenschmerzen", ("rücken", "schmerzen")),
        ("Ischiasnerv", ()),  # "nerv" has four letters
        ("Schwangerschaftsbeschwerden", ("schwangerschaft", "beschwerden")),
        ("Bandscheibenvorfall", ("bandscheiben", "vorfall")),
        ("Schmerzen", ()),
        ("Krankenhaus", ()),
        ("", ()),
        ("xyzxyzxyzxyzxyz", ()),
    ],
)
def test_a_compound_of_german_has_two_parts(word: str, parts: tuple[str, ...]) -> None:
    """The letters that join them belong to neither."""
    assert parts_of(word, "de") == parts


def test_a_compound_is_found_by_its_parts_and_its_parts_by_it(tmp_path: Path) -> None:
    """ "Schmerzen im Rücken" and "Rückenschmerzen" find each other; the very word is found first."""
    texts = ["Schmerzen im Rücken vergehen.", "Rückenschmerzen vergehen.", "Ein Apfel vergeht."]
    write_postings(tmp_path / "de", ((number, "", (), text) for number, text in enumerate(texts)), language="de")
    postings = Postings(tmp_path / "de")

    assert [number for number, _ in postings.search("Rückenschmerzen", limit=3)] == [1, 0]
    assert {number for number, _ in postings.search("Schmerzen Rücken", limit=3)} == {0, 1}


@pytest.mark.parametrize("question", ["Rueckenschmerzen", "rückenschmerzen", "Rückenschmerz", "Rűckenschmerzen"])
def test_umlauts_are_found_however_they_are_typed(tmp_path: Path, question: str) -> None:
    """Tantivy 0.27's stemmer of German reads "ue" as "ü", and accents are folded behind it."""
    write_postings(tmp_path / "de", [(0, "", (), "Rückenschmerzen vergehen.")], language="de")

    assert Postings(tmp_path / "de").search(question, limit=1)


def test_accents_are_found_however_they_are_typed(tmp_path: Path) -> None:
    """In English they are folded on both sides."""
    write_postings(tmp_path / "en", [(0, "", (), "Sciatica and Ménière.")])

    assert Postings(tmp_path / "en").search("sciática", limit=1)
    assert Postings(tmp_path / "en").search("meniere", limit=1)
