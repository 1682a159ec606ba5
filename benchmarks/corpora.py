"""The corpora that are measured: the test collections present, and the bundled articles."""

import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from qa.answering.assistant import Assistant
from qa.embedding.encoder import Encoder
from qa.evaluation.beir import Collection, index_collection, read_collection, unpack
from qa.serving.builds import build_now
from qa.settings import Settings

PROJECT = Path(__file__).parent.parent
COLLECTIONS = PROJECT.parent / "shared" / "collections"
CACHE = Path(tempfile.gettempdir()) / "citewell-collections"
NFCORPUS, COVID, SQUAD, SCIFACT = NAMES = ("nfcorpus-dev", "covid-faq", "squad-xquad-en", "scifact")
LATER = ("cranfield", "xquad-de", "squad2-near-misses")
"""Those that came when the numbers of retrieval stood: what a stage gains here, nobody has tuned it to."""


def collections_in(
    folder: Path, settings: Settings, cache: Path, encoder: Encoder
) -> Iterator[tuple[str, Collection, Assistant]]:
    """Yield each collection of the folder: its name, contents, and an assistant, its index in ``cache``."""
    for name in (*NAMES, *LATER):
        archive = folder / f"{name}.tar.xz"
        if not archive.is_file():
            print(f"{archive} is not there: {name} is left out.", flush=True)
            continue
        with tempfile.TemporaryDirectory() as unpacked:
            collection = read_collection(unpack(archive, Path(unpacked)))
        own_settings = _indexed_in(settings, cache / name)
        index_collection(
            collection,
            own_settings.index,
            encoder=encoder,
            settings=own_settings.indexing,
            built=datetime.now(UTC),
        )
        yield name, collection, Assistant.open(own_settings, encoder=encoder)


def bundled(settings: Settings, cache: Path, encoder: Encoder) -> Assistant:
    """Return an assistant over the bundled articles, indexed and calibrated in ``cache``."""
    own_settings = _indexed_in(settings, cache / "bundled")
    build_now(own_settings, encoder)
    return Assistant.open(own_settings, encoder=encoder)


def _indexed_in(settings: Settings, index: Path) -> Settings:
    return settings.model_copy(update={"index": index})
