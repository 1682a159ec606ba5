"""The tools and resources by the SDK's own client, which holds results to their schemas."""

import asyncio
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, MCPError
from mcp.server import Server
from typer.testing import CliRunner

from qa.answering.checking.records import CheckVerdict
from qa.errors import CitewellError
from qa.indexing.build import BuildReport, build
from qa.indexing.generations import open_current
from qa.serving.cli.main import app
from qa.serving.mcp import server as served
from qa.serving.mcp.library import Library
from qa.serving.mcp.server import UNEXPECTED, Doorway, uri_of
from qa.serving.mcp.tools import TOOLS
from qa.settings import Indexing, Settings
from tests.conftest import BUILT
from tests.support.fakes import FakeEncoder
from tests.support.mcp_calls import calling, text_of, with_client

QUESTION = "what is sciatica"
LISTED_CHARACTERS_MOST = 8_000
GIVEN_CHARACTERS_MOST = 1_600


def library_of(index: Path) -> Library:
    return Library(Settings(index=index), begin=lambda _: lambda _: FakeEncoder())


@pytest.fixture
def server(index: Path) -> Server[Any]:
    return Doorway(library_of(index), for_visitors=False).server()


def result_of(server: Server[Any], name: str, **arguments: Any) -> Mapping[str, Any]:
    result = with_client(server, calling(name, **arguments))
    assert not result.is_error, text_of(result)
    found: Mapping[str, Any] = result.structured_content
    return found


def error_of(server: Server[Any], name: str, **arguments: Any) -> str:
    result = with_client(server, calling(name, **arguments))
    assert result.is_error
    assert result.structured_content is None
    return text_of(result)


def test_an_answer_cites_characters_of_its_articles(server: Server[Any], built: BuildReport, index: Path) -> None:
    """As structured content, and in a few lines of text with citations that ``check`` verifies."""
    result = with_client(server, calling("ask", question=QUESTION))

    answer = result.structured_content
    statements = [answer["snippet"], *answer["statements"]]
    store = open_current(index).store
    for citation in (citation for statement in statements for citation in statement["citations"]):
        article = store.article(citation["article_id"])
        assert article.text[citation["start"] : citation["end"]] == citation["quote"]
        mark = f"[{citation['article_id']}:{citation['start']}-{citation['end']}]"
        assert mark in text_of(result)
    assert (answer["verdict"], answer["generation"]) == ("answered", built.generation)


def test_what_no_article_answers_is_said(server: Server[Any], built: BuildReport) -> None:
    result = with_client(server, calling("ask", question="who won the cup in 1998"))

    assert result.structured_content["verdict"] == "not_in_corpus"
    assert text_of(result).startswith("The articles do not answer this.")


def test_passages_are_found_best_first(server: Server[Any], built: BuildReport) -> None:
    """A number may come as text."""
    found = result_of(server, "find_passages", question=QUESTION, passages="2")

    assert [passage["rank"] for passage in found["passages"]] == [1, 2]
    assert found["passages"][0]["article_id"] == "sciatica"


def test_an_article_is_read_in_parts(server: Server[Any], built: BuildReport, index: Path) -> None:
    """Each tells where the next begins; together they are the text."""
    text = ""
    start: int | None = 0
    while start is not None:
        part = result_of(server, "read_article", article_id="sciatica", start=start, length=100)
        assert (part["start"], part["end"]) == (len(text), len(text) + len(part["text"]))
        text, start = text + part["text"], part["next_start"]

    assert text == open_current(index).store.article("sciatica").text


def test_a_text_is_checked_sentence_by_sentence(server: Server[Any], built: BuildReport) -> None:
    """What does not pass is told in the text, too."""
    wrong = "Bats cause cramps."
    right = "Stretching the calf before bed may prevent cramps."
    result = with_client(server, calling("check", text=f"{right} {wrong}"))

    check = result.structured_content
    assert [sentence["verdict"] for sentence in check["sentences"]] == ["verbatim", "not_in_articles"]
    assert check["sentences"][0]["rests_on"][0]["quote"] == right
    assert set(check["counts"]) == set(CheckVerdict)
    told = text_of(result)
    assert (wrong in told, right in told, check["passes"]) == (True, False, False)


@pytest.mark.parametrize(
    ("name", "arguments", "told"),
    [
        ("ask", {"question": ""}, "The question has no words. Ask in words, as you would ask a person."),
        ("ask", {"question": 7}, "'question' has a wrong form: Input should be a valid string."),
        ("ask", {}, "ask takes: question (needed), after, folder."),
        ("ask", {"question": "pain", "folders": "a"}, "'folders' has a wrong form"),
        ("ask", {"question": "pain", "folder": "none"}, "The index has no articles in a folder 'none'."),
        ("ask", {"question": "a b " * 2_000}, "at most 4,000 are allowed. Ask what you want to know"),
        ("find_passages", {"question": "pain", "passages": 0}, "greater than or equal to 1."),
        ("read_article", {"article_id": "none"}, "Take an article_id from a citation"),
        ("read_article", {"article_id": "cramps", "start": 9_999}, "Read on from a smaller start."),
        ("check", {"text": " "}, "There are no words in the text."),
        ("check", {"text": "a" * 1_000_001}, "at most 1,000,000 can be checked at once. Check it in parts."),
    ],
)
def test_what_cannot_be_done_is_told_with_the_next_step(
    server: Server[Any], built: BuildReport, name: str, arguments: dict[str, Any], told: str
) -> None:
    """On one line, as an error of the tool, which a model can read and mend."""
    error = error_of(server, name, **arguments)

    assert told in error
    assert "\n" not in error


def test_without_an_index_the_owner_is_told_how_to_build_one_and_visitors_are_not(index: Path) -> None:
    """As soon as it is built, the same server answers."""
    library = library_of(index)
    ours, theirs = (Doorway(library, for_visitors=visitors).server() for visitors in (False, True))

    assert error_of(ours, "ask", question=QUESTION).endswith("Build it with: citewell build")
    assert error_of(theirs, "ask", question=QUESTION) == (
        "There are no articles here yet. Add articles in the Library."
    )
    with pytest.raises(MCPError, match="citewell build"):
        with_client(ours, lambda client: client.list_resources())


def test_a_generation_that_is_published_meanwhile_answers_next(
    server: Server[Any], built: BuildReport, corpus: Path, index: Path
) -> None:
    """With the encoder that is loaded already, which loads nothing twice."""
    before = result_of(server, "ask", question=QUESTION)["generation"]
    (corpus / "new.txt").write_text("Bats\n\nBats sleep upside down in caves all day.\n")
    build(corpus, index, encoder=FakeEncoder(), settings=Indexing(), built=BUILT)

    answer = result_of(server, "ask", question="how do bats sleep")

    assert answer["generation"] != before == built.generation
    assert answer["snippet"]["citations"][0]["article_id"] == "new.txt"


def test_the_model_is_loaded_once_and_not_before_there_is_an_index(corpus: Path, index: Path) -> None:
    loads: list[Settings] = []

    def begin(settings: Settings) -> Any:
        loads.append(settings)
        return lambda _: FakeEncoder()

    library = Library(Settings(index=index), begin=begin)
    library.warm_up()
    with pytest.raises(CitewellError):
        library.assistant()
    assert loads == []

    for number in range(2):
        (corpus / "new.txt").write_text(f"Bats\n\nBats sleep in caves {number} hours a day.\n")
        build(corpus, index, encoder=FakeEncoder(), settings=Indexing(), built=BUILT)
        assert library.assistant() is library.assistant()

    assert len(loads) == 1


def test_a_thousand_calls_at_once_lose_nothing(server: Server[Any], built: BuildReport) -> None:
    """Each has its own answer."""

    async def all_at_once(client: Client) -> list[Any]:
        calls = (client.call_tool("read_article", {"article_id": "cramps", "start": n % 50}) for n in range(1_000))
        return [result.structured_content["start"] for result in await asyncio.gather(*calls)]

    assert with_client(server, all_at_once) == [n % 50 for n in range(1_000)]


def test_what_nobody_foresaw_is_logged_and_not_told(
    server: Server[Any],
    built: BuildReport,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The client learns nothing of it."""
    monkeypatch.setattr(Library, "generation", lambda _: 1 / 0)

    assert error_of(server, "read_article", article_id="cramps") == UNEXPECTED
    assert "ZeroDivisionError" in caplog.text


def test_articles_are_listed_in_parts_and_read_by_their_address(
    server: Server[Any], built: BuildReport, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every article once; the text is the one that offsets refer to."""
    monkeypatch.setattr(served, "LISTED_AT_ONCE", 2)

    async def read_all(client: Client) -> tuple[list[int], dict[str, str]]:
        lengths, texts, cursor = [], {}, None
        while True:
            listed = await client.list_resources(cursor=cursor)
            lengths.append(len(listed.resources))
            for resource in listed.resources:
                [content] = (await client.read_resource(resource.uri)).contents
                texts[resource.name] = getattr(content, "text", "")
            if (cursor := listed.next_cursor) is None:
                return lengths, texts

    lengths, texts = with_client(server, read_all)

    assert lengths == [2, 1]
    assert texts == {article.id: article.text for article in open_current(index).store.articles()}


def test_an_address_holds_any_id(server: Server[Any]) -> None:
    """It is what the template makes of the id."""
    listed = with_client(server, lambda client: client.list_resource_templates())

    [template] = listed.resource_templates
    assert uri_of("a folder/Ärzte?.md") == template.uri_template.replace(
        "{article_id}", "a%20folder%2F%C3%84rzte%3F.md"
    )


@pytest.mark.parametrize(
    ("act", "told"),
    [
        (lambda client: client.read_resource("citewell://article/none"), "There is no article 'none' here."),
        (
            lambda client: client.read_resource("file:///etc/passwd"),
            "There is no article 'file:///etc/passwd' here.",
        ),
        (lambda client: client.list_resources(cursor="-"), "The cursor is none that this server gave."),
        (lambda client: client.call_tool("delete", {}), "Call one of: ask, find_passages, read_article, check."),
    ],
)
def test_what_is_not_there_is_an_error_of_the_protocol(
    server: Server[Any], built: BuildReport, act: Any, told: str
) -> None:
    with pytest.raises(MCPError) as raised:
        with_client(server, act)

    assert told in raised.value.message
    assert "\n" not in raised.value.message


def test_what_a_model_reads_of_the_tools_is_short(server: Server[Any]) -> None:
    """Names, descriptions and arguments are in every prompt; some clients add the forms of the results."""
    tools = with_client(server, lambda client: client.list_tools()).tools

    assert [tool.name for tool in tools] == ["ask", "find_passages", "read_article", "check"]
    given = [f"{tool.name}{tool.description}{json.dumps(tool.input_schema)}" for tool in tools]
    assert sum(map(len, given)) <= GIVEN_CHARACTERS_MOST
    whole = [tool.model_dump_json(by_alias=True, exclude_none=True) for tool in tools]
    assert sum(map(len, whole)) <= LISTED_CHARACTERS_MOST


def test_each_tool_says_what_it_takes_and_returns() -> None:
    """The schemas name every field, and nothing is said twice in them."""
    for tool in TOOLS.values():
        assert set(tool.input_schema["properties"]) == set(tool.form.model_fields)
        assert set(tool.output_schema["properties"]) == set(tool.result.model_fields)
        assert not {"title", "description"} & (set(tool.input_schema) | set(tool.output_schema))


def test_without_the_extra_the_command_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """In one sentence, with exit code 2."""
    monkeypatch.setitem(sys.modules, "mcp", None)

    ran = CliRunner().invoke(app, ["mcp"])

    assert isinstance(ran.exception, CitewellError)
    assert str(ran.exception) == "The package 'mcp' is needed for this, and is not installed."
    assert ran.exception.hint == "Install it with: pip install 'citewell[mcp]'"
