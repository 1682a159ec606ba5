"""The command that measures: ``citewell eval``, on a gold file or on a test collection."""

from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from qa.errors import UsageError
from qa.serving.cli_shared import AsJson, Index, print_json, warn_of
from qa.settings import load_settings

if TYPE_CHECKING:
    from qa.evaluation.outcome import Evaluation, Row


def evaluate_answers(
    what: Annotated[
        Path | None,
        typer.Argument(
            metavar="GOLD_OR_COLLECTION",
            help="Questions with their answers, one JSON object a line; or the folder of a collection in the BEIR "
            "layout, whose documents get an index of their own.",
            show_default="the bundled questions",
        ),
    ] = None,
    split: Annotated[
        str | None, typer.Option(help="Which judgements of a collection: the name of a file in its qrels.")
    ] = None,
    collection_index: Annotated[
        Path | None,
        typer.Option(
            help="Keep the index of a collection in this folder, and use it again; else it is thrown away."
        ),
    ] = None,
    index: Index = None,
    as_json: AsJson = False,
) -> None:
    """Ask questions with known answers, and print how well they are answered; by default the bundled ones."""
    from qa.evaluation.outcome import to_json
    from qa.serving.printing_evaluation import print_evaluation

    if what and what.is_dir():
        evaluation = _of_collection(what, split=split, kept=collection_index, index=index)
    elif split or collection_index:
        raise UsageError(
            "--split and --collection-index are for a collection.",
            hint="Name the folder that holds its corpus.jsonl, or leave them out.",
        )
    else:
        evaluation = _of_gold(what, index=index)
    if as_json:
        print_json(to_json(evaluation))
    else:
        print_evaluation(evaluation)


def _of_gold(gold: Path | None, *, index: Path | None) -> "Evaluation[Row]":
    from qa.answering.assistant import Assistant
    from qa.evaluation.gold import BUNDLED_GOLD, read_gold
    from qa.evaluation.run import evaluate

    questions = read_gold(gold or BUNDLED_GOLD)
    assistant = Assistant.open(load_settings(index=index))
    warn_of(assistant.damage)
    return evaluate(assistant, questions)


def _of_collection(folder: Path, *, split: str | None, kept: Path | None, index: Path | None) -> "Evaluation[Row]":
    from qa.answering.assistant import Assistant
    from qa.evaluation.collection_run import evaluate_collection, index_collection
    from qa.evaluation.collections import read_collection
    from qa.indexing.loading import encoder_of
    from qa.serving.printing import terminal_progress

    settings = load_settings(index=index)
    if kept and kept.resolve() == settings.index.resolve():
        raise UsageError(
            f"{kept} is the index of your articles.",
            hint="Name another folder, or none, for that of a collection.",
        )
    collection = read_collection(folder, split=split)
    encoder = encoder_of(settings, convert=True)
    with ExitStack() as stack:
        place = kept or Path(stack.enter_context(TemporaryDirectory(prefix="citewell-")))
        with terminal_progress() as progress:
            index_collection(
                collection,
                place,
                encoder=encoder,
                settings=settings.indexing,
                built=datetime.now(UTC),
                progress=progress,
            )
        assistant = Assistant.open(settings.model_copy(update={"index": place}), encoder=encoder)
        return evaluate_collection(assistant, collection)
