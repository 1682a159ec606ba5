"""What the tools of the MCP server return: of the forms of ``contract``, the fields that a model has use for.

A field has the name and the meaning that it has there; ``tests/serving/mcp/test_results.py`` holds them to it.
"""

from pydantic import BaseModel, ConfigDict, Field

from qa.serving.contract import CheckVerdictJson, DifferenceJson, NearestJson


class Brief(BaseModel):
    """Base of what is returned: made of a value of the contract, whose further fields are left out."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class CitationBrief(Brief):
    """A quotation, character for character, and its place."""

    number: int
    article_id: str
    title: str
    start: int
    end: int
    page: int | None
    quote: str


class VariantBrief(Brief):
    """One of several values that articles give for the same thing."""

    value: str
    published: str
    citations: list[CitationBrief]


class StatementBrief(Brief):
    """A verbatim statement of ``support`` articles."""

    text: str
    support: int
    citations: list[CitationBrief]
    variants: list[VariantBrief]


class AdviceBrief(Brief):
    """What the articles say about getting help; ``own_words`` are the program's, where they say nothing."""

    text: str | None
    urgency: str
    own_words: str | None
    citations: list[CitationBrief]


class AnswerBrief(Brief):
    """What the articles say to a question."""

    question: str
    searched: str
    verdict: str
    confidence: float
    generation: str
    snippet: StatementBrief | None
    statements: list[StatementBrief]
    urgent: list[AdviceBrief]
    when_to_get_help: AdviceBrief | None
    missing: list[str]
    nearest: list[NearestJson]
    language_notice: str | None


class PassageBrief(Brief):
    """A passage that was found, whole."""

    rank: int
    score: float
    article_id: str
    title: str
    headings: list[str]
    start: int
    end: int
    page: int | None
    text: str


class SearchBrief(Brief):
    """The passages that were found, best first."""

    question: str
    generation: str
    passages: list[PassageBrief]


class ArticleBrief(Brief):
    """A part of an article: ``text`` is its canonical text from ``start`` to ``end``, of ``characters``.

    ``next_start`` is where to read on, null at the end.  These four are not in the contract.
    """

    id: str
    title: str
    source: str
    url: str
    publisher: str
    published: str
    text: str
    start: int
    end: int
    characters: int
    next_start: int | None


class GivenBrief(Brief):
    """What is wrong with a quotation or citation of the checked text, if anything."""

    problem: str | None


class GivenQuotationBrief(GivenBrief):
    """Words in quotation marks."""

    words: str


class GivenCitationBrief(GivenBrief):
    """A citation."""

    written: str


class SentenceBrief(Brief):
    """A sentence of the checked text with its verdict, and the places that it was judged against."""

    start: int
    end: int
    text: str
    verdict: CheckVerdictJson
    passes: bool
    rests_on: list[CitationBrief]
    differences: list[DifferenceJson]
    quotations: list[GivenQuotationBrief]
    citations: list[GivenCitationBrief]


class CheckBrief(Brief):
    """A text held to the articles; ``cut`` says why not all of it was checked."""

    generation: str
    passes: bool
    counts: dict[str, int] = Field(description="How many sentences have each verdict.")
    sentences: list[SentenceBrief]
    checked_to: int
    cut: str | None
