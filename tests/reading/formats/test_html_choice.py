"""Which part of a web page is its article, whatever markup it has; and that every word of it is told."""

import gzip
import json
import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import pytest

from qa.reading.document import DocumentBlockKind
from qa.reading.formats.html import read_html
from qa.reading.parsing import open_bytes
from tests.conftest import SHARED, require

ROOF = (
    "The roof of the old mill was mended twice in the last ten years, and each time the tiles came from one yard."
)
MOSS = "Moss holds water against the tiles through the winter, so it is brushed off in a dry week of the autumn."
OAK = "The rafters were cut from one oak that fell in the storm of the year before, and they have been dry since."
PARAGRAPHS = [f"{number}: {text}" for number in range(1, 8) for text in (ROOF, MOSS, OAK)]
WEB_PAGES = SHARED / "web-pages"
PAGES_COMPARED = 60
_WORD = re.compile(r"[^\W\d_]+|\d+")


def texts(body: str) -> list[str]:
    content = f"<html lang=en><head><title>The mill</title></head><body>{body}</body></html>"
    return [block.text for block in read_html(content.encode()).blocks]


def paragraphs(shown: list[str]) -> str:
    return "".join(f"<p>{text}</p>" for text in shown)


@pytest.mark.parametrize("wrapper", ["<div>{}</div>", "<center>{}</center>", "<form id=aspnet>{}</form>", "{}"])
def test_a_page_without_main_or_article_keeps_headings_and_lists(wrapper: str) -> None:
    """The page's own blocks beside the text are part of it, up to the last."""
    body = (
        f"<h1>The mill</h1><p>{ROOF}</p><h2>Tools</h2><ul><li>a hammer</li><li><div>a chisel</div></li></ul>"
        f"<h2>Work</h2><p>{MOSS}</p><ol><li>Brush it.</li><li>Oil it.</li></ol>"
    )

    shown = texts(wrapper.format(body))

    assert shown == ["The mill", ROOF, "Tools", "a hammer", "a chisel", "Work", MOSS, "Brush it.", "Oil it."]


def test_headings_in_boxes_of_their_own_stand_over_their_text() -> None:
    """Each piece in a div of its own is a common way to build a page."""
    shown = texts(
        f"<div><div><h1>The mill</h1></div><div><p>{ROOF}</p></div><div><h2>Why</h2></div><div><p>{MOSS}</p></div>"
        f"<div><h2>How</h2><div><ul><li>Brush it.</li></ul></div></div><div><p>{OAK}</p></div></div>"
    )

    assert shown == ["The mill", ROOF, "Why", MOSS, "How", "Brush it.", OAK]


def test_an_article_in_several_boxes_of_one_name_is_whole() -> None:
    """Advertisements part an article's body; its second half is called as the first."""
    halves = [PARAGRAPHS[:10], PARAGRAPHS[10:]]
    boxes = "<div class=ad>Buy it.</div>".join(
        f"<div class=row><div class='article__body grid'>{paragraphs(half)}</div></div>" for half in halves
    )

    assert texts(f"<main><div class=chunks>{boxes}</div></main>") == PARAGRAPHS


def test_a_teaser_before_the_article_is_not_taken_for_it() -> None:
    """What the fast extraction takes for the article is compared with the longest text of the page."""
    words = (
        "Another mill stands down the river, and whoever goes by on the road can see it from the bridge of stone."
    )
    teaser = f"<article class=card>{paragraphs([f'{words} Part {n}.' for n in range(3)])}</article>"

    shown = texts(f"<div>{teaser}<div class=told><h2>The mill</h2>{paragraphs(PARAGRAPHS)}</div></div>")

    assert shown == ["The mill", *PARAGRAPHS]


def test_comments_and_other_teasers_stay_out_however_long() -> None:
    """Long comments, and links to other articles, are no part of the text."""
    comments = f"<div class=comments>{paragraphs(PARAGRAPHS)}</div>"
    teasers = f"<ul>{''.join(f'<li><a href=/{n}>{ROOF}</a></li>' for n in range(9))}</ul>"

    assert texts(f"<article><h1>The mill</h1>{paragraphs([ROOF, MOSS, OAK])}</article>{comments}{teasers}") == [
        "The mill", ROOF, MOSS, OAK,
    ]  # fmt: skip


def test_an_article_that_only_the_page_s_data_hold_is_read() -> None:
    """Where scripts build the page, its linked data have the text."""
    data = json.dumps({"@type": "NewsArticle", "headline": "The mill", "articleBody": " ".join(PARAGRAPHS)})

    shown = texts(f"<script type='application/ld+json'>{data}</script><div id=app></div>")

    assert " ".join(shown) == " ".join(PARAGRAPHS)


def test_signs_of_braille_stay() -> None:
    """Blocks are told by signs of Braille while the article is looked for; the page's own are kept."""
    line = f"The sign ⠃⠗ stands over the door of the mill. {MOSS}"

    assert texts(f"<article><h1>The ⠍ mill</h1><p>{ROOF}</p><p>{line}</p></article>") == ["The ⠍ mill", ROOF, line]


def test_a_menu_is_told() -> None:
    """What a page itself calls navigation is reported as such, in one piece."""
    menu = "<nav><ul><li><a href=/>Home</a></li><li><a href=/n>News</a></li></ul></nav>"

    document = read_html(f"<body>{menu}<article><h1>The mill</h1><p>{ROOF}</p><p>{MOSS}</p></article>".encode())

    assert [(entry.text, entry.rule) for entry in document.removed] == [("Home News", "menu")]
    assert document.blocks[0].kind is DocumentBlockKind.HEADING


@pytest.mark.slow
def test_no_word_of_a_real_page_goes_in_silence() -> None:
    """Each word that trafilatura's full extraction sees stands in the text, the title or the report, as often."""
    from trafilatura import extract

    require("articles", present=WEB_PAGES.is_dir())
    names = sorted(json.loads((WEB_PAGES / "ground-truth.json").read_text(encoding="utf-8")))
    untold: dict[str, Counter[str]] = {}
    for place in range(PAGES_COMPARED):
        name = names[place * len(names) // PAGES_COMPARED]
        content = gzip.decompress((WEB_PAGES / "html" / f"{name}.html.gz").read_bytes())
        opened = open_bytes(content, "page.html")
        assert opened.document is not None, name
        told = [block.text for block in opened.document.blocks]
        told += [entry.text for entry in opened.report.removed]
        told += [entry.before for entry in opened.report.repaired]
        told.append(opened.document.details.title)
        seen = extract(content, include_comments=True, favor_recall=True) or ""
        missing = _words(seen) - sum(map(_words, told), Counter[str]())
        glued = _glued(told)  # trafilatura leaves out the space between two elements that stand side by side
        if lost := {word: count for word, count in missing.items() if word not in glued}:
            untold[name] = Counter(lost)

    assert untold == {}


def _glued(texts: Sequence[str]) -> set[str]:
    """Return what neighbouring words of each text are without the space between."""
    each = [_WORD.findall(text.casefold()) for text in texts]
    return {one + two for words in each for one, two in pairwise(words)}


def _words(text: str) -> Counter[str]:
    return Counter(_WORD.findall(text.casefold()))
