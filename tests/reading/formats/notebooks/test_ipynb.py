"""Notebooks: text as Markdown, code whole, and what a program printed reported."""

import json

import pytest

from qa.reading.document import Document, DocumentBlockKind, UnreadableError
from qa.reading.formats.notebooks.ipynb import read_ipynb

HEADING, PARAGRAPH, ITEM = DocumentBlockKind.HEADING, DocumentBlockKind.PARAGRAPH, DocumentBlockKind.LIST_ITEM


def notebook(*cells: dict[str, object], **metadata: object) -> bytes:
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells}).encode()


def markdown(*lines: str) -> dict[str, object]:
    return {"cell_type": "markdown", "source": [f"{line}\n" for line in lines]}


def code(source: str, *outputs: dict[str, object]) -> dict[str, object]:
    return {"cell_type": "code", "source": source, "outputs": outputs}


def outline(document: Document) -> list[tuple[DocumentBlockKind, str]]:
    return [(block.kind, block.text) for block in document.blocks]


SMALL = notebook(
    markdown("# Herons", "", "They *stand*."), code("x = 1\nprint(x)", {"output_type": "stream", "text": ["1"]})
)


def test_text_is_read_as_markdown_and_code_as_it_stands() -> None:
    """Headings, lists and emphasis of a text cell; every line of a program, its fences too."""
    document = read_ipynb(
        notebook(markdown("# Herons", "", "- They *stand*."), code("a = '```'\n\n# no heading\nb = a*2"))
    )

    assert outline(document) == [
        (HEADING, "Herons"),
        (ITEM, "They stand."),
        (PARAGRAPH, "a = '```'"),
        (PARAGRAPH, "# no heading"),
        (PARAGRAPH, "b = a*2"),
    ]


def test_a_fence_that_is_left_open_ends_with_its_cell() -> None:
    """Each cell is a text of its own."""
    document = read_ipynb(notebook(markdown("```", "x"), markdown("# Herons", "", "Stand.")))

    assert outline(document) == [(PARAGRAPH, "x"), (HEADING, "Herons"), (PARAGRAPH, "Stand.")]


def test_outputs_and_raw_cells_are_reported() -> None:
    """What was printed, a value's plain form, an error, and text for other programs."""
    document = read_ipynb(
        notebook(
            code(
                "f()",
                {"output_type": "stream", "text": ["one\n", "two"]},
                {"output_type": "execute_result", "data": {"text/plain": "3", "text/html": "<b>3</b>"}},
                {"output_type": "error", "ename": "KeyError", "evalue": "'x'", "traceback": []},
            ),
            {"cell_type": "raw", "source": "\\newpage"},
        )
    )

    assert outline(document) == [(PARAGRAPH, "f()")]
    assert [(gone.rule, gone.text) for gone in document.removed] == [
        ("output of code", "one two"),
        ("output of code", "3"),
        ("output of code", "KeyError: 'x'"),
        ("cell of raw text", "\\newpage"),
    ]


def test_details_are_those_of_the_metadata() -> None:
    """A title and authors, where a notebook names some."""
    details = read_ipynb(
        notebook(markdown("Text."), title="Herons", authors=[{"name": "A. Bee"}, {"name": "C. Dee"}])
    ).details

    assert (details.title, details.author) == ("Herons", "A. Bee, C. Dee")


def test_the_format_before_is_read_too() -> None:
    """Its cells stand in work sheets, its code is called input, and headings are cells."""
    cells = [
        {"cell_type": "heading", "level": 2, "source": "Herons"},
        {"cell_type": "code", "input": ["x = 1"], "outputs": [{"output_type": "pyout", "text": "1"}]},
    ]
    book = {"nbformat": 3, "metadata": {"name": ""}, "worksheets": [{"cells": cells}]}

    assert outline(read_ipynb(json.dumps(book).encode())) == [(HEADING, "Herons"), (PARAGRAPH, "x = 1")]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"{", r"^the file is not a notebook \(it is not valid JSON\)$"),
        (b"[" * 100_000, r"^the file is not a notebook \(it is not valid JSON\)$"),
        (b"[]", r"^the file is not a notebook$"),
        (b'{"nbformat": "4"}', r"^the file is not a notebook$"),
        (notebook(), r"^the file has no text$"),
        (
            b'{"nbformat": 4, "cells": [7, {"cell_type": "code", "source": 7, "outputs": 7}]}',
            r"^the file has no text$",
        ),
        (SMALL[:-30], r"^the file is not a notebook \(it is not valid JSON\)$"),
    ],
)
def test_what_is_no_notebook_has_a_reason(content: bytes, why: str) -> None:
    """Other, empty, endless and cut files are refused in words."""
    with pytest.raises(UnreadableError, match=why):
        read_ipynb(content)
