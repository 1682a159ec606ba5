"""Sources in the Library: their state by word, sign and colour, and what a visitor can do."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from qa.reading.living.keeping import add_source, make_source, read_sources, read_state, write_state
from qa.reading.living.records import ItemState, LivingSource, SourceItem, SourceKind, SourceState
from qa.serving.page.library import wording
from qa.serving.page.library.sources import shown
from tests.serving.page.library.test_view import open_view, texts

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
SOURCE = LivingSource(id="0", address="https://a.org/?<b>", every=86_400, added=NOW)


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (SourceState(kind=SourceKind.ADDRESS), ['class="cw-source-waiting">… Waiting', "0 articles;", "next now"]),
        (
            SourceState(
                kind=SourceKind.PAGE,
                items=(SourceItem(address="a", name="<i>", state=ItemState.GONE, since="2026-11-28"),),
                fetched=NOW,
                next=datetime(2026, 11, 30, 12, 1, tzinfo=UTC),
            ),
            [
                'class="cw-source-well">✓ Well',
                "1 article, 1 no longer there; looked at every 1d, last 2026-11-29 12:00 UTC, next 2026-11-30",
                "&lt;i&gt;: no longer there since 2026-11-28",
            ],
        ),
        (
            SourceState(kind=SourceKind.LIST, error="1 of 3", error_at=NOW, next=NOW, fetched=NOW),
            ['class="cw-source-partly">! Only in part 2026-11-29 12:00 UTC', "1 of 3"],
        ),
        (
            SourceState(kind=SourceKind.PAGE, error="<b>No.", error_at=NOW, next=NOW, failures=1),
            ['class="cw-source-failed">✗ Failed 2026-11-29 12:00 UTC', "&lt;b&gt;No."],
        ),
    ],
)
def test_a_source_says_how_it_is(state: SourceState, told: list[str]) -> None:
    """In a word with a sign of its own, and all that comes from elsewhere is text."""
    html = shown(SOURCE, state, NOW)

    assert [part for part in told if part not in html] == []
    assert "https://a.org/?&lt;b&gt;" in html
    assert "<b>No" not in html


@pytest.mark.integration
def test_a_source_is_added_looked_at_and_removed_in_the_library(page_settings: None, corpus: Path) -> None:
    """An address of the public web is kept, and due at once; others are refused, folders of the server, too."""
    del page_settings
    page = open_view()
    for address in (str(corpus.parent), "http://127.0.0.1/a", "https://leaflets.example/feed"):
        next(field for field in page.text_input if field.label == wording.SOURCE_ADDRESS).set_value(address)
        next(button for button in page.button if button.label == wording.ADD_SOURCE).click()
        page.run()
        assert not page.exception
    said = "".join(texts(page))
    [source] = read_sources(corpus)
    write_state(corpus, source, SourceState(kind=SourceKind.PAGE, next=NOW.replace(year=2099)))

    page.button(f"look-{source.id}").click().run()
    due = read_state(corpus, source).next
    page.button(f"forget-{source.id}").click().run()

    assert source.address == "https://leaflets.example/feed"
    assert wording.SOURCE_ADDED.format(address=source.address) in said
    assert due is None
    assert read_sources(corpus) == ()


@pytest.mark.integration
def test_a_library_that_is_read_only_shows_no_sources(
    page_settings: None, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which addresses are looked at is nobody's business who may change nothing."""
    del page_settings
    source = make_source(corpus, "https://leaflets.example/", every=900, now=NOW)
    add_source(corpus, source, wait=lambda _: None)
    monkeypatch.setenv("CITEWELL_SERVING__READ_ONLY", "true")

    assert "leaflets.example" not in "".join(texts(open_view()))
