"""A question that asks two things, "what causes it and how long does it last" → each of them as a question.

What follows "and", a comma or a question mark is a question of its own where it begins as one does ("how long",
"can I"), and asks for another kind of thing than the one before.  Words of grammar alone tell it.
"""

import re
from itertools import pairwise

from qa.answering.question.kind import kind_of
from qa.answering.question.parsed import is_letter

QUESTIONS_MOST = 3
"""Most questions that one text is split into; what follows is searched with the whole."""
WORDS_LEAST = 2
"""A question has so many words at least: "and why" is said of the one before, and asks nothing else."""
_ASKS = (
    r"how (?:long|soon|often|much|many|do|does|can|should|to|is|are)"
    r"|what(?:'?s| is| are| do| does| can| should| else)?"
    r"|why|when|where|which|who|is (?:it|there|that|this)|are there"
    r"|(?:can|could|should|may|must|do|will|would) (?:i|we|you|he|she|they|it)|does (?:it|this|that)"
)
_NEXT = re.compile(
    rf"(?:[?;]+\s*(?:(?:and|or|also|but)\b[\s,]*)?|,?\s+(?:and|also|and also)\s+|,\s*)(?=(?:{_ASKS})\b)",
    re.IGNORECASE,
)
_BEGINS = re.compile(
    rf"(?:{_ASKS})\b|(?:is|are|can|could|should|will|would|do|does|did|has|have)\b", re.IGNORECASE
)


def questions_in(text: str) -> list[str]:
    """Return the questions that a text asks one after the other, in order; nothing where it asks but one.

    A letter tells a story between what it asks, and is read as a whole.
    """
    if is_letter(text):
        return []
    questions = [question.strip(" ,;?.!") for question in _NEXT.split(text)]
    if not _BEGINS.match(questions[0]) or any(len(question.split()) < WORDS_LEAST for question in questions):
        return []
    kinds = [kind_of(question).expected for question in questions]
    differing = all(first is not second for first, second in pairwise(kinds))
    return questions if 1 < len(questions) <= QUESTIONS_MOST and differing else []
