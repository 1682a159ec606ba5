"""Articles side by side: where they differ, agree, or are silent; a copy is no second voice."""

from pathlib import Path

import pytest

from qa.answering.assistant import Assistant
from qa.answering.comparison import Comparison, Relation, Stance, compare
from qa.errors import UnknownArticleError
from qa.indexing.build import build
from qa.settings import Indexing, Settings
from tests.conftest import BUILT
from tests.support.fakes import FakeEncoder

pytestmark = pytest.mark.integration

FOOD = "In all 24 hours adults may take paracetamol with much food."
OLD = f"Adults may take at most 4 g of paracetamol in 24 hours. {FOOD}"
NEW = f"Adults may take at most 3 g of paracetamol in 24 hours. {FOOD}"
FILES = {
    "new.md": ("Paracetamol leaflet, revised", "2024-06-01", NEW),
    "old.md": ("Paracetamol leaflet", "2015-03-01", f"{OLD} Ask a pharmacist about wine and beer."),
    "copy.md": ("Paracetamol leaflet", "2014-03-01", f"{OLD} Ask a pharmacist about wine and beer."),
    "silent.md": (
        "Storing medicines",
        "",
        "Keep every bottle in a dry cupboard, far from small children and pets.",
    ),
    "book.md": (
        "Handbook",
        "2020-01-01",
        "Adults may take at most 4 g of paracetamol in 24 hours. Walk each day.",
    ),
}
QUESTION = "how much paracetamol may adults take in 24 hours"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """Return an assistant over editions of a leaflet, a copy of one, a handbook, and another subject."""
    folder: Path = tmp_path_factory.mktemp("compared")
    (folder / "corpus").mkdir()
    for name, (title, published, text) in FILES.items():
        head = f"---\ntitle: {title}\npublished: {published}\nlanguage: en\n---\n"
        (folder / "corpus" / name).write_text(f"{head}\n# {title}\n\n{text}\n", encoding="utf-8")
    build(folder / "corpus", folder / "index", encoder=FakeEncoder(), settings=Indexing(), built=BUILT)
    return Assistant.open(Settings(index=folder / "index"), encoder=FakeEncoder())


def check(comparison: Comparison, assistant: Assistant) -> None:
    """Check what is true of every comparison."""
    for point in comparison.points:
        assert len(point.said) == len(comparison.articles)
        for said, article in zip(point.said, comparison.articles, strict=True):
            assert (said.statement is None) is (said.stance in (Stance.SILENT, Stance.ABOVE))
            for citation in said.statement.citations if said.statement else ():
                assert citation.article_id == article.article_id
                text = assistant.article(citation.article_id).text
                assert text[citation.start : citation.end] == citation.quote
        assert (point.relation is Relation.ALONE) is (point.makers == 1)


def test_editions_that_differ_stand_side_by_side_the_newest_first(assistant: Assistant) -> None:
    """The dose of each stands beside its sentence, and what they differ on comes before what they agree on."""
    comparison = compare(assistant, QUESTION, articles=["old", "new"])

    check(comparison, assistant)
    assert [(each.article_id, each.published) for each in comparison.articles] == [
        ("new", "2024-06-01"),
        ("old", "2015-03-01"),
    ]
    first, second, *_ = comparison.points
    assert first.relation is Relation.DIFFER
    assert [said.value for said in first.said] == ["at most 3 g", "at most 4 g"]
    assert [said.statement.text for said in first.said if said.statement] == [
        "Adults may take at most 3 g of paracetamol in 24 hours.",
        "Adults may take at most 4 g of paracetamol in 24 hours.",
    ]
    assert second.relation is Relation.AGREE
    assert {said.statement.text for said in second.said if said.statement} == {FOOD}


def test_an_article_without_a_sentence_on_a_point_is_silent_on_it(assistant: Assistant) -> None:
    comparison = compare(assistant, QUESTION, articles=["silent", "new", "book"])

    check(comparison, assistant)
    assert [each.article_id for each in comparison.articles] == ["new", "book", "silent"]
    dose = comparison.points[0]
    assert [said.stance for said in dose.said] == [Stance.SAYS, Stance.SAYS, Stance.SILENT]
    assert [said.value for said in dose.said] == ["at most 3 g", "at most 4 g", ""]


def test_where_one_article_alone_speaks_there_is_nothing_in_common(assistant: Assistant) -> None:
    """Though two have to do with the question, and the table has what the one says."""
    comparison = compare(assistant, QUESTION, articles=["new", "silent"])

    check(comparison, assistant)
    assert [each.article_id for each in comparison.articles] == ["new", "silent"]
    assert {point.relation for point in comparison.points} == {Relation.ALONE}
    assert not comparison.has_common_points


def test_a_copy_is_no_second_voice(assistant: Assistant) -> None:
    """It is told below the newest of its originals, and alone with that there is nothing to compare."""
    several = compare(assistant, QUESTION, articles=["copy", "old", "book"])
    alone = compare(assistant, QUESTION, articles=["copy", "old"])

    check(several, assistant)
    assert [(each.article_id, each.copies) for each in several.articles] == [
        ("book", ()),
        ("old", ("Paracetamol leaflet",)),
    ]
    assert several.points[0].relation is Relation.AGREE
    assert several.points[0].makers == 2
    assert ([each.article_id for each in alone.articles], alone.points) == (["old"], ())


def test_without_ids_the_articles_of_the_answer_are_compared(assistant: Assistant) -> None:
    comparison = compare(assistant, QUESTION)

    check(comparison, assistant)
    assert [each.article_id for each in comparison.articles][:3] == ["new", "book", "old"]
    assert comparison.has_common_points


def test_a_question_that_is_not_answered_compares_nothing(assistant: Assistant) -> None:
    comparison = compare(assistant, "who won the football match on Mars")

    assert (comparison.articles, comparison.points) == ((), ())
    assert not comparison.has_common_points


def test_an_article_that_is_not_there_cannot_be_compared(assistant: Assistant) -> None:
    with pytest.raises(UnknownArticleError, match="nowhere"):
        compare(assistant, QUESTION, articles=["new", "nowhere"])
