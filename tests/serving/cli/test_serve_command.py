"""``citewell serve FOLDER``: builds what has changed, offers the sample, and becomes the page."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from qa.data_folder import index_of
from qa.serving.cli import serve as serving
from qa.serving.cli.main import main
from tests.conftest import ARTICLES, BUNDLED
from tests.support.fakes import FakeEncoder

pytestmark = pytest.mark.integration


class Served(NamedTuple):
    """How the command ended, what it said, and the command that it became, with its environment."""

    code: object
    out: str
    err: str
    command: list[str]
    environment: dict[str, str]


Serve = Callable[..., Served]


@pytest.fixture
def serve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Serve:
    """Return the command as a function, in an empty folder of a user whose data folder is known."""
    became: list[list[str]] = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os, "environ", {**os.environ, "XDG_DATA_HOME": str(tmp_path / "data")})
    for name in [name for name in os.environ if name.startswith("CITEWELL_")]:
        monkeypatch.delenv(name)
    monkeypatch.setattr("qa.embedding.loading.load_encoder", lambda model, **_: FakeEncoder(name=model))
    monkeypatch.setattr(serving, "_become", became.append)

    def run(*arguments: str) -> Served:
        became.clear()
        monkeypatch.setattr(sys, "argv", ["citewell", "serve", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        settings = {name: os.environ.pop(name) for name in [*os.environ] if name.startswith("CITEWELL_")}
        return Served(ended.value.code, said.out, said.err, [*became, []][0], settings)

    return run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with three small articles."""
    folder = tmp_path / "leaflets"
    folder.mkdir()
    for name, text in ARTICLES.items():
        (folder / name).write_text(text)
    return folder


def test_a_folder_is_built_and_then_served(serve: Serve, folder: Path) -> None:
    """The page gets the folder and its own index; the second time there is nothing to build."""
    first, second = serve("leaflets"), serve("leaflets")

    index = index_of(folder)
    assert (first.code, second.code) == (0, 0)
    assert "3 articles, 6 passages (6 encoded" in first.out
    assert "is current: 3 articles" in second.out
    assert "Citewell is at http://127.0.0.1:8501" in first.out
    assert (first.environment["CITEWELL_CORPUS"], first.environment["CITEWELL_INDEX"]) == (str(folder), str(index))
    assert (index / "CURRENT").is_file()
    assert first.command[1:4] == ["-m", "qa.serving.page_process", "run"]
    assert Path(first.command[4]).name == "app.py"


def test_an_empty_folder_is_served_and_the_sample_offered(serve: Serve, tmp_path: Path) -> None:
    """Nothing is built, and the sentence names the number of articles and the command that takes them."""
    (tmp_path / "none").mkdir()

    of_folder, of_library = serve("none"), serve()

    assert of_folder.out.startswith("There are no articles in none yet.")
    assert "44 sample articles on backs: citewell serve --sample none\n" in of_folder.out
    assert of_library.out.split("yet.")[0].endswith("data/citewell/library/corpus ")
    assert [] not in (of_folder.command, of_library.command)
    assert not list(tmp_path.rglob("CURRENT"))


def test_the_sample_fills_an_empty_folder_only(serve: Serve, tmp_path: Path) -> None:
    """44 articles are copied and built into the user's own library; asked again, they are left as they are."""
    first = serve("--sample", "--no-build")
    corpus = tmp_path / "data" / "citewell" / "library" / "corpus"
    (corpus / "sciatica.md").write_text("# Mine\n\nA note of my own on sciatica.\n")
    second = serve("--sample", "--no-build")

    copied = {path.name: path.read_bytes() for path in corpus.iterdir()}
    theirs = {path.name: path.read_bytes() for path in BUNDLED.glob("*.md")}
    assert first.out.startswith(f"Copied 44 sample articles into {corpus}.")
    assert second.out.startswith(f"There are articles in {corpus}, so the sample articles are not copied there.")
    assert copied.keys() == theirs.keys()
    assert [name for name in copied if copied[name] != theirs[name]] == ["sciatica.md"]


def test_in_a_project_nothing_is_built_unless_asked(serve: Serve, folder: Path, tmp_path: Path) -> None:
    """There the page is served as it is; --build builds first, into the index of the project."""
    folder.rename(tmp_path / "corpus")

    plain = serve()
    built = serve("--build")

    assert plain.out.startswith("Citewell is at ")
    assert "Built g-000001" in built.out
    assert (tmp_path / "index" / "CURRENT").is_file()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["nowhere"], 3, "There is no folder nowhere. Make it, or correct its name."),
        (["leaflets", "--corpus", "leaflets"], 2, "name the folder of the articles once"),
        (["leaflets", "--index", "leaflets/cramps.md/index"], 5, "for the index cannot be made: Not a directory."),
    ],
)
def test_what_cannot_be_served_is_said_in_a_line(
    serve: Serve, folder: Path, arguments: list[str], code: int, said: str
) -> None:
    """The line says what is wrong, and nothing is served."""
    ran = serve(*arguments)

    assert (ran.code, ran.command) == (code, [])
    assert said in ran.err
    assert ran.err.count("\n") == 1


def test_files_that_are_no_articles_are_said_and_the_page_is_served(serve: Serve, tmp_path: Path) -> None:
    """Whoever opens the page can see there what is wrong with each file."""
    (tmp_path / "music").mkdir()
    (tmp_path / "music" / "song.mp3").write_bytes(b"ID3")

    ran = serve("music")

    assert ran.code == 0
    assert "None of the 1 files in music could be read; song.mp3" in ran.err
    assert ran.command
