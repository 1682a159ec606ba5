"""Reads a Dockerfile as far as the tests need it: stages of instructions."""

import re
from dataclasses import dataclass
from pathlib import Path

CONTINUED = re.compile(r"\\\n(?:[ \t]*#[^\n]*\n)*[ \t]*")


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction: its word in capitals, and all that follows it."""

    word: str
    rest: str


def stages_of(file: Path) -> list[list[Instruction]]:
    """Return the instructions of each stage, in order; comments are dropped, continued lines joined."""
    lines = CONTINUED.sub(" ", file.read_text(encoding="utf-8")).splitlines()
    stages: list[list[Instruction]] = []
    for line in (line.strip() for line in lines):
        if line and not line.startswith("#"):
            word, _, rest = line.partition(" ")
            if word == "FROM":
                stages.append([])
            stages[-1].append(Instruction(word, rest.strip()))
    return stages
