"""Article → passages with sentences, at exact offsets.

A section is split into atoms, which are never cut: a sentence of a paragraph, or a whole list item.  ``best_cuts``
joins successive atoms into passages at the least cost: a passage should be near the target size, and a cut costs
more the closer the atoms on its two sides belong together.  Sizes are counted in the encoder's own tokens, and a
passage with its title and headings fits the encoder's window.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from qa.reading.scripts import pieces
from qa.reading.sentences import sentence_spans
from qa.records import Article, Block, BlockKind, Section, Sentence
from qa.settings import Indexing

TINY = 1.5
"""Extra cost of a passage below the least size: enough to join any neighbour, except one that a lead-in
separates."""


def best_cuts(
    tokens: Sequence[int], cuts: Sequence[float], limit: int, settings: Indexing
) -> list[tuple[int, int]]:
    """Return the cheapest partition of the atoms as half-open ranges, none above ``limit`` tokens.

    An atom above ``limit``, such as a word longer than the window, stands alone.
    """
    aim = min(settings.passage_tokens_aim, limit)
    least = min(settings.passage_tokens_least, limit)
    cost = [0.0] + [float("inf")] * len(tokens)
    first_of = [0] * (len(tokens) + 1)
    for after in range(1, len(tokens) + 1):
        size = 0
        for first in range(after - 1, -1, -1):
            size += tokens[first]
            if size > limit and first < after - 1:
                break
            total = cost[first] + (cuts[first] if first else 0.0) + (1 - size / aim) ** 2
            total += TINY if size < least else 0.0
            if total < cost[after]:
                cost[after], first_of[after] = total, first
    ranges: list[tuple[int, int]] = []
    after = len(tokens)
    while after:
        ranges.append((first_of[after], after))
        after = first_of[after]
    return ranges[::-1]


CONTEXT_TOKENS_MOST = 80
"""Most tokens of title and headings; real ones have 5 to 40."""
SPECIAL_TOKENS = 2
"""Tokens that the encoder adds around a text ([CLS] and [SEP])."""

# Costs of a cut between two atoms; 1 is the cost of an empty passage.
CUT_BETWEEN_PARAGRAPHS = 0.1
CUT_BETWEEN_ITEMS = 0.6
CUT_BETWEEN_SENTENCES = 0.8
CUT_BELOW_LEAD_IN = 8.0
CUT_INSIDE_ITEM = 4.0

CountTokens = Callable[[Sequence[str]], Sequence[int]]
Sentences = Mapping[int, tuple[Sentence, ...]]
"""The sentences of each block, by its start."""


@dataclass(frozen=True, slots=True)
class _Atom:
    """A span that is never cut; ``cut`` is the cost of a cut before it.

    ``start`` includes a list item's marker; ``sentences`` do not.
    """

    start: int
    end: int
    tokens: int
    cut: float
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A passage without its number: its span, and ``context``, the text embedded in front of it."""

    headings: tuple[str, ...]
    context: str
    start: int
    end: int
    sentences: tuple[Sentence, ...]


def cut_articles(
    articles: Sequence[Article], *, count_tokens: CountTokens, window: int, settings: Indexing
) -> list[list[Piece]]:
    """Return the pieces of each article; faster than one by one, as all tokens are counted in one call."""
    sentences = [
        {block.start: sentences_of(article, block) for section in article.sections for block in section.blocks}
        for article in articles
    ]
    texts = (
        text
        for article, sentences_of_article in zip(articles, sentences, strict=True)
        for text in _countable(article, sentences_of_article)
    )
    counted = _counted_once(list(dict.fromkeys(texts)), count_tokens)
    return [
        [
            piece
            for section in article.sections
            for piece in _cut_section(
                article, section, sentences_of_article, count_tokens=counted, window=window, settings=settings
            )
        ]
        for article, sentences_of_article in zip(articles, sentences, strict=True)
    ]


def _countable(article: Article, sentences: Sentences) -> Iterator[str]:
    """Yield the contexts, list items and sentences of an article: nearly all texts whose tokens are counted."""
    for section in article.sections:
        yield _whole_context(article.title, section.headings)
        for block in section.blocks:
            if block.kind is BlockKind.LIST_ITEM:
                yield article.text[_begin(article.text, block) : block.end]
            else:
                yield from (article.text[sentence.start : sentence.end] for sentence in sentences[block.start])


def _counted_once(texts: Sequence[str], count_tokens: CountTokens) -> CountTokens:
    """Return a memoised ``count_tokens``, with these texts already counted."""
    counts = dict(zip(texts, count_tokens(texts), strict=True)) if texts else {}

    def count(texts_to_count: Sequence[str]) -> list[int]:
        unknown = [text for text in texts_to_count if text not in counts]
        if unknown:
            counts.update(zip(unknown, count_tokens(unknown), strict=True))
        return [counts[text] for text in texts_to_count]

    return count


def _cut_section(
    article: Article,
    section: Section,
    sentences: Sentences,
    *,
    count_tokens: CountTokens,
    window: int,
    settings: Indexing,
) -> Iterator[Piece]:
    context = _context(article.title, section.headings, count_tokens, min(CONTEXT_TOKENS_MOST, window // 3))
    overhead = count_tokens([context])[0] + SPECIAL_TOKENS
    limit = max(1, min(settings.passage_tokens, window - overhead))
    atoms = [
        atom
        for previous, block in zip([None, *section.blocks], section.blocks, strict=False)
        for atom in _atoms(article.text, previous, block, sentences[block.start], count_tokens, limit)
    ]
    for first, after in best_cuts([atom.tokens for atom in atoms], [atom.cut for atom in atoms], limit, settings):
        chosen = atoms[first:after]
        yield Piece(
            headings=section.headings,
            context=context,
            start=chosen[0].start,
            end=chosen[-1].end,
            sentences=tuple(sentence for atom in chosen for sentence in atom.sentences),
        )


def _context(title: str, headings: Sequence[str], count_tokens: CountTokens, limit: int) -> str:
    """Return the text embedded in front of a passage: title and unrepeated headings, at most ``limit`` tokens."""
    context = _whole_context(title, headings)
    while (tokens := count_tokens([context])[0]) > limit:
        words = context.split()
        words_left = min(len(words) - 1, len(words) * limit // tokens)
        context = " ".join(words[:words_left]) if words_left else context[: len(context) // 2]
    return context


def _whole_context(title: str, headings: Sequence[str]) -> str:
    parts = dict.fromkeys([title, *headings])
    return ". ".join(part.rstrip(".") for part in parts if part)


def _atoms(
    text: str,
    previous: Block | None,
    block: Block,
    sentences: tuple[Sentence, ...],
    count_tokens: CountTokens,
    limit: int,
) -> list[_Atom]:
    """Return the atoms of a block: a list item of at most ``limit`` tokens is one, else each sentence."""
    start, cut = _begin(text, block), _cost_of_cut(previous, block)
    an_item = block.kind is BlockKind.LIST_ITEM
    if an_item and (tokens := count_tokens([text[start : block.end]])[0]) <= limit:
        return [_Atom(start, block.end, tokens, cut, sentences)]
    room = limit - count_tokens([text[start : block.start]])[0] if an_item else limit  # the marker takes some
    parts = [part for sentence in sentences for part in _fitting(text, sentence, count_tokens, room)]
    begins = [start, *(part.start for part in parts[1:])]
    counts = count_tokens([text[begin : part.end] for begin, part in zip(begins, parts, strict=True)])
    inside = CUT_INSIDE_ITEM if an_item else CUT_BETWEEN_SENTENCES
    return [
        _Atom(begin, part.end, tokens, inside if position else cut, (part,))
        for position, (begin, part, tokens) in enumerate(zip(begins, parts, counts, strict=True))
    ]


def _cost_of_cut(previous: Block | None, block: Block) -> float:
    if previous is None:
        return 0.0
    if block.depth > previous.depth:  # the line before introduces this list
        return CUT_BELOW_LEAD_IN
    if block.depth:
        return CUT_BETWEEN_ITEMS * block.depth
    return CUT_BETWEEN_PARAGRAPHS


def _begin(text: str, block: Block) -> int:
    """Return where a block begins; a list item at its marker, so that the passage includes it."""
    return text.rfind("\n", 0, block.start) + 1 if block.kind is BlockKind.LIST_ITEM else block.start


def sentences_of(article: Article, block: Block) -> tuple[Sentence, ...]:
    """Return the sentences of a block, in order, without the spaces between them."""
    spans = sentence_spans(article.text[block.start : block.end], article.language)
    return tuple(Sentence(start=block.start + start, end=block.start + end) for start, end in spans)


def _fitting(text: str, sentence: Sentence, count_tokens: CountTokens, limit: int) -> list[Sentence]:
    """Return the sentence, or its parts, where it is longer than ``limit`` tokens.

    It is cut at spaces, and between the characters of scripts without spaces.
    """
    whole = text[sentence.start : sentence.end]
    if count_tokens([whole])[0] <= limit:
        return [sentence]
    parts: list[Sentence] = []
    start, used = sentence.start, 0
    position = sentence.start
    words = pieces(whole)
    counts = count_tokens(words)
    for word, tokens in zip(words, counts, strict=True):
        if used and used + tokens > limit and not word.isspace():
            parts.append(_stripped(text, start, position))
            start, used = position, 0
        used += tokens
        position += len(word)
    parts.append(Sentence(start=start, end=sentence.end))
    return parts


def _stripped(text: str, start: int, end: int) -> Sentence:
    """Return a part of a sentence without the spaces at its end."""
    return Sentence(start=start, end=start + len(text[start:end].rstrip()))
