"""Web pages: the article with its structure and details; menus, comments and hidden text are told as removed."""

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

from qa.reading.cleaning.rules import clean
from qa.reading.document import Details, DocumentBlockKind, UnreadableError
from qa.reading.formats.html import FURNITURE, PIECES_REPORTED_MOST, read_html
from qa.records import Removed
from tests.conftest import SHARED, require

HEADING, PARAGRAPH, ITEM = DocumentBlockKind.HEADING, DocumentBlockKind.PARAGRAPH, DocumentBlockKind.LIST_ITEM
NERVE = "The sciatic nerve leaves the spine low in the back and runs down the leg to the foot, where it ends."
WELL = "Most people get well within a few weeks without surgery, when they keep moving as well as they can."
WARMTH = (
    "Warmth eases tight muscles on the first days after a strain, and a short walk keeps joints from stiffening."
)
HIDDEN = (
    ('style="display: none"', "Hidden by a style of its own"),
    ('style="VISIBILITY:hidden"', "Hidden in place"),
    ('style="position:absolute; left:-9999px"', "Hidden off the screen"),
    ('style="font-size:0"', "Hidden by its size"),
    ('style="opacity: 0;"', "Hidden by its paint"),
    ("hidden", "Hidden by an attribute"),
    ('class="note veiled"', "Hidden by a style sheet"),
    ('id="gone"', "Hidden by its name"),
)
SHOWN = ('class="paper"', 'class="small"', 'style="opacity: 0.9"', 'style="margin-left:-5px"', 'class="hidden"')
SHEET = """
.veiled, #gone { display: none }
@media print { .paper { display: none } }
@media (max-width: 600px) { .small { visibility: hidden } }
"""
LINKED = {
    "@context": "https://schema.org",
    "@type": "Article",
    "headline": "Sciatica and what helps",
    "author": {"@type": "Person", "name": "Ada Example"},
    "datePublished": "2026-01-02",
    "publisher": {"@type": "Organization", "name": "Leaflets"},
}


def page(article: str, *, head: str = "", around: tuple[str, str] = ("", "")) -> bytes:
    before, after = around
    return (
        f'<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8">{head}</head>'
        f"<body>{before}<main><article>{article}</article></main>{after}</body></html>"
    ).encode()


def outline(content: bytes) -> list[tuple[DocumentBlockKind, int, str]]:
    return [(block.kind, block.level, block.text) for block in read_html(content).blocks]


def test_the_article_is_found_and_what_is_around_it_told() -> None:
    """Header, menu, sidebar, comments and footer are in removed, in order, and nowhere in the blocks."""
    before = (
        '<header><p>Leaflets of the town</p></header><div id="menu"><ul><li><a href="/">Home</a></li></ul></div>'
    )
    after = (
        '<aside><h2>Popular</h2><ul><li><a href="/a">Ten pillows for a good night</a></li></ul></aside>'
        '<section id="comments"><h3>Comments</h3><div class="comment"><p>My knee hurts too.</p></div></section>'
        "<footer><p>All rights reserved</p></footer>"
    )

    draft = read_html(page(f"<h1>Sciatica</h1><p>{NERVE}</p><p>{WELL}</p><p>{WARMTH}</p>", around=(before, after)))

    assert [block.text for block in draft.blocks] == ["Sciatica", NERVE, WELL, WARMTH]
    around = "Leaflets of the town|Home|Popular|Ten pillows for a good night|Comments|My knee hurts too.".split(
        "|"
    )
    told = tuple(Removed(text=text, rule=FURNITURE) for text in [*around, "All rights reserved"])
    assert (draft.removed, draft.structured) == (told, True)


@pytest.mark.parametrize(("mark", "text"), HIDDEN)
def test_invisible_text_is_dropped_and_told(mark: str, text: str) -> None:
    """What no reader of the page sees is no part of its article."""
    content = page(
        f"<h1>Sciatica</h1><p>{NERVE}</p><p {mark}>{text}</p><p>{WELL}</p>", head=f"<style>{SHEET}</style>"
    )

    draft = read_html(content)

    assert [block.text for block in draft.blocks] == ["Sciatica", NERVE, WELL]
    assert draft.removed == (Removed(text=text, rule="invisible text"),)


@pytest.mark.parametrize("mark", SHOWN)
def test_visible_text_is_kept(mark: str) -> None:
    """What is hidden on paper or on phones only, or merely sounds hidden, is part of the article."""
    content = page(f"<h1>Sciatica</h1><p>{NERVE}</p><p {mark}>{WELL}</p>", head=f"<style>{SHEET}</style>")

    draft = read_html(content)

    assert [block.text for block in draft.blocks] == ["Sciatica", NERVE, WELL]
    assert draft.removed == ()


def test_headings_and_nested_lists_keep_their_levels() -> None:
    """Levels of headings, depths of lists and numbers of items are those of the page."""
    inner = '<ol start="4"><li>in the morning for ten minutes</li><li>in the evening for twenty minutes</li></ol>'
    lists = f"<ul><li>Gentle walking on most days{inner}</li><li>A warm pack for the muscles of the back</li></ul>"

    blocks = read_html(
        page(f"<h1>Sciatica</h1><p>{NERVE}</p><h2>What helps</h2><p>{WELL}</p>{lists}<h3>Time</h3><p>{WARMTH}</p>")
    ).blocks

    assert [(block.kind, block.level, block.text) for block in blocks] == [
        (HEADING, 1, "Sciatica"),
        (PARAGRAPH, 0, NERVE),
        (HEADING, 2, "What helps"),
        (PARAGRAPH, 0, WELL),
        (ITEM, 1, "Gentle walking on most days"),
        (ITEM, 2, "in the morning for ten minutes"),
        (ITEM, 2, "in the evening for twenty minutes"),
        (ITEM, 1, "A warm pack for the muscles of the back"),
        (HEADING, 3, "Time"),
        (PARAGRAPH, 0, WARMTH),
    ]
    assert [block.marker for block in blocks if block.kind is ITEM] == ["-", "4.", "5.", "-"]


def test_the_rows_of_a_table_are_lines() -> None:
    """Each row of cells is one paragraph."""
    rows = "".join(f"<tr><td>week {week}</td><td>{week}0 minutes</td></tr>" for week in (1, 2))

    blocks = outline(page(f"<h1>Sciatica</h1><p>{NERVE}</p><table>{rows}</table><p>{WELL}</p>"))

    assert blocks[2:4] == [(PARAGRAPH, 0, "week 1; 10 minutes"), (PARAGRAPH, 0, "week 2; 20 minutes")]


def test_details_are_those_of_linked_data() -> None:
    """Title, author, publisher and date come from JSON-LD, the language from the page."""
    linked = f'<script type="application/ld+json">{json.dumps(LINKED)}</script><title>Leaflets online</title>'

    draft = read_html(page(f"<h1>Sciatica</h1><p>{NERVE}</p><p>{WELL}</p>", head=linked))

    assert draft.details == Details(
        title="Sciatica and what helps",
        author="Ada Example",
        publisher="Leaflets",
        published="2026-01-02",
        language="en",
    )


def test_details_are_those_of_open_graph() -> None:
    """Without linked data, the page's Open Graph tags name title, site and address."""
    tags = {"title": "What helps", "site_name": "Leaflets", "url": "https://leaflets.test/sciatica"}
    head = "".join(f'<meta property="og:{name}" content="{value}">' for name, value in tags.items())

    details = read_html(page(f"<h1>Sciatica</h1><p>{NERVE}</p><p>{WELL}</p>", head=head)).details

    assert [getattr(details, name) for name in ("title", "publisher", "url")] == list(tags.values())


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is not a web page"),
        (b" \n\t ", "the file is not a web page"),
        (b"\x00\xff\xfe\x89PNG" * 50, "the file is not a web page"),
        (b"<html><body></body></html>", "the page has no article text"),
        (
            b"<html><body><script>let a = 1;</script><img src='a.png'></body></html>",
            "the page has no article text",
        ),
        (page('<p style="display:none">All of it is hidden.</p>'), "the page has no article text"),
    ],
)
def test_a_page_without_an_article_is_refused(content: bytes, reason: str) -> None:
    """Nothing, noise, and pages that show no text are unreadable, with the reason."""
    with pytest.raises(UnreadableError) as caught:
        read_html(content)

    assert str(caught.value) == reason


def test_broken_markup_is_read() -> None:
    """Tags that are left open or closed in the wrong order lose no text."""
    content = (
        f"<html><body><article><h1>Backs<p>{NERVE}<p>{WELL}</div><ul><li>one way<li>two <b>ways</article><p>Rest."
    )

    items = [(ITEM, 1, "one way"), (ITEM, 1, "two ways")]
    text = [(HEADING, 1, "Backs"), (PARAGRAPH, 0, NERVE), (PARAGRAPH, 0, WELL), *items, (PARAGRAPH, 0, "Rest.")]
    assert outline(content.encode()) == text


@pytest.mark.parametrize(
    ("declared", "real"), [("iso-8859-1", "utf-8"), ("utf-8", "cp1252"), ("nonsense", "utf-8")]
)
def test_a_page_that_declares_the_wrong_encoding_is_read(declared: str, real: str) -> None:
    """The bytes decide, not what the page says of them."""
    first = "Der Rücken trägt die Last des Körpers, und häufige Bewegung hält die Bandscheiben jung und weich."
    second = "Wärme löst verspannte Muskeln in den ersten Tagen, und später hilft es, täglich länger zu gehen."
    text = f"<h1>Rücken</h1><p>{first}</p><p>{second}</p>"
    content = f'<html><head><meta charset="{declared}"></head><body><article>{text}</article></body></html>'

    assert outline(content.encode(real)) == [(HEADING, 1, "Rücken"), (PARAGRAPH, 0, first), (PARAGRAPH, 0, second)]


def test_deep_nesting_does_no_harm() -> None:
    """A page with fifty thousand open elements is refused: its parser would drop what follows without a word."""
    deep, shallow = "<div>" * 50_000, f"<h1>Backs</h1><p>{NERVE}</p><p>{WELL}</p>"

    for body in (f"{shallow}{deep}", f"{deep}<p>{NERVE}</p>"):
        with pytest.raises(UnreadableError, match="its parts are nested too deep"):
            read_html(page(body))


def test_only_so_many_pieces_are_told() -> None:
    """Of a page that is mostly menus, the first pieces are in removed."""
    menu = "".join(f"<p>Page {number}</p>" for number in range(PIECES_REPORTED_MOST + 5))

    article = f"<h1>Backs</h1><p>{NERVE}</p><p>{WELL}</p><p>{WARMTH}</p>"

    draft = read_html(page(article, around=(f"<header>{menu}</header>", "")))

    assert [entry.text for entry in draft.removed] == [f"Page {number}" for number in range(2000)]


@pytest.mark.slow
def test_real_pages_are_read_well(tmp_path: Path) -> None:
    """The texts of the real pages agree with those that people marked, at the F1 that was reached."""
    pages = SHARED / "web-pages"
    require("articles", present=pages.is_dir())
    truth = json.loads((pages / "ground-truth.json").read_text(encoding="utf-8"))

    for name in truth:
        content = gzip.decompress((pages / "html" / f"{name}.html.gz").read_bytes())
        draft, _ = clean(read_html(content))
        (tmp_path / f"{name}.txt").write_text("\n".join(block.text for block in draft.blocks), encoding="utf-8")
    command = [
        sys.executable,
        *map(str, (SHARED / "tools" / "score_extraction.py", pages / "ground-truth.json", tmp_path)),
    ]
    scored = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[-1].split()

    assert scored[:2] == ["pages", "102"]
    assert float(scored[scored.index("F1") + 1]) >= 0.965


def test_a_year_in_the_text_is_no_date_of_the_page() -> None:
    """Neither a day on which something takes place nor a book that is cited tells when a page was published."""
    article = (
        f"<h1>Sciatica</h1><p>{NERVE}</p><p>The talk is on 3 March 2025 at 14:00.</p><p>{WELL} (Moser, 2006)</p>"
    )

    assert read_html(page(article)).details.published == ""


@pytest.mark.parametrize("title", ["Untitled Document", "Document", "index.html", "Microsoft Word - backs.doc"])
def test_what_a_program_writes_for_a_title_is_none(title: str) -> None:
    """The same placeholders are refused as in other formats; so are names of programs as authors."""
    head = f"<title>{title}</title><meta name=author content='Microsoft Word'>"
    details = read_html(page(f"<p>{NERVE}</p><p>{WELL}</p>", head=head)).details

    assert (details.title, details.author) == ("", "")
