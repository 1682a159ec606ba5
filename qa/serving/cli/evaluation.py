"""The command that measures: ``citewell eval``, on a gold file or on a test collection."""

from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from qa.errors import UsageError
from qa.serving.cli.shared import AsJson, Index, print_json, warn_of
from qa.settings import load_settings

if TYPE_CHECKING:
    from qa.evaluation.red_flags import FlagFigures
    from qa.evaluation.run import Evaluation, QuestionResult


def evaluate_answers(
    gold_or_collection: Annotated[
        Path | None,
        typer.Argument(
            metavar="GOLD_OR_COLLECTION",
            help="Questions with their answers, one JSON object a line; or the folder of a collection in the BEIR "
            "layout, whose documents get an index of their own.",
            show_default="the bundled questions",
        ),
    ] = None,
    split: Annotated[
        str | None, typer.Option(help="Which judgements of a collection to use: the name of a file in its qrels.")
    ] = None,
    collection_index: Annotated[
        Path | None,
        typer.Option(
            help="Keep the index of a collection in this folder and reuse it; without this, it is deleted."
        ),
    ] = None,
    red_flags: Annotated[
        Path | None,
        typer.Option(
            help="Only ask the questions on signs of danger in this folder (flags, ordinary and other .jsonl)."
        ),
    ] = None,
    answers: Annotated[
        Path | None,
        typer.Option(help="Only ask the questions in this file, whose answers are judged sentence by sentence."),
    ] = None,
    verbose: Annotated[
        bool, typer.Option(help="Also list the questions of --red-flags or --answers that failed.")
    ] = False,
    index: Index = None,
    as_json: AsJson = False,
) -> None:
    """Ask questions with known answers, and print how well they are answered; by default the bundled ones."""
    from qa.evaluation.run import to_json
    from qa.serving.cli.printing.evaluation import print_evaluation, print_red_flags

    if answers:
        if gold_or_collection or split or collection_index or red_flags:
            raise UsageError("--answers excludes all other questions.", hint="Leave out the others, or --answers.")
        _print_answers(answers, index=index, as_json=as_json, verbose=verbose)
        return
    if red_flags:
        if gold_or_collection or split or collection_index:
            raise UsageError(
                "--red-flags excludes all other questions.", hint="Leave out the others, or --red-flags."
            )
        flags = _of_red_flags(red_flags, index=index)
        if as_json:
            print_json({name: measures.to_json() for name, measures in flags.items()})
        else:
            print_red_flags(flags, verbose=verbose)
        return
    if gold_or_collection and gold_or_collection.is_dir():
        evaluation = _of_collection(
            gold_or_collection, split=split, collection_index=collection_index, index=index
        )
    elif split or collection_index:
        raise UsageError(
            "--split and --collection-index are for a collection.",
            hint="Name the folder that holds its corpus.jsonl, or leave them out.",
        )
    else:
        evaluation = _of_gold(gold_or_collection, index=index)
    flags = {} if gold_or_collection else _of_red_flags(None, index=index)
    if as_json:
        tables = {"red_flags": {name: measures.to_json() for name, measures in flags.items()}} if flags else {}
        print_json({**to_json(evaluation), **tables})
    else:
        print_evaluation(evaluation)
        print_red_flags(flags, verbose=verbose)


def _print_answers(path: Path, *, index: Path | None, as_json: bool, verbose: bool) -> None:
    from qa.answering.assistant import Assistant
    from qa.evaluation.answers import evaluate_answers, read_answers
    from qa.serving.cli.printing.evaluation import print_answers

    questions = read_answers(path)
    assistant = Assistant.open(load_settings(index=index))
    warn_of(assistant.damage)
    figures = evaluate_answers(assistant, questions)
    if as_json:
        print_json(figures.to_json())
    else:
        print_answers(figures, verbose=verbose)


def _of_red_flags(folder: Path | None, *, index: Path | None) -> "dict[str, FlagFigures]":
    """Return the figures of a folder, or of the bundled ones, by the name of the folder."""
    from qa.answering.assistant import Assistant
    from qa.evaluation.red_flags import advice_of, bundled_flags, evaluate_flags

    assistant = Assistant.open(load_settings(index=index))
    if folder is None:
        return bundled_flags(assistant)
    warn_of(assistant.damage)
    return {folder.resolve().name: evaluate_flags(advice_of(assistant), folder)}


def _of_gold(gold: Path | None, *, index: Path | None) -> "Evaluation[QuestionResult]":
    from qa.answering.assistant import Assistant
    from qa.evaluation.gold import BUNDLED_GOLD, read_gold
    from qa.evaluation.run import evaluate

    questions = read_gold(gold or BUNDLED_GOLD)
    assistant = Assistant.open(load_settings(index=index))
    warn_of(assistant.damage)
    return evaluate(assistant, questions)


def _of_collection(
    folder: Path, *, split: str | None, collection_index: Path | None, index: Path | None
) -> "Evaluation[QuestionResult]":
    from qa.answering.assistant import Assistant
    from qa.embedding.loading import encoder_of
    from qa.evaluation.beir import evaluate_collection, index_collection, read_collection
    from qa.serving.cli.printing.answers import terminal_progress

    settings = load_settings(index=index)
    if collection_index and collection_index.resolve() == settings.index.resolve():
        raise UsageError(
            f"{collection_index} is the index of your articles.",
            hint="Name another folder for the index of the collection, or leave out --collection-index.",
        )
    collection = read_collection(folder, split=split)
    encoder = encoder_of(settings, convert=True)
    with ExitStack() as stack:
        place = collection_index or Path(stack.enter_context(TemporaryDirectory(prefix="citewell-")))
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
