"""A span of a passage → the citation that stands beside it."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from qa.reading.ocr.confidence import hard_to_read, least_confidence
from qa.records import Article, Citation, Hit, Passage, Sentence, Statement


class Citer:
    """Makes the citations of one answer, numbered by passage: shown ones by their rank, others after these."""

    def __init__(
        self,
        article_of: Callable[[str], Article],
        hits: Iterable[Hit],
        printed_on: Callable[[str, int, int], tuple[int, str] | None],
    ) -> None:
        """Cite out of articles, looked up by id; ``hits`` are the passages that the answer shows.

        ``printed_on`` gives number and label of the page on which a span of an article begins, if known.
        """
        self._article_of = article_of
        self._printed_on = printed_on
        self._numbers = {hit.passage.id: hit.rank for hit in hits}

    def __call__(self, passage: Passage, span: Sentence | Passage) -> Citation:
        """Return the citation of a span of an article, under the headings of its passage."""
        article = self._article_of(passage.article_id)
        page, label = _page(article, span.start)
        if page:  # that of its block, which may begin on a page before
            page, label = self._printed_on(article.id, span.start, span.end) or (page, label)
        read_spans = article.read_from_picture
        hard = hard_to_read(article.text, read_spans, span.start, span.end)
        return Citation(
            number=self._number(passage.id),
            article_id=article.id,
            title=article.title,
            source=article.source,
            url=article.url,
            publisher=article.publisher,
            headings=passage.headings,
            start=span.start,
            end=span.end,
            quote=article.text[span.start : span.end],
            page=page,
            page_label=label,
            read_from_picture=least_confidence(read_spans, span.start, span.end),
            hard_to_read=tuple(article.text[start:end] for start, end in hard),
            author=article.author,
            published=article.published,
            citation_key=article.citation_key,
            gone_since=article.gone_since,
        )

    def copy(self) -> "Citer":
        """Return a copy with the same numbers, for citations that may be discarded."""
        copied = Citer(self._article_of, (), self._printed_on)
        copied._numbers = dict(self._numbers)
        return copied

    def renumbered(self, statement: Statement, cited_by: "Citer") -> Statement:
        """Return a statement cited by a copy with this one's numbers, so that there are no gaps."""
        passages = {number: passage_id for passage_id, number in cited_by._numbers.items()}

        def numbered(citations: Iterable[Citation]) -> tuple[Citation, ...]:
            return tuple(
                replace(citation, number=self._number(passages[citation.number])) for citation in citations
            )

        variants = (replace(variant, citations=numbered(variant.citations)) for variant in statement.variants)
        return replace(statement, citations=numbered(statement.citations), variants=tuple(variants))

    def _number(self, passage_id: int) -> int:
        return self._numbers.setdefault(passage_id, len(self._numbers) + 1)


def is_surely_read(statement: Statement) -> bool:
    """Tell whether no word of a statement may be misread in a picture, or another place makes the same point."""
    quotes, further = statement.citations[: statement.quoted], statement.citations[statement.quoted :]
    return not any(citation.hard_to_read for citation in quotes) or any(
        not citation.hard_to_read for citation in further
    )


def _page(article: Article, position: int) -> tuple[int, str]:
    """Return the page of the file that the block at a position begins on, and its label; 0 where it has none."""
    blocks = (block for section in article.sections for block in section.blocks)
    return next(((block.page, block.page_label) for block in blocks if position < block.end), (0, ""))
