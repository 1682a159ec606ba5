"""The originals of the Library, for the browser: ``GET /original?file=SOURCE``, by a path in the corpus.

What a browser shows without running anything of it is shown: PDF, pictures, plain text, and web pages in a sandbox
without scripts, forms and requests.  Everything else is saved.  Only a file that the Library lists is given away:
nothing hidden, and no link that leads out of the corpus.  The guard's checks come first, as for all of the page.
"""

import stat
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import parse_qs, quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

PATH = "/original"
SHOWN = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
}
"""What browsers show in a viewer of their own, by suffix."""
TEXTS = (".txt", ".md", ".markdown", ".csv", ".tsv")
WEB_PAGES = (".html", ".htm", ".xhtml")
SAVED = "application/octet-stream"
SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:"
"""For a web page from unknown hands: an origin of its own, no scripts, and nothing fetched."""
TEXT_BYTES_LOOKED_AT = 2**20
"""Of a text, to tell its encoding: text in another encoding hardly ever passes for so much UTF-8."""
UTF8_BYTES_MOST = 4
NOT_THERE = "This file is not among the articles here.\nGo back to the Library to see the files as they are now.\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """A file that may be given away: where it is, the name to save it under, and its type.

    ``is_saved`` tells that a browser is to save it and not to show it.
    """

    path: Path
    name: str
    mime: str
    is_saved: bool


def routes() -> list[Route]:
    """Return the routes beside the page."""
    return [Route(PATH, _answered, methods=["GET"])]


def address_of(source: str) -> str:
    """Return the address of a file's original, from any view; its name may have bytes that are no text."""
    return f".{PATH}?file={quote(source, safe='/', errors='surrogateescape')}"


def original(corpus: Path, source: str) -> Original | None:
    """Return the original of a source; None where it is not a regular file inside the corpus."""
    from qa.reading.glyphs.verification import original_of  # the server is up before models are imported

    path = corpus / original_of(corpus, source)
    try:
        is_file = stat.S_ISREG(path.stat().st_mode)  # opening a pipe would wait for somebody to write
        is_inside = path.resolve(strict=True).is_relative_to(corpus.resolve(strict=True))
    except (OSError, ValueError):
        return None
    if not (is_file and is_inside):
        return None
    mime = mime_of(path)
    return Original(path=path, name=_name(source, path), mime=mime, is_saved=mime == SAVED)


def mime_of(path: Path) -> str:
    """Return the type under which a browser gets a file: one that it shows safely, or the one that it saves."""
    suffix = path.suffix.lower()
    if suffix in WEB_PAGES:
        return "text/html"
    if suffix in TEXTS:
        return f"text/plain; charset={_encoding(path)}"
    return SHOWN.get(suffix, SAVED)


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        begin = file.read(TEXT_BYTES_LOOKED_AT)
    try:
        begin.decode()
    except UnicodeDecodeError as error:
        is_cut = len(begin) == TEXT_BYTES_LOOKED_AT and error.start > len(begin) - UTF8_BYTES_MOST
        return "utf-8" if is_cut else "windows-1252"
    return "utf-8"


def _name(source: str, path: Path) -> str:
    """Return the name of an original: that of its article, which the one kept beside it may not have."""
    stem, suffix = PurePosixPath(source).stem, "".join(path.suffixes[-1:])
    return f"{stem}{suffix}".encode(errors="replace").decode()


async def _answered(request: Request) -> Response:
    asked = parse_qs(request.scope["query_string"].decode("latin-1"), errors="surrogateescape").get("file", [])
    found = await run_in_threadpool(_found, asked[0]) if len(asked) == 1 else None
    if found is None:
        return PlainTextResponse(NOT_THERE, status_code=404, headers={"cache-control": "no-store"})
    headers = {"cache-control": "no-cache"}
    if found.mime == "text/html":
        headers["content-security-policy"] = SANDBOX
    return FileResponse(
        found.path,
        media_type=found.mime,
        filename=found.name,
        content_disposition_type="attachment" if found.is_saved else "inline",
        headers=headers,
    )


def _found(source: str) -> Original | None:
    """Return the original of a file that the Library lists; where not all may change it, of an indexed one."""
    from qa.errors import CitewellError
    from qa.indexing.generations import current_name
    from qa.indexing.writer import sources_of
    from qa.reading.corpus import scan
    from qa.serving.page.shared.resources import settings

    served = settings()
    try:
        listed = set(scan(served.corpus))
        if served.serving.read_only or served.serving.sign_in:
            listed &= sources_of(served.index, current_name(served.index)).keys()
    except CitewellError:
        return None
    return original(served.corpus, source) if source in listed else None
