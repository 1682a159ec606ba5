"""The addresses of the page: what a link keeps of a citation, and links into the originals."""

import pytest

from qa.serving.page.shared import addressing
from tests.support.answers import LEG, article_of, cite

LEG_ARTICLE = article_of(LEG)
SIX = "# t\n\nOne two three four five six seven eight nine ten eleven twelve.\n"


def test_an_address_keeps_place_quotation_generation_and_question() -> None:
    """The address of a citation names its span, what is marked in it, a digest of its words, and the question."""
    article = article_of(SIX)
    citation = cite(article, "One two three")
    asked = addressing.question_address("why & how", generation="g-1", as_typed=True)

    address = addressing.reader_address(citation, params=asked, marked=[(8, 13), (4, 7), (8, 13)])

    assert address == {
        "article": "leg",
        "at": "0-13",
        "mark": "4-7,8-13",
        "h": addressing.digest_of("One two three"),
        "q": "why & how",
        "typed": "1",
        "g": "g-1",
    }
    assert addressing.reader_address(citation, params={})["mark"] == "0-13"
    assert addressing.href({"article": "a&b/c", "q": '"'}) == "./read?article=a%26b%2Fc&q=%22"


def test_an_address_keeps_which_articles_were_asked() -> None:
    """A key stands in a link once with each of its values; of another view only what is of the question stays."""
    scope = {"folder": ["backs"], "source": ["A & B", "C"], "article": ["x"], "topic": []}
    asked = addressing.question_address("why", generation="g-1", scope=scope)

    assert asked == {"q": "why", "source": ["A & B", "C"], "folder": ["backs"], "g": "g-1"}
    assert addressing.href(asked, view="") == "./?q=why&source=A+%26+B&source=C&folder=backs&g=g-1"
    assert addressing.question_in({**asked, "article": "x", "at": "1-2"}) == asked
    assert addressing.question_in({"article": "x", "g": "g-1"}) == {}


def test_the_digest_tells_texts_apart() -> None:
    """Another text, by one character, has another digest, of letters and digits."""
    digests = {addressing.digest_of(text) for text in ("hurt", "hurts", "Hurt", "")}

    assert len(digests) == 4
    assert all(digest.isalnum() and len(digest) == 16 for digest in digests)


@pytest.mark.parametrize(
    ("url", "quotations", "link"),
    [
        ("https://a.org/p", [], "https://a.org/p"),
        ("https://a.org/p", [["", " "], []], "https://a.org/p"),
        ("https://a.org/p", [["A, b-c & d."]], "https://a.org/p#:~:text=A%2C%20b%2Dc%20%26%20d."),
        ("http://a.org/p#top", [["One two."]], "http://a.org/p#top:~:text=One%20two."),
        (
            "https://a.org",
            [["a b c d e f g h i j k"]],
            "https://a.org#:~:text=a%20b%20c%20d%20e,g%20h%20i%20j%20k",
        ),
        (
            "https://a.org",
            [["First line:", "5 mg - the last item"]],
            "https://a.org#:~:text=First%20line%3A,mg%20%2D%20the%20last%20item",
        ),
        ("https://a.org", [["5 mg"], ["2) or 3."]], "https://a.org#:~:text=5%20mg&text=2%29%20or%203."),
        ("javascript:alert(1)", [["x"]], None),
        ("file:///etc/passwd", [["x"]], None),
        ("//a.org", [["x"]], None),
        ("https://", [["x"]], None),
        ("https://a.org/ b", [["x"]], None),
        ("java\nscript:x", [["x"]], None),
        ("", [["x"]], None),
    ],
)
def test_a_link_to_the_original_finds_the_words_there(
    url: str, quotations: list[list[str]], link: str | None
) -> None:
    """Each quotation has a fragment with its first and last words as they stand; only web pages are linked."""
    assert addressing.original(url, quotations) == link


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("g-000001-0123456789abcdef", True),
        ("g-000001-0123456789abcdeg", False),
        ("../g-000001-0123456789abcdef", False),
        ("g-000001-0123456789abcdef/..", False),
        ("..", False),
        ("", False),
    ],
)
def test_only_the_name_of_a_generation_becomes_a_folder(name: str, is_one: bool) -> None:
    """What an address calls a generation is never a path to anything else."""
    assert addressing.is_generation(name) is is_one


@pytest.mark.parametrize("place", ["0-39", "38-40", "184-205", "204-205"])
def test_a_place_in_the_text_is_a_span(place: str) -> None:
    """An address names any half-open span of the text, and writing it again gives the same address."""
    span = addressing.span_of(place, LEG_ARTICLE)

    assert span
    assert addressing.place_of(*span) == place


@pytest.mark.parametrize(
    "place", ["", "5-", "-5", "5-5", "6-5", "-1-5", "0-206", "205-206", "a-b", "0-1-2", "²-³"]
)
def test_a_place_that_is_none_of_the_text_is_no_span(place: str) -> None:
    """An address that is malformed, empty or beyond the text names no span."""
    assert addressing.span_of(place, LEG_ARTICLE) is None


def test_a_place_of_thousands_of_digits_is_no_span() -> None:
    """No address that a visitor may type is an error."""
    assert addressing.span_of("0-" + "9" * 5000, LEG_ARTICLE) is None
