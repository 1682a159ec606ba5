"""What a visitor of the page reads never speaks of commands, flags, settings, or folders of the machine."""

import ast
import importlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from qa import errors
from qa.errors import CitewellError
from qa.indexing.build import Stage
from qa.serving.page.shared.alerting import alert
from qa.settings import SETTINGS_FILE, Settings
from tests.conftest import PROJECT

pytestmark = pytest.mark.integration

PAGE = PROJECT / "qa" / "serving" / "page"
GROUPS = "|".join(
    name for name, field in Settings.model_fields.items() if hasattr(field.annotation, "model_fields")
)
NOT_FOR_VISITORS = re.compile(
    rf"""(?<![\w-])--[a-z] | (?<![\w%-])-[a-zA-Z]\b | \bcitewell\s+[a-z] | CITEWELL_
    | {re.escape(str(SETTINGS_FILE))}
    | \b(?:{GROUPS})\.[a-z_]+ | \bpip\b | \bdocs/ | \bqa/ | \w\.(?:py|toml|sqlite)\b | \bsqlite | \bhub\b
    | \b(?:python|command|flag|environment|variable|traceback|exception|module|terminal|strict)\b""",
    re.IGNORECASE | re.VERBOSE,
)
"""A command, a flag, a setting, code or its tools."""
FOLDERS = {"path", "self.path", "folder", "corpus", "index", "self.index", "weights", "root", "home"}
"""What is called so in the code is a place on the machine."""


@cache
def reachable() -> tuple[Path, ...]:
    """Return the files whose errors the page can meet: what it imports, wherever in a file, and what that does."""
    waiting, paths = sorted(PAGE.rglob("*.py")), dict[Path, None]()
    while waiting:
        file = waiting.pop()
        if file in paths:
            continue
        paths[file] = None
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names: list[str] = []
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
            elif isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            places = (PROJECT / Path(*name.split(".")) for name in names if name.split(".")[0] == "qa")
            waiting += [
                place
                for base in places
                for place in (base.with_suffix(".py"), base / "__init__.py")
                if place.is_file()
            ]
    return tuple(sorted(paths))


def module_of(file: Path) -> ModuleType:
    parts = file.relative_to(PROJECT).with_suffix("").parts
    return importlib.import_module(".".join(part for part in parts if part != "__init__"))


def errors_made(file: Path) -> Iterator[tuple[int, str, ast.Call]]:
    """Yield line, class and call of each error that a file makes with words of its own."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and any(keyword.arg == "hint" for keyword in node.keywords):
            yield node.lineno, ast.unparse(node.func), node


def for_visitors(call: ast.Call, kind: str, module: ModuleType) -> list[ast.expr]:
    """Return the expressions of a call that visitors are shown."""
    arguments = {keyword.arg: keyword.value for keyword in call.keywords}
    if "for_visitors" in arguments:
        own = arguments["for_visitors"]
        return list(own.args) if isinstance(own, ast.Call) else [own]
    made = getattr(module, kind, None)
    if isinstance(made, type) and issubclass(made, CitewellError) and made.of_its_kind:
        return []
    return [*call.args[:1], arguments["hint"]]


def words(shown: ast.expr, module: ModuleType) -> str:
    """Return the words that stand in the code for what is shown, names of constants resolved."""
    if isinstance(shown, ast.Constant):
        return str(shown.value)
    if isinstance(shown, ast.JoinedStr):
        return "".join(words(part, module) for part in shown.values)
    if isinstance(shown, ast.FormattedValue):
        return "…"
    constant = getattr(module, ast.unparse(shown), "…")
    return (
        constant
        if isinstance(constant, str)
        else " ".join(map(str, constant))
        if isinstance(constant, tuple)
        else "…"
    )


def texts_of(value: object) -> Iterator[str]:
    """Yield every text in a value of a table."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from texts_of(tuple(value.values()))
    elif isinstance(value, list | tuple):
        for item in value:
            yield from texts_of(item)


@pytest.mark.parametrize(
    "said",
    [
        "Build it with: citewell build",
        "Use --allow-private-addresses for pages of your own network.",
        "Correct it in citewell.toml, the environment or the flag; docs/settings.md lists them all.",
        "Thumbs are switched off here (serving.labels).",
        "Install it with: pip install x",
    ],
)
def test_what_is_not_for_visitors_is_known(said: str) -> None:
    """The hints of the command line are what must not be shown, and they are recognised."""
    assert NOT_FOR_VISITORS.search(said)


def test_no_error_that_the_page_can_meet_shows_visitors_a_command_or_a_folder() -> None:
    """Every error made with words of its own, in all that the page imports, is told to visitors in theirs."""
    broken: list[str] = []
    count = 0
    for file in set(reachable()) - {Path(errors.__file__)}:
        module = module_of(file)
        for line, kind, call in errors_made(file):
            count += 1
            for shown in for_visitors(call, kind, module):
                text = words(shown, module)
                places = [
                    ast.unparse(part.value) for part in ast.walk(shown) if isinstance(part, ast.FormattedValue)
                ]
                if NOT_FOR_VISITORS.search(text) or not FOLDERS.isdisjoint(places):
                    broken.append(f"{file.relative_to(PROJECT)}:{line}: {text}")

    assert broken == []
    assert count > 50


@pytest.mark.parametrize(
    "error",
    [
        errors.UnknownArticleError("knee"),
        errors.NoIndexError(Path("/srv/x/index")),
        errors.IncompatibleIndexError("vectors of the model", found="'a'", expected="'/srv/x/model'"),
        errors.DamagedIndexError(Path("/srv/x/index/CURRENT"), problem="differs"),
        errors.BuildRunningError(Path("/srv/x/index")),
        errors.BuildStoppedError(),
    ],
    ids=lambda error: type(error).__name__,
)
def test_no_error_with_words_of_its_class_shows_visitors_a_folder(error: CitewellError) -> None:
    """An error that is made from a place on the machine does not name it to visitors."""
    text = " ".join(error.for_visitors)

    assert (NOT_FOR_VISITORS.search(text), "/srv" in text) == (None, False)


def test_no_kind_of_error_shows_visitors_a_command() -> None:
    """What is told of every error of a class is in words for visitors."""
    kinds = [
        value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, CitewellError)
    ]
    texts = {kind.__name__: kind.of_its_kind for kind in kinds if kind.of_its_kind}

    assert {name for name, text in texts.items() if NOT_FOR_VISITORS.search(" ".join(text))} == set()
    assert {"IndexFailure", "NoIndexError", "ModelError", "SettingsError"} <= texts.keys()


TABLES = {path.relative_to(PAGE).as_posix(): path for path in sorted(PAGE.rglob("wording*.py"))}


def test_every_view_has_a_table_of_words() -> None:
    """The tables that the next test goes through."""
    views = (
        "check",
        "compare",
        "library",
        "map",
        "people",
        "proof",
        "quality",
        "saved",
        "shared",
        "taking",
        "written",
    )
    assert list(TABLES) == [f"{view}/wording.py" for view in views]


@pytest.mark.parametrize("table", TABLES)
def test_no_text_of_the_page_speaks_of_commands(table: str) -> None:
    """Every text in the tables of the page is in words for visitors."""
    texts = list(texts_of([value for name, value in vars(module_of(TABLES[table])).items() if name.isupper()]))

    assert [text for text in texts if NOT_FOR_VISITORS.search(text)] == []
    assert len(texts) > 5


def test_the_stages_of_a_build_are_words_for_visitors() -> None:
    """They are shown beside its bar."""
    assert [stage.value for stage in Stage if NOT_FOR_VISITORS.search(stage.value)] == []


def test_no_view_draws_an_error_but_by_alert() -> None:
    """No file of the page shows an error's words for the command line."""
    files = [path for path in PAGE.rglob("*.py") if path.name != "alerting.py"]

    calls = [
        path.name
        for path in files
        if re.search(r"escape\(\w+\.hint|escape\(str\(", path.read_text(encoding="utf-8"))
    ]
    assert calls == []


def test_an_error_of_the_owner_is_shown_in_words_for_visitors_and_told_in_the_terminal(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A visitor is not shown the folder; the owner finds it, and the command, in the terminal."""
    error = errors.DamagedIndexError(tmp_path / "<b>", problem="differs")

    shown = [alert(error), alert(error)]

    assert (
        shown
        == [
            '<p role="alert"><b>The articles cannot be searched: '
            "a part of their index is damaged.</b><br>"
            "Rebuild the index in the Library, or tell whoever looks after it.</p>"
        ]
        * 2
    )
    messages = [record.getMessage() for record in caplog.records]
    assert messages == [f"The index file {tmp_path / '<b>'} differs. Rebuild it with: citewell build"]


def test_an_error_of_the_visitor_is_shown_as_it_is(caplog: pytest.LogCaptureFixture) -> None:
    """What the visitor can mend is said in the same words, as text, and not told in the terminal."""
    error = errors.CorpusError("<b>.pdf was not added.", hint="Add it in another form.")

    assert alert(error) == '<p role="alert"><b>&lt;b&gt;.pdf was not added.</b><br>Add it in another form.</p>'
    assert caplog.records == []
