"""Files of one JSON object a line, refused by file and line."""

from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from qa.errors import EvaluationError, ForVisitors

Parsed = TypeVar("Parsed")


def read_lines(path: Path) -> list[tuple[int, str]]:
    """Return the lines of a text file that are not blank, with their numbers from 1.

    Raises EvaluationError for a file that is missing, unreadable or not in UTF-8.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(
            f"{path} cannot be read: {error}.",
            hint="Name a file of lines in UTF-8.",
            for_visitors=ForVisitors("The file cannot be read.", "Give a file of lines in UTF-8."),
        ) from error
    return [(number, line) for number, line in enumerate(lines, start=1) if line.strip()]


def parse_line(adapter: TypeAdapter[Parsed], line: str, *, place: str, holds: str) -> Parsed:
    """Return what a line of JSON says; raises EvaluationError that names its ``place`` and what it ``holds``."""
    try:
        return adapter.validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise EvaluationError(
            f"{place}: {field + ': ' if field else ''}{first['msg']}.", hint=f"Mend that line; it holds {holds}."
        ) from error
