"""Words of everyday language are found in the lists, whatever stands before or behind them."""

import json
from gzip import decompress
from importlib.resources import files

import pytest

from qa.reading.dictionaries import WORDS_COUNTED, share_of


def entries(language: str) -> dict[str, int]:
    """Return a list of pyspellchecker as it is meant to be read."""
    packed = files("spellchecker").joinpath("resources", f"{language}.json.gz").read_bytes()
    counts: dict[str, int] = json.loads(decompress(packed))
    return counts


@pytest.mark.parametrize("language", sorted(WORDS_COUNTED))
def test_words_of_a_list_are_found_and_others_are_not(language: str) -> None:
    """The lists of pyspellchecker 0.9 have a word on a line, in the order that they are searched by."""
    counts = entries(language)
    words = list(counts)
    some = [*words[:20], *words[:: len(words) // 500], *words[-20:]]

    assert words == sorted(words)
    assert sum(counts.values()) == pytest.approx(WORDS_COUNTED[language], rel=0.01)
    assert {
        word for word in some if share_of(word, (language,)) != counts[word] / WORDS_COUNTED[language]
    } == set()
    assert [word for word in some if share_of(f"{word}zqx", (language,))] == []


@pytest.mark.parametrize("word", ["", '"', "\\", "\n", '": 5', "zzzzzzzz", "!", "漢字", "𝕏"])
def test_no_list_has_what_is_no_word(word: str) -> None:
    """Marks, lines and characters of other scripts are found nowhere."""
    assert share_of(word) == 0.0


def test_a_word_is_taken_where_it_is_most_of_a_language() -> None:
    """German has "und" often, and English hardly ever."""
    assert share_of("und") == share_of("und", ("de",)) > 100 * share_of("und", ("en",))
    assert share_of("und", ("xx",)) == share_of("und", ()) == 0.0
