"""Rewrites of a converted graph for long runs: the same vectors up to rounding, in less time.

OpenVINO keeps in fp32 whatever lies between the last matrix product and an output.  The residual stream of a
transformer runs from the first layer to the last without a product in between, so all of it would be fp32,
converted to bf16 and back at each layer.  A product with the identity matrix at the end lets it be bf16.

Attention that OpenVINO fuses spends most of its time on softmax.  Written out, its products take a third, and of
softmax only exponentials and their sums remain once one constant, instead of the maximum of each row, is
subtracted from the scores.  Sums may then underflow or overflow.  Such a text gets NaN in all that depends on
them, and the caller gives it to the plain graph.
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


def source(operation: Any, place: int) -> Any:
    """Return the output that feeds the input of an operation at a place."""
    return operation.input(place).get_source_output()


def users(output: Any) -> list[Any]:
    """Return the inputs that an output feeds."""
    return list(output.get_target_inputs())


LENGTH_MOST = 2048
"""Longest window, in tokens, within which masks are checked; a model with a longer one is left as it is."""
UNSEEN = -1e9
"""Added to the scores of padding, so that it gets no attention."""
_OPERATION = "ScaledDotProductAttention"


def write_out_attention(graph: Any, mask: Any, window: int) -> None:
    """Write out fused attention in place, where every token is shown to attend to all of its text in the window.

    ``graph`` has the inputs input_ids and attention_mask, each [n, length]; ``mask`` is the latter.
    """
    attentions = [
        operation
        for operation in graph.get_ordered_ops()
        if operation.get_type_name() == _OPERATION and _is_plain(operation)
    ]
    if (
        window > LENGTH_MOST
        or not attentions
        or not _sees_all([source(attention, 3) for attention in attentions], graph, window)
    ):
        return
    row = _row(mask)
    for attention in attentions:
        query, key, value, _, scale = (source(attention, place) for place in range(5))
        scores = node("MatMul", node("Multiply", query, scale), key, transpose_a=False, transpose_b=True)
        shares = node("Softmax", node("Add", scores, row), axis=-1)
        attention.output(0).replace(node("MatMul", shares, value, transpose_a=False, transpose_b=False))
    graph.validate_nodes_and_infer_types()


def _is_plain(attention: Any) -> bool:
    """Tell whether attention has a boolean mask and a scale, and is not causal."""
    masked = len(attention.inputs()) == 5 and source(attention, 3).get_element_type() == openvino().Type.boolean
    return masked and not attention.get_attributes().get("causal", False)


def _sees_all(masks: Sequence[Any], graph: Any, length: int) -> bool:
    """Tell whether masks [n, 1, length, length] let tokens attend to all of their text, in a sample of two."""
    different = {mask.get_node().get_name(): mask for mask in masks}  # all layers share one, as a rule
    model = openvino().Model(list(different.values()), graph.get_parameters())
    attended = np.ones((2, length), dtype=np.int64)
    attended[1, length // 2 :] = 0
    computed = openvino().Core().compile_model(model, "CPU")({"input_ids": attended, "attention_mask": attended})
    return all(
        np.array_equal(mask, np.broadcast_to(attended[:, None, None], mask.shape)) for mask in computed.values()
    )


def _row(mask: Any) -> Any:
    """Return a mask [n, length] of 1 and 0 as terms [n, 1, 1, length] to add to scores."""
    unseen = node("Subtract", node("Convert", mask, destination_type="f32"), constant(1.0))
    return node("Unsqueeze", node("Multiply", unseen, constant(-UNSEEN)), constant([1, 2], np.int64))


TAKEN_OFF = 60.0
"""Subtracted from each score.  In the bundled model the log-sum-exp of a row lies between 0 and 86."""
SUM_LEAST, SUM_MOST = 1e-33, 1e36
"""Bounds on the sum of a row's exponentials: below, terms that count may have underflowed; above, it overflows."""


def for_many_passages(graph: Any) -> Any:
    """Return a rewritten copy of a graph whose first output is token vectors [n, length, dimension].

    A text whose sums leave their bounds gets NaN vectors.  Attention is recognised as ``write_out_attention``
    writes it; any other stays as it is.
    """
    rewritten = graph.clone()
    for operation in rewritten.get_ordered_ops():
        if operation.get_type_name() == "Softmax" and (product := _product_of_shares(operation)):
            _take_apart(operation, product)
    _end_with_product(rewritten.outputs[0].get_node())
    rewritten.validate_nodes_and_infer_types()
    return rewritten


def _product_of_shares(softmax: Any) -> Any:
    """Return the product with values behind softmax over the last axis of scores plus a row, or None."""
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
    """Multiply the exponentials of scores with values, and divide by their sum afterwards.

    A sum out of bounds becomes NaN, as the root of a negative number.
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
    """Return numbers as they are, and NaN for those below ``least``."""
    root = node("Sqrt", node("Subtract", numbers, constant(least)))
    return node("Add", node("Power", root, constant(2.0)), constant(least))


def _end_with_product(result: Any) -> None:
    """Send the input of a result, for all that use it, through a product with the identity matrix."""
    produced = source(result, 0)
    dimension = produced.get_partial_shape()[-1]
    if dimension.is_static:
        before = users(produced)
        identity = constant(np.eye(dimension.get_length()))
        product = node("MatMul", produced, identity, transpose_a=False, transpose_b=True)
        for consumer in before:
            consumer.replace_source_output(product)
