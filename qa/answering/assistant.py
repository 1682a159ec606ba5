"""The one place that wires the rest: an open generation and an encoder, question in, Answer out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from time import perf_counter

from qa.answering.abstention import judge
from qa.answering.attribution import answering_sentence
from qa.answering.question import QuestionWords, tidy
from qa.answering.retrieval import evidence, fold_copies, fuse, settle
from qa.errors import DamagedIndexError, IncompatibleIndexError, UsageError
from qa.indexing.encoder import Encoder, load_encoder
from qa.indexing.generations import Generation, open_newest_whole
from qa.indexing.vectors import Ranking, Vectors
from qa.records import Answer, Article, Citation, Hit, Passage, Sentence, Statement, Verdict
from qa.settings import Answering, Settings

STATEMENTS_MOST = 6
CANDIDATES_SETTLED = 4
"""How many times the passages shown are settled, so that what takes the place of a discounted one is there."""
HITS_FOR_VERDICT = 3
"""Passages whose words count for the verdict: an answer is read off the first few."""


class Stopwatch:
    """Wall-clock seconds of each stage, in order."""

    def __init__(self) -> None:
        """Start at zero."""
        self.seconds: dict[str, float] = {}
        self._started = self._last = perf_counter()

    def lap(self, stage: str) -> None:
        """End a stage."""
        now = perf_counter()
        self.seconds[stage] = now - self._last
        self._last = now

    def stop(self) -> dict[str, float]:
        """Return the seconds of the stages and the total."""
        return {**self.seconds, "total": perf_counter() - self._started}


class Assistant:
    """Answers questions from one generation of the index; safe to use from several threads.

    ``damage`` is the error met when the published generation was damaged and an older one serves.
    """

    def __init__(
        self,
        generation: Generation,
        encoder: Encoder,
        settings: Answering,
        *,
        damage: DamagedIndexError | None = None,
    ) -> None:
        """Wire the parts; raises IncompatibleIndexError when the generation was made by another model."""
        made_by, given = generation.manifest.model, encoder.identity
        if made_by.digest != given.digest:
            raise IncompatibleIndexError(
                "vectors of the model", found=f"'{made_by.name}'", expected=f"'{given.name}' (these weights)"
            )
        self.generation = generation
        self.damage = damage
        self._encoder = encoder
        self._settings = settings

    @classmethod
    def open(cls, settings: Settings, *, encoder: Encoder | None = None) -> "Assistant":
        """Open the published generation of the index, with the encoder of the settings unless one is given.

        Raises NoIndexError, IncompatibleIndexError or DamagedIndexError for the index, ModelError for the model.
        """
        generation, damage = open_newest_whole(settings.index)
        name = settings.indexing.model
        if encoder is None and generation.manifest.model.name != name:  # before seconds are spent on loading
            raise IncompatibleIndexError(
                "vectors of the model", found=f"'{generation.manifest.model.name}'", expected=f"'{name}'"
            )
        encoder = encoder or load_encoder(name, batch_tokens=settings.indexing.batch_tokens)
        return cls(generation, encoder, settings.answering, damage=damage)

    def ask(self, question: str, *, passages: int | None = None) -> Answer:
        """Answer a question with at most ``passages`` passages (the setting's number when None).

        Raises QuestionError for a question without words or too long, UsageError for less than one passage.
        """
        count = self._settings.passages if passages is None else passages
        if count < 1:
            raise UsageError(f"An answer of {count} passages cannot be given.", hint="Ask for one or more.")
        watch = Stopwatch()
        asked = tidy(question)
        words = QuestionWords.of(asked, self.generation.postings)
        vector = self._encoder.encode_question(asked)
        watch.lap("encode")
        limit = self._settings.candidates
        dense = self.generation.vectors.search(vector, limit=limit)
        lexical = self.generation.postings.search(asked, limit=limit)
        watch.lap("search")
        hits = self._hits(dense, lexical, count)
        watch.lap("fuse")
        hits = self._attribute(hits, vector, words)
        watch.lap("attribute")
        articles = {hit.passage.article_id: self.article(hit.passage.article_id) for hit in hits}
        top = " ".join(hit.passage.text for hit in hits[:HITS_FOR_VERDICT])
        verdict = judge(best_cosine=dense[0][1], words_share=words.share_in(top))
        answered = verdict is Verdict.ANSWERED
        return Answer(
            question=asked,
            verdict=verdict,
            generation=self.generation.name,
            statements=tuple(self._statements(hits, articles)) if answered else (),
            urgent=(),
            hits=tuple(hits),
            passages=tuple(
                _cite(articles[hit.passage.article_id], hit.passage, hit.passage, number=hit.rank) for hit in hits
            ),
            unknown_words=words.unknown,
            suggestion=None,
            seconds=watch.stop(),
        )

    def article(self, article_id: str) -> Article:
        """Return an article of the generation; raises UnknownArticleError."""
        return self.generation.store.article(article_id)

    def _hits(self, dense: Ranking, lexical: Ranking, count: int) -> list[Hit]:
        fused = fuse(dense, lexical, dense_weight=self._settings.dense_weight)
        fused = fused[: CANDIDATES_SETTLED * count]
        found = self.generation.store.passages([passage_id for passage_id, _ in fused])
        why = evidence(dense, lexical)
        hits = [
            Hit(passage=passage, rank=rank, score=score, evidence=why[passage.id])
            for rank, (passage, (_, score)) in enumerate(zip(found, fused, strict=True), start=1)
        ]
        return settle(fold_copies(hits, self.generation.store.main_passage))[:count]

    def _attribute(self, hits: Sequence[Hit], question: Vectors, words: QuestionWords) -> list[Hit]:
        sentences = self.generation.sentences
        attributed = []
        for hit in hits:
            first = hit.passage.first_sentence
            vectors = sentences[first : first + len(hit.passage.sentences)]
            sentence = answering_sentence(hit.passage, vectors, question, words_share=words.share_in)
            attributed.append(replace(hit, answering=(sentence,)))
        return attributed

    def _statements(self, hits: Iterable[Hit], articles: Mapping[str, Article]) -> list[Statement]:
        """Return the answering sentences, best first; the same words in several articles are one statement."""
        cited: dict[str, list[Citation]] = {}
        number = 0
        for hit in hits:
            for sentence in hit.answering:
                number += 1
                citation = _cite(articles[hit.passage.article_id], hit.passage, sentence, number=number)
                cited.setdefault(" ".join(citation.quote.casefold().split()), []).append(citation)
        main_article = self.generation.store.main_article
        return [
            Statement(
                text=citations[0].quote,
                citations=tuple(citations),
                support=len({main_article(citation.article_id) for citation in citations}),
            )
            for citations in list(cited.values())[:STATEMENTS_MOST]
        ]


def _cite(article: Article, passage: Passage, span: Sentence | Passage, *, number: int) -> Citation:
    return Citation(
        number=number,
        article_id=article.id,
        title=article.title,
        source=article.source,
        url=article.url,
        publisher=article.publisher,
        headings=passage.headings,
        start=span.start,
        end=span.end,
        quote=article.text[span.start : span.end],
        page=_page(article, span.start),
    )


def _page(article: Article, position: int) -> int:
    """Return the page of the file that a position of the text stands on; 0 where there are no pages."""
    blocks = (block for section in article.sections for block in section.blocks)
    return next((block.page for block in blocks if position < block.end), 0)
