"""Outlook's messages (.msg) → document, by python-oxmsg; a body that is only rich text by our reader of that."""

from collections.abc import Callable
from typing import Any

from qa.reading.document import Document, UnreadableError
from qa.reading.formats.archive import refusing_damage
from qa.reading.formats.mail.message import Message, document_of, iso_day
from qa.reading.formats.rtf.reader import read_rtf

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_RICH_BODY = 0x1009  # PidTagRtfCompressed
RICH_BODY_MOST = 32 * 2**20
"""More than the length that its header says is never unpacked, and no message is longer than a book."""


def read_msg(content: bytes) -> Document:
    """Read a message of Outlook; raises UnreadableError when it is none, encrypted, damaged, or has no text."""
    if not content.startswith(_COMPOUND):
        raise UnreadableError("the file is no message of Outlook")
    with refusing_damage():
        import oxmsg

        found: Any = oxmsg.Message.load(content)
        if "smime" in str(found.message_class).lower():
            raise UnreadableError("the message is encrypted or sealed by its signature (S/MIME)")
        message = Message(
            subject=_text(lambda: found.subject),
            sender=_text(lambda: found.sender),
            sent=_text(lambda: iso_day(found.sent_date)),
            plain=_text(lambda: found.body).replace("\r\n", "\n"),
            html=_text(lambda: found.html_body),
            attachments=[_attachment(each) for each in found.attachments],
        )
        rich = found.properties.binary_prop_value(_RICH_BODY)
        if rich and not message.html.strip() and not message.plain.strip():
            message.blocks = read_rtf(_unpacked(rich)).blocks
        return document_of([message])


def _attachment(found: Any) -> str:
    return f"{_text(lambda: found.file_name) or 'without a name'} ({_text(lambda: found.mime_type)})"


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
