"""The page before its script runs: Streamlit's own, with our name, description, icon and style in its head.

The style stands in it from the first moment, so that nothing is drawn without it and moved when it comes.  The
front end is told where its server is: by itself it tries below the address of a view first, which nothing serves.
"""

import gzip
from collections.abc import Collection
from html import escape
from pathlib import Path
from urllib.parse import parse_qs

from qa.serving.guard import Application, Message, Receive, Scope, Send

NAME = "Citewell"
DESCRIPTION = (
    "Ask a library of articles. Every answer is quoted from them word for word, and cited to its place; "
    "what they do not say is not answered."
)
BASE = """window.__streamlit = {
  BACKEND_BASE_URL: location.origin + location.pathname.replace(/[^/]*$/, ""),
  MAIN_PAGE_BASE_URL: location.origin + location.pathname.replace(/[^/]*$/, ""),
};"""
"""Each view is one step below the page itself."""
OWN_TITLE, OWN_ICON, END = "<title>Streamlit</title>", 'href="./favicon.png"', "</head>"
"""What of Streamlit 1.67.0's page is ours."""


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


class Shell:
    """An ASGI application that answers for the page itself at ``paths``, and passes everything else to another.

    ``serif`` is added to the head where the address is that of a question or an article.
    """

    def __init__(self, application: Application, page: str, *, paths: Collection[str], serif: str = "") -> None:
        self._application = application
        self._paths = frozenset(paths)
        plain = [page.encode(), page.replace(END, f"{serif}{END}").encode()]
        self._pages = [(each, gzip.compress(each, mtime=0)) for each in plain]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; only for the page itself by GET or HEAD."""
        ours = scope["type"] == "http" and scope["method"] in ("GET", "HEAD") and scope["path"] in self._paths
        if not ours:
            await self._application(scope, receive, send)
            return
        accepted = b",".join(value for name, value in scope["headers"] if name == b"accept-encoding")
        zipped = b"gzip" in accepted
        asked = parse_qs(scope["query_string"])
        body = self._pages[b"q" in asked or b"article" in asked][zipped]
        headers = [
            (b"content-type", b"text/html; charset=utf-8"),
            (b"content-length", b"%d" % len(body)),
            (b"cache-control", b"no-cache"),
            (b"vary", b"Accept-Encoding"),
            *([(b"content-encoding", b"gzip")] if zipped else []),
        ]
        start: Message = {"type": "http.response.start", "status": 200, "headers": headers}
        await send(start)
        await send({"type": "http.response.body", "body": body if scope["method"] == "GET" else b""})


def preloads(static: Path) -> tuple[str, str]:
    """Return links that load what a view needs at once, and those of what articles say.

    ``static`` is the folder of Streamlit's front end.  Each file has a digest in its name; one that is not there
    is left out, as it would only be loaded later.
    """
    scripts = [file for name in LOADED_AT_ONCE for file in sorted(static.glob(f"static/js/{name}.*.js"))]
    modules = "".join(f'<link rel="modulepreload" crossorigin href="./static/js/{file.name}">' for file in scripts)
    fonts = [
        "".join(
            f'<link rel="preload" as="font" type="font/woff2" crossorigin href="./static/media/{file.name}">'
            for file in sorted(static.glob(f"static/media/{name}.*woff2"))
        )
        for name in (FONT, SERIF)
    ]
    return modules + fonts[0], fonts[1]


def page_of(streamlit: str, *, style: str, icon: str, more: str = "") -> str:
    """Return Streamlit's page with our head; ``icon`` is an address for the browser's tab, ``more`` stands last.

    Raises ValueError where the page has none of the parts that are ours: another version of Streamlit.
    """
    missing = [part for part in (OWN_TITLE, OWN_ICON, END) if streamlit.count(part) != 1]
    if missing:
        raise ValueError(f"Streamlit's page has no {missing[0]}")
    said, name = escape(DESCRIPTION), escape(NAME)
    head = (
        f'<meta name="description" content="{said}" /><meta property="og:title" content="{name}" />'
        f'<meta property="og:description" content="{said}" /><meta property="og:type" content="website" />'
        f"<script>{BASE}</script><style>{style}</style>"
    )
    titled = streamlit.replace(OWN_TITLE, f"<title>{name}</title>{head}").replace(END, f"{more}{END}")
    return titled.replace(OWN_ICON, f'href="{escape(icon)}"')
