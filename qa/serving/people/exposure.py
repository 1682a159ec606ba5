"""Whether other machines may be let in, and what that means for whoever starts a server."""

from qa.errors import UsageError
from qa.settings import Serving, is_loopback

READ, CHANGE = "ask and read", "ask, read, and add, remove and rebuild articles"
SIGNED_IN = "Everyone who signs in may {may} here; only serving.editors may change anything."
ANYONE = "Everyone who reaches port {port} of this machine may {may} here, without signing in."
NO_KEY = "Programs need a key for the API; serving.api_keys has none, so it answers nobody."
KEY = "Programs need a key for the API."
PLAIN = "Nothing is encrypted unless a proxy in front of this does that."


def meaning(serving: Serving, port: int) -> str:
    """Return what it means that other machines reach this port: who may do what."""
    may = READ if serving.read_only or serving.sign_in else CHANGE
    who = (SIGNED_IN if serving.sign_in and not serving.read_only else ANYONE).format(may=may, port=port)
    if serving.sign_in and serving.read_only:
        who = "Everyone who signs in may ask and read here; nobody may change anything."
    return " ".join([who, KEY if serving.api_keys else NO_KEY, PLAIN])


def refuse_unless_meant(host: str, serving: Serving, port: int) -> None:
    """Raise UsageError where other machines reach an address, and nobody said that they may; empty is all."""
    if is_loopback(host) or serving.expose:
        return
    may = READ if serving.read_only else CHANGE
    raise UsageError(
        f"At '{host}' everyone who reaches port {port} of this machine could {may}.",
        hint="If that is meant, add --expose (with --read-only they only ask and read); if not, leave out --host.",
    )
