"""The files for running it as a service: Dockerfile, compose file, systemd unit."""

import fnmatch
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

import pytest
import yaml

from qa.serving.cli.serve import EVERYWHERE as HOSTS_FOR_EVERYWHERE
from tests.conftest import PROJECT
from tests.support.browsing import free_port
from tests.support.dockerfile import Instruction, stages_of
from tests.support.installed import SOURCES, copy_of_the_sources

DOCKERFILE, COMPOSE = PROJECT / "Dockerfile", PROJECT / "compose.yaml"
UNIT = PROJECT / "contrib" / "citewell.service"
BUILD, RUNTIME = stages_of(DOCKERFILE)
SECRET = re.compile(r"key|token|secret|password", re.IGNORECASE)
EVERYWHERE = HOSTS_FOR_EVERYWHERE[0]
TRIES, TRY_SECONDS = 300, 0.2


def of(stage: list[Instruction], word: str) -> list[str]:
    return [one.rest for one in stage if one.word == word]


def test_the_base_is_pinned_and_no_host_or_secret_is_named() -> None:
    """Both stages start from the same version; the index of torch is an argument; nothing looks like a secret."""
    bases = [of(stage, "FROM")[0].split()[0] for stage in (BUILD, RUNTIME)]
    addresses = re.findall(r"\w+://[^/:'\"]+", DOCKERFILE.read_text() + COMPOSE.read_text())

    assert re.fullmatch(r"python:\d+\.\d+\.\d+-slim-\w+", bases[0])
    assert bases[0] == bases[1]
    assert of(BUILD, "ARG") == ['TORCH_INDEX=""']
    assert set(addresses) == {"http://127.0.0.1", "http://localhost"}
    assert not SECRET.search(" ".join(of(RUNTIME, "ENV") + of(BUILD, "ENV") + of(BUILD, "ARG")))


def test_it_runs_as_nobody_special_and_is_watched() -> None:
    """The last user is a number, not root's; data is a volume; health is asked where the server answers."""
    (health,) = of(RUNTIME, "HEALTHCHECK")
    (exposed,) = of(RUNTIME, "EXPOSE")

    assert of(RUNTIME, "USER") == ["10001:10001"]
    assert [one.word for one in RUNTIME].index("USER") > max(
        place for place, one in enumerate(RUNTIME) if one.word in ("RUN", "COPY")
    )
    assert of(RUNTIME, "VOLUME") == ['["/data"]']
    assert f"127.0.0.1:{exposed}/healthz" in health


def test_what_is_copied_is_sent_to_the_builder_and_nothing_else() -> None:
    """.dockerignore leaves out all but what the Dockerfile copies, all of which is there."""
    copied = {name for rest in of(BUILD, "COPY") for name in rest.split()[:-1]}
    lines = [line for line in (PROJECT / ".dockerignore").read_text().splitlines() if not line.startswith("#")]
    sent = {line.removeprefix("!") for line in lines if line.startswith("!")}

    assert lines[0] == "*"
    assert copied == sent
    assert {name for name in copied if not (PROJECT / name).exists()} == set()
    assert [name for name in (".git", ".venv", "tests") if any(fnmatch.fnmatch(name, one) for one in sent)] == []


def test_the_compose_file_gives_the_container_as_little_as_it_needs() -> None:
    """Read-only root, no capabilities, loopback only, articles read-only, data in a volume."""
    service = yaml.safe_load(COMPOSE.read_text())["services"]["citewell"]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert [port for port in service["ports"] if not port.startswith("127.0.0.1:")] == []
    assert service["volumes"][0].endswith(":/articles:ro")
    assert service["volumes"][1] == "data:/data"
    assert {"privileged", "network_mode", "environment", "env_file"} & service.keys() == set()


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run every RUN of the Dockerfile as a script, in a folder that stands for the root; return the folder.

    Dependencies are those of this environment, which the new one is shown, so that pip finds them installed.
    """
    root = tmp_path_factory.mktemp("image")
    (root / "src").mkdir()
    copy_of_the_sources(root / "src")
    shutil.copyfile(PROJECT / "constraints.txt", root / "src" / "constraints.txt")
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}:{os.defpath}",
        "PIP_NO_INDEX": "1",
        "PIP_NO_BUILD_ISOLATION": "0",  # pip reads it as "build isolation: no"
        "PIP_FIND_LINKS": "",
        "TORCH_INDEX": "",
    }
    for stage in (BUILD, RUNTIME):
        for command in of(stage, "RUN"):
            script = re.sub(r"(?<=\s)/(opt|wheel|data|articles)\b", rf"{root}/\1", command)
            script = script if os.geteuid() == 0 else re.sub(r" -[og] \d+", "", script)
            subprocess.run(
                ["bash", "-euo", "pipefail", "-c", script], cwd=root / "src", env=environment, check=True
            )
            for packages in root.glob("opt/citewell/lib/python*/site-packages"):
                (packages / "packages-of-the-tests.pth").write_text(f"{sysconfig.get_path('purelib')}\n")
    return root


def state_of(folder: Path) -> dict[str, tuple[int, int]]:
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path): (path.stat().st_size, path.stat().st_mtime_ns) for path in paths}


@pytest.mark.integration
def test_the_steps_run_and_the_entry_is_healthy_and_writes_to_data_only(image: Path, tmp_path: Path) -> None:
    """The entry with its command serves, the health check passes, and nothing but /data was written."""
    port = str(free_port())
    settings = dict(pair.split("=", 1) for pair in shlex.split(" ".join(of(RUNTIME, "ENV"))))
    environment = {
        name: text.replace("$PATH", os.defpath).replace("/opt", f"{image}/opt").replace("/data", f"{image}/data")
        for name, text in settings.items()
    }
    environment["CITEWELL_CORPUS"] = f"{image}/articles"
    environment["TMPDIR"] = str(tmp_path)
    (entry,), (command,) = json.loads(of(RUNTIME, "ENTRYPOINT")[0]), [json.loads(of(RUNTIME, "CMD")[0])]
    arguments = [
        part.replace("/articles", f"{image}/articles").replace(EVERYWHERE, "127.0.0.1") for part in command
    ]
    program = f"{image}/opt/citewell/bin/{entry}"
    (probe,) = (json.loads(rest[rest.index("CMD ") + 4 :]) for rest in of(RUNTIME, "HEALTHCHECK"))
    check = [f"{image}/opt/citewell/bin/{probe[0]}", *(part.replace("8501", port) for part in probe[1:])]
    before = state_of(image / "opt") | state_of(image / "articles")

    with subprocess.Popen(
        [program, *arguments, "--port", port], cwd=image / "data", env=environment, start_new_session=True
    ) as server:
        try:
            healthy = any(_is_healthy(check, environment) for _ in range(TRIES) if server.poll() is None)
        finally:
            os.killpg(server.pid, signal.SIGTERM)

    assert healthy
    assert state_of(image / "opt") | state_of(image / "articles") == before


def _is_healthy(check: list[str], environment: dict[str, str]) -> bool:
    ran = subprocess.run(check, env=environment, capture_output=True, check=False)
    if ran.returncode:
        time.sleep(TRY_SECONDS)
    return ran.returncode == 0


def test_the_unit_runs_a_command_that_there_is_with_few_rights() -> None:
    """It serves read-only under a user of its own, and has no capability."""
    unit = dict(line.split("=", 1) for line in UNIT.read_text().splitlines() if re.match(r"\w+=", line))

    assert unit["ExecStart"].split()[1:2] == ["serve"]
    assert "--read-only" in unit["ExecStart"]
    assert (unit["DynamicUser"], unit["NoNewPrivileges"], unit["ProtectSystem"]) == ("yes", "yes", "strict")
    assert unit["CapabilityBoundingSet"] == ""
    assert f"/var/lib/{unit['StateDirectory']}" == unit["WorkingDirectory"]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not here")
def test_systemd_finds_nothing_wrong_with_the_unit(tmp_path: Path) -> None:
    """systemd-analyze verify says nothing, with a program that is there."""
    unit = tmp_path / UNIT.name
    unit.write_text(UNIT.read_text().replace("/opt/citewell/bin/citewell", shutil.which("true") or ""))

    ran = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False)

    assert (ran.returncode, ran.stderr) == (0, "")


def test_the_sources_of_the_wheel_are_those_of_the_image() -> None:
    """What the tests build the wheel from is what the Dockerfile copies, and what git leaves out."""
    copied = {name for rest in of(BUILD, "COPY") for name in rest.split()[:-1]}

    assert copied - {"constraints.txt"} == {*SOURCES} - {".gitignore"}
