"""The API over HTTP: the answers of the command line's JSON, errors as problem documents, changes with a key."""

import json
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from qa.indexing.build import BuildReport, build
from qa.serving import json_output
from qa.serving.api.app import api
from qa.serving.contract import AnswerJson
from qa.serving.page.library.rebuilding import building
from qa.serving.page.shared import resources
from qa.settings import BUNDLED_MODEL, Indexing
from tests.conftest import BUILT
from tests.support.fakes import FakeEncoder

pytestmark = pytest.mark.integration

KEY = "a key of the owner's"
WITH_KEY = {"Authorization": f"Bearer {KEY}"}
JSON = "application/json"
QUESTION = "what is sciatica"


@pytest.fixture
def built(corpus: Path, index: Path, page_settings: None) -> BuildReport:
    """Build the index of the three small articles for the server."""
    return build(corpus, index, encoder=FakeEncoder(name=BUNDLED_MODEL), settings=Indexing(), built=BUILT)


@pytest.fixture
def client(page_settings: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """Return a client of the API, with a key set and nothing asked yet."""
    del page_settings
    monkeypatch.setenv("CITEWELL_SERVING", json.dumps({"api_keys": [KEY], "api_rate": 0}))
    with TestClient(api()) as client:
        yield client


def told(client: TestClient, method: str, path: str, **request: Any) -> tuple[int, str, str]:
    """Return status, kind and words of the problem that a request meets."""
    response = client.request(method, path, **request)
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert set(problem) == {"type", "title", "status", "detail"}
    assert problem["status"] == response.status_code
    return response.status_code, problem["type"].removeprefix("urn:citewell:problem:"), problem["detail"]


def test_an_answer_is_that_of_the_command_line(client: TestClient, built: BuildReport) -> None:
    """By GET and by POST, with the spans of the articles; the contract describes it whole."""
    assistant = resources.assistant()
    expected = json_output.of_answer(assistant.ask(QUESTION), assistant.rectangles)
    got = client.get("/ask", params={"q": QUESTION})
    posted = client.post("/ask", json={"question": QUESTION})

    answer = got.json()
    assert (got.status_code, posted.status_code) == (200, 200)
    assert {**answer, "seconds": {}} == {**json.loads(json.dumps(expected)), "seconds": {}}
    assert posted.json() == answer
    assert set(AnswerJson.model_fields) == set(answer)
    statements = [answer["snippet"], *answer["statements"]]
    for citation in (citation for statement in statements for citation in statement["citations"]):
        article = client.get(f"/articles/{citation['article_id']}").json()
        assert article["text"][citation["start"] : citation["end"]] == citation["quote"]


def test_one_article_or_several_can_be_asked_alone(client: TestClient, built: BuildReport) -> None:
    """What others say is not in the answer."""
    alone = client.get("/ask", params={"q": QUESTION, "article": ["cramps", "lifting.txt"]}).json()
    posted = client.post("/ask", json={"question": QUESTION, "articles": ["cramps"]}).json()

    assert {passage["article_id"] for passage in alone["passages"]} == {"cramps", "lifting.txt"}
    assert {passage["article_id"] for passage in posted["passages"]} == {"cramps"}


def test_a_follow_up_is_asked_with_the_question_before(client: TestClient, built: BuildReport) -> None:
    """As on the page."""
    after = client.get("/ask", params={"q": "and walking?", "after": QUESTION}).json()
    posted = client.post("/ask", json={"question": "and walking?", "after": QUESTION}).json()

    assert (after["question"], after["after"]) == ("and walking?", "sciatica")
    assert posted == after


def test_a_text_is_held_to_the_articles(client: TestClient, built: BuildReport) -> None:
    """As by the command, with the verdict of each sentence and the places it rests on."""
    text = "Stretching the calf before bed may prevent cramps. Bats cause cramps."
    checked = client.post("/check", json={"text": text}).json()

    first, second = checked["sentences"]
    assert (first["verdict"], second["verdict"], checked["passes"]) == ("verbatim", "not_in_articles", False)
    place = first["rests_on"][0]
    assert (
        client.get(f"/articles/{place['article_id']}").json()["text"][place["start"] : place["end"]]
        == first["text"]
    )


def test_passages_are_searched_without_a_verdict(client: TestClient, built: BuildReport) -> None:
    """Best first, no more than asked for."""
    found = client.get("/search", params={"q": QUESTION, "passages": 2}).json()

    assert found == client.post("/search", json={"question": QUESTION, "passages": 2}).json()
    assert (found["question"], found["generation"]) == (QUESTION, built.generation)
    assert [passage["rank"] for passage in found["passages"]] == [1, 2]
    assert found["passages"][0]["article_id"] == "sciatica"


def test_articles_are_listed_in_parts(client: TestClient, built: BuildReport) -> None:
    """By id."""
    assert [article["id"] for article in client.get("/articles").json()] == ["cramps", "lifting.txt", "sciatica"]
    assert [article["id"] for article in client.get("/articles?offset=1&limit=1").json()] == ["lifting.txt"]


def test_the_index_is_described(client: TestClient, built: BuildReport) -> None:
    """With its counts."""
    index = client.get("/index").json()

    assert (index["generation"], index["articles"], index["read_only"]) == (built.generation, 3, False)


@pytest.mark.parametrize(
    ("method", "path", "request_", "status", "kind", "words"),
    [
        ("GET", "/ask?q=", {}, 422, "wrong-form", "'q'"),
        ("GET", "/ask", {}, 422, "wrong-form", "'q'"),
        ("GET", "/ask?q=%3F%3F", {}, 422, "question", "word"),
        ("GET", "/ask?q=pain&as_typed=perhaps", {}, 422, "wrong-form", "'as_typed'"),
        ("GET", "/ask?q=pain&article=none", {}, 404, "unknown-article", "'none'"),
        ("GET", "/ask?q=pain&in=none", {}, 422, "usage", "'none'"),
        ("POST", "/check", {"json": {"text": "   "}}, 422, "text", "text"),
        ("POST", "/ask", {"json": {"question": 7}}, 422, "wrong-form", "'question'"),
        ("POST", "/ask", {"json": {"question": "pain", "artcles": []}}, 422, "wrong-form", "'artcles'"),
        ("POST", "/ask", {"content": b"{", "headers": {"Content-Type": JSON}}, 422, "wrong-form", "JSON"),
        ("POST", "/ask", {"json": {"question": "a" * (300 << 10)}}, 413, "request-entity-too-large", "262,144"),
        ("POST", "/articles", {"content": iter([b"a" * 300_000])}, 413, "request-entity-too-large", "262,144"),
        ("POST", "/ask", {"content": iter([b"a" * 300_000])}, 413, "request-entity-too-large", "262,144"),
        ("POST", "/ask", {"json": [1]}, 422, "wrong-form", "Send an object of JSON"),
        ("POST", "/check", {"content": b"a", "headers": {"Content-Type": "text/a"}}, 422, "wrong-form", "JSON"),
        ("GET", "/search?q=pain&passages=0", {}, 422, "wrong-form", "'passages'"),
        ("GET", "/articles?limit=0", {}, 422, "wrong-form", "'limit'"),
        ("GET", "/articles/..%2F..%2Fetc%2Fpasswd", {}, 404, "unknown-article", "passwd"),
        ("GET", "/nothing", {}, 404, "not-found", "/api/openapi.json"),
        ("DELETE", "/articles", {}, 405, "method-not-allowed", "/api/openapi.json"),
        ("POST", "/build", {}, 401, "unauthorized", "Bearer"),
        ("POST", "/build", {"headers": {"Authorization": "Bearer x"}}, 401, "unauthorized", "key"),
        ("POST", "/articles", {"json": {"kind": "text", "text": "A."}}, 401, "unauthorized", "key"),
        ("POST", "/articles", {"json": {}, "headers": WITH_KEY}, 422, "wrong-form", "kind"),
        (
            "POST", "/articles", {"json": {"kind": "file", "name": "a.md", "content": "?"}, "headers": WITH_KEY},
            422, "wrong-form", "Base64",
        ),
        (
            "POST", "/articles", {"json": {"kind": "file", "name": "a.exe", "content": ""}, "headers": WITH_KEY},
            422, "corpus", "a.exe",
        ),
        (
            "POST", "/articles", {"json": {"kind": "address", "address": "http://127.1/a"}, "headers": WITH_KEY},
            422, "fetch", "127",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_a_problem_in_one_sentence_and_a_next_step(
    client: TestClient,
    built: BuildReport,
    method: str,
    path: str,
    request_: dict[str, Any],
    status: int,
    kind: str,
    words: str,
) -> None:
    """No stack trace, no folder of the machine, and nothing lost."""
    got_status, got_kind, detail = told(client, method, path, **request_)

    assert (got_status, got_kind) == (status, kind)
    assert words in detail
    assert detail.endswith(".")
    assert str(resources.settings().corpus.parent) not in detail
    assert sorted(path.name for path in resources.settings().corpus.iterdir()) == [
        "cramps.md",
        "lifting.txt",
        "sciatica.md",
    ]


def test_without_an_index_it_says_so(client: TestClient) -> None:
    """For whatever needs one."""
    for path in ("/ask?q=pain", "/search?q=pain", "/articles", "/articles/sciatica", "/index"):
        assert told(client, "GET", path) == (
            503, "no-index", "There are no articles here yet. Add articles in the Library.",
        )  # fmt: skip


def test_an_article_is_added_built_and_asked(client: TestClient, built: BuildReport) -> None:
    """With a key; what is asked during the build is answered by the index before."""
    text = b"# Heron elbow\n\nHeron elbow is a soreness of the outer arm in anglers. A forked stick eases it."
    file = {"kind": "file", "name": "heron.md", "content": b64encode(text).decode()}
    large = {"kind": "file", "name": "large.exe", "content": b64encode(bytes(300 << 10)).decode()}
    assert client.post("/articles", json=large, headers=WITH_KEY).status_code == 422  # read, as there is a key
    added = client.post("/articles", json=file, headers=WITH_KEY)
    started = client.post("/build", headers=WITH_KEY)
    _join_build()
    state = client.get("/build").json()

    assert (added.status_code, added.json()["id"], added.json()["updated"]) == (201, "heron-elbow", False)
    assert (started.status_code, state["running"], state["error"]) == (202, False, None)
    assert state["report"]["articles"] == 4
    answer = client.get("/ask", params={"q": "what eases heron elbow"}).json()
    assert (answer["generation"], answer["passages"][0]["article_id"]) == (
        state["report"]["generation"],
        "heron-elbow",
    )


def _join_build() -> None:
    from qa.serving.page.library.rebuilding import builder

    builder(str(resources.settings().index)).join(60)
    assert not building().running


@pytest.mark.parametrize("serving", [{"api_keys": [KEY], "read_only": True}, {}])
def test_where_nothing_may_be_changed_a_key_changes_nothing(
    serving: dict[str, Any], page_settings: None, built: BuildReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Read-only, or without keys, which is the default."""
    monkeypatch.setenv("CITEWELL_SERVING", json.dumps(serving))
    client = TestClient(api())

    status, kind, _ = told(client, "POST", "/build", headers=WITH_KEY)

    assert (status, kind) == (403, "forbidden")
    assert client.get("/index").status_code == 200


def test_a_private_api_is_read_with_a_key_alone(
    page_settings: None, built: BuildReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the owner says so."""
    monkeypatch.setenv("CITEWELL_SERVING", json.dumps({"api_keys": [KEY], "api_private": True}))
    client = TestClient(api())

    assert told(client, "GET", "/index")[:2] == (401, "unauthorized")
    assert client.get("/index", headers=WITH_KEY).status_code == 200


def test_who_asks_too_often_is_told_to_wait(
    page_settings: None, built: BuildReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first requests of a minute are answered."""
    monkeypatch.setenv("CITEWELL_SERVING", json.dumps({"api_rate": 3}))
    client = TestClient(api())

    statuses = [client.get("/index").status_code for _ in range(5)]

    assert statuses == [200, 200, 200, 429, 429]
    refused = client.get("/index")
    assert (refused.headers["retry-after"], refused.json()["type"]) == (
        "60",
        "urn:citewell:problem:too-many-requests",
    )


def test_pages_of_other_origins_are_let_in_where_they_are_listed(
    page_settings: None, built: BuildReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CORS is off by default."""
    origin = "https://wiki.example.org"
    closed = TestClient(api()).get("/index", headers={"Origin": origin})
    monkeypatch.setenv("CITEWELL_SERVING", json.dumps({"api_origins": [origin]}))
    resources.settings.clear()
    opened = TestClient(api()).get("/index", headers={"Origin": origin})

    assert "access-control-allow-origin" not in closed.headers
    assert opened.headers["access-control-allow-origin"] == origin


@pytest.mark.slow
def test_a_crowd_of_calls_is_answered_each_its_own(client: TestClient, built: BuildReport) -> None:
    """A thousand at once."""
    questions = ["what helps sciatica", "how do I lift a heavy box", "what prevents cramps", "who won the cup"]
    expected = {question: client.get("/ask", params={"q": question}).json() for question in questions}

    with ThreadPoolExecutor(50) as threads:
        asked = [questions[number % len(questions)] for number in range(1000)]
        got = list(threads.map(lambda question: client.get("/ask", params={"q": question}).json(), asked))

    assert got == [expected[question] for question in asked]


def test_an_error_that_nobody_foresaw_shows_nothing_of_it(
    client: TestClient, built: BuildReport, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The log has it."""

    def fail() -> None:
        raise RuntimeError("secret /srv/folder")

    monkeypatch.setattr(resources, "newest", fail)
    status, kind, detail = told(TestClient(api(), raise_server_exceptions=False), "GET", "/index")

    assert (status, kind) == (500, "unexpected")
    assert "secret" not in detail
    assert "secret /srv/folder" in caplog.text


def test_it_describes_itself(client: TestClient, tmp_path: Path) -> None:
    """Every path has a summary, and errors have their form."""
    described = client.get("/openapi.json").json()

    assert sorted(described["paths"]) == [
        "/articles",
        "/articles/{article_id}",
        "/ask",
        "/ask/written",
        "/build",
        "/check",
        "/index",
        "/search",
    ]
    problem = described["components"]["schemas"]["Problem"]
    assert sorted(problem["properties"]) == ["detail", "status", "title", "type"]
    for methods in described["paths"].values():
        for operation in methods.values():
            assert operation["description"]
            assert all(
                "problem+json" in str(said) for code, said in operation["responses"].items() if code >= "400"
            )


def test_a_folder_is_what_is_searched_checked_and_listed(client: TestClient, corpus: Path, index: Path) -> None:
    """By ``in``, as for questions; a folder that is not there is told with those that are."""
    (corpus / "back").mkdir()
    (corpus / "sciatica.md").rename(corpus / "back" / "sciatica.md")
    build(corpus, index, encoder=FakeEncoder(name=BUNDLED_MODEL), settings=Indexing(), built=BUILT)
    sentence = "Stretching the calf before bed may prevent cramps."

    found = client.get("/search", params={"q": "calf cramps", "in": "back/"}).json()
    posted = client.post("/search", json={"question": "calf cramps", "in": "back"}).json()
    everywhere, inside = (
        client.post("/check", json={"text": sentence, **more}).json() for more in ({}, {"in": "back"})
    )
    listed = client.get("/articles", params={"in": "back"}).json()

    assert {passage["article_id"] for passage in found["passages"]} == {"back/sciatica"}
    assert posted["passages"] == found["passages"]
    assert [check["sentences"][0]["verdict"] for check in (everywhere, inside)] == ["verbatim", "not_in_articles"]
    assert [article["id"] for article in listed] == ["back/sciatica"]
    for method, path, request in (
        ("GET", "/search", {"params": {"q": "calf", "in": "legs"}}),
        ("POST", "/check", {"json": {"text": sentence, "in": "legs"}}),
        ("GET", "/articles", {"params": {"in": "legs"}}),
    ):
        status, _, words = told(client, method, path, **request)
        assert (status, "Name one of its folders: back." in words) == (422, True)
