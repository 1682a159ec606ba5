"""The command that holds a text to the articles: check-text."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from qa.errors import UsageError
from qa.serving.cli.shared import (
    AsJson,
    Index,
    InFolder,
    among,
    complain,
    kept_to_the_end,
    print_json,
    uncollected,
    warn_of,
)
from qa.settings import load_settings

NOT_ALL_PASS = 1
"""Exit code where something of the text is not verbatim or supported, or was left out."""
STANDARD_INPUT = "-"
BYTES_MOST = 4_000_000
"""A larger file is not read: no text of so many bytes has few enough characters."""


@uncollected()
def check_text(
    file: Annotated[str, typer.Argument(metavar="FILE", help="The text, in UTF-8; - for standard input.")],
    index: Index = None,
    folder: InFolder = "",
    as_json: AsJson = False,
) -> None:
    """Check what somebody else wrote: is each sentence in your articles? (The index itself: citewell check.)

    Exit code 0 when every sentence is verbatim or supported, 1 when one is not, 2 when the text cannot be checked.
    """
    from qa.embedding.loading import begin_loading

    text = _read(file)
    settings = load_settings(index=index)
    load = begin_loading(settings)  # beside the imports that follow and the opening of the index
    from qa.answering.assistant import Assistant
    from qa.answering.checking.checker import check_text as check
    from qa.serving.cli.printing.check import print_text_check
    from qa.serving.json_output import of_text_check

    assistant = Assistant.open(settings, load=load)
    kept_to_the_end[:] = [assistant]
    warn_of(assistant.damage)
    checked = check(assistant, text, among=among(assistant, folder))
    if as_json:
        print_json(of_text_check(checked))
    else:
        print_text_check(checked)
    if checked.cut:
        complain(checked.cut)
    if not checked.passes:
        raise typer.Exit(NOT_ALL_PASS)


def _read(file: str) -> str:
    """Return the text of a file, or of standard input; raises UsageError where it cannot be read."""
    try:
        if file == STANDARD_INPUT:
            content = sys.stdin.buffer.read(BYTES_MOST + 1)
        else:
            with Path(file).open("rb") as opened:
                content = opened.read(BYTES_MOST + 1)
    except OSError as error:
        raise UsageError(
            f"'{file}' cannot be read: {error.strerror}.", hint="Name a file with the text."
        ) from error
    if len(content) > BYTES_MOST:
        raise UsageError(f"'{file}' has more than {BYTES_MOST:,} bytes.", hint="Check it in parts.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"'{file}' is not text in UTF-8.", hint="Save it as UTF-8 text.") from error
