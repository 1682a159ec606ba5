"""The filter of the Ask view: the sources, topics and dates that a visitor chooses, kept in the address."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import TypeVar

import streamlit as st

from qa.reading.folders import folders_of, is_in
from qa.records import Article
from qa.serving.page.shared import wording
from qa.serving.page.shared.address import follow, go, here
from qa.serving.page.shared.addressing import FOLDER, ONLY, SINCE, SOURCE, TOPIC

_YEAR = re.compile(r"(?:19|20)\d\d")
Value = TypeVar("Value", str, int)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """The articles a visitor chose: of any of the sources and of any of the topics; empty is no choice.

    ``article`` is the id of one that is asked alone, ``folder`` a folder of the corpus whose articles are.
    """

    sources: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    since: int | None = None
    article: str = ""
    folder: str = ""

    def __len__(self) -> int:
        """Return how many choices were made."""
        return (
            len(self.sources)
            + len(self.topics)
            + (self.since is not None)
            + bool(self.article)
            + bool(self.folder)
        )

    def fits(self, article: Article) -> bool:
        """Tell whether an article is among the chosen; one without a date is not since any year."""
        return (
            (not self.sources or article.publisher in self.sources)
            and (not self.topics or article.topic in self.topics)
            and (self.since is None or (_year(article) or 0) >= self.since)
            and self.article in ("", article.id)
            and is_in(article.id, self.folder)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the articles differ in; of what is the same in all there is nothing to choose."""

    sources: tuple[str, ...]
    topics: tuple[str, ...]
    years: tuple[int, ...]
    folders: tuple[str, ...] = ()

    @classmethod
    def of(cls, articles: Iterable[Article]) -> "Choices":
        """Return the choices that a library offers, years newest first."""
        known = list(articles)
        years = {year for article in known if (year := _year(article))}
        return cls(
            sources=_if_several(sorted({article.publisher for article in known} - {""})),
            topics=_if_several(sorted({article.topic for article in known} - {""})),
            years=_if_several(sorted(years, reverse=True)),
            folders=folders_of(article.id for article in known),
        )

    def __bool__(self) -> bool:
        """Tell whether there is anything to choose."""
        return bool(self.sources or self.topics or self.years or self.folders)


def _if_several(values: list[Value]) -> tuple[Value, ...]:
    return tuple(values) if len(values) > 1 else ()


def _year(article: Article) -> int | None:
    match = _YEAR.search(article.published)
    return int(match[0]) if match else None


def chosen(choices: Choices) -> Filter:
    """Return what the address of the page chooses; what there is no choice of is passed over."""
    return chosen_in(choices, here())


def chosen_in(choices: Choices, address: Mapping[str, Sequence[str]]) -> Filter:
    """Return what an address chooses, whose keys have any number of values."""
    since = [year for year in choices.years if str(year) in address.get(SINCE, ())]
    return Filter(
        sources=tuple(name for name in choices.sources if name in address.get(SOURCE, ())),
        topics=tuple(name for name in choices.topics if name in address.get(TOPIC, ())),
        since=since[0] if since else None,
        article=next(iter(address.get(ONLY, ())), ""),
        folder=next((folder for folder in address.get(FOLDER, ()) if folder in choices.folders), ""),
    )


def folder_of(choices: Choices) -> str:
    """Return the folder that the address of the page names, empty for none or one without articles."""
    return chosen(choices).folder


def draw_filter(choices: Choices, filter_: Filter) -> None:
    """Draw what there is to choose, behind a button."""
    label = f"{wording.FILTER} ({len(filter_)})" if filter_ else wording.FILTER
    with st.popover(label, type="tertiary", icon=":material/tune:", key="filter"):
        _draw_several(wording.FILTER_SOURCE, choices.sources, filter_.sources, key=SOURCE)
        _draw_several(wording.FILTER_TOPIC, choices.topics, filter_.topics, key=TOPIC)
        if choices.folders:
            follow(FOLDER, filter_.folder or None)
            st.selectbox(
                wording.FILTER_FOLDER,
                choices.folders,
                index=None,
                placeholder=wording.ANY,
                key=FOLDER,
                on_change=lambda: go(**{FOLDER: st.session_state[FOLDER] or ""}),
            )
        if choices.years:
            follow(SINCE, filter_.since)
            st.selectbox(
                wording.FILTER_SINCE,
                choices.years,
                index=None,
                placeholder=wording.ANY,
                key=SINCE,
                on_change=lambda: go(**{SINCE: str(st.session_state[SINCE] or "")}),
            )
        st.html(f'<p class="cw-details">{escape(wording.FILTER_HELP)}</p>')


def draw_chosen(filter_: Filter, *, title: str = "") -> None:
    """Draw what is chosen, so that nobody takes a part for the whole.

    ``title`` is that of an article that is asked alone.
    """
    since = [wording.SINCE.format(year=filter_.since)] if filter_.since else []
    folder = [wording.IN_FOLDER.format(folder=filter_.folder)] if filter_.folder else []
    only = [title] if filter_.article else []
    names = ", ".join([*only, *folder, *filter_.sources, *filter_.topics, *since])
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="chosen"):
        st.html(f'<p class="cw-details">{escape(wording.FILTERED.format(chosen=names))}</p>', width="content")
        if filter_.article or filter_.folder:
            st.button(
                wording.ASK_ALL, on_click=lambda: go(**{ONLY: "", FOLDER: ""}), type="tertiary", key="ask-all"
            )


def _draw_several(label: str, options: tuple[str, ...], chosen: tuple[str, ...], *, key: str) -> None:
    if not options:
        return
    follow(key, list(chosen))
    st.multiselect(
        label,
        options,
        placeholder=wording.ANY,
        select_all=False,
        key=key,
        on_change=lambda: go(**{key: st.session_state[key]}),
    )
