"""Who has signed in, as Streamlit keeps it: in a cookie that only the secret of ``secrets.toml`` can sign."""

import json
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from typing import Any

from streamlit.auth_util import get_cookie_with_chunks, get_origin_from_redirect_uri, validate_auth_credentials
from streamlit.errors import StreamlitAuthError
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from qa.errors import MissingExtraError, SettingsError
from qa.serving.guard import Headers

PROVIDER = "default"
SECRET_LEAST = 32
"""Characters; whoever guesses the secret can sign a cookie for any address."""


def check_set_up() -> None:
    """Raise SettingsError, or MissingExtraError, where nobody could sign in."""
    from streamlit.auth_util import is_authlib_installed

    if not is_authlib_installed():
        raise MissingExtraError(
            "Visitors cannot sign in without the package Authlib.",
            hint="Install it with: pip install 'citewell[sign-in]'",
        )
    hint = "docs/for-others.md, Signing in, shows the section [auth] of .streamlit/secrets.toml."
    try:
        validate_auth_credentials(PROVIDER)
    except StreamlitAuthError as error:
        said = " ".join(str(error).split())
        raise SettingsError(f"Visitors cannot sign in: {said}", hint=hint) from error
    if len(get_cookie_secret()) < SECRET_LEAST:
        raise SettingsError(f"The cookie_secret has fewer than {SECRET_LEAST} characters.", hint=hint)


def claims_of(headers: Headers) -> Mapping[str, Any]:
    """Return what the provider said of who sends these headers (names in lower case); empty where it is nobody.

    The cookie is signed, has an end, and names the site that it was given by.
    """
    cookies: SimpleCookie = SimpleCookie()
    try:
        for value in (value for name, value in headers if name == b"cookie"):
            cookies.load(value.decode("latin-1"))
        raw = get_cookie_with_chunks(lambda name: _signed(cookies, name), USER_COOKIE_NAME)
        claims = json.loads(raw) if raw else {}
    except (CookieError, ValueError):
        return {}
    if not isinstance(claims, dict) or claims.get("origin") != get_origin_from_redirect_uri():
        return {}
    return claims


def _signed(cookies: SimpleCookie, name: str) -> bytes | None:
    given = cookies.get(name)
    return decode_signed_value(get_cookie_secret(), name, given.value.encode("latin-1")) if given else None
