"""The red flags that a question describes, as learned from examples."""

import json
from collections import Counter
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from benchmarks.red_flags import read_examples
from qa.answering.assistant import Assistant
from qa.answering.warnings.flag_file import read_flags
from qa.answering.warnings.flag_model import (
    COLUMNS,
    NONE,
    SENTENCE_PENALTY,
    WORD_COLUMNS,
    Coefficients,
    FlagModel,
    bundled_model,
    counted,
    denied,
    letters,
    runs,
    sentences_of,
    weighed,
)
from qa.embedding.encoder import Encoder
from qa.evaluation.red_flags import BUNDLED_SETS, read_flag_questions
from qa.records import Urgency

WRITERS_LEAST, EXAMPLES_LEAST = 7, 100


def test_runs_of_words_are_counted_in_their_columns() -> None:
    """Words alone, two and three in a row; apostrophes are left out, as people on a phone leave them out."""
    counted = runs("I can't, I CANT stop")

    assert counted == runs("i cant i cant stop")
    assert counted.total() == 5 + 4 + 3
    assert max(counted.values()) == 2  # "i", "cant" and "i cant"
    assert all(0 <= column < WORD_COLUMNS for column in counted)


def test_a_typo_keeps_most_runs_of_letters() -> None:
    """Which it does not of runs of words."""
    right, wrong = "numbness between my legs", "numbnes between my legs"

    assert len(letters(right).keys() & letters(wrong).keys()) > 0.9 * len(letters(wrong))
    assert len(runs(right).keys() & runs(wrong).keys()) < 0.8 * len(runs(wrong))


def test_denied_words_are_counted_apart() -> None:
    """In columns of their own; a text that denies nothing has none."""
    assert denied("I have a fever") == Counter()
    assert denied("I have no fever").keys() == denied("without fever").keys()
    assert denied("no fever").keys().isdisjoint(runs("no fever"))


def test_weights_of_words_have_one_length_and_follow_rarity() -> None:
    """A run that no example has weighs nothing; of two that stand once each, the rarer one weighs more."""
    rarities = np.zeros(COLUMNS, dtype=np.float32)
    (numb,), (back,) = runs("numb"), runs("back")
    rarities[numb], rarities[back] = 4.0, 3.0

    columns, weights = weighed(counted("numb back"), rarities)

    weight_of = dict(zip(columns.tolist(), weights.tolist(), strict=True))
    assert weight_of[numb] == pytest.approx(2.0 * 0.8)
    assert weight_of[back] == pytest.approx(2.0 * 0.6)
    assert not any(weighed(counted("elsewhere"), rarities)[1])


def by_hand() -> FlagModel:
    """Two classes, of which the word "numb" and the second dimension of meaning tell one, with an example each."""
    (numb,) = runs("numb")
    rarities = np.zeros(COLUMNS, dtype=np.float32)
    rarities[numb] = 1.0
    rounded = np.zeros((COLUMNS, 2), dtype=np.int8)
    rounded[numb, 1] = 10
    steps = np.array([1.0, 0.1], dtype=np.float32)
    return FlagModel(
        digest="a",
        names=(NONE, "numbness"),
        rarities=rarities,
        together=Coefficients(rounded=rounded, steps=steps, intercepts=np.array([0.25, 0.0], dtype=np.float32)),
        meaning=np.array([[0.0, 1.0], [0.0, 2.0]], dtype=np.float32),
        alone=Coefficients(rounded=rounded, steps=steps, intercepts=np.array([0.0, -0.5], dtype=np.float32)),
        axes=np.eye(2, dtype=np.float32),
        nearest=np.array([[1.0, 0.0], [0.6, 0.8], [0.0, 1.0]], dtype=np.float32),
        starts=np.array([0, 2]),
    )


def test_a_margin_is_the_score_of_a_flag_less_that_of_none() -> None:
    """By hand: the word, the meaning, the nearest example of each class; and by words alone."""
    vector = np.array([0.0, 1.0], dtype=np.float32)

    both, alone = by_hand().margins("numb", vector), by_hand().margins("numb", None)

    assert both == pytest.approx({"numbness": 2 * 10 * 0.1 + 1.5 * (2 - 1) - 0.25 + 2 * (1.0 - 0.8)})
    assert alone == pytest.approx({"numbness": 2 * 10 * 0.1 - 0.5})


def test_of_a_question_and_its_sentences_the_greatest_margin_counts() -> None:
    """A sentence counts for a little less than the whole, as one of many looks like a sign by chance."""
    sign, other = np.array([0.0, 1.0], dtype=np.float32), np.array([1.0, 0.0], dtype=np.float32)
    letter, model = "It is numb. The rest is fine.", by_hand()

    margins = model.greatest_margins(letter, other, {"It is numb.": sign, "The rest is fine.": other})

    alone = model.margins("It is numb.", sign)["numbness"] - SENTENCE_PENALTY
    assert margins == pytest.approx({"numbness": alone})


def test_a_question_of_one_sentence_has_no_further_parts() -> None:
    """Sentences of several are judged each; one of a single word is none."""
    assert sentences_of("my legs are numb") == []
    assert sentences_of("Hello! My legs are numb. What now? Please help me.") == [
        "My legs are numb.",
        "What now?",
        "Please help me.",
    ]


def test_examples_are_many_of_many_writers_and_of_known_flags() -> None:
    """Each learned flag is a bundled one, and has examples of every writer of examples of danger."""
    examples = read_examples()
    bundled = {flag.name for flag in read_flags(None).flags}

    flags = Counter(example.flag for example in examples)
    writers = Counter(flag for flag, _ in {(example.flag, example.writer) for example in examples})

    assert set(flags) - {NONE} <= bundled
    assert set(bundled_model().names) == set(flags)
    assert min(flags.values()) >= EXAMPLES_LEAST
    assert min(writers.values()) >= WRITERS_LEAST
    assert len({example.text.casefold() for example in examples if example.writer != "flags.toml"}) == sum(
        example.writer != "flags.toml" for example in examples
    )


def test_nothing_was_learned_from_the_set_kept_aside() -> None:
    """No question of it is among the examples, whatever its letters' case and spaces."""
    aside = [
        " ".join(question.question.casefold().split())
        for file in sorted((BUNDLED_SETS / "held").glob("*.jsonl"))
        for question in read_flag_questions(file)
    ]
    examples = {" ".join(example.text.casefold().split()) for example in read_examples()}

    learned = sum(question in examples for question in aside)  # a number, so that a failure shows no question

    assert len(aside) >= 350
    assert learned == 0


def test_sets_are_as_large_as_they_must_be_and_apart() -> None:
    """Together at least 150 questions of danger, 300 ordinary ones and 100 of other fields, each once."""
    sizes: Counter[str] = Counter()
    texts = []
    for file in sorted(BUNDLED_SETS.glob("*/*.jsonl")):
        questions = read_flag_questions(file)
        sizes[file.stem] += len(questions)
        texts.append({question.question.casefold() for question in questions})

    assert (sizes["flags"] >= 150, sizes["ordinary"] >= 300, sizes["other"] >= 100) == (True, True, True)
    assert [left & right for left, right in combinations(texts, 2) if left & right] == []


def test_lines_of_examples_have_nothing_else() -> None:
    """What is said, the flag and the writer, a line each."""
    path = Path(__file__).parents[3] / "benchmarks" / "red_flag_examples.jsonl"

    keys = {tuple(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()}

    assert keys == {("says", "flag", "writer")}


@pytest.mark.model
def test_the_model_was_learned_with_the_bundled_weights(real_encoder: Encoder) -> None:
    """Else its coefficients for meaning would be those of other vectors."""
    assert bundled_model().digest == real_encoder.identity.digest
    assert bundled_model().meaning.shape[1] == real_encoder.identity.dimension


@pytest.mark.model
@pytest.mark.parametrize(
    ("question", "flag", "urgency"),
    [
        ("i want to kill myself because of my back", "self-harm", Urgency.NOW),
        ("i want to die", "self-harm", Urgency.NOW),
        ("took 14 paracetamol today", "overdose", Urgency.NOW),
        ("i wet myself and my back is sore", "bladder-bowel", Urgency.NOW),
        ("i cant feel it when i wipe after the toilet", "saddle-numbness", Urgency.NOW),
        ("cnat feel anythign betwen my legs sinc this mornign", "saddle-numbness", Urgency.NOW),
        ("my privtaes hav gone nubm", "saddle-numbness", Urgency.NOW),  # of no writer that was learned from
        ("its gon dead betwen my tighs", "saddle-numbness", Urgency.NOW),
    ],
)
def test_danger_is_told_first(bundled_assistant: Assistant, question: str, flag: str, urgency: Urgency) -> None:
    """The flag comes first, with a sentence of the articles, whether or not they answer the question."""
    first = bundled_assistant.ask(question).urgent[0]

    assert (flag in first.flags, first.urgency) == (True, urgency)
    assert first.statement is not None


@pytest.mark.model
@pytest.mark.parametrize(
    "question",
    [
        "why does my back hurt when I lift my leg",
        "should I use heat or ice",
        "my back is killing me after gardening",
        "no fever, no numbness, just a stiff back in the morning",
        "what is cauda equina syndrome",
        "which pillow is best for side sleepers",
        "how do I undo the last commit in git",
        "pins and needles in both feet",
    ],
)
def test_nothing_is_told_where_nothing_is_described(bundled_assistant: Assistant, question: str) -> None:
    """Neither an ordinary complaint, an idiom, a denial, a question of fact, nor another field."""
    assert bundled_assistant.ask(question).urgent == ()


@pytest.mark.model
@pytest.mark.parametrize(
    "question",
    [
        "my right foot started dragging on sunday",
        "my foot drags when I walk since yesterday",
        "my toes drag on one side since I lifted the sofa",
        "cant lift my foot up",
    ],
)
def test_one_foot_that_drags_is_for_today(bundled_assistant: Assistant, question: str) -> None:
    """It is no weakness of both legs, which is for now."""
    urgent = bundled_assistant.ask(question).urgent

    assert [advice.urgency for advice in urgent] == [Urgency.TODAY]


@pytest.mark.model
@pytest.mark.parametrize(
    "question",
    [
        "both feet drag and my legs keep giving way",
        "my foot drags and now both legs are getting numb",
        "foot drop and the weakness is spreading fast",
    ],
)
def test_a_foot_that_drags_beside_weakness_of_both_legs_is_for_now(
    bundled_assistant: Assistant, question: str
) -> None:
    """The less urgent sign hides no more urgent one that is spoken of."""
    assert bundled_assistant.ask(question).urgent[0].urgency is Urgency.NOW


@pytest.mark.model
@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("losing weight and my back hurts at night", "weight"),
        ("my clothes are hanging off me and my back aches every night", "weight"),
        ("I had breast cancer and now I am losing weight and my back hurts", "cancer"),
    ],
)
def test_what_is_quoted_speaks_of_what_was_told(bundled_assistant: Assistant, question: str, word: str) -> None:
    """Losing weight is a kind of sign of cancer: what is quoted of it is on weight, unless cancer is told."""
    first = bundled_assistant.ask(question).urgent[0]

    assert "cancer-history" in first.flags
    assert first.statement is not None
    assert word in first.statement.text.casefold()
