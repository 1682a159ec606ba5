"""Filters: what there is to choose, which articles fit, and what is left of an answer."""

from dataclasses import replace

import pytest

from qa.serving.page.narrowing import Choices, Filter, narrowed
from tests.answers import answer_of, article_of, cite, passage_of, said

TEXT = "# t\n\nIt may hurt. It may pass.\n"
A = article_of(TEXT, article_id="a", title="A", publisher="One", topic="Back", published="2024-05-01")
B = article_of(TEXT, article_id="b", title="B", publisher="Two", topic="Leg", published="May 2021")
C = article_of(TEXT, article_id="c", title="C", publisher="Two", topic="Leg")


def test_what_all_articles_share_is_no_choice() -> None:
    """Values are given in order, years newest first, and a single value not at all."""
    several, one, none = (Choices.of(articles) for articles in ([C, B, A], [A], []))

    assert (several.sources, several.topics, several.years) == (("One", "Two"), ("Back", "Leg"), (2024, 2021))
    assert [bool(choices) for choices in (several, one, none)] == [True, False, False]


@pytest.mark.parametrize(
    ("chosen", "fitting"),
    [
        (Filter(), "abc"),
        (Filter(sources=("Two",)), "bc"),
        (Filter(topics=("Back", "Leg")), "abc"),
        (Filter(sources=("Two",), topics=("Back",)), ""),
        (Filter(since=2021), "ab"),
        (Filter(since=2022), "a"),
    ],
)
def test_an_article_fits_every_kind_of_choice(chosen: Filter, fitting: str) -> None:
    """Within a kind any value fits, across kinds all must; what has no date is since no year."""
    assert "".join(article.id for article in (A, B, C) if chosen.fits(article)) == fitting


def test_a_narrowed_answer_is_numbered_anew_and_keeps_what_is_urgent() -> None:
    """Passages and citations of other articles go, numbers agree again, and warnings stay."""
    passages = [(article, passage_of(article, "It may hurt.", "pass.")) for article in (A, B, C, A)]
    cited = [cite(article, "It may hurt.", number=number) for number, article in enumerate((A, B, C), start=1)]
    statements = [said(*cited, support=3), said(cite(A, "It may pass.", number=4))]
    wide = answer_of(passages, statements=statements, urgent=[said(cite(A, "hurt", number=1))])
    answer = replace(wide, passages=wide.passages[:2], hits=wide.hits[:2])

    left = narrowed(answer, wide, lambda article_id: article_id in "bc")

    assert [(hit.rank, passage.number) for hit, passage in zip(left.hits, left.passages, strict=True)] == [
        (1, 1),
        (2, 2),
    ]
    assert [passage.article_id for passage in left.passages] == ["b", "c"]
    assert [[(each.article_id, each.number) for each in kept.citations] for kept in left.statements] == [
        [("b", 1), ("c", 2)]
    ]
    assert [(kept.text, kept.support) for kept in left.statements] == [("It may hurt.", 2)]
    assert [[(each.article_id, each.number) for each in kept.citations] for kept in left.urgent] == [[("a", 3)]]


def test_a_statement_is_requoted_from_the_first_chosen_article() -> None:
    """Where the clearest wording is left out, the words shown are those of an article that was chosen."""
    first = said(cite(A, "It may hurt.", number=1), cite(B, "may hurt", number=2), support=2)
    answer = answer_of(statements=[first])

    left = narrowed(answer, answer, "b".__eq__)

    assert [(kept.text, kept.citations[0].quote, kept.support) for kept in left.statements] == [
        ("may hurt", "may hurt", 1)
    ]
