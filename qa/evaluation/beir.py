"""Asks the queries of a test collection on an index of its documents, and measures the ranking.

A document scores by its best passage (MaxP); a copy of it that the hit
names too has the rank after it.  Only questions with a relevant document count, as in trec_eval.
"""

import json
import re
import tarfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from qa.answering.assistant import Assistant
from qa.embedding.encoder import Encoder
from qa.errors import EvaluationError, IndexFailure, QuestionError
from qa.evaluation import measures
from qa.evaluation.gold import parse_line, read_lines
from qa.evaluation.run import Evaluation, QuestionResult, over_questions
from qa.files import sha256
from qa.indexing.build import Progress, build_from, recipe_of, silent
from qa.indexing.generations import open_current
from qa.reading.article import compose, language_of
from qa.reading.corpus import CorpusReading
from qa.reading.document import Details, Document, DocumentBlock, DocumentBlockKind
from qa.records import Article, Hit, SkippedFile
from qa.settings import Indexing

CORPUS = "corpus.jsonl"
QUERIES = "queries.jsonl"
JUDGEMENTS = "qrels"
SPLIT = "test"
"""The judgements taken where several are there and none is named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """Documents as articles, queries by id, and graded judgements by query and document.

    ``answers`` has, by query, the words that answer it, where the collection knows them.  ``skipped`` are the
    documents without a word; ``digest`` is one of all that the index of the articles is made from.
    """

    name: str
    articles: tuple[Article, ...]
    skipped: tuple[SkippedFile, ...]
    queries: Mapping[str, str]
    answers: Mapping[str, tuple[str, ...]]
    judgements: Mapping[str, Mapping[str, int]]
    digest: str

    @property
    def judged(self) -> dict[str, Mapping[str, int]]:
        """Return the judgements of the queries that at least one document is relevant to, by query."""
        return {
            query: grades
            for query, grades in self.judgements.items()
            if any(grade > 0 for grade in grades.values())
        }


class _Entry(BaseModel):
    """A line of the documents or of the queries, which have no title."""

    model_config = ConfigDict(frozen=True, coerce_numbers_to_str=True)

    id: str = Field(alias="_id", min_length=1)
    title: str | None = None
    text: str
    metadata: dict[str, Any] | None = None


def unpack(archive: Path, folder: Path) -> Path:
    """Unpack a ``.tar.xz`` archive below ``folder`` and return the folder that holds the collection."""
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    return next(folder.rglob(CORPUS)).parent


def read_collection(folder: Path, *, split: str | None = None) -> Collection:
    """Read a collection; each document becomes an article of one section, headed by its title alone.

    ``split`` names the file of judgements; None takes ``test``, or the only one.  Raises EvaluationError for the
    first file that is missing or line that is wrong: no object of this form, an id given twice, a judgement of a
    query or document that is not there.
    """
    judged = _judgements_file(folder / JUDGEMENTS, split)
    documents, queries = _entries(folder / CORPUS), _entries(folder / QUERIES)
    spoken = [document for document in documents.values() if _words(document)]
    language = language_of(document.text for document in spoken)
    articles = tuple(_article(document, language) for document in spoken)
    return Collection(
        name=folder.resolve().name,
        articles=articles,
        skipped=tuple(
            SkippedFile(source=document.id, reason="the document has no text")
            for document in documents.values()
            if not _words(document)
        ),
        queries={query.id: query.text for query in queries.values()},
        answers={query.id: answers for query in queries.values() if (answers := _answers(query))},
        judgements=_judgements(judged, queries=queries, documents=documents),
        digest=_digest(articles),
    )


def _entries(path: Path) -> dict[str, _Entry]:
    adapter = TypeAdapter(_Entry)
    entries: dict[str, _Entry] = {}
    for number, line in read_lines(path):
        place = f"{path}, line {number}"
        entry = parse_line(adapter, line, place=place, holds="_id and text, and title for a document")
        if entry.id in entries:
            raise EvaluationError(
                f"{place}: the id '{entry.id}' is already on an earlier line.", hint="Give each line its own."
            )
        entries[entry.id] = entry
    if not entries:
        raise EvaluationError(f"{path} has no lines.", hint="Write one JSON object a line.")
    return entries


def _words(document: _Entry) -> str:
    """Return the text of a document, or its title where it has no text."""
    return document.text.strip() or (document.title or "").strip()


def _article(document: _Entry, language: str) -> Article:
    paragraphs = (" ".join(paragraph.split()) for paragraph in _words(document).split("\n\n"))
    blocks = tuple(DocumentBlock(kind=DocumentBlockKind.PARAGRAPH, text=text) for text in paragraphs)
    details = Details(title=document.title or "", language=language)
    return compose(Document(blocks=blocks, details=details), article_id=document.id, source=document.id)


def _answers(query: _Entry) -> tuple[str, ...]:
    answers = (query.metadata or {}).get("answers")
    listed = answers if isinstance(answers, list) else ()
    return tuple(answer for answer in listed if isinstance(answer, str) and answer.strip())


def _judgements_file(folder: Path, split: str | None) -> Path:
    """Return the file of the split: the one named, else that of the test, else the only one."""
    paths = {path.stem: path for path in sorted(folder.glob("*.tsv"))}
    if not paths:
        raise EvaluationError(
            f"{folder} has no judgements.",
            hint=f"A collection is a folder with {CORPUS}, {QUERIES}, qrels/test.tsv.",
        )
    name = split or (SPLIT if SPLIT in paths else next(iter(paths)))
    if name not in paths or not (split or SPLIT in paths or len(paths) == 1):
        missing = (
            f"no judgements '{split}'" if split else f"{len(paths)} files of judgements, none of them {SPLIT}"
        )
        raise EvaluationError(f"{folder} has {missing}.", hint=f"Name one with --split: {', '.join(paths)}.")
    return paths[name]


def _judgements(
    path: Path, *, queries: Mapping[str, _Entry], documents: Mapping[str, _Entry]
) -> dict[str, dict[str, int]]:
    judgements: dict[str, dict[str, int]] = {}
    for place, (number, line) in enumerate(read_lines(path)):
        fields = line.strip("\r").split("\t")
        try:
            query, document, grade = fields[0], fields[1], int(fields[2])
        except (IndexError, ValueError) as error:
            if not place:  # the header
                continue
            raise EvaluationError(
                f"{path}, line {number}: '{line}' is not a judgement.",
                hint="Correct that line; it holds query-id, corpus-id and a whole number, with tabs between them.",
            ) from error
        for kind, name, entries in (("query", query, queries), ("document", document, documents)):
            if name not in entries:
                raise EvaluationError(
                    f"{path}, line {number}: there is no {kind} '{name}'.",
                    hint="Delete that line, or add what it is about.",
                )
        judgements.setdefault(query, {})[document] = grade
    return judgements


def _digest(articles: Iterable[Article]) -> str:
    made_from = [(article.id, article.title, article.language, article.digest) for article in articles]
    return sha256(json.dumps(made_from).encode())


COLLECTION_MEASURES = ("nDCG@10", "RR@10", "R@10", measures.RECALL_DEEP)
DOCUMENTS_DEEP = 100
PASSAGES = 30
"""Passages asked for: they cover more than ten documents, and rankings are read no deeper for an answer."""
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
    reading = CorpusReading(articles=collection.articles, skipped=collection.skipped, digest=collection.digest)
    build_from(reading, index, encoder=encoder, settings=settings, built=built, progress=progress)


def evaluate_collection(
    assistant: Assistant, collection: Collection, names: Sequence[str] = COLLECTION_MEASURES
) -> Evaluation[QuestionResult]:
    """Ask every question that a document is relevant to, and return the named measures over them.

    A question that cannot be asked finds nothing.  Where the collection knows the words of the answers, whether
    they are marked, and whether they are shown first, is measured too.  Raises EvaluationError when no document is
    relevant to any question.
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
        QuestionResult(
            id=query,
            question=collection.queries[query],
            relevant=(relevant := tuple(document for document, grade in judged[query].items() if grade > 0)),
            ranking=ranking,
            measures={**values, **_answers_held(assistant, collection, query, relevant)},
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
    """Return the ids of the documents found, best first, at most a hundred; ``deep`` searches that many.

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


def _answers_held(
    assistant: Assistant, collection: Collection, query: str, relevant: Sequence[str]
) -> dict[str, float]:
    """Return whether the marked sentences and the snippet hold the answer; empty where it is not known.

    Marked sentences are those of the best hit on a relevant document; without such a hit they are not measured.
    The snippet counts whichever document it is from, and a question without one counts as not answered.
    """
    answers = collection.answers.get(query)
    if not answers:
        return {}
    try:
        answer = assistant.ask(collection.queries[query], passages=PASSAGES_MARKED)
    except QuestionError:
        return {measures.SNIPPET_HOLDS_ANSWER: 0.0}
    snippet = answer.snippet.text if answer.snippet else ""
    measured = {measures.SNIPPET_HOLDS_ANSWER: float(holds_answer(snippet, answers))}
    hit = next((hit for hit in answer.hits if not set(relevant).isdisjoint(_documents(hit))), None)
    if hit is None:
        return measured
    text = assistant.article(hit.passage.article_id).text
    marked = " ".join(text[sentence.start : sentence.end] for sentence in hit.answering)
    return {**measured, measures.MARKED_HOLDS_ANSWER: float(holds_answer(marked, answers))}


def _documents(hit: Hit) -> tuple[str, ...]:
    return (hit.passage.article_id, *hit.also_in)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
