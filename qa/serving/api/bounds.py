"""Keys, rate and size of requests, for every door of HTTP; how a refusal is sent is the matter of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hmac import compare_digest

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import RateLimiter, SlidingWindowCounterRateLimiter
from pydantic import SecretStr

from qa.settings import Serving

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


@dataclass(frozen=True, slots=True, kw_only=True)
class NotLetIn:
    """Why a request is not let in: an HTTP status, a sentence with the next step, headers."""

    status: int
    detail: str
    headers: Mapping[str, str] = field(default_factory=dict)


def unless_too_often(counted: RateLimiter, serving: Serving, client: str) -> NotLetIn | None:
    """Count a request; refuse it where its client has sent more than ``api_rate`` in a minute, 0 for no limit."""
    rate = serving.api_rate
    if not rate or counted.hit(RateLimitItemPerMinute(rate), "api", client):
        return None
    return NotLetIn(status=429, detail=TOO_OFTEN.format(rate=rate), headers=WAIT)


def unless_keyless(serving: Serving, given: bytes) -> NotLetIn | None:
    """Refuse a request without a valid key."""
    if is_key(given, serving.api_keys):
        return None
    return NotLetIn(status=401, detail=NEEDS_KEY, headers=CHALLENGE)
