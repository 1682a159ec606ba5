"""The red flags: the bundled file, and what the owner of a corpus adds to it."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from qa.answering.warnings.patterns import OneOf, PatternError, Sequence_, one_of, parse
from qa.errors import SettingsError
from qa.records import Urgency

WORDS = "words"
_LISTS = ("says", "words", "near", "about", "unless", "covers")
_SWITCHES = ("past", "general", "off")
_ADDED = "added"
Pattern = tuple[Sequence_, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A sign of danger: how people say it, and how articles speak of it.

    ``urgency`` is how soon to get help where no article says.  ``says`` are phrases for the sign, the last
    ``added`` of them the owner's; ``words`` are patterns each of which suffices; a denial of a ``near`` word rules
    the flag out, as does a match of ``unless``; ``about`` are patterns of article sentences on it; ``covers``
    names flags that need no mention beside it.  A ``past`` flag counts however long ago it was; a ``general`` one
    also in a general question that mentions people.
    """

    name: str
    urgency: Urgency
    says: tuple[str, ...]
    words: tuple[Pattern, ...]
    near: OneOf
    about: tuple[Pattern, ...]
    unless: tuple[Pattern, ...]
    covers: frozenset[str]
    past: bool
    general: bool
    told_as: str
    added: int

    @property
    def shown_name(self) -> str:
        """The name shown: its own, or that of the flag of which it is a kind."""
        return self.told_as or self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Flags:
    """All flags, in the order in which they are shown."""

    flags: tuple[Flag, ...]


def read_flags(path: Path | None) -> Flags:
    """Return the bundled flags, with what a file adds or changes where one is named.

    Raises SettingsError, naming the file and the line or key, for one that cannot be read.
    """
    return _read(path) if path else _bundled()


@cache
def _bundled() -> Flags:
    return _read(None)


def _read(path: Path | None) -> Flags:
    folder = files("qa.answering.warnings").joinpath("red_flags")
    tables = tomllib.loads(folder.joinpath("flags.toml").read_text(encoding="utf-8"))
    names: dict[str, OneOf] = {}
    _add_names(names, tables.pop(WORDS), "flags.toml")
    added = _parsed(path) if path else {}
    _add_names(names, added.pop(WORDS, {}), str(path))
    for name, table in added.items():
        tables[name] = _merged(tables.get(name, {}), table, f"{path}: [{name}]")
    flags = [
        _flag(name, table, names, f"{path if name in added else 'flags.toml'}: [{name}]")
        for name, table in tables.items()
        if not table.get("off")
    ]
    return Flags(flags=tuple(flags))


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:  # missing, not UTF-8 or not TOML: the message has the line
        raise SettingsError(
            f"The red flags in {path} cannot be read: {error}.",
            hint="Correct the file, or leave out answering.red_flags; docs/red-flags.md describes its form.",
        ) from error


def _merged(table: Mapping[str, Any], additions: Any, place: str) -> dict[str, Any]:
    """Return a flag's table with ``additions`` merged in: lists are extended, other values replaced."""
    if not isinstance(additions, dict):
        raise _wrong(place, "is not a table")
    keys = {"urgency", "told_as", *_LISTS, *_SWITCHES}
    for key, value in additions.items():
        if key not in keys:
            raise _wrong(place, f"has the key '{key}', and only {', '.join(sorted(keys))} are known")
        if key in _SWITCHES and not isinstance(value, bool):
            raise _wrong(place, f"has a {key} that is neither true nor false")
    lists = {key: [*table.get(key, []), *_strings(additions.get(key, []), f"{place} {key}")] for key in _LISTS}
    return {
        **table,
        **additions,
        **{key: value for key, value in lists.items() if value},
        _ADDED: len(additions.get("says", [])),
    }


def _flag(name: str, table: Mapping[str, Any], names: Mapping[str, OneOf], place: str) -> Flag:
    try:
        urgency = Urgency(table.get("urgency", ""))
    except ValueError:
        raise _wrong(place, "needs an urgency: now, today or soon") from None
    if not table.get("says"):
        raise _wrong(place, "needs says, a list of ways in which people say it")

    def patterns(key: str) -> tuple[Pattern, ...]:
        return tuple(_pattern(pattern, names, f"{place} {key}") for pattern in table.get(key, []))

    return Flag(
        name=name,
        urgency=urgency,
        says=tuple(table["says"]),
        words=patterns("words"),
        near=_named(lambda: one_of(table.get("near", []), names), f"{place} near"),
        about=patterns("about"),
        unless=patterns("unless"),
        covers=frozenset(table.get("covers", [])),
        past=table.get("past", False),
        general=table.get("general", False),
        told_as=table.get("told_as", ""),
        added=table.get(_ADDED, 0),
    )


def _pattern(pattern: str, names: Mapping[str, OneOf], place: str) -> Pattern:
    try:
        return parse(pattern, names)
    except PatternError as error:
        raise _wrong(place, f"cannot be read: {error}") from error


def _named(make: Callable[[], OneOf], place: str) -> OneOf:
    try:
        return make()
    except PatternError as error:
        raise _wrong(place, f"cannot be read: {error}") from error


def _add_names(names: dict[str, OneOf], table: Any, file: str) -> None:
    if not isinstance(table, dict):
        raise _wrong(f"{file}: [{WORDS}]", "is not a table")
    for name, alternatives in table.items():
        place = f"{file}: [{WORDS}] {name}"
        listed = _strings(alternatives, place)
        alternation = _named(lambda listed=listed: one_of(listed, names), place)  # type: ignore[misc]
        earlier = names.get(name)
        names[name] = OneOf.of([*earlier.ways, *alternation.ways]) if earlier else alternation


def _strings(value: Any, place: str) -> Sequence[str]:
    if not isinstance(value, list) or not all(isinstance(text, str) and text.strip() for text in value):
        raise _wrong(place, "is not a list of texts")
    return value


def _wrong(place: str, why: str) -> SettingsError:
    return SettingsError(
        f"The red flags are wrong: {place} {why}.",
        hint="Correct that key; docs/red-flags.md describes the form of the file.",
    )
