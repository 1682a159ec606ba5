"""The bundled questions as something to calibrate on: one half of them, and only where their articles are."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from itertools import cycle, islice

from qa.answering.question.names import listed_names
from qa.embedding.samples import sample_texts
from qa.errors import UnknownArticleError
from qa.evaluation.gold import BUNDLED_GOLD, GoldQuestion, QuestionKind, read_gold
from qa.files import sha256
from qa.indexing.bm25 import STOP_WORDS, Postings
from qa.indexing.generations import Generation
from qa.records import Passage

HEADINGS, SENTENCES, OTHERS, NEAR = 24, 60, 40, 48
"""How many questions of each kind are made at most: together with labelled ones, some seconds of measuring."""
DROPPED_SHARE = 0.4
"""Share of a sentence's content words that is left out, as people leave out or say otherwise what articles say."""
SENTENCE_WORDS_MOST = 12
KEPT_LEAST = 4
"""Fewer words say too little to ask for their sentence."""
ASKING_WORDS_LEAST = 6
"""A heading that asks in fewer words mostly leaves out of what: "How is it treated?"."""
SUBJECTS = 8
"""How many frequent phrases of the articles near misses are made with."""
SUBJECT_LETTERS_LEAST = 4
_THINGS = "Things"
_TEMPLATES = {
    "Medicines": (
        "is {name} good for {subject}",
        "can you take {name} for {subject}",
        "{name} or {other} for {subject}",
    ),
    "Brands": ("is {name} any good for {subject}", "{name} or {other} for {subject}"),
    "Supplements and remedies": ("does {name} help with {subject}", "how much {name} should i take for {subject}"),
    "Treatments, tests and devices": ("does {name} work for {subject}", "what happens in {name} for {subject}"),
    "Illnesses": ("how is {name} treated", "can {name} cause {subject}", "what are the first signs of {name}"),
    "Body parts": ("why does my {name} hurt", "what has my {name} to do with {subject}"),
    "Animals and their care": ("my {name} has {subject}, what should i do",),
    _THINGS: ("does {name} help with {subject}", "what has {name} to do with {subject}"),
}
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
    """A question of which it is known whether the articles answer it; ``about`` tells near misses apart."""

    text: str
    origin: QuestionSource
    about: str = ""


def make_questions(generation: Generation) -> tuple[KnownQuestion, ...]:
    """Return the questions of all kinds, each once; the same for the same articles."""
    titles = generation.store.titles()
    passages = _spread_passages(generation, 2 * SENTENCES)
    headings = _unique((_heading_question(each, titles[each.article_id]) for each in passages), HEADINGS)
    sentences = _unique(_sentence_questions(passages, titles), SENTENCES)
    near = {question.text: question for question in _near_misses(generation, headings)}
    return (
        *(KnownQuestion(text=text, origin=QuestionSource.HEADING) for text in headings),
        *(KnownQuestion(text=text, origin=QuestionSource.SENTENCE) for text in sentences),
        *(KnownQuestion(text=text, origin=QuestionSource.OTHER) for text in spread(sample_texts(), OTHERS)),
        *near.values(),
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


def _unique(texts: Iterable[str], count: int) -> list[str]:
    return spread([text for text in dict.fromkeys(texts) if text], count)


def _heading_question(passage: Passage, title: str) -> str:
    """Return the innermost heading, with the title where it does not ask by itself."""
    heading = passage.headings[-1] if passage.headings else ""
    whole = heading.endswith("?") and len(heading.split()) >= ASKING_WORDS_LEAST
    return heading if whole else f"{title} {heading}".strip()


def _sentence_questions(passages: Sequence[Passage], titles: Mapping[str, str]) -> Iterator[str]:
    """Yield some words of a sentence of each passage, of every other one with the title before them."""
    for place, passage in enumerate(passages):
        text = _words_of(passage)
        yield f"{titles[passage.article_id]} {text}".strip() if text and place % 2 else text


def _words_of(passage: Passage) -> str:
    """Return some content words of a sentence, in its order; empty where no sentence has enough."""
    for sentence in sorted(passage.sentences, key=lambda each: chance(passage.text, str(each.start))):
        text = passage.text[sentence.start - passage.start : sentence.end - passage.start]
        kept = [word for word in _content(text)[:SENTENCE_WORDS_MOST] if chance(text, word) >= DROPPED_SHARE]
        if len(kept) >= KEPT_LEAST:
            return " ".join(kept)
    return ""


def _content(text: str) -> list[str]:
    return [word for word in _WORD.findall(text) if word.lower() not in STOP_WORDS and len(word) > 1]


def _near_misses(generation: Generation, asked: Sequence[str]) -> Iterator[KnownQuestion]:
    """Yield, by turns of the kinds, questions of a template, and ``asked`` ones with the rarest word replaced."""
    subjects, replaceable = cycle(_subjects(generation)), cycle(asked or [""])
    absent = {kind: cycle(names) for kind, names in _absent(generation).items() if names}
    for number, kind in enumerate(islice(cycle(absent), NEAR)):
        name, other = next(absent[kind]), next(absent[kind])
        if number // len(absent) % 2:
            text = _replaced(next(replaceable), name, generation.postings)
        else:
            template = _TEMPLATES[kind][number // len(absent) // 2 % len(_TEMPLATES[kind])]
            text = template.format(name=name, other=other, subject=next(subjects))
        yield KnownQuestion(text=text, origin=QuestionSource.NEAR, about=name)


def _absent(generation: Generation) -> dict[str, list[str]]:
    """Return, by kind, the names with a word that no article has, in an order without meaning."""
    known = generation.vocabulary.words
    return {
        kind: sorted(
            (name for name in names if any(word not in known for word in _WORD.findall(name))), key=chance
        )
        for kind, names in {**listed_names(), _THINGS: _things()}.items()
    }


def _subjects(generation: Generation) -> list[str]:
    """Return phrases that the articles often use, or words where they repeat no phrase."""
    vocabulary = generation.vocabulary
    phrases = [pair for pair in vocabulary.neighbours if not any(map(_is_plain, pair.split()))]
    words = sorted(vocabulary.words, key=lambda word: (-vocabulary.words[word], word))
    return [*phrases, *(word for word in words if not _is_plain(word)), "this"][:SUBJECTS]


def _is_plain(word: str) -> bool:
    return word in STOP_WORDS or len(word) < SUBJECT_LETTERS_LEAST


def _replaced(text: str, name: str, postings: Postings) -> str:
    """Return a question about the name instead of what its rarest word is about."""
    words = _content(text)
    rarest = max(words, key=lambda word: (_rarity(word, postings), word), default="")
    return text.replace(rarest, name, 1) if rarest else name


def _rarity(word: str, postings: Postings) -> float:
    return max(map(postings.rarity, postings.terms(word)), default=0.0)


@cache
def _things() -> tuple[str, ...]:
    lines = files("qa.evaluation").joinpath("absent_things.txt").read_text(encoding="utf-8").splitlines()
    return tuple(name.strip() for name in " ".join(lines[1:]).split(",") if name.strip())


def is_seen(question_id: str) -> bool:
    """Tell whether calibrations may see a question; the other half is for measuring them."""
    return int(sha256(question_id.encode()), 16) % 2 == 0


def labelled_questions(generation: Generation) -> tuple[KnownQuestion, ...]:
    """Return the half that calibrations may see; nothing unless every quotation stands in the articles."""
    gold = read_gold(BUNDLED_GOLD)
    if not _holds_all(generation, gold):
        return ()
    return tuple(
        KnownQuestion(text=each.question, origin=_origin(each), about=each.id) for each in gold if is_seen(each.id)
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
    if question.answerable:
        return QuestionSource.PEOPLE
    return QuestionSource.NEAR if question.kind is QuestionKind.NEAR_MISS else QuestionSource.OTHER
