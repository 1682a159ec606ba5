"""Runs every benchmark of speed and memory, one after another, and prints the results beside their targets.

usage: python -m benchmarks.bench [--collections DIR] [--articles 5486] [--only-report]

It takes about half an hour on two cores that are otherwise idle; benchmarks.peers is run by hand where the other
libraries are installed.  Each benchmark writes a JSON of its own, from which the table and the plots of
docs/performance.md are made.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.corpora import COLLECTIONS, PROJECT
from benchmarks.report import report
from benchmarks.tables import table


def main() -> None:
    """Run the benchmarks, then report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--collections", type=Path, default=COLLECTIONS)
    parser.add_argument("--articles", type=int, default=5486)
    parser.add_argument("--only-report", action="store_true")
    options = parser.parse_args()
    if not options.only_report:
        with tempfile.TemporaryDirectory() as folder:
            _run(options.collections, options.articles, Path(folder))
    print(*table(("", "to reach", "measured", "reached"), report()), sep="\n")


def _run(collections: Path, articles: int, folder: Path) -> None:
    results, archive = PROJECT / "benchmarks" / "results", str(collections / "medquad-articles.tar.xz")
    index = str(folder / "index")
    for name, *options in (
        ("asking",),
        ("cold",),
        ("parallel",),
        ("building", "--articles", str(articles), "--archive", archive, "--index", index),
        ("asking", "--index", index, "--out", str(results / "asking-articles.json")),
        ("incremental", "--articles", archive, "--most", str(articles)),
        ("scale", "--collections", str(collections)),
    ):
        print(f"\n{name} {' '.join(options)}", flush=True)
        subprocess.run([sys.executable, "-m", f"benchmarks.{name}", *options], cwd=PROJECT, check=True)


if __name__ == "__main__":
    main()
