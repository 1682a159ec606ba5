"""Digests of a corpus taken from its bytes, whatever was noted of them."""

from collections.abc import Sequence
from pathlib import Path

from qa.reading.parsing import digest_of


def digests_now(corpus: Path, sources: Sequence[str]) -> dict[str, str]:
    """Return the digest of each file as it is now."""
    return {source: digest_of(corpus, source) for source in sources}
