"""Articles → passages, each with what is embedded for it; those of articles that did not change from the cache."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat

from qa.indexing.encoder import Encoder
from qa.indexing.passages import Piece, cut_article, number_pieces
from qa.indexing.pooling import Span
from qa.indexing.rows import article_row
from qa.reading.work_cache import WorkCache, code_digest, key_of
from qa.records import Article, Passage, Sentence
from qa.settings import Indexing

NOT_OF_CUTS = {"batch_tokens", "exact_passages", "listed_passages", "cache_mb"}
"""Settings that decide no cut."""


@dataclass(frozen=True, slots=True)
class EmbeddedText:
    """What is embedded for a passage: its text under its title and headings; the spans of its sentences."""

    text: str
    spans: tuple[Span, ...]


def cut_all(
    articles: Sequence[Article], encoder: Encoder, settings: Indexing, kept: WorkCache | None = None
) -> tuple[list[Passage], list[EmbeddedText]]:
    """Return the passages of all articles, numbered on, each with what is embedded for it.

    Articles whose cuts are in the cache ``kept`` are not cut again.
    """
    passages: list[Passage] = []
    texts: list[EmbeddedText] = []
    for article, pieces in zip(articles, _pieces_of(articles, encoder, settings, kept), strict=True):
        numbered = number_pieces(article, pieces, after=passages[-1] if passages else None)
        for passage, piece in zip(numbered, pieces, strict=True):
            shift = len(piece.context) + 1 - passage.start
            spans = tuple((sentence.start + shift, sentence.end + shift) for sentence in passage.sentences)
            texts.append(EmbeddedText(f"{piece.context}\n{passage.text}", spans))
        passages += numbered
    return passages, texts


def _pieces_of(
    articles: Sequence[Article], encoder: Encoder, settings: Indexing, kept: WorkCache | None
) -> Iterator[list[Piece]]:
    recipe = f"{code_digest('indexing')} {encoder.identity.digest} {settings.model_dump_json(exclude=NOT_OF_CUTS)}"
    keys = [key_of("pieces", recipe, *article_row(article)) for article in articles] if kept else []
    values = kept.get(keys) if kept else repeat(None, len(articles))
    for place, (article, value) in enumerate(zip(articles, values, strict=True)):
        if value is not None:
            yield _pieces_from_json(json.loads(value))
            continue
        window = encoder.identity.window
        pieces = cut_article(article, count_tokens=encoder.count_tokens, window=window, settings=settings)
        if kept:
            kept.put(keys[place], json.dumps(_pieces_to_json(pieces)).encode())
        yield pieces


def _pieces_to_json(pieces: Sequence[Piece]) -> list[list[object]]:
    return [
        [
            piece.headings,
            piece.context,
            piece.start,
            piece.end,
            [[each.start, each.end] for each in piece.sentences],
        ]
        for piece in pieces
    ]


def _pieces_from_json(values: Sequence[tuple[list[str], str, int, int, list[tuple[int, int]]]]) -> list[Piece]:
    return [
        Piece(
            headings=tuple(headings),
            context=context,
            start=start,
            end=end,
            sentences=tuple(Sentence(start=first, end=last) for first, last in sentences),
        )
        for headings, context, start, end, sentences in values
    ]
