"""What Prometheus reads of this process: how many questions, with which verdict, and how long each stage took."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from qa.indexing.manifest import Manifest
from qa.records import Answer, Verdict

MEDIA_TYPE = CONTENT_TYPE_LATEST
SECONDS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
_REGISTRY = CollectorRegistry()
_QUESTIONS = Counter(
    "citewell_questions",
    "Questions that were searched, by verdict; one that is asked again within an index is answered from memory.",
    ["verdict"],
    registry=_REGISTRY,
)
_SECONDS = Histogram(
    "citewell_stage_seconds",
    "Seconds of each stage of a question; the stage 'total' is the whole.",
    ["stage"],
    buckets=SECONDS,
    registry=_REGISTRY,
)
_INDEX = Gauge("citewell_index_info", "1 for the generation that answers.", ["generation"], registry=_REGISTRY)
_ARTICLES = Gauge("citewell_articles", "Articles of the generation that answers.", registry=_REGISTRY)
_PASSAGES = Gauge("citewell_passages", "Passages of the generation that answers.", registry=_REGISTRY)
for _verdict in Verdict:
    _QUESTIONS.labels(_verdict.value)  # 0 from the start, so that the first of a kind is seen as a rise


def observe(answer: Answer) -> None:
    """Count a question that was searched; its words are kept nowhere."""
    _QUESTIONS.labels(answer.verdict.value).inc()
    for stage, seconds in answer.seconds.items():
        _SECONDS.labels(stage).observe(seconds)


def exposition(generation: str, manifest: Manifest | None) -> bytes:
    """Return all figures in Prometheus's text form; ``manifest`` is None where there is no index."""
    _INDEX.clear()
    if manifest:
        _INDEX.labels(generation).set(1)
    _ARTICLES.set(manifest.articles if manifest else 0)
    _PASSAGES.set(manifest.passages if manifest else 0)
    return generate_latest(_REGISTRY)
