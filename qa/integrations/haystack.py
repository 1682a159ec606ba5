"""A component for Haystack: ``HaystackRetriever(Assistant.open(load_settings()))``.

Haystack sends figures of its pipelines to its makers unless HAYSTACK_TELEMETRY_ENABLED is False before it is
imported; that is left to the program that uses it.
"""

import asyncio

from qa.answering.assistant import Assistant
from qa.integrations.found import PASSAGES, find, missing

try:
    from haystack import Document, component
except ModuleNotFoundError as error:
    raise missing("haystack", "Haystack") from error


@component
class HaystackRetriever:
    """Finds passages: its input is ``query``, its output ``documents``.

    With ``only_answered`` nothing is found where the articles do not answer.  A pipeline with it cannot be saved
    as YAML, as an open index is not text.
    """

    def __init__(self, assistant: Assistant, *, passages: int = PASSAGES, only_answered: bool = False) -> None:
        """Find at most ``passages`` passages for a question."""
        self._assistant = assistant
        self._passages = passages
        self._only_answered = only_answered

    @component.output_types(documents=list[Document])  # type: ignore[untyped-decorator]
    def run(self, query: str) -> dict[str, list[Document]]:
        """Return passages, best first; raises QuestionError for a question without words or too long."""
        found = find(self._assistant, query, passages=self._passages, only_answered=self._only_answered)
        documents = [Document(id=one.id, content=one.text, meta=one.metadata, score=one.score) for one in found]
        return {"documents": documents}

    @component.output_types(documents=list[Document])  # type: ignore[untyped-decorator]
    async def run_async(self, query: str) -> dict[str, list[Document]]:
        """Return the same, in a thread."""
        found: dict[str, list[Document]] = await asyncio.to_thread(self.run, query)
        return found
