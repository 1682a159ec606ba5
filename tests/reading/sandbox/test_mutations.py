"""Damage of every kind in files of every format: each ends as an article or with a reason, and costs no other."""

import gzip
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import docx
import numpy as np
import openpyxl
import pptx
import pytest
from PIL import Image

from qa.reading.sandbox.pool import Done, Sandbox, SandboxLimits
from tests.conftest import ARTICLES
from tests.reading.formats import test_docx, test_epub, test_odt, test_pdf
from tests.reading.formats.mail import test_eml, test_msg
from tests.reading.formats.notebooks import test_ipynb
from tests.reading.formats.rtf import test_rtf
from tests.reading.formats.sheets import test_xlsx
from tests.reading.formats.slides import test_pptx
from tests.support.compound import BINARY, TEXT, outlook
from tests.support.mutating import mutated, packed, read_one, seeds_in, unpacked
from tests.support.pictures import LEAFLET, page_of, saved, scanned

MUTATIONS = 2000
BATCH = 50
LIMITS = SandboxLimits(cpu_seconds=30, wall_seconds=60, memory_bytes=2**30)
"""For a batch: some 50 ms a file are ten times what the slowest formats take."""

PAGE = """<!DOCTYPE html><html lang="en"><head><title>Heron elbow | The Marsh Post</title>
<meta property="og:site_name" content="The Marsh Post"><style>.late { display: none }</style></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/birds">Birds</a></li></ul></nav>
<main><article><h1>Heron elbow</h1><p>Heron elbow is a soreness of the outer arm in people who hold a fishing rod
still for hours on end, and it fades with rest.</p><h2>What helps</h2><ul><li>Put the rod down every hour</li>
<li>Stretch the forearm<ol><li>Slowly</li></ol></li></ul><table><tr><th>Day</th><th>Rest</th></tr><tr><td>1</td>
<td>All of it</td></tr></table><p class="late">Buy a rod.</p></article></main><footer>© The Marsh Post</footer>
</body></html>"""
OTHER_PAGE = """<html><body><div id="top">Share</div><div class="post"><h2>Otter shoulder</h2><blockquote>Otters
carry stones under one arm, and so did the swimmers who copied them for a summer.</blockquote><p>Most shoulders
were well again after three weeks without stones, said the coach who had counted them.</p></div></body></html>"""


def light(document: Any) -> bytes:
    """Return a Word document without the parts of python-docx's template that no article has a use for."""
    for relations in (document.part.rels, document.part.package.rels):
        for key, relation in list(relations.items()):
            if relation.reltype.rpartition("/")[2] not in ("officeDocument", "styles", "numbering", "footnotes"):
                del relations[key]
    return packed(unpacked(test_docx.saved(document)))


def document() -> Any:
    made = docx.Document()
    made.add_heading("Otter shoulder", level=2)
    table = made.add_table(rows=2, cols=2)
    for number, cell in enumerate(cell for row in table.rows for cell in row.cells):
        cell.text = f"Cell {number}"
    made.add_paragraph("Rest for three weeks.", style="List Number")
    return made


def presentation() -> bytes:
    made = pptx.Presentation()
    slide = test_pptx.slide_of(made, "Otter shoulder", "Rest for three weeks")
    slide.shapes.add_textbox(0, 0, 9, 9).text_frame.text = "Carry no stones."
    return test_pptx.saved(made)


def slim(content: bytes) -> bytes:
    """Return a presentation without the layouts of python-pptx's template that none of its slides uses."""
    held = io.BytesIO(content)
    made = pptx.Presentation(held)
    for layout in list(made.slide_layouts):
        if layout.name != "Title and Content":
            made.slide_layouts.remove(layout)
    return packed(unpacked(test_pptx.saved(made)))


def workbook() -> bytes:
    made = openpyxl.Workbook()
    made.active.append(("Otter", 0.5))
    made.active.append(("Heron", 3))
    made.active["B1"].number_format = "# ?/?"
    return undated(test_xlsx.saved(made))


def undated(content: bytes) -> bytes:
    """Return a workbook without the part that says when it was made, for it differs from run to run."""
    return packed({name: part for name, part in unpacked(content).items() if name != "docProps/core.xml"})


def notebook(text: str) -> bytes:
    return test_ipynb.notebook(test_ipynb.markdown(*text.splitlines()), test_ipynb.code("x = 1"))


OTHER_RTF = rb"{\rtf1{\fonttbl{\f0\fcharset204 Arial;}}\trowd\cellx9\cellx99\intbl Otter\cell\u8364?\cell\row}"
BOX = b"From a@b.c Tue Mar  3 10:00:00 2026\nFrom: Ann <a@b.c>\nSubject: Otters\n\nOtters carry stones.\n\n"
CALF = b"Content-Type: text/html; charset=utf-8\nSubject: Herons\n\n<p>Herons <b>stand</b> still.</p>"
MESSAGE = outlook({(0x0037, TEXT): "Otters", (0x1013, BINARY): b"<p>Otters carry stones.</p>"})
TABLE_OF_RESTS = b'Joint;Days\nKnee;3\nElbow;"5 to\n7"\n'
ROW = test_odt.odt("<text:list><text:list-item><text:p>Otters</text:p></text:list-item></text:list>")
TABLE = test_epub.book({"one.xhtml": "<table><tr><td>Otters</td></tr></table>"}, metadata="")
NARROW = test_pdf.pdf(test_pdf.lines(test_pdf.NARROW, 72, 700), info="/Title (Otters)")
SEEDS: Mapping[str, Sequence[bytes]] = {
    "txt": (ARTICLES["lifting.txt"].encode(), ARTICLES["sciatica.md"].encode()),
    "md": (ARTICLES["sciatica.md"].encode(), ARTICLES["cramps.md"].encode()),
    "html": (PAGE.encode(), OTHER_PAGE.encode()),
    "html.gz": (gzip.compress(PAGE.encode(), mtime=0), gzip.compress(OTHER_PAGE.encode(), mtime=0)),
    "pdf": (test_pdf.WHOLE, NARROW),
    "docx": (light(docx.Document(io.BytesIO(test_docx.SMALL))), light(document())),
    "epub": (packed(unpacked(test_epub.SMALL)), packed(unpacked(TABLE))),
    "odt": (packed(unpacked(test_odt.SMALL)), packed(unpacked(ROW))),
    "pptx": (slim(test_pptx.SMALL), slim(presentation())),
    "xlsx": (undated(test_xlsx.SMALL), workbook()),
    "csv": (b"Drug,Dose\nIbuprofen,400 mg\nAspirin,500 mg\n", TABLE_OF_RESTS),
    "rtf": (test_rtf.rtf(rb"10{\super 9} cells, {\f1 m}.\par {\listtext 2.\tab}Rest\par"), OTHER_RTF),
    "eml": (test_eml.SMALL, CALF),
    "mbox": (BOX + BOX.replace(b"carry", b"hold"), b"From x@y.z Wed Mar 4 10:00:00 2026\n" + test_eml.SMALL),
    "msg": (test_msg.SMALL, MESSAGE),
    "ipynb": (notebook(ARTICLES["lifting.txt"]), notebook(ARTICLES["sciatica.md"])),
}


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return a folder of the undamaged files, which the workers read them from."""
    folder = tmp_path_factory.mktemp("seeds")
    for kind, contents in SEEDS.items():
        for number, content in enumerate(contents):
            (folder / f"{number}.{kind}").write_bytes(content)
    return str(folder)


def sandbox_of(function: str) -> Sandbox[dict[str, Any]]:
    return Sandbox(f"tests.support.mutating:{function}", json.loads, workers=2, limits=LIMITS)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox[dict[str, Any]]]:
    """Return a sandbox that reads mutations, whose workers serve all the formats."""
    with sandbox_of("read_batch") as sandbox:
        yield sandbox


def tally(sandbox: Sandbox[dict[str, Any]], *what: str | int, of: int) -> tuple[int, int, list[str]]:
    """Return how many mutations are articles, how many are not, and which of them failed and how.

    Those of a batch that came to no end are read again one by one, to tell which it was.
    """
    articles, refused = 0, 0
    failed: list[str] = []
    jobs = [(first, min(BATCH, of - first)) for first in range(0, of, BATCH)]
    while jobs:
        again: list[tuple[int, int]] = []
        for (first, count), outcome in zip(jobs, sandbox.run((*what, *job) for job in jobs), strict=True):
            if isinstance(outcome, Done):
                articles += outcome.result["articles"]
                refused += outcome.result["refused"]
                failed += outcome.result["failed"]
            elif count == 1:
                failed.append(f"{what[-1]} {first}: {outcome.reason}")
            else:
                again += [(number, 1) for number in range(first, first + count)]
        jobs = again
    return articles, refused, failed


@pytest.mark.parametrize("kind", SEEDS)
def test_seeds_are_articles(seeds: str, kind: str) -> None:
    """What is damaged here is whole before: every seed is read to its end."""
    assert [read_one(content, f"file.{kind}") for content in seeds_in(seeds, kind)] == [True, True]


@pytest.mark.slow
@pytest.mark.parametrize("kind", SEEDS)
def test_a_damaged_file_is_an_article_or_has_a_reason(
    sandbox: Sandbox[dict[str, Any]], seeds: str, kind: str
) -> None:
    """Of many damaged files of a format each is read or refused, some of both, and none fails."""
    articles, refused, failed = tally(sandbox, seeds, kind, of=MUTATIONS)

    assert failed == [], "\n".join(failed)
    assert articles + refused == MUTATIONS
    assert min(articles, refused) > MUTATIONS // 20


SMALL = page_of(LEAFLET[:1], dpi=20)
OTHER = Image.fromarray(np.random.default_rng(5).integers(0, 255, (30, 40), np.uint8))
DRAWN: Mapping[str, Sequence[bytes]] = {
    **{kind: (saved(SMALL, kind), saved(OTHER, kind)) for kind in ("png", "jpeg", "webp")},
    "tiff": (
        saved(SMALL, "tiff", compression="tiff_lzw"),
        saved(OTHER.convert("1"), "tiff", compression="group4"),
    ),
    "pdf": (scanned(SMALL), scanned(OTHER)),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", DRAWN)
def test_a_damaged_picture_is_drawn_or_has_a_reason(tmp_path: Path, kind: str) -> None:
    """Before anything is recognised it has to be unpacked: damage costs the picture, and no other."""
    for number, content in enumerate(DRAWN[kind]):
        (tmp_path / f"{number}.{kind}").write_bytes(content)

    with sandbox_of("draw_batch") as sandbox:
        drawn, refused, failed = tally(sandbox, str(tmp_path), kind, of=MUTATIONS)

    assert failed == [], "\n".join(failed)
    assert drawn + refused == MUTATIONS
    assert min(drawn, refused) > MUTATIONS // 200


@pytest.mark.integration
def test_a_mutation_on_which_the_reader_dies_is_told_by_its_number() -> None:
    """A batch that came to no end costs the mutation that ended it, and the others are counted."""
    with sandbox_of("end_at") as sandbox:
        articles, refused, failed = tally(sandbox, 61, of=3 * BATCH)

    assert failed == ["61 61: the reader ended in the middle of it (exit code 9)"]
    assert (articles, refused) == (3 * BATCH - 1, 0)


def test_mutations_are_the_same_every_time() -> None:
    """A number and a format are enough to have a damaged file again, and others give others."""
    found = [[mutated(kind, contents, number) for number in range(30)] for kind, contents in SEEDS.items()]
    again = [[mutated(kind, contents, number) for number in range(30)] for kind, contents in SEEDS.items()]

    assert found == again
    assert min(len({*files}) for files in found) > 25
