"""The frozen values that travel the whole way, from a file in the corpus to a cited answer.

Every ``start`` and ``end`` counts Unicode code points in the text of one article, half open, so that
``article.text[start:end]`` is the quoted text.  Nothing here knows how a value was made.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


class BlockKind(StrEnum):
    """What a block of an article's text is."""

    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"


class SectionKind(StrEnum):
    """What a section is for, as far as its heading tells."""

    BODY = "body"
    WHEN_TO_GET_HELP = "when_to_get_help"


class Urgency(StrEnum):
    """How soon an article says to get help."""

    NOW = "now"
    TODAY = "today"
    SOON = "soon"


class Verdict(StrEnum):
    """Whether the articles answer the question; ``UNSURE`` where they touch on it and may not answer it."""

    ANSWERED = "answered"
    UNSURE = "unsure"
    NOT_IN_CORPUS = "not_in_corpus"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph or a list item: ``text[start:end]`` without its bullet; ``depth`` is 0 outside lists.

    ``page`` is the page of the file that it begins on, from 1; 0 where the format has no pages.  ``page_label``
    is what the file calls that page ("iv", "127"), where that is not its number.
    """

    start: int
    end: int
    kind: BlockKind
    depth: int = 0
    page: int = 0
    page_label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The text under one heading, the heading line itself left out; ``headings`` runs from the outermost in."""

    headings: tuple[str, ...]
    start: int
    end: int
    kind: SectionKind
    blocks: tuple[Block, ...]


ReadSpan: TypeAlias = tuple[int, int, float]  # from where to where, and how probably it was read rightly, 0 to 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article: its canonical text, which all offsets refer to, and what is known about it.

    ``source`` is the path inside the corpus folder, with forward slashes.  ``digest`` is the sha256 of
    ``text`` in UTF-8.  Unknown details are empty strings.  ``read_from_picture`` are the spans of the text that
    were recognised in pictures, in order.  ``citation_key`` is what a bibliography calls it; ``gone_since`` is the
    day on which it was found to stand no longer where it came from.
    """

    id: str
    title: str
    source: str
    url: str
    publisher: str
    author: str
    published: str
    language: str
    topic: str
    licence: str
    references: tuple[str, ...]
    text: str
    sections: tuple[Section, ...]
    digest: str
    read_from_picture: tuple[ReadSpan, ...] = ()
    citation_key: str = ""
    gone_since: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SkippedFile:
    """A file that is not in the index, and why; ``of_pictures`` tells that its text is in pictures."""

    source: str
    reason: str
    of_pictures: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """A piece of a file that is not in its article: the text, the rule that took it, and where it stood.

    ``line`` and ``page`` count from 1; 0 where the format has none.
    """

    text: str
    rule: str
    line: int = 0
    page: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Repaired:
    """A block of a file with repaired text: what was wrong, the words as they stood, and as they are quoted."""

    kinds: tuple[str, ...]
    before: str
    after: str
    line: int = 0
    page: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class HardToRead:
    """A word that was read from a picture and may be wrong: how probably it is right, and its page, from 1."""

    text: str
    confidence: float
    page: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class NotQuoted:
    """A sentence that stays in its article and is never quoted, and where it stood, as for ``Removed``."""

    text: str
    line: int = 0
    page: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CleaningReport:
    """What was cut from a file and repaired in it, and which rules did not fire as they would have cut too much.

    ``hard_to_read`` are the words of the article that were read from a picture and may be wrong.
    ``not_quoted`` are sentences of the article that are never quoted, as they may give orders to a machine.
    """

    removed: tuple[Removed, ...] = ()
    repaired: tuple[Repaired, ...] = ()
    withheld: tuple[str, ...] = ()
    hard_to_read: tuple[HardToRead, ...] = ()
    not_quoted: tuple[NotQuoted, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence or list item, as a span of its article's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """The unit of retrieval; ``text == article.text[start:end]``, always.

    ``id`` counts from 0 over the generation and is the row of its vector; ``ordinal`` counts from 0
    within the article.  ``sentences`` are in order, inside the passage, and do not overlap; the vector of
    the first is row ``first_sentence`` of the generation's sentence vectors.
    """

    id: int
    first_sentence: int
    article_id: str
    ordinal: int
    headings: tuple[str, ...]
    start: int
    end: int
    text: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Why a passage was found: ranks from 1 in each ranking, None where that ranking did not list it.

    ``dense_score`` is the cosine with the question, ``lexical_score`` the BM25 score.
    """

    dense_rank: int | None
    dense_score: float | None
    lexical_rank: int | None
    lexical_score: float | None
    rerank_score: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage that was found; ``rank`` runs 1..n, ``score`` never rises with it.

    ``answering`` are the sentences of the passage that answer, in the order of the text; empty for a hit that an
    Answer holds only where nothing of it may be quoted, as of a myth that it does not correct.  ``also_in`` are
    the other articles that hold a copy of the passage.
    """

    passage: Passage
    rank: int
    score: float
    evidence: Evidence
    answering: tuple[Sentence, ...] = ()
    also_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A quotation and the place it stands in; ``quote == article.text[start:end]``, always.

    ``page`` is the page that it begins on, from 1, of the file or of one that a message brings along; 0 for none.
    ``page_label`` is what the file calls it ("iv", "127"), where that is not its number.  ``read_from_picture`` is
    how probably its least sure word was read rightly from a picture; ``hard_to_read`` what may be wrong.  What
    follows is that of its article.
    """

    number: int
    article_id: str
    title: str
    source: str
    url: str
    publisher: str
    headings: tuple[str, ...]
    start: int
    end: int
    quote: str
    page: int = 0
    page_label: str = ""
    read_from_picture: float | None = None
    hard_to_read: tuple[str, ...] = ()
    author: str = ""
    published: str = ""
    citation_key: str = ""
    gone_since: str = ""

    @property
    def page_shown(self) -> str:
        """The page as a reader of the file finds it: its label, else its number; empty where it has none."""
        return self.page_label or (str(self.page) if self.page else "")


Rectangle: TypeAlias = tuple[float, float, float, float]
"""Left, upper, right and lower edge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRectangles:
    """Where a text stands on a page of a file: the rectangles around its characters, one for each piece of a line.

    They are in points (1/72 inch) of the page as pypdfium2 draws it, turned by its rotation and cropped to its
    crop box, from its upper left corner: times the ``scale`` of ``PdfPage.render`` they are pixels of the picture.
    A page's user unit is left out there and here.  ``width`` and ``height`` are the page's, in the same points.

    ``page`` counts from 1, so that its index in pypdfium2 is one less; ``page_label`` is what the file calls it,
    where that is not its number.
    """

    page: int
    page_label: str
    width: float
    height: float
    boxes: tuple[Rectangle, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One of several values that articles give for the same thing: a dose, a date, a price, a yes and a no.

    ``value`` is what differs, as its article writes it.  ``published`` is the date of the newest article that
    gives it, empty where none is known.  ``quoted``, ``citations`` and ``support`` are those of a ``Statement``.
    """

    value: str
    published: str
    citations: tuple[Citation, ...]
    support: int
    quoted: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A verbatim statement with at least one citation.

    The first ``quoted`` citations are the places that ``text`` stands in, in the order of the text:
    ``text == " ".join(citation.quote for citation in citations[:quoted])``; the others make the same point.
    ``support`` counts the independent articles that make it: copies of one article count once.  ``heading`` is
    the heading without which the text would be misread ("Myth 1"), else empty.  ``variants`` are the values that
    articles give instead, newest first, this statement's own among them; empty where none differs.
    """

    text: str
    citations: tuple[Citation, ...]
    support: int
    quoted: int = 1
    heading: str = ""
    variants: tuple[Variant, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What the articles say about getting help, and how soon they say it.

    ``flags`` are the names of the red flags that the question describes.  ``statement`` is None where a red flag
    is described and no article has advice for it: then a line of the program's own is shown, marked as such.
    """

    urgency: Urgency
    statement: Statement | None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Expansion:
    """A phrase of a question as typed, and what articles also call the same thing."""

    phrase: str
    counterpart: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the articles say to a question: the ``snippet`` first, the best sentences of one passage, in its order.

    ``statements`` add to it what else the articles say.  ``expected_found`` tells whether what is quoted has what
    the kind of question expects, as a duration for "how long"; None where no form tells that.
    ``searched`` is the question with words that no article has spelt as articles spell them, where only so it was
    answered; else ``question`` as typed.  ``suggestion`` is such a spelling that was not searched.
    ``urgent`` is what the articles say about getting help where the question describes a reason to, the most
    urgent first; ``when_to_get_help`` is such advice where it describes none and an article that answers has some.
    ``after`` are the words of the question before that a follow-up was searched with, as typed there, empty for
    any other; ``searched`` has them only where it is not ``question``.
    ``languages`` are those of the articles, most articles first, where the question seems to be in none of them,
    and ``asked_in`` is then the one that it seems to be in, as an ISO 639-1 code, or empty where that is unsure.
    ``confidence`` is the probability that the articles answer.  ``passages`` are the citations of the whole
    passages of ``hits``, one for one.  ``unknown_words`` are the words of ``searched`` that no article has,
    ``missing``, where the articles do not surely answer, those that it hangs on and that no passage found has or
    comes near; ``widened`` is what was searched besides.  ``seconds`` maps each stage and ``total`` to seconds.
    """

    question: str
    searched: str
    verdict: Verdict
    confidence: float
    generation: str
    statements: tuple[Statement, ...]
    urgent: tuple[Advice, ...]
    hits: tuple[Hit, ...]
    passages: tuple[Citation, ...]
    unknown_words: tuple[str, ...]
    widened: tuple[Expansion, ...]
    suggestion: str | None
    seconds: Mapping[str, float]
    when_to_get_help: Advice | None = None
    languages: tuple[str, ...] = ()
    asked_in: str = ""
    missing: tuple[str, ...] = ()
    snippet: Statement | None = None
    expected_found: bool | None = None
    after: str = ""

    @property
    def told(self) -> tuple[Statement, ...]:
        """The snippet, if there is one, and then the statements."""
        return (*([self.snippet] if self.snippet else []), *self.statements)
