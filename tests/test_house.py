"""The rules of the house, checked on its source."""

import ast
import inspect
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter

import pytest

from qa import errors
from tests.conftest import PROJECT

GROUND = ("records", "errors", "settings", "data_folder", "files", "cache")
TOP = ("serving", "integrations")
FLOORS = (GROUND, ("embedding", "reading"), ("indexing",), ("answering",), ("evaluation", "writing"), TOP)
FLOOR_OF_ROOM = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
LINES_MOST = 400
FILES_MOST = 16
INDEXING_LEVELS_MOST = 8
MODEL = ("torch", "sentence_transformers", "transformers", "tokenizers")
DOORS = {
    "torch": {f"qa/embedding/{name}_encoder.py" for name in ("torch", "openvino", "cross")},
    "sentence_transformers": {"qa/embedding/torch_encoder.py", "qa/embedding/cross_encoder.py"},
    "transformers": {"qa/embedding/torch_encoder.py", "qa/embedding/cross_encoder.py"},
    "tokenizers": {"qa/embedding/batching.py"},
    "openvino": {"qa/embedding/openvino_import.py"},
    "huggingface_hub": {"qa/embedding/cross_encoder.py"},
    "faiss": {"qa/indexing/dense.py"},
    "limits": {"qa/serving/api/bounds.py"},
    "mcp": {f"qa/serving/mcp/{name}.py" for name in ("server", "stdio", "http")},
    "prometheus_client": {"qa/serving/monitoring/metrics.py"},
    **{name: {f"qa/integrations/{name}.py"} for name in ("haystack", "llama_index")},
    "langchain_core": {"qa/integrations/langchain.py"},
    "PIL": {"qa/reading/ocr/drawing.py"},
    "rapidfuzz": {"qa/answering/question/near_words.py"},
    "rapidocr": {"qa/reading/ocr/recognition.py"},
    "tantivy": {"qa/indexing/bm25.py"},
    "sqlite3": {
        "qa/indexing/store.py",
        "qa/cache.py",
        "qa/indexing/generations.py",
        "qa/evaluation/feedback.py",
    },
    **{name: {"qa/files.py"} for name in ("fcntl", "os.fsync", "os.replace")},
}
HEAVY = {*MODEL, "openvino", "rapidocr", "faiss", "tantivy", "streamlit", "py3langid", "charset_normalizer", "mcp"}
NO_PICKLE = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"}
EDGE = {"os.environ", "os.getenv", "sys.argv", "time.time", "datetime.now", "datetime.utcnow", "datetime.today"}
Function = ast.FunctionDef | ast.AsyncFunctionDef
Definition = ast.ClassDef | Function
TREE_LINE = re.compile(r"^(?P<branch>[│├└─ ]*)(?P<name>\w+Error|IndexFailure)\b(?: +exit (?P<code>\d+))?")


@cache
def sources() -> dict[str, ast.Module]:
    """Return the syntax tree of every file under qa/, by its path in the project."""
    paths = sorted((PROJECT / "qa").rglob("*.py"))
    return {path.relative_to(PROJECT).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in paths}


def module_of(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


@cache
def imports(tree: ast.AST) -> tuple[str, ...]:
    """Return the dotted names that a file imports anywhere, those inside functions too."""
    found: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "imports are absolute here"
            found += (f"{node.module}.{alias.name}" for alias in node.names)
    return tuple(found)


@cache
def uses(tree: ast.AST) -> frozenset[str]:
    """Return what a file reaches: its imports and their roots, and attributes as ``owner.name``."""
    found = {name for full in imports(tree) for name in (full, full.partition(".")[0])}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name | ast.Attribute):
            owner = node.value.id if isinstance(node.value, ast.Name) else node.value.attr
            found.add(f"{owner}.{node.attr}")
    return frozenset(found)


def floor_of(module: str) -> int | None:
    """Return the floor of a module of qa, 0 the ground; None for the front door ``qa`` itself."""
    return FLOOR_OF_ROOM.get(module.removeprefix("qa").removeprefix(".").partition(".")[0])


def definitions_in(node: ast.AST, place: str) -> Iterator[tuple[str, Definition]]:
    """Yield the public classes, functions and methods, with the place each stands in."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Definition) and not child.name.startswith("_"):
            yield f"{place}:{child.name}", child
            if isinstance(child, ast.ClassDef):
                yield from definitions_in(child, f"{place}:{child.name}")


def everything_public() -> list[tuple[str, Definition]]:
    return [found for path, tree in sources().items() for found in definitions_in(tree, path)]


def test_the_readers_of_source_see_imports_and_attributes_anywhere() -> None:
    """Imports inside functions and attributes of imported modules are found."""
    tree = ast.parse("import os\ndef f():\n    from faiss import IndexFlat\n    datetime.datetime.now(os.sep)")

    found = uses(tree)

    assert found == {"os", "faiss", "faiss.IndexFlat", "datetime.now", "datetime.datetime", "os.sep"}


def test_every_room_is_on_a_known_floor() -> None:
    """Every file of qa but the front door belongs to the ground or to a named room."""
    homeless = [path for path in sources() if floor_of(module_of(path)) is None]

    assert homeless == ["qa/__init__.py"]


def test_imports_point_down_only() -> None:
    """No room imports from a room above it."""
    upwards = [
        f"{path} imports {name}"
        for path, tree in sources().items()
        for name in imports(tree)
        if path != "qa/__init__.py" and name.startswith("qa.")
        if (floor_of(name) or 0) > (floor_of(module_of(path)) or 0)
    ]

    assert upwards == []


def test_nothing_imports_the_entry_of_the_page() -> None:
    """app.py is started, never imported."""
    importing = [path for path, tree in sources().items() if "app" in {n.split(".")[0] for n in imports(tree)}]

    assert importing == []


def test_there_are_no_import_circles() -> None:
    """The modules of qa can be put in an order in which each imports only those before it."""
    modules = {module_of(path): tree for path, tree in sources().items() if path != "qa/__init__.py"}
    graph = {
        module: {name if name in modules else name.rpartition(".")[0] for name in imports(tree)} & modules.keys()
        for module, tree in modules.items()
    }

    order = list(TopologicalSorter(graph).static_order())

    assert sorted(order) == sorted(modules)


def test_the_index_is_on_few_levels() -> None:
    """No chain of imports among the files of indexing is long."""
    prefix = "qa.indexing."
    modules = {module_of(path): tree for path, tree in sources().items() if module_of(path).startswith(prefix)}
    levels: dict[str, int] = {}
    graph = {
        module: {name if name in modules else name.rpartition(".")[0] for name in imports(tree)} & modules.keys()
        for module, tree in modules.items()
    }

    for module in TopologicalSorter(graph).static_order():
        levels[module] = 1 + max((levels[below] for below in graph[module]), default=0)

    assert max(levels.values()) <= INDEXING_LEVELS_MOST


@pytest.mark.parametrize("name", DOORS)
def test_each_part_has_one_door(name: str) -> None:
    """A library, or a call that makes files durable, is used in its own files and nowhere else."""
    doors = {path for path, tree in sources().items() if name in uses(tree)}

    assert doors == DOORS[name]


def test_no_file_passes_on_the_names_of_another() -> None:
    """Whoever needs a name imports it from the file that defines it: no ``import X as X``."""
    passing = [
        f"{path}: {alias.name}"
        for path, tree in sources().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
        if alias.asname == alias.name
    ]

    assert passing == []


def test_streamlit_is_used_on_the_top_floor_only() -> None:
    """Nothing below serving knows of the page."""
    drawing = {path.split("/")[1] for path, tree in sources().items() if "streamlit" in uses(tree)}

    assert drawing == {"serving"}


@pytest.mark.integration
@pytest.mark.parametrize("module", ["qa", "qa.records", "qa.settings", "qa.serving.cli.main"])
def test_importing_is_free(module: str) -> None:
    """Importing a module of the edge brings no heavy library with it."""
    code = f"import sys, {module}; print(*sorted({HEAVY!r} & sys.modules.keys()))"

    ran = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)

    assert ran.stdout.split() == []


def test_nothing_is_pickled() -> None:
    """No file imports a pickling library, and every array is read and written without pickle."""
    importing = [path for path, tree in sources().items() if NO_PICKLE & uses(tree)]
    arrays = [
        {keyword.arg: ast.unparse(keyword.value) for keyword in node.keywords}.get("allow_pickle")
        for tree in sources().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("np.load", "np.save")
    ]

    assert importing == []
    assert set(arrays) == {"False"}


def test_the_tree_in_the_docstring_is_the_tree_of_errors() -> None:
    """errors.py opens with the real classes, each under its parent and with its exit code."""
    drawn: list[tuple[str, str, int]] = []
    path: list[tuple[str, int]] = [("Exception", 1)]
    for line in (inspect.getdoc(errors) or "").splitlines():
        if match := TREE_LINE.match(line):
            path = path[: 1 + len(match["branch"]) // 4]
            code = int(match["code"] or path[-1][1])
            drawn.append((match["name"], path[-1][0], code))
            path.append((match["name"], code))
    real = [
        (name, cls.__base__.__name__, cls.exit_code)
        for name, cls in vars(errors).items()
        if inspect.isclass(cls) and issubclass(cls, errors.CitewellError) and cls.__base__
    ]

    assert sorted(drawn) == sorted(real)


def test_everything_public_says_what_it_promises() -> None:
    """Every module, public class, function and method has a docstring."""
    modules = [path for path, tree in sources().items() if not ast.get_docstring(tree)]
    silent = [place for place, node in everything_public() if not ast.get_docstring(node)]

    assert (modules, silent) == ([], [])


def test_everything_public_is_annotated() -> None:
    """Every argument and result of a public function or method has a type."""
    bare = [
        f"{place}({argument.arg})"
        for place, node in everything_public()
        if isinstance(node, Function)
        for argument in [*ast.walk(node.args), *([] if node.returns else [ast.arg("return")])]
        if isinstance(argument, ast.arg) and not argument.annotation and argument.arg not in ("self", "cls")
    ]

    assert bare == []


def test_only_the_top_floor_prints() -> None:
    """Nothing below serving calls print."""
    printing = [
        path
        for path, tree in sources().items()
        if not path.startswith("qa/serving/")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("print", "sys.stdout.write")
    ]

    assert printing == []


def test_only_the_edge_reads_the_environment_and_the_clock() -> None:
    """Below serving, the environment is read by the settings alone, and arguments and the clock by nothing."""
    reading = {path: uses(tree) & EDGE for path, tree in sources().items() if not path.startswith("qa/serving/")}

    assert {path: found for path, found in reading.items() if found} == {"qa/settings.py": {"os.environ"}}


def test_no_file_is_long() -> None:
    """Every file under qa can be read in one sitting."""
    lengths = {path: len((PROJECT / path).read_text(encoding="utf-8").splitlines()) for path in sources()}

    assert {path: lines for path, lines in lengths.items() if lines > LINES_MOST} == {}


def test_no_folder_is_crowded() -> None:
    """No folder of qa has more than 16 files of Python beside ``__init__.py``."""
    files = Counter(path.rpartition("/")[0] for path in sources() if not path.endswith("/__init__.py"))

    assert {folder: count for folder, count in files.items() if count > FILES_MOST} == {}


def test_one_class_name_has_one_meaning() -> None:
    """No public name of a class is defined twice in qa."""
    defined = Counter(node.name for _, node in everything_public() if isinstance(node, ast.ClassDef))

    assert {name for name, count in defined.items() if count > 1} == set()
