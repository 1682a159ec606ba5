"""The Read view: a whole article, with what was cited highlighted and in view."""

from html import escape

import streamlit as st

from qa.records import Article
from qa.serving.page import blocks, resources, wording

# The article may be drawn, or still be moved by what is drawn above it, after this script runs: so it looks
# again for a second and a half, unless the reader scrolls first.
SCROLL = f"""<script>
(() => {{
  let left = 10;
  const stop = () => {{ left = 0; }};
  for (const touch of ["wheel", "touchstart", "keydown"]) addEventListener(touch, stop, {{ once: true }});
  const look = () => {{
    if (left-- <= 0) return;
    const place = document.getElementById("{blocks.CITED}");
    const top = place ? place.getBoundingClientRect().top / innerHeight : 0;
    if (place && (top < 0.2 || top > 0.6)) place.scrollIntoView({{ block: "center" }});
    setTimeout(look, 150);
  }};
  look();
}})();
</script>"""


def draw_read(ask_page: st.Page) -> None:
    """Draw the article that the address names, or a choice of articles."""
    wanted = st.query_params.get("article", "")
    generation = resources.generation()
    if not wanted:
        st.title(wording.READ_HEADING, anchor=False)
        titles = {article.id: article.title for article in generation.store.articles()}
        chosen = st.selectbox(
            wording.CHOOSE_ARTICLE, titles, format_func=lambda article_id: titles[article_id], index=None
        )
        if chosen is None:
            return
        wanted = chosen
    article = generation.store.article(wanted)
    cited = blocks.span_of(st.query_params.get("at", ""), article)
    marked = blocks.span_of(st.query_params.get("mark", ""), article)
    if question := st.query_params.get("q", ""):
        st.page_link(
            ask_page,
            label=wording.BACK_TO_QUESTION,
            icon=":material/arrow_back:",
            query_params={"q": question},
        )
    _draw_head(article)
    if st.query_params.get("at") and cited is None:
        st.html(f'<p role="alert">{escape(wording.NO_SUCH_PLACE)}</p>')
    st.html(blocks.article_body(article, cited, [marked] if marked else []))
    if article.references:
        items = "".join(f"<li>{escape(reference)}</li>" for reference in article.references)
        st.html(f'<p class="cw-label">{escape(wording.SOURCES)}</p><ul class="cw-quiet">{items}</ul>')
    if cited:
        st.html(SCROLL, unsafe_allow_javascript=True)
    with st.expander(wording.WHAT_WAS_CUT):
        st.html(blocks.cleaning(generation.store.report(article.id)))


def _draw_head(article: Article) -> None:
    known = (article.publisher, article.author, article.published, article.topic, article.licence)
    details = " · ".join(escape(part) for part in known if part)
    st.html(f'<h1 class="cw-title">{escape(article.title)}</h1><p class="cw-details">{details}</p>')
