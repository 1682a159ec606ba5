"""Listed names of particular things are found in texts, whole words only."""

import pytest

from qa.answering.question.names import listed_names, names_asked, names_in


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Is ADVIL or aleve better?", {"advil", "aleve"}),
        ("two hips and both wrists", {"wrist"}),
        ("one of those TENS machines", {"tens", "tens machine"}),
        ("in ten minutes", set()),
        ("x-rays of COVID-19", {"x ray", "covid"}),
        ("Crohn’s", {"crohn's"}),
        ("", set()),
    ],
)
def test_names_are_found_in_a_text(text: str, names: set[str]) -> None:
    """Upper case, plurals, hyphens and curly apostrophes make no difference; parts of words are no names."""
    assert {" ".join(name) for name in names_in(text)} == names


def test_a_question_asks_about_the_longest_name_at_each_place() -> None:
    """Breast cancer is one thing, not a part of the body and an illness; the words are those of the question."""
    found = names_asked("can breast cancers come back after a bone scan of my ankles")

    assert found == {
        ("breast", "cancer"): ("breast", "cancers"),
        ("bone", "scan"): ("bone", "scan"),
        ("ankle",): ("ankles",),
    }


def test_the_list_is_sound() -> None:
    """Every kind has names, each once, of words in lower case without marks that no question has."""
    names = [name for its in listed_names().values() for name in its]

    assert [kind for kind, its in listed_names().items() if len(its) < 20] == []
    assert len(names) == len(set(names))
    assert [name for name in names if name != name.lower() or not names_in(name)] == []
