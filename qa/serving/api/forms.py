"""What clients send to the API."""

from base64 import b64decode
from binascii import Error as Base64Error
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

QUESTION_LETTERS_MOST = 20_000
"""Far more than a question may have: what is too long is told in the words for questions."""
ARTICLES_MOST = 1_000

Question = Annotated[str, Field(min_length=1, max_length=QUESTION_LETTERS_MOST)]
ArticleId = Annotated[str, Field(min_length=1, max_length=300)]
ArticleIds = Annotated[list[ArticleId], Field(max_length=ARTICLES_MOST)]
FolderName = Annotated[str, Field(alias="in", max_length=1_000)]
Passages = Annotated[int, Field(ge=1, le=100)]


class Form(BaseModel):
    """Base of what is sent: a field that is not known is told, as it may be a misspelt one."""

    model_config = ConfigDict(extra="forbid", strict=True)


class AskedForm(Form):
    """A question; ``after`` is the question before.

    ``articles`` are the only ones to ask, and ``in`` the folder of the corpus; all where empty.
    """

    question: Question
    after: str = Field(default="", max_length=QUESTION_LETTERS_MOST)
    as_typed: bool = False
    articles: ArticleIds = []
    folder: FolderName = ""


class AskForm(AskedForm):
    """A question; with ``written`` the model of the settings writes an answer, too."""

    written: bool = False


class CheckForm(Form):
    """A text to hold to the articles, or to those in the folder ``in``."""

    text: str = Field(min_length=1)
    folder: FolderName = ""


class SearchForm(Form):
    """What to look for, and how many passages to return; ``in`` is the only folder to look in."""

    question: Question
    passages: Passages = 10
    folder: FolderName = ""


class TextForm(Form):
    """A text to add."""

    kind: Literal["text"]
    text: str = Field(min_length=1)


class AddressForm(Form):
    """The address of a page or file on the public network, which is fetched and added."""

    kind: Literal["address"]
    address: str = Field(min_length=1, max_length=2_000)


class FileForm(Form):
    """A file to add: its name tells its format, and never becomes a path."""

    kind: Literal["file"]
    name: str = Field(min_length=1, max_length=255)
    content: bytes = Field(json_schema_extra={"type": "string", "contentEncoding": "base64"})

    @field_validator("content", mode="before")
    @classmethod
    def _decoded(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        try:
            return b64decode(value, validate=True)
        except (Base64Error, ValueError) as error:
            raise ValueError("it is no Base64") from error


AddForm = Annotated[TextForm | AddressForm | FileForm, Field(discriminator="kind")]
