"""Builds the wheel, installs it from scratch into an empty environment, and tries it there as a user does.

    make release

PyTorch comes first, as in the Makefile: TORCH_INDEX names an index of CPU builds, if pip finds only others.
Prints what each step took; ends with 1 at the first that fails.  The wheel stays in ``dist``.
"""

import os
import subprocess
import sys
import tomllib
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

PROJECT = Path(__file__).parents[1]
DIST = PROJECT / "dist"
CONSTRAINTS = PROJECT / "constraints.txt"
WHEEL = "the wheel"
ARTICLE = "# Herons\n\nA heron stands still for hours. It eats fish, frogs and mice.\n"


def main() -> int:
    """Take every step."""
    with TemporaryDirectory(prefix="citewell-release-") as folder:
        for name, command in _steps(Path(folder)):
            start = perf_counter()
            code = subprocess.run(  # noqa: S603 - the commands are those below
                command, cwd=PROJECT if name == WHEEL else folder, env=_environment(Path(folder)), check=False
            ).returncode
            sys.stdout.write(
                f"{perf_counter() - start:7.1f} s  {name}: {'done' if code == 0 else f'FAILED ({code})'}\n"
            )
            sys.stdout.flush()
            if code:
                return 1
        size = sum(path.lstat().st_size for path in (Path(folder) / "venv").rglob("*"))
        sys.stdout.write(f"{size / 1e9:7.2f} GB installed\n")
    return 0


def _steps(folder: Path) -> list[tuple[str, list[str]]]:
    """Return each step, by its name and its command."""
    for old in DIST.glob("*.whl"):
        old.unlink()
    articles = folder / "articles"
    articles.mkdir()
    (articles / "herons.md").write_text(ARTICLE, encoding="utf-8")
    programs = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    pip = [sys.executable, "-m", "pip", "--python", str(programs / "python"), "install", "--quiet"]
    index = ["--index-url", os.environ["TORCH_INDEX"]] if os.environ.get("TORCH_INDEX") else []
    torch = next(line for line in CONSTRAINTS.read_text().splitlines() if line.startswith("torch=="))
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(DIST)]
    install = [*pip, "--constraint", str(CONSTRAINTS), str(DIST / f"citewell-{_version()}-py3-none-any.whl")]
    citewell = str(programs / "citewell")
    there = ["--corpus", str(articles)]
    return [
        (WHEEL, build),
        ("an empty environment", [sys.executable, "-m", "venv", "--without-pip", str(folder / "venv")]),
        ("PyTorch", [*pip, *index, torch]),
        ("the wheel and all that it needs", install),
        ("citewell build", [citewell, "build", *there]),
        ("citewell ask", [citewell, "ask", *there, "what does a heron eat"]),
        ("citewell doctor", [citewell, "doctor", *there]),
    ]


def _version() -> str:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])


def _environment(folder: Path) -> dict[str, str]:
    """Return the environment of a user who has set nothing, with a home of their own."""
    mine = ("CITEWELL_", "XDG_", "PYTHON", "VIRTUAL_ENV")
    return {**{name: text for name, text in os.environ.items() if not name.startswith(mine)}, "HOME": str(folder)}


if __name__ == "__main__":
    sys.exit(main())
