"""Raises the floors of the bundled questions to the measures of now; lowers none.

usage: python -m benchmarks.floors [--cache DIR]
"""

import argparse
from pathlib import Path

from benchmarks.corpora import CACHE, PROJECT, bundled
from qa.embedding.loading import encoder_of
from qa.evaluation.floors import BUNDLED_FLOORS, read_floors, update, write_floors
from qa.evaluation.gold import BUNDLED_GOLD, read_gold
from qa.evaluation.run import evaluate
from qa.settings import load_settings


def main() -> None:
    """Measure, and write floors, none lower than before."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, default=CACHE)
    options = parser.parse_args()
    settings = load_settings(corpus=PROJECT / "corpus")
    assistant = bundled(settings, options.cache, encoder_of(settings, convert=True))
    standing = read_floors(BUNDLED_FLOORS) if BUNDLED_FLOORS.is_file() else None
    raised = update(evaluate(assistant, read_gold(BUNDLED_GOLD)), standing)
    write_floors(BUNDLED_FLOORS, raised)
    for measure, floor in raised.floors.items():
        print(f"{measure}: {floor}")


if __name__ == "__main__":
    main()
