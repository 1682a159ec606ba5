"""A question → passages, best first: encoded once, looked up by meaning and by words, fused, refined, settled."""

from collections.abc import Sequence
from dataclasses import dataclass

from qa.answering.question import QuestionWords, asking_part
from qa.answering.refining import Query, refine
from qa.answering.reranking import rerank
from qa.answering.retrieval import SETTLED_MOST, evidence, fold_copies, fuse, settle
from qa.indexing.cross_encoder import Reranker
from qa.indexing.encoder import Encoder
from qa.indexing.generations import Generation
from qa.indexing.vectors import Ranking, Vectors
from qa.records import Hit, Widening
from qa.settings import Answering

WIDENED_WEIGHT = 0.3
"""Weight of a word that articles use for one of the question's, beside the question's own."""
STORY_WEIGHT = 0.5
"""Weight of the words of a letter that stand in no sentence that asks; measured with ASKING_SHARE."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What was searched, and what came: both rankings whole, and the ``hits``, best first.

    ``query`` is ``text`` as vectors; ``widened`` is what was searched besides.
    """

    text: str
    widened: tuple[Widening, ...]
    words: QuestionWords
    query: Query
    dense: Ranking
    lexical: Ranking
    hits: tuple[Hit, ...]

    @property
    def vector(self) -> Vectors:
        """The unit vector [dimension] of the question."""
        return self.query.vector


class Searcher:
    """Searches one generation; safe to use from several threads."""

    def __init__(
        self, generation: Generation, encoder: Encoder, settings: Answering, reranker: Reranker | None = None
    ) -> None:
        """Wire the parts; a reranker reads the first passages again."""
        self._generation = generation
        self._encoder = encoder
        self._settings = settings
        self._reranker = reranker
        self.titles = generation.store.titles()

    def search(self, text: str, *, passages: int, widened: tuple[Widening, ...] = ()) -> Search:
        """Return at most ``passages`` passages for a tidy question."""
        generation, weight = self._generation, self._settings.dense_weight
        limit = max(self._settings.candidates, 2 * passages)
        asking = asking_part(text)
        question = Query.of(
            self._encoder.encode_question(text), self._encoder.encode_question(asking) if asking else None
        )
        besides = dict.fromkeys((each.counterpart for each in widened), WIDENED_WEIGHT)
        if asking:
            besides[text] = STORY_WEIGHT
        dense = generation.vectors.search(question.vector, limit=limit)
        lexical = generation.postings.search(asking or text, limit=limit, besides=besides)
        fused = fuse(dense, lexical, dense_weight=weight)
        refined = refine(generation, question, fused, lexical, dense_weight=weight)
        ranked = [*refined, *_behind(fused[len(refined) :], refined)]
        hits = self._hits(ranked[: max(SETTLED_MOST, 2 * passages)], dense, lexical)
        hits = settle(fold_copies(hits, generation.store.main_passage), self.titles)
        if self._reranker:
            hits = self._reranked(hits, text, self._reranker)
        return Search(
            text=text,
            widened=widened,
            words=QuestionWords.of(text, generation.postings),
            query=question,
            dense=dense,
            lexical=lexical,
            hits=tuple(hits[:passages]),
        )

    def _hits(self, ranked: Ranking, dense: Ranking, lexical: Ranking) -> list[Hit]:
        found = self._generation.store.passages([passage_id for passage_id, _ in ranked])
        why = evidence(dense, lexical)
        return [
            Hit(passage=passage, rank=rank, score=score, evidence=why[passage.id])
            for rank, (passage, (_, score)) in enumerate(zip(found, ranked, strict=True), start=1)
        ]

    def _reranked(self, hits: Sequence[Hit], text: str, reranker: Reranker) -> list[Hit]:
        count = self._settings.rerank_passages
        return rerank(hits, text, reranker=reranker, title_of=self.titles.__getitem__, count=count)


def _behind(fused: Ranking, refined: Ranking) -> Ranking:
    """Return what was not refined with scores below what was, in its order."""
    lowest = refined[-1][1] if refined else 1.0
    return [(passage, lowest * score) for passage, score in fused]
