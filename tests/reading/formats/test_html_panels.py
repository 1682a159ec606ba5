"""Panels, tabs and accordions of a web page: what a reader can open is read under the words that open it."""

import pytest

from qa.reading.document import DocumentBlockKind
from qa.reading.formats.html import read_html

HEADING = DocumentBlockKind.HEADING
ROOF = (
    "The roof of the old mill was mended twice in the last ten years, and each time the tiles came from one yard."
)
MOSS = "Moss holds water against the tiles through the winter, so it is brushed off in a dry week of the autumn."
OLD, WHO = "It was built in the year 1820.", "The parish owns it and pays for it."

ACCORDIONS = {
    "buttons in headings": """
        <h3><button aria-controls=p1>How old?<i>+</i></button></h3><div id=p1 hidden>{OLD}</div>
        <h3><button aria-controls=p2>Who pays?<i>+</i></button></h3><div id=p2 hidden>{WHO}</div>""",
    "cards": """<style>.collapse{display:none}.collapse.show{display:block}</style>
        <div class=card><div class=card-header><h5><button data-target="#c1">How old?</button>
        </h5></div><div id=c1 class="collapse show"><div class=card-body>{OLD}</div></div></div>
        <div class=card><div class=card-header><h5><button data-target="#c2">Who pays?</button>
        </h5></div><div id=c2 class=collapse><div class=card-body>{WHO}</div></div></div>""",
    "plain buttons": """<style>.panel{display:none}</style>
        <button class=accordion>How old?</button><div class=panel><p>{OLD}</p></div>
        <button class=accordion>Who pays?</button><div class=panel><p>{WHO}</p></div>""",
    "check boxes": """<style>.answer{display:none} input:checked ~ .answer{display:block}</style>
        <div><input type=checkbox id=q1><label for=q1>How old?</label><div class=answer><p>{OLD}</p></div></div>
        <div><input type=checkbox id=q2><label for=q2>Who pays?</label><div class=answer>{WHO}</div></div>""",
    "details": """<details><summary><span>How old?</span></summary><p>{OLD}</p></details>
        <details><summary>Who pays?</summary>{WHO}</details>""",
    "found by search": """<h4><span id=h1>How old?</span></h4><div hidden=until-found><p>{OLD}</p></div>
        <h4><span id=h2>Who pays?</span></h4><div hidden=until-found><p>{WHO}</p></div>""",
    "links": """<p><a href="#a1" role=button>How old?</a></p><div id=a1 style="display: none"><p>{OLD}</p></div>
        <p><a href="#a2" role=button>Who pays?</a></p><div id=a2 style="display: none"><p>{WHO}</p></div>""",
}
TABS = {
    "roles": """<div role=tablist><a role=tab href="#t1">How old?</a><a role=tab href="#t2">Who pays?</a></div>
        <section role=tabpanel id=t1><p>{OLD}</p></section>
        <section role=tabpanel id=t2 hidden><p>{WHO}</p></section>""",
    "order": """<div role=tablist><button role=tab>How old?</button><button role=tab>Who pays?</button></div>
        <div role=tabpanel><p>{OLD}</p></div><div role=tabpanel hidden><p>{WHO}</p></div>""",
    "lists of links": """<style>.tab-pane{display:none}.tab-pane.active{display:block}</style>
        <ul class="nav-tabs"><li><a href="#l1" data-toggle=tab>How old?</a></li>
        <li><a href="#l2" data-toggle=tab>Who pays?</a></li></ul><div class=tab-content>
        <div class="tab-pane active" id=l1><p>{OLD}</p></div><div class=tab-pane id=l2><p>{WHO}</p></div></div>""",
    "scripts": """<style>.tabcontent{display:none}</style><div class=tab>
        <button onclick="open(event, 'Age')">How old?</button><button onclick="open(event, 'Owner')">Who pays?
        </button></div><div id=Age class=tabcontent><p>{OLD}</p></div>
        <div id=Owner class=tabcontent><p>{WHO}</p></div>""",
    "links in an order of their own": """<style>.pane{display:none}.pane.on{display:block}</style>
        <ul class=nav><li><a href="#b">Who pays?</a></li><li><a href="#a">How old?</a></li></ul>
        <div class=panes><div class="pane on" id=a><p>{OLD}</p></div>
        <div class=pane id=b><p>{WHO}</p></div></div>""",
    "choices that a part above has": """<style>.t{display:none}
        body:has(#c1:checked) .one, body:has(#c2:checked) .two{display:block}</style>
        <input type=radio name=c id=c2><label for=c2>Who pays?</label>
        <input type=radio name=c id=c1><label for=c1>How old?</label>
        <section class="t one"><p>{OLD}</p></section><section class="t two"><p>{WHO}</p></section>""",
    "labels": """<div class=tabbed-set><input type=radio id=r1><input type=radio id=r2><div class=tabbed-labels>
        <label for=r1>How old?</label><label for=r2>Who pays?</label></div><div class=tabbed-content>
        <div class=tabbed-block><p>{OLD}</p></div><div class=tabbed-block><p>{WHO}</p></div></div></div>""",
}


def page(article: str) -> bytes:
    body = article.replace("{OLD}", OLD).replace("{WHO}", WHO)
    return f"<html><body><main><h1>The mill</h1><p>{ROOF}</p>{body}<p>{MOSS}</p></main></body></html>".encode()


@pytest.mark.parametrize("name", [*ACCORDIONS, *TABS])
def test_what_opens_is_read_under_the_words_that_open_it(name: str) -> None:
    """The control's text is the heading of the part, once, and nothing of either is reported as cut."""
    document = read_html(page({**ACCORDIONS, **TABS}[name]))

    assert [block.text for block in document.blocks] == [
        "The mill", ROOF, "How old?", OLD, "Who pays?", WHO, MOSS,
    ]  # fmt: skip
    assert [block.kind is HEADING for block in document.blocks] == [True, False, True, False, True, False, False]
    assert len({block.level for block in document.blocks if block.text.endswith("?")}) == 1
    assert document.removed == ()


def test_text_behind_read_more_goes_on_in_its_sentence() -> None:
    """A part that a mere "Read more" opens has no heading."""
    more = (
        "<p>The slates weigh three kilos<span id=more style='display:none'> each, and oak carries them.</span></p>"
        "<button onclick='toggle()'>Read more</button>"
    )

    texts = [block.text for block in read_html(page(more)).blocks]

    assert texts == ["The mill", ROOF, "The slates weigh three kilos each, and oak carries them.", MOSS]


@pytest.mark.parametrize(
    "hidden",
    [
        "<p style='display:none'>Cheap tiles today.</p>",
        "<template><p>Cheap tiles today.</p></template>",
        "<h2>Water</h2><p style='display:none'>Cheap tiles today.</p><p>It runs off.</p>",
        "<button aria-controls=d>Sign in</button><div id=d role=dialog hidden><p>Cheap tiles today.</p></div>",
        "<p>A <button aria-controls=x>purlin</button><span id=x hidden>Cheap tiles today.</span> is wood.</p>",
        "<a href='#'>Search</a><p>Look it up.</p><div style='display:none'><p>Cheap tiles today.</p></div>",
        "<dialog><p>Cheap tiles today.</p></dialog>",
        "<noscript><p>Cheap tiles today.</p></noscript>",
    ],
)
def test_what_nobody_can_open_stays_out(hidden: str) -> None:
    """Hidden text without a control, dialogs, and explanations of a word are reported."""
    document = read_html(page(hidden))

    assert "Cheap tiles today." not in [block.text for block in document.blocks]
    assert ("Cheap tiles today.", "invisible text") in [(each.text, each.rule) for each in document.removed]


@pytest.mark.parametrize("rule", [".page{display:none}", ".page{opacity:0}", "div.page{visibility:hidden}"])
def test_a_rule_that_would_hide_the_article_hides_nothing(rule: str) -> None:
    """A script shows what a style sheet hides until the page is loaded."""
    content = f"<html><style>{rule}</style><body><div class=page><h1>The mill</h1><p>{ROOF}</p><p>{MOSS}</p></div>"

    assert [block.text for block in read_html(content.encode()).blocks] == ["The mill", ROOF, MOSS]


def test_a_gallery_that_a_script_shows_is_read() -> None:
    """Slides that one rule hides are the article where they are most of it."""
    slides = "".join(f"<div class=slide><h3>Step {n}</h3><p>Row {n}: {MOSS}</p></div>" for n in range(1, 5))
    content = f"<html><style>.slide{{display:none}}</style><body><main><h1>The mill</h1>{slides}</main>"

    texts = [block.text for block in read_html(content.encode()).blocks]

    assert texts == ["The mill", *(text for n in range(1, 5) for text in (f"Step {n}", f"Row {n}: {MOSS}"))]


def test_a_link_to_the_text_of_a_page_is_no_tab() -> None:
    """A script shows the text, and one link leads to it: its words are no heading of it."""
    content = (
        f"<html><style>#text{{display:none}}</style><body><a href='#text'>To the text</a>"
        f"<div id=text><h1>The mill</h1><p>{ROOF}</p><p>{MOSS}</p></div>"
    )

    assert [block.text for block in read_html(content.encode()).blocks] == ["The mill", ROOF, MOSS]


def test_a_tab_whose_part_has_its_name_as_a_heading_adds_none() -> None:
    """The name stands over the part once."""
    tabs = (
        "<div role=tablist><a role=tab href='#a'>How old?</a><a role=tab href='#b'>Who pays?</a></div>"
        f"<div role=tabpanel id=a><h3>How old?</h3><p>{OLD}</p></div>"
        f"<div role=tabpanel id=b hidden><h3>Who pays?</h3><p>{WHO}</p></div>"
    )

    texts = [block.text for block in read_html(page(tabs)).blocks]

    assert texts == ["The mill", ROOF, "How old?", OLD, "Who pays?", WHO, MOSS]


def test_what_opens_beside_one_with_a_heading_is_of_its_rank() -> None:
    """The words of the second are no part of the first, though only the first says how high its heading ranks."""
    details = (
        f"<details><summary><h4>How old?</h4></summary><p>{OLD}</p></details>"
        f"<details><summary>Who pays?</summary><p>{WHO}</p></details>"
    )

    headings = [(block.text, block.level) for block in read_html(page(details)).blocks if block.kind is HEADING]

    assert headings == [("The mill", 1), ("How old?", 4), ("Who pays?", 4)]
