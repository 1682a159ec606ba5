"""The page's pieces of HTML: article text is never markup, and marks stand at exact characters."""

from html.parser import HTMLParser

import pytest

from qa.reading.composing import compose
from qa.reading.formats.markdown import read_markdown
from qa.records import Article, Citation, Evidence, Hit, Passage, Sentence, Statement
from qa.serving.page import blocks
from qa.serving.page.blocks import CITED

HOSTILE = (
    """<script>alert(1)</script> & "quoted" 'single' <img src=x onerror=alert(2)> $x^2$ :material/home: &lt;"""
)
ESCAPED = (
    "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;quoted&quot; &#x27;single&#x27; "
    "&lt;img src=x onerror=alert(2)&gt; $x^2$ :material/home: &amp;lt;"
)
LEG = """# The leg

The leg bends at the knee. It may hurt.

## Causes

Some causes:

- A strain
  - in the calf
    - deep in it
- A cramp

1. First rest.
2. Then walk.

## When to get help

### At once

Call when it is numb.
"""


class Reader(HTMLParser):
    """Reads a piece of HTML as a browser does: the open elements and, for each piece of text, what it is in."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.texts: list[tuple[str, tuple[str, ...]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.open.append(f"{tag}#{CITED}" if ("id", CITED) in attrs else tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().partition("#")[0] == tag

    def handle_data(self, data: str) -> None:
        self.texts.append((data, tuple(self.open)))

    def inside(self, element: str) -> list[str]:
        return [text for text, elements in self.texts if element in elements]


def article_of(markdown: str, *, article_id: str = "leg", **details: str) -> Article:
    head = "".join(f"{name}: {value!r}\n" for name, value in details.items())
    draft = read_markdown(f"---\n{head}language: en\n---\n{markdown}".encode())
    return compose(draft, article_id=article_id, source=f"{article_id}.md")


@pytest.fixture
def leg() -> Article:
    return article_of(LEG)


def span(article: Article, words: str) -> tuple[int, int]:
    start = article.text.index(words)
    return start, start + len(words)


def passage_of(article: Article, first: str, last: str) -> Passage:
    start, end = span(article, first)[0], span(article, last)[1]
    place = {"id": 0, "first_sentence": 0, "ordinal": 0, "start": start, "end": end}
    sentences = (Sentence(start=start, end=end),)
    text = article.text[start:end]
    return Passage(article_id=article.id, headings=(), text=text, sentences=sentences, **place)


def cite(article: Article, passage: Passage, *headings: str) -> Citation:
    return Citation(
        number=3,
        article_id=article.id,
        title=article.title,
        source="",
        url="",
        publisher="",
        headings=headings,
        start=passage.start,
        end=passage.end,
        quote=passage.text,
    )


def test_hostile_text_is_shown_as_it_stands() -> None:
    """Every character of an article reaches the reader, and none of it becomes an element."""
    written = HOSTILE.replace("&lt;", "&amp;lt;")
    article = article_of(f"# Title\n\n{written}\n\n- {written}\n")

    html = blocks.article_body(article, (0, 9), [(4, 30)])

    page = Reader(html)
    assert "".join(text for text, _ in page.texts) == HOSTILE * 2
    assert page.tags == {"article", "p", "ul", "li", "mark", "span"}
    assert (page.inside("mark"), page.open) == ([HOSTILE[4:9], HOSTILE[9:30]], [])


def test_hostile_titles_headings_and_details_are_escaped_in_a_card() -> None:
    """A card shows title, headings and details of an article as text."""
    article = article_of("# t\n\nSome words.", title=HOSTILE.replace("'", ""), publisher="<b>P</b>", topic="a & b")
    passage = passage_of(article, "Some", "words.")
    why = Evidence(dense_rank=1, dense_score=0.5, lexical_rank=None, lexical_score=None)
    hit = Hit(passage=passage, rank=3, score=0.5, evidence=why, answering=passage.sentences)

    html = blocks.card(hit, cite(article, passage, article.title, HOSTILE), article)

    assert ESCAPED in html
    assert '<p class="cw-details">&lt;b&gt;P&lt;/b&gt; · a &amp; b</p>' in html
    assert Reader(html).tags == {"section", "p", "span", "b", "div", "mark"}
    assert html.count("alert(1)") == 2  # the title once, though it is also the outermost heading, and a heading
    assert 'id="passage-3"' in html


def test_a_statement_has_its_text_escaped_and_a_link_for_each_citation(leg: Article) -> None:
    """The chip of a citation leads to the card of its passage."""
    passage = passage_of(leg, "The leg", "knee.")

    html = blocks.statement(Statement(text=HOSTILE, citations=(cite(leg, passage),), support=1))

    chip = '<a class="cw-chip" href="#passage-3" target="_self" aria-label="passage 3">3</a>'
    assert html == f"<li>{ESCAPED} {chip}</li>"


def test_a_passage_is_clipped_to_its_characters_and_marked_at_exactly_its_sentences(leg: Article) -> None:
    """A passage that begins and ends inside blocks shows only its own characters, with its marks in place."""
    start, end = span(leg, "strain")

    html = blocks.passage_body(leg, passage_of(leg, "causes", "in the c"), [Sentence(start=start, end=end)])

    listed = "<ul><li>A <mark>strain</mark><ul><li>in the c</li></ul></li></ul>"
    assert html == f'<div class="cw-text"><p>causes:</p>{listed}</div>'


def test_nested_lists_are_closed_where_they_end(leg: Article) -> None:
    """Each item is as deep as in the article, and headings and paragraphs stand outside all lists."""
    page = Reader(blocks.article_body(leg, None, []))

    depths = {text: elements.count("ul") for text, elements in page.texts}
    assert [depths[item] for item in ("A strain", "in the calf", "deep in it", "A cramp")] == [1, 2, 3, 1]
    assert [depths[text] for text in ("Some causes:", "At once", "Call when it is numb.")] == [0, 0, 0]
    assert (page.inside("h2"), page.inside("h3")) == (["Causes", "When to get help"], ["At once"])
    assert page.open == []


@pytest.mark.parametrize(
    ("first", "last", "cited"),
    [
        ("The leg", "knee.", ["The leg bends at the knee."]),
        ("It may", "Some", ["It may hurt.", "Some"]),
        ("- A strain", "in the", ["A ", "strain", "in the"]),
        ("  - in the calf", "calf", ["in the calf"]),
        ("Causes", "causes", ["Some causes"]),
        ("\n- A cramp", "1. First", ["A cramp", "First"]),
    ],
)
def test_what_is_cited_begins_once_and_at_its_first_words(
    leg: Article, first: str, last: str, cited: list[str]
) -> None:
    """The id stands once, at the first words that are cited, also where the span begins at a list's marker."""
    start, end = span(leg, first)[0], span(leg, last)[1]

    html = blocks.article_body(leg, (start, end), [span(leg, "strain")])

    page = Reader(html)
    assert html.count(f'id="{CITED}"') == 1
    assert (page.inside(f"span#{CITED}"), page.inside("span")) == (cited[:1], cited[1:])
    assert page.inside("mark") == ["strain"]


def test_a_mark_goes_on_across_blocks(leg: Article) -> None:
    """A mark from one paragraph into another covers the characters of both and no heading between."""
    html = blocks.article_body(leg, None, [(span(leg, "hurt")[0], span(leg, "Some")[1])])

    assert Reader(html).inside("mark") == ["hurt.", "Some"]


@pytest.mark.parametrize("place", ["0-39", "38-40", "184-205", "204-205"])
def test_a_place_in_the_text_is_a_span(leg: Article, place: str) -> None:
    """An address names any half-open span of the text, and writing it again gives the same address."""
    found = blocks.span_of(place, leg)

    assert found
    assert blocks.place_of(*found) == place


@pytest.mark.parametrize(
    "place", ["", "5-", "-5", "5-5", "6-5", "-1-5", "0-206", "205-206", "a-b", "0-1-2", "²-³"]
)
def test_a_place_that_is_none_of_the_text_is_no_span(leg: Article, place: str) -> None:
    """An address that is malformed, empty or beyond the text names no span."""
    assert blocks.span_of(place, leg) is None


def test_a_place_of_thousands_of_digits_is_no_span(leg: Article) -> None:
    """No address that a visitor may type is an error."""
    assert blocks.span_of("0-" + "9" * 5000, leg) is None


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain words", "plain words"),
        ("**bold** _it_", r"\*\*bold\*\* \_it\_"),
        ("[a](http://b)", r"\[a\]\(http\:\/\/b\)"),
        ("$x$ :material/home: :red[no]", r"\$x\$ \:material\/home\: \:red\[no\]"),
        ("<b> & `c` \\", r"\<b\> \& \`c\` \\"),
        ("# one\n\n- two", r"\# one \- two"),
        ("Où ? «é»", r"Où \? «é»"),
    ],
)
def test_literal_text_escapes_every_mark(text: str, shown: str) -> None:
    """Text in a label is on one line, and none of its punctuation is syntax."""
    assert blocks.literal(text) == shown


def test_contents_are_the_headings_in_order(leg: Article) -> None:
    """A heading stands once, also when several sections are under it or nothing but a deeper heading is."""
    twice = article_of(LEG + "\n### Later\n\nCall again.\n")

    assert blocks.contents(leg) == ["Causes", "When to get help", "At once"]
    assert blocks.contents(twice) == ["Causes", "When to get help", "At once", "Later"]


def test_example_questions_are_headings_asked_by_a_person() -> None:
    """The longest such heading of an article is an example, each given once, and they spread over the articles."""
    asked = ["May I sit?", "What is a cramp?", "Can I run?", "When should I worry?", "Can I run?", "Will I limp?"]
    longer = "Should I ask a doctor about my leg?"
    texts = [f"## My leg\n\nSome words.\n\n## {heading}\n\nSome words.\n" for heading in asked]
    texts[0] += f"\n## {longer}\n\nSome words.\n"
    articles = [article_of(text, title="t") for text in texts]

    every, two = (blocks.example_questions(articles, count=count) for count in (9, 2))

    assert every == [longer, "Can I run?", "When should I worry?", "Will I limp?"]
    assert two == [every[0], every[2]]
