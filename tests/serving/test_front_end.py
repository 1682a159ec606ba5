"""The scripts and styles of Streamlit's front end: compressed once each, and loaded with what they import."""

import asyncio
import gzip
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from streamlit import file_util

from qa.serving.front_end import FONT, LOADED_AT_ONCE, SERIF, Compressed, preloads, with_imports
from qa.serving.guard import Message, Receive, Scope, Send

STATIC = Path(file_util.get_static_dir())
SCRIPT = b"export const a = 1; " * 50


class Behind:
    """Serves one script, in two parts, and counts how often it is asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        del receive
        self.asked.append(scope["path"])
        there = scope["path"].endswith(("a.1.js", "a.1.woff2"))
        headers = [(b"Content-Length", b"1000"), (b"ETag", b"x"), (b"Cache-Control", b"public, immutable")]
        await send({"type": "http.response.start", "status": 200 if there else 404, "headers": headers})
        await send({"type": "http.response.body", "body": SCRIPT[:300], "more_body": True})
        await send({"type": "http.response.body", "body": SCRIPT[300:]})


def got(application: Compressed, path: str, **headers: str) -> tuple[int, dict[bytes, bytes], bytes]:
    """Return status, headers and body of a GET request that accepts gzip, with these headers besides."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        raise AssertionError

    named = {"accept_encoding": "gzip, br", **headers}
    given = [(name.replace("_", "-").encode(), value.encode()) for name, value in named.items()]
    scope = {"type": "http", "method": "GET", "path": path, "headers": given}
    with ThreadPoolExecutor(1) as executor:  # the thread of the tests may have a loop of a browser
        executor.submit(lambda: asyncio.run(application(scope, receive, send))).result()
    return sent[0]["status"], dict(sent[0]["headers"]), b"".join(each["body"] for each in sent[1:])


def test_a_script_is_compressed_once_and_unpacks_to_the_same() -> None:
    """What Streamlit says of it stays, but for what is true of the uncompressed bytes alone."""
    behind = Behind()
    application = Compressed(behind, below="/static/")
    first, second = (got(application, "/static/js/a.1.js") for _ in range(2))

    status, headers, body = first
    assert (status, gzip.decompress(body)) == (200, SCRIPT)
    assert headers == {
        b"Cache-Control": b"public, immutable",
        b"content-encoding": b"gzip",
        b"content-length": b"%d" % len(body),
        b"vary": b"Accept-Encoding",
    }
    assert second == first
    assert behind.asked == ["/static/js/a.1.js"]


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/static/media/a.1.woff2", {}),
        ("/media/a.1.js", {}),
        ("/static/js/a.1.js", {"accept_encoding": "identity"}),
        ("/static/js/a.1.js", {"range": "bytes=0-9"}),
        ("/static/js/a.1.js", {"if_none_match": "x"}),
    ],
)
def test_everything_else_passes_as_it_is(path: str, headers: dict[str, str]) -> None:
    """Fonts, files of elsewhere, and requests for bytes as they are."""
    status, said, body = got(Compressed(Behind(), below="/static/"), path, **headers)

    assert (status, said[b"ETag"], body) == (200, b"x", SCRIPT)


def test_what_is_not_there_is_asked_for_anew() -> None:
    """An answer without the file is passed on, and not kept."""
    behind = Behind()
    application = Compressed(behind, below="/static/")

    assert [got(application, "/static/js/b.1.js")[0] for _ in range(2)] == [404, 404]
    assert len(behind.asked) == 2


def test_all_that_is_to_be_loaded_at_once_is_there() -> None:
    """The installed Streamlit has each script and font by the name that it is looked for."""
    more, serif = preloads(STATIC)

    names = [re.escape(name) for name in (*LOADED_AT_ONCE, FONT, SERIF)]
    links = re.findall('href="([^"]+)"', more + serif)
    assert all(re.search(rf"/{name}\.", more + serif) for name in names)
    assert all((STATIC / link.removeprefix("./")).is_file() for link in links)
    assert len(set(links)) == len(links)
    assert not any(link in (STATIC / "index.html").read_text(encoding="utf-8") for link in links)


def test_a_script_is_loaded_with_all_that_it_imports(tmp_path: Path) -> None:
    """Also what is imported by what it imports, in circles too; not what it only loads when it needs it."""
    sources = {
        "a.js": 'import{x as y}from"./b.js";import"./c.js";const later=()=>import("./late.js");',
        "b.js": 'export{z}from"./d.js";import{w}from"./a.js";',
        "c.js": "",
        "d.js": 'import e from"https://elsewhere/e.js";',
        "late.js": "",
    }
    for name, source in sources.items():
        (tmp_path / name).write_text(source)

    found = [script.name for script in with_imports([tmp_path / "a.js", tmp_path / "missing.js"])]
    assert found == ["a.js", "b.js", "c.js", "d.js"]
