"""The command ``citewell``: routes to the rooms below and prints what they return."""

import atexit
import errno
import gc
import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from typer.exceptions import TyperException

from qa.errors import CitewellError, UsageError
from qa.serving.cli import checking as cli_checking
from qa.serving.cli import compare as cli_compare
from qa.serving.cli import corpus as cli_corpus
from qa.serving.cli import doctor as cli_doctor
from qa.serving.cli import evaluation as cli_eval
from qa.serving.cli import export as cli_export
from qa.serving.cli import index as cli_index
from qa.serving.cli import mcp as cli_mcp
from qa.serving.cli import proof as cli_proof
from qa.serving.cli import serve as cli_serve
from qa.serving.cli import sources as cli_sources
from qa.serving.cli import written as cli_written
from qa.serving.cli.shared import (
    AsJson,
    Corpus,
    Index,
    InFolder,
    among,
    build_for_terminal,
    complain,
    kept_to_the_end,
    print_json,
    uncollected,
    warn_of,
)
from qa.serving.process import one_thread_for_products, stay_offline
from qa.settings import load_settings

app = typer.Typer(
    help="Ask your own articles, and get the passages that answer, cited to the character.",
    pretty_exceptions_enable=False,
)


def main() -> None:
    """Run the command line; errors are one line on standard error, and decide the exit code."""
    stay_offline()
    one_thread_for_products()
    atexit.register(gc.freeze)  # else Python, at its end, looks through everything for garbage: 0.1 s
    try:
        sys.exit(app(prog_name="citewell", standalone_mode=False) or 0)
    except CitewellError as error:
        complain(f"{error} {error.hint}")
        sys.exit(error.exit_code)
    except TyperException as error:  # a command, option or value that is not known
        path = getattr(getattr(error, "ctx", None), "command_path", "citewell")
        complain(f"{error.format_message().rstrip('.')}. See: {path} --help")
        sys.exit(UsageError.exit_code)
    except OSError as error:
        if error.errno not in (errno.EPIPE, errno.ENOSPC):
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left cannot be written either
        if error.errno == errno.ENOSPC:
            complain("The output cannot be written: no space is left. Make room, or write it elsewhere.")
        sys.exit(CitewellError.exit_code)


@app.callback(invoke_without_command=True)
def no_command(context: typer.Context) -> None:
    """Ask your own articles, and get the passages that answer, cited to the character."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command()
def build(
    corpus: Corpus = None,
    index: Index = None,
    strict: Annotated[bool, typer.Option("--strict", help="Fail when a file cannot be read.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Build even when nothing changed.")] = False,
    as_json: AsJson = False,
) -> None:
    """Build the index from the corpus, unless it is current."""
    from qa.reading.corpus import scan

    settings = load_settings(corpus=corpus, index=index)
    scan(settings.corpus)  # an empty corpus is said at once, not after the seconds of loading a model
    build_for_terminal(settings, strict=strict, force=force, as_json=as_json)


@app.command()
@uncollected()
def ask(
    question: Annotated[str, typer.Argument(help="The question, in your own words.")],
    corpus: Corpus = None,
    index: Index = None,
    passages: Annotated[
        int | None, typer.Option("-k", "--passages", min=1, max=100, help="How many passages to show.")
    ] = None,
    as_typed: Annotated[
        bool, typer.Option("--as-typed", help="Search the words as typed, even those that no article has.")
    ] = False,
    folder: InFolder = "",
    after: Annotated[
        str,
        typer.Option(
            metavar="QUESTION", help="The question before this one; a follow-up is searched together with it."
        ),
    ] = "",
    with_related: Annotated[
        bool, typer.Option("--related", help="Also look for related questions that the articles answer.")
    ] = False,
    with_terms: Annotated[
        bool, typer.Option("--terms", help="Also show the terms in it that some article defines.")
    ] = False,
    rerank: Annotated[
        str | None, typer.Option(metavar="MODEL", help="Cross-encoder on this machine that reorders the passages.")
    ] = None,
    proof: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Save a proof card for each article that is quoted there."),
    ] = None,
    written: Annotated[
        bool, typer.Option("--written", help="Also have the model of the settings write an answer, checked.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Ask a question; prints what the articles say, each statement cited."""
    from qa.answering.question.parsed import tidy
    from qa.embedding.loading import begin_loading

    answering = None if rerank is None else {"rerank": rerank}
    settings = load_settings(corpus=corpus, index=index, answering=answering)
    tidy(question)  # a question that cannot be asked is said at once
    if written:
        cli_written.need_model(settings.llm)
    load = begin_loading(settings)  # beside the imports that follow and the opening of the index
    from qa.answering.assistant import Assistant
    from qa.serving.cli.printing.answers import print_answer, print_further
    from qa.serving.json_output import of_answer, of_terms

    assistant = Assistant.open(settings, load=load)
    kept_to_the_end[:] = [assistant]
    warn_of(assistant.damage)
    only = among(assistant, folder)
    answer = assistant.ask(question, passages=passages, as_typed=as_typed, among=only, after=after)
    further: dict[str, tuple[str, ...]] = {}
    if with_related:
        from qa.answering.related import covered, related

        further = {"related": related(assistant, answer), "covered": covered(assistant, answer)}
    terms = cli_compare.terms_of(assistant, answer, only) if with_terms else []
    if proof:  # before anything is printed: who reads it may stop reading
        saved = cli_proof.save_cards(proof, assistant, answer, settings.corpus)
        complain(f"{saved} proof {'card' if saved == 1 else 'cards'} saved in {proof}.")
    if as_json:
        defined = {"terms": of_terms(terms)} if with_terms else {}
        by_model = cli_written.as_json(assistant, answer, settings.llm) if written else {}
        print_json({**of_answer(answer, assistant.rectangles), **further, **defined, **by_model})
    else:
        print_answer(answer)
        print_further(**further)
        cli_compare.show(terms)
        if written:
            cli_written.print_written(assistant, answer, settings.llm)


@app.command()
def show(
    article_id: Annotated[
        str, typer.Argument(help="The article's id, as shown in citations and by: citewell list")
    ],
    index: Index = None,
    removed: Annotated[bool, typer.Option("--removed", help="Print what was cut and repaired instead.")] = False,
    as_json: AsJson = False,
) -> None:
    """Print an article's canonical text, which all offsets refer to."""
    from qa.indexing.generations import open_newest_whole
    from qa.serving.cli.printing.answers import print_cleaning
    from qa.serving.json_output import of_article

    generation, damage = open_newest_whole(load_settings(index=index).index)
    warn_of(damage)
    article = generation.store.article(article_id)
    report = generation.store.report(article.id)
    if as_json:
        print_json(of_article(article, report))
    elif removed:
        print_cleaning(report)
    else:
        typer.echo(article.text)


@app.command(name="list")
def list_articles(index: Index = None, as_json: AsJson = False) -> None:
    """List the articles of the index."""
    from qa.indexing.generations import open_newest_whole
    from qa.serving.cli.printing.answers import print_list
    from qa.serving.json_output import of_list

    generation, damage = open_newest_whole(load_settings(index=index).index)
    warn_of(damage)
    articles, counts = list(generation.store.articles()), generation.store.passage_counts()
    if as_json:
        print_json(of_list(articles, counts))
    else:
        print_list(articles, counts)


app.command()(cli_index.check)
app.command(name="check-text")(cli_checking.check_text)
app.command(name="eval")(cli_eval.evaluate_answers)
app.command()(cli_compare.compare)
app.command()(cli_export.export)
app.command()(cli_corpus.add)
app.command()(cli_corpus.remove)
app.command()(cli_corpus.reread)
app.command()(cli_corpus.watch)
app.command()(cli_doctor.doctor)
app.command()(cli_index.rollback)
app.command()(cli_mcp.mcp)
app.command()(cli_proof.verify)
app.command()(cli_serve.serve)
app.add_typer(cli_sources.app, name="sources")
