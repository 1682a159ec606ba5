"""Many passages go to a graphics processor where there is one, and nothing else does."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from qa.embedding.encoder import TextBatch
from qa.embedding.loading import CHUNKS_LEAST, GpuForMany, may_have_gpu
from tests.support.fakes import FakeEncoder

CHUNKS: list[TextBatch] = [([f"passage {number} of a leaflet"], [[(0, 7)]]) for number in range(CHUNKS_LEAST + 2)]


def given(count: int) -> Iterator[TextBatch]:
    """Yield chunks, to be asked for once only."""
    yield from CHUNKS[:count]


@pytest.mark.parametrize("count", [0, 1, CHUNKS_LEAST - 1, CHUNKS_LEAST, CHUNKS_LEAST + 2])
def test_many_chunks_are_encoded_by_the_other(count: int) -> None:
    """All of them, in order; it is loaded then, and not before."""
    few, many, loads = FakeEncoder(), FakeEncoder(), []

    def load() -> FakeEncoder:
        loads.append(count)
        return many

    encoder = GpuForMany(few, load)

    every = list(encoder.encode_chunks(given(count)))
    again = list(encoder.encode_chunks(given(count)))

    texts = [text for chunk, _ in CHUNKS[:count] for text in chunk]
    asked, elsewhere = (many, few) if count >= CHUNKS_LEAST else (few, many)
    assert (asked.encoded, elsewhere.encoded) == ([*texts, *texts], [])
    assert loads == ([count] if count >= CHUNKS_LEAST else [])
    for encoded, (chunk, spans) in zip(every, CHUNKS, strict=False):
        assert np.array_equal(encoded.passages, FakeEncoder().encode(chunk, spans).passages)
    assert len(every) == len(again) == count


def test_without_one_it_is_done_here() -> None:
    """A driver may be there and torch unable to use it."""
    few = FakeEncoder()

    list(GpuForMany(few, lambda: None).encode_chunks(given(CHUNKS_LEAST)))

    assert len(few.encoded) == CHUNKS_LEAST


def test_questions_and_single_texts_stay_here() -> None:
    """They, and all that is told of the model, are the other encoder's own."""
    few = FakeEncoder(name="small")
    encoder = GpuForMany(few, lambda: pytest.fail("it is not needed"))

    [asked] = encoder.encode_questions(["why does it hurt"])

    assert np.array_equal(asked.vector, few.encode_questions(["why does it hurt"])[0].vector)
    assert np.array_equal(encoder.encode(*CHUNKS[0]).passages, few.encode(*CHUNKS[0]).passages)
    assert encoder.count_tokens(["it hurts"]) == [2]
    assert (encoder.identity, encoder.runtime) == (few.identity, "")


def test_a_driver_tells_by_its_device(tmp_path: Path) -> None:
    """One of the devices is enough."""
    (tmp_path / "there").touch()

    assert may_have_gpu([str(tmp_path / "gone"), str(tmp_path / "there")])
    assert not may_have_gpu([str(tmp_path / "gone")])
