"""Labels → gold questions: what visitors said of passages, as questions with known answers.

A question is answerable when any passage was said to answer it, by the sentences that were marked there.  It is
one that no article answers only when that was said of the refused answer itself, and of no passage the contrary:
passages that do not answer prove nothing about those nobody saw.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pydantic import TypeAdapter

from qa.errors import UnknownArticleError
from qa.evaluation.gold import GoldQuestion, Kind, RelevantPlace
from qa.evaluation.labels import Label, Vote
from qa.files import sha256
from qa.records import Article, Section

_ID_CHARACTERS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """The questions that labels make, in the order of the labels.

    ``stale`` are the labels whose quote is no longer in its article, left out; ``undecided`` counts the questions
    that the labels do not decide.
    """

    questions: tuple[GoldQuestion, ...]
    stale: tuple[Label, ...]
    undecided: int


def labelled(labels: Iterable[Label], article: Callable[[str], Article]) -> Labelled:
    """Return the questions that labels make; ``article`` returns one by its id, or raises UnknownArticleError."""
    groups: dict[str, list[Label]] = {}
    stale: list[Label] = []
    places: dict[Label, RelevantPlace] = {}
    for label in labels:
        groups.setdefault(label.question.casefold(), []).append(label)
        if label.of_refusal:
            continue
        place = _place(label, article)
        if place is None:
            stale.append(label)
        else:
            places[label] = place
    questions = [_question(group, places) for group in groups.values()]
    decided = tuple(question for question in questions if question)
    return Labelled(questions=decided, stale=tuple(stale), undecided=len(questions) - len(decided))


def to_lines(questions: Iterable[GoldQuestion]) -> bytes:
    """Return questions as a gold file, one JSON object a line."""
    adapter = TypeAdapter(GoldQuestion)
    return b"".join(adapter.dump_json(question) + b"\n" for question in questions)


def _question(group: list[Label], places: dict[Label, RelevantPlace]) -> GoldQuestion | None:
    """Return the question of a group of labels, or None where they do not decide it."""
    said = [label for label in group if label.vote is Vote.UP]
    answering = [label for label in said if not label.of_refusal]
    relevant = tuple(dict.fromkeys(places[label] for label in answering if label in places))
    refused_rightly = not answering and any(label.of_refusal for label in said)
    if not relevant and not refused_rightly:
        return None
    question = group[-1].question
    return GoldQuestion(
        id=f"label-{sha256(question.casefold().encode())[:_ID_CHARACTERS]}",
        question=question,
        answerable=bool(relevant),
        # asked in earnest of these articles: near to them, as far as anyone can tell
        kind=Kind.PLAIN if relevant else Kind.NEAR_MISS,
        relevant=relevant,
    )


def _place(label: Label, look_up: Callable[[str], Article]) -> RelevantPlace | None:
    """Return the place of a label's quote, where it stood or else where it first stands; None for nowhere."""
    try:
        article = look_up(label.article)
    except UnknownArticleError:
        return None
    holding = [each for each in article.sections if label.quote in article.text[each.start : each.end]]
    if not holding or not label.quote.strip():
        return None
    section = next((each for each in holding if _stands_in(each, article, label)), holding[0])
    heading = section.headings[-1] if section.headings else ""
    return RelevantPlace(article=article.id, heading=heading, quote=label.quote)


def _stands_in(section: Section, article: Article, label: Label) -> bool:
    same = article.text[label.start : label.end] == label.quote
    return same and section.start <= label.start and label.end <= section.end
