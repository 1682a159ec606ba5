"""Articles are cut into passages: whole sentences and items, at exact offsets, as cheaply as can be."""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.indexing import chunking as costs
from qa.indexing.chunking import TINY, Piece, sentences_of
from qa.reading.article import compose
from qa.reading.document import Details, Document, DocumentBlock, DocumentBlockKind
from qa.records import Article, BlockKind, Section, Sentence
from qa.settings import Indexing
from tests.support.fakes import FakeEncoder
from tests.support.oracles import cut_article

SMALL = Indexing(passage_tokens=30, passage_tokens_aim=20, passage_tokens_least=8)
count = FakeEncoder().count_tokens


def heading(text: str, level: int = 2) -> DocumentBlock:
    return DocumentBlock(kind=DocumentBlockKind.HEADING, text=text, level=level)


def paragraph(*sentences: str) -> DocumentBlock:
    return DocumentBlock(kind=DocumentBlockKind.PARAGRAPH, text=" ".join(sentences))


def item(*sentences: str, depth: int = 1) -> DocumentBlock:
    return DocumentBlock(kind=DocumentBlockKind.LIST_ITEM, text=" ".join(sentences), level=depth)


def article_of(*blocks: DocumentBlock) -> Article:
    draft = Document(blocks=blocks, details=Details(title="Backs", language="en"))
    return compose(draft, article_id="backs", source="backs.md")


def cut(article: Article, window: int = 256) -> list[Piece]:
    return cut_article(article, count_tokens=count, window=window, settings=SMALL)


def texts(article: Article, window: int = 256) -> list[str]:
    return [article.text[piece.start : piece.end] for piece in cut(article, window)]


def sentence(words: int, first: str = "Walking") -> str:
    """Return a sentence of so many words, which has one token more for its full stop."""
    return " ".join([first, *(f"step{number}" for number in range(1, words))]) + "."


def test_a_tiny_paragraph_is_joined() -> None:
    """Beside 26 tokens, 5 draw a sentence to them (0.12 + 0.01 + 0.8) rather than be tiny (0.09 + 0.56 + 1.6)."""
    article = article_of(paragraph(sentence(12), sentence(12, "Sitting")), paragraph(sentence(4)))

    assert texts(article) == [sentence(12), f"{sentence(12, 'Sitting')}\n\n{sentence(4)}"]


def test_a_passage_stays_in_its_section() -> None:
    """However tiny a section is, it is not joined with the next."""
    article = article_of(
        paragraph("Walk."), heading("Night"), paragraph("Rest."), heading("Day"), paragraph("Sit.")
    )

    assert texts(article) == ["Walk.", "Rest.", "Sit."]
    assert [piece.headings for piece in cut(article)] == [(), ("Night",), ("Day",)]


def test_a_list_stays_with_its_lead_in() -> None:
    """A list that fits stands in one passage with the line that leads into it."""
    before = paragraph(sentence(18))
    items = [item("walking a little way"), item("stretching", depth=2), item("sleeping well")]

    passages = texts(article_of(before, paragraph("These help:"), *items))

    assert passages == [before.text, "These help:\n\n- walking a little way\n  - stretching\n- sleeping well"]


def test_a_long_list_is_cut_between_items() -> None:
    """Of 3 + 9 x 6 tokens, 27 and 30 are cheaper (0.12 + 0.25 + one cut) than 21, 18 and 18 (0.02 + two cuts)."""
    items = [f"item {number} of the list" for number in range(1, 10)]

    article = article_of(paragraph("These help:"), *map(item, items))

    lines = [f"- {words}" for words in items]
    assert texts(article) == ["These help:\n\n" + "\n".join(lines[:4]), "\n".join(lines[4:])]


def test_an_item_is_not_cut_into_its_sentences() -> None:
    """An item of several sentences is whole, and its sentences leave its marker out."""
    pieces = cut(article_of(item("Walk daily.", "Rest."), item("Sleep.")))

    assert [(piece.start, piece.end) for piece in pieces] == [(0, 28)]
    assert [(span.start, span.end) for span in pieces[0].sentences] == [(2, 13), (14, 19), (22, 28)]


def test_an_item_above_the_limit_is_cut_between_its_sentences() -> None:
    """Only an item too long for a passage is taken apart; its marker goes with the first part."""
    sentences = [sentence(15, first) for first in ("Walking", "Sitting", "Lying")]

    assert texts(article_of(item(*sentences))) == [f"- {sentences[0]}", sentences[1], sentences[2]]


def test_a_sentence_above_the_limit_is_cut_at_spaces() -> None:
    """A sentence of 71 tokens is filled into passages of 30, and no word is lost."""
    article = article_of(paragraph(sentence(70)))

    parts = [Sentence(start=piece.start, end=piece.end) for piece in cut(article)]

    assert [len(text.split()) for text in texts(article)] == [30, 30, 10]
    assert " ".join(texts(article)) == article.text
    assert [piece.sentences for piece in cut(article)] == [(part,) for part in parts]


def test_a_word_above_the_limit_stands_alone() -> None:
    """A word without a space is never cut, however long."""
    word = "-".join("x" * 20)

    assert texts(article_of(paragraph("Walk.", f"{word} heals."))) == ["Walk.", word, "heals."]


def test_title_and_special_tokens_take_room_in_the_window() -> None:
    """Eighteen tokens fit a window of 21 beside one token of title and two special ones, and no smaller one."""
    article = article_of(paragraph(sentence(8), sentence(8)))

    assert [len(cut(article, window)) for window in (20, 21)] == [2, 1]


@pytest.mark.parametrize(
    ("headings", "context"),
    [((), "Backs"), (("Why?", "At night."), "Backs. Why?. At night"), (("Day", "Backs", "Day"), "Backs. Day")],
)
def test_the_context_is_title_and_headings_each_once(headings: tuple[str, ...], context: str) -> None:
    """What is embedded in front of a passage names each heading once, from the outermost in."""
    above = [heading(text, level) for level, text in enumerate(headings, start=2)]

    pieces = cut(article_of(*above, paragraph("Sleep.")))

    assert [(piece.context, piece.headings) for piece in pieces] == [(context, headings)]


def test_sentences_end_where_sentences_end() -> None:
    """Abbreviations and decimals end no sentence, and offsets count code points."""
    article = article_of(paragraph("See Dr. Smith 😀 in 2.5 weeks.", "Is it sore?", "Rest!"))

    sentences = sentences_of(article, article.sections[0].blocks[0])

    assert sentences == (Sentence(start=0, end=29), Sentence(start=30, end=41), Sentence(start=42, end=47))


class Atom(NamedTuple):
    """What may not be cut, as the test finds it: sentences here end in the only full stop they have."""

    start: int
    end: int
    block: int
    depth: int


def atoms_of(article: Article, section: Section) -> Iterator[Atom]:
    for place, block in enumerate(section.blocks):
        if block.kind is BlockKind.LIST_ITEM:  # "- " is two characters, and so is each level of indent
            yield Atom(block.start - 2 * block.depth, block.end, place, block.depth)
            continue
        for match in re.finditer(r"[^ .][^.]*\.", article.text[block.start : block.end]):
            yield Atom(block.start + match.start(), block.start + match.end(), place, 0)


def partitions(atoms: Sequence[Atom]) -> Iterator[list[Sequence[Atom]]]:
    for size in range(len(atoms)):
        for edges in combinations(range(1, len(atoms)), size):
            yield [atoms[first:last] for first, last in pairwise([0, *edges, len(atoms)])]


def cost_of(parts: Sequence[Sequence[Atom]], text: str) -> float:
    """Return what the constants say a partition costs; no bound when a passage is too long."""
    total = 0.0
    for part in parts:
        size = sum(count([text[atom.start : atom.end] for atom in part]))
        total += float("inf") if size > SMALL.passage_tokens else (1 - size / SMALL.passage_tokens_aim) ** 2
        total += TINY if size < SMALL.passage_tokens_least else 0.0
    for (*_, before), (after, *_) in pairwise(parts):
        if before.block == after.block:
            total += costs.CUT_BETWEEN_SENTENCES
        elif after.depth > before.depth:
            total += costs.CUT_BELOW_LEAD_IN
        else:
            total += costs.CUT_BETWEEN_ITEMS * after.depth or costs.CUT_BETWEEN_PARAGRAPHS
    return total


SENTENCES = st.builds(sentence, st.integers(1, 12))
ITEMS = st.builds(item, SENTENCES, depth=st.integers(1, 2))
PARAGRAPHS = st.lists(SENTENCES, min_size=1, max_size=2).map(lambda sentences: paragraph(*sentences))
HEADINGS = st.builds(heading, st.sampled_from(["Night", "Day"]), st.integers(2, 4))


@given(st.lists(PARAGRAPHS | ITEMS | HEADINGS, max_size=4) | st.lists(ITEMS, max_size=8))
@settings(deadline=None)
def test_atoms_are_whole_and_no_partition_is_cheaper(blocks: list[DocumentBlock]) -> None:
    """Each section's passages are its atoms in order, and cost what the best of all partitions costs."""
    article = article_of(paragraph("Walk."), *blocks)

    pieces = cut(article)

    for section in article.sections:
        atoms = list(atoms_of(article, section))
        inside = [piece for piece in pieces if section.start <= piece.start and piece.end <= section.end]
        parts = [[atom for atom in atoms if piece.start <= atom.start < piece.end] for piece in inside]
        assert [atom for part in parts for atom in part] == atoms
        assert [(piece.start, piece.end) for piece in inside] == [(part[0].start, part[-1].end) for part in parts]
        best = min(cost_of(partition, article.text) for partition in partitions(atoms))
        assert cost_of(parts, article.text) == pytest.approx(best)


LONG = st.lists(st.builds(sentence, st.integers(1, 80)), min_size=1, max_size=5).map(
    lambda sentences: paragraph(*sentences)
)


@given(st.lists(LONG | ITEMS | HEADINGS, max_size=20), st.integers(24, 256))
@settings(deadline=None)
def test_every_word_is_in_one_passage(blocks: list[DocumentBlock], window: int) -> None:
    """Passages have the words of all blocks in order, each once, and fit the window."""
    article = article_of(paragraph("Walk."), *blocks)

    pieces = cut(article, window)

    words = [word for text in texts(article, window) for word in text.split() if word != "-"]
    spans = [(block.start, block.end) for section in article.sections for block in section.blocks]
    assert words == [word for start, end in spans for word in article.text[start:end].split()]
    for piece in pieces:
        room = window - count([piece.context])[0] - costs.SPECIAL_TOKENS
        assert count([article.text[piece.start : piece.end]])[0] <= min(SMALL.passage_tokens, room)
        edges = [piece.start, *(edge for span in piece.sentences for edge in (span.start, span.end)), piece.end]
        assert edges == sorted(edges)
