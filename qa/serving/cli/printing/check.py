"""A checked text for a terminal."""

import typer

from qa.answering.checking.records import CheckVerdict, TextCheck

WORDING = {
    CheckVerdict.VERBATIM: "verbatim",
    CheckVerdict.SUPPORTED: "supported",
    CheckVerdict.NUMBER_DIFFERS: "NUMBER DIFFERS",
    CheckVerdict.CONTRADICTED: "CONTRADICTED",
    CheckVerdict.NOT_IN_ARTICLES: "NOT IN YOUR ARTICLES",
    CheckVerdict.NOT_A_CLAIM: "not a claim",
}
"""How each verdict is printed: in capitals what is to be looked at."""


def print_text_check(checked: TextCheck) -> None:
    """Print each sentence with its verdict, what differs, and the places that it was judged by."""
    for sentence in checked.sentences:
        typer.echo(f"{WORDING[sentence.verdict]}: {' '.join(sentence.text.split())}")
        for line in (*sentence.told, *sentence.problems):
            typer.echo(f"    {line}")
        for citation in sentence.rests_on:
            typer.echo(f"    [{citation.number}] {' '.join(citation.quote.split())}")
            typer.echo(f"        {citation.title} ({citation.article_id}:{citation.start}-{citation.end})")
    counted = (f"{count} {WORDING[verdict].lower()}" for verdict, count in checked.counts.items() if count)
    typer.echo(f"\n{', '.join(counted)}.")
