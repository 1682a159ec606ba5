"""The command that writes answers and articles as plain pages: export."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from qa.serving.cli.shared import Corpus, Index, kept_to_the_end, warn_of
from qa.settings import load_settings


def export(
    folder: Annotated[Path, typer.Argument(help="A new or empty folder, which the pages are written to.")],
    corpus: Corpus = None,
    index: Index = None,
    questions: Annotated[
        Path | None, typer.Option(help="A file of questions to answer, one a line.", show_default=False)
    ] = None,
) -> None:
    """Write the articles and the answers to questions as web pages, which need no server and no script."""
    from qa.embedding.loading import begin_loading
    from qa.errors import UsageError
    from qa.serving.light.exporting import questions_in

    settings = load_settings(corpus=corpus, index=index)
    try:
        asked = questions_in(questions.read_text(encoding="utf-8-sig")) if questions else []
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text in UTF-8"
        raise UsageError(
            f"The questions in {questions} cannot be read: {reason}.",
            hint="Name a text file in UTF-8 with one question a line.",
        ) from error
    load = begin_loading(settings)
    from qa.answering.assistant import Assistant
    from qa.serving.cli.printing.answers import counted
    from qa.serving.light.exporting import export as write

    assistant = Assistant.open(settings, load=load)
    kept_to_the_end[:] = [assistant]
    warn_of(assistant.damage)
    day = f"{datetime.now(UTC):%Y-%m-%d}"
    exported = write(assistant, asked, folder, day=day)
    told = f"{counted(exported.articles, 'article')} and {counted(exported.answers, 'answer')}"
    refused = f" ({exported.refused} not answered by the articles)" if exported.refused else ""
    typer.echo(f"Wrote {told}{refused}: open {folder / 'index.html'}")
