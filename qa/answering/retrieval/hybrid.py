"""A question → passages, best first: encoded once, searched both ways, fused, rescored, diversified."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from qa.answering.question.content_words import ContentWord, content_words
from qa.answering.question.kind import in_full
from qa.answering.question.language import ENGLISH, is_in_other_letters
from qa.answering.question.parsed import QuestionWords, asking_part, is_letter
from qa.answering.retrieval.diversity import DIVERSIFIED_MOST, diversify, fold_duplicates
from qa.answering.retrieval.fusion import evidence, fuse
from qa.answering.retrieval.headings import HeadingVectors
from qa.answering.retrieval.reranking import rerank
from qa.answering.retrieval.rescoring import WEIGHTS, Query, rescore
from qa.embedding.cross_encoder import Reranker
from qa.embedding.encoder import EncodedQuestion, Encoder, Vectors
from qa.indexing.dense import Ranking
from qa.indexing.generations import Generation
from qa.records import Expansion, Hit, Passage
from qa.settings import BUNDLED_MODEL, Answering

PASSAGES_KEPT = 4096
"""Passages cached once read, about 3 KB each: the same are found again and again."""
EXPANSION_WEIGHT = 0.3
"""Weight of a word that articles use for one of the question's, beside the question's own."""
STORY_WEIGHT = 0.5
"""Weight of the words of a letter that stand in no sentence that asks; measured with ASKING_SHARE."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedQuestion:
    """A question, or how it may be meant, as vectors: ``asking`` is the part of a letter that asks, if any.

    ``content`` are the words of what is asked.  ``parts`` are what of it may describe a red flag, each with its
    unit vector [dimension].  All vectors are zero where it has no meaning to the model, which cannot read its
    letters: then only words are searched.
    """

    text: str
    has_meaning: bool
    words: QuestionWords
    asking: str
    query: Query
    content: tuple[ContentWord, ...]
    parts: tuple[tuple[str, Vectors], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HybridResult:
    """What was searched, and what came: both rankings whole, and the ``hits``, best first.

    ``expansions`` is what was searched besides.
    """

    reading: ParsedQuestion
    expansions: tuple[Expansion, ...]
    dense: Ranking
    lexical: Ranking
    hits: tuple[Hit, ...]

    @property
    def text(self) -> str:
        """What was searched."""
        return self.reading.text

    @property
    def words(self) -> QuestionWords:
        """Its words."""
        return self.reading.words

    @property
    def query(self) -> Query:
        """Its vectors."""
        return self.reading.query

    @property
    def vector(self) -> Vectors:
        """The unit vector [dimension] of the question."""
        return self.query.vector


class Searcher:
    """Searches one generation; safe to use from several threads."""

    def __init__(
        self,
        generation: Generation,
        encoder: Encoder,
        settings: Answering,
        reranker: Reranker | None = None,
        parts_of: Callable[[str], Sequence[str]] = lambda _: (),
    ) -> None:
        """Wire the parts; a reranker reads the first passages again; ``parts_of`` a question are encoded too."""
        self._parts_of = parts_of
        self._generation = generation
        self._encoder = encoder
        self._settings = settings
        self._reranker = reranker
        self.titles = generation.store.titles()
        self.headings = HeadingVectors(encoder)
        self._published = generation.store.dates()
        self._is_english = ENGLISH in generation.store.languages()
        self.passage = lru_cache(maxsize=PASSAGES_KEPT)(self._passage)

    def read(self, texts: Sequence[str]) -> list[ParsedQuestion]:
        """Return readings of a tidy question, encoded all at once."""
        asking = [asking_part(text) for text in texts]
        parts = [self._parts_of(text) for text in texts]
        full = {text: in_full(text) if self._is_english else text for text in texts}
        pieces = dict.fromkeys(
            [*full.values(), *filter(None, asking), *(part for pieces_of_text in parts for part in pieces_of_text)]
        )
        encoded = {
            piece: vectors if self._is_read(piece) else _without_meaning(vectors)
            for piece, vectors in zip(pieces, self._encoder.encode_questions(list(pieces)), strict=True)
        }
        return [
            ParsedQuestion(
                text=text,
                has_meaning=self._is_read(text),
                words=QuestionWords.of(text, self._generation.postings),
                asking=asks,
                query=Query.of(encoded[full[text]], encoded[asks] if asks else None, is_letter=is_letter(text)),
                content=content_words(
                    asks or full[text], encoded[asks or full[text]], self._generation.postings.terms
                ),
                parts=tuple((part, encoded[part].vector) for part in its_parts),
            )
            for text, asks, its_parts in zip(texts, asking, parts, strict=True)
        ]

    def _is_read(self, text: str) -> bool:
        """Tell whether the model reads the letters of a text: the bundled one has learned English alone.

        It has the same vector, nearly, for all texts in Japanese, so that any article would answer any question.
        """
        return self._encoder.identity.name != BUNDLED_MODEL or not is_in_other_letters(text)

    def search(
        self,
        reading: ParsedQuestion,
        *,
        passages: int,
        expansions: tuple[Expansion, ...] = (),
        among: frozenset[str] | None = None,
    ) -> HybridResult:
        """Return at most ``passages`` passages for a reading of a question, of articles ``among`` or of all."""
        generation, weight = self._generation, self._settings.dense_weight
        limit = max(self._settings.candidates, 2 * passages)
        dense, lexical = self._rankings(reading, expansions, limit, among)
        fused = fuse(dense, lexical, dense_weight=weight)
        rescored = rescore(generation, reading.query, fused, lexical, dense_weight=weight, weights=WEIGHTS)
        ranked = [*rescored, *_behind(fused[len(rescored) :], rescored)]
        hits = self._hits(ranked[: max(DIVERSIFIED_MOST, 2 * passages)], dense, lexical)
        hits = diversify(fold_duplicates(hits, generation.common_shingles), self.titles, self._published)
        if self._reranker:
            hits = self._reranked(hits, reading.text, self._reranker)
        return HybridResult(
            reading=reading, expansions=expansions, dense=dense, lexical=lexical, hits=tuple(hits[:passages])
        )

    def _rankings(
        self, reading: ParsedQuestion, expansions: tuple[Expansion, ...], limit: int, among: frozenset[str] | None
    ) -> tuple[Ranking, Ranking]:
        """Return the best passages by meaning and by words; of some articles by comparing with all of theirs."""
        vectors, postings, question = self._generation.vectors, self._generation.postings, reading.query.vector
        besides = dict.fromkeys((expansion.counterpart for expansion in expansions), EXPANSION_WEIGHT)
        if reading.asking:
            besides[reading.text] = STORY_WEIGHT
        words = reading.asking or reading.text
        if among is None:
            return vectors.search(question, limit=limit), postings.search(words, limit=limit, besides=besides)
        passage_ids = self._generation.store.passage_ids_of(among)
        cosines = (vectors.rows(passage_ids) @ question).tolist() if passage_ids else []
        dense = sorted(zip(passage_ids, cosines, strict=True), key=lambda scored: (-scored[1], scored[0]))
        searched = set(passage_ids)
        lexical = [
            scored
            for scored in postings.search(words, limit=len(vectors), besides=besides)
            if scored[0] in searched
        ]
        return dense[:limit], lexical[:limit]

    def _passage(self, passage_id: int) -> Passage:
        return self._generation.store.passages([passage_id])[0]

    def _hits(self, ranked: Ranking, dense: Ranking, lexical: Ranking) -> list[Hit]:
        passages = [self.passage(passage_id) for passage_id, _ in ranked]
        why = evidence(dense, lexical, (passage.id for passage in passages))
        return [
            Hit(passage=passage, rank=rank, score=score, evidence=why[passage.id])
            for rank, (passage, (_, score)) in enumerate(zip(passages, ranked, strict=True), start=1)
        ]

    def _reranked(self, hits: Sequence[Hit], text: str, reranker: Reranker) -> list[Hit]:
        count = self._settings.rerank_passages
        return rerank(hits, text, reranker=reranker, title_of=self.titles.__getitem__, count=count)


def _without_meaning(encoded: EncodedQuestion) -> EncodedQuestion:
    vector, tokens = np.zeros_like(encoded.vector), np.zeros_like(encoded.tokens)
    return EncodedQuestion(vector=vector, tokens=tokens, spans=encoded.spans)


def _behind(fused: Ranking, rescored: Ranking) -> Ranking:
    """Return the passages that were not rescored, in their order, with scores below the rescored ones."""
    lowest = rescored[-1][1] if rescored else 1.0
    return [(passage, lowest * score) for passage, score in fused]
