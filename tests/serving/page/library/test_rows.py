"""The rows of the library: the generation beside the folder as it is now."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from qa.indexing.build import BuildReport, build
from qa.indexing.generations import open_current
from qa.indexing.writer import sources_of
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
from qa.serving.page.library.table import state_of
from qa.settings import Indexing
from tests.conftest import ARTICLES, BUILT
from tests.support.fakes import FakeEncoder

WALKS = (
    "A walk along the river is good for the back, and a walk up the hill is good for the legs. Begin with ten "
    "minutes on most days of the week, and go a little further each week, as long as it hurts no more than it did "
    "the day before. Rest on a bench where there is one, and take the bus home when the weather turns.\n"
)


def row(title: str, state: FileState = FileState.INDEXED, **values: str | int) -> FileRow:
    return FileRow(file=f"{title}.md", title=title, state=state, **values)  # type: ignore[arg-type]


@pytest.fixture
def now(corpus: Path, index: Path) -> Callable[[], dict[str, FileRow]]:
    """Return a function that returns the rows of the index and the folder as they are, by file."""

    def look() -> dict[str, FileRow]:
        generation = open_current(index)
        rows = rows_now(indexed_rows(generation), sources_of(index, generation.name), Folder(corpus))
        return {shown(each.file): each for each in rows}

    return look


Now = Callable[[], dict[str, FileRow]]


def test_an_indexed_article_has_its_details_and_counts(built: BuildReport, now: Now) -> None:
    """Title, source, date and counts are those of the generation; without a publisher the file is told."""
    rows = now()

    assert rows["sciatica.md"] == FileRow(
        file="sciatica.md",
        state=FileState.INDEXED,
        title="Sciatica",
        article_id="sciatica",
        source="Leaflets",
        published="2026-01-02",
        words=48,
        passages=3,
    )
    assert (rows["cramps.md"].source, rows["lifting.txt"].article_id) == ("cramps.md", "lifting.txt")
    assert [each.state for each in rows.values()] == [FileState.INDEXED] * 3


def test_what_happened_in_the_folder_since_the_build_is_told(built: BuildReport, corpus: Path, now: Now) -> None:
    """A file with other bytes is changed, one more is new, and one that is gone is removed but still answers."""
    (corpus / "cramps.md").write_text(ARTICLES["cramps.md"] + "\nMore.\n")
    (corpus / "new.md").write_text("# Something new\n\nIt stands here.\n")
    (corpus / "lifting.txt").unlink()

    rows = now()

    states = {file: each.state for file, each in rows.items()}
    assert states == {
        "cramps.md": FileState.CHANGED,
        "lifting.txt": FileState.GONE,
        "sciatica.md": FileState.INDEXED,
        "new.md": FileState.NEW,
    }
    assert (rows["new.md"].title, rows["new.md"].words, rows["lifting.txt"].words) == ("Something new", None, 42)


def test_a_file_that_was_moved_to_another_folder_is_told_as_that(
    built: BuildReport, corpus: Path, now: Now
) -> None:
    """It is neither removed nor new; of two equal files only one can be the moved one."""
    (corpus / "legs").mkdir()
    (corpus / "cramps.md").rename(corpus / "legs" / "cramps.md")
    (corpus / "legs" / "again.md").write_bytes((corpus / "legs" / "cramps.md").read_bytes())

    rows = now()

    states = {file: each.state for file, each in rows.items() if each.state is not FileState.INDEXED}
    assert sorted(states.values(), key=lambda state: state.value) == [FileState.NEW, FileState.MOVED]
    assert set(states) == {"legs/cramps.md", "legs/again.md"}
    moved = next(each for each in rows.values() if each.state is FileState.MOVED)
    assert (moved.article_id, state_of(moved)) == ("cramps", "Was cramps.md")


def test_what_is_no_longer_at_its_source_is_marked(corpus: Path, index: Path, now: Now) -> None:
    """With the day; the article stays in the index."""
    text = ARTICLES["cramps.md"].replace(
        "---\n", "---\ngone_since: 2026-11-03\nurl: https://example.org/cramps\n", 1
    )
    (corpus / "cramps.md").write_text(text)
    build(corpus, index, encoder=FakeEncoder(), settings=Indexing(), built=BUILT)

    row = now()["cramps.md"]

    assert (row.state, row.passages) == (FileState.VANISHED, 1)
    assert state_of(row) == "No longer at its address since 2026-11-03"


def test_a_file_that_was_only_touched_is_not_changed(built: BuildReport, corpus: Path, now: Now) -> None:
    """The bytes decide, not the time of the file: a copied folder is not a changed one."""
    for file in corpus.iterdir():
        os.utime(file, (4e9, 4e9))

    assert {each.state for each in now().values()} == {FileState.INDEXED}


def test_a_folder_notices_a_file_that_is_written_again(corpus: Path) -> None:
    """What was read before is read again once it was touched, and only then; a folder that is gone is empty."""
    folder = Folder(corpus)
    first = folder.digests()
    (corpus / "cramps.md").write_text("other words")

    second = folder.digests()

    assert {source for source in first if first[source] != second[source]} == {"cramps.md"}
    assert Folder(corpus / "none").digests() == {}


def test_the_title_of_a_new_file_is_that_of_its_text_as_it_is(corpus: Path) -> None:
    """It is read again with the file; what cannot be read here and now has the name of its file."""
    for name in ("new.md", "page.html", "empty.md"):
        (corpus / name).write_text("" if name == "empty.md" else "# Some *new* title\n\nWords.\n")
    folder = Folder(corpus)
    folder.digests()
    first = [folder.title(name) for name in ("new.md", "page.html", "empty.md")]
    (corpus / "new.md").write_text("# Another\n\nWords.\n")
    folder.digests()

    assert first == ["Some new title", "page", "empty"]
    assert folder.title("new.md") == "Another"


def test_a_file_that_cannot_be_read_is_told_with_its_reason_until_it_is_mended(
    corpus: Path, index: Path, encoder: FakeEncoder, now: Now
) -> None:
    """It is failed; with other bytes it is a changed file that waits for a build; gone, it is no row at all."""
    bad = corpus / "<b>scan.gif"
    bad.write_bytes(b"\xff\xd8")
    build(corpus, index, encoder=encoder, settings=Indexing(), built=BUILT)
    failed = now()[bad.name]
    bad.write_bytes(b"\xff\xd8\xff")
    mended = now()[bad.name]
    bad.unlink()

    assert (failed.state, failed.title, failed.article_id) == (FileState.FAILED, "<b>scan", "")
    assert failed.note.startswith("there is no reader for this format")
    assert state_of(failed) == f"Failed: {failed.note}"
    assert (mended.state, state_of(mended)) == (FileState.CHANGED, "Changed")
    assert bad.name not in now()


def test_a_copy_is_told_with_the_title_of_its_original(
    make_corpus: Callable[[Mapping[str, str | bytes]], Path], index: Path, encoder: FakeEncoder
) -> None:
    """Of two articles with one text, the one that was published later is the copy."""
    text = "---\ntitle: {title}\npublished: {date}\n---\n\n" + WALKS
    pair = {"a.md": text.format(title="Later", date=2025), "b.md": text.format(title="First", date=2020)}
    corpus = make_corpus(pair | ARTICLES)
    build(corpus, index, encoder=encoder, settings=Indexing(), built=BUILT)

    rows = {each.file: each for each in indexed_rows(open_current(index))}

    assert (rows["a.md"].state, state_of(rows["a.md"])) == (FileState.COPY, "Copy of First")
    assert (rows["b.md"].state, state_of(rows["b.md"])) == (FileState.INDEXED, "Indexed")


def test_a_name_that_is_no_text_is_shown_and_can_still_be_named(
    corpus: Path, index: Path, encoder: FakeEncoder, now: Now
) -> None:
    """A row keeps the file's true name for the disk, and shows one that can be drawn."""
    name = b"sore\xff.md".decode(errors="surrogateescape")
    (corpus / name).write_text("# Sore\n\nSore.\n")
    build(corpus, index, encoder=encoder, settings=Indexing(), built=BUILT)

    found_row = now()["sore?.md"]

    assert (found_row.state, found_row.note) == (FileState.FAILED, "the file's name is not valid text")
    assert (found_row.file, (corpus / found_row.file).exists()) == (name, True)


def test_rows_are_found_by_all_words_in_any_case_and_by_state() -> None:
    """Every word must stand in title, source, file or reason; no word finds all."""
    rows = [row("Sore Backs", source="Leaflets"), row("Sore legs"), row("Scan", FileState.FAILED, note="no text")]

    assert [each.title for each in found(rows, "SORE leaf", None)] == ["Sore Backs"]
    assert [each.title for each in found(rows, "no TEXT", None)] == ["Scan"]
    assert [each.title for each in found(rows, "", FileState.INDEXED)] == ["Sore Backs", "Sore legs"]
    assert found(rows, "sore", FileState.FAILED) == []
    assert counts(rows) == {**dict.fromkeys(FileState, 0), FileState.INDEXED: 2, FileState.FAILED: 1}


@pytest.mark.parametrize(
    ("order", "titles"),
    [
        ("title", ["an ache", "Back", "Calf", "Disc", "Elbow"]),
        ("newest", ["Elbow", "Back", "Calf", "an ache", "Disc"]),
        ("longest", ["Calf", "Elbow", "an ache", "Back", "Disc"]),
        ("state", ["Disc", "Back", "Calf", "an ache", "Elbow"]),
    ],
)
def test_rows_are_put_in_order(order: str, titles: list[str]) -> None:
    """Titles run through the alphabet in any case; what needs attention comes before what does not."""
    rows = [
        row("Elbow", FileState.COPY, published="2026-01", words=7),
        row("Disc", FileState.FAILED),
        row("Calf", FileState.CHANGED, published="2024", words=9),
        row("Back", FileState.NEW, published="2025"),
        row("an ache", words=2),
    ]

    assert [each.title for each in in_order(rows, order)] == titles
