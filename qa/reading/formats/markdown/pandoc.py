"""What pandoc's Markdown adds, as its manual has it: a title block, line blocks, and notes within a line.

Obsidian has such notes, too.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import count, groupby

from qa.reading.formats.markdown.commands import CODE

_TITLE_BLOCK = re.compile(r"(?P<block>%(?:[ \t][^\n]*)?(?:\n(?:%|[ \t]+\S)[^\n]*){0,9})(?:\n[ \t]*(?=\n)|\n?\Z)")
_ENTRY = re.compile(r"^%[ \t]*", re.MULTILINE)
_NAMES = ("title", "author", "date")
_LINE = re.compile(r"\|(?: [^|\n]*)?")
_NOTE = re.compile(
    rf"{CODE}|(?<![\\\[])\^\[(?P<text>(?:[^\[\]\n]|\n(?!\s*\n)|\[[^\[\]\n]{{0,200}}\]){{3,2000}})\](?![(\[])"
)
_PARAGRAPH_ENDS = re.compile(r"(\n[ \t]*\n)")


def title_block(text: str) -> tuple[Mapping[str, object], str] | None:
    """Return title, author and date of the lines that begin with "%" on top of a text, and the text below them."""
    match = _TITLE_BLOCK.match(text)
    if match is None:
        return None
    entries = [" ".join(entry.split()) for entry in _ENTRY.split(match["block"])[1:]]
    if len(entries) > len(_NAMES) or not any(entries):
        return None
    return {name: entry for name, entry in zip(_NAMES, entries, strict=False) if entry}, text[match.end() :]


def with_line_blocks(prose: str) -> str:
    """Return a text in which the lines behind a bar each, as of a poem or an address, end where they end."""
    if "\n| " not in f"\n{prose}":
        return prose
    done: list[str] = []
    for barred, run in groupby(prose.split("\n"), key=lambda line: _LINE.fullmatch(line) is not None):
        lines = list(run)
        in_a_table = bool(done) and done[-1].lstrip().startswith("|")  # rows below the dashes of a table
        if barred and len(lines) > 1 and not in_a_table:
            words = [line[1:].strip() for line in lines]
            lines = [
                f"{word}\\" if word and after else word
                for word, after in zip(words, [*words[1:], ""], strict=True)
            ]
        done += lines
    return "\n".join(done)


def with_notes(text: str, above: int, outside_fences: Callable[[str, Callable[[str, int], str]], str]) -> str:
    """Return a text with each note within a line as a number there, and below its paragraph.

    ``above`` notes have a number already.
    """
    if "^[" not in text:
        return text
    numbers = count(above + 1)
    return outside_fences(text, lambda prose, _: "".join(_noted(prose, numbers)))


def _noted(prose: str, numbers: Iterator[int]) -> Iterator[str]:
    for paragraph in _PARAGRAPH_ENDS.split(prose):
        notes: list[str] = []

        def numbered(match: re.Match[str], notes: list[str] = notes) -> str:
            if match["code"] or " " not in match["text"].strip():
                return match[0]
            number = next(numbers)
            notes.append(f"\n\n\\[{number}\\] {' '.join(match['text'].split())}")
            return f"\\[{number}\\]"

        yield _NOTE.sub(numbered, paragraph)
        yield from notes
