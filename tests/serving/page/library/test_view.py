"""The Library view, drawn by Streamlit's own test runner."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from qa.errors import BuildStoppedError, CitewellError
from qa.indexing.build import BuildReport, Stage, build
from qa.indexing.generations import current_name, roll_back
from qa.indexing.manifest import Calibration
from qa.reading.adding import Added
from qa.records import CleaningReport, Removed
from qa.serving.builds import Builder, Building
from qa.serving.cli import main as cli
from qa.serving.pace import Work
from qa.serving.page.library import index_state, rebuilding, sample, wording
from qa.serving.page.library.changes import told_of_adding
from qa.serving.page.library.rows import FileRow, FileState
from qa.serving.page.shared import resources
from qa.serving.page.shared import wording as page_wording
from qa.settings import Indexing
from tests.conftest import ARTICLES, BUILT, PROJECT, build_small
from tests.serving.page.test_page_blocks import Reader
from tests.support.fakes import FakeEncoder

MODEL = "all-MiniLM-L6-v2"
NO_ARTICLE = "<b>scan.gif"
SAMPLE = wording.SAMPLE.format(count=44)
SECONDS_MOST = 30.0
SHOULDER = "# Frozen shoulder\n\nA frozen shoulder is stiff and painful for months, and then it thaws by itself.\n"
WALKING = (
    "Walking to work\n\nWalking to work is good for the back, and for the legs that carry it there each day.\n"
)
HOSTILE = "<b>$x$</b> :material/home: [a](http://b) *c*"


@pytest.fixture(autouse=True)
def ended_builds(page_settings: None, index: Path) -> Iterator[None]:
    """Wait for the build that a test has started, before the page's settings go."""
    yield
    builder(index).join(SECONDS_MOST)


@pytest.fixture(scope="module")
def indexed_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build, once for all tests, the index that the page opens; no test may change it."""
    return build_small(tmp_path_factory.mktemp("indexed"), FakeEncoder(name=MODEL), NO_ARTICLE)


@pytest.fixture
def indexed(indexed_once: Path, corpus: Path, index: Path) -> Path:
    """Copy the index that the page opens; one file of the corpus is no article."""
    (corpus / NO_ARTICLE).write_bytes(b"\xff\xd8")
    return shutil.copytree(indexed_once, index)


def builder(index: Path) -> Builder:
    return rebuilding.builder(str(index))


def open_view(view: str = "library", **address: str) -> AppTest:
    page = AppTest.from_file(str(PROJECT / "app.py"), default_timeout=30)
    # switch_page knows views that are files; those of st.navigation that are functions go by this hash
    page._page_hash = calc_hash(view)
    page.query_params.update(address)
    page.run()
    assert not page.exception
    return page


def texts(page: AppTest) -> list[str]:
    return [element.proto.body for element in page.main.get("html")]


def said(page: AppTest, words: str) -> bool:
    return any(words in text for text in texts(page))


def titles(page: AppTest) -> list[str]:
    return list(page.dataframe[0].value["Title"])


def choose(page: AppTest, *names: str) -> None:
    """Select the rows of these titles, as a press on them does."""
    rows = [position for position, title in enumerate(titles(page)) if title in names]
    key = page.dataframe[0].proto.id.split("-", 2)[2]
    page.session_state[key] = {"selection": {"rows": rows, "columns": [], "cells": []}}
    page.run()
    assert not page.exception


def press(page: AppTest, key: str) -> None:
    page.button(key=key).click().run()
    assert not page.exception


@pytest.mark.usefixtures("indexed")
def test_the_table_has_a_row_for_each_file_what_needs_attention_first() -> None:
    """State, title, source, date, words and what is left out stand in columns; a failed file comes first."""
    table = open_view().dataframe[0].value

    assert list(table["Title"]) == ["<b>scan", "Cramps at night", "Lifting with care", "Sciatica"]
    assert [list(tags) for tags in table["State"]] == [
        ["✕ Failed"],
        ["✓ Indexed"],
        ["✓ Indexed"],
        ["✓ Indexed"],
    ]
    assert [note.partition(" ")[0] for note in table["Note"]] == ["Failed:", "", "", ""]
    assert list(table["Source"]) == ["<b>scan.gif", "cramps.md", "lifting.txt", "Leaflets"]
    assert list(table["Date"]) == ["", "", "", "2026-01-02"]
    assert list(table["Left out"]) == ["", "0%", "0%", "0%"]
    assert list(table["Words"])[1:] == [17, 42, 48]


def test_how_much_of_a_file_was_left_out_is_told(corpus: Path, index: Path) -> None:
    """A column has each article's share; a file that lacks more than a tenth is named, and its row tells it."""
    said_there = "Rest on a bench by the river."
    (corpus / "rest.md").write_text(f"# Rest\n\n<!-- ask <b>Ann</b> about the bench there -->\n\n{said_there}\n")
    (corpus / "cramps.md").write_text(f"# Cramps at night\n\n{said_there}\n")
    build(corpus, index, encoder=FakeEncoder(name=MODEL), settings=Indexing(), built=BUILT)
    page = open_view()
    told = wording.LEFT_OUT.format(words=6, of=13, share="46.2")

    shares = dict(zip(titles(page), page.dataframe[0].value["Left out"], strict=True))
    named = [expander.label for expander in page.expander]
    choose(page, "Rest")

    assert (shares["Rest"], shares["Cramps at night"]) == ("⚠ 46.2%", "0%")
    assert wording.MUCH_LEFT_OUT[0].format(count=1) in named
    assert any("cw-notice" in text and told in text for text in texts(page))


@pytest.mark.usefixtures("indexed")
def test_the_table_is_searched_narrowed_and_sorted() -> None:
    """Words and a state leave fewer rows, which is said; the longest comes first when that is asked for."""
    page = open_view()

    page.text_input(key="search").set_value("LEAF").run()
    found = titles(page)
    page.text_input(key="search").set_value("").run()
    page.selectbox(key="show").select("INDEXED").run()
    page.selectbox(key="sort").select("longest").run()

    assert found == ["Sciatica"]
    assert titles(page) == ["Sciatica", "Lifting with care", "Cramps at night"]
    assert said(page, wording.SHOWN.format(count=3, all=4))
    page.text_input(key="search").set_value("no such words").run()
    assert (len(page.dataframe), said(page, wording.NONE_SHOWN)) == (0, True)


@pytest.mark.usefixtures("indexed")
def test_a_chosen_article_can_be_opened_and_shows_what_was_cut() -> None:
    """A row leads to its article; the link's label and the file are shown as they stand."""
    page = open_view()

    choose(page, "Sciatica")

    link = page.main.get("page_link")[0].proto
    assert (link.page, dict(parse_qsl(link.query_string))) == ("read", {"article": "sciatica"})
    assert said(page, "sciatica.md")
    assert wording.WHAT_WAS_CUT in [expander.label for expander in page.expander]


def test_the_reason_of_a_failure_is_told_in_full(indexed: Path) -> None:
    """Under the table stands each file that could not be read, with its reason, as text."""
    page = open_view()

    assert wording.FAILED_FILES[0].format(count=1) in [expander.label for expander in page.expander]
    assert said(
        page, 'title="Open the original file &lt;b&gt;scan.gif">&lt;b&gt;scan.gif</a>: there is no reader for'
    )
    assert said(page, '<a href="./original?file=%3Cb%3Escan.gif" target="_blank" rel="noopener"')


@pytest.mark.usefixtures("indexed")
def test_what_changed_in_the_folder_waits_for_a_build(corpus: Path) -> None:
    """New, changed and removed files are counted above the button, and told in the table."""
    before = open_view()
    (corpus / "shoulder.md").write_text(SHOULDER)
    (corpus / "cramps.md").write_text(ARTICLES["cramps.md"] + "\nMore.\n")
    (corpus / "lifting.txt").unlink()

    page = open_view()

    assert said(before, wording.NOTHING_WAITING)
    assert said(page, "Since the last build: 1 new, 1 changed, 1 removed.")
    states = dict(zip(titles(page), map(list, page.dataframe[0].value["State"]), strict=True))
    assert states == {
        "<b>scan": ["✕ Failed"],
        "Frozen shoulder": ["+ New"],
        "Cramps at night": ["~ Changed"],
        "Lifting with care": ["− Removed"],
        "Sciatica": ["✓ Indexed"],
    }


@pytest.mark.usefixtures("indexed")
def test_a_rebuild_runs_in_the_background_and_every_open_page_says_so(corpus: Path, index: Path) -> None:
    """After a press the build is under way; when it has ended, each page tells what it came to and uses it."""
    (corpus / "shoulder.md").write_text(SHOULDER)
    mine, other, asking = open_view(), open_view(), open_view("ask", q="frozen shoulder")
    old = current_name(index)

    press(mine, "rebuild")
    builder(index).join(SECONDS_MOST)
    for page in (mine, other, asking):
        page.run()

    assert current_name(index) != old
    for page in (mine, other):
        assert said(page, "Built 7 passages of 4 articles; 1 had to be encoded.")
        assert said(page, wording.UPDATED)
        assert "Frozen shoulder" in titles(page)
    assert not said(asking, "Frozen shoulder")  # what someone reads stays until they ask for what is new
    assert said(asking, page_wording.CHANGED_MEANWHILE)
    press(asking, "update-articles")
    assert said(asking, "Frozen shoulder")
    assert not said(asking, page_wording.CHANGED_MEANWHILE)


@pytest.mark.usefixtures("indexed")
def test_a_page_says_only_once_that_the_articles_were_updated(corpus: Path, index: Path) -> None:
    """What the visitor does next takes the notice away, and a page that opens later has none."""
    page = open_view()
    (corpus / "shoulder.md").write_text(SHOULDER)
    build(corpus, index, encoder=FakeEncoder(name=MODEL), settings=Indexing(), built=BUILT)

    page.run()
    first = said(page, wording.UPDATED)
    page.run()

    assert (first, said(page, wording.UPDATED), said(open_view(), wording.UPDATED)) == (True, False, False)


@pytest.mark.usefixtures("indexed")
def test_while_a_build_runs_every_visitor_sees_it_and_can_stop_it(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that opens meanwhile shows the progress and the stop button; that it was stopped is told."""
    old = current_name(index)
    running = Building(
        running=True, stage=Stage.ENCODING, done=12, total=48, share=0.34, seconds_left=(70.0, 170.0)
    )
    stopped: list[bool] = []
    monkeypatch.setattr(Builder, "look", lambda _: running)
    monkeypatch.setattr(Builder, "stop", lambda _: stopped.append(True))
    page = open_view()
    shown = texts(page)

    press(page, "stop")
    monkeypatch.setattr(Builder, "look", lambda _: Building(outcome=BuildStoppedError()))
    page.run()

    assert [button.key for button in page.button if button.key in ("rebuild", "stop")] == ["rebuild"]
    assert any("<b>34 %. Encoding passages: 12 of 48</b>; 1 to 3 minutes left." in text for text in shown)
    assert any(
        '<p role="status" class="cw-heard">The index is being rebuilt: 30 %. Encoding' in text for text in shown
    )
    assert (stopped, current_name(index)) == ([True], old)
    assert said(page, '<p role="alert"><b>The build was stopped; the index is as it was.</b>')


@pytest.mark.usefixtures("indexed")
def test_a_build_that_fails_is_told_to_everyone(corpus: Path, index: Path) -> None:
    """The error with its next step is on the page, the old index serves, and a build can be asked for again."""
    old = current_name(index)
    for file in corpus.iterdir():
        file.unlink()
    page = open_view()

    press(page, "rebuild")
    builder(index).join(SECONDS_MOST)

    for each in (page.run(), open_view()):
        assert said(
            each, '<p role="alert"><b>There are no articles in this library.</b><br>Add articles first.</p>'
        )
        assert each.button(key="rebuild").label == wording.REBUILD
    assert current_name(index) == old


@pytest.mark.usefixtures("indexed")
def test_an_article_is_removed_and_put_back(corpus: Path) -> None:
    """What was chosen leaves the folder, with a button that brings it back; the index is as it was meanwhile."""
    page = open_view()
    choose(page, "Sciatica", "<b>scan")

    label = page.button(key="remove").label
    press(page, "remove")
    after = sorted(path.name for path in corpus.iterdir())
    removed = texts(page)
    press(page, "undo")

    assert label == "Remove 2 articles"
    assert after == [".removed", "cramps.md", "lifting.txt"]
    assert any("2 removed from the folder: &lt;b&gt;scan, Sciatica<br>" in text for text in removed)
    assert any("Since the last build: 1 removed." in text for text in removed)
    assert sorted(path.name for path in corpus.glob("[!.]*")) == [
        "<b>scan.gif",
        "cramps.md",
        "lifting.txt",
        "sciatica.md",
    ]
    assert said(page, "2 put back into the folder: &lt;b&gt;scan, Sciatica")
    assert said(page, wording.NOTHING_WAITING)


@pytest.mark.usefixtures("indexed")
def test_pasted_text_is_added_and_an_address_that_may_not_be_fetched_is_told() -> None:
    """Each thing that was given has its own outcome; what was added waits for a build."""
    page = open_view()
    fields = {field.label: field for field in page.text_input}

    fields[wording.ADD_ADDRESS].set_value("http://127.0.0.1/secret")
    page.text_area[0].set_value(WALKING)
    next(button for button in page.button if button.label == wording.ADD_BUTTON).click().run()

    assert said(page, '<p role="alert"><b>')
    assert said(page, "<li>Added: Walking to work</li>")
    assert "Walking to work" in titles(page)


def test_nothing_given_is_told_to_be_nothing() -> None:
    """A press on the button of an empty form says what to give."""
    told = told_of_adding([])

    assert told.said == f'<p role="alert">{wording.NOTHING_GIVEN}</p>'


def test_titles_and_errors_of_what_was_added_are_text() -> None:
    """A hostile title, piece or error reaches the reader as it stands, and adds no element."""
    report = CleaningReport(removed=(Removed(text=HOSTILE, rule="furniture"),))
    added = Added(name="x", title=HOSTILE, updated=True, report=report)
    error = CitewellError(HOSTILE, hint=HOSTILE)

    told = told_of_adding([added, error])

    page = Reader((told.said + told.cut).replace("<br>", " "))
    shown = "".join(text for text, _ in page.texts)
    assert page.tags == {"p", "b", "div", "ul", "li"}
    assert shown.count(HOSTILE) == 5
    assert told.pieces == 1


def test_without_an_index_the_way_to_one_is_shown(index: Path) -> None:
    """The files that wait are counted and listed, and the button builds the first index."""
    page = open_view()
    waiting = titles(page)

    press(page, "rebuild")
    builder(index).join(SECONDS_MOST)
    page.run()

    assert waiting == ["Cramps at night", "lifting", "Sciatica"]
    assert titles(page) == ["Cramps at night", "Lifting with care", "Sciatica"]
    assert current_name(index).startswith("g-000001-")


def test_an_empty_folder_offers_only_to_add_and_the_sample(corpus: Path) -> None:
    """Without articles there is no table and nothing to build."""
    shutil.rmtree(corpus)

    page = open_view()

    assert (len(page.dataframe), [button.label for button in page.button]) == (
        0,
        [SAMPLE, wording.ADD_BUTTON, wording.ADD_SOURCE],
    )
    assert said(page, f"{wording.EMPTY} {wording.EMPTY_HERE}")
    assert page.expander[0].proto.expanded


def test_from_nothing_a_text_is_added_built_and_asked(corpus: Path) -> None:
    """An empty library leads from any view to its first article, and the build makes it one that answers."""
    shutil.rmtree(corpus)
    before = [text for text in texts(open_view("ask")) if "cw-empty" in text]
    page = open_view()
    page.text_area[0].set_value(WALKING)
    next(button for button in page.button if button.label == wording.ADD_BUTTON).click().run()
    waits = [text for text in texts(open_view("ask")) if "cw-empty" in text]

    press(page, "rebuild")
    builder(resources.settings().index).join(SECONDS_MOST)
    answered = open_view("ask", q="is walking to work good for the back")

    assert [f'href="./library?">{wording.ADD}</a>' in text for text in before] == [True]
    assert [wording.EMPTY_WAITS in text and wording.OPEN_LIBRARY in text for text in waits] == [True]
    assert any("<b>Walking to work</b>" in text for text in texts(answered))


def test_the_state_of_the_index_is_told_and_verified(indexed: Path) -> None:
    """Counts, size, model, error, generation; a check reads everything and says whether it is sound."""
    page = open_view()
    details = next(text for text in texts(page) if "cw-terms" in text)

    press(page, "verify")
    sound = said(page, wording.SOUND)
    (indexed / current_name(indexed) / "vectors.npy").write_bytes(b"")
    press(page, "verify")

    size = sum(path.stat().st_size for path in (indexed / current_name(indexed)).rglob("*") if path.is_file())
    assert "3 articles, 6 passages, 12 sentences; 1 file could not be read" in details
    assert f"<dd>{MODEL}</dd>" in details
    assert f"<dd>{current_name(indexed)}</dd>" in details
    assert wording.NOT_CALIBRATED in details
    assert size > 0
    assert sound
    assert said(page, "a part of their index is damaged.</b>")


REFUSED, OTHER, NEAR = (
    "5.1% of questions that the articles answer are refused; 0.0% get an answer that is called unsure",
    "0.0% of questions on other subjects get an answer",
    "up to 10.0% of near misses do, the nearer they come to what the articles say",
)


@pytest.mark.parametrize(
    ("questions", "told"),
    [
        (
            {"answerable": 200, "other": 100, "near": 50},
            f"{REFUSED}; {OTHER}; {NEAR}; measured on 350 questions",
        ),
        ({"answerable": 200, "other": 0, "near": 0}, f"{REFUSED}; measured on 200 questions"),
        ({"answerable": 0, "other": 0, "near": 0}, wording.NOT_CALIBRATED),
        ({}, wording.NOT_CALIBRATED),
    ],
)
def test_the_measured_error_is_told_in_per_cent(questions: dict[str, int], told: str) -> None:
    """Each share is told with what it is a share of, and none that was measured on no question."""
    measured = Calibration(
        weights={},
        intercept=0.0,
        threshold=0.5,
        sure=0.0,
        refused=0.051,
        unsure=0.0,
        answered_other=0.0,
        answered_near=0.1,
        unsure_near=0.0,
        questions=questions,
    )

    assert index_state.error_of(measured) == told


def test_the_index_before_the_last_build_is_rolled_back_to(corpus: Path, indexed: Path) -> None:
    """A press lets it answer again, the page says so, and what it lacks waits for a build."""
    old = current_name(indexed)
    (corpus / "shoulder.md").write_text(SHOULDER)
    build(corpus, indexed, encoder=FakeEncoder(name=MODEL), settings=Indexing(), built=BUILT)
    page = open_view()

    press(page, "roll-back")

    assert current_name(indexed) == old
    assert said(page, wording.ROLLED_BACK)
    assert said(page, wording.NO_OLDER)
    assert said(page, "Since the last build: 1 new.")


def test_what_a_build_came_to_is_not_told_of_another_index(corpus: Path, indexed: Path) -> None:
    """After a roll back the report of the build is gone: its index does not answer any more."""
    (corpus / "shoulder.md").write_text(SHOULDER)
    page = open_view()
    press(page, "rebuild")
    builder(indexed).join(SECONDS_MOST)
    built = said(page.run(), "Built 7 passages")
    roll_back(indexed)

    assert (built, said(page.run(), "Built 7 passages")) == (True, False)


@pytest.mark.usefixtures("indexed")
def test_a_library_that_is_served_read_only_has_no_changes(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It has the table and the state of the index, and not one button, form or field that changes anything."""
    monkeypatch.setenv("CITEWELL_SERVING__READ_ONLY", "true")
    (corpus / "unpublished.md").write_text(SHOULDER)

    page = open_view()
    choose(page, "Sciatica")

    assert [button.label for button in page.button] == []
    assert [field.key for field in page.text_input] == ["search"]
    assert (len(page.text_area), len(page.main.get("file_uploader"))) == (0, 0)
    assert titles(page) == ["<b>scan", "Cramps at night", "Lifting with care", "Sciatica"]
    assert said(page, "cw-terms")
    assert len(page.main.get("page_link")) >= 1


def test_a_damaged_index_can_be_rebuilt_from_the_page(indexed: Path) -> None:
    """Where no generation is whole the view says so, and its button makes another."""
    (indexed / current_name(indexed) / "vectors.npy").write_bytes(b"")
    page = open_view()
    told = said(page, 'role="alert"')

    press(page, "rebuild")
    builder(indexed).join(SECONDS_MOST)
    page.run()

    assert told
    assert "Sciatica" in titles(page)


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (None, ""),
        ((0.0, 59.0), "less than a minute left"),
        ((20.0, 65.0), "about 1 minute left"),
        ((20.0, 170.0), "3 minutes left at most"),
        ((100.0, 140.0), "about 2 minutes left"),
        ((400.0, 720.0), "7 to 12 minutes left"),
    ],
)
def test_the_time_left_is_told_no_finer_than_it_is_known(seconds: tuple[float, float] | None, told: str) -> None:
    """As a range where its ends differ in minutes."""
    assert rebuilding.time_left(seconds) == told


@pytest.mark.parametrize(
    ("building", "aloud", "shown"),
    [
        (Building(running=True), "The index is being rebuilt.", '<progress aria-label="Starting">'),
        (
            Building(
                running=True, stage=Stage.READING, done=1_999, total=5_000, share=0.399, seconds_left=(5.0, 59.0)
            ),
            "The index is being rebuilt: 30 %. Reading articles.",
            "<b>39 %. Reading articles: 1,999 of 5,000</b>; less than a minute left. ",
        ),
        (
            Building(running=True, stopping=True, stage=Stage.WRITING, done=0, total=1),
            wording.STOPPING,
            "<b>0 %. Writing the index: 0 of 1</b>. ",
        ),
        (
            Building(running=True, stage=Stage.ENCODING, done=0, total=0, share=1.0, seconds_left=None),
            "The index is being rebuilt: 100 %. Encoding passages.",
            'aria-label="The whole build" max="100" value="100.0"',
        ),
    ],
    ids=["starting", "reading", "stopping", "nothing"],
)
def test_the_progress_is_drawn_in_full_and_said_in_steps(building: Building, aloud: str, shown: str) -> None:
    """The bar has the very count; what a screen reader is told changes every tenth of the way."""
    assert rebuilding.aloud(building) == aloud
    assert shown in rebuilding.progress_bar(building)


def test_a_report_without_anything_new_is_told_as_such() -> None:
    """A build that found nothing to do says so."""
    report = BuildReport(
        generation="g", articles=1, passages=1_200, embedded=0, reused=0, skipped=(), seconds=0.1, published=False
    )

    assert "Nothing changed since the last build: 1 article, 1,200 passages." in rebuilding.outcome(report)


def test_a_table_of_thousands_of_articles_is_drawn(monkeypatch: pytest.MonkeyPatch, indexed: Path) -> None:
    """5,000 articles are rows of one table, which a browser draws only as far as they are in view."""
    rows = [
        FileRow(
            file=f"a{number}.md",
            state=FileState.INDEXED,
            title=f"Article {number:04}",
            article_id=f"a{number}",
            words=1,
            passages=1,
        )
        for number in range(5_000)
    ]
    monkeypatch.setattr("qa.serving.page.library.table.indexed_rows", lambda _: rows)
    monkeypatch.setenv("CITEWELL_SERVING__READ_ONLY", "true")

    page = open_view()
    every = titles(page)
    page.text_input(key="search").set_value("article 4321").run()

    assert every == [row.title for row in rows]
    assert titles(page) == ["Article 4321"]


@pytest.mark.parametrize(("flags", "read_only"), [([], "false"), (["--read-only"], "true")])
def test_the_flag_of_the_command_reaches_the_page(
    flags: list[str], read_only: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``citewell serve --read-only`` tells the process of the page, which makes its own settings."""
    started: dict[str, str] = {}
    monkeypatch.setattr("sys.argv", ["citewell", "serve", *flags])
    monkeypatch.setattr("os.environ", started)
    commands: list[list[str]] = []
    monkeypatch.setattr("os.execv", lambda _, command: commands.append(command))

    with pytest.raises(SystemExit):
        cli.main()

    assert started["CITEWELL_SERVING__READ_ONLY"] == read_only
    assert "--server.showEmailPrompt=false" in commands[0]  # a first start would wait for an address to be typed
    assert "--logger.hideWelcomeMessage=true" in commands[0]  # Streamlit 1.67 would offer files for coding agents


def test_the_sample_is_offered_where_nothing_is_and_fills_the_folder(
    corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The button copies 44 articles and starts their build; it is gone with the first article."""
    started: list[Work] = []
    monkeypatch.setattr(sample, "start_build", started.append)
    shutil.rmtree(corpus)

    page = open_view()
    offered = [button.label for button in page.button]
    page.button(key="sample").click().run()

    assert SAMPLE in offered
    assert len(list(corpus.glob("*.md"))) == 44
    assert started == [Work(files=44, changed=44, is_first=True)]
    assert SAMPLE not in [button.label for button in page.button]
    assert not page.exception


@pytest.mark.parametrize("view", ["ask", "map", "library"])
def test_the_sample_is_offered_by_every_view_of_an_empty_library_only(corpus: Path, view: str) -> None:
    """Where files wait for their first build, nothing is offered to mix with them."""
    with_files = [button.key for button in open_view(view).button]
    shutil.rmtree(corpus)
    without = [button.key for button in open_view(view).button]

    assert ("sample" in with_files, "sample" in without) == (False, True)
