"""``citewell sources``: what it says, what a script can read of it, and what ends with an error."""

import re
import shlex
from pathlib import Path

import pytest

from tests.conftest import PROJECT
from tests.serving.cli.test_corpus_commands import run, write  # noqa: F401 - a fixture
from tests.serving.cli.test_main import assert_one_line
from tests.support.command_line import Run
from tests.support.living_site import Page, article, feed, living_site

pytestmark = pytest.mark.integration
PRIVATE = "--allow-private-addresses"
WORKS = "@article{vance2021, title = {Chairs that are too low}, author = {Vance, Ada}, year = {2021}}"


def test_a_source_is_added_listed_looked_at_and_removed(run: Run) -> None:  # noqa: F811
    """Each step says what it did; an error is told with the time of the next try, and is seen in the list."""
    with living_site() as site:
        address = f"http://127.0.0.1:{site.server_port}/a"
        site.pages["/a"] = Page(article("Sore backs"), etag='"1"')
        added = run("sources", "add", address, "--every", "6h", PRIVATE)
        not_due = run("sources", "fetch")
        again = run("sources", "fetch", "--now")
        site.pages["/a"] = Page(status=410)
        gone = run("sources", "fetch", "--now")
        site.pages["/a"] = Page(status=503)
        failed = run("sources", "fetch", "--now")
    listed, shown = run("sources", "list", "--json").json, run("sources", "list").out
    removed = run("sources", "remove", address)

    [source] = listed
    assert added.out.splitlines() == [
        f"Added {source['id']}: {address}, every 6h",
        "Added sore-backs",
        "Build to ask about what changed: citewell build",
    ]
    assert not_due.out == "No source is due. Look at all of them with: citewell sources fetch --now\n"
    assert again.out == f"{address}: nothing changed.\n"
    assert gone.out.splitlines()[0] == "No longer there: sore-backs"
    assert (failed.code, failed.err.count("answers 503")) == (3, 1)
    assert (source["kind"], source["every_seconds"], source["condition"], source["failures"]) == (
        "page",
        21_600,
        "failed",
        1,
    )
    assert [(one["id"], one["state"]) for one in source["articles"]] == [("sore-backs", "gone")]
    assert shown.startswith(f"✗ {source['id']} {address} (page, every 6h)\n  1 article, 1 no longer there\n")
    assert removed.out.startswith(f"Removed {source['id']}: {address}. Its articles stay")
    assert Path("corpus/sore-backs.md").is_file()
    assert run("sources", "list").out == "There are no sources. Add one with: citewell sources add ADDRESS\n"


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("add", "http://10.1.2.3/"), 3, "has the address 10.1.2.3, which is not public"),
        (("add", "nowhere"), 3, "'nowhere' is neither a folder nor an http or https address."),
        (("add", "corpus"), 3, "lie in each other."),
        (("add", "box", "--every", "14m"), 2, "'14m' is no rhythm from 15m to 366d."),
        (("add", "box", "--every", "often"), 2, "'often' is no rhythm"),
        (("add", "box", "--bibliography", "none.bib"), 2, "none.bib cannot be read: No such file or directory."),
        (("add", "box", "--listed"), 2, "A folder lists no addresses."),
        (("remove", "nothing"), 2, "There is no source 'nothing'."),
    ],
)
def test_what_cannot_be_done_is_one_line(
    run: Run,  # noqa: F811
    arguments: tuple[str, ...],
    code: int,
    told: str,
) -> None:
    """It says what is wrong, and nothing is kept."""
    for folder in ("corpus", "box"):
        Path(folder).mkdir()

    assert_one_line(run("sources", *arguments), code, told)
    assert not Path("corpus/.sources/seen").exists()
    assert run("sources", "list").out.startswith("There are no sources.")


def test_a_damaged_list_is_one_line(run: Run) -> None:  # noqa: F811
    """The file is named, and what to do with it."""
    write("corpus/.sources/sources.json", "[{]")

    assert_one_line(run("sources", "list"), 3, "sources.json cannot be read", "Correct the file")


def test_a_folder_is_added_with_the_bibliography_beside_it(run: Run) -> None:  # noqa: F811
    """The only export in the folder is used and named; a source keeps it, and citations have its key."""
    write("box/a.md", "# Chairs that are too low\n\nA chair that is too low makes the knees ache.\n")
    write("box/works.bib", WORKS)

    once, living = run("add", "box"), run("sources", "add", "box")
    run("build")
    shown = run("show", "chairs-that-are-too-low", "--json").json

    used = f"citewell: Titles, authors and dates are those of {Path('box').resolve()}/works.bib.\n"
    assert (once.code, once.out.split(":")[0]) == (0, "Added chairs-that-are-too-low")
    assert once.err == f"{used}citewell: a.md matched by title: vance2021.\n"
    assert living.err.startswith(used)
    assert run("sources", "list", "--json").json[0]["bibliography"] == str(Path("box/works.bib").resolve())
    assert [shown[name] for name in ("citation_key", "author", "published")] == ["vance2021", "Ada Vance", "2021"]


def test_two_bibliographies_are_a_question(run: Run) -> None:  # noqa: F811
    """None is guessed; the one that is named is used."""
    write("box/a.md", "# Chairs that are too low\n\nA chair.\n")
    for name in ("one.bib", "two.bib"):
        write(f"box/{name}", WORKS)

    asked = run("add", "box/", "--corpus", "mine")
    named = run("add", "box/a.md", "--bibliography", "box/one.bib")

    assert "2 bibliographies lie there, and none is used. Name one with --bibliography." in asked.err
    assert named.err == "citewell: a.md matched by title: vance2021.\n"


def test_the_commands_of_the_document_run(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:  # noqa: F811
    """Those of docs/sources.md, with a feed that is served here, and a storage with its export."""
    monkeypatch.setattr("qa.serving.cli.sources.sleep", lambda _: None)
    document = (PROJECT / "docs" / "sources.md").read_text(encoding="utf-8")
    commands = re.search(r"^```sh\n(.*?)^```", document, re.DOTALL | re.MULTILINE)
    write("Zotero/storage/ABCD2345/a.md", "# Chairs that are too low\n\nA chair.\n")
    write("Zotero/library.bib", WORKS)
    assert commands
    with living_site() as site:
        site.pages = {"/feed.xml": feed("/a"), "/a": Page(article("Sore backs"))}
        here = f"http://127.0.0.1:{site.server_port}"
        ran = []
        for line in commands[1].splitlines():
            local = line.replace("https://leaflets.example", here).replace("~", str(tmp_path))
            ran.append(run(*shlex.split(local)[1:], *([PRIVATE] if here in local and " add " in local else [])))

    assert [one.code for one in ran] == [0] * 5
    assert [len(one.out.splitlines()) for one in ran] == [3, 3, 6, 2, 1]
