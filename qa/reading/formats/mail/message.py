"""A message, whatever file it came in → blocks: its writer's words, then what it hands on under who wrote that."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.utils import parseaddr
from typing import TypeAlias

from qa.reading.document import Details, Document, DocumentBlock, DocumentBlockKind, UnreadableError
from qa.reading.formats.archive import Element, local, one_line, parse_html
from qa.reading.formats.inline_marks import sheet_of, write_marks
from qa.reading.formats.mail.attachments import Attachment, FileReader, left_out, own_blocks
from qa.reading.formats.mail.quotes import header_lines, is_forward, other_message, signature_end, told_apart
from qa.reading.formats.markup import walk
from qa.reading.formats.plain.reader import read_text
from qa.reading.formats.raised import with_fractions
from qa.records import Removed

QUOTED, SIGNATURE, ATTACHMENT = "quoted message", "signature", "attachment"
OTHER_FORM = "only in the other form of the message"
FORWARDED = "Forwarded message"
FULLER_SHARE = 0.9
"""Share of the plain text's words, addresses aside, from which the HTML is taken: it alone tells 10⁹ from 109."""
_QUOTE_CLASSES = re.compile(
    r"\b(?:gmail_quote|gmail_attr|yahoo_quoted|moz-cite-prefix|OutlookMessageHeader|protonmail_quote|zmail_extra"
    r"|moz-forward-container)\b"
)
_QUOTE_IDS = frozenset("divRplyFwdMsg appendonsend reply-intro mail-editor-reference-message-container".split())
_SIGNATURE_CLASSES = re.compile(r"\b(?:gmail_signature|moz-signature|protonmail_signature_block)\b")
_OUTLOOK_LINE = re.compile(r"border:\s?none;\s?border-top:\s?solid #[0-9a-f]{6}", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_ADDRESS = re.compile(r"<?(?:https?://|mailto:|www\.)\S+|\[\w+:[^\]\n]*\]|(?:(?<!\S)|(?<=[^\]]\]))\S+@\S+")
"""The last form is looked for only where a word begins: from each of its characters, a word as long as the message
would be read to its end."""


@dataclass(slots=True, kw_only=True)
class Message:
    """What a message says; ``plain`` and ``html`` are its body in two forms, either of which may be empty.

    ``sent`` is a day in ISO form.  ``blocks`` is a body that came in a form of its own.
    """

    subject: str = ""
    sender: str = ""
    sent: str = ""
    plain: str = ""
    html: str = ""
    blocks: Sequence[DocumentBlock] = ()
    attachments: list[Attachment] = field(default_factory=list)
    nested: list["Message"] = field(default_factory=list)


def document_of(messages: Sequence[Message], read_file: FileReader) -> Document:
    """Return one document of the messages of a file; of several, each stands under a heading of its own.

    ``read_file`` reads the files that they bring along.
    """
    blocks: list[DocumentBlock] = []
    removed: list[Removed] = []
    for message in messages:
        message_blocks = list(_blocks(message, removed, read_file))
        if message_blocks and len(messages) > 1:
            blocks.append(_heading(heading_of(message.sender, message.sent, message.subject), 1))
        blocks += message_blocks
    if all(block.kind is DocumentBlockKind.HEADING for block in blocks):
        raise UnreadableError("the message has no text")
    first = messages[0]
    several_subjects = len({_plain_subject(message.subject) for message in messages}) > 1
    suffix = f", and {len(messages) - 1} more messages" if several_subjects and first.subject else ""
    alone = len(messages) == 1
    details = Details(
        title=one_line(first.subject + suffix),
        author=name_of(first.sender) if alone else "",
        published=first.sent if alone else "",
    )
    return Document(blocks=tuple(blocks), details=details, removed=tuple(removed))


def heading_of(sender: str, sent: str, subject: str) -> str:
    """Return who wrote a message, when and about what: ``Ann Bee, 2026-03-03: Re: Rest``."""
    byline = ", ".join(filter(None, (name_of(sender), one_line(sent))))
    return ": ".join(filter(None, (byline, one_line(subject)))) or "Message"


def name_of(sender: str) -> str:
    """Return the name of a sender, or the address where there is no name."""
    name, address = parseaddr(one_line(sender))
    return one_line(name) or address or one_line(sender)


def iso_day(moment: datetime | None) -> str:
    """Return the day of a moment, empty for none."""
    return moment.date().isoformat() if moment else ""


def _plain_subject(subject: str) -> str:
    return re.sub(r"^(?:\s*\w{1,4}\s?:)+\s*", "", one_line(subject)).casefold()


def _heading(text: str, level: int) -> DocumentBlock:
    return DocumentBlock(kind=DocumentBlockKind.HEADING, text=text, level=level, inferred=True)


def _blocks(message: Message, removed: list[Removed], read_file: FileReader) -> Iterator[DocumentBlock]:
    """Yield what a message and its attachments say, and report what is left out."""
    yield from _body(message, removed)
    for attachment in message.attachments:
        yield from _attached(attachment, removed, read_file)
    for inner in message.nested:
        inner_blocks = list(_blocks(inner, removed, read_file))
        if inner_blocks:
            yield _heading(heading_of(inner.sender, inner.sent, inner.subject), 2)
            yield from inner_blocks


def _attached(attachment: Attachment, removed: list[Removed], read_file: FileReader) -> Iterator[DocumentBlock]:
    """Yield what an attachment says under a heading with its name; one that cannot be read is reported."""
    try:
        document = attachment.read(read_file)
    except UnreadableError as error:
        _tell(removed, f"{ATTACHMENT} that was not read ({error})", attachment.described)
        return
    removed += left_out(document, attachment)
    blocks = own_blocks(document, 2)
    if any(block.kind is not DocumentBlockKind.HEADING for block in blocks):
        title = document.details.title
        yield _heading(": ".join(filter(None, (f"Attachment {one_line(attachment.name)}".strip(), title))), 2)
        yield from blocks
    else:
        _tell(removed, f"{ATTACHMENT} without text", attachment.described)


def _tell(removed: list[Removed], rule: str, text: str) -> None:
    if text := one_line(text):
        removed.append(Removed(text=text, rule=rule))


def _body(message: Message, removed: list[Removed]) -> Iterator[DocumentBlock]:
    if message.blocks:
        yield from message.blocks
        return
    html_removed: list[Removed] = []
    drawn = list(_html_blocks(message, html_removed)) if message.html.strip() else []
    plain_removed: list[Removed] = []
    plain = list(_plain_blocks(message, plain_removed)) if message.plain.strip() else []
    if drawn and _words(drawn) >= FULLER_SHARE * _words(plain):
        removed += [*html_removed, *_only_in((plain, plain_removed), (drawn, html_removed))]
        yield from drawn
    else:
        removed += [*plain_removed, *_only_in((drawn, html_removed), (plain, plain_removed))]
        yield from plain


_Form: TypeAlias = tuple[Sequence[DocumentBlock], Sequence[Removed]]
"""What one form of a message says, and what was left out of it."""


def _only_in(other_form: _Form, chosen_form: _Form) -> Iterator[Removed]:
    """Yield what one of two forms of a message says and the other does not: most of the words of a piece are new.

    Addresses are not compared, since a link shows its own in one of the forms alone.
    """
    if not any(other_form):  # most messages have one form, which may be as long as a file
        return
    chosen_words = {word for text in _texts(chosen_form) for word in _compared(text)}
    for text in _texts(other_form):
        words = _compared(text)
        if words and 2 * sum(word not in chosen_words for word in words) > len(words):
            yield Removed(text=one_line(text), rule=OTHER_FORM)


def _texts(form: _Form) -> list[str]:
    blocks, removed = form
    return [*(block.text for block in blocks), *(removal.text for removal in removed)]


def _compared(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(_ADDRESS.sub(" ", text)) if len(word) > 2]


def _words(blocks: Sequence[DocumentBlock]) -> int:
    return sum(len(_WORD.findall(_ADDRESS.sub(" ", block.text))) for block in blocks)


def _plain_blocks(message: Message, removed: list[Removed]) -> Iterator[DocumentBlock]:
    parts = told_apart(message.plain.split("\n"), subject=message.subject)
    _tell(removed, QUOTED, " ".join(parts.quoted))
    _tell(removed, SIGNATURE, " ".join(parts.signature))
    yield from _paragraphs(parts.own_lines)
    forwarded = list(_paragraphs(parts.forwarded))
    if forwarded:
        headers = parts.headers
        heading = heading_of(headers.get("who", ""), headers.get("when", ""), headers.get("what", ""))
        yield _heading(f"{FORWARDED}: {heading}" if headers else "Quoted message", 2)
        yield from forwarded


def _paragraphs(lines: Sequence[str]) -> Iterator[DocumentBlock]:
    """Yield the blocks of lines of text; a short line of a message ("Hi Ann") heads nothing."""
    if not any(line.strip() for line in lines):
        return
    for block in read_text("\n".join(lines).encode("utf-8", "replace")).blocks:
        if block.kind is DocumentBlockKind.HEADING:
            block = replace(block, kind=DocumentBlockKind.PARAGRAPH, level=0)
        yield replace(block, line=0)


def _html_blocks(message: Message, removed: list[Removed]) -> Iterator[DocumentBlock]:
    """Yield the blocks of an HTML body without what it quotes, what it forwards under a heading."""
    root = parse_html(message.html, "the message")
    if root is None:
        return
    body = next(root.iter("body"), root)
    forwards = is_forward(message.subject)
    headed = _without_quotes(body, removed, forwards=forwards)
    removed += write_marks(body, sheet_of([style.text for style in root.iter("style") if style.text]))
    document = walk(body)
    removed += document.removed
    blocks = [replace(block, text=with_fractions(block.text)) for block in document.blocks]
    lines = [header_lines(block.text) for block in blocks]
    end, is_forwarded = other_message(lines)
    if end < len(blocks) and not headed and (forwards or is_forwarded or not end):
        blocks.insert(end, _heading(FORWARDED, 2))
    elif end < len(blocks) and not headed:
        _tell(removed, QUOTED, " ".join(block.text for block in blocks[end:]))
        blocks = blocks[:end]
    yield from _without_signature(blocks, removed)


def _without_signature(blocks: Sequence[DocumentBlock], removed: list[Removed]) -> Sequence[DocumentBlock]:
    lines = [block.text for block in blocks]
    for place in range(len(lines)):
        if end := signature_end(lines, place):
            _tell(removed, SIGNATURE, " ".join(lines[place:end]))
            return [*blocks[:place], *blocks[end:]]
    return blocks


def _without_quotes(body: Element, removed: list[Removed], *, forwards: bool) -> bool:
    """Take out what mail programs mark as quoted or as a signature; True where it stays under a heading instead.

    It stays in a message that hands it on, and where nothing else would be left.
    """
    marked: dict[Element, str] = {}
    for element in body.iter():
        if isinstance(element.tag, str) and (rule := _rule_of(element)):
            for part in (element, *_rest(element)):
                marked.setdefault(part, rule)
    inside = {inner for element in marked for inner in element.iterdescendants()}
    tops = {element: rule for element, rule in marked.items() if element not in inside}
    texts = {element: one_line(" ".join(element.itertext())) for element in tops}
    whole = len("".join("".join(body.itertext()).split()))
    own_length = whole - sum(len("".join(text.split())) for text in texts.values())
    quoted = [element for element, rule in tops.items() if rule == QUOTED and texts[element]]
    stays = bool(quoted) and (forwards or own_length <= 0)
    if stays:
        heading = body.makeelement("h2")
        heading.text = FORWARDED
        quoted[0].addprevious(heading)
    for element, rule in tops.items():
        if rule != QUOTED or not stays:
            _tell(removed, rule, texts[element])
            element.drop_tree()
    return stays


def _rest(element: Element) -> Iterator[Element]:
    """Yield what follows the headers that Outlook sets above a quoted message: all of it is quoted."""
    if element.get("id") in _QUOTE_IDS or _OUTLOOK_LINE.search(element.get("style") or ""):
        top = element
        while top.getparent() is not None and len(top.getparent()) == 1 and local(top.getparent()) != "body":
            top = top.getparent()
        yield from top.itersiblings()


def _rule_of(element: Element) -> str:
    names, style = element.get("class") or "", element.get("style") or ""
    cited = local(element) == "blockquote" and (element.get("type") or "").lower() == "cite"
    if cited or _QUOTE_CLASSES.search(names) or element.get("id") in _QUOTE_IDS or _OUTLOOK_LINE.search(style):
        return QUOTED
    return SIGNATURE if _SIGNATURE_CLASSES.search(names) else ""
