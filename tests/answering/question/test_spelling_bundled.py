"""Lay questions to the bundled articles: misspellings find their words, and good words are left alone."""

import re
from collections.abc import Callable

import pytest

from qa.answering.question.language import AskedLanguage
from qa.answering.question.query_expansion import QueryExpander
from qa.answering.question.spelling import Correction, Speller
from qa.indexing.bm25 import Postings, write_postings
from qa.indexing.vocabulary import Vocabulary
from qa.reading.article import likelihoods
from qa.reading.corpus import read, scan
from qa.records import Article
from tests.answering.question.test_spelling import text_of
from tests.conftest import BUNDLED, PROJECT
from tests.support import spelling_questions

MISSPELT = """
    siatica:sciatica sciatca:sciatica syatica:sciatica sciattica:sciatica ciatica:sciatica siattica:sciatica
    sciatika:sciatica spondilolisthesis:spondylolisthesis spondelolisthesis:spondylolisthesis
    arthritus:arthritis arthiritis:arthritis artheritis:arthritis herneated:herniated hernieated:herniated
    hurniated:herniated ankolosing:ankylosing ankylosin:ankylosing anklyosing:ankylosing
    spondalitis:spondylitis spondolitis:spondylitis spondilitis:spondylitis pirifomis:piriformis
    piriformus:piriformis pyriformis:piriformis periformis:piriformis stinosis:stenosis stenossis:stenosis
    osteoperosis:osteoporosis ostioporosis:osteoporosis osteoarthritus:osteoarthritis ibuprofin:ibuprofen
    ibuprophen:ibuprofen paracetemol:paracetamol acetominophen:acetaminophen acetaminophin:acetaminophen
    vertabrae:vertebrae lumbra:lumbar cervicle:cervical sacroilliac:sacroiliac
    sacroiliak:sacroiliac surgury:surgery surgry:surgery excercise:exercise exersize:exercise
    streching:stretching strecthing:stretching numbnes:numbness numness:numbness tingeling:tingling
    weaknes:weakness musle:muscle muscel:muscle pian:pain buttok:buttock simptoms:symptoms symtoms:symptoms
    phisical:physical theropy:therapy pregnacy:pregnancy blader:bladder endometreosis:endometriosis
    claudacation:claudication arachnoidits:arachnoiditis aracnoiditis:arachnoiditis equinna:equina
    degenarative:degenerative chirpractor:chiropractor physiotherepy:physiotherapy injektion:injection
    steriods:steroids scolyosis:scoliosis epidurel:epidural catilage:cartilage ligamant:ligament
    cronic:chronic docter:doctor presure:pressure stifness:stiffness
""".split()
LEFT_ALONE = """
    advil tylenol motrin aleve panadol voltaren lyrica ozempic viagra botox heroin cannabis covid pee poo bum
    tummy butt belly puke burp wee boobs snot zit flu mumps acne autism dementia capital france bread paris
    london germany china brazil africa europe berlin madrid pizza banana cheese butter coffee whisky onions
    chicken potato pancake guitar piano violin movie football cricket tennis golf elephant giraffe penguin
    tiger kitten puppy dinosaur planet jupiter galaxy rocket volcano hurricane rainbow mountain river
    president election parliament lawyer police soldier money dollars mortgage insurance computer internet
    password website facebook google netflix javascript python bitcoin birthday wedding christmas poem novel
    grammar alphabet algebra triangle chemistry oxygen atom gravity battery engine bicycle airplane ticket
    passport hotel museum queen castle dragon vampire mask text said tribes steam species
""".split()
NAMES = """Humira Celebrex Robaxin Enbrel Kaiser Bupa Nurofen Sanders McKenzie McGill Pfizer Johnson Macron Zelda
    Pythagoras""".split()
MIXED = """
    backpain → back pain
    Why is lowerback pain worse at night? → Why is lower back pain worse at night?
    legpain and numbnes → leg pain and numbness
    is sci atica bad → is sciatica bad
    osteo porosis → osteoporosis
    spondylo-listhesis? → spondylolisthesis?
    Siatica? SIATICA! “siatica” (siatica), siatica's → Sciatica? SCIATICA! “sciatica” (sciatica), sciatica's
    WHAT IS SIATICA → WHAT IS SCIATICA
    It hurts. Siatica, I think: Arthritus? → It hurts. Sciatica, I think: Arthritis?
    'siatica' or arthritus/stenosys → 'sciatica' or arthritis/stenosis
    siatica-like pain → sciatica-like pain
    can an herneated disc cause siatica if i pee a lot → can an herniated disc cause sciatica if i pee a lot
    ankolosing spondalitis, pirifomis & advil → ankylosing spondylitis, piriformis & advil
    L4/L5 herneated disc → L4/L5 herniated disc
    does siatica’s pain end → does sciatica’s pain end
""".strip().splitlines()
UNTOUCHED = """
    what is the capital of France
    my mri says siatica2 and b12x
    write to siatica@arthritus.com or www.arthritus.org
    the NHQS and my Siatica
    qwxzvk hjklpq
    bak hrt leg
""".strip().splitlines()
Correct = Callable[[str], Correction | None]


class English:
    def languages(self) -> tuple[str, ...]:
        return ("en",)


@pytest.fixture(scope="module")
def texts() -> list[str]:
    outcomes = [read(BUNDLED, name).outcome for name in scan(BUNDLED)]
    return [article.text for article in outcomes if isinstance(article, Article)]


@pytest.fixture(scope="module")
def vocabulary(texts: list[str]) -> Vocabulary:
    return Vocabulary.of(texts)


@pytest.fixture(scope="module")
def bundled(texts: list[str], vocabulary: Vocabulary, tmp_path_factory: pytest.TempPathFactory) -> Speller:
    folder = tmp_path_factory.mktemp("spelling") / "lexical"
    write_postings(folder, ((number, "", (), text) for number, text in enumerate(texts)))
    return Speller(vocabulary, stems=Postings(folder).terms)


@pytest.fixture(scope="module")
def correct(bundled: Speller) -> Correct:
    """Return a function that corrects a question as one asked of the bundled articles."""
    return lambda question: bundled.correct(question, question.split())


@pytest.fixture(scope="module")
def correct_in_english(correct: Correct, vocabulary: Vocabulary) -> Correct:
    """Return a function that corrects a question unless it is in another language."""
    language = AskedLanguage(English(), vocabulary, likelihoods)
    return lambda question: None if language.foreign_to(question) else correct(question)


@pytest.mark.parametrize(("wrong", "right"), [pair.split(":") for pair in MISSPELT])
def test_misspellings_of_words_of_the_bundled_articles(correct: Correct, wrong: str, right: str) -> None:
    """Lay spellings and slips of the finger find the word of the articles."""
    question, text = f"does {wrong} go away?", f"does {right} go away?"

    assert correct(question) == Correction(question=question, text=text, replaced=((wrong, right),))


@pytest.mark.parametrize("word", LEFT_ALONE)
def test_good_words_of_other_subjects_are_left_alone(bundled: Speller, correct: Correct, word: str) -> None:
    """Everyday words, brands and other subjects are no misspellings, though no article has them."""
    question = f"tell me about {word} please"

    assert correct(question) is None
    assert bundled.correct(question, [word]) is None


@pytest.mark.parametrize("name", NAMES)
def test_names_are_left_alone(bundled: Speller, name: str) -> None:
    """A word with a capital inside a sentence, or with capitals inside, is a name."""
    assert bundled.correct(f"can I take {name} for it?", [name]) is None


@pytest.mark.parametrize("name", "Humira Celebrex Robaxin Enbrel Bupa Pfizer Macron Zelda Siamese".split())
def test_a_name_may_begin_a_sentence(bundled: Speller, name: str) -> None:
    """At the beginning of a sentence a capital says nothing, and only what sounds the same is taken."""
    assert bundled.correct(f"{name} for sciatica?", [name]) is None


@pytest.mark.parametrize("row", MIXED)
def test_mixed_questions(correct: Correct, row: str) -> None:
    """Marks, capitals and all other words stay as they are around what is corrected."""
    question, text = row.strip().split(" → ")

    assert text_of(correct(question), question) == text


@pytest.mark.parametrize("question", UNTOUCHED)
def test_questions_that_stay(correct: Correct, question: str) -> None:
    """Names, short forms, words with digits, addresses, short words and gibberish are passed over."""
    assert correct(question.strip()) is None


@pytest.mark.parametrize("row", [*spelling_questions.SLIPS, *spelling_questions.SLIPS_KEPT_ASIDE])
def test_slips_in_questions_are_corrected_and_nothing_else(correct: Correct, row: str) -> None:
    """Whatever else a question has, the slip alone becomes the word that is meant."""
    question, slip, right = re.split(r" [|>] ", row.strip())

    assert correct(question) == Correction(
        question=question, text=question.replace(slip, right), replaced=((slip, right),)
    )


@pytest.mark.parametrize("row", [*spelling_questions.LEFT_ALONE, *spelling_questions.LEFT_ALONE_KEPT_ASIDE])
def test_words_that_people_write_are_left_alone(correct_in_english: Correct, row: str) -> None:
    """Nothing is offered for a greeting, a name, a brand, a unit or a word of another language."""
    assert correct_in_english(row.strip()) is None


def test_a_word_of_everyday_english_is_no_slip_of_a_term(correct: Correct) -> None:
    """Not even of one that the articles have often: who asks for lumber may want wood."""
    assert correct("does lumber go away?") is None


def test_a_word_whose_stem_alone_is_known_may_be_a_slip(correct: Correct) -> None:
    """ "Weekness" has the stem of "week", which the articles have; "sciaticas" has that of the very word."""
    assert text_of(correct("weekness of the leg"), "") == "weakness of the leg"
    assert correct("two sciaticas") is None


def test_the_list_of_everyday_words_is_clean() -> None:
    """Each word of the list stands there once, in small letters, and none is a misspelling that is corrected."""
    path = PROJECT / "qa" / "answering" / "question" / "common_words.txt"
    lines = path.read_text(encoding="utf-8").splitlines()
    words = [word for line in lines if not line.startswith("#") for word in line.split()]

    assert len(words) == len(set(words)) > 5000
    assert [word for word in words if not (word.isalpha() and word.islower())] == []
    assert set(words) & {pair.partition(":")[0] for pair in MISSPELT} == set()


def test_the_bundled_articles_expand_lay_words(vocabulary: Vocabulary) -> None:
    """What the leaflets call by two names is found by either."""
    question = "paracetamol for a slipped disc, womb pain and thin bones"

    expansions = QueryExpander(vocabulary).expand(question)

    assert [(expansion.phrase, expansion.counterpart) for expansion in expansions] == [
        ("paracetamol", "acetaminophen"),
        ("slipped disc", "herniated disc"),
        ("womb", "uterus"),
        ("thin bones", "osteoporosis"),
    ]
