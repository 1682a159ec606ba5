"""The API holds to its own description (OpenAPI), whatever schemathesis 4.32 thinks of to call it with."""

from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from qa.indexing.build import build
from qa.serving.api.app import api
from qa.settings import BUNDLED_MODEL, Indexing
from tests.conftest import BUILT
from tests.support.fakes import FakeEncoder

pytestmark = pytest.mark.integration


@pytest.fixture
def described(
    corpus: Path, index: Path, page_settings: None, monkeypatch: pytest.MonkeyPatch
) -> schemathesis.BaseSchema:
    """Return what the API says of itself, with an index to ask."""
    monkeypatch.setenv("CITEWELL_SERVING", '{"api_rate": 0, "api_keys": ["a key of the owner\'s"]}')
    build(corpus, index, encoder=FakeEncoder(name=BUNDLED_MODEL), settings=Indexing(), built=BUILT)
    return schemathesis.openapi.from_asgi("/openapi.json", api())


REFUSED_IN_WORDS = ("/ask", "/ask/written", "/search", "/check", "/articles")
OPERATIONS = [
    *(("GET", path) for path in ("/ask", "/search", "/articles", "/articles/{article_id}", "/index", "/build")),
    *(("POST", path) for path in ("/ask", "/ask/written", "/search", "/check", "/articles", "/build")),
]


def test_every_operation_is_called(described: schemathesis.BaseSchema) -> None:
    """Those of the next test are all that there are."""
    methods = {path: described[path].keys() for path in described}

    assert sorted((method.upper(), path) for path in methods for method in methods[path]) == sorted(OPERATIONS)


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_what_is_answered_is_what_is_described(described: schemathesis.BaseSchema, method: str, path: str) -> None:
    """No error of the server; no status, form or type but those described; nothing of a wrong form is taken."""

    @given(case=described[path][method].as_strategy())
    @settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    def call(case: schemathesis.Case[Any]) -> None:
        # a question of marks alone, or a folder that is not there, has the right form, and is refused in words
        case.call_and_validate(excluded_checks=[positive_data_acceptance] if path in REFUSED_IN_WORDS else [])

    call()
