"""The list of articles to read: its shelves, and what words find."""

import re

from qa.records import Article
from qa.serving.page.read import shelves
from qa.serving.page.shared import wording
from tests.support.answers import article_of

TEXT = "# t\n\nIt may hurt. It may pass.\n"


def article(article_id: str, title: str, topic: str = "", publisher: str = "") -> Article:
    return article_of(TEXT, article_id=article_id, title=title, topic=topic, publisher=publisher)


KNEE = article("leg/b", "knee <pain>", "Leg", "One")
CALF = article("leg/a", "Calf", "Leg", "Two")
NECK = article("neck", "Neck", "Back & neck")
NOTE = article("note", "Note")
ALL = [NOTE, KNEE, NECK, CALF]


def names(html: str) -> list[str]:
    return re.findall(r">([^<>]+)</(?:h2|a)>", html)


def test_articles_stand_under_their_topics_by_title() -> None:
    """Those without a topic come last, and titles are text."""
    html = shelves.whole_list(ALL, shelves.shelf_namer(ALL))

    assert names(html) == [
        "Back &amp; neck",
        "Neck",
        "Leg",
        "Calf",
        "knee &lt;pain&gt;",
        wording.OTHER_TOPICS,
        "Note",
    ]


def test_where_none_has_a_topic_folders_are_shelves_or_else_first_letters() -> None:
    """A few articles without either stand in one list."""
    plain = [article("x/a", "Alpha"), article("y/b", "beta"), article("c", "3 ways")]
    flat = [article(str(number), f"{'abé'[number % 3]} {number}") for number in range(shelves.WHOLE_MOST + 1)]

    assert [shelves.shelf_namer(plain)(each) for each in plain] == ["x", "y", ""]
    assert [shelves.shelf_namer(flat)(each) for each in flat[:3]] == ["A", "B", "É"]
    assert shelves.shelf_namer(flat[:3])(flat[0]) == ""


def test_closed_shelves_lead_to_their_articles_and_tell_how_many() -> None:
    """Each article is on one shelf, and an open one leads back to all."""
    name_of = shelves.shelf_namer(ALL)
    closed = shelves.closed_shelves(ALL, name_of)
    opened = shelves.open_shelf(ALL, name_of, "Leg")
    without = shelves.open_shelf(ALL, name_of, wording.OTHER_TOPICS)

    assert names(closed) == [wording.TOPICS, "Back &amp; neck", "Leg", wording.OTHER_TOPICS]
    assert re.findall(r"(\d+) articles?<", closed) == ["1", "2", "1"]
    assert 'href="./read?shelf=Back+%26+neck"' in closed
    assert names(opened) == ["Leg · 2 articles", "Calf", "knee &lt;pain&gt;", wording.ALL_TOPICS]
    assert names(without) == [f"{wording.OTHER_TOPICS} · 1 article", "Note", wording.ALL_TOPICS]


def test_all_words_are_searched_in_title_topic_publisher_and_file() -> None:
    """In any case and any order; none is needed."""
    assert [shelves.found(ALL, words) for words in ("LEG", "pain one", "neck back", "two one", "")] == [
        [KNEE, CALF],
        [KNEE],
        [NECK],
        [],
        ALL,
    ]
