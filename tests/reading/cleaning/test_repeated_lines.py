"""A line at the edge of many articles of one site is furniture; elsewhere, or in a few, it is text."""

from collections.abc import Mapping, Sequence

import pytest

from qa.reading.cleaning.repeated_lines import (
    EDGE_BLOCKS,
    RULE,
    WORDS_MOST,
    edges_of,
    repeated_lines,
    without_lines,
)
from qa.reading.corpus import read_all, scan
from qa.reading.document import Document, DocumentBlock, DocumentBlockKind, Origin, details_of
from qa.reading.parsing import Opened
from qa.records import CleaningReport, Removed, SkippedFile
from tests.reading.cleaning.test_rules import filled
from tests.reading.test_article import heading, item, paragraph
from tests.reading.test_corpus import MakeCorpus

LINE = "Leaflets of the town, room four"
SITE = {"url": "https://backs.test/leaflet"}
BODY = 2 * EDGE_BLOCKS  # blocks of its own of an article, so that four stand at each edge


def own(name: str, blocks: int = BODY) -> list[DocumentBlock]:
    """Return paragraphs that no other article has."""
    return [paragraph(f"Text {number} of {name}.") for number in range(blocks)]


def opened(*blocks: DocumentBlock, **details: str) -> Opened:
    return Opened(
        document=Document(blocks=blocks, details=details_of(details or SITE), origin=Origin.WEB), digest="d"
    )


def without_repeated_lines(articles: Mapping[str, Opened]) -> dict[str, Opened]:
    """Return the articles as reading leaves them, which has only the edges of those that it does not read anew."""
    edges = {source: edges_of(article.document) for source, article in articles.items() if article.document}
    cut = repeated_lines(edges)
    return {source: without_lines(article, cut.get(source, frozenset())) for source, article in articles.items()}


def texts(found: Opened) -> list[str]:
    assert found.document is not None
    return [block.text for block in found.document.blocks]


def with_line(place: int, count: int, others: int = 0, line: DocumentBlock | None = None) -> dict[str, Opened]:
    """Return articles of one site of which ``count`` have the line at a place of their text."""
    articles: dict[str, Opened] = {}
    for name in map(str, range(count + others)):
        body = own(name)
        if int(name) < count:
            body.insert(place, line or paragraph(LINE))
        articles[name] = opened(*body)
    return articles


def silent(done: int, of: int) -> None:
    """Take the progress of reading, and tell nobody."""


@pytest.mark.parametrize("place", [0, EDGE_BLOCKS - 1, BODY + 1 - EDGE_BLOCKS, BODY])
def test_a_line_at_the_edge_of_three_articles_is_cut_from_each(place: int) -> None:
    """The line goes at the top or the bottom, and everything else stays, in order."""
    result = without_repeated_lines(with_line(place, 3))

    assert {name: texts(found) for name, found in result.items()} == {
        name: [block.text for block in own(name)] for name in "012"
    }
    assert list(result) == ["0", "1", "2"]


@pytest.mark.parametrize("line", [item(LINE), DocumentBlock(kind=DocumentBlockKind.NOTE, text=LINE)])
def test_items_and_notes_are_lines_too(line: DocumentBlock) -> None:
    """What kind of block the line is in does not matter."""
    assert LINE not in texts(without_repeated_lines(with_line(0, 3, line=line))["2"])


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("Call an ambulance when your legs are numb.", True),
        ("Can you feel your toes and heels?", True),
        ("Call an ambulance at once.", False),
        ("Call the town for more of our leaflets", False),
    ],
)
def test_a_whole_sentence_stays_in_the_first_article_that_has_it(line: str, kept: bool) -> None:
    """What a sentence of some length says can still be found once; shorter ones and mere lines go from each."""
    result = without_repeated_lines({"own": opened(*own("x")), **with_line(BODY, 3, line=paragraph(line))})

    assert [line in texts(found) for found in result.values()] == [False, kept, False, False]
    assert [len(found.report.removed) for found in result.values()] == [0, 1 - kept, 1, 1]


def test_a_cut_line_is_reported_where_it_stood() -> None:
    """The report has what the cleaning of the file told, then the line with its rule, line and page."""
    line = DocumentBlock(kind=DocumentBlockKind.PARAGRAPH, text=LINE, line=12, page=3)
    before = CleaningReport(removed=(Removed(text="Menu", rule="navigation", line=1),), withheld=("caption",))
    articles = {
        name: Opened(
            document=Document(blocks=(*own(name), line), details=details_of(SITE), origin=Origin.WEB),
            report=before,
            digest=name,
        )
        for name in "abc"
    }

    result = without_repeated_lines(articles)

    gone = Removed(text=LINE, rule=RULE, line=12, page=3)
    for name, found in result.items():
        assert found.report == CleaningReport(removed=(*before.removed, gone), withheld=("caption",))
        assert (found.digest, found.reason) == (name, "")


@pytest.mark.parametrize(
    "articles",
    [
        with_line(0, 2),
        with_line(0, 3, others=8),
        with_line(EDGE_BLOCKS, 3),
        with_line(0, 3, line=heading(LINE)),
        with_line(0, 3, line=paragraph(filled(WORDS_MOST + 1))),
        {name: opened(paragraph(f"{LINE} {name}"), *own(name)) for name in "abc"},
        {name: opened(paragraph(LINE), *own(name), url=f"https://{name}.test/x") for name in "abc"},
        {name: opened(paragraph(LINE), *own(name), publisher=f"The {name}") for name in "abc"},
        {name: opened(paragraph(LINE), *own(name), title="Backs") for name in "abc"},
        {"a": opened(*[paragraph(LINE)] * 3, *own("a")), "b": opened(*own("b")), "c": opened(*own("c"))},
    ],
    ids=["two", "few of many", "in the middle", "heading", "long", "not the same", "other hosts",
         "other publishers", "no site", "often in one"],
)  # fmt: skip
def test_other_lines_are_kept(articles: dict[str, Opened]) -> None:
    """Nothing goes that stands in few articles, amid them, over a section, in long blocks, or on other sites."""
    assert without_repeated_lines(articles) == articles


def test_three_of_ten_articles_are_enough() -> None:
    """At three tenths of a site's articles a line is furniture, in those that have it."""
    result = without_repeated_lines(with_line(0, 3, others=7))

    assert [len(found.report.removed) for found in result.values()] == [1, 1, 1, *[0] * 7]


@pytest.mark.parametrize(
    "details",
    [
        [{"url": f"https://{host}/{host}"} for host in ("backs.test", "www.backs.test", "backs.test:8080")],
        [{"publisher": name} for name in ("The Town", "THE TOWN", "the town")],
    ],
)
def test_articles_of_one_site_are_known(details: Sequence[dict[str, str]]) -> None:
    """The host with or without www, or else the publisher in any case of letters, is one site."""
    articles = {
        str(number): opened(*own(str(number)), paragraph(LINE), **known) for number, known in enumerate(details)
    }

    result = without_repeated_lines(articles)

    assert [texts(found)[-1] for found in result.values()] == ["Text 7 of 0.", "Text 7 of 1.", "Text 7 of 2."]


def test_files_that_are_no_articles_pass() -> None:
    """A file that could not be read is in the result as it was."""
    damaged = Opened(reason="the file is empty", digest="e")

    result = without_repeated_lines({"x": damaged, **with_line(0, 3)})

    assert list(result) == ["x", "0", "1", "2"]
    assert result["x"] is damaged


def test_lines_are_cut_when_a_corpus_is_read(make_corpus: MakeCorpus) -> None:
    """The articles of a corpus lack the line of their site, and the reports have it, whatever else is there."""
    page = "---\ntitle: {0}\npublisher: The Town\n---\n\n{1}\n\n## About {0}\n\n{0} keeps you well.\n\n{2}\n"
    pasted = "Leave a comment\n\nRead more: Ten Stretches for a Stiff Neck"
    files: dict[str, str | bytes] = {
        f"{name}.md": page.format(name, LINE, pasted) for name in ("rest", "walks", "warmth")
    }
    corpus = make_corpus({**files, "other.md": f"---\ntitle: Other\n---\n\n{LINE}\n", "empty.md": ""})

    reading = read_all(corpus, scan(corpus), silent)

    assert [article.id for article in reading.articles] == ["other", "rest", "walks", "warmth"]
    assert [LINE in article.text for article in reading.articles] == [True, False, False, False]
    assert [len(reading.reports[article.id].removed) for article in reading.articles] == [0, 3, 3, 3]
    assert reading.reports["rest"].removed[-1] == Removed(text=LINE, rule=RULE)
    assert reading.skipped == (SkippedFile(source="empty.md", reason="the file is empty"),)
