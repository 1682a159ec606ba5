"""Messages of Outlook: read by python-oxmsg, their rich text by our own reader."""

from datetime import UTC, datetime

import compressed_rtf  # type: ignore[import-untyped]
import pytest

from qa.reading.document import UnreadableError
from qa.reading.formats import READERS
from tests.support.compound import BINARY, NUMBER, TEXT, TIME, Inner, Properties, outlook

SUBJECT, SENDER, ADDRESS, SENT = (0x0037, TEXT), (0x0C1A, TEXT), (0x0C1F, TEXT), (0x0039, TIME)
BODY, HTML, RICH, PAGE, CLASS = (
    (0x1000, TEXT),
    (0x1013, BINARY),
    (0x1009, BINARY),
    (0x3FDE, NUMBER),
    (0x001A, TEXT),
)
FILE: Properties = {(0x3707, TEXT): "a.pdf", (0x370E, TEXT): "application/pdf", (0x3705, NUMBER): 1}
SMALL = outlook(
    {
        SUBJECT: "RE: Doses",
        SENDER: "Dr. Heron",
        ADDRESS: "h@x.org",
        SENT: datetime(2026, 3, 3, 10, tzinfo=UTC),
        BODY: "Take 400 mg.\r\n\r\nFrom: Ann\r\nSent: Monday\r\nTo: Heron\r\nSubject: Doses\r\n\r\nRest?\r\n",
        PAGE: 65001,
    },
    FILE,
)


def test_a_message_of_outlook_is_read_like_any_other() -> None:
    """Subject, writer and day, the text without what it quotes, and the attachments reported."""
    document = READERS[".msg"](SMALL)

    assert [block.text for block in document.blocks] == ["Take 400 mg."]
    details = document.details
    assert (details.title, details.author, details.published) == ("RE: Doses", "Dr. Heron", "2026-03-03")
    assert [(gone.rule, gone.text) for gone in document.removed] == [
        ("quoted message", "From: Ann Sent: Monday To: Heron Subject: Doses Rest?"),
        (
            "attachment that was not read (the message does not hold it, it only says where it was)",
            "a.pdf (application/pdf)",
        ),
    ]


def test_what_is_attached_to_a_message_of_outlook_is_read() -> None:
    """Files stand under their names, messages under who wrote them; what no reader knows is reported."""
    deepest = Inner({SUBJECT: "Sleep", SENDER: "Ann", ADDRESS: "a@b.c", BODY: "Sleep well."})
    inner = Inner({SUBJECT: "Rest", SENDER: "Bee", ADDRESS: "b@b.c", BODY: "Rest now."}, (deepest,))
    content = outlook(
        {SUBJECT: "Doses", BODY: "See below."},
        {(0x3707, TEXT): "notes.txt", (0x3701, BINARY): "Take 5 µg (1 drop).".encode(), (0x3705, NUMBER): 1},
        {(0x3707, TEXT): "a.zip", (0x370E, TEXT): "application/zip", (0x3701, BINARY): b"PK", (0x3705, NUMBER): 1},
        inner,
    )

    document = READERS[".msg"](content)

    assert [block.text for block in document.blocks] == [
        "See below.", "Attachment notes.txt", "Take 5 µg (1 drop).", "Bee: Rest", "Rest now.", "Ann: Sleep",
        "Sleep well.",
    ]  # fmt: skip
    assert [(gone.rule, gone.text) for gone in document.removed] == [
        ("attachment that was not read (there is no reader for its format)", "a.zip (application/zip)")
    ]


@pytest.mark.parametrize(
    "body",
    [
        {HTML: "<p>10<sup>9</sup> cells, ½ l</p>".encode(), PAGE: 65001},
        {RICH: compressed_rtf.compress(rb"{\rtf1\ansi 10{\super 9} cells, \'bd l\par}")},
        {RICH: compressed_rtf.compress(rb"{\rtf1\ansi 10{\super 9} cells, \'bd l\par}", False)},
    ],
)
def test_bodies_in_html_and_rich_text_are_read(body: dict[tuple[int, int], bytes | int]) -> None:
    """Outlook keeps some messages as compressed rich text alone."""
    assert [block.text for block in READERS[".msg"](outlook({SUBJECT: "Doses", **body})).blocks] == [
        "10⁹ cells, ½ l"
    ]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"PK", r"^the file is not an Outlook message$"),
        (SMALL[:700], r"^the file is damaged"),
        (outlook({SUBJECT: "x"}), r"^the message has no text$"),
        (outlook({CLASS: "IPM.Note.SMIME", BODY: "x"}), r"encrypted or sealed"),
        (outlook({RICH: b"\x20\0\0\0\xff\xff\xff\x7fLZFu" + bytes(30)}), r"unpacks to more than 32 MB"),
    ],
)
def test_what_is_no_message_has_a_reason(content: bytes, why: str) -> None:
    """Other, damaged, empty, sealed and swollen files are refused in words."""
    with pytest.raises(UnreadableError, match=why):
        READERS[".msg"](content)
