"""An answer → questions near it that the articles do answer, made of the articles' own headings.

They are looked for only where they are shown, as each is asked before it is offered: it takes seconds, and an
answer does not wait for it.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from qa.answering.assistant import Assistant
from qa.answering.question.follow_up import joined, leans, subject_test
from qa.errors import QuestionError
from qa.records import Answer, Verdict

RELATED_MOST = 4
"""Questions offered at most: more are a list to read, not a way on."""
PASSAGES_NEAR = 24
"""Passages around the question whose headings are looked at: of about ten articles."""
CHECKED_MOST = 8
"""Headings asked at most for one answer; a question of each takes the time of any question."""
OF_ARTICLE_MOST = 2
"""Questions offered of one article at most, so that they lead on."""

TITLED_WORDS_MOST = 2
"""Words of a heading that asks nothing and still names a part of its article, as "Treatment" does; a longer one
tells something, and is no question behind a title either."""
CHARACTERS_MOST = 100
"""A longer question does not fit a button."""

_POINTS = re.compile(r"\b(?:it|its|this|that|these|those|they|them|their)\b", re.IGNORECASE)
"""What in a heading may point to its article's title."""
Place = tuple[str, tuple[str, ...]]


def related(assistant: Assistant, answer: Answer) -> tuple[str, ...]:
    """Return at most ``RELATED_MOST`` questions near an answer's that these articles answer, the nearest first.

    Each is a heading that asks and stands by itself, or the article's title and a heading, as they are written.
    The articles' answer to it is sure, and quotes the section under that heading, which the answer does not.
    There are none of a question that the articles do not answer: nothing here is near it.
    """
    if answer.verdict is Verdict.NOT_IN_CORPUS:
        return ()
    quoted_places = {
        (citation.article_id, citation.headings) for statement in answer.told for citation in statement.citations
    }
    questions: list[str] = []
    articles: list[str] = []
    checked = 0
    for place, question in _near(assistant, answer):
        if len(questions) == RELATED_MOST or checked == CHECKED_MOST:
            break
        if place in quoted_places or question in questions or articles.count(place[0]) == OF_ARTICLE_MOST:
            continue
        checked += 1
        if is_answered(assistant, question, place):
            questions.append(question)
            articles.append(place[0])
    return tuple(questions)


def _near(assistant: Assistant, answer: Answer) -> Iterator[tuple[Place, str]]:
    """Yield the sections near a question, the nearest first, each once, with the question of its heading."""
    searched = answer.searched if answer.searched != answer.question else joined(answer.question, answer.after)
    names_subject = subject_test(assistant.generation)
    visited: set[Place] = set()
    for hit in assistant.search(searched, passages=PASSAGES_NEAR):
        place = (hit.passage.article_id, hit.passage.headings)
        title = assistant.article(hit.passage.article_id).title
        question = "" if place in visited else question_of(title, hit.passage.headings, names_subject)
        visited.add(place)
        if question and question.casefold() != searched.casefold():
            yield place, question


def question_of(title: str, headings: Sequence[str], names_subject: Callable[[str], bool]) -> str:
    """Return the question that the last of the headings over a passage makes; nothing where it would be none.

    ``title`` is that of its article; ``names_subject`` tells of a word whether it names a subject.
    """
    if not headings:
        return ""
    heading = headings[-1].strip()
    asks = heading.endswith(("?", "？"))
    if not asks and (len(headings) > 1 or len(heading.split()) > TITLED_WORDS_MOST):
        return ""
    subject = title.partition(":")[0].strip()
    stands = asks and not _POINTS.search(heading) and not leans(heading, names_subject)
    question = heading if stands else f"{subject}: {heading}"
    return question if subject and len(question) <= CHARACTERS_MOST else ""


def is_answered(assistant: Assistant, question: str, place: Place) -> bool:
    """Tell whether the articles surely answer a question, by what stands under the heading that it is made of."""
    try:
        answer = assistant.ask(question)
    except QuestionError:  # a heading of signs alone
        return False
    cited = (citation for statement in answer.told for citation in statement.citations)
    return answer.verdict is Verdict.ANSWERED and any(
        (citation.article_id, citation.headings) == place for citation in cited
    )


def covered(assistant: Assistant, answer: Answer) -> tuple[str, ...]:
    """Return the titles of at most ``RELATED_MOST`` articles that are nearest to a question that none answers."""
    if answer.verdict is not Verdict.NOT_IN_CORPUS:
        return ()
    searched = answer.searched if answer.searched != answer.question else joined(answer.question, answer.after)
    near = assistant.search(searched, passages=PASSAGES_NEAR)
    titles = dict.fromkeys(assistant.article(hit.passage.article_id).title for hit in near)
    return tuple(titles)[:RELATED_MOST]
