"""Gold files: what is read, what is refused, and the bundled one against the articles."""

import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qa.errors import EvaluationError
from qa.evaluation.gold import BUNDLED_GOLD, UNANSWERABLE, GoldQuestion, QuestionKind, RelevantPlace, read_gold
from qa.reading.corpus import read, scan
from qa.records import Article
from tests.conftest import BUNDLED, PROJECT

EVERYDAY = PROJECT / "qa" / "embedding" / "everyday_questions.txt"
PLACE = {"article": "sciatica", "heading": "", "quote": "It often affects one leg."}
GOOD: dict[str, Any] = {
    "id": "a1",
    "question": "one leg or both",
    "answerable": True,
    "kind": "plain",
    "relevant": [PLACE],
}
SUBJECT_WORDS = set(
    "ache aches aching ankle ankles arthritis back backache backs bladder bowel buttock buttocks calf calves "
    "cauda cramp cramps disc discs endometriosis feet foot hamstring heel hip hips inflammation injection "
    "injections joint joints knee knees leg legs ligament lumbar menopause muscle muscles neck nerve nerves numb "
    "numbness opioid opioids osteoporosis pain painful painkiller painkillers pains pelvic pelvis physiotherapist "
    "physiotherapy posture pregnancy pregnant sciatic sciatica shoulder shoulders slipped spasm spinal spine "
    "sprain stenosis stiff stiffness surgeon thigh thighs tingling vertebra weakness".split()
)
"""Words that the articles are about; an everyday question with one of them might be answered here."""

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a function that writes the good line, changed, after the lines given."""

    def write(*before: str, **changed: Any) -> Path:
        path = tmp_path / "gold.jsonl"
        path.write_text("\n".join([*before, json.dumps({**GOOD, **changed})]) + "\n", encoding="utf-8")
        return path

    return write


@pytest.fixture(scope="module")
def bundled() -> tuple[GoldQuestion, ...]:
    return read_gold(BUNDLED_GOLD)


@pytest.fixture(scope="module")
def articles() -> dict[str, Article]:
    outcomes = [read(BUNDLED, name).outcome for name in scan(BUNDLED)]
    return {article.id: article for article in outcomes if isinstance(article, Article)}


def test_a_line_is_a_question(write: Write) -> None:
    """A line becomes a frozen question with its places; blank lines and a byte order mark are passed over."""
    path = write("\ufeff", "  ")

    questions = read_gold(path)

    place = RelevantPlace(article="sciatica", heading="", quote="It often affects one leg.")
    assert questions == (
        GoldQuestion(
            id="a1", question="one leg or both", answerable=True, kind=QuestionKind.PLAIN, relevant=(place,)
        ),
    )


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"kind": "short"}, "line 2: kind: Input should be 'plain', 'misspelt'"),
        ({"answerable": "yes"}, "line 2: answerable: Input should be a valid boolean"),
        ({"note": 1}, "line 2: note: Unexpected keyword argument"),
        ({"relevant": [{"article": "sciatica", "heading": ""}]}, "line 2: relevant.0.quote: Field required"),
        ({"relevant": []}, "line 2: answerable is true, with 0 places"),
        ({"kind": "near miss"}, "line 2: an answerable question cannot be of the kind 'near miss'"),
        ({"answerable": False}, "line 2: an unanswerable question cannot be of the kind 'plain'"),
        ({"answerable": False, "kind": "near miss"}, "line 2: answerable is false, with 1 places"),
        ({"question": " "}, "line 2: the id or the question is empty"),
        ({"relevant": [{**PLACE, "quote": ""}]}, "line 2: a place has no article or no quote"),
        ({"id": "a0"}, "line 2: this id is already on line 1"),
        ({"question": "Which  LEG"}, "line 2: this question is already on line 1"),
    ],
)
def test_a_bad_line_is_named(write: Write, changed: dict[str, Any], problem: str) -> None:
    """A wrong line is refused with its number, what is wrong and what to mend."""
    path = write(json.dumps({**GOOD, "id": "a0", "question": "which leg"}), **changed)

    with pytest.raises(EvaluationError) as caught:
        read_gold(path)

    assert problem in str(caught.value)
    assert caught.value.hint
    assert caught.value.exit_code == 6


@pytest.mark.parametrize("line", ["{", "[]", '"text"', "null"])
def test_a_line_that_is_no_object_is_named(write: Write, line: str) -> None:
    """Broken JSON and other values than an object are refused with the line."""
    with pytest.raises(EvaluationError, match=r"gold\.jsonl, line 1: "):
        read_gold(write(line))


@pytest.mark.parametrize("content", [None, b"\n \n", b"\xff\xfe\x00"])
def test_a_file_without_questions_is_refused(tmp_path: Path, content: bytes | None) -> None:
    """A missing, empty or unreadable file is an error of the evaluation that names it."""
    path = tmp_path / "none.jsonl"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(EvaluationError, match=r"none\.jsonl (cannot be read|has no questions)"):
        read_gold(path)


def test_the_bundled_questions_are_as_many_and_as_mixed_as_promised(bundled: tuple[GoldQuestion, ...]) -> None:
    """At least 160; a quarter misspelt or long, a quarter unanswerable and half of these near misses."""
    kinds = Counter(question.kind for question in bundled)

    assert len(bundled) >= 160
    assert 4 * (kinds[QuestionKind.MISSPELT] + kinds[QuestionKind.LONG]) >= len(bundled)
    assert 4 * sum(kinds[kind] for kind in UNANSWERABLE) >= len(bundled)
    assert kinds[QuestionKind.NEAR_MISS] == kinds[QuestionKind.OTHER_SUBJECT]
    assert min(kinds[QuestionKind.MISSPELT], kinds[QuestionKind.LONG]) >= 20


def test_long_questions_are_letters(bundled: tuple[GoldQuestion, ...]) -> None:
    """A long question has 60 to 150 words, and every other that has an answer fewer than 30."""
    lengths = [(question.kind is QuestionKind.LONG, len(question.question.split())) for question in bundled]

    assert [words for is_long, words in lengths if is_long and not 60 <= words <= 150] == []
    assert [
        question.id
        for question in bundled
        if question.answerable and question.kind is not QuestionKind.LONG and len(question.question.split()) >= 30
    ] == []


def test_every_bundled_place_exists(bundled: tuple[GoldQuestion, ...], articles: dict[str, Article]) -> None:
    """Each article, heading and quote is there, and the quote stands in a section of that heading."""
    missing = [
        (question.id, place)
        for question in bundled
        for place in question.relevant
        if not any(
            place.quote in articles[place.article].text[section.start : section.end]
            for section in articles[place.article].sections
            if (section.headings[-1] if section.headings else "") == place.heading
        )
    ]

    assert missing == []


def test_no_bundled_place_is_given_twice(bundled: tuple[GoldQuestion, ...]) -> None:
    """A question names each quote once."""
    twice = [question.id for question in bundled if len(set(question.relevant)) < len(question.relevant)]

    assert twice == []


def test_the_bundled_questions_reach_nearly_every_article(
    bundled: tuple[GoldQuestion, ...], articles: dict[str, Article]
) -> None:
    """Every article answers at least one question."""
    answering = {place.article for question in bundled for place in question.relevant}

    assert set(articles) - answering == set()


def test_everyday_questions_are_many_and_different() -> None:
    """There are at least 420, one a line, none twice."""
    lines = EVERYDAY.read_text(encoding="utf-8").splitlines()

    assert len(lines) >= 420
    assert [line for line in lines if line != line.strip() or not line] == []
    assert [line for line, times in Counter(map(_plain, lines)).items() if times > 1] == []


def test_everyday_questions_are_on_other_subjects() -> None:
    """No everyday question has a word that the articles are about."""
    lines = EVERYDAY.read_text(encoding="utf-8").splitlines()

    on_the_subject = {line: SUBJECT_WORDS & set(_plain(line).split()) for line in lines}

    assert {line: words for line, words in on_the_subject.items() if words} == {}


def test_everyday_questions_are_not_gold(bundled: tuple[GoldQuestion, ...]) -> None:
    """What may be learnt from is never what is measured: no question is in both files."""
    gold = {_plain(question.question) for question in bundled}

    assert [line for line in EVERYDAY.read_text(encoding="utf-8").splitlines() if _plain(line) in gold] == []


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))
