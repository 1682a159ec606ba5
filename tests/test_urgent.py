"""A question that describes what a section on getting help names gets its sentences; other questions get none."""

from collections.abc import Callable, Sequence
from functools import cache
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answering.asked import Asked
from qa.answering.attribution import Answering, answering
from qa.answering.found_passage import FoundPassage
from qa.answering.question import QuestionWords, parts_of
from qa.answering.retrieval import fuse
from qa.answering.urgent import URGENT_MOST, Help, urgent
from qa.indexing.encoder import Encoder
from qa.indexing.generations import Generation, open_current
from qa.records import Citation, Passage, Sentence, Statement
from tests.test_attribution import ITEM, PARAGRAPH, asked_of, whole_of

PEE = "can't hold my pee and numb between my legs"
DESCRIPTIONS = (
    PEE,
    "I wet myself and my groin feels numb",
    "both my legs went weak suddenly",
    "my foot drags when I walk since yesterday",
    "back pain with fever and chills",
    "sudden tearing pain in my back and I feel faint",
    "my calf is swollen hot and painful",
    "I had cancer and now my back hurts",
    "I fell from a ladder and my back hurts badly",
    "chest pain and breathless with back pain",
    "losing weight without trying and back pain at night",
    "my leg is cold and pale and numb",
    "I can't feel when I wipe",
    "lost control of my bowels",
    "cannot urinate since my back pain started",
    "numbness in genital area",
    "I have trouble starting to pee, my bum is numb",
    "my dad's speech is slurred and one side of his body is weak",
    "temperature of 39 and my spine is very sore",
    "my hands are getting clumsy and I stagger",
    "shoulder blade pain and I cough up blood",
    "one leg is getting weaker by the hour",
)
OTHERS = (
    "how do I lift a box safely",
    "what is the best posture for sitting",
    "how should I sit at my desk",
    "heat or ice for back pain",
    "what is sciatica",
    "does smoking affect the back",
    "which exercises help",
    "how heavy should a school bag be",
    "what happens in physical therapy",
    "does magnesium help cramps",
    "can I take ibuprofen",
    "what is a herniated disc",
    "do back belts help",
    "what is an MRI scan",
    "which mattress is good for my back",
    "how often should I get up from my chair and walk around",
    "can I ride a bicycle with stenosis",
    "how long does a steroid injection work",
    "is swimming good exercise",
    "when can I go back to work and lift again",
    "how do I carry a child and shopping bags",
    "should I massage my back",
)


class Opened:
    """An index made with the real model, and what an answer is made of."""

    def __init__(self, index: Path, encoder: Encoder) -> None:
        """Open the index, which the encoder was used for."""
        self.encoder = encoder
        self.generation: Generation = open_current(index)
        self.asked = cache(self._asked)
        self.articles = {article.id: article for article in self.generation.store.articles()}

    def _asked(self, question: str) -> Asked:
        words = QuestionWords.of(question, self.generation.postings)
        return Asked.of(question, self.encoder.encode_questions([question])[0].vector, words)

    def found(self, passages: Sequence[Passage]) -> list[FoundPassage]:
        def rows(passage: Passage) -> slice:
            return slice(passage.first_sentence, passage.first_sentence + len(passage.sentences))

        vectors, terms = self.generation.sentences, self.generation.postings.terms
        return [
            FoundPassage(each, self.articles[each.article_id], vectors[rows(each)], terms) for each in passages
        ]

    def hits(self, asked: Asked, *, limit: int) -> list[Passage]:
        dense = self.generation.vectors.search(asked.vector, limit=200)
        lexical = self.generation.postings.search(asked.text, limit=200)
        fused = fuse(dense, lexical, dense_weight=0.6)[:limit]
        return self.generation.store.passages([passage_id for passage_id, _ in fused])

    def answers(self, question: str) -> list[Answering]:
        asked = self.asked(question)
        return [answering(found, asked) for found in self.found(self.hits(asked, limit=5))]

    def urgent(self, question: str) -> list[Statement]:
        asked = self.asked(question)
        near = self.generation.vectors.search(asked.vector, limit=200)
        passages = self.generation.store.passages([passage_id for passage_id, _ in near])
        on_help = [found for found in self.found(passages) if found.is_about_help][:12]
        help_found = Help.of(asked, on_help, self.found(self.hits(asked, limit=5)))
        parts = [self.asked(part) for part in parts_of(question)]
        main = self.generation.store.main_article
        return urgent(asked, parts, help_found, cite=citing(), main_article=main)


def citing() -> Callable[[Passage, Sentence], Citation]:
    """Return what makes citations, numbered on."""
    numbers = count(1)

    def cite(passage: Passage, span: Sentence) -> Citation:
        return Citation(
            number=next(numbers),
            article_id=passage.article_id,
            title="",
            source="",
            url="",
            publisher="",
            headings=(),
            start=span.start,
            end=span.end,
            quote=passage.text[span.start - passage.start : span.end - passage.start],
        )

    return cite


@pytest.fixture(params=["bundled_index", "articles_index"])
def opened(request: pytest.FixtureRequest, real_encoder: Encoder) -> Opened:
    """Open either index."""
    return Opened(request.getfixturevalue(request.param), real_encoder)


def made(question: str, *, help_at: dict[str, float], answer_at: dict[str, float]) -> list[str]:
    """Return what is urgent, of an article whose items on getting help and answers are at these cosines."""
    on_help = whole_of(
        [(PARAGRAPH, "Call now for:"), *((ITEM, text) for text in help_at)], {**help_at}, help_=True
    )
    answer = whole_of([(PARAGRAPH, text) for text in answer_at], answer_at)
    asked = asked_of(question)
    found = urgent(
        asked,
        [],
        Help.of(asked, [on_help], [answer, on_help]),
        cite=citing(),
        main_article=str,
    )
    return [statement.text for statement in found]


def test_what_the_question_describes_comes_with_its_lead_in() -> None:
    """The item nearest to what is described is quoted below the line that says what to do."""
    found = made("my foot drags", help_at={"A fever.": 0.1, "A foot that drags.": 0.8}, answer_at={"Rest.": 0.5})

    assert found == ["Call now for: A foot that drags."]


@pytest.mark.parametrize("question", ["how do I sit", "my foot drags"])
def test_what_is_answered_better_otherwise_is_not_urgent(question: str) -> None:
    """Where the passages that answer are nearer than any help, nothing is urgent."""
    assert made(question, help_at={"A foot that drags.": 0.6}, answer_at={"Sit well back.": 0.8}) == []


def test_symptoms_in_general_are_offered_one() -> None:
    """A question about symptoms that help is nearly as near to gets one sentence, what something is none."""
    near = {"A numb foot.": 0.6, "A fever.": 0.58}

    assert made("is a numb foot serious", help_at=near, answer_at={"Often not.": 0.65}) == [
        "Call now for:\n\n- A numb foot."
    ]
    assert made("what is a numb foot", help_at=near, answer_at={"Often not.": 0.3}) == []


def test_the_parts_of_a_description() -> None:
    """A question is taken apart where it goes on to the next thing; one thing has no parts."""
    assert parts_of(PEE) == ["can't hold my pee", "numb between my legs"]
    assert parts_of("my foot drags, with fever") == []
    assert parts_of("what helps") == []


@given(st.dictionaries(st.sampled_from(["A fever.", "Numb legs.", "A fall.", "Cold feet."]), st.floats(0, 1)))
def test_whatever_is_near_the_statements_hold_together(help_at: dict[str, float]) -> None:
    """There are at most three, no two alike, and each is of the corpus."""
    found = made("numb legs since a fall", help_at=help_at, answer_at={"Rest.": 0.3})

    assert len(found) <= URGENT_MOST
    assert len(set(found)) == len(found)
    assert all(any(said in text for said in help_at) for text in found)


@pytest.mark.model
def test_bladder_and_numbness_come_first(opened: Opened) -> None:
    """Losing urine and feeling between the legs are the first two things said, in both corpora."""
    first = [statement.text.casefold() for statement in opened.urgent(PEE)][:2]

    assert any("bladder" in text or "urine" in text for text in first)
    assert any("numb" in text and "between the" in text for text in first)


@pytest.mark.model
def test_descriptions_are_told_from_other_questions(bundled_index: Path, real_encoder: Encoder) -> None:
    """The figures of NAMED_MARGIN: descriptions that are found, and other questions that get something."""
    bundled = Opened(bundled_index, real_encoder)

    missed = [question for question in DESCRIPTIONS if not bundled.urgent(question)]
    wrong = [question for question in OTHERS if bundled.urgent(question)]

    assert (missed, wrong) == ([], [])
