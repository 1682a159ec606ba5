"""What is fuzzed by hand (``tests/support/fuzzing.py``) holds in each run for some dozens of inputs each."""

import os
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.support.fuzzing import TARGETS

pytestmark = pytest.mark.integration

EXAMPLES = int(os.environ.get("TRUST_EXAMPLES", "60"))
PIECES = [
    *'# - 1. | ``` <b> </b> &#0; [x](y) { } \\ 1e999 inf a=[ " , ; = ~~ ^ $x$ ::: %% @ ../ é ß 中'.split(" "),
    *("\n", "\n\n", "\t", "\r\n", " ", "\0", "\ufeff", "\u202e", "\ud7ff", "\x85", "| a | b |\n|---|---|\n"),
    *("---\ntitle: x\n---\n", "[serving]\nport = ", "[reading]\nocr = ", "corpus = ", '{"cells": [', "null"),
    *("g-000001-", "what is ", "sciatica ", "not ", "4 mg "),
]
"""Of what the targets know, so that hypothesis gets past the first line of each."""
INPUTS = st.binary(max_size=300) | st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=24).map(
    lambda parts: "".join(parts).encode(errors="surrogatepass")
)


@pytest.mark.parametrize("target", TARGETS)
def test_what_reads_bytes_of_unknown_origin_ends_in_a_result_or_a_sentence(
    target: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """No other exception leaves a reader, the settings, the name of a generation, or a question."""
    monkeypatch.chdir(tmp_path)  # where it is afterwards: a target may go elsewhere

    @settings(max_examples=EXAMPLES, deadline=None)
    @given(content=INPUTS)
    @example(content=b"")
    @example(content=b"\xff\xfe\x00\xd8")
    def taken(content: bytes) -> None:
        TARGETS[target](content)

    taken()
