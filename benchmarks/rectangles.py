"""Measures rectangles of quotations on PDFs: how many characters have one, what they show, what they take.

usage: python -m benchmarks.rectangles FOLDER [FOLDER …]

Every sentence of every PDF in the folders is read back from its file under its rectangles.  ``placed`` is the
share of the characters, white space aside, that have a rectangle, ``letters`` that of letters and digits;
``verified`` counts the sentences whose rectangles show what they say, ``told`` those of which it is said that they
do not.  ``bytes`` are those that the index keeps for 1,000 characters, ``ms`` the time in which the file is read.
"""

import argparse
from pathlib import Path
from time import perf_counter

from qa.reading.corpus import read
from qa.reading.formats.pdf.reading_back import read_back
from qa.reading.glyphs.rectangles import unplaced
from qa.reading.glyphs.verification import agreements
from qa.reading.sentences import sentence_spans
from qa.records import Article

COLUMNS = ("characters", "placed", "letters", "sentences", "verified", "told", "bytes", "ms")


def main() -> None:
    """Print a line for each file and one for all of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+")
    files = sorted(path for folder in parser.parse_args().folders for path in folder.rglob("*.pdf"))
    measured = {path.name: measures for path in files if (measures := _of_file(path))}
    print(f"{'':40}" + "".join(f"{column:>12}" for column in COLUMNS))
    for name, counts in measured.items():
        _print(name, counts)
    _print("all", [sum(column) for column in zip(*measured.values(), strict=True)])


def _of_file(path: Path) -> list[float] | None:
    """Return what is counted of a file; None where it is no article."""
    started = perf_counter()
    opened = read(path.parent, path.name)
    seconds = perf_counter() - started
    article, glyphs, content = opened.outcome, opened.glyphs, path.read_bytes()
    if not isinstance(article, Article):
        return None
    blocks = [block for section in article.sections for block in section.blocks]
    spans = [
        (block.start + start, block.start + end)
        for block in blocks
        for start, end in sentence_spans(article.text[block.start : block.end], article.language)
    ]
    shown = agreements(article.text, glyphs, spans, lambda places: read_back(content, places))
    said = "".join("".join(article.text[start:end].split()) for start, end in spans)
    lacking = "".join(unplaced(glyphs, article.text, start, end) for start, end in spans)
    letters, lacking_letters = (sum(map(str.isalnum, text)) for text in (said, lacking))
    counts = (len(said), len(said) - len(lacking), letters, letters - lacking_letters)
    return [*counts, len(spans), sum(shown), len(article.text), len(glyphs), seconds]


def _print(name: str, counts: list[float]) -> None:
    characters, placed, letters, placed_letters, sentences, verified, length, size, seconds = counts
    shares = (f"{placed / characters:12.2%}", f"{placed_letters / letters:12.2%}")
    rest = (sentences, verified, sentences - verified, round(1000 * size / length), round(1000 * seconds))
    print(f"{name[:39]:40}{characters:12,}{''.join(shares)}" + "".join(f"{number:12,}" for number in rest))


if __name__ == "__main__":
    main()
