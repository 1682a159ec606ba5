"""The originals of the Library: which files are given away, as what, and to whom."""

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from starlette.requests import Request

from qa.indexing.build import build
from qa.reading.originals import FOLDER, Provenance, write_origin
from qa.records import CleaningReport
from qa.serving.originals import SANDBOX, SAVED, address_of, mime_of, original, routes
from qa.settings import Indexing
from tests.conftest import BUILT
from tests.support.fakes import FakeEncoder

pytestmark = pytest.mark.integration

HOSTILE = "a <b>&\"'%2e?#=+;\n.html"


def answer(address: str) -> tuple[int, dict[str, str], bytes]:
    """Return status, headers and body of what the route answers to an address."""
    (route,) = routes()
    query = urlsplit(address).query.encode()
    scope = {"type": "http", "method": "GET", "path": "/original", "query_string": query, "headers": []}
    sent: list[dict[str, object]] = []

    async def receive() -> dict[str, object]:
        await asyncio.Event().wait()  # nobody hangs up
        raise AssertionError

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    async def ask() -> None:
        response = await route.endpoint(Request(scope))
        await response(scope, receive, send)

    with ThreadPoolExecutor(1) as executor:  # a test with a browser before leaves an event loop in this thread
        executor.submit(lambda: asyncio.run(ask())).result()
    headers = {name.decode(): value.decode("latin-1") for name, value in sent[0]["headers"]}  # type: ignore[attr-defined]
    return sent[0]["status"], headers, b"".join(part.get("body", b"") for part in sent[1:])  # type: ignore[return-value,misc]


@pytest.mark.usefixtures("page_settings")
def test_a_web_page_is_shown_in_a_sandbox_and_its_name_breaks_nothing(corpus: Path) -> None:
    """The policy of the answer allows no script, and a name with every bad sign is a name."""
    (corpus / HOSTILE).write_bytes(b"<script>1</script>")

    status, headers, body = answer(address_of(HOSTILE))

    assert (status, body) == (200, b"<script>1</script>")
    assert headers["content-security-policy"] == SANDBOX
    assert headers["content-type"].startswith("text/html")
    assert headers["content-disposition"].startswith("inline; filename*=utf-8''a%20%3Cb%3E")
    assert "\n" not in headers["content-disposition"]


@pytest.mark.usefixtures("page_settings")
def test_what_a_browser_might_run_is_saved_and_never_shown(corpus: Path) -> None:
    """A drawing with a script, and every format that a browser does not show in a viewer of its own."""
    for name in ("a.svg", "b.docx", "c.js", "d.html.gz", "e"):
        (corpus / name).write_bytes(b"<svg/>")

        status, headers, _ = answer(address_of(name))

        assert (status, headers["content-type"]) == (200, SAVED)
        assert headers["content-disposition"].startswith("attachment; ")


@pytest.mark.usefixtures("page_settings")
def test_only_files_that_the_library_lists_are_given_away(corpus: Path, tmp_path: Path) -> None:
    """Nothing above the folder, hidden in it, linked into it, that is no file, or named twice."""
    secret = tmp_path / "secret.md"
    secret.write_text("secret")
    (corpus / "linked.md").symlink_to(secret)
    (corpus / ".hidden.md").write_text("secret")
    (corpus / FOLDER).mkdir()
    (corpus / FOLDER / "x.pdf").write_text("secret")
    os.mkfifo(corpus / "pipe.md")
    (corpus / "inside.md").symlink_to(corpus / "sciatica.md")
    sources = (
        "../secret.md",
        str(secret),
        "linked.md",
        ".hidden.md",
        f"{FOLDER}/x.pdf",
        "pipe.md",
        "",
        "gone.md",
        "./sciatica.md",
        "sciatica.md\0",
    )

    refused = [answer(address_of(source)) for source in sources]
    twice = answer("./original?file=sciatica.md&file=sciatica.md")

    assert [status for status, *_ in [*refused, twice]] == [404] * (len(sources) + 1)
    assert not any(b"secret" in body for *_, body in refused)
    assert answer(address_of("inside.md"))[0] == answer(address_of("sciatica.md"))[0] == 200


@pytest.mark.usefixtures("page_settings")
def test_a_name_that_is_no_text_is_found(corpus: Path) -> None:
    """Its bytes are in the address, and the name to save it under has marks in their place."""
    name = os.fsdecode(b"caf\xe9.pdf")
    (corpus / name).write_bytes(b"%PDF")

    status, headers, body = answer(address_of(name))

    assert (status, headers["content-type"], body) == (200, "application/pdf", b"%PDF")
    assert headers["content-disposition"] == "inline; filename*=utf-8''caf%3F.pdf"


def test_the_original_of_an_added_article_is_what_was_added(corpus: Path) -> None:
    """It is the file that was kept, under the name of the article; a note cannot lead elsewhere."""
    note = Provenance(came_from="x", file="sciatica.pdf", text_digest="", report=CleaningReport())
    write_origin(corpus, "sciatica", note, b"%PDF")
    found = original(corpus, "sciatica.md")
    (corpus / FOLDER / "sciatica.pdf").unlink()
    (corpus / FOLDER / "sciatica.pdf").symlink_to("/etc/passwd")

    assert found is not None
    assert (found.path, found.name, found.mime) == (
        corpus / FOLDER / "sciatica.pdf",
        "sciatica.pdf",
        "application/pdf",
    )
    assert original(corpus, "sciatica.md") is None


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("Größe".encode(), "utf-8"),
        ("Größe".encode("latin-1"), "windows-1252"),
        (b"a" * (2**20 - 1) + "ß".encode(), "utf-8"),
    ],
    ids=["utf-8", "latin-1", "cut within a letter"],
)
def test_text_is_shown_in_its_encoding(tmp_path: Path, content: bytes, encoding: str) -> None:
    """Also where the part that is looked at ends within a letter."""
    (tmp_path / "a.TXT").write_bytes(content)

    assert mime_of(tmp_path / "a.TXT") == f"text/plain; charset={encoding}"


@pytest.mark.usefixtures("page_settings")
def test_where_visitors_change_nothing_only_indexed_files_are_given_away(
    corpus: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that waits for a build is the owner's alone."""
    monkeypatch.setenv("CITEWELL_SERVING__READ_ONLY", "true")
    before = answer(address_of("sciatica.md"))[0]
    build(corpus, index, encoder=FakeEncoder(), settings=Indexing(), built=BUILT)
    (corpus / "draft.md").write_text("# Draft\n\nNot yet.\n")

    assert (before, answer(address_of("sciatica.md"))[0], answer(address_of("draft.md"))[0]) == (404, 200, 404)
