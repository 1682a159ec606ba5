"""An answer, and then what a model writes to it, sentence by sentence: server-sent events.

The events are ``answer``, at once, with what the articles say; ``sentence`` for each that the model wrote, when it
was checked; and ``end``, once, with what went wrong, if anything did.  Who hangs up ends the connection to the
model.
"""

from collections.abc import AsyncIterator
from contextlib import suppress
from functools import partial
from typing import Annotated, Any

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Depends
from fastapi.sse import EventSourceResponse, ServerSentEvent

from qa.errors import WritingError
from qa.records import Answer
from qa.serving.api.asking import answer_json, asked
from qa.serving.api.forms import AskedForm
from qa.serving.api.problems import problems
from qa.serving.contract import AnswerJson
from qa.serving.page.shared import resources
from qa.serving.written.contract import WrittenEndJson, WrittenSentenceJson, of_sentence
from qa.writing.connection import HangUp
from qa.writing.writer import AT_ONCE, told, write

streaming = APIRouter()
EVENTS = {"answer": AnswerJson, "sentence": WrittenSentenceJson, "end": WrittenEndJson}
_threads = CapacityLimiter(2 * AT_ONCE)
"""Of their own, as each may wait for a model for a minute: other requests keep the usual ones."""


def _described(event: str, form: type[Any]) -> dict[str, Any]:
    data = {
        "type": "string",
        "contentMediaType": "application/json",
        "contentSchema": {"$ref": f"#/components/schemas/{form.__name__}"},
    }
    return {
        "type": "object",
        "required": ["event", "data"],
        "properties": {"event": {"const": event}, "data": data},
    }


STREAM = {
    "description": "The events `answer`, `sentence` (none, or many) and `end`, in this order; "
    "lines that begin with a colon only keep the connection.",
    "content": {
        "text/event-stream": {
            "itemSchema": {"oneOf": [_described(event, form) for event, form in EVENTS.items()]},
        }
    },
}


def _asked(form: AskedForm) -> Answer:
    """Answer before the stream begins, so that what cannot be answered is a problem document."""
    return asked(form)


@streaming.post(
    "/ask/written",
    response_class=EventSourceResponse,
    responses={200: STREAM, **problems(404, 413, 422, 503)},
)
async def ask_written(answer: Annotated[Answer, Depends(_asked)]) -> AsyncIterator[ServerSentEvent]:
    """Answer a question, and stream what a model writes to it, each sentence when it was checked."""
    said = await to_thread.run_sync(answer_json, answer)
    yield ServerSentEvent(event="answer", data=said)
    assistant, llm = resources.assistant(answer.generation), resources.settings().llm
    hang_up, problem = HangUp(), None
    sentences = write(assistant, answer, llm, hang_up)
    try:
        # who is gone is not waited for: the thread ends by itself, as its connection is closed below
        wait = partial(to_thread.run_sync, limiter=_threads, abandon_on_cancel=True)
        while sentence := await wait(next, sentences, None):
            yield ServerSentEvent(event="sentence", data=of_sentence(sentence))
    except WritingError as error:
        problem = told(error)
    finally:
        hang_up.now()
        with suppress(ValueError):  # it runs in that thread still
            sentences.close()
    yield ServerSentEvent(event="end", data=WrittenEndJson(model=llm.model, problem=problem))
