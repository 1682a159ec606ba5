"""Corpus and index lie in a project, or else in the user's own data folder, one folder for each corpus."""

import subprocess
import sys
from pathlib import Path

import pytest

from qa.data_folder import MARKS_OF_A_PROJECT
from qa.settings import SETTINGS_FILE, Settings, load_settings
from tests.conftest import PROJECT


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder as a user whose data folder is known; return the program's folder in it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    for name in ("CORPUS", "INDEX"):
        monkeypatch.delenv(f"CITEWELL_{name}", raising=False)
    return tmp_path / "data" / "citewell"


def places(settings: Settings) -> tuple[Path, Path]:
    return settings.corpus, settings.index


def make_project(mark: str) -> None:
    Path(mark).parent.mkdir(exist_ok=True)
    if mark == "corpus":
        Path(mark).mkdir()
    else:
        Path(mark).touch()


@pytest.mark.parametrize("mark", MARKS_OF_A_PROJECT)
def test_in_a_project_both_lie_in_it(mark: str) -> None:
    """Its settings, its articles or its index make a folder a project; another corpus then has the same index."""
    make_project(mark)

    assert places(load_settings()) == (Path("corpus"), Path("index"))
    assert places(load_settings(corpus=Path("other"))) == (Path("other"), Path("index"))
    assert Path(MARKS_OF_A_PROJECT[0]) == SETTINGS_FILE


def test_outside_a_project_a_library_of_the_users_own_is_used(data: Path) -> None:
    """Corpus and index lie in the data folder, and nothing is made by asking where."""
    assert places(load_settings()) == (data / "library" / "corpus", data / "library" / "index")
    assert places(load_settings(corpus=data / "library" / "corpus"))[1] == data / "library" / "index"
    assert not data.exists()


def test_each_corpus_has_an_index_of_its_own(data: Path, tmp_path: Path) -> None:
    """It is named for the corpus and its path, however that is written; a named index stands."""
    for name in ("leaflets", "other/leaflets", "ñandú & co", "..."):
        (tmp_path / name).mkdir(parents=True)

    indexes = [
        load_settings(corpus=Path(name)).index for name in ("leaflets", "other/leaflets", "ñandú & co", "...")
    ]
    again = load_settings(folder=tmp_path / "other" / ".." / "leaflets")

    assert len(set(indexes)) == 4
    assert [index.parent.name.rpartition("-")[0] for index in indexes] == [
        "leaflets",
        "leaflets",
        "ñandú-co",
        "folder",
    ]
    assert {index.parent.parent for index in indexes} == {data}
    assert again.index == indexes[0]
    assert load_settings(folder=Path("leaflets"), index=Path("here")).index == Path("here")


def test_a_folder_served_from_a_project_leaves_its_index_alone(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder named for one run has its own index, unless it is the project's corpus or an index is set."""
    make_project("corpus")
    SETTINGS_FILE.write_text('corpus = "articles"')
    for name in ("articles", "other"):
        Path(name).mkdir()

    mine, others = load_settings(folder=Path("articles")), load_settings(folder=Path("other"))
    monkeypatch.setenv("CITEWELL_INDEX", "set")

    assert places(mine) == (Path("articles"), Path("index"))
    assert places(others)[0] == Path("other")
    assert others.index.is_relative_to(data)
    assert places(load_settings(folder=Path("other"))) == (Path("other"), Path("set"))


@pytest.mark.integration
def test_without_xdg_the_folder_is_in_the_home_of_the_user(tmp_path: Path) -> None:
    """On Linux that is .local/share."""
    code = "from qa.data_folder import user_data; print(user_data())"
    environment = {"HOME": str(tmp_path), "PYTHONPATH": str(PROJECT)}

    ran = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)

    shown = {"darwin": "Library/Application Support/citewell"}.get(sys.platform, ".local/share/citewell")
    assert Path(ran.stdout.strip()) == tmp_path / shown
