"""An index is opened for questions, or it is said why not."""

from dataclasses import replace
from pathlib import Path

import pytest

from qa.answering.assistant import Assistant
from qa.errors import DamagedIndexError, IncompatibleIndexError, NoIndexError
from qa.indexing.build import BuildReport, build
from qa.settings import Indexing, Settings
from tests.conftest import BUILT
from tests.support.fakes import FakeEncoder


@pytest.mark.usefixtures("built")
def test_another_model_is_refused(index: Path) -> None:
    """An index of one model's vectors is never searched with another's, and the error names both."""
    with pytest.raises(IncompatibleIndexError) as caught:
        Assistant.open(Settings(index=index), encoder=FakeEncoder(name="other"))

    assert (caught.value.found, caught.value.expected) == ("'fake'", "'other' (these weights)")


@pytest.mark.usefixtures("built")
def test_another_model_is_refused_before_it_is_loaded(index: Path) -> None:
    """The name alone tells, also where the model of the settings is not on this machine."""
    named = Settings(index=index, indexing=Indexing(model="nowhere/to-be-found"))

    with pytest.raises(IncompatibleIndexError) as caught:
        Assistant.open(named)

    assert (caught.value.found, caught.value.expected) == ("'fake'", "'nowhere/to-be-found'")


def test_no_index_is_said(tmp_path: Path, encoder: FakeEncoder) -> None:
    """Where nothing was built there is nothing to open."""
    with pytest.raises(NoIndexError, match=r"^There is no index in .*/nowhere\.$"):
        Assistant.open(Settings(index=tmp_path / "nowhere"), encoder=encoder)


@pytest.mark.usefixtures("built")
def test_damage_falls_back_to_the_older_generation(corpus: Path, index: Path, encoder: FakeEncoder) -> None:
    """While the newest generation is damaged the one before it answers, and the assistant says so."""
    assistant = Assistant.open(Settings(index=index), encoder=encoder)
    before = assistant.ask("what eases sciatica")
    (corpus / "sciatica.md").unlink()
    newest = build(corpus, index, encoder=encoder, settings=Indexing(), built=BUILT).generation
    damaged = index / newest / "vectors.npy"
    damaged.write_bytes(damaged.read_bytes() + b"x")

    fallen_back = Assistant.open(Settings(index=index), encoder=encoder)

    assert assistant.damage is None
    assert fallen_back.damage is not None
    assert fallen_back.damage.path == damaged
    assert replace(fallen_back.ask("what eases sciatica"), seconds={}) == replace(before, seconds={})


def test_damage_of_the_only_generation_is_an_error(built: BuildReport, index: Path, encoder: FakeEncoder) -> None:
    """With no whole generation left, the damage is raised rather than served."""
    damaged = index / built.generation / "store.sqlite"
    damaged.write_bytes(b"")

    with pytest.raises(DamagedIndexError) as caught:
        Assistant.open(Settings(index=index), encoder=encoder)

    assert caught.value.path == damaged
