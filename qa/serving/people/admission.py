"""What a visitor may do, by what the provider that they signed in at says of them; without Streamlit.

A provider's words (claims) count only for an address that it says is verified: with some providers people can
enter any address for themselves.
"""

from collections.abc import Mapping
from typing import Any

from qa.settings import Serving


def address_of(claims: Mapping[str, Any]) -> str:
    """Return the verified address of who has signed in, in lower case; empty where nobody has, or it is not."""
    address = claims.get("email")
    verified = claims.get("email_verified") is True
    if not (claims.get("is_logged_in") is True and verified and isinstance(address, str)):
        return ""
    name, at, host = address.lower().partition("@")
    return f"{name}@{host}" if at and name and host and "@" not in host else ""


def may_enter(serving: Serving, claims: Mapping[str, Any]) -> bool:
    """Tell whether a visitor may ask and read."""
    if not serving.sign_in:
        return True
    address = address_of(claims)
    listed = {*serving.readers, *serving.editors}
    return bool(address) and (not serving.readers or bool(listed & {address, f"@{address.rpartition('@')[2]}"}))


def may_change(serving: Serving, claims: Mapping[str, Any]) -> bool:
    """Tell whether a visitor may change the library."""
    if serving.read_only:
        return False
    return not serving.sign_in or address_of(claims) in serving.editors
