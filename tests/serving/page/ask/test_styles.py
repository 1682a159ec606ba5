"""Citations as text, APA and Vancouver: the very words, and a reference of what is known and of nothing else."""

from dataclasses import replace
from datetime import date

import pytest

from qa.records import Article
from qa.serving.page.ask.exporting import Reference
from qa.serving.page.ask.styles import apa, plain, vancouver
from tests.support.answers import LEG, article_of, cite

DAY = date(2026, 11, 28)
LEAFLET = article_of(
    LEG, title="Leg pain?", author="Ann Lee", publisher="Leaflets", published="2026-01-02", url="https://a.org/leg"
)
BARE = article_of(LEG, title="Leg")


def reference(article: Article) -> Reference:
    return Reference(citation=cite(article, "A strain\n  - in the calf", "Causes", page=4), article=article)


def lines(text: str) -> list[str]:
    """Return what stands below the quotation, which stands first, word for word."""
    quoted, rest = text.split("”\n")
    assert quoted == "“A strain\n  - in the calf"
    return rest.strip().splitlines()


def test_all_that_is_known_is_told_in_the_order_of_each_style() -> None:
    """Author, date, title, publisher, place and address stand as the style has them; a question keeps its mark."""
    known = [reference(LEAFLET)]

    assert lines(plain(known)) == ["— Leg pain?, Leaflets, 2026-01-02, Causes › p. 4, https://a.org/leg"]
    assert lines(apa(known)) == [
        "Ann Lee. (2026, January 2). Leg pain? Leaflets. [Causes › p. 4]. https://a.org/leg"
    ]
    assert lines(vancouver(known, day=DAY)) == [
        "1. Ann Lee. Leg pain? [Internet]. Leaflets; 2026 Jan 2 [cited 2026 Nov 28]. [Causes › p. 4]. "
        "Available from: https://a.org/leg"
    ]


def test_what_is_not_known_is_left_out() -> None:
    """An article of no author, date or address has none in its reference, and no empty places for them."""
    bare = [reference(BARE)]

    assert lines(plain(bare)) == ["— Leg, Causes › p. 4"]
    assert lines(apa(bare)) == ["Leg. (n.d.). [Causes › p. 4]."]
    assert lines(vancouver(bare, day=DAY)) == ["1. Leg. [Causes › p. 4]."]


@pytest.mark.parametrize(
    ("published", "in_apa", "in_vancouver"),
    [("2024", "(2024)", "2024"), ("2024-05", "(2024, May)", "2024 May"), ("spring", "(n.d.)", "")],
)
def test_a_date_is_told_as_far_as_it_is_known(published: str, in_apa: str, in_vancouver: str) -> None:
    """A year or a month alone is one, and what is no date is none."""
    article = replace(BARE, published=published, publisher="Leaflets")

    assert lines(apa([reference(article)])) == [f"Leaflets. {in_apa}. Leg. [Causes › p. 4]."]
    told = f" {in_vancouver}." if in_vancouver else ""
    assert lines(vancouver([reference(article)], day=DAY)) == [f"1. Leaflets. Leg.{told} [Causes › p. 4]."]


def test_each_of_several_references_has_its_number_in_vancouver() -> None:
    """The second is numbered 2, below a line of its own."""
    two = vancouver([reference(LEAFLET), reference(BARE)], day=DAY).split("\n\n")

    assert ["1. " in two[0], "2. Leg." in two[1]] == [True, True]
