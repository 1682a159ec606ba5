"""What a question asks for, as far as its form tells: a definition, several things, when to get help."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from qa.embedding.encoder import Vectors
from qa.errors import ForVisitors, QuestionError
from qa.indexing.bm25 import Postings
from qa.reading.scripts import UNSPACED

QUESTION_CHARACTERS_MOST = 4000
"""Long letters to a doctor have up to about 3,000 characters; beyond is a pasted article."""

LETTER_WORDS = 30
"""A question with more words mostly tells a story first."""
SUBJECT_WORDS_MOST = 8
"""Words of a subject line at most: what comes before the first full stop of a letter, and is no sentence of it."""
_PARTED = re.compile(r"[\s:;,/|=+*^~<>()\[\]{}\"“”？！。、，]+")
"""What stands between words, signs of search engines among them: "title:sciatica" is two."""
_AROUND = "?!.'‘’-"
_SENTENCE_END = re.compile(r"(?<=[.?!])\s+")
_ASKS = re.compile(
    r"\?$|^((and|but|so|or) )?(what|why|how|which|when|where|who|can|could|should|will|would|is|are|am|do|does)"
    r"\b|\b(wonder|want to know|like to know|need to know|advice|advise)",
    re.IGNORECASE,
)

_OF_A_PERSON = re.compile(
    r"\b(i|i'm|i've|im|ive|my|me|we|our|us|he|she|they|his|her|their)\b"
    r"|^(hi|hey|hello|hiya|dear|good (morning|afternoon|evening|day)|greetings|to whom|sorry|please|thanks?)\b",
    re.IGNORECASE,
)


def tidy(question: str) -> str:
    """Return the question with plain spaces, in NFC, without control or invisible characters.

    Raises QuestionError when no letter or digit is left, or it is too long.
    """
    visible = "".join(
        " " if character.isspace() else character for character in question if _is_visible(character)
    )
    tidied = " ".join(unicodedata.normalize("NFC", visible).split())
    if not any(character.isalnum() for character in tidied):
        raise QuestionError(
            "The question has no words.",
            hint='Ask in words, as in: citewell ask "what is sciatica"',
            for_visitors=ForVisitors("The question has no words.", "Ask in words, as you would ask a person."),
        )
    if len(tidied) > QUESTION_CHARACTERS_MOST:
        raise QuestionError(
            f"The question has {len(tidied):,} characters; at most {QUESTION_CHARACTERS_MOST:,} are allowed.",
            hint="Ask what you want to know in a few sentences.",
        )
    return tidied


def _is_visible(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn")


def asking_part(question: str) -> str:
    """Return the sentences of a letter that ask something; nothing for a short question, or one that only asks.

    "Hello, my mother has had … for three years.  Is it safe to …?": what is asked is the last.  A subject line
    before the first sentence ("Frozen shoulder. I am …") belongs to it, as what asks may not name it again.
    """
    if not is_letter(question):
        return ""
    first, *further = sentences = _SENTENCE_END.split(question)
    asking = [first] if _ASKS.search(first) or (further and _is_subject(first)) else []
    asking += filter(_ASKS.search, further)
    return "" if len(asking) == len(sentences) else " ".join(asking)


def is_letter(question: str) -> bool:
    """Tell whether a question is so long that it mostly tells a story."""
    return len(question.split()) >= LETTER_WORDS


def _is_subject(sentence: str) -> bool:
    """Tell whether a first sentence names what a letter is about: a few words, of no person, and no greeting."""
    return len(sentence.split()) <= SUBJECT_WORDS_MOST and not _OF_A_PERSON.search(sentence)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionWords:
    """The words of a question that count: rarity by stem, and those that no article has, as typed."""

    rarities: Mapping[str, float]
    unknown: tuple[str, ...]

    @classmethod
    def of(cls, question: str, postings: Postings) -> "QuestionWords":
        """Look the words of a question up in the corpus."""
        rarities: dict[str, float] = {}
        unknown: dict[str, None] = {}
        for word in _PARTED.split(question):
            stems = postings.terms(word)
            rarities |= {stem: postings.rarity(stem) for stem in stems if stem not in rarities}
            in_articles = [bool(postings.frequency(stem)) for stem in stems]
            if not all(in_articles) and not (
                any(in_articles) and UNSPACED.search(word)
            ):  # that is a clause, not a word
                unknown[word.strip(_AROUND)] = None
        return cls(rarities=rarities, unknown=tuple(unknown))

    def share_among(self, stems: Iterable[str]) -> float:
        """Return the share of the question's words, by rarity, that a text of these stems has; 0 for no words."""
        whole = sum(self.rarities.values())
        if not whole:
            return 0.0
        return sum(self.rarities[stem] for stem in set(stems) & self.rarities.keys()) / whole


_SEVERAL = (
    "causes|reasons|symptoms|signs|types|kinds|ways|tips|exercises|stretches|treatments|options|remedies|factors|"
    "effects|steps|conditions|examples|positions|risks|tests|clues|problems|habits|things"
)
_ASKS_FOR_LIST = re.compile(
    rf"^(?>.*?\b(what|which|list|any)\b).*\b({_SEVERAL})\b|^({_SEVERAL}) (of|for|to|that)\b"
    r"|\bwhat (can |could |may |might )?(causes?|helps?|eases?|relieves?|worsens?|triggers?)\b"
    r"|\bwhat (can|could|should|must) (i|we|you|one)\b|\bhow ((can|could|do|should) (i|we|you|one)|to)\b",
    re.IGNORECASE,
)
_ASKS_FOR_DEFINITION = re.compile(
    rf"\s*(what|who)('s| is| are| was| were|(?> does .* mean\b))\b(?!.*\b(best|difference|{_SEVERAL})\b)",
    re.IGNORECASE,
)
_ASKS_FOR_HELP = re.compile(
    r"\b(doctors?|emergency|urgent|hospital|serious|dangerous|worry|warning|red flags?|ambulance|gp|"
    r"midwife|casualty|get (it|this|me|him|her) (checked|seen)|be (checked|seen))\b|\ba ?& ?e\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class QuestionIntent:
    """A question, or one of its parts: ``vector`` [dimension] is of unit length, ``rarities`` by stem."""

    text: str
    vector: Vectors
    rarities: Mapping[str, float]

    @cached_property
    def wants_definition(self) -> bool:
        """Whether it asks what something is."""
        return bool(_ASKS_FOR_DEFINITION.match(self.text))

    @cached_property
    def wants_list(self) -> bool:
        """Whether it asks for several things: causes, symptoms, what helps, how to do something."""
        return bool(_ASKS_FOR_LIST.search(self.text))

    @cached_property
    def wants_help(self) -> bool:
        """Whether it asks when to get help."""
        return bool(_ASKS_FOR_HELP.search(self.text))
