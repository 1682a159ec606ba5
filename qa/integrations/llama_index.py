"""A retriever for LlamaIndex: ``LlamaIndexRetriever(Assistant.open(load_settings()))``."""

import asyncio

from qa.answering.assistant import Assistant
from qa.integrations.found import PASSAGES, FoundPassage, find, missing

try:
    from llama_index.core.base.base_retriever import BaseRetriever
    from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode
except ModuleNotFoundError as error:
    raise missing("llama-index", "LlamaIndex") from error

SEEN_BY_MODELS = ("citation", "title")
"""What of the metadata a query engine puts before a passage that it shows to a model."""


class LlamaIndexRetriever(BaseRetriever):  # type: ignore[misc]  # its types are not looked at, see pyproject.toml
    """Finds passages; ``retrieve`` and ``aretrieve`` are LlamaIndex' own.

    With ``only_answered`` nothing is found where the articles do not answer.  Raises QuestionError for a question
    without words or too long.
    """

    def __init__(self, assistant: Assistant, *, passages: int = PASSAGES, only_answered: bool = False) -> None:
        """Find at most ``passages`` passages for a question."""
        self._assistant = assistant
        self._passages = passages
        self._only_answered = only_answered
        super().__init__()

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        found = find(
            self._assistant,
            query_bundle.query_str,
            passages=self._passages,
            only_answered=self._only_answered,
        )
        return [NodeWithScore(node=_node(one), score=one.score) for one in found]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._retrieve, query_bundle)  # their own would hold up the loop


def _node(found: FoundPassage) -> TextNode:
    unseen = [name for name in found.metadata if name not in SEEN_BY_MODELS]
    return TextNode(
        id_=found.id,
        text=found.text,
        metadata=found.metadata,
        excluded_llm_metadata_keys=unseen,
        excluded_embed_metadata_keys=unseen,
    )
