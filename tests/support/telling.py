"""What an answer says where it opens with no snippet: its statements alone."""

from collections.abc import Sequence
from typing import Any

from qa.answering.question.parsed import QuestionIntent
from qa.answering.statements.sentences import SentenceSelection
from qa.answering.statements.telling import tell
from qa.records import Statement


def statements(selections: Sequence[SentenceSelection], question: QuestionIntent, **how: Any) -> list[Statement]:
    return tell(selections, question, **how).statements
