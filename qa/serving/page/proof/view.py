"""The Proof view: a quotation on the page of its original, drawn anew and marked, or the file to open."""

from pathlib import Path

import streamlit as st

from qa.indexing.generations import Generation
from qa.reading.proof.proving import has_pages, is_of_picture
from qa.records import Article
from qa.serving.page.proof import blocks, looking, wording
from qa.serving.page.proof.looking import LookedUp
from qa.serving.page.read.locating import LinkState
from qa.serving.page.read.opening import opened
from qa.serving.page.shared import resources
from qa.serving.page.shared import wording as wording_shared
from qa.serving.page.shared.address import here
from qa.serving.page.shared.addressing import Span
from qa.serving.page.shared.blocks import literal, notice
from qa.serving.proof.document import MIME, card_name, page_name

_STYLE = (Path(__file__).parent / "style.css").read_text(encoding="utf-8")


def draw_proof() -> None:
    """Draw the proof of the words that the address names."""
    wanted = st.query_params.get("article", "")
    if not wanted:
        st.html(notice(wording.NOTHING_WANTED))
        return
    located, shown = opened(st.query_params, resources.generation())
    article, spans = located.article, located.marked
    title = wording.PAGE_TITLE.format(title=article.title)
    st.set_page_config(
        page_title=wording_shared.PAGE_TITLE.format(subject=title, name=wording_shared.NAME), layout="wide"
    )
    st.html(f"<style>{_STYLE}</style>")
    with st.container(key="reader-bar"):
        st.html(blocks.bar(here()))
    words, pages = st.columns([2, 3], gap="large")
    with words:
        st.html(blocks.head(article) + blocks.quotation(article, spans))
        if located.state is LinkState.GONE:
            st.html(notice(wording.CHANGED))
        if not spans or not has_pages(looking.original_file(article)):
            _draw_file_alone(shown, article, spans)
            return
    with words, st.spinner(wording.LOOKING):
        proof = looking.looked_up(shown, article, spans)
    with words:
        file = proof.file or Path(looking.original_file(article)).name
        recognised = is_of_picture(article, spans)
        st.html(blocks.verdict(proof.standing_on, doubt=proof.doubt, file=file, recognised=recognised))
        _draw_close_up(proof, article, spans)
        _draw_savings(proof, article, spans)
    with pages:
        _draw_pages(proof, file, article, spans)


def _draw_file_alone(shown: Generation, article: Article, spans: tuple[Span, ...]) -> None:
    """Draw the ways to the original where there is no page to show."""
    if not spans:
        st.html(f'<p class="cw-said">{wording.NO_QUOTATION}</p>')
        _draw_file(article)
        return
    with st.spinner(wording.LOOKING):
        proof = looking.looked_up(shown, article, spans)
    st.html(blocks.without_pages())
    _draw_savings(proof, article, spans)


def _quotation(article: Article, spans: tuple[Span, ...]) -> str:
    return blocks.short(" … ".join(article.text[start:end] for start, end in spans))


def _draw_close_up(proof: LookedUp, article: Article, spans: tuple[Span, ...]) -> None:
    for page in proof.pages:
        if page.close_up:
            name = page_name(page.number, page.label)
            alt = wording.CLOSE_UP.format(page=name, quotation=_quotation(article, spans))
            st.image(page.close_up, width="stretch", alt=alt)


def _draw_pages(proof: LookedUp, file: str, article: Article, spans: tuple[Span, ...]) -> None:
    """Draw each page whole, marked where the words are verified."""
    if proof.doubt and proof.pages:
        st.html(f'<p class="cw-said">{wording.UNMARKED}</p>')
    for page in proof.pages:
        name = page_name(page.number, page.label)
        alt = wording.WHOLE_UNMARKED.format(page=name, file=file)
        if proof.doubt is None:
            alt = wording.WHOLE.format(page=name, file=file, quotation=_quotation(article, spans))
        st.image(page.whole, width="stretch", alt=alt)
        st.html(blocks.caption((page.number, page.label), file))
    if len(proof.standing_on) > len(proof.pages) > 0:
        st.html(notice(wording.MORE_PAGES))


def _draw_savings(proof: LookedUp, article: Article, spans: tuple[Span, ...]) -> None:
    """Draw what can be taken along: the proof card, the original file, and the link to the words on the web."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="proof-savings"):
        if proof.card:
            st.download_button(
                wording.SAVE,
                proof.card,
                file_name=card_name(article.id),
                mime=MIME,
                help=literal(wording.SAVE_HELP),
                on_click="ignore",
                icon=":material/verified:",
                key="save-proof",
            )
        _draw_file(article)
        if link := blocks.web_link(article, spans):
            st.html(link, width="content")


def _draw_file(article: Article) -> None:
    """Draw the button that saves the original; nothing where it is gone."""
    file = looking.original_file(article)
    path = resources.settings().corpus / file
    if not path.is_file():
        return
    st.download_button(
        wording.OPEN_FILE,
        looking.saving(path),
        file_name=path.name,
        mime=looking.mime_of(file),
        on_click="ignore",
        icon=":material/description:",
        type="tertiary",
        key="save-original",
    )
