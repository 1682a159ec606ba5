"""Takes the background of the model of orders to machines from real documents, and counts what it cuts of others.

python -m benchmarks.orders_background FOLDER ... [--take [--add]]

Each entry of a folder is a project.  Of one half of them, by a hash of their names, `--take` draws the sentences
whose columns `benchmarks/orders/background.npz` keeps: numbers, from which no sentence can be read.  With `--add`
those that it has stay.  Of the other half it counts which blocks the bundled model cuts, or keeps from being
quoted.  `--show` prints those of the first half; what is cut of the other is not to be read.
"""

import argparse
import gzip
import hashlib
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from benchmarks.orders_to_machines import (
    BACKGROUND,
    Example,
    background,
    learn,
    ordinary,
    put_together,
    written,
)
from qa.reading.cleaning.machine_orders import looked_at, may_give_orders, orders_to_machines, sentences_of
from qa.reading.cleaning.order_model import columns_of
from qa.reading.cleaning.order_shape import is_code
from qa.reading.document import DocumentBlock, UnreadableError
from qa.reading.formats import reader_of

READ_AS = {
    ".md": "a.md",
    ".markdown": "a.md",
    ".html": "a.html",
    ".htm": "a.html",
    ".txt": "a.txt",
    ".rst": "a.txt",
    ".pod": "a.txt",
}
NAMES = {"readme", "metadata", "license", "copying", "copyright", "changelog", "news", "notice", "todo", "faq"}
BYTES_MOST = 600_000
WORDS_LEAST = 3
"""Blocks of fewer words are not counted."""
DRAWN, HARD_SCORE = 8_000, -0.9
"""So many sentences are kept by chance, and all those to which a model of twice as many gives this score."""
PER = 5_000


def documents(folders: Sequence[Path]) -> Iterator[tuple[str, list[DocumentBlock]]]:
    """Yield the project and the blocks of each document below some folders, each text once."""
    seen: set[bytes] = set()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            inner = Path(path.stem) if path.suffix == ".gz" else path
            if not (inner.suffix.lower() in READ_AS or inner.name.lower() in NAMES):
                continue
            if path.is_symlink() or not path.is_file() or path.stat().st_size > BYTES_MOST:
                continue
            content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
            digest = hashlib.sha256(content).digest()
            reader = reader_of(READ_AS.get(inner.suffix.lower(), "a.md" if inner.name == "METADATA" else "a.txt"))
            if digest in seen or reader is None:
                continue
            seen.add(digest)
            try:
                blocks = list(reader(content).blocks)
            except UnreadableError:
                continue
            yield path.relative_to(folder).parts[0].split("-")[0].lower(), blocks


def is_for_learning(project: str) -> bool:
    """Tell in which half a project is."""
    return not hashlib.sha256(project.encode()).digest()[0] & 1


def sentences(blocks: Sequence[DocumentBlock], seen: set[str]) -> Iterator[tuple[str, Example]]:
    """Yield the sentences of blocks that are no code, each text once."""
    for text in (block.text for block in blocks):
        if len(text.split()) < WORDS_LEAST or text in seen:
            continue
        seen.add(text)
        spans = sentences_of(text)
        bare = looked_at(text, spans)
        for number, ((start, end), sentence) in enumerate(zip(spans, bare, strict=True)):
            if not is_code(text[start:end]):
                columns = columns_of(bare[number - 1] if number else "", sentence, alone=len(spans) == 1)
                yield text[start:end], Example(columns, is_order=False, weight=1.0, group="background")


def take(folders: Sequence[Path], *, add: bool, show: bool) -> None:
    """Write the background: some sentences by chance, and those that are hard to tell."""
    before = background() if add else []
    seen: set[str] = set()
    found = [
        pair
        for project, blocks in documents(folders)
        if is_for_learning(project)
        for pair in sentences(blocks, seen)
    ]
    chance = random.Random(0)  # noqa: S311 - examples, no secrets
    chance.shuffle(found)
    drawn = [example for _, example in found[: 2 * DRAWN]]
    model = learn([*written(), *put_together(), *ordinary(), *drawn, *before])
    scored = sorted(((model.score(example.columns), number) for number, (_, example) in enumerate(found)))[::-1]
    hard = [number for score, number in scored if score >= HARD_SCORE and number >= DRAWN]
    for score, number in scored[:200] if show else ():
        print(f"{score:+.2f} {found[number][0]!r}")
    kept = [example.columns for example in before]
    kept += [found[number][1].columns for number in [*range(min(DRAWN, len(found))), *hard]]
    np.savez_compressed(
        BACKGROUND,
        columns=np.concatenate([np.array(columns, dtype=np.uint32) for columns in kept]),
        ends=np.cumsum([len(columns) for columns in kept]).astype(np.uint32),
    )
    print(f"{len(found):,} sentences, {len(kept):,} kept, {BACKGROUND.stat().st_size:,} bytes")


def count(folders: Sequence[Path], *, learning: bool, show: bool) -> None:
    """Print how many blocks of the half that is not learned from are cut, or kept from being quoted."""
    seen: set[str] = set()
    blocks_seen = documents_seen = cut = unsure = 0
    for project, blocks in documents(folders):
        if is_for_learning(project) != learning:
            continue
        documents_seen += 1
        orders = orders_to_machines(blocks)
        for number, block in enumerate(blocks):
            if len(block.text.split()) < WORDS_LEAST or block.text in seen:
                continue
            seen.add(block.text)
            blocks_seen += 1
            goes = number in orders.whole or number in orders.shortened
            doubted = not goes and may_give_orders(block.text)
            cut += goes
            unsure += doubted
            if show and (goes or doubted):
                print("CUT" if goes else "UNSURE", project, repr(block.text[:300]))
    share = f"{cut} cut, {cut / blocks_seen * PER:.2f} of {PER:,}"
    print(f"{documents_seen:,} documents, {blocks_seen:,} blocks: {share}")
    print(f"{unsure} more not quoted, {unsure / blocks_seen * PER:.2f} of {PER:,}")


def main() -> None:
    """Take the background, or count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--take", action="store_true", help="write background.npz")
    parser.add_argument("--add", action="store_true", help="keep what background.npz has")
    parser.add_argument("--learned", action="store_true", help="count the half that is learned from")
    parser.add_argument("--show", action="store_true", help="print what is hard or cut, of the half learned from")
    arguments = parser.parse_args()
    if arguments.take:
        take(arguments.folders, add=arguments.add, show=arguments.show)
    else:
        count(arguments.folders, learning=arguments.learned, show=arguments.show and arguments.learned)


if __name__ == "__main__":
    main()
