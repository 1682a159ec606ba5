"""A build reads what is there, encodes what changed, and never harms what serves."""

import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from qa.cache import code_digest
from qa.embedding.encoder import Encoded, Span, TokenTransform, unit
from qa.embedding.samples import sample_texts
from qa.errors import BuildRunningError, CorpusError
from qa.files import locked
from qa.indexing.build import BuildReport, Stage, build, recipe_of
from qa.indexing.generations import Generation, current_name, open_current
from qa.indexing.manifest import Calibration
from qa.records import SkippedFile
from qa.settings import Indexing
from tests.conftest import BUILT
from tests.support.fakes import FakeEncoder

SETTINGS = Indexing()


def _build(corpus: Path, index: Path, encoder: FakeEncoder, *, strict: bool = False) -> BuildReport:
    return build(corpus, index, encoder=encoder, settings=SETTINGS, built=BUILT, strict=strict)


def test_the_first_build_encodes_all(built: BuildReport, encoder: FakeEncoder) -> None:
    """Every passage is encoded once, its title and headings in front."""
    assert (built.articles, built.embedded, built.reused, built.skipped) == (3, built.passages, 0, ())
    assert built.published
    passages = encoder.encoded[len(sample_texts()) :]
    assert encoder.encoded == [*sample_texts(), *passages]  # what the projection is learned from comes first
    assert len(passages) == built.passages
    assert "Sciatica. What helps\nSeveral things ease sciatica:" in "\n".join(passages)


def test_nothing_changed(built: BuildReport, corpus: Path, index: Path, encoder: FakeEncoder) -> None:
    """A build of the same articles publishes nothing and encodes nothing."""
    encoder.encoded.clear()

    again = _build(corpus, index, encoder)

    assert (again.generation, again.published) == (built.generation, False)
    assert (again.embedded, again.reused) == (0, built.passages)
    assert encoder.encoded == []


def test_only_what_changed_is_encoded(built: BuildReport, corpus: Path, index: Path, encoder: FakeEncoder) -> None:
    """A changed article costs its own changed passages; the vectors of all others are the same."""
    before = open_current(index)
    encoder.encoded.clear()
    text = (corpus / "sciatica.md").read_text()
    (corpus / "sciatica.md").write_text(text.replace("A warm pack", "A cold pack"))

    again = _build(corpus, index, encoder)

    after = open_current(index)
    assert again.published
    assert (again.embedded, again.reused) == (1, built.passages - 1)
    assert len(encoder.encoded) == 1
    assert "A cold pack" in encoder.encoded[0]
    question = encoder.encode_questions(["Cramps in the calf wake many people at night."])[0].vector
    assert before.vectors.search(question, limit=1) == after.vectors.search(question, limit=1)


def test_a_fresh_index_equals_a_rebuilt_one(
    built: BuildReport, corpus: Path, index: Path, encoder: FakeEncoder, tmp_path: Path
) -> None:
    """Going through the cache gives the same passages and vectors as starting anew."""
    (corpus / "cramps.md").write_text("# Cramps\n\nCramps hurt at night.\n")
    _build(corpus, index, encoder)
    _build(corpus, tmp_path / "fresh", encoder)

    rebuilt, fresh = open_current(index), open_current(tmp_path / "fresh")

    everything = range(fresh.manifest.passages)
    assert rebuilt.store.passages(everything) == fresh.store.passages(everything)
    assert np.array_equal(rebuilt.sentences[:], fresh.sentences[:])
    assert (rebuilt.manifest.corpus, rebuilt.manifest.recipe) == (fresh.manifest.corpus, fresh.manifest.recipe)


def test_settings_and_model_make_the_recipe(
    built: BuildReport, corpus: Path, index: Path, encoder: FakeEncoder
) -> None:
    """Other passage sizes or another model publish a new generation of the same articles."""
    smaller = build(corpus, index, encoder=encoder, settings=Indexing(passage_tokens=16), built=BUILT)
    with_other_model = build(corpus, index, encoder=FakeEncoder(name="other"), settings=SETTINGS, built=BUILT)

    assert smaller.published
    assert smaller.passages > built.passages
    assert (with_other_model.published, with_other_model.embedded) == (True, built.passages)


CALIBRATION = Calibration(
    weights={"cosine": 2.0},
    intercept=-1.0,
    threshold=0.5,
    sure=0.0,
    refused=0.1,
    unsure=0.0,
    answered_other=0.0,
    answered_near=0.2,
    unsure_near=0.0,
    questions={"other": 3},
)


def test_a_calibration_is_measured_on_what_is_published(
    built: BuildReport, corpus: Path, index: Path, encoder: FakeEncoder
) -> None:
    """It is given the whole generation before that is sealed, stands in its manifest, and counts in the recipe."""
    measured: list[Generation] = []

    def calibrate(generation: Generation) -> Calibration:
        measured.append(generation)
        return CALIBRATION

    def calibrated() -> BuildReport:
        return build(
            corpus, index, encoder=encoder, settings=SETTINGS, built=BUILT, calibrate=calibrate, force=False
        )

    first, second = calibrated(), calibrated()

    published = open_current(index)
    assert (first.published, first.embedded, second.published) == (True, 0, False)
    assert len(measured) == 1
    assert measured[0].manifest.calibration is None
    assert published.manifest.calibration == CALIBRATION
    everything = range(built.passages)
    assert measured[0].store.passages(everything) == published.store.passages(everything)
    assert np.array_equal(measured[0].sentences[:], published.sentences[:])
    uncalibrated = _build(corpus, index, encoder)
    assert uncalibrated.published
    assert open_current(index).manifest.calibration is None


def test_a_calibration_that_fails_leaves_no_trace(
    built: BuildReport, corpus: Path, index: Path, encoder: FakeEncoder
) -> None:
    """The old generation goes on serving, and no partial one is left."""

    def calibrate(generation: Generation) -> Calibration:
        raise ZeroDivisionError(len(generation.vectors))

    with pytest.raises(ZeroDivisionError):
        build(corpus, index, encoder=encoder, settings=SETTINGS, built=BUILT, calibrate=calibrate)

    assert current_name(index) == built.generation
    assert [path.name for path in index.glob("*") if path.name.startswith(".partial")] == []


@pytest.mark.parametrize("name", ["embedding/everyday_questions.txt", "embedding/encoder.py", "reading/corpus.py"])
def test_code_and_word_lists_make_the_recipe(
    encoder: FakeEncoder, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """A file of ours that decides vectors or articles, changed, makes an index that is not current."""
    monkeypatch.setattr("qa.indexing.build.code_digest", code_digest.__wrapped__)  # which is taken once a process
    before = recipe_of(encoder, SETTINGS, calibrated=False)
    read = Path.read_bytes

    def changed(path: Path) -> bytes:
        return read(path) + (b"#" if path.as_posix().endswith(f"qa/{name}") else b"")

    monkeypatch.setattr(Path, "read_bytes", changed)

    assert recipe_of(encoder, SETTINGS, calibrated=False) != before


def test_what_only_answers_makes_the_recipe_of_a_calibrated_index(
    encoder: FakeEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without calibration the code of answering has no part in a generation, nor that of serving in any."""
    monkeypatch.setattr("qa.indexing.build.code_digest", code_digest.__wrapped__)
    before = [recipe_of(encoder, SETTINGS, calibrated=calibrated) for calibrated in (False, True)]
    read = Path.read_bytes

    def changed(room: str, path: Path) -> bytes:
        return read(path) + (b"#" if f"qa/{room}/" in path.as_posix() else b"")

    recipes = []
    for room in ("answering", "serving"):
        monkeypatch.setattr(Path, "read_bytes", lambda path, room=room: changed(room, path))
        recipes.append([recipe_of(encoder, SETTINGS, calibrated=calibrated) for calibrated in (False, True)])

    assert [left == right for left, right in zip(before, recipes[0], strict=True)] == [True, False]
    assert recipes[1] == before


def test_the_projection_is_learned_once(
    built: BuildReport, corpus: Path, index: Path, encoder: FakeEncoder
) -> None:
    """A rebuild has the projection of the first, and so have its codes."""
    encoder.encoded.clear()
    (corpus / "new.md").write_text("# New\n\nSomething new to encode.\n")

    again = _build(corpus, index, encoder)

    old, new = (np.load(index / name / "token_projection.npy") for name in (built.generation, again.generation))
    assert len(encoder.encoded) == again.embedded == 1
    assert np.array_equal(old, new)


def test_bad_files_are_skipped_with_their_reasons(corpus: Path, index: Path, encoder: FakeEncoder) -> None:
    """One bad file does not stop the rest, and is told in the report and the manifest."""
    (corpus / "empty.md").write_bytes(b"")
    (corpus / "picture.txt").write_bytes(b"\x89PNG\x00\x01\x02")
    (corpus / "sheet.xlsx").write_bytes(b"PK")

    report = _build(corpus, index, encoder)

    assert report.articles == 3
    assert [entry.source for entry in report.skipped] == ["empty.md", "picture.txt", "sheet.xlsx"]
    assert report.skipped[0] == SkippedFile(source="empty.md", reason="the file is empty")
    assert open_current(index).manifest.skipped == report.skipped


def test_strict_refuses_a_bad_file(built: BuildReport, corpus: Path, index: Path, encoder: FakeEncoder) -> None:
    """With --strict a bad file is an error that names it, and the old generation stays."""
    (corpus / "empty.md").write_bytes(b"")

    with pytest.raises(CorpusError, match=r"empty\.md: the file is empty"):
        _build(corpus, index, encoder, strict=True)

    assert current_name(index) == built.generation
    _build(corpus, index, encoder)
    with pytest.raises(CorpusError, match=r"empty\.md"):  # also when nothing changed since
        _build(corpus, index, encoder, strict=True)


def test_nothing_readable(tmp_path: Path, index: Path, encoder: FakeEncoder) -> None:
    """A corpus of which no file can be read is an error that says why."""
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.md").write_bytes(b" \n ")

    with pytest.raises(CorpusError, match=r"None of the 1 files .* a\.md: the file is empty"):
        _build(tmp_path / "corpus", index, encoder)


def test_a_file_that_vanishes_during_the_build(corpus: Path, index: Path, encoder: FakeEncoder) -> None:
    """A file deleted after the scan is skipped with that reason, and the rest is built."""

    def delete(stage: Stage, done: int, total: int) -> None:
        if stage is Stage.READING and done == 0:
            (corpus / "sciatica.md").unlink()

    report = build(corpus, index, encoder=encoder, settings=SETTINGS, built=BUILT, progress=delete)

    assert report.articles == 2
    assert report.skipped == (SkippedFile(source="sciatica.md", reason="the file vanished during the build"),)


def test_two_builds_at_once(built: BuildReport, corpus: Path, index: Path, encoder: FakeEncoder) -> None:
    """A second builder is told at once; the lock is free again afterwards."""
    with locked(index / ".lock") as free:
        assert free
        with pytest.raises(BuildRunningError):
            _build(corpus, index, encoder)

    assert not _build(corpus, index, encoder).published


class _Interrupted(FakeEncoder):
    """An encoder during which Ctrl-C is pressed."""

    def encode(
        self, texts: Sequence[str], spans: Sequence[Sequence[Span]], *, keep: TokenTransform = unit
    ) -> Encoded:
        raise KeyboardInterrupt


def test_ctrl_c_leaves_no_trace(built: BuildReport, corpus: Path, index: Path, encoder: FakeEncoder) -> None:
    """An interrupted build leaves the old generation serving, no partial folder, and the lock free."""
    (corpus / "new.md").write_text("# New\n\nSomething new to encode.\n")

    with pytest.raises(KeyboardInterrupt):
        _build(corpus, index, _Interrupted())

    assert current_name(index) == built.generation
    assert list(index.glob(".partial-*")) == []
    assert _build(corpus, index, encoder).articles == 4


def test_a_damaged_generation_is_built_again(
    built: BuildReport, corpus: Path, index: Path, encoder: FakeEncoder
) -> None:
    """Damage counts as not current: the next build mends it without encoding anew."""
    (index / built.generation / "store.sqlite").write_bytes(b"")

    again = _build(corpus, index, encoder)

    assert (again.published, again.embedded) == (True, 0)
    assert open_current(index).store.counts() == (3, built.passages)


def test_progress_tells_each_stage(corpus: Path, index: Path, encoder: FakeEncoder) -> None:
    """Stages come in order, each counting up to its total."""
    steps: list[tuple[Stage, int, int]] = []

    build(
        corpus,
        index,
        encoder=encoder,
        settings=SETTINGS,
        built=BUILT,
        progress=lambda stage, done, total: steps.append((stage, done, total)),
    )

    assert [step[:2] for step in steps if step[0] is Stage.READING] == [(Stage.READING, n) for n in range(3)]
    assert list(dict.fromkeys(stage for stage, _, _ in steps)) == [
        Stage.READING,
        Stage.CUTTING,
        Stage.ENCODING,
        Stage.WRITING,
    ]  # what follows is told by who measures the verdict and prepares the signs
    assert steps[-1] == (Stage.WRITING, 1, 1)


def test_questions_are_answered_during_a_build(
    built: BuildReport, corpus: Path, index: Path, encoder: FakeEncoder
) -> None:
    """While a build runs, readers open the old generation; after it, the new one."""
    (corpus / "new.md").write_text("# New\n\nSomething new to encode.\n")
    during: list[str] = []

    def look(stage: Stage, done: int, total: int) -> None:
        thread = threading.Thread(target=lambda: during.append(open_current(index).name))
        thread.start()
        thread.join()

    report = build(corpus, index, encoder=encoder, settings=SETTINGS, built=BUILT, progress=look)

    assert set(during[:-1]) == {built.generation}
    assert current_name(index) == report.generation != built.generation
