"""Sources that live: what is fetched again, what changes an article, what marks one, and what is left in peace."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from qa.errors import CorpusError, FetchError, UsageError
from qa.reading.adding import remove
from qa.reading.corpus import read
from qa.reading.living.keeping import add_source, make_source, read_sources, remove_source_of, sources_file
from qa.reading.living.records import ItemState, SourceKind
from qa.reading.living.rounds import StoppedError
from qa.records import Article
from tests.support.living_site import Household, LivingSite, Page, article, feed, living_site

TODAY, TOMORROW = "2026-11-29", "2026-11-30"
SORE = "sore-backs"


@pytest.fixture(scope="module")
def server() -> Iterator[LivingSite]:
    """Serve pages for all tests of this file."""
    with living_site() as site:
        yield site


@pytest.fixture
def site(server: LivingSite) -> LivingSite:
    """Return the server with no pages."""
    server.pages.clear()
    server.asked.clear()
    return server


@pytest.fixture
def house(tmp_path: Path) -> Household:
    """Return a corpus without sources."""
    (tmp_path / "corpus").mkdir()
    return Household(tmp_path / "corpus")


def text(house: Household, name: str) -> Article:
    outcome = read(house.corpus, f"{name}.md").outcome
    assert isinstance(outcome, Article)
    return outcome


def files(house: Household) -> dict[str, bytes]:
    """Return the files of the corpus, without what was seen of its sources."""
    paths = [path for path in house.corpus.rglob("*") if path.is_file() and ".sources" not in path.parts]
    return {path.relative_to(house.corpus).as_posix(): path.read_bytes() for path in paths}


def test_an_unchanged_page_is_not_sent_again_and_changes_nothing(site: LivingSite, house: Household) -> None:
    """With an ETag, or with a Last-Modified, the server answers 304, and no file of the corpus is touched."""
    site.pages["/a"] = Page(article("Sore backs"), etag='"1"')
    site.pages["/b"] = Page(article("Stiff necks"), modified="Sat, 28 Nov 2026 10:00:00 GMT")
    for path in ("/a", "/b"):
        house.add(site.url(path))
    first = house.look()
    before, answers = files(house), site.answers()
    house.clock.pass_(days=1.2)

    again = house.look()

    assert [one.added for one in first] == [("sore-backs",), ("stiff-necks",)]
    assert answers == [("/a", 200), ("/b", 200)]
    assert site.answers() == [("/a", 304), ("/b", 304)]
    assert [(one.changed, one.unchanged) for one in again] == [(False, 1), (False, 1)]
    assert files(house) == before


def test_a_page_without_validators_that_is_the_same_changes_nothing(site: LivingSite, house: Household) -> None:
    """What is sent whole, other white space or not, and has the same article leaves every file as it is."""
    site.pages["/a"] = Page(article("Sore backs"))
    house.add(site.url("/a"))
    house.look()
    before = files(house)
    site.pages["/a"] = Page(article("Sore backs") + "\n\n\n")

    again = house.look_tomorrow()

    assert (again.changed, again.unchanged, files(house)) == (False, 1, before)


def test_a_changed_page_replaces_its_article_and_keeps_the_original_before(
    site: LivingSite, house: Household
) -> None:
    """The article has its id and address still, a new text, the new original, and the older one beside it."""
    site.pages["/a"] = old = Page(article("Sore backs"), etag='"1"')
    house.add(site.url("/a"))
    house.look()
    site.pages["/a"] = new = Page(article("Sore backs today", more="Heat helps."), etag='"2"')

    again = house.look_tomorrow()

    assert again.replaced == (SORE,)
    assert (text(house, SORE).title, text(house, SORE).url) == ("Sore backs today", site.url("/a"))
    assert "Heat helps." in text(house, SORE).text
    assert files(house)[f".originals/{SORE}.md"] == new.body.encode()
    assert files(house)[f".originals/earlier/{SORE}.md"] == old.body.encode()
    remove(house.corpus, SORE)
    assert [path for path in files(house) if not path.startswith(".removed/")] == []


@pytest.mark.parametrize("status", [404, 410])
def test_what_vanished_is_marked_with_its_day_and_comes_back(
    site: LivingSite, house: Household, status: int
) -> None:
    """Its article and text stay, with the day since when; once the page is there again, the mark goes."""
    page = Page(article("Sore backs"), etag='"1"')
    site.pages["/a"] = page
    source = house.add(site.url("/a"))
    house.look()
    whole = files(house)
    site.pages["/a"] = Page(status=status)

    gone = house.look_tomorrow()
    marked = text(house, SORE)
    still = house.look_tomorrow()
    site.pages["/a"] = page
    back = house.look_tomorrow()

    assert (gone.gone, gone.error, still.changed) == ((SORE,), "", False)
    assert (marked.gone_since, text(house, SORE).gone_since) == (TOMORROW, "")
    assert marked.digest == text(house, SORE).digest
    assert (back.back, files(house)) == ((SORE,), whole)
    assert house.state(source).items[0].state is ItemState.PRESENT


def test_an_article_that_was_edited_or_removed_here_is_left_alone(site: LivingSite, house: Household) -> None:
    """An edited text is not overwritten, and what someone took out of the corpus is not even asked for."""
    site.pages |= {"/a": Page(article("Sore backs")), "/b": Page(article("Stiff necks"))}
    site.pages["/feed"] = feed("/a", "/b")
    source = house.add(site.url("/feed"))
    house.look()
    path = house.corpus / f"{SORE}.md"
    path.write_text(path.read_text() + "\nMine.\n")
    remove(house.corpus, "stiff-necks")
    site.pages |= {
        "/a": Page(article("Sore backs", more="Heat.")),
        "/b": Page(article("Stiff necks", more="Ice.")),
    }
    site.answers()

    again = house.look_tomorrow()

    assert not again.changed
    assert path.read_text().endswith("\nMine.\n")
    assert site.answers() == [("/feed", 200), ("/a", 200)]
    states = [(item.state, item.since) for item in house.state(source).items]
    assert states == [(ItemState.EDITED, TOMORROW), (ItemState.REMOVED, TOMORROW)]


def test_a_feed_gains_and_loses_pages(site: LivingSite, house: Household) -> None:
    """A new page is added; one that left the feed is asked for once more, and is either gone or not listed."""
    site.pages |= {f"/{name}": Page(article(f"About {name}"), etag=f'"{name}"') for name in "abc"}
    site.pages["/feed"] = feed("/a", "/b")
    source = house.add(site.url("/feed"))
    first = house.look()[0]
    site.pages["/feed"] = feed("/c")
    del site.pages["/b"]
    site.answers()

    again = house.look_tomorrow()
    answers = site.answers()
    house.look_tomorrow()

    assert (first.added, again.added, again.gone) == (("about-a", "about-b"), ("about-c",), ("about-b",))
    assert answers == [("/feed", 200), ("/a", 304), ("/b", 404), ("/c", 200)]
    assert site.answers() == [("/feed", 200), ("/c", 304)]
    found = {item.name: (item.state, item.since) for item in house.state(source).items}
    assert found["about-a"] == (ItemState.UNLISTED, TOMORROW)
    assert found["about-b"] == (ItemState.GONE, TOMORROW)
    assert text(house, "about-a").gone_since == ""


def test_a_long_feed_is_cut_and_says_so(site: LivingSite, house: Household) -> None:
    """Of ten thousand pages the first few are taken, those known before all others, and the rest is counted."""
    house.limits = replace(house.limits, addresses=3)
    site.pages |= {f"/{number}": Page(article(f"About {number}")) for number in (0, 1, 2)}
    site.pages["/feed"] = feed(*(f"/{number}" for number in range(10_000)))
    house.add(site.url("/feed"))
    first = house.look()[0]
    site.pages["/feed"] = feed(*(f"/{number}" for number in reversed(range(10_000))))

    again = house.look_tomorrow()

    assert first.added == ("about-0", "about-1", "about-2")
    assert (again.added, again.unchanged) == ((), 3)
    assert first.told == again.told == ("9,997 more pages are left out: 3 are taken from one list.",)


def test_a_host_that_asks_for_patience_is_left_alone(site: LivingSite, house: Household) -> None:
    """After 429 nothing more is asked of the host; the source goes on where it was once Retry-After is over."""
    site.pages |= {f"/{name}": Page(article(f"About {name}")) for name in "abc"}
    site.pages["/feed"] = feed("/a", "/b", "/c")
    site.pages["/b"] = Page(status=429, headers={"Retry-After": "7200"})
    source, other = house.add(site.url("/feed")), house.add(site.url("/c"))

    looked = house.look()
    answers, begun = site.answers(), house.clock.now()
    waiting = house.state(source).next
    site.pages["/b"] = Page(article("About b"))
    house.clock.pass_(hours=1.9)
    too_early = house.look()
    house.clock.pass_(hours=1)
    later = house.look()

    assert answers == [("/feed", 200), ("/a", 200), ("/b", 429)]
    assert "answers 429" in looked[0].error
    assert "answers 429" in looked[1].error
    assert waiting is not None
    assert timedelta(hours=2) <= waiting - begun <= timedelta(hours=2.2, minutes=1)
    assert too_early == []
    assert site.answers() == [("/b", 200), ("/c", 200), ("/c", 200)]
    assert [one.added for one in later] == [("about-b", "about-c"), ()]
    assert house.state(source).failures == house.state(other).failures == 0


def test_failures_in_a_row_are_tried_ever_later_and_stop_no_other(site: LivingSite, house: Household) -> None:
    """A server error is told with its time, the next source is looked at, and each further try is later."""
    site.pages |= {"/a": Page(status=500), "/b": Page(article("Stiff necks"))}
    broken = house.add(site.url("/a"))
    house.add(site.url("/b"))
    looked = house.look()
    waits = []
    for _ in range(3):
        state = house.state(broken)
        assert state.next is not None
        waits.append((state.next - house.clock.now()).total_seconds() / 60)
        house.clock.time = state.next
        house.rounds().look([broken])

    assert ("answers 500" in looked[0].error, looked[1].added) == (True, ("stiff-necks",))
    assert [least <= wait <= least * 1.1 + 0.1 for wait, least in zip(waits, (15, 30, 60), strict=True)] == [
        True
    ] * 3
    assert house.state(broken).failures == 4


def test_requests_to_a_host_are_a_second_apart(site: LivingSite, house: Household) -> None:
    """Between two requests of a round there is a pause, and robots.txt is asked for once."""
    site.pages |= {f"/{name}": Page(article(f"About {name}")) for name in "ab"}
    site.pages["/feed"] = feed("/a", "/b")
    house.add(site.url("/feed"))

    house.look()

    assert house.clock.waits == [1.0, 1.0]
    assert [path for path, _ in site.asked] == ["/robots.txt", "/feed", "/a", "/b"]


def test_robots_txt_is_obeyed(site: LivingSite, house: Household) -> None:
    """A page that robots.txt keeps programs from is not asked for."""
    site.pages |= {
        "/robots.txt": Page("User-agent: *\nDisallow: /a", kind="text/plain"),
        "/a": Page(article("No")),
    }
    house.add(site.url("/a"))

    looked = house.look()[0]

    assert ("keeps programs from this page" in looked.error, site.answers()) == (True, [])


def test_a_page_that_moved_for_good_keeps_its_article(site: LivingSite, house: Household) -> None:
    """After a permanent redirect the new address is asked, and the article has it; its id stays."""
    site.pages["/a"] = Page(article("Sore backs"))
    source = house.add(site.url("/a"))
    house.look()
    site.pages["/a"] = Page(status=301, headers={"Location": "/new"})
    site.pages["/new"] = Page(article("Sore backs"))

    moved = house.look_tomorrow()
    site.answers()
    house.look_tomorrow()

    assert (moved.replaced, text(house, SORE).url) == ((SORE,), site.url("/new"))
    assert house.state(source).items[0].moved_to == site.url("/new")
    assert site.answers() == [("/new", 200)]


@pytest.mark.parametrize(
    ("page", "options", "told"),
    [
        (Page(article("No feed")), {"is_list": True}, "neither a feed nor a sitemap"),
        (Page("<urlset></urlset>", kind="text/xml"), {}, "names no page of the host"),
        (Page(status=302, headers={"Location": "/a"}), {}, "redirects in circles"),
        (Page("GIF89a", kind="image/gif"), {}, "of the kind 'image/gif'"),
        (Page("# Only a title"), {}, "was not added"),
    ],
)
def test_what_gives_no_article_says_why(
    site: LivingSite, house: Household, page: Page, options: dict[str, bool], told: str
) -> None:
    """A feed that is none, an empty sitemap, a circle, a picture and an empty page are errors of their source."""
    site.pages["/a"] = page
    source = house.add(site.url("/a"), **options)

    looked = house.look()[0]

    assert told in looked.error
    assert (house.state(source).error, house.state(source).error_at) == (looked.error, house.clock.now())
    assert files(house) == {}


@pytest.mark.parametrize(
    "page", [Page("GIF89a", kind="image/gif"), Page("x" * 70_000), Page("# Only a title"), feed("/b")]
)
def test_an_article_outlives_what_its_page_became(site: LivingSite, house: Household, page: Page) -> None:
    """A page that is a picture, huge, empty or a feed by now is an error, and the article stays as it was."""
    house.limits = replace(house.limits, expanded_bytes=60_000)
    site.pages["/a"] = Page(article("Sore backs"))
    house.add(site.url("/a"))
    house.look()
    before = files(house)
    site.pages["/a"] = page

    again = house.look_tomorrow()

    assert (bool(again.error), again.changed, files(house)) == (True, False, before)


def test_a_host_that_cannot_be_reached_is_given_up_for_this_round(house: Household, site: LivingSite) -> None:
    """After three pages without an answer the rest of a list waits for the next try."""
    nowhere = [f"http://127.0.0.1:1/{number}" for number in range(9)]
    site.pages["/feed"] = feed(*nowhere)
    source = house.add(site.url("/feed"), other_hosts=True)

    looked = house.look()[0]

    assert "cannot be read" in looked.error
    assert sum(item.checked is not None for item in house.state(source).items) == 2


def test_a_look_that_is_cut_off_goes_on_where_it_was(site: LivingSite, house: Household) -> None:
    """Killed between two pages, or stopped, the next look asks for what is left only, and nothing is lost."""
    site.pages |= {f"/{name}": Page(article(f"About {name}")) for name in "abc"}
    site.pages["/feed"] = feed("/a", "/b", "/c")
    house.add(site.url("/feed"))
    wait, house.clock.wait = house.clock.wait, _raising_after(1)  # type: ignore[method-assign]
    stopped = house.look()
    house.clock.wait = wait  # type: ignore[method-assign]

    rest = house.look()[0]

    assert stopped == []
    assert site.answers() == [("/feed", 200), ("/a", 200), ("/b", 200), ("/c", 200)]
    assert rest.added == ("about-b", "about-c")
    assert sorted(path for path in files(house) if "/" not in path) == ["about-a.md", "about-b.md", "about-c.md"]


def _raising_after(times: int):  # type: ignore[no-untyped-def]
    def wait(_: float, left: list[int] = [times]) -> None:  # noqa: B006 - its own count
        left[0] -= 1
        if left[0] < 0:
            raise StoppedError

    return wait


def test_killed_between_note_and_text_an_article_is_still_replaced(site: LivingSite, house: Household) -> None:
    """A note of the new text beside the old text is no edit of ours: the next look writes the text, too."""
    site.pages["/a"] = Page(article("Sore backs"))
    house.add(site.url("/a"))
    house.look()
    old = (house.corpus / f"{SORE}.md").read_bytes()
    state_file = next((house.corpus / ".sources").glob("seen-*.json"))
    seen = state_file.read_bytes()
    site.pages["/a"] = Page(article("Sore backs", more="Heat helps."))
    house.look_tomorrow()
    (house.corpus / f"{SORE}.md").write_bytes(old)
    state_file.write_bytes(seen)

    again = house.look()[0]

    assert again.replaced == (SORE,)
    assert "Heat helps." in text(house, SORE).text


def test_a_folder_lives_too(house: Household, tmp_path: Path) -> None:
    """Changed files replace their articles, new ones are added, and those that left are marked."""
    box = tmp_path / "box"
    box.mkdir()
    for name in ("a", "b"):
        (box / f"{name}.md").write_text(f"# About {name}\n\nText of {name}.\n")
    source = house.add(str(box))
    first = house.look()[0]
    (box / "a.md").write_text("# About a\n\nAnother text.\n")
    (box / "b.md").unlink()
    (box / "c.md").write_text("# About c\n\nText of c.\n")

    again = house.look_tomorrow()
    (box / "b.md").write_text("# About b\n\nText of b.\n")
    back = house.look_tomorrow()

    assert (first.added, again.added) == (("about-a", "about-b"), ("about-c",))
    assert (again.replaced, again.gone) == (("about-a",), ("about-b",))
    assert house.state(source).kind is SourceKind.FOLDER
    assert (back.back, text(house, "about-b").gone_since) == (("about-b",), "")
    for path in box.iterdir():
        path.unlink()
    assert ("has no files" in house.look_tomorrow().error, text(house, "about-a").gone_since) == (True, "")


def test_what_may_not_be_a_source_is_refused_at_once(house: Household, tmp_path: Path) -> None:
    """Private addresses, what is no address, and folders that share files with the corpus are not kept."""
    now = house.clock.now()
    (house.corpus / "inside").mkdir()
    for address, error in [
        ("http://10.0.0.1/a", FetchError),
        ("ftp://pages.test/a", FetchError),
        (str(house.corpus / "inside"), CorpusError),
        (str(tmp_path), CorpusError),
        (str(tmp_path / "none"), CorpusError),
    ]:
        with pytest.raises(error):
            make_source(house.corpus, address, every=900, now=now)
    with pytest.raises(UsageError):
        make_source(house.corpus, "http://example.org/", every=900, now=now, bibliography="a.bib")

    assert not sources_file(house.corpus).exists()


def test_a_private_address_behind_a_public_name_is_never_connected_to(house: Household, site: LivingSite) -> None:
    """A name that leads into the own network is refused when it is looked up, unless leave was given."""
    house.add(f"http://{'pages.test'}/a", allow_private=False)

    looked = house.look()[0]

    assert ("which is not public" in looked.error, site.asked) == (True, [])


def test_a_source_that_is_added_twice_is_one(house: Household, site: LivingSite) -> None:
    """Another spelling of the address changes the rhythm, and what was seen is kept."""
    site.pages["/a"] = Page(article("Sore backs"))
    source = house.add(site.url("/a"))
    house.look()
    again = make_source(
        house.corpus, site.url("/x/../a?utm_source=mail#top"), every=900, now=house.clock.now(), allow_private=True
    )

    before = add_source(house.corpus, again, wait=house.clock.wait)

    assert before == source
    assert [(known.id, known.every) for known in read_sources(house.corpus)] == [(source.id, 900)]
    assert house.state(source).items[0].name == SORE


def test_a_removed_source_leaves_its_articles(house: Household, site: LivingSite) -> None:
    """It is named by its address or id; an unknown one is told."""
    site.pages["/a"] = Page(article("Sore backs"))
    source = house.add(site.url("/a"))
    house.look()

    removed = remove_source_of(house.corpus, source.address, wait=house.clock.wait)

    assert (removed, read_sources(house.corpus), house.look()) == (source, (), [])
    assert f"{SORE}.md" in files(house)
    with pytest.raises(UsageError, match="There is no source"):
        remove_source_of(house.corpus, source.id, wait=house.clock.wait)


def test_a_damaged_list_is_told_and_a_damaged_memory_is_made_again(house: Household, site: LivingSite) -> None:
    """Nothing is guessed from a broken list; what was seen can be seen again, and makes no second article."""
    site.pages["/a"] = Page(article("Sore backs"))
    source = house.add(site.url("/a"))
    house.look()
    for path in (house.corpus / ".sources").glob("seen-*.json"):
        path.write_text("{")

    again = house.look()[0]
    sources_file(house.corpus).write_text("[{]")

    assert (again.added, again.replaced, again.unchanged) == ((), (), 1)
    assert json.loads(files(house)[f".originals/{SORE}.json"])["came_from"] == source.address
    with pytest.raises(CorpusError, match="cannot be read"):
        read_sources(house.corpus)
