"""The results of benchmarks → a table of targets, and plots."""

import json
from collections.abc import Iterator
from typing import Any

from benchmarks.corpora import PROJECT
from benchmarks.plots import OWN, plot_growth, plot_speeds

RESULTS = PROJECT / "benchmarks" / "results"
PLOTS = PROJECT / "docs" / "plots"
Row = tuple[str, str, str, str]


def report() -> list[Row]:
    """Return targets, measures, and whether each target was reached; draw the plots of the results present."""
    if building := _kept("building"):
        build = building["build"]
        speeds = {
            f"{OWN}, a whole build ({build['runtime'].split()[1]})": build["passages_per_s"],
            f"{OWN}, the same in fp32": building["build_in_fp32"]["passages_per_s"],
            "OpenVINO alone, the same batches": building["peak"]["passages_per_s"],
            "floor: sentence-transformers alone": building["floor"]["passages_per_s"],
        }
        plot_speeds(PLOTS / "building.svg", f"Passages a second, {build['articles']:,} articles", speeds)
    if peers := _kept("peers"):
        names = [name for name in peers if isinstance(peers[name], dict) and "p50_ms" in peers[name]]
        speeds = {name: float(peers[name]["passages_per_cpu_s"]) for name in names}
        plot_speeds(PLOTS / "peers.svg", "Passages indexed a second of processor time", speeds)
    if scale := _kept("scale"):
        sizes, encode = scale["sizes"], scale["encode_ms"]
        times = {
            "retrieval, 95%": [size["question_ms"]["p95"] + encode for size in sizes.values()],
            "retrieval, median": [size["question_ms"]["p50"] + encode for size in sizes.values()],
            "of it both searches, median": [size["question_ms"]["p50"] for size in sizes.values()],
            "of it by meaning, median": [size["dense_ms"]["p50"] for size in sizes.values()],
        }
        plot_growth(PLOTS / "scale.svg", "A question among more passages", [*map(int, sizes)], times, most=30)
    return list(_rows())


def _rows() -> Iterator[Row]:
    if building := _kept("building"):
        build = building["build"]
        name = f"build of {build['articles']:,} articles, passages a second against the floor's"
        yield _at_least(name, building["against_floor"], 4.5, "×")
        yield _at_least("… both in fp32", building["against_floor_in_fp32"], 2.4, "×")
        yield _at_least("encoding, share of the encoder's own peak", building["share_of_peak"], 0.9)
        yield _at_most("peak memory of that build", build["peak_mb"], 800, " MB")
    if incremental := _kept("incremental"):
        articles = f"one changed of {incremental['full']['articles']:,} articles"
        yield _at_most(f"rebuild, {articles}", incremental["one_changed"]["seconds"], 3, " s")
        share = incremental["one_changed"]["seconds"] / building["build"]["seconds"] if building else 1.0
        yield _at_most(f"rebuild, {articles}, share of the full build", round(share, 4), 0.02)
    for name, file, most in (("bundled articles", "asking", 25), ("5,486 articles", "asking-articles", 40)):
        if asking := _kept(file):
            times = asking["milliseconds"]
            yield _at_most(
                f"warm question, everything on, {name}, p50", times["all questions"]["p50"], most, " ms"
            )
            yield _at_most(f"… p95, {name}", times["all questions"]["p95"], 80, " ms")
            yield _at_most(f"retrieval alone, {name}, p50", times["retrieval"]["p50"], 5, " ms")
            floor = times["floor"]["p50"]
            yield _at_most(f"… against the floor's {floor} ms", times["retrieval"]["p50"], floor, " ms")
    if cold := _kept("cold"):
        yield _at_most("cold citewell ask", cold["median"]["citewell"], 0.7, " s")
        yield _at_most(f"… share of the floor's {cold['median']['floor']} s", cold["share_of_floor"], 0.125)
    if scale := _kept("scale"):
        sizes = scale["sizes"]
        largest = max(sizes, key=int)
        figures, name = sizes[largest], f"{int(largest):,} passages"
        yield _at_most(
            f"{name}, retrieval p95", round(figures["question_ms"]["p95"] + scale["encode_ms"], 1), 30, " ms"
        )
        yield _at_most(f"{name}, memory while asking", figures["resident_mb"], 1536, " MB")
        yield _at_least(f"{name}, recall@10", figures["recall_at_10"], 0.99)
        yield _at_most(f"growth of a question's time from {int(min(sizes, key=int)):,}", scale["growth"], 4, "×")
    if crowd := _kept("crowd"):
        for when in ("quiet", "during a rebuild"):
            yield _at_most(f"twenty visitors, {when}, p95", crowd[when]["p95_ms"], 1500, " ms")
    if browser := _kept("browser"):
        yield _at_most("Enter to answer in the browser, p50", browser["warm"]["p50_ms"], 500, " ms")


def _at_least(name: str, measured: float, reach: float, unit: str = "") -> Row:
    return name, f"at least {reach:g}{unit}", f"{measured:g}{unit}", "yes" if measured >= reach else "no"


def _at_most(name: str, measured: float, reach: float, unit: str = "") -> Row:
    return name, f"at most {reach:g}{unit}", f"{measured:g}{unit}", "yes" if measured <= reach else "no"


def _kept(name: str) -> dict[str, Any]:
    path = RESULTS / f"{name}.json"
    figures: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return figures
