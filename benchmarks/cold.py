"""Times `citewell ask` from the start of its process to its answer, beside the floor's.

usage: python -m benchmarks.cold [--index DIR] [--rounds 7] [--out benchmarks/results/cold.json]
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from benchmarks.corpora import PROJECT
from benchmarks.floor import Floor
from benchmarks.machine import machine
from qa.answering.assistant import Assistant
from qa.embedding.loading import encoder_of
from qa.serving.builds import build_now
from qa.settings import load_settings

QUESTION = "why does my back hurt when I lift my leg"
TO_REACH = {"seconds": 0.7, "share_of_floor": 0.125}
_FLOOR = """
import sys
from pathlib import Path
from benchmarks.floor import Floor
floor = Floor(sys.argv[1])
floor.open(Path(sys.argv[2]))
print(floor.ask(sys.argv[3], limit=5))
"""


def main() -> None:
    """Run both by turns, print the medians and write the JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--index", type=Path, help="a built index; else the bundled articles are built")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--out", type=Path, default=PROJECT / "benchmarks" / "results" / "cold.json")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        index = options.index or Path(folder) / "index"
        settings = load_settings(corpus=PROJECT / "corpus", index=index)
        if not options.index:
            build_now(settings, encoder_of(settings, convert=True))
        vectors = Assistant.open(settings).generation.vectors
        floor = Floor(settings.indexing.model)
        floor.index(vectors.rows(range(len(vectors))))
        floor.save(Path(folder) / "floor.faiss")
        commands = {
            "citewell": [str(Path(sys.executable).parent / "citewell"), "ask", "--index", str(index), QUESTION],
            "floor": [sys.executable, "-c", _FLOOR, settings.indexing.model, f"{folder}/floor.faiss", QUESTION],
        }
        seconds: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(options.rounds):
            for name, command in commands.items():
                started = perf_counter()
                subprocess.run(
                    command, cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True
                )
                seconds[name].append(round(perf_counter() - started, 3))
    medians = {name: statistics.median(runs) for name, runs in seconds.items()}
    share = round(medians["citewell"] / medians["floor"], 3)
    print(f"median seconds {medians}, share {share}, to reach {TO_REACH}")
    record = {
        "machine": machine(),
        "to_reach": TO_REACH,
        "median": medians,
        "share_of_floor": share,
        "all": seconds,
    }
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(record, indent=2) + "\n")


if __name__ == "__main__":
    main()
