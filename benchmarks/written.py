"""How much of what a model might write is struck, by what was changed in it.

python -m benchmarks.written          the half of `checked_sentences/` that the check was made on
python -m benchmarks.written --held   totals of the other half

Each sentence stands for one that a model wrote: it cites the passage that it was made from, and a second time the
best other passage for its words, as a careless model does.  Of faithful ones few should be struck, of changed ones
all.
"""

import argparse
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks.checking import KINDS, sentences_of
from benchmarks.corpora import CACHE, bundled
from qa.answering.assistant import Assistant
from qa.answering.checking.sources import Source
from qa.embedding.loading import encoder_of
from qa.records import Passage
from qa.settings import load_settings
from qa.writing.holding import Holder
from qa.writing.shown import Quotable, ShownPassage

OWN, OTHER = 1, 2


def print_half(assistant: Assistant, half: str) -> None:
    """Print how many sentences of each kind are struck, cited rightly and cited wrongly."""
    quotable = Quotable(assistant)
    struck: dict[int, Counter[str]] = {OWN: Counter(), OTHER: Counter()}
    rows = sentences_of(half)
    for row in rows:
        own = _passage_of(assistant, row)
        other = next(hit.passage for hit in assistant.search(row["text"], passages=8) if hit.passage.id != own.id)
        shown = [_shown(assistant, quotable, OWN, own), _shown(assistant, quotable, OTHER, other)]
        for number in (OWN, OTHER):
            held = Holder(assistant, shown, quotable).held(f"{row['text'].rstrip('.')} [{number}].")
            struck[number][row["kind"]] += not held.is_kept
    totals = Counter(row["kind"] for row in rows)
    print(f"{half}: {len(rows)} sentences\n\n| | sentences | struck, cited rightly | struck, cited wrongly |")
    print("|---|---|---|---|")
    for kind in KINDS:
        shares = " | ".join(f"{struck[number][kind] / totals[kind]:.1%}" for number in (OWN, OTHER))
        print(f"| {kind} | {totals[kind]} | {shares} |")


def _passage_of(assistant: Assistant, row: dict[str, Any]) -> Passage:
    passages = assistant.generation.store.passages_of(row["article_id"])
    return next(passage for passage in passages if passage.start <= row["start"] < passage.end)


def _shown(assistant: Assistant, quotable: Quotable, number: int, passage: Passage) -> ShownPassage:
    text = assistant.article(passage.article_id).text
    spans = sorted(quotable.spans(passage))
    return ShownPassage(
        number=number,
        passage=passage,
        title=" ".join([assistant.article(passage.article_id).title, *passage.headings]),
        sentences=tuple(Source(passage, (span,)) for span in spans),
        text=" ".join(text[start:end] for start, end in spans),
    )


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--held", action="store_true", help="the half that the check was not made on")
    parser.add_argument("--cache", type=Path, default=CACHE)
    arguments = parser.parse_args()
    settings = load_settings()
    print_half(bundled(settings, arguments.cache, encoder_of(settings)), "held" if arguments.held else "dev")


if __name__ == "__main__":
    main()
