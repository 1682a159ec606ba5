"""How far the time left that a build tells is off: builds a folder from nothing, and compares.

usage: python -m benchmarks.time_left FOLDER [--cpu] [--passage-seconds SECONDS]

With ``--cpu`` the time is that of the processor, which other programs on the machine hardly change.

``--passage-seconds`` is the pace of an earlier build, as a server that has built before knows it.
"""

import argparse
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, process_time

from qa.embedding.loading import encoder_of
from qa.indexing.build import Stage
from qa.reading.corpus import scan
from qa.serving.builds import build_now
from qa.serving.pace import Pace, Work
from qa.settings import load_settings

SHARES = (0.1, 0.25, 0.5, 0.75, 0.9)


def main() -> None:
    """Build, and print what was told at some shares of the time that the build took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--passage-seconds", type=float)
    parser.add_argument("--cpu", action="store_true")
    parser.add_argument("--events", type=Path, help="Write what the build told, with its times, as JSON.")
    chosen = parser.parse_args()
    with TemporaryDirectory() as index:
        settings = load_settings(corpus=chosen.folder, index=Path(index))
        encoder = encoder_of(settings, convert=True)
        files = len(scan(settings.corpus))
        clock = process_time if chosen.cpu else monotonic
        began = clock()
        events: list[tuple[float, Stage, int, int]] = []
        report = build_now(settings, encoder, progress=lambda *step: events.append((clock() - began, *step)))
        seconds = clock() - began
    if chosen.events:
        chosen.events.write_text(json.dumps(events))
    print(f"{report.articles} articles, {report.passages} passages, {seconds:.0f} s")
    print_told(events, seconds, Work(files=files, changed=files), passage_seconds=chosen.passage_seconds)


def print_told(
    events: list[tuple[float, Stage, int, int]], seconds: float, work: Work, *, passage_seconds: float | None
) -> None:
    """Print, at each of ``SHARES`` of the seconds, what a page would have told, beside what was left."""
    now = 0.0
    pace = Pace(work, passage_seconds=passage_seconds, clock=lambda: now)
    waiting = iter(events)
    following = next(waiting, None)
    for share in SHARES:
        while following and following[0] <= share * seconds:
            now = following[0]
            pace.hear(*following[1:])
            following = next(waiting, None)
        now = share * seconds
        told, left = pace.seconds_left(), seconds - now
        off = (
            f"{told[0]:.0f} to {told[1]:.0f} s told, middle {sum(told) / 2 / left - 1:+.0%}"
            if told
            else "nothing told"
        )
        print(f"at {share:.0%}: bar at {pace.share:.0%}, {left:.0f} s left, {off}")


if __name__ == "__main__":
    main()
