"""The commands that change the corpus: what they add, leave and say, and when a watched corpus is built."""

from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest

from qa.reading.corpus import read
from qa.reading.originals import read_origin, write_origin
from qa.records import Article
from qa.serving.cli.corpus import LOOK_SECONDS, SETTLE_SECONDS, settled_changes
from tests.reading.test_adding import HTML, LINK, PAGE, TEXT, files, markdown, serving
from tests.support.command_line import Ran, Run, command_line

pytestmark = pytest.mark.integration

NAME = "walking-with-a-sore-back"
FEED = (
    '<?xml version="1.0"?><rss version="2.0"><channel><title>Backs</title>'
    "<item><link>{0}/one</link></item><item><link>{0}/gone</link></item><item><link>{0}/two</link></item>"
    "</channel></rss>"
)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return the command line as a function, in a project with nothing in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "citewell.toml").touch()
    return command_line(monkeypatch, capsys)


def write(path: str, content: str | bytes) -> str:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_add_says_what_it_added_and_what_it_updated(run: Run) -> None:
    """One line an article: its id, its title, and how much was cut; the corpus is made when it is missing."""
    write("notes.txt", TEXT)

    ran = [run("add", "notes.txt") for _ in range(2)]

    line = f"{NAME}: Walking with a sore back (2 pieces removed)\n"
    assert ran == [Ran(0, f"Added {line}", ""), Ran(0, f"Updated {line}", "")]
    assert sorted(files(Path("corpus"))) == [f".originals/{NAME}.json", f".originals/{NAME}.txt", f"{NAME}.md"]


def test_add_json_has_the_report_of_each(run: Run) -> None:
    """With --json, one list: id, title, whether it was updated, and what was cut, repaired and withheld."""
    added = run(
        "add", write("notes.txt", TEXT), write("rest.md", markdown("Rest")), "--corpus", "mine", "--json"
    ).json

    cut = [
        {"text": "Leave a comment", "rule": "comment form", "line": 5, "page": 0},
        {"text": LINK, "rule": "link to another article", "line": 7, "page": 0},
    ]
    title = "Walking with a sore back"
    assert added == [
        {
            "id": NAME,
            "title": title,
            "updated": False,
            "removed": cut,
            "repaired": [],
            "withheld": [],
            "hard_to_read": [],
            "not_quoted": [],
        },
        {
            "id": "rest",
            "title": "Rest",
            "updated": False,
            "removed": [],
            "repaired": [],
            "withheld": [],
            "hard_to_read": [],
            "not_quoted": [],
        },
    ]
    assert sorted(path.name for path in Path("mine").glob("*.md")) == ["rest.md", f"{NAME}.md"]


def test_what_was_cut_is_shown_after_a_build(run: Run) -> None:
    """show --removed has the piece that was cut as the article was added, with its rule and line."""
    run("add", write("notes.txt", TEXT), write("rest.md", markdown("Rest")))
    run("build")

    shown, whole, rest = (
        run("show", *call) for call in ([NAME, "--removed"], [NAME, "--json"], ["rest", "--removed"])
    )

    lines = f"line 5, comment form: Leave a comment\nline 7, link to another article: {LINK}\n"
    assert shown == Ran(0, lines, "")
    assert [entry["text"] for entry in whole.json["removed"]] == ["Leave a comment", LINK]
    assert rest == Ran(0, "Nothing was cut or repaired.\n", "")


def test_a_folder_is_added_with_all_that_is_in_it(run: Run) -> None:
    """Every file of a folder is added, those of its folders too; hidden ones and READMEs are not."""
    for path in ("a.md", "deep/b.md", ".hidden/c.md", "README.md"):
        write(f"box/{path}", markdown(f"About {Path(path).stem}"))

    ran = run("add", "box")

    assert [line.split(":")[0] for line in ran.out.splitlines()] == ["Added about-a", "Added about-b"]
    assert (ran.code, ran.err) == (0, "")


def test_one_failure_does_not_stop_the_others(run: Run) -> None:
    """What cannot be added is named with its reason, the rest is added, and the exit code is 3."""
    calls = [write("a.md", markdown("A")), write("b.gif", b"\xff\xd8"), "none.md", write("c.md", markdown("C"))]

    ran = run("add", *calls)

    assert (ran.code, [line.split(":")[0] for line in ran.out.splitlines()]) == (3, ["Added a", "Added c"])
    first, second, last = ran.err.splitlines()
    assert first.startswith("citewell: b.gif: b.gif was not added: there is no reader for this format")
    assert second == "citewell: none.md: none.md cannot be read: No such file or directory. Check the path."
    assert last == "citewell: 2 of 4 could not be added. The reasons are above; the rest was added."


def test_addresses_are_added_with_leave_for_the_own_network(run: Run) -> None:
    """The page at an address of one's own network is added only with --allow-private-addresses."""
    with serving({"/one": (200, HTML, PAGE.format(title="Sore backs", more="More.").encode())}) as site:
        address = f"http://127.0.0.1:{site.server_port}/one"
        allowed = run("add", address, "--allow-private-addresses")
        refused = run("add", address)

    assert (allowed.code, allowed.out.split(":")[0], allowed.err) == (0, "Added sore-backs", "")
    assert (refused.code, refused.out) == (3, "")
    assert refused.err.splitlines()[1].startswith("citewell: 1 of 1 could not be added.")
    assert site.asked == ["/robots.txt", "/one"]


def test_the_pages_that_a_feed_lists_are_added(run: Run) -> None:
    """With --listed, each page of the feed is added in its order; one that is gone is named, and the code is 3."""
    pages = {
        f"/{name}": (200, HTML, PAGE.format(title=f"Part {name}", more=name).encode()) for name in ("one", "two")
    }
    with serving({**pages}) as site:
        base = f"http://127.0.0.1:{site.server_port}"
        site.pages["/feed"] = (200, {"Content-Type": "text/xml"}, FEED.format(base).encode())
        ran = run("add", f"{base}/feed", "--listed", "--allow-private-addresses")

    assert [line.split(":")[0] for line in ran.out.splitlines()] == ["Added part-one", "Added part-two"]
    assert (ran.code, ran.err.splitlines()[0][:37]) == (3, f"citewell: {base}/gone"[:37])
    assert ran.err.splitlines()[1].startswith("citewell: 1 of 3 could not be added.")


def test_pages_of_other_hosts_are_added_where_they_are_asked_for(run: Run) -> None:
    """Without --other-hosts they are told; with it, each host's robots.txt is obeyed."""
    page = (200, HTML, PAGE.format(title="Part one", more="one").encode())
    forbids = (200, {"Content-Type": "text/plain"}, b"User-agent: *\nDisallow: /two\n")
    with serving({"/one": page, "/two": page}) as site, serving({"/two": page, "/robots.txt": forbids}) as other:
        base, away = f"http://127.0.0.1:{site.server_port}", f"http://localhost:{other.server_port}"
        feed = f"<rss><item><link>{away}/two</link></item><item><link>{base}/one</link></item></rss>"
        site.pages["/feed"] = (200, {"Content-Type": "text/xml"}, feed.encode())
        asked = ("add", f"{base}/feed", "--listed", "--allow-private-addresses")
        told, taken = run(*asked), run(*asked, "--other-hosts")

    assert told.code == 0
    assert told.err == (
        f"citewell: {base}/feed: 1 pages of other hosts are left out (localhost). "
        "Use --other-hosts to add pages of other hosts too.\n"
    )
    assert taken.code == 3
    assert "The robots.txt of localhost keeps programs from this page." in taken.err
    assert (told.out[:14], taken.out[:16]) == ("Added part-one", "Updated part-one")


def test_other_hosts_are_asked_for_in_lists_only(run: Run) -> None:
    """A single address is of whatever host it names."""
    ran = run("add", "https://pages.test/", "--other-hosts")

    assert (ran.code, "--other-hosts goes with --listed" in ran.err) == (2, True)


def test_remove_moves_articles_aside(run: Run) -> None:
    """Articles leave the corpus one after another, up to an id that it does not have."""
    run("add", write("a.md", markdown("A")), write("b.md", markdown("B")))

    removed, unknown = run("remove", "a"), run("remove", "a", "b")

    assert removed == Ran(0, "Removed a.md\n", "")
    assert unknown == Ran(3, "", "citewell: The corpus has no article 'a'. See the ids with: citewell list\n")
    kept, moved = (
        [".originals/b.json", ".originals/b.md"],
        [".removed/.originals/a.json", ".removed/.originals/a.md", ".removed/a.md"],
    )
    assert sorted(files(Path("corpus"))) == [*kept, *moved, "b.md"]


def aged(name: str) -> None:
    """Make an added article as if rules of the past had given another text."""
    corpus, path = Path("corpus"), Path("corpus", f"{name}.md")
    path.write_text(path.read_text() + "\nA line that the rules of today do not give.\n")
    article, note = read(corpus, path.name).outcome, read_origin(corpus, name)
    assert isinstance(article, Article)
    assert note is not None
    original = (corpus / ".originals" / note.file).read_bytes()
    write_origin(corpus, name, replace(note, text_digest=article.digest), original)


def test_originals_are_read_again_by_the_rules_of_today(run: Run) -> None:
    """reread makes an article that other rules gave anew from its original, and leaves the rest as it is."""
    run("add", write("notes.txt", TEXT), write("rest.md", markdown("Rest")))
    write("corpus/mine.md", markdown("Mine"))
    before = files(Path("corpus"))
    aged(NAME)
    assert files(Path("corpus")).keys() == before.keys()
    assert files(Path("corpus")) != before

    ran = [run("reread") for _ in range(2)]

    assert ran[0] == Ran(0, f"Updated {NAME}: Walking with a sore back\n1 articles changed.\n", "")
    assert ran[1] == Ran(0, "0 articles changed.\n", "")
    assert files(Path("corpus")) == before


def test_edited_articles_are_not_read_again(run: Run) -> None:
    """A text that somebody changed, one that is gone, and one whose note is damaged are left alone."""
    for name in ("edited", "gone", "damaged"):
        run("add", write(f"{name}.md", markdown(name)))
        aged(name)
    write("corpus/edited.md", "My own words.\n")
    write("corpus/.originals/damaged.json", '{"came_from": 1}')
    Path("corpus/gone.md").unlink()
    before = files(Path("corpus"))

    assert run("reread") == Ran(0, "0 articles changed.\n", "")
    assert files(Path("corpus")) == before


class Clock:
    """A wait that takes no time: at each call it does the next of the things that happen meanwhile."""

    def __init__(self, *happening: Callable[[], object]) -> None:
        self.happening = list(happening)
        self.waited: list[float] = []

    def __call__(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.happening.pop(0)()


def nothing() -> None:
    """Let a moment pass."""


def test_a_watched_corpus_is_built_when_it_has_settled(tmp_path: Path) -> None:
    """It is built at once, not while files still change, and again when they have stayed for a while."""
    corpus = tmp_path / "corpus"
    write(f"{corpus}/a.md", "One.")
    clock = Clock(
        nothing,  # before the first build, which waits for nothing
        nothing,  # a look: all is as it was
        lambda: write(f"{corpus}/b.md", "Tw"),
        lambda: write(f"{corpus}/b.md", "Two, and more of it."),  # still being copied
        nothing,
    )
    changes = settled_changes(corpus, clock)

    built = [sorted(path.name for path in corpus.iterdir()) for _ in islice(changes, 2)]

    assert built == [["a.md"], ["a.md", "b.md"]]
    assert clock.waited == [0.0, LOOK_SECONDS, LOOK_SECONDS, SETTLE_SECONDS, SETTLE_SECONDS]
    assert clock.happening == []


def test_a_watched_corpus_may_be_emptied_and_missing(tmp_path: Path) -> None:
    """A file that goes, and a folder that comes, are changes like others; hidden files are none."""
    corpus = tmp_path / "corpus"
    clock = Clock(
        nothing,
        lambda: write(f"{corpus}/a.md", "One."),
        nothing,
        lambda: write(f"{corpus}/.originals/a.json", "{}"),
        lambda: (corpus / "a.md").unlink(),
        nothing,
    )

    built = [(corpus / "a.md").exists() for _ in islice(settled_changes(corpus, clock), 3)]

    assert built == [False, True, False]
    assert clock.waited == [0.0, LOOK_SECONDS, SETTLE_SECONDS, LOOK_SECONDS, LOOK_SECONDS, SETTLE_SECONDS]
