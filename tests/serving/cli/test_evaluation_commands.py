"""``citewell eval``: what it prints of a gold file and of a collection, and how each mistake ends."""

import json
from pathlib import Path

import pytest

from qa.indexing.generations import current_name
from tests.evaluation.test_collections import write_collection
from tests.serving.cli.test_main import assert_one_line
from tests.serving.cli.test_main import run as run  # the fixture
from tests.support.command_line import Ran, Run

pytestmark = pytest.mark.integration

CRAMPS = {"article": "cramps", "heading": "", "quote": "Stretching the calf before bed may prevent cramps."}
QUESTIONS = (
    {
        "id": "a1",
        "question": "does stretching the calf prevent cramps at night",
        "answerable": True,
        "kind": "plain",
        "relevant": [CRAMPS],
    },
    {"id": "n1", "question": "zinc tablets", "answerable": False, "kind": "other subject", "relevant": []},
)


@pytest.fixture
def gold(tmp_path: Path) -> str:
    path = tmp_path / "gold.jsonl"
    path.write_text("\n".join(map(json.dumps, QUESTIONS)), encoding="utf-8")
    return str(path)


@pytest.fixture
def collection(tmp_path: Path) -> str:
    return str(write_collection(tmp_path / "small"))


def test_a_gold_file_as_json(run: Run, gold: str) -> None:
    """One object with the measures, their intervals and a row for each question."""
    run("build")

    printed = run("eval", gold, "--json").json

    assert set(printed) == {"queries", "corpus", "generation", "passages", "measures", "intervals", "rows"}
    assert printed["queries"] == 2
    names = {
        "nDCG@10",
        "RR@10",
        "R@1",
        "R@3",
        "R@5",
        "R@10",
        "R@100",
        "Success@3",
        "marked",
        "marked@1",
        "refused",
        "unsure",
    }
    falsely = {"false answers", "false answers to other subjects"}
    assert set(printed["measures"]) == set(printed["intervals"]) == names | falsely
    assert {name: printed["measures"][name] for name in ("R@100", "marked@1", "refused", "false answers")} == {
        "R@100": 1,
        "marked@1": 1,
        "refused": 0,
        "false answers": 0,
    }
    assert [(row["id"], row["verdict"], row["relevant"]) for row in printed["rows"]] == [
        ("a1", "answered", ["cramps#"]),
        ("n1", "not_in_corpus", []),
    ]


def test_a_gold_file_for_a_reader(run: Run, gold: str) -> None:
    """A line for each question, then a line for each measure with its interval."""
    run("build")

    lines = [" ".join(line.split()) for line in run("eval", gold).out.splitlines()]

    assert lines[0] == "id question answer first right nDCG@10 marked"
    assert lines[1].startswith("a1 does stretching the calf")
    assert lines[1].endswith("answered 1 1.000 right")
    assert lines[2] == "n1 zinc tablets refused – – –"
    assert "nDCG@10 1.000 1.000 to 1.000 1" in lines
    assert "false answers 0.000 0.000 to 0.000 1" in lines


def test_the_bundled_questions_are_of_the_bundled_articles(run: Run) -> None:
    """Without an argument the bundled questions are asked, which other articles cannot answer."""
    run("build")

    ran = run("eval")

    assert_one_line(ran, 6, "which the index does not hold", "evaluate an index of the articles")


def test_a_collection_as_json(run: Run, collection: str) -> None:
    """The folder of a collection gets an index of its own; the user's, which is not there, is not needed."""
    printed = run("eval", collection, "--json").json

    assert set(printed) == {"queries", "corpus", "generation", "passages", "measures", "intervals", "rows"}
    assert printed["queries"] == 2
    assert {"nDCG@10", "R@10", "R@100", "RR@10"} <= printed["measures"].keys()
    assert printed["measures"]["R@100"] == 1
    assert printed["intervals"]["R@100"] == [1, 1]
    assert not Path("index").exists()


def test_a_collection_for_a_reader(run: Run, collection: str) -> None:
    """The column of the answer is left out: a collection's questions are looked up, not answered."""
    lines = [" ".join(line.split()) for line in run("eval", collection).out.splitlines()]

    assert lines[0] == "id question first right nDCG@10 marked"
    assert lines[2] == "q2 pain in one leg 1 1.000 –"
    assert lines[4].split()[0] == "measure"


def test_the_index_of_a_collection_can_be_kept(run: Run, collection: str) -> None:
    """A second run uses the generation that the first one built."""
    first = run("eval", collection, "--collection-index", "kept", "--json").json
    second = run("eval", collection, "--collection-index", "kept", "--json").json

    assert second == first
    assert current_name(Path("kept")) == first["generation"]


def test_another_split_can_be_named(run: Run, tmp_path: Path) -> None:
    """The judgements are those of the split."""
    folder = write_collection(tmp_path / "c", test="q1\tcalf\t1\n", dev="q1\tcalf\t1\nq2\tleg\t1\n")

    counts = [run("eval", str(folder), *flags, "--json").json["queries"] for flags in ((), ("--split", "dev"))]

    assert counts == [1, 2]


def test_the_users_index_is_never_that_of_a_collection(run: Run, collection: str) -> None:
    """Naming the index of the articles is refused, and it stays as it was."""
    run("build")
    before = current_name(Path("index"))

    ran = run("eval", collection, "--collection-index", "index")

    assert_one_line(ran, 2, "index is the index of your articles", "another folder")
    assert current_name(Path("index")) == before


@pytest.mark.parametrize("flag", ["--split", "--collection-index"])
def test_flags_of_a_collection_are_refused_for_a_gold_file(run: Run, gold: str, flag: str) -> None:
    """A flag that would be passed over is an error."""
    assert_one_line(run("eval", gold, flag, "x"), 2, "are for a collection", "corpus.jsonl")


def test_a_folder_that_is_no_collection_is_refused(run: Run, corpus: Path) -> None:
    """The error is one of the evaluation and says what a collection holds."""
    ran: Ran = run("eval", str(corpus))

    assert_one_line(ran, 6, "has no judgements", "corpus.jsonl, queries.jsonl, qrels/test.tsv")


@pytest.fixture
def red_flags(tmp_path: Path) -> str:
    folder = tmp_path / "small-set"
    folder.mkdir()
    sets = {
        "flags": [
            {"id": "f1", "question": "i want to kill myself", "flag": "self-harm", "urgency": "now", "kind": "x"}
        ],
        "ordinary": [
            {"id": "o1", "question": "does stretching the calf prevent cramps", "kind": "plain"},
            {"id": "o2", "question": "i swallowed 30 pills", "kind": "plain"},
        ],
        "other": [{"id": "x1", "question": "zinc price"}],
    }
    for name, rows in sets.items():
        (folder / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return str(folder)


def test_signs_of_danger_as_json(run: Run, red_flags: str) -> None:
    """The figures of the folder, by its name, with what went wrong."""
    run("build")

    printed = run("eval", "--red-flags", red_flags, "--json").json["small-set"]

    assert printed["questions"] == {"described": 1, "ordinary": 2, "other": 1}
    assert printed["figures"] == {
        "right flag first": 1,
        "right urgency": 1,
        "false now on ordinary": 0.5,
        "any box on ordinary": 0.5,
        "boxes on other fields": 0,
    }
    assert [(row["id"], row["told"]) for row in printed["failures"]] == [
        ("o2", [{"flags": ["overdose"], "urgency": "now"}])
    ]


def test_signs_of_danger_for_a_reader(run: Run, red_flags: str) -> None:
    """A line for each figure, and with --verbose one for each failure."""
    run("build")

    lines = [
        " ".join(line.split()) for line in run("eval", "--red-flags", red_flags, "--verbose").out.splitlines()
    ]

    assert "signs of danger: small-set value questions" in lines
    assert "right flag first 100.0% 1" in lines
    assert "boxes on other fields 0 1" in lines
    assert lines[-1] == "o2 wanted –, told overdose now: i swallowed 30 pills"


def test_a_set_that_is_not_there_is_refused(run: Run, tmp_path: Path) -> None:
    """The error is one of the evaluation and names the file."""
    run("build")

    assert_one_line(run("eval", "--red-flags", str(tmp_path)), 6, "flags.jsonl cannot be read", "UTF-8")
