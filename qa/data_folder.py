"""Where corpus and index lie unless a setting names them.

In a project, a folder that has ``citewell.toml``, ``corpus/`` or an index, they lie in it.  Anywhere else they lie
in the user's own data folder, which has a folder for each corpus:

    ~/.local/share/citewell/          the place on Linux; XDG_DATA_HOME names another
      library/corpus, library/index   the user's own library
      leaflets-3f9a62c1d0/index       the index of a folder of the user's, named with a digest of its path
"""

import re
from pathlib import Path

from qa.files import sha256

NAME = "citewell"
OWN = "library"
CORPUS, INDEX = "corpus", "index"
MARKS_OF_A_PROJECT = ("citewell.toml", CORPUS, f"{INDEX}/CURRENT")
DIGEST_CHARACTERS = 10
NAME_CHARACTERS_MOST = 40


def is_project() -> bool:
    """Tell whether the working folder is a project."""
    return any(Path(mark).exists() for mark in MARKS_OF_A_PROJECT)


def default_folders(corpus: Path | None, folder: Path | None = None) -> dict[str, Path]:
    """Return the corpus and the index of a run that is told no others.

    ``corpus`` is what the settings say, if anything.  ``folder`` is the corpus of this run alone, as in ``citewell
    serve FOLDER``: its index is not the project's, unless it is the project's corpus.
    """
    chosen = folder or corpus
    if is_project() and (folder is None or _is_same(folder, corpus or Path(CORPUS))):
        return {"corpus": Path(CORPUS), "index": Path(INDEX)}
    if chosen is None:
        own = user_data() / OWN
        return {"corpus": own / CORPUS, "index": own / INDEX}
    return {"corpus": chosen, "index": index_of(chosen)}


def index_of(corpus: Path) -> Path:
    """Return the index of a corpus in the user's data folder; beside the corpus where that lies there itself."""
    data, place = user_data(), corpus.expanduser().resolve()
    if place == (data / OWN / CORPUS).resolve():
        return data / OWN / INDEX
    name = re.sub(r"[^\w-]+", "-", place.name)[:NAME_CHARACTERS_MOST].strip("-") or "folder"
    return data / f"{name}-{sha256(str(place).encode(errors='surrogateescape'))[:DIGEST_CHARACTERS]}" / INDEX


def user_data() -> Path:
    """Return the folder for data of this program in the user's own; it may not be there yet."""
    from platformdirs import user_data_path  # only where no folder is named

    return user_data_path(NAME, appauthor=False)


def _is_same(folder: Path, other: Path) -> bool:
    return folder.resolve() == other.resolve()
