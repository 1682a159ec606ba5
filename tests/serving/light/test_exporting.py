"""Answers and articles as a folder of pages: whole or not at all, each link to a file of it."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from lxml import html  # type: ignore[import-untyped]

from qa.answering.assistant import Assistant
from qa.errors import QuestionError, UsageError
from qa.indexing.build import build
from qa.serving.light.exporting import Exported, export, questions_in
from qa.settings import Indexing, Settings
from tests.conftest import BUILT
from tests.support.fakes import FakeEncoder

pytestmark = pytest.mark.integration

QUESTIONS = ["what is sciatica", "zebra quantum mortgage", "how do i prevent cramps?"]
DAY = "2026-11-29"


@pytest.fixture
def assistant(corpus: Path, index: Path, encoder: FakeEncoder) -> Assistant:
    """Open the small articles, one of which has a name with signs that mean something in addresses."""
    (corpus / "sub #1").mkdir()
    (corpus / "sub #1" / "50% & more?.md").write_text(
        "# Half\n\nA half is one of two equal parts of a whole thing.\n"
    )
    build(corpus, index, encoder=encoder, settings=Indexing(), built=BUILT)
    return Assistant.open(Settings(index=index), encoder=encoder)


def test_every_link_of_the_folder_leads_to_a_file_of_it(assistant: Assistant, tmp_path: Path) -> None:
    """And a citation names words of its article, which the browser marks."""
    folder = tmp_path / "out"
    exported = export(assistant, QUESTIONS, folder, day=DAY)
    pages = {path: html.document_fromstring(path.read_text()) for path in folder.rglob("*.html")}
    cited = 0
    for path, page in pages.items():
        for anchor in page.iter("a"):
            address = urlsplit(str(anchor.get("href")))
            target = (path.parent / unquote(address.path)).resolve() if address.path else path
            assert target in pages, (path, address)
            if address.fragment.startswith(":~:"):
                words = " ".join(pages[target].xpath("string(//article)").split())
                first = unquote(address.fragment.removeprefix(":~:text=").split("&")[0].split(",")[0])
                assert first in words
                cited += 1
        assert not list(page.iter("script", "form"))

    assert exported == Exported(articles=4, answers=3, refused=1)
    assert len(pages) == 1 + 4 + 3
    assert cited >= 2
    assert (folder / "answers" / "003-how-do-i-prevent-cramps.html").exists()
    assert DAY in (folder / "index.html").read_text()


def test_nothing_is_written_over_and_nothing_half(
    assistant: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder with something in it stays as it is; what fails on the way leaves nothing."""
    full = tmp_path / "full"
    full.mkdir()
    (full / "mine.txt").write_text("mine")
    with pytest.raises(UsageError, match="something in"):
        export(assistant, [], full, day=DAY)
    with pytest.raises(UsageError, match="something in"):
        export(assistant, [], full / "mine.txt", day=DAY)

    def fails(question: str) -> None:
        raise QuestionError(f"not {question}", hint="no")

    monkeypatch.setattr(assistant, "ask", fails)
    with pytest.raises(QuestionError):
        export(assistant, QUESTIONS, tmp_path / "new", day=DAY)

    assert [path.name for path in full.iterdir()] == ["mine.txt"]
    assert not (tmp_path / "new").exists()
    assert list(tmp_path.glob(".citewell*")) == []


def test_an_empty_folder_is_filled(assistant: Assistant, tmp_path: Path) -> None:
    """One that was made for it."""
    folder = tmp_path / "made"
    folder.mkdir()

    assert export(assistant, [], folder, day=DAY).answers == 0
    assert (folder / "index.html").exists()


def test_questions_are_lines_each_once() -> None:
    """All are looked at before any is asked, and a wrong one is named by its line."""
    assert questions_in("\n what is  x?\nwhat is x?\n\nand y\n") == ["what is x?", "and y"]
    with pytest.raises(QuestionError, match="Line 2"):
        questions_in("good\n???\n")
