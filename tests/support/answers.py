"""Articles, citations and answers made by hand, for tests of what is shown of them."""

from collections.abc import Sequence
from dataclasses import replace

from qa.reading.article import compose
from qa.reading.formats.markdown.reader import read_markdown
from qa.records import (
    Advice,
    Answer,
    Article,
    Citation,
    Evidence,
    Expansion,
    Hit,
    Passage,
    Sentence,
    Statement,
    Urgency,
    Verdict,
)

GENERATION = "g-000001-0123456789abcdef"
LEG = """# The leg

The leg bends at the knee. It may hurt.

## Causes

Some causes:

- A strain
  - in the calf
    - deep in it
- A cramp

1. First rest.
2. Then walk.

## When to get help

### At once

Call when it is numb.
"""
"""An article with lists in lists, numbers, and headings of two depths."""


def article_of(markdown: str, *, article_id: str = "leg", **details: str) -> Article:
    head = "".join(f"{name}: {value!r}\n" for name, value in details.items())
    draft = read_markdown(f"---\n{head}language: en\n---\n{markdown}".encode())
    return compose(draft, article_id=article_id, source=f"{article_id}.md")


def span(article: Article, words: str) -> tuple[int, int]:
    start = article.text.index(words)
    return start, start + len(words)


def passage_of(article: Article, first: str, last: str) -> Passage:
    start, end = span(article, first)[0], span(article, last)[1]
    place = {"id": 0, "first_sentence": 0, "ordinal": 0, "start": start, "end": end}
    sentences = (Sentence(start=start, end=end),)
    text = article.text[start:end]
    return Passage(article_id=article.id, headings=(), text=text, sentences=sentences, **place)


def cite(article: Article, words: str | Passage, *headings: str, number: int = 3, page: int = 0) -> Citation:
    start, end = (words.start, words.end) if isinstance(words, Passage) else span(article, words)
    return Citation(
        number=number,
        article_id=article.id,
        title=article.title,
        source="",
        url=article.url,
        publisher=article.publisher,
        headings=headings,
        start=start,
        end=end,
        quote=article.text[start:end],
        page=page,
    )


def cited_at(article: Article, start: int, end: int, *, number: int = 1) -> Citation:
    place = cite(article, article.text[:1], number=number)
    return replace(place, start=start, end=end, quote=article.text[start:end])


def hit_of(passage: Passage, *, rank: int = 3, evidence: Evidence | None = None) -> Hit:
    why = evidence or Evidence(dense_rank=1, dense_score=0.5, lexical_rank=None, lexical_score=None)
    return Hit(passage=passage, rank=rank, score=0.5, evidence=why, answering=passage.sentences)


def said(*citations: Citation, support: int = 1) -> Statement:
    return Statement(text=citations[0].quote, citations=citations, support=support)


def answer_of(
    passages: Sequence[tuple[Article, Passage]] = (),
    *,
    statements: Sequence[Statement] = (),
    urgent: Sequence[Statement] = (),
    verdict: Verdict = Verdict.ANSWERED,
    question: str = "why",
    searched: str = "",
    unknown_words: tuple[str, ...] = (),
    widened: tuple[Expansion, ...] = (),
    suggestion: str | None = None,
) -> Answer:
    numbered = list(enumerate(passages, start=1))
    return Answer(
        question=question,
        searched=searched or question,
        verdict=verdict,
        confidence=0.5,
        generation=GENERATION,
        statements=tuple(statements),
        urgent=tuple(Advice(urgency=Urgency.NOW, statement=statement) for statement in urgent),
        hits=tuple(hit_of(passage, rank=rank) for rank, (_, passage) in numbered),
        passages=tuple(cite(article, passage, number=rank) for rank, (article, passage) in numbered),
        unknown_words=unknown_words,
        widened=widened,
        suggestion=suggestion,
        seconds={"total": 0.1},
    )
