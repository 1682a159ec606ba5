"""What is removed from the folder of articles can be put back."""

from pathlib import Path

import pytest

from qa.errors import CorpusError
from qa.reading.adding import add_content, add_text, put_back, remove_source
from tests.reading.test_adding import TEXT, files


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    return corpus


def test_a_removal_is_undone(corpus: Path) -> None:
    """Article, original and note stand where they stood, also those of a file in a folder."""
    name = add_content(corpus, TEXT.encode(), file_name="walk.txt", came_from="walk").name
    (corpus / "sub").mkdir()
    (corpus / "sub" / "scan.jpg").write_bytes(b"\xff")
    before = files(corpus)

    removals = [remove_source(corpus, source) for source in (f"{name}.md", "sub/scan.jpg")]
    between = files(corpus)
    for removal in removals:
        put_back(removal)

    assert [removal.name for removal in removals] == [f"{name}.md", "scan.jpg"]
    assert {path.partition("/")[0] for path in between} == {".removed"}
    assert files(corpus) == before


def test_two_removals_of_one_name_are_each_undone(corpus: Path) -> None:
    """What was removed before is not overwritten, and each removal finds its own."""
    first = corpus / "a.txt"
    first.write_text("one")
    removal = remove_source(corpus, "a.txt")
    first.write_text("two")
    second = remove_source(corpus, "a.txt")

    put_back(removal)

    assert first.read_text() == "one"
    assert [place.read_text() for _, place in second.moved] == ["two"]


def test_nothing_is_put_over_a_newer_article(corpus: Path) -> None:
    """Where another file has the place by now, it is said, and nothing is moved."""
    name = f"{add_text(corpus, TEXT).name}.md"
    removal = remove_source(corpus, name)
    (corpus / name).write_text("Newer.")
    before = files(corpus)

    with pytest.raises(CorpusError, match=f"{name} was not put back: another {name} has its place now."):
        put_back(removal)

    assert files(corpus) == before


@pytest.mark.parametrize("source", ["none.md", "../outside.md", "/etc/passwd", ".", ""])
def test_only_files_of_the_folder_are_removed(corpus: Path, source: str) -> None:
    """What is no file of the folder is refused, and nothing is moved."""
    (corpus.parent / "outside.md").write_text(TEXT)
    add_text(corpus, TEXT)
    before = files(corpus.parent)

    with pytest.raises(CorpusError, match="The corpus has no file"):
        remove_source(corpus, source)

    assert files(corpus.parent) == before
