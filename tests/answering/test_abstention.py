"""Whether a question is answered at all: what is measured, and the probability that is made of it."""

import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answering.abstention import VERDICT_MODEL, probability
from qa.answering.assistant import Assistant
from qa.indexing.build import BuildReport, build
from qa.records import Verdict
from qa.settings import Indexing, Settings
from tests.conftest import BUILT
from tests.support.fakes import FakeEncoder

MEASURES = ("sentence", "unnamed", "missing")
SHARES = st.fixed_dictionaries({name: st.floats(0, 1) for name in MEASURES})
TABLETS = {
    "tablets.md": "# Tablets\n\nParacetamol, also called acetaminophen, eases pain for some hours.\n",
    "walking.md": "# Walking\n\nA walk each day eases pain in the back.\n",
}


def measured(assistant: Assistant, question: str) -> Mapping[str, float]:
    return assistant.gather_evidence(question, passages=5).measured


@pytest.fixture
def assistant(built: BuildReport, index: Path, encoder: FakeEncoder) -> Assistant:
    return Assistant.open(Settings(index=index), encoder=encoder)


def test_the_probability_is_logistic_in_the_measures() -> None:
    """A worked example: 2 · 0.75 - 3 · 0.5 + 1 is 1, of which the logistic is 0.731."""
    calibration = replace(VERDICT_MODEL, weights={"a": 2.0, "b": -3.0}, intercept=1.0)

    found = probability({"a": 0.75, "b": 0.5, "more": 9.0}, calibration)

    assert found == pytest.approx(1 / (1 + math.exp(-1.0)))


def test_a_measure_that_is_missing_is_an_error() -> None:
    """A calibration of other measures than are taken cannot decide anything."""
    with pytest.raises(KeyError):
        probability({"sentence": 1.0}, VERDICT_MODEL)


@pytest.mark.parametrize("logit", [-1e6, 1e6])
def test_no_logit_is_too_great(logit: float) -> None:
    """However sure, the probability is one."""
    assert 0 <= probability({}, replace(VERDICT_MODEL, weights={}, intercept=logit)) <= 1


@given(SHARES, SHARES)
def test_a_better_find_is_never_less_probable(one: Mapping[str, float], other: Mapping[str, float]) -> None:
    """More of what speaks for an answer, and less of what speaks against it, never lowers the probability."""
    better = {name: (max if name == "sentence" else min)(one[name], other[name]) for name in MEASURES}

    assert probability(better, VERDICT_MODEL) >= probability(one, VERDICT_MODEL)


def test_every_measure_is_taken_and_is_a_share(assistant: Assistant) -> None:
    """The measures are those that a calibration weighs, each about 0 to 1."""
    found = measured(assistant, "what eases sciatica")

    assert set(found) == set(VERDICT_MODEL.weights) == set(MEASURES)
    assert all(-1 <= value <= 1.001 for value in found.values())


def test_a_sentence_of_an_article_is_found_better_than_other_words(assistant: Assistant) -> None:
    """Asked word for word, a sentence has all of what speaks for an answer; other words have little of it."""
    own = measured(assistant, "It often affects one leg.")
    other = measured(assistant, "fiscal policy of the medieval papacy")

    assert own["sentence"] == pytest.approx(1.0, abs=0.01)
    assert own["missing"] == 0.0
    assert other["sentence"] < own["sentence"] / 2
    assert other["missing"] > 0.3


def test_what_is_measured_does_not_depend_on_how_much_is_shown(assistant: Assistant) -> None:
    """One passage or twenty: the verdict is the same."""
    found = [
        assistant.gather_evidence("what eases cramps at night", passages=passages).measured
        for passages in (1, 5, 20)
    ]

    assert found[0] == found[1] == found[2]


def test_names_that_no_passage_has_count_by_their_rarity(assistant: Assistant) -> None:
    """A worked example: of the words gout, eases and sciatica, the first names a thing that no passage names."""
    rarity = assistant.generation.postings.rarity
    whole = sum(map(rarity, ("gout", "eas", "sciatica")))

    found = measured(assistant, "what eases gout and sciatica")["unnamed"]

    assert found == pytest.approx(rarity("gout") / whole)
    assert measured(assistant, "what eases sciatica")["unnamed"] == 0.0


def test_what_articles_also_call_a_thing_names_it(tmp_path: Path, encoder: FakeEncoder) -> None:
    """Acetaminophen is named where a passage speaks of what articles gloss it with."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for name, text in TABLETS.items():
        (corpus / name).write_text(text, encoding="utf-8")
    build(corpus, tmp_path / "index", encoder=encoder, settings=Indexing(), built=BUILT)
    assistant = Assistant.open(Settings(index=tmp_path / "index"), encoder=encoder)

    assert measured(assistant, "does acetaminophen ease pain")["unnamed"] == 0.0
    assert measured(assistant, "does naproxen ease pain")["unnamed"] > 0.3


def test_a_missing_word_weighs_by_what_hangs_on_it_and_how_far_the_nearest_is(assistant: Assistant) -> None:
    """An oracle in plain numbers: of words that the best passage lacks, the greatest salience times distance."""
    look = assistant.gather_evidence("does walking with a trombone ease sciatica", passages=5)
    best = max(range(len(look.answering)), key=lambda place: look.answering[place].cosine)
    passage = look.search.hits[best].passage
    had = assistant.generation.postings.terms(" ".join([*passage.headings, passage.text, "Sciatica", "Lifting"]))
    codes = assistant.generation.tokens.of(passage.id, passage.id + 1).astype(float)
    weights = {}
    for word in look.search.reading.content:
        asked = word.tokens @ assistant.generation.tokens.projection
        cosines = [
            float(a @ b) / float(np.linalg.norm(a) * np.linalg.norm(b)) for a in asked for b in codes if b.any()
        ]
        weights[word.text] = 0.0 if set(word.stems) & set(had) else word.salience * (1 - max(cosines))

    assert set(weights) == {"walking", "trombone", "ease", "sciatica"}
    assert max(weights, key=lambda word: weights[word]) == "trombone"
    assert look.measured["missing"] == pytest.approx(max(weights.values()), abs=0.01)


def test_what_is_missing_is_named(assistant: Assistant) -> None:
    """The word that no passage has, and none that one has; nothing where the articles surely answer."""
    unsure, sure = assistant.ask("trombone for sciatica"), assistant.ask("It often affects one leg.")

    assert "trombone" in unsure.missing
    assert "sciatica" not in unsure.missing
    assert "metamizole" in assistant.ask("metamizole for sciatica").missing
    assert sure.missing == ()


@pytest.mark.parametrize(
    ("sure", "threshold", "verdict"),
    [
        (0.0, 0.0, Verdict.ANSWERED),
        (1.0, 0.0, Verdict.UNSURE),
        (1.0, 1.0, Verdict.NOT_IN_CORPUS),
        (0.0, 1.0, Verdict.NOT_IN_CORPUS),
    ],
)
def test_between_the_thresholds_an_answer_is_unsure(
    corpus: Path, index: Path, encoder: FakeEncoder, sure: float, threshold: float, verdict: Verdict
) -> None:
    """What may answer is shown, and said to be unsure; below, nothing is."""
    calibration = replace(VERDICT_MODEL, sure=sure, threshold=threshold)
    build(corpus, index, encoder=encoder, settings=Indexing(), built=BUILT, calibrate=lambda _: calibration)

    answer = Assistant.open(Settings(index=index), encoder=encoder).ask("what eases sciatica")

    assert answer.verdict is verdict
    assert (answer.snippet is not None) is (verdict is not Verdict.NOT_IN_CORPUS)


def test_an_article_can_be_passed_over(assistant: Assistant) -> None:
    """What is found and measured then is of the other articles alone."""
    own = assistant.gather_evidence("It often affects one leg.", passages=5)
    without = assistant.gather_evidence(
        "It often affects one leg.", passages=5, without=own.search.hits[0].passage.article_id
    )

    assert own.search.hits[0].passage.article_id not in {hit.passage.article_id for hit in without.search.hits}
    assert without.measured["sentence"] < own.measured["sentence"]


def test_a_question_on_a_code_that_is_explained_is_not_refused(tmp_path: Path, encoder: FakeEncoder) -> None:
    """However it is put: the other words need not be there.  A code that no article has changes nothing."""
    (tmp_path / "corpus").mkdir()
    text = "# Lamps\n\nE2 means that the boiler boils over. E3 means that the tank leaks.\n"
    (tmp_path / "corpus" / "lamps.md").write_text(text, encoding="utf-8")
    build(tmp_path / "corpus", tmp_path / "index", encoder=encoder, settings=Indexing(), built=BUILT)
    assistant = Assistant.open(Settings(index=tmp_path / "index"), encoder=encoder)

    shown, other = (assistant.ask(f"my screen shouts {code} whatever happened") for code in ("E2", "E9"))

    assert shown.verdict is Verdict.UNSURE
    assert shown.snippet is not None
    assert "E2" in shown.snippet.text
    assert other.verdict is Verdict.NOT_IN_CORPUS
