"""What the articles say on when to get help, where a question describes it: from the corpus, never from code."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from qa.answering.agreement import points_of, statement_of, testify
from qa.answering.asked import Asked
from qa.answering.attribution import Answering, every_answering
from qa.answering.found_passage import FoundPassage
from qa.indexing.generations import Generation
from qa.indexing.vectors import Vectors
from qa.records import Citation, Passage, SectionKind, Sentence, Statement

URGENT_MOST = 3
NEAR_MOST = 12
"""Passages on getting help whose sentences are compared with what the question describes."""
NAMED_COSINE = 0.4
"""How near a sentence about getting help must be to what the question describes, together with:"""
NAMED_MARGIN = 0.0
"""how much nearer than every sentence of the passages that answer it otherwise.  On the questions of
tests/test_urgent.py and the bundled articles, both together find 21 of 22 descriptions (one is offered, below)
and none of 22 questions on lifting, posture and the like; the cosine alone would take 11 of these."""
OFFERED_MARGIN = -0.1
"""The same for a question about symptoms in general, to which the nearest of the same articles is offered."""
NEAR_BEST = 0.1
"""How far below the nearest sentence another may be that is shown beside it."""
CHOSEN_MOST = 4 * URGENT_MOST
WORDS_WEIGHT = 0.3
"""Weight of the share of the words, "between" among them: it parts "numb between the legs" from "numb legs"."""
PREFIX = 4
"""Letters by which words are compared here, and the least that a word has."""
PREFIXES_KEPT = 4096
"""Texts whose words are kept: the sentences on getting help are compared with every question."""

_ABOUT_SYMPTOMS = re.compile(
    r"\b(symptoms?|signs?|serious|dangerous|hurts?|hurting|pain(ful|s)?|aches?|aching|sore|numb(ness)?|tingl\w+|"
    r"weak(ness)?|cramps?|spasms?|stiff(ness)?|burning|swollen)\b",
    re.IGNORECASE,
)


class HelpPassages:
    """The passages of a generation that say when to get help, with their vectors at hand."""

    def __init__(self, generation: Generation) -> None:
        """Look them up once."""
        self._ids = generation.store.passages_of_kind(SectionKind.WHEN_TO_GET_HELP)
        self._rows = generation.vectors.rows(self._ids) if self._ids else None

    def near(self, question: Vectors) -> list[int]:
        """Return the ids of at most NEAR_MOST of them, nearest to a question, a unit vector [dimension], first."""
        if self._rows is None:
            return []
        order = np.argsort(-(self._rows @ question), kind="stable")[:NEAR_MOST]
        return [self._ids[place] for place in order]


@dataclass(frozen=True, slots=True, kw_only=True)
class Help:
    """What was found: ``sentences`` about when to get help, one by one, and their ``vectors``.

    ``otherwise`` are the vectors of what answers the question otherwise, all [sentences, dimension]; ``articles``
    are those that answer it.
    """

    sentences: tuple[Answering, ...]
    vectors: Vectors
    otherwise: Vectors
    articles: frozenset[str]

    @classmethod
    def of(cls, asked: Asked, help_found: Sequence[FoundPassage], answered: Sequence[FoundPassage]) -> "Help":
        """Return what the best passages on getting help say, and the passages that answer; others are left out."""
        sentences = [each for found in help_found if found.is_about_help for each in every_answering(found, asked)]
        nothing: Vectors = np.zeros((1, asked.vector.shape[0]), dtype=np.float32)
        others = [found.vectors for found in answered if not found.is_about_help]
        return cls(
            sentences=tuple(sentences),
            vectors=np.stack([each.vector for each in sentences]) if sentences else nothing,
            otherwise=np.concatenate(others or [nothing]),
            articles=frozenset(found.article.id for found in answered),
        )


def urgent(
    asked: Asked,
    parts: Sequence[Asked],
    help_found: Help,
    *,
    cite: Callable[[Passage, Sentence], Citation],
    main_article: Callable[[str], str],
) -> list[Statement]:
    """Return what says when to get help, where the question describes it: the best first, each point once.

    ``parts`` are those of ``parts_of``, encoded.  A question about symptoms in general is offered the one
    nearest sentence of the articles that answer it; every other question nothing.
    """
    if asked.wants_definition or not help_found.sentences:
        return []
    described = [part for part in (asked, *parts) if _margin(part, help_found) >= NAMED_MARGIN]
    chosen = list(_in_turn(parts or [asked], help_found.sentences)) if described else []
    if not chosen and _ABOUT_SYMPTOMS.search(asked.text) and _margin(asked, help_found) >= OFFERED_MARGIN:
        same = [each for each in help_found.sentences if each.passage.article_id in help_found.articles]
        chosen = sorted(same, key=lambda each: -_closeness(asked, each))[:1]
    points = points_of(chosen[:CHOSEN_MOST], asked.stems)[:URGENT_MOST]
    for each in help_found.sentences:
        testify(each, points, asked.stems)
    return [statement_of(point, cite, main_article) for point in points]


def _margin(part: Asked, found: Help) -> float:
    """Return how much nearer getting help is than what answers otherwise; nothing where help is not near."""
    nearest = float((found.vectors @ part.vector).max())
    return nearest - float((found.otherwise @ part.vector).max()) if nearest >= NAMED_COSINE else -1.0


def _in_turn(parts: Sequence[Asked], sentences: Sequence[Answering]) -> Iterator[Answering]:
    """Yield what is nearest to all parts together, then to each in turn, as far as it is near."""
    yield max(sentences, key=lambda each: sum(_closeness(part, each) for part in parts))
    nearest_to = [_near(part, sentences) for part in parts]
    for turn in range(max(map(len, nearest_to))):
        yield from (near[turn] for near in nearest_to if turn < len(near))


def _near(part: Asked, sentences: Sequence[Answering]) -> list[Answering]:
    """Return the sentences that are about as near to a part of the question as the nearest, nearest first."""
    scored = sorted((-_closeness(part, each), place) for place, each in enumerate(sentences))
    return [sentences[place] for score, place in scored if score <= scored[0][0] + NEAR_BEST]


def _closeness(part: Asked, each: Answering) -> float:
    words, said = _prefixes(part.text), _prefixes(each.said)
    return float(each.vector @ part.vector) + WORDS_WEIGHT * len(words & said) / max(1, len(words))


@lru_cache(maxsize=PREFIXES_KEPT)
def _prefixes(text: str) -> frozenset[str]:
    return frozenset(word[:PREFIX] for word in re.findall(r"\w+", text.casefold()) if len(word) >= PREFIX)
