"""Fills an empty corpus with the sample articles: 44 leaflets on back and leg pain, written for Citewell."""

from pathlib import Path

from qa.errors import CorpusError, ForVisitors
from qa.files import write_atomically
from qa.reading.corpus import scan

IN_WHEEL = Path(__file__).with_name("articles")
IN_CLONE = Path(__file__).parents[3] / "corpus"


def sample_files(places: tuple[Path, ...] = (IN_WHEEL, IN_CLONE)) -> list[Path]:
    """Return the files of the sample articles, sorted; those of the package before those of a clone.

    An installed package has no clone around it: ``corpus`` beside it would be somebody else's.
    """
    found = (sorted(place.glob("*.md")) for place in places)
    return next(filter(None, found), [])


def is_empty(corpus: Path) -> bool:
    """Tell whether a corpus has no file to read, or is not there."""
    try:
        return not scan(corpus)
    except CorpusError:
        return True


def add_sample(corpus: Path) -> int:
    """Copy the sample articles into an empty corpus; return how many.

    Raises CorpusError where the corpus has files already, or cannot be written.
    """
    files = sample_files()
    if not is_empty(corpus):
        raise CorpusError(
            f"The folder {corpus} has articles already, so the sample articles were not added.",
            hint="Name an empty folder for them: citewell serve --sample FOLDER",
            for_visitors=ForVisitors("There are articles here already.", "Load the page again to see them."),
        )
    try:
        corpus.mkdir(parents=True, exist_ok=True)
        for file in files:
            write_atomically(corpus / file.name, file.read_bytes())
    except OSError as error:
        raise CorpusError(
            f"The sample articles cannot be written into {corpus}: {error.strerror}.",
            hint="Name a folder that you may write to: citewell serve --sample FOLDER",
            for_visitors=ForVisitors(
                "The sample articles cannot be added: the folder of this library cannot be written.",
                "Tell whoever looks after it.",
            ),
        ) from error
    return len(files)
