"""Times the page in a browser: the field on a cold server, and answers once the model is warm.

usage: python -m benchmarks.browser [--questions 20] [--out benchmarks/results/browser.json]

The bundled articles are served by the command line.  Cold: from the opening of the page, by the first visitor of a
new server, until the field can be typed into; no question was asked before.  Warm: from Enter until the verdict,
what the articles say and the first passage are on the screen; every question is a new one, asked in one visit.
"""

import argparse
import json
import statistics
import tempfile
from pathlib import Path
from time import perf_counter

from playwright.sync_api import Page, expect

from benchmarks.machine import machine
from qa.evaluation.gold import BUNDLED_GOLD, read_gold
from qa.serving.page.shared import wording
from tests.conftest import PROJECT
from tests.support.browsing import ANSWER_MILLISECONDS_MOST, library, opened_page, started_browser

WARMING = 3
SHORT = 80
"""Most characters of a question: a long letter would only lengthen the search."""
RUNNING = "[data-test-script-state=running]"
ENTER = """([label, question]) => new Promise((done) => {
  // the page itself looks, at every frame, for the cards of this question: each chip and link names it
  const field = [...document.querySelectorAll("input")].find((each) => each.ariaLabel === label);
  const asked = new URLSearchParams({ q: question }).toString();
  const began = performance.now();
  const look = () => {
    const verdict = document.querySelector(".cw-answered, .cw-unsure, .cw-unanswered");
    const links = [...document.querySelectorAll("a.cw-chip, .cw-nearest a")];
    const drawn = verdict && document.querySelector(".cw-card");
    if (drawn && links.some((each) => each.href.includes(asked))) done(performance.now() - began);
    else requestAnimationFrame(look);
  };
  field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
  look();
})"""


def main() -> None:
    """Serve, time, print the figures and write the JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=int, default=20)
    parser.add_argument("--out", type=Path, default=PROJECT / "benchmarks" / "results" / "browser.json")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus"
        corpus.symlink_to(PROJECT / "corpus")
        with library(corpus) as site, started_browser() as browser, opened_page(browser) as page:
            cold = _field_drawn(page, site.url)
            seconds = _answered(page, options.questions)
    results = {
        "machine": machine(),
        "cold": {"field_ms": round(cold)},
        "warm": {
            "answers": len(seconds),
            "p50_ms": round(statistics.median(seconds)),
            "p95_ms": round(statistics.quantiles(seconds, n=20)[-1]),
        },
    }
    options.out.write_text(json.dumps(results, indent=2) + "\n")
    print(json.dumps(results))


def _field_drawn(page: Page, url: str) -> float:
    """Return the milliseconds until a new page shows its field."""
    began = perf_counter()
    page.goto(url, wait_until="commit")
    page.get_by_label(wording.ASK_LABEL).wait_for()
    return 1000 * (perf_counter() - began)


def _answered(page: Page, count: int) -> list[float]:
    """Return the milliseconds of each answer after the warm-up."""
    questions = [gold.question for gold in read_gold(BUNDLED_GOLD) if len(gold.question) <= SHORT]
    step = len(questions) // (count + WARMING)
    times = []
    for question in questions[:: max(1, step)][: count + WARMING]:
        page.get_by_label(wording.ASK_LABEL).fill(question)
        times.append(float(page.evaluate(ENTER, [wording.ASK_LABEL, question])))
        expect(page.locator(RUNNING)).to_have_count(0, timeout=ANSWER_MILLISECONDS_MOST)
    return times[WARMING:]


if __name__ == "__main__":
    main()
