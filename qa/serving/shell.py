"""The page before its script runs: Streamlit's own, with our name, description, icon and style in its head.

The style stands in it from the first moment, so that nothing is drawn without it and moved when it comes.  The
front end is told where its server is: by itself it tries below the address of a view first, which nothing serves.
"""

import gzip
import json
from collections.abc import Collection, Mapping
from functools import lru_cache
from html import escape
from http import HTTPStatus
from pathlib import Path
from textwrap import shorten
from urllib.parse import parse_qs, quote

from qa.serving.front_end import accepts_gzip
from qa.serving.guard import Application, Message, Receive, Scope, Send

NAME = "Citewell"
DESCRIPTION = (
    "Ask a library of articles. Every answer is quoted from them word for word, and cited to its place; "
    "what they do not say is not answered."
)
NAMED, PREVIEWED = "<title>{title}</title>", '<meta property="og:title" content="{title}" />'
TITLE = "{subject} · {name}"
QUESTION_CHARACTERS_MOST = 80
"""Most characters of a question in a title: more is not shown in a tab, nor in most previews."""
KEPT_MOST = 64
"""Pages that are kept with their titles; each takes 60 kB."""
SAID = {
    "lost": "Citewell does not answer: it was stopped, or is being started again. What you see stays, and you can "
    "read it; the page connects by itself as soon as Citewell runs.",
    "back": "Connected again.",
}
"""What the page says of its connection, in place of Streamlit's own dialog, which covers what is read."""
SCRIPT = Path(__file__).with_name("shell.js")
OWN_TITLE, OWN_ICON, END = "<title>Streamlit</title>", 'href="./favicon.png"', "</head>"
"""What of Streamlit 1.67.0's page is ours."""


NO_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>No page here · {name}</title><link rel="icon" href="data:,">
<style>
:root {{ color-scheme: light dark; --ink: light-dark(#22282a, #e8e5dd); --accent: light-dark(#1b5753, #8bd0c7); }}
body {{ font: 1.1rem/1.6 "Source Sans", system-ui, sans-serif; color: var(--ink);
  background: light-dark(#fbfaf7, #15191a); max-width: 40rem; margin: 12vh auto 0; padding: 0 1.5rem; }}
h1 {{ font-size: 1.9rem; line-height: 1.2; margin: 0; }}
a {{ color: var(--accent); display: inline-block; padding: 0.6rem 0; }}
ul {{ list-style: none; display: flex; flex-wrap: wrap; gap: 0 1.4rem; margin: 0; padding: 0; }}
</style>
<main><h1>There is no page at this address</h1>
<p>It may be mistyped, or from another version of {name}. Nothing is lost.</p>
<p><a href="{start}"><b>Ask the articles</b></a></p><nav aria-label="Views"><ul>{links}</ul></nav></main></html>
"""
"""What is served where no page is, in place of Streamlit's own page, which looks for its server there in vain."""


class Shell:
    """An ASGI application that answers for the page itself, and passes everything else to another.

    ``views`` are the views by path, each with its name in the title; empty where it is the page itself.  ``serif``
    is added to the head where the address is that of a question or an article.  ``stray`` is the page that the
    other answers with where it has nothing: a person is told so instead, and led to the start, which is the first
    of ``views``, and to those ``offered``.
    """

    def __init__(
        self,
        application: Application,
        page: str,
        *,
        views: Mapping[str, str],
        serif: str = "",
        stray: str = "",
        offered: Collection[str] = (),
    ) -> None:
        self._application = application
        self._stray = stray.encode()
        links = "".join(f'<li><a href="{escape(path)}">{escape(views[path])}</a></li>' for path in offered)
        start = next(iter(views), "/")
        self._no_page = NO_PAGE.format(name=NAME, start=escape(start), links=links).encode()
        self._views = dict(views)
        self._page, self._speaking = page, page.replace(END, f"{serif}{END}")
        self._kept = lru_cache(maxsize=KEPT_MOST)(self._titled)

    def _titled(self, path: str, question: str, speaks: bool) -> tuple[bytes, bytes]:
        """Return the page whose title is that of a view, or the question; as it is, and compressed."""
        subject = question or self._views[path]
        title = escape(TITLE.format(subject=subject, name=NAME) if subject else NAME)
        page = self._speaking if speaks else self._page
        for named in (NAMED, PREVIEWED):
            page = page.replace(named.format(title=NAME), named.format(title=title), 1)
        return page.encode(), gzip.compress(page.encode(), mtime=0)

    def _nearest(self, scope: Scope) -> str:
        """Return the view that an address below it was meant for; empty for what is no page, or not below a view.

        Streamlit would answer with its own page, whose scripts are not there.
        """
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            return ""
        below = (view for view in self._views if not view.endswith("/") and scope["path"].startswith(f"{view}/"))
        return next(below, "") if _for_a_person(scope) else ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; only for the page itself by GET or HEAD."""
        ours = scope["type"] == "http" and scope["method"] in ("GET", "HEAD") and scope["path"] in self._views
        if not ours:
            nearest = self._nearest(scope)
            if nearest:
                await _redirect(nearest, send)
            elif self._stray and _for_a_person(scope):
                plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
                await self._application({**scope, "headers": plain}, receive, self._told(send, scope["method"]))
            else:
                await self._application(scope, receive, send)
            return
        zipped = accepts_gzip(scope["headers"])
        asked = parse_qs(scope["query_string"])
        question = b" ".join(asked.get(b"q", [])).decode(errors="replace")
        question = shorten(question, QUESTION_CHARACTERS_MOST, placeholder="…")
        body = self._kept(scope["path"], question, b"q" in asked or b"article" in asked)[zipped]
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

    def _told(self, send: Send, method: str) -> Send:
        """Return what passes a response on, but in place of a stray page tells that there is none."""
        begun: list[Message] = []
        told: list[Message] = []

        async def pass_on(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == HTTPStatus.OK and not begun:
                begun.append(message)  # held until its body is seen
                return
            if begun and not told:
                is_stray = self._is_stray(begun[0], message)
                told.extend(_page(self._no_page, method) if is_stray else begun)
                for each in told:
                    await send(each)
                if is_stray:
                    return
            if not told or told[0]["status"] == HTTPStatus.OK:
                await send(message)

        return pass_on

    def _is_stray(self, start: Message, body: Message) -> bool:
        """Tell whether a response is the stray page; to HEAD its length tells it."""
        sent = body.get("body", b"")
        if sent:
            return self._stray.startswith(sent)
        return (b"content-length", b"%d" % len(self._stray)) in start["headers"]


def _for_a_person(scope: Scope) -> bool:
    """Tell whether a request is for a page that somebody looks at, and not for what a page loads."""
    is_read = scope["type"] == "http" and scope["method"] in ("GET", "HEAD")
    return is_read and any(name == b"accept" and b"text/html" in value for name, value in scope["headers"])


def _page(body: bytes, method: str) -> list[Message]:
    """Return the messages of a page that tells that there is none."""
    headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-length", b"%d" % len(body)),
        (b"cache-control", b"no-cache"),
    ]
    start: Message = {"type": "http.response.start", "status": HTTPStatus.NOT_FOUND, "headers": headers}
    return [start, {"type": "http.response.body", "body": body if method == "GET" else b""}]


async def _redirect(path: str, send: Send) -> None:
    headers = [(b"location", quote(path).encode()), (b"content-length", b"0"), (b"cache-control", b"no-cache")]
    await send({"type": "http.response.start", "status": 307, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def page_of(streamlit: str, *, style: str, icon: str, more: str = "") -> str:
    """Return Streamlit's page with our head; ``icon`` is an address for the browser's tab, ``more`` stands last.

    Raises ValueError where the page has none of the parts that are ours: another version of Streamlit.
    """
    missing = [part for part in (OWN_TITLE, OWN_ICON, END) if streamlit.count(part) != 1]
    if missing:
        raise ValueError(f"Streamlit's page has no {missing[0]}")
    said, name = escape(DESCRIPTION), escape(NAME)
    script = f"{{const SAID = {json.dumps(SAID)};\n{SCRIPT.read_text(encoding='utf-8')}}}"
    head = (
        f'<meta name="description" content="{said}" />{PREVIEWED.format(title=name)}'
        f'<meta property="og:description" content="{said}" /><meta property="og:type" content="website" />'
        f"<script>{script}</script><style>{style}</style>"
    )
    titled = streamlit.replace(OWN_TITLE, NAMED.format(title=name) + head).replace(END, f"{more}{END}")
    return titled.replace(OWN_ICON, f'href="{escape(icon)}"')
