"""Copies of one article count once."""

from itertools import permutations

from qa.answering.statements.independence import independent


def test_copies_count_once_whatever_their_order() -> None:
    """A copy of a copy is no further article, and an article that is named twice is one."""
    copies = {("a", "b"), ("b", "c")}

    def is_copy(one: str, other: str) -> bool:
        return (one, other) in copies or (other, one) in copies

    for order in permutations("abcd"):
        assert independent([*order, "d"], is_copy) == 2
    assert independent("ac", is_copy) == 2
    assert independent("", is_copy) == 0
