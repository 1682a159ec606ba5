"""The command that looks for what is missing or wrong on this machine: doctor."""

from dataclasses import asdict
from typing import Annotated

import typer

from qa.serving.cli.shared import AsJson, Corpus, Index, print_json
from qa.settings import load_settings

SIGNS = {"ok": "[ok]", "note": "[note]", "wrong": "[WRONG]"}
NOT_WELL = 1


def doctor(
    corpus: Corpus = None,
    index: Index = None,
    port: Annotated[int | None, typer.Option(help="Port of the page.", show_default="8501")] = None,
    as_json: AsJson = False,
) -> None:
    """Check this machine, the install and the index; exit code 1 when something keeps Citewell from working."""
    from qa.serving.doctor.examination import examine, is_well

    settings = load_settings(corpus=corpus, index=index, serving=None if port is None else {"port": port})
    findings = examine(settings)
    if as_json:
        print_json({"well": is_well(findings), "findings": [asdict(finding) for finding in findings]})
    else:
        for finding in findings:
            typer.echo(f"{SIGNS[finding.health]:8}{finding.name}: {finding.said}")
            if finding.next_step:
                typer.echo(f"{'':8}  → {finding.next_step}")
    if not is_well(findings):
        raise typer.Exit(NOT_WELL)
