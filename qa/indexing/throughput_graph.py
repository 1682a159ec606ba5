"""A converted graph as passages of a long run go through it: the same vectors to its rounding, in less time.

OpenVINO leaves in fp32 whatever lies between the last product of matrices and an output.  What the layers of a
transformer add up runs from the first to the last without a product in between, so all of it was in fp32, and
turned to bf16 and back at each layer.  A product with one at the end, which changes nothing, lets it be bf16.

Attention that OpenVINO fuses spends most of its time on softmax.  Apart, its products take a third, and of softmax
the exponentials and their sums are left, where not the greatest score of each row is taken off first, but the same
for all.  Sums may then leave the range of numbers.  Where one does, what comes of it is no number, and so is all
that depends on it: such a text is to be given to the graph as it was.
"""

from typing import Any

import numpy as np

from qa.indexing.graph_nodes import constant, node, source, users

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
