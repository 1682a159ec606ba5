"""A term is marked where it is first used, unless everyone knows it or its definition has just been read."""

from collections.abc import Iterator, Sequence

import pytest

from qa.answering.glossary.lookup import DefinedTerm, Glossary, is_everyday
from qa.records import Article
from tests.support.answers import article_of

SCIATICA = article_of(
    "# Sciatica\n\nSciatica is pain that follows the sciatic nerve down the leg. With sciatica, walk a little.\n",
    article_id="sciatica",
)
DISC = article_of(
    "# Discs\n\nSome have sciatica, and a disc heals. Discs are the cushions between the bones of the spine."
    " A cough is a sudden push of air that clears the throat.\n",
    article_id="disc",
)
WALKING = article_of(
    "# Walking\n\nA worn disc and sciatica make walking hard, and so does a cough. Discs heal.\n",
    article_id="walking",
)
MYTHS = article_of(
    "# Myths\n\n## Myth: stenosis\n\nStenosis is a curse that follows bad people. This is false.\n",
    article_id="myths",
)


def glossary(*articles: Article) -> Glossary:
    return Glossary(articles, {article.id: article for article in articles}.__getitem__)


def used_in(article: Article, known: Glossary, words: Sequence[str] = ()) -> Iterator[DefinedTerm]:
    spans = [(start := article.text.index(text), start + len(text)) for text in words] or [(0, len(article.text))]
    for term in known.terms_in(article, spans):
        assert article.text[term.start : term.end] == term.term
        yield term


def test_a_term_of_another_article_is_marked_once_with_its_words_and_its_place() -> None:
    known = glossary(SCIATICA, DISC, WALKING)
    [disc, sciatica] = used_in(WALKING, known)

    assert (disc.term, disc.quote) == ("disc", "Discs are the cushions between the bones of the spine.")
    assert (sciatica.term, sciatica.title) == ("sciatica", "Sciatica")
    assert SCIATICA.text[sciatica.defined_start : sciatica.defined_end] == sciatica.quote
    assert sciatica.start == WALKING.text.index("sciatica")


def test_a_term_that_the_article_itself_has_defined_before_is_not_marked() -> None:
    """And where the definition comes only later, the use before it is."""
    known = glossary(SCIATICA, DISC)

    assert [term.term for term in used_in(SCIATICA, known)] == []
    assert [term.term for term in used_in(DISC, known)] == ["sciatica", "disc"]
    assert [term.term for term in used_in(SCIATICA, known, ["With sciatica, walk a little."])] == ["sciatica"]


def test_a_word_that_everyone_knows_is_not_marked_though_an_article_defines_it() -> None:
    assert [is_everyday(word) for word in ("cough", "pain", "spine", "blood pressure")] == [True] * 4
    assert [is_everyday(word) for word in ("sciatica", "discs", "stenosis", "facet joints", "AS")] == [False] * 5
    assert "cough" not in [term.term for term in used_in(WALKING, glossary(DISC, WALKING))]


def test_a_claim_that_its_article_takes_back_defines_nothing() -> None:
    reader = article_of("# Canal\n\nThe stenosis was narrow.\n", article_id="canal")

    assert list(used_in(reader, glossary(MYTHS, reader))) == []


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("The multiple sclerosis clinic helps. Those with MS rest.", ["MS"]),
        ("The MS Aurora is a ship.", []),
        ("The ms of the manuscript.", []),
    ],
)
def test_a_short_form_means_what_another_article_says_only_where_its_words_stand(
    text: str, marked: list[str]
) -> None:
    """ "MS" is a disease in an article on the disease, and a ship in one on ships."""
    defining = article_of("# Nerves\n\nMany have multiple sclerosis (MS) for years.\n", article_id="nerves")
    using = article_of(f"# Use\n\n{text}\n", article_id="use")

    assert [term.term for term in used_in(using, glossary(defining, using))] == marked


def test_of_several_definitions_the_one_of_the_article_about_the_term_is_shown() -> None:
    aside = article_of(
        "# Pain\n\nMany know sciatica. Sciatica is an ache that goes down the leg.\n",
        article_id="aside",
        published="2026-01-01",
    )
    [shown] = [term for term in used_in(WALKING, glossary(aside, SCIATICA, WALKING)) if term.term == "sciatica"]

    assert shown.article_id == "sciatica"
