"""What watches the server: it runs, it can answer, and its figures as Prometheus reads them."""

from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette
from starlette.testclient import TestClient

from qa.indexing.build import build
from qa.serving.monitoring import health
from qa.serving.page.shared import resources
from qa.settings import BUNDLED_MODEL, Indexing
from tests.conftest import BUILT
from tests.support.fakes import FakeEncoder

pytestmark = pytest.mark.integration


def samples(client: TestClient) -> dict[tuple[str, str], float]:
    """Return the figures by their name and first label."""
    text = client.get("/metrics").text
    families = text_string_to_metric_families(text)
    return {
        (sample.name, next(iter(sample.labels.values()), "")): sample.value
        for family in families
        for sample in family.samples
    }


def test_it_is_ready_once_it_can_answer(page_settings: None, corpus: Path, index: Path) -> None:
    """It runs before; until there is an index, what lacks is said."""
    client = TestClient(Starlette(routes=health.routes()))
    before = client.get("/readyz")
    name = build(
        corpus, index, encoder=FakeEncoder(name=BUNDLED_MODEL), settings=Indexing(), built=BUILT
    ).generation
    after = client.get("/readyz")

    assert (client.get("/healthz").status_code, client.get("/healthz").json()) == (200, {"status": "ok"})
    assert before.status_code == 503
    assert "no articles here yet" in before.json()["status"]
    assert (after.status_code, after.json()) == (200, {"status": "ok", "generation": name})


def test_questions_are_counted_by_verdict_and_their_stages_timed(
    page_settings: None, corpus: Path, index: Path
) -> None:
    """A question that was kept is not searched again; nothing of its words is told."""
    client = TestClient(Starlette(routes=health.routes()))
    empty = samples(client)
    name = build(
        corpus, index, encoder=FakeEncoder(name=BUNDLED_MODEL), settings=Indexing(), built=BUILT
    ).generation
    before = samples(client)
    answers = [
        resources.answer(question) for question in ("what is sciatica", "who won the cup", "what is sciatica")
    ]
    after = samples(client)

    assert empty["citewell_articles", ""] == 0
    assert (after["citewell_index_info", name], after["citewell_articles", ""]) == (1, 3)
    counted = {key[1]: after[key] - before[key] for key in after if key[0] == "citewell_questions_total"}
    assert sum(counted.values()) == 2
    assert all(counted[answer.verdict.value] for answer in answers)
    timed = after["citewell_stage_seconds_count", "total"] - before.get(
        ("citewell_stage_seconds_count", "total"), 0
    )
    assert timed == 2
    assert "sciatica" not in client.get("/metrics").text
