"""A citation says where its words stand, and has the number of its passage."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answering.statements.citations import Citer
from qa.reading.article import compose
from qa.reading.document import Document, DocumentBlock, DocumentBlockKind, details_of
from qa.records import Article, Citation, Evidence, Hit, Passage, Sentence

NOWHERE = Evidence(dense_rank=None, dense_score=None, lexical_rank=None, lexical_score=None)
PAGES = {"Walk.": 1, "Rest.": 1, "Sleep.": 3}
DETAILS = {"title": "Backs", "language": "en", "url": "https://a.org/b", "publisher": "Leaflets"}


def article_of(pages: dict[str, int]) -> Article:
    drafts = tuple(
        DocumentBlock(kind=DocumentBlockKind.PARAGRAPH, text=text, page=page) for text, page in pages.items()
    )
    return compose(Document(blocks=drafts, details=details_of(DETAILS)), article_id="backs", source="backs.pdf")


ARTICLE = article_of(PAGES)


def passage(number: int) -> Passage:
    """Return a passage of the whole article."""
    text = ARTICLE.text
    return Passage(
        id=number,
        first_sentence=0,
        article_id=ARTICLE.id,
        ordinal=0,
        headings=("What helps", "At home"),
        start=0,
        end=len(text),
        text=text,
        sentences=(),
    )


def shown(*numbers: int) -> list[Hit]:
    ranked = enumerate(numbers, start=1)
    return [Hit(passage=passage(number), rank=rank, score=0.0, evidence=NOWHERE) for rank, number in ranked]


def unknown(_article_id: str, _start: int, _end: int) -> None:
    """Tell no page of a span, as for a text whose place is not known."""


def citer(visible: Iterable[Hit]) -> Citer:
    return Citer({"backs": ARTICLE}.__getitem__, visible, unknown)


def span_of(words: str) -> Sentence:
    start = ARTICLE.text.index(words)
    return Sentence(start=start, end=start + len(words))


def test_a_citation_says_all_of_its_place() -> None:
    """The article's details, the headings of the passage, and the words at the span."""
    cite = citer(shown(4))

    found = cite(passage(4), span_of("Rest."))

    assert found == Citation(
        number=1,
        article_id="backs",
        title="Backs",
        source="backs.pdf",
        url="https://a.org/b",
        publisher="Leaflets",
        headings=("What helps", "At home"),
        start=7,
        end=12,
        quote="Rest.",
        page=1,
    )
    assert ARTICLE.text[found.start : found.end] == found.quote


def test_a_whole_passage_can_be_cited() -> None:
    """A passage is a span of its article too."""
    found = citer(shown(4))(passage(4), passage(4))

    assert (found.start, found.end, found.quote) == (0, len(ARTICLE.text), ARTICLE.text)


@pytest.mark.parametrize(("words", "page"), [("Walk.", 1), ("alk.\n\nRe", 1), ("Sleep.", 3), ("leep", 3)])
def test_the_page_is_that_of_the_first_character(words: str, page: int) -> None:
    """Where a file has pages, the citation names the one that the quotation begins on."""
    assert citer(())(passage(1), span_of(words)).page == page


def test_the_page_that_the_words_are_printed_on_comes_before_that_of_their_block() -> None:
    """A paragraph that runs over pages has the page that it begins on."""
    start = ARTICLE.text.index("est.")
    printed = {("backs", start, start + 4): (2, "ii")}

    def printed_on(article_id: str, start: int, end: int) -> tuple[int, str] | None:
        return printed.get((article_id, start, end))

    cite = Citer({"backs": ARTICLE}.__getitem__, (), printed_on)

    assert [
        (each.page, each.page_label) for each in (cite(passage(1), span_of(words)) for words in ("Rest.", "est."))
    ] == [
        (1, ""),
        (2, "ii"),
    ]


def test_what_is_shown_has_its_rank_and_others_follow_on() -> None:
    """Passages that are not shown are numbered when they are first cited, in that order."""
    cite = citer(shown(40, 7, 12))

    numbers = [cite(passage(number), span_of("Walk.")).number for number in (99, 7, 40, 3, 99, 12, 3)]

    assert numbers == [4, 2, 1, 5, 4, 3, 5]


@given(st.lists(st.integers(0, 9), unique=True), st.lists(st.integers(0, 15)))
def test_a_passage_and_a_number_belong_together(visible: list[int], cited: list[int]) -> None:
    """The same passage has the same number whatever of it is cited, and no two have one; none is left out."""
    cite = citer(shown(*visible))

    numbers = [(number, cite(passage(number), span_of(words)).number) for number in cited for words in PAGES]

    by_passage = dict(numbers)
    assert all(by_passage[number] == found for number, found in numbers)
    assert {number: found for number, found in by_passage.items() if number in visible} == {
        number: rank for rank, number in enumerate(visible, start=1) if number in cited
    }
    further = [found for number, found in by_passage.items() if number not in visible]
    assert further == list(range(len(visible) + 1, len(visible) + 1 + len(further)))
