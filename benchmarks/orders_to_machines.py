"""Trains orders.npz of qa/reading/cleaning on benchmarks/orders, and prints its results on held-out lines.

python -m benchmarks.orders_to_machines [--keep]

`written.jsonl` has texts of several writers and which of their sentences are orders, `lines.jsonl` lines of
others; `phrases.toml` and `further_phrases.toml` have parts of sentences, which are combined at random with a
fixed seed.  No orders are in `innocent.txt`, in `red_flag_examples.jsonl`, in the bundled articles and in
`background.npz`: the columns, without their words, of sentences of real documentation
(`benchmarks.orders_background`).
"""

import argparse
import json
import random
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from qa.reading.cleaning.machine_orders import LEAST, NOT_QUOTED, looked_at, sentences_of
from qa.reading.cleaning.order_model import COLUMNS, OrderModel, columns_of
from qa.reading.formats.markdown.reader import read_markdown

PROJECT = Path(__file__).parent.parent
FOLDER = PROJECT / "benchmarks" / "orders"
MODEL = PROJECT / "qa" / "reading" / "cleaning" / "orders.npz"
BACKGROUND = FOLDER / "background.npz"
FLAGS = PROJECT / "benchmarks" / "red_flag_examples.jsonl"
C = 1.0
ROUNDS, INNOCENT_ROUNDS = 10, 10
"""How often each form of phrases is filled."""
FURTHER_SHARE, AMID_SHARE = 0.2, 0.6
SPACED_SHARE, SMALL_SHARE, LARGE_SHARE = 0.02, 0.1, 0.14
FLAGS_TAKEN = 8000
"""So many lines of `red_flag_examples.jsonl`, chosen with the fixed seed: what people write to people."""
HEAVY = 3.0
"""Weight of a sentence that a person wrote, against 1 for a combined one."""


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence by its hashed columns, whether it is an order, its weight, and the text it is from."""

    columns: Sequence[int]
    is_order: bool
    weight: float
    group: str


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _of_text(text: str, orders: Sequence[str], group: str, weight: float) -> Iterator[Example]:
    wanted = [_letters(order) for order in orders]
    for block in read_markdown(text.encode()).blocks:
        yield from _of_block(block.text, wanted, group, weight)


def _of_block(text: str, wanted: Sequence[str], group: str, weight: float) -> Iterator[Example]:
    """Yield the sentences of a block."""
    spans = sentences_of(text)
    sentences = looked_at(text, spans)
    for number, ((start, end), sentence) in enumerate(zip(spans, sentences, strict=True)):
        before = sentences[number - 1] if number else ""
        key = _letters(text[start:end])
        is_order = any(key and (key in order or order in key) for order in wanted)
        columns = columns_of(before, sentence, alone=len(spans) == 1)
        yield Example(columns, is_order, weight, group)


def written() -> list[Example]:
    """Return the sentences of texts written for training."""
    lines = (FOLDER / "written.jsonl").read_text(encoding="utf-8").splitlines()
    examples: list[Example] = []
    for number, entry in enumerate(map(json.loads, lines)):
        examples += _of_text(entry["text"], entry["orders"], f"{entry['writer']} {number}", HEAVY)
    for number, line in enumerate((FOLDER / "more_orders.txt").read_text(encoding="utf-8").splitlines()):
        examples += _of_block(line, [_letters(line)], f"third {number}", HEAVY)
    for number, entry in enumerate(map(json.loads, (FOLDER / "lines.jsonl").read_text("utf-8").splitlines())):
        orders = [_letters(entry["says"])] if entry["order"] else []
        examples += _of_block(entry["says"], orders, f"{entry['writer']} {number}", HEAVY)
    return examples


def put_together() -> list[Example]:
    """Return sentences combined from `phrases.toml` and `further_phrases.toml`."""
    tables: dict[str, dict[str, list[str]]] = {}
    for name in ("phrases.toml", "further_phrases.toml"):
        for language, lists in tomllib.loads((FOLDER / name).read_text(encoding="utf-8")).items():
            for part, forms in lists.items():
                tables.setdefault(language, {}).setdefault(part, []).extend(forms)
    chance = random.Random(0)  # noqa: S311 - examples, no secrets
    examples: list[Example] = []
    for language, lists in tables.items():
        for kind, rounds in (("orders", ROUNDS), ("innocent", INNOCENT_ROUNDS)):
            for form in lists[kind]:
                for _ in range(rounds):
                    examples += _put_together(kind, form, lists, tables["en"], chance, f"phrases {language}")
    return examples


def _put_together(
    kind: str,
    form: str,
    lists: Mapping[str, Sequence[str]],
    english: Mapping[str, Sequence[str]],
    chance: random.Random,
    group: str,
) -> Iterator[Example]:
    """Yield the sentences of one filled form: alone, within advice, or followed by a further order."""
    text = _filled(form, lists, english, chance)
    orders = [_letters(text)] if kind == "orders" else []
    cast = chance.random()
    if kind == "orders" and cast < FURTHER_SHARE:
        further = _filled("{do}.", lists, english, chance)
        orders.append(_letters(further))
        text = f"{text} {further}"
    elif cast < AMID_SHARE:
        text = " ".join(
            (_filled("{act}.", lists, english, chance), text, _filled("{act}.", lists, english, chance))
        )
    yield from _of_block(text, orders, group, 1.0)


def _filled(
    form: str, lists: Mapping[str, Sequence[str]], english: Mapping[str, Sequence[str]], chance: random.Random
) -> str:
    while slot := re.search(r"\{(\w+)\}", form):
        part = chance.choice(lists.get(slot[1]) or english[slot[1]])
        form = form[: slot.start()] + part + form[slot.end() :]
    form = form[0].upper() + form[1:]
    cast = chance.random()
    if cast < SPACED_SHARE and form.isascii():
        return " ".join(form.replace(" ", ""))
    return form.lower() if cast < SMALL_SHARE else form.upper() if cast < LARGE_SHARE else form


def ordinary() -> list[Example]:
    """Return sentences that are not orders, from the bundled articles and written for training."""
    examples: list[Example] = []
    for line in (FOLDER / "innocent.txt").read_text(encoding="utf-8").splitlines():
        examples += _of_block(line, [], "innocent", HEAVY)
    for path in sorted((PROJECT / "corpus").glob("*.md")):
        for block in read_markdown(path.read_bytes()).blocks:
            examples += _of_block(block.text, [], "corpus", 1.0)
    lines = FLAGS.read_text(encoding="utf-8").splitlines()
    for line in random.Random(0).sample(lines, FLAGS_TAKEN):  # noqa: S311 - examples, no secrets
        examples += _of_block(json.loads(line)["says"], [], "people", 1.0)
    return examples


def background() -> list[Example]:
    """Return sentences of real documentation, of which only the columns are kept."""
    with np.load(BACKGROUND, allow_pickle=False) as kept:
        rows = np.split(kept["columns"].astype(np.int64), kept["ends"][:-1])
    return [Example(row.tolist(), is_order=False, weight=1.0, group="background") for row in rows]


def everything() -> list[Example]:
    """Return all that the bundled model is learned from."""
    return [*written(), *put_together(), *ordinary(), *background()]


def learn(examples: Sequence[Example]) -> OrderModel:
    """Return the model trained on examples."""
    from scipy.sparse import csr_matrix
    from sklearn.svm import LinearSVC

    ends = np.cumsum([0, *(len(example.columns) for example in examples)])
    columns = np.concatenate([np.array(example.columns) for example in examples])
    values = np.concatenate([np.full(len(example.columns), len(example.columns) ** -0.5) for example in examples])
    rows = csr_matrix((values, columns, ends), shape=(len(examples), COLUMNS))
    classifier = LinearSVC(C=C, random_state=0, max_iter=5000)
    classifier.fit(
        rows, [example.is_order for example in examples], sample_weight=[example.weight for example in examples]
    )
    return OrderModel(classifier.coef_[0].astype(np.float32), float(classifier.intercept_[0]))


def table(scores: Sequence[float], examples: Sequence[Example]) -> Iterator[str]:
    """Yield how many sentences are classified as orders at several thresholds."""
    for least in (NOT_QUOTED, LEAST):
        orders = [score >= least for score, example in zip(scores, examples, strict=True) if example.is_order]
        innocent = [
            score >= least for score, example in zip(scores, examples, strict=True) if not example.is_order
        ]
        share = f"{np.mean(orders):.1%} of {len(orders)} orders"
        yield f"{least:+.2f}: {share}, {sum(innocent)} of {len(innocent)} others"


def main() -> None:
    """Print the tables, and write the model with ``--keep``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", action="store_true", help="write orders.npz")
    arguments = parser.parse_args()
    texts, others = written(), [*put_together(), *ordinary(), *background()]
    for writer in () if arguments.keep else sorted({example.group.split()[0] for example in texts}):
        held_out = [example for example in texts if example.group.split()[0] == writer]
        rest = [example for example in texts if example.group.split()[0] != writer]
        model = learn([*rest, *others])
        print(f"without {writer}")
        print("\n".join(table([model.score(example.columns) for example in held_out], held_out)))
    if arguments.keep:
        model = learn([*texts, *others])
        np.savez_compressed(MODEL, weights=model.weights.astype(np.float16), intercept=np.float32(model.intercept))
        print(f"kept, {MODEL.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
