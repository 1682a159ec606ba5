"""Files of the corpus are opened by their names, and what they held travels as JSON."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from qa.files import sha256
from qa.reading.corpus import scan
from qa.reading.document import Details, Document, DocumentBlock, DocumentBlockKind
from qa.reading.formats import READERS, UNPACKED_BYTES_MOST, suffix_of
from qa.reading.parse_all import open_all, open_content
from qa.reading.parsing import FILE_BYTES_MOST, Opened, open_bytes, open_file, opened_from_json, opened_to_json
from qa.records import CleaningReport, Removed, Repaired
from tests.reading.test_article import heading, paragraph
from tests.reading.test_corpus import MakeCorpus

MARKDOWN = b"# Walking\n\nA short walk every day keeps the back supple.\n"
PLAIN = b"Walking helps\n\nA short walk every day keeps the back supple.\n"
PAGE = (
    b'<html lang="en"><body><article><h1>Walking</h1><p>A short walk every day keeps the back supple, and the '
    b"more often you get up from the chair, the less it hurts.</p></article></body></html>"
)
UNKNOWN = f"there is no reader for this format (known: {', '.join(READERS)})"
EMPTY_REPORT: dict[str, list[object]] = {"removed": [], "repaired": [], "withheld": []}
HOSTILE = (
    b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 1 0 R /Kids [1 0 R] >>\nendobj\nxref\n0 99999999\ntrailer\n"
)

removals = st.builds(Removed, line=..., page=...)
repairs = st.builds(Repaired, line=..., page=...)
reports = st.builds(
    CleaningReport,
    removed=st.lists(removals, max_size=3).map(tuple),
    repaired=st.lists(repairs, max_size=3).map(tuple),
    withheld=...,
)
blocks = st.builds(DocumentBlock, level=..., marker=..., inferred=..., line=..., page=...)
details = st.builds(Details, sources=st.lists(st.text(), max_size=3).map(tuple), title=..., published=...)
drafts = st.builds(Document, blocks=st.lists(blocks, max_size=4).map(tuple), details=details, structured=...)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=8) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def texts(opened: Opened) -> list[str]:
    assert opened.document is not None, opened.reason
    return [block.text for block in opened.document.blocks]


@given(st.builds(Opened, document=drafts | st.none(), report=reports, reason=st.text(), digest=st.text()))
def test_what_was_opened_survives_the_way_through_json(opened: Opened) -> None:
    """Blocks with their places, details, report, reason and digest come back as they were."""
    back = opened_from_json(opened_to_json(opened))

    places = [[(b.line, b.page) for b in found.document.blocks] for found in (opened, back) if found.document]
    assert back == opened
    assert places[:1] == places[1:]


def test_details_that_json_does_not_know_become_text() -> None:
    """Dates and numbers of a front matter arrive as text, lists as lists of text, and empty entries not at all."""
    front = b"---\npublished: 2026-01-02\ntopic: 3\nsources: [1, 2026-01-02, a]\nauthor:\n---\n\nText.\n"

    back = opened_from_json(opened_to_json(open_bytes(front, "a.md")))

    assert back.document is not None
    found = back.document.details
    assert (found.published, found.topic, found.author) == ("2026-01-02", "3", "")
    assert found.sources == ("1", "2026-01-02", "a")


@st.composite
def spoilt(draw: st.DrawFn) -> Any:
    """Return the JSON of something opened with one of its values replaced or taken out, at any depth."""
    block = DocumentBlock(kind=DocumentBlockKind.PARAGRAPH, text="a", line=1)
    report = CleaningReport(removed=(Removed(text="a", rule="b"),), withheld=("c",))
    whole = json.loads(opened_to_json(Opened(document=Document(blocks=(block,)), report=report)))
    place = whole
    while True:
        key = draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))
        if isinstance(place[key], dict | list) and place[key] and key != "details" and draw(st.booleans()):
            place = place[key]
            continue
        if draw(st.booleans()) or key == "details":
            del place[key]
        else:
            place[key] = draw(anything)
        return whole


@settings(max_examples=300)
@given(anything | spoilt())
@example(None)
@example([])
@example({"document": None})
@example(
    {"reason": "", "digest": "", "document": None, "report": {"removed": [{}], "repaired": [], "withheld": []}}
)
@example(
    {"reason": None, "digest": "", "document": None, "report": {"removed": [], "repaired": [], "withheld": []}}
)
def test_other_json_is_refused_or_read(value: Any) -> None:
    """Whatever a worker sends, it is an Opened or one of the errors that the sandbox expects."""
    try:
        opened = opened_from_json(json.dumps(value).encode())
    except (ValueError, TypeError, LookupError):
        return

    assert isinstance(opened, Opened)
    assert all(isinstance(block.text, str) for block in (opened.document.blocks if opened.document else ()))


@pytest.mark.parametrize("name", ["a.md", "a.markdown", "a.txt"])
@pytest.mark.parametrize("packed", [False, True])
def test_plain_formats_are_opened_packed_or_not(name: str, packed: bool) -> None:
    """A file in gzip is read as the file in it, and its digest is that of its own bytes."""
    content, top = (PLAIN, heading("Walking helps")) if name == "a.txt" else (MARKDOWN, heading("Walking", 1))
    stored = gzip.compress(content) if packed else content

    opened = open_bytes(stored, f"{name}.GZ" if packed else name.upper())

    assert opened.document is not None
    assert opened.document.blocks == (top, paragraph("A short walk every day keeps the back supple."))
    assert (opened.digest, opened.reason, opened.report) == (sha256(stored), "", CleaningReport())


@pytest.mark.parametrize("suffix", [".html", ".htm", ".xhtml"])
def test_pages_are_opened_packed(suffix: str) -> None:
    """A page in gzip is read as a page."""
    assert texts(open_bytes(gzip.compress(PAGE), f"a{suffix}.gz"))[0] == "Walking"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (MARKDOWN, "the compressed file is damaged"),
        (b"", "the file is empty"),
        (gzip.compress(b""), "the file is empty"),
        (gzip.compress(MARKDOWN)[:-9], "the compressed file is damaged"),
        (
            gzip.compress(MARKDOWN)[:12] + b"\xff\xff" + gzip.compress(MARKDOWN)[14:],
            "the compressed file is damaged",
        ),
        (gzip.compress(MARKDOWN)[:-8] + bytes(8), "the compressed file is damaged"),
        (gzip.compress(MARKDOWN) + b"and more", "the compressed file is damaged"),
        (gzip.compress(bytes(UNPACKED_BYTES_MOST + 1)), "the file unpacks to more than 64 MB"),
        (gzip.compress(gzip.compress(MARKDOWN)), "the file is binary, not text"),
    ],
    ids=["not packed", "empty", "nothing", "cut", "spoilt", "wrong sum", "more behind", "bomb", "twice"],
)
def test_damaged_gzip_is_refused(content: bytes, reason: str) -> None:
    """What does not unpack, or unpacks to too much, has its reason and its digest."""
    assert open_bytes(content, "a.md.gz") == Opened(reason=reason, digest=sha256(content))


@pytest.mark.integration
@pytest.mark.parametrize(
    "name", ["a.gif", "a", "", ".", "/", ".md", "a.gz", "a.tar.gz", "a.md.gz.gz", "a.md ", "md"]
)
def test_a_format_that_no_reader_has_is_named(name: str) -> None:
    """The reason lists the formats that there are."""
    assert open_bytes(MARKDOWN, name) == Opened(reason=UNKNOWN, digest=sha256(MARKDOWN))
    assert open_content(MARKDOWN, name).reason == UNKNOWN
    assert suffix_of(name) == ""


@given(st.text(st.sampled_from("a./\\\0\u202e\n ~%é"), max_size=300))
@example("../../../../etc/passwd")
@example("..")
@example("\u202etxt.exe")
@example("x" * 255)
def test_a_name_never_matters_but_for_its_suffix(name: str) -> None:
    """Names with folders, NUL, marks of direction or too many bytes are read by their suffix."""
    assert texts(open_bytes(MARKDOWN, f"{name}x.md"))[0] == "Walking"
    assert texts(open_content(MARKDOWN, f"{name}x.md")) == texts(open_bytes(MARKDOWN, "a.md"))
    assert suffix_of(f"{name}x.PDF") == ".pdf"


def test_a_file_that_cannot_be_had_has_its_reason(make_corpus: MakeCorpus) -> None:
    """Files that vanished, folders, and files that are too large are not opened."""
    corpus = make_corpus({"a.md/b.md": MARKDOWN, "large.md": ""})
    with (corpus / "large.md").open("wb") as file:
        file.truncate(FILE_BYTES_MOST + 1)

    assert open_file(corpus, "gone.md") == Opened(reason="the file vanished during the build")
    assert open_file(corpus, "a.md") == Opened(reason="it is not a regular file")
    assert open_file(corpus, "large.md") == Opened(
        reason="the file has 67,108,865 bytes and the limit is 67,108,864"
    )
    assert open_file(corpus, "a\udcff.md") == Opened(reason="the file's name is not valid text")


def test_the_folder_of_a_saved_page_is_no_part_of_the_corpus(make_corpus: MakeCorpus) -> None:
    """What a browser saved beside a page is passed over, and folders of such names without their page are not."""
    saved = [
        "page.html",
        "page_files/frame.html",
        "seite.htm",
        "seite-Dateien/x.txt",
        "p.v2.html",
        "p.v2_files/a.md",
    ]
    others = ["my_files/a.md", "notes.md", "notes_files/a.md", "page_files.txt", "deep/page_files/a.md"]

    corpus = make_corpus(dict.fromkeys([*saved, *others], "Some text."))

    assert scan(corpus) == tuple(sorted([*saved[::2], *others]))


@pytest.mark.integration
def test_hostile_bytes_cost_only_their_own_file(make_corpus: MakeCorpus) -> None:
    """Every source comes in order, read here or in the sandbox, with what it held or why not."""
    files: dict[str, str | bytes] = {
        "a.md": MARKDOWN,
        "b.pdf": HOSTILE,
        "c.html": PAGE,
        "d.pdf": b"",
        "e.txt": PLAIN,
    }
    corpus = make_corpus({**files, "f.docx": PAGE, "g.htm.gz": gzip.compress(PAGE)})

    found = dict(open_all(corpus, scan(corpus)))

    assert list(found) == ["a.md", "b.pdf", "c.html", "d.pdf", "e.txt", "f.docx", "g.htm.gz"]
    assert [opened.document is not None for opened in found.values()] == [
        True,
        False,
        True,
        False,
        True,
        False,
        True,
    ]
    assert [bool(opened.reason) for opened in found.values()] == [False, True, False, True, False, True, False]
    for source in ("a.md", "c.html", "e.txt", "g.htm.gz"):
        assert found[source] == open_file(corpus, source)


@pytest.mark.integration
def test_no_file_is_written_but_in_a_folder_that_goes_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Content that is read in the sandbox leaves nothing behind, whatever its name says."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    opened = open_content(PAGE, f"{tmp_path}/../x.html")

    assert texts(opened)[0] == "Walking"
    assert list(tmp_path.rglob("*")) == []
    assert not (tmp_path.parent / "x.html").exists()
