"""``citewell compare``, and the terms that ``citewell ask --terms`` shows."""

from pathlib import Path

import pytest

from tests.serving.cli.test_main import run as run  # the fixture
from tests.support.command_line import Run

pytestmark = pytest.mark.integration

QUESTION = "how much paracetamol may adults take in 24 hours"
OLD, NEW = (f"Adults may take at most {dose} g of paracetamol in 24 hours." for dose in (4, 3))


def leaflet(corpus: Path, name: str, published: str, text: str) -> None:
    head = f"---\ntitle: Leaflet {name}\npublished: {published}\nlanguage: en\n---\n"
    (corpus / f"{name}.md").write_text(f"{head}\n# Leaflet {name}\n\n{text}\n", encoding="utf-8")


def test_compare_tells_what_each_article_says_the_newest_first(run: Run, corpus: Path) -> None:
    """In words, and as JSON with the place of each quotation; an article that is not there is named."""
    leaflet(corpus, "old", "2015-01-01", OLD)
    leaflet(corpus, "new", "2024-01-01", NEW)
    run("build")

    told = run("compare", QUESTION, "--article", "old", "--article", "new")
    answered = run("compare", QUESTION, "--article", "old", "--article", "new", "--json").json
    unknown = run("compare", QUESTION, "--article", "nowhere")

    assert [line.strip() for line in told.out.splitlines() if line.strip()] == [
        "A  Leaflet new (2024-01-01)",
        "B  Leaflet old (2015-01-01)",
        "They differ",
        f"A  {NEW}",
        f"B  {OLD}",
    ]
    assert [article["article_id"] for article in answered["articles"]] == ["new", "old"]
    [point] = answered["points"]
    assert point["relation"] == "differ"
    assert [(said["stance"], said["value"]) for said in point["said"]] == [
        ("says", "at most 3 g"),
        ("says", "at most 4 g"),
    ]
    assert [said["statement"]["citations"][0]["quote"] for said in point["said"]] == [NEW, OLD]
    assert (unknown.code, "nowhere" in unknown.err) == (2, True)


def test_compare_says_where_there_is_nothing_to_compare(run: Run) -> None:
    run("build")

    assert run("compare", "sourdough bread").out == "There are no two articles to compare on this question.\n"


def test_ask_shows_defined_terms_only_where_it_is_to(run: Run, corpus: Path) -> None:
    """Each with the words of the article that defines it, where it is used and where it is defined."""
    leaflet(corpus, "walking", "2024-01-01", "Stairs that hurt with sciatica are best taken one at a time.")
    run("build")
    question = "how are stairs that hurt best taken"

    plain, asked = (run("ask", question, *flags, "--json").json for flags in ((), ("--terms",)))
    told = run("ask", question, "--terms").out

    assert "terms" not in plain
    [term] = asked["terms"]
    assert (term["term"], term["used_in"], term["article_id"]) == ("sciatica", "walking", "sciatica")
    assert term["quote"] == "Sciatica is pain along the sciatic nerve."
    assert "sciatica: Sciatica is pain along the sciatic nerve." in told
