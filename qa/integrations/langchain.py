"""A retriever for LangChain: ``LangChainRetriever(assistant=Assistant.open(load_settings()))``."""

from typing import Any

from qa.answering.assistant import Assistant
from qa.integrations.found import PASSAGES, find, missing

try:
    from langchain_core.documents import Document
    from langchain_core.retrievers import BaseRetriever
except ModuleNotFoundError as error:
    raise missing("langchain", "LangChain") from error


class LangChainRetriever(BaseRetriever):  # type: ignore[misc]  # its types are not looked at, see pyproject.toml
    """Finds passages; ``invoke``, ``ainvoke`` and the like are LangChain's own.

    With ``only_answered`` nothing is found where the articles do not answer.  Raises QuestionError for a question
    without words or too long.
    """

    assistant: Assistant
    passages: int = PASSAGES
    only_answered: bool = False

    def _get_relevant_documents(self, query: str, **_: Any) -> list[Document]:  # ainvoke runs it in a thread
        found = find(self.assistant, query, passages=self.passages, only_answered=self.only_answered)
        return [Document(id=one.id, page_content=one.text, metadata=one.metadata) for one in found]
