"""Asks the questions of a test collection of an index of its documents, and measures what is found.

A document scores by its best passage, as the field does it for passages of one document; a copy of it that the hit
names too has the rank after it.  Only questions with a relevant document count, as in trec_eval.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from qa.answering.assistant import Assistant
from qa.errors import EvaluationError, IndexFailure, QuestionError
from qa.evaluation import measures
from qa.evaluation.collections import Collection
from qa.evaluation.outcome import Evaluation, Row, over_questions
from qa.indexing.build import Progress, build_from, recipe_of, silent
from qa.indexing.encoder import Encoder
from qa.indexing.generations import open_current
from qa.reading.library import Reading
from qa.records import Hit
from qa.settings import Indexing

COLLECTION_MEASURES = ("nDCG@10", "RR@10", "R@10", measures.RECALL_DEEP)
DOCUMENTS_DEEP = 100
PASSAGES = 30
"""Passages asked for: more than ten documents, and no deeper than the rankings are read for an answer."""
PASSAGES_DEEP = 200
"""Passages asked for besides, for the documents behind: R@100 needs a hundred."""
PASSAGES_MARKED = 10
"""Passages of the answer whose marked sentences are looked at."""


def index_collection(
    collection: Collection,
    index: Path,
    *,
    encoder: Encoder,
    settings: Indexing,
    built: datetime,
    progress: Progress = silent,
) -> None:
    """Build the index of a collection's documents, unless the one that is there is of these by this recipe.

    Raises what ``build_from`` raises.
    """
    try:
        manifest = open_current(index).manifest
    except IndexFailure:  # none yet, or none that is whole: it is built
        pass
    else:
        if (manifest.corpus, manifest.recipe) == (
            collection.digest,
            recipe_of(encoder, settings, calibrated=False),
        ):
            return
    reading = Reading(articles=collection.articles, skipped=collection.skipped, digest=collection.digest)
    build_from(reading, index, encoder=encoder, settings=settings, built=built, progress=progress)


def evaluate_collection(
    assistant: Assistant, collection: Collection, names: Sequence[str] = COLLECTION_MEASURES
) -> Evaluation[Row]:
    """Ask every question that a document is relevant to, and return the named measures over them.

    A question that cannot be asked finds nothing.  Where the collection knows the words of the answers, whether
    they are marked is measured too.  Raises EvaluationError when no document is relevant to any question.
    """
    judged = collection.judged
    if not judged:
        raise EvaluationError(
            f"In {collection.name} no document is relevant to any question.",
            hint="Give the relevant ones a score of 1 or more, or name other judgements with --split.",
        )
    deep = measures.RECALL_DEEP in names
    rankings = [find_documents(assistant, collection.queries[query], deep=deep) for query in judged]
    measured = measures.ranked_measures(rankings, list(judged.values()), names)
    rows = tuple(
        Row(
            id=query,
            question=collection.queries[query],
            relevant=(relevant := tuple(document for document, grade in judged[query].items() if grade > 0)),
            ranking=ranking,
            measures={**values, **_marked(assistant, collection, query, relevant)},
        )
        for query, ranking, values in zip(judged, rankings, measured, strict=True)
    )
    return Evaluation(
        corpus=assistant.generation.manifest.corpus,
        generation=assistant.generation.name,
        passages=PASSAGES_DEEP if deep else PASSAGES,
        measures=over_questions(row.measures for row in rows),
        rows=rows,
    )


def find_documents(assistant: Assistant, question: str, *, deep: bool) -> tuple[str, ...]:
    """Return the ids of the documents found, best first, at most a hundred; ``deep`` looks for so many.

    The first are those of the passages that a reader is shown: a deeper search may order them otherwise, since
    more candidates are weighed against each other.
    """
    try:
        hits = assistant.search(question, passages=PASSAGES)
        behind = assistant.search(question, passages=PASSAGES_DEEP) if deep else []
    except QuestionError:
        return ()
    return tuple(documents_of([*hits, *behind])[:DOCUMENTS_DEEP])


def documents_of(hits: Iterable[Hit]) -> list[str]:
    """Return the ids of the documents of hits, in order, each once; copies follow the one that is shown."""
    return list(dict.fromkeys(name for hit in hits for name in _documents(hit)))


def holds_answer(text: str, answers: Iterable[str]) -> bool:
    """Tell whether one of the answers stands in a text, as whole words, upper and lower case and blanks alike."""
    plain = _plain(text)
    return any(re.search(rf"(?<!\w){re.escape(_plain(answer))}(?!\w)", plain) for answer in answers)


def _marked(assistant: Assistant, collection: Collection, query: str, relevant: Sequence[str]) -> dict[str, float]:
    """Return whether the best hit on a relevant document has the answer marked; nothing where it is not known.

    A question whose documents are not among the hits says nothing about the marks either.
    """
    answers = collection.answers.get(query)
    if not answers:
        return {}
    try:
        hits = assistant.ask(collection.queries[query], passages=PASSAGES_MARKED).hits
    except QuestionError:
        return {}
    hit = next((hit for hit in hits if not set(relevant).isdisjoint(_documents(hit))), None)
    if hit is None:
        return {}
    text = assistant.article(hit.passage.article_id).text
    marked = " ".join(text[sentence.start : sentence.end] for sentence in hit.answering)
    return {measures.MARKED_HOLDS_ANSWER: float(holds_answer(marked, answers))}


def _documents(hit: Hit) -> tuple[str, ...]:
    return (hit.passage.article_id, *hit.also_in)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
