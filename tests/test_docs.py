"""What the documents say of the project is so: the tree, links, paths, commands."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.serving.cli.main import app
from tests.conftest import PROJECT

DOCUMENTS = sorted([*PROJECT.glob("*.md"), *(PROJECT / "docs").rglob("*.md"), PROJECT / "index" / "README.md"])
DECISIONS = PROJECT / "docs" / "decisions"
# These tell what was: a file that they name may have moved since.
HISTORY = {PROJECT / "CHANGELOG.md", *(path for path in DECISIONS.glob("*.md") if path.name != "README.md")}
OF_TODAY = [path for path in DOCUMENTS if path not in HISTORY]
TREE = re.compile(r"^## The tree$.*?^```\n(?P<lines>.*?)^```$", re.MULTILINE | re.DOTALL)
TREE_LINE = re.compile(r"(?P<indent>(  )*)(?P<name>[\w.]+/?) {2,}(?P<purpose>\S.*)")
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\((?P<target>[^)\s]+)\)")
HEADING = re.compile(r"^#+ (?P<text>.+)$", re.MULTILINE)
CODE = re.compile(r"`([^`\n]+)`")
PATH = re.compile(r"(qa|tests|docs|benchmarks|tools|\.ci|\.github)/[\w./-]*")
FILE = re.compile(r"\w+\.(py|toml|jsonl|css|js)")
MADE = re.compile(r"\bmake ([a-z]+)\b")
COMMAND = re.compile(r"(?m)(?:^|[/ ])citewell ([a-z]+)\b")
RUN = re.compile(r"\bpython -m ((?:benchmarks|tools)(?:\.\w+)+)")


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def name_of(path: Path) -> str:
    return path.relative_to(PROJECT).as_posix()


def tree_of(document: str) -> Iterator[tuple[str, str]]:
    """Yield each path of the tree in a document, a folder's with a slash at its end, and what it is for."""
    found = TREE.search(document)
    assert found, "the section 'The tree' holds one block of code"
    above: list[str] = []
    for line in found["lines"].splitlines():
        match = TREE_LINE.fullmatch(line)
        assert match, f"not 'name  purpose', indented by two for each folder above it: {line!r}"
        depth = len(match["indent"]) // 2
        assert depth <= len(above), f"{line!r} is indented below no folder"
        above = [*above[:depth], *([match["name"]] if match["name"].endswith("/") else [])]
        yield "".join([*above[:depth], match["name"]]), match["purpose"]


def on_disk() -> set[str]:
    """Return the files and folders of qa as the tree has them: without ``__init__.py`` and compiled files."""
    paths = [path for path in (PROJECT / "qa").rglob("*") if "__pycache__" not in path.parts]
    files = {name_of(path) for path in paths if path.is_file() and path.name != "__init__.py"}
    holding = {folder for path in paths if path.is_file() for folder in path.relative_to(PROJECT).parents}
    return files | {f"{folder.as_posix()}/" for folder in holding if folder != Path()}


def anchors_of(document: str) -> set[str]:
    """Return the anchors of a document's headings, spelt as on GitHub."""
    texts = [match["text"] for match in HEADING.finditer(FENCED.sub("", document))]
    return {re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-") for text in texts}


def test_the_reader_of_the_tree_joins_folders_and_files() -> None:
    """Two spaces of indentation are one folder; a line after a deeper one belongs to the folder above."""
    drawn = "## The tree\n\n```\nqa/  all\n  a/      first\n    b.py  deep\n  c.py    last\n```\n"

    assert list(tree_of(drawn)) == [("qa/", "all"), ("qa/a/", "first"), ("qa/a/b.py", "deep"), ("qa/c.py", "last")]


def test_the_tree_in_architecture_is_the_tree_on_disk() -> None:
    """Every folder and every file of qa stands in docs/architecture.md once, and nothing else does."""
    drawn = [path for path, _ in tree_of(read(PROJECT / "docs" / "architecture.md"))]

    assert sorted(set(drawn) ^ on_disk()) == []
    assert len(drawn) == len(set(drawn))


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_links_lead_somewhere(document: Path) -> None:
    """A link within the project leads to a file or folder that is there, and to a heading that it has."""
    lost = []
    for target in (match["target"] for match in LINK.finditer(FENCED.sub("", read(document)))):
        if target.startswith(("https://", "http://", "mailto:")):
            continue
        file, _, anchor = target.partition("#")
        there = (document.parent / file).resolve() if file else document
        if not there.exists() or (anchor and anchor not in anchors_of(read(there))):
            lost.append(target)

    assert lost == []


@pytest.mark.parametrize("document", OF_TODAY, ids=name_of)
def test_paths_that_are_named_are_there(document: Path) -> None:
    """A path, or a file's name, between backticks is one of the project; the history may name what is gone."""
    named = [word for code in CODE.findall(FENCED.sub("", read(document))) for word in code.split()]
    paths = [path.partition("::")[0] for path in named if PATH.fullmatch(path.partition("::")[0])]
    folders = ("qa", "tests", "tools", "benchmarks", "docs", "examples")
    files = {path.name for folder in folders for path in (PROJECT / folder).rglob("*.*")}
    files |= {"citewell.toml", *(path.name for path in PROJECT.glob("*.*"))}

    assert [path for path in paths if not (PROJECT / path).exists()] == []
    assert [name for name in named if FILE.fullmatch(name) and name not in files] == []


@pytest.mark.parametrize("document", OF_TODAY, ids=name_of)
def test_commands_that_are_named_exist(document: Path) -> None:
    """Targets of make, commands of citewell, and modules that are run by python -m are there."""
    targets = set(re.findall(r"^([a-z]+):", read(PROJECT / "Makefile"), re.MULTILINE))
    code = "\n".join([*CODE.findall(read(document)), *FENCED.findall(read(document))])
    modules = [PROJECT.joinpath(*name.split(".")) for name in RUN.findall(code)]

    commands = {one.name or getattr(one.callback, "__name__", "") for one in app.registered_commands}
    commands |= {group.name for group in app.registered_groups}

    assert [name for name in MADE.findall(code) if name not in targets] == []
    assert [name for name in COMMAND.findall(code) if name not in commands] == []
    assert [name_of(path) for path in modules if not path.with_suffix(".py").is_file()] == []


def test_every_decision_is_listed_with_its_date() -> None:
    """docs/decisions/README.md links each record once, newest first; each has its date in name and title."""
    records = sorted(path.name for path in DECISIONS.glob("*.md") if path.name != "README.md")
    linked = [match["target"] for match in LINK.finditer(read(DECISIONS / "README.md"))]
    titles = {name: read(DECISIONS / name).splitlines()[0] for name in records}

    assert sorted(target for target in linked if "/" not in target) == records
    assert [name for name, title in titles.items() if not title.startswith(f"# {name[:10]} ")] == []
    dates = [target[:10] for target in linked if "/" not in target]
    assert dates == sorted(dates, reverse=True)
