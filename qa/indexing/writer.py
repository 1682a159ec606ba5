"""Indexed articles and vectors → the files of a generation."""

import json
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import numpy as np

from qa.cache import Kept, code_digest, key_of
from qa.files import fsync, sha256_of_files
from qa.indexing.arrays import rows_written
from qa.indexing.bm25 import PostingsWriter
from qa.indexing.dense import ROWS, DenseSearch, searched
from qa.indexing.embed import EncodedTexts, PreviousGeneration, VectorWriters, keys_array
from qa.indexing.generations import (
    COMMON_SHINGLES,
    PASSAGE_KEYS,
    SENTENCE_STARTS,
    SENTENCES,
    SOURCES,
    STORE,
    VOCABULARY,
    Generation,
)
from qa.indexing.ingest import IndexedArticle, IngestedCorpus, Tell
from qa.indexing.multivector import SentenceVectors, TokenVectors
from qa.indexing.store import write_store
from qa.indexing.vocabulary import Bigrams, Vocabulary, learned, learned_on
from qa.reading.shingles import common_shingles
from qa.settings import Indexing


def posted_by(postings: PostingsWriter) -> Tell:
    """Return a callback that adds the passages of each article to postings, numbered consecutively."""
    numbers = count()

    def tell(indexed: IndexedArticle) -> None:
        article = indexed.article
        for ordinal, row in enumerate(indexed.passages):
            headings = json.loads(row.headings)
            postings.add(next(numbers), article.title, headings, indexed.text(ordinal), article.language)

    return tell


def write_files(
    folder: Path,
    gathered: IngestedCorpus,
    encoded: EncodedTexts,
    settings: Indexing,
    postings: PostingsWriter,
    cached: Kept,
    earlier: PreviousGeneration | None = None,
) -> tuple[DenseSearch, dict[str, str]]:
    """Write all files of a generation but its manifest into a folder, and finish its postings.

    Returns how its vectors are searched, and the digests of the large files, by name.

    ``cached`` and ``earlier``, a generation made by the same code, are updated from.  With ``earlier`` the parts
    are written in parallel, as most of the work is done in libraries that release the GIL; a first build writes
    them one after another, as each may take as much memory as all may together.
    """
    articles = gathered.articles
    with ThreadPoolExecutor(3 if earlier else 1) as background:
        finished = background.submit(postings.finish)
        search = background.submit(_write_vectors, folder, articles, encoded, settings)
        common = background.submit(common_shingles, [indexed.shingles for indexed in articles])
        vocabulary = _vocabulary(articles, earlier.generation if earlier else None, cached)
        (folder / VOCABULARY).write_text(json.dumps(vocabulary.to_json()), encoding="utf-8")
        (folder / SOURCES).write_text(json.dumps(dict(gathered.digests)), encoding="utf-8")
        write_store(folder / STORE, articles)
        finished.result()
        searched_by = (
            search.result()
        )  # before more arrays are written: it takes every array in the folder for its own
        np.save(folder / COMMON_SHINGLES, common.result(), allow_pickle=False)
        return searched_by


def _write_vectors(
    folder: Path, articles: Iterable[IndexedArticle], encoded: EncodedTexts, settings: Indexing
) -> tuple[DenseSearch, dict[str, str]]:
    """Write and flush the vectors of passages, sentences and tokens, piece by piece.

    Returns how they are searched, and the digests of the large files, by name.
    """
    dimension = len(encoded.projection)
    starts = np.cumsum([0, *(count for indexed in articles for count in indexed.sentences)], dtype=np.int64)
    np.save(folder / SENTENCE_STARTS, starts, allow_pickle=False)
    np.save(folder / PASSAGE_KEYS, keys_array(encoded.keys), allow_pickle=False)
    with (
        rows_written(folder / ROWS, np.float16, (len(encoded.keys), dimension)) as passages,
        SentenceVectors.written(folder / SENTENCES, int(starts[-1]), dimension) as sentences,
        TokenVectors.written(folder, encoded.tokens, encoded.projection) as tokens,
    ):
        encoded.write(VectorWriters(passages, sentences, tokens))
    with ThreadPoolExecutor(1) as hashing:  # the large files, while the search is measured
        digests = hashing.submit(_flushed, sorted(folder.glob("*.npy")))
        return searched(folder, settings), digests.result()


def _flushed(paths: Sequence[Path]) -> dict[str, str]:
    """Flush files to disk and hash them in parallel; return their digests by name."""
    with ThreadPoolExecutor(1) as flushing:
        flushed = [flushing.submit(fsync, path) for path in paths]
        digests = dict(zip((path.name for path in paths), sha256_of_files(paths), strict=True))
        for flush in flushed:
            flush.result()
    return digests


def _vocabulary(indexed: Iterable[IndexedArticle], earlier: Generation | None, cached: Kept) -> Vocabulary:
    """Return the vocabulary, updated from that of an earlier generation, and cache what the next update needs."""
    articles = {
        (indexed.article.id, indexed.article.title, indexed.article.digest): indexed.article for indexed in indexed
    }
    texts = (f"{article.title}\n{article.text}" for article in articles.values())
    if earlier is None:
        vocabulary, near = learned(list(texts))
    else:
        before = set(earlier.store.versions())
        articles_gone = [earlier.store.article(version[0]) for version in sorted(before - articles.keys())]
        (value,) = cached.get([_neighbours_key(before)])
        vocabulary, near = learned_on(
            earlier.vocabulary,
            Bigrams.from_bytes(value) if value is not None else None,
            texts,
            came=[
                f"{article.title}\n{article.text}"
                for version, article in articles.items()
                if version not in before
            ],
            went=[f"{article.title}\n{article.text}" for article in articles_gone],
        )
    cached.put(_neighbours_key(articles), near.to_bytes())
    return vocabulary


def _neighbours_key(versions: Iterable[tuple[str, str, str]]) -> bytes:
    parts = (part for version in sorted(versions) for part in version)
    return key_of("neighbours", code_digest("indexing.vocabulary"), *parts)


def sources_of(index: Path, name: str) -> dict[str, str]:
    """Return the digest of each file that a generation was made from, by source."""
    try:
        digests: dict[str, str] = json.loads((index / name / SOURCES).read_bytes())
    except FileNotFoundError:  # built before generations had this file
        return {}
    return digests


def files_changed(index: Path, name: str, digests: Mapping[str, str]) -> int:
    """Return how many files have content that no file had when a generation was built; all without its record."""
    try:
        before = sources_of(index, name)
    except ValueError:  # damaged: opening the generation reports it
        before = {}
    return len(set(digests.values()).difference(before.values()))
