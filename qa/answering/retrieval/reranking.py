"""The first passages of a ranking in a better order: read again, together with the question."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from qa.embedding.cross_encoder import Reranker
from qa.records import Hit


def rerank(
    hits: Sequence[Hit], question: str, *, reranker: Reranker, title_of: Callable[[str], str], count: int
) -> list[Hit]:
    """Return all hits, ranked anew: the first ``count`` by the reranker's scores, the others behind as they were.

    ``title_of`` gives the title for an article's id.  The score of a hit that was read again is the reranker's,
    equal ones in their former order.  A hit behind was not read: its former score, which is in 0..1, becomes its
    share of the lowest score before it, so that no score rises with its rank.
    """
    first, behind = hits[:count], hits[count:]
    scores = reranker.scores(question, [_text(hit, title_of(hit.passage.article_id)) for hit in first])
    ranked = sorted(
        (_rescored(hit, float(score)) for hit, score in zip(first, scores, strict=True)),
        key=lambda hit: (-hit.score, hit.rank),
    )
    lowest = ranked[-1].score if ranked else 1.0
    ranked += [replace(hit, score=lowest * hit.score) for hit in behind]
    return [replace(hit, rank=rank) for rank, hit in enumerate(ranked, start=1)]


def _rescored(hit: Hit, score: float) -> Hit:
    return replace(hit, score=score, evidence=replace(hit.evidence, rerank_score=score))


def _text(hit: Hit, title: str) -> str:
    """Return what the reranker reads: title and headings, each once, and the passage under them."""
    context = " > ".join(part for part in dict.fromkeys([title, *hit.passage.headings]) if part)
    return f"{context}\n{hit.passage.text}" if context else hit.passage.text
