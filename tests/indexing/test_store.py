"""What is written into the store comes back the same."""

from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest

from qa.errors import UnknownArticleError
from qa.indexing.ingest import ArticleIndexer, ReadArticle
from qa.indexing.store import Store, article_row, write_store
from qa.reading.article import compose
from qa.reading.corpus import read
from qa.reading.document import Details, Document, DocumentBlock, DocumentBlockKind
from qa.reading.shingles import shingles_of
from qa.records import Article, Passage, SectionKind
from qa.settings import Indexing
from tests.support.fakes import FakeEncoder
from tests.support.oracles import cut_article


@pytest.fixture
def articles(corpus: Path) -> list[Article]:
    outcomes = [read(corpus, name).outcome for name in ("cramps.md", "lifting.txt", "sciatica.md")]
    return [outcome for outcome in outcomes if isinstance(outcome, Article)]


@pytest.fixture
def passages(articles: list[Article]) -> list[Passage]:
    """Return the passages as they are to come back: ids and rows of sentences count over all articles."""
    passages: list[Passage] = []
    sentences = 0
    for article in articles:
        pieces = cut_article(article, count_tokens=FakeEncoder().count_tokens, window=256, settings=Indexing())
        for ordinal, piece in enumerate(pieces):
            passages.append(
                Passage(
                    id=len(passages),
                    first_sentence=sentences,
                    article_id=article.id,
                    ordinal=ordinal,
                    headings=piece.headings,
                    start=piece.start,
                    end=piece.end,
                    text=article.text[piece.start : piece.end],
                    sentences=piece.sentences,
                )
            )
            sentences += len(piece.sentences)
    return passages


@pytest.fixture
def store(tmp_path: Path, articles: list[Article]) -> Store:
    indexer = ArticleIndexer(FakeEncoder(), Indexing())
    write_store(tmp_path / "store.sqlite", indexer.of_many([ReadArticle(article, None) for article in articles]))
    return Store(tmp_path / "store.sqlite")


def test_articles_come_back_equal(store: Store, articles: list[Article]) -> None:
    """Every detail, section and block of an article survives."""
    assert list(store.articles()) == sorted(articles, key=lambda article: article.id)
    assert store.article("sciatica") == articles[2]


def test_passages_come_back_equal_in_the_order_asked(store: Store, passages: list[Passage]) -> None:
    """Passages are found by id, in any order, with their sentences."""
    wanted = [passages[2], passages[0], passages[-1]]

    assert store.passages([passage.id for passage in wanted]) == wanted
    assert store.passages_of("sciatica") == [p for p in passages if p.article_id == "sciatica"]


def test_shingles_come_back_equal(store: Store, articles: list[Article]) -> None:
    """Those of each article, and none of one that is not there."""
    for article in articles:
        assert store.shingles(article.id).tolist() == shingles_of(article.text).tolist()
    with pytest.raises(UnknownArticleError, match="'nobody'"):
        store.shingles("nobody")


def test_counts(store: Store, passages: list[Passage]) -> None:
    """Articles and passages are counted, in all and by article."""
    assert store.counts() == (3, len(passages))
    assert sum(store.passage_counts().values()) == len(passages)
    assert store.passage_counts()["cramps"] == 1


def test_titles(store: Store) -> None:
    """Every article's title is given by its id."""
    assert store.titles() == {
        "cramps": "Cramps at night",
        "lifting.txt": "Lifting with care",
        "sciatica": "Sciatica",
    }


def test_passages_of_a_kind_of_section(store: Store, passages: list[Passage]) -> None:
    """Each passage is of the kind of the section that it stands in, and of no other."""
    (on_help,) = store.passages_of_kind(SectionKind.WHEN_TO_GET_HELP)

    assert passages[on_help].text == "Call a doctor at once when you cannot hold your urine."
    assert store.passages_of_kind(SectionKind.BODY) == [p.id for p in passages if p.id != on_help]


def test_unknown_article(store: Store) -> None:
    """An id that is not there is an error that names it."""
    with pytest.raises(UnknownArticleError, match="'nobody'"):
        store.article("nobody")


def test_other_threads_read_too(store: Store, articles: list[Article]) -> None:
    """Each thread reads through a connection of its own."""
    titles: list[str] = []
    threads = [Thread(target=lambda: titles.append(store.article("sciatica").title)) for _ in range(8)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert titles == ["Sciatica"] * 8


def test_the_store_is_read_only(store: Store) -> None:
    """Nothing can be written through an opened store."""
    import sqlite3

    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        store._connection().execute("DELETE FROM articles")


@pytest.mark.parametrize("language", ["de", "en", ""])
def test_the_language_of_a_row_is_that_of_its_article(language: str) -> None:
    """It is read without the rest of the record, whatever the title says."""
    document = Document(
        blocks=(DocumentBlock(kind=DocumentBlockKind.PARAGRAPH, text="Ein Satz."),),
        details=Details(title='A "language":"fr" title', language="en"),
    )
    article = replace(compose(document, article_id="a", source="a.md"), language=language)

    assert article_row(article).language == language
