"""Times answers for twenty concurrent visitors, each asking every five seconds, without and during a rebuild.

usage: python -m benchmarks.crowd [--visitors 20] [--rounds 12] [--out benchmarks/results/crowd.json]

The page is served by the command line from a copy of the bundled articles; visitors speak its protocol without
browsers, which would take time from the server.  A time runs from Enter to the end of the run that draws the
answer; every question is new.  Between two questions each open page checks once for a new index, as in a browser.
"""

import argparse
import json
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from benchmarks.machine import machine
from qa.evaluation.gold import BUNDLED_GOLD, read_gold
from qa.indexing.generations import current_name
from qa.serving.page.library import wording as wording_library
from qa.serving.page.shared import wording
from tests.support.browsing import served
from tests.support.real_build import CITEWELL, PROJECT, environment
from tests.support.visitors import Visitor, visitor

EVERY_SECONDS = 5.0
REBUILD_SECONDS_MOST = 600.0
ARTICLE = "# Heron elbow\n\nHeron elbow is a soreness of the outer arm in anglers. A forked stick eases it.\n"
WORDINGS = ("{}", "please tell me: {}")
"""A wording for each of the two runs, so that no answer is cached from the other."""


def main() -> None:
    """Serve, let the visitors ask in two runs, print a line for each and write the JSON."""
    options = _options()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        corpus, index = Path(folder) / "corpus", Path(folder) / "index"
        url = stack.enter_context(_served(corpus, index))
        visits = [stack.enter_context(visitor(url)) for _ in range(options.visitors)]
        owner = stack.enter_context(visitor(url, page="library"))
        quiet = _asked(visits, WORDINGS[0], options.rounds)
        old = current_name(index)
        (corpus / "heron.md").write_text(ARTICLE)
        owner.press(wording_library.REBUILD)
        started = time.perf_counter()
        with ThreadPoolExecutor(1) as watching:
            published = watching.submit(_wait_for_another, index, old)
            busy = _asked(visits, WORDINGS[1], options.rounds)
            rebuild = published.result() - started
    results = {
        "machine": machine(),
        "visitors": options.visitors,
        "every_s": EVERY_SECONDS,
        "quiet": _summary(quiet),
        "during a rebuild": {**_summary(busy), "rebuild_s": round(rebuild, 1)},
    }
    options.out.write_text(json.dumps(results, indent=2) + "\n")
    for name in ("quiet", "during a rebuild"):
        print(f"{name}: {json.dumps(results[name])}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--visitors", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=12, help="questions of each visitor in each run")
    parser.add_argument("--out", type=Path, default=PROJECT / "benchmarks" / "results" / "crowd.json")
    return parser.parse_args()


@contextmanager
def _served(corpus: Path, index: Path) -> Iterator[str]:
    """Serve a copy of the bundled articles; yield the address."""
    shutil.copytree(PROJECT / "corpus", corpus)
    folders = ["--corpus", str(corpus), "--index", str(index)]
    subprocess.run([CITEWELL, "build", *folders], cwd=PROJECT, env=environment(), check=True)
    with served(CITEWELL, "serve", *folders, log=index.with_name("log")) as url:
        yield url


def _wait_for_another(index: Path, name: str) -> float:
    """Return the moment when another generation is published."""
    deadline = time.perf_counter() + REBUILD_SECONDS_MOST
    while current_name(index) == name:
        if time.perf_counter() > deadline:
            raise TimeoutError("the rebuild did not end")
        time.sleep(0.1)
    return time.perf_counter()


def _asked(visits: list[Visitor], form: str, rounds: int) -> list[float]:
    """Let the visitors ask, evenly spread over time; return the seconds of every answer."""
    questions = [form.format(gold.question) for gold in read_gold(BUNDLED_GOLD)]
    begin = time.perf_counter()

    def ask(number: int) -> list[float]:
        seconds = []
        for turn in range(rounds):
            due = begin + (turn + number / len(visits)) * EVERY_SECONDS
            time.sleep(max(0.0, due - time.perf_counter()))
            asked_at = time.perf_counter()
            visits[number].type_into(wording.ASK_LABEL, questions[(turn * len(visits) + number) % len(questions)])
            seconds.append(time.perf_counter() - asked_at)
            time.sleep(max(0.0, due + EVERY_SECONDS / 2 - time.perf_counter()))
            visits[number].look()
        return seconds

    with ThreadPoolExecutor(len(visits)) as crowd:
        return [second for seconds in crowd.map(ask, range(len(visits))) for second in seconds]


def _summary(seconds: list[float]) -> dict[str, Any]:
    cuts = statistics.quantiles(seconds, n=20)
    return {
        "answers": len(seconds),
        "p50_ms": round(1000 * statistics.median(seconds)),
        "p95_ms": round(1000 * cuts[-1]),
        "most_ms": round(1000 * max(seconds)),
    }


if __name__ == "__main__":
    main()
