"""A converted graph as passages of a long run go through it: the same vectors to its rounding, in less time.

OpenVINO leaves in fp32 whatever lies between the last product of matrices and an output.  What the layers of a
transformer add up runs from the first to the last without a product in between, so all of it was in fp32, and
turned to bf16 and back at each layer.  A product with one at the end, which changes nothing, lets it be bf16.

Attention that OpenVINO fuses spends most of its time on softmax.  Apart, its products take a third, and of softmax
the exponentials and their sums are left, where not the greatest score of each row is taken off first, but the same
for all.  Sums may then leave the range of numbers.  Where one does, what comes of it is no number, and so is all
that depends on it: such a text is to be given to the graph as it was.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from qa.embedding.openvino_import import node_factory, openvino


def node(kind: str, *inputs: Any, **attributes: object) -> Any:
    """Return the output of a new operation."""
    return node_factory().create(kind, list(inputs), attributes).output(0)


def constant(value: Any, kind: type = np.float32) -> Any:
    """Return a constant, of one number or an array of them."""
    return openvino().op.Constant(np.array(value, dtype=kind)).output(0)


def source(of: Any, place: int) -> Any:
    """Return the output that an operation has for its input in a place."""
    return of.input(place).get_source_output()


def users(output: Any) -> list[Any]:
    """Return the inputs that an output is given to."""
    return list(output.get_target_inputs())


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


TAKEN_OFF = 60.0
"""From each score.  Of the bundled model the logarithms of a row's sum lie between 0 and 86."""
SUM_LEAST, SUM_MOST = 1e-33, 1e36
"""Of a row's exponentials: below, some that count may have been rounded to nothing; above, sums are infinite."""


def for_many_passages(graph: Any) -> Any:
    """Return a graph rewritten, whose first output is that of token vectors [n, length, dimension].

    A text that it cannot say the vectors of has vectors of no numbers.  Attention is recognised as attention.py
    writes it; any other stays as it is.
    """
    rewritten = graph.clone()
    for each in rewritten.get_ordered_ops():
        if each.get_type_name() == "Softmax" and (product := _product_of_shares(each)):
            _take_apart(each, product)
    _end_with_product(rewritten.outputs[0].get_node())
    rewritten.validate_nodes_and_infer_types()
    return rewritten


def _product_of_shares(softmax: Any) -> Any:
    """Return the product with values of softmax over the last axis of scores and a row; None of any other."""
    use = users(softmax.output(0))
    product, scored = use[0].get_node(), source(softmax, 0).get_node()
    last = softmax.get_attributes()["axis"] in (-1, softmax.output(0).get_partial_shape().rank.get_length() - 1)
    plain = (
        last
        and len(use) == 1
        and product.get_type_name() == "MatMul"
        and use[0].get_index() == 0
        and not product.get_attributes()["transpose_a"]
        and scored.get_type_name() == "Add"
        and source(scored, 0).get_node().get_type_name() == "MatMul"
    )
    return product if plain else None


def _take_apart(softmax: Any, product: Any) -> None:
    """Let the exponentials of scores be multiplied with values, and divided by their sum after.

    A sum that is too small, or too large, becomes no number: roots of what is negative are none.
    """
    scored = source(softmax, 0).get_node()
    row = node("Subtract", source(scored, 1), constant(TAKEN_OFF))
    powers = node("Exp", node("Add", source(scored, 0), row))
    summed = node("ReduceSum", powers, constant([-1], np.int64), keep_dims=True)
    turned = product.get_attributes()["transpose_b"]
    weighed = node("MatMul", powers, source(product, 1), transpose_a=False, transpose_b=turned)
    inverse = node("Power", _at_least(summed, SUM_LEAST), constant(-1.0))
    product.output(0).replace(node("Multiply", weighed, _at_least(inverse, 1 / SUM_MOST)))


def _at_least(numbers: Any, least: float) -> Any:
    """Return numbers as they are; those below the least are none."""
    root = node("Sqrt", node("Subtract", numbers, constant(least)))
    return node("Add", node("Power", root, constant(2.0)), constant(least))


def _end_with_product(result: Any) -> None:
    """Let what an output and others are made of go through a product with one."""
    given = source(result, 0)
    dimension = given.get_partial_shape()[-1]
    if dimension.is_static:
        before = users(given)
        one = constant(np.eye(dimension.get_length()))
        product = node("MatMul", given, one, transpose_a=False, transpose_b=True)
        for each in before:
            each.replace_source_output(product)
