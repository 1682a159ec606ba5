"""The converted model gives the reference's vectors, is made once, and is thrown away when it is damaged."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from qa.embedding import openvino_export as conversion
from qa.embedding.batching import Batch
from qa.embedding.encoder import Span, Vectors
from qa.embedding.loading import begin_loading, encoder_of, load_encoder
from qa.embedding.model_files import fingerprint_of, folder_of
from qa.embedding.openvino_encoder import FACTS, GRAPH, OpenVinoEncoder
from qa.embedding.openvino_export import LEAST_COSINE, converted, least_cosine, place_of
from qa.embedding.torch_encoder import TorchEncoder
from qa.errors import ModelError
from qa.settings import BUNDLED_MODEL, Indexing, Settings

pytestmark = pytest.mark.model

TEXTS = (
    "Sciatica. What helps\nGentle walking eases sciatica. A warm pack relaxes the muscles.",
    "Short.",
    "Cramps at night\nStretch the calf before bed. " * 40,
    "Nächtliche Krämpfe 😀 in the calf",
)
SPANS: tuple[list[Span], ...] = ([(0, 8), (22, 50)], [(0, 6)], [(16, 44)], [])
HOLD_COLD = """
import sys
from collections.abc import Iterator
from pathlib import Path
from qa.embedding.loading import begin_loading, encoder_of, load_encoder
encoder = load_encoder(sys.argv[1], batch_tokens=4096, cache=Path(sys.argv[2]))
vector = encoder.encode_questions(["what is sciatica"])[0].vector
heavy = {"torch", "transformers", "sentence_transformers", "sklearn", "openvino_telemetry"}
print(encoder.runtime, len(vector), sorted(heavy & {name for name, module in sys.modules.items() if module}))
"""


@pytest.fixture(scope="module")
def reference() -> TorchEncoder:
    return TorchEncoder(BUNDLED_MODEL, folder_of(BUNDLED_MODEL), batch_tokens=1024)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("index") / "cache"


@pytest.fixture(scope="module")
def fast(cache: Path) -> OpenVinoEncoder:
    encoder = load_encoder(BUNDLED_MODEL, batch_tokens=1024, cache=cache, convert=True)
    assert isinstance(encoder, OpenVinoEncoder)
    return encoder


def kept_in(cache: Path) -> Path:
    """Return the one folder that a cache keeps a model in."""
    (folder,) = (cache / "models").iterdir()
    return folder


def test_the_conversion_is_true_to_the_reference(fast: OpenVinoEncoder, reference: TorchEncoder) -> None:
    """All three grains are those of torch in fp32, in order, for short, long, cut and foreign texts."""
    actual, expected = fast.encode(TEXTS, SPANS), reference.encode(TEXTS, SPANS)

    assert fast.identity == reference.identity
    assert fast.count_tokens(TEXTS) == reference.count_tokens(TEXTS)
    pairs = [(actual.passages, expected.passages)]
    pairs += zip(actual.sentences, expected.sentences, strict=True)
    pairs += zip(actual.tokens, expected.tokens, strict=True)
    for left, right in pairs:
        assert left.shape == right.shape
        assert np.einsum("ij,ij->i", left, right).min(initial=1.0) > LEAST_COSINE
    assert least_cosine(reference, fast) > LEAST_COSINE
    assert least_cosine(reference, reference) == pytest.approx(1.0, abs=1e-5)


def test_in_fp32_it_is_the_reference(fast: OpenVinoEncoder, reference: TorchEncoder, cache: Path) -> None:
    """As it runs where a processor has no bf16: a hundred times nearer to the reference than bf16 must be."""
    exact = OpenVinoEncoder(kept_in(cache), batch_tokens=1024, precision="f32")

    assert exact.runtime == "OpenVINO f32 on cpu"
    assert exact.identity == fast.identity
    assert least_cosine(reference, exact) > 1 - (1 - LEAST_COSINE) / 100


def test_many_at_once_are_as_each_alone(fast: OpenVinoEncoder) -> None:
    """Chunks that several threads compute come out in order, with the vectors that each has alone.

    A run that is left in the middle does no harm to the next.
    """
    chunks = [(TEXTS, SPANS), (TEXTS[::-1], SPANS[::-1]), (TEXTS[:1], SPANS[:1])]
    next(fast.encode_chunks(chunks * 9))

    every = list(fast.encode_chunks(chunks * 3))

    assert len(every) == 9
    for encoded, (texts, spans) in zip(every, chunks * 3, strict=True):
        alone = fast.encode(texts, spans)
        pairs = [(encoded.passages, alone.passages)]
        pairs += zip(encoded.sentences, alone.sentences, strict=True)
        pairs += zip(encoded.tokens, alone.tokens, strict=True)
        assert min(np.einsum("ij,ij->i", *pair).min(initial=1.0) for pair in pairs) > LEAST_COSINE


def test_attention_is_written_out(fast: OpenVinoEncoder, cache: Path) -> None:
    """The bundled model's graph has none of the operation that takes a square mask."""
    assert "ScaledDotProductAttention" not in (kept_in(cache) / GRAPH).read_text()


@pytest.mark.parametrize("text", TEXTS)
def test_questions_are_encoded_as_texts(fast: OpenVinoEncoder, reference: TorchEncoder, text: str) -> None:
    """A question has the vectors that it has as a text, for as many tokens, whatever it is padded to."""
    asked = fast.encode_questions([text])[0]
    expected = reference.encode([text], [[]])

    assert asked.tokens.shape == expected.tokens[0].shape
    assert float(asked.vector @ expected.passages[0]) > LEAST_COSINE
    assert np.einsum("ij,ij->i", asked.tokens, expected.tokens[0]).min() > LEAST_COSINE


def test_questions_of_like_length_have_one_length(fast: OpenVinoEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Questions alone are padded to some few lengths, and never beyond the window."""
    shapes = []

    def watched(batches: Iterator[Batch]) -> Iterator[tuple[Vectors, Vectors]]:
        for ids, mask in batches:
            shapes.append((ids.shape, int(mask.sum())))
            yield from run(iter([(ids, mask)]))

    run = fast.run
    monkeypatch.setattr(fast, "run", watched)
    for text in ("why", "why does my back hurt at night", "cramps " * 19, "cramps " * 999):
        fast.encode_questions([text])

    assert shapes == [((1, 16), 3), ((1, 16), 9), ((1, 48), 40), ((1, 256), 256)]


def test_it_is_made_once_and_opened_without_torch(fast: OpenVinoEncoder, cache: Path) -> None:
    """Another process finds the conversion and imports neither torch nor anything that reports on its use."""
    made = (kept_in(cache) / GRAPH).stat().st_mtime_ns

    ran = subprocess.run(
        [sys.executable, "-c", HOLD_COLD, BUNDLED_MODEL, str(cache)], capture_output=True, text=True, check=True
    )

    assert ran.stdout.split("\n")[0] == f"{fast.runtime} 384 []"
    assert (kept_in(cache) / GRAPH).stat().st_mtime_ns == made


def test_it_is_opened_beside_what_else_is_done(fast: OpenVinoEncoder, cache: Path) -> None:
    """What a thread of its own loads is the encoder that is loaded while one waits."""
    settings = Settings(index=cache.parent)

    load = begin_loading(settings)

    assert load is not encoder_of
    encoder = load(settings)
    assert isinstance(encoder, OpenVinoEncoder)
    [actual], [expected] = (model.encode_questions([TEXTS[0]]) for model in (encoder, fast))
    assert np.array_equal(actual.vector, expected.vector)


def test_nothing_is_begun_where_nothing_is_kept(tmp_path: Path) -> None:
    """Without a conversion there may be no index either, and torch is not loaded before that is known."""
    assert begin_loading(Settings(index=tmp_path)) is encoder_of


def test_what_fails_beside_is_told_when_it_is_asked_for(fast: OpenVinoEncoder, tmp_path: Path) -> None:
    """A damaged conversion of a model that is gone meanwhile is an error, and not before the encoder is needed."""
    gone = tmp_path / "model"
    gone.mkdir()
    settings = Settings(index=tmp_path / "index", indexing=Indexing(model=str(gone)))
    place = place_of(str(gone), fingerprint_of(gone), settings.index / "cache")
    place.mkdir(parents=True)
    (place / FACTS).write_text("no JSON")

    load = begin_loading(settings)

    assert load is not encoder_of
    with pytest.raises(ModelError, match=re.escape(str(gone))):
        load(settings)


def test_torch_serves_where_nothing_may_be_converted(tmp_path: Path, reference: TorchEncoder) -> None:
    """Without a conversion, and none to be made, the reference's own weights serve, in bf16 at the most."""
    encoder = load_encoder(BUNDLED_MODEL, batch_tokens=1024, cache=tmp_path)

    assert isinstance(encoder, TorchEncoder)
    assert list(tmp_path.iterdir()) == []
    assert encoder.runtime in (
        "torch bf16 on cpu",
        "torch fp32 on cpu",
        "torch bf16 on cuda",
        "torch fp32 on cuda",
    )
    assert least_cosine(reference, encoder) > LEAST_COSINE


def test_torch_serves_where_openvino_is_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The package is optional at run time."""
    monkeypatch.setattr(conversion, "has_openvino", lambda: False)

    assert isinstance(load_encoder(BUNDLED_MODEL, batch_tokens=1024, cache=tmp_path, convert=True), TorchEncoder)


@pytest.mark.parametrize("part", [GRAPH, "model.bin", "tokenizer.json", FACTS])
def test_a_damaged_conversion_is_made_again(fast: OpenVinoEncoder, cache: Path, tmp_path: Path, part: str) -> None:
    """A part that was cut short is noticed when it is opened; the conversion is replaced and true again."""
    place = tmp_path / "models" / kept_in(cache).name
    place.mkdir(parents=True)
    for path in kept_in(cache).iterdir():
        (place / path.name).write_bytes(path.read_bytes())
    (place / part).write_bytes((place / part).read_bytes()[:100])

    mended = load_encoder(BUNDLED_MODEL, batch_tokens=1024, cache=tmp_path, convert=True)

    assert isinstance(mended, OpenVinoEncoder)
    assert least_cosine(fast, mended) > LEAST_COSINE
    assert [path.name for path in (tmp_path / "models").iterdir()] == [place.name]


def test_a_conversion_that_is_not_true_does_not_serve(fast: OpenVinoEncoder, cache: Path, tmp_path: Path) -> None:
    """What was measured when it was made decides: below the least cosine the reference serves."""
    place = tmp_path / "models" / kept_in(cache).name
    place.mkdir(parents=True)
    for path in kept_in(cache).iterdir():
        (place / path.name).write_bytes(path.read_bytes())
    facts = json.loads((place / FACTS).read_text())
    (place / FACTS).write_text(json.dumps({**facts, "least_cosine": LEAST_COSINE - 0.001}))

    encoder = converted(BUNDLED_MODEL, folder_of(BUNDLED_MODEL), tmp_path, batch_tokens=1024, convert=True)

    assert isinstance(encoder, TorchEncoder)


def test_a_model_that_is_not_here_is_said(tmp_path: Path) -> None:
    """A name that no cache has is an error with the next step, not a download."""
    with pytest.raises(ModelError) as caught:
        load_encoder("nobody/nothing", batch_tokens=1024, cache=tmp_path, convert=True)

    assert caught.value.hint == f"Give the path of its folder, or use the bundled '{BUNDLED_MODEL}'."
