"""BM25 over title, headings and text."""

import math
from collections.abc import Sequence
from pathlib import Path
from shutil import rmtree

import pytest

from qa.indexing.bm25 import FIELD_WEIGHTS, Postings, PostingsWriter, write_postings

TEXTS = (
    "Sciatica hurts along the leg.",
    "A warm pack eases tight muscles of the back.",
    "Cold packs help the back in the first hours, and the back again later.",
)


@pytest.fixture
def postings(tmp_path: Path) -> Postings:
    return _postings(tmp_path, [("", (), text) for text in TEXTS])


def _postings(folder: Path, passages: Sequence[tuple[str, Sequence[str], str]]) -> Postings:
    write_postings(folder / "lexical", ((n, *passage) for n, passage in enumerate(passages)))
    return Postings(folder / "lexical")


def test_scores_equal_bm25_worked_by_hand(postings: Postings) -> None:
    """The score of a word is BM25's with k1 1.2 and b 0.75 over the words that count."""
    lengths = [4, 6, 9]  # sciatica hurt along leg; warm pack eas tight muscl back; cold pack help back first …

    found = postings.search("back", limit=3)

    average = sum(lengths) / 3
    rarity = math.log(1 + (3 - 2 + 0.5) / (2 + 0.5))
    expected = {
        passage: rarity * count * 2.2 / (count + 1.2 * (1 - 0.75 + 0.75 * lengths[passage] / average))
        for passage, count in ((1, 1), (2, 2))
    }
    assert [passage for passage, _ in found] == [2, 1]
    assert {passage: pytest.approx(score, rel=1e-3) for passage, score in found} == expected


def test_words_are_stemmed_and_folded(postings: Postings) -> None:
    """Plurals, endings, capitals and accents make no difference."""
    assert [passage for passage, _ in postings.search("PACK", limit=3)] == [1, 2]
    assert [passage for passage, _ in postings.search("Sciaticà hurting", limit=3)] == [0]


def test_stop_words_find_nothing(postings: Postings) -> None:
    """A question of grammar alone has no terms and no hits."""
    assert postings.terms("why does the and my") == []
    assert postings.search("why does the and my", limit=3) == []


@pytest.mark.parametrize(
    "question",
    ["text:back", "back AND NOT pack", "(back", 'back"', "back~2 +pack", "/b.*/", "[a TO z]", "id:1", "*"],
)
def test_query_syntax_is_only_words(postings: Postings, question: str) -> None:
    """Nothing in a question is query syntax: it finds what its words alone find."""
    words = " ".join("".join(c if c.isalnum() else " " for c in question).split())

    assert postings.search(question, limit=3) == postings.search(words, limit=3)


def test_fields_are_weighed(tmp_path: Path) -> None:
    """A word counts in title, headings and text, each with its weight."""
    postings = _postings(
        tmp_path, [("Cramps", (), "Other words."), ("", ("Cramps",), "Other words."), ("", (), "Cramps words.")]
    )

    scores = dict(postings.search("cramps", limit=3))

    assert scores.keys() == {0, 1, 2}
    assert scores[0] / FIELD_WEIGHTS["title"] == pytest.approx(scores[1] / FIELD_WEIGHTS["headings"])


def test_equal_scores_come_by_id(tmp_path: Path) -> None:
    """Passages with the same words are ordered by id."""
    postings = _postings(tmp_path, [("", (), "numb toes"), ("", (), "numb toes"), ("", (), "cold toes")])

    assert [passage for passage, _ in postings.search("numb", limit=3)] == [0, 1]


def test_rarity_falls_with_frequency(postings: Postings) -> None:
    """A word that no passage has is the rarest; one in two passages of three counts little."""
    assert postings.frequency("nobodi") == 0
    assert postings.frequency("back") == 2
    assert postings.rarity("nobodi") == pytest.approx(math.log(1 + 3.5 / 0.5))
    assert postings.rarity("nobodi") > postings.rarity("sciatica") > postings.rarity("back")


def test_other_texts_count_what_they_are_given(postings: Postings) -> None:
    """A word searched besides has its share of the score that it has in a question, and adds to that of others."""
    sciatica, muscles = (dict(postings.search(word, limit=3)) for word in ("sciatica", "muscles"))
    pack = dict(postings.search("pack", limit=3))

    found = postings.search("pack", limit=3, besides={"sciatica": 0.25, "of the muscles": 0.5})

    expected = {0: 0.25 * sciatica[0], 1: pack[1] + 0.5 * muscles[1], 2: pack[2]}
    assert dict(found) == {passage: pytest.approx(score, rel=1e-3) for passage, score in expected.items()}
    assert found == sorted(found, key=lambda entry: -entry[1])


def test_a_word_counts_by_the_greatest_of_its_weights(postings: Postings) -> None:
    """One that the question has too counts as the question's, in any form; one of other texts, by the greatest."""
    alone, other = postings.search("pack", limit=3), dict(postings.search("sciatica", limit=3))

    assert postings.search("pack", limit=3, besides={"PACKS": 0.25}) == alone
    assert postings.search("pack", limit=3, besides={"pack": 0.25}) == alone
    assert dict(postings.search("", limit=3, besides={"sciatica": 0.5, "sciatica hurting": 0.25})) == {
        0: pytest.approx(0.5 * other[0] + 0.25 * dict(postings.search("hurting", limit=3))[0], rel=1e-3)
    }


def test_other_texts_are_only_words_too(postings: Postings) -> None:
    """Grammar and query syntax besides a question find nothing more."""
    assert postings.search("sciatica", limit=3, besides={"why does the": 0.5, "text:(": 0.5}) == postings.search(
        "sciatica text", limit=3
    )


def test_postings_that_come_to_nothing_are_let_go(tmp_path: Path) -> None:
    """What ends before they are finished leaves none of the passages, and its folder can be deleted."""

    def stopped() -> None:
        with PostingsWriter(tmp_path / "lexical") as writer:
            writer.add(0, "Backs", (), TEXTS[1])
            raise KeyError("stopped")

    with pytest.raises(KeyError, match="stopped"):
        stopped()

    assert len(Postings(tmp_path / "lexical")) == 0
    rmtree(tmp_path / "lexical")
    assert len(_postings(tmp_path, [("Backs", (), TEXTS[1])])) == 1


def _in(folder: Path, passages: Sequence[tuple[str, str]]) -> Postings:
    """Return the postings of passages, each a text and its language."""
    with PostingsWriter(folder / "lexical") as writer:
        for number, (text, language) in enumerate(passages):
            writer.add(number, "", (), text, language)
        writer.finish()
    return Postings(folder / "lexical")


@pytest.mark.parametrize(
    ("language", "text", "asked"),
    [
        ("de", "Die Krankheiten der Häuser wurden beschrieben.", "Krankheit im Haus"),
        ("fr", "Les douleurs cervicales sont fréquentes.", "la douleur cervicale"),
        ("es", "Los huesos duelen por la noche.", "¿por qué duele el hueso?"),
        ("sv", "Ryggsmärtor blir vanligare.", "vanlig ryggsmärta"),
        ("ru", "Боли в спине проходят.", "боль спина"),
        ("tr", "Bel ağrıları geçer.", "bel ağrısı"),
    ],
)
def test_words_are_stemmed_in_the_language_of_their_article(
    tmp_path: Path, language: str, text: str, asked: str
) -> None:
    """Singular and plural are one word in each, as they are in English, with accents or without."""
    postings = _in(tmp_path, [("Etwas ganz anderes, tout autre chose.", language), (text, language)])

    assert [passage for passage, _ in postings.search(asked, limit=1)] == [1]
    assert set(postings.terms(asked)) & set(postings.terms(text))


def test_words_of_grammar_are_those_of_the_language(tmp_path: Path) -> None:
    """They find nothing, and "die" is none of them in English."""
    assert _in(tmp_path, [("Die Wunde heilt.", "de")]).terms("wie ist die und der") == []
    (english := tmp_path / "english").mkdir()
    assert _in(english, [("Cells die.", "en")]).terms("die") == ["die"]


def _both(folder: Path) -> Postings:
    """Return postings of articles in two languages, more of them in English."""
    texts = ["The kidneys clean the blood.", "The liver stores sugar.", "Cells may die."]
    german = ["Die Nieren reinigen das Blut.", "Die Leber speichert Zucker."]
    return _in(folder, [*((text, "en") for text in texts), *((text, "de") for text in german)])


def test_a_question_is_searched_in_every_language_of_the_articles(tmp_path: Path) -> None:
    """Each language finds its own articles, whose words are stemmed as the question's."""
    postings = _both(tmp_path)

    assert [passage for passage, _ in postings.search("what does a kidney clean", limit=1)] == [0]
    assert [passage for passage, _ in postings.search("was reinigt eine Niere", limit=1)] == [3]


def test_of_several_languages_a_word_has_one_stem(tmp_path: Path) -> None:
    """It is that of the first language which has the word, so a word of either is known."""
    postings = _both(tmp_path)

    assert postings.terms("Kidney Niere the") == ["kidney", "nier"]
    assert all(map(postings.frequency, postings.terms("kidney Niere livers Leber")))
    assert postings.frequency(*postings.terms("spleens")) == 0


def test_a_language_without_a_stemmer_is_read_as_english(tmp_path: Path) -> None:
    """Its words are found as they stand."""
    postings = _in(tmp_path, [("Nerka oczyszcza krew.", "pl"), ("Kidneys clean blood.", "en")])

    assert [passage for passage, _ in postings.search("nerka", limit=2)] == [0]


def test_postings_of_before_there_were_languages_are_read_as_english(postings: Postings, tmp_path: Path) -> None:
    """They have no file that names the languages."""
    (tmp_path / "lexical" / "languages.json").unlink()

    assert Postings(tmp_path / "lexical").search("packs", limit=3) == postings.search("packs", limit=3)
