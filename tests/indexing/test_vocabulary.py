"""The words of articles are counted, and what they call by two names is learned from their own glosses."""

import json
import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.indexing import vocabulary
from qa.indexing import vocabulary as neighbours
from qa.indexing.vocabulary import Bigrams, Pair, Vocabulary, learned, learned_on, plain, words_of

FOUND = [
    ("A herniated disc, also called a slipped disc, can press on a nerve.", [("herniated disc", "slipped disc")]),
    ("A herniated disc is also called a slipped disc.", [("herniated disc", "slipped disc")]),
    (
        "A boggy heel, sometimes referred to as a sunken or spongy heel, may ache.",
        [("boggy heel", "spongy heel"), ("boggy heel", "sunken heel")],
    ),
    ("Acetaminophen (also known as paracetamol) is often tried.", [("acetaminophen", "paracetamol")]),
    ("The womb, more commonly known as the uterus, sits low.", [("uterus", "womb")]),
    ("Shingles (commonly called herpes zoster) burns.", [("herpes zoster", "shingles")]),
    ("Osteoarthritis is often called wear-and-tear arthritis.", [("osteoarthritis", "wear-and-tear arthritis")]),
    ("A runny nose, also known as “rhinorrhea”, is a nuisance.", [("rhinorrhea", "runny nose")]),
    ("Arthritis is also known as inflammation of the joints.", [("arthritis", "inflammation of the joints")]),
    ("Inflammation of the joints, also called arthritis, hurts.", [("arthritis", "inflammation of the joints")]),
    ("Air goes to your windpipe and larynx (also called the voice box).", [("larynx", "voice box")]),
    ("Heartburn, which is often called acid reflux, comes after meals.", [("acid reflux", "heartburn")]),
    ("The thigh bone is usually referred to as the femur.", [("femur", "thigh bone")]),
    ("Lou Gehrig's disease, formerly called motor wasting, is rare.", [("lou gehrig's disease", "motor wasting")]),
    ("The kneecap, otherwise known as the patella, slides.", [("kneecap", "patella")]),
    ("A heart attack may also be called a myocardial infarction.", [("heart attack", "myocardial infarction")]),
    ("Ménière disease, also called endolymphatic hydrops, reels.", [("endolymphatic hydrops", "ménière disease")]),
    ("Many people have low blood sugar (hypoglycemia) in the morning.", [("hypoglycemia", "low blood sugar")]),
    ("You have hypertension (high blood pressure).", [("high blood pressure", "hypertension")]),
    ("The sacroiliac (SI) joint is stiff.", [("SI", "sacroiliac")]),
    (
        "Take nonsteroidal anti-inflammatory drugs (NSAIDs) with food.",
        [("NSAIDs", "nonsteroidal anti-inflammatory drugs")],
    ),
    ("Magnetic resonance imaging (MRI) shows discs.", [("MRI", "magnetic resonance imaging")]),
    ("There may be deep vein thrombosis (DVT).", [("DVT", "deep vein thrombosis")]),
    ("Nerves are tested by electromyography (EMG).", [("EMG", "electromyography")]),
    ("A loss of alopecia areata (AA) is seldom whole.", [("AA", "alopecia areata")]),
    ("Bones of low bone mineral density (BMD) break.", [("BMD", "bone mineral density")]),
    ("Hormone replacement therapy (HRT), also called menopausal pills, helps.",
     [("HRT", "hormone replacement therapy"), ("hormone replacement therapy", "menopausal pills")]),
    ("Food and drug administration (FDA) rules hold.", [("FDA", "food and drug administration")]),
    ("GERD, also known as long-lasting heartburn, is common.", [("GERD", "long-lasting heartburn")]),
]  # fmt: skip
NOT_FOUND = [
    "Bony growths called spurs can crowd a nerve.",
    "A protein called dystrophin is missing.",
    "Spinal stenosis, which means that the channels for the nerves have narrowed, is common.",
    "This is also called a slipped disc.",
    "It is sometimes known as sciatica.",
    "They are often called spurs.",
    "Pain running down a leg, also called sciatica, is common.",
    "Swelling in the knee, also called water, is common.",
    "There is blood in the urine (hematuria).",
    "You can have weakness in the eye muscles (ophthalmoplegia).",
    "Spurs, cysts or tumors, also called growths, may press.",
    "The nurse called the doctor.",
    "She also called her mother, and nobody came.",
    "He is known as a good doctor.",
    "The cause is not known as yet.",
    "Some patients were also referred to as they had pain.",
    "The pain (severe) went on.",
    "Exercise (walking, swimming) helps.",
    "Rest the leg (see page four).",
    "The back (and only the back) hurts.",
    "The clinic (USA) is closed.",
    "A new kind of pill (XRB) was tried.",
    "The National Plan (MRI) is closed.",
    "A slipped disc, also called a slipped disc, is common.",
    "A slipped disc, also called a badly slipped disc, is common.",
    "Therapy is also called treatment.",
    "A chronic inflammatory demyelinating painful disease, also called a syndrome of old age.",
    "The bone that is treated, also called mended, holds.",
    "A disease of the heart,\nalso called a broken heart, is here.",
    "Type 2 diabetes (T2D) is common.",
    "",
    "(",
    "also called",
    ", also called (",
]


@pytest.mark.parametrize(("text", "sides"), FOUND, ids=[text[:40] for text, _ in FOUND])
def test_pairs_that_a_text_glosses(text: str, sides: list[tuple[str, str]]) -> None:
    """What a sentence calls by two names, or shortens, is a pair."""
    pairs = Vocabulary.of([text]).pairs

    assert [(pair.one, pair.other) for pair in pairs] == sides
    assert {pair.count for pair in pairs} == {1}


@pytest.mark.parametrize("text", NOT_FOUND, ids=[text[:40] for text in NOT_FOUND])
def test_sentences_without_a_pair(text: str) -> None:
    """Kinds, pronouns, places, clauses, remarks and whatever has no clear ends make no pair."""
    assert Vocabulary.of([text]).pairs == ()


def test_pairs_are_counted_whichever_side_comes_first() -> None:
    """A pair is one however it is told, in order of how often it is, then of the alphabet."""
    texts = [
        "A herniated disc, also called a slipped disc, hurts. The uterus (also known as the womb) is a muscle.",
        "A Slipped Disc, often called a herniated disc, hurts. A toe bone, also called a phalanx, broke.",
    ]

    assert Vocabulary.of(texts).pairs == (
        Pair(one="herniated disc", other="slipped disc", count=2),
        Pair(one="phalanx", other="toe bone", count=1),
        Pair(one="uterus", other="womb", count=1),
    )


def test_the_long_form_has_as_many_words_as_the_short_one_has_letters_if_it_can() -> None:
    """Where one word would do for the letters, the words that they are the initials of win."""
    pairs = Vocabulary.of(["It was alopecia areata (AA) or areata."]).pairs

    assert pairs == (Pair(one="AA", other="alopecia areata", count=1),)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Back pain, BACK Pain!", {"back": 2, "pain": 2}),
        ("L4 and b12 at 3 p.m.", {"and": 1, "at": 1, "p": 1, "m": 1}),
        (
            "The doctor's, the doctors’ rooms, don’t",
            {"the": 2, "doctor's": 1, "doctors": 1, "rooms": 1, "don't": 1},
        ),
        ("Me\u0301nie\u0300re Ménière", {"ménière": 2}),
        ("wear-and-tear", {"wear": 1, "and": 1, "tear": 1}),
        ("snake_case (knee)/hip", {"knee": 1, "hip": 1}),
        ("", {}),
    ],
)
def test_words_are_letters_alone(text: str, words: dict[str, int]) -> None:
    """Words are in lower case and composed, keep accents and inner apostrophes, and hold no digit."""
    assert words_of([text]) == Counter(words)


def test_neighbours_stand_side_by_side_more_than_once() -> None:
    """Neighbours are told from the most frequent; a mark between two words parts them, and one after does not."""
    texts = ["Back pain, low back pain. back pain", "Low back. Pain comes. Comes low back!"]

    assert Vocabulary.of(texts).neighbours == ("back pain", "low back")


def test_only_so_many_neighbours_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """The most frequent neighbours are kept where there are too many."""
    monkeypatch.setattr(neighbours, "NEIGHBOURS_MOST", 1)
    texts = ["knee pain knee pain knee pain"]

    assert Vocabulary.of(texts).neighbours == ("knee pain",)


def test_a_vocabulary_goes_through_json() -> None:
    """What JSON gives back is the vocabulary that it got."""
    learned = Vocabulary.of([text for text, _ in FOUND])

    assert {(pair.one, pair.other) for pair in learned.pairs} == {side for _, sides in FOUND for side in sides}
    assert Vocabulary.from_json(json.loads(json.dumps(learned.to_json()))) == learned


def test_the_same_texts_give_the_same_bytes() -> None:
    """Nothing in a vocabulary depends on chance, nor on the order of the articles but for words."""
    texts = [text for text, _ in FOUND]
    forwards, backwards = Vocabulary.of(texts), Vocabulary.of(texts[::-1])

    assert json.dumps(Vocabulary.of(texts).to_json()) == json.dumps(forwards.to_json())
    assert (dict(forwards.words), forwards.pairs) == (dict(backwards.words), backwards.pairs)


@pytest.mark.parametrize("counted", [4, 400])
@pytest.mark.parametrize("seed", range(6))
def test_learning_on_gives_what_learning_from_nothing_gives(
    seed: int, counted: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where other words become frequent, of which fewer or more had been counted than before."""
    monkeypatch.setattr(vocabulary, "NEIGHBOUR_WORDS_MOST", 4)
    monkeypatch.setattr(vocabulary, "WORDS_COUNTED", counted)
    drawn = random.Random(seed)  # noqa: S311
    words = "back pain, low knee, also called (gonalgia) neck. stiff a of".split()
    texts = [" ".join(drawn.choices(words[seed:] + words[:3], k=30)) for _ in range(12)]
    before, near = learned(texts[:9])

    after = learned_on(
        before, Bigrams.from_bytes(near.to_bytes()), iter(texts[4:]), came=texts[9:], went=texts[:4]
    )

    assert (
        after[0] == learned(texts[4:])[0] == learned_on(before, None, texts[4:], came=texts[9:], went=texts[:4])[0]
    )
    assert list(after[0].words) == list(learned(texts[4:])[0].words)
    assert after[0].neighbours
    assert after[0] != before


def test_nothing_is_learned_from_nothing() -> None:
    """A corpus without text has an empty vocabulary."""
    assert Vocabulary.of([]) == Vocabulary(words={}, neighbours=(), pairs=())


@given(st.lists(st.text(max_size=200), max_size=4))
def test_any_text_can_be_learned_from(texts: list[str]) -> None:
    """Words are plain letters whatever the text, and each neighbour is made of two of them."""
    learned = Vocabulary.of(texts)

    assert all(word.replace("'", "").isalpha() and word == plain(word) for word in learned.words)
    assert all(side in learned.words for pair in learned.neighbours for side in pair.split())


@given(st.lists(st.sampled_from("( ) , . or of the a is also called known as MRI SI disc slipped discs".split())))
def test_any_gloss_has_two_short_sides(tokens: list[str]) -> None:
    """Each side of a pair has one to four words, and neither holds the other."""
    for pair in Vocabulary.of([" ".join(tokens)]).pairs:
        left, right = pair.one.split(), pair.other.split()

        assert 1 <= len(left) <= 4
        assert 1 <= len(right) <= 4
        assert not set(left) <= set(right)
        assert not set(right) <= set(left)
