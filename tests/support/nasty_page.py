"""A page of nasty lines, drawn by the page's own functions: what the browser tests of fidelity serve.

usage: python -m tests.support.nasty_page --no-browser --port PORT
"""

import os
import sys
from dataclasses import replace
from datetime import date

import numpy as np
import streamlit as st

from qa.answering.map.projection import PrincipalPlane
from qa.answering.map.regions import Map, MapPoint, Region
from qa.evaluation.feedback import Label, Vote
from qa.evaluation.gold import QuestionKind
from qa.evaluation.run import GoldRow
from qa.records import Advice, Answer, Article, Passage, Statement, Urgency, Variant, Verdict
from qa.serving.page.ask import blocks as answer_blocks
from qa.serving.page.ask.exporting import Reference, markdown
from qa.serving.page.library.rows import FileRow, FileState
from qa.serving.page.library.table import ROWS_SEEN_MOST, _draw_rows
from qa.serving.page.map import blocks as map_blocks
from qa.serving.page.map import chart as map_chart
from qa.serving.page.map.colours import LIGHT
from qa.serving.page.quality import blocks as quality_blocks
from qa.serving.page.read import blocks as article_blocks
from qa.serving.page.shared import blocks
from tests.support.answers import answer_of, article_of, cite, cited_at, hit_of, passage_of, said
from tests.support.nasty import LINES, nasty_article

LEAFLET = """# {title}

{dose}

Go to an emergency department when one of these begins:

- You cannot hold your urine or your stool.
- The skin between your legs is numb.

Have a fever with back pain looked at on the same day.

See a doctor when the pain has not eased after six weeks.

Bed rest cures a stiff back. It does not: walking does.
"""


def whole_of(article: Article) -> Passage:
    """Return an article as one passage."""
    return replace(
        passage_of(article, article.text[:3], article.text[:3]), text=article.text, end=len(article.text)
    )


def statement_lines(article: Article) -> list[Statement]:
    """Return each block of an article as a statement."""
    blocks = (block for section in article.sections for block in section.blocks)
    return [said(cited_at(article, block.start, block.end)) for block in blocks]


def looks() -> tuple[Answer, dict[str, Article]]:
    """Return an answer with each level of advice, a heading, values that differ, and a quiet line."""
    doses = ("Take at most 1,200 mg in a day.", "Take at most 2,400 mg in a day.")
    new, old = (
        article_of(LEAFLET.format(title=name, dose=dose), article_id=name, title=f"{name} leaflet")
        for name, dose in zip(("New", "Old"), doses, strict=True)
    )
    newer, older = cite(new, doses[0], number=1), cite(old, doses[1], number=2)
    variants = (
        Variant(value="1,200 mg", published="2024-05", citations=(newer,), support=2),
        Variant(value="2,400 mg", published="2015", citations=(older,), support=1),
    )
    myth = cite(new, "Bed rest cures a stiff back. It does not: walking does.", number=3)
    listed = [
        cite(new, words, number=3)
        for words in (
            "Go to an emergency department when one of these begins:",
            "You cannot hold your urine or your stool.",
            "The skin between your legs is numb.",
        )
    ]
    help_now = Statement(
        text=" ".join(citation.quote for citation in listed),
        citations=tuple(listed),
        support=1,
        quoted=len(listed),
    )
    fever, weeks = (cite(new, f"{words}", number=3) for words in (
        "Have a fever with back pain looked at on the same day.",
        "See a doctor when the pain has not eased after six weeks.",
    ))  # fmt: skip
    dose = Statement(text=newer.quote, citations=(newer,), support=2, variants=variants)
    claim = Statement(text=myth.quote, citations=(myth,), support=1, heading="Myth 1")
    answer = answer_of(statements=[dose, claim])
    advice = (
        Advice(urgency=Urgency.NOW, statement=None, flags=("self-harm",)),
        Advice(urgency=Urgency.NOW, statement=help_now),
        Advice(urgency=Urgency.TODAY, statement=said(fever)),
        Advice(urgency=Urgency.SOON, statement=said(weeks)),
    )
    quiet = Advice(urgency=Urgency.SOON, statement=said(weeks))
    return replace(answer, urgent=advice, when_to_get_help=quiet), {"New": new, "Old": old}


def draw_looks() -> None:
    """Draw what tells levels apart, in the page's own style."""
    answer, articles = looks()
    st.html(answer_blocks.urgent(answer, {}, articles.__getitem__))
    st.html(answer_blocks.statements(answer, {}, articles.__getitem__))
    st.html(answer_blocks.quiet_help(answer, {}, articles.__getitem__))


def draw_lines() -> None:
    """Draw every nasty line wherever a page shows text of an article."""
    article = nasty_article()
    article_of = {article.id: article}.__getitem__
    answer = answer_of(statements=statement_lines(article))
    with st.container(key="statements"):
        st.html(answer_blocks.statements(answer, {}, article_of))
    whole = whole_of(article)
    with st.container(key="card"):
        st.html(answer_blocks.card(hit_of(whole), cite(article, whole, *LINES), article))
    with st.container(key="reader"):
        st.html(article_blocks.article_body(article, None, []))
    with st.container(key="chips"):
        for number, line in enumerate(LINES):
            titled = nasty_article(title=line)
            beside = answer_of(statements=[said(cite(titled, titled.text[:1], number=number))])
            st.html(answer_blocks.beside(beside, {}, {titled.id: titled}.__getitem__))
    with st.container(key="code"):
        st.code(markdown([Reference(citation=cite(article, whole), article=article)]), language=None)
    for number, line in enumerate(LINES):
        st.button(blocks.literal(line), key=f"button-{number}")
        with st.container(key=f"link-{number}"):
            st.page_link("https://a.example", label=blocks.literal(line))
        st.selectbox("choice", [line], key=f"choice-{number}")


def points() -> list[MapPoint]:
    """Return a point for each nasty line, which is the title of its article and its passage too."""
    article = nasty_article()
    starts = [section.blocks[0] for section in article.sections if section.blocks]
    return [
        MapPoint(
            passage=replace(
                whole_of(article),
                id=number,
                start=block.start,
                end=block.end,
                text=article.text[block.start : block.end],
            ),
            title=line,
            topic="",
            source="",
            x=number % 6 / 5,
            y=number // 6 / 6,
        )
        for number, (line, block) in enumerate(zip(LINES, starts, strict=True))
    ]


NAMES = ("->", "-- > --", ":material_x:", "<b>x</b>", "&amp;", "$5-$10")


def draw_map() -> None:
    """Draw the chart of the map and the list beside it."""
    drawn = points()
    regions = tuple(
        Region(name=(name,), x=number % 2, y=number // 2 / 3, passages=1, articles=1, central=(drawn[number],))
        for number, name in enumerate(NAMES)
    )
    plane = PrincipalPlane.of(np.eye(4, 8, dtype=np.float32))
    shown = Map(points=tuple(drawn), regions=regions, plane=plane, passages=len(drawn), articles=len(drawn))
    st.vega_lite_chart(spec=map_chart.chart(shown, "article", LIGHT), key="map")
    with st.container(key="regions"):
        st.html(map_blocks.regions(regions, {}))
    with st.container(key="found"):
        st.html(map_blocks.found(drawn, {}, answered=True))


def draw_table() -> None:
    """Draw the table of the library, as many rows at once as are seen."""
    rows = [
        FileRow(
            file=line, state=FileState.COPY, title=line, article_id="a", source=line, published=line, note=line
        )
        for line in LINES
    ]
    for first in range(0, len(rows), ROWS_SEEN_MOST):
        _draw_rows(rows[first : first + ROWS_SEEN_MOST], several=False)


def draw_quality() -> None:
    """Draw questions that went wrong, and labels whose words are gone."""
    rows = [
        (
            GoldRow(
                id="a", question=line, relevant=(), ranking=(), measures={},
                kind=QuestionKind.PLAIN, answerable=True, verdict=Verdict.NOT_IN_CORPUS, first="",
            ),
            line,
        )
        for line in LINES
    ]  # fmt: skip
    with st.container(key="failures"):
        st.html(quality_blocks._listed(rows))
    labels = [
        Label(question=line, article=line, quote=line, vote=Vote.UP, generation="g", day=date(2026, 1, 2))
        for line in LINES
    ]
    with st.container(key="stale"):
        st.html(quality_blocks.stale(labels))


VIEWS = {"looks": draw_looks, "map": draw_map, "table": draw_table, "quality": draw_quality}


def draw() -> None:
    """Draw the page in its style."""
    from qa.serving.page.shared.styles import palette, style

    st.html(f"<style>{style()}{palette(dark=False)}</style>")
    st.html('<nav class="cw-nav"><a href="./">Nasty</a></nav>')  # nothing is shown before the links to the views
    VIEWS.get(st.query_params.get("view", ""), draw_lines)()


def serve() -> None:
    """Become Streamlit, with this file as its page."""
    flags = {
        "server.address": "127.0.0.1",
        "server.port": sys.argv[-1],
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
    }
    command = [sys.executable, "-m", "streamlit", "run", __file__, *(f"--{key}={flags[key]}" for key in flags)]
    os.execv(sys.executable, command)  # noqa: S606


if __name__ == "__main__":
    if "--port" in sys.argv:
        serve()
    else:
        draw()
