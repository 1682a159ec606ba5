"""A question that describes a sign of danger gets what the articles say of it; other questions get no box."""

from collections.abc import Callable, Sequence
from functools import cache
from itertools import count
from pathlib import Path

import pytest

from qa.answering.assistant import Assistant
from qa.answering.question.parsed import QuestionIntent, QuestionWords
from qa.answering.retrieval.fusion import fuse
from qa.answering.statements.sentences import PassageSentences, SentenceSelection, answering
from qa.embedding.encoder import Encoder
from qa.indexing.generations import Generation, open_current
from qa.records import Advice, Citation, Passage, Sentence, Urgency, Verdict
from qa.settings import Answering as AnsweringSettings
from qa.settings import Settings
from tests.support.invariants import check

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


IN_DANGER = (
    ("i want to kill myself because of my back", "self-harm", "ending your life"),
    ("i want to die", "self-harm", "ending your life"),
    ("took 14 paracetamol today", "overdose", "more than the label allows"),
    ("fever and shivering, i had a uti last week", "fever-back-pain", "fever"),
    ("i wet myself and my back is sore", "bladder-bowel", "urine"),
    ("my stool is black since i started ibuprofen", "stomach-bleed", "black"),
    ("My son is four, he limps and has a fever", "child-limp-fever", "child"),
)
"""A question, the first flag, and a word of the sentence that is shown first."""
NOT_DESCRIBED = (
    "why does my back hurt when I lift my leg",
    "no fever, no numbness, only a stiff back",
    "what is cauda equina syndrome",
    "can a slipped disc cause loss of bladder control",
    "my back is killing me",
    "I fell off a horse ten years ago, can I run",
    "how many paracetamol can I take in a day",
)


class Opened:
    """An index made with the real model, and what an answer is made of."""

    def __init__(self, index: Path, encoder: Encoder) -> None:
        """Open the index, which the encoder was used for."""
        self.encoder = encoder
        self.generation: Generation = open_current(index)
        self.asked = cache(self._asked)
        self.articles = {article.id: article for article in self.generation.store.articles()}

    def _asked(self, question: str) -> QuestionIntent:
        words = QuestionWords.of(question, self.generation.postings)
        vector = self.encoder.encode_questions([question])[0].vector
        return QuestionIntent(text=question, vector=vector, rarities=words.rarities)

    def found(self, passages: Sequence[Passage]) -> list[PassageSentences]:
        def rows(passage: Passage) -> slice:
            return slice(passage.first_sentence, passage.first_sentence + len(passage.sentences))

        vectors, terms = self.generation.sentences, self.generation.postings.terms
        return [
            PassageSentences(passage, self.articles[passage.article_id], vectors[rows(passage)], terms)
            for passage in passages
        ]

    def hits(self, asked: QuestionIntent, *, limit: int) -> list[Passage]:
        dense = self.generation.vectors.search(asked.vector, limit=200)
        lexical = self.generation.postings.search(asked.text, limit=200)
        fused = fuse(dense, lexical, dense_weight=0.6)[:limit]
        return self.generation.store.passages([passage_id for passage_id, _ in fused])

    def answers(self, question: str) -> list[SentenceSelection]:
        asked = self.asked(question)
        return [answering(passage, asked) for passage in self.found(self.hits(asked, limit=5))]


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


@pytest.fixture(params=["bundled_assistant", "articles_assistant"])
def assistant(request: pytest.FixtureRequest) -> Assistant:
    """Return an assistant over either index."""
    opened: Assistant = request.getfixturevalue(request.param)
    return opened


@pytest.fixture
def bundled(bundled_assistant: Assistant) -> Assistant:
    return bundled_assistant


def said_by(advice: Sequence[Advice]) -> list[str]:
    return [advised.statement.text.casefold() for advised in advice if advised.statement]


@pytest.mark.model
@pytest.mark.parametrize(("question", "flag", "word"), IN_DANGER)
def test_someone_in_danger_is_told_first(bundled: Assistant, question: str, flag: str, word: str) -> None:
    """The first advice is on what is described, says to get help now, and is a sentence of the articles."""
    answer = bundled.ask(question)

    assert flag in answer.urgent[0].flags
    assert answer.urgent[0].urgency is Urgency.NOW
    assert word in said_by(answer.urgent)[0]
    check(answer, bundled)


@pytest.mark.model
def test_who_is_refused_an_answer_is_told_all_the_same(bundled: Assistant) -> None:
    """No article answers "i want to die", and the first thing shown is where to turn to."""
    answer = bundled.ask("i want to die")

    assert answer.verdict is Verdict.NOT_IN_CORPUS
    assert "crisis line" in said_by(answer.urgent)[0]


@pytest.mark.model
@pytest.mark.parametrize("question", NOT_DESCRIBED)
def test_what_is_not_described_gets_no_box(bundled: Assistant, question: str) -> None:
    """What is denied, asked in general, long ago, or a figure of speech describes nothing."""
    answer = bundled.ask(question)

    assert answer.urgent == ()
    check(answer, bundled)


@pytest.mark.model
def test_an_answer_ends_with_when_to_get_help(bundled: Assistant) -> None:
    """Where nothing is described, one sentence of an article that answers says when to get help."""
    answer = bundled.ask("why does my back hurt when I lift my leg")

    quiet = answer.when_to_get_help
    assert quiet is not None
    assert quiet.statement is not None
    cited = {citation.article_id for statement in answer.told for citation in statement.citations}
    assert quiet.statement.citations[0].article_id in cited
    assert quiet.flags == ()


@pytest.mark.model
def test_the_mild_form_is_for_today_and_the_plain_one_for_now(bundled: Assistant) -> None:
    """How soon is what the articles say: a swollen calf is seen today, and speech that slurs now."""
    levels = [
        bundled.ask(question).urgent[0].urgency for question in ("my calf is swollen and hot", "slurred speech")
    ]

    assert levels == [Urgency.TODAY, Urgency.NOW]


@pytest.mark.model
def test_a_letter_is_read_to_its_end(bundled: Assistant) -> None:
    """What is told between greetings and a question about stretches is found."""
    letter = (
        "Hello doctor. I have had sciatica for three weeks and the tablets helped. I sit a lot at work. "
        "Since yesterday I cannot feel it when I wipe. My sister says yoga is good. Which stretches should I do?"
    )

    assert bundled.ask(letter).urgent[0].flags == ("saddle-numbness",)


@pytest.mark.model
def test_bladder_and_numbness_come_first(assistant: Assistant) -> None:
    """Losing urine and feeling between the legs are the first two things said, in both corpora."""
    first = said_by(assistant.ask(PEE).urgent)[:2]

    assert any("bladder" in text or "urine" in text for text in first)
    assert any(("numb" in text or "feeling" in text) and "between the" in text for text in first)


@pytest.mark.model
def test_descriptions_are_told_from_other_questions(bundled: Assistant) -> None:
    """Each of the descriptions gets advice, and none of the other questions."""
    missed = [question for question in DESCRIPTIONS if not bundled.ask(question).urgent]
    wrong = [question for question in OTHERS if bundled.ask(question).urgent]

    assert (missed, wrong) == ([], [])


@pytest.mark.model
@pytest.mark.parametrize(("own", "told"), [("auto", True), ("on", True), ("off", False)])
def test_a_flag_of_which_no_article_speaks_is_told_in_a_line_of_our_own(
    bundled_index: Path, real_encoder: Encoder, tmp_path: Path, own: str, told: bool
) -> None:
    """Then there is advice without a statement, unless that is switched off."""
    flags = tmp_path / "flags.toml"
    flags.write_text(
        '[snake-bite]\nurgency = "now"\nsays = ["a snake bit me"]\nwords = ["(snake|adder) .. bit*"]\n'
        'near = ["snake"]\nabout = ["snake bite*"]\n'
    )
    answering = AnsweringSettings.model_validate({"red_flags": flags, "own_warnings": own})
    assistant = Assistant.open(Settings(index=bundled_index, answering=answering), encoder=real_encoder)

    urgent = assistant.ask("an adder has bitten me").urgent

    expected = (Advice(urgency=Urgency.NOW, statement=None, flags=("snake-bite",)),)
    assert urgent == (expected if told else ())


@pytest.mark.model
@pytest.mark.parametrize(
    ("question", "flag"),
    [
        ("I shiver with fever and my back hurts badly", "fever-back-pain"),
        ("crushing pain in my chest and I am out of breath", "chest-pain"),
        ("I would rather be dead than live with this back", "self-harm"),
    ],
)
def test_of_a_sign_that_is_not_sure_nobody_is_told_to_get_help_now(
    bundled: Assistant, monkeypatch: pytest.MonkeyPatch, question: str, flag: str
) -> None:
    """Sentences for today or soon are quoted, and where there are none, the program says to ask today."""
    monkeypatch.setattr("qa.answering.warnings.flags.SURE_MARGIN", 99.0)  # as if none were sure

    told = bundled.ask(question).urgent

    assert flag in told[0].flags
    assert {advice.urgency for advice in told} <= {Urgency.TODAY, Urgency.SOON}
