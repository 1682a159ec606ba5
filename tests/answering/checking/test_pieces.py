"""A text is split into the sentences that are checked; nothing of it is lost, and what is compared is clean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answering.checking.pieces import Cited, SplitSentence, pieces_of

CITED = "Rest helps. [leg-pain:3-14] (source: Leg pain) Walking helps more [leg-pain]."
PARTS = ["Rest.", "It is 3 g. ", "\n\n", "\n", " ", "- a b c", "# Head\n", "“Do not rest.”", "[a-b:1-2]", "why?"]
PARTS += ['"x y"', "1) ", "**", "\t", "\U0001f600", "e.g. ", "•", "[1]", "(see Title A) ", ":", "Dr. Who"]


def cores(text: str) -> list[str]:
    return [piece.core for piece in pieces_of(text, "en")]


def claiming(text: str) -> list[str]:
    return [piece.core for piece in pieces_of(text, "en") if piece.claims]


@given(st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PARTS), max_size=12).map("".join)))
def test_every_character_but_white_space_is_in_one_sentence(text: str) -> None:
    """The sentences are in order and do not overlap; between them stands white space alone."""
    pieces = list(pieces_of(text, "en"))

    edges = [0, *(edge for piece in pieces for edge in (piece.start, piece.end)), len(text)]
    assert edges == sorted(edges)
    assert all(piece.start < piece.end for piece in pieces)
    assert "".join(text[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True)).strip() == ""


@given(st.lists(st.sampled_from(["Rest helps.", "It is 3 g.", "Why?", "Do not run!"]), min_size=1), st.data())
def test_white_space_changes_no_sentence(sentences: list[str], data: st.DataObject) -> None:
    """However many spaces and empty lines stand between words and sentences, the sentences are the same."""
    gaps = data.draw(st.lists(st.sampled_from(["  ", "\t", "\n\n", " \n \n "]), min_size=len(sentences)))
    spread = "".join(sentence.replace(" ", "   ") + gap for sentence, gap in zip(sentences, gaps, strict=False))

    assert cores(spread) == cores(" ".join(sentences))


def test_what_is_compared_has_no_marks_of_lists_emphasis_quotations_and_citations() -> None:
    """Bullets, numbers of lists, asterisks, quotation marks, citations and line breaks are left out."""
    text = '- **Never** rest\n  for _long_. [leg-pain:3-14]\n2. Take "no more" than 3 g.\n> Walk.'

    assert cores(text) == ["Never rest for long.", "Take no more than 3 g.", "Walk."]


def test_a_citation_behind_a_full_stop_belongs_to_the_sentence_before_it() -> None:
    """By id and span, by title and by id alone, and none of them is a sentence."""
    pieces = list(pieces_of(CITED, "en"))

    assert [piece.core for piece in pieces] == ["Rest helps.", "Walking helps more."]
    assert pieces[0].cited == (
        Cited(12, 27, "leg-pain", (3, 14), True),
        Cited(28, 46, "Leg pain", (-1, -1), False),
    )
    assert pieces[1].cited == (Cited(66, 76, "leg-pain", (-1, -1), True),)


def test_numbers_of_notes_and_links_are_no_citations() -> None:
    """[1], [2, 3] and the text of a link name no article."""
    pieces = list(pieces_of("Rest helps [1], [2, 3] and [this page](https://example.org) tells why.", "en"))

    assert [piece.cited for piece in pieces] == [()]


@pytest.mark.parametrize(
    "text",
    [
        "# Leg pain",
        "What is sciatica?",
        "**Summary**",
        "I hope this helps!",
        "Here is what your articles say:",
        "Let me know if you have more questions.",
        "Thank you.",
    ],
)
def test_what_says_nothing_is_no_claim(text: str) -> None:
    """Headings, questions and pleasantries are not judged."""
    assert claiming(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "I recommend stopping all tablets.",
        "Of course aspirin is safe.",
        "Feel free to take more.",
        "I hope that 5 g a day helps.",
        "aspirin is safe in pregnancy",
        "This text says that aspirin is safe.",
    ],
)
def test_advice_in_the_words_of_a_pleasantry_is_a_claim(text: str) -> None:
    """What can be wrong is judged, also without a full stop."""
    assert claiming(text) == [text]


@pytest.mark.parametrize(
    ("text", "leads"),
    [
        ("Leg pain at night\n\nIt wakes people.", True),
        ("The signs are these:\n\n- numb toes", True),
        ("Leg pain at night", False),
        ("Aspirin cures cancer\n\nIt does.", False),
        ("Take 5 tablets\n\nDaily.", False),
        ("- leg pain\n- numb toes", False),
    ],
)
def test_a_line_may_only_lead_on_to_what_follows(text: str, leads: bool) -> None:
    """With a colon, or of few words without a full stop, a verb or a figure; never the last line or an item."""
    assert next(pieces_of(text, "en")).leads is leads


def test_list_items_without_full_stops_are_claims() -> None:
    """What may be a heading is judged too."""
    assert claiming("# Signs\n\n- numb toes\n- a weak leg") == ["numb toes", "a weak leg"]


@pytest.mark.parametrize(
    ("text", "framed"),
    [
        ("The leaflet says: “Do not rest.” [leg-pain]", "Do not rest."),
        ('It also warns, "Do not rest".', "Do not rest"),
        ("According to the leaflet, rest harms.", "rest harms."),
        ("The article says that rest harms.", "rest harms."),
        ("The leaflet says “Do not rest.” and so rest kills.", ""),
        ("Rest harms.", ""),
    ],
)
def test_what_is_reported_is_known_of_what_introduces_it(text: str, framed: str) -> None:
    """Words quoted or reported are told from who says them, where nothing else is said."""
    [piece] = pieces_of(text, "en")

    assert piece.framed == framed


def test_quotations_are_spans_of_the_text_without_their_marks() -> None:
    """Curved, straight and angled marks; a single word is no quotation."""
    text = 'It says “do rest”, "do walk" and «do run», a "must".'
    [piece] = pieces_of(text, "en")

    assert isinstance(piece, SplitSentence)
    assert [text[start:end] for start, end in piece.quoted] == ["do rest", "do walk", "do run"]
