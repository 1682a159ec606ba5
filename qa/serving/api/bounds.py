"""Keys, rate and size of requests, for every door of HTTP; how a refusal is sent is the matter of each."""

from collections.abc import Sequence
from hmac import compare_digest

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import RateLimiter, SlidingWindowCounterRateLimiter
from pydantic import SecretStr

BODY_BYTES_MOST = 256 << 10
"""A question has thousands of characters at most, and a text to check some hundred thousand."""
NEEDS_KEY = "This needs a key that is valid here, sent as 'Authorization: Bearer KEY'. Ask who runs this server."
CHALLENGE = {"WWW-Authenticate": "Bearer"}
TOO_OFTEN = "More than {rate} requests came from you within a minute. Wait a minute, then go on."
WAIT = {"Retry-After": "60"}


def is_key(given: bytes, keys: Sequence[SecretStr]) -> bool:
    """Tell whether it is a key; every one is compared, so that the time tells nothing of them."""
    return sum([compare_digest(given, key.get_secret_value().encode()) for key in keys]) > 0


def bearer(authorization: bytes) -> bytes:
    """Return the key in the header ``Authorization: Bearer KEY``; empty where it has another form."""
    kind, _, given = authorization.partition(b" ")
    return given.strip() if kind.lower() == b"bearer" else b""


def limiter() -> RateLimiter:
    """Return what counts the requests of each client, for one door."""
    return SlidingWindowCounterRateLimiter(MemoryStorage())


def is_too_often(counted: RateLimiter, rate: int, client: str) -> bool:
    """Count a request, and tell whether its client has sent more than ``rate`` within a minute; 0 is no limit."""
    return bool(rate) and not counted.hit(RateLimitItemPerMinute(rate), "api", client)
