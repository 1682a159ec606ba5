"""What was read, cut and encoded → the files of a generation."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from qa.indexing.embedding import EncodedTexts
from qa.indexing.generations import POSTINGS, SENTENCE_STARTS, SENTENCES, SOURCES, STORE, VOCABULARY
from qa.indexing.lexical import write_postings
from qa.indexing.store import ARTICLE, PASSAGE, write_store
from qa.indexing.token_vectors import TokenVectors
from qa.indexing.vector_files import write_vectors
from qa.indexing.vectors import DenseSearch
from qa.indexing.vocabulary import Vocabulary
from qa.reading.duplicates import CopyGroup, groups_of_copied_passages, groups_of_copies
from qa.reading.library import Reading
from qa.records import Passage
from qa.settings import Indexing


def write_files(
    folder: Path, reading: Reading, passages: Sequence[Passage], encoded: EncodedTexts, settings: Indexing
) -> DenseSearch:
    """Write all of a generation but its manifest into a new folder; return how its vectors are searched."""
    folder.mkdir()
    write_store(folder / STORE, reading.articles, passages, reading.reports, _copies(reading, passages))
    search = write_vectors(folder, encoded.passages, settings)
    np.save(folder / SENTENCES, encoded.sentences, allow_pickle=False)
    starts = [*(passage.first_sentence for passage in passages), len(encoded.sentences)]
    np.save(folder / SENTENCE_STARTS, np.array(starts, dtype=np.int64), allow_pickle=False)
    vocabulary = Vocabulary.of([f"{article.title}\n{article.text}" for article in reading.articles])
    (folder / VOCABULARY).write_text(json.dumps(vocabulary.to_json()), encoding="utf-8")
    (folder / SOURCES).write_text(json.dumps(dict(reading.digests)), encoding="utf-8")
    TokenVectors.write(folder, encoded.tokens, encoded.projection)
    titles = {article.id: article.title for article in reading.articles}
    write_postings(
        folder / POSTINGS,
        ((passage.id, titles[passage.article_id], passage.headings, passage.text) for passage in passages),
    )
    return search


def _copies(reading: Reading, passages: Sequence[Passage]) -> dict[str, tuple[CopyGroup, ...]]:
    """Return which articles are copies of others, and which passages."""
    published = {article.id: article.published for article in reading.articles}
    owners = {str(passage.id): published[passage.article_id] for passage in passages}
    return {
        ARTICLE: groups_of_copies({article.id: article.text for article in reading.articles}, published),
        PASSAGE: groups_of_copied_passages({str(passage.id): passage.text for passage in passages}, owners),
    }


def sources_of(index: Path, name: str) -> dict[str, str]:
    """Return the digest of each file that a generation was made from, by source."""
    try:
        found: dict[str, str] = json.loads((index / name / SOURCES).read_bytes())
    except FileNotFoundError:  # built before generations kept them
        return {}
    return found
