"""Definitions are found in the articles' own words, and what only looks like one is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answering.glossary.abbreviations import spelled_out
from qa.answering.glossary.definitions import definitions_in
from tests.support.answers import article_of

DEFINING = (
    ("Sciatica is pain that follows the sciatic nerve down the leg.", ["Sciatica"]),
    ("Ligaments are bands of tissue that connect bones to other bones.", ["Ligaments"]),
    ("The piriformis is a narrow muscle deep in the buttock.", ["piriformis"]),
    ("A progressive tax is a tax by which the rate increases with the amount.", ["progressive tax"]),
    ("A herniated disc, also called a slipped disc, is a pad that has slid.", ["herniated disc", "slipped disc"]),
    ("Pulmonary embolism (PE) is a sudden blockage in a lung artery.", ["Pulmonary embolism", "PE"]),
    ("Axial simply means along the spine and pelvis.", ["Axial"]),
    ("The term cerebral palsy refers to a group of neurological disorders.", ["cerebral palsy"]),
    ("“Prolapse” is when the flaps of the valve bulge back into the chamber.", ["Prolapse"]),
    ("Swelling of the sacroiliac joint is called sacroiliitis.", ["sacroiliitis"]),
    ("Claudication is the medical word for leg pain that walking brings on.", ["Claudication"]),
)  # fmt: skip
OTHER = (
    "Pain is worse at night.",
    "It is a condition that affects the nerves of the leg.",
    "This is a disease that affects the nerves of the leg.",
    "Exercise is important for people with a bad back.",
    "Exercise is a great way to stay fit and well.",
    "Smoking is a major cause of lung disease in adults.",
    "Sciatica is a common complaint in people over forty.",
    "Sciatica is one of the most common reasons to see a doctor.",
    "Sciatica is often treated with rest and gentle walking.",
    "Antibiotics are used to treat infections that bacteria cause.",
    "The disorder is an inherited condition that affects the muscles.",
    "The core of the treatment is an exercise plan made for you.",
    "Taking ibuprofen is a habit that can harm the stomach.",
    "Stenosis means you should see a doctor about your back.",
    "A characteristic feature is a flat red rash on the cheeks.",
    "Ken Norton is a player who joined the team in the spring.",
    "Researchers are investigating how the altered proteins cause illness.",
    "Is sciatica a disease that can be passed on to children?",
)


def terms_of(text: str) -> list[list[str]]:
    article = article_of(f"# Leaflet\n\nPeople ask about sciatica, axial pain and claudication.\n\n{text}\n")
    return [list(each.terms) for each in definitions_in(article) if each.is_sentence]


@pytest.mark.parametrize(("sentence", "terms"), DEFINING)
def test_a_sentence_that_says_what_its_subject_is_defines_it_and_its_other_names(
    sentence: str, terms: list[str]
) -> None:
    """The words are those of the article, from the first to the full stop."""
    known = "Of ligaments, sciatica, prolapse, axial pain, a pulmonary embolism and claudication."
    article = article_of(f"# Leaflet\n\n{known} {sentence}\n")

    [found] = [each for each in definitions_in(article) if each.is_sentence]
    assert list(found.terms) == terms
    assert article.text[found.start : found.end] == sentence


@pytest.mark.parametrize("sentence", OTHER)
def test_a_sentence_that_only_tells_something_of_its_subject_is_no_definition(sentence: str) -> None:
    assert terms_of(f"Of exercise, smoking, antibiotics, stenosis and researchers. {sentence}") == []


def test_the_item_of_a_list_of_terms_is_a_definition_and_one_that_sets_a_label_is_none() -> None:
    items = (
        "Stenosis: a narrowing of the canal of the spine.",
        "Adults: 400 mg twice a day.",
        "Note: see the label.",
    )
    listed = "".join(f"- {item}\n" for item in items)

    assert terms_of(listed) == [["Stenosis"]]


def test_a_markdown_list_of_definitions_has_its_term_above_what_defines_it() -> None:
    article = article_of(
        "# Leaflet\n\nStenosis\n: A narrowing of the canal of the spine.\n\nRest\n: Take it easy today.\n"
    )

    [found] = definitions_in(article)
    assert found.terms == ("Stenosis",)
    assert article.text[found.start : found.end] == "Stenosis\n\nA narrowing of the canal of the spine."


def test_nothing_is_looked_for_in_an_article_that_is_not_in_english() -> None:
    german = article_of("# Blatt\n\nIschias is pain that follows the nerve down the leg.\n")

    assert [each.terms for each in definitions_in(german)] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It needs magnetic resonance imaging (MRI) today.", [("MRI", "magnetic resonance imaging (MRI)")]),
        ("A non-alcoholic steatohepatitis (NASH) was found.", [("NASH", "non-alcoholic steatohepatitis (NASH)")]),
        ("The drug (see below) and the dose (MAX) were told.", []),
        ("He ran a mile (TIME) and then rested.", []),
    ],
)
def test_a_short_form_is_spelled_out_by_the_words_that_have_its_letters(
    text: str, found: list[tuple[str, str]]
) -> None:
    assert [(short, text[start:end]) for short, start, end in spelled_out(text)] == found


@given(
    st.lists(
        st.sampled_from([*(text for text, _ in DEFINING), *OTHER, "(MRI)", "- Disc: a", "“", "is a "]), max_size=8
    )
)
def test_every_definition_is_a_span_of_its_article_that_holds_its_term(parts: list[str]) -> None:
    article = article_of("# Leaflet\n\n" + " ".join(parts) + "\n\nThe end.\n")

    for each in definitions_in(article):
        quote = article.text[each.start : each.end]
        assert 0 <= each.start < each.end <= len(article.text)
        assert each.terms[0] in quote
        assert quote == quote.strip()
