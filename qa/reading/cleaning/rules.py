"""Document → document without page furniture, and the report of what was cut, by which rule, and where it stood.

Where a document comes from decides what may be cut: the rules for furniture and advertising run on web pages, and
on text that shows by several signs that it was pasted from one.  From anything else only lists of sources are cut.

A rule that would take more than its share of an article does not fire, and the report says so: what answers
a question must not be lost to a rule that misunderstood the page.  Text that gives orders to a machine has no such
share: it is cut first, however much it is.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import asdict, dataclass, replace
from typing import Any

from qa.reading.article import language_of
from qa.reading.cleaning import advertising as pitches
from qa.reading.cleaning import boilerplate as furniture
from qa.reading.cleaning import machine_orders as addressed_to_machines
from qa.reading.cleaning import structure
from qa.reading.cleaning.pasted import is_pasted
from qa.reading.cleaning.text_repair import repair
from qa.reading.document import Details, Document, DocumentBlock, DocumentBlockKind, Origin
from qa.reading.ocr.confidence import hard_to_read, least_confidence, read_spans
from qa.records import CleaningReport, HardToRead, NotQuoted, Removed, Repaired

SHARE_MOST = 0.2
"""Share of an article's words that one rule may take; the greatest seen on real pages was 0.12."""
SOURCES_SHARE_MOST = 0.4
"""Lists of sources may be longer: they are kept as sources."""
LEAST_WORDS_SPARED = 40
"""Below so many words a share means little: a short page may have as much furniture as text."""

SOURCES = "list of sources"


@dataclass(frozen=True, slots=True)
class _Rule:
    name: str
    find: Callable[[Sequence[DocumentBlock]], Iterable[int]]
    share_most: float = SHARE_MOST


REFERENCES = _Rule(SOURCES, structure.reference_lists, SOURCES_SHARE_MOST)
"""The one rule for documents of any origin: what it cuts is kept as sources."""
RULES = (
    _Rule("caption", furniture.captions),
    _Rule("link to another article", furniture.links_to_other_articles),
    _Rule("comment form", furniture.comment_forms),
    _Rule("cookie notice", furniture.cookie_notices),
    _Rule("copyright notice", furniture.rights_notices),
    _Rule("share buttons", furniture.share_buttons),
    _Rule("date or reading time", furniture.dates_and_reading_times),
    _Rule("breadcrumb", furniture.breadcrumbs),
    _Rule("text generator's chatter", furniture.generator_chatter),
    _Rule("repeated title", furniture.repeated_titles),
    _Rule("navigation", furniture.navigation_labels),
    _Rule("sales pitch", pitches.pitches),
)
"""For web pages, in the order in which they fire; the heads of sections that they emptied go last of all."""
EMPTIED = "empty heading"


def clean(draft: Document) -> tuple[Document, CleaningReport]:
    """Return the draft repaired and without furniture, with lost headings inferred, and the report."""
    language = draft.details.language or language_of(block.text for block in draft.blocks)
    sweep = _Sweep(draft.blocks)
    sweep.repair(language)
    sweep.silence(addressed_to_machines.orders_to_machines(sweep.blocks))
    kept, ordering = _details_apart(draft.details)
    sweep.removed += ordering
    origin = Origin.WEB if draft.origin is Origin.TEXT and is_pasted(sweep.blocks) else draft.origin
    empty_before = {_place_of(sweep.blocks[place]) for place in furniture.empty_headings(sweep.blocks)}
    sweep.apply(REFERENCES)
    cites = bool(sweep.removed) and sweep.removed[-1].rule == SOURCES
    if origin is Origin.WEB:
        for rule in RULES:
            sweep.apply(rule)
        sweep.shorten("sales pitch", pitches.closing_pitch(sweep.blocks))
        if cites:
            sweep.mend("footnote mark", structure.footnote_marks(sweep.blocks))
        if not draft.structured:
            sweep.blocks = _with_headings(sweep.blocks, structure.lost_headings(sweep.blocks))
    sweep.drop_emptied(empty_before)
    if not draft.structured:  # last, as a heading that went parts nothing
        sweep.blocks = _nested(sweep.blocks)
    sources = [entry.text for entry in sweep.removed if entry.rule == SOURCES and " " in entry.text]
    details = replace(kept, language=language, sources=kept.sources or tuple(sources))
    removed = (*draft.removed, *sorted(sweep.removed, key=lambda entry: (entry.page, entry.line)))
    return (
        replace(draft, blocks=tuple(sweep.blocks), details=details, origin=origin),
        CleaningReport(
            removed=removed,
            repaired=tuple(sweep.repaired),
            withheld=tuple(sweep.withheld),
            hard_to_read=tuple(_hard_to_read(sweep.blocks, draft.confidences)),
            not_quoted=tuple(sweep.not_quoted()),
        ),
    )


def _hard_to_read(blocks: Iterable[DocumentBlock], confidences: Mapping[int, float]) -> Iterator[HardToRead]:
    """Yield the words of blocks that were read from a picture and may be wrong."""
    for block in blocks if confidences else ():
        spans = read_spans(block.text, block.glyphs, confidences)
        for start, end in hard_to_read(block.text, spans, 0, len(block.text)):
            sure = least_confidence(spans, start, end)
            yield HardToRead(text=block.text[start:end], confidence=sure or 0.0, page=block.page)


class _Sweep:
    """The blocks that are left while the rules fire one after another."""

    def __init__(self, blocks: Sequence[DocumentBlock]) -> None:
        self.blocks = list(blocks)
        self.removed: list[Removed] = []
        self.repaired: list[Repaired] = []
        self.withheld: list[str] = []
        self._possible_orders: list[NotQuoted] = []
        self._words = sum(len(block.text.split()) for block in blocks)

    def apply(self, rule: _Rule) -> None:
        """Cut what a rule finds, unless that is more than its share."""
        places = set(rule.find(self.blocks))
        words = sum(len(self.blocks[place].text.split()) for place in places)
        if words > max(LEAST_WORDS_SPARED, rule.share_most * self._words) or (places and not self._tells(places)):
            self.withheld.append(rule.name)
            return
        self.removed += [_removed(self.blocks[place], rule.name) for place in sorted(places)]
        self.blocks = [block for place, block in enumerate(self.blocks) if place not in places]

    def _tells(self, gone: Set[int]) -> bool:
        """Tell whether anything but headings is left: a short text is never emptied."""
        return any(
            place not in gone and block.kind is not DocumentBlockKind.HEADING
            for place, block in enumerate(self.blocks)
        )

    def drop_emptied(self, empty_before: Set[tuple[str, int, int]]) -> None:
        """Cut the headings of which everything below was cut; others had nothing below to begin with."""
        gone = {
            place
            for place in furniture.empty_headings(self.blocks)
            if _place_of(self.blocks[place]) not in empty_before
        }
        self.removed += [_removed(self.blocks[place], EMPTIED) for place in sorted(gone)]
        self.blocks = [block for place, block in enumerate(self.blocks) if place not in gone]

    def silence(self, orders: addressed_to_machines.Orders) -> None:
        """Cut what gives orders to a machine, however much of the article it is: none of it may be quoted."""
        for place, sentence in orders.possible:
            block = self.blocks[place]
            self._possible_orders.append(NotQuoted(text=sentence, line=block.line, page=block.page))
        for place, (left, gone) in orders.shortened.items():
            block = self.blocks[place]
            self.removed.append(_removed(block.of_parts(gone), addressed_to_machines.RULE))
            self.blocks[place] = block.of_parts(left)
        self.removed += [
            _removed(self.blocks[place], addressed_to_machines.RULE) for place in sorted(orders.whole)
        ]
        self.blocks = [block for place, block in enumerate(self.blocks) if place not in orders.whole]

    def not_quoted(self) -> Iterator[NotQuoted]:
        """Yield what may give orders to a machine, and which no later rule cut."""
        return (entry for entry in self._possible_orders if any(entry.text in block.text for block in self.blocks))

    def shorten(self, name: str, texts: Mapping[int, str]) -> None:
        """Cut the ends of blocks: ``texts`` is what is left of each."""
        for place, text in texts.items():
            block = self.blocks[place]
            self.removed.append(_removed(replace(block, text=block.text[len(text) :].strip()), name))
            self.blocks[place] = block.with_text(text)

    def mend(self, kind: str, texts: Mapping[int, str]) -> None:
        """Replace damaged texts by mended ones."""
        for place, text in texts.items():
            self._replace(place, text, (kind,))

    def repair(self, language: str) -> None:
        """Mend damaged characters in every block."""
        for place, block in enumerate(self.blocks):
            text, kinds = repair(block.text, language=language)
            if kinds:
                self._replace(place, text, kinds)

    def _replace(self, place: int, text: str, kinds: tuple[str, ...]) -> None:
        block = self.blocks[place]
        self.repaired.append(
            Repaired(kinds=kinds, before=block.text, after=text, line=block.line, page=block.page)
        )
        self.blocks[place] = block.with_text(text)


def _place_of(block: DocumentBlock) -> tuple[str, int, int]:
    return block.text, block.line, block.page


def _details_apart(details: Details) -> tuple[Details, list[Removed]]:
    """Return the details without those that give orders to a machine, and these: a title is embedded and shown."""
    kept: dict[str, Any] = {}
    removed: list[Removed] = []
    for name, value in asdict(details).items():
        entries = [value] if isinstance(value, str) else value
        ordering = [entry for entry in entries if addressed_to_machines.gives_orders(entry)]
        removed += [Removed(text=entry, rule=addressed_to_machines.RULE) for entry in ordering]
        if isinstance(value, str):
            kept[name] = "" if ordering else value
        else:
            kept[name] = tuple(entry for entry in value if entry not in ordering)
    return Details(**kept), removed


def _removed(block: DocumentBlock, rule: str) -> Removed:
    return Removed(text=block.text, rule=rule, line=block.line, page=block.page)


def _with_headings(blocks: Sequence[DocumentBlock], headings: Mapping[int, str]) -> list[DocumentBlock]:
    out: list[DocumentBlock] = []
    for place, block in enumerate(blocks):
        if place in headings:
            out.append(
                DocumentBlock(
                    kind=DocumentBlockKind.HEADING, text=headings[place], level=2, inferred=True, line=block.line
                )
            )
        out.append(block)
    return out


def _nested(blocks: Sequence[DocumentBlock]) -> list[DocumentBlock]:
    """Put a heading right below another one level deeper: it has nothing but that one to belong to.

    Not so where the file tells the levels, as by how headings are underlined, and not below the first line of all:
    that is a title, and the headings after it are of one rank.
    """
    if len({block.level for block in blocks if block.kind is DocumentBlockKind.HEADING}) > 1:
        return list(blocks)
    out: list[DocumentBlock] = []
    for block in blocks:
        above = out[-1] if out else None
        if block.kind is DocumentBlockKind.HEADING and len(out) > 1 and above and above.kind is block.kind:
            block = replace(block, level=min(above.level + 1, 6))
        out.append(block)
    return out
