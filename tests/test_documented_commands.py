"""Each command in the documents runs: blocks of ``sh``, by bash as they stand, and blocks of ``python``."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import BUNDLED, PROJECT
from tests.support import forking
from tests.support.pdfs import PROSE, lines, pdf

pytestmark = pytest.mark.integration

PLACES = ("*.md", "docs/*.md", "index/README.md", "examples/**/README.md")
DOCUMENTS = {path: path.read_text(encoding="utf-8") for place in PLACES for path in sorted(PROJECT.glob(place))}
BLOCK = re.compile(
    r"(?:^<!-- not run: (?P<reason>.+?) -->\n)?^```(?P<kind>sh|python)\n(?P<code>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
COMMAND = re.compile(r"^(?:[A-Z_]+=\S* )*(?P<words>[^#|\n]*)")
LEFT_OUT = {
    r"make \w+": "installs into an environment; CI itself runs it, and tests/test_docs.py knows the targets",
    r"citewell (serve|watch|mcp)\b": "does not end; tests/serving has them running",
    r"citewell ask .*--written$": "needs a model; tests/serving/written plays one",
    r"citewell doctor$": "looks at this machine, which may lack something; tests/serving/doctor has it",
    r"citewell eval$": "asks 222 questions with the weights, as tests/evaluation/test_floors.py does",
    r"citewell .*https?://(?!127\.0\.0\.1)": "fetches from the web; tests/reading/web has servers of its own",
}
"""Lines that are not run, by what they begin with, and why."""
SERVED_AT = re.compile(r"(?:127\.0\.0\.1|localhost):8501")
SECONDS_MOST = 120
KEY = "a-key-of-the-owner"
DRAFT = "An ache that stays in the back and never enters the leg is generally not sciatica.\n"
QUESTIONS = (
    '{"id": "q1", "question": "how long should I keep a cold pack on", "answerable": true, "kind": "plain", '
    '"relevant": [{"article": "heat-and-cold", "heading": "Using cold safely", "quote": "10 to 15 minutes"}]}\n'
    '{"id": "q2", "question": "who invented the hot water bottle", "answerable": false, "kind": "near miss", '
    '"relevant": []}\n'
)
COLLECTION = {
    "corpus.jsonl": '{"_id": "d1", "title": "Ducks", "text": "Ducks moult in summer and cannot fly."}\n',
    "queries.jsonl": '{"_id": "q1", "text": "when can ducks not fly"}\n',
    "qrels/test.tsv": "query-id\tcorpus-id\tscore\nq1\td1\t1\n",
}
"""The smallest collection in BEIR's form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A block of code, with what is left out of it replaced by nothing."""

    line: int
    kind: str
    code: str


def blocks_of(text: str) -> list[Block]:
    """Return the blocks of a document that are run, in order; a line that is left out becomes ``:``."""
    found = [match for match in BLOCK.finditer(text) if not match["reason"]]
    return [
        Block(
            line=text.count("\n", 0, match.start("code")),
            kind=match["kind"],
            code="".join(map(_as_run, match["code"].splitlines(keepends=True)))
            if match["kind"] == "sh"
            else match["code"],
        )
        for match in found
    ]


def _as_run(line: str) -> str:
    return ":\n" if why_left_out(line) else line


def why_left_out(line: str) -> str | None:
    """Return why a line is not run; None for one that is."""
    begins = COMMAND.match(line)
    words = begins["words"].strip() if begins else ""
    return next((reason for pattern, reason in LEFT_OUT.items() if re.match(pattern, words)), None)


@pytest.fixture(scope="module")
def commands(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Start what the commands are forks of; return the folder that PATH begins with."""
    folder = tmp_path_factory.mktemp("commands")
    address = folder / "s"
    forking.write_clients(folder / "bin", address)
    (folder / "bin" / "generate-text").write_text(f"#!/bin/sh\necho '{DRAFT.strip()}'\n")
    (folder / "bin" / "generate-text").chmod(0o755)
    command = (sys.executable, "-m", "tests.support.forking", str(address))
    with subprocess.Popen(
        command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=sys.__stderr__, start_new_session=True
    ) as server:
        assert server.stdout
        assert server.stdout.readline() == b"ready\n"
        yield folder / "bin"
        os.killpg(server.pid, signal.SIGTERM)


def environment(commands: Path, home: Path) -> dict[str, str]:
    """Return what the commands see: those of this system behind those of the server, and no settings but a key."""
    return {
        "PATH": f"{commands}:{os.environ['PATH']}",
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "COLUMNS": "100",
        "KEY": KEY,
        "CITEWELL_SERVING__API_KEYS": KEY,
    }


@pytest.fixture(scope="module")
def prepared(commands: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make what the documents speak of: a corpus, built twice, a draft, questions, a file to add, a collection."""
    folder = tmp_path_factory.mktemp("documented") / "work"
    (folder / "corpus" / "leaflets" / "nhs").mkdir(parents=True)
    for name in ("sciatica", "heat-and-cold"):
        shutil.copy(BUNDLED / f"{name}.md", folder / "corpus")
    (folder / "draft.md").write_text(DRAFT, encoding="utf-8")
    (folder / "questions.jsonl").write_text(QUESTIONS, encoding="utf-8")
    (folder / "asked.txt").write_text("should I use heat or ice\n", encoding="utf-8")
    (folder / "leaflet.pdf").write_bytes(pdf(lines(PROSE, 60, 700)))
    for name, text in COLLECTION.items():
        path = folder / "nfcorpus" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    shutil.copytree(PROJECT / "examples", folder / "examples")
    twice = f"citewell build\ncp {BUNDLED / 'lifting-safely.md'} corpus/leaflets/nhs/\ncitewell build\n"
    subprocess.run(
        ["bash", "-ec", twice],
        cwd=folder,
        env=environment(commands, folder),
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return folder


@pytest.fixture
def served(commands: Path, prepared: Path, tmp_path: Path) -> Iterator[str]:
    """Serve what was prepared on loopback; return host and port."""
    folder = tmp_path / "served"
    shutil.copytree(prepared, folder)
    with subprocess.Popen(
        [commands / "python", "-m", "tests.support.loopback_api"],
        cwd=folder,
        env=environment(commands, folder),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as server:
        assert server.stdin
        assert server.stdout
        yield f"127.0.0.1:{server.stdout.readline().decode().strip()}"
        server.stdin.close()


@pytest.mark.parametrize(
    "document",
    [path for path, text in DOCUMENTS.items() if BLOCK.search(text)],
    ids=lambda path: path.relative_to(PROJECT).as_posix(),
)
def test_each_command_of_a_document_runs(
    document: Path, commands: Path, prepared: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """In one folder, from the first to the last; every one ends with 0."""
    work = tmp_path / "work"
    shutil.copytree(prepared, work)
    for block in blocks_of(DOCUMENTS[document]):
        code = block.code
        if SERVED_AT.search(code):
            code = SERVED_AT.sub(request.getfixturevalue("served"), code)
        if block.kind == "sh":
            command = ["bash", "-o", "pipefail", "-ec", f"trap 'echo \"failed: $BASH_COMMAND\" >&2' ERR\n{code}"]
        else:
            (work / "block.py").write_text(code, encoding="utf-8")
            command = ["python", "block.py"]

        ran = subprocess.run(
            command,
            cwd=work,
            env=environment(commands, work),
            capture_output=True,
            text=True,
            timeout=SECONDS_MOST,
            check=False,
        )

        place = f"{document.name}, line {block.line}"
        assert ran.returncode == 0, (
            f"{place} ended with {ran.returncode}:\n{ran.stdout[-2000:]}{ran.stderr[-2000:]}"
        )
        assert "Traceback" not in ran.stderr, place


def test_what_is_left_out_is_told_by_how_its_line_begins() -> None:
    """Settings before a command do not hide it; what stands in a comment says nothing."""
    assert why_left_out("CITEWELL_SERVING__PORT=80 citewell serve --read-only   # for ever")
    assert why_left_out("citewell eval   # the bundled questions")
    assert why_left_out("citewell add https://example.org/leaflet   # a page")
    assert not why_left_out("citewell eval questions.jsonl")
    assert not why_left_out("citewell ask 'what is it'  # not as citewell serve does")
    assert not why_left_out("curl http://127.0.0.1:8501/healthz")


def test_a_block_is_left_out_for_a_reason_alone() -> None:
    """A comment before it says why; other kinds of blocks are no commands."""
    text = "<!-- not run: needs root -->\n```sh\nrm x\n```\n\n```sh\nmake app\nls\n```\n```text\n$ no\n```\n"

    assert [(block.line, block.code) for block in blocks_of(text)] == [(6, ":\nls\n")]


def test_a_command_that_fails_is_told(commands: Path, prepared: Path) -> None:
    """What runs the commands passes on their exit codes and what they print."""
    ran = subprocess.run(
        [
            "bash",
            "-c",
            "citewell show nobody; echo $?; echo 'import sys; sys.exit(3)' > x.py; python x.py; echo $?",
        ],
        cwd=prepared,
        env=environment(commands, prepared),
        capture_output=True,
        text=True,
        check=True,
    )

    assert ran.stdout.split() == ["2", "3"], ran
    assert ran.stderr.startswith("citewell: ")
