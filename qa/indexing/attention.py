"""Attention in a converted graph, with its mask as one row a text instead of a square.

What a converter leaves is one operation whose mask says for each pair of tokens whether one sees the other.  Where
all see all but padding, every row of that square is the text's own mask.  Added to the scores as one row, it costs
OpenVINO less to read, and what bf16 rounds is nearer to fp32 (docs/performance.md).
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from qa.indexing.graph_nodes import constant, node, source
from qa.indexing.openvino_library import openvino

LENGTH_MOST = 2048
"""Tokens up to which is looked at what a text's tokens see; a model with a wider window is left as it is."""
UNSEEN = -1e9
"""What is added to the score of padding, so that it does not count."""
_OPERATION = "ScaledDotProductAttention"


def write_out_attention(graph: Any, mask: Any, window: int) -> None:
    """Rewrite a model's attention in place, where every token is sure to see all of its text within the window.

    ``graph`` has the inputs input_ids and attention_mask, each [n, length]; ``mask`` is the latter.
    """
    found = [each for each in graph.get_ordered_ops() if each.get_type_name() == _OPERATION and _is_plain(each)]
    if window > LENGTH_MOST or not found or not _sees_all([source(each, 3) for each in found], graph, window):
        return
    row = _row(mask)
    for each in found:
        query, key, value, _, scale = (source(each, place) for place in range(5))
        scores = node("MatMul", node("Multiply", query, scale), key, transpose_a=False, transpose_b=True)
        shares = node("Softmax", node("Add", scores, row), axis=-1)
        each.output(0).replace(node("MatMul", shares, value, transpose_a=False, transpose_b=False))
    graph.validate_nodes_and_infer_types()


def _is_plain(attention: Any) -> bool:
    """Tell whether attention has a mask of yes and no, a scale, and no order that it keeps by itself."""
    masked = len(attention.inputs()) == 5 and source(attention, 3).get_element_type() == openvino().Type.boolean
    return masked and not attention.get_attributes().get("causal", False)


def _sees_all(masks: Sequence[Any], graph: Any, length: int) -> bool:
    """Tell whether masks [n, 1, length, length] let tokens of two texts, one half padding, see all of theirs."""
    different = {mask.get_node().get_name(): mask for mask in masks}  # all layers share one, as a rule
    model = openvino().Model(list(different.values()), graph.get_parameters())
    seen = np.ones((2, length), dtype=np.int64)
    seen[1, length // 2 :] = 0
    found = openvino().Core().compile_model(model, "CPU")({"input_ids": seen, "attention_mask": seen})
    return all(np.array_equal(mask, np.broadcast_to(seen[:, None, None], mask.shape)) for mask in found.values())


def _row(mask: Any) -> Any:
    """Return a mask [n, length] of 1 and 0 as numbers [n, 1, 1, length] to add to scores."""
    unseen = node("Subtract", node("Convert", mask, destination_type="f32"), constant(1.0))
    return node("Unsqueeze", node("Multiply", unseen, constant(-UNSEEN)), constant([1, 2], np.int64))
