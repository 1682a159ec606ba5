"""Folders of a corpus as collections, by the ids of articles."""

import pytest

from qa.errors import UsageError
from qa.reading.folders import folders_of, ids_in, is_in

IDS = ("a", "NIH/CDC/one", "NIH/CDC/two.txt", "NIH/NINDS/three", "NIH-old/four")


def test_folders_are_those_that_hold_some_articles_and_not_all() -> None:
    """Folders above others count what is below them; one that holds everything is no choice."""
    assert folders_of(IDS) == ("NIH", "NIH-old", "NIH/CDC", "NIH/NINDS")
    assert folders_of(["NIH/CDC/one", "NIH/CDC/two.txt"]) == ()
    assert folders_of(["NIH/CDC/one", "NIH/NINDS/three"]) == ("NIH/CDC", "NIH/NINDS")


def test_an_article_is_in_every_folder_above_it_and_in_none_with_a_like_name() -> None:
    """The name of a folder is compared step by step, and not by its beginning."""
    assert [is_in("NIH/CDC/one", folder) for folder in ("", "NIH", "NIH/CDC", "NIH/C", "NI", "NIH-old")] == [
        True,
        True,
        True,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize("folder", ["NIH", "NIH/", "/NIH/"])
def test_a_folder_is_named_with_or_without_slashes(folder: str) -> None:
    """The ids below it are found, and no other."""
    assert ids_in(IDS, folder) == {"NIH/CDC/one", "NIH/CDC/two.txt", "NIH/NINDS/three"}


@pytest.mark.parametrize("folder", ["nih", "/", "..", "NIH/CDC/one"])
def test_a_folder_without_articles_is_an_error_that_names_the_others(folder: str) -> None:
    """So that nobody takes the silence of an empty folder for that of the articles."""
    with pytest.raises(UsageError) as raised:
        ids_in(IDS, folder)

    assert raised.value.hint == "Name one of its folders: NIH, NIH-old, NIH/CDC, NIH/NINDS."
