"""The frame around the views: navigation, style, foot, and the one place where an error becomes a sentence."""

from collections.abc import Mapping
from html import escape

import streamlit as st

from qa.errors import CitewellError, NoIndexError
from qa.indexing.generations import current_name
from qa.serving.light.wording import LIGHT as LIGHT_NAME
from qa.serving.page.ask.view import draw_ask
from qa.serving.page.check.view import draw_check
from qa.serving.page.check.wording import NAME as CHECK_NAME
from qa.serving.page.compare.view import draw_compare
from qa.serving.page.compare.wording import NAME as COMPARE_NAME
from qa.serving.page.library.view import draw_library
from qa.serving.page.map.view import draw_map
from qa.serving.page.map.wording import MAP
from qa.serving.page.people.view import draw_sign_in, draw_sign_out, may_enter
from qa.serving.page.proof.view import draw_proof
from qa.serving.page.proof.wording import NAME as PROOF_NAME
from qa.serving.page.quality import wording as wording_quality
from qa.serving.page.quality.view import draw_quality
from qa.serving.page.read.view import draw_read
from qa.serving.page.saved.view import draw_saved
from qa.serving.page.saved.wording import NAME as SAVED_NAME
from qa.serving.page.shared import resources, wording
from qa.serving.page.shared.addressing import (
    ASK,
    CHECK,
    COMPARE,
    FOLDER,
    LIBRARY,
    MAP_VIEW,
    PLACE,
    PROOF,
    QUALITY,
    READER,
    SAVED,
    href,
)
from qa.serving.page.shared.alerting import alert
from qa.serving.page.shared.blocks import link
from qa.serving.page.shared.empty import draw_empty
from qa.serving.page.shared.links import follow_links
from qa.serving.page.shared.styles import palette, tab_icon
from qa.serving.page.shared.updates import Place, draw_updates, place_of, times_updated
from qa.serving.page.taking.text_size import draw_text_size
from qa.serving.page.terms.view import show_definitions
from qa.serving.process import stay_offline

READ_PLACES = {
    ASK: ("q", "after", "typed", "g"),
    READER: ("article", "g"),
    PROOF: ("article", "at", "g"),
    MAP_VIEW: (),
    QUALITY: (),
    SAVED: (),
    COMPARE: ("q", "after", "typed", "with", "g"),
    CHECK: (),
}
"""The keys of the address that name what is read in each view that does not follow the index."""
LIGHT = {ASK: ("answer", "q"), READER: ("article", "article")}
"""The light page of a view, and the key of the address that it needs."""
CURRENT = ' aria-current="page"'


def draw_page() -> None:
    """Draw the view that the address names."""
    stay_offline()
    st.set_page_config(page_title=wording.NAME, page_icon=tab_icon(), layout="centered")
    st.html(
        f"<style>{palette(dark=st.context.theme.type == 'dark')}</style>"
    )  # the rest is in the head of the page
    ask_page = st.Page(lambda: draw_ask(read_page), title=wording.ASK, url_path=ASK, default=True)
    read_page = st.Page(lambda: draw_read(ask_page), title=wording.READ, url_path=READER)
    saved_page = st.Page(draw_saved, title=SAVED_NAME, url_path=SAVED)
    map_page = st.Page(lambda: draw_map(read_page), title=MAP, url_path=MAP_VIEW)
    library_page = st.Page(lambda: draw_library(read_page, ask_page), title=wording.LIBRARY, url_path=LIBRARY)
    quality_page = st.Page(draw_quality, title=wording_quality.NAME, url_path=QUALITY)
    proof_page = st.Page(draw_proof, title=PROOF_NAME, url_path=PROOF)
    compare_page = st.Page(draw_compare, title=COMPARE_NAME, url_path=COMPARE)
    check_page = st.Page(draw_check, title=CHECK_NAME, url_path=CHECK)
    shown = {
        "": ask_page,
        READER: read_page,
        CHECK: check_page,
        SAVED: saved_page,
        MAP_VIEW: map_page,
        LIBRARY: library_page,
        QUALITY: quality_page,
    }
    pages = {**shown, PROOF: proof_page, COMPARE: compare_page}  # links of citations and of answers lead there
    view = st.navigation(list(pages.values()), position="hidden")
    if not may_enter():
        draw_sign_in()
        return
    needed = {ask_page: "q", read_page: "article"}.get(view)
    shape = "start" if needed and not st.query_params.get(needed) else view.url_path or ASK
    with st.container(key=f"views-{shape}"):  # tells the style the width of the view before any of it is drawn
        st.html(_navigation(shown, view))
    follow_links(pages, view, updates=times_updated())
    show_definitions()
    try:
        draw_updates(_place(view.url_path or ASK))
        if view is not library_page:  # which is the way out of having no index
            current_name(resources.settings().index)
        view.run()
    except NoIndexError:
        draw_empty(wording.ASK_HEADING if view is ask_page else view.title, library_page)
    except CitewellError as error:
        st.html(alert(error))
    if ways := _further(view.url_path or ASK):
        st.html(f'<p class="cw-further">{ways}</p>')
    st.html(f'<p class="cw-foot">{escape(wording.FOOT)}</p>')
    draw_sign_out()
    draw_text_size()


def _further(view: str) -> str:
    """Return links below a view: to the same thing as plain HTML, and to what the head lacks on a phone."""
    ways = [] if view == CHECK else [link(f"./{CHECK}", wording.CHECK_TEXT)]
    address = st.query_params
    if view in LIGHT and address.get(LIGHT[view][1]):
        path, _ = LIGHT[view]
        keys = READ_PLACES[ASK] if view == ASK else (*PLACE, *READ_PLACES[ASK])  # not the source beside an answer
        asked = {key: address[key] for key in (*keys, FOLDER) if key in address}
        ways.insert(0, f'<a href="{escape(href(asked, view=path))}">{escape(LIGHT_NAME)}</a>')
    return " ".join(ways)


def _place(view: str) -> Place | None:
    """Return what is read in a view; None where the view follows the index."""
    return place_of(view, READ_PLACES[view]) if view in READ_PLACES else None


def _navigation(pages: Mapping[str, st.Page], here: st.Page) -> str:
    """Return the name, which leads home, and links to the views; Streamlit's own are folded away on a phone."""
    name = f'<a class="cw-brand cw-open" href="./"><span>{escape(wording.NAME)}</span></a>'
    links = "".join(
        f'<a class="cw-open" href="./{path}"{CURRENT if page is here else ""}>{escape(page.title)}</a>'
        for path, page in pages.items()
    )
    return f'<nav class="cw-nav" aria-label="{escape(wording.VIEWS)}">{name}{links}</nav>'
