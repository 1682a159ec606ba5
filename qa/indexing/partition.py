"""Atoms of a section → the cheapest partition into passages.

It is found by dynamic programming (the idea of Knuth and Plass's line breaking, 1981).
"""

from collections.abc import Sequence

from qa.settings import Indexing

TINY = 1.5
"""Extra cost of a passage below the least size: enough to join any neighbour but across a lead-in."""


def best_cuts(
    tokens: Sequence[int], cuts: Sequence[float], most: int, settings: Indexing
) -> list[tuple[int, int]]:
    """Return the cheapest partition of the atoms as half-open ranges, none above ``most`` tokens.

    An atom above ``most`` (there is none but a word longer than the window) stands alone.
    """
    aim = min(settings.passage_tokens_aim, most)
    least = min(settings.passage_tokens_least, most)
    cost = [0.0] + [float("inf")] * len(tokens)
    first_of = [0] * (len(tokens) + 1)
    for after in range(1, len(tokens) + 1):
        size = 0
        for first in range(after - 1, -1, -1):
            size += tokens[first]
            if size > most and first < after - 1:
                break
            here = cost[first] + (cuts[first] if first else 0.0) + (1 - size / aim) ** 2
            here += TINY if size < least else 0.0
            if here < cost[after]:
                cost[after], first_of[after] = here, first
    ranges: list[tuple[int, int]] = []
    after = len(tokens)
    while after:
        ranges.append((first_of[after], after))
        after = first_of[after]
    return ranges[::-1]
