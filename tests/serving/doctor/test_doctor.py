"""``citewell doctor``: each fault, made for real, is found and has a next step; what is well is called so."""

import json
import os
import shutil
import socket
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from importlib.metadata import metadata
from pathlib import Path
from types import SimpleNamespace

import pytest

from qa.indexing.build import build
from qa.serving.cli.main import main
from qa.serving.doctor import examination, library, machine, parts
from qa.serving.doctor.examination import CHECKS, examine, is_well
from qa.serving.doctor.findings import Finding, Health
from qa.settings import Indexing, Serving, Settings
from tests.conftest import BUILT, build_small
from tests.support.fakes import FakeEncoder

pytestmark = pytest.mark.integration

QUICK = [check for check in CHECKS if check not in ("parts:torch", "parts:libraries", "parts:weights")]
"""Checks that start no process of seconds."""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the small articles once; return the folder of corpus and index."""
    return build_small(tmp_path_factory.mktemp("small"), FakeEncoder(), "scan.gif").parent


@pytest.fixture
def settings(small: Path, tmp_path: Path) -> Settings:
    """Return settings of a copy of the small articles and their index, on a port that is free."""
    shutil.copytree(small, tmp_path / "library")
    folder = tmp_path / "library"
    return Settings(corpus=folder / "corpus", index=folder / "index", serving=Serving(port=0))


def found(check: str, settings: Settings) -> dict[str, Finding]:
    return {finding.name: finding for finding in examine(settings, [check])}


def health(findings: Mapping[str, Finding]) -> dict[str, str]:
    return {name: finding.health.value for name, finding in findings.items()}


def test_a_sound_library_is_well(settings: Settings) -> None:
    """Nothing is wrong, and each thing is named once, in a sentence."""
    findings = examine(settings, QUICK)

    assert [finding for finding in findings if finding.health is Health.WRONG] == []
    assert is_well(findings)
    assert len({finding.name for finding in findings}) == len(findings)
    assert [finding.said for finding in findings if not finding.said.endswith(".")] == []
    assert {finding.name: finding.said for finding in findings}["Articles"] == (f"4 files in {settings.corpus}.")
    assert not list(settings.index.glob(".doctor*"))


def test_whatever_is_not_well_has_a_next_step(settings: Settings, tmp_path: Path) -> None:
    """Without articles and index there are notes, each with what to do."""
    nothing = settings.model_copy(update={"corpus": tmp_path / "none", "index": tmp_path / "new" / "index"})

    findings = examine(nothing, QUICK)

    amiss = {finding.name: finding.next_step for finding in findings if finding.health is not Health.WELL}
    assert {"Articles", "Index"} <= amiss.keys()
    assert "--sample" in amiss["Articles"]
    assert "" not in amiss.values()
    assert not (tmp_path / "new").exists()


def test_a_damaged_index_is_wrong(settings: Settings) -> None:
    """A file of it that differs from what was built is named, with the way to mend it."""
    (generation,) = settings.index.glob("g-*")
    (generation / "vectors.npy").write_bytes(b"not what was built")

    finding = found("library:index", settings)["Index"]

    assert finding.health is Health.WRONG
    assert "vectors.npy" in finding.said
    assert finding.next_step == "Rebuild it with: citewell build"


def test_an_index_older_than_its_articles_is_told(settings: Settings) -> None:
    """A file that was changed after the build is counted; an index from the future speaks against the clock."""
    for path in settings.corpus.iterdir():
        os.utime(path, (0, 0))
    current = found("library:index", settings)
    later = (BUILT + timedelta(days=1)).timestamp()
    os.utime(settings.corpus / "sciatica.md", (later, later))
    stale = found("library:index", settings)
    shutil.rmtree(settings.index)
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    build(settings.corpus, settings.index, encoder=FakeEncoder(), settings=Indexing(), built=tomorrow)
    future = found("library:index", settings)

    assert health(current) == {"Index": "ok"}
    assert stale["Index"].said.endswith("1 file changed since.")
    assert future["Index"].said.endswith("That is later than the clock of this machine.")
    assert [one["Index"].health for one in (stale, future)] == [Health.NOTE, Health.NOTE]


@pytest.fixture
def unwritable(tmp_path: Path) -> Iterator[Path]:
    """Return a folder with files, in which nobody can make another: for root, who may write anywhere, in /proc."""
    folder = Path("/proc/tty") if os.geteuid() == 0 else tmp_path / "closed"
    if os.geteuid():
        folder.mkdir()
        (folder / "article.md").write_text("# Rest\n\nRest on a bench.\n")
        folder.chmod(0o555)
    yield folder
    if os.geteuid():
        folder.chmod(0o755)


def test_folders_that_cannot_be_written_are_told(settings: Settings, unwritable: Path) -> None:
    """An index that cannot be built is wrong; that articles cannot be added may be meant."""
    closed = settings.model_copy(update={"corpus": unwritable, "index": unwritable / "index"})

    assert health(found("library:writing", closed)) == {"Writing": "wrong"}
    assert found("library:corpus", closed)["Adding articles"].health is Health.NOTE


def test_a_file_that_cannot_be_read_is_wrong(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is named."""
    (settings.corpus / "lifting.txt").chmod(0)
    if os.geteuid() == 0:
        monkeypatch.setattr(os, "access", lambda path, _: Path(path).stat().st_mode & 0o400)  # root reads all

    finding = found("library:corpus", settings)["Articles"]

    assert (finding.health, "such as lifting.txt" in finding.said) == (Health.WRONG, True)


def test_a_port_in_use_is_told(settings: Settings) -> None:
    """Somebody who listens there is found, and another port is offered."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        finding = found("machine:port", settings.model_copy(update={"serving": Serving(port=port)}))["Port"]

    assert (finding.health, str(port) in finding.said, "--port" in finding.next_step) == (Health.NOTE, True, True)


def test_a_library_whose_import_crashes_is_found(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that dies, a module that raises, and one that is not there each say what happened."""
    (tmp_path / "faiss.py").write_text("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n")
    (tmp_path / "torch.py").write_text("raise OSError('libgomp.so.1: cannot open shared object file')\n")
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}{os.pathsep}{os.environ.get('PYTHONPATH', '')}")
    monkeypatch.setattr(parts, "LIBRARIES", {"faiss": ("faiss", ""), "nowhere": ("Nowhere", "It is slower.")})

    libraries, torch = found("parts:libraries", settings), found("parts:torch", settings)

    assert libraries["faiss"].said == "faiss cannot be imported: the process crashed (signal 11)."
    assert libraries["faiss"].next_step.endswith("pip install --force-reinstall --no-deps faiss-cpu")
    assert libraries["Nowhere"].said.endswith("No module named 'nowhere'. It is slower.")
    assert health(libraries) == {"faiss": "wrong", "Nowhere": "note"}
    assert "libgomp.so.1" in torch["PyTorch"].said
    assert health(torch) == {"PyTorch": "wrong"}


def test_weights_that_are_not_the_expected_ones_are_wrong(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Other bytes under the name of the weights are found before they are loaded."""
    (tmp_path / "model.safetensors").write_bytes(b"other weights")
    monkeypatch.setattr(parts, "folder_of", lambda _: tmp_path)

    findings = found("parts:weights", settings)

    assert health(findings) == {"Weights": "wrong"}
    assert "--force-reinstall" in findings["Weights"].next_step


@pytest.mark.parametrize(
    ("requirement", "said"),
    [
        ("no-such-package-of-ours>=1", "no-such-package-of-ours is not installed."),
        ("numpy<1", "numpy is "),
        ("rapidocr<1; extra == 'ocr'", ""),
        ("no-such-package-of-ours; python_version < '3'", ""),
    ],
)
def test_a_package_that_is_missing_or_too_old_is_wrong(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, requirement: str, said: str
) -> None:
    """Only what this system needs without extras counts."""
    monkeypatch.setattr(parts, "requires", lambda _: ["numpy", requirement])

    finding = found("parts:packages", settings)["Packages"]

    assert (finding.health is Health.WRONG) == bool(said)
    assert said in finding.said
    assert ("pip install" in finding.next_step) == bool(said)


def test_extras_that_are_not_installed_are_told(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing extra is no fault, and says how to get it; every extra for users has a line."""
    monkeypatch.setattr(parts, "requires", lambda _: ["numpy", "no-such-package-of-ours; extra == 'ocr'"])

    finding = found("parts:extras", settings)["Extra ocr"]

    assert (finding.health, finding.next_step) == (Health.NOTE, "If you need it: pip install 'citewell[ocr]'")
    extras = set(metadata("citewell").get_all("Provides-Extra") or ())
    assert {*parts.EXTRAS} == extras - {*parts.NOT_FOR_USERS}


def test_a_module_that_cannot_be_imported_costs_its_own_checks_only(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A package that is missing is a finding where it is needed, and the other checks go on."""
    monkeypatch.delitem(sys.modules, "qa.serving.doctor.library")
    monkeypatch.setitem(sys.modules, "qa.indexing.generations", None)

    findings = examine(settings, ["library:index", "machine:clock"])

    assert [finding.health for finding in findings] == [Health.WRONG, Health.WELL]
    assert "qa.indexing.generations" in findings[0].said


def test_little_room_little_memory_and_a_wrong_clock_are_told(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot be made for real here: the figures that the system gives are replaced."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=10_000_000))
    monkeypatch.setattr(machine, "_free_memory", lambda: 0.3)
    monkeypatch.setattr(machine, "ALL_IS_WELL_BEFORE", datetime.now(UTC) + timedelta(days=1))
    monkeypatch.setattr(machine, "PYTHON_LEAST", (99, 0))
    monkeypatch.setattr(parts, "told_limits", lambda: "Only the clock limits.")

    said = [
        found(check, settings) for check in ("machine:disk", "machine:memory", "machine:clock", "machine:python")
    ]
    sandbox = found("parts:sandbox", settings)

    assert [health(one) for one in said] == [
        {"Disk": "wrong"},
        {"Memory": "note"},
        {"Clock": "wrong"},
        {"Python": "wrong"},
    ]
    assert health(sandbox) == {"Sandbox": "note"}


def test_locks_that_do_not_hold_are_wrong(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file system that grants a lock twice would let two builds write at once."""
    monkeypatch.setattr("qa.files._lock", lambda _: True)

    assert found("library:writing", settings)["Locks"].health is Health.WRONG
    assert library.LOCK not in {path.name for path in settings.index.iterdir()}


@pytest.mark.parametrize("as_json", [True, False])
def test_the_command_tells_what_was_found(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *, as_json: bool
) -> None:
    """The exit code is 1 only where something is wrong; JSON has the same findings."""
    monkeypatch.setattr(examination.examine, "__defaults__", (["library:index", "machine:clock"],))
    folders = ["--corpus", str(settings.corpus), "--index", str(settings.index)]
    monkeypatch.setattr(sys, "argv", ["citewell", "doctor", *folders, *(["--json"] if as_json else [])])

    with pytest.raises(SystemExit) as well:
        main()
    first = capsys.readouterr().out
    (settings.index / "CURRENT").write_text("rubbish")
    with pytest.raises(SystemExit) as ill:
        main()
    second = capsys.readouterr().out

    assert (well.value.code, ill.value.code) == (0, 1)
    if as_json:
        told = [json.loads(out) for out in (first, second)]
        assert [one["well"] for one in told] == [True, False]
        assert told[1]["findings"][0].keys() == {"name", "health", "said", "next_step"}
    else:
        assert "WRONG" not in first
        assert second.startswith("[WRONG] Index: ")
        assert "→ Rebuild it with: citewell build" in second
