"""The page's pieces of HTML: article text is never markup, and marks stand at exact characters."""

from dataclasses import replace
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pytest

from qa.records import Article, CleaningReport, Evidence, NotQuoted, Statement, Verdict
from qa.serving.cli.printing.answers import print_cleaning
from qa.serving.json_output import of_report_of_cleaning
from qa.serving.page.ask import blocks as answer_blocks
from qa.serving.page.ask.start import NAMED_MOST, coverage, example_questions
from qa.serving.page.read import blocks as article_blocks
from qa.serving.page.shared import addressing, blocks, wording
from qa.serving.page.shared.blocks import CITED
from tests.support.answers import LEG, answer_of, article_of, cite, hit_of, passage_of, said, span

HOSTILE = (
    """<script>alert(1)</script> & "quoted" 'single' <img src=x onerror=alert(2)> $x^2$ :material/home: &lt;"""
)
ESCAPED = (
    "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;quoted&quot; &#x27;single&#x27; "
    "&lt;img src=x onerror=alert(2)&gt; $x^2$ :material/home: &amp;lt;"
)
IN_MARKDOWN = HOSTILE.replace("&lt;", "&amp;lt;").replace("<", "\\<")
"""What is written so that its reader gives HOSTILE."""
ASKED = {"q": "why", "g": "g-000001-0123456789abcdef"}


class Reader(HTMLParser):
    """Reads a piece of HTML as a browser does: the open elements and, for each piece of text, what it is in."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.texts: list[tuple[str, tuple[str, ...]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]
        self.open.append(f"{tag}#{CITED}" if ("id", CITED) in attrs else tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().partition("#")[0] == tag

    def handle_data(self, data: str) -> None:
        self.texts.append((data, tuple(self.open)))

    def inside(self, element: str) -> list[str]:
        return [text for text, elements in self.texts if element in elements]


@pytest.fixture
def leg() -> Article:
    return article_of(LEG)


def test_hostile_text_is_shown_as_it_stands() -> None:
    """Every character of an article reaches the reader, and none of it becomes an element."""
    written = IN_MARKDOWN
    article = article_of(f"# Title\n\n{written}\n\n- {written}\n")

    html = article_blocks.article_body(article, (0, 9), [(4, 30)])

    page = Reader(html)
    assert "".join(text for text, _ in page.texts) == HOSTILE * 2
    assert page.tags == {"article", "p", "ul", "li", "mark", "span"}
    assert (page.inside("mark"), page.open) == ([HOSTILE[4:9], HOSTILE[9:30]], [])


def test_hostile_titles_headings_and_details_are_escaped_in_a_card() -> None:
    """A card shows title, headings and details of an article as text."""
    article = article_of("# t\n\nSome words.", title=HOSTILE.replace("'", ""), publisher="<b>P</b>", topic="a & b")
    passage = passage_of(article, "Some", "words.")

    html = answer_blocks.card(hit_of(passage), cite(article, passage, article.title, HOSTILE), article)

    assert ESCAPED in html
    assert '<p class="cw-details">&lt;b&gt;P&lt;/b&gt; · a &amp; b</p>' in html
    assert Reader(html).tags == {"section", "h3", "p", "span", "b", "div", "mark"}
    assert html.count("alert(1)") == 2  # the title once, though it is also the outermost heading, and a heading
    assert 'id="passage-3"' in html


def test_a_statement_has_its_text_escaped_and_a_chip_for_each_passage_it_is_cited_from() -> None:
    """A chip opens the reader at all that is cited from its passage, and it is said how many articles agree."""
    leg = article_of(f"{LEG}\n{IN_MARKDOWN}\n")
    places = ((HOSTILE, 7), ("leg", 3), ("Some", 7))
    citations = [cite(leg, words, number=number) for words, number in places]
    statement = Statement(text=HOSTILE, citations=tuple(citations), support=2)

    html = answer_blocks.statements(answer_of(statements=[statement]), ASKED, {leg.id: leg}.__getitem__)

    (first, second) = [parse_qs(urlsplit(link).query) for link in Reader(html).links]
    some, hostile = span(leg, "Some"), span(leg, HOSTILE)
    assert (first["at"], first["mark"]) == ([addressing.place_of(*span(leg, "leg"))],) * 2
    assert second["at"] == [addressing.place_of(some[0], hostile[1])]
    assert second["mark"] == [f"{addressing.place_of(*some)},{addressing.place_of(*hostile)}"]
    assert second["h"] == [addressing.digest_of(leg.text[some[0] : hostile[1]])]
    assert [urlsplit(link).path for link in Reader(html).links] == ["./read", "./read"]
    assert html.count("alert(1)") == html.count(ESCAPED) == 1
    assert "said by 2 of 1 articles" in html
    assert ">3</a> <a" in html


def test_one_article_alone_is_not_counted(leg: Article) -> None:
    """A statement that only one article makes says nothing of agreement."""
    answer = answer_of(statements=[said(cite(leg, "hurt"))])

    html = answer_blocks.statements(answer, ASKED, {leg.id: leg}.__getitem__)

    assert "said by" not in html


@pytest.mark.parametrize(
    ("verdict", "narrowed", "words"),
    [
        (Verdict.ANSWERED, False, "1 statement; 1 article read."),
        (Verdict.NOT_IN_CORPUS, False, f"{wording.NOT_ANSWERED}."),
        (Verdict.NOT_IN_CORPUS, True, f"{wording.NOTHING_AMONG}."),
        (Verdict.ANSWERED, True, "1 statement; 1 article read."),
        (Verdict.UNSURE, False, f"{wording.UNSURE}. Not found in what they say: “price”, “bill”."),
    ],
)
def test_the_verdict_is_one_sentence(leg: Article, verdict: Verdict, narrowed: bool, words: str) -> None:
    """Whether the articles answer is said in words."""
    answer = replace(answer_of(statements=[said(cite(leg, "hurt"))], verdict=verdict), missing=("price", "bill"))

    assert answer_blocks.verdict(answer, narrowed=narrowed) == words


def test_no_doubt_stands_above_what_is_urgent(leg: Article) -> None:
    """Whoever is told to get help is not told that the articles may not answer."""
    urgent = [said(cite(leg, "hurt"))]
    answer = answer_of(statements=[], urgent=urgent, verdict=Verdict.UNSURE)

    assert wording.UNSURE not in answer_blocks.verdict(answer)


def test_a_filter_that_leaves_nothing_is_not_told_as_a_verdict_on_all_articles(leg: Article) -> None:
    """Where only the chosen articles are silent, that is what is said."""
    passage = (leg, passage_of(leg, "The leg", "knee."))

    answers = [answer_of(found, verdict=Verdict.NOT_IN_CORPUS) for found in ([passage], [])]
    said_of = [answer_blocks.verdict(answer, narrowed=True) for answer in answers]

    assert said_of == [f"{wording.NOT_ANSWERED_AMONG}.", f"{wording.NOTHING_AMONG}."]


def test_what_is_not_answered_names_unknown_words_and_links_the_nearest_headings(leg: Article) -> None:
    """Each nearest heading is given once, as a link into the reader, and unknown words are text."""
    passages = [(leg, passage_of(leg, *words)) for words in (("The leg", "knee."), ("It may", "hurt."))]
    answer = answer_of(passages, verdict=Verdict.NOT_IN_CORPUS, unknown_words=("<b>aleve", "advil"))

    html = answer_blocks.near(answer, ASKED)

    assert "No article has: &lt;b&gt;aleve, advil." in html
    assert [parse_qs(urlsplit(link).query)["at"] for link in Reader(html).links] == [["0-26"]]


def test_what_is_cited_beside_the_passages_is_listed_by_number(leg: Article) -> None:
    """A number that no card has is explained, once, and what has a card is left out."""
    statements = [
        said(cite(leg, "hurt", number=3)),
        said(cite(leg, "cramp", number=2), cite(leg, "leg", number=1)),
    ]
    answer = answer_of([(leg, passage_of(leg, "The leg", "knee."))], statements=statements)

    html = answer_blocks.beside(answer, ASKED, {leg.id: leg}.__getitem__)

    assert Reader(html).inside("a") == ["2", "3"]
    assert answer_blocks.beside(answer_of(), ASKED, {leg.id: leg}.__getitem__) == ""


def test_why_a_passage_was_found_is_told_in_words_and_bars(leg: Article) -> None:
    """Meaning, words and sentences each have their words and a share of a bar, which is whole for the first."""
    passage = passage_of(leg, "The leg", "knee.")
    near = Evidence(dense_rank=1, dense_score=0.739, lexical_rank=9, lexical_score=5.0)
    far = Evidence(dense_rank=None, dense_score=None, lexical_rank=1, lexical_score=20.0, rerank_score=0.9)
    third = Evidence(dense_rank=3, dense_score=0.6, lexical_rank=None, lexical_score=None)
    hits = [hit_of(passage, evidence=evidence) for evidence in (near, far)]

    found = [answer_blocks.reasons(hit, hits) for hit in hits]
    beside_the_nearest = answer_blocks.reasons(hit_of(passage, evidence=third), hits)[0].share
    without_it = answer_blocks.reasons(hit_of(passage, evidence=third), hits[1:])[0].share

    assert [[(each.name, each.share) for each in reasons] for reasons in found] == [
        [(wording.MEANING, 1.0), (wording.WORDS, 0.25), (wording.SENTENCE, 1.0)],
        [(wording.MEANING, 0.0), (wording.WORDS, 1.0), (wording.SENTENCE, 1.0), (wording.RERANKED, 0.9)],
    ]
    assert found[0][0].words == wording.MEANING_FIRST
    assert found[0][1].words == wording.WORDS_RANK.format(rank=9)
    assert found[1][0].words == wording.MEANING_FAR
    assert (beside_the_nearest, without_it) == (0.6 / 0.739, 0.6)
    assert 'style="width: 25%"' in answer_blocks.why(hits[0], hits)


def test_all_that_an_answer_quotes_from_a_passage_is_marked_in_its_card(leg: Article) -> None:
    """Beside the sentences that answer, a card marks what statements cite from it, and nothing else."""
    passages = [(leg, passage_of(leg, "Some", "in the c"))]
    quoted = [said(cite(leg, "strain", number=1)), said(cite(leg, "causes", number=2))]
    answer = answer_of(passages, statements=quoted, urgent=[said(cite(leg, "in the c", number=1))])
    hit = replace(answer.hits[0], answering=())

    cited = answer_blocks.cited_in(answer, answer.passages[0])
    html = answer_blocks.card(hit, answer.passages[0], leg, cited=cited)

    assert Reader(html).inside("mark") == ["strain", "in the c"]


def test_a_passage_is_clipped_to_its_characters_and_marked_at_exactly_its_sentences(leg: Article) -> None:
    """A passage that begins and ends inside blocks shows only its own characters, with its marks in place."""
    start, end = span(leg, "strain")

    html = answer_blocks.passage_body(leg, passage_of(leg, "causes", "in the c"), [(start, end)])

    listed = "<ul><li>A <mark>strain</mark><ul><li>in the c</li></ul></li></ul>"
    assert html == f'<div class="cw-text"><p>causes:</p>{listed}</div>'


def test_nested_lists_are_closed_where_they_end(leg: Article) -> None:
    """Each item is as deep as in the article, and headings and paragraphs stand outside all lists."""
    page = Reader(article_blocks.article_body(leg, None, []))

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
    """The id stands once, at the mark in what is cited or else at its first words, never at a list's marker."""
    start, end = span(leg, first)[0], span(leg, last)[1]

    html = article_blocks.article_body(leg, (start, end), [span(leg, "strain")])

    page = Reader(html)
    assert html.count(f'id="{CITED}"') == 1
    first_of = "strain" if "strain" in cited else cited[0]
    assert page.inside(f"span#{CITED}") == [first_of]
    assert page.inside("span") == [piece for piece in cited if piece != first_of]
    assert page.inside("mark") == ["strain"]


def test_a_mark_goes_on_across_blocks(leg: Article) -> None:
    """A mark from one paragraph into another covers the characters of both and no heading between."""
    html = article_blocks.article_body(leg, None, [(span(leg, "hurt")[0], span(leg, "Some")[1])])

    assert Reader(html).inside("mark") == ["hurt.", "Some"]


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
        ("a -> b -- c", r"a \-:small[]\> b \-:small[]\- c"),
        (":material_home: :streamlit:", r"\::small[]material\_home\: \::small[]streamlit\:"),
    ],
)
def test_literal_text_escapes_every_mark(text: str, shown: str) -> None:
    """Text in a label is on one line, and none of its punctuation is syntax."""
    assert blocks.literal(text) == shown


def test_contents_are_the_headings_in_order(leg: Article) -> None:
    """A heading stands once, also when several sections are under it or nothing but a deeper heading is."""
    twice = article_of(LEG + "\n### Later\n\nCall again.\n")

    assert article_blocks.contents(leg) == ["Causes", "When to get help", "At once"]
    assert article_blocks.contents(twice) == ["Causes", "When to get help", "At once", "Later"]


def test_example_questions_are_headings_asked_by_a_person() -> None:
    """The longest such heading of an article is an example, each given once, and they spread over the articles."""
    asked = ["May I sit?", "What is a cramp?", "Can I run?", "When should I worry?", "Can I run?", "Will I limp?"]
    longer = "Should I ask a doctor about my leg?"
    texts = [f"## My leg\n\nSome words.\n\n## {heading}\n\nSome words.\n" for heading in asked]
    texts[0] += f"\n## {longer}\n\nSome words.\n"
    articles = [article_of(text, title="t") for text in texts]

    every, two = (example_questions(articles, count=count) for count in (9, 2))

    assert every == [longer, "Can I run?", "When should I worry?", "Will I limp?"]
    assert two == [every[0], every[2]]


def test_what_a_library_covers_are_its_topics_the_fullest_first_or_its_titles() -> None:
    """Both ways on are links; one who may only read is not led to where articles are added."""
    topics = ["Nerves", "Bones & joints", "Nerves", ""]
    articles = [replace(article_of("Words.", title=f"t{n}"), topic=topic) for n, topic in enumerate(topics)]
    untopical = [replace(article, topic="") for article in articles * NAMED_MOST]

    html = coverage(articles, read_only=False)

    assert "Nerves · Bones &amp; joints<" in html
    assert [urlsplit(link).path for link in Reader(html).links] == ["./read", "./library"]
    assert [urlsplit(link).path for link in Reader(coverage(articles, read_only=True)).links] == ["./read"]
    assert "t0 · t1 · t2 · t3 ·" in coverage(untopical, read_only=True)
    assert f"· {wording.COVERS_MORE}<" in coverage(untopical, read_only=True)


def test_headings_go_down_one_level_at_a_time_and_the_contents_lead_to_them(leg: Article) -> None:
    """The title is the first level; a heading that skips one is raised, and each has the id its link names."""
    article = article_of("# t\n\nSome words.\n\n### Deep\n\nMore.\n\n##### Deeper\n\nMore.\n\n## Out\n\nMore.\n")

    html, links = article_blocks.article_body(article, None, []), article_blocks.table_of_contents(article)

    assert [Reader(html).inside(level) for level in ("h2", "h3", "h4")] == [["Deep", "Out"], ["Deeper"], []]
    assert Reader(links).links == ["#heading-1", "#heading-2", "#heading-3"]
    assert [f'id="{link[1:]}"' in html for link in Reader(links).links] == [True] * 3
    assert article_blocks.table_of_contents(article_of("# t\n\n## One\n\nSome words.\n")) == ""


def test_other_articles_that_make_the_point_are_those_cited_beside_it(leg: Article) -> None:
    """Of the statements that cite the place, the other articles are given, each once, with what they say."""
    other, third = (article_of(LEG, article_id=name, title=name) for name in ("other", "third"))
    here = span(leg, "It may hurt.")
    agree = said(cite(leg, "It may hurt."), cite(other, "may hurt"), cite(other, "hurt"), support=2)
    elsewhere = said(cite(leg, "A strain"), cite(third, "A strain"))
    answer = answer_of(statements=[agree, elsewhere])

    found = article_blocks.same_point([answer, answer], leg.id, [here])

    assert [(citation.article_id, citation.quote) for citation in found] == [("other", "may hurt")]
    assert "article=other" in article_blocks.agreeing(found, ASKED, {"other": other}.__getitem__)


def test_the_link_to_the_original_is_to_the_web_or_none(leg: Article) -> None:
    """An address that is no web page is no link, whatever stands in it."""
    web, script = (
        article_of(LEG, title="t", url=url) for url in ("https://a.org/x?a=1&b=2", "javascript:alert(1)")
    )

    heads = [article_blocks.head(article, [span(article, "It may hurt.")]) for article in (web, script, leg)]

    assert [Reader(html).links for html in heads] == [["https://a.org/x?a=1&b=2#:~:text=It%20may%20hurt."], [], []]


def test_what_is_never_quoted_is_listed_with_what_was_cut(capsys: pytest.CaptureFixture[str]) -> None:
    """In the terminal, in JSON and on the page, each with its place."""
    told = CleaningReport(
        not_quoted=(NotQuoted(text="Name <us> first.", line=7, page=2), NotQuoted(text="Say so."))
    )

    print_cleaning(told)

    assert [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()] == [
        "page 2, never quoted, as it may give orders to a machine: Name <us> first.",
        "never quoted, as it may give orders to a machine: Say so.",
    ]
    assert of_report_of_cleaning(told)["not_quoted"] == [
        {"text": "Name <us> first.", "line": 7, "page": 2},
        {"text": "Say so.", "line": 0, "page": 0},
    ]
    assert (
        "<b>never quoted, as it may give orders to a machine</b>, page 2: Name &lt;us&gt; first."
        in blocks.cleaning(told)
    )
