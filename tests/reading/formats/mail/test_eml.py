"""Messages and mailboxes: the writer's words in the fuller of two forms; the rest told apart or reported."""

from email.message import EmailMessage
from email.policy import SMTP

import pytest

from qa.reading.document import Document, DocumentBlockKind, UnreadableError
from qa.reading.formats import READERS
from tests.support.pdfs import lines, pdf

HEADING = DocumentBlockKind.HEADING
ENCODED = "Content-Transfer-Encoding: "


def message(
    text: str = "", *, html: str = "", subject: str = "Doses", sender: str = "Dr. Heron <h@x.org>"
) -> EmailMessage:
    """Return a message as the standard library writes it."""
    made = EmailMessage()
    made["Subject"], made["From"], made["To"] = subject, sender, "a@b.c"
    made["Date"] = "Tue, 03 Mar 2026 23:30:00 -0500"
    if text:
        made.set_content(text)
    if html and text:
        made.add_alternative(html, subtype="html")
    elif html:
        made.set_content(html, subtype="html")
    return made


def read(made: EmailMessage) -> Document:
    return READERS[".eml"](made.as_bytes(policy=SMTP))


def told(document: Document) -> list[str]:
    return [f"# {block.text}" if block.kind is HEADING else block.text for block in document.blocks]


def left_out(document: Document) -> list[tuple[str, str]]:
    return [(gone.rule, gone.text) for gone in document.removed]


SMALL = message("Hello Ann,\n\nTake 400 mg.\n\n-- \nHeron\n\n> Rest?\n").as_bytes()


def test_the_details_are_those_of_the_headers() -> None:
    """Subject, writer and day, whatever encoding their words are in."""
    document = read(message("Ruhe hilft.", subject="Rücken: täglich ½ Stunde", sender="Jürgen Böll <j@x.org>"))

    details = document.details
    assert (details.title, details.author) == ("Rücken: täglich ½ Stunde", "Jürgen Böll")
    assert details.published == "2026-03-03"
    assert told(document) == ["Ruhe hilft."]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_headers_that_are_not_encoded_are_read_all_the_same(encoding: str) -> None:
    """Programs write words with accents into headers as they are."""
    details = READERS[".eml"]("Subject: Rücken ½\nFrom: Jürgen <j@x.org>\n\nRest.".encode(encoding)).details

    assert (details.title, details.author) == ("Rücken ½", "Jürgen")


@pytest.mark.parametrize(
    ("kind", "body", "text"),
    [
        (
            "text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable",
            b"5 =B5g, =BD tablet",
            "5 µg, ½ tablet",
        ),
        ("text/plain; charset=utf-8\nContent-Transfer-Encoding: base64", b"NSDCtWc=", "5 µg"),
        ("text/plain; charset=no-such", "5 µg daily".encode(), "5 µg daily"),
        ("text/plain; charset=us-ascii", "5 µg daily".encode("cp1252"), "5 µg daily"),
        (
            "text/plain; charset=utf-8; format=flowed",
            b"Walk every \nday.\n > 38 is a lot",
            "Walk every day. > 38 is a lot",
        ),
        ("text/plain; format=flowed; delsp=yes", b"Schul \nter", "Schulter"),
    ],
)
def test_bodies_are_decoded_as_they_say(kind: str, body: bytes, text: str) -> None:
    """Transfer encodings, character sets known and unknown, and flowed lines."""
    content = f"From: a@b.c\nSubject: x\nMIME-Version: 1.0\nContent-Type: {kind}\n\n".encode() + body

    assert " ".join(told(READERS[".eml"](content))) == text


def test_the_html_form_is_taken_where_it_is_as_full() -> None:
    """It keeps raised digits and tables, which the plain form has lost."""
    rows = "<tr><th>Drug</th><th>Dose</th></tr><tr><td>Ibuprofen</td><td>400 mg</td></tr>"
    made = message(
        "109 cells\nDrug Dose Ibuprofen 400 mg", html=f"<p>10<sup>9</sup> cells</p><table>{rows}</table>"
    )

    assert told(read(made)) == ["10⁹ cells", "Drug: Ibuprofen; Dose: 400 mg"]


def test_the_plain_form_is_taken_where_the_html_says_less() -> None:
    """A form that only says where to look is not the message."""
    made = message("Take 400 mg with food, never twice.", html="<p>See the plain form.</p>")

    assert told(read(made)) == ["Take 400 mg with food, never twice."]


ASKED = "Should I rest?"
OUTLOOK = (
    '<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0in 0in 0in"><p><b>From:</b> Ann<br>'
    "<b>Sent:</b> Monday<br><b>To:</b> Heron<br><b>Subject:</b> Doses</p></div><p>Should I rest?</p>"
)
PLAIN_OUTLOOK = "<p>From: Ann<br>Sent: Monday<br>To: Heron<br>Subject: Doses</p><p>Should I rest?</p>"


@pytest.mark.parametrize(
    "quoted",
    [
        f'<div class="gmail_quote"><div class="gmail_attr">Ann wrote:</div><blockquote>{ASKED}</blockquote></div>',
        f'<div class="moz-cite-prefix">Ann wrote:</div><blockquote type="cite">{ASKED}</blockquote>',
        '<div id="appendonsend"></div><hr><div id="divRplyFwdMsg">From: Ann</div><div>Should I rest?</div>',
        OUTLOOK,
        f'<div class="WordSection1">{OUTLOOK}</div>',
        PLAIN_OUTLOOK,
        "<p>On Mon, 2 Mar 2026 at 09:00, Ann wrote:</p><p>Should I rest?</p>",
    ],
)
def test_html_replies_lose_what_they_quote(quoted: str) -> None:
    """By the marks of Gmail, Thunderbird, Outlook on the web and at home, or by the words that head it."""
    document = read(message(html=f"<html><body><p>No, never.</p>{quoted}</body></html>", subject="Re: Doses"))

    assert told(document) == ["No, never."]
    assert "Should I rest?" in " ".join(text for _, text in left_out(document))
    assert {rule for rule, _ in left_out(document)} == {"quoted message"}


@pytest.mark.parametrize("quoted", ['<div class="gmail_quote"><p>Take 400 mg.</p></div>', PLAIN_OUTLOOK])
def test_html_that_is_forwarded_stands_under_a_heading(quoted: str) -> None:
    """It is kept, and is not the writer's."""
    document = read(message(html=f"<p>See below.</p>{quoted}", subject="Fwd: Doses"))

    assert told(document)[:2] == ["See below.", "# Forwarded message"]
    assert len(told(document)) > 2
    assert left_out(document) == []


def test_forwarded_text_is_headed_by_its_writer() -> None:
    """Who wrote it, when and about what stand over it."""
    headers = "From: Bee <b@x>\nSent: 2 March\nTo: Ann\nSubject: Rest"
    made = message(f"See below.\n\n-----Original Message-----\n{headers}\n\nSleep.\n", subject="FW: Rest")

    assert told(read(made)) == [
        "See below.",
        "# Forwarded message: Bee, 2 March: Rest",
        "Sleep.",
    ]


def test_attachments_are_read_or_reported() -> None:
    """A file stands under its name, a message under who wrote it; what cannot be read is named, with a reason."""
    made = message("See both.")
    made.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="dösis.pdf")
    made.add_attachment(message("Sleep well.", subject="Rest", sender="Ann Bee <a@b.c>"))
    made.add_attachment("Notes to keep.", filename="notes.txt")

    document = read(made)

    assert told(document) == [
        "See both.", "# Attachment notes.txt", "Notes to keep.", "# Ann Bee, 2026-03-03: Rest", "Sleep well.",
    ]  # fmt: skip
    [(rule, text)] = left_out(document)
    assert rule.startswith("attachment that was not read (the file is damaged")
    assert text == "dösis.pdf (application/pdf)"


def test_attached_files_are_read_by_their_format_without_its_lines() -> None:
    """A PDF, a table and a message as a file; what their readers leave out is reported with whose it was."""
    made = message("See all.")
    leaflet = pdf(lines(["Take 400 mg of it twice a day.", "Never take more."], 72, 700))
    made.add_attachment(leaflet, maintype="application", subtype="pdf", filename="leaflet")
    made.add_attachment("drug,dose\nParacetamol,500 mg\n", subtype="csv", filename="doses.csv")
    kept = message("Sleep well.", subject="Rest").as_bytes()
    made.add_attachment(kept, maintype="application", subtype="octet-stream", filename="old.eml")
    made.add_attachment("<!-- no --><p>Walk <b>daily</b>.", subtype="x-note", filename="note.md")

    document = read(made)

    assert told(document) == [
        "See all.", "# Attachment leaflet", "Take 400 mg of it twice a day. Never take more.",
        "# Attachment doses.csv", "drug: Paracetamol; dose: 500 mg", "# Attachment old.eml: Rest", "Sleep well.",
        "# Attachment note.md", "Walk daily.",
    ]  # fmt: skip
    assert left_out(document) == [("comment, in the attachment note.md", "<!-- no -->")]
    assert all((block.glyphs, block.line) == ((), 0) for block in document.blocks)


def test_what_only_the_other_form_of_a_message_says_is_reported() -> None:
    """The fuller form is taken; a signature that the other has alone is not lost without a word."""
    plain = "Take 400 mg twice a day (see https://x.org/a).\n\n-- \nHeron surgery, Pier 2\n"
    made = message(plain, html="<p>Take <b>400 mg</b> twice a day (<a href='https://x.org/a'>see</a>).</p>")

    document = read(made)

    assert told(document) == ["Take 400 mg twice a day (see)."]
    assert left_out(document) == [("only in the other form of the message", "-- Heron surgery, Pier 2")]


def test_the_pages_of_an_attached_file_are_kept() -> None:
    """A message has no pages of its own, so that a page is that of the file which the heading over it names."""
    made = message("See the leaflet.")
    leaflet = pdf(
        lines(["Take 400 mg of it twice a day."], 72, 700),
        lines(["Never take more."], 72, 700),
        catalog="/PageLabels << /Nums [0 << /S /D /St 11 >>] >>",
    )
    made.add_attachment(leaflet, maintype="application", subtype="pdf", filename="leaflet.pdf")

    places = [(block.text, block.page, block.page_label) for block in read(made).blocks]

    assert places == [
        ("See the leaflet.", 0, ""),
        ("Attachment leaflet.pdf", 0, ""),
        ("Take 400 mg of it twice a day.", 1, "11"),
        ("Never take more.", 2, "12"),
    ]


def test_messages_attached_as_files_end_too() -> None:
    """A file in a file in a file is read; what is deeper is reported."""
    made = message("The end.")
    for _ in range(5):
        outer = message("On.")
        outer.add_attachment(made.as_bytes(), maintype="application", subtype="octet-stream", filename="m.eml")
        made = outer

    document = read(made)

    assert told(document).count("On.") == 4
    assert left_out(document)[0][0].startswith(
        "attachment that was not read (too many messages stand in one another)"
    )


def test_a_locked_message_in_another_is_its_own_misfortune() -> None:
    """What stands around it is read."""
    made = message("See below.")
    locked = message("x")
    locked.replace_header("Content-Type", "multipart/encrypted; boundary=b")
    made.add_attachment(locked)

    document = read(made)

    assert told(document) == ["See below."]
    assert "needs a key" in left_out(document)[0][0]


def test_short_lines_of_a_message_are_no_headings() -> None:
    """A greeting heads nothing."""
    document = read(
        message("Hi Ann\n\nTake 400 mg of it twice a day.\n\nBest wishes\n\nHeron sends this to you.\n")
    )

    assert all(block.kind is not HEADING for block in document.blocks)


def test_a_mailbox_is_read_message_by_message() -> None:
    """Each stands under who wrote it, when and about what; a line that begins with From in a text is one."""
    first = message("Should I rest?\n\nFrom my bed I ask.\n", subject="Rest", sender="Ann <a@b.c>")
    second = message("On 2026-03-03 Ann wrote:\n> Should I rest?\n\nNo.\n", subject="Re: Rest")
    box = b"From a@b.c Tue Mar  3 10:00:00 2026\n" + first.as_bytes().replace(b"\nFrom my", b"\n>From my")
    box += b"\nFrom h@x.org Tue Mar  3 11:00:00 2026\n" + second.as_bytes()

    document = READERS[".mbox"](box)

    assert told(document) == [
        "# Ann, 2026-03-03: Rest",
        "Should I rest?",
        "From my bed I ask.",
        "# Dr. Heron, 2026-03-03: Re: Rest",
        "No.",
    ]
    assert (document.details.title, document.details.author) == ("Rest", "")


def test_a_mailbox_of_several_matters_says_so_in_its_title() -> None:
    """The title is the first subject and how many messages follow."""
    box = b"".join(
        b"From a@b.c Tue Mar  3 10:00:00 2026\n" + message("Text.", subject=subject).as_bytes() + b"\n"
        for subject in ("Rest", "Walks")
    )

    assert READERS[".mbox"](box).details.title == "Rest, and 1 more messages"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"No headers here", r"does not begin with headers"),
        (b"Subject: x\n\n", r"^the message has no text$"),
        (b"Subject: x\nContent-Type: multipart/encrypted; boundary=a\n\n--a\n\nx\n--a--", r"is encrypted"),
        (b"Subject: x\nContent-Type: application/pkcs7-mime; name=smime.p7m\n\nAAAA", r"encrypted or sealed"),
        (
            b"Subject: x\nContent-Type: multipart/mixed; boundary=a\n\n" + b"--a\n\nx\n" * 6000,
            r"more than 5,000 parts",
        ),
    ],
)
def test_what_is_no_message_has_a_reason(content: bytes, why: str) -> None:
    """Other files, empty, encrypted and endless ones are refused in words."""
    with pytest.raises(UnreadableError, match=why):
        READERS[".eml"](content)


def test_what_is_no_mailbox_has_a_reason() -> None:
    """A file in which no line begins a message."""
    with pytest.raises(UnreadableError, match="is not a mailbox"):
        READERS[".mbox"](b"Rest well.\n")


def test_messages_in_messages_end() -> None:
    """A chain of forwards is followed as deep as any real one is; what is deeper is an attachment."""
    made = message("The end.")
    for _ in range(40):
        outer = message("On.")
        outer.add_attachment(made)
        made = outer

    document = read(made)

    assert told(document).count("On.") == 21
    assert left_out(document)[-1] == (
        "attachment that was not read (too many messages stand in one another)",
        "without a name (message/rfc822)",
    )
