"""What a link into an article shows after the article changed."""

import pytest

from qa.records import Article
from qa.serving.page.read.locating import LinkState, hits_around, locate
from qa.serving.page.shared.addressing import digest_of
from tests.support.answers import answer_of, article_of, passage_of

NOW = article_of("# t\n\nThe calf cramps at night. Stretch it before bed.\n")
QUOTE = "Stretch it before bed."
AT, MARK = "26-48", "34-36"  # "it"


def never() -> Article | None:
    pytest.fail("the older generation was opened")


def test_a_place_that_still_says_the_same_is_shown_as_it_is() -> None:
    """Where the digest is that of the text, nothing older is opened."""
    located = locate(NOW, never, at=AT, mark=MARK, digest=digest_of(QUOTE))

    assert located
    assert (located.state, located.cited, located.marked) == (LinkState.HERE, (26, 48), ((34, 36),))
    assert NOW.text[26:48] == QUOTE


def test_words_that_an_edit_pushed_on_are_found_again() -> None:
    """The same words elsewhere are highlighted there, the mark moved along."""
    edited = article_of("# t\n\nNew words first. The calf cramps at night. Stretch it before bed.\n")

    located = locate(edited, never, at=AT, mark=MARK, digest=digest_of(QUOTE))

    assert located
    assert located.state is LinkState.MOVED
    assert [edited.text[slice(*place or ())] for place in (located.cited, *located.marked)] == [QUOTE, "it"]


@pytest.mark.parametrize("now", [article_of("# t\n\nThe calf cramps at night. Do not stretch at all.\n"), None])
def test_words_that_are_gone_are_shown_from_the_older_generation(now: Article | None) -> None:
    """Where the article no longer says it, or is no longer there, its older text is shown."""
    located = locate(now, lambda: NOW, at=AT, mark="", digest=digest_of(QUOTE))

    assert located
    assert (located.state, located.article, located.cited, located.marked) == (
        LinkState.OLDER,
        NOW,
        (26, 48),
        ((26, 48),),
    )


def test_words_that_are_gone_with_their_generation_are_said_to_be() -> None:
    """Where nothing holds the words, the article is shown as it is, and nothing in it is highlighted."""
    edited = article_of("# t\n\nSome other words altogether, and enough of them to reach as far.\n")

    for older in (lambda: None, lambda: edited):
        located = locate(edited, older, at=AT, mark=MARK, digest=digest_of(QUOTE))

        assert located
        assert (located.state, located.cited, located.marked) == (LinkState.GONE, None, ())


@pytest.mark.parametrize("at", ["here", "5-5", "0-999", "-", "9" * 5000 + "-1", "1-" + "9" * 5000, "²-³"])
@pytest.mark.parametrize("digest", ["", "0" * 16])
def test_no_address_is_an_error(at: str, digest: str) -> None:
    """A place that is none is gone, whatever was typed."""
    located = locate(NOW, lambda: None, at=at, mark=at, digest=digest)

    assert located
    assert located.state is LinkState.GONE


def test_without_a_place_the_whole_article_is_shown() -> None:
    """An article needs no place; an article that only an older generation has is shown from there."""
    states = [locate(now, lambda: NOW, at="") for now in (NOW, None)]

    assert [located and located.state for located in states] == [LinkState.WHOLE, LinkState.OLDER]
    assert locate(None, lambda: None, at=AT) is None


def test_an_old_link_without_a_digest_is_taken_as_it_is() -> None:
    """A place that exists is shown; a mark outside it is the whole of it."""
    located = locate(NOW, never, at="0-25", mark="30-40")

    assert located
    assert (located.state, located.cited, located.marked) == (LinkState.HERE, (0, 25), ((0, 25),))


@pytest.mark.parametrize(
    ("mark", "marked"),
    [
        ("26-33,37-48", ((26, 33), (37, 48))),
        ("37-48,26-33,26-33", ((26, 33), (37, 48))),
        ("26-33,,x,9-2,5-5,40-999,²-³,-,37-48", ((26, 33), (37, 48))),
        (",".join(["27-30"] * 5000), ((27, 30),)),
        ("9" * 5000 + "-1", ((26, 48),)),
        ("0-25,48-48", ((26, 48),)),
    ],
)
def test_every_mark_of_a_link_that_is_in_what_is_cited_is_marked(mark: str, marked: object) -> None:
    """Marks are in order, each once; what is malformed or outside is left out, and no mark at all is the whole."""
    located = locate(NOW, never, at=AT, mark=mark, digest=digest_of(QUOTE))

    assert located
    assert located.marked == marked


def test_all_marks_are_moved_along_with_what_is_cited() -> None:
    """After an edit before it, each mark is on the words that it was on."""
    edited = article_of("# t\n\nNew words first. The calf cramps at night. Stretch it before bed.\n")

    located = locate(edited, never, at=AT, mark="26-33,37-48", digest=digest_of(QUOTE))

    assert located
    assert [edited.text[slice(*mark)] for mark in located.marked] == ["Stretch", "before bed."]


def test_the_passages_around_are_those_before_and_after_in_the_answer() -> None:
    """The first has none before it, the last none after, and what is no passage leads to the first."""
    other_article = article_of("# o\n\nOther words.\n", article_id="other")
    passages = [
        (NOW, passage_of(NOW, "The calf", "night.")),
        (other_article, passage_of(other_article, "Other", "words.")),
        (NOW, passage_of(NOW, "Stretch", "bed.")),
    ]
    places = [(NOW, "0-25"), (other_article, "0-5"), (NOW, AT), (other_article, "0-999")]
    answer = answer_of(passages)

    places_located = [locate(article, lambda: None, at=at) for article, at in places]
    around = [hits_around(answer, located) for located in places_located if located]

    assert [(hits.before, hits.after) for hits in around] == [(None, 1), (0, 2), (1, None), (None, 0)]
    assert [hits.said for hits in around][2:] == ["Passage 3 of 3", "3 passages"]
