"""Hits in which no copy stands twice: folding, and discounts for what repeats and for what one article says."""

from collections.abc import Mapping
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answering.retrieval.diversity import (
    DIVERSIFIED_MOST,
    FURTHER_PASSAGE_FACTOR,
    REPETITION_FACTOR,
    SECOND_PASSAGE_FACTOR,
    diversify,
    fold_duplicates,
)
from qa.reading.shingles import Hashes, shingles_of
from qa.records import Evidence, Hit, Passage

NONE_COMMON = shingles_of("")
NOWHERE = Evidence(dense_rank=None, dense_score=None, lexical_rank=None, lexical_score=None)


def hit(text: str, *, rank: int, score: float, article: str = "") -> Hit:
    """Return a hit of its own article, unless one is named."""
    passage = Passage(
        id=rank,
        first_sentence=0,
        article_id=article or f"article {rank}",
        ordinal=0,
        headings=(),
        start=0,
        end=len(text),
        text=text,
        sentences=(),
    )
    return Hit(passage=passage, rank=rank, score=score, evidence=NOWHERE)


def diversified(*hits: Hit, titles: Mapping[str, str] = MappingProxyType({})) -> list[tuple[int, int, float]]:
    """Return the passages that ``diversify`` gives, with ranks and scores; most articles here have no title."""
    every = {hit.passage.article_id: "" for hit in hits} | dict(titles)
    return [(found.passage.id, found.rank, found.score) for found in diversify(hits, every)]


def words(first: int, last: int) -> str:
    return " ".join(f"word{number}" for number in range(first, last + 1))


def folded(*texts: str, common: Hashes = NONE_COMMON) -> list[tuple[int, tuple[str, ...]]]:
    """Return the ranks of the passages that are left of some, best first, with the articles of their copies."""
    hits = [hit(text, rank=rank, score=1 / rank) for rank, text in enumerate(texts, start=1)]
    return [(found.rank, found.also_in) for found in fold_duplicates(hits, common)]


def test_a_copy_is_folded_into_the_better_passage() -> None:
    """The same words, or nearly so, are shown once, with the article of each copy named once."""
    text, other = words(1, 60), words(101, 160)

    assert folded(text, other, text.upper(), f"{text} more") == [(1, ("article 3", "article 4")), (2, ())]
    assert folded(text, other) == [(1, ()), (2, ())]
    assert folded() == []


def test_copies_in_one_article_are_shown_once() -> None:
    """An article that repeats itself is not named beside itself."""
    hits = [
        hit(words(1, 60), rank=rank, score=1.0, article=article) for rank, article in enumerate("aabb", start=1)
    ]

    assert [(found.rank, found.also_in) for found in fold_duplicates(hits, NONE_COMMON)] == [(1, ("b",))]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_passage_within_another_is_folded_whichever_is_better(order: tuple[int, int]) -> None:
    """What is shown is the better one."""
    texts = words(1, 100), words(40, 90)

    assert folded(*(texts[place] for place in order)) == [(1, ("article 2",))]


def test_of_longer_passages_only_the_best_is_folded_into_a_part_of_it() -> None:
    """Passages that share a part are different, though the part stands above both; not so those that are alike."""
    part, longer, another = words(1, 50), f"{words(201, 300)} {words(1, 50)}", f"{words(1, 50)} {words(301, 400)}"

    assert folded(part, longer, another) == [(1, ("article 2",)), (3, ())]
    assert folded(part, longer, f"{longer} more") == [(1, ("article 2", "article 3"))]
    assert folded(longer, another, part) == [(1, ("article 3",)), (2, ())]


def test_another_dose_or_a_denial_is_no_copy() -> None:
    """Whatever else two passages share, both are shown."""
    dose, rest = "Adults may take up to {} of velarin in 24 hours.", words(1, 100)

    assert len(folded(f"{dose.format('2 g')} {rest}", f"{dose.format('3 g')} {rest}")) == 2
    assert len(folded(f"Take velarin at night. {rest}", f"Do not take velarin at night. {rest}")) == 2
    assert len(folded(f"{dose.format('2 g')} {rest}", f"{dose.format('2,000 mg')} {rest}")) == 1


def test_what_is_common_proves_no_copy() -> None:
    """Passages that share nothing but boilerplate are different, unless they are the same."""
    boilerplate = words(1, 100)
    texts = f"{boilerplate} {words(201, 215)}", f"{boilerplate} {words(301, 315)}"

    assert len(folded(*texts)) == 1
    assert len(folded(*texts, common=shingles_of(boilerplate))) == 2
    assert len(folded(boilerplate, boilerplate, common=shingles_of(boilerplate))) == 1


def test_passages_that_differ_stay_as_they_are() -> None:
    """Passages of different words and articles keep their ranks and scores."""
    hits = [hit(words(1, 9), rank=1, score=0.9), hit(words(20, 29), rank=2, score=0.5)]

    assert diversify(hits, {"article 1": "", "article 2": ""}) == hits


def test_a_repetition_stands_behind_its_peers() -> None:
    """A passage of the same words as a better one, whatever its marks and capitals, is worth half."""
    found = diversified(
        hit("Gentle walking eases most sore backs.", rank=1, score=0.9),
        hit("- gentle WALKING eases (most) sore backs!", rank=2, score=0.8),
        hit(words(1, 9), rank=3, score=0.5),
    )

    assert found == [(1, 1, 0.9), (3, 2, 0.5), (2, 3, 0.8 * REPETITION_FACTOR)]


@pytest.mark.parametrize(("shared", "factor"), [(10, REPETITION_FACTOR), (9, 1.0)])
def test_seven_tenths_of_the_shingles_are_a_repetition(shared: int, factor: float) -> None:
    """Of ten rows of four words in a row, seven may not stand in the better passage, six may."""
    better = hit(words(1, shared), rank=1, score=1.0)
    worse = hit(f"{words(1, shared)} {words(50, 62 - shared)}", rank=2, score=0.4)

    assert diversified(better, worse) == [(1, 1, 1.0), (2, 2, 0.4 * factor)]


def test_a_passage_that_adds_to_a_better_one_is_no_repetition() -> None:
    """What a short passage says may stand in a long worse one, but not the other way round."""
    short, long = words(1, 6), words(1, 30)

    assert diversified(hit(short, rank=1, score=0.8), hit(long, rank=2, score=0.6))[1] == (2, 2, 0.6)
    assert diversified(hit(long, rank=1, score=0.8), hit(short, rank=2, score=0.6))[1] == (
        2,
        2,
        0.6 * REPETITION_FACTOR,
    )


@pytest.mark.parametrize(("title", "factor"), [("Word words", 1.0), ("Words", REPETITION_FACTOR)])
def test_the_words_of_a_title_are_words_of_a_passage(title: str, factor: float) -> None:
    """Seven rows of four words shared: of ten, with two of another title, they are seven tenths; not of eleven."""
    one, other = (hit(words(1, 10), rank=rank, score=score) for rank, score in ((1, 1.0), (2, 0.4)))

    found = diversified(one, other, titles={"article 1": "Backs and legs", "article 2": f"Of the {title}"})

    assert found == [(1, 1, 1.0), (2, 2, 0.4 * factor)]


def test_the_same_answer_to_two_questions_is_no_repetition() -> None:
    """Entries of a list of frequent questions whose titles differ stay beside each other."""
    one, other, third = (hit("Yes, it is safe.", rank=rank, score=1 / rank) for rank in (1, 2, 3))
    titles = {"article 1": "Can I walk?", "article 2": "Can I swim?", "article 3": "CAN I WALK"}

    found = diversified(one, other, third, titles=titles)

    assert found == [(1, 1, 1.0), (2, 2, 0.5), (3, 3, REPETITION_FACTOR / 3)]


def test_only_so_many_hits_are_diversified() -> None:
    """Beyond them none is moved, and none has a score above the last one that was diversified."""
    alike = [
        hit("the same words here", rank=rank, score=1 - rank / 100) for rank in range(1, DIVERSIFIED_MOST + 3)
    ]

    found = diversified(*alike)

    last = REPETITION_FACTOR * (1 - DIVERSIFIED_MOST / 100)
    assert [rank for _, rank, _ in found] == [number for number, _, _ in found] == [each.rank for each in alike]
    assert [score for _, _, score in found][-3:] == pytest.approx([last] * 3)


def test_the_shares_of_two_better_passages_are_not_added() -> None:
    """A passage whose halves stand in two better ones is no repetition of either."""
    halves = [hit(words(1, 8), rank=1, score=0.9), hit(words(9, 16), rank=2, score=0.8)]

    assert diversified(*halves, hit(words(1, 16), rank=3, score=0.7))[2] == (3, 3, 0.7)


def test_further_passages_of_an_article_are_discounted() -> None:
    """The second of an article costs little and each further one more, so that others come in between."""
    found = diversified(
        hit(words(1, 9), rank=1, score=1.0, article="backs"),
        hit(words(10, 19), rank=2, score=0.85, article="backs"),
        hit(words(20, 29), rank=3, score=0.83, article="legs"),
        hit(words(30, 39), rank=4, score=0.8, article="backs"),
        hit(words(40, 49), rank=5, score=0.7, article="backs"),
    )

    assert found == [
        (1, 1, 1.0),
        (3, 2, 0.83),
        (2, 3, 0.85 * SECOND_PASSAGE_FACTOR),
        (4, 4, 0.8 * FURTHER_PASSAGE_FACTOR),
        (5, 5, 0.7 * FURTHER_PASSAGE_FACTOR),
    ]


def test_both_discounts_are_taken() -> None:
    """A repetition inside one article is discounted for both."""
    found = diversified(
        hit(words(1, 9), rank=1, score=1.0, article="backs"), hit(words(1, 9), rank=2, score=1.0, article="backs")
    )

    assert found == [(1, 1, 1.0), (2, 2, SECOND_PASSAGE_FACTOR * REPETITION_FACTOR)]


def test_equal_scores_keep_their_order() -> None:
    """Passages that come to the same score stay as they were ranked."""
    hits = [hit(words(10 * rank, 10 * rank + 5), rank=rank, score=0.0, article="backs") for rank in (1, 2, 3)]

    assert [passage_id for passage_id, _, _ in diversified(*hits)] == [1, 2, 3]


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 3), st.integers(0, 5)), max_size=15))
def test_settling_ranks_anew_and_drops_none(drawn: list[tuple[float, int, int]]) -> None:
    """Ranks run from one, scores neither rise with them nor above what they were, and no hit is lost."""
    drawn.sort(reverse=True)
    hits = [
        hit(words(first, first + 6), rank=rank, score=score, article=f"article {article}")
        for rank, (score, article, first) in enumerate(drawn, start=1)
    ]

    found = diversify(hits, {f"article {number}": "" for number in range(4)})

    assert [each.rank for each in found] == list(range(1, len(hits) + 1))
    assert sorted(each.passage.id for each in found) == [each.passage.id for each in hits]
    scores = [each.score for each in found]
    assert scores == sorted(scores, reverse=True)
    assert all(each.score <= hits[each.passage.id - 1].score for each in found)


def test_editions_of_a_passage_are_no_repetitions_and_the_newest_comes_first() -> None:
    """The same passage with another dose keeps its worth, and the one published last has the best score."""
    text = "Take no more than {} of it in 24 hours. Swallow it whole with a glass of water after a meal."
    hits = [
        hit(text.format(dose), rank=rank, score=1 / rank) for rank, dose in ((1, "3 g"), (2, "2 g"), (3, "1 g"))
    ]
    published = {"article 1": "2015", "article 2": "2019-05-01", "article 3": "2024"}

    found = diversify(hits, dict.fromkeys(published, ""), published)

    assert [(each.passage.id, each.score) for each in found] == [(3, 1.0), (2, 1 / 2), (1, 1 / 3)]
    assert diversify(hits, dict.fromkeys(published, "")) == hits


def test_the_same_figures_in_other_units_are_a_repetition() -> None:
    """A passage that only writes a gram as milligrams adds nothing."""
    text = "Take no more than {} of it in 24 hours. Swallow it whole with a glass of water after a meal."
    hits = [hit(text.format(dose), rank=rank, score=1 / rank) for rank, dose in ((1, "1 g"), (2, "1,000 mg"))]

    assert diversified(*hits) == [(1, 1, 1.0), (2, 2, REPETITION_FACTOR / 2)]
