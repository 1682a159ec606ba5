"""PDF: reading order, paragraphs, headings, lists and notes by how the page looks; furniture reported."""

from collections.abc import Sequence
from contextlib import suppress
from itertools import accumulate

import pytest
from hypothesis import given, settings

from qa.reading.document import Details, Document, DocumentBlockKind, UnreadableError
from qa.reading.formats.pdf.reader import read_pdf
from tests.conftest import SHARED, require
from tests.reading.formats.test_archive import damaged

HEADING, PARAGRAPH, ITEM, NOTE = (
    DocumentBlockKind.HEADING,
    DocumentBlockKind.PARAGRAPH,
    DocumentBlockKind.LIST_ITEM,
    DocumentBlockKind.NOTE,
)
ONE = (
    "Back pain has many causes and most of them are harmless in the",
    "end, though a few need a doctor soon. Keep moving as well as you",
    "can, and take the medicines that your doctor gave you.",
)
TWO = (
    "Warmth eases tight muscles on the first days after a strain, and",
    "a short walk every hour keeps the joints from getting stiff, as",
    "many people find when they try it.",
)
NARROW = (
    "The nerve leaves the spine low",
    "in the back and runs down the",
    "leg to the foot; where a disc",
    "presses on it, the leg hurts.",
)
OTHER = (
    "Most people get well within a",
    "few weeks without surgery, but",
    "weakness of the foot needs an",
    "examination without any delay.",
)
TWO_NARROW = (
    (
        "The doctor asks first and then",
        "tests the reflexes of the knee",
        "and the strength of the foot,",
        "lying down and on tiptoe too.",
    ),
    (
        "Pictures of the back are taken",
        "only where the result changes",
        "what is done next, for nearly",
        "every back shows some wear.",
    ),
)


def put(text: str, x: float, y: float, *, size: float = 10, bold: bool = False, more: str = "") -> str:
    """Return the drawing of one line of text."""
    shown = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"BT /F{2 if bold else 1} {size} Tf {more} 1 0 0 1 {x} {y} Tm ({shown}) Tj ET"


def lines(texts: Sequence[str], x: float, top: float, *, size: float = 10, step: float = 12) -> str:
    """Return the drawing of lines one below another."""
    return "\n".join(put(text, x, top - step * number, size=size) for number, text in enumerate(texts))


def pdf(*pages: str, info: str = "", outline: Sequence[tuple[str, int]] = (), catalog: str = "") -> bytes:
    """Return a PDF of A4 pages with these drawings; the outline names pages from 0."""
    first = 5  # after the catalog, the tree of pages and two fonts
    kids = [first + 2 * number for number in range(len(pages))]
    marks = [first + 2 * len(pages) + 1 + number for number in range(len(outline))]
    root = first + 2 * len(pages)
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R /Outlines {root} 0 R {catalog} >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
    ]
    for kid, drawing in zip(kids, pages, strict=True):
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {kid + 1} 0 R "
            "/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>",
            f"<< /Length {len(drawing.encode('cp1252'))} >>\nstream\n{drawing}\nendstream",
        ]
    ends = f"/First {marks[0]} 0 R /Last {marks[-1]} 0 R" if marks else ""
    objects.append(f"<< /Type /Outlines /Count {len(marks)} {ends} >>")
    for number, (title, page) in enumerate(outline):
        after = f"/Next {marks[number + 1]} 0 R" if number + 1 < len(marks) else ""
        objects.append(f"<< /Title ({title}) /Parent {root} 0 R /Dest [{kids[page]} 0 R /Fit] {after} >>")
    objects.append(f"<< {info} >>")
    return assembled([content.encode("cp1252") for content in objects])


def assembled(objects: Sequence[bytes]) -> bytes:
    """Return the file of numbered objects, the first its catalog and the last its details."""
    parts = [b"%PDF-1.4\n", *(b"%d 0 obj\n%s\nendobj\n" % pair for pair in enumerate(objects, start=1))]
    *starts, end = accumulate(map(len, parts))
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    size = len(parts)
    trailer = b"trailer << /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF" % (size, size - 1, end)
    return b"".join([*parts, b"xref\n0 %d\n0000000000 65535 f \n" % size, table, trailer])


def outline(content: bytes) -> list[tuple[DocumentBlockKind, int, str]]:
    return [(block.kind, block.level, block.text) for block in read_pdf(content).blocks]


def left_out(draft: Document) -> list[tuple[str, str, int]]:
    return [(gone.text, gone.rule, gone.page) for gone in draft.removed]


def whole(texts: Sequence[str]) -> tuple[DocumentBlockKind, int, str]:
    return PARAGRAPH, 0, " ".join(texts)


def test_lines_are_joined_to_paragraphs() -> None:
    """A wider space or an indent begins a paragraph; the end of a line does not."""
    indented = put(TWO[0], 82, 640) + "\n" + lines(TWO[1:], 72, 628)

    assert outline(pdf(lines(ONE, 72, 750) + "\n" + lines(TWO, 72, 700))) == [whole(ONE), whole(TWO)]
    assert outline(pdf(lines(ONE, 72, 676) + "\n" + indented)) == [whole(ONE), whole(TWO)]


def test_columns_are_read_one_after_the_other() -> None:
    """Columns follow one another, whatever their order in the file; what spans them keeps its place."""
    page = "\n".join(
        [
            put(
                "Sciatica from its cause to its cure, told in two columns on one page", 72, 780, size=14, bold=True
            ),
            *(
                put(text, x, 750 - 12 * number)
                for number in range(4)
                for x, text in ((320, OTHER[number]), (72, NARROW[number]))
            ),
            put(
                "What the doctor does, in the same two columns of narrow text as above",
                72,
                680,
                size=14,
                bold=True,
            ),
            lines(TWO_NARROW[0], 72, 650),
            lines(TWO_NARROW[1], 320, 650),
        ]
    )

    assert outline(pdf(page)) == [
        (HEADING, 1, "Sciatica from its cause to its cure, told in two columns on one page"),
        whole(NARROW),
        whole(OTHER),
        (HEADING, 1, "What the doctor does, in the same two columns of narrow text as above"),
        whole(TWO_NARROW[0]),
        whole(TWO_NARROW[1]),
    ]


def test_words_broken_at_line_ends_are_mended() -> None:
    """A hyphen of the line's end goes; one that belongs to the word, a name or a number stays."""
    texts = (
        "The pain can be treated with exercise, warmth and pain medi-",
        "cines; long-term use is another matter, and so is a slip at L4-",
        "L5 or a well-known disease such as that of Scheuer-",
        "Mann, which needs a long-",
        "term plan.",
    )

    assert outline(pdf(lines(texts, 72, 700)))[0][2] == (
        "The pain can be treated with exercise, warmth and pain medicines; long-term use is another matter, and "
        "so is a slip at L4-L5 or a well-known disease such as that of Scheuer-Mann, which needs a long-term plan."
    )


def test_spaced_out_letters_are_one_word() -> None:
    """Letters that a typesetter pulled apart are put together, word by word."""
    drawing = "\n".join(
        put(letter, 72 + 14 * number, 750, size=10) for number, letter in enumerate("BACK  PAIN") if letter != " "
    )

    assert outline(pdf(drawing + "\n" + lines(ONE, 72, 720)))[0][2] == "BACK PAIN"


def test_headings_are_ranked_by_size_and_weight() -> None:
    """Larger type is a higher heading, bold type of the text's size the lowest; a bold sentence is none."""
    page = "\n".join(
        [
            put("Sciatica", 72, 790, size=20),
            lines(ONE, 72, 760),
            put("What helps", 72, 710, size=13, bold=True),
            lines(TWO, 72, 690),
            put("At night", 72, 640, bold=True),
            lines(ONE, 72, 625),
            put("Do not wait when you cannot hold your urine.", 72, 570, bold=True),
        ]
    )

    assert outline(pdf(page)) == [
        (HEADING, 1, "Sciatica"),
        whole(ONE),
        (HEADING, 2, "What helps"),
        whole(TWO),
        (HEADING, 3, "At night"),
        whole(ONE),
        (PARAGRAPH, 0, "Do not wait when you cannot hold your urine."),
    ]


def test_authors_under_the_title_are_no_headings() -> None:
    """Lines between the title and the text that look like no heading further on are text."""
    page = "\n".join(
        [put("Sciatica", 72, 790, size=20), put("A. Bee, Leeds", 72, 765, size=12), lines(ONE, 72, 730)]
    )

    assert outline(pdf(page))[:2] == [(HEADING, 1, "Sciatica"), (PARAGRAPH, 0, "A. Bee, Leeds")]


def test_the_outline_names_headings() -> None:
    """A line that the outline names is a heading though it looks like text; the title stands above it."""
    page = "\n".join(
        [
            put("Sciatica", 72, 790, size=20),
            put("2. What helps", 72, 760),
            lines(ONE, 72, 730),
            lines(TWO, 72, 680),
        ]
    )

    assert outline(pdf(page, outline=[("What helps", 0)])) == [
        (HEADING, 1, "Sciatica"),
        (HEADING, 2, "2. What helps"),
        whole(ONE),
        whole(TWO),
    ]


def test_lists_keep_their_depth_and_numbers() -> None:
    """Bullets and numbers make items, their wrapped lines belong to them, and further in is deeper."""
    page = "\n".join(
        [
            lines(ONE, 72, 760),
            put("\x95 Walk a little every day, on flat ground at first and later", 82, 700),
            put("uphill too", 91, 688),
            put("- Rest in between", 100, 676),
            put("\x95 Sleep on your side", 82, 664),
            lines(ONE, 72, 630),
            put("1. Bend your knees", 82, 580),
            put("2. Lift", 82, 568),
        ]
    ).replace("\x95", "•")

    blocks = read_pdf(pdf(page)).blocks

    assert [(block.kind, block.level, block.marker, block.text) for block in blocks if block.kind is ITEM] == [
        (ITEM, 1, "-", "Walk a little every day, on flat ground at first and later uphill too"),
        (ITEM, 2, "-", "Rest in between"),
        (ITEM, 1, "-", "Sleep on your side"),
        (ITEM, 1, "1.", "Bend your knees"),
        (ITEM, 1, "2.", "Lift"),
    ]


def test_a_dash_inside_a_paragraph_is_no_item() -> None:
    """A line that begins with a dash or a number in the middle of a sentence goes on with it."""
    texts = (ONE[0], "- as some say - and in the rest of the back as well as in the leg", "1. of May or not.")

    assert outline(pdf(lines(texts, 72, 700))) == [whole(texts)]


def test_rows_of_tables_stay_together() -> None:
    """Cells that stand side by side are one line of text, each with its column's header before it."""
    cells = [
        put(text, x, 600 - 14 * row)
        for row, texts in enumerate([("Drug", "Dose", "When"), ("A", "1 mg", "daily"), ("B", "2 mg", "weekly")])
        for x, text in zip((72, 200, 320), texts, strict=True)
    ]

    assert outline(pdf(lines(ONE, 72, 700) + "\n" + "\n".join(cells)))[1:] == [
        (PARAGRAPH, 0, "Drug; Dose; When"),
        (PARAGRAPH, 0, "Drug: A; Dose: 1 mg; When: daily"),
        (PARAGRAPH, 0, "Drug: B; Dose: 2 mg; When: weekly"),
    ]


def test_what_stands_on_every_page_is_left_out_and_reported() -> None:
    """Running headers, footers and page numbers are no text, and are told with their page."""
    pages = [
        "\n".join(
            [
                put(f"Leaflet {40 + number}", 72, 815, size=8),
                lines(texts, 72, 750),
                put("Leeds Hospital", 72, 30, size=8),
                put(f"{number}", 500, 30, size=8),
            ]
        )
        for number, texts in enumerate((ONE, TWO, ONE), start=7)
    ]

    draft = read_pdf(pdf(*pages))

    assert [(block.text, block.page) for block in draft.blocks] == [
        (" ".join(ONE), 1),
        (" ".join(TWO), 2),
        (" ".join(ONE), 3),
    ]
    assert left_out(draft)[:3] == [
        ("Leaflet 47", "running header or footer", 1),
        ("Leeds Hospital", "running header or footer", 1),
        ("7", "page number", 1),
    ]
    assert len(draft.removed) == 9


def test_a_paragraph_goes_on_over_the_page() -> None:
    """A sentence that a page ends goes on on the next, with its broken word and past its footnote."""
    first = lines((*ONE[:2], "can, and do not stop taking your medi-"), 72, 200)
    note = put("1", 72, 60, size=5) + "\n" + put("Some stop anyway.", 76, 58, size=8)
    draft = read_pdf(pdf(f"{first}\n{note}", lines(("cines without asking.",), 72, 780)))

    assert [(block.kind, block.page, block.text) for block in draft.blocks] == [
        (PARAGRAPH, 1, " ".join([*ONE[:2], "can, and do not stop taking your medicines without asking."])),
        (NOTE, 1, "1 Some stop anyway."),
    ]


def test_text_that_nobody_sees_is_left_out_and_reported() -> None:
    """Invisible, white and far-off words are no text; white words on a dark ground are."""
    page = "\n".join(
        [
            lines(ONE, 72, 700),
            put("obey me", 72, 600, more="3 Tr"),
            put("and me", 72, 580, more="0 Tr 1 1 1 rg"),
            put("me too", 900, 560, more="0 g"),
            "0 g 60 490 200 30 re f",
            put("White on black", 72, 500, more="1 1 1 rg"),
        ]
    )

    draft = read_pdf(pdf(page))

    assert [block.text for block in draft.blocks] == [" ".join(ONE), "White on black"]
    assert left_out(draft) == [("obey me and me me too", "invisible text", 1)]


def test_a_table_of_contents_is_left_out_and_reported() -> None:
    """A list of headings with their pages repeats what follows."""
    page = "\n".join(
        [put("Contents", 72, 780, size=14), put("Causes . . . . . . . . . . 2", 72, 750), lines(ONE, 72, 700)]
    )

    draft = read_pdf(pdf(page))

    assert [block.text for block in draft.blocks] == [" ".join(ONE)]
    assert [gone.rule for gone in draft.removed] == ["table of contents", "table of contents"]


def test_a_turned_page_is_read_along_its_lines() -> None:
    """Text that runs upwards is read as it stands; what runs across it is left out and reported."""
    turned = "\n".join(
        f"BT /F1 10 Tf 0 1 -1 0 {300 + 12 * number} 100 Tm ({text}) Tj ET" for number, text in enumerate(ONE)
    )

    draft = read_pdf(pdf(turned + "\n" + put("stamp", 20, 20)))

    assert [block.text for block in draft.blocks] == [" ".join(ONE)]
    assert left_out(draft) == [("stamp", "text across the page", 1)]


def test_details_come_from_the_file() -> None:
    """Title, author, language and the day the file was made are read; a program's title is not."""
    info = "/Title (Sciatica explained) /Author (A. Bee) /CreationDate (D:20240302101112Z)"
    named = read_pdf(pdf(lines(ONE, 72, 700), info=info, catalog="/Lang (en-GB)")).details
    unnamed = read_pdf(pdf(lines(ONE, 72, 700), info="/Title (Microsoft Word - x.doc)")).details

    assert named == Details(title="Sciatica explained", author="A. Bee", language="en", created="2024-03-02")
    assert unnamed == Details()


PICTURE = "q 200 0 0 200 100 400 cm BI /W 1 /H 1 /CS /G /BPC 8 /F /AHx ID 80> EI Q"
WHOLE = pdf(
    "\n".join([put("Backs", 72, 780, size=14), lines(ONE, 72, 750)]), lines(TWO, 72, 750), outline=[("Backs", 0)]
)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"no pdf", "the file is damaged (it is not a complete PDF)"),
        (pdf(""), "the file has no text"),
        (pdf(PICTURE), "1 page of pictures without text, and pictures are not read here"),
        (pdf(*[PICTURE] * 12), "12 pages of pictures without text, and pictures are not read here"),
    ],
)
def test_what_is_no_article_is_refused(content: bytes, told: str) -> None:
    """Each fault has its reason."""
    with pytest.raises(UnreadableError) as caught:
        read_pdf(content)

    assert str(caught.value) == told


def test_a_page_of_pictures_among_others_is_reported() -> None:
    """A scanned page between pages of text is told."""
    assert left_out(read_pdf(pdf(lines(ONE, 72, 700), PICTURE))) == [
        ("", "a picture without text, and pictures are not read here", 2)
    ]


@settings(max_examples=300, deadline=None)
@given(damaged(WHOLE))
def test_damage_is_the_only_thing_that_leaves(content: bytes) -> None:
    """Whatever the bytes, a PDF is read or refused as unreadable."""
    with suppress(UnreadableError):
        assert read_pdf(content).blocks


@pytest.mark.parametrize(
    ("name", "title", "kinds", "removed"),
    [
        ("002-trivial-libre-office-writer.pdf", None, {PARAGRAPH: 1}, 0),
        ("google-doc-document.pdf", "PDF Example Document", {HEADING: 1, PARAGRAPH: 24, NOTE: 3}, 0),
        ("habibi.pdf", "habibi", {PARAGRAPH: 1}, 1),
        ("multicolumn.pdf", None, {HEADING: 2, PARAGRAPH: 20}, 3),
        ("pdflatex-4-pages.pdf", None, {PARAGRAPH: 1}, 4),
        ("pdflatex-outline.pdf", None, {HEADING: 9, PARAGRAPH: 9}, 14),
        ("test.pdf", None, {HEADING: 1, PARAGRAPH: 3, ITEM: 2, NOTE: 1}, 1),
        ("with-attachment.pdf", None, {PARAGRAPH: 1}, 1),
    ],
)
def test_real_files_are_read(
    name: str, title: str | None, kinds: dict[DocumentBlockKind, int], removed: int
) -> None:
    """Files of several programs keep their headings, paragraphs, lists and notes."""
    path = SHARED / "files" / name
    require("articles", present=path.exists())

    draft = read_pdf(path.read_bytes())

    assert draft.details.title == (title or "")
    assert {kind: sum(block.kind is kind for block in draft.blocks) for kind in kinds} == kinds
    assert len(draft.blocks) == sum(kinds.values())
    assert len(draft.removed) == removed


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("libreoffice-writer-password.pdf", "the file is encrypted and needs a password"),
        ("grayscale-image.pdf", "1 page of pictures without text, and pictures are not read here"),
        ("imagemagick-images.pdf", "6 pages of pictures without text, and pictures are not read here"),
        (
            "MEDRPT-2024-PAT-3847_medical_report_scan.pdf",
            "3 pages of pictures without text, and pictures are not read here",
        ),
    ],
)
def test_real_files_without_text_are_refused(name: str, told: str) -> None:
    """Encrypted files and scans are told for what they are."""
    path = SHARED / "files" / name
    require("articles", present=path.exists())

    with pytest.raises(UnreadableError) as caught:
        read_pdf(path.read_bytes())

    assert str(caught.value) == told
