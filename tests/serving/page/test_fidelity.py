"""What is drawn and exported of an article is its very text: nothing is deleted, added or read as markup.

White space may fold, as HTML and the formats of citations fold it; a browser draws the markers of lists.
"""

import json
import re
import tarfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html  # type: ignore[import-untyped]
from markdown_it import MarkdownIt
from pylatexenc.latex2text import LatexNodes2Text

from qa.reading.corpus import read, scan
from qa.records import Article, BlockKind, Passage, Statement
from qa.serving.json_output import of_answer
from qa.serving.page.ask import blocks as answer_blocks
from qa.serving.page.ask.exporting import Reference, bibtex, csl_json, markdown, ris
from qa.serving.page.read import blocks as article_blocks
from qa.settings import Indexing
from tests.conftest import BUNDLED, FIVE_ARTICLES, SHARED, require
from tests.support.answers import answer_of, cite, cited_at, hit_of
from tests.support.fakes import FakeEncoder
from tests.support.nasty import LINES, nasty_article
from tests.support.oracles import cut_article

pytestmark = pytest.mark.integration

MEDQUAD = SHARED / "collections" / "medquad-articles.tar.xz"
MEDQUAD_EVERY = 10
"""Of its 5,492 files: 550, of which every one that is an article is read."""
Cut = tuple[Article, list[Passage]]
Line = tuple[str, int, str]
"""What is drawn of a block: the marker, the depth and the text."""


def folded(text: str) -> str:
    return " ".join(text.split())


def squashed(text: str) -> str:
    return "".join(text.split())


def read_folder(folder: Path) -> Iterator[Article]:
    outcomes = (read(folder, name).outcome for name in scan(folder))
    return (outcome for outcome in outcomes if isinstance(outcome, Article))


@pytest.fixture(
    scope="module", params=["nasty", "bundled", "five", pytest.param("medquad", marks=pytest.mark.slow)]
)
def articles(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Cut]:
    """Return the articles of a corpus, each with its passages."""
    return [(article, passages_of(article)) for article in articles_of(request.param, tmp_path_factory)]


def articles_of(name: str, tmp_path_factory: pytest.TempPathFactory) -> list[Article]:
    if name == "nasty":
        return [nasty_article()]
    if name == "bundled":
        found = list(read_folder(BUNDLED))
        assert len(found) >= 44
        return found
    require("articles", present=FIVE_ARTICLES.is_dir() and MEDQUAD.is_file())
    if name == "five":
        found = list(read_folder(FIVE_ARTICLES))
        assert len(found) == 5
        return found
    folder = tmp_path_factory.mktemp("medquad")
    with tarfile.open(MEDQUAD) as archive:
        files = [member for member in archive if member.name.endswith(".md")]
        archive.extractall(folder, files[::MEDQUAD_EVERY], filter="data")
    found = list(read_folder(folder))
    assert len(found) >= 500
    return found


def passages_of(article: Article) -> list[Passage]:
    pieces = cut_article(article, count_tokens=FakeEncoder().count_tokens, window=256, settings=Indexing())
    return [
        Passage(
            id=number,
            first_sentence=0,
            article_id=article.id,
            ordinal=number,
            headings=piece.headings,
            start=piece.start,
            end=piece.end,
            text=article.text[piece.start : piece.end],
            sentences=piece.sentences,
        )
        for number, piece in enumerate(pieces)
    ]


def statements_of(article: Article, passages: Sequence[Passage]) -> list[Statement]:
    """Return each sentence as a statement, and each passage's first with what follows the second."""
    found = []
    for passage in passages:
        spans = [[(sentence.start, sentence.end)] for sentence in passage.sentences]
        if len(spans) > 2:
            spans.append([spans[0][0], (spans[2][0][0], spans[-1][0][1])])
        for each in spans:
            citations = tuple(cited_at(article, start, end, number=passage.ordinal) for start, end in each)
            text = " ".join(citation.quote for citation in citations)
            found.append(Statement(text=text, citations=citations, support=1, quoted=len(citations)))
    return found


def lines_of(element: lxml_html.HtmlElement) -> list[Line]:
    """Return what a browser draws of paragraphs, items and headings, in order; chips are left out."""
    found = []
    for each in element.iter("p", "li", "h2", "h3", "h4", "h5", "h6"):
        text = folded("".join(_own_text(each)))
        if text:
            found.append((_marker(each), _depth(each, element), text))
    return found


def _own_text(element: lxml_html.HtmlElement) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag not in ("ul", "ol", "p") and child.get("class") != "cw-chips":
            yield from _own_text(child)
        yield child.tail or ""


def _marker(element: lxml_html.HtmlElement) -> str:
    if element.tag != "li" or element.get("class") == "cw-outer":
        return ""
    styled = re.fullmatch(r"list-style-type: '(.*) '", element.get("style", ""))
    if styled:
        return str(styled[1])
    return f"{element.get('value')}." if element.getparent().tag == "ol" else "-"


def _depth(element: lxml_html.HtmlElement, top: lxml_html.HtmlElement) -> int:
    depth = int(element.tag == "li")
    for parent in element.iterancestors():
        if parent is top:
            return depth
        depth += parent.tag == "li"
    return depth


def expected(article: Article, spans: Sequence[tuple[int, int]]) -> list[Line]:
    """Return what of the blocks of an article is in spans, with the markers as its text has them."""
    found = []
    first, last = min(start for start, _ in spans), max(end for _, end in spans)
    sections = (section for section in article.sections if section.start < last and first < section.end)
    for block in (block for section in sections for block in section.blocks):
        inside = [(max(start, block.start), min(end, block.end)) for start, end in spans]
        text = folded(" ".join(article.text[start:end] for start, end in inside if start < end))
        line_start = article.text.rfind("\n", 0, block.start) + 1
        begins = any(start == block.start and start < end for start, end in inside)
        marker = article.text[line_start : block.start].strip() if begins else ""
        if text:
            is_item = block.kind is BlockKind.LIST_ITEM
            found.append((marker if is_item else "", block.depth if is_item else 0, text))
    return found


def test_every_statement_is_drawn_as_it_stands(articles: list[Cut]) -> None:
    """Its text is the slice, lists as deep and with the markers that they have, and its chip marks all of it."""
    for article, passages in articles:
        said = statements_of(article, passages)

        html = answer_blocks.statements(answer_of(statements=said), {}, {article.id: article}.__getitem__)

        items = lxml_html.fragment_fromstring(html, create_parent="div").xpath("./ul/li")
        for statement, item in zip(said, items, strict=True):
            spans = [(citation.start, citation.end) for citation in statement.citations]
            wanted, drawn = expected(article, spans), lines_of(item)
            assert drawn == (wanted if len(wanted) > 1 else [("", 0, wanted[0][2])])
            whole = [part for marker, _, text in wanted for part in (marker, text)]
            if len(spans) == 1:
                assert squashed("".join(whole[1:])) == squashed(statement.text)
            (address,) = [parse_qs(urlsplit(link.get("href")).query) for link in item.iterfind(".//a")]
            assert address["mark"] == [",".join(f"{start}-{end}" for start, end in spans)]


def test_behind_every_chip_stand_the_title_and_the_very_words_cited(articles: list[Cut]) -> None:
    """What a tooltip shows is text: each part is a slice of the article, together they are all that is cited."""
    for article, passages in articles:
        for said in statements_of(article, passages):
            [behind] = answer_blocks.behind_chips(
                answer_of(statements=[said]), {}, {article.id: article}.__getitem__
            ).values()
            cited = sorted({(citation.start, citation.end) for citation in said.citations})
            lines_cited = "".join(text for _, _, text in expected(article, cited))

            assert behind[0] == article.title
            assert all(part in article.text for part in behind[1:])
            assert squashed("".join(behind[1:])) == squashed(lines_cited)


def test_every_card_and_the_whole_article_are_drawn_as_they_stand(articles: list[Cut]) -> None:
    """A passage shows its blocks, and the reader all blocks and headings; what is marked is what is said to be."""
    for article, passages in articles:
        whole = (0, len(article.text))
        for passage in passages:
            body = answer_blocks.passage_body(article, passage, [(passage.start, passage.end)])
            drawn = lxml_html.fragment_fromstring(body)
            assert lines_of(drawn) == expected(article, [(passage.start, passage.end)])
            marked = "".join(each.text_content() for each in drawn.iter("mark"))
            assert squashed(marked) == squashed(drawn.text_content())

        reader = lxml_html.fragment_fromstring(article_blocks.article_body(article, None, []))
        drawn_headings = [folded(each.text_content()) for each in reader.iter("h2", "h3", "h4", "h5", "h6")]
        in_text = [line for line in article.text.split("\n") if re.match(r"#{2,6} ", line)]
        assert drawn_headings == [folded(line.partition(" ")[2]) for line in in_text]
        for each in list(reader.iter("h2", "h3", "h4", "h5", "h6")):
            each.drop_tree()
        assert lines_of(reader) == expected(article, [whole])


def test_every_passage_is_exported_as_it_stands(articles: list[Cut]) -> None:
    """Markdown, as CommonMark reads it, and CSL-JSON show the very text of every passage."""
    for article, passages in articles:
        for passage in passages:
            citation = cite(article, passage)
            reference = Reference(citation=citation, article=article)
            (item,) = json.loads(csl_json([reference]))

            assert shown_of_markdown([reference])[: len(wanted := lines(citation.quote))] == wanted
            assert item["abstract"] == article.text[passage.start : passage.end]


def lines(text: str) -> list[str]:
    return [folded(line) for line in text.split("\n") if line.strip()]


def shown_of_markdown(references: Sequence[Reference]) -> list[str]:
    """Return the lines that CommonMark shows, which must be of paragraphs in quotations and of nothing else."""
    tokens = MarkdownIt().parse(markdown(references))
    assert {token.type for token in tokens if token.nesting > 0} == {"blockquote_open", "paragraph_open"}
    inline = [token for token in tokens if token.type == "inline"]
    shown = []
    for each in (child for token in inline for child in [*(token.children or []), None]):
        if each is None or each.type == "softbreak":
            shown.append("\n")
        else:
            assert each.type in ("text", "text_special", "link_open", "link_close"), each
            shown.append(each.content)
    return lines("".join(shown))


def test_markdown_is_read_back_as_the_very_lines(articles: list[Cut]) -> None:
    """Not only the words: every space inside a line is there too; a line's indentation is none of its text."""
    for article, passages in articles:
        for passage in passages:
            reference = Reference(citation=cite(article, passage), article=article)
            inline = [token for token in MarkdownIt().parse(markdown([reference])) if token.type == "inline"]
            shown = "\n".join(
                "".join("\n" if each.type == "softbreak" else each.content for each in token.children or [])
                for token in inline[:-1]
            )

            wanted = [line.strip(" \t") for line in passage.text.split("\n")]
            assert shown.split("\n") == [line for line in wanted if line]


def _tex_shown(value: str) -> str:
    # pylatexenc 2.11 reads \textasciicircum as the modifier letter (U+02C6), which LaTeX does not
    return str(LatexNodes2Text().latex_to_text(value)).replace("ˆ", "^")


def _of_bibtex(references: Sequence[Reference]) -> list[str]:
    parsed = parse_string(bibtex(references))
    assert not parsed.failed_blocks
    return [
        part
        for entry in parsed.entries
        for name in ("title", "annote")
        for part in [_tex_shown(entry.fields_dict[name].value)]
    ]


def _of_ris(references: Sequence[Reference]) -> list[str]:
    return [entry[name] for entry in rispy.loads(ris(references)) for name in ("title", "abstract")]


@pytest.mark.parametrize("shown", [_of_bibtex, _of_ris])
def test_reference_managers_read_the_very_text(shown: Callable[[Sequence[Reference]], list[str]]) -> None:
    """Title and quotation, read by a parser of the format, are those of the article, on one line."""
    nasty = [nasty_article(title=line, article_id=f"a{number}") for number, line in enumerate(LINES)]
    bundled = list(read_folder(BUNDLED))
    references = [
        Reference(citation=cite(article, article.text[block.start : block.end]), article=article)
        for article in [*nasty, *bundled]
        for block in (article.sections[0].blocks if article in bundled else [article.sections[0].blocks[0]])
    ]
    nasty_blocks = [block for section in nasty[0].sections for block in section.blocks][1:]
    references += [
        Reference(citation=cited_at(nasty[0], block.start, block.end), article=nasty[0]) for block in nasty_blocks
    ]

    found = shown(references)

    assert found == [folded(text) for each in references for text in (each.article.title, each.citation.quote)]


MARKS = st.lists(st.sampled_from([*"\\`*_{}[]()<>#+-.!|~$&:;=\"' \n19aéx/", "](", "--", "&amp;", "\n\n", "  \n"]))


@given(MARKS.map("".join))
def test_no_line_of_marks_is_read_as_markup(text: str) -> None:
    """Whatever stands in a quotation or in a title, CommonMark shows it as it stands."""
    quote = "\n".join(line.strip() for line in text.split("\n"))
    article = nasty_article(title="t")
    citation = cited_at(article, 0, 1)
    filled = replace(citation, quote=quote or "x")
    title = folded(text) or "t"

    shown = shown_of_markdown([Reference(citation=filled, article=replace(article, title=title))])

    assert shown[:-1] == lines(quote or "x")
    assert shown[-1].startswith(f"— {title}, ")


def test_plain_prose_is_exported_without_a_backslash() -> None:
    """Full stops, hyphens, brackets and ranges are no markup where they stand, and are left alone."""
    plain = "Take 1 - 2 tablets (max. 4/d) - not more! See a_b, 2 * 3 > 5, 1:2[3] and #5; it costs $5-$10."
    article = nasty_article(title=plain)
    reference = Reference(citation=replace(cited_at(article, 0, 1), quote=plain), article=article)

    assert markdown([reference]).startswith(f"> {plain}\n")


def test_json_has_the_slices() -> None:
    """What programs read of an answer are the slices of its articles."""
    article = nasty_article()
    passage = passages_of(article)[3]
    said = statements_of(article, passages_of(article))

    answer = json.loads(json.dumps(of_answer(answer_of([(article, passage)], statements=said))))

    quotes = [each["quote"] for statement in answer["statements"] for each in statement["citations"]]
    assert quotes == [article.text[each.start : each.end] for one in said for each in one.citations]
    assert [each["text"] for each in answer["statements"]] == [one.text for one in said]
    assert answer["passages"][0]["text"] == article.text[passage.start : passage.end]


def test_a_card_shows_title_headings_and_details_as_they_stand() -> None:
    """None of them is markup."""
    article = nasty_article()
    for passage in passages_of(article):
        citation = cite(article, passage, *passage.headings)

        card = lxml_html.fragment_fromstring(answer_blocks.card(hit_of(passage), citation, article))

        path = "".join(f" › {heading}" for heading in passage.headings if heading != article.title)
        assert folded(card.find("h3").text_content()) == folded(f"3 {article.title}{path}")
        assert folded(card.find("p").text_content()) == folded(article.publisher)
