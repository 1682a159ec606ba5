"""The light pages over HTTP: the page's own words and blocks, in one request and without a script."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import html  # type: ignore[import-untyped]
from starlette.applications import Starlette
from starlette.testclient import TestClient

from qa.indexing.build import BuildReport, build
from qa.serving.light.pages import DESCRIBED_CHARACTERS, described, relinked
from qa.serving.light.routes import POLICY, routes
from qa.serving.page.ask import blocks as answer_blocks
from qa.serving.page.shared import resources, wording
from qa.serving.page.shared.addressing import question_address
from qa.serving.page.shared.blocks import CITED
from qa.settings import BUNDLED_MODEL, Indexing
from tests.conftest import BUILT
from tests.support.fakes import FakeEncoder

pytestmark = pytest.mark.integration

QUESTION = "what is sciatica"
HOSTILE = "\"><script>alert(1)</script> what is 'sciatica' & <b>?"


@pytest.fixture
def built(corpus: Path, index: Path, page_settings: None) -> BuildReport:
    """Build the index of the three small articles for the server."""
    return build_again(corpus, index)


@pytest.fixture
def client(page_settings: None) -> Iterator[TestClient]:
    """Return a client that follows no redirect by itself."""
    del page_settings
    with TestClient(Starlette(routes=routes()), follow_redirects=False) as client:
        yield client


def build_again(corpus: Path, index: Path) -> BuildReport:
    return build(corpus, index, encoder=FakeEncoder(name=BUNDLED_MODEL), settings=Indexing(), built=BUILT)


def page_at(client: TestClient, address: str, *, status: int = 200) -> html.HtmlElement:
    response = client.get(address)
    assert (response.status_code, response.headers["content-type"]) == (status, "text/html; charset=utf-8")
    return html.document_fromstring(response.text)


def links(page: html.HtmlElement) -> list[str]:
    """Return the addresses of a page's links to other pages here, without their fragments."""
    addresses = [str(anchor.get("href")) for anchor in page.iter("a")]
    return [urlsplit(address)._replace(fragment="").geturl() for address in addresses if address.startswith("./")]


def test_an_answer_is_told_by_the_blocks_of_the_page(client: TestClient, built: BuildReport) -> None:
    """Character for character; only where links lead to differs."""
    answer = resources.answer(QUESTION, generation=built.generation)
    articles = resources.assistant(answer.generation).article
    params = question_address(QUESTION, generation=answer.generation)
    text = client.get("/answer", params={"q": QUESTION}).text

    assert answer.snippet
    assert relinked(answer_blocks.snippet(answer, params, articles)) in text
    assert relinked(answer_blocks.statements(answer, params, articles)) in text
    assert relinked(answer_blocks.sources(answer, params, articles)) in text
    assert "./read?" not in relinked(answer_blocks.snippet(answer, params, articles))


def test_a_page_is_one_request_and_has_no_script(client: TestClient, built: BuildReport) -> None:
    """Nothing in it is fetched from anywhere, and the browser is told to run nothing."""
    for address in (f"/answer?q={QUESTION}", "/answer", "/article", "/article?article=sciatica"):
        page = page_at(client, address)
        fetched = [str(value) for _, name, value, _ in page.iterlinks() if name == "src"]
        sheets = [str(link.get("href")) for link in page.iter("link")]

        assert not list(page.iter("script", "img", "iframe"))
        assert fetched == []
        assert all(sheet.startswith("data:") for sheet in sheets)
        assert "url(" not in page.xpath("string(//style)")
        assert client.get(address).headers["content-security-policy"] == POLICY


def test_every_link_leads_somewhere_and_a_citation_to_its_marked_words(
    client: TestClient, built: BuildReport
) -> None:
    """The links to light pages are followed; those to the page itself go to its views with the same keys."""
    seen: set[str] = set()
    waiting = [f"./answer?q={QUESTION.replace(' ', '+')}", "./answer"]
    while waiting:
        address = waiting.pop()
        if address in seen or urlsplit(address).path not in ("./answer", "./article"):
            continue
        seen.add(address)
        page = page_at(client, address[1:])
        waiting += links(page)
        asked = parse_qs(urlsplit(address).query)
        if "at" in asked:
            start, end = map(int, asked["at"][0].split("-"))
            article = resources.assistant(built.generation).article(asked["article"][0])
            marked = "".join(mark.text_content() for mark in page.iter("mark"))
            quoted = re.sub(r"\s*\n[-\d. ]*", "", article.text[start:end])
            assert marked == quoted
            assert page.get_element_by_id(CITED) is not None

    assert len([address for address in seen if "at=" in address]) >= 2
    assert sum("/article?article=" in address for address in seen) >= 3


def test_texts_are_never_markup(client: TestClient, built: BuildReport) -> None:
    """A question with markup stands in title, field, description and text as it was typed."""
    page = page_at(
        client, str(client.build_request("GET", "/answer", params={"q": HOSTILE}).url.raw_path, "ascii")
    )

    assert not list(page.iter("script"))
    assert page.xpath("//input[@id='q']/@value") == [HOSTILE]
    assert page.findtext(".//title") == f"{HOSTILE} · {wording.NAME}"


def test_a_shared_link_is_previewed_by_what_the_answer_says(client: TestClient, built: BuildReport) -> None:
    """The beginning of the first quotation, cut between words; a refusal says that it is one."""
    answer = resources.answer(QUESTION, generation=built.generation)
    page = page_at(client, f"/answer?q={QUESTION}")
    refused = page_at(client, "/answer?q=zebra+quantum+mortgage")

    def of(page: html.HtmlElement, name: str) -> str:
        return str(page.xpath(f"string(//meta[@property='og:{name}' or @name='{name}']/@content)"))

    assert answer.snippet
    told = described(answer)
    assert of(page, "description") == told
    assert " ".join(answer.snippet.text.split()).startswith(told.removesuffix(" …"))
    assert len(told) <= DESCRIBED_CHARACTERS + 2
    assert of(page, "title").startswith(QUESTION)
    assert "do not seem to answer" in of(refused, "description")


def test_what_cannot_be_shown_is_a_page_that_says_so(client: TestClient, index: Path) -> None:
    """Without an index, for no article of a name, for a question without words or too long: each by its status."""
    assert index.exists() is False
    assert "no articles" in page_at(client, f"/answer?q={QUESTION}", status=503).text_content().lower()


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/article?article=no-such", 404, "article"),
        ("/answer?q=%3F%3F", 422, "no words"),
        ("/answer?q=" + "long+" * 1000, 422, "characters"),
        ("/answer?q=sciatica&folder=no-such", 422, "folder"),
    ],
)
def test_a_wrong_address_is_told_in_words(
    client: TestClient, built: BuildReport, address: str, status: int, said: str
) -> None:
    """One sentence and the next step; no command of the owner's, no trace."""
    alert = page_at(client, address, status=status).xpath("string(//*[@role='alert'])")

    assert said in alert
    assert "citewell " not in alert
    assert "Traceback" not in alert


def test_a_short_address_of_an_article_leads_to_it(client: TestClient, built: BuildReport) -> None:
    """With its keys, whatever characters its name has; relative links of the page stay right."""
    response = client.get("/article/lifting.txt?at=0-5&q=a+b")
    strange = client.get("/article/a%2Fb/c%3Fd?at=1-2")

    assert (response.status_code, strange.status_code) == (307, 307)
    assert response.headers["location"] == "/article?article=lifting.txt&at=0-5&q=a%20b"
    assert parse_qs(urlsplit(strange.headers["location"]).query) == {"article": ["a/b/c?d"], "at": ["1-2"]}
    assert page_at(client, response.headers["location"]).xpath("//h1")


def test_a_link_shows_what_was_cited_after_the_article_changed(
    client: TestClient, built: BuildReport, corpus: Path, index: Path
) -> None:
    """From the older generation while it is kept, and says so."""
    page = page_at(client, f"/answer?q={QUESTION}")
    cited = next(address for address in links(page) if "at=" in address)
    article = parse_qs(urlsplit(cited).query)["article"][0]
    path = next(path for path in corpus.iterdir() if path.stem == article or path.name == article)
    path.write_text("# Something else\n\nNothing of before is left here, only a sentence on lamps and ladders.\n")
    build_again(corpus, index)

    assert wording.OLDER in page_at(client, cited[1:]).text_content()


def test_the_next_question_may_lean_on_the_one_shown(client: TestClient, built: BuildReport) -> None:
    """The form carries the question along, and the answer says what it was searched with."""
    form = page_at(client, f"/answer?q={QUESTION}").forms[0]
    sent = dict(form.form_values()) | {"q": "and walking?"}
    text = client.get("/answer", params=sent).text

    assert (form.get("action"), form.method) == ("./answer", "GET")
    assert wording.TOGETHER.format(words="sciatica") in text


def test_a_page_is_sent_compressed_where_the_browser_takes_it(client: TestClient, built: BuildReport) -> None:
    """And as it is elsewhere."""
    address = f"/answer?q={QUESTION}"
    plain, zipped = (
        client.get(address, headers={"accept-encoding": coding}) for coding in ("identity", "gzip, br")
    )

    assert "content-encoding" not in plain.headers
    assert zipped.headers["content-encoding"] == "gzip"
    assert plain.text == zipped.text
    assert int(zipped.headers["content-length"]) < int(plain.headers["content-length"]) / 2
