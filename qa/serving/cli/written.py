"""What ``citewell ask --written`` adds: an answer that a model writes, each sentence checked as it comes."""

from itertools import chain
from typing import TYPE_CHECKING

import typer

from qa.errors import SettingsError, WritingError
from qa.records import Answer, Verdict
from qa.serving.cli.shared import complain
from qa.settings import Llm

if TYPE_CHECKING:
    from qa.answering.assistant import Assistant
    from qa.writing.records import WrittenSentence


def need_model(llm: Llm) -> None:
    """Raise SettingsError where no model is set."""
    if not llm.is_set:
        raise SettingsError(
            "No model is set that could write an answer.",
            hint="Set llm.address and llm.model; docs/written-answers.md says how, and what is sent there.",
        )


def as_json(assistant: "Assistant", answer: Answer, llm: Llm) -> dict[str, object]:
    """Return ``written`` of the JSON, with what went wrong in it."""
    from qa.serving.written.contract import of_written
    from qa.writing.writer import write_whole

    return {"written": of_written(write_whole(assistant, answer, llm))}


def print_written(assistant: "Assistant", answer: Answer, llm: Llm) -> None:
    """Print each sentence of the model when it was checked, what is struck with its reason.

    Raises WritingError where the model cannot be asked or breaks off; a refused question is only told.
    """
    from qa.writing.writer import write

    sentences = write(assistant, answer, llm)
    try:
        first = next(sentences, None)
    except WritingError as error:
        if answer.verdict is Verdict.NOT_IN_CORPUS:
            complain(str(error))
            return
        raise
    typer.echo(f"\nWritten by {llm.model}, each sentence checked:\n")
    for sentence in chain([first] if first else [], sentences):
        _print(sentence)


def _print(sentence: "WrittenSentence") -> None:
    if not sentence.is_kept:
        typer.echo(f"STRUCK: {sentence.text}\n    {sentence.reason}")
        return
    numbers = " ".join(f"[{citation.number}]" for citation in sentence.rests_on)
    typer.echo(f"{sentence.text} {numbers}")
    for citation in sentence.rests_on:
        place = f"{citation.article_id}:{citation.start}-{citation.end}"
        typer.echo(f"    [{citation.number}] {citation.title} ({place})")
