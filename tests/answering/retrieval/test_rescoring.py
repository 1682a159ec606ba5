"""Candidates are put in a better order: by sentences, single words in context, and what the best are near."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answering.retrieval.rescoring import (
    ASKING_SHARE,
    RESCORED,
    WEIGHTS,
    Query,
    RescoringWeights,
    hybrid_scores,
    min_max,
    near_the_best,
    rescore,
    with_best_sentences,
    with_feedback,
    with_late_interaction,
    word_shares,
)
from qa.embedding.encoder import EncodedQuestion, Vectors
from qa.indexing.dense import PassageVectors, Ranking
from qa.indexing.generations import Generation
from qa.indexing.multivector import SentenceVectors, TokenVectors, as_bytes, codes_of
from tests.support.rescoring_by_definition import by_definition, scaled

WEIGHT = 0.6
"""The share of meaning against words in the examples."""
EAST, NORTH, NORTHEAST, WEST = ([1, 0], [0, 1], [0.5**0.5, 0.5**0.5], [-1, 0])
Rows = Sequence[Sequence[float]]


def array(rows: Rows) -> Vectors:
    return np.array(rows, dtype=np.float32).reshape(-1, 2)


def generation_of(passages: Rows, sentences: Sequence[Rows], tokens: Sequence[Rows]) -> Generation:
    """Return what of a generation is looked at, of passages with sentences and tokens of two dimensions."""
    axes = np.eye(2, dtype=np.float32)
    codes = [codes_of(array(its), axes) for its in tokens]
    starts = np.cumsum([0, *map(len, codes)], dtype=np.int64)
    parts = SimpleNamespace(
        vectors=PassageVectors.of(array(passages)),
        sentences=SentenceVectors(as_bytes(np.concatenate([array(its) for its in sentences]))),
        first_sentence=np.cumsum([0, *map(len, sentences)], dtype=np.int64),
        tokens=TokenVectors(np.concatenate(codes), starts, axes),
    )
    return cast(Generation, parts)


def plain(passages: Rows) -> Generation:
    """Return passages whose one sentence and one token have the passage's own vector."""
    return generation_of(passages, [[each] for each in passages], [[each] for each in passages])


NOWHERE = np.empty((0, 2), dtype=np.int64)
"""Where the tokens stand matters to nothing here."""


def query(vector: Sequence[float], tokens: Rows | None = None) -> Query:
    its = array(tokens if tokens is not None else [vector])
    return Query.of(EncodedQuestion(vector=array([vector])[0], tokens=its, spans=NOWHERE))


def order_of(found: Sequence[tuple[int, float]]) -> list[int]:
    return [passage for passage, _ in found]


def test_worked_by_hand() -> None:
    """Meaning, words, tokens and feedback of three passages, to the last step."""
    generation = plain([EAST, NORTHEAST, NORTH])
    fused, lexical = [(0, 0.9), (1, 0.8), (2, 0.1)], [(1, 8.0), (2, 4.0)]

    found = rescore(generation, query(EAST), fused, lexical, dense_weight=WEIGHT)

    # cosines 1, 0.7071, 0 stand for passages, sentences and tokens alike; words 0, 1, 0.5
    # without feedback: 0.6 + 0.6, 0.6·0.7071 + 0.4 + 0.6·0.7071, 0.2; so passage 1 is the first
    # of these, 1.2, 1.2485 and 0.2, the second speaks with 1, the first with e^(-0.0485 / 0.2) = 0.7846, the third
    # with 0.0053; their mean is (0.8334, 0.3980), and cosines with it 0.8334, 0.8708, 0.3980
    # cosines with these added: 1.8334, 1.5779, 0.3980; from least to greatest 1, 0.8220, 0
    by_hand = [(1, 0.6 * 0.8220 + 0.4 + 0.6 * 0.7071), (0, 0.6 + 0.6), (2, 0.2)]
    assert order_of(found) == order_of(by_hand)
    assert [score for _, score in found] == pytest.approx([score / 1.6 for _, score in by_hand], abs=1e-4)


def test_the_best_sentence_counts() -> None:
    """Of passages that are as near, the one with a nearer sentence is better."""
    passages, tokens = [NORTHEAST] * 2, [[NORTH]] * 2
    generation = generation_of(passages, [[NORTHEAST, NORTHEAST], [NORTH, EAST]], tokens)

    found = rescore(generation, query(EAST), [(0, 1.0), (1, 1.0)], [], dense_weight=WEIGHT)

    assert order_of(found) == [1, 0]


@pytest.mark.parametrize("matching", [0, 1])
def test_a_token_that_matches_wins(matching: int) -> None:
    """All else equal, the passage that has the question's word in such a context is better, wherever it stood."""
    tokens = [[NORTH, WEST], [WEST, NORTH]]
    tokens[matching].append(EAST)
    generation = generation_of([NORTHEAST] * 2, [[NORTHEAST]] * 2, tokens)

    found = rescore(generation, query(NORTHEAST, [EAST]), [(0, 1.0), (1, 1.0)], [], dense_weight=WEIGHT)

    assert order_of(found) == [matching, 1 - matching]


def test_what_is_near_the_best_rises() -> None:
    """Of two passages that are as near to the question, the one on the side of the best is better."""
    side, other = [0.6, 0.8], [0.6, -0.8]
    best = [0.8, 0.6]
    generation = generation_of([other, side, best], [[EAST]] * 3, [[], [], [EAST]])

    found = rescore(generation, query(EAST), [(0, 1.0), (1, 1.0), (2, 1.0)], [], dense_weight=WEIGHT)

    assert order_of(found) == [2, 1, 0]


def test_the_first_stays_the_first() -> None:
    """Where one passage alone answers, neighbours that are near each other do not push it down."""
    alone, together = [0.85, -((1 - 0.85**2) ** 0.5)], [0.8, 0.6]
    passages = [together, together, together, alone, WEST]
    generation = generation_of(passages, [[each] for each in passages], [[]] * 5)
    fused = [(passage, 1.0) for passage in range(5)]

    found = rescore(generation, query(EAST), fused, [], dense_weight=1.0)

    assert order_of(found) == [3, 0, 1, 2, 4]
    assert found[0][1] == found[1][1]  # feedback alone would have put the others before it


def test_equals_stay_as_they_were() -> None:
    """Passages that nothing tells apart keep the order of the fusion, and have the full score."""
    generation = plain([NORTHEAST] * 5)
    fused = [(3, 0.9), (0, 0.9), (4, 0.2), (1, 0.1), (2, 0.0)]

    found = rescore(generation, query(EAST), fused, [], dense_weight=1.0)

    assert order_of(found) == [3, 0, 4, 1, 2]
    assert [score for _, score in found] == pytest.approx([1.0] * 5)


def test_only_so_many_are_rescored() -> None:
    """What stands behind them is not given, however near it is."""
    generation = plain([NORTH] * RESCORED + [EAST] * 20)
    fused = [(passage, 0.0) for passage in range(RESCORED + 20)]

    found = rescore(generation, query(EAST), fused, [(RESCORED, 9.0)], dense_weight=WEIGHT)

    assert order_of(found) == list(range(RESCORED))


def test_tokens_and_sentences_are_those_of_the_candidates() -> None:
    """A passage whose sentence and tokens are the question's comes first, but from behind the candidates."""
    count = WEIGHTS.compared + 1
    fused = [(passage, 0.0) for passage in range(count)]

    def order_with(exact: int) -> list[int]:
        sentences: list[Rows] = [[EAST if place == exact else NORTHEAST] for place in range(count)]
        tokens: list[Rows] = [[EAST if place == exact else NORTH] for place in range(count)]
        generation = generation_of([NORTHEAST] * count, sentences, tokens)
        return order_of(rescore(generation, query(EAST), fused, [], dense_weight=WEIGHT))

    assert order_with(WEIGHTS.compared - 1) == [
        WEIGHTS.compared - 1,
        *range(WEIGHTS.compared - 1),
        WEIGHTS.compared,
    ]
    assert order_with(WEIGHTS.compared) == list(range(count))


HALF = RescoringWeights(compared=2, sentence=0.5, interaction=0.5, feedback=1.0, speaking=2, fall=0.2)
numbers = st.floats(0, 1, width=32)


def floats(values: Sequence[float]) -> Vectors:
    return np.array(values, dtype=np.float32)


def test_the_best_sentences_have_their_share_of_the_first() -> None:
    """A cosine is mixed with that of the nearest sentence where sentences were compared, and stays behind them."""
    cosines = floats([0.2, 0.4, 0.6])

    mixed = with_best_sentences(cosines, floats([0.6, 0.2]), HALF)

    assert mixed.tolist() == pytest.approx([0.4, 0.3, 0.6])
    assert cosines.tolist() == pytest.approx([0.2, 0.4, 0.6])


@given(st.lists(st.tuples(numbers, numbers), min_size=1), numbers)
def test_meaning_and_words_have_what_they_are_weighed(parts: list[tuple[float, float]], weight: float) -> None:
    """The sum of both, one passage after another, is in 0..1."""
    meaning, words = floats([weight * one for one, _ in parts]), floats([other for _, other in parts])

    mixed = hybrid_scores(meaning, words, dense_weight=weight)

    assert mixed.tolist() == pytest.approx([weight * one + (1 - weight) * other for one, other in parts], abs=1e-6)
    assert -1e-6 <= mixed.min() <= mixed.max() <= 1 + 1e-6


def test_words_are_shares_of_the_best() -> None:
    """A passage that the ranking of words does not list has none; without such a ranking, none has any."""
    assert word_shares([7, 5, 3], [(5, 8.0), (7, 2.0)]).tolist() == [0.25, 1, 0]
    assert word_shares([7, 5], []).tolist() == [0, 0]


@given(st.lists(st.tuples(numbers, numbers), min_size=1, max_size=9), st.integers(1, 9))
def test_late_interaction_raises_the_first(parts: list[tuple[float, float]], compared: int) -> None:
    """The best match of those compared gains the whole weight, the least nothing, and those behind stay."""
    scores, interaction = floats([one for one, _ in parts]), floats([other for _, other in parts[:compared]])

    raised = with_late_interaction(scores, interaction, weight=0.5)

    gains = [0.5 * share for share in scaled(interaction.tolist())]
    gains += [0.0] * (len(parts) - len(gains))
    assert (raised - scores).tolist() == pytest.approx(gains, abs=1e-6)


def test_the_best_speak_for_the_question() -> None:
    """Two of them, the second by what it is behind: e^-1 at a fall of 0.2."""
    rows = array([EAST, NORTH, WEST])

    near = near_the_best(floats([0.9, 0.7, 0.1]), rows, HALF)

    share = 1 / (1 + np.exp(-1))
    assert near.tolist() == pytest.approx([share, 1 - share, -share])


@given(st.lists(st.tuples(numbers, numbers, numbers), min_size=1))
def test_feedback_takes_the_place_of_meaning(parts: list[tuple[float, float, float]]) -> None:
    """Each score changes by what is near in place of meaning; only the first of before is not passed by any."""
    meaning = floats([one for one, _, _ in parts])
    before, near = meaning + floats([other for _, other, _ in parts]), floats([last for _, _, last in parts])

    after = with_feedback(before, meaning, near)

    first = int(np.argmax(before))
    expected = [other + last for _, other, last in parts]
    expected[first] = max(expected)
    assert after.tolist() == pytest.approx(expected, abs=1e-5)
    assert after[first] == after.max()


def test_nothing_to_refine() -> None:
    """Without candidates there is nothing, and one alone has what words leave it."""
    generation = plain([EAST])

    def alone(lexical: Ranking) -> float:
        ((passage, score),) = rescore(generation, query(EAST), [(0, 0.3)], lexical, dense_weight=WEIGHT)
        assert passage == 0
        return score

    assert rescore(generation, query(EAST), [], [], dense_weight=WEIGHT) == []
    assert alone([(0, 2.5)]) == pytest.approx(1.0)
    assert alone([]) == pytest.approx(1.2 / 1.6)


def test_a_question_without_tokens_is_refined_by_the_rest() -> None:
    """Where the model sees no word of a question, late interaction tells nothing apart."""
    generation = plain([NORTH, EAST])

    found = rescore(generation, query(EAST, []), [(0, 1.0), (1, 0.0)], [], dense_weight=1.0)

    assert order_of(found) == [1, 0]


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(0, 3)), min_size=1, max_size=9), st.data())
def test_any_pool_is_refined_as_defined(counts: list[tuple[int, int]], data: st.DataObject) -> None:
    """Every candidate once, scores in 0..1 that never rise, and the same as by the definition."""
    random = np.random.default_rng(data.draw(st.integers(0, 10_000)))  # so that none are equal but by design

    def some(count: int) -> Rows:
        vectors = random.standard_normal((count, 2))
        return cast(Rows, (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).tolist())

    sentences, tokens = [some(count) for count, _ in counts], [some(count) for _, count in counts]
    generation = generation_of(some(len(counts)), sentences, tokens)
    pool = data.draw(st.permutations(range(len(counts))))
    fused = [(passage, 1 - place / 10) for place, passage in enumerate(pool)]
    having = data.draw(st.lists(st.sampled_from(pool), unique=True))
    lexical = [(passage, 9.0 - place) for place, passage in enumerate(having)]
    weight = data.draw(st.sampled_from([0.0, 0.6, 1.0]))
    asked = query(some(1)[0], some(data.draw(st.integers(0, 3))))
    asked = replace(asked, is_letter=data.draw(st.booleans()))

    found = rescore(generation, asked, fused, lexical, dense_weight=weight)

    scores = [score for _, score in found]
    assert sorted(order_of(found)) == sorted(pool)
    assert scores == sorted(scores, reverse=True)
    assert -1e-6 <= scores[-1] <= scores[0] <= 1 + 1e-6
    defined = by_definition(generation, asked, fused, lexical, dense_weight=weight)
    assert dict(found) == pytest.approx(dict(defined), abs=1e-4)
    by_oracle = [dict(defined)[passage] for passage in order_of(found)]
    assert all(
        one >= other - 1e-5 for one, other in pairwise(by_oracle)
    )  # equal but for rounding: in either order


def test_scores_from_least_to_greatest() -> None:
    """They run from 0 to 1, and are all 1 where nothing tells them apart."""
    assert min_max(np.array([3, 1, 2], dtype=np.float32)).tolist() == [1, 0, 0.5]
    assert min_max(np.array([-2, -2], dtype=np.float32)).tolist() == [1, 1]


def test_a_query_of_a_question_alone() -> None:
    """Its tokens count the same, in sum 1."""
    asked = query(EAST, [EAST, NORTH])

    assert asked.vector.tolist() == EAST
    assert asked.weights.tolist() == [0.5, 0.5]
    assert query(EAST, []).weights.tolist() == []


def test_a_query_of_a_letter_and_what_it_asks() -> None:
    """Both have their share of the vector, which has length 1, and of the weights of the tokens."""
    whole = EncodedQuestion(vector=array([NORTH])[0], tokens=array([EAST, NORTH, WEST, NORTH]), spans=NOWHERE)
    asking = EncodedQuestion(vector=array([EAST])[0], tokens=array([EAST, NORTH]), spans=NOWHERE)

    both = Query.of(whole, asking)

    mixed = np.array([ASKING_SHARE, 1 - ASKING_SHARE])
    assert both.vector == pytest.approx(mixed / np.linalg.norm(mixed))
    assert np.array_equal(both.tokens, np.concatenate([whole.tokens, asking.tokens]))
    assert both.weights.tolist() == pytest.approx([(1 - ASKING_SHARE) / 4] * 4 + [ASKING_SHARE / 2] * 2)
    assert float(both.weights.sum()) == pytest.approx(1)


def test_a_letter_whose_asking_part_has_no_tokens_is_searched_whole() -> None:
    """Where the model sees no word in what is asked, the letter stands alone."""
    whole = EncodedQuestion(vector=array([NORTH])[0], tokens=array([EAST, NORTH]), spans=NOWHERE)
    nothing = EncodedQuestion(vector=array([EAST])[0], tokens=array([EAST])[:0], spans=NOWHERE)

    query_of = Query.of(whole, nothing)

    assert query_of.vector.tolist() == NORTH
    assert query_of.weights.tolist() == [0.5, 0.5]


def test_what_a_token_counts_by_its_part_in_the_question() -> None:
    """The fourth power of its cosine with the whole, in sum 1; where none has a part, all count as before."""
    asked = query(EAST, [EAST, NORTHEAST, NORTH, WEST])

    assert asked.salience().tolist() == pytest.approx([0.8, 0.2, 0, 0])
    assert query(EAST, [NORTH, WEST]).salience().tolist() == [0.5, 0.5]
    assert query(EAST, []).salience().tolist() == []


def test_a_letters_story_does_not_outweigh_what_it_asks() -> None:
    """A passage with the words of the story is passed by one on the question, which a question's is not."""
    passages, story = [NORTHEAST, [0.6, 0.8]], [NORTH] * 4
    generation = generation_of(passages, [[each] for each in passages], [[WEST], [NORTH]])
    asked = query(EAST, [EAST, *story])

    def first(asked: Query) -> int:
        return order_of(rescore(generation, asked, [(0, 1.0), (1, 1.0)], [(1, 1.0), (0, 0.9)], dense_weight=0.5))[
            0
        ]

    assert first(asked) == 1
    assert first(replace(asked, is_letter=True)) == 0
