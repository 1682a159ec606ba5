"""``citewell check --repair``: what is damaged is found, mended if it can be, and told."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from qa.indexing.build import build
from qa.indexing.generations import current_name, generations_here, open_current
from qa.settings import Indexing
from tests.conftest import ARTICLES, BUILT
from tests.support.command_line import Run, command_line
from tests.support.fakes import FakeEncoder

MODEL = "all-MiniLM-L6-v2"


@pytest.fixture(scope="module")
def two_generations(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a project whose index has two generations, once; no test may change it."""
    folder = tmp_path_factory.mktemp("two")
    (folder / "corpus").mkdir()
    (folder / "citewell.toml").touch()
    for name, text in ARTICLES.items():
        (folder / "corpus" / name).write_text(text)
        if name != "sciatica.md":
            _build(folder)
    return folder


def _build(folder: Path) -> None:
    build(folder / "corpus", folder / "index", encoder=FakeEncoder(name=MODEL), settings=Indexing(), built=BUILT)


@pytest.fixture
def run(
    two_generations: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Return the command line as a function, in a copy of that project."""
    shutil.copytree(two_generations, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return command_line(monkeypatch, capsys)


INDEX = Path("index")


def _spoil_newest() -> None:
    (INDEX / current_name(INDEX) / "store.sqlite").write_bytes(b"not what was built")


def _spoil_both() -> None:
    for name in generations_here(INDEX):
        (INDEX / name / "vectors.npy").write_bytes(b"")


def _spoil_older() -> None:
    (INDEX / generations_here(INDEX)[0] / "vectors.npy").unlink()


def _spoil_pointer() -> None:
    (INDEX / "CURRENT").write_text("nonsense")


def _spoil_cache() -> None:
    path = INDEX / "cache" / "work.sqlite"
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2] + bytes(len(content) - len(content) // 2))


@pytest.mark.parametrize(
    ("spoil", "found", "done", "serving"),
    [
        (_spoil_newest, ["store.sqlite differs"], ["answers again", "was damaged and is deleted"], "g-000001-"),
        (_spoil_both, ["vectors.npy differs"], ["built anew from the articles"], "g-000003-"),
        (
            _spoil_older,
            ["kept for a rollback", "vectors.npy is missing"],
            ["was damaged and is deleted"],
            "g-000002-",
        ),
        (_spoil_pointer, ["CURRENT does not name a generation"], ["answers again"], "g-000002-"),
        (_spoil_cache, ["The cache is damaged"], ["The cache was damaged and is deleted"], "g-000002-"),
    ],
)
def test_what_is_damaged_is_found_and_mended(
    run: Run, spoil: Callable[[], None], found: list[str], done: list[str], serving: str
) -> None:
    """It goes back to the newest whole index, or builds anew; what is left is whole, and it says what it did."""
    spoil()

    checked, mended, after = run("check"), run("check", "--repair"), run("check")

    assert checked.code == 5
    assert [part for part in found if part not in checked.err] == []
    assert "Mend it with: citewell check --repair" in checked.err
    assert (mended.code, mended.err) == (0, "")
    assert [part for part in done if part not in mended.out] == []
    assert (after.code, after.err) == (0, "")
    assert open_current(INDEX).name.startswith(serving)


def test_a_whole_index_is_left_as_it_is(run: Run) -> None:
    """There is nothing to mend, and no byte of a generation changes."""
    before = {path: path.read_bytes() for path in INDEX.glob("g-*/*.*") if path.is_file()}

    mended, as_json = run("check", "--repair"), run("check", "--repair", "--json")

    assert mended.out.startswith("There was nothing to mend.\n")
    assert as_json.json["repaired"] == ["There was nothing to mend."]
    assert {path: path.read_bytes() for path in INDEX.glob("g-*/*.*") if path.is_file()} == before


def test_without_an_index_there_is_nothing_to_repair(run: Run) -> None:
    """It says how to build one, and builds nothing by itself."""
    shutil.rmtree(INDEX)

    ran = run("check", "--repair")

    assert (ran.code, ran.out) == (5, "")
    assert "Build it with: citewell build" in ran.err
