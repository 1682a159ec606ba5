"""The command that checks proof cards, and the cards that ``ask`` saves."""

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qa.errors import UsageError
from qa.serving.cli.shared import AsJson, Corpus, Index, complain, print_json
from qa.settings import load_settings

if TYPE_CHECKING:
    from qa.answering.assistant import Assistant
    from qa.records import Answer
    from qa.serving.proof.checking import CardCheck

SIGNS = {True: "yes", False: "NO", None: "?"}
NOT_VERIFIED = 1


def verify(
    card: Annotated[Path, typer.Argument(help="A proof card, as it was saved.")],
    original: Annotated[
        Path | None, typer.Option(help="The original file; else it is looked for in the corpus, by its digest.")
    ] = None,
    corpus: Corpus = None,
    index: Index = None,
    as_json: AsJson = False,
) -> None:
    """Check a proof card, offline; exit code 1 when it is not verified."""
    from qa.serving.proof.checking import check_card, read_card

    settings = load_settings(corpus=corpus, index=index)
    check = check_card(read_card(card), settings, original=original)
    if as_json:
        print_json(of_check(check))
    else:
        _print_check(check)
    if not check.is_verified:
        raise typer.Exit(NOT_VERIFIED)


def of_check(check: "CardCheck") -> dict[str, Any]:
    """Return what ``verify --json`` prints; the ``good`` of a step that could not be made is null."""
    card = check.card
    return {
        "verified": check.is_verified,
        "steps": [{"step": step.name, "good": step.is_good, "said": step.said} for step in check.steps],
        "original": check.original,
        "article_id": card.article_id,
        "title": card.title,
        "quotations": [asdict(quotation) for quotation in card.quotations],
        "made": card.made,
    }


def _print_check(check: "CardCheck") -> None:
    typer.echo(f"{check.card.title} ({check.card.article_id})\n")
    for quotation in check.card.quotations:
        typer.echo(f"“{quotation.text}”\n    characters {quotation.start} to {quotation.end}\n")
    for step in check.steps:
        typer.echo(f"{SIGNS[step.is_good]:>3}  {step.said}")
    typer.echo("\nVerified." if check.is_verified else "\nNot verified.")


def save_cards(folder: Path, assistant: "Assistant", answer: "Answer", corpus: Path) -> int:
    """Save a proof card for each article that an answer quotes; return how many.

    A quotation that is not verified gets none, and is named on standard error.  Raises UsageError where the folder
    cannot be written.
    """
    from qa.reading.proof.proving import prove
    from qa.serving.answer_summary import cited_of
    from qa.serving.proof.card import card_of
    from qa.serving.proof.document import card_name, to_file

    spans: dict[str, dict[tuple[int, int], None]] = {}
    for citation in cited_of(answer):
        spans.setdefault(citation.article_id, {})[citation.start, citation.end] = None
    saved = 0
    for article_id, places in spans.items():
        article = assistant.article(article_id)
        glyphs = assistant.generation.store.glyphs(article_id)
        proof = prove(corpus, article, glyphs, sorted(places))
        if not (proof.is_verified or proof.has_no_pages):
            complain(
                f"{article_id}: no proof card, because {proof.doubt}{f': {proof.reason}' * bool(proof.reason)}."
            )
            continue
        card, pictures = card_of(article, proof, made=f"{datetime.now(UTC):%Y-%m-%d}")
        _write(folder / card_name(article_id), to_file(card, pictures))
        saved += 1
    return saved


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise UsageError(
            f"The proof card '{path}' cannot be written: {error.strerror}.", hint="Name another folder."
        ) from error
