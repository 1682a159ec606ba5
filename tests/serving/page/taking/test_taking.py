"""What is read aloud of an answer, and what is printed of its sources."""

from dataclasses import replace

from qa.records import Verdict
from qa.serving.page.shared import wording
from qa.serving.page.taking import paper
from qa.serving.page.taking.aloud import read_aloud
from tests.support.answers import LEG, answer_of, article_of, cite, passage_of, said

ARTICLE = replace(article_of(LEG, title="Bein & Knie"), language="de")


def test_what_is_urgent_is_read_first_then_each_statement_after_the_name_of_its_article() -> None:
    """Words of an article are read sentence by sentence in its language; the page's own in English."""
    statement = said(cite(ARTICLE, "The leg bends at the knee. It may hurt."))
    answer = answer_of(statements=[statement], urgent=[said(cite(ARTICLE, "Call when it is numb."))])

    assert read_aloud(answer, lambda _: ARTICLE) == [
        (f"{wording.URGENT_LEVELS['now']}.", "en"),
        ("Bein & Knie.", "de"),
        ("Call when it is numb.", "de"),
        ("Bein & Knie.", "de"),
        ("The leg bends at the knee.", "de"),
        ("It may hurt.", "de"),
    ]


def test_of_an_answer_that_is_not_sure_that_is_read_first_and_a_refusal_is_not_read() -> None:
    """Who only hears the page must know it too."""
    answer = answer_of(statements=[said(cite(ARTICLE, "It may hurt."))])

    unsure = read_aloud(replace(answer, verdict=Verdict.UNSURE), lambda _: ARTICLE)

    assert unsure[0] == (f"{wording.UNSURE}.", "en")
    assert read_aloud(replace(answer, verdict=Verdict.NOT_IN_CORPUS), lambda _: ARTICLE) == []


def test_on_paper_stand_the_sources_by_number_with_an_address_or_the_name_of_a_file() -> None:
    """The address is that of the page alone, which can be typed; a title is text."""
    online = replace(ARTICLE, id="web", title="<b>", url="https://example.org/leg", published="2026-01-02")
    both = [(each, passage_of(each, "It may hurt.", "It may hurt.")) for each in (ARTICLE, online)]

    html = paper.sources(answer_of(both), {"leg": ARTICLE, "web": online}.__getitem__)

    assert '<li value="1"><b>Bein &amp; Knie</b> · file leg.md</li>' in html
    assert '<li value="2"><b>&lt;b&gt;</b> · 2026-01-02 · https://example.org/leg</li>' in html
