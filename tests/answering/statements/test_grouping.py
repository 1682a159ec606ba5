"""Sentences that make the same point are one statement; what contradicts another is never folded with it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answering.statements.contradiction import contradict
from qa.answering.statements.likeness import same_point, says_less
from qa.answering.statements.sentences import SentenceSelection, every_answering
from qa.answering.statements.telling import STATEMENTS_FOR_DEFINITION, STATEMENTS_MOST, tell
from qa.embedding.encoder import Encoder
from qa.records import Passage, Sentence, Statement
from tests.answering.statements.test_sentences import ITEM, PARAGRAPH, asked_of, stems, whole_of
from tests.answering.warnings.test_advice import Opened, citing
from tests.support.telling import statements

# By hand: article, and how the sentence begins. DIFFERENT look alike, and make another point; the last of them,
# "before 45, and mostly before 40" and "before 45", as a figure is supported by equal figures only.
SAME = """
night-leg-cramps: Restless legs syndrome | night-pain: An urge to move the legs suggests
herniated-disc: Coughing, sneezing, bending forward | pain-from-back-to-leg: Sitting, bending, coughing
lifting-a-straight-leg: Pain from the sciatic nerve | pain-from-back-to-leg: Sciatica, which is pain along
how-back-pain-is-diagnosed: If the lift brings | lifting-a-straight-leg: If the nerve is irritated, often
lifting-a-bent-leg: Pain in the groin when the knee | referred-pain: The hip joint usually hurts in the groin
first-days-of-back-pain: Ask a pharmacist which pain medicine | muscle-strain-and-spasm: A pharmacist can tell you
herniated-disc: A herniated disc, also called | spondylolisthesis: A slipped disc, also called a herniated
posture-and-sitting: When you sit slumped | sciatica: Sitting loads the discs
claudication-nerve-or-circulation: Neurogenic claudication | pain-when-walking: Nerve (or neurogenic) claudication
heat-and-cold: Sciatica, which is pain along | sciatica: Sciatica is pain that follows
lifting-a-straight-leg: When it is irritated | sacroiliac-joint-pain: Sacroiliac joint pain is felt low
claudication-nerve-or-circulation: Stopping smoking is the most | pain-when-walking: If you smoke, stopping
night-leg-cramps: Badly blocked leg arteries | night-pain: Pain in the foot or toes in bed
lifting-a-bent-leg: A back strain usually feels | muscle-strain-and-spasm: A strain or spasm can hurt so
night-leg-cramps: Nerve damage in the feet, called | night-pain: Burning or pins and needles in both
herniated-disc: With a nerve involved, pain often | lifting-a-straight-leg: If the nerve is irritated, often
first-days-of-back-pain: A simple back strain often | inflammatory-back-pain: Most episodes of mechanical pain
first-days-of-back-pain: Ask a pharmacist which pain medicine | lumbar-spinal-stenosis: Ask a pharmacist which pain
herniated-disc: The leaked material also inflames | pinched-nerve: Inflammation around the nerve causes
lifting-a-bent-leg: Standing on one leg, climbing stairs | sacroiliac-joint-pain: The ache may spread into the
pinched-nerve: Numbness or weakness that involves both | spondylolisthesis: Weakness or numbness is in both legs
muscle-strain-and-spasm: pain wakes you every night | work-and-back-pain: pain wakes you each night
how-back-pain-is-diagnosed: you are losing weight without | pain-medicines: you have pain and are losing weight
claudication-nerve-or-circulation: A swollen, warm | pain-from-back-to-leg: Be seen the same day for a calf
pain-when-walking: A foot that newly drags, a mild | posture-and-sitting: A foot that starts to drag
lifting-safely: You newly cannot pass urine | first-days-of-back-pain: new difficulty passing urine
leg-weakness: Stiff, unsteady legs or clumsy | pain-when-walking: unsteady walking or clumsy
pain-from-back-to-leg: You cannot pass urine | who-to-see: you newly have trouble starting
pain-from-back-to-leg: A slipped spine bone | pain-when-walking: Spondylolisthesis, in which
muscle-strain-and-spasm: chest pain, or a belly or back | who-to-see: you have chest pain, or sudden severe
exercise-and-stretching: You have fever with back pain | how-back-pain-is-diagnosed: fever with back pain when
pain-from-back-to-leg: Spinal stenosis, a narrowing | sciatica: Spinal stenosis, which means
lumbar-spinal-stenosis: The usual sign is pain | pain-when-walking: aching, heaviness, tingling or
"""
DIFFERENT = """
first-days-of-back-pain: A simple back strain often | physical-therapy: Give a plan about six weeks
chronic-back-pain: Opioids, which are strong | pain-medicines: Opioids, such as codeine
ankylosing-spondylitis: Dull pain deep in the low | spinal-osteoarthritis: A dull ache low in the back
first-days-of-back-pain: Back pain with sciatica | physical-therapy: For sciatica (pain from an
herniated-disc: A root that is already pressed | lifting-a-straight-leg: A herniated disc, also called
lifting-a-straight-leg: If the nerve is irritated, often | posture-and-sitting: A slipped disc often hurts more
pain-from-back-to-leg: Sciatica, which is pain along | posture-and-sitting: With sciatica, sitting can press
how-back-pain-is-diagnosed: The movement stretches | sciatica: The sciatic nerve, the thickest
herniated-disc: A herniated disc can cause | lifting-a-straight-leg: If the nerve is irritated, often
night-pain: On your side, with a pillow | sciatica: On your back, with one or two
exercise-and-stretching: Lifting one straight leg while | lifting-a-bent-leg: Bending the knee lets the
pain-from-back-to-leg: Sciatica, which is pain along | sciatica: The sciatic nerve, the thickest
chronic-back-pain: Never stop opioids suddenly | pain-medicines: If a doctor prescribes an opioid
degenerative-disc-disease: Shooting leg pain, tingling | herniated-disc: The leg or foot may tingle
exercise-and-stretching: Lying on your front, propped | pain-from-back-to-leg: Spinal stenosis, a narrowing
leg-weakness: A leg that is suddenly cold | pain-when-walking: sudden, severe or fast-growing
heat-and-cold: you have chest pain or shortness | red-flags: A calf or thigh is swollen
heat-and-cold: a foot that has begun to drag | red-flags: Numbness or tingling in one leg
heat-and-cold: a foot that has begun to drag | lifting-a-bent-leg: You have new trouble with your
exercise-and-stretching: Both legs feel weak or numb | referred-pain: A mild weakness of one leg that
lifting-a-straight-leg: Back pain with fever | who-to-see: a fever with back pain, even if
referred-pain: Muscles, discs, ligaments | sacroiliac-joint-pain: Sacroiliac joint pain is felt low
leg-weakness: Numbness or tingling between the legs | pain-when-walking: sudden, severe or fast-growing
claudication-nerve-or-circulation: A leg or foot turns suddenly | red-flags: Leg pain regularly stops
ankylosing-spondylitis: Waking in the second half | inflammatory-back-pain: How often pain wakes you
lifting-a-straight-leg: Sudden tearing pain | periods-and-endometriosis: fever and feeling very ill
children-and-school-bags: weak, numb or unsteady | red-flags: One foot has begun to drop
lifting-a-bent-leg: Pain near the dimple | sacroiliac-joint-pain: The ache may spread into the
exercise-and-stretching: Lifting one straight leg while | lifting-safely: Sciatica is pain along the large
heat-and-cold: Use a hot pack for about 15 | heat-and-cold: A gel pack, crushed ice
inflammatory-back-pain: The pain started before | night-pain: Inflammatory back pain usually starts
"""
CONTRADICTIONS = (
    ("You should rest in bed.", "You should not rest in bed."),
    ("Massage is safe in pregnancy.", "Massage is not safe in pregnancy."),
    ("Massage is safe in pregnancy.", "Massage is unsafe in pregnancy."),
    ("Surgery helps more than exercise.", "Surgery helps less than exercise."),
    ("Sitting makes disc pain worse.", "Sitting makes disc pain better."),
    ("Smoking increases the risk.", "Smoking reduces the risk."),
    ("Heavy lifting is best avoided.", "Heavy lifting is fine."),
    ("Magnesium prevents cramps.", "Magnesium doesn’t prevent cramps."),
)
AGREEING = (
    ("You should rest in bed.", "Rest in bed is what you should try."),
    ("Bed rest is not helpful.", "Bed rest does not help."),
    ("Exercise makes it better.", "Exercise does not make it worse."),
    ("Never stop opioids suddenly.", "Do not stop opioids suddenly."),
)


def said(text: str, article: str, *, cosine: float = 0.9, relevance: float | None = None) -> SentenceSelection:
    """Return a passage of one sentence that answers, at a cosine with every other one."""
    passage = replace(whole_of([(PARAGRAPH, text)], {}).passage, article_id=article)
    return answering_of(passage, passage.sentences, cosine=cosine, relevance=relevance or cosine)


def answering_of(
    passage: Passage,
    sentences: tuple[Sentence, ...],
    *,
    core: int = 0,
    cosine: float = 0.9,
    relevance: float = 1.0,
) -> SentenceSelection:
    """Return what of a passage answers; the point is made by its sentences from number ``core`` on."""
    texts = [passage.text[each.start - passage.start : each.end - passage.start] for each in sentences]
    said = " ".join(texts[core:])
    return SentenceSelection(
        passage=passage,
        sentences=sentences,
        core=sentences[core:],
        core_text=said,
        stems=frozenset(stems(said)),
        quoted=" ".join(texts),
        vector=np.array([1, 0] if cosine else [0, 1], dtype=np.float32),
        relevance=relevance,
    )


def folded(
    *found: SentenceSelection, question: str = "why", copies: dict[str, str] | None = None
) -> list[Statement]:
    """Return the statements of what answers, where some articles are copies of others."""
    main = (copies or {}).get

    def is_copy(one: str, other: str) -> bool:
        return main(one, one) == main(other, other)

    return statements(found, asked_of(question), stems=stems, cite=citing(), is_copy=is_copy)


def pairs(block: str, bundled: Opened) -> Iterator[tuple[SentenceSelection, SentenceSelection]]:
    """Yield the sentences that a block of pairs names, with their vectors from the index."""
    for one, other in (line.split(" | ") for line in block.strip().splitlines()):
        yield _named(one, bundled), _named(other, bundled)


def _named(named: str, bundled: Opened) -> SentenceSelection:
    article, opening = named.split(": ", 1)
    of_article = bundled.found(bundled.generation.store.passages_of(article))
    every = (each for found in of_article for each in every_answering(found, bundled.asked("back pain")))
    return next(each for each in every if each.core_text.startswith(opening))


@pytest.mark.model
def test_pairs_of_the_bundled_articles_are_told_apart(bundled_index: Path, real_encoder: Encoder) -> None:
    """The figures of SAME_COSINE and SAME_WORDS: most of the same are found, and one of the others.

    Of those found, all but one support at least one of the two.
    """
    bundled = Opened(bundled_index, real_encoder)
    stemmed = bundled.generation.postings.terms

    same, different = (
        [same_point(*pair, stemmed) for pair in pairs(block, bundled)] for block in (SAME, DIFFERENT)
    )
    less = [
        says_less(one, other, stemmed) + says_less(other, one, stemmed)
        for one, other in pairs(SAME, bundled)
        if same_point(one, other, stemmed)
    ]

    assert (len(same), len(different)) == (33, 31)
    assert sum(same) >= 26 > 1 >= sum(different)
    assert sum(each < 2 for each in less) >= 25


@pytest.mark.parametrize(("one", "other"), CONTRADICTIONS)
def test_what_contradicts_is_not_folded(one: str, other: str) -> None:
    """However near in meaning and words, what one affirms and the other denies are two statements or variants."""
    assert contradict(one, other, stems) is contradict(other, one, stems) is True
    found = folded(said(one, "a"), said(other, "b"))
    values = [each.variants or (each,) for each in found]
    assert [each.support for variants in values for each in variants] == [1, 1]


@pytest.mark.parametrize(("one", "other"), AGREEING)
def test_what_is_denied_twice_is_affirmed(one: str, other: str) -> None:
    """Two ways to deny, or to say better and not worse, do not contradict each other."""
    assert not contradict(one, other, stems)


def test_the_clearest_wording_is_quoted_and_the_others_are_cited() -> None:
    """Of equals, a whole short sentence; the further articles are its citations."""
    short, cut = "Gentle walking eases sciatica.", "Gentle walking eases sciatica"
    long = f"{short[:-1]} {'and ' * 40}eases sciatica."

    (statement,) = folded(said(cut, "a"), said(long, "b"), said(short, "c"))

    assert (statement.text, statement.support) == (short, 3)
    assert [citation.article_id for citation in statement.citations] == ["c", "b", "a"]
    assert [citation.number for citation in statement.citations] == [1, 2, 3]


def test_copies_and_one_article_support_once() -> None:
    """Two passages of an article, or an article and its copy, are one independent source."""
    text = "Gentle walking eases sciatica."

    (statement,) = folded(*(said(text, article) for article in "aabc"), copies={"b": "a"})

    assert (statement.support, len(statement.citations)) == (2, 4)


def test_a_witness_is_cited_and_opens_nothing() -> None:
    """Another article's sentence that makes a point too supports it; one that makes none is passed over."""
    found, *others = said("Walk daily.", "a"), said("Discs dry.", "c"), said("Walk daily.", "b")

    (one,) = statements(
        [found], asked_of("why"), stems=stems, cite=citing(), is_copy=str.__eq__, witnesses=[found, *others]
    )

    assert (one.text, one.support, len(one.citations)) == ("Walk daily.", 2, 2)


def test_what_stands_above_is_not_said_again() -> None:
    """A point is left out where its wording, or that of another article that makes it, is quoted above."""
    boxed, again, other = (
        said("Go at once when both legs are numb.", "a"),
        said("Go at once when both legs are numb.", "b", relevance=0.904),
        said("Warm the stiff muscles gently.", "c", cosine=0.1, relevance=0.895),
    )
    asked = asked_of("numb legs")
    [box] = statements([boxed], asked, stems=stems, cite=citing(), is_copy=str.__eq__)

    def left(*found: SentenceSelection, already: Sequence[Statement]) -> list[str]:
        rest = tell(found, asked, stems=stems, cite=citing(), is_copy=str.__eq__, already=already)
        return [each.text for each in rest.statements]

    assert left(boxed, other, already=[]) == [box.text, other.core_text]
    assert left(boxed, other, already=[box]) == [other.core_text]
    assert left(again, other, already=[box]) == [other.core_text]
    assert left(boxed, already=[box]) == []


def test_alike_in_words_or_in_vector_alone_is_not_the_same() -> None:
    """It takes both, but for the very same words."""
    assert len(folded(said("Walking eases sciatica.", "a"), said("Discs dry with age.", "b"))) == 2
    assert (
        len(folded(said("Walking eases pain.", "a"), said("Walking may ease pain.", "b", cosine=0, relevance=0.9)))
        == 2
    )
    assert len(folded(said("Walk daily.", "a"), said("walk  daily", "b", cosine=0, relevance=0.9))) == 1


def test_the_best_come_first_and_a_weak_tail_is_cut() -> None:
    """By relevance, support counting a little; what is much less relevant than the best is left out."""
    near, agreed, far = "Discs dry with age.", "Walking eases sciatica.", "Smokers heal slowly."

    drawn = ((near, "a", 0.885), (agreed, "b", 0.88), (agreed, "c", 0.8), (far, "d", 0.5))
    found = folded(*(said(text, article, relevance=relevance) for text, article, relevance in drawn))

    assert [statement.text for statement in found] == [agreed, near]


def test_a_definition_takes_few() -> None:
    """What something is needs one or two statements, another question three at most."""
    many = [said(f"{letter * 3} {letter * 5}.", letter) for letter in "bcdfghjk"]

    assert len(folded(*many, question="what is sciatica")) == STATEMENTS_FOR_DEFINITION
    assert len(folded(*many)) == STATEMENTS_MOST
    assert folded() == []


def test_a_lead_in_and_its_item_are_two_citations() -> None:
    """Quoted as two spans in order of the text, or as one where nothing stands between them."""
    passage = whole_of([(PARAGRAPH, "These help:"), (ITEM, "Rest"), (ITEM, "Walking")], {}).passage
    lead_in, rest, walking = passage.sentences

    def quoted(*sentences: Sentence) -> list[str]:
        (statement,) = folded(answering_of(passage, sentences, core=len(sentences) - 1))
        assert statement.text == " ".join(citation.quote for citation in statement.citations)
        return [citation.quote for citation in statement.citations]

    assert quoted(lead_in, walking) == ["These help:", "Walking"]
    assert quoted(lead_in, rest) == ["These help:\n\n- Rest"]


SAYINGS = st.sampled_from([text for pair in (*CONTRADICTIONS, *AGREEING) for text in pair])
SAID = st.builds(said, SAYINGS, st.sampled_from("abc"), cosine=st.sampled_from([0.0, 0.9]))


@given(st.lists(SAID, max_size=12), st.sampled_from(["why", "what is rest"]))
def test_whatever_is_said_the_statements_hold_together(found: Sequence[SentenceSelection], question: str) -> None:
    """Every statement cites, none is given twice, and support is between one and the number of citations."""
    given_ = folded(*found, question=question)

    assert bool(given_) is bool(found)
    assert len({statement.text for statement in given_}) == len(given_) <= STATEMENTS_MOST
    for statement in given_:
        assert statement.text == statement.citations[0].quote
        assert 1 <= statement.support <= len(statement.citations)
        for one in statement.citations:
            assert not any(contradict(one.quote, other.quote, stems) for other in statement.citations)


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("Melvine tea raises blood pressure.", "Melvine tea lowers blood pressure.", False),
        ("The warranty covers water damage.", "The warranty excludes water damage.", False),
        ("The ferry leaves from the north pier.", "The ferry leaves from the south pier.", False),
        ("The key hangs in the boat shed.", "The key hangs in the garden shed.", False),
        ("Warm packs ease stiff muscles.", "Warm packs ease stiff muscles at night.", True),
        ("Stiff muscles are eased by warm packs.", "Warm packs ease stiff muscles.", True),
    ],
)
def test_what_is_said_with_one_other_word_in_its_place_is_another_point(
    one: str, other: str, is_same: bool
) -> None:
    """Words alone do not tell which of them mean the same, so what differs in one is not folded."""
    assert same_point(said(one, "one"), said(other, "other"), stems) is is_same
