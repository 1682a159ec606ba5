"""The Map view: every passage as a point, clusters named, and a question drawn in among them."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from qa.answering.map.projection import umap_is_here
from qa.answering.map.regions import Map, map_of, points_of
from qa.indexing.generations import Generation
from qa.records import Answer, Verdict
from qa.serving.page.ask import blocks as answer_blocks
from qa.serving.page.ask.view import ASKED
from qa.serving.page.map import blocks as map_blocks
from qa.serving.page.map import chart as map_chart
from qa.serving.page.map import colours as map_colours
from qa.serving.page.map import wording
from qa.serving.page.map.chart import AskedPoint
from qa.serving.page.shared import blocks, resources
from qa.serving.page.shared.address import follow, go
from qa.serving.page.shared.addressing import href, question_address
from qa.serving.page.shared.behaviour import behave

MAPS_KEPT = 4
FIELD, BY, LAYOUT = "map-question", "by", "layout"
PCA, UMAP = wording.LAYOUTS
ONE_COLOUR = "article"  # where the points differ in nothing


def draw_map(read_page: st.Page) -> None:
    """Draw the map with the question of the address, then both as lists of links."""
    question = st.query_params.get("q", "").strip()
    st.title(wording.HEADING, anchor=False)
    generation = resources.generation()
    shown = _shown(generation)
    if shown is None:
        st.html(blocks.notice(wording.EMPTY))
        return
    st.html(map_blocks.summary(shown))
    _draw_field(question)
    as_typed = st.query_params.get("typed") == "1"
    params = question_address(question, generation=generation.name, as_typed=as_typed)
    answers = [resources.answer(question, as_typed=as_typed)] if question else []
    behave(said=answer_blocks.verdict(answers[0]) if answers else "")
    drawn = [_asked(answer, shown, generation) for answer in answers]
    opened = _draw_chart(shown, drawn[0] if drawn else None, generation)
    if opened is not None:
        passage = generation.store.passages([opened])[0]
        st.switch_page(read_page, query_params=map_blocks.passage_address(passage, params))
    for answer, asked_point in zip(answers, drawn, strict=True):
        st.html(map_blocks.found(asked_point.hits, params, answered=answer.verdict is not Verdict.NOT_IN_CORPUS))
        st.html(blocks.link(href(params, view=""), wording.READ_ANSWER))
    if unanswered := _gaps([question] if question else []):
        st.html(map_blocks.gaps(unanswered))
    st.html(map_blocks.regions(shown.regions, params))


def _shown(generation: Generation) -> Map | None:
    """Return the map of a generation in the chosen layout; computed once for all visitors."""
    by_neighbours = umap_is_here() and st.query_params.get(LAYOUT) == UMAP
    with st.spinner(wording.LAYING_OUT):
        return _map(str(resources.settings().index), generation.name, by_neighbours, generation)


@st.cache_resource(show_spinner=False, max_entries=MAPS_KEPT)
def _map(index: str, name: str, by_neighbours: bool, _generation: Generation) -> Map | None:
    del index, name
    return map_of(_generation, by_neighbours=by_neighbours)


def _draw_field(question: str) -> None:
    follow(FIELD, question)
    st.text_input(
        wording.ASK_LABEL,
        key=FIELD,
        placeholder=wording.ASK_PLACEHOLDER,
        label_visibility="collapsed",
        icon=":material/search:",
        type="search",
        on_change=lambda: go(q=st.session_state[FIELD].strip(), after="", typed="", g=""),
    )


def _asked(answer: Answer, shown: Map, generation: Generation) -> AskedPoint:
    """Return a question's position, and the passages found for it."""
    x, y = shown.place(resources.shared_encoder().encode_questions([answer.searched])[0].vector)
    known = {point.passage.id: point for point in shown.points}
    rows = [hit.passage.id for hit in answer.hits if hit.passage.id not in known]
    if rows:
        places = shown.plane.place(generation.vectors.rows(rows))
        known |= dict(zip(rows, points_of(generation, rows, places), strict=True))
    return AskedPoint(x=x, y=y, hits=tuple(known[hit.passage.id] for hit in answer.hits))


def _draw_chart(shown: Map, asked: AskedPoint | None, generation: Generation) -> int | None:
    """Draw the map with its choices and its legend; return the id of the passage that was clicked, if any."""
    ink = map_colours.DARK if st.context.theme.type == "dark" else map_colours.LIGHT
    by = _draw_choices(map_colours.differing(shown.points))
    with st.container(key="map-chart"):
        state = st.vega_lite_chart(
            spec=map_chart.chart(shown, by, ink, asked),
            on_select="rerun",
            selection_mode=map_chart.OPENED,
            alt=map_blocks.alternative(shown, asked=asked is not None),
            key=f"map of {generation.name}",  # passage ids belong to a generation
        )
    st.html(map_colours.legend(shown.points, by, ink))
    st.html(f'<p class="cw-details">{escape(wording.HINT)}</p>')
    return map_chart.pressed(state["selection"])


def _draw_choices(colours: Sequence[str]) -> str:
    """Draw the choices of colour and layout, where there are any; return the chosen colouring."""
    wanted = st.query_params.get(BY, "")
    by = wanted if wanted in colours else next(iter(colours), ONE_COLOUR)
    with st.container(horizontal=True, vertical_alignment="bottom", key="map-choices"):
        if len(colours) > 1:
            _draw_choice(wording.COLOUR, {name: wording.BY[name] for name in colours}, by, key=BY)
        if umap_is_here():
            layout = UMAP if st.query_params.get(LAYOUT) == UMAP else PCA
            _draw_choice(wording.LAYOUT, wording.LAYOUTS, layout, key=LAYOUT)
    return by


def _draw_choice(label: str, options: dict[str, str], chosen: str, *, key: str) -> None:
    follow(key, chosen)
    st.segmented_control(
        label,
        list(options),
        format_func=options.__getitem__,
        key=key,
        on_change=lambda: go(**{key: st.session_state[key] or ""}),
    )


def _gaps(asked_now: Sequence[str]) -> list[str]:
    """Return the questions of this visit that the articles do not answer."""
    questions = [*asked_now, *st.session_state.get(ASKED, [])]
    return map_blocks.unanswered(questions, lambda question: resources.answer(question).verdict)
