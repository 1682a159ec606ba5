"""Evaluations on test collections: the index kept for them, and what is measured, also worked out another way."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answering.assistant import Assistant
from qa.errors import EvaluationError
from qa.evaluation.beir import (
    DOCUMENTS_DEEP,
    Collection,
    documents_of,
    evaluate_collection,
    find_documents,
    holds_answer,
    index_collection,
    read_collection,
)
from qa.evaluation.measures import ranked_measures
from qa.evaluation.run import to_json
from qa.indexing.generations import current_name
from qa.records import Evidence, Hit, Passage
from qa.settings import Indexing, Settings
from tests.conftest import BUILT
from tests.evaluation.test_collections import DOCUMENTS, QUERIES, TEST, write_collection
from tests.support.fakes import FakeEncoder

pytestmark = pytest.mark.integration

NAMES = ("nDCG@10", "R@10", "R@100", "RR@10")


def asked(collection: Collection, index: Path, encoder: FakeEncoder) -> Assistant:
    index_collection(collection, index, encoder=encoder, settings=Indexing(), built=BUILT)
    return Assistant.open(Settings(index=index), encoder=encoder)


@pytest.fixture
def collection(tmp_path: Path) -> Collection:
    """Return the small collection, with a question that cannot be asked."""
    queries = (*QUERIES, {"_id": "q4", "text": "?!", "metadata": {"answers": ["knees"]}})
    return read_collection(write_collection(tmp_path / "small", queries=queries, test=f"{TEST}q4\tbox\t1\n"))


def hit(article_id: str, rank: int, *also_in: str) -> Hit:
    passage = Passage(
        id=rank,
        first_sentence=0,
        article_id=article_id,
        ordinal=0,
        headings=(),
        start=0,
        end=1,
        text="x",
        sentences=(),
    )
    why = Evidence(dense_rank=rank, dense_score=0.5, lexical_rank=None, lexical_score=None)
    return Hit(passage=passage, rank=rank, score=1 / rank, evidence=why, also_in=also_in)


def by_hand(ranking: Sequence[str], judged: Mapping[str, int]) -> dict[str, float]:
    """Return the measures by their definitions, with the grade as gain."""
    grades = [judged.get(found, 0) for found in ranking]
    wanted = sum(grade > 0 for grade in judged.values())
    best = sorted((grade for grade in judged.values() if grade > 0), reverse=True)
    first = next((rank for rank, grade in enumerate(grades[:10], start=1) if grade > 0), None)
    gains = [sum(max(g, 0) / math.log2(rank + 2) for rank, g in enumerate(its[:10])) for its in (grades, best)]
    return {
        "nDCG@10": gains[0] / gains[1],
        "R@10": sum(grade > 0 for grade in grades[:10]) / wanted,
        "R@100": sum(grade > 0 for grade in grades[:100]) / wanted,
        "RR@10": 1 / first if first else 0.0,
    }


documents = st.integers(0, 130).map(str)


@given(
    st.lists(
        st.tuples(
            st.lists(documents, unique=True, max_size=120), st.dictionaries(documents, st.integers(-1, 3))
        ).filter(lambda entry: any(grade > 0 for grade in entry[1].values())),
        min_size=1,
        max_size=4,
    )
)
def test_the_measures_are_those_of_their_definitions(
    questions: list[tuple[list[str], dict[str, int]]],
) -> None:
    """Any rankings and grades, zero and below too, measure as the definitions say."""
    found = ranked_measures([ranking for ranking, _ in questions], [judged for _, judged in questions], NAMES)

    for values, (ranking, judged) in zip(found, questions, strict=True):
        assert values == pytest.approx(by_hand(ranking, judged))


def test_a_collection_is_measured(collection: Collection, tmp_path: Path, encoder: FakeEncoder) -> None:
    """Each question finds its document; the one that cannot be asked counts 0, one judged 0 alone not at all."""
    assistant = asked(collection, tmp_path / "index", encoder)

    evaluation = evaluate_collection(assistant, collection)

    rows = {row.id: row for row in evaluation.rows}
    assert list(rows) == ["q1", "q2", "q4"]
    assert (rows["q1"].relevant, rows["q1"].ranking[0], rows["q1"].first_relevant) == (("calf", "leg"), "calf", 1)
    assert rows["q2"].ranking[0] == "leg"
    assert (rows["q4"].ranking, rows["q4"].first_relevant) == ((), None)
    assert set(rows["q4"].measures.values()) == {0.0}
    for row in evaluation.rows:
        its = {name: row.measures[name] for name in NAMES}
        assert its == pytest.approx(by_hand(row.ranking, collection.judgements[row.id]))


def test_the_json_has_the_same_shape_as_that_of_a_gold_file(
    collection: Collection, tmp_path: Path, encoder: FakeEncoder
) -> None:
    """Queries, measures and intervals, each measure over the questions that have it."""
    plain = to_json(evaluate_collection(asked(collection, tmp_path / "index", encoder), collection))

    assert (plain["queries"], plain["corpus"]) == (3, collection.digest)
    assert {*NAMES} < plain["measures"].keys()
    assert plain["measures"].keys() == plain["intervals"].keys()
    assert plain["measures"]["RR@10"] == pytest.approx(2 / 3, abs=1e-4)
    assert plain["intervals"]["RR@10"] == [0.0, 1.0]
    assert plain["rows"][0]["ranking"][0] == "calf"


def test_the_marked_answer_is_measured_where_it_is_known(tmp_path: Path, encoder: FakeEncoder) -> None:
    """The marked sentence of the relevant document has the answer, or not; other questions do not count."""
    queries = (
        {"_id": "right", "text": "does sciatica affect one leg often", "metadata": {"answers": ["one leg"]}},
        {"_id": "wrong", "text": "do cramps in the calf wake people", "metadata": {"answers": ["before bed"]}},
        {"_id": "unknown", "text": "does sciatica affect one leg often"},
    )
    judged = "right\tleg\t1\nwrong\tcalf\t1\nunknown\tleg\t1\n"
    collection = read_collection(write_collection(tmp_path / "c", queries=queries, test=judged))

    evaluation = evaluate_collection(asked(collection, tmp_path / "index", encoder), collection)

    assert [row.measures.get("marked holds answer") for row in evaluation.rows] == [1.0, 0.0, None]
    found = evaluation.measures["marked holds answer"]
    assert (found.value, found.questions) == (0.5, 2)


def test_what_is_shown_first_is_measured_where_the_answer_is_known(tmp_path: Path, encoder: FakeEncoder) -> None:
    """It counts whichever document it is of; a question to which nothing is shown is one whose answer is not."""
    queries = (
        {"_id": "right", "text": "does sciatica affect one leg often", "metadata": {"answers": ["one leg"]}},
        {"_id": "elsewhere", "text": "does sciatica affect one leg often", "metadata": {"answers": ["one leg"]}},
        {"_id": "wrong", "text": "do cramps in the calf wake people", "metadata": {"answers": ["at noon"]}},
        {"_id": "nothing", "text": "zebra", "metadata": {"answers": ["one leg"]}},
        {"_id": "unknown", "text": "does sciatica affect one leg often"},
    )
    judged = "right\tleg\t1\nelsewhere\tcalf\t1\nwrong\tcalf\t1\nnothing\tleg\t1\nunknown\tleg\t1\n"
    collection = read_collection(write_collection(tmp_path / "c", queries=queries, test=judged))

    evaluation = evaluate_collection(asked(collection, tmp_path / "index", encoder), collection)

    shown = {row.id: row.measures.get("snippet holds answer") for row in evaluation.rows}
    assert shown == {"right": 1.0, "elsewhere": 1.0, "wrong": 0.0, "nothing": 0.0, "unknown": None}


def test_only_the_measures_named_are_measured(
    collection: Collection, tmp_path: Path, encoder: FakeEncoder
) -> None:
    """Without R@100 the search is no deeper than it is for a reader."""
    evaluation = evaluate_collection(asked(collection, tmp_path / "index", encoder), collection, ["nDCG@10"])

    assert set(evaluation.measures) == {"nDCG@10", "marked holds answer", "snippet holds answer"}
    assert evaluation.passages == 30


def test_a_collection_without_a_relevant_document_is_refused(tmp_path: Path, encoder: FakeEncoder) -> None:
    """There would be nothing to measure."""
    collection = read_collection(write_collection(tmp_path / "c", test="q1\tleg\t0\n"))
    assistant = asked(collection, tmp_path / "index", encoder)

    with pytest.raises(EvaluationError, match="In c no document is relevant to any question"):
        evaluate_collection(assistant, collection)


def test_at_most_a_hundred_documents_are_found(tmp_path: Path, encoder: FakeEncoder) -> None:
    """A deep search goes far behind the passages that a reader is shown, and ends at a hundred documents."""
    many = [
        {"_id": f"d{n}", "title": f"Leg {n}", "text": f"Case {n}: a pain that affects one leg."}
        for n in range(130)
    ]
    collection = read_collection(write_collection(tmp_path / "c", many, test="q2\td7\t1\n"))
    assistant = asked(collection, tmp_path / "index", encoder)

    shown, deep = (find_documents(assistant, "pain in one leg", deep=deep) for deep in (False, True))

    assert (len(shown), len(deep), len(set(deep))) == (30, DOCUMENTS_DEEP, DOCUMENTS_DEEP)
    assert deep[:30] == shown


def test_a_document_counts_once_and_its_copy_after_it() -> None:
    """Further passages of a document are passed over; a copy that a hit names comes right after the hit."""
    hits = [hit("a", 1), hit("b", 2, "c", "a"), hit("a", 3), hit("d", 4)]

    assert documents_of(hits) == ["a", "b", "c", "d"]


def test_the_index_is_kept_while_the_documents_and_the_recipe_are_the_same(
    collection: Collection, tmp_path: Path, encoder: FakeEncoder
) -> None:
    """Another run builds nothing; other documents, settings or a damaged index build a new generation."""
    index = tmp_path / "index"
    changed = read_collection(write_collection(tmp_path / "changed", DOCUMENTS[:2], test="q1\tcalf\t1\n"))
    names = []
    for each, settings in (
        (collection, Indexing()),
        (collection, Indexing()),
        (changed, Indexing()),
        (changed, Indexing(passage_tokens_least=1)),
    ):
        index_collection(each, index, encoder=encoder, settings=settings, built=BUILT)
        names.append(current_name(index))
    (index / names[-1] / "store.sqlite").write_bytes(b"not what was built")
    index_collection(changed, index, encoder=encoder, settings=Indexing(passage_tokens_least=1), built=BUILT)

    assert [name.split("-")[1] for name in (*names, current_name(index))] == [
        "000001",
        "000001",
        "000002",
        "000003",
        "000004",
    ]


@pytest.mark.parametrize(
    ("text", "answers", "held"),
    [
        ("It costs 308 pounds.", ("30", "308"), True),
        ("It costs 1308 pounds.", ("308",), False),
        ("Stretch it BEFORE\n bed.", ("before  Bed",), True),
        ("It is (about $5), so", ("$5",), True),
        ("nothing", (), False),
    ],
)
def test_an_answer_is_held_as_whole_words(text: str, answers: tuple[str, ...], held: Any) -> None:
    """Case and blanks are alike; a number inside a longer one is not the answer."""
    assert holds_answer(text, answers) is held
