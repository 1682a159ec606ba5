"""The field that chooses which articles are compared; the address has them."""

from collections.abc import Iterable, Sequence
from html import escape

import streamlit as st

from qa.answering.comparison import ARTICLES_MOST
from qa.records import Article
from qa.serving.page.compare import wording
from qa.serving.page.shared.address import follow, go

CHOSEN = "with"
"""The key of the address that names an article to compare; it stands once for each."""
OFFERED_MOST = 500
"""Articles in the list of the field: more take a browser long to show, and nobody to read."""
FIELD = "compared-articles"


def draw_chooser(articles: Iterable[Article], answering: Sequence[str], compared: Sequence[str]) -> None:
    """Draw the field, behind a button, with the ``compared`` articles; those of the answer are offered first."""
    by_id = {article.id: article for article in articles}
    others = sorted(
        (article_id for article_id in by_id if article_id not in answering), key=lambda each: _key(by_id[each])
    )
    offered = list(dict.fromkeys([*compared, *answering, *others]))[:OFFERED_MOST]
    names = names_of([by_id[article_id] for article_id in offered])
    with st.popover(wording.CHOOSE, type="tertiary", icon=":material/tune:", key="choose-compared"):
        follow(FIELD, list(compared))
        st.multiselect(
            wording.CHOOSE,
            offered,
            format_func=names.__getitem__,
            placeholder=wording.CHOOSE_PLACEHOLDER,
            label_visibility="collapsed",
            max_selections=ARTICLES_MOST,
            select_all=False,
            key=FIELD,
            on_change=lambda: go(**{CHOSEN: st.session_state[FIELD]}),
        )
        st.html(f'<p class="cw-details">{escape(wording.CHOOSE_HELP)}</p>')


def _key(article: Article) -> tuple[str, str]:
    return article.title.casefold(), article.id


def names_of(articles: Sequence[Article]) -> dict[str, str]:
    """Return for the id of each article a name of its own: the title, with the date and the id where needed."""
    names = {article.id: article.title for article in articles}
    for more in ("published", "id"):
        taken = [names[article.id] for article in articles]
        names |= {
            article.id: f"{names[article.id]} ({detail})"
            for article in articles
            if taken.count(names[article.id]) > 1 and (detail := getattr(article, more))
        }
    return names
