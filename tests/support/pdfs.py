"""PDFs written by hand, so that a test shows every object that matters to it."""

from collections.abc import Mapping, Sequence
from itertools import accumulate

FONTS = {
    "F1": "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    "F2": "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
    "F3": "<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>",
    "F4": "<< /Type /Font /Subtype /Type1 /BaseFont /ZapfDingbats >>",
    "F5": "<< /Type /Font /Subtype /Type1 /BaseFont /Times-Italic /Encoding /WinAnsiEncoding >>",
}
PROSE = (
    "The lock at the mill was built when barges still carried coal, and it",
    "has not been opened since the railway came. Its gates are of oak, and",
    "the keeper greases their hinges every spring before the floods begin.",
)


def put(text: str, x: float, y: float, *, size: float = 10, font: str = "F1", more: str = "") -> str:
    """Return the drawing of one line of text; ``more`` are operators before it, such as ``4 Ts``."""
    shown = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"BT /{font} {size} Tf {more} 1 0 0 1 {x} {y} Tm ({shown}) Tj ET"


def lines(texts: Sequence[str], x: float, top: float, *, size: float = 10, step: float = 12) -> str:
    """Return the drawing of lines one below another."""
    return "\n".join(put(text, x, top - step * number, size=size) for number, text in enumerate(texts))


def pdf(
    *pages: str,
    fonts: Mapping[str, str] | None = None,
    objects: Sequence[str] = (),
    page: str = "",
    resources: str = "",
    catalog: str = "",
    info: str = "",
) -> bytes:
    """Return a PDF of A4 pages with these drawings.

    ``objects`` get the numbers from 3 on, so that what is put into every page's dictionary (``page``), its
    resources, the catalog and the fonts may refer to them.
    """
    known = {**FONTS, **(fonts or {})}
    first = 3 + len(objects)
    named = " ".join(f"/{name} {first + place} 0 R" for place, name in enumerate(known))
    kids = [first + len(known) + 2 * number for number in range(len(pages))]
    held = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] >>",
        *objects,
        *known.values(),
    ]
    for kid, drawing in zip(kids, pages, strict=True):
        held += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {kid + 1} 0 R "
            f"/Resources << /Font << {named} >> {resources} >> {page} >>",
            stream(drawing),
        ]
    return assembled([content.encode("cp1252") for content in [*held, f"<< {info} >>"]])


def stream(content: str, entries: str = "") -> str:
    """Return a stream object with these entries in its dictionary."""
    return f"<< {entries} /Length {len(content.encode('cp1252'))} >>\nstream\n{content}\nendstream"


def assembled(objects: Sequence[bytes]) -> bytes:
    """Return the file of numbered objects, the first its catalog and the last its details."""
    parts = [b"%PDF-1.7\n", *(b"%d 0 obj\n%s\nendobj\n" % pair for pair in enumerate(objects, start=1))]
    *starts, end = accumulate(map(len, parts))
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    size = len(parts)
    trailer = b"trailer << /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF" % (size, size - 1, end)
    return b"".join([*parts, b"xref\n0 %d\n0000000000 65535 f \n" % size, table, trailer])
