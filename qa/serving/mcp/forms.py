"""What the tools of the MCP server take.

Their schemas are read by language models, small ones too, at every turn: a few fields, a few words each.
"""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

CHARACTERS_READ = 8_000
"""Of an article that are read at once: some 2,000 tokens."""
CHARACTERS_READ_MOST = 50_000
PASSAGES_FOUND = 5


class ToolForm(BaseModel):
    """Base of what is taken.  A number may come as text, as small models write; a field not known is an error."""

    model_config = ConfigDict(extra="forbid")


class AskTool(ToolForm):
    """A question; ``after`` is the question before, ``folder`` the only folder to ask."""

    question: str
    after: Annotated[str, Field(description="The question before, for a follow-up.")] = ""
    folder: Annotated[str, Field(description="Ask only this folder of articles.")] = ""


class FindTool(ToolForm):
    """What to look for, and how many passages to return."""

    question: str
    passages: Annotated[int, Field(ge=1, le=50)] = PASSAGES_FOUND


class ReadTool(ToolForm):
    """An article, and which of its characters to return."""

    article_id: str
    start: Annotated[int, Field(ge=0)] = 0
    length: Annotated[int, Field(ge=1, le=CHARACTERS_READ_MOST)] = CHARACTERS_READ


class CheckTool(ToolForm):
    """A text to hold to the articles."""

    text: str
