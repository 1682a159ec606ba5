"""What ``pip install`` gives a user: the wheel, in an empty environment, away from the project."""

import os
import shutil
import signal
import subprocess
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen
from zipfile import ZipFile

import pytest

from qa.data_folder import index_of
from qa.files import sha256_of_file
from tests.conftest import ARTICLES, BUNDLED, PROJECT
from tests.support.browsing import free_port
from tests.support.installed import build_wheel, copy_of_the_sources, environment_of, install

pytestmark = pytest.mark.integration

QUESTION = "does stretching the calf prevent cramps at night"
START_SECONDS_MOST = 120


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel of the project."""
    return build_wheel(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel; return the folder of its programs."""
    return install(wheel, tmp_path_factory.mktemp("installed") / "venv")


def test_the_wheel_has_everything_of_the_program_and_nothing_else(wheel: Path) -> None:
    """Code and data of qa, the entry of the page, the sample articles and the licence, and no test or tool."""
    tracked = subprocess.run(["git", "ls-files", "qa"], cwd=PROJECT, capture_output=True, text=True, check=True)
    samples = {f"qa/reading/samples/articles/{path.name}" for path in BUNDLED.glob("*.md")}

    with ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
        licence = [name for name in archive.namelist() if name.endswith("licenses/LICENSE")]

    assert names == {*tracked.stdout.split(), *samples, "qa/serving/page/app.py"}
    assert len(samples) == 44
    assert "qa/py.typed" in names
    assert len(licence) == 1


def test_two_builds_give_the_same_bytes(wheel: Path, tmp_path: Path) -> None:
    """Neither the folder nor the times of the files are in the wheel."""
    again = build_wheel(tmp_path / "dist", project=copy_of_the_sources(tmp_path))

    assert again.name == wheel.name
    assert sha256_of_file(again) == sha256_of_file(wheel)


def test_what_is_imported_is_the_wheel(programs: Path, tmp_path: Path) -> None:
    """The program comes from the environment, not from the project, in the version that the project has."""
    code = "import importlib.metadata as m, qa; print(qa.__file__, m.version('citewell'))"

    ran = subprocess.run(
        [programs / "python", "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )

    file, version = ran.stdout.split()
    assert Path(file).is_relative_to(programs.parent)
    assert version == tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]["version"]


@contextmanager
def served(programs: Path, folder: Path, environment: dict[str, str], log: Path) -> Iterator[str]:
    """Serve a folder as a user does; yields the address of the page once it answers questions."""
    port = free_port()
    command = [str(programs / "citewell"), "serve", folder.name, "--no-browser", "--port", str(port)]
    with (
        log.open("wb") as output,
        subprocess.Popen(
            command, cwd=folder.parent, env=environment, stdout=output, stderr=output, start_new_session=True
        ) as server,
    ):
        try:
            _wait(f"http://127.0.0.1:{port}/readyz", server, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            os.killpg(server.pid, signal.SIGTERM)


def _wait(address: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS_MOST
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urlopen(address, timeout=60):  # noqa: S310 - loopback
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    pytest.fail(f"the page did not start:\n{log.read_text()}")


@pytest.mark.model
def test_a_folder_of_a_user_is_served_by_one_line(
    programs: Path, bundled_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is built, served, and asked in the terminal; all that is written lies in the user's data folder."""
    folder, home = tmp_path / "my leaflets", tmp_path / "home"
    folder.mkdir()
    for name, text in ARTICLES.items():
        (folder / name).write_text(text)
    environment = environment_of(home)
    for name in ("XDG_DATA_HOME", "HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(home))
    index = index_of(folder)
    shutil.copytree(
        bundled_index / "cache" / "models", index / "cache" / "models"
    )  # converting takes longer than all

    with served(programs, folder, environment, tmp_path / "log") as address:
        with urlopen(address) as response:  # noqa: S310 - loopback
            page = response.read().decode()
        command = [str(programs / "citewell"), "ask", "--corpus", str(folder), QUESTION]
        asked = subprocess.run(command, cwd=home, env=environment, capture_output=True, text=True, check=True)

    assert index.is_relative_to(home / ".local" / "share" / "citewell")
    assert (index / "CURRENT").is_file()
    assert "<title>Citewell</title>" in page
    assert "Stretching the calf before bed may prevent cramps." in " ".join(asked.stdout.split())
    assert sorted(path.name for path in folder.iterdir()) == sorted(ARTICLES)
    assert f"index in {index}." in (tmp_path / "log").read_text()
