"""A comparison as a table: in words how the articles stand to one another, and each in its own words."""

import pytest
from lxml import html as lxml_html  # type: ignore[import-untyped]

from qa.answering.comparison import ComparedArticle, ComparedPoint, Comparison, Relation, Said, Stance
from qa.records import Article, Statement
from qa.serving.page.compare.blocks import relation, table, told
from qa.serving.page.compare.choosing import names_of
from qa.serving.page.compare.wording import (
    ALL_COPIES,
    LEAD,
    NO_POINTS,
    NOT_ANSWERED,
    NOTHING_COMMON,
    ONE_ARTICLE,
    ONE_CHOSEN,
    STANCES,
)
from tests.support.answers import GENERATION, article_of, cited_at, span

NEW = article_of("# New <leaflet>\n\nAt most 3 g a day. Rest & walk.\n", article_id="new")
OLD = article_of("# Old leaflet\n\nAt most 4 g a day.\n\n- Some walk\n  - in the rain\n", article_id="old")
BY_ID = {"new": NEW, "old": OLD}
COLUMNS = (
    ComparedArticle(article_id="new", title="New <leaflet>", publisher="Press", published="2024-06-01"),
    ComparedArticle(article_id="old", title="Old leaflet", publisher="", published="", copies=("A mirror",)),
)


def said(article: Article, words: str, value: str = "", stance: Stance = Stance.SAYS) -> Said:
    citation = cited_at(article, *span(article, words))
    return Said(stance=stance, statement=Statement(text=words, citations=(citation,), support=1), value=value)


SILENT = Said(stance=Stance.SILENT)
DOSE = ComparedPoint(
    relation=Relation.DIFFER,
    said=(said(NEW, "At most 3 g a day.", "At most 3 g"), said(OLD, "At most 4 g a day.", "At most 4 g")),
)
WALKING = ComparedPoint(relation=Relation.ALONE, said=(said(NEW, "Rest & walk."), SILENT))


def compared(*points: ComparedPoint) -> Comparison:
    return Comparison(question="how much", generation=GENERATION, articles=COLUMNS, points=points)


def test_each_article_has_a_column_with_its_date_and_each_point_a_row_with_its_words() -> None:
    drawn = table(compared(DOSE, WALKING), {"q": "how much", "g": GENERATION}, BY_ID.__getitem__)
    root = lxml_html.fromstring(drawn)

    heads = [" ".join(head.text_content().split()) for head in root.xpath(".//th[@scope='col']")]
    assert heads == ["New <leaflet>2024-06-01 · Press", "Old leafletno dateA copy of it, not counted: A mirror"]
    assert [head.text_content() for head in root.xpath(".//th[@scope='rowgroup']")] == [
        "1 They differ: At most 3 g; At most 4 g",
        "2 Said by one alone",
    ]
    quotes = [quote.text_content() for quote in root.iter("blockquote")]
    assert quotes == ["At most 3 g a day.", "At most 4 g a day.", "Rest & walk."]
    assert root.xpath(".//td")[3].xpath(".//p[@class='cw-details']")[0].text_content() == STANCES["silent"]


def test_the_link_of_a_quotation_leads_to_its_place_with_the_question_kept() -> None:
    drawn = lxml_html.fromstring(table(compared(DOSE), {"q": "how much"}, BY_ID.__getitem__))
    start, end = span(OLD, "At most 4 g a day.")

    [link] = drawn.xpath(f".//td//a[contains(@href, 'at={start}-{end}')][contains(@href, 'article=old')]")
    assert "q=how+much" in link.get("href")
    assert link.text_content() == "Read it in its place in Old leaflet"


@pytest.mark.parametrize(
    ("point", "words"),
    [
        (DOSE, "They differ: At most 3 g; At most 4 g"),
        (ComparedPoint(relation=Relation.DIFFER, said=(said(NEW, "Rest & walk.", "x" * 61),) * 2), "They differ"),
        (ComparedPoint(relation=Relation.AGREE, said=(said(NEW, "Rest & walk."),) * 2), "Both agree"),
        (ComparedPoint(relation=Relation.AGREE, said=(said(NEW, "Rest & walk."),) * 3), "All 3 agree"),
        (
            ComparedPoint(relation=Relation.AGREE, said=(said(NEW, "Rest & walk."),) * 2 + (SILENT,)),
            "2 of 3 agree",
        ),
        (WALKING, "Said by one alone"),
        (
            ComparedPoint(
                relation=Relation.ALONE,
                said=(said(NEW, "Rest & walk."), said(OLD, "At most 4 g a day.", stance=Stance.NEAR)),
            ),
            "Said by one; others come near it",
        ),
    ],
)
def test_how_the_articles_stand_to_one_another_is_told_in_words(point: ComparedPoint, words: str) -> None:
    assert relation(point) == words


def test_why_nothing_is_compared_is_told() -> None:
    def of(*articles: ComparedArticle) -> Comparison:
        return Comparison(question="how much", generation=GENERATION, articles=articles, points=())

    reasons = [of(), of(COLUMNS[0]), of(COLUMNS[1]), of(*COLUMNS), compared(WALKING), compared(DOSE)]
    assert [told(each) for each in reasons] == [
        NOT_ANSWERED,
        ONE_ARTICLE,
        ALL_COPIES,
        NO_POINTS,
        NOTHING_COMMON,
        LEAD,
    ]
    assert told(of(COLUMNS[0]), chosen=True) == ONE_CHOSEN


def test_articles_to_choose_from_have_names_that_differ() -> None:
    """Editions by their dates, and what has none, or the same, by its id."""
    dated = [
        ("a", "Rest", "2020"),
        ("b", "Rest", "2024"),
        ("c", "Walk", "2020"),
        ("d", "Rest", "2024"),
        ("e", "Rest", ""),
    ]
    articles = [
        article_of("# t\n\nIt rests.\n", article_id=article_id, title=title, published=published)
        for article_id, title, published in dated
    ]

    assert names_of(articles) == {
        "a": "Rest (2020)",
        "b": "Rest (2024) (b)",
        "c": "Walk",
        "d": "Rest (2024) (d)",
        "e": "Rest",
    }
