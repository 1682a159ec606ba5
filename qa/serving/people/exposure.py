"""Whether other machines may be let in, and what that means for whoever starts a server."""

from qa.errors import UsageError
from qa.settings import Serving, is_loopback

READ, CHANGE = "ask and read", "ask, read, and add, remove and rebuild articles"
ANYONE = "Everyone who reaches port {port} of this machine may {may} here, without signing in."
ALL_SIGNED_IN = "Everyone who signs in may ask and read here"
LISTED = "Those of serving.readers and serving.editors may ask and read here once they have signed in"
EDITORS, NOBODY = "only serving.editors may change anything.", "nobody may change anything."
KEY = "Programs need a key for the API."
NO_KEY = "Programs need a key for the API; serving.api_keys has none, so it answers nobody."
PLAIN = "Nothing is encrypted unless a proxy in front of this does that."


def meaning(serving: Serving, port: int) -> str:
    """Return what it means that other machines reach this port: who may do what."""
    if serving.sign_in:
        who = LISTED if serving.readers else ALL_SIGNED_IN
        who = f"{who}; {NOBODY if serving.read_only else EDITORS}"
    else:
        who = ANYONE.format(may=READ if serving.read_only else CHANGE, port=port)
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
