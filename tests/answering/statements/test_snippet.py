"""The snippet is the best sentences of a passage, in the order of the text, whole enough to be understood."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from qa.answering.question.names import codes, codes_asked
from qa.answering.statements.sentences import CODE_BONUS, PassageSentences, answering, code_fit
from qa.answering.statements.snippet import SnippetFinder
from qa.records import Evidence, Hit
from tests.answering.statements.test_sentences import (
    ITEM,
    PARAGRAPH,
    Blocks,
    asked_of,
    paragraphs,
    stems,
    whole_of,
)

NONE = Evidence(dense_rank=1, dense_score=0.5, lexical_rank=None, lexical_score=None)


def snippet(blocks: Blocks, cosines: Mapping[str, float], question: str = "walk", **boxed: str) -> list[str]:
    """Return the sentences of the snippet of one passage, without what is ``boxed``."""
    whole, asked = whole_of(blocks, cosines), asked_of(question)
    spans = {
        (whole.passage.article_id, whole.article.text.index(text), whole.article.text.index(text) + len(text))
        for text in boxed.values()
    }
    hits = [Hit(passage=whole.passage, rank=1, score=1.0, evidence=NONE)]
    found = SnippetFinder(asked, hits, [whole], [answering(whole, asked)], frozenset(spans)).best()
    return [whole.article.text[each.start : each.end] for each in found.sentences] if found else []


def test_the_best_three_stand_in_the_order_of_the_text() -> None:
    """The short answer that stands first is not dropped for the sentence that repeats the question."""
    texts = ("No, not for two weeks.", "Stay calm.", "Drink.", "You may drive once you brake hard.", "Ask first.")
    blocks = paragraphs(*texts)
    cosines = {"You may drive once you brake hard.": 0.9, "No, not for two weeks.": 0.5, "Ask first.": 0.4}

    assert snippet(blocks, cosines, "drive") == [
        "No, not for two weeks.",
        "You may drive once you brake hard.",
        "Ask first.",
    ]


def test_a_sentence_alone_between_two_is_quoted_too() -> None:
    """A gap of one sentence reads worse than the sentence."""
    blocks = paragraphs("A one.", "B two.", "C three.", "D four.", "E five.", "F six.")
    cosines = {"A one.": 0.9, "C three.": 0.8, "F six.": 0.7}

    assert snippet(blocks, cosines) == ["A one.", "B two.", "C three.", "F six."]


def test_a_short_list_comes_whole() -> None:
    """Where an item answers best, with the line that leads in."""
    blocks: Blocks = [(PARAGRAPH, "Try these:"), (ITEM, "Heat."), (ITEM, "Walks."), (ITEM, "Rest.")]

    assert snippet(blocks, {"Walks.": 0.9}) == ["Try these:", "Heat.", "Walks.", "Rest."]


def test_of_a_table_only_the_row_that_answers_is_quoted() -> None:
    """A row has its headers in it, and the others are of other things."""
    rows = [f"Weight: {weight}; Dose: {dose}; Times: 2" for weight, dose in (("10 kg", 5), ("20 kg", 10))]

    assert snippet(paragraphs(*rows), {rows[1]: 0.9}) == [rows[1]]


def test_what_is_boxed_is_not_said_again() -> None:
    """The sentence above in the box is left out, and where nothing else is left there is no snippet."""
    assert snippet(paragraphs("Call now.", "Walk daily."), {"Call now.": 0.9}, box="Call now.") == ["Walk daily."]
    assert snippet(paragraphs("Call now."), {"Call now.": 0.9}, box="Call now.") == []


def test_what_the_question_expects_is_lifted() -> None:
    """Of four as near, the one with a duration is among the three for "how long"."""
    texts = ["Pain is common.", "Pain is real.", "Pain is tiring.", "Pain lasts two weeks."]

    assert "Pain lasts two weeks." in snippet(paragraphs(*texts), {}, "how long")
    assert "Pain lasts two weeks." not in snippet(paragraphs(*texts), {}, "pain")


def test_below_a_heading_that_asks_the_question_what_stands_first_answers() -> None:
    """What is as near farther below is an aside; below a heading on anything else the nearest stands."""
    texts = ["A day eases.", "Cold numbs.", "Warmth soothes.", "Walking helps.", "Rest helps."]
    whole = whole_of(paragraphs(*texts), {"Walking helps.": 0.05, "Rest helps.": 0.04, "Warmth soothes.": 0.03})

    def quoted(heading: str) -> list[str]:
        below = replace(whole.passage, headings=(heading,))
        found = PassageSentences(below, whole.article, whole.vectors, stems)
        asked, hit = asked_of("ice first"), Hit(passage=below, rank=1, score=1.0, evidence=NONE)
        best = SnippetFinder(asked, [hit], [found], [answering(found, asked)]).best()
        return [whole.article.text[each.start : each.end] for each in best.sentences] if best else []

    assert quoted("Ice first?") == texts[:3]
    assert quoted("Lifting") == texts[2:]


def test_of_two_passages_as_near_the_one_below_the_nearer_heading_is_quoted() -> None:
    """A heading often asks what its section answers; where it cannot change the choice, it is not looked at."""
    far, near, nearer = (whole_of(paragraphs(text), {text: 0.5}) for text in ("A far.", "B near.", "C nearer."))
    found = [near, PassageSentences(replace(nearer.passage, id=1), nearer.article, nearer.vectors, stems)]
    found += [PassageSentences(replace(far.passage, id=2), far.article, far.vectors, stems)]
    hits = [
        Hit(passage=each.passage, rank=rank, score=score, evidence=NONE)
        for rank, (each, score) in enumerate(zip(found, (1.0, 0.9, 0.1), strict=True), 1)
    ]
    looked_at: list[Sequence[PassageSentences]] = []

    def above(passages: Sequence[PassageSentences]) -> list[float]:
        looked_at.append(passages)
        return [0.8 * (each.passage.id == 1) for each in passages]

    asked = asked_of("walk")
    answers = [answering(each, asked) for each in found]
    best = SnippetFinder(asked, hits, found, answers, above=above).best()

    assert best is not None
    assert best.quoted == "C nearer."
    assert looked_at == [found[:2]]


def test_what_the_question_does_without_goes_down() -> None:
    """ "Without surgery" prefers what speaks of none, or of doing without it."""
    texts = ["Surgery frees it.", "Walks help it.", "Heat eases it.", "Most heal without surgery."]

    assert "Surgery frees it." not in snippet(paragraphs(*texts), {}, "heal without surgery")


def test_the_opening_of_an_article_stands_first_for_what_something_is_and_no_more() -> None:
    """A long question that ends in "what is" asks for more than a definition: what is nearer comes first."""
    opening = whole_of(paragraphs("It sums up."), {"It sums up.": 0.3})
    further = whole_of(paragraphs("It goes on."), {"It goes on.": 0.6})
    section = replace(further.passage, id=1, headings=("Bags",))
    found = [opening, PassageSentences(section, further.article, further.vectors, stems)]
    hits = [Hit(passage=each.passage, rank=rank, score=1.0, evidence=NONE) for rank, each in enumerate(found, 1)]

    def shown(question: str) -> int:
        asked = asked_of(question)
        best = SnippetFinder(asked, hits, found, [answering(each, asked) for each in found]).best()
        assert best is not None
        return best.passage.id

    assert shown("what is backache") == 0
    assert shown("my son carries his books in a bag and says that it aches, what is this") == 1


def test_of_the_rows_of_a_table_that_with_the_code_asked_about_is_quoted() -> None:
    """The vectors of two codes are nearly the same: E5's row is as near to a question about E4 as E4's own."""
    rows = ("code: E3; meaning: no water", "code: E4; meaning: no flow", "code: E5; meaning: probe broken")

    assert snippet(paragraphs(*rows), {rows[2]: 0.6, rows[1]: 0.5, rows[0]: 0.5}, "what does e4 mean") == [rows[1]]


def test_another_code_of_the_kind_goes_down_and_other_codes_do_not() -> None:
    """Where no sentence has the code; what has no code at all is no worse for it."""
    assert code_fit(codes("error E4"), "E4 and E5 stop the pump") == CODE_BONUS
    assert code_fit(codes("error E4"), "E5 stops the pump") == -CODE_BONUS
    assert code_fit(codes("error E4"), "The pump stops; use B12 for 10 minutes") == 0
    assert code_fit(codes("the pump stops after 4 minutes"), "E5 stops the pump") == 0


def test_codes_in_a_letter_are_details_of_its_story() -> None:
    """What is asked about stands in its last sentences, mostly without them."""
    letter = "My scan says L4/5. " + "I am worried about it and have rested a lot. " * 4 + "Will it get better?"

    assert codes_asked("what is at L4?") == {"l4"}
    assert codes_asked(letter) == frozenset()
