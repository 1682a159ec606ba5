"""The whole evaluation over the small index, with answers written out by hand."""

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from qa.answering.assistant import Assistant
from qa.errors import EvaluationError
from qa.evaluation.gold import GoldQuestion, QuestionKind, RelevantPlace
from qa.evaluation.run import Evaluation, GoldRow, evaluate, over_questions, to_json
from qa.indexing.build import BuildReport
from qa.indexing.generations import open_current
from qa.records import Answer, Evidence, Hit, Verdict
from qa.settings import Answering, Settings
from tests.support.fakes import FakeEncoder

CRAMPS, LIFTING, STRAIN, SCIATICA, HELPS, WHEN = range(6)
"""The passages of the small index, by id."""
WALKING = RelevantPlace(article="sciatica", heading="What helps", quote="Gentle walking on most days")
WARMTH = RelevantPlace(article="sciatica", heading="What helps", quote="A warm pack for the muscles")
ONE_LEG = RelevantPlace(article="sciatica", heading="", quote="It often affects one leg.")
COLD = RelevantPlace(article="lifting.txt", heading="What to do after a strain", quote="A cold pack may help")

Script = Mapping[str, Sequence[tuple[int, int]]]
"""By question, the passages found and which of its sentences each has marked; none for a refusal."""


class Scripted(Assistant):
    """An assistant over a real index that finds what a script says."""

    def __init__(self, index: Path, encoder: FakeEncoder, script: Script) -> None:
        super().__init__(open_current(index), encoder, Answering())
        self.script = script

    def search(self, question: str, *, passages: int, among: frozenset[str] | None = None) -> list[Hit]:
        assert among is None
        hits = []
        for rank, (passage_id, marked) in enumerate(self.script[question][:passages], start=1):
            (passage,) = self.generation.store.passages([passage_id])
            why = Evidence(dense_rank=rank, dense_score=1 / rank, lexical_rank=None, lexical_score=None)
            sentence = passage.sentences[marked]
            hits.append(Hit(passage=passage, rank=rank, score=1 / rank, evidence=why, answering=(sentence,)))
        return hits

    def ask(
        self,
        question: str,
        *,
        passages: int | None = None,
        as_typed: bool = False,
        among: frozenset[str] | None = None,
        after: str = "",
    ) -> Answer:
        hits = self.search(question, passages=passages or 5)
        return Answer(
            question=question,
            searched=question,
            verdict=Verdict.ANSWERED if hits else Verdict.NOT_IN_CORPUS,
            confidence=float(bool(hits)),
            generation=self.generation.name,
            statements=(),
            urgent=(),
            hits=tuple(hits),
            passages=(),
            unknown_words=(),
            widened=(),
            suggestion=None,
            seconds={},
        )


def asked(question: str, *relevant: RelevantPlace, kind: QuestionKind = QuestionKind.PLAIN) -> GoldQuestion:
    return GoldQuestion(
        id=question.replace(" ", "-"),
        question=question,
        answerable=bool(relevant),
        kind=kind,
        relevant=relevant,
    )


def evaluated(
    built: BuildReport, index: Path, encoder: FakeEncoder, gold: GoldQuestion, found: Sequence[tuple[int, int]]
) -> GoldRow:
    (row,) = evaluate(Scripted(index, encoder, {gold.question: found}), [gold]).rows
    return row


@pytest.fixture
def four(built: BuildReport, index: Path, encoder: FakeEncoder) -> Evaluation[GoldRow]:
    """Return an evaluation of one answered and one refused question, and two that nothing answers."""
    script = {"what eases it": [(WHEN, 0), (HELPS, 1)], "which leg": [], "tens": [(HELPS, 1)], "bread": []}
    gold = [
        asked("what eases it", WALKING),
        asked("which leg", ONE_LEG),
        asked("tens", kind=QuestionKind.NEAR_MISS),
        asked("bread", kind=QuestionKind.OTHER_SUBJECT),
    ]
    return evaluate(Scripted(index, encoder, script), gold)


def test_a_question_is_measured_as_by_hand(built: BuildReport, index: Path, encoder: FakeEncoder) -> None:
    """Places at ranks 2 and 3 of three hits, one of the two marked sentences right."""
    gold = asked("what eases it", WALKING, ONE_LEG)

    row = evaluated(built, index, encoder, gold, [(WHEN, 0), (HELPS, 1), (SCIATICA, 0)])

    assert row.relevant == ("sciatica#What helps", "sciatica#")
    assert row.ranking == ("passage 5", "sciatica#What helps", "sciatica#")
    assert row.first == "sciatica#When to get help"
    assert (row.verdict, row.answerable) == (Verdict.ANSWERED, True)
    best = 1 + 1 / math.log2(3)
    assert row.measures == pytest.approx(
        {
            "R@1": 0,
            "R@3": 1,
            "R@5": 1,
            "R@10": 1,
            "R@100": 1,
            "nDCG@10": (1 / math.log2(3) + 1 / math.log2(4)) / best,
            "RR@10": 1 / 2,
            "Success@3": 1,
            "marked@1": 0,
            "marked": 1 / 2,
            "refused": 0,
            "unsure": 0,
        }
    )


def test_the_same_heading_of_another_article_is_not_relevant(
    built: BuildReport, index: Path, encoder: FakeEncoder
) -> None:
    """A place is an article and a heading: the opening of another article does not count."""
    row = evaluated(built, index, encoder, asked("which leg", ONE_LEG), [(CRAMPS, 0), (LIFTING, 0)])

    assert row.ranking == ("passage 0", "passage 1")
    assert row.measures["Success@3"] == 0
    assert "marked" not in row.measures


def test_a_place_with_two_quotes_is_one_place(built: BuildReport, index: Path, encoder: FakeEncoder) -> None:
    """Two quotes under one heading make one place, and either of them may be marked."""
    row = evaluated(built, index, encoder, asked("what eases it", WALKING, WARMTH), [(HELPS, 2)])

    assert row.relevant == ("sciatica#What helps",)
    assert (row.measures["R@1"], row.measures["marked@1"]) == (1, 1)


def test_a_second_hit_on_a_place_keeps_its_rank(built: BuildReport, index: Path, encoder: FakeEncoder) -> None:
    """What reaches a place again counts as nothing found, below it."""
    gold = asked("what eases it", WALKING, COLD)

    row = evaluated(built, index, encoder, gold, [(HELPS, 1), (HELPS, 2), (STRAIN, 1)])

    assert row.ranking == ("sciatica#What helps", "passage 4", "lifting.txt#What to do after a strain")


def test_a_marked_sentence_that_does_not_answer_is_wrong(
    built: BuildReport, index: Path, encoder: FakeEncoder
) -> None:
    """The right passage with the wrong sentence marked has precision 0."""
    row = evaluated(built, index, encoder, asked("what eases it", WALKING), [(HELPS, 2)])

    assert (row.measures["RR@10"], row.measures["marked@1"], row.measures["marked"]) == (1, 0, 0)


def test_a_refused_answer_counts_nothing(four: Evaluation[GoldRow]) -> None:
    """A refused question has 0 in every measure, and no precision of marked sentences."""
    row = four.rows[1]

    assert (row.refused, row.ranking) == (True, ())
    assert {name: value for name, value in row.measures.items() if value} == {"refused": 1}
    assert "marked" not in row.measures


def test_measures_over_all_questions(four: Evaluation[GoldRow]) -> None:
    """Means run over the questions that each measure is about; the false answers are kept apart by kind."""
    values = {name: (found.value, found.questions) for name, found in four.measures.items()}

    expected = {
        "RR@10": (0.25, 2),
        "marked": (1, 1),
        "marked@1": (0, 2),
        "refused": (0.5, 2),
        "false answers": (0.5, 2),
        "false answers to near misses": (1, 1),
        "false answers to other subjects": (0, 1),
    }
    assert {name: values[name] for name in expected} == expected
    assert all(0 <= found.low <= found.value <= found.high <= 1 for found in four.measures.values())


def test_a_measure_of_no_question_is_left_out(four: Evaluation[GoldRow]) -> None:
    """Without unanswerable questions there is no rate of false answers, and without others no recall."""
    answerable, others = (over_questions(row.measures for row in rows) for rows in (four.rows[:2], four.rows[3:]))

    assert "false answers" not in answerable
    assert set(others) == {"false answers", "false answers to other subjects"}


def test_an_evaluation_can_be_of_unanswerable_questions_alone(
    built: BuildReport, index: Path, encoder: FakeEncoder
) -> None:
    """Nothing to find is no error."""
    row = evaluated(built, index, encoder, asked("bread", kind=QuestionKind.OTHER_SUBJECT), [])

    assert (row.relevant, row.ranking) == ((), ())
    assert row.measures == {"false answers": 0, "false answers to other subjects": 0}


def test_an_evaluation_says_what_it_measured(four: Evaluation[GoldRow], index: Path) -> None:
    """The digest of the articles and the name of the generation are those of the index."""
    generation = open_current(index)

    assert (four.corpus, four.generation) == (generation.manifest.corpus, generation.name)
    assert four.passages == 10


def test_an_evaluation_as_json(four: Evaluation[GoldRow]) -> None:
    """The JSON has the measures, their intervals and a row for each question, and survives a round trip."""
    plain = to_json(four)

    assert json.loads(json.dumps(plain)) == json.loads(json.dumps(to_json(four)))
    assert (plain["queries"], plain["corpus"], plain["passages"]) == (4, four.corpus, 10)
    assert plain["measures"]["RR@10"] == 0.25
    assert plain["intervals"]["RR@10"] == [0.0, 0.5]
    assert [row["kind"] for row in plain["rows"]] == ["plain", "plain", "near miss", "other subject"]


def test_the_assistant_itself_is_evaluated(built: BuildReport, index: Path, encoder: FakeEncoder) -> None:
    """The real assistant answers a question in the words of the article from that section."""
    assistant = Assistant.open(Settings(index=index), encoder=encoder)

    (row,) = evaluate(assistant, [asked("can a cold pack help in the first hours", COLD)], passages=2).rows

    assert not row.refused
    assert row.first == "lifting.txt#What to do after a strain"
    assert len(row.ranking) == 2
    assert (row.measures["RR@10"], row.measures["marked@1"]) == (1, 1)


@pytest.mark.parametrize(
    ("place", "problem"),
    [
        (RelevantPlace(article="gout", heading="", quote="x"), "the article 'gout'"),
        (RelevantPlace(article="sciatica", heading="Cost", quote="x"), "the heading 'Cost'"),
        (RelevantPlace(article="sciatica", heading="", quote="Gentle walking"), "the quote 'Gentle walking'"),
    ],
)
def test_a_place_that_the_index_does_not_hold_is_refused(
    built: BuildReport, index: Path, encoder: FakeEncoder, place: RelevantPlace, problem: str
) -> None:
    """A gold file of other articles is refused by name of question and place, before anything is asked."""
    with pytest.raises(EvaluationError, match=f"which-leg names {problem}"):
        evaluate(Scripted(index, encoder, {}), [asked("which leg", place)])


def test_recall_at_a_hundred_looks_behind_what_is_shown(
    built: BuildReport, index: Path, encoder: FakeEncoder
) -> None:
    """A place that only a passage behind those asked for reaches counts in R@100 and in nothing else."""
    assistant = Scripted(index, encoder, {"what eases it": [(WHEN, 0), (CRAMPS, 0), (HELPS, 1)]})

    (row,) = evaluate(assistant, [asked("what eases it", WALKING)], passages=2).rows

    assert row.ranking == ("passage 5", "passage 0")
    assert {name: value for name, value in row.measures.items() if value} == {"R@100": 1}


def test_a_question_that_cannot_be_asked_is_refused(built: BuildReport, index: Path, encoder: FakeEncoder) -> None:
    """A question without words counts 0 and as refused, and the others are asked."""
    assistant = Assistant.open(Settings(index=index), encoder=encoder)

    evaluation = evaluate(assistant, [asked("?!", COLD), asked("can a cold pack help in the first hours", COLD)])

    assert [row.refused for row in evaluation.rows] == [True, False]
    assert (evaluation.rows[0].ranking, evaluation.rows[0].first) == ((), "")
    assert [evaluation.measures[name].value for name in ("refused", "RR@10")] == [0.5, 0.5]


def test_no_questions_are_refused(built: BuildReport, index: Path, encoder: FakeEncoder) -> None:
    """There is nothing to evaluate."""
    with pytest.raises(EvaluationError, match="no questions"):
        evaluate(Scripted(index, encoder, {}), [])
