"""Claims that an article reports and does not make: recognised without a heading or a label, and not quoted."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.standing import article_of, in_context
from qa.answering.statements.reported_claims.model import (
    COLUMNS,
    ClaimModel,
    SentenceInContext,
    columns_of,
    reports_a_claim,
)
from tests.answering.statements.test_disowned import answer_of, said

MANUAL = Path(__file__).parents[3] / "examples" / "espresso-machine" / "articles"
CLAIM = SentenceInContext(
    text="The brochure promises that a copper belt draws the ache out overnight.",
    before="",
    after="We tested six and felt no difference.",
    further="A warm pack did more.",
    heading="Belts",
    first=True,
    last=False,
    kind="PARAGRAPH",
)


def test_the_score_is_the_mean_weight_of_the_columns_and_the_intercept() -> None:
    """By the root of their number, as rows are scaled when it is learned."""
    weights = np.zeros(COLUMNS, np.float32)
    weights[[3, 5]] = 2.0, -1.0

    assert ClaimModel(weights, 0.5).score([3, 5, 7, 9]) == pytest.approx((2 - 1) / 2 + 0.5)
    assert ClaimModel(weights, 0.5).score([]) == 0.5


def test_columns_tell_whose_words_they_are() -> None:
    """The words of the sentence, of the one after and of the heading are in columns of their own."""
    swapped = replace(CLAIM, text=CLAIM.after, after=CLAIM.text)
    headed = replace(CLAIM, heading="Slogans")

    assert columns_of(CLAIM) == sorted(set(columns_of(CLAIM)))
    assert all(0 <= column < COLUMNS for column in columns_of(CLAIM))
    assert len({*columns_of(CLAIM)} & {*columns_of(swapped)}) < 0.5 * len(columns_of(CLAIM))
    assert {*columns_of(CLAIM)} ^ {*columns_of(headed)}


@pytest.mark.parametrize(
    ("heading", "text", "after", "further"),
    [
        (CLAIM.heading, CLAIM.text, CLAIM.after, CLAIM.further),
        (
            "Knees",
            "Some coaches still tell beginners that running wears the knees away like brake pads.",
            "The figures say otherwise.",
            "Runners have no more worn knees than other people.",
        ),
        (
            "Rest",
            "For decades the advice after a strained back was a fortnight flat on a board.",
            "We know better now.",
            "Short walks from the first day bring people back sooner.",
        ),
        (
            "Water",
            "A neighbour will assure you that watering at noon burns the leaves.",
            "It does not.",
            "Water whenever the soil is dry.",
        ),
    ],
)
def test_what_others_claim_is_recognised(heading: str, text: str, after: str, further: str) -> None:
    """By the words around it, whoever claims it."""
    assert reports_a_claim(replace(CLAIM, heading=heading, text=text, after=after, further=further))


@pytest.mark.parametrize(
    ("heading", "text", "after", "further"),
    [
        (
            "Rest",
            "Most physiotherapists recommend short walks from the first day.",
            "Studies from three countries found the same.",
            "Begin with five minutes.",
        ),
        (
            "Cold",
            "Many patients say that a cold pack feels good in the first hours.",
            "It does no harm for ten minutes at a time.",
            "Wrap it in a cloth.",
        ),
        (
            "Water",
            "Older gardeners water in the evening, and they are right to do so.",
            "Less of it dries away.",
            "",
        ),
        ("Driving", "No, not for at least two weeks.", "Your surgeon will tell you more.", "Ask first."),
        ("Lifting", "No, do not lift anything heavier than a kettle.", "After that begin slowly.", ""),
        ("Help", "Call a doctor at once when you cannot hold your urine.", "Do not wait until the morning.", ""),
    ],
)
def test_what_an_article_says_itself_is_none(heading: str, text: str, after: str, further: str) -> None:
    """Also where it says who holds it, and agrees."""
    assert not reports_a_claim(replace(CLAIM, heading=heading, text=text, after=after, further=further))


@pytest.mark.parametrize(
    ("article", "step"),
    [
        ("descaling", "Take the filter out of the tank, and fill in one litre of the solution."),
        ("first-use", "Put a cup of at least half a litre under the group"),
        ("safety", "Hold the wand by its rubber sleeve alone, and never point it at anybody."),
        ("water", "Distilled or fully demineralised water: the probes do not sense it"),
    ],
)
def test_the_steps_of_a_manual_are_its_own(article: str, step: str) -> None:
    """Advice of the past is written like them: without texts that instruct, they counted as claims of others."""
    text = (MANUAL / f"{article}.md").read_text(encoding="utf-8").split("\n---\n")[-1]
    composed, _ = article_of({"title": article, "text": text})
    [found] = [sentence for sentence, _, _ in in_context(composed) if sentence.text.startswith(step)]

    assert not reports_a_claim(found)


def test_a_claim_is_found_and_is_no_statement(tmp_path: Path) -> None:
    """Whole, from file to answer."""
    question = "does a copper belt draw the ache out overnight"

    answer = answer_of(tmp_path, f"## Belts\n\n{CLAIM.text} {CLAIM.after} {CLAIM.further}", question=question)

    assert any(CLAIM.text in hit.passage.text for hit in answer.hits)
    assert not said(answer, CLAIM.text)
