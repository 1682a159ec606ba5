"""``citewell check-text``: what it prints, and its exit codes for scripts."""

import io
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.serving.cli.test_main import assert_one_line, run  # noqa: F401 - a fixture
from tests.support.command_line import Run

pytestmark = pytest.mark.integration


@pytest.fixture
def sentence(run: Run) -> str:  # noqa: F811
    """Build the three small articles, and return a sentence of one of them."""
    run("build")
    return SENTENCE


SENTENCE = "Stretching the calf before bed may prevent cramps."


def test_a_text_of_verbatim_sentences_ends_with_0(run: Run, sentence: str, tmp_path: Path) -> None:  # noqa: F811
    """Each sentence is printed with its verdict and place, and the counts at the end."""
    text = tmp_path / "text.md"
    text.write_text(f"# Cramps\n\n{sentence}\n")

    ran = run("check-text", str(text))

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[0] == "not a claim: # Cramps"
    assert ran.out.splitlines()[1] == f"verbatim: {sentence}"
    assert ran.out.splitlines()[-1] == "1 verbatim, 1 not a claim."


def test_a_text_with_anything_else_ends_with_1(run: Run, sentence: str, tmp_path: Path) -> None:  # noqa: F811
    """With --json, the verdicts, spans and counts are one object."""
    text = tmp_path / "text.md"
    text.write_text(f"{sentence} The moon is made of cheese.")

    ran = run("check-text", str(text), "--json")

    assert ran.code == 1
    assert [found["verdict"] for found in ran.json["sentences"]] == ["verbatim", "not_in_articles"]
    assert ran.json["passes"] is False
    assert ran.json["sentences"][0]["rests_on"][0]["quote"] == sentence
    assert ran.json["counts"]["verbatim"] == 1
    assert ran.json["cut"] is None


def test_a_text_may_come_from_standard_input(
    run: Run,  # noqa: F811
    sentence: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The name - stands for it."""
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(sentence.encode())))

    assert run("check-text", "-").code == 0


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b"", "There are no words in the text."),
        (b"\xff\xfe\x00", "is not text in UTF-8."),
        (None, "cannot be read: No such file or directory."),
        (b"a" * 4_000_001, "has more than 4,000,000 bytes."),
    ],
)
def test_a_text_that_cannot_be_checked_ends_with_2(
    run: Run,  # noqa: F811
    sentence: str,
    tmp_path: Path,
    content: bytes | None,
    part: str,
) -> None:
    """One line says what is wrong and what to do."""
    assert sentence
    text = tmp_path / "text.md"
    if content is not None:
        text.write_bytes(content)

    assert_one_line(run("check-text", str(text)), 2, part)


def test_without_an_index_it_ends_with_5(run: Run, tmp_path: Path) -> None:  # noqa: F811
    """As every command that needs one."""
    text = tmp_path / "text.md"
    text.write_text("Rest helps.")

    assert_one_line(run("check-text", str(text)), 5, "There is no index")
