"""Indexes built by the command with the real weights, as their owner builds them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[2]
CITEWELL = str(Path(sys.executable).with_name("citewell"))
STEERING = ("CITEWELL_", "HF_", "TRANSFORMERS_", "TOKENIZERS_", "DO_NOT_TRACK")


def environment() -> dict[str, str]:
    """Return the environment without what steers Citewell or keeps its libraries silent: it must do so itself."""
    return {name: value for name, value in os.environ.items() if not name.startswith(STEERING)}


def build_for_real(corpus: Path, index: Path, *, model_from: Path | None = None) -> None:
    """Build an index by ``citewell build``; raises where that fails.

    Converting the model takes longer than all else; ``model_from`` is an index whose conversion is taken instead.
    """
    if model_from:
        shutil.copytree(model_from / "cache" / "models", index / "cache" / "models")
    folders = ["--corpus", str(corpus), "--index", str(index)]
    subprocess.run([CITEWELL, "build", *folders], cwd=PROJECT, env=environment(), check=True)
