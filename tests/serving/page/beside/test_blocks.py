"""The source beside an answer, and the words behind its chips: every one of them an article's own."""

from html import escape
from urllib.parse import parse_qs, urlsplit

from qa.serving.page.ask import blocks as answer_blocks
from qa.serving.page.beside import blocks as beside_blocks
from qa.serving.page.read.locating import LinkState, Located, locate
from qa.serving.page.shared import wording
from qa.serving.page.shared.blocks import CITED
from tests.support.answers import LEG, answer_of, article_of, cite, passage_of, said, span

ASKED = {"q": "why", "g": "g-000001-0123456789abcdef"}


def located(words: str) -> Located:
    article = article_of(LEG, title="<i>Leg</i>")
    start, end = span(article, words)
    found = locate(article, lambda: None, at=f"{start}-{end}")
    assert found
    return found


def test_the_source_is_the_article_with_what_is_cited_marked_under_its_title() -> None:
    """The whole article stands in a region named by its title, its headings one level below that."""
    html = beside_blocks.pane(located("It may hurt."), {"article": "leg", **ASKED})

    assert f'<span class="cw-cited" id="{CITED}" tabindex="-1"><mark>It may hurt.</mark></span>' in html
    assert f'<h2 class="cw-title" id="{beside_blocks.TITLE}">{escape("<i>Leg</i>")}</h2>' in html
    assert 'aria-labelledby="source-title"' in html
    assert [f"<h{level} " in html for level in (1, 2, 3, 4)] == [False, True, True, True]
    assert escape("./read?article=leg&q=why") in html


def test_what_became_of_a_place_is_told_where_it_is_not_where_it_was() -> None:
    """A place that moved or is gone is told beside the answer as in the reader; one in its place is not."""
    told = [beside_blocks.told_of(state) for state in LinkState]

    assert told == ["", "", wording.MOVED, wording.OLDER, wording.NO_SUCH_PLACE]
    assert escape(wording.MOVED) in beside_blocks.pane(located("It may hurt."), {}, told=wording.MOVED)


def test_two_places_of_an_article_have_two_names() -> None:
    """The browser waits for the place that was opened, so no other is taken for it."""
    names = {beside_blocks.place_of(located(words)) for words in ("It may hurt.", "A cramp", "It may")}

    assert len(names) == 3


def test_behind_a_chip_stand_the_texts_that_it_cites_word_for_word() -> None:
    """Each chip's link has the title and the cited texts, block by block, without the markers of lists."""
    article = article_of(LEG, title="Leg")
    several = said(cite(article, "Some causes:", number=1), cite(article, "A strain\n  - in the calf", number=1))
    heading = said(cite(article, "When to get help", number=2))
    answer = answer_of([(article, passage_of(article, "Some", "A cramp"))], statements=[several, heading])

    behind = answer_blocks.behind_chips(answer, ASKED, lambda _: article)

    texts = list(behind.values())
    assert texts == [["Leg", "Some causes:", "A strain", "in the calf"], ["Leg", "When to get help"]]
    assert all(text in article.text for _, *parts in texts for text in parts)
    html = answer_blocks.statements(answer, ASKED, lambda _: article)
    assert all(f'href="{escape(link)}"' in html for link in behind)


def test_the_sources_list_every_number_once_in_order_each_at_its_cited_place() -> None:
    """A passage that is quoted opens at what is quoted of it, another at the whole of it."""
    article = article_of(LEG, title="Leg")
    passages = [
        (article, passage_of(article, "The leg bends", "hurt.")),
        (article, passage_of(article, "A", "walk.")),
    ]
    answer = answer_of(
        passages, statements=[said(cite(article, "It may hurt.", number=1), cite(article, "Call", number=7))]
    )

    html = answer_blocks.sources(answer, ASKED, lambda _: article)

    links = [part.partition('"')[0].replace("&amp;", "&") for part in html.split('href="')[1:]]
    marks = [parse_qs(urlsplit(link).query)["mark"][0] for link in links]
    whole = answer.passages[1]
    spans = [span(article, "It may hurt."), (whole.start, whole.end), span(article, "Call")]
    assert marks == [f"{start}-{end}" for start, end in spans]
    assert [f'<span class="cw-chip">{number}</span>' in html for number in (1, 2, 7)] == [True] * 3
