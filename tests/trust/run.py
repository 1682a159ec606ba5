"""Runs every fault by enumeration, and writes what came of it: `make trust`.

usage: python -m tests.trust.run [--only kills,power,damage,soak] [--questions N] [--sample] [--out FILE]

Ends with 1 if any promise was broken.  Takes one to three hours on two cores; parts that are run one by one are
kept in the same file.  ``--sample`` runs a few of each but the soak, prints them as JSON, and writes nothing.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.conftest import MEMORY, PROJECT
from tests.trust.crashing import CrashFigures, killed_everywhere, lost_everywhere, note, warm_up
from tests.trust.damaging import DamageFigures, damaged_everywhere
from tests.trust.scenes import SCENES
from tests.trust.soaking import SoakFigures, soak

OUT = PROJECT / "benchmarks" / "results" / "trust.json"
PROMISES = PROJECT / "docs" / "promises.md"
BEGIN, END = "<!-- figures of make trust -->", "<!-- end of the figures -->"
SAMPLED = ("build of what changed", "update", "another label")
KILLS_SAMPLED, STATES_SAMPLED, DAMAGES_SAMPLED, OF_CACHE_SAMPLED = 3, 4, 40, 3
GROWTH_MOST = 1.0
"""Megabytes of resident memory per 1,000 questions that are no growth: what a measurement wavers by."""
Figures = dict[str, Any]


def main() -> int:
    """Run what was asked for; return the exit code."""
    options = _options()
    memory = str(MEMORY) if MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="citewell-trust-", dir=memory) as folder:
        parts = _sampled(Path(folder)) if options.sample else _parts(Path(folder), options)
        results: Figures = {}
        for name, part in parts.items():
            started = time.time()
            results[name] = {"day": datetime.now(UTC).date().isoformat(), **part()}
            note(f"{name}: {time.time() - started:.0f} s")
            if not options.sample:
                _keep(options.out, results)
    if options.sample:
        print(json.dumps(results))
    failures = [failure for name in parts for failure in results[name]["failures"]]
    for failure in failures:
        note(failure)
    return bool(failures)


def _keep(path: Path, results: Figures) -> None:
    """Write figures beside those of other parts; those of the project's own file go into the document too."""
    kept = json.loads(path.read_text()) if path.exists() else {}
    path.write_text(json.dumps({**kept, **results}, indent=1) + "\n")
    if path == OUT:
        _write_promises({**kept, **results})


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="kills,power,damage,soak", help="parts, with commas between them")
    parser.add_argument("--questions", type=int, default=30_000, help="questions of the soak")
    parser.add_argument("--sample", action="store_true")
    parser.add_argument("--out", type=Path, default=OUT)
    return parser.parse_args()


def _parts(folder: Path, options: argparse.Namespace) -> dict[str, Callable[[], Figures]]:
    """Return the parts that were asked for; kills and power come first, as they fork (see ``crashing``)."""
    warm_up()
    every: dict[str, Callable[[], Figures]] = {
        "kills": lambda: of_crashes(killed_everywhere(SCENES, folder / "kills")),
        "power": lambda: of_crashes(lost_everywhere(SCENES, folder / "power")),
        "damage": lambda: of_damage(damaged_everywhere(folder / "damage")),
        "soak": lambda: of_soak(soak(folder / "soak", questions=options.questions)),
    }
    return {name: part for name, part in every.items() if name in options.only.split(",")}


def _sampled(folder: Path) -> dict[str, Callable[[], Figures]]:
    warm_up()
    scenes = [scene for scene in SCENES if scene.name in SAMPLED]
    damage = {"most": DAMAGES_SAMPLED, "most_of_cache": OF_CACHE_SAMPLED}
    return {
        "kills": lambda: of_crashes(killed_everywhere(scenes, folder / "kills", most=KILLS_SAMPLED)),
        "power": lambda: of_crashes(lost_everywhere(scenes, folder / "power", most=STATES_SAMPLED)),
        "damage": lambda: of_damage(damaged_everywhere(folder / "damage", **damage)),
    }


def of_crashes(figures: CrashFigures) -> Figures:
    """Return the figures of kills or losses of power."""
    counts = (
        {"kills": figures.kills} if figures.kills else {"prefixes": figures.prefixes, "states": figures.states}
    )
    return {**counts, "recorded": dict(sorted(figures.operations.items())), "failures": figures.failures}


def of_damage(figures: DamageFigures) -> Figures:
    """Return the figures of damaged indexes."""
    return {
        "damages": sum(figures.tried.values()),
        "tried": dict(sorted(figures.tried.items())),
        "came_of_it": dict(sorted(figures.came.items())),
        "repaired": figures.repaired,
        "failures": figures.failures,
    }


def of_soak(figures: SoakFigures) -> Figures:
    """Return the figures of a soak; growth is one of its failures."""
    growth = {
        "mb_per_1000_questions": round(figures.megabytes_per_thousand(), 2),
        "handles": figures.growth(2),
        "threads": figures.growth(3),
    }
    failures = [*figures.failures]
    if growth["mb_per_1000_questions"] > GROWTH_MOST:
        failures.append(f"memory grows by {growth['mb_per_1000_questions']} MB in 1,000 questions")
    failures += [f"{growth[name]} more {name} at the end" for name in ("handles", "threads") if growth[name] > 0]
    first, last = figures.rounds[0], figures.rounds[-1]
    resident = {"first_mb": round(first[1], 1), "last_mb": round(last[1], 1)}
    asked = {"questions": figures.questions, "generations": figures.generations, **resident}
    return {**asked, "growth": growth, "failures": failures}


def _write_promises(results: Figures) -> None:
    """Put the figures into the document of promises, between two marks."""
    text = PROMISES.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    lines = "\n".join(f"- {line}" for line in in_words(results))
    PROMISES.write_text(f"{before}{BEGIN}\n\n{lines}\n\n{END}{after}", encoding="utf-8")


def in_words(results: Figures) -> Sequence[str]:
    """Return a line for each part that was run."""
    lines = []
    if kills := results.get("kills"):
        lines.append(f"{kills['kills']:,} kill points: {_failed(kills)}.")
    if power := results.get("power"):
        told = f"{power['prefixes']:,} replayed prefixes, which leave {power['states']:,} different states"
        lines.append(f"{told} of the disk: {_failed(power)}.")
    if damage := results.get("damage"):
        tried = f"{damage['damages']:,} damaged indexes, of which {damage['repaired']:,} were repaired"
        lines.append(f"{tried}: {_failed(damage)}.")
    if run := results.get("soak"):
        grown = run["growth"]
        told = f"{run['questions']:,} questions of {run['generations']:,} generations"
        more = f"{grown['mb_per_1000_questions']} MB of memory per 1,000 questions"
        lines.append(
            f"{told}: {_failed(run)}; {more}, {grown['handles']} handles and {grown['threads']} threads more."
        )
    return [f"{line[:-1]} ({results[name]['day']})." for name, line in zip(_run(results), lines, strict=True)]


def _run(results: Figures) -> list[str]:
    return [name for name in ("kills", "power", "damage", "soak") if name in results]


def _failed(part: Figures) -> str:
    return f"{len(part['failures'])} failures"


if __name__ == "__main__":
    sys.exit(main())
