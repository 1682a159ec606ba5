"""What was read, cut and encoded → the files of a generation."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from qa.indexing.earlier import Earlier, keys_array
from qa.indexing.embedding import EncodedTexts
from qa.indexing.generations import (
    PASSAGE_KEYS,
    POSTINGS,
    SENTENCE_STARTS,
    SENTENCES,
    SOURCES,
    STORE,
    VOCABULARY,
    Generation,
)
from qa.indexing.lexical import write_postings
from qa.indexing.row_files import rows_written
from qa.indexing.store import ARTICLE, PASSAGE, write_store
from qa.indexing.token_vectors import TokenVectors
from qa.indexing.vector_files import write_vectors
from qa.indexing.vectors import DenseSearch
from qa.indexing.vocabulary import Vocabulary
from qa.reading.duplicates import CopyGroup, groups_of_copied_passages, groups_of_copies
from qa.reading.library import Reading
from qa.reading.work_cache import WorkCache
from qa.records import Article, Passage
from qa.settings import Indexing


def write_files(
    folder: Path,
    reading: Reading,
    passages: Sequence[Passage],
    encoded: EncodedTexts,
    settings: Indexing,
    *,
    kept: WorkCache | None = None,
    earlier: Earlier | None = None,
) -> DenseSearch:
    """Write all of a generation but its manifest into a new folder; return how its vectors are searched.

    ``earlier`` is a generation made by the same code, to learn from what changed; ``kept`` has earlier work.
    """
    folder.mkdir()
    write_store(folder / STORE, reading.articles, passages, reading.reports, _copies(reading, passages, kept))
    search = _write_vectors(folder, encoded, settings)
    vocabulary = _vocabulary(reading.articles, earlier.generation if earlier else None)
    (folder / VOCABULARY).write_text(json.dumps(vocabulary.to_json()), encoding="utf-8")
    (folder / SOURCES).write_text(json.dumps(dict(reading.digests)), encoding="utf-8")
    titles = {article.id: article.title for article in reading.articles}
    write_postings(
        folder / POSTINGS,
        ((passage.id, titles[passage.article_id], passage.headings, passage.text) for passage in passages),
    )
    return search


def _write_vectors(folder: Path, encoded: EncodedTexts, settings: Indexing) -> DenseSearch:
    """Write the vectors of passages, sentences and tokens; those of sentences and tokens pass through memory."""
    dimension = len(encoded.projection)
    starts = np.cumsum([0, *encoded.sentences], dtype=np.int64)
    np.save(folder / SENTENCE_STARTS, starts, allow_pickle=False)
    np.save(folder / PASSAGE_KEYS, keys_array(encoded.keys), allow_pickle=False)
    vectors = np.empty((len(encoded.keys), dimension), dtype=np.float16)
    shape = (int(starts[-1]), dimension)
    place = 0
    with (
        rows_written(folder / SENTENCES, np.float16, shape) as write_sentences,
        TokenVectors.written(folder, encoded.tokens, encoded.projection) as write_tokens,
    ):
        for block, sentences, tokens in encoded.blocks():
            vectors[place : place + len(block)] = block
            place += len(block)
            write_sentences(sentences)
            write_tokens(tokens)
    return write_vectors(folder, vectors, settings)


def _vocabulary(articles: Sequence[Article], earlier: Generation | None) -> Vocabulary:
    texts = {
        (article.id, article.title, article.digest): f"{article.title}\n{article.text}" for article in articles
    }
    if earlier is None:
        return Vocabulary.of(list(texts.values()))
    before = set(earlier.store.versions())
    gone = [earlier.store.article(version[0]) for version in sorted(before - texts.keys())]
    return earlier.vocabulary.updated(
        list(texts.values()),
        came=[text for version, text in texts.items() if version not in before],
        went=[f"{article.title}\n{article.text}" for article in gone],
    )


def _copies(
    reading: Reading, passages: Sequence[Passage], kept: WorkCache | None
) -> dict[str, tuple[CopyGroup, ...]]:
    """Return which articles are copies of others, and which passages."""
    published = {article.id: article.published for article in reading.articles}
    owners = {str(passage.id): published[passage.article_id] for passage in passages}
    texts = {str(passage.id): passage.text for passage in passages}
    return {
        ARTICLE: groups_of_copies({article.id: article.text for article in reading.articles}, published, kept),
        PASSAGE: groups_of_copied_passages(texts, owners, kept),
    }


def sources_of(index: Path, name: str) -> dict[str, str]:
    """Return the digest of each file that a generation was made from, by source."""
    try:
        found: dict[str, str] = json.loads((index / name / SOURCES).read_bytes())
    except FileNotFoundError:  # built before generations kept them
        return {}
    return found
