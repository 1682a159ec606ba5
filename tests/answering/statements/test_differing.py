"""Articles that differ on one thing are shown as differing, newest first, and never as agreeing."""

from collections.abc import Mapping
from itertools import combinations
from pathlib import Path

import pytest

from qa.answering.assistant import Assistant
from qa.answering.statements.differing import values_of
from qa.indexing.build import build
from qa.records import Answer, Statement
from qa.serving.answer_summary import said
from qa.settings import Indexing, Settings
from tests.conftest import BUILT
from tests.support.fakes import FakeEncoder

LEAFLET = """---
title: Velarin leaflet
published: {published}
language: en
---

# Velarin

## How much to take

Adults should take no more than {dose} of velarin in 24 hours. Swallow the tablets whole with water after a meal.

## Side effects

Velarin may upset the stomach. Tell your doctor about a rash or black stools while you take it.
"""
TOO = "after a fall or a twist, and lift the foot on a chair in the meantime."
HOLDERS = """---
title: {title}
published: {published}
language: en
---

# Holders of keys

| Holder | Room | Phone |
|---|---|---|
"""


@pytest.fixture
def ask(tmp_path: Path) -> "Ask":
    return Ask(tmp_path)


class Ask:
    """Asks an index of some articles, built with the encoder without weights."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, files: Mapping[str, str], question: str) -> Assistant:
        corpus, index, encoder = self.folder / "corpus", self.folder / "index", FakeEncoder()
        corpus.mkdir(exist_ok=True)
        for name, text in files.items():
            (corpus / name).write_text(text, encoding="utf-8")
        build(corpus, index, encoder=encoder, settings=Indexing(), built=BUILT)
        self.assistant = Assistant.open(Settings(index=index), encoder=encoder)
        self.answer = self.assistant.ask(question, passages=8)
        return self.assistant


def leaflets(*editions: tuple[str, str, str]) -> dict[str, str]:
    return {f"{name}.md": LEAFLET.format(published=published, dose=dose) for name, published, dose in editions}


def note(title: str, published: str, text: str) -> str:
    return f"---\ntitle: {title}\npublished: {published}\nlanguage: en\n---\n\n{text}\n"


def disputed(answer: Answer) -> Statement:
    """Return what articles differ on first."""
    return next(each for each in said(answer) if each.variants)


def told(statement: Statement) -> list[tuple[str, str, int]]:
    return [(variant.value, variant.published, variant.support) for variant in statement.variants]


def test_editions_of_a_leaflet_are_told_apart_newest_first(ask: Ask) -> None:
    """The newest dose is the statement, all doses are its variants, and no edition is a copy of another."""
    editions = leaflets(
        ("a", "2015-02", "2,400 mg"), ("b", "2019-06-30", "1,800 mg"), ("c", "2024-01-09", "1,200 mg")
    )

    assistant = ask(editions, "how much velarin should adults take")

    first, others = disputed(ask.answer), ask.answer.statements[1:]
    assert first.text == "Adults should take no more than 1,200 mg of velarin in 24 hours."
    assert (first.support, [citation.article_id for citation in first.citations]) == (1, ["c"])
    assert told(first) == [
        ("no more than 1,200 mg", "2024-01-09", 1),
        ("no more than 1,800 mg", "2019-06-30", 1),
        ("no more than 2,400 mg", "2015-02", 1),
    ]
    assert not any("velarin in 24 hours" in other.text for other in others)
    doses = [hit for hit in ask.answer.hits if "no more than" in hit.passage.text]
    assert [(hit.passage.article_id, hit.also_in) for hit in doses] == [("c", ()), ("b", ()), ("a", ())]
    assert not any(assistant.is_copy(*pair) for pair in combinations("abc", 2))


def test_articles_with_one_value_are_one_variant(ask: Ask) -> None:
    """Two articles that give the newer price support it together; the older stands behind it, the undated last."""
    files = {
        "a.md": note("Museum guide", "2018", "A day ticket for the museum costs 40 €. Boats hang from the roof."),
        "b.md": note("Guide to the museum", "2023", "A day ticket for the museum costs 62 €. There is a shop."),
        "c.md": note("Museum and guide", "2024", "A day ticket for the museum costs €62. Maps are for sale."),
        "d.md": note("The museum guide", "''", "A day ticket for the museum costs 35 €. Dogs stay outside."),
    }

    ask(files, "what does a day ticket for the museum cost")

    assert told(disputed(ask.answer)) == [("62 €", "2024", 2), ("40 €", "2018", 1), ("35 €", "", 1)]


def test_a_yes_and_a_no_are_two_variants(ask: Ask) -> None:
    """What one article says and another denies is shown as differing, each with its whole sentence."""
    yes = "Velarin is safe in the last weeks of pregnancy."
    no = yes.replace("is", "is not")

    ask(
        {
            "a.md": note("Velarin in pregnancy", "2010", f"{yes} Drink enough."),
            "b.md": note("Pregnancy and velarin", "2024", f"{no} Ask the midwife."),
        },
        "is velarin safe in the last weeks of pregnancy",
    )

    assert told(disputed(ask.answer)) == [(no, "2024", 1), (yes, "2010", 1)]


def test_what_a_title_says_need_not_be_repeated(ask: Ask) -> None:
    """A word that one sentence has and the other's title is of both."""
    ask(
        {
            "a.md": note("Sprained ankle", "2016", f"Put an ice pack on the ankle for 20 minutes {TOO} Rest."),
            "b.md": note("A sprain", "2023", f"Put ice on the sprained ankle for 5 minutes {TOO} Wrap it."),
        },
        "how long to put ice on a sprained ankle",
    )

    assert told(disputed(ask.answer)) == [("5 minutes", "2023", 1), ("20 minutes", "2016", 1)]


def test_an_animal_that_was_not_asked_about_stands_behind(ask: Ask) -> None:
    """What an article for cats says follows what is said of people, unless cats are asked about."""
    files = {
        "cats.md": note("Velarin for cats", "2024", "Give one tablet of velarin a day. Hide it in the food."),
        "people.md": note("Velarin", "2016", "Take two tablets of velarin every 8 hours. Drink enough."),
    }

    ask(files, "how many tablets of velarin a day")
    people = [(each.citations[0].article_id, each.variants) for each in said(ask.answer)]
    cats = said(ask.assistant.ask("how many tablets of velarin a day for cats"))

    assert people == [("people", ())]
    assert cats[0].citations[0].article_id == "cats"


def test_the_other_side_of_a_number_is_no_answer(ask: Ask) -> None:
    """A row for those under a weight is not quoted where those over it are asked about."""
    rows = "| Weight | Velarin |\n|---|---|\n| over 20 kg | 10 ml |\n| under 20 kg | 5 ml |\n"

    ask({"a.md": note("Velarin by weight", "2024", rows)}, "velarin by weight under 20 kg")
    under = said(ask.answer)[0].text
    over = said(ask.assistant.ask("velarin by weight over 20 kg"))[0].text

    assert (under, over) == ("Weight: under 20 kg; Velarin: 5 ml", "Weight: over 20 kg; Velarin: 10 ml")


def test_the_same_amount_in_other_units_is_agreement(ask: Ask) -> None:
    """A kilogram and a thousand grams are said by two articles."""
    ask(
        {
            "a.md": note("White bread", "2021", "Use 1 kg of flour for two loaves of white bread. Let it rest."),
            "b.md": note("Bread", "2022", "Use 1,000 g of flour for two loaves of white bread. Warm the oven."),
        },
        "how much flour for two loaves of white bread",
    )

    first = said(ask.answer)[0]
    assert (first.support, len(first.citations), first.variants) == (2, 2, ())


def test_a_row_is_cited_for_its_own_holder_alone(ask: Ask) -> None:
    """Eight rows that differ in the holder's name are eight points, of which each is said by its own article."""
    names = ("Smith", "Jones", "Berg", "Stone", "Lind", "Moor", "Hart", "Wood")
    rows = "".join(f"| {name} | 4 | 12 |\n" for name in names)
    east = HOLDERS.format(title="Keys", published=2022) + rows
    west = HOLDERS.format(title="More keys", published=2024) + "| Ash | 4 | 12 |\n| Smith | 7 | 12 |\n"

    ask({"east.md": east, "west.md": west}, "holder Smith room phone")

    assert said(ask.answer)
    for statement in said(ask.answer):
        holders = {citation.quote.split(";")[0] for citation in statement.citations}
        assert len(holders) == 1
    smith = next(each for each in said(ask.answer) if "Smith" in each.text)
    assert told(smith) == [("7", "2024", 1), ("4", "2022", 1)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Adults take 400 mg of velarin with food.", "Children take 200 mg of velarin with food."),
        ("Take 400 mg of velarin with food.", "Take 250 mg of torbudol with food."),
        ("Use a hot pack for 20 minutes on the back.", "Use a cold pack for 10 minutes on the back."),
        ("Pupils aged 6 to 8 read for 10 minutes a day.", "Pupils aged 9 to 11 read for 20 minutes a day."),
        ("In 2015 the club had 40 members.", "In 2024 the club had 62 members."),
        ("On Monday the shop opens at 9 am.", "On Sunday the shop opens at 11 am."),
        ("Type 1 of the illness starts early in life.", "Type 2 of the illness starts early in life."),
        ("Take velarin every 6 hours with food.", "Take velarin with food."),
    ],
)
def test_what_is_said_of_two_things_does_not_differ(ask: Ask, one: str, other: str) -> None:
    """Other people, medicines, ages, years, days and kinds have other values, and no articles differ on them."""
    ask(
        {
            "a.md": note("Notes", "2015", f"{one} Rest well."),
            "b.md": note("Notes", "2024", f"{other} Sleep well."),
        },
        f"{one} {other}",
    )
    both, first, second = said(ask.answer), *(said(ask.assistant.ask(asked)) for asked in (one, other))

    assert first[0].text.startswith(one)
    assert second[0].text.startswith(other)
    for statement in (*both, *first, *second):
        assert statement.text.startswith((one, other))
        assert (statement.variants, statement.support) == ((), 1)


def test_the_same_figure_for_two_medicines_is_no_agreement(ask: Ask) -> None:
    """A sentence that names no subject has that of its article."""
    dose = "Adults take one tablet of 400 mg with a glass of water."
    ask(
        {
            "a.md": note("Velarin", "2015", f"{dose} Velarin calms a fever."),
            "b.md": note("Torbudol", "2024", f"{dose} Torbudol eases a cough."),
        },
        "how many tablets of velarin should adults take with a glass of water",
    )

    assert [(each.text, each.support, each.variants) for each in said(ask.answer)] == [
        (f"{dose} Velarin calms a fever.", 1, ()),
        (dose, 1, ()),
    ]


def test_an_article_that_says_both_does_not_differ(ask: Ask) -> None:
    """Who gives two values has a reason for each."""
    ask(
        {
            "a.md": note(
                "Bread", "2015", "Bake the bread for 40 minutes.\n\n## Rolls\n\nBake the bread for 20 minutes."
            ),
            "b.md": note("Baking bread", "2024", "Bake the bread for 20 minutes. Let it cool."),
        },
        "how long to bake the bread",
    )

    assert all(not statement.variants for statement in said(ask.answer))


def test_values_are_what_differs_as_it_is_written() -> None:
    """What all give is left out; what only some give is cut out, with its bounds, as one piece."""
    texts = ["Take up to 2 tablets every 6 hours.", "Take up to 2 tablets every 8 hours."]

    assert values_of(texts) == ["every 6 hours", "every 8 hours"]
    assert values_of(["Take 1 g every 6 hours.", "Take 2 g every 8 hours."]) == [
        "1 g every 6 hours",
        "2 g every 8 hours",
    ]
    assert values_of(["It is safe.", "It is not safe."]) == ["It is safe.", "It is not safe."]
