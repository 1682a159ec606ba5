"""Operations of a graph of OpenVINO, made and looked at by what rewrites one."""

from typing import Any

import numpy as np

from qa.indexing.openvino_library import node_factory, openvino


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
