"""What a question asks for, as far as its form tells: a definition, several things, when to get help."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from qa.answering.question import QuestionWords
from qa.indexing.vectors import Vectors

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
    r"\b(doctors?|emergency|urgent|hospital|serious|dangerous|worry|warning|red flags?|ambulance)\b", re.IGNORECASE
)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question, or one of its parts: ``vector`` [dimension] is of unit length, ``rarities`` by stem."""

    text: str
    vector: Vectors
    rarities: Mapping[str, float]
    stems: Callable[[str], Sequence[str]]

    @classmethod
    def of(cls, text: str, vector: Vectors, words: QuestionWords) -> "Asked":
        """Return a question with what the corpus knows of its words."""
        return cls(text=text, vector=vector, rarities=words.rarities, stems=words.postings.terms)

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
