"""Attention is written out where every token sees its whole text, and left alone where it does not."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from qa.embedding.openvino_encoder import graph_of
from qa.embedding.openvino_graph import LENGTH_MOST, write_out_attention
from qa.embedding.openvino_import import openvino

if TYPE_CHECKING:
    from torch import Tensor

pytestmark = pytest.mark.model

WINDOW = 32
SEEN = np.array([[1] * 9, [1] * 5 + [0] * 4, [1] + [0] * 8], dtype=np.int64)
IDS = np.arange(27, dtype=np.int64).reshape(3, 9) * SEEN

Mask = Callable[["Tensor"], "Tensor"]


def text(mask: "Tensor") -> "Tensor":
    """Return a mask by which each token sees its text, as models that read both ways have it."""
    count, length = mask.shape
    return mask.bool()[:, None, None].expand(count, 1, length, length)


def neighbours(mask: "Tensor") -> "Tensor":
    """Return a mask by which each token sees only those near it, as models of long texts have it."""
    import torch

    places = torch.arange(mask.shape[1])
    return text(mask) & ((places[:, None] - places).abs() < 4)


def past(mask: "Tensor") -> "Tensor":
    """Return a mask by which each token sees those before it, as models that write have it."""
    import torch

    return text(mask) & torch.ones(mask.shape[1], mask.shape[1]).tril().bool()


def added(mask: "Tensor") -> "Tensor":
    """Return the mask of whole texts as numbers to add."""
    return (~text(mask)).float() * -1e4


def small_model(mask: Mask) -> Any:
    """Return a torch module of one layer of attention with two heads, by a mask."""
    import torch

    class Small(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            torch.manual_seed(7)
            self.words = torch.nn.Embedding(64, 3 * 16)

        def forward(self, input_ids: "Tensor", attention_mask: "Tensor") -> "Tensor":
            heads = self.words(input_ids).reshape(*input_ids.shape, 3, 2, 8)
            query, key, value = heads.permute(2, 0, 3, 1, 4)
            attend = torch.nn.functional.scaled_dot_product_attention
            return attend(query, key, value, mask(attention_mask), scale=0.4)

    return Small()


def kinds(graph: Any) -> set[str]:
    """Return the kinds of operations in a graph."""
    return {node.get_type_name() for node in graph.get_ops()}


def off(graph: Any, model: Any) -> float:
    """Return how far at most a graph in fp32 is from its torch module, on tokens of texts, some of them padded."""
    import torch

    compiled = openvino().Core().compile_model(graph, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    computed = compiled({"input_ids": IDS, "attention_mask": SEEN})[0]
    with torch.no_grad():
        expected = model.eval()(torch.from_numpy(IDS), torch.from_numpy(SEEN)).numpy()
    return float(np.abs(computed - expected).transpose(0, 2, 1, 3)[SEEN == 1].max())


def test_attention_to_whole_texts_is_written_out() -> None:
    """The operation is gone, and what comes out is what torch gives, also beside padding."""
    model = small_model(text)
    graph = graph_of(model)
    assert "ScaledDotProductAttention" in kinds(graph)

    write_out_attention(graph, graph.input("attention_mask"), WINDOW)

    assert "ScaledDotProductAttention" not in kinds(graph)
    assert off(graph, model) < 1e-5


@pytest.mark.parametrize("mask", [neighbours, past, added])
def test_any_other_attention_is_left_as_it_is(mask: Mask) -> None:
    """Where a token does not see its whole text, or that cannot be told, nothing is changed."""
    model = small_model(mask)
    graph = graph_of(model)

    write_out_attention(graph, graph.input("attention_mask"), WINDOW)

    assert "ScaledDotProductAttention" in kinds(graph)
    assert off(graph, model) < 1e-5


def test_a_window_too_wide_to_look_at() -> None:
    """What was not looked at is not changed."""
    graph = graph_of(small_model(text))

    write_out_attention(graph, graph.input("attention_mask"), LENGTH_MOST + 1)

    assert "ScaledDotProductAttention" in kinds(graph)
