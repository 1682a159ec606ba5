"""One folder of the corpus as what is asked: the same word at every command."""

from pathlib import Path

import pytest

from tests.serving.cli.test_main import assert_one_line, run  # noqa: F401 - a fixture
from tests.support.command_line import Run

pytestmark = pytest.mark.integration
SENTENCE = "Stretching the calf before bed may prevent cramps."


@pytest.fixture
def collections(run: Run, corpus: Path) -> Run:  # noqa: F811
    """Build three small articles, one of them in a folder, and return the command line."""
    (corpus / "back").mkdir()
    (corpus / "sciatica.md").rename(corpus / "back" / "sciatica.md")
    run("build")
    return run


def test_every_command_that_asks_has_the_folder(collections: Run, tmp_path: Path) -> None:
    """A sentence of another folder is not in it, nor is its article known; a folder that is not there is told."""
    text = tmp_path / "text.md"
    text.write_text(f"{SENTENCE} [cramps:0-20]\n")

    inside = collections("check-text", str(text), "--in", "back", "--json").json
    everywhere = collections("check-text", str(text), "--json").json
    compared = collections("compare", "what is sciatica", "--in", "back/", "--json").json
    terms = collections("ask", "what is sciatica", "--terms", "--in", "back", "--json").json

    assert [found["verdict"] for found in everywhere["sentences"]] == ["verbatim"]
    assert [found["verdict"] for found in inside["sentences"]] == ["not_in_articles"]
    assert inside["sentences"][0]["citations"][0]["problem"] == "The index holds no article 'cramps'."
    assert {article["article_id"] for article in compared["articles"]} <= {"back/sciatica"}
    assert {passage["article_id"] for passage in terms["passages"]} == {"back/sciatica"}
    for call in (("check-text", str(text)), ("compare", "what is sciatica"), ("ask", "what is sciatica")):
        refused = collections(*call, "--in", "legs")
        assert_one_line(refused, 2, "no articles in a folder 'legs'. Name one of its folders: back.")
