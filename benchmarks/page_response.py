"""Times what somebody who uses the page waits for, and how much moves on it, in a headless Chromium.

usage: python -m benchmarks.page_response [--questions 20] [--url URL] [--out FILE]

The bundled articles are served by the command line, with everything on. All times are taken inside the page, at
every frame. Answer: from Enter until the verdict, what the articles say and the first passage are there; every
question is a new one. Source: from the press of a chip until the sentence that it cites is marked and in view
beside the answer. Suggestion: from a letter that is typed until the list that it brings is there, and of that
what the request took. Shift: what layout shifts add up to while a view is drawn, on a desktop and on a phone,
as https://web.dev/articles/cls counts them. The server is warm; the load of the machine before is told too.
"""

import argparse
import json
import os
import statistics
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, expect

from benchmarks.browser import ENTER, RUNNING, SHORT, WARMING
from benchmarks.first_load import bundled
from benchmarks.machine import machine
from qa.evaluation.gold import BUNDLED_GOLD, read_gold
from qa.serving.page.shared import wording
from qa.serving.page.shared.blocks import CITED
from qa.serving.suggesting import PATH as SUGGESTING
from tests.support.browsing import ANSWER_MILLISECONDS_MOST, opened_page, started_browser

TYPED_LEAST = 6
"""Letters of a question that are typed before one is timed: nothing is suggested for fewer."""
TYPED_EACH = 3
SETTLED_MILLISECONDS = 1_000
PRESS = """([chip, cited]) => new Promise((done) => {
  const began = performance.now();
  const look = () => {
    const mark = document.querySelector(`.cw-pane #${cited} mark, .cw-pane mark`);
    const pane = document.querySelector(".cw-pane-text")?.getBoundingClientRect();
    const box = mark?.getBoundingClientRect();
    if (box && pane && box.height && box.top >= pane.top && box.top < pane.bottom) done(performance.now() - began);
    else requestAnimationFrame(look);
  };
  chip.click();
  look();
})"""
TYPE = """([label, text]) => new Promise((done) => {
  const field = [...document.querySelectorAll("input")].find((each) => each.ariaLabel === label);
  const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set;
  const offered = () => [...document.querySelectorAll("[role=listbox]:not([hidden]) [role=option]")];
  const list = () => offered().map((each) => each.textContent).join();
  const before = list();
  const began = performance.now();
  const look = () => {
    const waited = performance.now() - began;
    if (list() && list() !== before) done(waited);
    else if (waited > 1500) done(null);  // the letter changes nothing of what is offered
    else requestAnimationFrame(look);
  };
  set.call(field, text);
  field.dispatchEvent(new InputEvent("input", { bubbles: true, data: text.at(-1) }));
  look();
})"""
TOOK = """(path) => performance.getEntriesByType("resource").filter(({ name }) => name.includes(path))
  .map(({ duration }) => duration)"""
OBSERVED = """window.shift = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
}).observe({ type: "layout-shift", buffered: true });"""
SCREENS: dict[str, ViewportSize] = {
    "desktop": {"width": 1280, "height": 860},
    "phone": {"width": 390, "height": 844},
}
ASKED = "q=why+does+my+back+hurt+when+I+lift+my+leg"
VIEWS = {
    "start": ("", ".cw-promise"),
    "answer": (f"?{ASKED}", ".cw-card"),
    "refusal": ("?q=how+do+I+bake+sourdough+bread", ".cw-nearest"),
    "reader": (f"read?article=lifting-a-straight-leg&at=463-1215&{ASKED}", ".cw-bar-links a:nth-of-type(2)"),
    "read": ("read", ".cw-shelves"),
    "map": ("map", ".st-key-map-chart canvas, .st-key-map-chart svg"),
    "library": ("library", "[aria-rowcount]"),
    "quality": ("quality", ".st-key-gold"),
    "saved": ("saved", ".cw-saved p"),
    "compare": (f"compare?{ASKED}", ".cw-compare, .cw-warning"),
}
"""The views by name, each with its address and the part of it that is drawn last."""


def main() -> None:
    """Serve, time, print the figures and write the JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=int, default=20)
    parser.add_argument("--url", default="", help="a page that is served already; else the bundled articles are")
    parser.add_argument("--out", type=Path, help="write the figures there as JSON")
    options = parser.parse_args()
    load = os.getloadavg()[0]
    with ExitStack() as stack:
        url = options.url or stack.enter_context(bundled())
        browser = stack.enter_context(started_browser())
        page = stack.enter_context(opened_page(browser))
        results = measured(page, url, options.questions) | {"shift": _shifts(browser, url)}
    results = {"machine": machine(), "load_before": round(load, 2), **results}
    print(json.dumps(results, indent=2))
    if options.out:
        options.out.write_text(json.dumps(results, indent=2) + "\n")


def measured(page: Page, url: str, count: int) -> dict[str, object]:
    """Ask questions in one visit; return what each of the waits came to."""
    page.goto(url)
    page.get_by_label(wording.ASK_LABEL).wait_for()
    questions = [gold.question for gold in read_gold(BUNDLED_GOLD) if len(gold.question) <= SHORT]
    answers, sources, suggestions = [], [], []
    for question in questions[:: max(1, len(questions) // (count + WARMING))][: count + WARMING]:
        suggestions += list(_suggested(page, question))
        page.get_by_label(wording.ASK_LABEL).fill(question)
        answers.append(float(page.evaluate(ENTER, [wording.ASK_LABEL, question])))
        _settle(page)
        chips = page.locator("a.cw-chip")
        page.locator("#cw-quoted").wait_for(state="attached")
        if chips.count():
            sources.append(float(page.evaluate(PRESS, [chips.first.element_handle(), CITED])))
            _settle(page)
    return {
        "enter_to_answer_ms": summary(answers[WARMING:]),
        "chip_to_marked_sentence_ms": summary(sources[WARMING:]),
        "letter_to_suggestion_ms": summary(suggestions[WARMING * TYPED_EACH :]),
        "suggestion_request_ms": summary(page.evaluate(TOOK, SUGGESTING)),
    }


def _suggested(page: Page, question: str) -> Iterator[float]:
    """Yield the milliseconds until what is suggested changes, for letters that change it."""
    page.get_by_label(wording.ASK_LABEL).fill(question[:TYPED_LEAST])
    page.wait_for_timeout(300)
    for letters in range(TYPED_LEAST + 1, TYPED_LEAST + 1 + TYPED_EACH):
        waited = page.evaluate(TYPE, [wording.ASK_LABEL, question[:letters]])
        if waited is not None:
            yield float(waited)


def _settle(page: Page) -> None:
    expect(page.locator(RUNNING)).to_have_count(0, timeout=ANSWER_MILLISECONDS_MOST)


def summary(milliseconds: Sequence[float]) -> dict[str, int]:
    """Return how many times there are, their median and their 95th percentile."""
    if len(milliseconds) < 2:
        return {"count": len(milliseconds)}
    cuts = statistics.quantiles(milliseconds, n=20, method="inclusive")
    return {"count": len(milliseconds), "p50": round(statistics.median(milliseconds)), "p95": round(cuts[-1])}


def _shifts(browser: Browser, url: str) -> dict[str, dict[str, float]]:
    """Return by screen and view what shifted while it was drawn, of the screen."""
    shifts: dict[str, dict[str, float]] = {}
    for name, screen in SCREENS.items():
        with browser.new_context(viewport=screen) as visitor:
            visitor.set_default_timeout(ANSWER_MILLISECONDS_MOST)
            visitor.add_init_script(OBSERVED)
            shifts[name] = {
                view: _shift(visitor.new_page(), f"{url}/{address}", last)
                for view, (address, last) in VIEWS.items()
            }
    return shifts


def _shift(page: Page, address: str, last: str) -> float:
    page.goto(address)
    page.locator(last).first.wait_for(state="attached")
    _settle(page)
    page.wait_for_timeout(SETTLED_MILLISECONDS)
    shift = round(float(page.evaluate("shift")), 3)
    page.close()
    return shift


if __name__ == "__main__":
    main()
