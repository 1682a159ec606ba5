"""An answer → what a model writes to its question, sentence by sentence, each held to what it cites."""

from collections.abc import Generator, Iterator
from threading import BoundedSemaphore

from qa.answering.assistant import Assistant
from qa.errors import CitewellError, ForVisitors, WritingError
from qa.records import Answer, Verdict
from qa.settings import Llm
from qa.writing.connection import HangUp, written_by
from qa.writing.holding import Holder
from qa.writing.prompt import messages
from qa.writing.records import WrittenAnswer, WrittenSentence
from qa.writing.shown import Quotable, shown_passages
from qa.writing.splitting import sentences_in

SENTENCES_MOST = 60
AT_ONCE = 4
"""Answers that one process has written at once: each holds a connection, and may cost money."""
_free = BoundedSemaphore(AT_ONCE)


def write(
    assistant: Assistant, answer: Answer, llm: Llm, hang_up: HangUp | None = None
) -> Generator[WrittenSentence, None, None]:
    """Yield the sentences that a model writes to the question of an answer, each as soon as it was checked.

    ``hang_up`` ends that from another thread, also while the model says nothing.
    ``assistant`` must be of the generation of the answer.  A question that the articles do not answer never
    reaches the model.  Raises WritingError, also after some sentences, where no model is set, the articles do not
    answer, four answers are being written, the model cannot be asked, it breaks off, or writes or cites nothing.
    """
    if not llm.is_set:
        raise _refused("No model is set that could write an answer.", "Set llm.address and llm.model.")
    if answer.verdict is Verdict.NOT_IN_CORPUS:
        raise _refused(
            "The articles do not answer this question, so no model was asked.", "Ask it in other words."
        )
    quotable = Quotable(assistant)
    shown = shown_passages(assistant, answer, quotable)
    if not shown:
        raise _refused("Nothing was found that a model may be shown.", "Ask the question in other words.")
    if not _free.acquire(blocking=False):
        raise _refused("Several answers are being written at this moment.", "Try again in a minute.")
    try:
        yield from _held(Holder(assistant, shown, quotable), written_by(llm, messages(answer, shown), hang_up))
    finally:
        _free.release()


def _held(holder: Holder, pieces: Iterator[str]) -> Iterator[WrittenSentence]:
    count = cited = 0
    for sentence in sentences_in(pieces, holder.language, holder.stands):
        if not any(map(str.isalnum, sentence)):
            continue
        if count == SENTENCES_MOST:
            raise _refused("The model wrote on and on, and was stopped.", "Ask again, or ask another model.")
        written = holder.held(sentence)
        count, cited = count + 1, cited + bool(written.cited)
        yield written
    if not count:
        raise _refused("The model wrote nothing.", "Ask again, or ask another model.")
    if not cited:
        raise _refused("The model cited no passage.", "What is kept was found in the articles by the check.")


def write_whole(assistant: Assistant, answer: Answer, llm: Llm) -> WrittenAnswer:
    """Return all that a model writes; what went wrong is in ``problem``, in words for visitors."""
    sentences: list[WrittenSentence] = []
    problem = ""
    try:
        for sentence in write(assistant, answer, llm):
            sentences.append(sentence)  # noqa: PERF402 - what was written before an error stays
    except WritingError as error:
        problem = told(error)
    return WrittenAnswer(model=llm.model, sentences=tuple(sentences), problem=problem)


def told(error: CitewellError) -> str:
    """Return an error in words for visitors."""
    return " ".join(error.for_visitors)


def _refused(message: str, hint: str) -> WritingError:
    visitors = hint if "llm." not in hint else "Tell whoever looks after this library."
    return WritingError(message, hint=hint, for_visitors=ForVisitors(message, visitors))
