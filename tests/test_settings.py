"""Settings: where they come from, which source wins, and that each is documented."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel, ValidationError

from qa.errors import SettingsError
from qa.settings import ENVIRONMENT_PREFIX, SETTINGS_FILE, Answering, Settings, load_settings
from tests.conftest import PROJECT

DOCUMENTED = re.compile(r"^\| *`([a-z_.]+)`", re.MULTILINE)


@pytest.fixture(autouse=True)
def no_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder, with no setting in the environment."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith(ENVIRONMENT_PREFIX)]:
        monkeypatch.delenv(name)


def names_of(model: type[BaseModel], before: str = "") -> Iterator[str]:
    """Yield the name of each setting of a model, dotted for nested ones."""
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from names_of(field.annotation, f"{before}{name}.")
        else:
            yield f"{before}{name}"


def test_without_any_source_the_defaults_stand() -> None:
    """Where nothing is set, the folders are corpus and index and the page is for this machine only."""
    Path("corpus").mkdir()
    settings = load_settings()

    assert (settings.corpus, settings.index) == (Path("corpus"), Path("index"))
    assert (settings.serving.host, settings.serving.port) == ("127.0.0.1", 8501)
    assert settings.answering == Answering(passages=5, candidates=200, dense_weight=0.6)


def test_the_environment_wins_over_the_file_and_a_flag_over_both(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of file, environment and flag the later one wins, for each setting by itself."""
    SETTINGS_FILE.write_text('corpus = "of the file"\nindex = "of the file"\n')
    monkeypatch.setenv("CITEWELL_CORPUS", "of the environment")
    by_file_and_environment = load_settings()

    by_all = load_settings(corpus=Path("of the flag"))

    assert by_file_and_environment.corpus == Path("of the environment")
    assert by_file_and_environment.index == Path("of the file")
    assert by_all.corpus == Path("of the flag")
    assert by_all.index == Path("of the file")


def test_nested_settings_are_joined_key_by_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts of one group may come from the file, the environment and a flag."""
    SETTINGS_FILE.write_text("[serving]\nhost = '::1'\nport = 1\n[answering]\npassages = 7\ndense_weight = 0.1\n")
    monkeypatch.setenv("CITEWELL_ANSWERING__DENSE_WEIGHT", "0.2")
    monkeypatch.setenv("CITEWELL_SERVING__PORT", "2")

    settings = load_settings(serving={"port": 3})

    assert settings.answering == Answering(passages=7, dense_weight=0.2)
    assert (settings.serving.host, settings.serving.port) == ("::1", 3)


def test_a_group_in_the_environment_is_json(monkeypatch: pytest.MonkeyPatch) -> None:
    """One variable may hold several settings of a group; a variable of one of them wins over it."""
    monkeypatch.setenv("CITEWELL_SERVING", '{"host": "::1", "port": 1, "read_only": true}')
    monkeypatch.setenv("CITEWELL_SERVING__PORT", "2")

    serving = load_settings().serving

    assert (serving.host, serving.port, serving.read_only) == ("::1", 2, True)


def test_a_flag_that_is_none_was_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    """A flag left out on the command line hides no other source."""
    monkeypatch.setenv("CITEWELL_INDEX", "elsewhere")

    settings = load_settings(index=None)

    assert settings.index == Path("elsewhere")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("colour = 1\n", "'colour'"),
        ("[answering]\ncolour = 1\n", "'answering.colour'"),
        ("[answering]\ndense_weight = 1.5\n", "'answering.dense_weight'"),
        ("[indexing]\npassage_tokens = 'many'\n", "'indexing.passage_tokens'"),
        ("answering = 5\n", "'answering'"),
        ("no toml here\n", str(SETTINGS_FILE)),
    ],
)
def test_what_is_wrong_in_the_file_is_named(text: str, named: str) -> None:
    """An unknown key, a wrong value or a broken file is an error that names it."""
    SETTINGS_FILE.write_text(text)

    with pytest.raises(SettingsError, match=re.escape(named)):
        load_settings()


@pytest.mark.parametrize(
    ("variable", "value", "named"),
    [
        ("CITEWELL_COLOUR", "1", "CITEWELL_COLOUR"),
        ("CITEWELL_ANSWERING__COLOUR", "1", "'answering.colour'"),
        ("CITEWELL_ANSWERING__PASSAGES", "0", "'answering.passages'"),
        ("CITEWELL_SERVING__PORT", "65536", "'serving.port'"),
        (
            "CITEWELL_SERVING__API_KEYS",
            "short",
            "'serving.api_keys.0' is wrong: it must have at least 16 characters.",
        ),
    ],
)
def test_what_is_wrong_in_the_environment_is_named(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, named: str
) -> None:
    """A variable with our prefix that names no setting, or has a wrong value, is an error that names it."""
    monkeypatch.setenv(variable, value)

    with pytest.raises(SettingsError, match=re.escape(named)):
        load_settings()


def test_a_group_that_is_no_group_in_the_environment_is_not_blamed_on_the_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The error for a variable that should hold a group names that group, and no file that is not there."""
    monkeypatch.setenv("CITEWELL_ANSWERING", "many")

    with pytest.raises(SettingsError, match=re.compile("answering", re.IGNORECASE)) as raised:
        load_settings()

    assert str(SETTINGS_FILE) not in str(raised.value)


def test_an_unknown_flag_is_named() -> None:
    """A caller in Python that misspells a setting is told which."""
    with pytest.raises(SettingsError, match="'korpus'"):
        load_settings(korpus=Path("corpus"))


def test_settings_cannot_be_changed() -> None:
    """Settings are values: neither a setting nor one inside a group can be assigned."""
    settings = load_settings()

    with pytest.raises(ValidationError, match="frozen"):
        settings.corpus = Path("other")  # type: ignore[misc]
    with pytest.raises(ValidationError, match="frozen"):
        settings.answering.passages = 1  # type: ignore[misc]
    assert settings == load_settings()


def test_the_reference_names_every_setting() -> None:
    """docs/settings.md has one row for each setting there is, and none for one there is not."""
    text = (PROJECT / "docs" / "settings.md").read_text(encoding="utf-8")

    documented = DOCUMENTED.findall(text)

    assert sorted(documented) == sorted(names_of(Settings))
