"""Office files with macros are read like those without; a macro is told and never run."""

import io

import docx
import openpyxl
import pptx
import pytest

from qa.reading.formats import reader_of
from tests.reading.formats.test_archive import unzipped, zipped

OFFICE = "application/vnd.openxmlformats-officedocument"
KIND = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"


def document() -> bytes:
    made = docx.Document()
    made.add_paragraph("Rest for two days.")
    return saved(made)


def slides() -> bytes:
    made = pptx.Presentation()
    slide = made.slides.add_slide(made.slide_layouts[1])
    slide.shapes.title.text, slide.placeholders[1].text = "Rest", "Rest for two days."
    return saved(made)


def workbook() -> bytes:
    made = openpyxl.Workbook()
    made.active.append(["Rest for two days."])
    return saved(made)


def saved(made: object) -> bytes:
    file = io.BytesIO()
    made.save(file)  # type: ignore[attr-defined]
    return file.getvalue()


@pytest.mark.parametrize(
    ("suffix", "content", "folder", "main", "plain", "with_macros"),
    [
        (
            ".docm", document(), "word", "document.xml", f"{OFFICE}.wordprocessingml.document.main+xml",
            "application/vnd.ms-word.document.macroEnabled.main+xml",
        ),
        (
            ".pptm", slides(), "ppt", "presentation.xml", f"{OFFICE}.presentationml.presentation.main+xml",
            "application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml",
        ),
        (
            ".xlsm", workbook(), "xl", "workbook.xml", f"{OFFICE}.spreadsheetml.sheet.main+xml",
            "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        ),
    ],
)  # fmt: skip
def test_a_file_with_macros_is_read_and_its_macro_told(
    suffix: str, content: bytes, folder: str, main: str, plain: str, with_macros: str
) -> None:
    """The text is that of the file without; the program in it is only named."""
    parts = unzipped(content)
    types = parts["[Content_Types].xml"].decode().replace(plain, with_macros)
    types = types.replace(
        "</Types>", '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
    )
    links = f"{folder}/_rels/{main}.rels"
    link = f'<Relationship Id="rIdMacro" Type="{KIND}" Target="vbaProject.bin"/></Relationships>'
    parts |= {
        "[Content_Types].xml": types.encode(),
        links: parts[links].decode().replace("</Relationships>", link).encode(),
        f"{folder}/vbaProject.bin": b"Sub AutoOpen()",
    }
    reader = reader_of(f"a{suffix}")
    assert reader is not None

    read = reader(zipped(parts))

    assert "Rest for two days." in [block.text for block in read.blocks]
    assert [gone.text.rpartition("/")[2] for gone in read.removed if gone.rule == "macro"] == ["vbaProject.bin"]
