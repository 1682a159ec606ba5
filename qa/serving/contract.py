"""What every door says, defined once: the JSON of the command line, of the API, and its description (OpenAPI).

``json_output`` makes these of the records.  A field is added freely; one that is taken away or means another thing
is told in the changelog.  Offsets count Unicode code points of the article's canonical text.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Probability = Annotated[float, Field(ge=0, le=1)]
Offset = Annotated[int, Field(ge=0)]


class Contract(BaseModel):
    """Base of all that is said: unknown fields are an error, so that nothing is said without its definition."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SpanJson(Contract):
    """A span of an article's text."""

    start: Offset
    end: Offset


class DetailsJson(Contract):
    """What is known of an article; ``gone_since`` is the day since when it is no longer where it came from."""

    title: str
    source: str
    publisher: str
    author: str
    published: str
    citation_key: str
    gone_since: str


class PlaceJson(DetailsJson):
    """Where something stands: ``start`` to ``end`` of the text of the article, and on which page of its file."""

    article_id: str
    url: str
    headings: list[str]
    start: Offset
    end: Offset
    page: int | None
    page_label: str | None
    read_from_picture: Probability | None
    hard_to_read: list[str]


class RectanglesJson(Contract):
    """Where a quotation stands on a page, in points from its upper left corner: left, upper, right, lower."""

    page: int
    page_label: str
    width: float
    height: float
    boxes: list[tuple[float, float, float, float]]


class CitationJson(PlaceJson):
    """A quotation, character for character, and its place."""

    number: int
    quote: str
    rectangles: list[RectanglesJson]


class VariantJson(Contract):
    """One of several values that articles give for the same thing."""

    value: str
    published: str
    support: int
    citations: list[CitationJson]
    quoted: int


class QuotedJson(Contract):
    """What both statements and advice have; ``text`` is null only for advice that no article has."""

    text: str | None
    support: int
    citations: list[CitationJson]
    quoted: int
    heading: str
    variants: list[VariantJson]


class StatementJson(QuotedJson):
    """A verbatim statement: ``text`` is the first ``quoted`` citations, joined by spaces."""

    text: str


class AdviceJson(QuotedJson):
    """What the articles say about getting help; ``own_words`` are a fixed line of the program's own, marked so."""

    urgency: Literal["now", "today", "soon"]
    flags: list[str]
    own_words: str | None


class EvidenceJson(Contract):
    """Why a passage was found: its ranks, from 1, and scores."""

    dense_rank: int | None
    dense_score: float | None
    lexical_rank: int | None
    lexical_score: float | None
    rerank_score: float | None


class PassageJson(PlaceJson):
    """A passage that was found, whole; ``answering`` are the sentences in it that answer."""

    rank: int
    score: float
    text: str
    also_in: list[str]
    answering: list[SpanJson]
    evidence: EvidenceJson


class NearestJson(Contract):
    """What is nearest to a question that is not answered."""

    title: str
    headings: list[str]


class WidenedJson(Contract):
    """A phrase of the question, and what was searched besides."""

    phrase: str
    counterpart: str


class SuggestionJson(Contract):
    """A spelling that was not searched."""

    question: str


class AnswerJson(Contract):
    """What the articles say to a question."""

    question: str
    searched: str
    after: str
    verdict: Literal["answered", "unsure", "not_in_corpus"]
    confidence: Probability
    generation: str
    snippet: StatementJson | None
    statements: list[StatementJson]
    urgent: list[AdviceJson]
    when_to_get_help: AdviceJson | None
    passages: list[PassageJson]
    missing: list[str]
    unknown_words: list[str]
    nearest: list[NearestJson]
    widened: list[WidenedJson]
    suggestion: SuggestionJson | None
    articles_in: list[str]
    asked_in: str | None
    language_notice: str | None
    expected_found: bool | None
    seconds: dict[str, float]


class SearchJson(Contract):
    """The passages that a search found, best first."""

    question: str
    generation: str
    passages: list[PassageJson]


class RemovedJson(Contract):
    """A piece of a file that is not in its article, with the rule that took it and where it stood."""

    text: str
    rule: str
    line: int
    page: int


class RepairedJson(Contract):
    """A block with repaired text."""

    kinds: list[str]
    before: str
    after: str
    line: int
    page: int


class HardToReadJson(Contract):
    """A word that was read from a picture and may be wrong."""

    text: str
    confidence: Probability
    page: int


class NotQuotedJson(Contract):
    """A sentence of the article that is never quoted."""

    text: str
    line: int
    page: int


class CleaningJson(Contract):
    """What was cut from a file and repaired in it, and which rules did not fire."""

    removed: list[RemovedJson]
    repaired: list[RepairedJson]
    withheld: list[str]
    hard_to_read: list[HardToReadJson]
    not_quoted: list[NotQuotedJson]


class ArticleJson(CleaningJson, DetailsJson):
    """An article with its canonical text."""

    id: str
    url: str
    text: str


class ListedJson(DetailsJson):
    """A line of the list of articles."""

    id: str
    topic: str
    language: str
    words: int
    passages: int


class SkippedJson(Contract):
    """A file that is not in the index, and why."""

    source: str
    reason: str
    of_pictures: bool


class LeftOutJson(Contract):
    """How much of a file is not in its article: ``words`` of ``of``."""

    article_id: str
    source: str
    words: int
    of: int
    unread: int
    hard_to_read: int
    share: Probability


class BuildReportJson(Contract):
    """What a build did; ``published`` is false where the index was current already."""

    generation: str
    articles: int
    passages: int
    embedded: int
    reused: int
    skipped: list[SkippedJson]
    left_out: list[LeftOutJson]
    published: bool
    seconds: float


class ErrorsJson(Contract):
    """How often the verdict of a generation is wrong, as its build measured it."""

    refused: Probability
    unsure: Probability
    answered_other: Probability
    answered_near: Probability
    unsure_near: Probability
    questions: dict[str, int]


class IndexJson(Contract):
    """The generation that answers."""

    generation: str
    built: str
    articles: int
    passages: int
    sentences: int
    model: str
    calibration: ErrorsJson | None
    read_only: bool


class BuildStateJson(Contract):
    """The build that runs, or what the last one came to; ``share`` is how much of the whole build is done.

    ``seconds_left`` are the least and the most that it is likely to take, null where nobody can tell.
    """

    running: bool
    stage: str | None
    done: int
    total: int
    share: Probability
    seconds_left: tuple[float, float] | None
    report: BuildReportJson | None
    error: str | None


class AddedJson(CleaningJson):
    """An article that was added: the next build puts it into the index."""

    id: str
    title: str
    updated: bool


class DifferenceJson(Contract):
    """What a sentence has ``here`` and its article ``there``; ``told`` says it in words."""

    kind: Literal["number", "unit", "denial", "opposite", "subject"]
    here: str
    there: str
    told: str


class GivenJson(Contract):
    """A span of the checked text, the place in an article that it names, and what is wrong with it."""

    start: Offset
    end: Offset
    place: CitationJson | None
    problem: str | None


class GivenQuotationJson(GivenJson):
    """Words in quotation marks."""

    words: str


class GivenCitationJson(GivenJson):
    """A citation, as ``[article-id:start-end]`` or by a title."""

    written: str


CheckVerdictJson = Literal[
    "verbatim", "supported", "number_differs", "contradicted", "not_in_articles", "not_a_claim"
]


class CheckedSentenceJson(Contract):
    """A sentence of the checked text with its verdict, and the places of articles that it was judged against."""

    start: Offset
    end: Offset
    text: str
    verdict: CheckVerdictJson
    passes: bool
    rests_on: list[CitationJson]
    differences: list[DifferenceJson]
    quotations: list[GivenQuotationJson]
    citations: list[GivenCitationJson]


class TextCheckJson(Contract):
    """A text held to the articles, sentence by sentence; ``cut`` says why not all of it was checked."""

    generation: str
    passes: bool
    counts: dict[CheckVerdictJson, int]
    sentences: list[CheckedSentenceJson]
    checked_to: Offset
    cut: str | None
    seconds: float
