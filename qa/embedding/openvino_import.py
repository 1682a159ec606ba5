"""The only door to OpenVINO, imported without its telemetry and its slowest parts.

The package imports its converter and 17 versions of its operation set.  A question needs neither.
"""

import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import LazyLoader
from typing import Any

_CONVERTER = "openvino.tools.ovc"
_OPERATIONS = "openvino.opset"
_ONE_AT_A_TIME = threading.Lock()


def openvino() -> Any:
    """Import OpenVINO without its converter, which ``converter`` imports.

    Its telemetry would report each import and conversion to its makers.  A module that is None in ``sys.modules``
    cannot be imported, and OpenVINO does without: its telemetry stays blocked, its converter only during this
    import.
    """
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
    with _ONE_AT_A_TIME:
        if "openvino" in sys.modules:
            return sys.modules["openvino"]
        with _without_converter(), _lazy_operations():
            return import_module("openvino")


def converter() -> Any:
    """Return OpenVINO's function that converts a torch module."""
    openvino()
    from openvino.tools.ovc import convert_model

    return convert_model


def node_factory() -> Any:
    """Return the factory of graph operations by name."""
    openvino()
    from openvino.utils.node_factory import NodeFactory

    return NodeFactory()


@contextmanager
def _without_converter() -> Iterator[None]:
    sys.modules[_CONVERTER] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[_CONVERTER]


@contextmanager
def _lazy_operations() -> Iterator[None]:
    """Load an operation set only when it is first used."""
    sys.meta_path.insert(0, _LazyOperations)
    try:
        yield
    finally:
        sys.meta_path.remove(_LazyOperations)


class _LazyOperations:
    """Finds the operation sets; every other module is left to the finders behind it."""

    @staticmethod
    def find_spec(name: str, path: Sequence[str] | None = None, target: Any = None) -> ModuleSpec | None:
        if not name.removeprefix(_OPERATIONS).isdecimal():
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec and spec.loader:
            spec.loader = LazyLoader(spec.loader)
        return spec
