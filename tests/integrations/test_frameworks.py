"""The retrievers in real chains, query engines and pipelines: what they return, and the documents' examples."""

import asyncio
import re
import socket
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from typing import Any

import pytest

from qa.answering.assistant import Assistant
from qa.errors import MissingExtraError, QuestionError, UsageError
from qa.settings import Settings
from tests.conftest import PROJECT, build_small, require
from tests.support.fakes import FakeEncoder

pytestmark = pytest.mark.integration

QUESTION = "does stretching prevent cramps"
ELSEWHERE = "zeppelin harbour tariffs"
EXAMPLE = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EXAMPLES = EXAMPLE.findall((PROJECT / "docs" / "integrations.md").read_text(encoding="utf-8"))
FRAMEWORKS = {"langchain": "langchain_core", "llama_index": "llama_index", "haystack": "haystack"}
LOOPBACK = ("127.0.0.1", "::1", "localhost")


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    encoder = FakeEncoder()
    return Assistant.open(
        Settings(index=build_small(tmp_path_factory.mktemp("small"), encoder, "no.jpg")), encoder=encoder
    )


@pytest.fixture
def frameworks(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
    """Have the frameworks, Haystack's telemetry off, and every attempt to reach out refused and noted."""
    require("frameworks", present=all(map(find_spec, FRAMEWORKS.values())))
    monkeypatch.setenv("HAYSTACK_TELEMETRY_ENABLED", "False")
    attempts: list[object] = []

    def refuse(host: Any, *_: Any, **__: Any) -> Any:
        attempts.append(host)
        raise OSError("the network is not used here")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", lambda _, place: refuse(place))
    yield attempts
    assert attempts == []


def hold(assistant: Assistant, text: str, score: float | None, metadata: dict[str, Any]) -> None:
    """Assert that a passage can be cited and the citation verified."""
    start, end = metadata["start"], metadata["end"]
    assert assistant.article(metadata["article_id"]).text[start:end] == text
    assert metadata["citation"] == f"[{metadata['article_id']}:{start}-{end}]"
    assert metadata["title"] == assistant.article(metadata["article_id"]).title
    assert metadata["score"] == score
    assert {"address", "source", "page", "rank"} <= set(metadata)


def of_loop(work: Any) -> Any:
    """Run a coroutine in a thread: the loop of the tests' browser may run in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def test_langchain_finds_the_passages_of_a_search(frameworks: list[object], assistant: Assistant) -> None:
    """By invoke and ainvoke, best first, with what a citation needs; in a chain they reach the prompt."""
    from qa.integrations.langchain import LangChainRetriever

    retriever = LangChainRetriever(assistant=assistant, passages=2)
    found = retriever.invoke(QUESTION)

    hits = assistant.search(QUESTION, passages=2)
    assert [document.page_content for document in found] == [hit.passage.text for hit in hits]
    assert of_loop(retriever.ainvoke(QUESTION)) == found
    for document, hit in zip(found, hits, strict=True):
        hold(assistant, document.page_content, hit.score, document.metadata)
    assert LangChainRetriever(assistant=assistant, only_answered=True).invoke(ELSEWHERE) == []
    with pytest.raises(QuestionError):
        retriever.invoke("?")
    with pytest.raises(UsageError, match="0 passages"):
        LangChainRetriever(assistant=assistant, passages=0).invoke(QUESTION)


def test_llama_index_finds_the_passages_of_a_search(frameworks: list[object], assistant: Assistant) -> None:
    """By retrieve and aretrieve; of the metadata a model sees the citation and the title alone."""
    from llama_index.core.schema import MetadataMode

    from qa.integrations.llama_index import LlamaIndexRetriever

    retriever = LlamaIndexRetriever(assistant, passages=2)
    found = retriever.retrieve(QUESTION)

    hits = assistant.search(QUESTION, passages=2)
    assert [node.text for node in found] == [hit.passage.text for hit in hits]
    assert of_loop(retriever.aretrieve(QUESTION)) == found
    for node in found:
        hold(assistant, node.text, node.score, node.metadata)
    seen = found[0].node.get_content(MetadataMode.LLM)
    assert seen.startswith(f"citation: {found[0].metadata['citation']}\ntitle: {found[0].metadata['title']}\n\n")
    assert LlamaIndexRetriever(assistant, only_answered=True).retrieve(ELSEWHERE) == []


def test_haystack_finds_the_passages_of_a_search(frameworks: list[object], assistant: Assistant) -> None:
    """In a pipeline that runs asynchronously, and by itself."""
    from haystack import Pipeline

    from qa.integrations.haystack import HaystackRetriever

    pipeline = Pipeline()
    pipeline.add_component("retriever", HaystackRetriever(assistant, passages=2))
    asked = {"retriever": {"query": QUESTION}}
    found = of_loop(pipeline.run_async(asked))["retriever"]["documents"]

    hits = assistant.search(QUESTION, passages=2)
    assert [document.content for document in found] == [hit.passage.text for hit in hits]
    assert HaystackRetriever(assistant, passages=2).run(QUESTION)["documents"] == found
    for document in found:
        hold(assistant, document.content, document.score, document.meta)
    assert HaystackRetriever(assistant, only_answered=True).run(ELSEWHERE) == {"documents": []}


@pytest.mark.parametrize("example", EXAMPLES, ids=["langchain", "llama_index", "haystack", "qa"])
def test_the_examples_of_the_documents_run(
    frameworks: list[object],
    assistant: Assistant,
    example: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Each as it stands, with the index of the small articles; what it prints names what was asked for."""
    monkeypatch.setattr(Assistant, "open", lambda *_: assistant)

    exec(compile(example, "docs/integrations.md", "exec"), {})  # noqa: S102 - our own document

    printed = capsys.readouterr().out
    assert printed.strip() == "True" if "check_text(assistant, text)" in example else "cramps" in printed


def test_a_missing_framework_is_told_with_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Importing a part says in a sentence what to install."""
    for part, framework in FRAMEWORKS.items():
        monkeypatch.delitem(sys.modules, f"qa.integrations.{part}", raising=False)
        for name in [name for name in sys.modules if name.partition(".")[0] == framework]:
            monkeypatch.delitem(sys.modules, name)
        monkeypatch.setitem(sys.modules, framework, None)
        with pytest.raises(MissingExtraError) as told:
            __import__(f"qa.integrations.{part}")
        assert told.value.hint == f"Install it with: pip install 'citewell[{part.replace('_', '-')}]'"


def test_every_public_name_is_shown_in_the_documents() -> None:
    """docs/integrations.md speaks of each name of ``qa.__all__``, or of the README's example."""
    import qa

    text = EXAMPLES[-1] + (PROJECT / "README.md").read_text(encoding="utf-8")

    assert [name for name in qa.__all__ if name not in text and name != "Settings"] == []
