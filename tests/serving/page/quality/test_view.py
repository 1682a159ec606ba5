"""The Quality view and the thumbs that feed it, drawn by Streamlit's own test runner and in a browser."""

import re
from html import escape
from pathlib import Path
from urllib.parse import quote_plus

import pytest
from playwright.sync_api import Page, expect
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from qa.errors import EvaluationError
from qa.evaluation.feedback import FILE, Labels, Vote, to_lines
from qa.evaluation.gold import GoldQuestion, QuestionKind, RelevantPlace
from qa.evaluation.measures import MeanWithInterval
from qa.evaluation.report import Bin
from qa.indexing.build import build
from qa.serving.page.library import wording as wording_library
from qa.serving.page.quality import blocks as quality_blocks
from qa.serving.page.quality import curve as quality_curve
from qa.serving.page.quality import wording
from qa.serving.page.quality.view import gold_of
from qa.serving.page.shared import resources
from qa.serving.page.shared.blocks import counted
from qa.settings import Indexing
from tests.conftest import ARTICLES, BUILT, PROJECT
from tests.support.browsing import ask, weightless
from tests.support.fakes import FakeEncoder

pytestmark = pytest.mark.usefixtures("page_settings")

MODEL = "all-MiniLM-L6-v2"
QUESTION = "does stretching the calf prevent cramps at night"
STRETCH = "Stretching the calf before bed may prevent cramps."
NONE = "how do I bake <b>:material/bug_report: sourdough</b> bread"


GOLD = to_lines(
    [
        GoldQuestion(
            id="cramps",
            question=QUESTION,
            answerable=True,
            kind=QuestionKind.PLAIN,
            relevant=(RelevantPlace(article="cramps", heading="", quote=STRETCH),),
        ),
        GoldQuestion(
            id="refused",
            question=f"{NONE} again",
            answerable=True,
            kind=QuestionKind.PLAIN,
            relevant=(RelevantPlace(article="cramps", heading="", quote=STRETCH),),
        ),
        *(
            GoldQuestion(
                id=f"none-{number}",
                question=f"{NONE} number {number}",
                answerable=False,
                kind=QuestionKind.OTHER_SUBJECT,
                relevant=(),
            )
            for number in range(18)
        ),
    ]
)


@pytest.fixture
def indexed(corpus: Path, index: Path) -> Path:
    """Build the index that the page opens."""
    build(corpus, index, encoder=FakeEncoder(name=MODEL), settings=Indexing(), built=BUILT)
    return index


def opened(view: str, **address: str) -> AppTest:
    """Open the view at ``/view?address``."""
    page = AppTest.from_file(str(PROJECT / "app.py"), default_timeout=60)
    page._page_hash = calc_hash(view)
    page.query_params.update(address)
    page.run()
    assert not page.exception
    return page


def texts(page: AppTest) -> str:
    return "\n".join(element.proto.body for element in page.main.get("html"))


def judge(question: str, *presses: tuple[int, int]) -> AppTest:
    """Ask a question and press thumbs: each is the number of the pair, and 1 for up."""
    page = opened("ask", q=question)
    for number, value in presses:
        page.feedback[number].set_value(value).run()
        assert not page.exception
    return page


def measured(gold: bytes) -> AppTest:
    """Choose a gold file in the view, and measure on it."""
    page = opened("quality")
    page.radio[0].set_value("file").run()
    page.file_uploader[0].upload("gold.jsonl", gold).run()
    page.button(key="measure").click().run()
    assert not page.exception
    return page


def test_a_thumb_keeps_the_marked_sentences(indexed: Path) -> None:
    """A press keeps question, article, marked sentences, vote and generation, and says that no name is kept."""
    page = judge(QUESTION, (0, 1))

    (label,) = Labels(indexed).all()
    assert (label.question, label.article, label.quote, label.vote) == (QUESTION, "cramps", STRETCH, Vote.UP)
    assert ARTICLES["cramps.md"].split("---\n\n")[1][label.start : label.end] == STRETCH
    assert label.generation == resources.generation().name
    assert f'<p role="status" class="cw-kept">{wording.KEPT}</p>' in texts(page)


def test_the_other_thumb_replaces_the_first(indexed: Path) -> None:
    """Of two presses under one passage the last counts."""
    judge(QUESTION, (0, 1), (0, 0))

    assert [label.vote for label in Labels(indexed).all()] == [Vote.DOWN]


def test_a_refused_answer_can_be_judged(indexed: Path) -> None:
    """Under a refused answer stands whether that is right, before the thumbs of its closest passages."""
    judge(NONE, (0, 1))

    (label,) = Labels(indexed).all()
    assert (label.question, label.of_refusal, label.vote) == (NONE, True, Vote.UP)


def test_with_the_setting_off_nothing_is_drawn_or_written(indexed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without labels there are no thumbs, an evaluation is not kept either, and the view says so."""
    monkeypatch.setenv("CITEWELL_SERVING__LABELS", "false")
    asked = opened("ask", q=QUESTION)

    page = measured(GOLD)

    assert not asked.feedback
    assert wording.LABELS_OFF in texts(page)
    assert "cw-measures" in texts(page)
    assert not (indexed / FILE).exists()


def test_a_damaged_file_of_labels_is_told_where_it_is_met(indexed: Path) -> None:
    """A press and the view both say what is wrong with the next step; the answer stays."""
    (indexed / FILE).write_bytes(b"rubbish" * 100)

    asked, page = judge(QUESTION, (0, 1)), opened("quality")

    for shown_texts in (texts(asked), texts(page)):
        assert "<b>Thumbs cannot be kept or read at the moment.</b><br>Tell whoever looks after" in shown_texts
    assert STRETCH in texts(asked)
    assert wording.NO_LABELS in texts(page)
    assert (indexed / FILE).read_bytes() == b"rubbish" * 100


@pytest.mark.usefixtures("indexed")
def test_without_thumbs_the_view_says_how_to_give_them() -> None:
    """At first there is nothing to measure on but a file, and no button."""
    page = opened("quality")

    assert wording.NO_LABELS in texts(page)
    assert page.radio[0].options == ["Thumbs (0)", wording.FILE]
    assert not page.button


def test_labels_are_measured_and_compared_with_the_generation_before(corpus: Path, indexed: Path) -> None:
    """A press measures once for everyone; after another build the change stands beside each measure."""
    judge(QUESTION, (0, 1))
    judge(NONE, (0, 1))
    first = opened("quality")
    first.button(key="measure").click().run()
    again = opened("quality")
    (corpus / "gout.md").write_text("# Gout\n\nGout makes a toe red and sore.\n")
    build(corpus, indexed, encoder=FakeEncoder(name=MODEL), settings=Indexing(), built=BUILT)
    second = opened("quality")

    second.button(key="measure").click().run()

    shown_texts = texts(first)
    assert not first.exception
    assert "2 questions from thumbs: 1 answered by a passage, 1 by no article." in shown_texts
    assert wording.NO_CHANGE_YET in shown_texts
    assert '<b class="cw-value">100%</b><span class="cw-spread">21 to 100% · 1 question</span>' in shown_texts
    assert wording.WORST_NONE in shown_texts
    assert texts(again).count("cw-measures") == texts(first).count("cw-measures") == 2
    assert "on the 2 questions asked of both" in texts(second)
    assert f"{wording.SAME}</span>" in texts(second)


def test_questions_of_visitors_are_not_shown_to_visitors(indexed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Served read-only, thumbs are kept, and the view shows no question and offers no file of them."""
    monkeypatch.setenv("CITEWELL_SERVING__READ_ONLY", "true")
    judge(QUESTION, (0, 1))
    page = opened("quality")

    page.button(key="measure").click().run()

    assert len(Labels(indexed).all()) == 1
    assert wording.HIDDEN in texts(page)
    assert "cw-measures" in texts(page)
    assert QUESTION not in texts(page)
    assert not page.main.get("download_button")
    assert page.radio[0].options == ["Thumbs (1)"]


def test_stale_labels_are_told(corpus: Path, indexed: Path) -> None:
    """Words that were edited away are listed and left out."""
    judge(QUESTION, (0, 1))
    (corpus / "cramps.md").write_text("# Cramps\n\nCramps in the calf wake many people.\n")
    build(corpus, indexed, encoder=FakeEncoder(name=MODEL), settings=Indexing(), built=BUILT)

    page = opened("quality")

    assert "1 label is left out: its words are no longer in the article." in texts(page)
    assert f"<q>{STRETCH}</q> (cramps)" in texts(page)


@pytest.mark.usefixtures("indexed")
def test_a_gold_file_is_measured_with_its_failures_and_its_curve() -> None:
    """What was refused wrongly is a link that asks it, and the curve stands beside the index's own error."""
    page = measured(GOLD)

    shown_texts = texts(page)
    assert '<b class="cw-value">50%</b><span class="cw-spread">0 to 100% · 2 questions</span>' in shown_texts
    assert '<b class="cw-value">0%</b><span class="cw-spread">0 to 18% · 18 questions</span>' in shown_texts
    assert counted(wording.WORST_COUNT, 1, questions="2 questions") in shown_texts
    address, shown = quote_plus(f"{NONE} again"), escape(f"{NONE} again")
    assert (
        f'<a class="cw-open" href="./?q={address}">{shown}</a> <span class="cw-outcome">refused</span>'
        in shown_texts
    )
    assert len(page.main.get("vega_lite_chart")) == 1
    assert wording_library.NOT_CALIBRATED in shown_texts


@pytest.mark.usefixtures("indexed")
def test_a_gold_file_of_other_articles_is_refused() -> None:
    """Where the index does not hold what a question names, that is said, and nothing is shown as measured."""
    page = measured(GOLD.replace(b'"cramps","heading"', b'"gout","heading"'))

    assert "names the article &#x27;gout&#x27;, which the index does not hold." in texts(page)
    assert "cw-measures" not in texts(page)


def test_a_file_of_questions_is_refused_by_its_own_name() -> None:
    """A wrong line is told by the name of the file that was chosen, never by that of a temporary one."""
    with pytest.raises(EvaluationError, match=re.escape("<i>.jsonl, line 1: Invalid JSON")) as raised:
        gold_of(b"{\n", name="<i>.jsonl")

    assert "/" not in str(raised.value)


@pytest.mark.parametrize(
    ("name", "value", "low", "said"),
    [
        (
            "R@3",
            0.05,
            0.01,
            '<span class="cw-change cw-better"><span aria-hidden="true">▲</span> 5.0 points better',
        ),
        (
            "refused",
            0.05,
            0.01,
            '<span class="cw-change cw-worse"><span aria-hidden="true">▲</span> 5.0 points worse',
        ),
        ("RR@10", -0.02, -0.05, "▼</span> 0.02 worse, may be chance</span>"),
        ("RR@10", 0.001, -0.05, "=</span> no change</span>"),
    ],
)
def test_a_change_is_told_in_words_and_signs(name: str, value: float, low: float, said: str) -> None:
    """Up is not always better, and what chance can do is said."""
    change = MeanWithInterval(value=value, low=low, high=value + 0.04, questions=9)

    assert said in quality_blocks._change(name, change)


def test_the_curve_is_drawn_told_and_tabled() -> None:
    """Chart, sentence and table say the same of each bin."""
    curve = (
        Bin(low=0.0, high=0.2, count=12, confidence=0.1, share=0.25, share_low=0.09, share_high=0.53),
        Bin(low=0.8, high=1.0, count=30, confidence=0.9, share=1.0, share_low=0.89, share_high=1.0),
    )

    spec = quality_curve.chart(quality_curve.points(curve), threshold=0.3, colour="#1f5f5b").to_dict()

    assert quality_curve.said(curve).endswith("10% sure, 25% answerable; 90% sure, 100% answerable.")
    assert "<td>12</td><td>10%</td><td>25%</td><td>9% to 53%</td>" in quality_curve.table(curve)
    assert [layer["mark"]["type"] for layer in spec["layer"]] == ["line", "rule", "rule", "circle"]
    assert "11.4 points apart" in quality_curve.confidence(curve, None)


OUTSIDE = """(card) => {
  const right = card.getBoundingClientRect().right;
  const pressed = [...card.querySelectorAll("[class*=st-key-row-thumbs] :is(button, .cw-kept)")];
  return pressed.map((each) => each.getBoundingClientRect().right - right).filter((past) => past > 0);
}"""
"""How far each thumb, and what is said of it, is past the right edge of its card, in pixels."""


@pytest.mark.browser
def test_a_thumb_pressed_on_ask_is_counted_in_quality(page: Page, tmp_path: Path) -> None:
    """Pressed with the keyboard, it stays in its card, is shown as pressed, thanked for, counted in Quality."""
    (tmp_path / "site").mkdir()
    with weightless(tmp_path / "site") as site:
        ask(page, site, QUESTION)
        thumbs = page.get_by_role("radio", name="Thumbs up")

        thumbs.first.focus()
        page.keyboard.press("Enter")

        expect(page.locator(".cw-kept").first).to_have_text(wording.KEPT)
        expect(thumbs.first).to_have_attribute("aria-checked", "true")
        for width in (1280, 390, 320):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.locator("[class*=st-key-card-]").first.evaluate(OUTSIDE) == []
        page.get_by_role("link", name=wording.NAME).click()
        expect(page.get_by_text("Thumbs (1)")).to_be_visible()
        page.get_by_role("button", name=wording.MEASURE).click()
        expect(page.locator(".cw-measures").first).to_be_visible()
