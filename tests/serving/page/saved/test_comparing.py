"""What became of the quotations of a saved answer, told in words: word for word, by article and by date."""

from dataclasses import replace

import pytest

from qa.errors import UnknownArticleError
from qa.records import Article
from qa.serving.page.saved import wording
from qa.serving.page.saved.comparing import Fate, SavedComparison, compared
from qa.serving.page.saved.record import Quotation, SavedAnswer
from tests.support.answers import article_of

REST = Quotation(
    quote="Rest for a day, then move again.",
    article="lifting",
    title="Lifting",
    publisher="Leaflets",
    published="2024-05-01",
    headings="",
    page="",
    original="",
    file="lifting.txt",
    place={},
)
COLD = replace(REST, quote="A cold pack may help in the first hours.", article="cold", title="Cold")
SAVED = SavedAnswer(
    id="1", question="what helps", address="q=what", generation="g-1", built="", verdict="answered", quotations=()
)
ARTICLES = {"lifting": article_of("# Lifting\n\nRest for two days, then move again.\n", article_id="lifting")}


def article(article_id: str) -> Article:
    if article_id not in ARTICLES:
        raise UnknownArticleError(article_id)
    return ARTICLES[article_id]


def comparison(
    *now: Quotation, before: tuple[Quotation, ...] = (REST, COLD), verdict: str = "answered"
) -> SavedComparison:
    present = replace(SAVED, generation="g-2", quotations=now, verdict=verdict)
    return compared(replace(SAVED, quotations=before), present, article)


def test_the_same_quotations_in_any_order_are_the_same_answer() -> None:
    """Neither their order nor where in its article each stands is a change."""
    moved_on = replace(COLD, headings="After a strain", place={"at": "4-9"})

    assert comparison(moved_on, REST) == SavedComparison(id="1", generation="g-2", kind="same", said="")


def test_what_changed_is_new_and_is_gone_is_told_apart_in_the_order_of_the_saved_answer() -> None:
    """A sentence with most of its words is the old one changed; what has none of them is new, or gone."""
    changed = replace(REST, quote="Rest for two days, then move again.", published="2026-01-01")
    new = replace(REST, quote="Bend your knees.")

    found = comparison(new, changed)

    assert [(pair.fate, pair.before, pair.now) for pair in found.pairs] == [
        (Fate.CHANGED, REST, changed),
        (Fate.GONE, COLD, None),
        (Fate.NEW, None, new),
    ]
    assert found.kind == "changed"
    assert found.said == "1 quotation reads differently now. 1 quotation is new. 1 quotation is gone."
    assert found.now is not None


@pytest.mark.parametrize(
    ("old", "said"),
    [
        (COLD, wording.GONE_ARTICLE),
        (REST, wording.GONE_WORDS),
        (replace(REST, quote="then move again."), wording.GONE_UNQUOTED),
    ],
)
def test_why_a_quotation_is_gone_is_told(old: Quotation, said: str) -> None:
    """Its article is no longer there, no longer says it, or says it and is not quoted for it."""
    (pair,) = comparison(before=(old,)).pairs

    assert (pair.fate, pair.said) == (Fate.GONE, said)


def test_the_same_words_of_another_date_or_article_are_told_as_that() -> None:
    """An edition with the same words is no other answer, but one may want to know of it."""
    edition, copy = replace(REST, published="2026-01-01"), replace(COLD, article="copy")

    found = comparison(edition, copy)

    assert [pair.fate for pair in found.pairs] == [Fate.DATED, Fate.MOVED]
    assert found.said == ("1 quotation stands in another article now. 1 quotation is of another edition now.")


def test_a_question_that_is_refused_now_is_told_and_has_no_answer_to_keep() -> None:
    """What was quoted is shown as gone."""
    found = comparison(verdict="not_in_corpus")

    assert (found.kind, found.now) == ("refused", None)
    assert found.said == f"{wording.REFUSED} 2 quotations are gone."


@pytest.mark.parametrize(
    ("verdict", "said"), [("answered", wording.ANSWERED_NOW), ("unsure", wording.TOUCHED_NOW)]
)
def test_a_question_that_was_refused_is_told_once_it_is_answered(verdict: str, said: str) -> None:
    """What is quoted now is new, and can be kept; as long as it is refused nothing has changed."""
    asked = replace(SAVED, verdict="not_in_corpus")
    found = compared(asked, replace(SAVED, generation="g-2", quotations=(REST,), verdict=verdict), article)

    assert (found.kind, [pair.fate for pair in found.pairs]) == ("answered", [Fate.NEW])
    assert found.said == f"{said} 1 quotation is new."
    assert found.now is not None
    assert compared(asked, replace(asked, generation="g-2"), article).kind == "same"


def test_a_verdict_that_is_less_sure_is_a_change_by_itself() -> None:
    """The quotations are the same; that they may not answer is new."""
    found = comparison(REST, COLD, verdict="unsure")

    assert (found.kind, found.pairs) == ("changed", ())
    assert found.said == f"{wording.UNSURE_NOW} 2 quotations stand as they did."
