"""What decides a generation besides the corpus, as a digest."""

from qa.files import sha256
from qa.indexing.encoder import Encoder
from qa.reading.work_cache import code_digest
from qa.settings import Indexing


def recipe_of(encoder: Encoder, settings: Indexing, *, calibrated: bool) -> str:
    """Return a digest of all that decides a generation besides the corpus: model, settings, and our code."""
    chosen = settings.model_dump_json(exclude={"model", "batch_tokens", "cache_mb"})
    code = code_digest("reading", "indexing", *(("answering", "evaluation") if calibrated else ()))
    return sha256("\n".join((encoder.identity.digest, chosen, code)).encode())
