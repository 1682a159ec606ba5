"""What stands around the blocks that an extractor finds, and what of it is the article's."""

import pytest

from qa.reading.formats.html import read_html

LINES = (
    "Bring the cattle in before the snow lies deeper than a hand on the upper meadow.",
    "Write the number of each box on the slate, and let a second person read it aloud.",
    "Dip the brush in oil for a minute and wipe it along the rim so that no drop falls.",
    "Two of the five locks are opened by night, and the third one only in high water.",
    "Nobody may stand under the beam while the rope is moved from one ring to the next.",
)
TEXT = "".join(f"<p>{line}</p>" for line in LINES)


def shown(body: str) -> list[str]:
    """Return the blocks of a page's article, those of its usual text left out."""
    page = f"<!doctype html><html><head><title>Farm</title></head><body>{body}</body></html>"
    return [
        block.text for block in read_html(page.encode()).blocks if block.text not in (*LINES, "Rules of the farm")
    ]


def within(part: str, *, tag: str = "article", amid: bool = True) -> list[str]:
    """Return what is kept of a part amid an article, or at its end."""
    return shown(f"<{tag}><h1>Rules of the farm</h1>{TEXT}{part}{TEXT if amid else ''}</{tag}>")


@pytest.mark.parametrize("amid", [True, False], ids=["amid", "at the end"])
@pytest.mark.parametrize("named", ["", ' class="step s4" id="s4"'], ids=["unnamed", "named"])
@pytest.mark.parametrize("tag", ["section", "div", "blockquote"])
def test_a_bare_text_stays_before_what_it_governs(tag: str, named: str, amid: bool) -> None:
    """Text that stands in a container itself, before, between or behind blocks, stays in its place."""
    part = (
        f"<{tag}{named}>Until <b>help</b> comes<p>{LINES[0]} Keep calm.</p>and after that"
        f"<ul><li>drink tea in small sips</li></ul>as long as you like</{tag}>"
    )

    assert within(part, amid=amid) == [
        "Until help comes",
        f"{LINES[0]} Keep calm.",
        "and after that",
        "drink tea in small sips",
        "as long as you like",
    ]


def test_bare_texts_stay_in_many_parts() -> None:
    """Each of many sections keeps its own, though none has much of the article."""
    parts = [(f"On day {number}", f"{line} So it is.") for number, line in enumerate(LINES)]
    page = "".join(f'<section class="s{n}">{lead}<p>{line}</p></section>' for n, (lead, line) in enumerate(parts))

    assert shown(f"<main><h1>Rules of the farm</h1>{page}</main>") == [text for part in parts for text in part]


def test_bare_texts_stay_in_items_and_cells() -> None:
    """An item and a cell open with their own words, and none runs into the next ones."""
    part = (
        "<ol><li>Before the frost<p>Close the slit.</p></li><li>In snow<ul><li>wait</li></ul>then sweep.</li></ol>"
        "<table><tr><th>Month</th><th>Work</th></tr>"
        "<tr><td>May</td><td>On warm days<p>Open it.</p></td></tr></table>"
    )

    assert within(part) == [
        "Before the frost",
        "Close the slit.",
        "In snow",
        "wait",
        "then sweep.",
        "Month: May; Work: On warm days, Open it.",
    ]


@pytest.mark.parametrize(
    "part",
    [
        "<aside class='warning'><p>Lye burns.</p></aside>",
        "<aside role='note'><p>Lye burns.</p></aside>",
        "<div class='admonition danger'><p>Lye burns.</p></div>",
        "<div role='alert'>Lye burns.</div>",
        "<aside><p>Lye burns.</p></aside>",
        "<fieldset><p>Lye burns.</p></fieldset>",
        "<div><div>Lye burns.</div></div>",
    ],
)
@pytest.mark.parametrize("amid", [True, False], ids=["amid", "at the end"])
def test_a_box_that_warns_is_text(part: str, amid: bool) -> None:
    """A notice beside the text, and a writer's own box without a name, belong to the article."""
    assert within(part, amid=amid) == ["Lye burns."]


@pytest.mark.parametrize(
    "part",
    [
        "<aside class='related'><h3>More</h3><p><a href='1'>How we boil soap</a></p></aside>",
        "<div class='author-bio'><p>Ann Bell writes about boats and lives in Oakham.</p></div>",
        "<footer><p>Sometimes we get money for a link.</p></footer>",
        "<figure><img src='a'><figcaption>The mayor smiles at the fair. Photo: Ann Bell</figcaption></figure>",
        "<center>The new barn, by Ann Bell</center>",
    ],
)
def test_what_a_site_adds_to_its_articles_stays_out(part: str) -> None:
    """Boxes with names of their own, bylines of pictures and an article's footer are no text of it."""
    assert within(part, amid=False) == []


@pytest.mark.parametrize(
    ("caption", "kept"),
    [
        ("The death cap has white gills; it must never be eaten.", True),
        ("Fig. 2: The frame seen from above", True),
        ("Figure 3. Rafters", True),
        ("A full tank holds 80 litres", True),
        ("The mayor smiles at the fair in May.", False),
        ("Ann Bell / The Farm", False),
    ],
)
def test_a_caption_that_informs_is_text(caption: str, kept: bool) -> None:
    """A caption with a number that the text may refer to, one that says what to do or how much, is kept."""
    part = f"<figure><img src='a.jpg'><figcaption>{caption}</figcaption></figure>"

    assert within(part) == ([caption] if kept else [])


def test_a_quotation_and_code_in_a_figure_are_text() -> None:
    """A figure need not hold a picture."""
    part = (
        "<figure><pre>make all</pre><figcaption>Listing</figcaption></figure>"
        "<figure><blockquote>Go home.</blockquote><figcaption>Ann Bell</figcaption></figure>"
    )

    assert within(part) == ["make all", "Go home."]


def test_a_table_may_have_an_empty_corner() -> None:
    """The heads of columns are told though none stands over those of rows."""
    table = (
        "<table><tr><td></td><th>May</th><th>June</th></tr><tr><th>Hives</th><td>3</td><td>5</td></tr>"
        "<tr><th>Queens</th><td>3</td><td></td></tr></table>"
    )

    assert within(table) == ["Hives; May: 3; June: 5", "Queens; May: 3"]


@pytest.mark.parametrize(
    ("part", "kept"),
    [
        ("<div class='k2'><table><tr><th>Tide</th></tr><tr><td>low</td></tr></table></div>", ["Tide: low"]),
        ("<div class='synopsis'><p><code>int Read(char *buf);</code></p></div>", ["int Read(char *buf);"]),
        ("<div class='k3'><pre>make all</pre></div>", ["make all"]),
        (
            "<div class='k4'><details><summary>History</summary><p>Born in May.</p></details></div>",
            ["History", "Born in May."],
        ),
    ],
)
def test_tables_code_and_panels_amid_an_article_are_text(part: str, kept: list[str]) -> None:
    """They are the article's, whatever box they stand in."""
    assert within(part) == kept


def test_the_caption_of_a_table_is_text() -> None:
    """A figure may hold a table, whose caption says what it is of."""
    table = "<table><tr><th>Bread</th><th>Salt</th></tr><tr><td>Rye</td><td>1.3 g</td></tr></table>"
    part = f"<figure>{table}<figcaption>Salt in our breads</figcaption></figure>"

    assert within(part) == ["Bread: Rye; Salt: 1.3 g", "Salt in our breads"]


@pytest.mark.parametrize("tag", ["section", "div"])
def test_a_part_that_is_called_as_its_heading_is_text(tag: str) -> None:
    """Ids that were made of headings ("related-work") do not make furniture of them."""
    titles = ["Social history", "Cookies and cakes", "Related work", "Footer beams", "Comments on the law"]
    parts = "".join(
        f"<{tag} id='{title.lower().replace(' ', '-')}'><h2>{title}</h2><p>{line} So it is.</p></{tag}>"
        for title, line in zip(titles, LINES, strict=True)
    )

    kept = [text for title, line in zip(titles, LINES, strict=True) for text in (title, f"{line} So it is.")]

    assert shown(f"<div class='page'><h1>Rules of the farm</h1>{TEXT}{parts}</div>") == kept


@pytest.mark.parametrize(
    ("foot", "kept"),
    [
        ("<h2>When to call</h2><ul><li>The pipe is torn.</li></ul>", ["When to call", "The pipe is torn."]),
        ("<h2>The mill</h2><p>We grind since 1702. © The mill</p>", []),
        ("<h2>Where we are</h2><p>Mill Lane 12. Privacy</p>", []),
        ("<p>Mill Lane 12, Oakham</p>", []),
    ],
)
def test_the_foot_of_a_page_may_be_text(foot: str, kept: list[str]) -> None:
    """A part called a footer that has a heading, and nothing that footers have, is the end of the article."""
    assert shown(f"<div id='top'><h1>Rules of the farm</h1>{TEXT}</div><div id='footer'>{foot}</div>") == kept


def test_related_articles_and_comments_stay_out() -> None:
    """A heading made of nothing but the name of its box is no sign that the box is text."""
    boxes = (
        "<div id='related'><h2>Related</h2><p><a href='1'>How we boil soap in spring</a></p></div>"
        "<div id='comments'><h2>Comments</h2><p class='c'>Bob says: nice, I was there with my dog.</p></div>"
    )

    assert shown(f"<div id='content'><h1>Rules of the farm</h1>{TEXT}</div>{boxes}") == []


@pytest.mark.parametrize(
    ("row", "text"),
    [
        ("<span>Monday</span><span>9 to 12</span>", "Monday 9 to 12"),
        ("<span class='d'>Tuesday</span><span class='h'>closed</span>", "Tuesday closed"),
        (
            "<b>Ann Bell</b><a href='1'>The mill</a><i>1932 it stood idle.</i>",
            "Ann Bell The mill 1932 it stood idle.",
        ),
        ("<span class='cap'>T</span><span class='rest'>he end</span>", "The end"),
        ("<b>W</b><i>ater</i>", "Water"),
        ("The <i>i</i><b>Phone</b> and <i>H</i><b>2</b>", "The iPhone and H2"),
        ("<span class='a'>un</span>", "un"),
    ],
)
def test_entries_side_by_side_are_not_glued(row: str, text: str) -> None:
    """What style sheets set apart has a space between; a word of which parts have a look stays whole."""
    assert within(f"<div>{row}</div>") == [text]
