"""Outlook's messages (.msg) → document, by python-oxmsg; a body that is only rich text by our reader of that."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from qa.reading.document import Document, UnreadableError
from qa.reading.formats.archive import refusing_damage
from qa.reading.formats.mail.attachments import TOO_DEEP, Attachment, FileReader, left_alone
from qa.reading.formats.mail.eml import NESTED_MOST
from qa.reading.formats.mail.message import Message, document_of, iso_day
from qa.reading.formats.rtf.reader import read_rtf

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_RICH_BODY = 0x1009  # PidTagRtfCompressed
_PROPERTIES = "__properties_version1.0"
_EMBEDDED = "__SUBSTG1.0_3701000D"  # PidTagAttachDataObject
RICH_BODY_MOST = 32 * 2**20
"""More than the length that its header says is never unpacked, and no message is longer than a book."""


def read_msg(content: bytes, read_file: FileReader = left_alone) -> Document:
    """Read a message of Outlook; raises UnreadableError when it is none, encrypted, damaged, or has no text.

    ``read_file`` reads what it brings along; without it that is only reported.
    """
    if not content.startswith(_COMPOUND):
        raise UnreadableError("the file is not an Outlook message")
    with refusing_damage():
        import oxmsg

        return document_of([_message(oxmsg.Message.load(content), 0)], read_file)


def _message(source: Any, nested: int) -> Message:
    if "smime" in str(source.message_class).lower():
        raise UnreadableError("the message is encrypted or sealed by its signature (S/MIME)")
    message = Message(
        subject=_text(lambda: source.subject),
        sender=_text(lambda: source.sender),
        sent=_text(lambda: iso_day(source.sent_date)),
        plain=_text(lambda: source.body).replace("\r\n", "\n"),
        html=_text(lambda: source.html_body),
    )
    rich = source.properties.binary_prop_value(_RICH_BODY)
    if rich and not message.html.strip() and not message.plain.strip():
        message.blocks = read_rtf(_unpacked(rich)).blocks
    for attachment in source.attachments:
        inner = _inner_message(attachment)
        if inner is None:
            message.attachments.append(_attachment(attachment))
        else:
            _add_message(message, inner, nested + 1)
    return message


def _add_message(message: Message, inner: Any, nested: int) -> None:
    if nested > NESTED_MOST:
        message.attachments.append(Attachment(name=_text(lambda: inner.subject), kind="message", reason=TOO_DEEP))
        return
    try:
        with refusing_damage():
            message.nested.append(_message(inner, nested))
    except UnreadableError as error:  # a damaged message inside must not take the outer one with it
        name = _text(lambda: inner.subject)
        message.attachments.append(Attachment(name=name, kind="message", reason=str(error)))


def _inner_message(attachment: Any) -> Any:
    """Return the message that is attached as such, None for a file.

    python-oxmsg 0.0.2 knows no attached messages.  They are messages in the attachment's storage; the header of
    their properties has 24 bytes (MS-OXMSG 2.4.1.2), not the 32 of one that is a file, which the library expects.
    """
    import oxmsg

    for inner in attachment._storage.storages:
        if inner.name.upper() == _EMBEDDED and any(stream.name == _PROPERTIES for stream in inner.streams):
            streams = tuple(map(_with_long_header, inner.streams))
            return oxmsg.Message(replace(inner, streams=streams))
    return None


def _with_long_header(stream: Any) -> Any:
    if stream.name != _PROPERTIES:
        return stream
    return replace(stream, bytes_=stream.bytes_[:24] + bytes(8) + stream.bytes_[24:])


def _attachment(attachment: Any) -> Attachment:
    name, kind = _text(lambda: attachment.file_name), _text(lambda: attachment.mime_type)
    try:
        content = attachment.file_bytes
    except (ValueError, LookupError, TypeError, AttributeError):
        return Attachment(name=name, kind=kind, reason="its bytes are damaged")
    if not content:
        return Attachment(name=name, kind=kind, reason="the message does not hold it, it only says where it was")
    return Attachment(name=name, kind=kind, content=content)


def _text(get: Callable[[], Any]) -> str:
    """Return a property as text; one whose bytes are not what they are said to be is as if it were not there."""
    try:
        return str(get() or "").strip("\x00")
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError):
        return ""


def _unpacked(content: bytes) -> bytes:
    import compressed_rtf  # type: ignore[import-untyped]

    if int.from_bytes(content[4:8], "little") > RICH_BODY_MOST:
        raise UnreadableError(f"the message unpacks to more than {RICH_BODY_MOST // 2**20} MB")
    unpacked: bytes = compressed_rtf.decompress(content)
    return unpacked
