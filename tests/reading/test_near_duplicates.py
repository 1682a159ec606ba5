"""Copies are found, and what only looks alike is not."""

import random
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.reading.near_duplicates import CopyGroup, Shingled, are_repeated, stands_in
from qa.reading.near_duplicates import groups_of_copies as groups_of_shingled
from qa.reading.shingles import COMMON_TEXTS, SHINGLE_WORDS, common_shingles, shingles_of, words_of
from tests.conftest import PROJECT

Shingles = set[tuple[str, ...]]


def shingled(texts: Mapping[str, str]) -> dict[str, Shingled]:
    return {name: Shingled(text, shingles_of(text)) for name, text in texts.items()}


def groups_of_copies(
    texts: Mapping[str, str], published: Mapping[str, str] | None = None
) -> tuple[CopyGroup, ...]:
    """Return the groups of articles of a corpus."""
    every = shingled(texts)
    return groups_of_shingled(every, common_shingles(text.shingles for text in every.values()), published)


def parts_of(texts: Mapping[str, str]) -> set[tuple[str, str]]:
    """Return each passage, and one that it stands in, of a corpus of these passages alone."""
    every = shingled(texts)
    common = common_shingles(text.shingles for text in every.values())
    return {
        (left, right)
        for left in texts
        for right in texts
        if left != right and stands_in(every[left], every[right], common)
    }


def linked(*groups: str) -> set[tuple[str, str]]:
    """Return the pairs, both ways, of the texts of each group."""
    return {(left, right) for group in groups for left in group for right in group if left != right}


def prose(words: int, seed: int) -> str:
    """Return sentences of made-up words, the same for the same seed."""
    chosen = random.Random(seed).choices(range(4000), k=words)  # noqa: S311
    return " ".join(f"word{number}{'.' if place % 12 == 11 else ''}" for place, number in enumerate(chosen))


def group(main: str, *copies: str) -> CopyGroup:
    return CopyGroup(main=main, copies=copies)


def test_the_same_words_are_a_copy() -> None:
    """Case, punctuation, spacing and the form of characters do not make another text."""
    texts = {
        "a": "Rest for a day,  then move again.",
        "b": "rest for a day – then MOVE\nagain",
        "c": "Rest for a day.",
    }

    texts |= {"d": "ﬁnd rest", "e": "find REST!"}

    assert groups_of_copies(texts) == (group("a", "b"), group("d", "e"))
    assert parts_of(texts) == linked("ab", "de")


def test_one_changed_sentence_is_a_copy() -> None:
    """An article of twenty sentences of which one was rewritten is nearly the same article."""
    text = prose(240, seed=1)
    changed = text.replace(" ".join(text.split()[60:72]), prose(12, seed=2))
    texts = {"old": text, "new": changed, "other": prose(240, seed=3)}

    assert groups_of_copies(texts) == (group("new", "old"),)


def test_shared_boilerplate_is_no_copy() -> None:
    """Articles that differ in a tenth of their words are different when the rest stands in many of them."""
    boilerplate = prose(400, seed=0)
    texts = {f"{seed:02}": f"{boilerplate} {prose(40, seed)}" for seed in range(1, COMMON_TEXTS + 5)}

    assert groups_of_copies(texts) == ()
    assert parts_of(texts) == set()


def test_a_copy_among_boilerplate_is_found() -> None:
    """Two articles with the same text of their own are copies, though many others share the rest."""
    boilerplate = prose(400, seed=0)
    texts = {f"{seed:02}": f"{boilerplate} {prose(200, seed)}" for seed in range(1, COMMON_TEXTS + 5)}
    texts["copy"] = texts["07"].replace("word", "Word") + " And a last line."

    assert groups_of_copies(texts) == (group("copy", "07"),)


def test_common_words_alone_prove_nothing() -> None:
    """A few own words in a text of other boilerplate do not make it a copy."""
    first, second, shared = prose(100, seed=1), prose(100, seed=2), prose(12, seed=3)
    texts = {f"{side}{number}": f"{text} {prose(80, seed=100 + number)}"
             for side, text in (("a", first), ("b", second)) for number in range(COMMON_TEXTS + 1)}  # fmt: skip

    assert parts_of({**texts, "x": f"{first} {shared}", "y": f"{second} {shared}"}) == set()


def test_short_texts() -> None:
    """Texts shorter than a shingle are copies only when they are the same, and are part of nothing."""
    texts = {
        "a": "Call a doctor",
        "b": "call a doctor!",
        "c": "Call the doctor",
        "d": "Call a doctor at once, today.",
    }

    assert groups_of_copies(texts) == (group("a", "b"),)
    assert parts_of(texts) == linked("ab")


def test_texts_without_words() -> None:
    """What has no words is no copy, and no texts have no copies."""
    for texts in ({"a": "", "b": "", "c": " … ", "d": "—"}, {}, {"a": "one text"}):
        assert groups_of_copies(texts) == ()
        assert parts_of(texts) == set()
    assert are_repeated([*shingled({"a": "", "b": ""}).values()]) == [False, False]


def test_copies_of_copies_are_one_group() -> None:
    """Articles are grouped through one another, though the ends of the chain differ more."""
    words = prose(300, seed=1).split()
    texts = {str(step): " ".join(words[step * 25 : step * 25 + 250]) for step in range(3)}

    assert groups_of_copies(texts) == (group("0", "1", "2"),)
    assert groups_of_copies({"0": texts["0"], "2": texts["2"]}) == ()


def test_the_main_one() -> None:
    """The earliest published is the main one, else the longest, else the first by id."""
    text = prose(240, seed=1)
    texts = {"c": text, "b": text, "longer": f"{text} one more", "a": text}

    assert groups_of_copies(texts)[0].main == "longer"
    assert groups_of_copies(texts, {"b": "2020-05", "c": "2020-05-01", "a": "last May"}) == (
        group("b", "a", "c", "longer"),
    )
    assert groups_of_copies({name: texts[name] for name in "cba"}) == (group("a", "b", "c"),)


def test_a_passage_within_a_longer_one() -> None:
    """A passage that stands in a longer one is its copy, and not the other way; articles are compared whole."""
    text = prose(200, seed=1)
    texts = {"long": text, "part": " ".join(text.split()[40:100])}

    assert parts_of(texts) == {("part", "long")}
    assert groups_of_copies(texts) == ()


def test_a_shared_part_does_not_make_copies_of_two_passages() -> None:
    """A passage may stand in two that have nothing else in common."""
    part = prose(50, seed=1)
    texts = {
        "part": part,
        "most": f"{prose(100, seed=2)} {part.removeprefix(part.split()[0])}",
        "all": f"{prose(100, seed=3)} {part}",
    }

    assert parts_of(texts) == {("part", "most"), ("part", "all")}


def shingles(text: str) -> Shingles:
    words = words_of(text)
    return {tuple(words[at : at + SHINGLE_WORDS]) for at in range(max(1, len(words) - SHINGLE_WORDS + 1))}


def shares(texts: Mapping[str, str]) -> dict[tuple[str, str], tuple[float, float]]:
    """Return, by brute force, the Jaccard overlap of each two texts and the share of the first in the second."""
    every = {name: shingles(text) for name, text in texts.items()}
    held = Counter(shingle for text in every.values() for shingle in text)
    own = {name: {shingle for shingle in text if held[shingle] <= COMMON_TEXTS} for name, text in every.items()}
    by_pair = {}
    for pair in combinations(texts, 2):
        for left, right in (pair, pair[::-1]):
            sets = [(kind[left], kind[right]) for kind in (every, own) if kind[left]]
            by_pair[left, right] = (
                min(len(a & b) / len(a | b) for a, b in sets) if own[left] else 0.0,
                min(len(a & b) / len(a) for a, b in sets) if own[left] else 0.0,
            )
    return by_pair


def collection(seed: int) -> dict[str, str]:
    """Return texts of every kind: alone, changed here and there, cut, joined, and with boilerplate."""
    chance = random.Random(seed)  # noqa: S311
    texts = {f"{number:03}": prose(chance.randint(8, 150), seed * 1000 + number) for number in range(60)}
    for number in range(60, 200):
        words = texts[chance.choice(sorted(texts))].split()
        start = chance.randrange(len(words)) if chance.random() < 0.4 else 0
        words = words[start : start + chance.randint(8, 200)]
        for _ in range(chance.choice([0, 1, 1, 2, 5])):
            words[chance.randrange(len(words))] = f"changed{chance.randrange(10**6)}"
        if chance.random() < 0.3:
            words += prose(60, seed=0).split()
        texts[f"{number:03}"] = " ".join(words)
    return {name: text for name, text in texts.items() if list(texts.values()).count(text) == 1}


@pytest.mark.parametrize("seed", range(1, 4))
def test_articles_agree_with_brute_force(seed: int) -> None:
    """The groups are the connected parts of the graph in which every two texts were compared."""
    texts = collection(seed)
    linked = {name: {name} for name in texts}
    for (left, right), (jaccard, _) in shares(texts).items():
        if jaccard >= 0.8:
            for name in (joined := linked[left] | linked[right]):
                linked[name] = joined

    groups = groups_of_copies(texts)

    expected = {frozenset(part) for part in linked.values() if len(part) > 1}
    assert len(expected) > 3
    assert {frozenset([group.main, *group.copies]) for group in groups} == expected


@pytest.mark.parametrize("seed", range(1, 4))
def test_passages_agree_with_brute_force(seed: int) -> None:
    """Of every two, both ways; and what stands in another is repeated."""
    texts = collection(seed)
    expected = {pair for pair, (_, share) in shares(texts).items() if share >= 0.8}

    parts = parts_of(texts)

    repeated = dict(zip(texts, are_repeated([*shingled(texts).values()]), strict=True))
    assert len(expected) > 3
    assert parts == expected
    assert all(repeated[part] for part, _ in parts)
    assert not all(repeated.values())


@pytest.mark.parametrize("seed", range(1, 4))
def test_common_shingles_agree_with_counting(seed: int) -> None:
    """They stand in more than so many texts, of which the same one counts once."""
    boilerplate = [prose(30, seed=900 + number) for number in range(3)]
    texts = {f"{n}": f"{boilerplate[n % 3]} {prose(9, seed * 100 + n)}" for n in range(3 * COMMON_TEXTS + seed)}
    held = Counter(shingle for text in texts.values() for shingle in shingles_of(text).tolist())

    common = common_shingles([shingles_of(text) for text in [*texts.values(), *texts.values()]])

    assert common.tolist() == sorted(shingle for shingle, count in held.items() if count > COMMON_TEXTS)
    assert len(common) > 20 * seed


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(order=st.permutations(range(12)), seed=st.integers(1, 5))
def test_the_order_does_not_matter(order: list[int], seed: int) -> None:
    """The groups are the same in whatever order the texts come."""
    names = list(collection(seed))
    blocks = [names[start::12] for start in order]
    texts = collection(seed)
    shuffled = {name: texts[name] for block in blocks for name in block}

    assert groups_of_copies(shuffled) == groups_of_copies(texts)


@pytest.mark.integration
def test_runs_agree() -> None:
    """Another process with other hashes of strings finds the same groups."""
    code = (
        "from tests.reading.test_near_duplicates import *; t = collection(1); "
        "sys.stdout.write(repr((groups_of_copies(t), sorted(parts_of(t)))))"
    )
    command = [sys.executable, "-c", code]

    printed = {
        subprocess.run(command, cwd=PROJECT, env={"PYTHONHASHSEED": seed}, stdout=-1, check=True).stdout.decode()
        for seed in ("0", "1")
    }

    assert printed == {repr((groups_of_copies(collection(1)), sorted(parts_of(collection(1)))))}


EDITION = "Adults may take {} of velarin in 24 hours, with a glass of water and after a meal. " + prose(
    200, seed=9
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("up to 2,400 mg", "up to 1,200 mg"),
        ("1.5 mg", "15 mg"),
        ("1-5 mg", "1.5 mg"),
        ("at least 2 g", "at most 2 g"),
        ("as much as 2 g", "not 2 g"),
        ("$2 worth", "€2 worth"),
    ],
)
def test_the_same_text_with_another_figure_or_a_denial_is_no_copy(one: str, other: str) -> None:
    """However long the rest is that they share: it is another edition."""
    texts = {"old": EDITION.format(one), "new": EDITION.format(other)}

    assert groups_of_copies(texts) == ()
    assert parts_of(texts) == set()


def test_the_same_figures_in_other_units_leave_a_copy_a_copy() -> None:
    """Two grams are two thousand milligrams."""
    texts = {"old": EDITION.format("up to 2 g"), "new": EDITION.format("up to 2,000 mg")}

    assert groups_of_copies(texts) == (group("new", "old"),)
    assert parts_of(texts) == {("new", "old"), ("old", "new")}


def test_a_passage_is_no_copy_of_a_longer_one_that_denies_it() -> None:
    """A part of a longer text is its copy only where the longer one says the same."""
    part = f"Take velarin before the night. {prose(60, seed=4)}."
    longer = f"{prose(80, seed=5)}. {part}"

    assert parts_of({"part": part, "long": longer}) == {("part", "long")}
    assert parts_of({"part": part, "long": longer.replace("Take", "Do not take")}) == set()


def test_figures_that_changed_places_are_no_copy() -> None:
    """The same numbers in the same sentence, the other way round."""
    edition = EDITION.format("400 mg and children 200 mg")

    assert groups_of_copies({"a": edition, "b": EDITION.format("200 mg and children 400 mg")}) == ()
