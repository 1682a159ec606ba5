"""Files that are known are not opened again, unless what reads the pictures in them is another."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest

from qa.cache import Cache, CacheKind
from qa.files import sha256
from qa.reading import parse_all
from qa.reading.parse_all import found_again, recogniser_of
from qa.reading.parsing import Opened
from tests.support.pdfs import lines, pdf
from tests.support.pictures import LEAFLET

pytestmark = pytest.mark.integration

MakeCorpus = Callable[[Mapping[str, str | bytes]], Path]
FILES = {"lock.pdf": pdf(lines(LEAFLET, 72, 700)), "lock.txt": "\n".join(LEAFLET).encode()}


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the sources of the files that are opened from now on."""
    sources: list[str] = []
    real = parse_all.open_all

    def watched(corpus: Path, names: Sequence[str], *, ocr: str = "") -> Iterator[tuple[str, Opened]]:
        sources.extend(names)
        return real(corpus, names, ocr=ocr)

    monkeypatch.setattr(parse_all, "open_all", watched)
    return sources


def test_files_that_may_hold_pictures_are_opened_again_by_another_recogniser(
    make_corpus: MakeCorpus, tmp_path: Path, opened: list[str]
) -> None:
    """What was read without one, or by another, is kept apart; other files do not hang on it."""
    corpus = make_corpus(FILES)
    digests = {source: sha256(content) for source, content in FILES.items()}
    found: list[list[str]] = []

    with Cache(tmp_path / "work.sqlite", build=1, bytes_most=2**24) as cache:
        for ocr in ("", "one 1", "one 1", "one 2", ""):
            opened.clear()
            every = dict(found_again(corpus, [*FILES], digests, cache.of(CacheKind.DOCUMENT), ocr=ocr))
            assert all(each.opened().document for each in every.values())
            found.append(list(opened))

    assert found == [["lock.pdf", "lock.txt"], ["lock.pdf"], [], ["lock.pdf"], []]


@pytest.mark.parametrize(
    ("source", "recogniser"), [("a.pdf", "one 1"), ("a.PNG", "one 1"), ("a.docx", ""), ("a.md", ""), ("a", "")]
)
def test_only_what_may_hold_pictures_hangs_on_what_reads_them(source: str, recogniser: str) -> None:
    """Its name tells."""
    assert recogniser_of(source, "one 1") == recogniser


def test_a_message_is_not_lost_with_an_attachment_that_ends_the_process(
    make_corpus: MakeCorpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What takes too long to read is left out, and the report says so; the message itself is read."""
    monkeypatch.setattr(parse_all, "LIMITS", replace(parse_all.LIMITS, cpu_seconds=3))
    made = EmailMessage()
    made["Subject"], made["From"] = "Doses", "ann@b.c"
    made.set_content("Take 400 mg.")
    endless = "Take one, and another one. " * 500_000
    made.add_attachment(endless.encode(), maintype="text", subtype="plain", filename="endless.txt")
    corpus = make_corpus({"doses.eml": made.as_bytes()})

    [(_, opened)] = parse_all.open_all(corpus, ["doses.eml"])

    assert opened.document is not None
    assert [block.text for block in opened.document.blocks] == ["Take 400 mg."]
    assert [(entry.rule, entry.text) for entry in opened.report.removed] == [
        (
            "attachment that was not read (reading the attachments took too much time or memory)",
            "endless.txt (text/plain)",
        )
    ]
