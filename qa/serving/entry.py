"""What app.py gives the server: the guarded page, opened in a browser once it is served."""

import re
from base64 import b64encode
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from hashlib import sha256
from pathlib import Path
from threading import Thread
from webbrowser import open as open_browser

from streamlit import App, config, file_util
from streamlit.web.server.server_util import get_display_address, get_url

from qa.serving.api.mounting import PATH as API
from qa.serving.front_end import Compressed, preloads
from qa.serving.guard import Application, Guard
from qa.serving.living.refetching import refetch
from qa.serving.mcp import PATH as MCP
from qa.serving.page.check.wording import NAME as CHECK_NAME
from qa.serving.page.compare.wording import NAME as COMPARE_NAME
from qa.serving.page.map.wording import MAP
from qa.serving.page.proof.wording import NAME as PROOF_NAME
from qa.serving.page.quality.wording import NAME as QUALITY_NAME
from qa.serving.page.saved.wording import NAME as SAVED_NAME
from qa.serving.page.shared import wording
from qa.serving.page.shared.addressing import ASK, CHECK, COMPARE, LIBRARY, MAP_VIEW, PROOF, QUALITY, READER, SAVED
from qa.serving.page.shared.styles import style, tab_icon_address
from qa.serving.page.taking.text_size import EARLY
from qa.serving.people.exposure import refuse_unless_meant
from qa.serving.people.gate import Gate
from qa.serving.people.signing_in import check_set_up, claims_of
from qa.serving.shell import Shell, page_of
from qa.settings import load_settings

NAMES = {
    "": "",
    ASK: "",
    READER: wording.READ,
    MAP_VIEW: MAP,
    LIBRARY: wording.LIBRARY,
    QUALITY: QUALITY_NAME,
    PROOF: PROOF_NAME,
    SAVED: SAVED_NAME,
    COMPARE: COMPARE_NAME,
    CHECK: CHECK_NAME,
}
"""The views by the last step of their addresses, each with its name in the title."""
INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def guarded(app: Application) -> Guard:
    """Return the page behind a guard, which gets the address that Streamlit listens on.

    Raises SettingsError for a wrong setting, so that nothing is served with partial settings, and UsageError where
    other machines would be let in and nobody said that they may.
    """
    serving = load_settings().serving
    bound = config.get_option("server.address")
    refuse_unless_meant(bound or "", serving, config.get_option("server.port"))
    if serving.sign_in:
        check_set_up()
    more, serif = preloads(Path(file_util.get_static_dir()))
    more = f"<script>{EARLY}</script>{more}"
    page = page_of(_streamlit_page(), style=style(), icon=tab_icon_address(), more=more)
    base = f"/{config.get_option('server.baseUrlPath').strip('/')}".rstrip("/")
    shell = Shell(
        Compressed(app, below=f"{base}/static/"),
        page,
        views={f"{base}/{view}": name for view, name in NAMES.items()},
        serif=serif,
        stray=_streamlit_page(),
        offered=[f"{base}/{view}" for view in (READER, SAVED, MAP_VIEW, LIBRARY, QUALITY)],
    )
    pages = [f"/{view}" for view in NAMES]
    return Guard(
        Gate(shell, serving, base=base, pages=pages, claims=claims_of) if serving.sign_in else shell,
        bound=bound,
        allowed=serving.allowed_hosts,
        embed=serving.embed,
        inline=_inline_scripts(page),
        api=f"{base}{API}",
        mcp=f"{base}{MCP}",
        api_origins=serving.api_origins,
    )


@asynccontextmanager
async def shown(_: App) -> AsyncIterator[None]:
    """Look at living sources as long as the server runs, unless it is read-only; open the page in a browser.

    Not where Streamlit runs headless; it opens one itself only for plain scripts.
    """
    settings = load_settings()
    refetching = None if settings.serving.read_only else refetch(settings, changed=_build)
    if not config.get_option("server.headless"):
        address = get_url(get_display_address(config.get_option("server.address") or "localhost"))
        Thread(target=open_browser, args=(address,), daemon=True).start()  # a terminal browser would not return
    yield
    if refetching:
        refetching.stop()


def _build() -> bool:
    from qa.serving.page.library.rebuilding import start_build  # the server is up before models are imported

    return start_build()


def _streamlit_page() -> str:
    """Return the page of the installed Streamlit."""
    return (Path(file_util.get_static_dir()) / "index.html").read_text(encoding="utf-8")


def _inline_scripts(page: str) -> Iterator[str]:
    """Yield the CSP source of each inline script in a page, and in Streamlit's own, which is served elsewhere."""
    for script in INLINE_SCRIPT.findall(page + _streamlit_page()):
        yield f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"
