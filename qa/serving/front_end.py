"""The scripts and styles of Streamlit's front end: compressed once each, and which of them a view needs at once.

Streamlit 1.67 leaves them uncompressed for a proxy to compress, and Citewell is mostly served without one.  A
digest in the name of each tells that its bytes never change, so it is compressed once.
"""

import asyncio
import gzip
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from qa.serving.guard import Application, Headers, Message, Receive, Scope, Send

COMPRESSED = (".js", ".css")
"""Fonts and pictures are compressed in themselves."""
AS_IT_IS = (b"range", b"if-none-match", b"if-modified-since")
"""A request with one of these headers asks for a part of a file, or whether it has changed."""
REPLACED = (b"content-length", b"content-encoding", b"accept-ranges", b"etag", b"last-modified", b"vary")
"""What Streamlit says of the uncompressed bytes."""
IMPORTED = re.compile(r"""\b(?:from|import)\s*["']\./([^"']+\.js)["']""")
"""A static import of a module beside the one that imports it."""

LOADED_AT_ONCE = (
    "Html",
    "purify.es",
    "BidiComponent",
    "_arrayReduce",
    "serialization",
    "recordbatch",
    "TextInput",
    "Button",
)
"""Scripts that most views need, and that Streamlit loads only when the first element of its kind is drawn."""
FONT, SERIF = "MaterialSymbols-Rounded", "SourceSerifVariable-Roman"
"""Fonts of every view, and of what articles say: words that are drawn before theirs is there are moved by it."""


class Compressed:
    """An ASGI application that compresses the scripts and styles that another serves below the path ``below``."""

    def __init__(self, application: Application, *, below: str) -> None:
        self._application = application
        self._below = below
        self._kept: dict[str, tuple[Headers, bytes]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; whatever cannot be compressed passes through."""
        if not self._compressible(scope):
            await self._application(scope, receive, send)
            return
        path = scope["path"]
        if path not in self._kept:
            messages: list[Message] = []

            async def hold(message: Message) -> None:
                messages.append(message)

            await self._application(scope, receive, hold)
            if not messages or messages[0].get("status") != 200:
                for message in messages:
                    await send(message)
                return
            whole = b"".join(message.get("body", b"") for message in messages[1:])
            body = await asyncio.to_thread(gzip.compress, whole, mtime=0)
            self._kept[path] = _headers(messages[0]["headers"], len(body)), body
        headers, body = self._kept[path]
        await send({"type": "http.response.start", "status": 200, "headers": list(headers)})
        await send({"type": "http.response.body", "body": body})

    def _compressible(self, scope: Scope) -> bool:
        if scope["type"] != "http" or scope["method"] != "GET":
            return False
        path, headers = scope["path"], scope["headers"]
        ours = path.startswith(self._below) and path.endswith(COMPRESSED)
        return ours and accepts_gzip(headers) and not any(name in AS_IT_IS for name, _ in headers)


def accepts_gzip(headers: Headers) -> bool:
    """Tell whether a request accepts an answer that is compressed by gzip."""
    return any(name == b"accept-encoding" and b"gzip" in value for name, value in headers)


def _headers(plain: Headers, length: int) -> Headers:
    kept = [(name, value) for name, value in plain if name.lower() not in REPLACED]
    said = {b"content-encoding": b"gzip", b"content-length": b"%d" % length, b"vary": b"Accept-Encoding"}
    return [*kept, *said.items()]


def preloads(static: Path) -> tuple[str, str]:
    """Return links that load what a view needs at once, and those of what articles say.

    ``static`` is the folder of Streamlit's front end.  Each file has a digest in its name; one that is not there
    is left out, as it would only be loaded later.  With a script go those that it imports: a browser would ask for
    them only once it has read the script.  What Streamlit's own page loads is not repeated.
    """
    folder, page = static / "static" / "js", (static / "index.html").read_text(encoding="utf-8")
    wanted = [file for name in LOADED_AT_ONCE for file in sorted(folder.glob(f"{name}.*.js"))]
    modules = "".join(
        f'<link rel="modulepreload" crossorigin href="./static/js/{file.name}">'
        for file in with_imports(wanted)
        if file.name not in page
    )
    fonts = [
        "".join(
            f'<link rel="preload" as="font" type="font/woff2" crossorigin href="./static/media/{file.name}">'
            for file in sorted(static.glob(f"static/media/{name}.*woff2"))
        )
        for name in (FONT, SERIF)
    ]
    return modules + fonts[0], fonts[1]


def with_imports(scripts: Iterable[Path]) -> Iterator[Path]:
    """Yield scripts, and each that is imported by one of them or by what they import, once each."""
    waiting, seen = list(scripts), set[Path]()
    for script in waiting:
        if script in seen or not script.is_file():
            continue
        seen.add(script)
        yield script
        waiting += [script.with_name(name) for name in _imported(script)]


@cache
def _imported(script: Path) -> list[str]:
    """Return the names of the modules that a script imports, in its order."""
    return IMPORTED.findall(script.read_text(encoding="utf-8"))
