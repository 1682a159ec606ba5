"""A question in a language of no article is told from one in theirs, however short or misspelt that is."""

from pathlib import Path

import pytest

from qa.answering.assistant import Assistant
from qa.answering.question.language import AskedLanguage
from qa.indexing.vocabulary import Vocabulary
from qa.reading.article import likelihoods
from qa.reading.corpus import read, scan
from qa.records import Article, Verdict
from qa.serving.language_names import names_of
from qa.settings import Settings
from tests.conftest import BUNDLED
from tests.support import asked_languages, short_questions
from tests.support.fakes import FakeEncoder

ENGLISH = """
    why does my back hurt
    bak pain wont stop
    siatica excersises pls
    can i drive
    is heat or ice better
    pain in left hip at night
    what is spinal stenosis
    numb foot after sitting
    should i rest or walk
    mri results l4 l5 bulge
    ibuprofen or paracetamol
    how long does it last
    dear doctor my leg tingles
    thanks in advance for help
    lumbar disc herniation recovery
    cauda equina signs
    pregnant and sciatica
    sleep position lower back
    tens unit work
    gabapentin side effects
    yoga poses piriformis
    cant bend over
    is it arthritis
    do i need surgery
    best mattress firm soft
    my husband fell off ladder
    ankylosing spondylitis diet
    vertebra osteoporosis fracture
    sacroiliac joint injection
    spondylolisthesis grade 2 symptoms
""".strip().splitlines()
ENGLISH_KEPT_ASIDE = """
    neck pain from computer
    hurts when i cough
    wat causes scoliosis
    coccyx pain sitting down
    facet joint arthropathy treatment
    diclofenac gel safe
    acute lumbago therapy
    epidural corticosteroid risks
    is pilates ok
    burning pain buttock
    after discectomy when work
    old man osteoarthritis hip
    electric shock down leg
    kan i swim wit back pian
    tramadol addiction
    physio near me
    what do chiropractors do
    vitamin d deficiency bone
    radiculopathy c6 c7
    myelopathy signs hands clumsy
    opioid codeine constipation
    spasm erector spinae
    total disc replacement prosthesis
    lasegue test positive
    modic changes endplate
    chronic pain and depression
    sudden urinary retention
    can stress cause it
    lose weight help back
    hello i have a question
""".strip().splitlines()
OTHER = """
    was hilft gegen Rückenschmerzen
    wie lange dauert ein Hexenschuss
    darf ich mit Ischias Sport machen
    mein Bein ist taub was tun
    que faire contre le mal de dos
    combien de temps dure une sciatique
    est-ce que je peux faire du sport
    j'ai mal en bas du dos
    me duele mucho la espalda
    cuánto tiempo dura la ciática
    qué ejercicios ayudan con la ciática
    puedo tomar ibuprofeno todos los días
    come curare il mal di schiena
    quanto dura la sciatica
    ho dolore alla gamba sinistra
    posso fare sport con la sciatica
    ból pleców co robić
    jak długo trwa rwa kulszowa
    boli mnie noga od tygodnia
    wat helpt tegen rugpijn
    hoe lang duurt een hernia
    mag ik sporten met ischias
    dor nas costas o que fazer
    quanto tempo dura a dor ciática
    vad hjälper mot ryggont
    hvad hjælper mod rygsmerter
    что делать при болях в спине
    bel ağrısı için ne yapmalıyım
    co pomaha na bolest zad
    mikä auttaa selkäkipuun
""".strip().splitlines()
OTHER_KEPT_ASIDE = """
    welche Übungen helfen bei Bandscheibenvorfall
    kann ich mit Rückenschmerzen arbeiten
    ich habe Schmerzen im Rücken
    wann muss ich zum Arzt
    soll ich mich schonen
    quels exercices pour la sciatique
    dois-je rester au lit
    quand faut-il consulter un médecin
    mon dos me fait souffrir depuis hier
    qué es la ciática
    cuándo debo ir al médico
    dolor de espalda durante el embarazo
    tengo la pierna dormida
    quali esercizi fanno bene
    quando devo andare dal medico
    mi fa male la schiena
    co to jest rwa kulszowa
    jakie ćwiczenia na kręgosłup
    kiedy iść do lekarza
    wanneer moet ik naar de dokter
    welke oefeningen helpen bij hernia
    ik heb pijn in mijn rug
    quando devo ir ao médico
    tenho dor na perna esquerda
    hur länge varar ischias
    hvornår skal jeg til lægen
    как долго длится ишиас
    ne kadar sürer siyatik
    jak dlouho trvá ischias
    kuinka kauan iskias kestää
""".strip().splitlines()
"""The first of each pair were before us when the rule was made, the others were looked at once it was."""


class Library:
    """Articles of these languages."""

    def __init__(self, *languages: str) -> None:
        self.codes = languages

    def languages(self) -> tuple[str, ...]:
        return self.codes


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    outcomes = [read(BUNDLED, name).outcome for name in scan(BUNDLED)]
    return Vocabulary.of([article.text for article in outcomes if isinstance(article, Article)])


def told(questions: list[str], vocabulary: Vocabulary, *languages: str) -> list[str]:
    asked = AskedLanguage(Library(*languages), vocabulary, likelihoods)
    return [question for question in map(str.strip, questions) if asked.foreign_to(question)]


@pytest.mark.parametrize("questions", [ENGLISH, ENGLISH_KEPT_ASIDE], ids=["worked on", "kept aside"])
def test_no_english_question_is_taken_for_another_language(vocabulary: Vocabulary, questions: list[str]) -> None:
    """Neither short ones nor misspelt ones nor those of Latin terms."""
    assert told(questions, vocabulary, "en") == []
    assert len(questions) == 30


@pytest.mark.parametrize("questions", [OTHER, OTHER_KEPT_ASIDE], ids=["worked on", "kept aside"])
def test_questions_in_other_languages_are_told(vocabulary: Vocabulary, questions: list[str]) -> None:
    """In fifteen languages, from three words on."""
    assert told(questions, vocabulary, "en") == list(map(str.strip, questions))
    assert len(questions) == 30


@pytest.mark.parametrize("question", ["was hilft gegen Rückenschmerzen", "darf ich mit Ischias Sport machen"])
def test_a_language_of_some_articles_is_none_of_others(vocabulary: Vocabulary, question: str) -> None:
    """Where some articles are in the question's language nothing is said, whatever the others are in."""
    assert told([question], vocabulary, "en", "de-AT") == []
    assert told([question], vocabulary, "en", "fr") == [question]


@pytest.mark.parametrize("languages", [(), ("xx",)])
def test_where_the_articles_name_no_known_language_nothing_is_said(
    vocabulary: Vocabulary, languages: tuple[str, ...]
) -> None:
    """A guess needs something to be compared with."""
    assert told(OTHER, vocabulary, *languages) == []


MISSED = ["rugpijn", "ryggont", "tinteling in been", "Kribbeln Fuß"]
MISSED_KEPT_ASIDE = """
    dolor lumbar
    pijn in been
    porckorong sérv
""".strip().splitlines()


@pytest.mark.parametrize(
    ("questions", "missed"),
    [(short_questions.OTHER, MISSED), (short_questions.OTHER_KEPT_ASIDE, MISSED_KEPT_ASIDE)],
    ids=["worked on", "kept aside"],
)
def test_most_questions_of_a_few_words_in_other_languages_are_told(
    vocabulary: Vocabulary, questions: list[str], missed: list[str]
) -> None:
    """Of one to three words; those that are not told have words that are English too, or too few letters."""
    wanted = [question for question in map(str.strip, questions) if question not in map(str.strip, missed)]

    assert told(questions, vocabulary, "en") == wanted
    assert len(questions) == len(wanted) + len(missed) == 30


@pytest.mark.parametrize(
    ("questions", "mistaken"),
    [(short_questions.ENGLISH, []), (short_questions.ENGLISH_KEPT_ASIDE, [])],
    ids=["worked on", "kept aside"],
)
def test_names_drugs_and_slips_are_hardly_ever_taken_for_another_language(
    vocabulary: Vocabulary, questions: list[str], mistaken: list[str]
) -> None:
    """Of 120 short questions two are, for the names of towns where another language is spoken."""
    assert told(questions, vocabulary, "en") == mistaken
    assert len(questions) == 60


@pytest.mark.parametrize(
    ("questions", "mistaken"),
    [
        (asked_languages.ENGLISH, ["les miserables"]),
        (asked_languages.ENGLISH_KEPT_ASIDE, ["El Niño headache", "spina bifida occulta", "la la land"]),
    ],
    ids=["worked on", "kept aside"],
)
def test_english_questions_with_names_and_foreign_terms_stay_english(
    vocabulary: Vocabulary, questions: list[str], mistaken: list[str]
) -> None:
    """Of 90, those are mistaken that have hardly a word of English in them."""
    assert told(questions, vocabulary, "en") == mistaken
    assert len(questions) == 45


@pytest.mark.parametrize(
    ("rows", "missed"),
    [
        (asked_languages.OTHER, []),
        (
            asked_languages.OTHER_KEPT_ASIDE,
            ["Bandscheibenvorfall Operation", "cos'è la sciatica", "rugpijn", "ce este sciatica"],
        ),
    ],
    ids=["worked on", "kept aside"],
)
def test_short_questions_in_many_languages_are_told_and_none_is_named_wrongly(
    vocabulary: Vocabulary, rows: list[str], missed: list[str]
) -> None:
    """Of a few words, in 27 languages; five of six are told by name, and the others are not guessed at."""
    codes = {question: code for code, question in (row.strip().split(" | ") for row in rows)}
    asked = AskedLanguage(Library("en"), vocabulary, likelihoods)
    named = {question: asked.asked_in(question) for question in codes if asked.foreign_to(question)}

    assert len(codes) == 42
    assert [question for question in codes if question not in named] == missed
    assert [question for question, code in named.items() if code not in ("", codes[question])] == []
    assert sum(map(bool, named.values())) >= 5 / 6 * len(named)


@pytest.mark.parametrize("question", ["why does my back hurt", "exercises for sciatica", "pain when walking"])
def test_a_question_in_english_to_articles_in_german_is_told(question: str) -> None:
    """The same rule serves articles in any of the languages."""
    german = Vocabulary.of(["Der Schmerz im Rücken kommt vom Ischiasnerv. Was hilft, ist Wärme und Bewegung."])
    asked = AskedLanguage(Library("de"), german, likelihoods)

    assert asked.foreign_to(question) == ("de",)
    assert asked.asked_in(question) == "en"
    assert asked.foreign_to("was hilft bei Schmerz im Rücken") == ()


@pytest.mark.parametrize("question", ["hola", "qwxzvk hjklpq", "12 34 56 78", "Dr Müller", "St Moritz"])
def test_a_word_or_a_name_is_too_short_to_tell_by(vocabulary: Vocabulary, question: str) -> None:
    """It may be a term or a slip of the hand."""
    assert told([question], vocabulary, "en") == []


@pytest.mark.usefixtures("built")
def test_an_answer_has_the_languages_of_the_articles_and_mends_no_word(index: Path, encoder: FakeEncoder) -> None:
    """Where a question is in another language, no word of it is taken for a misspelt one of theirs."""
    assistant = Assistant.open(Settings(index=index), encoder=encoder)

    foreign, own = map(assistant.ask, ("wie lange dauert das bei kramps", "which things ease siatica"))

    assert (foreign.languages, foreign.verdict) == (("en",), Verdict.NOT_IN_CORPUS)
    assert (foreign.searched, foreign.suggestion) == (foreign.question, None)
    assert (own.languages, own.searched) == ((), "which things ease sciatica")


@pytest.mark.parametrize(
    ("codes", "names"),
    [
        (("en",), "English"),
        (("en", "de"), "English and German"),
        (("fr", "en-GB", "en", "nl"), "French, English and Dutch"),
        (("tlh",), "tlh"),
        ((), ""),
    ],
)
def test_languages_are_named(codes: tuple[str, ...], names: str) -> None:
    """Each once, in words."""
    assert names_of(codes) == names
