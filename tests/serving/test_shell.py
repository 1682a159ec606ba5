"""The page before its script runs: our head in Streamlit's page, served for every view and for nothing else."""

import asyncio
import gzip
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

import pytest
from streamlit import file_util

from qa.serving.entry import INLINE_SCRIPT
from qa.serving.guard import Message, Receive, Scope, Send
from qa.serving.page.shared.styles import palette, style
from qa.serving.shell import DESCRIPTION, NAME, Shell, page_of

STATIC = Path(file_util.get_static_dir())
PAGE = (STATIC / "index.html").read_text(encoding="utf-8")


async def behind(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer 404, as what stands behind the shell."""
    del scope, receive
    await send({"type": "http.response.start", "status": 404, "headers": []})
    await send({"type": "http.response.body", "body": b"behind"})


def answered(
    path: str,
    *,
    method: str = "GET",
    query: bytes = b"",
    accepts: bytes = b"",
    asks: bytes = b"*/*",
    shell: Shell | None = None,
) -> tuple[int, bytes]:
    """Return status and unpacked body of a request to a shell, by default of two views."""
    shell = shell or Shell(behind, "<head></head>page", views={"/": "", "/read": "Read"}, serif="serif")
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        raise AssertionError

    headers = [(b"accept", asks), *([(b"accept-encoding", accepts)] if accepts else [])]
    scope = {"type": "http", "method": method, "path": path, "query_string": query, "headers": headers}
    with ThreadPoolExecutor(1) as executor:  # the thread of the tests may have a loop of a browser
        executor.submit(lambda: asyncio.run(shell(scope, receive, send))).result()
    body: bytes = sent[1]["body"]
    packed = (b"content-encoding", b"gzip") in sent[0]["headers"]
    return sent[0]["status"], gzip.decompress(body) if packed else body


def test_the_views_are_answered_and_everything_else_is_passed_on() -> None:
    """What is no view, or is not just read, is answered by what stands behind."""
    assert answered("/") == answered("/read") == (200, b"<head></head>page")
    assert answered("/", method="HEAD") == (200, b"")
    for path, method in (("/", "POST"), ("/read/_stcore/health", "GET"), ("/reading", "GET")):
        assert answered(path, method=method) == (404, b"behind")


def test_an_address_below_a_view_leads_to_the_view() -> None:
    """But what scripts ask for below it is not there, and is not answered by a page."""
    assert answered("/read/leg/pain", asks=b"text/html,*/*") == (307, b"")
    assert answered("/read/_stcore/health", asks=b"*/*") == (404, b"behind")
    assert answered("/reading/leg", asks=b"text/html") == (404, b"behind")


def test_where_no_page_is_a_person_is_told_and_led_to_the_start() -> None:
    """Once, with one status, in place of the page of what stands behind; what a script asks for is passed on."""
    own = b"<html>the page of the framework</html>"

    async def framework(scope: Scope, receive: Receive, send: Send) -> None:
        assert b"accept-encoding" not in dict(scope["headers"])
        body = b"an original" if scope["path"] == "/original" else own
        headers = [(b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body if scope["method"] == "GET" else b""})

    views = {"/base/": "", "/base/read": "Read", "/base/proof": "Proof"}
    shell = Shell(framework, "page", views=views, stray=own.decode(), offered=["/base/read"])

    status, told = answered("/base/nonsense", asks=b"text/html,*/*", accepts=b"gzip", shell=shell)
    assert status == 404
    assert b"There is no page at this address" in told
    assert re.findall(rb'href="(/[^"]*)"', told) == [b"/base/", b"/base/read"]
    assert answered("/base/nonsense", method="HEAD", asks=b"text/html", shell=shell) == (404, b"")
    assert answered("/base/nonsense", shell=shell) == (200, own)
    assert answered("/original", asks=b"text/html", shell=shell) == (200, b"an original")


def test_a_packed_page_is_the_same_page() -> None:
    """Where the browser takes gzip, the page is sent packed, and unpacks to the same."""
    assert answered("/", accepts=b"gzip, br") == answered("/")


@pytest.mark.parametrize("query", [b"q=why", b"article=leg&at=1-2"])
def test_the_font_of_articles_is_loaded_at_once_only_where_they_speak(query: bytes) -> None:
    """The addresses of questions and articles have it in their head; the others never need it."""
    assert answered("/", query=query) == (200, b"<head>serif</head>page")


def test_a_page_is_titled_by_its_view_or_its_question_in_its_preview_too() -> None:
    """A question stands there as it was asked, whatever it has of HTML; a long one is cut between words."""
    page = page_of(PAGE, style="", icon="data:,x")
    shell = Shell(behind, page, views={"/": "", "/read": "Read"})
    long = "why does my back hurt " * 9

    for path, query, title in (
        ("/", b"", NAME),
        ("/read", b"article=leg", f"Read · {NAME}"),
        ("/read", b"article=leg&q=why", f"why · {NAME}"),
        ("/", b"q=%3C/title%3E%22%26+x", f"&lt;/title&gt;&quot;&amp; x · {NAME}"),
        ("/", urlencode({"q": long}).encode(), f"{'why does my back hurt ' * 3}why does my… · {NAME}"),
    ):
        _, body = answered(path, query=query, shell=shell)
        assert f"<title>{title}</title>" in body.decode()
        assert f'<meta property="og:title" content="{title}" />' in body.decode()
        assert body.count(b"<title>") == 1


def test_the_head_names_and_describes_the_page_and_holds_its_style() -> None:
    """Title, description, preview and style stand in Streamlit's page, and its own name does not."""
    page = page_of(PAGE, style="p {}", icon="data:,x", more="<more>")

    assert f"<title>{NAME}</title>" in page
    assert page.count(f'content="{DESCRIPTION}"') == 2
    assert [part in page for part in ("<style>p {}</style>", 'href="data:,x"', "<more></head>")] == [True] * 3
    assert "<title>Streamlit" not in page
    assert len(INLINE_SCRIPT.findall(page)) == len(INLINE_SCRIPT.findall(PAGE)) + 1


def test_another_page_than_streamlits_is_refused() -> None:
    """Where a part that is ours is missing, nothing is served half named."""
    with pytest.raises(ValueError, match="<title>Streamlit"):
        page_of("<html><head></head></html>", style="", icon="")


def test_every_sheet_is_in_the_style_and_both_palettes_have_the_same_colours() -> None:
    """Braces are in balance, so that no rule swallows the next; light and dark name the same colours."""
    light, dark = (re.findall(r"(--cw-[a-z-]+):", palette(dark=each)) for each in (False, True))

    assert style().count("{") == style().count("}")
    assert light == dark != []
    assert all(part in style() for part in (".cw-pane", ".cw-legend", ".cw-failed", ".cw-brand"))
