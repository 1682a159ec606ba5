"""Nothing leaves the machine: the real commands and page, run where every attempt is refused and noted."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import ARTICLES, PROJECT
from tests.support.browsing import Site, ask, served
from tests.support.guarded import STANDS
from tests.support.real_build import CITEWELL, environment

QUESTION = "what eases sciatica"
REACHES_OUT = {
    "import socket; socket.getaddrinfo('example.invalid', 80)": "socket.getaddrinfo example.invalid",
    "import socket; socket.gethostbyname('example.invalid')": "socket.gethostbyname example.invalid",
    "import socket; socket.socket().connect(('192.0.2.1', 80))": "socket.connect ('192.0.2.1', 80)",
    "import urllib.request as r; r.urlopen('http://192.0.2.1/')": "socket.getaddrinfo 192.0.2.1",
    "import os; os.execv('', ['', '-m', 'reaching'])": "socket.gethostbyname reached.invalid",
}


def run_guarded(notes: Path, script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        guarded(notes, script, *arguments), cwd=PROJECT, env=environment(), capture_output=True, text=True
    )


def guarded(notes: Path, script: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "tests.support.guarded", str(notes), script, *arguments]


def attempts(notes: Path) -> list[str]:
    """Return what was attempted under the guard, which must have stood."""
    first, *further = notes.read_text().splitlines()
    assert first == STANDS
    return further


@pytest.mark.slow
@pytest.mark.parametrize("code", REACHES_OUT)
def test_the_guard_notes_and_refuses_what_reaches_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    """A script that asks for a name or connects elsewhere fails, itself or after exec, and is noted."""
    (tmp_path / "script.py").write_text(code)
    (tmp_path / "reaching.py").write_text("import socket; socket.gethostbyname('reached.invalid')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    ran = run_guarded(tmp_path / "notes", str(tmp_path / "script.py"))

    assert attempts(tmp_path / "notes") == [REACHES_OUT[code]]
    assert "guarded: socket." in ran.stderr.splitlines()[-1]
    assert ran.returncode == 1


def test_the_guard_lets_this_machine_be_reached(tmp_path: Path) -> None:
    """A script that connects on loopback does so, and nothing is noted."""
    listens = "import socket; s = socket.create_server(('127.0.0.1', 0)); "
    (tmp_path / "script.py").write_text(f"{listens}print(len([socket.create_connection(s.getsockname())]))")

    ran = run_guarded(tmp_path / "notes", str(tmp_path / "script.py"))

    assert (ran.returncode, ran.stdout, attempts(tmp_path / "notes")) == (0, "1\n", [])


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the place where the guard of the served page notes attempts."""
    return tmp_path_factory.mktemp("offline") / "notes"


@pytest.fixture(scope="module")
def folders(notes: Path) -> list[str]:
    """Write a small corpus; return the arguments that name it and the place of its index."""
    corpus = notes.with_name("corpus")
    corpus.mkdir()
    for name, text in ARTICLES.items():
        (corpus / name).write_text(text)
    return ["--corpus", str(corpus), "--index", str(notes.with_name("index"))]


@pytest.fixture(scope="module")
def built_guarded(notes: Path, folders: list[str]) -> subprocess.CompletedProcess[str]:
    """Build the index under the guard."""
    return run_guarded(notes.with_name("notes of build"), CITEWELL, "build", "--json", *folders)


@pytest.fixture(scope="module")
def guarded_site(
    notes: Path, folders: list[str], built_guarded: subprocess.CompletedProcess[str]
) -> Iterator[Site]:
    """Serve the page of the index under the guard."""
    assert built_guarded.returncode == 0
    with served(*guarded(notes, CITEWELL, "serve", *folders), log=notes.with_name("log")) as url:
        yield Site(url=url, corpus=Path(folders[1]))


@pytest.mark.model
def test_building_and_asking_attempt_nothing(
    notes: Path, folders: list[str], built_guarded: subprocess.CompletedProcess[str], tmp_path: Path
) -> None:
    """With the real weights, a build and an answer succeed where the network is refused, and ask nothing of it."""
    asked = run_guarded(tmp_path / "notes of ask", CITEWELL, "ask", QUESTION, "--json", *folders)

    assert (built_guarded.returncode, json.loads(built_guarded.stdout)["embedded"]) == (0, 6)
    assert json.loads(asked.stdout)["passages"][0]["article_id"] == "sciatica"
    assert attempts(notes.with_name("notes of build")) == []
    assert attempts(tmp_path / "notes of ask") == []


@pytest.mark.model
def test_the_served_page_attempts_nothing(guarded_site: Site, notes: Path) -> None:
    """The server starts and gives its page and its health, and asks nothing of the network."""
    with urlopen(guarded_site.url) as page, urlopen(f"{guarded_site.url}/_stcore/health") as health:  # noqa: S310
        answers = [page.status, health.status, health.read()]

    assert answers == [200, 200, b"ok"]
    assert attempts(notes) == []


@pytest.mark.slow
def test_serving_a_network_asks_no_service_for_an_address(folders: list[str], tmp_path: Path) -> None:
    """On all addresses, where Streamlit would ask the internet for the one to print, nothing is asked."""
    serve = guarded(tmp_path / "notes", CITEWELL, "serve", "--host", "0.0.0.0", "--expose", *folders)  # noqa: S104
    with served(*serve, log=tmp_path / "log"):
        pass

    assert attempts(tmp_path / "notes") == []


@pytest.mark.model
@pytest.mark.browser
def test_answering_in_the_page_attempts_nothing(page: Page, guarded_site: Site, notes: Path) -> None:
    """A question asked in a browser is answered, and neither the server nor the page reaches elsewhere."""
    asked_for: set[str] = set()
    page.on("request", lambda request: asked_for.add(urlsplit(request.url).netloc))

    ask(page, guarded_site, QUESTION)

    expect(page.locator(".cw-card .cw-place").first).to_have_text(re.compile("Sciatica › What helps$"))
    assert attempts(notes) == []
    assert asked_for - {""} == {urlsplit(guarded_site.url).netloc}  # what is inline has no host
