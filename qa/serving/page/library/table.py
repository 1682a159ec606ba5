"""The table of articles: searched, sorted, opened, and what is chosen in it removed and put back."""

from collections.abc import Callable, Mapping, Sequence
from html import escape

import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig, ThemeColor

from qa.files import sha256
from qa.indexing.generations import Generation
from qa.indexing.store import LeftOut
from qa.indexing.writer import sources_of
from qa.reading.folders import folders_of, is_in
from qa.serving.originals import address_of
from qa.serving.page.library import wording
from qa.serving.page.library.rows import (
    FileRow,
    FileState,
    Folder,
    counts,
    found,
    in_order,
    indexed_rows,
    rows_now,
    shown,
)
from qa.serving.page.shared import blocks, resources
from qa.serving.page.shared.addressing import FOLDER
from qa.serving.page.shared.blocks import counted, literal

ROW_PIXELS = 35
STATE_PIXELS, TITLE_PIXELS = 104, 260
TAG_COLOURS: Mapping[str, ThemeColor] = {
    "FAILED": "red",
    "NEW": "green",
    "CHANGED": "blue",
    "MOVED": "blue",
    "GONE": "orange",
    "VANISHED": "orange",
    "COPY": "violet",
    "INDEXED": "gray",
}
"""Beside the sign and the word of each state: a colour alone says nothing to many."""
FAILED_SHOWN_MOST = 100
SHOW_PIXELS, SORT_PIXELS = 126, 186  # side by side on the smallest phone
ROWS_SEEN_MOST = 14
GENERATIONS_KEPT = 2
EVERY = ""
REMOVED_KEY = "rows of the table were removed"


@st.cache_resource(show_spinner=False)
def _folder(corpus: str) -> Folder:
    del corpus
    return Folder(resources.settings().corpus)


@st.cache_resource(show_spinner=False, max_entries=GENERATIONS_KEPT)
def _indexed(index: str, name: str, _generation: Generation) -> tuple[list[FileRow], dict[str, str]]:
    del index
    return indexed_rows(_generation), sources_of(resources.settings().index, name)


def rows_of(generation: Generation | None, *, beside_folder: bool) -> list[FileRow]:
    """Return a row for each file of a generation, if there is one, and of the folder as it is now, if wanted."""
    settings = resources.settings()
    indexed: list[FileRow] = []
    built: dict[str, str] = {}
    if generation:
        indexed, built = _indexed(str(settings.index), generation.name, generation)
    return rows_now(indexed, built, _folder(str(settings.corpus))) if beside_folder else indexed


@st.fragment
def draw_table(
    generation: Generation | None,
    read_page: st.Page,
    ask_page: st.Page,
    *,
    remove: Callable[[Sequence[FileRow]], None] | None,
) -> None:
    """Draw the table, and what can be done with the rows that are chosen; ``remove`` is None where nothing may be.

    An article is read on ``read_page``, a folder asked on ``ask_page``.  It is a fragment: a
    search or a choice draws the table again, and not the rest of the page.
    """
    if st.session_state.pop(REMOVED_KEY, False):
        st.rerun()  # what was removed is told above the table
    all_rows = rows_of(generation, beside_folder=remove is not None)
    if not all_rows:
        return
    rows = _chosen_rows(all_rows, ask_page)
    if not rows:
        st.html(f'<p role="status">{escape(wording.NONE_SHOWN)}</p>')
        return
    if len(rows) < len(all_rows):
        message = wording.SHOWN.format(count=f"{len(rows):,}", all=f"{len(all_rows):,}")
        st.html(f'<p class="cw-details" role="status">{escape(message)}</p>')
    chosen = [rows[position] for position in _draw_rows(rows, several=remove is not None)]
    if not chosen:
        st.html(f'<p class="cw-details">{escape(wording.CHOOSE)}</p>')
        _draw_failed(all_rows)
        _draw_much_left_out(all_rows)
        return
    if len(chosen) == 1:
        _draw_article(chosen[0], generation, read_page)
    if remove:
        # in a callback: what stands in a run after a button is lost when another run cuts that one short
        label = counted(wording.REMOVE, len(chosen))
        st.button(label, icon=":material/delete:", key="remove", on_click=_remove, args=(remove, chosen))


def _remove(remove: Callable[[Sequence[FileRow]], None], chosen: Sequence[FileRow]) -> None:
    remove(chosen)
    st.session_state[REMOVED_KEY] = True


def _chosen_rows(all_rows: Sequence[FileRow], ask_page: st.Page) -> list[FileRow]:
    """Draw search, folder, state and order, and return the rows that they leave, in that order."""
    states = counts(all_rows)
    row = st.container(horizontal=True, key="filters")
    words = row.text_input(wording.SEARCH, placeholder=wording.SEARCH_HELP, key="search", type="search") or ""
    name = row.selectbox(
        wording.SHOW,
        [EVERY, *(state.name for state in FileState)],
        key="show",
        width=SHOW_PIXELS,
        format_func=lambda name: (
            f"{wording.STATES[name]} ({states[FileState[name]]})" if name else wording.EVERY_STATE
        ),
    )
    order = row.selectbox(
        wording.SORT, [*wording.SORTS], format_func=wording.SORTS.__getitem__, key="sort", width=SORT_PIXELS
    )
    folder = _chosen_folder(all_rows, ask_page)
    inside = [row for row in all_rows if is_in(row.file, folder)]
    return in_order(found(inside, words, FileState[name] if name else None), order)


def _chosen_folder(all_rows: Sequence[FileRow], ask_page: st.Page) -> str:
    """Draw the folders where there are several, and the way to ask the chosen one alone; return it."""
    folders = [folder for folder in folders_of(row.file for row in all_rows) if shown(folder) == folder]
    if not folders:
        return ""
    row = st.container(horizontal=True, vertical_alignment="bottom", key="folders")
    folder = row.selectbox(
        wording.FOLDER,
        [EVERY, *folders],
        key="folder-shown",
        format_func=lambda name: name or wording.EVERY_FOLDER,
    )
    if folder and any(each.article_id and is_in(each.article_id, folder) for each in all_rows):
        label = literal(wording.ASK_FOLDER.format(folder=folder))
        row.page_link(ask_page, label=label, icon=":material/search:", query_params={FOLDER: folder})
    return folder or ""


def _draw_rows(rows: Sequence[FileRow], *, several: bool) -> list[int]:
    """Draw the table itself; return the positions of the rows that are chosen."""
    # what is chosen is remembered by its position: with other rows it is another table, with nothing chosen
    key = sha256("\n".join(f"{row.file}\0{row.state.name}" for row in rows).encode(errors="replace"))
    height = ROW_PIXELS * (min(len(rows), ROWS_SEEN_MOST) + 1) + 2
    table = st.dataframe(
        columns_of(rows),
        hide_index=True,
        height=height,
        key=f"articles-{key}",
        on_select="rerun",
        selection_mode="multi-row" if several else "single-row",
        placeholder="",
        alt=wording.TABLE,
        column_config=_config(),
    )
    return list(table["selection"]["rows"])


def _config() -> dict[str, ColumnConfig]:
    """Return the columns as wide as what mostly stands in them: a long title must not move others out of sight.

    The state comes first, so that it is in sight on the smallest phone too.
    """
    text, number, tags = (
        st.column_config.TextColumn,
        st.column_config.NumberColumn,
        st.column_config.MultiselectColumn,
    )
    return {
        wording.COLUMN_STATE: tags(
            width=STATE_PIXELS,
            options=list(wording.TAGS.values()),
            color=[TAG_COLOURS[name] for name in wording.TAGS],
        ),
        wording.COLUMN_TITLE: text(width=TITLE_PIXELS),
        wording.COLUMN_SOURCE: text(width=108),
        wording.COLUMN_DATE: text(width=84),
        wording.COLUMN_WORDS: number(width=62, format="localized"),
        wording.COLUMN_LEFT_OUT: text(width=78, alignment="right"),
        wording.COLUMN_NOTE: text(width=104),
    }


def state_of(row: FileRow) -> str:
    """Return the state of a row in words, with its reason."""
    match row.state:
        case FileState.COPY:
            return wording.COPY_OF.format(title=row.note)
        case FileState.MOVED:
            return wording.MOVED_FROM.format(file=row.note)
        case FileState.VANISHED:
            return row.note[:1].upper() + row.note[1:]
        case FileState.FAILED:
            return wording.FAILED_AS.format(reason=row.note)
    return wording.STATES[row.state.name]


def left_out_of(row: FileRow) -> str:
    """Return the share of a file's words that its article lacks; one that is to be looked at has a sign."""
    if row.words is None:
        return ""
    share = f"{row.left_out.share:.1%}" if row.left_out and row.left_out.words else "0%"
    return wording.MUCH.format(share=share) if row.left_out and row.left_out.much else share


CELLS: Mapping[str, Callable[[FileRow], str | float | list[str] | None]] = {
    wording.COLUMN_STATE: lambda row: [wording.TAGS[row.state.name]],
    wording.COLUMN_TITLE: lambda row: row.title,
    wording.COLUMN_NOTE: lambda row: state_of(row) if row.note else "",
    wording.COLUMN_SOURCE: lambda row: row.source,
    wording.COLUMN_DATE: lambda row: row.published,
    wording.COLUMN_WORDS: lambda row: row.words,
    wording.COLUMN_LEFT_OUT: left_out_of,
}
"""What stands in each column."""
IF_ANY = (wording.COLUMN_DATE, wording.COLUMN_NOTE)
"""Columns that would be empty in many libraries, and are left out there."""


def columns_of(rows: Sequence[FileRow]) -> dict[str, list[str | float | list[str] | None]]:
    """Return the columns of a table of rows, by name."""
    columns = {name: [cell(row) for row in rows] for name, cell in CELLS.items()}
    return {name: cells for name, cells in columns.items() if name not in IF_ANY or any(cells)}


def file_link(row: FileRow) -> str:
    """Return the name of a file as the link to its original; the name alone where the file is gone."""
    name = escape(shown(row.file))
    if row.state is FileState.GONE:
        return name
    opens = escape(wording.OPEN_ORIGINAL.format(file=shown(row.file)))
    address = escape(address_of(row.file))
    return f'<a href="{address}" target="_blank" rel="noopener" title="{opens}">{name}</a>'


def _draw_failed(all_rows: Sequence[FileRow]) -> None:
    """Draw the reasons in full: a cell of the table shows only how they begin."""
    failed = [row for row in all_rows if row.state is FileState.FAILED]
    if not failed:
        return
    items = "".join(f"<li>{file_link(row)}: {escape(row.note)}</li>" for row in failed[:FAILED_SHOWN_MOST])
    more = len(failed) - FAILED_SHOWN_MOST
    items += f"<li>{escape(wording.MORE_FAILED.format(count=f'{more:,}'))}</li>" if more > 0 else ""
    with st.expander(counted(wording.FAILED_FILES, len(failed)), icon=":material/error:"):
        st.html(f'<ul class="cw-failed">{items}</ul>')


def _draw_much_left_out(all_rows: Sequence[FileRow]) -> None:
    """Draw the files of which much is left out or may be wrong, so that nobody takes their articles for whole."""
    left_out = [(row, row.left_out) for row in all_rows if row.left_out]
    much = sorted((pair for pair in left_out if pair[1].much), key=lambda pair: -pair[1].share)
    hard = sorted((pair for pair in left_out if pair[1].much_is_hard), key=lambda pair: -pair[1].hard_to_read)
    _draw_told(much, wording.MUCH_LEFT_OUT, ":material/content_cut:")
    _draw_told(hard, wording.MUCH_HARD, ":material/image_search:")


def _draw_told(rows: Sequence[tuple[FileRow, LeftOut]], forms: tuple[str, str], icon: str) -> None:
    if not rows:
        return
    items = "".join(
        f"<li>{file_link(row)}: {escape(_told(left_out))}</li>" for row, left_out in rows[:FAILED_SHOWN_MOST]
    )
    more = len(rows) - FAILED_SHOWN_MOST
    items += f"<li>{escape(wording.MORE_MUCH_LEFT_OUT.format(count=f'{more:,}'))}</li>" if more > 0 else ""
    with st.expander(counted(forms, len(rows)), icon=icon):
        st.html(f'<ul class="cw-failed">{items}</ul>')


def _told(left_out: LeftOut) -> str:
    """Return how much of a file its article lacks, and how many of its words may be wrong, in words."""
    numbers = wording.LEFT_OUT.format(
        words=f"{left_out.words:,}", of=f"{left_out.of:,}", share=f"{100 * left_out.share:.1f}"
    )
    notes = [numbers] if left_out.words or not left_out.hard_to_read else []
    notes += [counted(wording.UNREAD, left_out.unread)] if left_out.unread else []
    notes += [counted(wording.HARD_TO_READ, left_out.hard_to_read)] if left_out.hard_to_read else []
    return " ".join(notes)


def _draw_article(row: FileRow, generation: Generation | None, read_page: st.Page) -> None:
    """Draw the way to an article, what was cut from it, and its state in full where that says more."""
    note = f"{escape(state_of(row))}<br>" if row.note else ""
    passages = "" if row.passages is None else f" · {counted(wording.SUMMARY_PASSAGES, row.passages)}"
    st.html(
        f"<p><b>{escape(row.title)}</b><br>{note}"
        f'<span class="cw-details">{file_link(row)}{escape(passages)}</span></p>'
    )
    if not (row.article_id and generation):
        return
    if row.left_out:
        much = row.left_out.much or row.left_out.much_is_hard
        st.html(f'<p class="{"cw-notice" if much else "cw-details"}">{escape(_told(row.left_out))}</p>')
    st.page_link(
        read_page,
        label=literal(wording.OPEN.format(title=row.title)),
        icon=":material/menu_book:",
        query_params={"article": row.article_id},
    )
    with st.expander(wording.WHAT_WAS_CUT):
        st.html(blocks.cleaning(generation.store.report(row.article_id)))
