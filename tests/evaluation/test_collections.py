"""Test collections in the BEIR layout: what is read, and how each broken folder is refused."""

import json
import tarfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from qa.errors import EvaluationError
from qa.evaluation.beir import read_collection, unpack
from qa.records import SkippedFile

DOCUMENTS: Sequence[dict[str, Any]] = (
    {
        "_id": "calf",
        "title": "Cramps",
        "text": "Cramps in the calf wake many people.\n\nStretch the calf before bed.",
    },
    {"_id": "leg", "title": "Sciatica", "text": "Sciatica is pain along a nerve. It often affects one leg."},
    {
        "_id": "box",
        "title": "",
        "text": "Lifting a heavy box with a round back strains the muscles of the back badly.",
    },
)
QUERIES: Sequence[dict[str, Any]] = (
    {"_id": "q1", "text": "cramps in the calf", "metadata": {"answers": ["before  Bed", "", 3]}},
    {"_id": "q2", "text": "pain in one leg", "metadata": {"url": "https://a.example"}},
    {"_id": "q3", "text": "bread"},
)
TEST = "query-id\tcorpus-id\tscore\nq1\tcalf\t2\nq1\tleg\t1\nq2\tleg\t1\nq3\tbox\t0\n"


def write_collection(
    folder: Path,
    documents: Sequence[Mapping[str, Any] | str] = DOCUMENTS,
    queries: Sequence[Mapping[str, Any] | str] = QUERIES,
    **judgements: str,
) -> Path:
    """Write a collection, a line as given or as JSON; judgements by split, ``test`` unless others are given."""
    (folder / "qrels").mkdir(parents=True)
    for name, entries in (("corpus.jsonl", documents), ("queries.jsonl", queries)):
        lines = (entry if isinstance(entry, str) else json.dumps(entry) for entry in entries)
        (folder / name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    for split, content in (judgements or {"test": TEST}).items():
        (folder / "qrels" / f"{split}.tsv").write_text(content, encoding="utf-8")
    return folder


def test_documents_become_articles(tmp_path: Path) -> None:
    """A document has its id, its title and its paragraphs; one without a title has what reading makes of it."""
    collection = read_collection(write_collection(tmp_path / "small"))

    calf, leg, box = collection.articles
    assert collection.name == "small"
    assert (calf.id, calf.source, calf.title) == ("calf", "calf", "Cramps")
    assert calf.text == "Cramps in the calf wake many people.\n\nStretch the calf before bed."
    assert [section.headings for section in calf.sections] == [()]
    assert (leg.title, box.title) == ("Sciatica", "box")
    assert {article.language for article in collection.articles} == {"en"}
    assert collection.skipped == ()


def test_queries_answers_and_judgements_are_by_id(tmp_path: Path) -> None:
    """Grades are kept as they stand; answers are the texts among what the metadata lists."""
    collection = read_collection(write_collection(tmp_path / "small"))

    assert collection.queries == {"q1": "cramps in the calf", "q2": "pain in one leg", "q3": "bread"}
    assert collection.answers == {"q1": ("before  Bed",)}
    assert collection.judgements == {"q1": {"calf": 2, "leg": 1}, "q2": {"leg": 1}, "q3": {"box": 0}}
    assert list(collection.judged) == ["q1", "q2"]


def test_a_document_that_is_all_title_is_its_title_and_one_without_a_word_is_told(tmp_path: Path) -> None:
    """Nothing is dropped in silence: what cannot be an article is listed with the reason."""
    documents = (*DOCUMENTS, {"_id": "7", "title": "Bend your knees", "text": " "}, {"_id": 8, "text": "\n"})

    collection = read_collection(write_collection(tmp_path / "small", documents))

    assert (collection.articles[-1].id, collection.articles[-1].text) == ("7", "Bend your knees")
    assert collection.skipped == (SkippedFile(source="8", reason="the document has no text"),)


def test_the_digest_is_of_what_the_index_is_made_from(tmp_path: Path) -> None:
    """Other judgements leave the digest alone; another title or text changes it."""
    changes: tuple[dict[str, Any], ...] = ({}, {"title": "Cramp"}, {"text": "Cramps."})
    digests = [
        read_collection(write_collection(tmp_path / str(n), ({**DOCUMENTS[0], **change}, *DOCUMENTS[1:]))).digest
        for n, change in enumerate(changes)
    ]
    judged = write_collection(tmp_path / "judged", test="q1\tcalf\t1\n")

    assert read_collection(judged).digest == digests[0]
    assert len(set(digests)) == 3


def test_judgements_without_a_header_lose_no_line(tmp_path: Path) -> None:
    """The first line is passed over only when it is no judgement; blank lines and returns are, too."""
    folder = write_collection(tmp_path / "small", test="q1\tcalf\t1\r\n\r\nq2\tleg\t2\r\n")

    assert read_collection(folder).judgements == {"q1": {"calf": 1}, "q2": {"leg": 2}}


@pytest.mark.parametrize(
    ("splits", "split", "expected"),
    [(["dev", "test"], None, "test"), (["dev"], None, "dev"), (["dev", "test"], "dev", "dev")],
)
def test_judgements_are_of_the_test_or_the_only_split_or_the_one_named(
    tmp_path: Path, splits: list[str], split: str | None, expected: str
) -> None:
    """Each split judges a document of its own here, which tells which was taken."""
    names = {"test": "calf", "dev": "leg"}
    folder = write_collection(tmp_path / "c", **{each: f"q1\t{names[each]}\t1\n" for each in splits})

    assert read_collection(folder, split=split).judgements == {"q1": {names[expected]: 1}}


@pytest.mark.parametrize(
    ("judgements", "split", "problem", "step"),
    [
        ({"dev": TEST, "train": TEST}, None, "2 files of judgements, none of them test", "--split: dev, train."),
        ({"dev": TEST, "test": TEST}, "train", "no judgements 'train'", "--split: dev, test."),
    ],
)
def test_a_split_that_is_not_there_is_refused(
    tmp_path: Path, judgements: dict[str, str], split: str | None, problem: str, step: str
) -> None:
    """The error lists the splits there are."""
    with pytest.raises(EvaluationError, match=problem) as caught:
        read_collection(write_collection(tmp_path / "c", **judgements), split=split)

    assert caught.value.hint.endswith(step)


@pytest.mark.parametrize("name", ["corpus.jsonl", "queries.jsonl", "qrels/test.tsv"])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    """A folder without one of the three files is refused, with the place where it should be."""
    folder = write_collection(tmp_path / "c")
    (folder / name).unlink()

    with pytest.raises(EvaluationError, match=r"cannot be read|has no judgements") as caught:
        read_collection(folder)

    assert str(folder / name.removesuffix("/test.tsv")) in str(caught.value)
    assert caught.value.exit_code == 6


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"documents": (*DOCUMENTS, "{")}, "corpus.jsonl, line 4: Invalid JSON"),
        ({"documents": (*DOCUMENTS, "[]")}, "corpus.jsonl, line 4: "),
        ({"documents": ({"_id": "a", "title": "A"},)}, "corpus.jsonl, line 1: text: Field required"),
        ({"documents": ({"_id": "", "text": "A"},)}, "corpus.jsonl, line 1: _id: "),
        ({"documents": ('{"_id": "a", "text": "\\ud800"}',)}, "corpus.jsonl, line 1: Invalid JSON"),
        (
            {"documents": (*DOCUMENTS, DOCUMENTS[1])},
            "corpus.jsonl, line 4: the id 'leg' is already on an earlier line",
        ),
        ({"documents": ()}, "corpus.jsonl has no lines"),
        ({"queries": (*QUERIES, {"text": "what"})}, "queries.jsonl, line 4: _id: Field required"),
        ({"test": TEST + "q9\tleg\t1\n"}, "test.tsv, line 6: there is no query 'q9'"),
        ({"test": TEST + "q1\tarm\t1\n"}, "test.tsv, line 6: there is no document 'arm'"),
        ({"test": TEST + "q1\tleg\n"}, "test.tsv, line 6: 'q1\tleg' is not a judgement"),
        ({"test": TEST + "q1\tleg\t0.5\n"}, "test.tsv, line 6: 'q1\tleg\t0.5' is not a judgement"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, changed: dict[str, Any], problem: str) -> None:
    """The first wrong line is refused with its file, its number and what to do."""
    with pytest.raises(EvaluationError) as caught:
        read_collection(write_collection(tmp_path / "c", **changed))

    assert problem in str(caught.value)
    assert caught.value.hint.endswith(".")


def test_an_archive_is_unpacked(tmp_path: Path) -> None:
    """The folder that holds the documents is found, wherever it stands in the archive."""
    folder = write_collection(tmp_path / "small")
    with tarfile.open(tmp_path / "c.tar.xz", "w:xz") as tar:
        tar.add(folder, "deep/small")

    unpacked = unpack(tmp_path / "c.tar.xz", tmp_path / "out")

    assert unpacked == tmp_path / "out" / "deep" / "small"
    assert read_collection(unpacked) == read_collection(folder)
