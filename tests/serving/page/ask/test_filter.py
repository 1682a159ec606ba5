"""Filters: what there is to choose, and which articles fit."""

import pytest

from qa.serving.page.ask.filter import Choices, Filter
from tests.support.answers import article_of

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
        (Filter(article="b"), "b"),
        (Filter(article="b", topics=("Back",)), ""),
        (Filter(folder="a"), ""),
    ],
)
def test_an_article_fits_every_kind_of_choice(chosen: Filter, fitting: str) -> None:
    """Within a kind any value fits, across kinds all must; what has no date is since no year."""
    assert "".join(article.id for article in (A, B, C) if chosen.fits(article)) == fitting


def test_a_folder_is_a_choice_that_narrows_and_is_counted() -> None:
    """Only articles in it or below it fit; what all articles share is no choice, as of other kinds."""
    ids = ("NIH/CDC/one", "NIH/two", "NIH-old/three")
    articles = [article_of(TEXT, article_id=article_id, title="T") for article_id in ids]
    filter_ = Filter(folder="NIH")

    assert [article.id for article in articles if filter_.fits(article)] == ["NIH/CDC/one", "NIH/two"]
    assert len(filter_) == 1
    assert Choices.of(articles).folders == ("NIH", "NIH-old", "NIH/CDC")
    assert bool(Choices.of(articles))
    assert Choices.of(articles[:1]).folders == ()
