"""The only door to tantivy: BM25 over titles, headings and text, stemmed by the language of each article.

Questions never reach tantivy's query parser: their words become term queries, so no character of a
question is syntax.  (BM25: Robertson and Zaragoza, 2009; tantivy fixes k1 at 1.2 and b at 0.75.)
"""

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any, cast

from qa.indexing.dense import Ranking, ranking
from qa.reading.compounds import JOINTS, parts_of
from qa.reading.scripts import spaced

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
ENGLISH = "en"
_STEMMERS = {
    "da": "danish",
    "de": "german",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "nb": "norwegian",
    "nn": "norwegian",
    "pt": "portuguese",
    "ru": "russian",
    "sv": "swedish",
    "ar": "arabic",
    "el": "greek",
    "ro": "romanian",
    "ta": "tamil",
    "tr": "turkish",
}
"""Snowball's stemmer by ISO 639-1 code.  Text in a language that has none is read as English is."""
_WITHOUT_STOP_WORDS = frozenset(("arabic", "greek", "romanian", "tamil", "turkish"))
"""Of these tantivy 0.27 has no list."""
_STEMMED = MappingProxyType({field: f"{field}_stems" for field in FIELD_WEIGHTS})
"""Fields of what is not in English, stemmed before it comes: a field of tantivy's has one analyzer for all."""
_ANALYZER, _WHITESPACE = "english", "stems"
_LANGUAGES = "languages.json"
_WRITER_HEAP_BYTES = 64_000_000
PART_WEIGHT = 0.3
"""Weight of a part of a compound that is asked for, beside the whole; docs/retrieval.md has the measurement."""
STEMS_KEPT = 16_384
"""Words of articles in several languages whose stem is kept once found, of about 200 bytes each."""


@cache
def _analyzer(language: str = ENGLISH) -> Any:
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    builder = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.remove_long(60)).filter(Filter.lowercase())
    if language == ENGLISH:
        builder = builder.filter(Filter.ascii_fold()).filter(Filter.custom_stopword(list(STOP_WORDS)))
        return builder.filter(Filter.stemmer("english")).build()
    stemmer = _STEMMERS[language]
    if stemmer not in _WITHOUT_STOP_WORDS:
        builder = builder.filter(Filter.stopword(stemmer))
    return builder.filter(Filter.stemmer(stemmer)).filter(Filter.ascii_fold()).build()  # stemmers know accents


@cache
def _words_alone() -> Any:
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    return TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.remove_long(60)).build()


def _stems_of_parts(text: str, language: str) -> list[str]:
    """Return the stems of what the compounds of a text are made of, in order; none where compounds have spaces."""
    if language not in JOINTS:
        return []
    parts = (part for word in _words_alone().analyze(text) for part in parts_of(word, language))
    stems: list[str] = _analyzer(language).analyze(" ".join(parts))
    return stems


def _registered(index: Any) -> None:
    from tantivy import TextAnalyzerBuilder, Tokenizer

    index.register_tokenizer(_ANALYZER, _analyzer())
    index.register_tokenizer(_WHITESPACE, TextAnalyzerBuilder(Tokenizer.whitespace()).build())


def _schema() -> Any:
    from tantivy import SchemaBuilder

    builder = SchemaBuilder()
    builder.add_integer_field("id", fast=True)
    for field, stemmed in _STEMMED.items():
        builder.add_text_field(field, tokenizer_name=_ANALYZER, index_option="freq")
        builder.add_text_field(stemmed, tokenizer_name=_WHITESPACE, index_option="freq")
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
        _registered(index)
        self._languages: Counter[str] = Counter()
        self._writer = index.writer(heap_size=_WRITER_HEAP_BYTES, num_threads=1)

    def __enter__(self) -> "PostingsWriter":
        """Return the writer."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop the thread where writing is unfinished, so that nothing more is written."""
        if not self._finished:
            self._writer.rollback()
            self._writer.wait_merging_threads()

    def add(
        self, passage_id: int, title: str, headings: Sequence[str], text: str, language: str = ENGLISH
    ) -> None:
        """Add a passage in a language, as an ISO 639-1 code."""
        language = language if language in _STEMMERS else ENGLISH
        fields = {"title": spaced(title), "headings": spaced(" ".join(headings)), "text": spaced(text)}
        if language != ENGLISH:
            analyze = _analyzer(language).analyze
            fields = {
                _STEMMED[field]: " ".join(analyze(value) + _stems_of_parts(value, language))
                for field, value in fields.items()
            }
        self._languages[language] += 1
        self._writer.add_document(
            self._document(id=passage_id, **{field: [value] for field, value in fields.items()})
        )

    def finish(self) -> None:
        """Have all postings on the disk; nothing can be added any more."""
        self._writer.commit()
        self._writer.wait_merging_threads()
        self._finished = True
        languages = [
            language
            for language, _ in sorted(self._languages.items(), key=lambda counted: (-counted[1], counted[0]))
        ]
        (self._folder / _LANGUAGES).write_text(json.dumps(languages), encoding="utf-8")
        for file in self._folder.iterdir():
            file.chmod(0o644)  # tantivy makes some for its own user alone
        for lock in self._folder.glob(".tantivy*.lock"):
            lock.unlink()


def write_postings(
    folder: Path, passages: Iterable[tuple[int, str, Sequence[str], str]], *, language: str = ENGLISH
) -> None:
    """Write the postings of passages (id, title, headings, text) in one language into a new folder."""
    with PostingsWriter(folder) as writer:
        for passage in passages:
            writer.add(*passage, language=language)
        writer.finish()


class Postings:
    """The postings of a generation, opened for reading."""

    def __init__(self, folder: Path) -> None:
        """Open the postings in ``folder``; raises ValueError when they are not readable."""
        from tantivy import Index

        index = Index.open(str(folder))
        _registered(index)
        index.config_reader(reload_policy="manual")
        index.reload()
        self._schema = index.schema
        self._searcher = index.searcher()
        named = folder / _LANGUAGES
        languages = (
            json.loads(named.read_bytes()) if named.is_file() else []
        )  # older ones are read as English alone
        self._analyzers = {language: _analyzer(language) for language in languages or [ENGLISH]}
        self._fields = tuple(
            (field if language == ENGLISH else _STEMMED[field], FIELD_WEIGHTS[field], language)
            for language in self._analyzers
            for field in FIELD_WEIGHTS
        )
        self._stems = lru_cache(maxsize=STEMS_KEPT)(self._stems_of)

    def __len__(self) -> int:
        """Return the number of passages."""
        return int(self._searcher.num_docs)

    def terms(self, text: str) -> list[str]:
        """Return the stems of the words that count, in order, with repetitions.

        Of articles in several languages a word has one stem: in the first language, that of most passages first,
        which has it in a passage or among its words of grammar.
        """
        plain = spaced(text)
        if len(self._analyzers) == 1:
            (only,) = self._analyzers.values()
            stems: list[str] = only.analyze(plain)
            return stems
        return [stem for word in _words_alone().analyze(plain) for stem in self._stems(word)]

    def _stems_of(self, word: str) -> tuple[str, ...]:
        readings = [tuple(analyzer.analyze(word)) for analyzer in self._analyzers.values()]
        return next((stems for stems in readings if all(map(self.frequency, stems))), readings[0])

    def search(self, question: str, *, limit: int, besides: Mapping[str, float] = MappingProxyType({})) -> Ranking:
        """Return the ``limit`` passages with the highest BM25 scores; passages without any word are left out.

        ``besides`` are other texts, each with what its words count beside those of the question, which count 1.
        """
        from tantivy import Occur, Query

        weights: dict[tuple[str, str], float] = {}
        for text, weight in {**besides, question: 1.0}.items():
            stems = {language: analyzer.analyze(spaced(text)) for language, analyzer in self._analyzers.items()}
            parts = {
                language: [(stem, PART_WEIGHT) for stem in _stems_of_parts(text, language)]
                for language in self._analyzers
            }
            for field, field_weight, language in self._fields:
                for term, counts in (*((stem, 1.0) for stem in stems[language]), *parts[language]):
                    weights[term, field] = max(weight * field_weight * counts, weights.get((term, field), 0.0))
        if not weights:
            return []
        query = Query.boolean_query(
            [
                (Occur.Should, Query.boost_query(Query.term_query(self._schema, field, term), weight))
                for (term, field), weight in sorted(weights.items())
            ]
        )
        hits = self._searcher.search(query, limit=limit, count=False).hits
        ids = self._searcher.fast_field_values("id", [address for _, address in hits])
        return ranking(cast("list[int]", ids), [score for score, _ in hits])

    def frequency(self, term: str) -> int:
        """Return in how many passages a stem occurs, in the field where it occurs most."""
        return max(int(self._searcher.doc_freq(field, term)) for field, *_ in self._fields)

    def rarity(self, term: str) -> float:
        """Return the inverse document frequency of a stem, as in BM25; greatest for one that never occurs."""
        frequency = self.frequency(term)
        return math.log(1 + (len(self) - frequency + 0.5) / (frequency + 0.5))
