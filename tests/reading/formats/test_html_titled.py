"""What the title of a page tells: what leads in below it, which articles are others, and what is corrected."""

import json

import pytest

from qa.reading.cleaning.rules import clean
from qa.reading.document import DocumentBlockKind, Origin, UnreadableError
from qa.reading.formats.html import read_html
from tests.reading.formats.test_html_choice import MOSS, OAK, PARAGRAPHS, ROOF, paragraphs

LEAD = (
    "Whoever has a slate roof knows the sound of a tile that slides in the night. This is how the roof of "
    "the mill was mended, what each of the repairs cost, and what the three roofers would do in another way today."
)
LINE = "How three roofers mended the old mill twice in ten years, and what that cost."


def texts(body: str, *, cleaned: bool = False) -> list[str]:
    head = "<title>How the mill was mended | Roofs</title>"
    document = read_html(f"<html lang=en><head>{head}</head><body>{body}</body></html>".encode())
    return [block.text for block in (clean(document)[0] if cleaned else document).blocks]


def told(title: str, body: list[str], name: str = "story") -> str:
    return f"<article class={name}><h2>{title}</h2><div class=text>{paragraphs(body)}</div></article>"


@pytest.mark.parametrize("heading", ["How the mill was mended", "The mill: how it was mended"])
@pytest.mark.parametrize(
    "lead",
    [
        "<div class=entry-excerpt><p>{}</p></div>",
        "<p class=intro>{}</p>",
        "<div class=row><div class='columns intro-text'>{}</div></div>",
    ],
)
def test_what_leads_in_below_the_title_is_text(heading: str, lead: str) -> None:
    """A site sets it in a box of its own, which an extractor passes by; the head may word the title anew."""
    body = (
        f"<div class=top><h1>{heading}</h1><span class=by>By Ann Roe</span></div>{lead.format(LEAD)}"
        f"<div class=wrap><div class=article-body>{paragraphs(PARAGRAPHS)}</div></div>"
    )

    assert [text for text in texts(body) if text in (LEAD, *PARAGRAPHS)] == [LEAD, *PARAGRAPHS]


@pytest.mark.parametrize(
    "between",
    [
        f"<p class=dek>{LINE}</p>",
        f"<div class=newsletter><p>{LEAD}</p></div>",
        f"<aside><p>{LEAD}</p></aside>",
        f"<figure><img src=a><figcaption>{LEAD}</figcaption></figure>",
        f"<div><p><a href=/other>{LEAD}</a></p></div>",
        f"<div class=more><h3>Another mill</h3><p>{LEAD}</p></div>",
    ],
)
def test_what_else_stands_below_the_title_is_none(between: str) -> None:
    """A line that says the article over again, a box for subscribers, a caption and teasers do not lead in."""
    body = (
        f"<div class=top><h1>How the mill was mended</h1></div>{between}"
        f"<div class=wrap><div class=article-body>{paragraphs(PARAGRAPHS)}</div></div>"
    )

    shown = texts(body)

    assert not {LINE, LEAD} & set(shown)
    assert set(PARAGRAPHS) <= set(shown)


def test_without_a_title_nothing_leads_in() -> None:
    """A heading that has nothing of the page's title is that of something else."""
    body = (
        f"<div class=top><h1>Roofs</h1></div><div class=intro><p>{LEAD}</p></div>"
        f"<div class=wrap><div class=article-body>{paragraphs(PARAGRAPHS)}</div></div>"
    )

    assert LEAD not in texts(body)


def test_further_articles_below_the_first_are_others() -> None:
    """A site that loads article after article has them all in the page; the title tells which was asked for."""
    other = [f"On the hill, {text[0].lower()}{text[1:]}" for text in PARAGRAPHS]
    body = told("How the mill was mended", PARAGRAPHS) + told("Another roof", other) + told("A third", other)

    assert texts(body) == ["How the mill was mended", *PARAGRAPHS]


def test_titles_of_drawings_are_none_of_the_page() -> None:
    """Icons are drawn with titles; a heading of the same words is no sign of the article."""
    icon = "<svg><title>Another roof</title><path d=M1/></svg>"
    entries = told("Another roof", PARAGRAPHS[:12]) + told("A third roof", PARAGRAPHS[12:])

    assert [text for text in texts(f"<main>{icon}{entries}</main>") if text in PARAGRAPHS] == PARAGRAPHS


def test_parts_of_one_text_that_are_called_articles_stay() -> None:
    """Entries under the page's own title, and answers without titles, are what was asked for."""
    entries = "".join(told(f"Year {n}", [f"{n}: {text}" for text in (ROOF, MOSS, OAK)]) for n in range(1, 5))
    answers = "".join(f"<article class=answer>{paragraphs(PARAGRAPHS[n : n + 6])}</article>" for n in (0, 6, 12))

    shown = texts(f"<main><h1>How the mill was mended</h1>{entries}</main>")
    answered = texts(f"<main><h1>How the mill was mended</h1>{answers}</main>")

    assert [text for text in shown if text.startswith("Year")] == [f"Year {n}" for n in range(1, 5)]
    assert answered == ["How the mill was mended", *PARAGRAPHS[:18]]


@pytest.mark.parametrize(
    "correction",
    [
        "Correction: an earlier version of this article gave the wrong year for the first repair of the roof.",
        "This article was amended on 3 May to say that the tiles came from two yards and not from one.",
        "Editor’s note: The second roofer has since withdrawn what he said about the moss on the northern side.",
        "Korrektur: In einer früheren Fassung stand, dass die Ziegel aus einem einzigen Betrieb gekommen waren.",
    ],
)
@pytest.mark.parametrize(
    "foot",
    [
        "<footer><p>{}</p><p>Filed under: roofs, mills</p></footer>",
        "<footer class=entry-footer><div>Tags: roofs</div><div class=note-box><p>{}</p></div></footer>",
        "<div class=post-update><p>{}</p></div>",
    ],
)
def test_a_correction_at_the_foot_of_an_article_is_text(correction: str, foot: str) -> None:
    """Whoever quotes the article must see that something in it was wrong."""
    body = (
        f"<article><h1>How the mill was mended</h1><div class=text>{paragraphs(PARAGRAPHS)}</div>{foot}</article>"
    )

    shown = texts(body.replace("{}", correction), cleaned=True)

    assert shown[-1] == correction
    assert not any("Filed" in text or "Tags" in text for text in shown)


@pytest.mark.parametrize(
    "heading", ["27 commentaires", "Comments (3)", "3 Responses", "Kommentare", "Reader comments"]
)
def test_comments_longer_than_the_article_are_not_taken_for_it(heading: str) -> None:
    """No name in the markup calls them comments, only the heading over them."""
    said = "".join(f"<div class=ajax><div class=forum><p>{text}</p></div></div>" for text in PARAGRAPHS * 4)
    body = f"<h1>How the mill was mended</h1><div class=post-content>{paragraphs([ROOF, MOSS, OAK])}</div>"

    shown = texts(f"{body}<div class=below><h2>{heading}</h2>{said}</div>")

    assert shown == ["How the mill was mended", ROOF, MOSS, OAK]


def test_a_correction_in_a_comment_is_none_of_the_article() -> None:
    """Readers correct each other as well."""
    correction = "Correction: an earlier version of my comment gave the wrong year for the first repair."
    comments = f"<div class=comments><p>{correction}</p></div>"

    assert correction not in texts(f"<article><h1>The mill</h1>{paragraphs(PARAGRAPHS)}{comments}</article>")


def test_a_correction_of_another_article_is_none_of_this_one() -> None:
    """A teaser of a corrected article stands in the same part of the page."""
    correction = "Correction: an earlier version of this article gave the wrong year for the first repair."
    teaser = f"<article class=card><p>{correction}</p></article>"

    assert correction not in texts(
        f"<main><article><h1>The mill</h1>{paragraphs(PARAGRAPHS)}</article>{teaser}</main>"
    )


@pytest.mark.parametrize(
    "content",
    [
        "<DOCUMENT>\n<TYPE>EX-99.1\n<SEQUENCE>2\n<DESCRIPTION>EXHIBIT OF THE MILL\n<TEXT>\n<HTML><BODY>{}</BODY>",
        "Warning: the cache of this site could not be written in line 12\n<!DOCTYPE html><html><body>{}</body>",
        "<font size=2>{}</font>",
        "The mill<br>{}",
    ],
)
def test_a_page_with_something_before_it_is_read(content: str) -> None:
    """A wrapper of an archive, a warning of the server, or no page around the text at all."""
    document = read_html(content.replace("{}", paragraphs(PARAGRAPHS)).encode())

    assert [block.text for block in document.blocks if block.text in PARAGRAPHS] == PARAGRAPHS
    if "DOCUMENT" in content:
        assert document.removed[0].text == "EX-99.1 2 EXHIBIT OF THE MILL"


def test_a_page_without_a_single_tag_is_read_as_plain_text() -> None:
    """A browser shows it as it is; trafilatura 2.3 takes it for no page."""
    document = read_html(f"{ROOF}\n\n{MOSS}\n\n{OAK}\n".encode())

    assert [(block.kind, block.text) for block in document.blocks] == [
        (DocumentBlockKind.PARAGRAPH, text) for text in (ROOF, MOSS, OAK)
    ]
    assert document.origin is Origin.TEXT


@pytest.mark.parametrize("content", ["404 page not found", json.dumps({"text": PARAGRAPHS})])
def test_an_error_or_data_of_a_server_is_no_page(content: str) -> None:
    """Neither is anything that a writer wrote for readers."""
    with pytest.raises(UnreadableError, match="not a web page"):
        read_html(content.encode())
