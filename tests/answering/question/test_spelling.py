"""Words that no article has are taken for what articles have, or left alone."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qa.answering.question.spelling import UNKNOWN_MOST, Correction, Speller, is_everyday
from qa.indexing.vocabulary import Pair, Vocabulary, plain

WORDS = """sciatica back pain lower disc herniated doctor's ménière walking walk pump plum doctor nerve stenosis of
    aids what is"""


def speller(words: str, *pairs: Pair, count: int = 10) -> Speller:
    neighbours = ("back pain", "lower back", "in to")
    return Speller(Vocabulary(words=dict.fromkeys(words.split(), count), neighbours=neighbours, pairs=pairs))


def small(*pairs: Pair) -> Speller:
    return speller(WORDS, *pairs)


def text_of(correction: Correction | None, question: str) -> str:
    return correction.text if correction else question


def test_what_was_replaced_is_told_once_in_order() -> None:
    """A correction has the question as typed, and each replacement as it stands in both."""
    question = "Siatica, low bakc nerv, siatica siatica"

    assert small().correct(question, ["siatica", "nerv", "bakc"]) == Correction(
        question=question,
        text="Sciatica, low back nerve, sciatica sciatica",
        replaced=(("Siatica", "Sciatica"), ("bakc", "back"), ("nerv", "nerve"), ("siatica", "sciatica")),
    )


@pytest.mark.parametrize(
    "row",
    """siatica||siatica sciatica|sciatica|sciatica Doctor's|Doctor's|Doctor's meniere|Meniere|ménière
    menierre|menierre|ménière walkinng|walkinng|walking pumq|pumq|pumq plim|plim|plum dics|dics|disc dosc|dosc|disc
    into|into|into sciat_ica's|sciat|sciatica's sciat's_ica|sciat,ica|sciat's_ica sciat,_ica|sciat,ica|sciat,_ica
    sciat__ica|sciat,ica|sciat__ica""".split(),
)
def test_only_unknown_words_are_corrected(row: str) -> None:
    """What is not given as unknown, or is known, is left alone; two words are joined over one space."""
    question, unknown, text = row.replace("_", " ").split("|")

    assert text_of(small().correct(question, unknown.split(",")), question) == text


def test_of_words_as_near_the_one_that_sounds_the_same_is_taken() -> None:
    """Sound goes before frequency, and frequency before the alphabet."""
    metals = Speller(Vocabulary(words={"metal": 900, "medal": 1, "pedal": 1}, neighbours=(), pairs=()))
    trolls = Speller(Vocabulary(words={"trale": 1, "trall": 3, "treel": 900}, neighbours=(), pairs=()))

    assert text_of(metals.correct("medel", ["medel"]), "") == "medal"
    assert text_of(trolls.correct("trael", ["trael"]), "") == "treel"
    assert text_of(speller("spole spale").correct("spule", ["spule"]), "") == "spale"


def test_a_misprint_of_a_large_corpus_is_no_example() -> None:
    """A word that millions of words have once is not what a question is corrected to."""
    words = {"the": 3_000_000, "arthritiss": 1, "arthritis": 700}
    large = Speller(Vocabulary(words=words, neighbours=(), pairs=()))

    assert text_of(large.correct("artritiss", ["artritiss"]), "") == "arthritis"


def test_a_question_in_another_language_takes_no_longer() -> None:
    """Only so many unknown words of a question are looked at, the first ones."""
    strange = [f"{first}{second}zzq" for first in "bcdfg" for second in "jkl"]

    assert len(strange) > UNKNOWN_MOST
    assert small().correct("siatica", [*strange, "siatica"]) is None
    assert text_of(small().correct("siatica", ["siatica", *strange]), "") == "sciatica"


def test_an_empty_vocabulary_corrects_nothing() -> None:
    """Where nothing is known, nothing can be meant."""
    assert speller("").correct("siatica in my bakc", ["siatica", "bakc"]) is None


@pytest.mark.parametrize("word", "bread pancakes running cities baked driving happily stopped".split())
def test_everyday_words_have_forms(word: str) -> None:
    """A form of an everyday word is one too."""
    assert is_everyday(word)


@pytest.mark.parametrize("word", ["siatica", "herneated", "musle", "blader", "lumbra", "", "xs"])
def test_misspellings_are_no_everyday_words(word: str) -> None:
    """The endings of words make no everyday word of a misspelling."""
    assert not is_everyday(word)


words_typed = st.sampled_from(
    "siatica sciatica bakc back Pain herneated lowerback nerv sci atica xyzzy b12 don't".split()
)
sentences = st.lists(words_typed | st.text(max_size=8), max_size=12).map(" ".join)
SLIPPED = Pair(one="herniated disc", other="slipped disc", count=5)
SPELLER = small(SLIPPED)


@given(sentences, st.lists(words_typed))
@example("Sci atica, sci atica", ["sci"])
def test_only_what_is_told_is_changed(question: str, unknown: list[str]) -> None:
    """Putting the replaced words in their place gives the text, and no known word is among them."""
    correction = SPELLER.correct(question, unknown)
    if correction is None:
        return
    changes = dict(correction.replaced)
    parts = re.split(f"({'|'.join(sorted(map(re.escape, changes), key=len, reverse=True))})", question)
    either = [f"(?:{part}|{changes[part]})" if part in changes else re.escape(part) for part in parts]

    assert correction.question == question != correction.text
    assert re.fullmatch("".join(either), correction.text)
    assert all(plain(wrong) not in WORDS.split() for wrong in changes)
    assert all(plain(right) in (*WORDS.split(), "back pain", "lower back") for right in changes.values())


@given(sentences)
def test_without_unknown_words_nothing_is_corrected(question: str) -> None:
    """A question whose words are all known is as it should be."""
    assert SPELLER.correct(question, []) is None


@given(sentences, st.lists(words_typed))
def test_a_corrected_question_needs_no_correction(question: str, unknown: list[str]) -> None:
    """The same question gives the same correction, by any speller of the vocabulary, and only once."""
    correction = SPELLER.correct(question, unknown)

    assert correction == small(SLIPPED).correct(question, list(unknown))
    if correction:
        replaced = {plain(wrong) for wrong, _ in correction.replaced}
        assert SPELLER.correct(" ".join(right for _, right in correction.replaced), replaced) is None
