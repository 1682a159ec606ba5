"""The sample articles fill an empty folder, and no other."""

from pathlib import Path

import pytest

from qa.errors import CorpusError
from qa.reading.samples.copying import add_sample, sample_files
from tests.conftest import BUNDLED


def test_the_articles_of_the_package_come_before_those_of_a_clone(tmp_path: Path) -> None:
    """Where the package has none, those of the clone are taken; where neither has, there is no sample."""
    package, clone = tmp_path / "package", tmp_path / "clone"
    clone.mkdir()
    (clone / "a.md").touch()
    of_clone = sample_files((package, clone))
    package.mkdir()
    (package / "b.md").touch()

    assert [path.name for path in of_clone] == ["a.md"]
    assert [path.name for path in sample_files((package, clone))] == ["b.md"]
    assert sample_files((tmp_path / "none",)) == []
    assert sample_files() == sorted(BUNDLED.glob("*.md"))


def test_a_folder_with_files_is_left_alone(corpus: Path) -> None:
    """Somebody's articles are not mixed with the sample: nothing is written."""
    before = {path: path.read_bytes() for path in corpus.iterdir()}

    with pytest.raises(CorpusError, match="has articles already") as raised:
        add_sample(corpus)

    assert {path: path.read_bytes() for path in corpus.iterdir()} == before
    assert str(corpus) not in raised.value.for_visitors.message


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """A file stands where the folder should be."""
    (tmp_path / "file").touch()

    with pytest.raises(CorpusError, match="cannot be written into") as raised:
        add_sample(tmp_path / "file" / "corpus")

    assert raised.value.hint.startswith("Name a folder that you may write to")
