"""Runs every check, in the order in which they are shown."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib import import_module

from qa.serving.doctor.findings import Finding, Health, wrong
from qa.settings import Settings

CHECKS = (
    "machine:python",
    "parts:packages",
    "parts:torch",
    "parts:libraries",
    "parts:weights",
    "parts:extras",
    "parts:sandbox",
    "machine:memory",
    "machine:disk",
    "machine:clock",
    "machine:port",
    "machine:places",
    "library:corpus",
    "library:index",
    "library:writing",
)
"""Modules of this folder, each with a function that takes the settings and yields what it finds.

They are named, not imported: a package that is missing costs the checks that need it, and no other.
"""
AT_ONCE = 2


def examine(settings: Settings, checks: Iterable[str] = CHECKS) -> list[Finding]:
    """Return what every check finds."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return [finding for found in pool.map(partial(_found, settings), checks) for finding in found]


def _found(settings: Settings, check: str) -> list[Finding]:
    module, _, name = check.partition(":")
    try:
        return list(getattr(import_module(f"{__package__}.{module}"), name)(settings))
    except ImportError as error:
        said = f"This cannot be checked: {error.msg}."
        return [wrong(name.capitalize(), said, "Install Citewell again, with all that it needs.")]


def is_well(findings: Iterable[Finding]) -> bool:
    """Tell whether nothing that was found keeps Citewell from working."""
    return all(finding.health is not Health.WRONG for finding in findings)
