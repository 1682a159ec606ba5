"""Questions of which it is known whether an index answers them: of its own text, everyday, and bundled ones.

Of the bundled questions it is one half, and only where their articles are.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from qa.embedding.samples import sample_texts
from qa.errors import UnknownArticleError
from qa.evaluation.gold import BUNDLED_GOLD, GoldQuestion, QuestionKind, read_gold
from qa.files import sha256
from qa.indexing.bm25 import STOP_WORDS, Postings
from qa.indexing.generations import Generation
from qa.records import Passage

HEADINGS, SENTENCES, OTHERS = 24, 60, 40
"""How many questions of each kind are made at most: together with labelled ones, some seconds of measuring."""
DROPPED_SHARE = 0.6
"""Share of a sentence's content words that is left out, as people leave out or say otherwise what articles say.
With it 82 to 92% of what is made has a probability of at least 0.5, on four corpora where 83 to 91% of people's
questions have; with 0.4, 88 to 97%."""
SENTENCE_WORDS_MOST = 12
KEPT_LEAST = 3
"""Fewer words say too little to ask for their sentence."""
TELLING_LEAST = 0.5
"""What share of the greatest rarity a word has at least that is put in place of another."""
ASKING_WORDS_LEAST = 6
"""A heading that asks in fewer words mostly leaves out of what: "How is it treated?"."""
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


class QuestionSource(StrEnum):
    """Where a question is from; those of the last two are not answered by the articles."""

    PEOPLE = "people"
    HEADING = "heading"
    SENTENCE = "sentence"
    OTHER = "other"
    NEAR = "near"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownQuestion:
    """A question of which it is known whether the articles answer it."""

    text: str
    origin: QuestionSource


def make_questions(generation: Generation) -> tuple[KnownQuestion, ...]:
    """Return the questions of all kinds, each once of its kind; the same for the same articles.

    A near miss asks what an answerable one asks, with a name, a number or else another telling word exchanged for
    one of the same passage: all that it names is there, and what it asks is not said.
    """
    titles = generation.store.titles()
    passages = _spread_passages(generation, 2 * SENTENCES)
    headings = _unique((_heading_question(passage, titles[passage.article_id]) for passage in passages), HEADINGS)
    words = [(passage, _words_of(passage)) for passage in passages]
    sentences = _unique(_titled(words, titles), SENTENCES)
    near = _unique(
        _titled(
            [(passage, _exchanged(text, passage.text, generation.postings)) for passage, text in words], titles
        ),
        SENTENCES,
    )
    return (
        *(KnownQuestion(text=text, origin=QuestionSource.HEADING) for text in headings),
        *(KnownQuestion(text=text, origin=QuestionSource.SENTENCE) for text in sentences),
        *(KnownQuestion(text=text, origin=QuestionSource.OTHER) for text in spread(sample_texts(), OTHERS)),
        *(KnownQuestion(text=text, origin=QuestionSource.NEAR) for text in near),
    )


def spread(items: Sequence[str], count: int) -> list[str]:
    """Return at most ``count`` of the items, at even distances."""
    return [items[place * len(items) // count] for place in range(count)] if len(items) > count else list(items)


def chance(*of: str) -> float:
    """Return a number in 0..1 that depends on the texts alone."""
    return int(sha256("\n".join(of).encode())[:8], 16) / 0x100000000


def _spread_passages(generation: Generation, count: int) -> list[Passage]:
    whole = generation.manifest.passages
    places = sorted({place * whole // count for place in range(count)})
    return generation.store.passages(places)


def _unique(questions: Iterable[str], count: int) -> list[str]:
    """Return at most ``count`` different questions, at even distances; an empty text is none."""
    return spread(list(dict.fromkeys(filter(None, questions))), count)


def _heading_question(passage: Passage, title: str) -> str:
    """Return the innermost heading, with the title where it does not ask by itself."""
    heading = passage.headings[-1] if passage.headings else ""
    whole = heading.endswith("?") and len(heading.split()) >= ASKING_WORDS_LEAST
    return heading if whole else f"{title} {heading}".strip()


def _titled(words: Iterable[tuple[Passage, str]], titles: Mapping[str, str]) -> Iterator[str]:
    """Yield the words of each passage, of every other one with its title before them."""
    for place, (passage, text) in enumerate(words):
        yield f"{titles[passage.article_id]} {text}".strip() if text and place % 2 else text


def _exchanged(text: str, passage: str, postings: Postings) -> str:
    """Return words of a passage with one exchanged for another of it of the same shape; empty where none fits.

    A name or number is exchanged before other words, and the rarest first.
    """

    def rarity(word: str) -> float:
        return max(map(postings.rarity, postings.terms(word)), default=0.0)

    words, least = text.split(), TELLING_LEAST * postings.rarity("")
    said = set(map(str.lower, words))
    others = [word for word in _content(passage) if word.lower() not in said and rarity(word) >= least]
    for given in sorted(words, key=lambda word: (_shape(word) == "word", -rarity(word))):
        alike = [word for word in others if _shape(word) == _shape(given)]
        if alike:
            taken = min(alike, key=lambda word: chance(text, word))
            return " ".join(taken if word == given else word for word in words)
    return ""


def _shape(word: str) -> str:
    if any(map(str.isdigit, word)):
        return "number"
    return "name" if word[0].isupper() else "word"


def _words_of(passage: Passage) -> str:
    """Return some content words of a sentence, in its order; empty where no sentence has enough."""
    for sentence in sorted(passage.sentences, key=lambda candidate: chance(passage.text, str(candidate.start))):
        text = passage.text[sentence.start - passage.start : sentence.end - passage.start]
        words = [word for word in _content(text)[:SENTENCE_WORDS_MOST] if chance(text, word) >= DROPPED_SHARE]
        if len(words) >= KEPT_LEAST:
            return " ".join(words)
    return ""


def _content(text: str) -> list[str]:
    return [word for word in _WORD.findall(text) if word.lower() not in STOP_WORDS and len(word) > 1]


def is_seen(question_id: str) -> bool:
    """Tell whether calibrations may see a question; the other half is for measuring them."""
    return int(sha256(question_id.encode()), 16) % 2 == 0


def labelled_questions(generation: Generation) -> tuple[KnownQuestion, ...]:
    """Return the half that calibrations may see; nothing unless every quotation stands in the articles.

    Its near misses are left out: each names a thing that no article has, and is told at once.
    """
    gold = read_gold(BUNDLED_GOLD)
    if not _holds_all(generation, gold):
        return ()
    return tuple(
        KnownQuestion(text=question.question, origin=_origin(question))
        for question in gold
        if is_seen(question.id) and question.kind is not QuestionKind.NEAR_MISS
    )


def _holds_all(generation: Generation, gold: tuple[GoldQuestion, ...]) -> bool:
    texts: dict[str, str] = {}
    for place in (place for question in gold for place in question.relevant):
        if place.article not in texts:
            try:
                texts[place.article] = generation.store.article(place.article).text
            except UnknownArticleError:
                return False
        if place.quote not in texts[place.article]:
            return False
    return True


def _origin(question: GoldQuestion) -> QuestionSource:
    return QuestionSource.PEOPLE if question.answerable else QuestionSource.OTHER
