"""Whether a quotation stands in its rectangles: the original is read anew there, and compared.

The index may be older than the original, or a map from characters to glyphs wrong: then a reader is told so, and
never shown a rectangle as proof.
"""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeAlias

from pydantic import TypeAdapter

from qa.files import sha256
from qa.reading.document import UnreadableError
from qa.reading.formats import bare, suffix_of
from qa.reading.formats.pdf.reading_back import Readings, read_back
from qa.reading.glyphs.alignment import folded
from qa.reading.glyphs.coding import from_bytes
from qa.reading.glyphs.rectangles import PlacedPiece, pieces_of, unplaced
from qa.reading.originals import FOLDER, read_origin
from qa.reading.parse_all import LIMITS, telling_of_no_process
from qa.reading.parsing import refusal_of
from qa.reading.sandbox.pool import Done, Json, Sandbox
from qa.records import Rectangle

Span: TypeAlias = tuple[int, int]
Place: TypeAlias = tuple[int, Rectangle]
Reader: TypeAlias = Callable[[Sequence[Place]], list[Readings] | None]
"""Reads what some rectangles show; None where the original cannot be read."""
VERIFIED = (".pdf", ".pdf.gz")
"""Formats of which rectangles can be read back."""
IN_SANDBOX = "qa.reading.glyphs.verification:read_back_in_sandbox"
_READINGS = TypeAdapter(list[Readings])


def is_verified(corpus: Path, source: str, text: str, glyphs: bytes, start: int, end: int) -> bool:
    """Tell whether characters ``start`` to ``end`` of an article's text stand in their rectangles in its original.

    ``source`` and ``text`` are the article's, ``glyphs`` what the index has for it.  True when each letter and
    digit of the span has a rectangle, and each rectangle shows its characters and no others, white space aside.
    The original is read in the sandbox, anew each time.

    False where anything is not so: no rectangles, a changed, missing or unreadable original.  Raises CorpusError
    where no process can be started.
    """
    return verified_of(corpus, source, text, glyphs, [(start, end)])[0]


def verified_of(corpus: Path, source: str, text: str, glyphs: bytes, spans: Sequence[Span]) -> list[bool]:
    """Tell the same of several spans of one article, reading its original once; raises the same."""
    return agreements(text, glyphs, spans, partial(_read_back, corpus, original_of(corpus, source)))


def agreements(text: str, glyphs: bytes, spans: Sequence[Span], read: Reader) -> list[bool]:
    """Tell of several spans of a text whether what ``read`` gives for their rectangles is what they say."""
    if not glyphs or from_bytes(glyphs).digest != sha256(text.encode()):
        return [False] * len(spans)
    pieces = [pieces_of(glyphs, text, start, end) for start, end in spans]
    readings = read([(piece.page.number, piece.box) for pieces_of_span in pieces for piece in pieces_of_span])
    if readings is None:
        return [False] * len(spans)
    queue = iter(readings)
    verdicts = [[shows(piece, next(queue)) for piece in pieces_of_span] for pieces_of_span in pieces]
    whole = [not any(map(str.isalnum, unplaced(glyphs, text, start, end))) for start, end in spans]
    return [bool(matches) and all(matches) and placed for matches, placed in zip(verdicts, whole, strict=True)]


def original_of(corpus: Path, source: str) -> str:
    """Return the path in the corpus of what an article was read from: the original that was kept, if added."""
    origin = read_origin(corpus, source.removesuffix(".md")) if source.endswith(".md") else None
    return f"{FOLDER}/{origin.file}" if origin else source


def shows(piece: PlacedPiece, readings: Readings) -> bool:
    """Tell whether a rectangle shows its characters, in the file's order or that of a line of either direction."""
    letters = [folded(sign) for sign in piece.characters]
    drawn = [sign.replace("/", "") if len(sign) > 1 else sign for sign in letters]  # the bar of ½ may be a drawing
    texts = {"".join(letters), "".join(drawn)}
    return any(folded(reading) in texts for reading in readings)


def _read_back(corpus: Path, file: str, places: Sequence[Place]) -> list[Readings] | None:
    """Return what each of some rectangles of a file shows; None where it cannot be read."""
    if not places or suffix_of(file) not in VERIFIED:
        return None
    rectangles: Json = [[number, list(box)] for number, box in places]
    with (
        telling_of_no_process(),
        Sandbox(IN_SANDBOX, _READINGS.validate_json, workers=1, limits=LIMITS) as sandbox,
    ):
        (outcome,) = sandbox.run([[str(corpus.absolute()), file, rectangles]])
    return outcome.result if isinstance(outcome, Done) and len(outcome.result) == len(places) else None


def read_back_in_sandbox(corpus: str, file: str, rectangles: list[tuple[int, list[float]]]) -> bytes:
    """Read rectangles of a file back inside a worker; returns JSON.  Raises UnreadableError where it cannot."""
    if refusal := refusal_of(Path(corpus), file):
        raise UnreadableError(refusal)
    places = [(number, (box[0], box[1], box[2], box[3])) for number, box in rectangles]
    return _READINGS.dump_json(read_back(bare((Path(corpus) / file).read_bytes(), file), places))
