"""The 5,486 health articles that builds are measured on, or a sample of them."""

import tarfile
from pathlib import Path

from benchmarks.corpora import COLLECTIONS

MEDQUAD = COLLECTIONS / "medquad-articles.tar.xz"


def unpack_articles(archive: Path, folder: Path, most: int) -> list[str]:
    """Unpack ``most`` articles spread evenly over the archive by name; return their names."""
    with tarfile.open(archive) as tar:
        names = sorted(name for name in tar.getnames() if name.endswith(".md") and not name.endswith("README.md"))
        chosen = [names[place * len(names) // most] for place in range(most)] if most < len(names) else names
        wanted = set(chosen)
        for member in tar:
            if member.name in wanted:
                tar.extract(member, folder, filter="data")
    return chosen
