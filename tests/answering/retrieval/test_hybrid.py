"""A question's search: both rankings looked up, fused, rescored and diversified into hits."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from qa.answering.retrieval.diversity import DIVERSIFIED_MOST, FURTHER_PASSAGE_FACTOR, SECOND_PASSAGE_FACTOR
from qa.answering.retrieval.fusion import fuse
from qa.answering.retrieval.hybrid import EXPANSION_WEIGHT, STORY_WEIGHT, HybridResult, Searcher
from qa.answering.retrieval.rescoring import RESCORED, Query
from qa.indexing.build import BuildReport, build_from
from qa.indexing.generations import Generation, open_current
from qa.reading.article import compose
from qa.reading.corpus import CorpusReading
from qa.reading.document import Details, Document, DocumentBlock, DocumentBlockKind
from qa.records import Article, Expansion
from qa.settings import Answering, Indexing
from tests.conftest import BUILT
from tests.support.fakes import FakeEncoder
from tests.support.oracles import brute_force
from tests.support.rescoring_by_definition import by_definition

SLIPPED = Expansion(phrase="slipped disc", counterpart="herniated disc")
STORY = "My mother is seventy and has had a stiff neck since the spring. She walks her dog each day and sleeps on "
STORY += "a firm mattress in a cold room. Can she swim with cramps?"


def article(name: str, title: str, text: str) -> Article:
    blocks = (DocumentBlock(kind=DocumentBlockKind.PARAGRAPH, text=text),)
    details = Details(title=title, language="en")
    return compose(Document(blocks=blocks, details=details), article_id=name, source=f"{name}.md")


def generation_of(articles: Sequence[Article], index: Path) -> Generation:
    reading = CorpusReading(articles=tuple(articles), skipped=(), digest="here")
    build_from(reading, index, encoder=FakeEncoder(), settings=Indexing(), built=BUILT)
    return open_current(index)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    """Return more passages than are rescored, one an article, all different."""
    words = "leg back nerve disc knee hip neck calf foot toe".split()
    texts = [
        f"The {words[number % 10]} and {words[number // 10 % 10]} hurt in way{number} and kind{number}."
        for number in range(RESCORED + 30)
    ]
    articles = [article(f"{number:03}", f"Note {number}", text) for number, text in enumerate(texts)]
    return generation_of(articles, tmp_path_factory.mktemp("many") / "index")


@pytest.fixture(scope="module")
def discs(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    """Return passages that call one thing by two names, and others."""
    articles = [
        article("slipped", "A", "A slipped disc can heal."),
        article("herniated", "B", "A herniated disc can heal."),
        article("cramps", "C", "Cramps wake many people."),
        article("swimming", "D", "People swim in warm water."),
        article("mattress", "E", "A mattress may be firm."),
    ]
    return generation_of(articles, tmp_path_factory.mktemp("discs") / "index")


def search(
    generation: Generation, text: str, *, passages: int = 5, expansions: tuple[Expansion, ...] = ()
) -> HybridResult:
    searcher = Searcher(generation, FakeEncoder(), Answering())
    return searcher.search(*searcher.read([text]), passages=passages, expansions=expansions)


def check(found: HybridResult) -> None:
    """Assert what holds for every search."""
    assert [hit.rank for hit in found.hits] == list(range(1, len(found.hits) + 1))
    scores = [hit.score for hit in found.hits]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 + 1e-6 for score in scores)
    assert len({hit.passage.id for hit in found.hits}) == len(found.hits)
    for hit in found.hits:
        by_meaning = dict(enumerate(found.dense, start=1)).get(hit.evidence.dense_rank or 0)
        by_words = dict(enumerate(found.lexical, start=1)).get(hit.evidence.lexical_rank or 0)
        assert (by_meaning or by_words) is not None
        assert by_meaning in (None, (hit.passage.id, hit.evidence.dense_score))
        assert by_words in (None, (hit.passage.id, hit.evidence.lexical_score))


def test_hits_are_both_rankings_fused_rescored_and_diversified(built: BuildReport, index: Path) -> None:
    """The oracle: cosines with every embedded text, BM25, rescoring by its definition, and the discounts."""
    generation, encoder, question = open_current(index), FakeEncoder(), "pain in the sciatic nerve"
    passages = generation.store.passages(range(built.passages))
    titles = generation.store.titles()
    texts = [f"{'. '.join([titles[each.article_id], *each.headings])}\n{each.text}" for each in passages]
    vectors = encoder.encode(texts, [()] * len(texts)).passages
    asked = Query.of(encoder.encode_questions([question])[0])
    dense = brute_force(vectors, asked.vector, limit=6)
    lexical = generation.postings.search(question, limit=6)
    weight = Answering().dense_weight
    rescored = by_definition(
        generation, asked, fuse(dense, lexical, dense_weight=weight), lexical, dense_weight=weight
    )

    found = search(generation, question, passages=6)

    seen: list[str] = []
    expected = []
    for passage_id, score in rescored:
        name = passages[passage_id].article_id
        factor = (1.0, SECOND_PASSAGE_FACTOR, FURTHER_PASSAGE_FACTOR)[min(seen.count(name), 2)]
        expected.append((-score * factor, passage_id))
        seen.append(name)
    assert [hit.passage.id for hit in found.hits] == [passage_id for _, passage_id in sorted(expected)]
    assert [hit.score for hit in found.hits] == pytest.approx([-score for score, _ in sorted(expected)], abs=1e-3)
    assert [passage_id for passage_id, _ in found.dense] == [passage_id for passage_id, _ in dense]
    assert found.lexical == lexical
    assert passages[found.hits[0].passage.id].text.startswith("Sciatica is pain along the sciatic nerve.")
    check(found)


def test_a_search_may_be_deeper_than_what_is_refined(many: Generation) -> None:
    """Every passage comes once; those behind the rescored ones stand behind them, in the order of the fusion."""
    question = "does the calf hurt in way77 and kind77"
    every = many.manifest.passages

    found = search(many, question, passages=every)

    fused = fuse(found.dense, found.lexical, dense_weight=Answering().dense_weight)
    ids = [hit.passage.id for hit in found.hits]
    assert sorted(ids) == list(range(every))
    assert ids[RESCORED:] == [passage for passage, _ in fused[RESCORED:]]
    assert found.hits[0].passage.article_id == "077"
    check(found)


@pytest.mark.parametrize("passages", [1, 5, DIVERSIFIED_MOST + 1, RESCORED + 1])
def test_as_many_as_asked_for(many: Generation, passages: int) -> None:
    """Ranks are 1 to n, whatever the depth, and no score rises."""
    found = search(many, "the hip and the calf", passages=passages)

    assert len(found.hits) == passages
    check(found)


def test_a_ranking_is_read_as_deep_as_twice_what_is_shown(many: Generation) -> None:
    """Few candidates are enough for few passages, and more are read where more are asked for."""
    shallow = Searcher(many, FakeEncoder(), Answering(candidates=3))

    [hip] = shallow.read(["hip"])

    assert len(shallow.search(hip, passages=1).dense) == 3
    assert len(shallow.search(hip, passages=20).dense) == 40
    assert len(shallow.search(hip, passages=20).hits) == 20


def test_what_is_searched_besides_counts_little(discs: Generation) -> None:
    """A passage with the other name is found by words too, behind the one with the question's own."""
    own, other = (discs.store.passages_of(name)[0].id for name in ("slipped", "herniated"))

    alone = search(discs, "slipped")
    widened = search(discs, "slipped", expansions=(Expansion(phrase="slipped", counterpart="herniated"),))

    assert [passage for passage, _ in alone.lexical] == [own]
    assert [passage for passage, _ in widened.lexical] == [own, other]
    assert dict(widened.lexical)[own] == dict(alone.lexical)[own]
    assert dict(widened.lexical)[other] == pytest.approx(EXPANSION_WEIGHT * dict(widened.lexical)[own], rel=1e-3)
    assert widened.expansions[0].counterpart == "herniated"
    assert (alone.vector == widened.vector).all()
    before, after = ({hit.passage.id: hit.score for hit in found.hits} for found in (alone, widened))
    assert [found.hits[0].passage.id for found in (alone, widened)] == [own, own]
    assert before[other] < after[other] < after[own]
    check(widened)


def test_a_word_of_the_question_keeps_its_weight(discs: Generation) -> None:
    """The words that both names share count once, as those of the question."""
    own = discs.store.passages_of("slipped")[0].id

    plain, widened = search(discs, "slipped disc"), search(discs, "slipped disc", expansions=(SLIPPED,))

    assert dict(widened.lexical)[own] == pytest.approx(dict(plain.lexical)[own])
    assert widened.hits[0].passage.id == own


def test_what_a_letter_asks_is_searched_before_its_story(discs: Generation) -> None:
    """The words of the sentence that asks count 1, those of the others less."""
    found = search(discs, STORY)

    scores = dict(found.lexical)
    asked, told = (discs.postings.search(words, limit=5) for words in ("Can she swim with cramps?", STORY))
    swimming, mattress = (discs.store.passages_of(name)[0].id for name in ("swimming", "mattress"))
    assert scores[swimming] == pytest.approx(dict(asked)[swimming])
    assert scores[mattress] == pytest.approx(STORY_WEIGHT * dict(told)[mattress])
    check(found)


def test_words_of_grammar_alone_are_searched_by_meaning(discs: Generation) -> None:
    """Without a word that counts there is no ranking by words, and every hit is of the other."""
    found = search(discs, "why is it so")

    assert found.lexical == []
    assert len(found.hits) == 5
    assert {hit.evidence.lexical_rank for hit in found.hits} == {None}
    check(found)
