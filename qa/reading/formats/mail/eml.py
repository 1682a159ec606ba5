"""Messages as they travel (.eml, RFC 5322 and MIME) and mailboxes of them (.mbox) → document."""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import Message as AnyMessage
from email.utils import parsedate_to_datetime

from qa.reading.cleaning.text_repair import decode
from qa.reading.document import Document, UnreadableError
from qa.reading.formats.archive import one_line, refusing_damage
from qa.reading.formats.mail.attachments import TOO_DEEP, Attachment, FileReader, left_alone
from qa.reading.formats.mail.message import Message, document_of, iso_day

NESTED_MOST = 20
"""Messages in messages in messages: a chain of forwards is shorter."""
PARTS_MOST = 5_000
_HEADER_LINE = re.compile(rb"\s*(?:>?From |[!-9;-~]+[ \t]*:)")
_FROM_LINE = re.compile(rb"^From .*\d{2}:\d{2}.*$|^From \S+.*\b\d{4}\b.*$", re.MULTILINE)
_ESCAPED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
_LOCKED = frozenset(("multipart/encrypted", "application/pgp-encrypted"))
_SEALED = frozenset(("application/pkcs7-mime", "application/x-pkcs7-mime"))


def read_eml(content: bytes, read_file: FileReader = left_alone) -> Document:
    """Read a message; raises UnreadableError when it is none, encrypted, or has no text.

    ``read_file`` reads what it brings along; without it that is only reported.
    """
    if not _HEADER_LINE.match(content):
        raise UnreadableError("the file is not a message (it does not begin with headers)")
    with refusing_damage():
        return document_of([_message(content)], read_file)


def read_mbox(content: bytes, read_file: FileReader = left_alone) -> Document:
    """Read a mailbox, each message under a heading that says who wrote it, when and about what.

    ``read_file`` reads what they bring along; without it that is only reported.
    """
    with refusing_damage():
        messages = [_message(raw) for raw in _split(content)]
        if not messages:
            raise UnreadableError("the file is not a mailbox (no line begins a message)")
        return document_of(messages, read_file)


def _split(content: bytes) -> Iterator[bytes]:
    """Yield the messages of a mailbox; each begins behind a line that says from whom and when."""
    content = content.replace(b"\r\n", b"\n")
    begins = [
        match
        for match in _FROM_LINE.finditer(content)
        if not match.start() or content[: match.start()].endswith(b"\n\n") or not content[: match.start()].strip()
    ]
    ends = [*(match.start() for match in begins[1:]), len(content)]
    for match, end in zip(begins, ends, strict=False):
        yield _ESCAPED_FROM.sub(rb"\1", content[match.end() + 1 : end])


def _message(content: bytes) -> Message:
    return _gathered(message_from_bytes(content.lstrip(b"\r\n"), policy=policy.default), 0)


def _gathered(source: AnyMessage, depth: int) -> Message:
    message = Message(subject=_header(source, "subject"), sender=_header(source, "from"), sent=_sent(source))
    waiting: list[AnyMessage] = [source]
    count = 0
    while waiting:
        part = waiting.pop(0)
        count += 1
        if count > PARTS_MOST:
            raise UnreadableError(f"the message has more than {PARTS_MOST:,} parts")
        kind = part.get_content_type()
        if kind in _LOCKED:
            raise UnreadableError("the message is encrypted and needs a key")
        if kind in _SEALED and part is source:
            raise UnreadableError("the message is encrypted or sealed by its signature (S/MIME)")
        inner = part.get_payload()
        inside = kind == "message/rfc822" and isinstance(inner, list)
        if inside and depth < NESTED_MOST:
            for child in (child for child in inner if isinstance(child, AnyMessage)):
                _add_message(message, child, depth + 1)
        elif isinstance(inner, list) and not inside:
            waiting = [*(child for child in inner if isinstance(child, AnyMessage)), *waiting]
        elif kind in ("text/plain", "text/html") and not _is_attached(part):
            _add_text(message, kind, part)
        else:
            message.attachments.append(_attachment(part))
    return message


def _add_message(message: Message, inner: AnyMessage, depth: int) -> None:
    try:
        message.nested.append(_gathered(inner, depth))
    except UnreadableError as error:  # a damaged message inside must not take the outer one with it
        name = _header(inner, "subject")
        message.attachments.append(Attachment(name=name, kind="message/rfc822", reason=str(error)))


def _attachment(part: AnyMessage) -> Attachment:
    kind = part.get_content_type()
    if isinstance(part.get_payload(), list):  # a message nested too deep to be read
        return Attachment(name=_file_name(part), kind=kind, reason=TOO_DEEP)
    if kind.startswith("text/"):
        content = _text_of(part).encode("utf-8", "replace")
    else:
        decoded = part.get_payload(decode=True)
        content = decoded if isinstance(decoded, bytes) else b""
    return Attachment(name=_file_name(part), kind=kind, content=content)


def _is_attached(part: AnyMessage) -> bool:
    return part.get_content_disposition() == "attachment"


def _file_name(part: AnyMessage) -> str:
    try:
        return one_line(part.get_filename() or "")
    except (ValueError, TypeError, LookupError, AttributeError):  # a name that no rule of MIME reads
        return ""


def _add_text(message: Message, kind: str, part: AnyMessage) -> None:
    text = _text_of(part)
    if kind == "text/html":
        message.html = f"{message.html}\n{text}" if message.html else text
        return
    flowed = str(part.get_param("format") or "").lower() == "flowed"
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if flowed:
        lines = list(_unflowed(lines, delete=str(part.get_param("delsp") or "").lower() == "yes"))
    message.plain = "\n\n".join(filter(None, (message.plain, "\n".join(lines))))


def _text_of(part: AnyMessage) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    try:
        return content.decode(part.get_content_charset() or "utf-8")
    except (LookupError, UnicodeDecodeError, ValueError):
        return decode(content) if content.strip() else ""


def _unflowed(lines: list[str], *, delete: bool) -> Iterator[str]:
    """Yield whole paragraphs of flowed text (RFC 3676): a line that ends in a space goes on in the next."""
    paragraph, depth = "", 0
    for line in lines:
        marks = len(line) - len(line.lstrip(">"))
        text = line[marks:].removeprefix(" ")
        if paragraph and (marks != depth or text == "-- "):
            yield paragraph
            paragraph = ""
        paragraph = paragraph + text if paragraph else f"{'>' * marks} {text}" if marks else text
        depth = marks
        if text.endswith(" ") and text != "-- ":
            paragraph = paragraph[:-1] if delete else paragraph
        else:
            yield paragraph
            paragraph = ""
    if paragraph:
        yield paragraph


def _header(message: AnyMessage, name: str) -> str:
    """Return a header's text, decoded; one that no rule of mail reads is as if it were not there."""
    try:
        text = str(message[name] or "")
        if "\ufffd" in text:  # bytes that no header may have, in an encoding that none names
            raw = next(value for key, value in message.raw_items() if key.lower() == name)
            text = decode(str(raw).encode("utf-8", "surrogateescape"))
        return one_line(text)
    except (ValueError, TypeError, LookupError, AttributeError, StopIteration, MessageError, UnreadableError):
        return ""


def _sent(message: AnyMessage) -> str:
    try:
        return iso_day(parsedate_to_datetime(_header(message, "date")))
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""
