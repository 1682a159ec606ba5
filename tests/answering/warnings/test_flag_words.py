"""Signs of danger are told by words, unless a question denies them, asks in general or tells of long ago."""

from pathlib import Path

import pytest

from qa.answering.question.spelling import is_everyday
from qa.answering.warnings.flag_file import read_flags
from qa.answering.warnings.flag_words import FlagWords, is_one_letter_away
from qa.answering.warnings.patterns import PatternError, first_match, parse
from qa.answering.warnings.question_tokens import told_in
from qa.errors import SettingsError

SNAKE = """
[words]
snake = ["snake", "adder*"]

[snake-bite]
urgency = "now"
says = ["a snake bit me"]
words = ["{snake} .. (bit|bite|bitten)", "{snake} + swollen"]
near = ["{snake}"]
about = ["snake bite*"]
unless = ["toy {snake}"]
"""


@pytest.fixture
def snakes(tmp_path: Path) -> FlagWords:
    path = tmp_path / "snakes.toml"
    path.write_text(SNAKE)
    return FlagWords(read_flags(path), is_everyday)


@pytest.mark.parametrize(
    ("question", "is_told"),
    [
        ("A snake bit me.", True),
        ("the adder has bitten my son", True),
        ("We saw an adder. Now his hand is swollen.", True),
        ("a snake, a green one, bit me", True),
        ("no snake bit me", False),
        ("it wasn't a snake that bit me", False),
        ("I have had no fever, cough or snake bite", False),
        ("no fever, but a snake bit me", True),
        ("what does a snake bite look like", False),
        ("can a snake bite through boots", False),
        ("what if a snake bites", False),
        ("a snake bit me ten years ago", False),
        ("a snake bit me ten years ago and now a snake bit me again", True),
        ("a toy snake bit me", False),
        ("a snaek bit me", True),
    ],
)
def test_a_pattern_is_told_where_it_is_affirmed(snakes: FlagWords, question: str, is_told: bool) -> None:
    """A question that says it, of now and of somebody, describes it."""
    assert [described.flag.name for described in snakes.described(question)] == ["snake-bite"] * is_told


def test_a_denial_reaches_to_the_end_of_its_list() -> None:
    """ "No a, b or c" denies all three; a new subject ends it."""
    (sentence,) = told_in("no fever, cough or chills but my legs are numb")

    denied = [token for place, token in enumerate(sentence.tokens) if sentence.denies(place, frozenset())]

    assert denied == ["fever", ",", "cough", "or", "chills"]


def test_a_pattern_names_the_words_between() -> None:
    """Two dots are up to four words, and brackets are one of several."""
    (part,) = parse("lost .. (control|feeling)", {})

    def found(text: str) -> bool:
        return first_match(part, text.split(), lambda *_: True) is not None

    assert [
        found(text) for text in ("lost control", "lost a b c d feeling", "lost a b c d e control", "lost")
    ] == [
        True,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize("pattern", ["(a|b", "a)", "{unheard}"])
def test_a_pattern_that_cannot_be_read_says_why(pattern: str) -> None:
    """Brackets and names are checked."""
    with pytest.raises(PatternError, match=r"bracket|unheard"):
        parse(pattern, {})


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("[snake\n", "line 1"),
        ("[snake]\nsays = ['x']\n", "[snake] needs an urgency"),
        ("[snake]\nurgency = 'now'\n", "[snake] needs says"),
        ("[snake]\nurgency = 'now'\nsays = ['x']\nword = ['x']\n", "[snake] has the key 'word'"),
        ("[snake]\nurgency = 'now'\nsays = ['x']\nwords = ['{y}']\n", "[snake] words cannot be read"),
        ("[snake]\nurgency = 'now'\nsays = 'x'\n", "[snake] says is not a list of texts"),
        ("[words]\ny = ['(']\n", "[words] y cannot be read"),
        ("snake = 'x'\n", "[snake] is not a table"),
    ],
)
def test_a_wrong_file_is_named_with_its_line_or_key(tmp_path: Path, content: str, named: str) -> None:
    """The error is one of the settings and names the file."""
    path = tmp_path / "flags.toml"
    path.write_text(content)

    with pytest.raises(SettingsError) as caught:
        read_flags(path)

    assert named in str(caught.value)
    assert str(path) in str(caught.value)


def test_a_file_adds_to_the_bundled_flags_and_takes_away(tmp_path: Path) -> None:
    """A new table is a new flag at the end; one of a known name adds to its lists; one that is off is gone."""
    path = tmp_path / "flags.toml"
    path.write_text(SNAKE + '\n[overdose]\nsays = ["drank the bleach"]\n\n[foot-drop]\noff = true\n')
    bundled, merged = read_flags(None), read_flags(path)

    names = [flag.name for flag in merged.flags]

    assert names == [flag.name for flag in bundled.flags if flag.name != "foot-drop"] + ["snake-bite"]
    (overdose,) = (flag for flag in merged.flags if flag.name == "overdose")
    assert overdose.says[-1] == "drank the bleach"
    assert overdose.added == 1


def test_every_bundled_flag_has_ways_of_saying_it() -> None:
    """The fifteen signs are there, each said in twenty ways or more."""
    flags = read_flags(None)
    fifteen = (
        "self-harm overdose bladder-bowel saddle-numbness both-legs-weak fever-back-pain cancer-history trauma "
        "tearing-pain chest-pain stroke-signs clot-calf stomach-bleed pregnancy-bleeding child-limp-fever"
    ).split()

    ways = {flag.name: len(set(flag.says)) for flag in flags.flags}

    assert [name for name in fifteen if ways.get(name, 0) < 20] == []


@pytest.mark.parametrize(
    ("one", "other", "away"),
    [
        ("fever", "fevr", True),
        ("fever", "feever", True),
        ("fever", "fevre", True),
        ("fever", "lever", True),
        ("fever", "fever", False),
        ("fever", "river", False),
    ],
)
def test_one_letter_away(one: str, other: str, away: bool) -> None:
    """One change, omission, addition or swap."""
    assert is_one_letter_away(one, other) is away
