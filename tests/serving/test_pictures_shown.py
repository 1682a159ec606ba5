"""That a quotation was read from a picture, and which of its words may be wrong, is shown wherever it is cited."""

import json
from dataclasses import replace

import pytest

from qa.indexing.build import BuildReport
from qa.indexing.store import LeftOut
from qa.records import Citation, CleaningReport, HardToRead, SkippedFile, Verdict
from qa.serving.cli.printing.answers import print_answer, print_cleaning, print_report
from qa.serving.json_output import of_answer, of_report, of_report_of_cleaning
from qa.serving.page.ask import blocks as answer_blocks
from qa.serving.page.ask.exporting import Reference
from qa.serving.page.ask.formats import FORMATS
from qa.serving.page.read import blocks as article_blocks
from qa.serving.page.shared import blocks, wording
from tests.support.answers import answer_of, article_of, cite, hit_of, passage_of, said

LOCK = replace(
    article_of("# Lock\n\nUse 2.5 kg of tallow.\n\nGrease the hinges.\n", article_id="lock"),
    read_from_picture=((0, 4, 1.0), (4, 7, 0.4), (8, 21, 1.0), (23, 41, 1.0)),
)
TALLOW = replace(cite(LOCK, "Use 2.5 kg of tallow.", number=1), read_from_picture=0.4, hard_to_read=("2.5",))
HINGES = replace(cite(LOCK, "Grease the hinges.", number=1), read_from_picture=1.0)
TEXT = cite(LOCK, "Grease the hinges.", number=1)
PASSAGE = passage_of(LOCK, "Use", "hinges.")
ASKED = {"q": "how much", "g": "g-000001-0123456789abcdef"}
HARD = "hard to read in the picture: “2.5”; check the original"


def printed(citation: Citation, capsys: pytest.CaptureFixture[str], *, verdict: Verdict = Verdict.ANSWERED) -> str:
    print_answer(answer_of([(LOCK, PASSAGE)], statements=[said(citation)], verdict=verdict))
    return " ".join(capsys.readouterr().out.split())


def test_the_command_line_tells_what_was_read_from_a_picture(capsys: pytest.CaptureFixture[str]) -> None:
    """Words that may be wrong are named; of text nothing is told."""
    assert f"Use 2.5 kg of tallow. [1] (read from a picture) ({HARD})" in printed(TALLOW, capsys)
    assert "Grease the hinges. [1] (read from a picture) — Lock" in printed(HINGES, capsys)
    assert "picture" not in printed(TEXT, capsys)


def test_the_command_line_says_why_it_is_unsure(capsys: pytest.CaptureFixture[str]) -> None:
    """What is hard to read is another doubt than what is not said."""
    told = "Your articles may answer this, but what they say is hard to read in a picture."

    assert printed(TALLOW, capsys, verdict=Verdict.UNSURE).startswith(told)
    assert printed(HINGES, capsys, verdict=Verdict.UNSURE).startswith("Your articles touch on this")


def test_json_has_the_confidence_and_the_words() -> None:
    """They stand at each citation and at each passage."""
    answer = replace(answer_of([(LOCK, PASSAGE)], statements=[said(TALLOW)]), passages=(TALLOW,))

    told = of_answer(answer)

    for place in (told["statements"][0]["citations"][0], told["passages"][0]):
        assert (place["read_from_picture"], place["hard_to_read"]) == (0.4, ["2.5"])
    assert (
        of_answer(answer_of(statements=[said(TEXT)]))["statements"][0]["citations"][0]["read_from_picture"] is None
    )


def test_the_page_shows_it_at_statements_chips_and_passages() -> None:
    """The hint says what it means, and the chip's name says it to who cannot see."""
    answer = answer_of(statements=[said(TALLOW)])

    statement = answer_blocks.statements(answer, ASKED, lambda _: LOCK)
    card = answer_blocks.card(hit_of(PASSAGE), TALLOW, LOCK)

    for html in (statement, card):
        assert f'title="{wording.READ_FROM_PICTURE_HINT}">read from a picture</span>' in html
        assert "Hard to read in the picture: “2.5”. Check the original." in html
    assert 'aria-label="Source 1: Lock, read from a picture"' in statement
    assert "picture" not in answer_blocks.statements(answer_of(statements=[said(TEXT)]), ASKED, lambda _: LOCK)


def test_the_page_says_why_it_is_unsure() -> None:
    """The line above the answer tells the doubt."""
    unsure = answer_of(statements=[said(TALLOW)], verdict=Verdict.UNSURE)

    assert answer_blocks.verdict(unsure) == f"{wording.UNSURE_OF_PICTURE}."
    assert answer_blocks.verdict(replace(unsure, statements=(said(HINGES),))) == f"{wording.UNSURE}."


def test_the_reader_shows_it_above_the_article() -> None:
    """Words are named where the marked place has some that may be wrong."""
    here, elsewhere = article_blocks.head(LOCK, [(0, 21)]), article_blocks.head(LOCK, [(23, 41)])

    assert "read from a picture" in here
    assert "Hard to read in the picture: “2.5”. Check the original." in here
    assert "read from a picture" in elsewhere
    assert "Hard to read" not in elsewhere
    assert "picture" not in article_blocks.head(replace(LOCK, read_from_picture=()), [(0, 21)])


def test_many_words_are_listed_in_part() -> None:
    """A page that is hard to read would fill the view."""
    many = replace(TALLOW, hard_to_read=tuple(f"w{number}" for number in range(30)))

    assert "“w7” …. Check" in blocks.of_picture([many])


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_every_export_carries_it(form: object) -> None:
    """Whoever takes a citation along is told, too."""
    write = next(each.write for each in FORMATS if each is form)

    text = write([Reference(citation=TALLOW, article=LOCK)])
    if text.startswith("["):
        text = json.loads(text)[0]["note"]

    assert "read from a picture; hard to read there: “2.5”" in text
    assert "read from a picture" in write([Reference(citation=HINGES, article=LOCK)])
    assert "picture" not in write([Reference(citation=TEXT, article=LOCK)])


def report(*, skipped: tuple[SkippedFile, ...] = (), left_out: tuple[LeftOut, ...] = ()) -> BuildReport:
    return BuildReport(
        generation="g",
        articles=1,
        passages=1,
        embedded=1,
        reused=0,
        skipped=skipped,
        seconds=1.0,
        published=True,
        left_out=left_out,
    )


def test_a_build_tells_words_that_may_be_wrong_and_files_with_many(capsys: pytest.CaptureFixture[str]) -> None:
    """A file of which more than a tenth is hard to read is named."""
    few = LeftOut(article_id="few.pdf", source="few.pdf", words=0, of=100, hard_to_read=10)
    many = LeftOut(article_id="many.pdf", source="many.pdf", words=0, of=100, hard_to_read=11)

    print_report(report(left_out=(few, many)))
    text = " ".join(capsys.readouterr().out.split())

    assert "21 words read from pictures may be wrong." in text
    assert "Hard to read: many.pdf: 11 of 100 words may be wrong; see citewell show many.pdf --removed." in text
    assert "Hard to read: few.pdf" not in text
    assert of_report(report(left_out=(many,)))["left_out"][0]["hard_to_read"] == 11


def test_a_build_tells_how_pictures_are_read(capsys: pytest.CaptureFixture[str]) -> None:
    """The next step stands once, and only where a file was skipped for want of it."""
    scan = SkippedFile(source="scan.pdf", reason="1 page of pictures without text", of_pictures=True)

    print_report(report(skipped=(scan, scan)))
    told = " ".join(capsys.readouterr().out.split())
    print_report(report(skipped=(replace(scan, of_pictures=False),)))

    assert told.count("Pictures are read ") == 1
    assert "Pictures are read " not in capsys.readouterr().out


def test_words_that_may_be_wrong_are_listed_with_what_was_cut(capsys: pytest.CaptureFixture[str]) -> None:
    """Their page and how sure the reading is stand beside them, in words, JSON and on the page."""
    told = CleaningReport(hard_to_read=(HardToRead(text="2.5", confidence=0.4, page=3),))

    print_cleaning(told)

    assert capsys.readouterr().out.strip() == "page 3, hard to read in its picture (40%): 2.5"
    assert of_report_of_cleaning(told)["hard_to_read"] == [{"text": "2.5", "confidence": 0.4, "page": 3}]
    assert "<b>hard to read in its picture, page 3</b>: 2.5" in blocks.cleaning(told)
