"""What is made once for many tests is made anew when anything that it depends on has changed, and never half."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from qa.embedding.model_files import folder_of
from qa.settings import BUNDLED_MODEL
from tests.conftest import PROJECT
from tests.support import made_once as making
from tests.support.made_once import builds_made_from, made_once

pytestmark = pytest.mark.integration


class Maker:
    """Writes how many times it was called."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, folder: Path) -> None:
        self.calls += 1
        (folder / "calls").write_text(str(self.calls))


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "kept"


def test_it_is_made_once_and_everybody_has_a_copy(tmp_path: Path, kept: Path) -> None:
    """What one asker changes in its copy, the next does not meet."""
    make = Maker()

    first = made_once("heron", lambda: ["a"], make, tmp_path / "first", kept=kept)
    (first / "calls").write_text("changed")
    second = made_once("heron", lambda: ["a"], make, tmp_path / "second", kept=kept)

    assert (make.calls, (second / "calls").read_text()) == (1, "1")


def test_of_many_that_ask_at_once_one_makes_it(tmp_path: Path, kept: Path) -> None:
    """The others wait, and have what it made."""
    make = Maker()

    with ThreadPoolExecutor(8) as askers:
        places = (tmp_path / str(number) for number in range(8))
        made = list(askers.map(lambda into: made_once("heron", lambda: ["a"], make, into, kept=kept), places))

    assert [(folder / "calls").read_text() for folder in made] == ["1"] * 8


def test_from_something_else_it_is_made_anew_and_the_old_is_deleted(tmp_path: Path, kept: Path) -> None:
    """Neither a part that changed, nor parts cut elsewhere, are taken for the same; other names are left alone."""
    make = Maker()

    made_once("otter", lambda: ["a"], Maker(), tmp_path / "otter", kept=kept)
    for number, parts in enumerate((["a", "b"], ["ab"], ["a", "c"])):
        made_once("heron", parts.copy, make, tmp_path / str(number), kept=kept)

    assert make.calls == 3
    assert [path.name.partition("-")[0] for path in sorted(kept.glob("*-*"))] == ["heron", "otter"]


def test_a_making_that_fails_leaves_nothing(tmp_path: Path, kept: Path) -> None:
    """The half that it left is not taken for the whole."""
    make = Maker()

    def fail(folder: Path) -> None:
        make(folder)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        made_once("heron", lambda: ["a"], fail, tmp_path / "first", kept=kept)
    made = made_once("heron", lambda: ["a"], make, tmp_path / "second", kept=kept)

    assert (made / "calls").read_text() == "2"


def test_what_changed_while_it_was_made_is_not_kept(tmp_path: Path, kept: Path) -> None:
    """The asker has what was made; the next, who asks for what was there before, has it made anew."""
    make, parts = Maker(), ["a"]

    def slow(folder: Path) -> None:
        make(folder)
        parts[:] = ["b"]

    made_once("heron", lambda: list(parts), slow, tmp_path / "first", kept=kept)
    parts[:] = ["a"]
    made = made_once("heron", lambda: list(parts), make, tmp_path / "second", kept=kept)

    assert (made / "calls").read_text() == "2"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a copy of what a build is made from."""
    for part in ("qa", "tests/support"):
        shutil.copytree(PROJECT / part, tmp_path / "project" / part)
    shutil.copytree(PROJECT / "corpus", tmp_path / "project" / "corpus")
    return tmp_path / "project"


def parts_of(project: Path) -> list[str]:
    return builds_made_from(project / "corpus", project=project)


@pytest.mark.parametrize("pattern", ["qa/**/*.py", "qa/**/*.txt", "qa/**/*.jsonl", "corpus/*.md"])
def test_a_build_depends_on_every_file_of_code_and_of_the_corpus(project: Path, pattern: str) -> None:
    """One more character in a file, a file more, and a file under another name each make another build."""
    before = parts_of(project)
    file = sorted(project.glob(pattern))[-1]
    content = file.read_text(encoding="utf-8")

    file.write_text(f"{content} ", encoding="utf-8")
    changed = parts_of(project)
    file.write_text(content, encoding="utf-8")
    same = parts_of(project)
    other = file.rename(file.with_stem("another"))
    renamed = parts_of(project)
    shutil.copy(other, file)
    more = parts_of(project)

    assert same == before
    assert before not in (changed, renamed, more)
    assert len({tuple(parts) for parts in (before, changed, renamed, more)}) == 4


def test_a_build_depends_on_the_command_that_makes_it(project: Path) -> None:
    """Where the tests call it otherwise, they have another build."""
    before = parts_of(project)
    command = project / making.MAKER
    command.write_text(f"{command.read_text()}\n")

    assert parts_of(project) != before


def test_a_build_depends_on_the_weights_the_libraries_and_the_processor(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Other weights, another version of a library, and another processor each make another build."""
    weights = folder_of(BUNDLED_MODEL)
    assert weights is not None
    before = parts_of(project)
    found = {tuple(before)}

    with monkeypatch.context() as patch:
        other = tmp_path / "weights"
        shutil.copytree(weights, other)
        (other / "config.json").write_text((other / "config.json").read_text() + " ")
        patch.setattr(making, "folder_of", lambda _: other)
        found.add(tuple(parts_of(project)))
    with monkeypatch.context() as patch:
        patch.setattr(making, "distributions", list)
        found.add(tuple(parts_of(project)))
    with monkeypatch.context() as patch:
        patch.setattr(making, "PROCESSOR", tmp_path / "none")
        found.add(tuple(parts_of(project)))

    assert parts_of(project) == before
    assert len(found) == 4


def test_what_python_compiles_is_no_part_of_a_build(project: Path) -> None:
    """A run leaves compiled files beside the code, which change nothing."""
    before = parts_of(project)
    (project / "qa" / "__pycache__").mkdir(exist_ok=True)
    (project / "qa" / "__pycache__" / "new.pyc").write_bytes(b"x")

    assert parts_of(project) == before
