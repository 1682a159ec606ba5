"""Articles and passages as rows of SQLite, and back."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from qa.records import Article, Block, BlockKind, Passage, Section, SectionKind, Sentence

if TYPE_CHECKING:
    from qa.indexing.chunking import Piece

SCHEMA = """
CREATE TABLE articles (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, source TEXT NOT NULL, url TEXT NOT NULL, publisher TEXT NOT NULL,
    author TEXT NOT NULL, published TEXT NOT NULL, language TEXT NOT NULL, topic TEXT NOT NULL,
    licence TEXT NOT NULL, refs TEXT NOT NULL, text TEXT NOT NULL, sections TEXT NOT NULL, digest TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE reports (  -- what cleaning cut from an article and mended in it
    article_id TEXT PRIMARY KEY REFERENCES articles, report TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE copies (  -- of an article ('article', id, id) or a passage ('passage', number, number)
    kind TEXT NOT NULL, copy TEXT NOT NULL, main TEXT NOT NULL, PRIMARY KEY (kind, copy)
) STRICT, WITHOUT ROWID;
CREATE TABLE passages (
    id INTEGER PRIMARY KEY, first_sentence INTEGER NOT NULL, article_id TEXT NOT NULL REFERENCES articles,
    ordinal INTEGER NOT NULL, headings TEXT NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL,
    sentences TEXT NOT NULL,  -- [[start, end], ...]
    kind TEXT NOT NULL  -- of the section that it stands in
) STRICT;
CREATE INDEX passages_of_article ON passages (article_id, ordinal);
"""
PASSAGE_COLUMNS = "id, first_sentence, article_id, ordinal, headings, start, end, sentences"


class ArticleRow(NamedTuple):
    """An article as a row: its references and sections are JSON."""

    id: str
    title: str
    source: str
    url: str
    publisher: str
    author: str
    published: str
    language: str
    topic: str
    licence: str
    refs: str
    text: str
    sections: str
    digest: str


ARTICLE_COLUMNS = ", ".join(ArticleRow._fields)


def article_row(article: Article) -> ArticleRow:
    """Return the row of an article."""
    return ArticleRow(
        id=article.id,
        title=article.title,
        source=article.source,
        url=article.url,
        publisher=article.publisher,
        author=article.author,
        published=article.published,
        language=article.language,
        topic=article.topic,
        licence=article.licence,
        refs=json.dumps(article.references),
        text=article.text,
        sections=_sections_to_json(article.sections),
        digest=article.digest,
    )


def _sections_to_json(sections: Sequence[Section]) -> str:
    return json.dumps(
        [
            [
                section.headings,
                section.start,
                section.end,
                section.kind,
                [[block.start, block.end, block.kind, block.depth, block.page] for block in section.blocks],
            ]
            for section in sections
        ]
    )


def _sections_from_json(text: str) -> tuple[Section, ...]:
    return tuple(
        Section(
            headings=tuple(headings),
            start=start,
            end=end,
            kind=SectionKind(kind),
            blocks=tuple(
                Block(start=start, end=end, kind=BlockKind(kind), depth=depth, page=page)
                for start, end, kind, depth, page in blocks
            ),
        )
        for headings, start, end, kind, blocks in json.loads(text)
    )


class PassageRow(NamedTuple):
    """A passage as a row, but for its numbers and its article: its headings and sentences are JSON."""

    headings: str
    start: int
    end: int
    sentences: str
    kind: str


def passage_row(piece: "Piece", sections: Sequence[Section]) -> PassageRow:
    """Return the row of a piece of an article; ``sections`` are those of its article."""
    around = (section.kind for section in sections if section.start <= piece.start < section.end)
    return PassageRow(
        headings=json.dumps(piece.headings),
        start=piece.start,
        end=piece.end,
        sentences=json.dumps([[sentence.start, sentence.end] for sentence in piece.sentences]),
        kind=next(around, SectionKind.BODY),
    )


def article_from(row: tuple[str, ...]) -> Article:
    """Return the article of a row."""
    values = dict(zip(ArticleRow._fields, row, strict=True))
    return Article(
        references=tuple(json.loads(values.pop("refs"))),
        sections=_sections_from_json(values.pop("sections")),
        **values,
    )


def passage_from(row: tuple[int, int, str, int, str, int, int, str], text: str) -> Passage:
    """Return the passage of a row; ``text`` is its article\'s."""
    passage_id, first_sentence, article_id, ordinal, headings, start, end, sentences = row
    return Passage(
        id=passage_id,
        first_sentence=first_sentence,
        article_id=article_id,
        ordinal=ordinal,
        headings=tuple(json.loads(headings)),
        start=start,
        end=end,
        text=text[start:end],
        sentences=tuple(Sentence(start=first, end=last) for first, last in json.loads(sentences)),
    )
