"""Document → Article: the canonical text, its sections and blocks with exact offsets, title and details.

The canonical text is readable on its own: headings as ``## Heading``, list items as ``- item`` (two spaces
deeper a level), a blank line between blocks.  The title is not part of it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from threading import Lock

from qa.files import sha256
from qa.reading.document import Document, DocumentBlock, DocumentBlockKind, Origin, UnreadableError
from qa.reading.glyphs.alignment import UNKNOWN, inked
from qa.reading.glyphs.coding import PlacedText, to_bytes
from qa.reading.glyphs.table import GlyphRun, glyphs_of
from qa.reading.ocr.confidence import read_spans
from qa.records import Article, Block, BlockKind, ReadSpan, Section, SectionKind

CHARACTERS_READ = 1500
"""Enough for certainty; the time grows with the length."""


_LOADING = Lock()


def prepare() -> None:
    """Load the model that guesses languages, which takes half a second: other work may go on meanwhile."""
    language_of([])


def language_of(texts: Iterable[str]) -> str:
    """Return the ISO 639-1 code of the language, as py3langid guesses it (Lui and Baldwin, langid.py, 2012)."""
    with _LOADING:  # once: two threads would both load it
        import py3langid  # imported here: it loads a model, which a run that guesses no language does not need

        return str(py3langid.classify(" ".join(texts)[:CHARACTERS_READ])[0])


def likelihoods(text: str) -> dict[str, float]:
    """Return the log-likelihood of a text in each language that py3langid knows, in nats, by ISO 639-1 code."""
    with _LOADING:
        import py3langid

        return {str(code): float(score) for code, score in py3langid.rank(text[:CHARACTERS_READ])}


_GET_HELP = re.compile(
    r"\b(when|where|who)\b.*\b(help|doctor|care|call|attention|provider|professional|specialist|emergency)\b"
    r"|\b(red flags?|warning signs?|how do you know when it['’]?s serious)\b",
    re.IGNORECASE,
)
_HELP_LEAD_IN = re.compile(
    r"\b(call|contact|see|tell|seek|get|need|go to|ring)\b.*"
    r"\b(doctor|medical|emergency|help|provider|ambulance|care|attention)\b",
    re.IGNORECASE,
)
NOTES_HEADING = "Notes"
DEEPEST_HEADING = 6
TITLE_WORDS_LEAST = 3
"""A line above the article with fewer words is the site's name, not the title."""
LEAD_LINE_WORDS_MOST = 14
"""The first line with more words is where the article's text begins."""


def compose(document: Document, *, article_id: str, source: str) -> Article:
    """Return the article; raises UnreadableError when nothing but headings is in the document."""
    return _compose(document, article_id, source)[0]


def compose_placed(document: Document, *, article_id: str, source: str) -> tuple[Article, bytes]:
    """Return the article and where its characters stand on pages, as ``qa.reading.glyphs.coding`` codes it.

    That is empty where the format has no pages.  Raises as ``compose`` does.
    """
    article, runs = _compose(document, article_id, source)
    if document.glyphs is None:
        return article, b""
    of_page, boxes = document.glyphs.unpacked()
    glyphs = glyphs_of(runs, len(article.text))
    glyphs[~inked(article.text)] = UNKNOWN
    placed = PlacedText(
        digest=article.digest, pages=document.glyphs.pages, glyphs=glyphs, of_page=of_page, boxes=boxes
    )
    return article, to_bytes(placed)


def _compose(document: Document, article_id: str, source: str) -> tuple[Article, list[GlyphRun]]:
    """Return the article, and the glyphs of the document that its text was made of."""
    if not any(block.text for block in document.blocks if block.kind is not DocumentBlockKind.HEADING):
        raise UnreadableError("the file has no text under its headings")
    name = source.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    head = _split_head(_notes_apart(document), name)
    layout, sections = _lay_out(head.blocks, document.confidences)
    if not sections:  # the text is nothing but what looked like a title
        layout, sections = _lay_out(document.blocks, document.confidences)
    text = "".join(layout.pieces)
    details = document.details
    article = Article(
        id=article_id,
        title=head.title or name,
        source=source,
        url=_on_one_line(details.url),
        publisher=_on_one_line(details.publisher) or head.publisher,
        author=_on_one_line(details.author),
        published=_on_one_line(details.published),
        language=_on_one_line(details.language) or language_of([text]),
        topic=_on_one_line(details.topic),
        licence=_on_one_line(details.licence),
        citation_key=_on_one_line(details.citation_key),
        gone_since=_on_one_line(details.gone_since),
        references=tuple(map(_on_one_line, details.sources)),
        text=text,
        sections=sections,
        digest=sha256(text.encode()),
        read_from_picture=tuple(layout.read_spans),
    )
    return article, layout.runs


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def _notes_apart(document: Document) -> Document:
    """Put footnotes behind the text, under a heading of their own."""
    notes = [block for block in document.blocks if block.kind is DocumentBlockKind.NOTE]
    if not notes:
        return document
    text = [block for block in document.blocks if block.kind is not DocumentBlockKind.NOTE]
    heading = DocumentBlock(kind=DocumentBlockKind.HEADING, text=NOTES_HEADING, level=2, inferred=True)
    return replace(
        document, blocks=(*text, heading, *(replace(note, kind=DocumentBlockKind.PARAGRAPH) for note in notes))
    )


@dataclass(frozen=True, slots=True)
class _Head:
    """What stands above an article's text, and the blocks that are left."""

    title: str
    publisher: str
    blocks: Sequence[DocumentBlock]


def _split_head(document: Document, name: str) -> _Head:
    """Find the title: named in the details; else a heading, a single outermost one first; else none.

    A PDF's details may have the ``name`` of its file for a title, which a program put there: a heading is better.

    Only in a web page that was pasted as text may lines at the top be the site's name and the title.  In any other
    document a line of the body is no title, and stays in the text.
    """
    blocks = document.blocks
    named = _on_one_line(document.details.title)
    if document.glyphs is not None and named.casefold() == name.casefold() and _first_heading(blocks):
        named = ""
    top = [block.text for block in blocks if block.kind is DocumentBlockKind.HEADING and block.level == 1]
    title = named or (top[0] if len(top) == 1 else "")
    if title:
        first = blocks[0]
        repeats = first.kind is DocumentBlockKind.HEADING and first.text.casefold() == title.casefold()
        return _Head(title, "", blocks[1:] if repeats else blocks)
    if document.structured or document.origin is not Origin.WEB:
        heading = _first_heading(blocks)
        return _Head(heading, "", blocks[1:] if heading and heading == blocks[0].text else blocks)
    lead = next(
        (place for place, block in enumerate(blocks) if len(block.text.split()) > LEAD_LINE_WORDS_MOST),
        len(blocks),
    )
    title = _best_title([block.text for block in blocks[:lead]])
    if not title:
        top_heading = next((block for block in blocks if block.kind is DocumentBlockKind.HEADING), None)
        body = blocks[1:] if top_heading is blocks[0] else blocks
        return _Head(top_heading.text if top_heading else "", "", body)
    above = [block for block in blocks[:lead] if block.text.casefold() != title.casefold()]
    publisher = ""
    if blocks[0] in above and len(blocks[0].text.split()) < TITLE_WORDS_LEAST:
        publisher = above.pop(0).text
    return _Head(title, publisher, [*above, *blocks[lead:]])


def _first_heading(blocks: Sequence[DocumentBlock]) -> str:
    """Return the first heading that the file itself has, empty for none."""
    headings = (block for block in blocks if block.kind is DocumentBlockKind.HEADING)
    return next((block.text for block in headings if not (block.inferred and block.text == NOTES_HEADING)), "")


def _best_title(lines: Sequence[str]) -> str:
    """Return the line that may be a title: repeated, or the end of another (a breadcrumb), else the first."""
    candidates = [line for line in lines if len(line.split()) >= TITLE_WORDS_LEAST]
    for position, line in enumerate(candidates):
        other_lines = candidates[:position] + candidates[position + 1 :]
        if any(other_line.casefold().endswith(line.casefold()) for other_line in other_lines):
            return line
    return candidates[0] if candidates else ""


class _Layout:
    """The text as it grows; every piece is appended once and its offsets noted then."""

    def __init__(self, confidences: Mapping[int, float]) -> None:
        self.pieces: list[str] = []
        self.length = 0
        self.confidences = confidences
        self.runs: list[GlyphRun] = []
        self.read_spans: list[ReadSpan] = []

    def append(self, piece: str) -> int:
        """Add ``piece`` and return where it begins."""
        start = self.length
        self.pieces.append(piece)
        self.length += len(piece)
        return start

    def append_text(self, block: DocumentBlock) -> int:
        """Add the text of a block with its glyphs, and return where it begins."""
        start = self.append(block.text)
        self.runs += [run._replace(start=start + run.start) for run in block.glyphs]
        self.read_spans += read_spans(block.text, block.glyphs, self.confidences, start=start)
        return start


def _lay_out(
    blocks: Iterable[DocumentBlock], confidences: Mapping[int, float]
) -> tuple[_Layout, tuple[Section, ...]]:
    """Return the canonical text, with the glyphs that it was made of, and its sections."""
    blocks = list(_regular(blocks))
    layout = _Layout(confidences)
    pending: list[tuple[list[tuple[int, str]], list[Block]]] = []  # the path of headings, and the blocks below
    path: list[tuple[int, str]] = []
    laid: list[Block] = []
    previous: DocumentBlock | None = None
    for block in blocks:
        if previous is not None:
            in_list = block.kind is DocumentBlockKind.LIST_ITEM and previous.kind is DocumentBlockKind.LIST_ITEM
            layout.append("\n" if in_list else "\n\n")
        previous = block
        if block.kind is DocumentBlockKind.HEADING:
            pending.append((path, laid))
            laid = []
            layout.append(f"{'#' * block.level} ")
            layout.append_text(block)
            path = [*(entry for entry in path if entry[0] < block.level), (block.level, block.text)]
            continue
        laid.append(_lay_block(layout, block))
    pending.append((path, laid))
    text = "".join(layout.pieces)
    sections = tuple(section for path, laid in pending if laid for section in _sections(text, path, laid))
    return layout, sections


def _regular(blocks: Iterable[DocumentBlock]) -> Iterator[DocumentBlock]:
    """Yield the blocks with heading levels from 2 to 6, and lists that go in one step at a time."""
    filled = [block for block in blocks if block.text]
    shift = any(block.kind is DocumentBlockKind.HEADING and block.level < 2 for block in filled)
    depth = 0
    for block in filled:
        if block.kind is DocumentBlockKind.HEADING:
            depth = 0
            yield replace(block, level=min(max(block.level, 1) + shift, DEEPEST_HEADING))
        elif block.kind is DocumentBlockKind.LIST_ITEM:
            depth = min(max(block.level, 1), depth + 1)
            yield replace(block, level=depth)
        else:
            depth = 0
            yield block


def _lay_block(layout: _Layout, block: DocumentBlock) -> Block:
    is_item = block.kind is DocumentBlockKind.LIST_ITEM
    if is_item:
        layout.append(f"{'  ' * (block.level - 1)}{block.marker} ")
    start = layout.append_text(block)
    return Block(
        start=start,
        end=start + len(block.text),
        kind=BlockKind.LIST_ITEM if is_item else BlockKind.PARAGRAPH,
        depth=block.level if is_item else 0,
        page=block.page,
        page_label=block.page_label,
    )


def _sections(text: str, path: Sequence[tuple[int, str]], blocks: Sequence[Block]) -> Iterator[Section]:
    """Yield the section under a heading; a list that says when to get help is a section of its own."""
    headings = tuple(words for _, words in path)
    kind = _kind_of(headings)
    runs: list[list[Block]] = []
    helping = False
    for block, after in zip(blocks, [*blocks[1:], None], strict=True):
        leads = not block.depth and after is not None and after.depth and _leads_into_help(text, block)
        if kind is SectionKind.BODY and (leads or (helping and not block.depth)) and runs:
            runs.append([])
        helping = bool(leads or (helping and block.depth))
        if not runs:
            runs.append([])
        runs[-1].append(block)
    for run in runs:
        is_help = len(run) > 1 and bool(run[1].depth) and _leads_into_help(text, run[0])
        yield Section(
            headings=headings,
            start=text.rfind("\n", 0, run[0].start) + 1 if run[0].depth else run[0].start,
            end=run[-1].end,
            kind=SectionKind.WHEN_TO_GET_HELP if is_help else kind,
            blocks=tuple(run),
        )


def _leads_into_help(text: str, block: Block) -> bool:
    words = text[block.start : block.end]
    return words.endswith(":") and bool(_HELP_LEAD_IN.search(words.rsplit(". ", 1)[-1]))


def _kind_of(headings: Sequence[str]) -> SectionKind:
    helps = any(says_when_to_get_help(heading) for heading in headings)
    return SectionKind.WHEN_TO_GET_HELP if helps else SectionKind.BODY


def says_when_to_get_help(heading: str) -> bool:
    """Tell whether a heading stands over what says when to get help."""
    return bool(_GET_HELP.search(heading))
