"""The only door to tantivy: BM25 over titles, headings and text, with English stemming.

Questions never reach tantivy's query parser: their words become term queries, so no character of a
question is syntax.  (BM25: Robertson and Zaragoza, 2009; tantivy fixes k1 at 1.2 and b at 0.75.)
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any, cast

from qa.indexing.dense import Ranking, ranking

FIELD_WEIGHTS: Mapping[str, float] = {"title": 1.0, "headings": 1.0, "text": 1.0}
"""Weight of a word by where it stands; docs/retrieval.md has the measurement."""
STOP_WORDS = tuple(
    """a about after all also am an and any are aren as at be because been before being but by can cannot could
    couldn d did didn do does doesn doing don done either else ever for from get gets getting go goes got had hadn
    has hasn have haven having he her here hers him his how however i if im in into is isn it its itself ive just
    ll m may me might mine my myself no nor not of off on once only or other our ours out over own please re s same
    shall she should shouldn so some such t than that the their theirs them then there these they this those though
    to too up us ve very was wasn we were weren what when where which while who whom whose why will with won would
    wouldn you your yours yourself
    arent cant couldnt didnt doesnt dont hadnt hasnt havent hes hows im isnt pls plz shes shouldnt thats theres
    theyre u ur wasnt werent whats whens wheres whos wont wouldnt youre youve""".split()
)
"""Words that carry the grammar of a question and not its subject, without their apostrophes too."""
_ANALYZER = "english"
_WRITER_HEAP_BYTES = 64_000_000


def _analyzer() -> Any:
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    return (
        TextAnalyzerBuilder(Tokenizer.simple())
        .filter(Filter.remove_long(60))
        .filter(Filter.lowercase())
        .filter(Filter.ascii_fold())
        .filter(Filter.custom_stopword(list(STOP_WORDS)))
        .filter(Filter.stemmer("english"))
        .build()
    )


def _schema() -> Any:
    from tantivy import SchemaBuilder

    builder = SchemaBuilder()
    builder.add_integer_field("id", fast=True)
    for field in FIELD_WEIGHTS:
        builder.add_text_field(field, tokenizer_name=_ANALYZER, index_option="freq")
    return builder.build()


class PostingsWriter:
    """Writes postings into a new folder; what is added is worked on in a thread that leaves Python alone."""

    def __init__(self, folder: Path) -> None:
        """Begin in a folder that does not exist yet."""
        from tantivy import Document, Index

        folder.mkdir()
        self._folder = folder
        self._document = Document
        self._finished = False
        index = Index(_schema(), path=str(folder))
        index.register_tokenizer(_ANALYZER, _analyzer())
        self._writer = index.writer(heap_size=_WRITER_HEAP_BYTES, num_threads=1)

    def __enter__(self) -> "PostingsWriter":
        """Write for as long as nothing goes wrong."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop the thread of an unfinished one, so that nothing is written any more."""
        if not self._finished:
            self._writer.rollback()
            self._writer.wait_merging_threads()

    def add(self, passage_id: int, title: str, headings: Sequence[str], text: str) -> None:
        """Add a passage."""
        document = self._document(id=passage_id, title=[title], headings=[" ".join(headings)], text=[text])
        self._writer.add_document(document)

    def finish(self) -> None:
        """Have all postings on the disk; nothing can be added any more."""
        self._writer.commit()
        self._writer.wait_merging_threads()
        self._finished = True
        for file in self._folder.iterdir():
            file.chmod(0o644)  # tantivy makes some for its own user alone
        for lock in self._folder.glob(".tantivy*.lock"):
            lock.unlink()


def write_postings(folder: Path, passages: Iterable[tuple[int, str, Sequence[str], str]]) -> None:
    """Write the postings of passages (id, title, headings, text) into a new folder."""
    with PostingsWriter(folder) as writer:
        for passage in passages:
            writer.add(*passage)
        writer.finish()


class Postings:
    """The postings of a generation, opened for reading."""

    def __init__(self, folder: Path) -> None:
        """Open the postings in ``folder``; raises ValueError when they are not readable."""
        from tantivy import Index

        self._analyzer = _analyzer()
        index = Index.open(str(folder))
        index.register_tokenizer(_ANALYZER, self._analyzer)
        index.config_reader(reload_policy="manual")
        index.reload()
        self._schema = index.schema
        self._searcher = index.searcher()

    def __len__(self) -> int:
        """Return the number of passages."""
        return int(self._searcher.num_docs)

    def terms(self, text: str) -> list[str]:
        """Return the stems of the words that count, in order, with repetitions."""
        stems: list[str] = self._analyzer.analyze(text)
        return stems

    def search(self, question: str, *, limit: int, besides: Mapping[str, float] = MappingProxyType({})) -> Ranking:
        """Return the ``limit`` passages with the highest BM25 scores; passages without any word are left out.

        ``besides`` are other texts, each with what its words count beside those of the question, which count 1.
        """
        from tantivy import Occur, Query

        weights: dict[str, float] = {}
        for text, weight in {**besides, question: 1.0}.items():
            weights |= {term: max(weight, weights.get(term, 0.0)) for term in self.terms(text)}
        if not weights:
            return []
        query = Query.boolean_query(
            [
                (
                    Occur.Should,
                    Query.boost_query(Query.term_query(self._schema, field, term), weight * field_weight),
                )
                for term, weight in sorted(weights.items())
                for field, field_weight in FIELD_WEIGHTS.items()
            ]
        )
        hits = self._searcher.search(query, limit=limit, count=False).hits
        ids = self._searcher.fast_field_values("id", [address for _, address in hits])
        return ranking(cast("list[int]", ids), [score for score, _ in hits])

    def frequency(self, term: str) -> int:
        """Return in how many passages a stem occurs, in the field where it occurs most."""
        return max(int(self._searcher.doc_freq(field, term)) for field in FIELD_WEIGHTS)

    def rarity(self, term: str) -> float:
        """Return the inverse document frequency of a stem, as in BM25; greatest for one that never occurs."""
        frequency = self.frequency(term)
        return math.log(1 + (len(self) - frequency + 0.5) / (frequency + 0.5))
