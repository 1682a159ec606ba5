"""The Markdown file of an article: reading it again gives the article."""

from collections.abc import Callable, Mapping
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.reading.article import compose
from qa.reading.corpus import compose_opened, scan
from qa.reading.document import Document, DocumentBlock, details_of
from qa.reading.formats.markdown.reader import read_markdown
from qa.reading.originals import to_markdown
from qa.reading.parsing import open_bytes, open_file
from qa.records import Article
from tests.conftest import BUNDLED
from tests.reading.test_article import heading, item, paragraph

DETAILS = {
    "title": "Backs: a \"guide\", # 1 of '3'",
    "author": "- Ada & [Example]",
    "publisher": "Leaflets: the town",
    "published": "2026-01-02",
    "url": "https://backs.test/a?b=c#d",
    "language": "en",
    "topic": "no",
    "licence": "*",
    "sources": ["A book: its title", "https://x.test", "1.5"],
}
NAMED = {"title": "The guide", "language": "en"}
SYNTAX = "\\`*_[]<>#~|&!(){}+-=.:^$\"'%@/1 ab"


def article_of(*blocks: DocumentBlock, details: Mapping[str, object] = NAMED) -> Article:
    return compose(Document(blocks=blocks, details=details_of(details)), article_id="x", source="x.md")


def again(article: Article) -> Article:
    """Return what reading the article's file gives."""
    return compose(read_markdown(to_markdown(article).encode()), article_id="x", source="x.md")


def words() -> st.SearchStrategy[str]:
    """Return texts on one line, as blocks have them: of Markdown's syntax, or of any characters."""
    anything = st.characters(exclude_categories=("Cs", "Cc", "Cn"))
    texts = st.text(st.sampled_from(SYNTAX), min_size=1) | st.text(anything, min_size=1)
    return texts.map(one_line).filter(bool)


def one_line(text: str) -> str:
    return " ".join(normalize("NFC", text).split())


@st.composite
def lists(draw: st.DrawFn) -> list[DocumentBlock]:
    """Return the items of a list, each at most one level below the one above it, numbered ones from 1."""
    items: list[DocumentBlock] = []
    numbers: list[int | None] = []
    for text in draw(st.lists(words(), min_size=1, max_size=8)):
        depth = draw(st.integers(1, len(numbers) + 1))
        del numbers[depth:]
        if depth > len(numbers):
            numbers.append(draw(st.sampled_from([None, 0])))
        count = numbers[-1]
        numbers[-1] = None if count is None else count + 1
        items.append(item(text, depth, "-" if count is None else f"{count + 1}."))
    return items


@st.composite
def articles(draw: st.DrawFn) -> Article:
    """Return articles of any texts in paragraphs, lists and sections."""
    titled = st.builds(heading, words(), st.integers(2, 6))
    blocks_or_lists = st.lists(
        st.one_of(words().map(paragraph).map(as_list), lists(), titled.map(as_list)), max_size=8
    )
    blocks = [block for blocks in draw(blocks_or_lists) for block in blocks]
    title = f"The guide {one_line(draw(words()))}"
    return article_of(*blocks, paragraph("The end."), details={"title": title, "language": "en"})


def as_list(block: DocumentBlock) -> list[DocumentBlock]:
    return [block]


def test_the_file_has_the_details_on_top_and_the_text_below() -> None:
    """Details that are known stand in the front matter in one order, then those given, then the text."""
    article = article_of(heading("At work"), item("Walk"), item("slowly", 2), paragraph("Rest."))

    assert to_markdown(article, original=".originals/x.pdf", empty="") == (
        "---\ntitle: The guide\nlanguage: en\noriginal: .originals/x.pdf\n---\n\n"
        "## At work\n\n- Walk\n  - slowly\n\nRest.\n"
    )


def test_every_detail_comes_back() -> None:
    """Values that YAML could take for something else, and sources, are read as they were."""
    article = article_of(paragraph("Rest."), details=DETAILS)

    assert again(article) == article
    assert (article.topic, article.references) == ("no", ("A book: its title", "https://x.test", "1.5"))


@pytest.mark.parametrize(
    "text",
    [
        "- a dash", "+ a plus", "* a star", "1. a number", "12) a number", "2026. A year", "=== a rule", "---",
        "***", "___", "# no heading", "> no quote", "```", "~~~ code", "| a | b |", "--- | ---", "[a]: https://x.test",
        "[a](b) and ![c](d)", "<b>bold</b> <!-- no comment -->", "&amp; &lt; &#65;", "*a* _b_ **c** `d` ~~e~~",
        "a\\", "\\* a \\\\", "https://x.test/a_b_c", "<https://x.test>", "a_b * c * d ` e", "5 < 6 > 4",
        "{a} (b) !", "~", "#", "-", "+", "=", "1.", "a #", "\u2022 a bullet", "Setext =", "---\u200b",
        "!!! note", '!!! note "x"', "???+ note", '=== "Tab"', ": meaning", "[[wiki]]", "![[x|y]]", "[^1]: note",
        "a[^1]", "[^]", "[^\\]", "> [!note] Hi", "5*10*3", "<details>", "a<br/>b", "+++", "[x] done",
        "::: note", ":::{tip} Now", "10^6^ and H~2~O", "%% a %% b", "==so==", "a ^block-id", "^block-id", "{: .x}",
        "## {#x}", "a {.b}", "{{< x >}} {{% y %}}", "{% x %}", "{/* x */}", "<Tabs a=b>", "<Tabs/>",
        "<sup>2</sup>", "import a from 'b';", "import 'b'", "export const a = 1", "(target)=", "{ref}`x`", "[TOC]",
        "[[_TOC_]]",
        "--8<-- \"x\"", "{!x!}", "*[a]: b", "[//]: # (x)", "<table><tr><td>a</td></tr></table>", "<q>a</q>",
        "{ \"title\": \"x\" }", "a == b == c", "100%%", "@[toc]",
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", [paragraph, heading, item])
def test_a_text_that_looks_like_markdown_stays_a_text(text: str, kind: Callable[[str], DocumentBlock]) -> None:
    """Every piece of syntax comes back as the same words in the same kind of block."""
    article = article_of(
        paragraph("Before."), kind(text), paragraph("After."), kind(text), item(text), item(text, 2)
    )

    assert again(article) == article


@pytest.mark.parametrize(
    "depths",
    [
        ["1-", "1-"],
        ["1-", "2-", "3-", "2-", "1-"],
        ["1 1.", "2-", "2-", "1 2.", "2 1.", "3-", "1 3."],
        ["1-", "2 1.", "2 2.", "3 1.", "1-"],
        ["1-", "1 1.", "1 2."],
        ["1 7.", "1 8.", "1 9.", "1 10.", "2-", "3 1.", "1 11."],
        ["1 3.", "1 3.", "1 1."],
        ["1 1.", "1 1.", "2 1.", "2 1.", "1 1.", "1 2.", "1 2."],
        ["1 a)", "1 b)", "2 (i)", "2 (ii)", "3-", "1 c)"],
        ["1 (1)", "1 (2)", "2 1)", "2 2)", "1 (3)", "1 4.", "1 5)"],
        ["1 2)", "2 2)", "2 3)", "1 3)", "1-", "1 [a_b*]", "2 Article 4.", "3 ✔", "1 1.1", "1 - 3 -", "1 §\\&"],
    ],
)
def test_nested_and_mixed_lists_come_back(depths: list[str]) -> None:
    """Items keep their depth and their marker, whatever lists stand in each other."""
    items = [item(f"item {number}", int(way[0]), way[1:].strip()) for number, way in enumerate(depths)]

    article = article_of(paragraph("Before:"), *items, paragraph("After."), *items, heading("Next"), *items)

    assert again(article) == article


def test_headings_of_several_levels_come_back() -> None:
    """Sections keep their path of headings, also under headings without text of their own."""
    levels = [2, 3, 4, 5, 6, 3, 2]
    blocks = [b for n, level in enumerate(levels) for b in (heading(f"Part {n}", level), paragraph(f"Text {n}."))]

    article = article_of(*blocks, heading("Empty"), heading("Deeper", 3), item("Walk"), heading("The end"))

    assert again(article) == article
    assert [section.headings for section in article.sections[3:]] == [
        ("Part 0", "Part 1", "Part 2", "Part 3"),
        ("Part 0", "Part 1", "Part 2", "Part 3", "Part 4"),
        ("Part 0", "Part 5"),
        ("Part 6",),
        ("Empty", "Deeper"),
    ]


def test_sections_that_say_when_to_get_help_come_back() -> None:
    """A list after a lead-in stays a section of its own, of its kind."""
    article = article_of(paragraph("Rest."), paragraph("Call a doctor if:"), item("it burns"), paragraph("Walk."))

    assert [section.kind.value for section in article.sections] == ["body", "when_to_get_help", "body"]
    assert again(article) == article


@settings(deadline=None)
@given(article=articles())
def test_any_article_comes_back(article: Article) -> None:
    """Title, details, text and sections of an article of any texts are those of its file."""
    assert again(article) == article


def test_the_bundled_articles_come_back() -> None:
    """Each article of the bundled corpus, written and opened as a file of a corpus is, is the same article."""
    for source in scan(BUNDLED):
        article = compose_opened(open_file(BUNDLED, source), source=source)

        opened = open_bytes(to_markdown(article).encode(), source)

        assert compose_opened(opened, source=source) == article
        assert opened.report.removed == ()
