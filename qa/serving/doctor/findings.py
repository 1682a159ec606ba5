"""What a check finds: that something is well, worth knowing, or wrong."""

from dataclasses import dataclass
from enum import StrEnum


class Health(StrEnum):
    """How something is; only what is WRONG keeps Citewell from working."""

    WELL = "ok"
    NOTE = "note"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was found of one thing: ``said`` is a sentence, ``next_step`` what to do, empty where all is well."""

    name: str
    health: Health
    said: str
    next_step: str = ""


def well(name: str, said: str) -> Finding:
    """Return that something is as it should be."""
    return Finding(name=name, health=Health.WELL, said=said)


def note(name: str, said: str, next_step: str) -> Finding:
    """Return that something could be better."""
    return Finding(name=name, health=Health.NOTE, said=said, next_step=next_step)


def wrong(name: str, said: str, next_step: str) -> Finding:
    """Return that something keeps Citewell from working."""
    return Finding(name=name, health=Health.WRONG, said=said, next_step=next_step)
