"""A sample of `make trust`: what holds over thousands of faults there holds over some dozens in each run here."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from qa.reading import adding, originals
from qa.reading.adding import read_again
from tests.conftest import PROJECT, require
from tests.trust.recording import Kind, Operation
from tests.trust.replaying import Loss, Replay
from tests.trust.scenes import ADDED, ADDRESS, add_gout, leaflet
from tests.trust.soaking import SoakFigures, soak
from tests.trust.syscalls import can_watch


@pytest.mark.slow
def test_a_sample_of_kills_losses_of_power_and_damage_harms_nothing() -> None:
    """After each, the served generation is whole, no article or original is lost, and the next build works."""
    require("x86-64", present=can_watch())
    run = subprocess.run(
        [sys.executable, "-m", "tests.trust.run", "--sample"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )

    assert run.returncode == 0, run.stderr
    parts = json.loads(run.stdout)
    assert parts["kills"]["kills"] == 9
    assert parts["power"]["states"] == 12
    assert parts["damage"]["damages"] == 43
    assert parts["damage"]["repaired"] == 4
    assert [part["failures"] for part in parts.values()] == [[], [], []]
    for kind in ("create", "write", "sync", "rename", "unlink"):
        assert parts["kills"]["recorded"][kind] > 1


@pytest.mark.slow
def test_a_short_soak_hears_only_right_answers(tmp_path: Path) -> None:
    """Visitors who ask at once, while the index is rebuilt, each hear what its generation says."""
    figures = soak(tmp_path, questions=16, sessions=4, between_builds=8)

    assert figures.failures == []
    assert figures.questions == 16
    assert figures.generations == 3


def test_growth_is_the_median_slope_of_the_second_half() -> None:
    """What is loaded in the beginning is no growth; what grows with each question is."""
    steady = SoakFigures(rounds=[(100, 50.0, 9, 9), (200, 90.0, 12, 9), (300, 90.0, 12, 9), (400, 90.0, 12, 9)])
    leaky = SoakFigures(rounds=[(n * 100, 50.0 + n * 1.5, 9 + n, 9) for n in range(1, 9)])

    assert (steady.megabytes_per_thousand(), steady.growth(2)) == (0.0, 0)
    assert (leaky.megabytes_per_thousand(), leaky.growth(2), leaky.growth(3)) == (15.0, 3, 0)


SAVED = [
    Operation(Kind.CREATE, ".partial-a"),
    Operation(Kind.WRITE, ".partial-a", data=b"new"),
    Operation(Kind.SYNC, ".partial-a"),
    Operation(Kind.RENAME, ".partial-a", "a"),
    Operation(Kind.SYNC, "."),
]
"""How a file is replaced atomically."""


def _left(operations: list[Operation], loss: Loss, count: int | None = None) -> dict[str, bytes | None]:
    replay = Replay({"a": b"old"}, operations)
    return replay.state(len(operations) if count is None else count, loss, Random(0))


@pytest.mark.parametrize("loss", Loss)
def test_what_was_flushed_survives_each_loss_of_power(loss: Loss) -> None:
    """Where file and folder were flushed, the new bytes are there; before that, the old ones or the new."""
    assert _left(SAVED, loss) == {"a": b"new"}
    for count in range(len(SAVED)):
        assert _left(SAVED, loss, count)["a"] in (b"old", b"new")


def test_what_was_not_flushed_may_be_missing_torn_or_zeros() -> None:
    """Without a flush the rename may survive and the bytes not: a replay must be able to find that."""
    careless = [operation for operation in SAVED if operation.kind is not Kind.SYNC]

    assert _left(careless, Loss.DATA) == {"a": b""}
    assert _left(careless, Loss.ZEROS) == {"a": bytes(3)}
    assert _left(careless, Loss.NAMES) == {"a": b"old"}
    torn = {Replay({"a": b"old"}, careless).state(3, Loss.CHANCE, Random(seed))["a"] for seed in range(200)}
    assert torn >= {b"old", b"new", b"", b"n", b"ne", bytes(3)}


def test_a_half_written_note_is_not_taken_for_an_article(tmp_path: Path) -> None:
    """A run that was cut off while it wrote a note leaves nothing that the next one could add to."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    add_gout(corpus)
    note = corpus / originals.FOLDER / f"{ADDED}.json"
    note.rename(note.with_name(f".partial-{note.name}"))
    (corpus / f"{ADDED}.md").unlink()

    assert originals.names(corpus) == []
    add_gout(corpus)

    assert [path.name for path in corpus.glob("*.md")] == [f"{ADDED}.md"]
    assert not list(corpus.glob(".partial-*"))


def test_a_rereading_that_was_cut_off_is_taken_up_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The note was written and the text was not: the old text there is not taken for one that somebody edited."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    add_gout(corpus)
    text = corpus / f"{ADDED}.md"
    old = text.read_bytes()
    (corpus / originals.FOLDER / f"{ADDED}.txt").write_bytes(leaflet("An attack lasts for a week or two."))
    with killed_at_the_text(monkeypatch):
        list(read_again(corpus))
    assert text.read_bytes() == old

    again = [each.name for each in read_again(corpus)]

    new = text.read_bytes()
    assert (again, new == old) == ([ADDED], False)
    text.write_bytes(old)
    assert list(read_again(corpus)) == []  # put there by somebody, now that it had been replaced
    text.write_bytes(new)
    assert list(read_again(corpus)) == []


def test_an_update_that_was_cut_off_keeps_the_original_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Done again, it does not take the new original, which it had written already, for the one before."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    add_gout(corpus, "One.")

    def update() -> None:
        adding.update_content(
            corpus, leaflet("Two."), name=ADDED, file_name="gout.txt", came_from=ADDRESS, url=ADDRESS
        )

    with killed_at_the_text(monkeypatch):
        update()
    update()

    assert b"Two." in (corpus / f"{ADDED}.md").read_bytes()
    assert (corpus / originals.FOLDER / originals.EARLIER / f"{ADDED}.txt").read_bytes() == leaflet("One.")


def test_once_a_text_is_replaced_the_note_forgets_the_one_before(tmp_path: Path) -> None:
    """Also where a run was cut off between the text and that."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    add_gout(corpus)
    note = originals.read_origin(corpus, ADDED)
    assert note is not None
    assert note.replaces == ""

    for again in (lambda: list(read_again(corpus)), lambda: add_gout(corpus)):
        originals.write_note(corpus, ADDED, replace(note, replaces="0" * 64))
        again()
        assert originals.read_origin(corpus, ADDED) == note


@contextmanager
def killed_at_the_text(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have a run end where it would write the text of an article: its original and its note are there by then."""

    def die(path: Path, _: bytes) -> None:
        assert path.suffix == ".md"
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(adding, "write_atomically", die)
        with pytest.raises(KeyboardInterrupt):
            yield
