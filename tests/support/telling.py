"""What an answer says where it opens with no snippet: its statements alone."""

from collections.abc import Sequence
from typing import Any

from qa.answering.question.parsed import QuestionIntent
from qa.answering.statements.sentences import SentenceSelection
from qa.answering.statements.telling import tell
from qa.records import Statement


def statements(found: Sequence[SentenceSelection], asked: QuestionIntent, **how: Any) -> list[Statement]:
    return tell(found, asked, **how).statements
