"""The graph for many passages gives the vectors of the unchanged graph, or NaN."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from qa.embedding import openvino_graph as throughput_graph
from qa.embedding.batching import CHUNKS_OF_LONG
from qa.embedding.encoder import TextBatch
from qa.embedding.loading import load_encoder
from qa.embedding.openvino_encoder import OpenVinoEncoder, graph_of
from qa.embedding.openvino_export import LEAST_COSINE
from qa.embedding.openvino_graph import constant, for_many_passages, node, write_out_attention
from qa.embedding.openvino_import import openvino
from qa.settings import BUNDLED_MODEL
from tests.embedding.test_openvino_graph import IDS, SEEN, WINDOW, kinds, small_model, text

pytestmark = pytest.mark.model

CHUNKS: list[TextBatch] = [
    (["Gentle walking eases sciatica. " * 9, "Short."], [[(0, 30)], [(0, 6)]]),
    (["A warm pack relaxes the muscles. " * 4], [[]]),
    (["Cramps at night: stretch the calf before bed."], [[(0, 15), (17, 45)]]),
] * 3


@pytest.fixture(scope="module")
def cache(bundled_index: Path) -> Path:
    """Return a folder in which the model is converted already."""
    return bundled_index / "cache"


@pytest.fixture
def encoder(cache: Path) -> OpenVinoEncoder:
    loaded = load_encoder(BUNDLED_MODEL, batch_tokens=1024, cache=cache, convert=True)
    assert isinstance(loaded, OpenVinoEncoder)
    return loaded


def attention(change: Callable[[Any], None] = lambda _: None) -> Any:
    """Return the graph of a small model with its attention written out; ``change`` has its torch module first."""
    model = small_model(text)
    change(model)
    graph = graph_of(model)
    write_out_attention(graph, graph.input("attention_mask"), WINDOW)
    return graph


def outputs(graph: Any) -> Any:
    """Return what a graph in fp32 gives for texts, some of them padded: [texts, heads, length, 8]."""
    compiled = openvino().Core().compile_model(graph, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    return compiled({"input_ids": IDS, "attention_mask": SEEN})[0]


def louder(word: int, factor: float) -> Callable[[Any], None]:
    """Return a change that makes the vectors of a word longer."""

    def change(model: Any) -> None:
        model.words.weight.data[word] *= factor

    return change


def test_softmax_is_taken_apart_and_says_the_same() -> None:
    """Nothing is divided before it is multiplied any more, and tokens have their vectors to single precision."""
    graph = attention()
    before = kinds(graph)

    rewritten = for_many_passages(graph)

    assert "Softmax" in before
    assert "Softmax" not in kinds(rewritten)
    assert kinds(graph) == before
    assert np.abs(outputs(rewritten) - outputs(graph)).max() < 1e-5


@pytest.mark.parametrize("factor", [60.0, 1000.0])
def test_a_text_beyond_the_range_is_no_number_and_the_others_are_theirs(factor: float) -> None:
    """Scores of a word a thousand times as long overflow: its text is told, others beside it are as before."""
    graph = attention(louder(int(IDS[0, 3]), factor))

    actual, expected = outputs(for_many_passages(graph)), outputs(graph)

    assert np.isfinite(expected).all()
    assert not np.isfinite(actual[0]).all()
    assert np.abs(actual[1:] - expected[1:]).max() < 1e-5


@pytest.mark.parametrize("taken_off", [-60.0, 200.0])
def test_sums_too_large_or_too_small_are_no_numbers(monkeypatch: pytest.MonkeyPatch, taken_off: float) -> None:
    """Whether the exponentials of all scores overflow or vanish, nothing that looks like a vector comes out."""
    graph = attention(louder(int(IDS[0, 3]), 30.0))
    monkeypatch.setattr(throughput_graph, "TAKEN_OFF", taken_off)

    rewritten = outputs(for_many_passages(graph))

    assert not np.isfinite(rewritten[0]).all()


@pytest.mark.parametrize("precision", ["f32", "bf16"])
@pytest.mark.parametrize(
    "score", [-40.0, -18.0, -16.5, -15.0, 0.0, 86.0, 130.0, 140.0, 141.0, 142.0, 145.0, 147.0, 149.0, 200.0]
)
def test_a_row_has_its_share_or_none(score: float, precision: str) -> None:
    """From sums that vanish to sums that overflow, nothing in between is almost right."""
    nodes = openvino().op
    scores = nodes.Parameter(openvino().Type.f32, openvino().PartialShape([-1, 8]))
    values = nodes.Parameter(openvino().Type.f32, openvino().PartialShape([8, 4]))
    product = node("MatMul", scores.output(0), constant(np.eye(8)), transpose_a=False, transpose_b=False)
    shares = node("Softmax", node("Add", product, constant(np.zeros((1, 8)))), axis=-1)
    weighed = node("MatMul", shares, values.output(0), transpose_a=False, transpose_b=False)
    rewritten = for_many_passages(openvino().Model([weighed], [scores, values]))

    compiled = openvino().Core().compile_model(rewritten, "CPU", {"INFERENCE_PRECISION_HINT": precision})
    row = score - np.array([[0, 0, 0, 0, 3, 3, 3, 3]], dtype=np.float32)
    row_shares = compiled([row, np.arange(32, dtype=np.float32).reshape(8, 4) / 100])[0][0]

    shared = np.exp([0, 0, 0, 0, -3, -3, -3, -3])
    expected = shared / shared.sum() @ (np.arange(32).reshape(8, 4) / 100)
    if -16.6 < score < 141.1:
        assert row_shares == pytest.approx(expected, rel=0.02)
    else:
        assert not np.isfinite(row_shares).any()


def test_softmax_over_another_axis_stays() -> None:
    """What is not attention as it was written out is left alone."""
    graph = attention()
    for operation in graph.get_ordered_ops():
        if operation.get_type_name() == "Softmax":
            operation.set_attribute("axis", 2)
    graph.validate_nodes_and_infer_types()

    assert "Softmax" in kinds(for_many_passages(graph))


@pytest.mark.parametrize("taken_off", [-60.0, 200.0])
def test_batches_without_numbers_are_done_again(
    encoder: OpenVinoEncoder, monkeypatch: pytest.MonkeyPatch, taken_off: float
) -> None:
    """Whatever the rewritten graph cannot say, the graph as it was does: every vector is there, in order."""
    monkeypatch.setattr(throughput_graph, "TAKEN_OFF", taken_off)

    chunks_encoded = list(encoder.encode_chunks(CHUNKS))

    assert encoder.done_again > 0
    for encoded, chunk in zip(chunks_encoded, CHUNKS, strict=True):
        alone = encoder.encode(*chunk)
        pairs = [(encoded.passages, alone.passages), *zip(encoded.sentences, alone.sentences, strict=True)]
        assert min(np.einsum("ij,ij->i", *pair).min(initial=1.0) for pair in pairs) > LEAST_COSINE


def test_the_bundled_model_has_numbers_for_texts_of_all_kinds(encoder: OpenVinoEncoder) -> None:
    """Long, repeated, foreign and empty texts all lie within the range."""
    odd = [
        "",
        "x",
        "back pain " * 200,
        "!!!! ???? ....",
        "5 " * 300,
        "Schmerzen im Rücken 你好 🙂 " * 30,
        "a" * 3000,
        "7",
    ]

    every = list(encoder.encode_chunks([([text], [[]]) for text in odd]))

    assert len(every) == CHUNKS_OF_LONG
    assert encoder.done_again == 0


def test_a_short_run_has_the_vectors_that_each_text_has(
    encoder: OpenVinoEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where little time is to be saved the graph stays as it was."""
    monkeypatch.setattr(throughput_graph, "TAKEN_OFF", -60.0)

    list(encoder.encode_chunks(CHUNKS[: CHUNKS_OF_LONG - 1]))

    assert encoder.done_again == 0
