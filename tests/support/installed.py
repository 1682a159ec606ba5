"""The wheel, and an environment in which it is installed beside the packages of this one."""

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from tests.support.real_build import PROJECT, environment

SOURCES = ("qa", "corpus", "app.py", "pyproject.toml", "README.md", "LICENSE", ".gitignore")


def build_wheel(folder: Path, *, project: Path = PROJECT) -> Path:
    """Build the wheel of a project into a folder, with the build backend that pip would use."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=project, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    return wheel


def copy_of_the_sources(folder: Path) -> Path:
    """Copy what the wheel is built from, with other times and without what was compiled."""
    for name in SOURCES:
        source = PROJECT / name
        if source.is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(source, folder / name, ignore=ignored, copy_function=shutil.copyfile)
        else:
            shutil.copyfile(source, folder / name)
    return folder


def install(wheel: Path, folder: Path) -> Path:
    """Install a wheel alone into a new environment; return its folder of programs.

    The packages that it needs are those of this environment, which a ``.pth`` file shows; an editable install of
    the project there is not seen, as the ``.pth`` files in a folder that is shown so are not read.
    """
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    python = folder / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-index", "--no-deps"]
    subprocess.run([*pip, "--no-compile", str(wheel)], check=True)
    (own,) = folder.glob("lib/python*/site-packages")
    (own / "packages-of-the-tests.pth").write_text(f"{sysconfig.get_path('purelib')}\n")
    return folder / "bin"


def environment_of(home: Path) -> dict[str, str]:
    """Return the environment of a user whose home is this folder, and who has set nothing."""
    gone = ("XDG_", "PYTHON", "VIRTUAL_ENV")
    kept = {name: text for name, text in environment().items() if not name.startswith(gone)}
    return {**kept, "HOME": str(home), "PATH": os.defpath, "PYTHONDONTWRITEBYTECODE": "1"}
